"""The households that helpers look after, and what is due there."""

from __future__ import annotations

from collections import defaultdict

from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import CODE, COUNT, DAY, ChoiceField
from models.queries.desk.target import OfRegister, Record
from models.queries.narrowing import Chosen
from models.queries.programme.care_due import care_due
from models.queries.programme.workshops import memberships
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.pages.programme.record_columns import HOUSEHOLD

NOW, BEFORE = "now", "before"
CARE = ChoiceField(choices=((NOW, mark("In care", "household")), (BEFORE, mark("Formerly in care"))))
"""Whether a household is in care still."""


class CareTable(TableView):
    """Every household in care, now and before; Enter opens the household."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._rows = Rows(
            "care",
            mark("Households in care"),
            (
                column("helper", mark("Helper"), person=True),
                column("phone", mark("Phone"), CODE),
                column("unit", mark("Employer", "helper")),
                *HOUSEHOLD,
                column("workshop", mark("Workshop")),
                column("since", mark("In care from"), DAY),
                column("until", mark("In care until"), DAY),
                column("return_due", mark("Return visit due"), DAY),
                column("agreement", mark("Agreement ends"), DAY),
                column("disputes", mark("Disputes to answer"), COUNT),
                column("status", mark("Status"), CARE),
            ),
            narrows=("helper", "unit", "village", "workshop", "return_due", "agreement", "status"),
        )
        empty = Empty(tr("Nobody looks after a household yet: say it in the household's form."), icon="users")
        super().__init__(self._rows, page, gives_way=("unit", "phone", "village", "workshop"), empty=empty)
        self._homes: dict[int, int] = {}
        self._shops: dict[int, int] = {}
        self.add_row_action(tr("Open the workshop"), self.open_workshop, "", "courtyard")
        self.opened.connect(lambda key: page.desk.go("households", Record(self._homes[key])))

    def ask(self) -> None:
        """Look everything up again."""
        due = care_due(self.page.desk.today())
        self._homes = {at: one.care.household for at, one in enumerate(due)}
        today = self.page.desk.today()
        now = [one for one in memberships() if one.span.holds(today)]
        self._shops = {one.household: one.workshop for one in reversed(now)}
        named: dict[int, list[str]] = defaultdict(list)
        for one in now:
            named[one.household].append(one.name)
        self._rows.put(
            [
                (
                    at,
                    (
                        *(one.care.name, one.care.phone, one.care.unit),
                        *(one.care.code, one.care.head, one.care.village),
                        tr(", ").join(named.get(one.care.household, ())),
                        *(one.care.since, one.care.until, one.visit, one.agreement),
                        one.disputes or None,
                        NOW if one.care.until is None else BEFORE,
                    ),
                )
                for at, one in enumerate(due)
            ]
        )
        self.refresh()

    def open_workshop(self, at: int) -> None:
        """The workshop of the household chosen, the one it joined last."""
        shop = self._shops.get(self._homes[at])
        if shop is None:
            raise UserError(tr("This household works for no workshop."))
        self.page.desk.go("workshops", OfRegister("workshop", shop))

    def show_helper(self, name: str) -> None:
        """Only the households of a helper."""
        self.filters.choose("helper", Chosen((name,)))
