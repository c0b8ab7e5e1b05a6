"""Forms: what is typed, what comes out, what is said beside the field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from models.errors import UserError
from models.tables.order import Order
from models.tables.party import Worker
from ui.kit.day_field import day_of
from ui.kit.form import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NoteField,
    PercentField,
    PickField,
    QuantityField,
    RateField,
    TextField,
    TimeField,
    WholeField,
    field_of,
)
from ui.kit.form_sheet import Sheet
from ui.kit.month_view import Month
from ui.kit.suggestion_list import SuggestList
from ui.shell import theme

TODAY = date(2026, 10, 21)
HOUSEHOLDS = [(1, "解燚", "H0001 · 牛角沟村3组"), (2, "谢英", "H0002 · 大福村4组"), (3, "单䶮", "H0003")]
INITIALS = {1: "xyi jyi", 2: "xy", 3: "syan dyan"}


def suggest(text: str) -> list[tuple[int, str, str]]:
    words = text.lower()
    return [
        one
        for one in HOUSEHOLDS
        if not words or words in INITIALS[one[0]] or words in " ".join(one[1:]).lower()
    ]


@pytest.fixture
def form(qtbot: Any) -> Iterator[Form]:
    made = Form(
        [
            TextField("name", "名称", required=True),
            PickField("household", "农户", suggest, required=True),
            QuantityField("quantity", "数量", unit="公斤"),
            MoneyField("amount", "金额"),
            RateField("rate", "工价"),
            PercentField("share", "比例"),
            WholeField("days", "天数", minimum=1),
            DateField("day", "日期", today=lambda: TODAY),
            TimeField("start", "从"),
            ChoiceField("grade", "等级", [("good", "合格"), ("second", "二等")]),
            CheckField("active", "在册"),
            NoteField("note", "备注"),
        ],
        columns=2,
    )
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    made.activateWindow()
    yield made


def type_into(qtbot: Any, form: Form, name: str, words: str) -> None:
    editor = form.field(name).editor
    editor.setFocus()
    qtbot.keyClicks(editor, words)


def test_a_clerk_fills_it_in_without_the_mouse(form: Form, qtbot: Any) -> None:
    form.field("name").editor.setFocus()
    for words in ("basket", "xyi", "12.5", "1,200", "0.0375", "1.5", "3", "1005", "830"):
        editor = QApplication.focusWidget()
        assert editor is not None
        qtbot.keyClicks(editor, words)
        qtbot.keyClick(editor, Qt.Key.Key_Return)  # of a list it takes the first suggestion, too
    choice = QApplication.focusWidget()
    assert choice is form.field("grade").editor
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    qtbot.keyClick(choice, Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "ok")
    assert form.values() == {
        "name": "basket",
        "household": 1,
        "quantity": 12_500,
        "amount": 120_000,
        "rate": 375,
        "share": 15_000,
        "days": 3,
        "day": date(2026, 10, 5),
        "start": time(8, 30),
        "grade": "good",
        "active": True,
        "note": "ok",
    }
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_everything_wrong_is_said_at_once_and_the_first_is_raised(form: Form, qtbot: Any) -> None:
    type_into(qtbot, form, "quantity", "12.5.5")
    type_into(qtbot, form, "day", "1399")
    with pytest.raises(UserError) as raised:
        form.values()
    assert raised.value.field == "name"
    said = {name: field.problem() for name, field in form.fields.items() if field.problem()}
    assert set(said) == {"name", "household", "quantity", "day"}
    assert form.field("name").editor.accessibleDescription() == said["name"]


def test_a_sentence_goes_away_when_one_types(form: Form, qtbot: Any) -> None:
    assert form.show_error(UserError("这一格要填。", "name"))
    assert QApplication.focusWidget() is form.field("name").editor
    qtbot.keyClicks(form.field("name").editor, "a")
    assert form.field("name").problem() == ""


def test_a_refusal_of_another_place_is_not_taken(form: Form) -> None:
    assert not form.show_error(UserError("x", "elsewhere"))
    assert not form.show_error(UserError("x"))


def test_dirty_is_what_differs_from_what_was_shown(form: Form, qtbot: Any) -> None:
    form.set_values(
        {"name": "竹篮", "household": (2, "谢英", ""), "amount": 5, "day": TODAY, "grade": "second"}
    )
    assert not form.dirty
    assert form.field("amount").line.text() == "0.05"
    type_into(qtbot, form, "name", "x")
    assert form.dirty
    form.set_values({"name": "竹篮"})
    assert not form.dirty
    form.clear()
    assert form.field("grade").value() is None and form.field("amount").value() is None


def test_amounts_are_tidied_when_left(form: Form, qtbot: Any) -> None:
    type_into(qtbot, form, "amount", "1234.5")
    form.field("name").editor.setFocus()
    assert form.field("amount").line.text() == "1,234.50"
    assert form.field("amount").value() == 123_450


@pytest.mark.parametrize("words", ["-1", "abc", "1.23456", "９９９９９９９９９９９９"])
def test_amounts_refuse_what_is_none(form: Form, words: str) -> None:
    form.field("quantity").line.setText(words)
    with pytest.raises(UserError) as raised:
        form.field("quantity").value()
    assert raised.value.field == "quantity"


def test_picking_with_arrows_and_escape(form: Form, qtbot: Any) -> None:
    field = form.field("household")
    type_into(qtbot, form, "household", "xy")
    assert field.list.isVisible() and [item[0] for item in field.list.model.items] == [1, 2]
    qtbot.keyClick(field.editor, Qt.Key.Key_Down)
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    assert field.value() == 2 and field.line.text() == "谢英" and not field.list.isVisible()
    field.line.clear()
    qtbot.keyClick(field.editor, Qt.Key.Key_F7)
    assert len(field.list.model.items) == 3
    qtbot.keyClick(field.editor, Qt.Key.Key_Escape)
    assert not field.list.isVisible() and field.isVisible()


def test_picking_with_the_mouse(form: Form, qtbot: Any) -> None:
    field = form.field("household")
    field.open_list()
    view = field.list.view
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(field.list.model.index(2, 0)).center()
    )
    assert field.value() == 3 and field.hint == "H0003"


def test_words_that_were_not_picked_are_refused(form: Form, qtbot: Any) -> None:
    field = form.field("household")
    field.line.setText("王")
    with pytest.raises(UserError) as raised:
        field.value()
    assert "王" in raised.value.message
    type_into(qtbot, form, "household", "")
    field.line.setText("H0003")
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    assert field.value() == 3, "a code that means one household is enough"


def test_a_day_by_keys_and_by_the_calendar(form: Form, qtbot: Any) -> None:
    field = form.field("day")
    field.editor.setFocus()
    qtbot.keyClick(field.editor, "t")
    assert field.value() == TODAY and field._words.text().endswith("星期三")
    qtbot.keyClicks(field.editor, "++")
    assert field.value() == date(2026, 10, 23)
    qtbot.keyClicks(field.editor, "-")
    assert field.value() == date(2026, 10, 22)
    qtbot.keyClick(field.editor, Qt.Key.Key_F7)
    popup: Any = QApplication.activePopupWidget()
    month = popup.findChild(Month)
    assert month.day == date(2026, 10, 22)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Left, Qt.Key.Key_Down):
        qtbot.keyClick(month.focusProxy(), key)
    assert month.day == date(2026, 11, 28)
    qtbot.keyClick(month.focusProxy(), Qt.Key.Key_T)
    assert month.day == TODAY
    # The names of the days are the first row; October begins on a Thursday.
    friday = month.view.visualRect(month.view.model().index(5, 4)).center()
    assert month.view.model().index(5, 4).data() == 30
    qtbot.mouseClick(month.view.viewport(), Qt.MouseButton.LeftButton, pos=friday)
    assert field.value() == date(2026, 10, 30) and not popup.isVisible()
    field.open_calendar()
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible() and field.value() == date(2026, 10, 30)


@given(st.dates(date(1905, 1, 1), date(2095, 1, 1)), st.sampled_from((-1, 1)))
def test_turning_months_keeps_the_day_where_it_can(qapp: Any, day: date, months: int) -> None:
    month = Month(day, TODAY)
    QTest.keyClick(month.view, Qt.Key.Key_PageDown if months == 1 else Qt.Key.Key_PageUp)
    turned = month.day
    assert (turned.year * 12 + turned.month) - (day.year * 12 + day.month) == months
    assert turned.day == day.day or (turned + timedelta(days=1)).day == 1


def test_a_day_is_picked_by_enter_and_by_space(qtbot: Any) -> None:
    month = Month(TODAY, TODAY)
    qtbot.addWidget(month)
    picked: list[date] = []
    month.picked.connect(picked.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(month.view, key)
    assert picked == [date(2026, 10, 22), date(2026, 10, 29)]
    assert month.accessibleName() == "2026年10月29日"
    model = month.view.model()
    assert [model.index(0, column).data() for column in (0, 6)] == ["周一", "周日"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("t", TODAY),
        ("今天", TODAY),
        ("5", date(2026, 10, 5)),
        ("1005", date(2026, 10, 5)),
        ("930", date(2026, 9, 30)),
        ("10-5", date(2026, 10, 5)),
        ("10/5", date(2026, 10, 5)),
        ("10.5", date(2026, 10, 5)),
        ("10月5日", date(2026, 10, 5)),
        ("１０-５", date(2026, 10, 5)),
        ("26-1-2", date(2026, 1, 2)),
        ("20260102", date(2026, 1, 2)),
        ("2026-1-2", date(2026, 1, 2)),
        ("2026年1月2日", date(2026, 1, 2)),
        ("0105", date(2027, 1, 5)),
        ("0501", date(2026, 5, 1)),
    ],
)
def test_days_the_short_way(typed: str, meant: date) -> None:
    assert day_of(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "since", "meant"),
    [
        ("20", date(2026, 11, 30), date(2026, 12, 20)),
        ("30", date(2026, 11, 30), date(2026, 11, 30)),
        ("31", date(2026, 11, 2), date(2026, 12, 31)),
        ("30", date(2027, 1, 31), date(2027, 3, 30)),
        ("5", date(2026, 12, 6), date(2027, 1, 5)),
        ("0605", date(2026, 11, 30), date(2027, 6, 5)),
        ("2026-11-01", date(2026, 11, 30), date(2026, 11, 1)),
    ],
)
def test_a_day_to_come_is_the_next_such_day(typed: str, since: date, meant: date) -> None:
    assert day_of(typed, TODAY, since=since) == meant


def test_a_due_day_looks_ahead_from_the_day_before_it(qtbot: Any) -> None:
    form = Form([field_of(Order.date, value=date(2026, 11, 30)), field_of(Order.due)])
    qtbot.addWidget(form)
    form.field("due").line.setText("20")
    assert form.values()["due"] == date(2026, 12, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "1399",
        "0231",
        "31-12-2026-1",
        "--",
        "10-",
        "２０２６-１３-０１",
        "2026-10-²",
        "20261²",
        "²",
        "٣",
    ],
)
def test_days_that_are_none(typed: str) -> None:
    for since in (None, TODAY):
        with pytest.raises(UserError) as raised:
            day_of(typed, TODAY, "day", since)
        assert raised.value.field == "day"


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_whole_date_is_that_date_whatever_day_it_is(day: date) -> None:
    for typed in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert day_of(typed, TODAY) == day


@given(st.dates(date(2026, 5, 1), date(2027, 3, 31)))
def test_a_short_date_is_the_nearest(day: date) -> None:
    assert day_of(f"{day.month}-{day.day}", TODAY) == day


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_day_or_a_refusal(typed: str) -> None:
    try:
        assert isinstance(day_of(typed, TODAY), date)
    except UserError as refusal:
        assert refusal.message


def test_a_sheet_stays_open_until_it_is_done(qtbot: Any) -> None:
    form = Form([TextField("name", "名称", required=True)])
    tries: list[dict[str, Any]] = []

    def act(consent: Any, values: dict[str, Any]) -> str:
        tries.append(values)
        if values["name"] == "taken":
            raise UserError("已经有了。", "name")
        if values["name"] == "full":
            raise UserError("磁盘满了。")
        return "H0001"

    sheet = Sheet(None, "新农户", form, "保存", act)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.submit()
    assert sheet.isVisible() and tries == [] and form.field("name").problem()
    type_into(qtbot, form, "name", "taken")
    sheet.submit()
    assert sheet.isVisible() and form.field("name").problem() == "已经有了。"
    form.field("name").line.setText("full")
    qtbot.mouseClick(sheet.primary, Qt.MouseButton.LeftButton)
    assert sheet.isVisible() and sheet._sentence.text() == "磁盘满了。"
    form.field("name").line.setText("new")
    qtbot.keyClick(form.field("name").editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not sheet.isVisible() and sheet.result_value == "H0001"
    assert tries[-1] == {"name": "new"}


def test_enter_behind_the_last_field_comes_to_what_saves(qtbot: Any) -> None:
    done: list[Any] = []
    other = TextField("note", "备注")
    other.group = "其他"
    form = Form([TextField("name", "名称"), TextField("phone", "电话"), other], folded=True)
    sheet = Sheet(None, "新建", form, "保存", lambda _, values: done.append(values))
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.activateWindow()
    for words in ("dan", "138"):
        qtbot.keyClicks(sheet.focusWidget(), words)
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)
    # Nobody is there to answer whether it may be thrown away.
    form.mark_clean()
    assert sheet.focusWidget() is sheet.primary
    qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)
    assert done == [{"name": "dan", "phone": "138", "note": None}] and not sheet.isVisible()


def test_a_sheet_grows_with_what_is_unfolded_in_it(qtbot: Any) -> None:
    others = [TextField(f"note{number}", "备注") for number in range(4)]
    for one in others:
        one.group = "其他"
    form = Form([TextField("name", "名称"), *others], folded=True)
    sheet = Sheet(None, "新建", form, "保存", lambda _, values: None)
    qtbot.addWidget(sheet)
    sheet.show()
    before = sheet.height()
    form.heads["其他"].fold(False)
    qtbot.waitUntil(lambda: sheet.height() > before)
    assert sheet._fields.height() >= form.sizeHint().height()
    form.heads["其他"].fold(True)
    qtbot.waitUntil(lambda: sheet.height() == before)


def test_a_sheet_asks_before_it_throws_away(qtbot: Any) -> None:
    from PySide6.QtCore import QTimer

    form = Form([TextField("name", "名称")])
    sheet = Sheet(None, "新农户", form, "保存", lambda consent, values: None)
    qtbot.addWidget(sheet)
    sheet.show()
    type_into(qtbot, form, "name", "half")
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())  # type: ignore[attr-defined]
    sheet.reject()
    assert sheet.isVisible()
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().accept())  # type: ignore[attr-defined]
    sheet.reject()
    assert not sheet.isVisible()


def test_a_day_whose_year_may_be_mistyped_is_told_but_for_a_last_one(qtbot: Any) -> None:
    own = DateField("date", "日期", today=lambda: TODAY)
    due, last = field_of(Order.due, today=lambda: TODAY), field_of(Worker.category_until)
    form = Form([own, due, last])
    qtbot.addWidget(form)
    form.set_values({"date": date(2062, 10, 21), "category_until": date(2062, 10, 21)})
    assert "2062-10-21" in own._line.text() and "十年" in own._line.text()
    assert "十年" not in last._line.text()
    due.line.setText("2062-10-30")
    assert "十年" in due._line.text()
    for field in (own, due):
        field.line.setText("2026-10-30")
        assert "十年" not in field._line.text()


@pytest.mark.parametrize("letters", [100, 150])
def test_the_sign_in_a_field_is_as_large_as_the_letters(qtbot: Any, qapp: Any, letters: int) -> None:
    theme.apply(qapp, size=letters)
    try:
        day = DateField("day", "日期")
        qtbot.addWidget(day)
        day.show()
        sign = day.line.sign
        assert sign is not None and sign.iconSize().height() == theme.px("icon_s")
        assert day.line.rect().contains(sign.geometry())
        assert day.line.textMargins().right() >= sign.width() - theme.px("xs")
        qtbot.mouseClick(sign, Qt.MouseButton.LeftButton)
        popup = qapp.activePopupWidget()
        assert popup is not None
        popup.close()
    finally:
        theme.apply(qapp, size=100)


def test_an_empty_day_or_time_shows_its_form_and_no_value(qtbot: Any) -> None:
    for field in (DateField("day", "日期"), TimeField("time", "时刻")):
        qtbot.addWidget(field)
        assert field.line.placeholderText() and not any(one.isdigit() for one in field.line.placeholderText())


@pytest.mark.parametrize("lines", [2, 14])
def test_a_text_of_several_lines_is_as_high_as_its_lines(qtbot: Any, lines: int) -> None:
    field = NoteField("note", "备注", lines=lines)
    form = Form([field])
    qtbot.addWidget(form)
    form.show()
    assert field.note.height() >= lines * field.note.fontMetrics().lineSpacing()


def test_a_list_of_one_line_is_as_high_as_one(form: Form, qtbot: Any) -> None:
    field = form.field("household")
    field.list.offer("h0003")
    assert field.list.isVisible() and field.list.height() < 2 * theme.px("row")
    field.list.hide()


@pytest.mark.parametrize(
    "words", ["户主本人或家里能代领的人要看得懂的一句话" * 6, "a sentence of many words " * 12]
)
def test_what_stands_below_a_field_is_two_lines_at_most_in_any_language(qtbot: Any, words: str) -> None:
    field = TextField("note", "备注", hint=words)
    qtbot.addWidget(field)
    field.resize(320, 200)
    field.show()
    drawn: list[str] = []

    class Pen(QPainter):
        def drawText(self, *what: Any) -> Any:
            drawn.append(what[-1])
            return super().drawText(*what)

    with pytest.MonkeyPatch.context() as looking:
        looking.setattr("ui.kit.field.QPainter", Pen)
        field._line.grab()
    (shown,) = drawn
    box = field._line.fontMetrics().boundingRect(
        QRect(0, 0, field._line.width(), 0), Qt.TextFlag.TextWordWrap.value, shown
    )
    assert shown.endswith("…") and words.startswith(shown[:-1])
    assert box.height() <= 3 * field._line.fontMetrics().lineSpacing() - 2 and field._line.toolTip() == words


def test_enter_never_discards(qtbot: Any) -> None:
    from ui.shell.message_box import Question

    for loses in (True, False):
        box = Question(None, "Discard what was typed here?", verb="Discard", loses=loses)
        qtbot.addWidget(box)
        box.show()
        box.activateWindow()
        qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Return)
        assert not box.isVisible() and bool(box.result()) is not loses


@pytest.mark.parametrize("letters", [100, 150])
def test_a_list_of_suggestions_shows_all_its_rows_and_no_bar(qtbot: Any, qapp: Any, letters: int) -> None:
    theme.apply(qapp, size=letters)
    try:
        line = QLineEdit()
        line.setStyleSheet("QListView { padding: 4px }")
        qtbot.addWidget(line)
        line.show()
        for rows in (1, 2, 5):
            listed = SuggestList(line, lambda _, rows=rows: [(n, f"户 {n}", "") for n in range(rows)])
            listed.offer("户")
            qapp.processEvents()
            assert listed.isVisible() and not listed.view.verticalScrollBar().isVisible(), rows
            assert listed.view.viewport().height() >= rows * theme.px("row")
            listed.hide()
    finally:
        theme.apply(qapp, size=100)


def test_a_field_that_cannot_be_read_yet_holds_nothing(qtbot: Any) -> None:
    day = DateField("day", "Day", required=True)
    qtbot.addWidget(day)
    assert day.value_or_none() is None
    day.set_value(date(2026, 10, 15))
    assert day.value_or_none() == date(2026, 10, 15)
    day.line.setText("15 o'clock")
    assert day.value_or_none() is None
