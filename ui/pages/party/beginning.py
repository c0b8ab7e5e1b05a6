"""What to do first for a household that never had work."""

from __future__ import annotations

from collections.abc import Callable

from models.i18n import tr
from models.queries.party import households
from ui.kit.boxes import hbox
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.text import paragraph


class Beginning(Card):
    """One sentence and the three steps in their order; gone once something was done with the household."""

    def __init__(
        self, worker: Callable[[], object], agreement: Callable[[], object], work: Callable[[], object]
    ) -> None:
        super().__init__(tr("How it begins"))
        self.inset()
        self.body.addWidget(
            paragraph(tr("This household has no work yet. Say who works, sign the agreement, assign work."))
        )
        line = hbox("s")
        self.worker = ActionButton(tr("1 Add a worker"), icon="user")
        self.agreement = ActionButton(tr("2 Add the agreement"), icon="note")
        self.work = ActionButton(tr("3 Assign work"), icon="orders")
        steps = ((self.worker, worker), (self.agreement, agreement), (self.work, work))
        for button, step in steps:
            button.clicked.connect(step)
            line.addWidget(button)
        line.addStretch(1)
        self.body.addLayout(line)

    def show_household(self, key: int, *, begun: bool) -> None:
        """The steps of a household; one that is done is checked."""
        self.setVisible(not begun)
        for button, done, icon in (
            (self.worker, households.workers(key).count() > 0, "user"),
            (self.agreement, bool(households.agreements(key)), "note"),
        ):
            button.icon_name = "check" if done else icon
            button.update()
