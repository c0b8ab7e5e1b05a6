"""A short table on a surface of its own, as high as its rows, with what one can do at the right of its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from models import rights
from models.i18n import tr
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.row_model import Tone
from ui.kit.table import TableView
from ui.kit.text import paragraph
from ui.shell import theme


class TableCard(Card):
    """A card with a table of at most ``most`` visible rows; ``words`` stand there while it is empty.

    ``opened(key)`` on a double click or Enter. Many cards of a record stay empty, and a table is twenty widgets: the
    ``table`` is made when there is a first row for it, or somebody asks for it.
    """

    opened = Signal(object)

    def __init__(
        self,
        title: str,
        listing: Any,
        words: str,
        *,
        most: int = 8,
        tone: Tone | None = None,
        gives_way: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.most = most
        self.listing = listing
        self._tone, self._gives_way = tone, gives_way
        self._wanted: list[Callable[[TableView], object]] = []
        self.nothing = paragraph(words, "quiet")
        self.nothing.setContentsMargins(theme.px("m"), 0, theme.px("m"), theme.px("s"))
        self.body.setSpacing(0)
        self.body.addWidget(self.nothing)
        # The cells of the table have most of the space the title has at its sides; this is the rest.
        side = theme.px("l") - theme.px("m")
        self.body.setContentsMargins(side, 0, side, side)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self._fit)

    @cached_property
    def table(self) -> TableView:
        """The table itself."""
        table = TableView(self.listing, self, search=False, tone=self._tone, gives_way=self._gives_way)
        table.hide()
        table.layout().setSpacing(0)
        table.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.insertWidget(self.body.indexOf(self.nothing), table)
        table.opened.connect(self.opened)
        table.loaded.connect(self._fit)
        table.filled.connect(self._fit)
        for add in self._wanted:
            add(table)
        self._put_in_tab_order(table)
        return table

    def _put_in_tab_order(self, table: TableView) -> None:
        """Tab comes to the rows before the steps at the title, whenever they were made."""
        # The last of all in Qt's order, it would lead to its rows a second time.
        table.setFocusProxy(None)  # type: ignore[arg-type]
        # Qt puts something only behind what takes the keyboard itself.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        QWidget.setTabOrder(self, table.table)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def add_step(
        self, words: str, slot: Callable[[], object], key: str = "", *, right: str = ""
    ) -> ActionButton:
        """Something to do with this table, as a link at the right of the title; hidden from who lacks the right."""
        button = ActionButton(words, key, kind="link", slot=lambda: slot())
        self.head.addWidget(button)
        button.setVisible(not right or rights.may(right))
        return button

    def change_rows(
        self,
        words: str,
        change: Callable[[int], object],
        remove: Callable[[int], object] | None = None,
        *,
        right: str = "",
    ) -> None:
        """Have a row changed by a double click, Enter or its menu, and removed by Del where that is possible."""
        if not right or rights.may(right):
            self.opened.connect(change)
        self.add_row_action(words, change, "", "edit", right=right)
        if remove is not None:
            self.add_row_action(tr("Remove"), remove, "Del", "trash", danger=True, right=right)

    def add_action(
        self, words: str, slot: Callable[[list[int]], object], *look: str, right: str = ""
    ) -> None:
        """Something to do with the selected rows; see `ui.kit.row_actions.RowActions.add`."""
        self._when_made(lambda table: table.add_action(words, slot, *look, right=right))

    def add_row_action(
        self,
        words: str,
        slot: Callable[[int], object],
        *look: str,
        danger: bool = False,
        right: str = "",
    ) -> None:
        """Something to do with one row; see `ui.kit.row_actions.RowActions.add_for_one`."""
        self._when_made(lambda table: table.add_row_action(words, slot, *look, danger=danger, right=right))

    def _when_made(self, act: Callable[[TableView], object]) -> None:
        if self._made:
            act(self.table)
        else:
            self._wanted.append(act)

    @property
    def _made(self) -> bool:
        return "table" in self.__dict__

    def set_listing(self, listing: Any) -> None:
        """Ask another question; call `refresh` afterwards."""
        self.listing = listing
        if self._made:
            self.table.set_listing(listing)

    def count(self) -> int:
        """How many rows there are."""
        return self.table.count() if self._made else 0

    def refresh(self) -> None:
        """Ask again."""
        if self._made or self.listing.keys(most=1):
            self.table.refresh()
        else:
            self._fit()

    def say(self, detail: str) -> None:
        """The quiet remark beside the title."""
        self.detail.setText(detail)

    def _fit(self) -> None:
        number = self.count()
        self.nothing.setVisible(not number)
        if not self._made:
            return
        self.table.setVisible(bool(number))
        rows = min(number, self.most)
        self.table.setFixedHeight(self.table.heads.height() + rows * theme.px("row") + theme.px("xs"))
