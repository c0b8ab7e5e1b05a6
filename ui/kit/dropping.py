"""A workbook dropped on the window is checked, a cooperative's file opened: the window says so while it hovers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from models.files import FILE_ENDINGS
from models.i18n import tr
from ui.kit.background_task import under_way
from ui.shell import errors, theme

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
"""What people take for a workbook: those that cannot be read are answered with what to do, not with silence."""


def dropped(data: QMimeData, endings: tuple[str, ...]) -> Path | None:
    """The first file with one of these endings among what is dragged."""
    for address in data.urls():
        if address.isLocalFile() and address.toLocalFile().lower().endswith(endings):
            return Path(address.toLocalFile())
    return None


def dropped_workbook(data: QMimeData) -> Path | None:
    """The first workbook among what is dragged."""
    return dropped(data, WORKBOOKS)


class DropVeil(QWidget):
    """Over the whole window while a file hovers: what letting go will do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.icon, self.words = "import", ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window pales, a frame and a sentence stand over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.color("ground")
        ground.setAlphaF(0.88)
        painter.fillRect(self.rect(), ground)
        edge = theme.px("l")
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), theme.px("s"), theme.px("s"))
        size = theme.px("icon_l")
        middle = self.rect().center()
        theme.paint_icon(painter, self.icon, "accent", middle.x() - size / 2, middle.y() - 1.5 * size, size)
        painter.setFont(theme.font("section"))
        painter.setPen(theme.color("ink"))
        words = self.rect().translated(0, theme.px("xl"))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.words)
        painter.end()


class Dropping(QObject):
    """Listens on a window for workbooks, which ``take(path)`` gets, and for files of a cooperative where there is an
    ``opener(path)``.
    """

    def __init__(self, window: QWidget, take: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._window, self._taker = window, take
        self.opener: Callable[[Path], object] | None = None
        self.veil = DropVeil(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is wanted here; anything else goes its usual way."""
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDropEvent):
            wanted = self._wanted(event.mimeData())
            if wanted is None:
                return False
            self._show(opens=wanted[1] is not self._taker)
            event.acceptProposedAction()
            return True
        if kind == QEvent.Type.DragLeave:
            self.veil.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.veil.hide()
            wanted = self._wanted(event.mimeData())
            if wanted is None:
                return False
            event.acceptProposedAction()
            path, take = wanted
            # The other program waits until the drop has ended: a question asked here would keep it waiting.
            QTimer.singleShot(0, self, lambda: self._take(path, take))
            return True
        return False

    def _wanted(self, data: QMimeData) -> tuple[Path, Callable[[Path], object]] | None:
        """What is taken of what is dragged, and by whom."""
        path = dropped_workbook(data)
        if path is not None:
            return path, self._taker
        path = dropped(data, FILE_ENDINGS)
        # Nothing is put in the place of a file that a form or long work is busy with.
        if path is None or self.opener is None or QApplication.activeModalWidget() or under_way():
            return None
        return path, self.opener

    def _show(self, *, opens: bool) -> None:
        if not self.veil.isVisible():
            self.veil.icon = "folder" if opens else "import"
            self.veil.words = tr("Let go to open this file") if opens else tr("Let go to check this workbook")
            self.veil.setGeometry(self._window.rect())
            self.veil.raise_()
            self.veil.show()

    def _take(self, path: Path, take: Callable[[Path], object]) -> None:
        with errors.caught(self._window):
            take(path)
