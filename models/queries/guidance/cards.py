"""The papers beside the slips: visits, machines lent, rates for the door.

Money is fen, quantities thousandths, rates and prices ten-thousandths of a yuan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models import format
from models.database import db, parts
from models.errors import UserError
from models.i18n import tr
from models.queries.counting import counts
from models.queries.document_common import (
    Contact,
    Slip,
    chosen,
    contacts,
    household_key,
    printed_before,
    slips,
)
from models.queries.product.products import rate_table
from models.queries.road.routes import VISIT
from models.rules.ledger.grade import GOOD, SECOND
from models.tables.guidance import Equipment, EquipmentLoan, Visit
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.product import Material, Product
from models.tables.road import Errand


@dataclass(frozen=True, slots=True)
class VisitPaper:
    """A guidance visit (技术指导记录). ``plans``: for which days it was agreed or asked for, and what for."""

    slip: Slip
    technician: str
    topic: str
    finding: str
    advice: str
    next_date: date | None
    plans: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoanPaper:
    """A machine at a household (设备借用单)."""

    contact: Contact
    code: str
    name: str
    model: str
    lent_on: date | None
    returned_on: date | None
    deposit: int
    condition_out: str
    condition_in: str
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted: a machine may be lent many times."""
        return loan_key(self.code, self.contact.code, self.lent_on)


@dataclass(frozen=True, slots=True)
class RatedProduct:
    """A product with its rates in force on a day; None where a grade has none."""

    name: str
    unit: str
    good: int | None
    second: int | None


@dataclass(frozen=True, slots=True)
class PricedMaterial:
    """A material with its price."""

    name: str
    unit: str
    price: int


@dataclass(frozen=True, slots=True)
class RateCard:
    """The rates and material prices in force in a village (工价公示)."""

    day: date
    township: str
    village: str
    products: tuple[RatedProduct, ...]
    materials: tuple[PricedMaterial, ...]
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.day.isoformat()} {format.place(self.township, self.village)}".strip()


def visit_papers(**which: Any) -> list[VisitPaper]:
    """Guidance visits; arguments as of `papers.slips`."""
    heads = slips("visit", ("visit",), **which)
    found: dict[int, tuple[str, str, str, str, date | None]] = {}
    for some in parts([head.id for head in heads]):
        query = Visit.select(
            Visit.voucher, Visit.technician, Visit.topic, Visit.finding, Visit.advice, Visit.next_date
        ).where(Visit.voucher.in_(some))
        for voucher, technician, topic, finding, advice, following in db.execute(query):
            when = date.fromisoformat(following) if following else None
            found[voucher] = (technician, topic, finding, advice, when)
    plans = _plans(heads)
    return [VisitPaper(head, *found[head.id], plans.get(head.id, ())) for head in heads if head.id in found]


def _plans(heads: Sequence[Slip]) -> dict[int, tuple[tuple[date, str], ...]]:
    """What led to each visit: the next day agreed at the visit before it, and errands done by it."""
    owners = {head.contact.id for head in heads}
    before: dict[int, list[tuple[str, int, str | None, str]]] = defaultdict(list)
    asked: dict[tuple[int, str], list[tuple[date, str]]] = defaultdict(list)
    for some in parts(owners):
        made = (
            Voucher.select(
                Voucher.household, Voucher.date, Voucher.id, Visit.next_date, Visit.advice, Visit.topic
            )
            .join(Visit)
            .where(Voucher.household.in_(some), counts())
            .order_by(Voucher.date, Voucher.id)
        )
        for owner, day, key, following, advice, topic in db.execute(made):
            before[owner].append((day, key, following, advice or topic))
        errands = (
            Errand.select(Errand.household, Errand.done_on, Errand.date, Errand.note)
            .where(Errand.household.in_(some), Errand.kind == VISIT, Errand.done_on.is_null(False))
            .order_by(Errand.date, Errand.id)
        )
        for owner, done, day, note in db.execute(errands):
            asked[owner, done].append((date.fromisoformat(day), note))
    found = {}
    for head in heads:
        day = head.date.isoformat()
        earlier = [visit for visit in before[head.contact.id] if visit[:2] < (day, head.id)]
        agreed = [(date.fromisoformat(visit[2]), visit[3]) for visit in earlier[-1:] if visit[2]]
        found[head.id] = (*agreed, *asked[head.contact.id, day])
    return found


def loan_papers(*, household: str | None = None, codes: Sequence[str] = ()) -> list[LoanPaper]:
    """Loans of machines not back yet, or of these machines' codes; in order of household and machine."""
    query = EquipmentLoan.select(
        EquipmentLoan.household,
        Equipment.code,
        Equipment.name,
        Equipment.model,
        EquipmentLoan.lent_on,
        EquipmentLoan.returned_on,
        EquipmentLoan.deposit,
        EquipmentLoan.condition_out,
        EquipmentLoan.condition_in,
    ).join(Equipment)
    query = query.where(Equipment.code.in_(list(codes)) if codes else EquipmentLoan.returned_on.is_null())
    if household is not None:
        query = query.where(EquipmentLoan.household == household_key(household))
    rows = list(db.execute(query.order_by(EquipmentLoan.id)))
    refuse_absent(codes, {row[1] for row in rows})
    known = contacts(row[0] for row in rows)
    papers = [
        LoanPaper(
            known[owner],
            code,
            name,
            model,
            date.fromisoformat(lent) if lent else None,
            date.fromisoformat(back) if back else None,
            *rest,
        )
        for owner, code, name, model, lent, back, *rest in rows
    ]
    printed = printed_before("equipment", [paper.key for paper in papers])
    papers = [replace(paper, printed=printed.get(paper.key, 0)) for paper in papers]
    return sorted(papers, key=lambda paper: (paper.contact.code, paper.code))


def loan_key(machine: str, household: str, lent_on: date | None) -> str:
    """A machine's code, a household's code and the day it was lent."""
    return " ".join(part for part in (machine, household, lent_on.isoformat() if lent_on else "") if part)


def rate_cards(day: date, *, household: str | None = None, village: str | None = None) -> list[RateCard]:
    """One card for each village with active households, for one village, or for that of one household."""
    only = chosen(household, village)
    query = Household.select(Household.id, Household.township, Household.village).where(Household.active)
    villages = sorted(
        {(township, name) for key, township, name in db.execute(query) if only is None or key in only}
    )
    products = tuple(rated_products(day))
    materials = tuple(
        PricedMaterial(*row)
        for row in db.execute(
            Material.select(Material.name, Material.unit, Material.price)
            .where(Material.price.is_null(False))
            .order_by(Material.code)
        )
    )
    cards = [RateCard(day, *place, products, materials) for place in villages]
    printed = printed_before("ratecard", [card.key for card in cards])
    return [replace(card, printed=printed.get(card.key, 0)) for card in cards]


def rated_products(day: date) -> list[RatedProduct]:
    """The products with a rate in force on a day, in order of code."""
    rates = rate_table()
    found = []
    for key, name, unit in db.execute(
        Product.select(Product.id, Product.name, Product.unit).order_by(Product.code)
    ):
        good, second = rates.rate(key, GOOD, day), rates.rate(key, SECOND, day)
        if good is not None or second is not None:
            found.append(RatedProduct(name, unit, good, second))
    return found


def refuse_absent(numbers: Sequence[str], known: set[str]) -> None:
    """Raise `UserError` (field: number) for a number asked for that is not there."""
    for number in numbers:
        if number not in known:
            raise UserError(tr('There is no slip "{number}" of this kind.').format(number=number), "number")
