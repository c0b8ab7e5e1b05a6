"""Paper, copies and printer of a preview, as they were chosen last for its kind of document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout

from models import format
from models.i18n import tr
from ui.kit.button import ActionButton
from ui.kit.form import ChoiceField, WholeField
from ui.pages.desk.calibrate import offset_of
from ui.shell import theme
from ui.shell.window_state import remembered


class PrintChoices(QHBoxLayout):
    """The fields side by side. ``changed`` is called when paper or copies are others, ``straighten`` to measure."""

    def __init__(
        self,
        kind: str,
        papers: Sequence[tuple[str, str]],
        copies: int,
        changed: Callable[[], object],
        straighten: Callable[[], object],
    ) -> None:
        super().__init__()
        self.kind = kind
        self.setSpacing(theme.px("l"))
        self.paper = ChoiceField("paper", tr("Paper"), papers, required=True, value=self._kept("paper"))
        self.copies = WholeField(
            "copies",
            tr("Copies"),
            minimum=1,
            required=True,
            value=copies if copies > 1 else int(self._kept("copies") or 1),
        )
        printers = QPrinterInfo.availablePrinterNames()
        self.printer = ChoiceField(
            "printer",
            tr("Printer"),
            [(name, name) for name in printers],
            required=True,
            value=self._kept("printer"),
        )
        if printers and not self._kept("printer"):
            self.printer.set_value(QPrinterInfo.defaultPrinterName())
        if not printers:
            self.printer.set_read_only()
            self.printer.set_hint(tr("No printer is set up on this computer; save as PDF instead."))
        self.addWidget(self.paper, 2)
        self.addWidget(self.copies, 1)
        self.addWidget(self.printer, 3)
        self.straight_button = ActionButton(tr("Set straight"), "Ctrl+R", slot=straighten)
        self.straight_button.setToolTip(tr("Print a test page and move what this printer prints"))
        self.straight_button.setEnabled(bool(printers))
        self.addWidget(self.straight_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.printer.changed.connect(self.say_offset)
        self.say_offset()
        self.paper.changed.connect(changed)
        self.copies.line.editingFinished.connect(changed)

    @property
    def printer_name(self) -> str:
        """The printer chosen, or "" where there is none."""
        return str(self.printer.value() or "") if self.printer.box.count() else ""

    def say_offset(self) -> None:
        """By how much what the printer prints is moved."""
        name = self.printer.raw()
        if not name:
            return
        right, down = offset_of(name)
        words = ""
        if right or down:
            words = tr("Moved {right} mm to the right, {down} mm down").format(
                right=format.quantity(right), down=format.quantity(down)
            )
        self.printer.set_hint(words)

    def remember(self) -> None:
        """Propose the same next time."""
        for field in (self.paper, self.copies, self.printer):
            if value := field.raw():
                remembered().setValue(f"print/{self.kind}/{field.name}", value)

    def _kept(self, what: str) -> Any:
        return remembered().value(f"print/{self.kind}/{what}")
