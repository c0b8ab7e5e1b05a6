"""Typed fields of a form: words go in as people type them, exact values come out.

Each field is a label, something to type into, and a line below that holds a hint or, in seal red with a sign, what is
wrong. `value` raises a UserError that names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any, ClassVar, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from models import kinds
from models.errors import UserError
from models.i18n import tr
from models.kinds import FigureField
from models.rules import parsing
from ui.kit.alignment import LEFT, RIGHT
from ui.kit.boxes import hbox
from ui.kit.button import ActionButton
from ui.kit.columns import in_two_lines
from ui.kit.text import ElidedLabel
from ui.shell import theme

LONGEST: Final = 200
"""Letters of a text, where its field in a table does not say otherwise."""


class _Below(QLabel):
    """The words below a field: in a second line where one is too short; what is longer is whole in its tooltip."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setProperty("type", "quiet")
        self.setToolTip(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(super().sizeHint().width(), max(theme.px("l"), self.fontMetrics().lineSpacing()))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(0, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """One line, or two."""
        metrics, one = self.fontMetrics(), self.sizeHint().height()
        return one if metrics.horizontalAdvance(self.text()) <= width else one + metrics.lineSpacing()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As much of the words as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics, words = self.fontMetrics(), self.text()
        if self.height() < 2 * metrics.lineSpacing() or metrics.horizontalAdvance(words) <= self.width():
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(self.rect(), LEFT, words)
        else:
            flags = Qt.AlignmentFlag.AlignLeft.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, in_two_lines(words, metrics, self.width()))
        painter.end()


class Field(QWidget):
    """What all fields share. ``name`` is the key of `Form.values` and of `UserError.field`."""

    changed = Signal()
    wide = False
    group = ""
    """What the group it stands in is called, already translated."""
    guarded = False
    """Whether it holds a number that not everybody may see."""

    def __init__(self, name: str, label: str, *, required: bool = False, hint: str = "") -> None:
        super().__init__()
        self.name, self.label, self.required, self.hint = name, label, required, hint
        self.editor: QWidget = QWidget()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px("xs"))
        self._words = ElidedLabel(label, "quiet")
        self._sign = QLabel()
        self._line = _Below(hint)
        self._sign.hide()
        self._way: ActionButton | None = None
        self._doubt = ""

    def _hold(self, editor: QWidget, *beside: QWidget, value: Any = None) -> None:
        """Place what is typed into, and show the value it begins with."""
        self.editor = editor
        self.setFocusProxy(editor)
        self._words.setBuddy(editor)
        editor.setAccessibleName(self.label)
        self._grid.addWidget(self._words, 0, 0, 1, 3)
        self._grid.addWidget(editor, 1, 0, 1, 2)
        for column, widget in enumerate(beside, start=2):
            self._grid.addWidget(widget, 1, column)
        below = hbox("xs", self._sign, (self._line, 1))
        self._below = below
        self._grid.addLayout(below, 2, 0, 1, 3)
        self._grid.setColumnStretch(1, 1)
        editor.setMinimumWidth(theme.px("field") // 2)
        if value is not None:
            self.set_value(value)

    def value(self) -> Any:
        """The value, or None when nothing was typed; raises UserError with this field's name."""
        raw = self.raw()
        if raw in ("", None):
            if self.required:
                raise UserError(tr("Needed here."), self.name)
            return None
        return self.read(raw)

    def value_or_none(self) -> Any:
        """The value, None also while nothing that can be read is typed."""
        try:
            return self.value()
        except UserError:
            return None

    def read(self, raw: Any) -> Any:
        """Turn what was typed into the value."""
        return raw

    def raw(self) -> Any:
        """What stands in the field, as typed."""
        return ""

    def set_value(self, value: Any) -> None:
        """Show a value; None empties the field."""

    def kept(self) -> Any:
        """What stands in the field, as a draft file holds it."""
        return self.raw()

    def restore(self, kept: Any) -> None:
        """Show what a draft file held."""
        self.set_value(None if kept == "" else kept)

    def set_required(self, required: bool) -> None:
        """Whether it may stay empty."""
        self.required = required

    def set_read_only(self, read_only: bool = True) -> None:
        """Show only."""
        self.editor.setEnabled(not read_only)

    def set_hint(self, hint: str) -> None:
        """The quiet line below, shown while nothing is wrong or odd."""
        self.hint = hint
        if not self.problem():
            self._say_quietly()

    def say_problem(self, sentence: str) -> None:
        """Show what is wrong beside the field; an empty sentence takes it away."""
        self._sign.setVisible(bool(sentence))
        if sentence:
            size = theme.px("icon_s")
            self._sign.setPixmap(theme.icon("error", "wrong").pixmap(size, size))
            self._say(sentence, "wrong")
        else:
            self._say_quietly()
        theme.set_role(self.editor, "state", "wrong" if sentence else "")
        self.editor.setAccessibleDescription(sentence)

    def say_doubt(self, sentence: str, step: str = "", slot: Callable[[], object] | None = None) -> None:
        """Say in amber what is odd without being wrong, perhaps with a way to what it is about.

        An empty sentence shows the hint again.
        """
        self._doubt = sentence
        if not self.problem():
            self._say_quietly()
        if self._way is not None:
            self._way.hide()
            self._way.deleteLater()
            self._way = None
        if slot is not None:
            self._way = ActionButton(step, kind="link", slot=lambda: slot())
            self._way.setAccessibleName(f"{step}: {sentence}")
            self._below.addWidget(self._way)

    def problem(self) -> str:
        """The sentence shown as wrong, or nothing."""
        return "" if self._sign.isHidden() else self._line.toolTip()

    def _say_quietly(self) -> None:
        """What is odd of the value, or else the hint."""
        self._say(self._doubt or self.hint, "soon" if self._doubt else "quiet")

    def _say(self, words: str, role: str) -> None:
        theme.set_role(self._line, "type", role)
        self._line.setText(words)
        self._line.setToolTip(words)

    def _touched(self, *_: object) -> None:
        if self.problem():
            self.say_problem("")
        self.changed.emit()


class UnitLine(QLineEdit):
    """A line with a unit quietly at its right edge, so that fields with and without one line up."""

    def __init__(self) -> None:
        super().__init__()
        self.unit = ""
        self.sign: QToolButton | None = None

    def set_unit(self, unit: str) -> None:
        """Show a unit, or none."""
        self.unit = unit
        width = QFontMetrics(theme.font("quiet")).horizontalAdvance(unit) + theme.px("xs") if unit else 0
        self.setTextMargins(0, 0, width, 0)
        self.update()

    def add_sign(self, icon: str, words: str, pressed: Callable[[], object]) -> QToolButton:
        """Something to press at the right edge, as large as the letters; ``words`` name it."""
        self.sign = QToolButton(self)
        self.sign.setIcon(theme.icon(icon))
        self.sign.setToolTip(words)
        self.sign.setAccessibleName(words)
        self.sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sign.setCursor(Qt.CursorShape.ArrowCursor)
        self.sign.clicked.connect(lambda: pressed())
        self.setTextMargins(0, 0, theme.px("xl") - theme.px("xs"), 0)
        return self.sign

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sign stays at the edge."""
        super().resizeEvent(event)
        if self.sign is not None:
            size = theme.px("xl")
            gap = (self.height() - size) // 2
            self.sign.setGeometry(self.width() - size - gap, gap, size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, then the unit."""
        super().paintEvent(event)
        if self.unit:
            painter = QPainter(self)
            painter.setFont(theme.font("quiet"))
            painter.setPen(theme.color("quiet"))
            room = self.rect().adjusted(0, 0, -theme.px("s") - 2, 0)
            painter.drawText(room, RIGHT, self.unit)
            painter.end()


class TextField(Field):
    """A line of text, without blanks around it."""

    line_kind: ClassVar[type[UnitLine]] = UnitLine

    def __init__(
        self,
        name: str,
        label: str,
        *,
        value: Any = None,
        placeholder: str = "",
        longest: int = LONGEST,
        **options: Any,
    ) -> None:
        super().__init__(name, label, **options)
        self.line = self.line_kind()
        self.line.setMaxLength(longest)
        self.line.setPlaceholderText(placeholder)
        self.line.textEdited.connect(self._touched)
        self._hold(self.line, value=value)

    def raw(self) -> str:
        """The text as typed, trimmed."""
        return self.line.text().strip()

    def read(self, raw: Any) -> Any:
        """Full-width letters and digits made half-width, pasted line breaks a blank."""
        return parsing.line_of(raw)

    def set_value(self, value: Any) -> None:
        """Show a text, of a long one its beginning."""
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def restore(self, kept: Any) -> None:
        """The words as they were typed, readable or not."""
        self.line.setText(str(kept or ""))

    def set_read_only(self, read_only: bool = True) -> None:
        """Show only; it can still be selected and copied."""
        self.line.setReadOnly(read_only)

    def _tidy(self) -> None:
        """Write what was typed as it is written, where it can be read."""
        try:
            self.set_value(self.value())
        except UserError:
            return


class AmountField(TextField):
    """A figure at the right edge, with its unit quietly beside it."""

    of: ClassVar[type[FigureField]]

    def __init__(
        self, name: str, label: str, *, unit: str = "", minimum: int | None = 0, **options: Any
    ) -> None:
        self.kind = self.of(minimum=minimum)
        super().__init__(name, label, **options)
        self.line.setProperty("figures", "yes")
        self.line.setAlignment(RIGHT)
        self.set_unit(unit)
        self.line.editingFinished.connect(self._tidy)

    def set_unit(self, unit: str) -> None:
        """Change the unit's name, already translated."""
        self.line.set_unit(unit)

    def set_value(self, value: Any) -> None:
        """Show an amount in its integer scale."""
        self.line.setText("" if value is None else self.shown(value))

    def read(self, raw: Any) -> int:
        """The amount in its integer scale."""
        value: int = self.kind.read(raw, field=self.name)
        return value

    def shown(self, value: int) -> str:
        """The amount as text, without its unit."""
        return self.kind.shown(value).removesuffix("%")


class QuantityField(AmountField):
    """A quantity, in thousandths of its unit."""

    of = kinds.QuantityField


class MoneyField(AmountField):
    """Money, in fen."""

    of: ClassVar[type[FigureField]] = kinds.MoneyField

    def __init__(self, name: str, label: str, **options: Any) -> None:
        options.setdefault("unit", tr("yuan"))
        super().__init__(name, label, **options)


class RateField(MoneyField):
    """A piece rate or a price, in ten-thousandths of a yuan."""

    of = kinds.RateField


class PercentField(AmountField):
    """A percentage, in parts per million."""

    of = kinds.PercentField

    def __init__(self, name: str, label: str, **options: Any) -> None:
        options.setdefault("unit", "%")
        super().__init__(name, label, **options)


class WholeField(AmountField):
    """A whole number: days, people, copies."""

    of = kinds.CountField


class TimeField(TextField):
    """A time of day: 8, 830, 8:30."""

    def __init__(self, name: str, label: str, **options: Any) -> None:
        options.setdefault("placeholder", tr("hh:mm"))
        super().__init__(name, label, **options)
        self.line.editingFinished.connect(self._tidy)

    def read(self, raw: Any) -> time:
        """A `datetime.time`."""
        return parsing.typed_time(raw, field=self.name)

    def set_value(self, value: Any) -> None:
        """Show a time."""
        self.line.setText(
            "" if value is None else f"{value:%H:%M}" if isinstance(value, time) else str(value)
        )


class ChoiceField(Field):
    """One of a few: ``choices`` are pairs of value and words already translated."""

    def __init__(
        self, name: str, label: str, choices: Sequence[tuple[Any, str]], *, value: Any = None, **options: Any
    ) -> None:
        super().__init__(name, label, **options)
        self.box = QComboBox()
        self.box.currentIndexChanged.connect(self._touched)
        self._hold(self.box)
        self.set_choices(choices)
        if value is not None:
            self.set_value(value)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices, keeping the chosen one where it is still among them."""
        kept = self.raw()
        self.box.blockSignals(True)
        self.box.clear()
        if not self.required and all(value is not None for value, _ in choices):
            self.box.addItem("", None)
        for value, words in choices:
            self.box.addItem(words, value)
        self.box.blockSignals(False)
        if kept is not None:
            self.set_value(kept)

    def raw(self) -> Any:
        """The chosen value."""
        return self.box.currentData()

    def set_value(self, value: Any) -> None:
        """Choose; an unknown value chooses the first."""
        for index in range(self.box.count()):
            if self.box.itemData(index) == value:
                self.box.setCurrentIndex(index)
                return
        self.box.setCurrentIndex(0 if self.box.count() else -1)


class CheckField(Field):
    """Yes or no."""

    def __init__(self, name: str, label: str, *, hint: str = "", value: bool = False) -> None:
        super().__init__(name, label, hint=hint)
        self.check = QCheckBox(label)
        self.check.setMinimumHeight(theme.px("control"))
        self.check.toggled.connect(self._touched)
        self._hold(self.check)
        self._words.setText("")
        self.set_value(value)

    def raw(self) -> bool:
        """Whether it is checked."""
        return self.check.isChecked()

    def value(self) -> bool:
        """Never None."""
        return self.check.isChecked()

    def set_value(self, value: Any) -> None:
        """Check or uncheck."""
        self.check.setChecked(bool(value))


class NoteField(Field):
    """Several lines of text; Enter goes on, Shift+Enter makes a new line."""

    wide = True

    def __init__(self, name: str, label: str, *, value: Any = None, lines: int = 2, **options: Any) -> None:
        super().__init__(name, label, **options)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.px("control") + (lines - 1) * theme.px("chip") + theme.px("xs"))
        self.note.textChanged.connect(self._touched)
        self._hold(self.note, value=value)

    def raw(self) -> str:
        """The text, trimmed."""
        return self.note.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.note.setPlainText("" if value is None else str(value))

    def set_read_only(self, read_only: bool = True) -> None:
        """Show only."""
        self.note.setReadOnly(read_only)


class EnterGoesOn(QObject):
    """Makes Enter in an editor go to the next field, and Ctrl+Enter submit, as clerks expect."""

    def __init__(self, parent: QObject, go_on: Callable[[QWidget], None], submit: Callable[[], None]) -> None:
        super().__init__(parent)
        self._go_on, self._submit = go_on, submit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter before the editor does."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QWidget)
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
                if held == Qt.KeyboardModifier.ControlModifier:
                    self._submit()
                    return True
                # A button is pressed by Enter, wherever it stands.
                if held == Qt.KeyboardModifier.NoModifier and not isinstance(watched, QPushButton):
                    self._go_on(watched)
                    return True
        return False
