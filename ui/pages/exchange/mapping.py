"""What is what in a stranger's spreadsheet: a proposal for every sheet and column, and the clerk's last word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models import i18n
from models.actions.exchange.workbook import mapping as reading
from models.actions.exchange.workbook.book import SheetMapping
from models.actions.exchange.workbook.mapping import FoundColumn, Stranger
from models.database import current_password
from models.errors import UserError
from models.i18n import plural, tr
from models.queries.exchange.workbook_schema import RECORDS, SheetColumn
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog, most
from ui.kit.text import ElidedLabel, paragraph, text
from ui.shell import theme
from ui.shell.window_state import remembered

LEAST_ROWS = 9
SHORTEST = 8
"""Letters of a choice that are always seen."""
_OURS = {sheet.key: sheet for sheet in RECORDS}


def kept(signature: str) -> str | None:
    """The answer given earlier for sheets with these headers, as text."""
    value = remembered().value(f"mapping/{signature}")
    return str(value) if value else None


def remember(strangers: Sequence[Stranger], mapping: Mapping[str, SheetMapping]) -> None:
    """Keep an answer, so that the same kind of spreadsheet is not asked about again."""
    for one in strangers:
        answer = mapping.get(one.name)
        # What is the same in every row may be somebody's name.
        if answer is not None and not (answer.fixed and current_password() is not None):
            remembered().setValue(f"mapping/{one.signature(answer.header)}", reading.to_text(answer))


class Choice(QComboBox):
    """A choice in a long list of them: turning the wheel moves the list, not what is chosen."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the list."""
        event.ignore()


