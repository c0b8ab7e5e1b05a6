"""The map under the hand: zoomed by wheel, dragged, worked by keys; a click chooses, or says where somebody lives."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from models.i18n import plural, tr
from models.rules.road.map_view import NEAREST, fitted
from ui.kit.button import ActionButton
from ui.pages.road.map_board import MapBoard
from ui.pages.road.map_marks import WAREHOUSE
from ui.shell import theme

WHEEL: Final = 1.25
"""How much nearer one notch of the wheel brings it."""
NOTCH: Final = 120
STEP: Final = 1.6
"""How much nearer one key brings it."""
NAMES: Final = 8
"""Names said of a crowd under the pointer."""
LEFT: Final = Qt.MouseButton.LeftButton


class MapCanvas(MapBoard):
    """The map. ``chosen`` and ``opened`` give a household's key, of the programme's layer also a workshop's.

    ``put`` gives a key and the point it was put on; `WAREHOUSE` is the key of the warehouse. ``stopped``: putting
    something was given up. The chosen mark is dragged to another place.
    """

    chosen = Signal(object)
    opened = Signal(object)
    put = Signal(object, object)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragged: int | None = None
        self._moving = False
        self._add_buttons()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # -- the pointer -------------------------------------------------------------------------------------------

    def _add_buttons(self) -> None:
        """What brings the map nearer without wheel or keys, in the corner at the right above."""
        self.nearer = ActionButton("", icon="plus", parent=self)
        self.farther = ActionButton("", icon="minus", parent=self)
        for button, words, key, factor in (
            (self.nearer, tr("Nearer"), "+", STEP),
            (self.farther, tr("Farther"), "-", 1 / STEP),
        ):
            button.setAccessibleName(words)
            button.setToolTip(f"{words}  {key}")
            # A click leaves the keyboard with the map.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, factor=factor: self.zoom(factor))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons keep to their corner."""
        super().resizeEvent(event)
        edge = theme.px("m")
        below = edge + QFontMetrics(theme.font("base", bold=True)).height() + theme.px("m")
        for button in (self.nearer, self.farther):
            button.resize(button.sizeHint())
            button.move(self.width() - edge - button.width(), below)
            below += button.height() + theme.px("xs")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer or farther, about the pointer."""
        notches = event.angleDelta().y() / NOTCH
        if notches:
            self.zoom(WHEEL**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the chosen mark, or of the map."""
        if event.button() != LEFT or self.view is None:
            return
        self._pressed = self._last = event.position()
        self._moving = False
        here = event.position()
        on_chosen = (
            self.marks.movable
            and self.key is not None
            and self.home_marks.over(self.view, here.x(), here.y(), self.key)
        )
        self._dragged = self.key if on_chosen and self.putting is None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held."""
        if self._pressed is None or self.view is None:
            return
        here = event.position()
        away = (here - self._pressed).manhattanLength()
        if not self._moving and away < QApplication.startDragDistance():
            return
        self._moving = True
        if self._dragged is None:
            moved = here - self._last
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.turn(self.view.moved(moved.x(), moved.y()))
        else:
            self.cross = here
            self.update()
        self._last = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: what was dragged lies there, a click chooses or puts."""
        if event.button() != LEFT or self._pressed is None or self.view is None:
            return
        here, dragged, moved = event.position(), self._dragged, self._moving
        self._pressed, self._dragged, self._moving, self.cross = None, None, False, None
        self._point()
        self.update()
        if moved:
            if dragged is not None and self.rect().contains(here.toPoint()):
                self.put.emit(dragged, self.point_at(here.x(), here.y()))
        elif self.putting is not None:
            self._put(here)
        else:
            self._click(self._under(here))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the household; where nobody is, nearer."""
        if self.putting is not None or event.button() != LEFT:
            return
        under = self._under(event.position())
        if len(under) == 1 and under != (WAREHOUSE,):
            self.opened.emit(under[0])
        elif not under:
            self.zoom(STEP, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """The keyboard's own cross shows again."""
        super().leaveEvent(event)
        self.update()

    def _under(self, where: QPointF) -> tuple[int, ...]:
        return () if self.view is None else self.marks.under(self.view, where.x(), where.y())

    def _click(self, under: tuple[int, ...]) -> None:
        """Choose one; look at a crowd from nearer by, and where that parts it no more, choose one after another."""
        assert self.view is not None
        if len(under) <= 1:
            self._choose(under[0] if under else None)
            if under and not self.marks.movable:
                # Nothing is done with a workshop here but look at it.
                self.opened.emit(under[0])
            return
        spots = [self.marks.spots[key] for key in under]
        near = fitted(spots, self.width(), self.height(), 2.0 * theme.px("xl"))
        if near.metres < self.view.metres and self.view.metres > 2 * NEAREST and len(set(spots)) > 1:
            self.turn(near)
            return
        at = under.index(self.key) + 1 if self.key in under else 0
        self._choose(under[at % len(under)])

    def _choose(self, key: int | None) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _put(self, where: QPointF) -> None:
        key = self.putting
        self.stop_putting()
        self.put.emit(key, self.point_at(where.x(), where.y()))

    def _point(self) -> None:
        if self.putting is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)

    # -- the keyboard ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus, arrows, Home for all; Enter opens, or puts into the middle; Esc gives up putting."""
        key, far = event.key(), 4 * theme.px("l")
        steps = {
            Qt.Key.Key_Left: (far, 0),
            Qt.Key.Key_Right: (-far, 0),
            Qt.Key.Key_Up: (0, far),
            Qt.Key.Key_Down: (0, -far),
        }
        if key in steps and self.view is not None:
            self.turn(self.view.moved(*steps[Qt.Key(key)]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(1 / STEP)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.view is not None:
            if self.putting is not None:
                self._put(QPointF(self.width() / 2, self.height() / 2))
            elif self.key:
                self.opened.emit(self.key)
        elif key == Qt.Key.Key_Escape and self.putting is not None:
            self.stop_putting()
            self.stopped.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring."""
        super().focusOutEvent(event)
        self.update()

    # -- names -------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Who lives under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            under = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._said(under), self)
            return True
        return super().event(event)

    def _said(self, keys: tuple[int, ...]) -> str:
        names = [tr("Warehouse") if key == WAREHOUSE else self.marks.heads[key] for key in keys[:NAMES]]
        more = len(keys) - len(names)
        rest = plural("{n} more household", "{n} more households", more)
        if not self.marks.movable:
            rest = plural("{n} more workshop", "{n} more workshops", more)
        return "\n".join([*names, *([rest] if more else [])])
