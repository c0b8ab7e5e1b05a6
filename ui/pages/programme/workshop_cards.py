"""The cards of a workshop's record: its households and people, what they learned, its money, sales and claims."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout

from models.i18n import mark, plural, tr
from models.kinds import CODE, COUNT, DAY, MONEY, QUANTITY, ChoiceField
from models.queries.desk.target import OfRegister, Record
from models.queries.programme.workshop_record import Trained, WorkshopHome, WorkshopRecord
from models.tables.party import Worker
from models.tables.programme import Funding
from models.tables.training import Course
from ui.kit.facts import AboutCard
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard
from ui.kit.turns import Pieces
from ui.pages.programme.record_columns import HOUSEHOLD, JOB, RULE, claim_columns

MEMBER, PLACED = "member", "placed"
_HOW: Final = ChoiceField(
    choices=((MEMBER, mark("Its household")), (PLACED, mark("By contract"))),
)
"""How somebody works in a workshop."""


class WorkshopCards:
    """What belongs to a workshop, in two columns; ``record`` is the one that is shown."""

    record: WorkshopRecord

    def __init__(self, page: Page) -> None:
        self.page = page

    def build_left(self, down: QVBoxLayout) -> Pieces:
        """Who works there, what they learned and sold."""
        go = self.page.desk.go
        self.homes = RowsCard(
            "workshop-homes",
            mark("Households"),
            (
                *HOUSEHOLD,
                column("start", mark("Joined on"), DAY),
                column("end", mark("Left on"), DAY),
            ),
            tr("No household works for a workshop yet."),
            gives_way=("village", "code"),
        )
        self.homes.opened.connect(lambda key: go("households", Record(self.home(key).household)))
        down.addWidget(self.homes)
        yield
        self.people = RowsCard(
            "workshop-people",
            mark("People working"),
            (
                column("name", mark("Full name"), person=True),
                column("sex", mark("Sex"), Worker.sex),
                column("head", mark("Household"), person=True),
                column("how", mark("How", "workshop"), _HOW, of=lambda one: PLACED if one.placed else MEMBER),
                column("since", mark("Works there from"), DAY),
            ),
            tr("Nobody works there today."),
            gives_way=("sex",),
        )
        self.people.opened.connect(lambda at: go("households", Record(self.record.people[at].household)))
        down.addWidget(self.people)
        yield
        yield from self._build_done(down)

    def _build_done(self, down: QVBoxLayout) -> Pieces:
        """What they learned and sold."""
        go = self.page.desk.go
        self.training = RowsCard(
            "workshop-training",
            mark("Training"),
            (
                column("number", mark("Course number"), CODE),
                column("course", mark("Course")),
                column("start", Course.start.verbose_name, DAY),
                column("people", mark("People"), COUNT),
                column("days", mark("Days"), COUNT),
            ),
            tr("Nobody of it was at a course yet."),
            gives_way=("number",),
        )
        self.training.opened.connect(lambda key: go("training", OfRegister("course", key)))
        down.addWidget(self.training)
        yield
        self._build_sales(down)
        yield

    def _build_sales(self, down: QVBoxLayout) -> None:
        go = self.page.desk.go
        self.sales = RowsCard(
            "workshop-sales",
            mark("Retail sales"),
            (
                column("date", mark("Date"), DAY),
                column("number", mark("Number"), CODE),
                column("product", mark("Product")),
                column("quantity", mark("Quantity"), QUANTITY, "unit"),
                column("unit", mark("Unit"), hidden=True),
                column("takings", mark("Takings"), MONEY),
            ),
            tr("Nothing was sold at retail yet."),
            gives_way=("number",),
        )
        self.sales.opened.connect(lambda at: go("vouchers", Record(self.record.sales[at].voucher)))
        down.addWidget(self.sales)

    def build_right(self, down: QVBoxLayout) -> Pieces:
        """What it is, its money and claims."""
        go = self.page.desk.go
        self.facts = AboutCard()
        down.addWidget(self.facts)
        yield
        self.funding = RowsCard(
            "workshop-funding",
            mark("Funding"),
            (
                column("date", mark("Date"), DAY),
                column("source", mark("Source of money"), Funding.source),
                column("amount", mark("Amount"), MONEY),
                column("purpose", mark("Purpose")),
            ),
            tr("No money put into workshops yet."),
            gives_way=("purpose",),
        )
        down.addWidget(self.funding)
        yield
        self.claims = RowsCard(
            "workshop-claims",
            mark("Support money"),
            claim_columns(RULE),
            tr("No support money was claimed for it yet."),
            gives_way=("paid_on", "number", "date"),
        )
        self.claims.opened.connect(lambda key: go("support", OfRegister("claim", key)))
        down.addWidget(self.claims)
        yield
        self.placed = RowsCard(
            "workshop-placed",
            mark("Placements"),
            JOB,
            tr("Nobody was placed by this workshop yet."),
        )
        self.placed.opened.connect(lambda key: go("employment", OfRegister("placement", key)))
        down.addWidget(self.placed)
        yield

    def home(self, membership: int) -> WorkshopHome:
        """A household of it by its membership."""
        return next(one for one in self.record.homes if one.membership == membership)

    def clear(self) -> None:
        """Nothing of another workshop stands under this one's name."""
        for card in (
            *(self.homes, self.people, self.training),
            *(self.funding, self.sales, self.claims, self.placed),
        ):
            card.show_rows([])

    def show(self, record: WorkshopRecord) -> None:
        """What belongs to a workshop."""
        self.record = record
        self.homes.show_rows(
            [(one.membership, (one.code, one.head, one.village, *one.span)) for one in record.homes]
        )
        before = len(record.homes) - len(record.now())
        self.homes.say(tr("{n} formerly").format(n=before) if before else "")
        self.people.show_things(record.people)
        self.training.show_rows(_by_course(record.training))
        trained = len({one.worker for one in record.training})
        self.training.say(plural("{n} person", "{n} people", trained) if trained else "")
        self.funding.show_things(record.funding, "id")
        self.sales.show_things(record.sales)
        self.claims.show_things(record.claims, "id")
        self.placed.show_rows([(one.placement, (one.name, one.employer, *one.span)) for one in record.placed])


def _by_course(training: tuple[Trained, ...]) -> list[tuple[int, tuple[Any, ...]]]:
    found: dict[int, list[Trained]] = {}
    for one in training:
        found.setdefault(one.course, []).append(one)
    return [
        (
            course,
            (those[0].number, those[0].name, those[0].start, len(those), sum(one.days for one in those)),
        )
        for course, those in found.items()
    ]
