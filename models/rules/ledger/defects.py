"""Defects of pieces: what a clerk types for them, how they share out over the faulty pieces, and which weigh most.

Quantities are thousandths, shares parts per million.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from models.errors import UserError
from models.i18n import tr
from models.rules import amount

MILLION: Final = 1_000_000
LONGEST_CODE: Final = 3

_BETWEEN: Final = re.compile(r"[\s,、;+/]+")
_ASSIGNED: Final = re.compile(r"([^=:*×]+)[=:*×]([^=:*×]+)")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")

Key = TypeVar("Key")


class Typed(NamedTuple):
    """A code as it was typed, with its quantity; None: the faulty pieces no other code takes."""

    code: str
    quantity: int | None


class Slice(NamedTuple, Generic[Key]):
    """One of several causes: its quantity, its share of all, and that of it and the larger ones together."""

    key: Key
    quantity: int
    share: int
    cumulated: int


class DefectShare(NamedTuple):
    """So many pieces of so many received had a defect."""

    quantity: int
    received: int

    @property
    def ppm(self) -> int:
        """The share in parts per million; 0 where nothing was received."""
        return amount.half_up(self.quantity * MILLION, self.received) if self.received > 0 else 0

    def reaches(self, ppm: int) -> bool:
        """Whether at least this share had the defect, and any piece at all."""
        return self.quantity > 0 and self.quantity * MILLION >= self.received * ppm


class Limits(NamedTuple):
    """From which share of a defect on a visit is proposed: ever, and once a visit had been made because of it."""

    much: int
    returned: int


MUCH: Final = "much"
RETURNED: Final = "returned"


def tidy(words: str) -> str:
    """Codes as they are compared: half-width, without unseen signs, in capitals."""
    return words.translate(amount.UNSEEN).translate(amount.HALF_WIDTH).strip().upper()


def is_code(code: str) -> bool:
    """Whether a tidied code can be told from a quantity and from the next code."""
    return 0 < len(code) <= LONGEST_CODE and code.isalnum()


def read(words: str, codes: Collection[str], *, field: str = "defects") -> list[Typed]:
    """The codes somebody typed, each with its quantity where one was said: "a4 b2", "A=4, B", "7*4".

    ``codes`` are tidied. Raises UserError (``field``) for what is no code, stands twice, or can be read two ways.
    """
    found: list[Typed] = []
    for word in _BETWEEN.split(tidy(words)):
        if not word:
            continue
        if word not in codes and _NUMBER.fullmatch(word) and found and found[-1].quantity is None:
            found[-1] = Typed(found[-1].code, amount.quantity(word, minimum=1, field=field))
            continue
        one = _one(word, codes, field)
        if any(other.code == one.code for other in found):
            raise UserError(tr('"{code}" appears twice.').format(code=one.code), field)
        found.append(one)
    return found


def _one(word: str, codes: Collection[str], field: str) -> Typed:
    if word in codes:
        return Typed(word, None)
    assigned = _ASSIGNED.fullmatch(word)
    if assigned is not None and assigned[1] in codes:
        return Typed(assigned[1], amount.quantity(assigned[2], minimum=1, field=field))
    ways = [code for code in codes if word.startswith(code) and _NUMBER.fullmatch(word[len(code) :])]
    if len(ways) > 1:
        raise UserError(
            tr('Write "{code}={n}" so that code and quantity stay apart.').format(
                code=max(ways, key=len), n=word[len(max(ways, key=len)) :]
            ),
            field,
        )
    if ways:
        return Typed(ways[0], amount.quantity(word[len(ways[0]) :], minimum=1, field=field))
    raise UserError(tr('No defect "{code}" for this product. F7 lists them.').format(code=word), field)


def written(counted: Iterable[tuple[str, int | None]], codes: Collection[str] = ()) -> str:
    """Codes and quantities as `read` takes them among ``codes``, ready to be typed over."""
    return " ".join(
        code if quantity is None else f"{code}{_sign(code, codes)}{amount.quantity_text(quantity)}"
        for code, quantity in counted
    )


def _sign(code: str, codes: Collection[str]) -> str:
    """What keeps a quantity apart from its code where both could be read as one."""
    longer = any(one.startswith(code) and one[len(code) : len(code) + 1].isdigit() for one in codes)
    return "=" if longer or code[-1:].isdigit() else ""


def shared_out(typed: Sequence[Typed], faulty: int, *, field: str = "defects") -> list[tuple[str, int]]:
    """How many pieces had each typed code, of so many faulty ones; one code without a quantity takes the rest.

    Fewer than ``faulty`` may be named. Raises UserError (``field``) for more, or when nobody said how many of each.
    """
    given = sum(one.quantity or 0 for one in typed)
    rest = faulty - given
    loose = [one.code for one in typed if one.quantity is None]
    if rest < 0 or (typed and not faulty):
        raise UserError(
            tr("{named} with a defect, but only {faulty} rework and scrap.").format(
                named=amount.quantity_text(given, grouped=True) if given else written(typed),
                faulty=amount.quantity_text(faulty, grouped=True),
            ),
            field,
        )
    if loose and not rest:
        raise UserError(tr('Nothing is left for "{code}".').format(code=loose[0]), field)
    if len(loose) > 1:
        raise UserError(
            tr('How many of each? Write "{codes}".').format(codes=written((code, 1000) for code in loose)),
            field,
        )
    return [(one.code, rest if one.quantity is None else one.quantity) for one in typed]


def check_counts(quantities: Iterable[int], faulty: int, *, field: str = "defects") -> None:
    """Refuse counts of nothing, or of more pieces than were faulty; raises UserError (``field``)."""
    listed = list(quantities)
    if any(quantity <= 0 for quantity in listed):
        raise UserError(tr("Must be above 0."), field)
    shared_out([Typed("", quantity) for quantity in listed], faulty, field=field)


def pareto(amounts: Mapping[Key, int]) -> list[Slice[Key]]:
    """What weighs most first, each with its share of all of them; equal ones stay in the order given.

    What is 0 is left out. The shares add up to a million exactly.
    """
    ordered = sorted(((key, value) for key, value in amounts.items() if value > 0), key=lambda one: -one[1])
    total = sum(value for _, value in ordered)
    found: list[Slice[Key]] = []
    sum_so_far = before = 0
    for key, value in ordered:
        sum_so_far += value
        cumulated = amount.half_up(sum_so_far * MILLION, total)
        found.append(Slice(key, value, cumulated - before, cumulated))
        before = cumulated
    return found


def why_visit(
    whole: DefectShare, since: DefectShare | None, known_before: bool, limits: Limits
) -> str | None:
    """Why a household should be shown how to avoid a defect, `MUCH` or `RETURNED`; None: no need.

    ``whole`` is its share of late; ``since`` only since the last visit (None: none of late), which asked for patience
    until then. ``known_before``: it was seen up to that visit, so what comes now has come back.
    """
    if since is None:
        return MUCH if whole.reaches(limits.much) else None
    if known_before and since.reaches(limits.returned):
        return RETURNED
    return MUCH if since.reaches(limits.much) else None
