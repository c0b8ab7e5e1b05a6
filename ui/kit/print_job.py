"""Pages on their way to a printer, each drawn at its exact size."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from models.errors import Cancelled, UserError
from models.i18n import tr
from ui.kit.background_task import Progress

TURN = 1 / 3  # the window's time, beside what drawing a page took
DOTS = 300  # per inch at most; a dot-matrix printer has fewer
POINTS = 72
MM = 25.4


def load_pages(document: QPdfDocument, path: Path) -> None:
    """Read a PDF for looking at or printing; its file is free again at once.

    A document that was loaded by its path holds the file even after it was closed, and Windows removes no file that
    is held. Raises UserError when the file cannot be read.
    """
    document.close()
    for older in document.findChildren(QBuffer):
        older.deleteLater()
    with contextlib.suppress(OSError):
        content = QBuffer(document)
        content.setData(path.read_bytes())
        content.open(QBuffer.OpenModeFlag.ReadOnly)
        document.load(content)
    if document.status() != QPdfDocument.Status.Ready:
        raise UserError(tr("The pages cannot be read again. Make the preview anew."))


def print_pdf(path: Path, printer: QPrinter, progress: Progress, offset: tuple[int, int] = (0, 0)) -> int:
    """Send a PDF to a printer, every page on paper of exactly its own size; answers how many pages.

    ``offset`` moves it right and down, in thousandths of a millimetre, for a printer that pulls its paper askew. Runs
    in a worker thread. Raises UserError when the printer does not take the job, Cancelled when stopped.
    """
    document = QPdfDocument()
    try:
        load_pages(document, path)
        printer.setFullPage(True)
        set_paper(printer, document.pagePointSize(0))
        painter = QPainter()
        if not painter.begin(printer):
            raise UserError(tr('The printer "{name}" does not answer.').format(name=printer.printerName()))
        try:
            for number in range(document.pageCount()):
                progress(number, document.pageCount(), tr("Sending pages"))
                began = time.perf_counter()
                points = document.pagePointSize(number)
                if number:
                    set_paper(printer, points)
                    printer.newPage()
                dots = min(DOTS, printer.resolution())
                image = document.render(
                    number,
                    QSize(round(points.width() / POINTS * dots), round(points.height() / POINTS * dots)),
                )
                whole = printer.pageLayout().fullRectPixels(printer.resolution())
                right, down = (part / 1000 / MM * printer.resolution() for part in offset)
                painter.drawImage(QRectF(right, down, whole.width(), whole.height()), image)
                # Drawing keeps the interpreter to itself: between pages the window has its turn.
                time.sleep((time.perf_counter() - began) * TURN)
        except Cancelled:
            printer.abort()
            raise
        finally:
            painter.end()
        return document.pageCount()
    finally:
        document.close()


def set_paper(printer: QPrinter, points: QSizeF) -> None:
    """Tell the printer the exact paper, so that no driver takes it for A4."""
    millimetres = QSizeF(points.width() / POINTS * MM, points.height() / POINTS * MM)
    lying = millimetres.width() > millimetres.height()
    size = QPageSize(millimetres, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    # A known size (A5 lying) must be turned; a size of its own already is as wide as it is.
    if lying and size.size(QPageSize.Unit.Millimeter).width() < size.size(QPageSize.Unit.Millimeter).height():
        layout.setOrientation(QPageLayout.Orientation.Landscape)
    printer.setPageLayout(layout)
