"""The quiet notice at the bottom of the window: a sentence, perhaps one thing to do, gone by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from models.i18n import tr
from ui.kit.text import text
from ui.shell import theme

STAYS_MS = 7_000
REFUSAL_STAYS_MS = 15_000


NO_DEED = frozenset(
    (
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
    )
)
"""Keys that do nothing by themselves, or lead to the notice."""

LONGEST = 240
"""Letters of a sentence that are shown; all of a longer one stand in its tooltip."""
WIDTHS = 2
"""How many dialogs wide a notice is at most: it never fills the window."""


class Notice(QFrame):
    """One notice at a time, over the bottom of its parent. Esc or the cross closes it.

    One with something to do outlasts its time until the next key or click elsewhere: who looks away finds it still.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px("l"), theme.px("s"), theme.px("s"), theme.px("s"))
        line.setSpacing(theme.px("m"))
        self.picture = QLabel()
        self.words = text()
        self.words.setWordWrap(True)
        self.button = QPushButton()
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self._act)
        self.cross = QToolButton()
        self.cross.setIcon(theme.icon("close", "ground"))
        self.cross.setAccessibleName(tr("Close"))
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cross.clicked.connect(self.hide)
        line.addWidget(self.picture)
        line.addWidget(self.words, 1)
        line.addWidget(self.button)
        line.addWidget(self.cross)
        self._slot: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._fade)
        parent.installEventFilter(self)
        for pressed in (self.button, self.cross):
            pressed.installEventFilter(self)

    def say(
        self, words: str, action: str = "", slot: Callable[[], object] | None = None, role: str = "accent"
    ) -> None:
        """Show a sentence; role wrong stays longer."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        self.words.setText(words if len(words) <= LONGEST else f"{words[:LONGEST]}…")
        self.words.setToolTip("" if len(words) <= LONGEST else words)
        self.setAccessibleName(words)
        name = {"wrong": "error", "soon": "alert"}.get(role, "done")
        size = theme.px("icon")
        self.picture.setPixmap(theme.icon(name, "ground").pixmap(size, size))
        self._stop_waiting()
        self._slot = slot
        self.button.setText(action)
        self.button.setVisible(bool(action and slot))
        self._place()
        self.show()
        self.raise_()
        self._timer.start(REFUSAL_STAYS_MS if role == "wrong" else STAYS_MS)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _act(self) -> None:
        slot = self._slot
        self.hide()
        if slot is not None:
            slot()

    def _fade(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._timer.start(STAYS_MS)
        elif self._slot is not None:
            QApplication.instance().installEventFilter(self)
        else:
            self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is waited for any more."""
        super().hideEvent(event)
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        QApplication.instance().removeEventFilter(self)

    def _is_deed(self, watched: QObject, event: QEvent) -> bool:
        """Whether the user goes on with something else."""
        if not isinstance(watched, QWidget) or watched is self or self.isAncestorOf(watched):
            return False
        if isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and event.key() not in NO_DEED
        if event.type() != QEvent.Type.MouseButtonPress or not isinstance(event, QMouseEvent):
            return False
        # A click on the notice goes on to what lies under it, which was not meant.
        return not self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))

    def _place(self) -> None:
        around = self.parentWidget().rect()
        self.words.setWordWrap(False)
        wanted = self.sizeHint().width()
        width = min(wanted, around.width() - 2 * theme.px("xl"), WIDTHS * theme.px("dialog"))
        self.words.setWordWrap(wanted > width)
        height = self.layout().heightForWidth(width) if wanted > width else self.sizeHint().height()
        self.setGeometry(
            (around.width() - width) // 2, around.height() - height - theme.px("xl"), width, height
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom when the window changes its size, and until the user goes on.

        The second click of a double click was meant for what lay there before the notice came.
        """
        kind = event.type()
        if kind == QEvent.Type.MouseButtonDblClick and watched in (self.button, self.cross):
            return True
        if kind == QEvent.Type.Resize and watched is self.parentWidget() and self.isVisible():
            self._place()
        elif self.isVisible() and not self._timer.isActive() and self._is_deed(watched, event):
            self.hide()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
