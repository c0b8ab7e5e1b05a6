"""The households as lists show them, and what is asked about one of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from peewee import JOIN, Case, Expression, fn

from models.i18n import mark
from models.kinds import COUNT, DAY, TEXT
from models.queries.counting import counts
from models.queries.listing import STATUS, ListColumn, Listing, coded, with_listed
from models.queries.narrowing import Narrow
from models.queries.party.place_narrow import by_place
from models.queries.totals import delivered
from models.rules.ledger import voucher_kind
from models.search import Words
from models.tables.ledger import Voucher
from models.tables.order import Subcontract
from models.tables.paper import AgreementText, ClauseText
from models.tables.party import Agreement, Household, Worker

OPEN_END: Final = "9999-12-31"
# Village and group read as one place, as `format.place` writes it: 牛角沟村9组, Niujiaogou Group 9.
_NUMBERED: Final = (Household.group != "") & ~Expression(Household.group, "GLOB", "*[^0-9]*")
PLACE: Final = Case(
    None,
    (
        ((Household.village >= "\u2e80") & _NUMBERED, Household.village.concat(Household.group).concat("组")),
        (Household.village >= "\u2e80", Household.village.concat(Household.group)),
    ),
    fn.TRIM(Household.village.concat(" ").concat(Household.group)),
)


def households(*, stopped: bool = True) -> Listing:
    """All households, or without those that stopped; ``works`` counts the subcontracts not yet delivered in full."""

    def source() -> Any:
        query = Household.select(Household.id)
        return query if stopped else query.where(Household.active)

    agreed = Agreement.select(fn.MAX(fn.COALESCE(Agreement.end, OPEN_END))).where(
        Agreement.household == Household.id
    )
    visited = Voucher.select(fn.MAX(Voucher.date)).where(
        Voucher.household == Household.id, Voucher.kind == voucher_kind.VISIT, counts()
    )
    works = Subcontract.select(fn.COUNT(Subcontract.id)).where(
        Subcontract.household == Household.id,
        Subcontract.closed_on.is_null(),
        Subcontract.quantity > delivered(Subcontract.id),
    )
    status = Case(None, ((Household.active, "active"),), "stopped")
    return Listing(
        "households",
        mark("Households"),
        with_listed(
            Household,
            *coded(Household.code, Household.head),
            ListColumn.of(Household.township),
            ListColumn("village", mark("Village and group"), TEXT, PLACE, sorts=Household.place_pinyin),
            ListColumn.of(Household.phone),
            ListColumn("works", mark("Open work"), COUNT, works, adds=True),
            ListColumn("visited", mark("Last visit"), DAY, visited),
            ListColumn("agreed", mark("Agreed until"), DAY, agreed),
            ListColumn("status", mark("Status"), STATUS, status),
        ),
        source,
        Household.id,
        search=(Words("household", Household.id),),
        order="code",
        finish=_open_ended,
        narrows=(
            Narrow.of(Household.township),
            Narrow.of(Household.village, key="village_alone", sorts=Household.place_pinyin),
            Narrow.of(Household.group, sorts=Household.place_pinyin),
            by_place(),
            Narrow.of(Household.helper),
            Narrow.of(Household.category),
            "visited",
            "status",
        ),
    )


def _open_ended(rows: list[dict[str, Any]]) -> None:
    """An agreement without an end sorts last and shows no day."""
    for row in rows:
        if row["agreed"] == OPEN_END:
            row["agreed"] = None


class Agreed(NamedTuple):
    """An agreement of a household; ``start`` and ``end`` None: open on that side.

    ``version`` counts the text of the clauses it was printed with, and is printed with again; None before.
    """

    id: int
    number: str
    start: date | None
    end: date | None
    version: int | None


def workers(household: int) -> Listing:
    """A household's workers, in the order they were entered."""
    return Listing(
        "household-workers",
        mark("Workers"),
        with_listed(Worker, ListColumn.of(Worker.name, sorts=Worker.pinyin)),
        lambda: Worker.select(Worker.id).where(Worker.household == household),
        Worker.id,
        search=(Worker.search,),
    )


def agreements(household: int) -> list[Agreed]:
    """A household's agreements, the newest first."""
    query = (
        Agreement.select(Agreement, ClauseText.version)
        .join(AgreementText, JOIN.LEFT_OUTER)
        .join(ClauseText, JOIN.LEFT_OUTER)
        .where(Agreement.household == household)
        .order_by(Agreement.start.desc(nulls="LAST"), Agreement.id.desc())
        .objects()
    )
    return [Agreed(a.id, a.number, a.start, a.end, a.version) for a in query]


def last_visit(household: int) -> date | None:
    """The day of the last guidance visit, or None."""
    day = (
        Voucher.select(Voucher.date)
        .where(Voucher.household == household, Voucher.kind == voucher_kind.VISIT, counts())
        .order_by(Voucher.date.desc())
        .first()
    )
    return None if day is None else day.date
