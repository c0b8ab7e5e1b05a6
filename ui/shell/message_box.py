"""The boxes the error door opens: a sentence, a question, a defect. Nothing else uses them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from models.i18n import tr
from ui.kit.boxes import STRETCH, hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.field import EnterGoesOn
from ui.kit.text import text
from ui.shell import theme


class Box(Dialog):
    def __init__(self, parent: QWidget | None, title: str, words: str, icon: str, role: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px("dialog"))
        self.outer = self.body_layout()
        line = hbox("m")
        picture = QLabel()
        picture.setPixmap(theme.icon(icon, role).pixmap(theme.px("xl"), theme.px("xl")))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self.words = text(words)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # As wide as the box leaves it: how high it is is asked before the box has its width.
        beside = 3 * theme.px("xl") + theme.px("m")
        self.words.setMinimumWidth(theme.px("dialog") - beside)
        self.words.setMinimumHeight(theme.px("xl"))
        line.addWidget(self.words, 1)
        self.outer.addLayout(line)
        self.buttons = hbox("s", STRETCH)

    def add_button(
        self, words: str, slot: Callable[[], object], key: str = "", primary: bool = False
    ) -> ActionButton:
        button = ActionButton(words, key, primary=primary, slot=slot)
        self.buttons.addWidget(button)
        return button


class Message(Box):
    """One sentence and a button, for when there is no window yet to say it quietly in."""

    def __init__(self, parent: QWidget | None, words: str) -> None:
        super().__init__(parent, tr("Yuanba"), words, "error", "wrong")
        self.add_button(tr("OK"), self.accept, "Enter", primary=True).setDefault(True)
        self.outer.addLayout(self.buttons)


class Question(Box):
    """A question that needs an answer; a reason where one goes on record, a text to type where a slip costs much.

    Where yes ``loses`` what cannot be had back, Enter goes back.
    """

    def __init__(
        self,
        parent: QWidget | None,
        words: str,
        needs_reason: bool = False,
        verb: str = "",
        typed: tuple[str, ...] = (),
        loses: bool = False,
    ) -> None:
        super().__init__(parent, tr("Please confirm"), words, "alert", "soon")
        self._typed = typed
        self.reason_field: QPlainTextEdit | None = None
        self.typed_field: QLineEdit | None = None
        if typed:
            self._ask_to_type(tr("Type {text} to go on").format(text=typed[0]))
        if needs_reason:
            self._ask_why()
        self.no = self.add_button(tr("Cancel"), self.reject, "Esc", primary=loses)
        key = "" if loses else "Ctrl+Enter" if needs_reason else "Enter"
        self.yes = self.add_button(verb or tr("Do it"), self.accept, key, primary=not loses)
        (self.no if loses else self.yes).setDefault(True)
        if self.reason_field is not None:
            keys = EnterGoesOn(self, lambda _: self.yes.setFocus(), self.yes.click)
            self.reason_field.installEventFilter(keys)
        self.outer.addLayout(self.buttons)
        # The ring stands where Enter does what is printed.
        (self.typed_field or self.reason_field or (self.no if loses else self.yes)).setFocus()
        self._allow()

    def _ask_to_type(self, words: str) -> None:
        self.outer.addWidget(text(words, "quiet"))
        self.typed_field = QLineEdit()
        self.typed_field.setAccessibleName(words)
        self.typed_field.textChanged.connect(self._allow)
        self.outer.addWidget(self.typed_field)

    def _ask_why(self) -> None:
        self.outer.addWidget(text(tr("Reason (kept on record)"), "quiet"))
        self.reason_field = QPlainTextEdit()
        self.reason_field.setAccessibleName(tr("Reason (kept on record)"))
        self.reason_field.setTabChangesFocus(True)
        self.reason_field.setFixedHeight(theme.px("control") * 2)
        self.reason_field.textChanged.connect(self._allow)
        self.outer.addWidget(self.reason_field)

    def reason(self) -> str:
        """The reason typed, without blanks around it."""
        return "" if self.reason_field is None else self.reason_field.toPlainText().strip()

    def _allow(self) -> None:
        typed = "" if self.typed_field is None else "".join(self.typed_field.text().split())
        right = not self._typed or typed in ("".join(one.split()) for one in self._typed)
        self.yes.setEnabled(right and (self.reason_field is None or bool(self.reason())))


class Defect(Box):
    """A fault of the program: what to copy, and the assurance that nothing was half done."""

    def __init__(self, parent: QWidget | None, report: str) -> None:
        words = tr(
            "Something in the program went wrong. Nothing was half saved. Copy the text below and send it to whoever"
            " looks after Yuanba for you."
        )
        super().__init__(parent, tr("A fault in the program"), words, "error", "wrong")
        self.setMinimumWidth(theme.px("sheet"))
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName(tr("What to copy"))
        self.report.setMinimumHeight(theme.px("row") * 6)
        self.outer.addWidget(self.report)
        self.add_button(tr("Copy"), self.copy)
        self.add_button(tr("Close"), self.accept, "Esc", primary=True).setDefault(True)
        self.outer.addLayout(self.buttons)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())
