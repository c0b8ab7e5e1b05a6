"""The map on a route sheet: the warehouse as a square, the stops by number, north above.

Along the roads of a map the way is thick and other main roads are thin; without one it runs straight from stop to stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from models import format
from models.i18n import Translator
from models.queries.road.route_geometry import CREDIT
from models.queries.road.route_sheets import RouteSheet, StopLine
from reports.paper.blocks import Strip
from reports.paper.fonts import text_width
from reports.paper.language import within_sentence
from reports.paper.marks import Circle, Fill, Frame, Polyline, Stroke, Text
from reports.paper.papers import HEAVY, RULE, Type
from reports.road.map_projection import Sketch, Spot, along, arrow, between, inside, scale_bar, sketch

RADIUS: Final = 8.5
YARD: Final = 5.5
WAY: Final = 2.6
"""How thick the way is drawn along roads, in points."""
SAMPLE: Final = 3.0
_LOW: Final = 0.65
"""How high a low map is, of the usual height."""


@dataclass(frozen=True, slots=True)
class SketchMap:
    """The way of a drive in a frame as wide as the sheet; a ``low`` one where that saves a page."""

    sheet: RouteSheet
    tr: Translator
    low: bool = False

    @property
    def height(self) -> float:
        """In points: bends ask for more room than straight lines."""
        usual = 190.0 if self.sheet.streets is None else 230.0
        return usual * _LOW if self.low else usual

    def strips(self, width: float, type: Type) -> list[Strip]:
        sheet, tr = self.sheet, self.tr
        stops = [line for line in sheet.stops if line.home is not None]
        if not stops:
            return []
        legs = sheet.streets.legs if sheet.streets is not None else ()
        points = [sheet.warehouse, *(line.home.point for line in stops if line.home is not None)]
        points += [sheet.begins] if sheet.begins is not None else []
        drawn = sketch(
            points,
            width,
            self.height,
            margin=24,
            apart=RADIUS * 2 + 3,
            seen=[point for leg in legs for point in leg],
        )
        yard, spots = drawn.spots[0], list(drawn.spots[1:])
        strip = Strip(self.height + 1)
        strip.marks.append(Frame(0.5, self.height, width - 1, self.height - 1, RULE))
        way = [yard if sheet.begins is None else spots.pop()]
        at = iter(spots)
        for line in sheet.lines:
            way.append(yard if line.home is None else next(at))
        way.append(yard)
        covered = [*self._roads(strip, drawn, width), *self._way(strip, drawn, way, yard)]
        strip.marks += [
            Stroke(14, 30, 14, 10, HEAVY),
            Stroke(14, 10, 10.5, 16, HEAVY),
            Stroke(14, 10, 17.5, 16, HEAVY),
        ]
        north = tr("N")
        strip.marks.append(Text(14 - text_width(north, type.small) / 2, 40, north, type.small, True))
        taken = [(x - 10, y - 10, x + 10, y + 10) for x, y in spots]
        taken.append((yard[0] - 8, yard[1] - 8, yard[0] + 8, yard[1] + 8))
        self._legend(strip, drawn, width, type, taken)
        self._villages(strip, stops, spots, taken, covered, width, type)
        # Warehouse and stops lie on top of all that clears its own place.
        edge = YARD + 1.5
        strip.marks.append(Fill(yard[0] - edge, yard[1] + edge, 2 * edge, 2 * edge, white=True))
        strip.marks.append(Fill(yard[0] - YARD, yard[1] + YARD, 2 * YARD, 2 * YARD))
        if sheet.begins is not None:
            strip.marks += [Circle(*way[0], radius, HEAVY, white=True) for radius in (5, 2)]
        for line, (x, y) in zip(stops, spots, strict=True):
            strip.marks.append(Circle(x, y, RADIUS, HEAVY, white=True))
            number = str(line.number)
            strip.marks.append(Text(x - text_width(number, 10) / 2, y + 3.7, number, 10, True))
        return [strip]

    def _roads(self, strip: Strip, drawn: Sketch, width: float) -> list[Spot]:
        """The main roads around; what of the frame they cover."""
        covered = []
        for road in self.sheet.streets.main if self.sheet.streets is not None else ():
            for a, b in pairwise(drawn.line(road, 0.8)):
                part = inside(a, b, width, self.height, 1.5)
                seen = _samples((part[0], part[1]), (part[2], part[3])) if part is not None else []
                # The way keeps to the margin; what else would run through the arrow to the north stays away.
                if part is not None and not any(x < 24 and y < 46 for x, y in seen):
                    strip.marks.append(Stroke(*part, RULE))
                    covered += seen
        return covered

    def _way(self, strip: Strip, drawn: Sketch, way: Sequence[Spot], yard: Spot) -> list[Spot]:
        """The way from spot to spot, along its roads where they are known; what of the frame it covers."""
        covered = []
        legs = self.sheet.streets.legs if self.sheet.streets is not None else ((),) * (len(way) - 1)
        for (a, b), leg in zip(pairwise(way), legs, strict=True):
            if leg:
                line = [a, *drawn.line(leg, 0.8), b]
                strip.marks.append(Polyline(line, WAY))
                strip.marks += [Stroke(*head, HEAVY) for head in along(line, 8)]
                for one, two in pairwise(line):
                    covered += _samples(one, two)
                continue
            straight = between(a, b, RADIUS if a != yard else 7, RADIUS if b != yard else 7)
            if straight is not None:
                strip.marks.append(Stroke(*straight, HEAVY))
                strip.marks += [Stroke(*head, HEAVY) for head in arrow(straight, 5)]
                covered += _samples(straight[:2], straight[2:])
        return covered

    def _legend(
        self,
        strip: Strip,
        drawn: Sketch,
        width: float,
        type: Type,
        taken: list[tuple[float, float, float, float]],
    ) -> None:
        """The scale, and whose map it is drawn from."""
        metres, long = scale_bar(drawn.metres, width * 0.2)
        high = type.small + 14
        if metres:
            x, y = width - long - 10, self.height - 8
            label = format.distance(metres, within_sentence(self.tr))
            wide = max(long, text_width(label, type.small)) + 8
            strip.marks.append(Fill(width - wide - 6, self.height - 2, wide, high, white=True))
            strip.marks.append(Fill(x, y + HEAVY / 2, long, HEAVY))
            strip.marks.append(
                Text(x + long - text_width(label, type.small), y - 4, label, type.small, False)
            )
            taken.append((width - wide - 6, self.height - high - 2, width, self.height))
        if self.sheet.streets is not None:
            credit = self.tr(CREDIT)
            wide = text_width(credit, type.small) + 8
            strip.marks.append(Fill(4, self.height - 2, wide, type.small + 5, white=True))
            strip.marks.append(Text(8, self.height - 6, credit, type.small, False))
            taken.append((4, self.height - type.small - 7, wide + 4, self.height))
        taken.append((4, 4, 24, 46))

    def _villages(
        self,
        strip: Strip,
        stops: Sequence[StopLine],
        spots: Sequence[Spot],
        taken: list[tuple[float, float, float, float]],
        covered: Sequence[Spot],
        width: float,
        type: Type,
    ) -> None:
        """The name of each village once, beside the stop of it where it covers least."""
        named: set[str] = set()
        for line, (x, y) in zip(stops, spots, strict=True):
            village = line.home.contact.village if line.home is not None else ""
            if not village or village in named:
                continue
            wide, high = text_width(village, type.small), type.small + 2
            best: tuple[int, int, tuple[float, float, float, float]] | None = None
            for turn, (left, top) in enumerate(
                (
                    (x + 12, y - high / 2),
                    (x - 12 - wide, y - high / 2),
                    (x - wide / 2, y + 11),
                    (x - wide / 2, y - 11 - high),
                )
            ):
                box = left, top, left + wide, top + high
                if left < 4 or left + wide > width - 4 or top < 4 or top + high > self.height - 4:
                    continue
                if any(
                    box[0] < east and box[2] > west and box[1] < low and box[3] > upper
                    for west, upper, east, low in taken
                ):
                    continue
                hidden = sum(box[0] < px < box[2] and box[1] < py < box[3] for px, py in covered)
                if best is None or (hidden, turn) < best[:2]:
                    best = hidden, turn, box
            if best is None:
                continue
            left, top, right, below = best[2]
            if best[0]:
                strip.marks.append(Fill(left - 1, below, right - left + 2, below - top, white=True))
            strip.marks.append(Text(left, top + type.small, village, type.small, False))
            taken.append(best[2])
            named.add(village)


def _samples(a: Spot, b: Spot) -> list[Spot]:
    """Points along a line, close enough that none of its stretches goes unseen."""
    count = int(max(abs(b[0] - a[0]), abs(b[1] - a[1])) / SAMPLE) + 1
    return [(a[0] + (b[0] - a[0]) * at / count, a[1] + (b[1] - a[1]) * at / count) for at in range(count)]
