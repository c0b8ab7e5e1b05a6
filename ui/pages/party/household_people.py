"""The card on a household's page that says what its people learned, can do, do elsewhere and wish for."""

from __future__ import annotations

from models.i18n import mark, tr
from models.kinds import DAY, TEXT
from models.queries.desk.target import OfRegister
from models.queries.programme.household_people import (
    CLAIM,
    COURSE,
    KIND,
    SKILL,
    PersonEntry,
    household_people,
)
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard


class PeopleCard(RowsCard):
    """Courses, skills, placements and wishes of the people of a household; a row leads to its list."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.entries: list[PersonEntry] = []
        super().__init__(
            "household-people",
            mark("Training and work elsewhere"),
            (
                column("kind", mark("Kind"), KIND),
                column("person", mark("Full name"), TEXT, person=True),
                column("words", mark("Details"), TEXT),
                column("day", mark("Date"), DAY),
                column("state", mark("How it stands"), TEXT),
            ),
            tr("Nobody here was at a course, works elsewhere or has a wish yet."),
            gives_way=("day", "state"),
        )
        self.opened.connect(self.open)
        self.add_step(tr("Training"), lambda: page.desk.go("training"))
        self.add_step(tr("Employment"), lambda: page.desk.go("employment"))

    def show_household(self, key: int) -> None:
        """The people of a household."""
        self.entries = household_people(key)
        self.show_things(self.entries)

    def open(self, at: int) -> None:
        """The record a row is about, in its register."""
        one = self.entries[at]
        places = {COURSE: "training", SKILL: "training", CLAIM: "support"}
        self.page.desk.go(places.get(one.kind, "employment"), OfRegister(one.kind, one.key))
