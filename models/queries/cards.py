"""The papers beside the slips: visits, machines lent, agreements, rates for the door, labels for the bags.

Money is fen, quantities thousandths, rates and prices ten-thousandths of a yuan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.database import db
from models.errors import UserError
from models.i18n import tr
from models.queries.papers import Contact, Slip, contacts, household_key, parts, slips
from models.queries.pay import rate_table
from models.rules.grade import GOOD, SECOND
from models.settings import settings
from models.tables.order import Order, Subcontract
from models.tables.party import Agreement, Household, Worker
from models.tables.product import Material, Product
from models.tables.visit import Equipment, EquipmentLoan, Visit


@dataclass(frozen=True, slots=True)
class VisitPaper:
    """A guidance visit (技术指导记录)."""

    slip: Slip
    technician: str
    topic: str
    finding: str
    advice: str
    next_date: date | None


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


@dataclass(frozen=True, slots=True)
class Label:
    """A label for a bag: whose, what, how much."""

    number: str
    contact: Contact
    work: str
    unit: str
    quantity: int
    due: date


@dataclass(frozen=True, slots=True)
class LabelSheets:
    """All labels to print, to be cut apart."""

    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class AgreementPaper:
    """A subcontract agreement (代工协议) with what the cooperative promises; the rates are those of its first day."""

    number: str
    start: date | None
    end: date | None
    contact: Contact
    id_number: str
    workers: tuple[str, ...]
    products: tuple[RatedProduct, ...]
    cooperative: str
    address: str
    phone: str
    pay_day: int
    cap_ppm: int
    objection_days: int


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
    return [VisitPaper(head, *found[head.id]) for head in heads if head.id in found]


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
    _refuse_absent(codes, {row[1] for row in rows})
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
    return sorted(papers, key=lambda paper: (paper.contact.code, paper.code))


def rate_cards(day: date, *, household: str | None = None) -> list[RateCard]:
    """One card for each village with active households, or for the village of one household."""
    query = Household.select(Household.township, Household.village).where(Household.active)
    if household is not None:
        query = query.where(Household.id == household_key(household))
    villages = sorted(set(db.execute(query)))
    products = tuple(_rated(day))
    materials = tuple(
        PricedMaterial(*row)
        for row in db.execute(
            Material.select(Material.name, Material.unit, Material.price)
            .where(Material.price.is_null(False))
            .order_by(Material.code)
        )
    )
    return [RateCard(day, township, village, products, materials) for township, village in villages]


def label_sheets(
    *,
    first: date | None = None,
    last: date | None = None,
    numbers: Sequence[str] = (),
    household: str | None = None,
) -> list[LabelSheets]:
    """A label for every subcontract given out between two days, of these numbers or of a household."""
    query = (
        Subcontract.select(
            Subcontract.number,
            Subcontract.household,
            Product.name,
            Product.unit,
            Subcontract.quantity,
            Subcontract.due,
        )
        .join(Order)
        .join(Product)
        .order_by(Subcontract.date, Subcontract.number)
    )
    if first is not None and last is not None:
        query = query.where(Subcontract.date.between(first, last))
    if numbers:
        query = query.where(Subcontract.number.in_(list(numbers)))
    if household is not None:
        query = query.where(Subcontract.household == household_key(household))
    rows = list(db.execute(query))
    _refuse_absent(numbers, {row[0] for row in rows})
    known = contacts(row[1] for row in rows)
    labels = tuple(
        Label(number, known[owner], work, unit, quantity, date.fromisoformat(due))
        for number, owner, work, unit, quantity, due in rows
    )
    return [LabelSheets(labels)] if labels else []


def agreement_papers(*, household: str | None = None, numbers: Sequence[str] = ()) -> list[AgreementPaper]:
    """The agreements with all households, with one of them, or of these numbers; in order of household code."""
    query = (
        Agreement.select(
            Agreement.number, Agreement.start, Agreement.end, Agreement.household, Household.id_number
        )
        .join(Household)
        .order_by(Household.code, Agreement.start)
    )
    if household is not None:
        query = query.where(Agreement.household == household_key(household))
    if numbers:
        query = query.where(Agreement.number.in_(list(numbers)))
    rows = list(db.execute(query))
    _refuse_absent(numbers, {row[0] for row in rows})
    known = contacts(row[3] for row in rows)
    workers: dict[int, list[str]] = defaultdict(list)
    for owner, name in db.execute(Worker.select(Worker.household, Worker.name).order_by(Worker.id)):
        workers[owner].append(name)
    said = settings()
    rated: dict[date, tuple[RatedProduct, ...]] = {}
    papers = []
    for number, start, end, owner, id_number in rows:
        begins = date.fromisoformat(start) if start else None
        on = begins or date.today()
        if on not in rated:
            rated[on] = tuple(_rated(on))
        papers.append(
            AgreementPaper(
                number,
                begins,
                date.fromisoformat(end) if end else None,
                known[owner],
                id_number,
                tuple(workers[owner]),
                rated[on],
                str(said["cooperative.name"]),
                str(said["cooperative.address"]),
                str(said["cooperative.phone"]),
                int(said["pay.pay_day"]),
                int(said["pay.deduction_cap"]),
                int(said["pay.objection_days"]),
            )
        )
    return papers


def _rated(day: date) -> list[RatedProduct]:
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


def _refuse_absent(numbers: Sequence[str], known: set[str]) -> None:
    for number in numbers:
        if number not in known:
            raise UserError(tr("There is no slip “{number}” of this kind.").format(number=number), "number")
