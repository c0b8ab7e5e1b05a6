"""A page of registers of which some records have a page of their own, in the place of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from models.database import Record as Row
from models.i18n import tr
from models.queries.desk.target import OfRegister, Target
from models.rules.desk import roles
from ui.kit.boxes import vbox
from ui.kit.figure_rows import FigureRows
from ui.kit.records import Filling, RecordsPage
from ui.kit.registers_page import RegistersPage
from ui.kit.spread import Spread
from ui.kit.turns import Pieces, pieces_of


class RegisterRecord(QWidget):
    """Override `build`, `build_steps`, `head`, `clear` and `show_row`.

    Its parts are put below each other into ``self.down``; what one does for the record is in ``self.steps``, made by
    `add_step` of the page and shown only while the record is.
    """

    table: ClassVar[type[Row]]
    row: Any = None
    """The record that is shown."""

    def __init__(self, page: RegisterRecordsPage) -> None:
        super().__init__()
        self.page = page
        self.key = 0
        self.steps: Sequence[QAction] = ()
        self.buttons: Sequence[QWidget] = ()
        """What opens several steps."""
        self.down = vbox("l", of=self)

    @property
    def name(self) -> str:
        """The name of its table."""
        return str(self.table._meta.table_name)

    def build(self) -> Pieces | None:
        """Make its parts, at once or in pieces."""
        return None

    def build_steps(self) -> None:
        """Make what one does for the record."""

    def head(self) -> None:
        """Title, remark, chip and primary action of the page, and which steps are open."""

    def clear(self) -> None:
        """Take away what belongs to the record shown before."""

    def show_row(self) -> None:
        """Show ``self.row``, and ask for what belongs to it."""

    def add_figures(self, *figures: tuple[str, str]) -> None:
        """Big figures side by side: each its key in ``self.figures`` and its label."""
        self.figures = {key: FigureRows(self.page, words) for key, words in figures}
        self.down.addWidget(Spread(list(self.figures.values()), (4, 2, 1), least="field"))

    def show_record(self, key: int) -> bool:
        """Show a record; answers False where it is gone."""
        row: Any = self.table.get_or_none(self.table.id == key)
        if row is None:
            return False
        if self.row is None or self.row.id != row.id:
            self.clear()
        self.row = row
        self.show_row()
        return True

    def offer_change(self) -> None:
        """Let a change be the thing to do."""
        self.page.set_primary(tr("Change"), self.edit, "Ctrl+E", "edit", right=roles.PROGRAMME)

    def edit(self) -> None:
        """Change the record shown."""
        self.page.tables[self.name].edit(self.key)


class RegisterRecordsPage(RecordsPage, RegistersPage):
    """Override ``registers`` and ``records``; a record shown is known by its `OfRegister`."""

    records: tuple[type[RegisterRecord], ...] = ()

    def build_list(self) -> Pieces:
        """The registers as tabs."""
        yield from self.build_tabs(self.listed)
        self.table = self.tables[self.records[0].table._meta.table_name]

    def wire_list(self) -> None:
        """A row of a register whose records have a page opens that."""
        for one in self.records:
            name = one.table._meta.table_name
            self.tables[name].opened.connect(lambda key, name=name: self.open_record(OfRegister(name, key)))

    def build_record(self) -> Pieces:
        """Each kind of record in the place of the others."""
        self.views: dict[str, RegisterRecord] = {}
        for make in self.records:
            view = make(self)
            self.record.addWidget(view)
            yield from pieces_of(view.build)
            yield
            view.build_steps()
            view.hide()
            self.views[view.name] = view

    def _build_record(self) -> Pieces:
        yield from super()._build_record()
        # What is left over stands below the history, not before it.
        self.record.addStretch(1)

    def dress(self) -> None:
        """The thing to do with what the tab shows, while the lists are there."""
        if self.key is None:
            super().dress()

    def head_of_list(self) -> None:
        """The thing to do is a new one of what the tab shows."""
        self.set_subtitle("")
        self.dress()

    def head_of_record(self) -> None:
        """The record that is shown, and nothing of the others."""
        for name, view in self.views.items():
            shown = name == self.key.table
            view.setVisible(shown)
            for step in view.steps:
                step.setVisible(shown)
            for button in view.buttons:
                button.setVisible(shown)
        self.fit_head()
        self.views[self.key.table].head()

    def fill_record(self, key: Any) -> Filling | bool:
        """The record as it is today."""
        view = self.views[key.table]
        view.key = key.key
        return view.show_record(key.key)

    def told(self, key: Any) -> tuple[Any, Any]:
        """The record shown, of its table."""
        return key.key, self.views[key.table].table

    def choose(self, key: Any) -> None:
        """Stand on it in its list."""
        self.tabs.setCurrentWidget(self.tables[key.table])
        self.tables[key.table].select(key.key)

    def where(self) -> Target | None:
        """The record that is shown."""
        return self.key if isinstance(self.key, OfRegister) else None

    def opening(self, target: Target) -> Pieces | None:
        """A record on its page, or in its list where it has none; or a list."""
        if isinstance(target, OfRegister) and target.table in self.names():
            return self.entering(target)
        if self.key is not None:
            self.close_record()
        RegistersPage.open(self, target)
        return None

    def names(self) -> set[str]:
        """The tables whose records have a page."""
        return {one.table._meta.table_name for one in self.records}

    def refreshing(self) -> Pieces:
        """The lists, or the record."""
        if self.key is None:
            yield from RegistersPage.refreshing(self)
            self.head_of_list()
        else:
            yield from RecordsPage.refreshing(self)

    def close_record(self) -> None:
        """Back to the lists, which may have changed meanwhile."""
        for table in self.tables.values():
            table.refresh()
        super().close_record()

    def first_focus(self) -> QWidget | None:
        """The list of the tab; in a record its first table."""
        return RegistersPage.first_focus(self) if self.key is None else RecordsPage.first_focus(self)
