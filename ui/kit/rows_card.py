"""A card with rows of a record that were asked for already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.i18n import tr
from models.queries.listing import ListColumn
from ui.kit.memory_listing import Rows
from ui.kit.table_card import TableCard


class RowsCard(TableCard):
    """A `TableCard` under a marked title; ``name`` keeps its widths, ``words`` stand there while it is empty."""

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[ListColumn],
        words: str,
        **options: Any,
    ) -> None:
        self.rows = Rows(name, title, columns)
        super().__init__(tr(title), self.rows, words, **options)

    def show_rows(self, rows: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
        """Other rows: each its key and its values in column order."""
        self.rows.put(rows)
        self.refresh()

    def show_things(self, things: Iterable[Any], key: str = "") -> None:
        """Other rows: what the columns say of each thing, under its attribute ``key``, under its place without one."""
        self.rows.show(things, key)
        self.refresh()

    def show_columns(
        self, columns: Sequence[ListColumn], rows: Sequence[tuple[int, tuple[Any, ...]]]
    ) -> None:
        """Other columns with their rows."""
        self.rows = Rows(self.rows.name, self.rows.title, columns, rows)
        self.set_listing(self.rows)
        self.refresh()
