"""Widgets side by side while there is room, in fewer columns when there is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from ui.shell import theme


class Spread(QWidget):
    """``steps`` are the numbers of columns to try, most first; ``least`` names the width a column should have.

    Without ``least`` a column wants what its widest widget cannot do without. ``stretch`` shares the room out among
    the columns when all stand side by side.
    """

    def __init__(
        self,
        widgets: Sequence[QWidget],
        steps: Sequence[int],
        *,
        least: str = "",
        stretch: Sequence[int] = (),
    ) -> None:
        super().__init__()
        self.widgets, self.steps = list(widgets), tuple(steps)
        self._least, self._stretch = least, tuple(stretch)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px("l"))
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._lay_out(self.steps[0])

    def columns(self) -> int:
        """How many columns there are now."""
        return self._columns

    def release(self) -> None:
        """Let go of its widgets before it is deleted: what is laid out once more would be deleted with it."""
        self.widgets = []

    def minimumSizeHint(self) -> QSize:
        """One column's width, so that the page may become narrow."""
        widest = max((widget.minimumSizeHint().width() for widget in self.widgets), default=0)
        return QSize(widest, self._grid.totalMinimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Words grew or shrank inside: ask again how many columns there is room for."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        if not self.widgets:
            return
        wanted = max(self._wanted(widget) for widget in self.widgets)
        gap = self._grid.horizontalSpacing()
        fitting = (n for n in self.steps if n * wanted + (n - 1) * gap <= self.width())
        self._lay_out(next(fitting, self.steps[-1]))

    def _wanted(self, widget: QWidget) -> int:
        return theme.px(self._least) if self._least else widget.minimumSizeHint().width()

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        for number in range(self._columns):
            self._grid.setColumnStretch(number, 0)
        self._columns = columns
        top = Qt.AlignmentFlag.AlignTop if self._stretch else Qt.AlignmentFlag(0)
        for number, widget in enumerate(self.widgets):
            self._grid.removeWidget(widget)
            self._grid.addWidget(widget, number // columns, number % columns, top)
        for number in range(columns):
            whole = columns == len(self.widgets) and bool(self._stretch)
            self._grid.setColumnStretch(number, self._stretch[number] if whole else 1)
        self.updateGeometry()
