"""Pages that are one list: of names, of which one is chosen and shown beside it, or of records."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from models.queries.desk.target import OfKind, Record, Target
from ui.kit.grouped_list import GroupedList
from ui.kit.page import Page
from ui.kit.table import TableView


class ListedPage(Page):
    """Its ``list`` is made by `build`; the page is pointed at one of its keys."""

    list: GroupedList

    def open(self, target: Target) -> None:
        """One of the list, by its key."""
        match target:
            case OfKind(key):
                self.list.choose(key)
            case _:
                super().open(target)

    def where(self) -> Target | None:
        """What is chosen."""
        return OfKind(self.list.chosen())

    def first_focus(self) -> QWidget | None:
        """The list, so that arrows choose at once."""
        return self.list


class TablePage(Page):
    """Its ``table`` is made by `build`; the page is pointed at one of its records."""

    table: TableView

    def open(self, target: Target) -> None:
        """A record in the list."""
        match target:
            case Record(key):
                self.table.select(key)
            case _:
                super().open(target)
