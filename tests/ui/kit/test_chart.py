"""Charts: where their marks stand, and how they are walked through with keys and pointer."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from models.i18n import set_language
from models.kinds import DAY, MONEY, MONTH, QUANTITY, TEXT, Kind
from models.queries import report
from models.queries.report import Category, Chart, ChartSeries
from ui.kit.chart import ChartView
from ui.kit.chart_plot import Lines, Lying, Standing, extent
from ui.shell import theme

HOMES = ("陈㛃", "单春梅", "欧阳娜娜木江阿依古丽买买提·亚森江")


def categories(keys: Any, kind: Kind) -> tuple[Category, ...]:
    return tuple(Category(str(key), key, kind) for key in keys)


def money(key: str, *values: int | None, **more: Any) -> ChartSeries:
    return ChartSeries(key, "Gross pay", values, MONEY, **more)


def months(count: int) -> list[str]:
    return [f"{2021 + number // 12}-{number % 12 + 1:02d}" for number in range(count)]


BY_HOME = Chart(
    report.GROUPED,
    categories(HOMES, TEXT),
    (money("gross", 30_000, 20_000, 10_000), money("before", 25_000, None, -5_000)),
)
BY_MONTH = Chart(
    report.LINES,
    categories(months(3), MONTH),
    (money("gross", 100, 200, 300), money("before", None, 150, 50, dashed=True, opens=False)),
)


@pytest.fixture
def view(qtbot: Any) -> ChartView:
    set_language("zh")
    one = ChartView()
    qtbot.addWidget(one)
    one.resize(800, 300)
    one.show()
    one.activateWindow()
    return one


def centre(view: ChartView, category: str, series: str) -> QPoint:
    mark = view.mark(category, series)
    assert mark is not None
    return mark.box.center().toPoint()


def shown(view: ChartView, chart: Chart) -> Any:
    view.show_chart(chart, "应发")
    picture = view.picture
    assert picture is not None
    return picture


def test_what_has_names_lies_and_what_goes_by_time_stands(view: ChartView) -> None:
    assert isinstance(shown(view, BY_HOME), Lying)
    assert isinstance(shown(view, BY_MONTH), Lines)
    by_month = Chart(report.BARS, categories(months(2), MONTH), (money("gross", 1, 2),))
    assert type(shown(view, by_month)) is Standing


def test_bars_are_as_long_as_their_figures_and_begin_at_zero(view: ChartView) -> None:
    shown(view, BY_HOME)
    longest, shorter = (view.mark(home, "gross") for home in HOMES[:2])
    assert longest is not None and shorter is not None
    assert shorter.box.width() / longest.box.width() == pytest.approx(2 / 3)
    assert longest.box.left() == shorter.box.left()
    negative = view.mark(HOMES[2], "before")
    assert negative is not None and negative.box.right() == pytest.approx(longest.box.left())
    assert view.mark(HOMES[1], "before") is None


def test_stacks_lie_end_to_end(view: ChartView) -> None:
    chart = Chart(
        report.STACKED, categories(HOMES[:1], TEXT), (money("a", 200), money("b", 100), money("c", -50))
    )
    shown(view, chart)
    first, second, under = (view.mark(HOMES[0], key) for key in "abc")
    assert first is not None and second is not None and under is not None
    assert second.box.left() == pytest.approx(first.box.right())
    assert under.box.right() == pytest.approx(first.box.left())
    assert extent(chart) == (-50, 300)


@pytest.mark.parametrize("count", [1, 12, 60])
@pytest.mark.parametrize("kind", [report.BARS, report.LINES, report.STACKED])
def test_any_number_of_months_stays_within_the_picture(view: ChartView, count: int, kind: str) -> None:
    values = [(-1) ** number * number * 12_345 for number in range(count)]
    picture = shown(view, Chart(kind, categories(months(count), MONTH), (money("gross", *values),)))
    assert len(picture.marks) == count
    for mark in picture.marks:
        assert picture.place.adjusted(-6, -6, 6, 6).contains(mark.box), mark
    view.grab()


@pytest.mark.parametrize("high", [70, 90, 120, 300])
def test_no_figure_of_the_axis_stands_on_another(view: ChartView, high: int) -> None:
    chart = Chart(report.BARS, categories(months(2), MONTH), (money("gross", 6_500_00, 1_200_00),))
    plot = Standing(chart, QRectF(0, 0, 300, high))
    lines = [plot.y(value) for value in plot.lines]
    apart = min(below - above for below, above in pairwise(lines))
    assert apart >= plot.quiet.height() or len(lines) == 2
    assert len(lines) == 5 or high < 300


def test_a_course_breaks_where_nothing_is_known(view: ChartView) -> None:
    days = [date(2026, 10, 1) + timedelta(number) for number in range(4)]
    back = ChartSeries("back", "Back", (1000, 2000, None, None), QUANTITY, "piece")
    ahead = ChartSeries("forecast", "Forecast", (None, 2000, 3000, 4000), QUANTITY, "piece", dashed=True)
    picture = shown(view, Chart(report.COURSE, categories(days, DAY), (back, ahead)))
    assert [len(part) for number in (0, 1) for part in picture._parts(number)] == [2, 3]
    view.grab()


def test_arrows_go_over_the_figures_and_enter_opens_their_rows(view: ChartView, qtbot: Any) -> None:
    shown(view, BY_HOME)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    opened: list[tuple[str, str]] = []
    view.opened.connect(lambda category, series: opened.append((category, series)))
    assert "陈㛃" in view.accessibleDescription() and "¥300.00" in view.accessibleDescription()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_End, Qt.Key.Key_Enter):
        qtbot.keyClick(view, key)
    # The second household has no figure of the year before: the key goes to the one it has.
    assert opened == [(HOMES[1], "gross"), (HOMES[2], "gross")]
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.current == view.mark(HOMES[0], "gross")


def test_what_opens_nothing_is_only_said(view: ChartView, qtbot: Any) -> None:
    shown(view, BY_MONTH)
    opened: list[tuple[str, str]] = []
    view.opened.connect(lambda category, series: opened.append((category, series)))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(view, "2021-02", "before"))
    assert not opened and "2021年2月" in view.accessibleDescription()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(view, "2021-02", "gross"))
    assert opened == [("2021-02", "gross")]


def test_the_figure_under_the_pointer_is_said(view: ChartView, qtbot: Any) -> None:
    shown(view, BY_HOME)
    at = centre(view, HOMES[2], "gross")
    qtbot.mouseMove(view, at)
    QTest.qWait(20)
    assert view.hovered == view.mark(HOMES[2], "gross")
    assert view.words(view.hovered) == f"{HOMES[2]} · 应发 · ¥100.00"  # type: ignore[arg-type]
    view.leaveEvent(QEvent(QEvent.Type.Leave))
    assert view.hovered is None


def test_a_short_bar_has_its_whole_line_to_be_hit(view: ChartView) -> None:
    picture = shown(view, BY_HOME)
    mark = view.mark(HOMES[2], "gross")
    assert mark is not None
    assert picture.nearest(QPointF(700, mark.box.center().y())) == mark
    assert picture.nearest(QPointF(700, 5)) is None


def test_nothing_to_draw_draws_nothing(view: ChartView, qtbot: Any) -> None:
    view.show_chart(Chart(report.BARS, (), ()), "")
    assert view.picture is None
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    view.grab()


# -- colours -------------------------------------------------------------------------------------------------------

SEEN = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""How linear red, green and blue are seen (Machado, Oliveira and Fernandes 2009, at full strength)."""
APART = 15  # a difference of 2 is just seen by whoever looks closely


def linear(colour: str) -> list[float]:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]


def lab(colour: str, seen: Any) -> tuple[float, float, float]:
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear(colour), strict=True)))) for row in seen
    )

    def root(value: float) -> float:
        return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116

    x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("seen", SEEN.values(), ids=SEEN)
def test_sorts_are_told_apart_whatever_colours_one_sees(colours: dict[str, str], seen: Any) -> None:
    for one, other in combinations([colours[f"chart_{number}"] for number in range(1, 5)], 2):
        pair = zip(lab(one, seen), lab(other, seen), strict=True)
        assert sum((a - b) ** 2 for a, b in pair) ** 0.5 >= APART, (one, other)
