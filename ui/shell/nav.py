"""The navigation at the left: a line per page with its icon and its key; it can be made narrow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from models.i18n import tr
from ui.kit.alignment import LEFT, RIGHT
from ui.kit.button import tool_button
from ui.kit.ring import paint_ring
from ui.kit.text import key_words, rule, text
from ui.pages import PageEntry
from ui.shell import theme
from ui.shell.window_state import remembered


class NavButton(QAbstractButton):
    """One page: icon, name, key. The open one is tinted, bold and marked at its left edge."""

    def __init__(self, entry: PageEntry) -> None:
        super().__init__()
        self.entry = entry
        self.narrow = False
        self.setText(tr(entry.label))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(entry.shortcut)
        self.setToolTip(f"{self.text()}  {key_words(entry.shortcut)}")
        self.row = theme.px("nav_row")

    def sizeHint(self) -> QSize:
        """As tall as a line of the navigation."""
        return QSize(theme.px("icon") + theme.px("s"), self.row)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def set_row(self, height: int) -> None:
        """Stand closer to the others, or wider."""
        if height != self.row:
            self.row = height
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint, icon, name and key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.setBrush(theme.color("accent_tint" if chosen else "hover"))
            painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        if self.hasFocus():
            paint_ring(painter, box)
        role = "accent" if chosen else "ink"
        size = theme.px("icon")
        left = (self.width() - size) / 2 if self.narrow else theme.px("s") + 2
        theme.paint_icon(
            painter, self.entry.icon, "accent" if chosen else "quiet", left, (self.height() - size) / 2, size
        )
        if not self.narrow:
            key = key_words(self.entry.shortcut)
            painter.setFont(theme.font("base", bold=chosen))
            painter.setPen(theme.color(role))
            words = self.rect().adjusted(theme.px("s") + 2 + size + theme.px("s"), 0, -theme.px("s"), 0)
            painter.drawText(words, LEFT, self.text())
            taken = painter.fontMetrics().horizontalAdvance(self.text())
            painter.setFont(theme.font("quiet"))
            painter.setPen(theme.color("quiet"))
            if taken + painter.fontMetrics().horizontalAdvance(key) + theme.px("s") <= words.width():
                painter.drawText(words, RIGHT, key)
        painter.end()


class Brand(QAbstractButton):
    """The program's and the cooperative's name, or its sign where there is room for no more.

    Pressing it offers what concerns the whole file.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.narrow = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("File: import, back up, open another"))
        self.setToolTip(self.accessibleName())

    def sizeHint(self) -> QSize:
        """As large as the names in it, or as a line of the navigation."""
        return QSize(theme.px("nav_row"), theme.px("nav_row")) if self.narrow else self.layout().sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tint under the pointer, a ring with the keyboard, and the sign of a menu."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -theme.px("s"))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse():
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        if self.hasFocus():
            paint_ring(painter, box)
        if self.narrow:
            size = theme.px("icon")
            left, top = (self.width() - size) / 2, box.center().y() - size / 2
            theme.paint_icon(painter, "courtyard", "accent", left, top, size)
        else:
            size = theme.px("icon_s")
            left = self.width() - size - theme.px("s")
            theme.paint_icon(painter, "chevron-down", "quiet", left, theme.px("m"), size)
        painter.end()


