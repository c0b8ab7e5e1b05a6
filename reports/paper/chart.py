"""A report's chart on paper, readable in black: bars that lie, told apart by pattern, and lines with their names.

Every bar and the ends of every line say their figure. Bars are strips of their own, so that many of them go on over
pages; a plot of lines is one strip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from models import format
from models.i18n import Translator
from models.kinds import DayField, FigureField
from models.queries.report import COURSE, LINES, STACKED, Category, Chart, ChartSeries
from models.rules.desk.axis import axis
from reports.paper.blocks import GAP, Strip, baseline
from reports.paper.fonts import text_width
from reports.paper.language import within_sentence
from reports.paper.marks import Circle, Fill, Frame, Mark, Polyline, Stroke, Text, rule
from reports.paper.papers import RULE, Type
from reports.paper.wrap import wrap

BAR: Final = 9.0
"""How thick a bar is, in points."""
HATCH: Final = 4.5
"""How far the lines of a hatched bar are apart."""
PLOT: Final = 190.0
"""How high a plot of lines is."""
_DOTTED, _DASHED = (1.5, 3.5), (7.0, 4.0)


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart as wide as the paper; nothing where there is nothing to draw."""

    chart: Chart
    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        if not self.chart.categories:
            return []
        if self.chart.kind in (LINES, COURSE):
            return [_Plot(self.chart, self.tr, width, type).strip(), Strip(GAP)]
        return [
            *_legend(self.chart, self.tr, width, type),
            *_bars(self.chart, self.tr, width, type),
            Strip(GAP),
        ]


def figure(kind: FigureField, value: int, unit: str, tr: Translator) -> str:
    """A figure beside its bar or point, with a true minus sign."""
    text = kind.shown(value, within_sentence(tr)).replace("-", "−")
    return f"{text} {format.unit_name(unit, within_sentence(tr), value)}" if unit else text


# -- bars ----------------------------------------------------------------------------------------------------------


def patterned(sort: int, x: float, y: float, width: float) -> Iterator[Mark]:
    """A bar whose upper left corner is given, in one of four patterns: full, hatched, empty, barred."""
    if width < 0.2:
        return
    if sort == 0:
        yield Fill(x, y + BAR, width, BAR)
        return
    yield Frame(x, y + BAR, width, BAR, RULE)
    if sort == 1:
        yield from _hatched(x, y, width, BAR)
    elif sort > 2:
        yield from (Stroke(x + at, y, x + at, y + BAR) for at in _steps(HATCH, width))


def _steps(step: float, end: float) -> Iterator[float]:
    at = step
    while at < end:
        yield at
        at += step


def _hatched(x: float, y: float, width: float, height: float) -> Iterator[Mark]:
    """Slanting lines, cut off at the bar's edges."""
    for at in _steps(HATCH, width + height):
        low, high = max(0.0, at - height), min(width, at)
        yield Stroke(x + low, y + min(height, at), x + high, y + at - high)


def _legend(chart: Chart, tr: Translator, width: float, type: Type) -> list[Strip]:
    """What each pattern stands for; nothing needs to be said of one series."""
    if len(chart.series) < 2:
        return _heading(chart, tr, width, type)
    strips = [Strip(type.line, keep=True)]
    x = 0.0
    for sort, series in enumerate(chart.series):
        words = tr(series.label)
        wide = 18 + text_width(words, type.small) + 14
        if x and x + wide > width:
            strips.append(Strip(type.line, keep=True))
            x = 0.0
        strips[-1].marks += patterned(sort, x, (type.line - BAR) / 2, 14)
        strips[-1].marks.append(Text(x + 18, baseline(type.line, type.small), words, type.small))
        x += wide
    return [*strips, Strip(3, keep=True)]


def _heading(chart: Chart, tr: Translator, width: float, type: Type) -> list[Strip]:
    words = "  ".join(tr(series.label) for series in chart.series)
    drop = baseline(type.line, type.small)
    return [
        Strip(type.line, [Text(0, drop, line, type.small, True)], keep=True)
        for line in wrap(words, width, type.small)
    ]


