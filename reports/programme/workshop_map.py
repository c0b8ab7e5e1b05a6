"""The map of the programme (作坊分布图): where the workshops are, by number and kind, north above, and their list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models import format
from models.i18n import Translator, mark
from models.queries.programme.workshop_map import DOUBLE, KIND, SQUARE, MappedWorkshop, WorkshopMap
from reports.paper.blocks import Block, Note, Number, Space, Strip
from reports.paper.document import Document
from reports.paper.fonts import text_width
from reports.paper.formatting import day
from reports.paper.language import within_sentence
from reports.paper.marks import Circle, Fill, Frame, Mark, Stroke, Text
from reports.paper.papers import HEAVY, RULE, Type
from reports.paper.table import Column, Row, Table
from reports.road.map_projection import Spot, scale_bar, sketch

RADIUS: Final = 8.0
HEIGHT: Final = 330.0
"""In points."""
_UNPLACED: Final = mark("Not on the map, as no household of theirs has a place: {names}")


@dataclass(frozen=True, slots=True)
class WorkshopSketch:
    """The workshops in a frame as wide as the sheet, each its number in the shape of its kind."""

    numbered: Sequence[tuple[int, MappedWorkshop]]
    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        """One undivided picture."""
        drawn = sketch(
            [one.point for _, one in self.numbered if one.point is not None],
            width,
            HEIGHT,
            margin=26,
            apart=RADIUS * 2 + 4,
        )
        strip = Strip(HEIGHT + 1)
        strip.marks.append(Frame(0.5, HEIGHT, width - 1, HEIGHT - 1, RULE))
        strip.marks += [
            Stroke(14, 30, 14, 10, HEAVY),
            Stroke(14, 10, 10.5, 16, HEAVY),
            Stroke(14, 10, 17.5, 16, HEAVY),
        ]
        north = self.tr("N")
        strip.marks.append(Text(14 - text_width(north, type.small) / 2, 40, north, type.small, True))
        strip.marks += self._scale(drawn.metres, width, type)
        for (number, one), spot in zip(self.numbered, drawn.spots, strict=True):
            strip.marks += numbered_mark(number, one.kind, spot)
        return [strip]

    def _scale(self, metres: float, width: float, type: Type) -> list[Mark]:
        shown, long = scale_bar(metres, width * 0.2)
        if not shown:
            return []
        label = format.distance(shown, within_sentence(self.tr))
        x, y = width - long - 10, HEIGHT - 8
        return [
            Fill(x, y + HEAVY / 2, long, HEAVY),
            Text(x + long - text_width(label, type.small), y - 4, label, type.small, False),
        ]


def numbered_mark(number: int, kind: str, spot: Spot) -> list[Mark]:
    """A number in the shape of its kind."""
    x, y = spot
    if kind in SQUARE:
        shape: list[Mark] = [
            Fill(x - RADIUS, y + RADIUS, 2 * RADIUS, 2 * RADIUS, white=True),
            Frame(x - RADIUS, y + RADIUS, 2 * RADIUS, 2 * RADIUS, HEAVY),
        ]
        if kind in DOUBLE:
            wide = RADIUS + 2.5
            shape.append(Frame(x - wide, y + wide, 2 * wide, 2 * wide, RULE))
    else:
        shape = [Circle(x, y, RADIUS, HEAVY, white=True)]
    words = str(number)
    return [*shape, Text(x - text_width(words, 9) / 2, y + 3.2, words, 9, True)]


def build(data: WorkshopMap, tr: Translator) -> Document:
    """The workshops of one day."""
    numbered = list(enumerate(data.workshops, start=1))
    placed = [(number, one) for number, one in numbered if one.point is not None]
    counted = Counter(one.kind for one in data.workshops)
    sentence = within_sentence(tr)
    blocks: list[Block] = [
        Note(
            "  ".join(f"{KIND.shown(kind, sentence)} {counted[kind]}" for kind, _ in KIND.choices),
            bold=True,
        ),
        Note(tr("Circle: home workshop; square: village workshop; double square: base."), small=True),
        Space(4),
    ]
    if placed:
        blocks += [WorkshopSketch(placed, tr), Space(8)]
    unplaced = [one.name for _, one in numbered if one.point is None]
    if unplaced:
        blocks += [Note(tr(_UNPLACED).format(names=tr(", ", "list").join(unplaced)), small=True), Space(4)]
    blocks.append(
        Table(
            [
                Column("number", tr("No."), 6, figure=True),
                Column("name", tr("Workshop"), 34),
                Column("kind", tr("Kind"), 14),
                Column("trade", tr("Trade"), 16),
                Column("village", tr("Village"), 18),
                Column("households", tr("Households"), 10, figure=True),
            ],
            [
                Row(
                    [
                        Number(str(number)),
                        f"{one.name} {one.code}",
                        KIND.shown(one.kind, tr),
                        one.trade,
                        one.village,
                        Number(str(one.households)),
                    ]
                )
                for number, one in numbered
            ],
        )
    )
    title = tr("Map of the workshops")
    return Document(
        title=title,
        number="",
        subject=day(data.day, tr),
        blocks=blocks,
        bookmark=title,
    )
