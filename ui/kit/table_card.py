"""A short table on a surface of its own, as high as its rows, with what one can do at the right of its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
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
    """A card with a table of at most ``most`` visible rows; ``words`` stand there while it is empty."""

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
        self.table = TableView(listing, self, search=False, tone=tone, gives_way=gives_way)
        self.table.layout().setSpacing(0)
        self.table.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = paragraph(words, "quiet")
        self.nothing.setContentsMargins(theme.px("m"), 0, theme.px("m"), theme.px("s"))
        self.body.setSpacing(0)
        self.body.addWidget(self.table)
        self.body.addWidget(self.nothing)
        # The cells of the table have most of the space the title has at its sides; this is the rest.
        side = theme.px("l") - theme.px("m")
        self.body.setContentsMargins(side, 0, side, side)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.table.loaded.connect(self._fit)
        self.table.filled.connect(self._fit)
        theme.changed.connect(self._fit)

    def add_step(
        self, words: str, slot: Callable[[], object], key: str = "", *, right: str = ""
    ) -> ActionButton:
        """Something to do with this table, as a link at the right of the title; hidden from who lacks the right."""
        button = ActionButton(words, key, kind="link", slot=lambda: slot())
        button.setVisible(not right or rights.may(right))
        self.head.addWidget(button)
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
            self.table.opened.connect(change)
        self.table.add_row_action(words, change, "", "edit", right=right)
        if remove is not None:
            self.table.add_row_action(tr("Remove"), remove, "Del", "trash", danger=True, right=right)

    def refresh(self) -> None:
        """Ask again."""
        self.table.refresh()

    def say(self, detail: str) -> None:
        """The quiet remark beside the title."""
        self.detail.setText(detail)

    def _fit(self) -> None:
        number = self.table.count()
        self.table.setVisible(bool(number))
        self.nothing.setVisible(not number)
        rows = min(number, self.most)
        self.table.setFixedHeight(self.table.heads.height() + rows * theme.px("row") + theme.px("xs"))