def _bars(chart: Chart, tr: Translator, width: float, type: Type) -> Iterator[Strip]:
    size = type.small
    names = [category.words(within_sentence(tr)) for category in chart.categories]
    room = min(max(text_width(name, size) for name in names), width * 0.3)
    left = room + GAP
    said = [
        [
            _said(chart, series, at, tr)
            for series in (chart.series[:1] if chart.kind == STACKED else chart.series)
        ]
        for at in range(len(names))
    ]
    figures = max(text_width(text, size) for row in said for text in row) + 5
    drawn = list(_drawn(chart))
    least, most = (
        min(0, *(a for row in drawn for _, a, _ in row)),
        max(1, *(b for row in drawn for _, _, b in row)),
    )
    scale = (width - left - figures) / (most - least)
    zero = left - least * scale
    for name, row, words in zip(names, drawn, said, strict=True):
        lines = wrap(name, room + 0.01, size)
        rows = 1 if chart.kind == STACKED else len(row)
        step = BAR + 3
        height = max(rows * step + 4, len(lines) * size * 1.3 + 4)
        strip = Strip(height, [Stroke(zero, 0, zero, height)])
        for number, line in enumerate(lines):
            drop = (height - len(lines) * size * 1.3) / 2 + size * (1.0 + 1.3 * number)
            strip.marks.append(Text(0, drop, line, size))
        top = (height - rows * step + 3) / 2
        for sort, begin, end in row:
            y = top if chart.kind == STACKED else top + sort * step
            strip.marks += patterned(sort, zero + begin * scale, y, (end - begin) * scale)
        for number, text in enumerate(words):
            last = max((end for sort, _, end in row if chart.kind == STACKED or sort == number), default=0)
            y = top + number * step + baseline(BAR, size)
            strip.marks.append(Text(zero + max(0, last) * scale + 4, y, text, size))
        yield strip


def _said(chart: Chart, series: ChartSeries, at: int, tr: Translator) -> str:
    """The figure behind a bar; of a stack its sum."""
    if chart.kind == STACKED:
        value: int | None = sum(one.values[at] or 0 for one in chart.series)
    else:
        value = series.values[at]
    return "—" if value is None else figure(series.kind, value, series.unit, tr)


def _drawn(chart: Chart) -> Iterator[list[tuple[int, int, int]]]:
    """The bars of each category: which pattern, from which value to which."""
    for at in range(len(chart.categories)):
        row, end = [], 0
        for sort, series in enumerate(chart.series):
            value = series.values[at] or 0
            begin = end if chart.kind == STACKED else 0
            end = begin + value
            row.append((sort, min(begin, end), max(begin, end)))
        yield row


# -- lines ---------------------------------------------------------------------------------------------------------


