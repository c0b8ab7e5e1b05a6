"""A page of registers: each a tab with its list; the thing to do is a new record of the tab that is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget

from models.i18n import tr
from models.queries.desk.target import OfRegister, Tab, Target
from ui.kit.page import Page
from ui.kit.records import list_focus
from ui.kit.register_table import Register, RegisterTable
from ui.kit.table import TableView
from ui.kit.tabs import Tabs
from ui.kit.turns import Pieces, pieces_of


class RegistersPage(Page):
    """Override ``registers``; parts of another kind are added by `build_more` before or after them."""

    registers: tuple[Register, ...] = ()

    def build(self) -> Pieces:
        """A tab for each register."""
        yield from self.build_tabs(self.body)
        self.dress()

    def build_tabs(self, place: QLayout) -> Pieces:
        """The tabs, in their place."""
        self.tabs = Tabs(place)
        self.tables: dict[str, RegisterTable] = {}
        for register in self.registers:
            table = RegisterTable(self, register)
            self.tables[register.table._meta.table_name] = table
            self.tabs.add(table, tr(register.tab), name=register.table._meta.table_name)
            yield
        yield from pieces_of(self.build_more)
        self.tabs.currentChanged.connect(lambda _: self.dress())

    def build_more(self) -> Pieces | None:
        """Further tabs and actions, at once or in pieces."""
        return None

    def dress(self) -> None:
        """The thing to do with what the tab shows."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, RegisterTable):
            shown.empty.offer(self)

    def refreshing(self) -> Pieces:
        """Every list."""
        for table in self.tables.values():
            table.refresh()
            yield

    def open(self, target: Target) -> None:
        """A record in its list, or a list."""
        match target:
            case OfRegister(name, key):
                table = self.tables[name]
                self.tabs.setCurrentWidget(table)
                table.select(key)
            case Tab(name):
                self.tabs.show_named(name)
            case _:
                super().open(target)

    def first_focus(self) -> QWidget | None:
        """The list of the tab."""
        shown = self.tabs.currentWidget()
        return list_focus(shown) if isinstance(shown, TableView) else shown
