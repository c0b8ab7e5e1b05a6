"""The card on a household's page that says for which workshops it works and worked."""

from __future__ import annotations

from models.i18n import mark, tr
from models.kinds import DAY
from models.queries.desk.target import OfRegister
from models.queries.programme.workshops import Membership, memberships
from models.rules.desk import roles
from models.tables.programme import Workshop
from ui.kit.acts import act
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard


class WorkshopsCard(RowsCard):
    """The workshops of a household, the newest first; a row opens the workshop."""

    def __init__(self, page: Page) -> None:
        self.page, self.household = page, 0
        self.found: dict[int, Membership] = {}
        super().__init__(
            "household-workshops",
            mark("Workshops"),
            (
                column("name", mark("Name")),
                column("kind", mark("Kind"), Workshop.kind),
                column("start", mark("Joined on"), DAY),
                column("end", mark("Left on"), DAY),
            ),
            tr("It works for no workshop."),
            gives_way=("kind",),
        )
        self.add_step(tr("Add"), lambda: act("join", page, self.household), right=roles.PROGRAMME)
        self.opened.connect(
            lambda key: page.desk.go("workshops", OfRegister("workshop", self.found[key].workshop))
        )

    def show_household(self, key: int) -> None:
        """The workshops of a household."""
        self.household = key
        self.found = {one.id: one for one in memberships(key)}
        self.show_rows([(one.id, (one.name, one.kind, *one.span)) for one in self.found.values()])
