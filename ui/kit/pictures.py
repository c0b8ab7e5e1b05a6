"""Slips and statements as pictures: a page of the receipt roll each, to be sent by phone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from reports.exchange.messages import ROLL
from reports.paper.document import Document, Letterhead
from reports.paper.papers import PAPERS
from reports.paper.printing import PrintRun, write_documents
from ui.kit.print_job import POINTS, load_pages

DOTS = 240  # per inch: as many across as a phone's screen


def picture(document: Document, letterhead: Letterhead) -> bytes:
    """A document as one picture (PNG), black on white, as wide as the receipt roll and as long as it takes.

    Raises `UserError` when no font draws what stands on it.
    """
    with tempfile.TemporaryDirectory(prefix="yuanba-picture-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "page.pdf"
        write_documents(path, PrintRun((document,), 1, document.title, PAPERS[ROLL], letterhead))
        pages = QPdfDocument()
        try:
            load_pages(pages, path)
            return _png(pages)
        finally:
            pages.close()


def _png(pages: QPdfDocument) -> bytes:
    """The first page on white."""
    points = pages.pagePointSize(0)
    size = QSize(round(points.width() / POINTS * DOTS), round(points.height() / POINTS * DOTS))
    drawn = QImage(size, QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    painter.drawImage(0, 0, pages.render(0, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn.convertToFormat(QImage.Format.Format_Grayscale8).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
