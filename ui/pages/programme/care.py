"""The households that helpers look after, and what is due there."""

from __future__ import annotations

from models.i18n import mark, tr
from models.kinds import CODE, COUNT, DAY, ChoiceField
from models.queries.desk.target import Record
from models.queries.narrowing import Chosen
from models.queries.programme.care_due import care_due
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView

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
                column("code", mark("Household code"), CODE),
                column("head", mark("Household"), person=True),
                column("village", mark("Village")),
                column("since", mark("In care from"), DAY),
                column("until", mark("In care until"), DAY),
                column("return_due", mark("Return visit due"), DAY),
                column("agreement", mark("Agreement ends"), DAY),
                column("disputes", mark("Disputes to answer"), COUNT),
                column("status", mark("Status"), CARE),
            ),
            narrows=("helper", "unit", "village", "return_due", "agreement", "status"),
        )
        empty = Empty(tr("Nobody looks after a household yet: say it in the household's form."), icon="users")
        super().__init__(self._rows, page, gives_way=("unit", "phone", "village"), empty=empty)
        self._homes: dict[int, int] = {}
        self.opened.connect(lambda key: page.desk.go("households", Record(self._homes[key])))

    def ask(self) -> None:
        """Look everything up again."""
        due = care_due(self.page.desk.today())
        self._homes = {at: one.care.household for at, one in enumerate(due)}
        self._rows.put(
            [
                (
                    at,
                    (
                        *(one.care.name, one.care.phone, one.care.unit),
                        *(one.care.code, one.care.head, one.care.village),
                        *(one.care.since, one.care.until, one.visit, one.agreement),
                        one.disputes or None,
                        NOW if one.care.until is None else BEFORE,
                    ),
                )
                for at, one in enumerate(due)
            ]
        )
        self.refresh()

    def show_helper(self, name: str) -> None:
        """Only the households of a helper."""
        self.filters.choose("helper", Chosen((name,)))
