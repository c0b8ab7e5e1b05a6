"""Below a list: how many rows are chosen, else shown, and what they add up to, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from models import format
from models.i18n import plural, tr
from models.kinds import MoneyField, QuantityField
from models.queries.listing import ListColumn, Sums
from ui.kit.background_query import Asker
from ui.kit.memory_listing import Rows
from ui.kit.rows_view import RowsView
from ui.kit.sums import Sums as SumsLine
from ui.shell import theme

WAIT_MS = 150  # from the last row chosen
SEVERAL = 2


class Totals(QWidget):
    """The line of a view's sums. Of rows in a database they are asked for beside the window.

    Below a table that has a total of its own it is ``only_of_chosen`` rows.
    """

    only_of_chosen = False

    def __init__(self, view: RowsView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._sums: list[tuple[str, str, str]] = []
        self._asker = Asker(self)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._ask)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        self.line = SumsLine()
        across.addStretch(1)
        across.addLayout(self.line)
        self._dress()
        self.setAccessibleName(tr("Totals"))
        # However many sums there are, the window is no wider for them.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        view.chosen.connect(self.look)
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFixedHeight(theme.px("xl"))

    def look(self) -> None:
        """Other rows are chosen or shown: what stands here is not said of them."""
        columns = self._columns()
        wanted = not self.only_of_chosen or self._keys() is not None
        self.setVisible(wanted and bool(columns) and self._view.rows().rowCount() > 0)
        self._asker.stop()
        if self.isHidden():
            self._wait.stop()
            return
        self._sums = [self._count()]
        self.line.say(self._sums)
        if isinstance(self._view.rows().listing, Rows):
            self._ask()
        else:
            self._wait.start()

    def settle(self) -> None:
        """Ask at once what waits to be asked."""
        if self._wait.isActive():
            self._wait.stop()
            self._ask()

    def _columns(self) -> list[ListColumn]:
        return [column for column in self._view.rows().columns if column.addable]

    def _keys(self) -> list[int] | None:
        """The rows chosen where they are several; else all that are shown."""
        keys = self._view.chosen_keys()
        return keys if len(keys) >= SEVERAL else None

    def _count(self) -> tuple[str, str, str]:
        keys = self._keys()
        if keys is not None:
            return "", plural("{n} row chosen", "{n} rows chosen", len(keys)), ""
        return "", tr("All rows shown"), ""

    def _ask(self) -> None:
        model = self._view.rows()
        listing, search, keys = model.listing, model.search, self._keys()
        if isinstance(listing, Rows):
            self._say(listing.sums(search, keys))
        else:
            self._asker.ask(lambda: listing.sums(search, keys), self._say)

    def _say(self, found: Sums) -> None:
        said = lines_of(self._columns(), found, self._view.rows().listing)
        # Of nothing to add up there is nothing to say, unless it is how many rows were chosen.
        self._sums = [self._count(), *said] if said or self._keys() is not None else []
        self.line.say(self._sums, self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as there is room for now."""
        super().resizeEvent(event)
        self.line.say(self._sums, self.width())


def lines_of(columns: Sequence[ListColumn], found: Sums, listing: Any) -> list[tuple[str, str, str]]:
    """Sums as label, figure and unit, in the order of the columns."""
    kinds = {column.key: column.kind for column in listing.columns}
    said = []
    for column in columns:
        for (key, apart), value in found.items():
            if key != column.key:
                continue
            label, unit = tr(column.label), ""
            if column.by is not None and column.by != column.unit_key and apart:
                word = kinds[column.by].shown(apart)
                label = f"{label} · {word}"
            if isinstance(column.kind, MoneyField):
                unit = tr("yuan")
            elif isinstance(column.kind, QuantityField) and apart:
                unit = format.unit_name(str(apart), of=value)
                label = tr(column.label)
            said.append((label, column.kind.shown(value), unit))
    return said
