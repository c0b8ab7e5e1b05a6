"""What stands above a list: its search, how many rows match, what narrows it, in two lines where room is short."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.i18n import tr
from ui.kit.exporting import icon_button
from ui.kit.search_field import SearchLine
from ui.kit.text import text
from ui.shell import theme


class TableBar(QVBoxLayout):
    """The line above a list, and a second one for its filters; `fit` says where they stand."""

    def __init__(self, export: QAction, columns: QAction) -> None:
        super().__init__()
        self.setSpacing(theme.px("m"))
        self.search = SearchLine("Ctrl+F")
        self.search.setPlaceholderText(tr("Search this list"))
        self.search.setAccessibleName(tr("Search this list"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.px("field") // 2)
        self.search.setMaximumWidth(theme.px("field_wide"))
        self.counted = text("", "quiet")
        self.export_button, self.columns_button = icon_button(export), icon_button(columns)
        self.filters: list[QWidget] = []
        self._fixed: list[QWidget] = [self.counted, self.columns_button, self.export_button]
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        self._first.addWidget(self.search, 3)
        self._first.addWidget(self.counted)
        self._first.addWidget(self.columns_button)
        self._first.addWidget(self.export_button)
        for line in (self._first, self._second):
            line.setSpacing(theme.px("m"))
            line.addStretch(1)
            self.addLayout(line)

    def show_own(self, shown: bool) -> None:
        """Show or hide all but what was added."""
        for part in (self.search, self.counted, self.columns_button, self.export_button):
            part.setVisible(shown)

    def add_option(self, widget: QWidget) -> None:
        """Something at the right end."""
        self._first.addWidget(widget)
        self._fixed.append(widget)

    def add_filter(self, widget: QWidget) -> None:
        """Something that narrows the list, behind the search."""
        self._first.insertWidget(self._first.indexOf(self.counted), widget)
        self.filters.append(widget)

    def fit(self, room: int) -> None:
        """Put the filters into the first line where there is room for them, else below it."""
        if not self.filters:
            return
        gap = self._first.spacing()
        parts = (*self.filters, *self._fixed)
        taken = sum(max(one.sizeHint().width(), one.minimumWidth()) + gap for one in parts)
        below = taken + theme.px("field") > room
        held = self._second if below else self._first
        if held.indexOf(self.filters[0]) >= 0:
            return
        for widget in self.filters:
            (self._first if below else self._second).removeWidget(widget)
        for place, widget in enumerate(self.filters):
            held.insertWidget(place if below else held.indexOf(self.counted), widget)
