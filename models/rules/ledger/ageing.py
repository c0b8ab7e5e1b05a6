"""How long material lies outside: what an account still holds, since when it left the warehouse (help/rules, "Ageing").

First in, first out, exact to the thousandth: whatever leaves an account or is used takes what came first. What is
handed on to another account keeps its day. Days are those of the slips, however late they were entered.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Account = Any
"""What tells an account from the others."""


@dataclass(frozen=True, slots=True)
class Layer:
    """So much that left the warehouse on a day by a slip (0: none is known), in thousandths."""

    since: dt.date
    quantity: int
    slip: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """What a slip did to an account on a day; ``slip`` grows with its entry. Thousandths.

    ``came`` arrived from the warehouse, ``went`` left or was used up (below 0: it was there after all), and ``passed``
    went to the account ``onto``. ``late``: within its day it comes after the rest, as pieces do.
    """

    account: Account
    day: dt.date
    slip: int
    came: int = 0
    went: int = 0
    passed: int = 0
    onto: Account = None
    late: bool = False


@dataclass(slots=True)
class _Line:
    """An account as one long line of goods in the order they came; what lies before ``gone`` has left."""

    layers: list[Layer] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gone: int = 0

    @property
    def total(self) -> int:
        return self.ends[-1] if self.ends else 0

    def add(self, layers: Iterable[Layer]) -> None:
        for layer in layers:
            self.ends.append(self.total + layer.quantity)
            self.layers.append(layer)

    def between(self, first: int, last: int, unknown: dt.date) -> list[Layer]:
        """The goods from one place of the line to another; what nothing is known of lies since the day given."""
        if last <= first:
            return []
        found = [Layer(unknown, min(last, 0) - first)] if first < 0 else []
        at = bisect_right(self.ends, max(first, 0))
        while at < len(self.layers) and self.ends[at] - self.layers[at].quantity < last:
            begin = max(first, self.ends[at] - self.layers[at].quantity, 0)
            found.append(replace(self.layers[at], quantity=min(last, self.ends[at]) - begin))
            at += 1
        beyond = last - max(first, self.total)
        if beyond > 0 and last > 0:
            found.append(Layer(unknown, min(beyond, last)))
        return found


def lying(
    flows: Iterable[Flow], outside: Mapping[Account, int], first: Mapping[Account, dt.date]
) -> dict[Account, list[Layer]]:
    """What of each account lies outside, the oldest first; the layers of an account add up to what is outside of it.

    ``outside`` is what counts of each account (at most its balance), of which the newest lies there still; ``first`` is
    since when at most goods lie there of which no slip says when they came.
    """
    lines: dict[Account, _Line] = {}
    for flow in sorted(flows, key=lambda one: (one.day, one.late, one.slip)):
        line = lines.setdefault(flow.account, _Line())
        if flow.came:
            line.add([Layer(flow.day, flow.came, flow.slip)])
        if flow.passed:
            handed = line.between(line.gone, line.gone + flow.passed, flow.day)
            line.gone += flow.passed
            lines.setdefault(flow.onto, _Line()).add(handed)
        line.gone += flow.went
    found = {}
    for account, quantity in outside.items():
        line = lines.get(account, _Line())
        layers = line.between(line.total - quantity, line.total, first[account]) if quantity > 0 else []
        found[account] = sorted(layers, key=lambda layer: (layer.since, layer.slip))
    return found


def bucket(days: int, limits: Sequence[int]) -> int:
    """Which bucket so many days belong to, by two limits: 180 and 365 make 0–90, 91–180, 181–365 and over 365."""
    half, first, second = bounds(limits)
    return 0 if days <= half else 1 if days <= first else 2 if days <= second else 3


def bounds(limits: Sequence[int]) -> tuple[int, int, int]:
    """The last day of each bucket but the last: half the first limit, the first limit, the second."""
    first, second = limits
    return first // 2, first, max(first, second)


def next_limit(days: int, ahead: int, limits: Sequence[int]) -> int | None:
    """The limit that so many days have passed, or reach within ``ahead`` more; None: neither. The latest counts."""
    found = None
    for limit in sorted(limits):
        if days + ahead >= limit:
            found = limit
    return found
