"""Paper before it is printed: pages and thumbnails, paper and copies, then to the printer or into a file.

`Preview(parent, kind, title, make, papers)` takes ``make(path, paper, copies, progress)``, which writes the PDF to a
path in a worker thread and may answer what did not come out as it is written, a sentence with a line for each;
``papers`` are pairs of key and label already translated, the usual one first. ``copies`` above 1 are proposed.
Printer, paper and copies are remembered per kind. `Preview.printed` says whether it went out, so that reprints are
counted. Where the cooperative has no name yet, ``named`` False asks for it above the pages.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QObject, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QImage, QKeySequence, QPainter, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from models.errors import UserError
from models.i18n import plural, tr
from models.protected_file import is_wanted
from models.settings import change_settings, setting
from ui.kit.background_task import Progress, run
from ui.kit.boxes import hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.form import TextField
from ui.kit.headed_model import NOWHERE, Index
from ui.kit.print_choices import PrintChoices
from ui.kit.print_job import load_pages, print_pdf
from ui.kit.save_dialog import PDF, ask_target
from ui.kit.text import text
from ui.pages.desk.calibrate import calibrate_sheet, offset_of
from ui.shell import errors, theme

Make = Callable[[Path, str, int, Progress], Any]

_EXCEPTIONS: Final = 4
"""Lines shown of what did not come out as it is written."""


class Thumbnails(QAbstractListModel):
    """The pages, small; each is drawn when it is first seen."""

    def __init__(self, document: QPdfDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._drawn: dict[int, QImage] = {}

    def reset(self) -> None:
        """Other pages."""
        self.beginResetModel()
        self._drawn.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One row a page."""
        return 0 if parent.isValid() else self.document.pageCount()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The picture and the page number."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(index.row() + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("Page {number}").format(number=index.row() + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignHCenter
        if role == Qt.ItemDataRole.SizeHintRole:
            # Said here, because the list would else draw a thousand pages to learn how large their pictures are.
            return self._size(index.row()) + QSize(theme.px("xl"), theme.px("xl"))
        if role == Qt.ItemDataRole.DecorationRole:
            if index.row() not in self._drawn:
                size = self._size(index.row())
                page = self.document.render(index.row(), size)
                drawn = QImage(size, QImage.Format.Format_RGB32)
                drawn.fill(Qt.GlobalColor.white)
                painter = QPainter(drawn)
                painter.drawImage(0, 0, page)
                painter.setPen(theme.color("line"))
                painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
                painter.end()
                self._drawn[index.row()] = drawn
            return self._drawn[index.row()]
        return None

    def _size(self, row: int) -> QSize:
        """How large the picture of a page is, in pixels."""
        points = self.document.pagePointSize(row)
        width = theme.px("thumb")
        return QSize(width, max(1, round(width * points.height() / max(1.0, points.width()))))