class _Plot:
    """Lines over months or days, each named at its end."""

    def __init__(self, chart: Chart, tr: Translator, width: float, type: Type) -> None:
        self.chart, self.tr, self.type = chart, tr, type
        size = type.small
        values = [value for series in chart.series for value in series.values if value is not None]
        self.kind = chart.series[0].kind
        self.scale = axis(values)
        self.tick_words = [self._tick(value) for value in self.scale]
        self.left = max(text_width(words, size) for words in self.tick_words) + 8
        names = [tr(series.label) for series in chart.series]
        self.right = width - min(max(text_width(name, size) for name in names), width * 0.25) - 10
        self.top, self.bottom = size * 1.6, PLOT - size * 1.8
        self.width = width

    def strip(self) -> Strip:
        """The whole plot."""
        strip = Strip(PLOT)
        strip.marks += self._axes()
        ends: list[tuple[float, int]] = []
        for sort, series in enumerate(self.chart.series):
            points = self._points(series)
            if not points:
                continue
            strip.marks += self._line(sort, series, points)
            ends.append((points[-1][1], sort))
        strip.marks += self._names(ends)
        strip.marks += self._figures()
        return strip

    def _tick(self, value: int) -> str:
        series = self.chart.series[0]
        return figure(self.kind, value, series.unit, self.tr).replace(".00", "")

    def _y(self, value: int) -> float:
        low, high = self.scale[0], self.scale[-1]
        return self.bottom - (value - low) * (self.bottom - self.top) / max(1, high - low)

    def _x(self, at: int) -> float:
        """Days stand as far apart as they are, months evenly."""
        categories = self.chart.categories
        if len(categories) < 2:
            return (self.left + self.right) / 2
        first, last = categories[0].value, categories[-1].value
        if isinstance(categories[0].kind, DayField):
            share: float = (categories[at].value - first).days / max(1, (last - first).days)
        else:
            share = at / (len(categories) - 1)
        return self.left + 6 + (self.right - self.left - 12) * share

    def _points(self, series: ChartSeries) -> list[tuple[float, float]]:
        return [(self._x(at), self._y(value)) for at, value in enumerate(series.values) if value is not None]

    def _axes(self) -> Iterator[Mark]:
        size = self.type.small
        for value, words in zip(self.scale, self.tick_words, strict=True):
            y = self._y(value)
            yield Text(self.left - 6 - text_width(words, size), y + size * 0.36, words, size)
            if value:
                yield from dashes([(self.left, y), (self.right, y)], RULE, (1.0, 5.0))
        yield rule(self.left, self.right, self._y(0), RULE)
        taken = 0.0
        for at, category in enumerate(self.chart.categories):
            words = self._below(category)
            wide, x = text_width(words, size), self._x(at)
            begin = min(max(x - wide / 2, 0), self.width - wide)
            yield Stroke(x, self._y(0), x, self._y(0) + 3)
            if begin >= taken:
                yield Text(begin, self.bottom + size * 1.5, words, size)
                taken = begin + wide + 8

    def _below(self, category: Category) -> str:
        if isinstance(category.kind, DayField):
            return format.date(category.value, short=True)
        return category.kind.shown(category.value, self.tr)

    def _line(self, sort: int, series: ChartSeries, points: Sequence[tuple[float, float]]) -> Iterator[Mark]:
        thick = 2.2 if self._rank(sort) == 0 else RULE
        if len(points) == 1:
            yield Circle(*points[0], 3, thick)
        elif series.dashed:
            yield from dashes(points, thick, _DASHED if self._rank(sort) == 0 else _DOTTED)
        else:
            yield Polyline(points, thick)
            if len(points) <= 24:
                yield from (Circle(x, y, 2.4, RULE, white=thick == RULE) for x, y in points)

    def _rank(self, sort: int) -> int:
        """The how manieth of its sort a series is: the first of those drawn through, and of those dashed, stand out."""
        dashed = self.chart.series[sort].dashed
        return sum(1 for one in self.chart.series[:sort] if one.dashed == dashed)

    def _names(self, ends: Iterable[tuple[float, int]]) -> Iterator[Mark]:
        """Each line's name at its end, moved apart where two end alike."""
        size, least = self.type.small, self.top - self.type.small
        placed = sorted(ends)
        room = self.width - self.right - 6
        for y, sort in placed:
            lines = wrap(self.tr(self.chart.series[sort].label), room, size)
            y = max(y, least)
            for line in lines:
                yield Text(self.right + 6, y + size * 0.36, line, size, self._rank(sort) == 0)
                y += size * 1.2
            least = y + 2

    def _figures(self) -> Iterator[Mark]:
        """The highest and the last figure of the first line."""
        size, series = self.type.small, self.chart.series[0]
        known = [(value, at) for at, value in enumerate(series.values) if value is not None]
        if not known:
            return
        taken: list[tuple[float, float]] = []
        for value, at in dict.fromkeys((known[-1], max(known))):
            words = figure(series.kind, value, series.unit, self.tr)
            wide = text_width(words, size)
            x = min(max(self._x(at) - wide / 2, self.left), self.right - wide)
            if all(x >= end + 4 or x + wide + 4 <= begin for begin, end in taken):
                taken.append((x, x + wide))
                y = self._y(value) - 5
                # On white, so that no line runs through it.
                yield Fill(x - 2, y + 2, wide + 4, size * 1.15, white=True)
                yield Text(x, y, words, size, True)


def dashes(
    corners: Sequence[tuple[float, float]], thick: float, pattern: tuple[float, float]
) -> Iterator[Mark]:
    """A line of several corners as strokes: so long drawn, so long left out, around the corners too."""
    on, gap = pattern
    at = 0.0
    for (x1, y1), (x2, y2) in pairwise(corners):
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        if not length:
            continue
        done = 0.0
        while done < length:
            phase = at % (on + gap)
            # At least a hundredth: sums of floats would else stand still at a corner.
            step = max(0.01, min((on if phase < on else on + gap) - phase, length - done))
            if phase < on:
                a, b = done / length, (done + step) / length
                yield Stroke(
                    x1 + (x2 - x1) * a, y1 + (y2 - y1) * a, x1 + (x2 - x1) * b, y1 + (y2 - y1) * b, thick
                )
            done += step
            at += step
