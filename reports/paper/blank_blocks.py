"""Blocks to write in by hand: blanks behind their label, and a table of empty ruled rows that fills the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.paper.blocks import GAP, INSET, Strip, baseline
from reports.paper.fonts import text_width
from reports.paper.formatting import TICK
from reports.paper.marks import Stroke, Text, rule
from reports.paper.papers import HEAVY, RULE, Type
from reports.paper.table import by_share
from reports.paper.wrap import longest_piece, wrap

LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Blanks:
    """Labels side by side, each with a line to write on and its part of the width.

    ``spare`` ones go before a small paper gets a second page.
    """

    labels: Sequence[tuple[str, int]]
    spare: bool = False

    def strips(self, width: float, type: Type) -> list[Strip]:
        rows: list[list[tuple[str, int]]] = [[]]
        for label, share in self.labels:
            held = sum(part for _, part in rows[-1])
            needs = sum(text_width(one, type.text) + 60 for one, _ in rows[-1])
            if rows[-1] and (held + share > 12 or needs + text_width(label, type.text) + 60 > width):
                rows.append([])
            rows[-1].append((label, share))
        return [self._row(row, width, type) for row in rows]

    def _row(self, row: list[tuple[str, int]], width: float, type: Type) -> Strip:
        height = round(type.line * 1.4, 2)
        strip = Strip(height, keep=True, spare=self.spare)
        whole = sum(share for _, share in row)
        x = 0.0
        for label, share in row:
            room = (width + GAP) * share / whole - GAP
            strip.marks.append(Text(x, height - 6, label, type.text, False))
            strip.marks.append(rule(x + text_width(label, type.text) + 4, x + room, height - 3, RULE))
            x += room + GAP
        return strip


@dataclass(frozen=True, slots=True)
class EmptyTable:
    """A table of empty boxes under its heads: ``columns`` are (head, share of the width), ``rows`` how many.

    A small paper gets fewer, but two at least, before it gets a second page. A ``ticked`` one has a box to tick in
    its last column.
    """

    columns: Sequence[tuple[str, int]]
    rows: int
    ticked: bool = False

    def strips(self, width: float, type: Type) -> list[Strip]:
        least = [longest_piece(head, type.small) + 2 * INSET - 1 for head, _ in self.columns]
        edges = [0.0]
        for wide in by_share([share for _, share in self.columns], least, width):
            edges.append(edges[-1] + wide)
        heads = [
            wrap(head, right - left - 2 * INSET + 2, type.small)
            for (head, _), left, right in zip(self.columns, edges, edges[1:], strict=False)
        ]
        step = type.small * 1.3
        deepest = max(map(len, heads))
        top = Strip(deepest * step + 6, [rule(0, width, HEAVY / 2, HEAVY)], keep=True)
        for lines, left in zip(heads, edges, strict=False):
            for number, line in enumerate(lines):
                drop = (
                    HEAVY + baseline(deepest * step + 4, type.small) + (number - (len(lines) - 1) / 2) * step
                )
                top.marks.append(Text(left + INSET - 1, drop, line, type.small, False))
        top.marks.append(rule(0, width, top.height - RULE / 2, RULE))
        strips = [top]
        height = round(max(22.0, type.row * 1.25), 2)
        for row in range(self.rows):
            strip = Strip(height, [rule(0, width, height - RULE / 2)], spare=row >= LEAST_ROWS)
            if self.ticked:
                strip.marks.append(Text(edges[-2] + INSET, baseline(height, type.text), TICK, type.text))
            strips.append(strip)
        for strip in strips:
            strip.marks += [Stroke(x, 0, x, strip.height) for x in edges[1:-1]]
        return strips