class Preview(Dialog):
    """The preview window; `printed` is True once the pages went to a printer or into a file."""

    help_key = "print"

    def __init__(
        self,
        parent: QWidget | None,
        kind: str,
        title: str,
        make: Make,
        papers: Sequence[tuple[str, str]],
        copies: int = 1,
        *,
        named: bool = True,
    ) -> None:
        super().__init__(parent)
        self.kind, self.make, self.printed = kind, make, False
        self.issuer: TextField | None = None
        # Pages that are still laid out when the preview is closed may come into it while it is removed.
        self._folder = tempfile.TemporaryDirectory(prefix="yuanba-print-", ignore_cleanup_errors=True)
        self._made = 0
        self._path: Path | None = None
        self._shown: tuple[str, int] | None = None
        self._laying = False
        self._then: Callable[[], object] | None = None
        self.setWindowTitle(title)
        self.resize(theme.METRICS["preview_w"], theme.METRICS["preview_h"])
        # Never a child of the application: such a document is not freed.
        self.document = QPdfDocument(self)
        outer = self.body_layout("m", margin="l")
        outer.addLayout(self._head(title))
        if not named:
            outer.addWidget(self._ask_issuer())
        self.choices = PrintChoices(kind, papers, copies, self.remake, self.set_straight)
        self.paper, self.copies, self.printer = self.choices.paper, self.choices.copies, self.choices.printer
        outer.addLayout(self.choices)
        self.exceptions = text("", "soon")
        self.exceptions.setWordWrap(True)
        self.exceptions.hide()
        outer.addWidget(self.exceptions)
        outer.addLayout(self._pages(title), 1)
        for key, slot in (
            ("Ctrl+P", self.print_),
            ("Ctrl+S", self.save),
            ("Ctrl+R", self.set_straight),
            ("Ctrl+=", lambda: self._zoom(1.25)),
            ("Ctrl+-", lambda: self._zoom(0.8)),
            ("Ctrl+0", lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)),
        ):
            self._key(key, slot)
        self._allow(False)
        self.remake()
        (self.print_button if self.issuer is None else self.issuer).setFocus()

    def _ask_issuer(self) -> TextField:
        """Whose papers these are, asked for once: none that binds the cooperative leaves without it."""
        self.issuer = TextField(
            "cooperative.name",
            tr("Cooperative's name"),
            longest=60,
            hint=tr("It is printed at the head of every paper. All of it can be changed in the settings."),
        )
        self.issuer.line.editingFinished.connect(self._keep_issuer)
        return self.issuer

    def _nameless(self) -> bool:
        """Whether papers that bind the cooperative have no name yet; says so beside its field."""
        from reports.kinds import KINDS

        if self.issuer is None or self.issuer.raw() or self.kind not in KINDS or not KINDS[self.kind].issued:
            return False
        self.issuer.say_problem(tr("Say whose paper it is."))
        self.issuer.setFocus()
        return True

    def _keep_issuer(self) -> None:
        name = self.issuer.raw() if self.issuer is not None else ""
        if name and name != setting("cooperative.name"):
            if errors.attempt(self, lambda _: change_settings({"cooperative.name": name})):
                self._shown = None
                self.remake()

    def _head(self, title: str) -> QHBoxLayout:
        """What is printed and how many pages; the two ways out."""
        head = hbox("s", text(title, "page"))
        self.pages = text("", "quiet")
        head.addSpacing(theme.px("s"))
        head.addWidget(self.pages, 1)
        self.save_button = ActionButton(tr("Save as PDF"), "Ctrl+S", slot=self.save)
        self.print_button = ActionButton(tr("Print"), "Ctrl+P", primary=True, slot=self.print_)
        head.addWidget(self.save_button)
        head.addWidget(self.print_button)
        return head

    def _pages(self, title: str) -> QHBoxLayout:
        """The pages small, and beside them the one looked at."""
        self.thumbnails = QListView()
        self.thumbnails.setAccessibleName(tr("Pages"))
        self.thumbnails.setViewMode(QListView.ViewMode.IconMode)
        self.thumbnails.setFlow(QListView.Flow.TopToBottom)
        self.thumbnails.setWrapping(False)
        self.thumbnails.setMovement(QListView.Movement.Static)
        self.thumbnails.setSpacing(theme.px("xs"))
        self.thumbnails.setIconSize(QSize(theme.px("thumb"), theme.px("thumb") * 3 // 2))
        self.thumbnails.setFixedWidth(theme.px("thumb") + 4 * theme.px("m"))
        self.small = Thumbnails(self.document, self)
        self.thumbnails.setModel(self.small)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        colors = self.view.palette()
        colors.setColor(QPalette.ColorRole.Dark, theme.color("hover"))
        self.view.setPalette(colors)
        self.view.setAccessibleName(title)
        self.thumbnails.selectionModel().currentChanged.connect(
            lambda index, _: (
                self.view.pageNavigator().jump(index.row(), self.view.pageNavigator().currentLocation())
                if index.isValid()
                else None
            )
        )
        return hbox("m", self.thumbnails, (self.view, 1))

    def remake(self) -> None:
        """Write the pages again for the paper and the copies chosen."""
        try:
            paper, copies = str(self.paper.value()), int(self.copies.value())
        except UserError as refusal:
            field = self.copies if refusal.field == "copies" else self.paper
            field.say_problem(refusal.message)
            return
        wanted = (paper, copies)
        if wanted == self._shown or self._laying:
            # What is chosen while pages are laid out comes after them.
            return
        path = Path(self._folder.name) / f"{self._made + 1}.pdf"
        make = self.make
        started = run(
            self,
            tr("Laying out pages"),
            lambda progress: make(path, paper, copies, progress),
            lambda answer: self._show(path, answer),
            self._failed,
        )
        if started is not None:
            self._shown, self._laying = wanted, True
            self._made += 1
            self._allow(False)

    def print_(self) -> None:
        """Send the pages to the chosen printer."""
        name = self.choices.printer_name
        path = self._settled(self.print_)
        if path is None or not name:
            return
        printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.windowTitle())
        self.choices.remember()

        def sent(pages: int) -> None:
            self.printed = True
            self.accept()

        offset = offset_of(name)
        run(self, tr("Printing"), lambda progress: print_pdf(path, printer, progress, offset), sent)

    def _settled(self, then: Callable[[], object]) -> Path | None:
        """The file of the pages as they are chosen, or None: if they must be laid out first, ``then`` follows.

        What is typed into a field counts although the keyboard is still in it.
        """
        if self._nameless():
            return None
        self._keep_issuer()
        self.remake()
        if self._laying:
            self._then = then
            return None
        return None if self.paper.problem() or self.copies.problem() else self._path

    def set_straight(self) -> None:
        """Ask by how much the chosen printer is off, with a test page to measure."""
        name = self.choices.printer_name
        if name:
            calibrate_sheet(self, name, str(self.paper.raw())).exec()
            self.choices.say_offset()

    def save(self) -> None:
        """Keep the pages as a PDF file."""
        if self._settled(self.save) is None:
            return
        target = ask_target(self, self.windowTitle(), PDF)
        if target is not None:
            self.save_to(target)

    def save_to(self, target: Path) -> None:
        """Keep the pages at a place; a fault of the disk is said as a sentence."""
        path = self._path
        if path is None:
            return

        def saved(_: object) -> None:
            self.choices.remember()
            self.printed = True
            self.accept()

        def act(_: Any) -> None:
            shutil.copyfile(path, target)

        if is_wanted(target):
            # What lies in the preview has no password: it is laid out once more, under one.
            make, paper, copies = self.make, str(self.paper.value()), int(self.copies.value())
            run(self, tr("Saving"), lambda progress: make(target, paper, copies, progress), saved)
        elif errors.attempt(self, act):
            saved(None)

    def done(self, result: int) -> None:
        """Let go of the file before its folder is removed."""
        self._drop()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing by the window's cross."""
        self._drop()
        super().closeEvent(event)

    def say_refusal(self, sentence: str) -> None:
        """A refusal, where the page count stands."""
        theme.set_role(self.pages, "type", "wrong")
        self.pages.setText(sentence)

    def _drop(self) -> None:
        self.document.close()
        self._path = None
        self._folder.cleanup()

    def _failed(self, error: BaseException) -> bool:
        self._laying, self._shown, self._then = False, None, None
        if isinstance(error, UserError) and error.field in ("paper", "copies"):
            (self.paper if error.field == "paper" else self.copies).say_problem(error.message)
            return True
        return False

    def _show(self, path: Path, exceptions: Any = None) -> None:
        self._laying = False
        if not path.exists():
            return
        load_pages(self.document, path)
        self._path = path
        self.small.reset()
        theme.set_role(self.pages, "type", "quiet")
        self._say_exceptions(str(exceptions or ""))
        count = self.document.pageCount()
        self.pages.setText(plural("{n} page", "{n} pages", count))
        self._allow(count > 0)
        if count:
            self.thumbnails.setCurrentIndex(self.small.index(0, 0))
        self.remake()
        then = self._then
        if then is not None and not self._laying:
            self._then = None
            then()

    def _say_exceptions(self, words: str) -> None:
        """What is not on these pages, or not as it is written: the first of it, all of it when pointed at."""
        lines = words.splitlines()
        shown = lines[:_EXCEPTIONS]
        if len(lines) > len(shown):
            shown.append(tr("and {count} more").format(count=len(lines) - len(shown)))
        self.exceptions.setText("\n".join(shown))
        self.exceptions.setToolTip(words)
        self.exceptions.setVisible(bool(words))

    def _allow(self, allowed: bool) -> None:
        self.save_button.setEnabled(allowed)
        self.print_button.setEnabled(allowed and self.printer.box.count() > 0)

    def _key(self, key: str, slot: Callable[[], object]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda: slot())
        self.addAction(action)

    def _zoom(self, times: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(4.0, max(0.3, self.view.zoomFactor() * times)))