class Nav(QWidget):
    """The column of pages. ``chosen(key)`` when one is pressed."""

    chosen = Signal(str)
    brand_pressed = Signal(QPoint)

    def __init__(
        self, entries: Sequence[PageEntry], cooperative: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        side = theme.px("s") + 2
        outer.setContentsMargins(side, theme.px("m"), side, theme.px("s"))
        outer.setSpacing(0)
        self._build_brand(side)
        outer.addWidget(self.brand)
        self.set_cooperative(cooperative)
        outer.addWidget(self._build_lines(entries), 1)
        outer.addLayout(self._build_foot())
        self.narrow = False
        self.set_narrow(remembered().value("window/narrow") == "yes")

    def _build_brand(self, side: int) -> None:
        """The program's name, and whose desk it is."""
        self.brand = Brand(self)
        self.brand.clicked.connect(
            lambda: self.brand_pressed.emit(self.brand.mapToGlobal(QPoint(0, self.brand.height())))
        )
        head = QVBoxLayout(self.brand)
        head.setContentsMargins(side, theme.px("xs"), 0, theme.px("m"))
        head.setSpacing(0)
        self.name = text(tr("Yuanba"), "brand")
        self.cooperative = text("", "quiet")
        head.addWidget(self.name)
        head.addWidget(self.cooperative)

    def _build_lines(self, entries: Sequence[PageEntry]) -> QScrollArea:
        """A button for each page, group by group; they scroll where the window is low."""
        area = self._area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setObjectName("ground")
        area.setWidget(inner)
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)
        self.buttons: dict[str, NavButton] = {}
        self._gaps: list[QSpacerItem] = []
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                group = entry.group
                above, below = QSpacerItem(0, 0), QSpacerItem(0, 0)
                self._gaps += [above, below]
                self._lines.addItem(above)
                self._lines.addWidget(rule())
                self._lines.addItem(below)
            button = NavButton(entry)
            button.clicked.connect(lambda _=False, key=entry.key: self.chosen.emit(key))
            self.buttons[entry.key] = button
            self._lines.addWidget(button)
        self._lines.addStretch(1)
        return area

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px("xs"), 0, 0, 0)
        words, tip = tr("Narrow or wide"), tr("Narrow or wide (Ctrl+B)")
        self.fold = tool_button("sidebar", words, self.turn, tip=tip)
        foot.addWidget(self.fold)
        foot.addStretch(1)
        return foot

    def set_cooperative(self, name: str) -> None:
        """Name the cooperative under the program's name."""
        room = theme.px("nav") - 3 * (theme.px("s") + 2)
        metrics = QFontMetrics(theme.font("quiet"))
        self.cooperative.setText(metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))
        self.cooperative.setToolTip(name)
        self.cooperative.setVisible(bool(name) and not self.brand.narrow)

    def set_current(self, key: str) -> None:
        """Mark the page that is open."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    @contextlib.contextmanager
    def bound(self, key: str, before: str) -> Iterator[None]:
        """Mark the page that is on its way, the one ``before`` again when it does not come."""
        self.set_current(key)
        try:
            yield
        except Exception:
            self.set_current(before)
            raise

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, or icons with names and keys."""
        self.narrow = narrow
        self.setFixedWidth(theme.px("nav_narrow") if narrow else theme.px("nav"))
        self.brand.narrow = narrow
        self.name.setVisible(not narrow)
        self.cooperative.setVisible(bool(self.cooperative.text()) and not narrow)
        self.brand.updateGeometry()
        for button in self.buttons.values():
            button.narrow = narrow
            button.update()

    def fit(self, room: int) -> None:
        """Give way to the pages when the window is small for its letters, unless the user has chosen."""
        if remembered().value("window/narrow") is None:
            self.set_narrow(room < theme.px("nav") + theme.px("window_min_w"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the lines stand closer, so that every page is seen without scrolling."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._stand)

    def _stand(self) -> None:
        for gap, between in ((theme.px("s") - 2, 2), (1, 0)):
            for one in self._gaps:
                one.changeSize(0, gap)
            self._lines.setSpacing(between)
            height = self._row_height()
            if height >= theme.px("nav_row_least"):
                break
        self._lines.invalidate()
        for button in self.buttons.values():
            button.set_row(max(theme.px("nav_row_least"), min(theme.px("nav_row"), height)))

    def _row_height(self) -> int:
        """How high a line may be for all of them to be seen at once."""
        # The area has neither frame nor a bar below. Asked for its viewport, Qt's binding gets ready for every widget.
        room = self._area.height()
        rules = self._lines.count() - 1 - len(self.buttons)  # spaces and rules between the groups
        gaps = 0
        for at in range(self._lines.count()):
            part = self._lines.itemAt(at)
            if not isinstance(part.widget(), NavButton):
                gaps += part.sizeHint().height()
        between = (len(self.buttons) + rules) * self._lines.spacing()
        return (room - gaps - between) // max(1, len(self.buttons))

    def turn(self) -> None:
        """Fold or unfold, and remember it."""
        self.set_narrow(not self.narrow)
        remembered().setValue("window/narrow", "yes" if self.narrow else "no")