class MappingDialog(Dialog):
    """Sheets of the file at the left; at the right our columns, each with the file's column it is read from."""

    help_key = "workbook"

    def __init__(
        self,
        parent: QWidget | None,
        path: Path,
        strangers: Sequence[Stranger],
        mapping: Mapping[str, SheetMapping],
    ) -> None:
        super().__init__(parent)
        self.strangers = {one.name: one for one in strangers}
        self.mapping = {one.name: mapping[one.name] for one in strangers}
        self.choices: dict[str, Choice] = {}
        self._notes: dict[str, Callable[[str, str], None]] = {}
        self._current = ""
        self.setWindowTitle(tr("Match columns"))
        outer = self.body_layout()
        outer.addWidget(text(tr("Match columns"), "page"))
        words = tr(
            '"{file}" names its columns in other words than Yuanba. Say which sheet and which column is which; the next'
            " file with the same headers is then read the same way."
        )
        outer.addWidget(paragraph(words.format(file=path.name), "quiet"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sheets of the file"))
        self.list.setFixedWidth(min(theme.px("field"), most(self).width() // 4))
        for name in self.strangers:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        outer.addLayout(hbox("l", self.list, (self._build_right(), 1)), 1)
        self.state = paragraph("", "base")
        cancel = ActionButton(tr("Cancel"), "Esc", slot=self.reject)
        self.use = ActionButton(tr("Read it so"), "Ctrl+Enter", primary=True, slot=self.accept)
        outer.addLayout(hbox("s", (self.state, 1), cancel, self.use))
        self.on_ctrl_enter(self.use.click)
        self.resize(QSize(theme.px("preview_w"), theme.px("preview_h")).boundedTo(most(self)))
        self.list.currentItemChanged.connect(lambda now, _: self._show(now))
        self.list.setCurrentRow(self._first())
        self._judge()
        self.sheet.setFocus()

    def _first(self) -> int:
        """The sheet that needs most to be looked at: the first that is taken."""
        taken = [place for place, one in enumerate(self.mapping.values()) if one.sheet]
        lacking = (place for place in taken if list(self.mapping.values())[place].missing)
        return next(lacking, taken[0] if taken else 0)

    def _build_right(self) -> QVBoxLayout:
        self.sheet = Choice(tr("This sheet holds"))
        self.sheet.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sheet.setMinimumContentsLength(SHORTEST)
        self.sheet.addItem(tr("Skip this sheet"), "")
        for ours in RECORDS:
            self.sheet.addItem(ours.name(i18n.language()), ours.key)
        self.sheet.activated.connect(lambda _: self._turn())
        line = hbox("s", text(tr("This sheet holds"), "quiet"), self.sheet)
        line.addSpacing(theme.px("l"))
        line.addWidget(text(tr("Headers in row"), "quiet"))
        self.header = QSpinBox()
        self.header.setAccessibleName(tr("Headers in row"))
        self.header.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.header.setMinimum(1)
        self.header.setKeyboardTracking(False)
        self.header.valueChanged.connect(lambda _: self._turn())
        line.addWidget(self.header)
        self.rows = ElidedLabel("", "quiet")
        line.addWidget(self.rows, 1)
        self.area = QScrollArea()
        self.area.setObjectName("card")
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setMinimumHeight(theme.px("row") * LEAST_ROWS)
        return vbox("m", line, (self.area, 1))

    # -- showing ---------------------------------------------------------------------------------------------------

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self._current = item.data(Qt.ItemDataRole.UserRole)
        one, mapped = self.strangers[self._current], self.mapping[self._current]
        for widget in (self.sheet, self.header):
            widget.blockSignals(True)
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(mapped.sheet)))
        self.header.setMaximum(max(1, min(reading.HEADER_ROWS, len(one.top))))
        self.header.setValue(mapped.header)
        for widget in (self.sheet, self.header):
            widget.blockSignals(False)
        self._fill()

    def _turn(self) -> None:
        """Another sheet of ours, or other headers: propose anew."""
        one, key, header = self.strangers[self._current], self.sheet.currentData(), self.header.value()
        if key:
            self.mapping[self._current] = reading.propose_columns(one, _OURS[key], header)
        else:
            self.mapping[self._current] = SheetMapping("", header, one.body_row(header))
        self._fill()
        self._judge()

    def _fill(self) -> None:
        one, mapped = self.strangers[self._current], self.mapping[self._current]
        self.rows.setText(plural("{n} row", "{n} rows", one.rows(mapped.header)))
        found = one.columns(mapped.header)
        self.choices, self._notes = {}, {}
        inner = QWidget()
        inner.setObjectName("ground")
        grid = QGridLayout(inner)
        margin = theme.px("m")
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setHorizontalSpacing(theme.px("m"))
        grid.setVerticalSpacing(theme.px("xs"))
        if not mapped.sheet:
            grid.addWidget(
                paragraph(
                    tr("This sheet is not read. Choose above what it holds, if it is wanted."), "quiet"
                ),
                0,
                0,
            )
            grid.setRowStretch(1, 1)
        else:
            columns = _OURS[mapped.sheet].columns
            for row, column in enumerate(columns):
                self._line(grid, row, column, found, mapped)
            grid.setRowStretch(len(columns), 1)
            grid.setColumnStretch(1, 2)
            grid.setColumnStretch(2, 3)
        self.area.setWidget(inner)
        for key in self.choices:
            self._note(key)
        before: QWidget = self.header
        for choice in self.choices.values():
            self.setTabOrder(before, choice)
            before = choice

    def _line(
        self,
        grid: QGridLayout,
        row: int,
        column: SheetColumn,
        found: Sequence[FoundColumn],
        mapped: SheetMapping,
    ) -> None:
        label = column.label()
        name = text(f"{label} *" if column.required else label, "strong" if column.required else "base")
        choice = Choice(tr("{column}, must be there").format(column=label) if column.required else label)
        choice.addItem(tr("Not in the file"), None)
        for one in found:
            choice.addItem(f"{one.letters}　{one.text or tr('(no header)')}", one.place)
        for word in column.choices:
            shown = word.zh if i18n.language() == "zh" else word.en
            choice.addItem(tr("Always {word}").format(word=shown), word.zh)
        held: object = mapped.columns.get(column.key, mapped.fixed.get(column.key))
        choice.setCurrentIndex(0 if held is None else max(0, choice.findData(held)))
        choice.activated.connect(lambda _, key=column.key: self._chosen(key))
        name.setBuddy(choice)
        examples = text("", "quiet")
        examples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

        def say(words: str, role: str) -> None:
            theme.set_role(examples, "type", role)
            examples.setText(words)
            examples.setToolTip(words)
            choice.setAccessibleDescription(words)

        grid.addWidget(name, row, 0)
        grid.addWidget(choice, row, 1)
        grid.addWidget(examples, row, 2)
        self.choices[column.key] = choice
        self._notes[column.key] = say

    def _chosen(self, key: str) -> None:
        mapped = self.mapping[self._current]
        columns = {name: place for name, place in mapped.columns.items() if name != key}
        fixed = {name: word for name, word in mapped.fixed.items() if name != key}
        held = self.choices[key].currentData()
        if isinstance(held, int):
            columns[key] = held
        elif held is not None:
            fixed[key] = str(held)
        self.mapping[self._current] = replace(mapped, columns=columns, fixed=fixed)
        self._note(key)
        self._judge()

    def _note(self, key: str) -> None:
        """Examples of what is read, or why it will not do."""
        one, mapped = self.strangers[self._current], self.mapping[self._current]
        column = _OURS[mapped.sheet].column(key)
        place = mapped.columns.get(key)
        if place is None:
            lacking = column.required and key not in mapped.fixed
            self._notes[key](tr("Must be there") if lacking else "", "wrong" if lacking else "quiet")
            return
        found = next((c for c in one.columns(mapped.header) if c.place == place), None)
        if found is None:
            self._notes[key]("", "quiet")
            return
        bad = 1000 - reading.readable(column, found)
        if bad >= 200:
            words = tr("{share}% cannot be read: {examples}").format(share=bad // 10, examples=found.examples)
            self._notes[key](words, "soon")
        else:
            self._notes[key](found.examples, "quiet")

    def _judge(self) -> None:
        """Say what each sheet is taken for, and whether the whole can be read so."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            name = item.data(Qt.ItemDataRole.UserRole)
            mapped = self.mapping[name]
            ours = _OURS[mapped.sheet].name(i18n.language()) if mapped.sheet else tr("passed over")
            item.setText(f"{name}\n→ {ours}" + (f" · {tr('incomplete')}" if mapped.missing else ""))
        words, role = tr("All that must be there is there."), "accent"
        try:
            reading.refuse_incomplete(self.mapping)
        except UserError as refusal:
            words, role = refusal.message, "wrong"
        theme.set_role(self.state, "type", role)
        self.state.setText(words)
        self.use.setEnabled(role == "accent")


def ask_mapping(
    parent: QWidget | None,
    path: Path,
    strangers: Sequence[Stranger],
    mapping: Mapping[str, SheetMapping],
) -> dict[str, SheetMapping] | None:
    """Ask what is what and keep the answer; None when the user gave up."""
    box = MappingDialog(parent, path, strangers, mapping)
    if box.exec() != QDialog.DialogCode.Accepted:
        return None
    remember(strangers, box.mapping)
    return dict(box.mapping)


def known_mapping(strangers: Sequence[Stranger]) -> tuple[dict[str, SheetMapping], bool]:
    """The proposal with every earlier answer in it, and whether the clerk must be asked."""
    proposed = reading.propose(strangers)
    answers = {one.name: reading.recall(one, kept) for one in strangers}
    mapping = {name: answers[name] or guess for name, guess in proposed.items()}
    unanswered = [one for one in strangers if answers[one.name] is None]
    must = reading.must_ask(strangers, mapping)
    if must and len(unanswered) < len(strangers):
        # What was answered holds; only what is new and like ours, or ours and incomplete, is worth a question.
        must = any(
            mapping[one.name].sheet and not (one.own and not mapping[one.name].missing) for one in unanswered
        )
    if not must:
        mapping |= {one.name: SheetMapping("") for one in unanswered if not one.own}
        try:
            reading.refuse_incomplete(mapping)
        except UserError:
            must = True
    return mapping, must
