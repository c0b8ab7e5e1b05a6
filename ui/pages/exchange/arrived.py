"""After a workbook was brought in: what came, where to look first, and the first copy of it all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from models.backup import back_up
from models.i18n import plural, tr
from models.queries.desk.target import Setting, Target
from models.queries.ledger.warehouse import material_stock
from models.queries.pay.unpriced import unpriced
from models.settings import setting
from ui.kit.background_task import Progress
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.text import paragraph


class Arrival(NamedTuple):
    """What is to be looked at after an import, and the copy that was made of it."""

    unpriced: int
    below_zero: int
    nameless: bool
    copy: Path


def copy_and_look(progress: Progress) -> Arrival:
    """Make a verified copy of the file with what came in, and see what is lacking; for beside the window."""
    return Arrival(
        len({line.product_id for line in unpriced()}),
        sum(row.quantity < 0 for row in material_stock()),
        not setting("cooperative.name"),
        back_up(),
    )


class Arrived(Card):
    """The rows that came in, the ways to what needs a look, and where the copy is."""

    def __init__(self, go: Callable[[str, Target | None], object]) -> None:
        super().__init__("", " ")
        self._go = go
        self.inset()
        self.sentence = paragraph("", "section")
        self.body.addWidget(self.sentence)
        self.ways = QHBoxLayout()
        self.body.addLayout(self.ways)
        self.copied = paragraph("", "quiet")
        self.copied.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.copied)

    def came(self, words: str) -> None:
        """Say what came in; the rest follows once it is known."""
        self.sentence.setText(words)
        self.copied.setText(tr("Making the backup…"))
        self._offer([])

    def tell(self, arrival: Arrival) -> None:
        """Say where to look first, and where the copy is."""
        ways: list[tuple[str, str, Target | None]] = []
        if arrival.nameless:
            ways.append((tr("Enter the cooperative's name"), "settings", Setting("cooperative.name")))
        if arrival.unpriced:
            words = plural(
                "{n} product without a piece rate", "{n} products without a piece rate", arrival.unpriced
            )
            ways.append((words, "products", None))
        if arrival.below_zero:
            words = plural("{n} material below zero", "{n} materials below zero", arrival.below_zero)
            ways.append((words, "stock", None))
        self._offer([*ways, (tr("What needs attention today"), "today", None)])
        self.copied.setText(tr('Backed up and verified: "{name}".').format(name=str(arrival.copy)))

    def _offer(self, ways: list[tuple[str, str, Target | None]]) -> None:
        while self.ways.count():
            gone = self.ways.takeAt(0).widget()
            if gone is not None:
                gone.deleteLater()
        for words, page, target in ways:
            button = ActionButton(words, icon="arrow-right")
            button.clicked.connect(lambda _=False, page=page, target=target: self._go(page, target))
            self.ways.addWidget(button)
        self.ways.addStretch(1)
