"""The one error door."""

from __future__ import annotations

import ast
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from models.errors import Cancelled, NeedsConfirmation, UserError
from ui.kit.form import Form, TextField
from ui.shell import errors, theme
from ui.shell.message_box import Defect, Message, Question


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    # Boxes of other tests' windows went with those windows.
    errors._shown.clear()
    errors._open_boxes.clear()
    yield
    for box in list(errors._open_boxes):
        box.close()


class Quiet(QWidget):
    """A window that says refusals in its own place."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def say_refusal(self, sentence: str) -> None:
        self.said.append(sentence)


def answer(act: Any) -> None:
    """Deal with the box that opens next."""
    QTimer.singleShot(0, lambda: act(QApplication.activeModalWidget()))


def test_a_refusal_is_said_where_the_window_wants_it(qtbot: Any) -> None:
    window = Quiet()
    inner = QWidget(window)
    qtbot.addWidget(window)
    window.show()
    assert errors.show(inner, UserError("各项 870，差 30")) is None
    assert window.said == ["各项 870，差 30"]


def test_without_a_window_a_refusal_is_a_sentence_with_a_button(qtbot: Any) -> None:
    seen: list[str] = []

    def read(box: Any) -> None:
        assert isinstance(box, Message)
        seen.append(box.words.text())
        box.accept()

    answer(read)
    errors.show(None, UserError("<b>磁盘满了</b>"))
    assert seen == ["<b>磁盘满了</b>"]


def test_cancelled_is_silent(qtbot: Any) -> None:
    assert errors.show(None, Cancelled()) is None


def test_consent_is_asked_once_and_given_back(qtbot: Any) -> None:
    calls: list[errors.Consent] = []

    def act(consent: errors.Consent) -> str:
        calls.append(consent)
        if "late" not in consent.keys:
            raise NeedsConfirmation("late", "比约定晚，还要发吗？")
        return "FL1"

    answer(lambda box: box.accept())
    done: list[str] = []
    assert errors.attempt(None, act, done=done.append)
    assert done == ["FL1"] and calls[1].keys == frozenset({"late"})


def test_a_reason_must_be_typed_where_it_goes_on_record(qtbot: Any) -> None:
    def type_reason(box: Any) -> None:
        assert isinstance(box, Question) and box.reason_field is not None
        assert not box.yes.isEnabled()
        qtbot.keyClicks(box.reason_field, " rain ")
        assert box.yes.isEnabled()
        qtbot.keyClick(box.reason_field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    answer(type_reason)
    consent = errors.show(None, NeedsConfirmation("more", "?", needs_reason=True))
    assert consent is not None and consent.reason == "rain"


def test_no_consent_means_not_done(qtbot: Any) -> None:
    def act(consent: errors.Consent) -> None:
        raise NeedsConfirmation("late", "?")

    answer(lambda box: box.reject())
    assert errors.attempt(None, act) is False


def test_several_questions_are_asked_one_after_the_other(qtbot: Any) -> None:
    asked: list[str] = []

    def act(consent: errors.Consent) -> frozenset[str]:
        for key in ("a", "b"):
            if key not in consent.keys:
                answer(lambda box: (asked.append(box.words.text()), box.accept()))
                raise NeedsConfirmation(key, key)
        return consent.keys

    assert errors.attempt(None, act)
    assert asked == ["a", "b"]


def test_a_refusal_with_a_field_goes_beside_it(qtbot: Any) -> None:
    window = Quiet()
    form = Form([TextField("name", "户主")], window)
    qtbot.addWidget(window)
    window.show()

    def refuse(field: str) -> Any:
        def act(_: errors.Consent) -> None:
            raise UserError("这一格要填。", field)

        return act

    assert not errors.attempt(window, refuse("name"), form=form)
    assert form.field("name").problem() == "这一格要填。" and window.said == []
    assert not errors.attempt(window, refuse("elsewhere"), form=form)
    assert window.said == ["这一格要填。"]


def fail(words: str) -> None:
    raise RuntimeError(words)


def test_a_defect_is_logged_each_time_and_shown_once(qtbot: Any, caplog: Any) -> None:
    with caplog.at_level(logging.ERROR, "yuanba.ui"):
        for number in range(3):
            with errors.caught(None):
                fail(f"number {number}")
    assert len(caplog.records) == 3
    boxes = list(errors._open_boxes)
    assert len(boxes) == 1 and isinstance(boxes[0], Defect)
    boxes[0].copy()
    assert "RuntimeError: number 0" in QApplication.clipboard().text()
    boxes[0].close()
    assert errors._open_boxes == []


def test_faults_of_the_machine_are_sentences(qtbot: Any) -> None:
    window = Quiet()
    qtbot.addWidget(window)
    window.show()
    errors.show(window, PermissionError(13, "denied", "工资.xlsx"))
    errors.show(window, OSError(28, "No space left on device"))
    assert "工资.xlsx" in window.said[0] and len(window.said) == 2


def test_other_threads_hand_over_to_the_window(qtbot: Any, caplog: Any, monkeypatch: Any) -> None:
    import sys

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    errors.install()
    thread = threading.Thread(target=fail, args=("beside",))
    with caplog.at_level(logging.ERROR, "yuanba.ui"):
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(errors._open_boxes) == 1)
    assert "beside" in errors._open_boxes[0].report.toPlainText()
    from PySide6.QtCore import qInstallMessageHandler

    qInstallMessageHandler(None)


@pytest.mark.parametrize("words", ["Discard what was typed here?", "这里填的内容不要了吗？"])
def test_a_short_question_stands_beside_its_sign(qtbot: Any, words: str) -> None:
    box = Question(None, words)
    qtbot.addWidget(box)
    box.show()
    assert box.words.height() == theme.px("xl")
    long = Question(None, words * 6)
    qtbot.addWidget(long)
    long.show()
    assert long.words.height() >= long.words.heightForWidth(long.words.width()) > theme.px("xl")


def test_every_question_of_the_program_names_its_button() -> None:
    root = Path(__file__).resolve().parents[3]
    nameless = []
    for path in sorted([*(root / "models").rglob("*.py"), *(root / "ui").rglob("*.py")]):
        code = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(code)) if "NeedsConfirmation" in code else ():
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if called == "NeedsConfirmation" and "verb" not in {word.arg for word in node.keywords}:
                nameless.append(f"{path.relative_to(root)}:{node.lineno}")
    assert not nameless
