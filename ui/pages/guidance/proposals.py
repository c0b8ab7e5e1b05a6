"""Whom to visit for a defect or for something new, and why: a short list, each line leading to the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from models import format
from models.actions.road.registration import ask_for_visits
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.kinds import DAY
from models.queries.guidance.defects import VisitProposal, proposals
from models.queries.guidance.first_visits import FirstVisit, first_visits
from models.queries.guidance.visits import planned_visits
from models.queries.road.errands import open_errands
from models.rules.desk import roles
from models.rules.road.tasks import VISIT
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard

Proposal = VisitProposal | FirstVisit
AHEAD = timedelta(days=90)
"""So far ahead visits are agreed."""
ROWS = 4
"""Rows that are seen without scrolling: the visits themselves need the room."""


def household_of(proposal: Proposal) -> int:
    """The key of the household a visit is proposed to."""
    return proposal.household if isinstance(proposal, FirstVisit) else proposal.cause.household


def plan_visits(page: Page, reasons: Mapping[int, str], kind: str = VISIT) -> None:
    """Ask for a drive to households from tomorrow on, each for its reason."""
    day = page.desk.today() + timedelta(days=1)
    words = plural("{n} visit planned from {day} on", "{n} visits planned from {day} on", len(reasons))
    page.attempt(
        lambda _: ask_for_visits(reasons, day, kind),
        done=lambda _: page.done(words.format(day=format.date(day))),
    )


class ProposalsCard(RowsCard):
    """Households that should be shown how a defect is avoided, or what is new there; hidden while there are none."""

    def __init__(self, page: Page, choose: Callable[[Proposal], object]) -> None:
        super().__init__(
            "visit-proposals",
            mark("Proposed visits"),
            (
                column(
                    "who",
                    mark("Household"),
                    person=True,
                    of=lambda one: format.household(
                        one.home.head, format.place(one.home.village, one.home.group)
                    ),
                ),
                column("why", mark("Why"), of=lambda one: one.reason()),
                column(
                    "planned",
                    mark("Planned", "drive"),
                    DAY,
                    of=lambda one: self._planned.get(household_of(one)),
                ),
            ),
            "",
            most=ROWS,
            parent=page,
        )
        self._page, self._choose = page, choose
        self.found: list[Proposal] = []
        self._planned: dict[int, date] = {}
        self.opened.connect(lambda row: choose(self.found[row]))
        self.add_row_action(
            tr("Record the visit"), lambda key: choose(self.found[key]), "", "edit", right=roles.VISIT
        )
        self.add_action(tr("Plan the visit"), self.plan, "", "truck", right=roles.ERRAND)
        self.hide()

    def ask(self) -> None:
        """Ask who is proposed as of today."""
        today = self._page.desk.today()
        of_defects = proposals(today)
        told = {one.cause.household for one in of_defects}
        self.found = [*of_defects, *(one for one in first_visits(today) if one.household not in told)]
        self._planned = {
            one.household_id: one.day for one in planned_visits(today + AHEAD) if one.day >= today
        } | {one.household: one.date for one in open_errands() if one.kind == VISIT}
        self.rows.show(self.found)
        self.setVisible(bool(self.found))
        self.refresh()

    def plan(self, rows: list[int]) -> None:
        """Ask for a drive to these households from tomorrow on, saying why; one that is planned already stays so."""
        wanted: dict[int, list[str]] = {}
        for one in (self.found[row] for row in rows):
            if household_of(one) not in self._planned:
                wanted.setdefault(household_of(one), []).append(one.reason())

        if not wanted:
            raise UserError(tr("These visits are planned already."))
        reasons = {household: tr("; ").join(said) for household, said in wanted.items()}
        plan_visits(self._page, reasons)
