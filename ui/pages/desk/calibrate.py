"""Setting a printer straight: a test page with a cross to measure, and by how much everything printed is moved."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.errors import UserError
from models.i18n import tr
from ui.kit.background_task import Progress, run
from ui.kit.button import ActionButton
from ui.kit.form import Form, QuantityField
from ui.kit.form_sheet import Sheet
from ui.shell import errors
from ui.shell.errors import Consent
from ui.shell.window_state import remembered

MOST = 20_000
"""Thousandths of a millimetre an offset may be; more than that is the wrong paper."""

Offset = tuple[int, int]
"""Right and down, in thousandths of a millimetre."""


def offset_of(printer: str) -> Offset:
    """By how much what this printer prints is moved; nothing until it was set."""
    kept = remembered()
    right, down = (int(str(kept.value(f"{_place(printer)}/{side}", 0))) for side in ("right", "down"))
    return right, down


def keep_offset(printer: str, offset: Offset) -> None:
    """Remember a printer's offset on this laptop."""
    for side, value in zip(("right", "down"), offset, strict=True):
        remembered().setValue(f"{_place(printer)}/{side}", value)


def _place(printer: str) -> str:
    return "printers/" + printer.replace("/", "_").replace("\\", "_")


class TestPage(QWidget):
    """The button that prints the test page with what stands in the fields."""

    def __init__(self, printer: str, paper: str, form: Form) -> None:
        super().__init__()
        self._printer, self._paper, self._form = printer, paper, form
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        self.button = ActionButton(tr("Print the test page"), slot=self.print_)
        across.addWidget(self.button)

    def print_(self) -> None:
        """Print it on the paper that was chosen."""

        def act(_: Any) -> Offset:
            return checked(self._form.values())

        errors.attempt(self.window(), act, form=self._form, done=self._send)

    def _send(self, offset: Offset) -> None:
        printer = QPrinter(QPrinterInfo.printerInfo(self._printer), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(tr("Test page for the printer"))
        run(
            self.window(),
            tr("Printing"),
            lambda progress: print_ruler(printer, self._paper, offset, progress),
            lambda _: None,
        )


def print_ruler(printer: QPrinter, paper: str, offset: Offset, progress: Progress) -> None:
    """Send the test page of a paper to a printer, moved by an offset."""
    from reports.kinds import print_documents
    from reports.paper.language import paper_translator
    from reports.selection import Selection
    from ui.kit.print_job import print_pdf

    with tempfile.TemporaryDirectory(prefix="yuanba-print-") as folder:
        path = Path(folder) / "ruler.pdf"
        from models.settings import setting

        speak = paper_translator(str(setting("paper.language")))
        print_documents("ruler", path, Selection(paper=paper), tr=speak, offset=(0, 0))
        print_pdf(path, printer, progress, offset)


def checked(values: dict[str, Any]) -> Offset:
    """The offset that was typed; raises UserError beside one that is too large."""
    offset = int(values["right"] or 0), int(values["down"] or 0)
    for name, value in zip(("right", "down"), offset, strict=True):
        if abs(value) > MOST:
            raise UserError(
                tr("Between {low} and {high}.").format(low=-MOST // 1000, high=MOST // 1000), name
            )
    return offset


def calibrate_sheet(parent: QWidget, printer: str, paper: str) -> Sheet:
    """Ask by how much a printer is off; its result is the offset that is now remembered."""
    right, down = offset_of(printer)
    form = Form(
        [
            QuantityField("right", tr("To the right"), unit=tr("mm"), minimum=None, value=right),
            QuantityField("down", tr("Downwards"), unit=tr("mm"), minimum=None, value=down),
        ],
        columns=2,
    )

    def act(consent: Consent, values: dict[str, Any]) -> Offset:
        offset = checked(values)
        keep_offset(printer, offset)
        return offset

    intro = tr(
        "Print the test page and measure from the left and the upper edge of the paper to the middle of the cross."
        " What is missing to 40 mm goes into the fields; what is too much, with a minus."
    )
    from reports.kinds import KINDS

    usual = paper if paper in KINDS["ruler"].papers else KINDS["ruler"].papers[0]
    extra = TestPage(printer, usual, form)
    title = tr('Set "{printer}" straight').format(printer=printer)
    return Sheet(parent, title, form, tr("Save"), act, intro=intro, extra=extra)
