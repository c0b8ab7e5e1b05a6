"""Every Qt model of the program keeps Qt's promises, found by itself: a new one without a maker here fails."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractItemView, QComboBox

import ui
from models.kinds import QUANTITY, TEXT
from models.queries.desk.target import Record
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk

KEY = Qt.Key


def models() -> dict[str, type[QAbstractItemModel]]:
    """Every subclass of a Qt model anywhere in the window's code, but for those only made to be subclassed: dotted
    name → class."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    found: dict[str, type[QAbstractItemModel]] = {}
    waiting = [QAbstractItemModel]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            ours = [sub for sub in one.__subclasses__() if sub.__module__.startswith("ui.")]
            if one.__module__.startswith("ui.") and not ours:
                found[f"{one.__module__}.{one.__qualname__}"] = one
    return found


def rows(check: Callable[[Any], None]) -> None:
    """A listing: before it is asked, whole, sorted, searched, grown and shrunk."""
    from models.queries.party.households import households
    from ui.kit.row_model import TableModel

    model = TableModel(households())
    check(model)
    model.load()
    assert model.rowCount() == 0
    for number in range(7):
        make.household(f"H{number}")
    model.load()
    assert model.rowCount() == 7
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.filter("H3")
    assert model.rowCount() == 1
    model.filter("nobody")
    model.filter("")
    assert model.rowCount() == 7


def lines(check: Callable[[Any], None]) -> None:
    """A grid somebody types into: every way a line comes, changes and goes."""
    from ui.kit.grid_model import GridColumn, GridLine, GridModel

    columns = [
        GridColumn("who", "Household", TEXT),
        GridColumn("quantity", "Quantity", QUANTITY),
        GridColumn("grade", "Grade", TEXT, choices=(("good", "Good"),)),
        GridColumn("shown", "Shown", TEXT, show=lambda line: str(line.get("quantity", ""))),
    ]
    for fixed in (False, True):
        model = GridModel(columns, lambda line, key: None, today=lambda: TODAY, fixed=fixed)
        check(model)
        model.set_lines([GridLine({"who": "单春梅"}), GridLine()])
        assert model.enter(0, "quantity", "12.5") and not model.enter(1, "quantity", "many")
        assert model.repeat(1, "quantity") and model.append() == 2
        model.insert(0, GridLine({"quantity": 1_000}))
        model.remove([0, 2])
        model.undo()
        model.repaint()
        kept = model.kept()
        model.clear()
        assert model.rowCount() == (0 if fixed else 1)
        model.restore(kept)
        assert not model.index(99, 0).isValid()


def matters(check: Callable[[Any], None]) -> None:
    """What there is to do today: nothing, several things, nothing again."""
    from models.queries.desk.alert import LABELS as KINDS
    from models.queries.desk.alert import Alert
    from ui.pages.desk.alert_list import MatterModel

    model = MatterModel()
    check(model)
    model.put([Alert(kind, "PG1", "单春梅", "", 3, "orders", household=1, phone="1") for kind in KINDS])
    assert model.rowCount() == len(KINDS) > 5
    model.put([])


def tracks(check: Callable[[Any], None]) -> None:
    """Households' records, one of them with nothing due, then none."""
    from models.queries.desk.household_performance import Track
    from ui.pages.desk.performance_list import TrackModel

    model = TrackModel()
    check(model)
    model.put([Track(1, "单春梅", "金桥村2组", 930_000, 41_000), Track(2, "曾国芳", "金桥村1组", None, None)])
    assert model.rowCount() == 2
    model.put([])


def suggestions(check: Callable[[Any], None]) -> None:
    """Suggestions with a caption between them."""
    from ui.kit.suggestion_list import Suggestions

    model = Suggestions()
    check(model)
    model.put([(None, "Households", ""), (1, "单春梅", "H1"), (2, "曾国芳", "H2")])
    assert not model.pickable(0) and model.pickable(1)
    model.put([])


def thumbnails(check: Callable[[Any], None]) -> None:
    """Pages of a document, before and after it is opened."""
    from reportlab.pdfgen.canvas import Canvas

    from models.database import current_path
    from ui.kit.print_preview import Thumbnails

    path = (current_path() or Path()).with_suffix(".pdf")
    canvas = Canvas(str(path))
    for _ in range(3):
        canvas.showPage()
    canvas.save()
    document = QPdfDocument()
    model = Thumbnails(document)
    check(model)
    document.load(str(path))
    model.reset()
    assert model.rowCount() == 3
    assert not model.index(1, 0).data(Qt.ItemDataRole.DecorationRole).isNull()
    document.close()
    model.reset()
    assert model.rowCount() == 0


