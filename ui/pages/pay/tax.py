"""The tables the income tax estimate counts with: one for each day from which other rules hold."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from models import format, kinds
from models.errors import UserError
from models.i18n import plural, tr
from models.kinds import COUNT, PERCENT, TEXT
from models.rules.pay import tax
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.form import DateField, Field, Form, MoneyField, PercentField
from ui.kit.form_sheet import Sheet
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.text import text
from ui.shell import theme
from ui.shell.errors import Consent, caught

ROWS_SHOWN = 5


class TablePanel(QWidget):
    """One table: from when it holds, what is deducted, and the rows of its rates."""

    edited = Signal()

    def __init__(self, table: tax.TaxTable | None, like: tax.TaxTable | None = None) -> None:
        """An existing table, or a new one that begins with the figures of another."""
        super().__init__()
        shown = table or like
        self.form = Form(
            [
                DateField("start", tr("In force from"), required=True),
                MoneyField("flat", tr("Flat deduction"), required=True),
                MoneyField("flat_upto", tr("It applies to income up to"), required=True),
                PercentField("share_ppm", tr("Deducted from income above"), required=True),
            ],
            columns=2,
        )
        self.grid = Grid(
            [
                GridColumn("over", tr("Taxable over"), COUNT, 12, show=self._over),
                GridColumn("upto", tr("Up to"), kinds.MoneyField(minimum=0), 12),
                GridColumn("rate_ppm", tr("Tax rate"), PERCENT, 8),
                GridColumn("quick", tr("Quick deduction"), kinds.MoneyField(minimum=0), 10),
                GridColumn("said", tr("Remarks"), TEXT, 14, stretch=True, hints=True, show=lambda line: ""),
            ],
            self._changed,
            self,
            title=tr("Tax rates"),
        )
        if shown is not None:
            figures = {name: getattr(shown, name) for name in ("flat", "flat_upto", "share_ppm")}
            self.form.set_values({"start": table.start if table else None, **figures})
            self.grid.model.set_lines(
                [
                    GridLine({"upto": one.upto, "rate_ppm": one.rate_ppm, "quick": one.quick or None})
                    for one in shown.brackets
                ]
            )
            self.grid.view.go_to(0)
        self.grid.setMinimumHeight(theme.px("header") + ROWS_SHOWN * theme.px("row"))
        outer = vbox("m", self.form, (self.grid, 1), of=self)
        hint = text(tr("Enter adds a row · Ctrl+Del takes one out"), "quiet")
        outer.addWidget(hint, 0, Qt.AlignmentFlag.AlignRight)
        self.form.changed.connect(self._doubt)
        self.form.changed.connect(self.edited)
        self.grid.edited.connect(self._say)
        self.grid.edited.connect(self.edited)
        self._doubt()
        self._say()

    def day(self) -> str:
        """The day it begins, as far as it can be read."""
        day = self.form.field("start").value_or_none()
        return "" if day is None else day.isoformat()

    def written(self) -> Any:
        """What stands here, to see whether it was changed."""
        return self.form.kept(), [line.kept() for line in self.grid.lines()]

    def table(self) -> tax.TaxTable:
        """The table as it stands; says what cannot be read at its cell and raises UserError."""
        self._forget("upto", "rate_ppm", "quick")
        refusal: UserError | None = None
        values: dict[str, Any] = {}
        try:
            values = self.form.values()
        except UserError as first:
            refusal = first
        if not self.grid.settle():
            refusal = refusal or UserError(tr("Some cells cannot be read yet."))
        for line in self.grid.lines():
            if line.get("rate_ppm") is None and "rate_ppm" not in line.typed:
                self.grid.refuse(line, UserError(tr("Needed here."), "rate_ppm"))
                refusal = refusal or UserError(tr("A row has no rate."))
        if refusal is not None:
            raise refusal
        return tax.TaxTable(brackets=self._brackets(), **values)

    def refuse(self, fault: tax.TaxTableFault) -> None:
        """Say what is wrong at the cell or beside the field."""
        if fault.bracket is None:
            self.form.field(fault.field).say_problem(fault.message)
            return
        line = [*self.grid.lines(), *self.grid.model.lines][fault.bracket]
        self.grid.refuse(line, UserError(fault.message, fault.field))

    def go_to_problem(self) -> None:
        """Put the keyboard where something is wrong."""
        for field in self.form.fields.values():
            if field.problem():
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.grid.go_to_problem()

    # -- what follows from what is typed -------------------------------------------------------------------------------

    def _changed(self, line: GridLine, key: str) -> None:
        """Where one row ends may have been what another one was wrong with."""
        if key == "upto":
            self._forget("upto")

    def _forget(self, *keys: str) -> None:
        """Take away what was said at cells that can be read."""
        for line in self.grid.model.lines:
            for key in keys:
                if key not in line.typed:
                    line.problems.pop(key, None)

    def _brackets(self) -> tuple[tax.Bracket, ...]:
        return tuple(
            tax.Bracket(line.get("upto"), line.get("rate_ppm", 0), line.get("quick", 0))
            for line in self.grid.lines()
        )

    def _over(self, line: GridLine) -> str:
        """Where a row begins: at the end of the one before."""
        return "" if line.blank else format.money(line.facts or 0)

    def _say(self) -> None:
        """Say where each row begins, which one has no end, and with which quick deduction nothing jumps."""
        lines, brackets, floor = self.grid.lines(), self._brackets(), 0
        for place, line in enumerate(lines):
            line.facts, line.hints = floor, []
            floor = line.get("upto", floor)
            even = tax.even_quick(brackets, place)
            if line.get("rate_ppm") is not None and even != brackets[place].quick:
                words = tr("without a jump: {amount}").format(amount=format.money(even))
                line.hints = [(words, "soon")]
            elif place == len(lines) - 1 and line.get("upto") is None and "upto" not in line.typed:
                line.hints = [(tr("without end"), "quiet")]
        self.grid.model.repaint()

    def _doubt(self) -> None:
        """Say quietly where the two deductions do not meet."""
        field = self.form.field("flat")
        try:
            flat, upto, share = (self.form.field(name).value() for name in ("flat", "flat_upto", "share_ppm"))
        except UserError:
            return
        even = tax.even_flat(upto, share)
        words = tr("without a jump: {amount}").format(amount=format.money(even))
        field.say_doubt(words if even != flat else "")


class TaxTables(QWidget):
    """The days at the left, the table of the chosen one at the right."""

    def __init__(self, tables: tuple[tax.TaxTable, ...]) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Tax tables"))
        self.add_button = ActionButton(tr("New table"), "Ctrl+N", icon="plus")
        self.add_button.setShortcut("Ctrl+N")
        self.remove_button = ActionButton(tr("Remove"), "Alt+Del", kind="danger")
        self.remove_button.setShortcut("Alt+Del")
        side = vbox("s", (self.list, 1), self.add_button, self.remove_button)
        self.list.setFixedWidth(max(theme.px("nav"), self.add_button.sizeHint().width()))
        self.pile = QStackedWidget()
        hbox("l", side, (self.pile, 1), of=self)
        self.panels: list[TablePanel] = []
        self.list.currentRowChanged.connect(self.pile.setCurrentIndex)
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(self.remove)
        for table in tables:
            self._put(TablePanel(table))
        self.list.setCurrentRow(len(tables) - 1)
        self._kept = self._written()

    @property
    def dirty(self) -> bool:
        """Whether something was changed."""
        return self._written() != self._kept

    def _written(self) -> list[Any]:
        return [panel.written() for panel in self.panels]

    def _put(self, panel: TablePanel) -> None:
        item = QListWidgetItem()
        item.setSizeHint(QSize(0, theme.px("row")))
        before: QWidget = self.panels[-1].grid.view if self.panels else self.remove_button
        self.panels.append(panel)
        self.pile.addWidget(panel)
        # A table that is added later would come after everything else.
        for part in (*(field.editor for field in panel.form.fields.values()), panel.grid.view):
            QWidget.setTabOrder(before, part)
            before = part
        self.list.addItem(item)

        def name() -> None:
            day = panel.day()
            item.setText(tr("From {day} on").format(day=day) if day else tr("No day yet"))

        panel.edited.connect(name)
        name()
        self.remove_button.setEnabled(len(self.panels) > 1)

    def add(self) -> None:
        """A table from another day on; it begins with the figures of the one shown."""
        with caught(self):
            try:
                like: tax.TaxTable | None = self._shown().table()
            except UserError:
                self._shown().go_to_problem()
                return
            panel = TablePanel(None, like)
            self._put(panel)
            self.list.setCurrentRow(len(self.panels) - 1)
            panel.form.field("start").editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self) -> None:
        """Take the table that is shown out; one always stays."""
        row = self.list.currentRow()
        if len(self.panels) < 2 or row < 0:
            return
        panel = self.panels.pop(row)
        self.pile.removeWidget(panel)
        panel.deleteLater()
        self.list.takeItem(row)
        self.pile.setCurrentIndex(self.list.currentRow())
        self.remove_button.setEnabled(len(self.panels) > 1)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shown(self) -> TablePanel:
        return self.panels[self.list.currentRow()]

    def tables(self) -> list[dict[str, Any]]:
        """The tables as the setting keeps them; says what is wrong at its cell, goes there, and raises UserError."""
        found, wrong = [], []
        for place, panel in enumerate(self.panels):
            try:
                found.append(panel.table())
            except UserError as refusal:
                wrong.append((place, refusal.message))
        if not wrong:
            for fault in tax.faults(found):
                self.panels[fault.table].refuse(fault)
                wrong.append((fault.table, fault.message))
        if wrong:
            place, message = wrong[0]
            self.list.setCurrentRow(place)
            self.panels[place].go_to_problem()
            day = self.list.item(place).text()
            raise UserError(tr("{table}: {problem}").format(table=day, problem=message))
        return tax.plain(found)


def tax_sheet(parent: QWidget, kept: list[dict[str, Any]]) -> Sheet:
    """The tables to change; its result is how the setting keeps them."""
    editor = TaxTables(tax.tables_of(kept))

    def act(consent: Consent, values: dict[str, Any]) -> list[dict[str, Any]]:
        return editor.tables()

    intro = tr(
        "A month is estimated with the table in force on its last day. Where the law changes, add a table from that"
        " day on and leave the older one as it is."
    )
    sheet = Sheet(parent, tr("Tax tables"), Form([]), tr("Use these tables"), act, intro=intro, extra=editor)
    sheet.setMinimumWidth(min(theme.room(sheet).width(), theme.px("sheet") + theme.px("field_wide")))
    editor.list.setFocus(Qt.FocusReason.OtherFocusReason)
    return sheet


class TaxTablesField(Field):
    """The tables behind a button that names their days."""

    def __init__(self, name: str, label: str, *, hint: str = "") -> None:
        super().__init__(name, label, hint=hint)
        self._tables: list[dict[str, Any]] = []
        self.button = ActionButton("", icon="edit", slot=self.open)
        self._hold(self.button)
        self._grid.setAlignment(self.button, Qt.AlignmentFlag.AlignLeft)

    def raw(self) -> list[dict[str, Any]]:
        """The tables as the setting keeps them."""
        return self._tables

    def set_value(self, value: Any) -> None:
        """Show from which days on they hold."""
        self._tables = list(value or ())
        days = [one["start"] for one in self._tables]
        newest = days[-1] if days else ""
        words = plural("{n} table, from {day} on", "{n} tables, the newest from {day} on", len(days)).format(
            day=newest
        )
        self.button.setText(words)
        self.button.setAccessibleName(f"{self.label} {words}")
        self.button.updateGeometry()
        self.say_problem("")

    def open(self) -> None:
        """Change them in a window of their own; the page keeps them when it is saved."""
        with caught(self):
            sheet = tax_sheet(self.window(), self._tables)
            if sheet.exec() and sheet.result_value != self._tables:
                self.set_value(sheet.result_value)
                self._touched()
                self.say_doubt(tr("Changed. Save to keep it."))
