"""The bank's payment file: which columns it has and how it is written, with its first lines to look at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models import format
from models.errors import UserError
from models.i18n import tr
from models.kinds import TEXT
from models.queries.pay.bank import FIELDS, BankColumn, BankLayout, Payments, columns_of
from models.setting_definitions import BY_KEY
from models.settings import change_bank_settings, settings
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.kit.form import CheckField, ChoiceField, Form, TextField, WholeField
from ui.kit.form_sheet import Sheet
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.text import paragraph, text
from ui.shell import theme
from ui.shell.errors import Consent

ROWS_SHOWN, LINES_SHOWN = 4, 2


class ColumnEditor(QWidget):
    """The columns of the file in their order, each with a header of its own, and the first lines of the file."""

    def __init__(self, columns: list[BankColumn], answer: Payments, form: Form) -> None:
        super().__init__()
        self._answer, self._form = answer, form
        head = QHBoxLayout()
        head.addWidget(text(tr("Columns"), "section"), 1)
        for words, step, key in ((tr("Up"), -1, "Alt+Up"), (tr("Down"), 1, "Alt+Down")):
            button = ActionButton(words, key)
            button.setShortcut(key)
            button.clicked.connect(lambda _=False, step=step: self.move_line(step))
            head.addWidget(button)
        self.grid = Grid(
            [
                GridColumn(
                    "field",
                    tr("What stands in it"),
                    TEXT,
                    18,
                    stretch=True,
                    hints=True,
                    choices=tuple((key, tr(words)) for key, words in FIELDS.items()),
                ),
                GridColumn("header", tr("Header of your own"), TEXT, 18, stretch=True),
            ],
            self._changed,
            self,
            title=tr("Columns"),
        )
        shown = theme.px("header") + ROWS_SHOWN * theme.px("row")
        self.grid.setMinimumHeight(min(shown, theme.room(self).height() // 6))
        down = vbox("s", head, (self.grid, 1), of=self)
        hint = text(tr("Enter adds a column · Ctrl+Del takes one out"), "quiet")
        down.addWidget(hint, 0, Qt.AlignmentFlag.AlignRight)
        down.addWidget(text(tr("The first lines"), "quiet"))
        self.sample = paragraph("")
        self.sample.setMinimumHeight(LINES_SHOWN * self.sample.fontMetrics().lineSpacing())
        self.sample.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        down.addWidget(self.sample)
        self.grid.model.set_lines(
            [GridLine({"field": column.field, "header": column.header or None}) for column in columns]
        )
        self.grid.edited.connect(self.show_sample)
        form.changed.connect(self.show_sample)
        self._kept = self._written()
        self.show_sample()

    @property
    def dirty(self) -> bool:
        """Whether the columns were changed."""
        return self._written() != self._kept

    def _changed(self, line: GridLine, key: str) -> None:
        line.problems.pop(key, None)

    def _written(self) -> str:
        columns = [
            BankColumn(str(line.get("field", "")), str(line.get("header", ""))) for line in self.grid.lines()
        ]
        return "\n".join(column.written() for column in columns if column.field)

    def move_line(self, step: int) -> None:
        """Move the column under the cursor up or down."""
        row, column = self.grid.view.currentIndex().row(), max(0, self.grid.view.currentIndex().column())
        lines = self.grid.lines()
        if not 0 <= row < len(lines) or not 0 <= row + step < len(lines):
            return
        lines[row], lines[row + step] = lines[row + step], lines[row]
        self.grid.model.remember()
        self.grid.model.set_lines(lines)
        self.grid.model.edited.emit()
        self.grid.view.go_to(row + step, column)

    def written(self) -> str:
        """The columns as the setting keeps them; raises UserError when there is none."""
        self.grid.settle()
        columns_of(self._written())
        return self._written()

    def show_sample(self) -> None:
        """The first lines of the file as it would be written now."""
        from reports.pay.bank import lines_of, note_of

        try:
            layout = layout_of(self._form.values(), self._written())
        except UserError as refusal:
            self.sample.setText(refusal.message)
            return
        from models.settings import setting
        from reports.paper.language import paper_translator

        speak = paper_translator(str(setting("paper.language")))
        rows = lines_of(self._answer.rows[:LINES_SHOWN], layout, note_of(self._answer, layout, speak))
        if layout.header:
            rows.insert(0, [column.header or speak(FIELDS[column.field]) for column in layout.columns])
        between = "  |  " if layout.delimiter == "\t" else f"{layout.delimiter} "
        self.sample.setText("\n".join(between.join(row) for row in rows[:LINES_SHOWN]))


def layout_of(values: dict[str, Any], columns: str) -> BankLayout:
    """The layout that stands in the form."""
    return BankLayout(
        columns_of(columns),
        bool(values["header"]),
        str(values["delimiter"]),
        str(values["encoding"]),
        int(values["rows"] or 0),
        str(values["note"] or ""),
    )


def bank_sheet(parent: QWidget, answer: Payments) -> Sheet:
    """Ask how the bank wants its file and keep it as the setting; the result is the layout."""
    said = settings()
    form = Form(
        [
            _choice("delimiter", said),
            _choice("encoding", said),
            CheckField("header", tr(BY_KEY["bank.header"].label), value=bool(said["bank.header"])),
            WholeField(
                "rows",
                tr(BY_KEY["bank.rows"].label),
                hint=tr(BY_KEY["bank.rows"].help),
                value=said["bank.rows"],
            ),
            TextField(
                "note",
                tr(BY_KEY["bank.note"].label),
                hint=tr(BY_KEY["bank.note"].help),
                value=said["bank.note"],
            ),
        ],
        columns=3,
    )
    editor = ColumnEditor(columns_of(str(said["bank.columns"])), answer, form)

    def act(consent: Consent, values: dict[str, Any]) -> BankLayout:
        columns = editor.written()
        layout = layout_of(values, columns)
        change_bank_settings(
            {
                "bank.columns": columns,
                "bank.header": layout.header,
                "bank.delimiter": layout.delimiter,
                "bank.encoding": layout.encoding,
                "bank.rows": layout.rows,
                "bank.note": layout.note,
            }
        )
        return layout

    intro = tr("Payments: {n}, {total} yuan in all; paid in cash: {cash}.").format(
        n=len(answer.rows), total=format.money(answer.total), cash=answer.cash
    )
    if answer.paid:
        intro = format.sentences(intro, tr("{n} by bank are paid already.").format(n=answer.paid))
    title = tr("Bank payment file")
    sheet = Sheet(parent, title, form, tr("Write the file"), act, intro=intro, extra=editor)
    sheet.setMinimumWidth(theme.px("sheet") + theme.px("field"))
    return sheet


def _choice(name: str, said: dict[str, Any]) -> ChoiceField:
    declared = BY_KEY[f"bank.{name}"]
    choices = [(value, tr(words)) for value, words in declared.choices]
    return ChoiceField(name, tr(declared.label), choices, required=True, value=said[declared.key])