def attendance(check: Callable[[Any], None]) -> None:
    """A course by its days: ticked, a day for all, one of its people gone; then nobody."""
    from models.queries.programme.training import CourseRecord, Trainee
    from ui.pages.programme.attendance_grid import AttendanceModel

    def course(*people: Trainee) -> CourseRecord:
        span = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
        return CourseRecord(1, "KC1", "竹编", "skill", None, "", "", "", *span, True, people)

    first, second = (
        Trainee(at, at, name, "", "", at, f"H{at}", name, "", "", "", None, {})
        for at, name in enumerate(("单春梅", "曾国芳"), start=1)
    )
    model = AttendanceModel(None, TODAY)
    check(model)
    model.show_course(course(first, second))
    assert model.rowCount() == 2 and model.columnCount() == 7
    assert model.toggle(model.index(0, 1)) and not model.toggle(model.index(0, 3)), "a day to come"
    model.toggle_day(2)
    assert len(model.changed) == 3
    model.show_course(course(second))
    assert model.rowCount() == len(model.changed) == 1
    model.show_course(course())


MADE: dict[str, Callable[[Callable[[Any], None]], None]] = {
    "ui.kit.row_model.TableModel": rows,
    "ui.kit.grid_model.GridModel": lines,
    "ui.pages.desk.alert_list.MatterModel": matters,
    "ui.kit.suggestion_list.Suggestions": suggestions,
    "ui.pages.desk.performance_list.TrackModel": tracks,
    "ui.kit.print_preview.Thumbnails": thumbnails,
    "ui.pages.programme.attendance_grid.AttendanceModel": attendance,
}


def test_every_model_of_the_program_is_tried() -> None:
    assert set(models()) == set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_a_model_keeps_qts_promises_whatever_happens_to_it(
    name: str, database: Path, qtbot: Any, qtmodeltester: Any
) -> None:
    kept: list[Any] = []

    def check(model: Any) -> None:
        # The tester stays attached and judges every signal from here on.
        kept.append(model)
        qtmodeltester.check(model)
        look_at(model)

    MADE[name](check)
    for model in kept:
        assert type(model) is models()[name]
        look_at(model)


def look_at(model: QAbstractItemModel) -> None:
    """Ask every cell and header for every role a view may ask for; nothing may raise."""
    roles = [*Qt.ItemDataRole, *range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 8)]
    # A list has one column, and does not tell.
    width = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
    for role in roles:
        model.data(QModelIndex(), role)
        for row in range(-1, min(model.rowCount(), 5) + 1):
            model.headerData(row, Qt.Orientation.Vertical, role)
            for column in range(-1, width + 1):
                model.data(model.index(row, column), role)
                model.headerData(column, Qt.Orientation.Horizontal, role)
    assert model.rowCount(model.index(0, 0)) == 0


def test_the_models_of_every_page_are_sound_while_people_work(clerk: Clerk, qtmodeltester: Any) -> None:
    from ui.pages import PAGES

    cane = make.material()
    basket = make.product(bom=[(cane, 0.5, 0)], good=3.25)
    order = make.order(basket)
    part = make.subcontract(make.household("H1", "单春梅"), order, 100)
    make.dispatch(part, cane, 50)
    make.collection(part, good=20, pending=2)
    make.visit(make.household("H2"))
    make.advance(make.household("H3"), 100)
    seen: dict[int, QAbstractItemModel] = {}
    own = tuple(models().values())

    def look() -> None:
        for view in clerk.window.findChildren(QAbstractItemView) + clerk.window.findChildren(QComboBox):
            model = view.model()
            if isinstance(model, own) and id(model) not in seen:
                seen[id(model)] = model
                qtmodeltester.check(model)

    for key in (entry.key for entry in PAGES):
        clerk.go(key)
        look()
    clerk.go("households", Record(part.household_id))
    look()
    clerk.go("orders", Record(order.id))
    look()
    for head in ("H4", "H5"):
        make.collection(make.subcontract(make.household(head), order, 10), good=3)
    for key in (entry.key for entry in PAGES):
        clerk.go(key)
    clerk.settle()
    assert {type(model).__name__ for model in seen.values()} >= {"TableModel", "GridModel", "MatterModel"}
    assert len(seen) > 15
