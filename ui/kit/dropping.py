"""A workbook dropped anywhere on the window is checked: the window says so while it hovers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from models.i18n import tr
from ui.shell import errors, theme

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
"""What people take for a workbook: those that cannot be read are answered with what to do, not with silence."""


def dropped_workbook(data: QMimeData) -> Path | None:
    """The first workbook among what is dragged."""
    for address in data.urls():
        if address.isLocalFile() and address.toLocalFile().lower().endswith(WORKBOOKS):
            return Path(address.toLocalFile())
    return None


class DropVeil(QWidget):
    """Over the whole window while a workbook hovers: what letting go will do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
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
        theme.paint_icon(painter, "import", "accent", middle.x() - size / 2, middle.y() - 1.5 * size, size)
        painter.setFont(theme.font("section"))
        painter.setPen(theme.color("ink"))
        words = self.rect().translated(0, theme.px("xl"))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, tr("Let go to check this workbook"))
        painter.end()


class Dropping(QObject):
    """Listens on a window for workbooks; ``take(path)`` gets them."""

    def __init__(self, window: QWidget, take: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._window, self._taker = window, take
        self.veil = DropVeil(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take workbooks; anything else goes its usual way."""
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDropEvent):
            if dropped_workbook(event.mimeData()) is None:
                return False
            self._show()
            event.acceptProposedAction()
            return True
        if kind == QEvent.Type.DragLeave:
            self.veil.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.veil.hide()
            path = dropped_workbook(event.mimeData())
            if path is None:
                return False
            event.acceptProposedAction()
            # The other program waits until the drop has ended: a question asked here would keep it waiting.
            QTimer.singleShot(0, self, lambda: self._take(path))
            return True
        return False

    def _show(self) -> None:
        if not self.veil.isVisible():
            self.veil.setGeometry(self._window.rect())
            self.veil.raise_()
            self.veil.show()

    def _take(self, path: Path) -> None:
        with errors.caught(self._window):
            self._taker(path)
