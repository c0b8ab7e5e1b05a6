"""The household's passbook (作坊手册): all that happened in a span, with the running balance of material and pay.

Quantities are thousandths, money fen. The pay balance is what the household has earned and was not yet given: an
advance lowers it, the payment of a statement settles it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from models.database import db, parts
from models.queries.answers import by_first, first_column
from models.queries.counting import standing
from models.queries.document_common import Contact, chosen, contacts, with_printed
from models.queries.ledger.inspection_slips import inspection_slips
from models.queries.ledger.piece_lines import lines_as_paid
from models.queries.ledger.slips import SlipWork, collection_slips, dispatch_slips
from models.queries.past import as_locked
from models.queries.totals import to_subcontract
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import Parts, consumed
from models.rules.ledger.voucher_kind import (
    ADJUSTMENT,
    ADVANCE,
    COLLECTION,
    CORRECTION,
    COUNT,
    INSPECTION,
    ISSUE,
    RETURN,
    TOP_UP,
    TRANSFER,
)
from models.rules.pay.calendar import Period
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.order import Subcontract, SubcontractMaterial
from models.tables.party import Household
from models.tables.pay import Adjustment, Advance, PayPeriod, Statement
from models.tables.product import Material

ALLOWANCE, MAKE_UP, PAID = "allowance", "make_up", "paid"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what came or went of a material with its balance after, or what was earned or given with the balance.

    ``quantity`` and ``amount`` are signed as the household sees them; a line is about the one or the other.
    """

    date: date
    number: str
    what: str
    reason: str
    material: str
    unit: str
    quantity: int
    balance: int
    amount: int
    pay_balance: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What lay with the household when the span began."""

    material: str
    unit: str
    balance: int


@dataclass(frozen=True, slots=True)
class Brought:
    """Pieces brought back on one subcontract: by grade, what they earned, what is still owed after them.

    ``receipt`` is the slip they came with where they were inspected later.
    """

    date: date
    number: str
    work: SlipWork
    parts: Parts
    earned: int | None
    outstanding: int | None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Passbook:
    """A household's passbook of a period, or of any span (a period without a key).

    ``given`` says what work a dispatch slip was for, by its number; ``brought`` what came back, in order of day.
    """

    period: Period
    contact: Contact
    opening: tuple[Opening, ...]
    pay_opening: int
    entries: tuple[Entry, ...]
    printed: int = 0
    given: Mapping[str, tuple[SlipWork, ...]] = field(default_factory=dict)
    brought: tuple[Brought, ...] = ()

    @property
    def number(self) -> str:
        """What tells it apart: the span and the household."""
        return passbook_number(self.period, self.contact.code)


@shows()
def passbook_number(period: Period, code: str) -> str:
    """The number of a household's passbook of a period or span."""
    if period.key:
        return f"ZC{period.key[2:4]}{period.key[5:]}-{code}"
    return f"ZC{period.start:%y%m%d}-{period.end:%y%m%d}-{code}"


# Within a day, material comes before it is used, and pay is settled last.
_ORDER: Final = (
    voucher_kind.OPENING,
    ISSUE,
    TOP_UP,
    TRANSFER,
    RETURN,
    COLLECTION,
    INSPECTION,
    CORRECTION,
    COUNT,
    ADVANCE,
    ADJUSTMENT,
    ALLOWANCE,
    PAID,
)

# (day, order within the day, number, what, reason, material key or 0, quantity, amount)
_Raw = tuple[date, int, str, str, str, int, int, int]


@shows(roles.SEE_PAY)
def passbooks(period: Period, *, household: str | None = None, village: str | None = None) -> list[Passbook]:
    """The passbooks of a span of all households something happened with, of one, or of a village's; in order of code.

    A span that is no pay period has "" for its key.
    """
    only = chosen(household, village, period.key)
    # A span is told as things are now: it was never locked as a whole.
    with as_locked(period.key) if period.key else nullcontext():
        return _passbooks(period, only)


def _passbooks(period: Period, only: set[int] | None) -> list[Passbook]:
    every = first_column(Household.select(Household.id).order_by(Household.code))
    wanted = [key for key in every if only is None or key in only]
    names = by_first(Material.select(Material.id, Material.name, Material.unit))
    found = []
    given, brought = _slips_of(period)
    for some in parts(wanted):
        happened = _everything(period.end, some)
        known = contacts(some)
        for owner in some:
            book = _book(period, known[owner], sorted(happened.get(owner, ())), names)
            if book.entries:
                found.append(
                    replace(
                        book,
                        given=given.get(owner, {}),
                        brought=tuple(sorted(brought.get(owner, ()), key=lambda one: (one.date, one.number))),
                    )
                )
    return with_printed("passbook", found, "number")


def _slips_of(
    period: Period,
) -> tuple[dict[int, dict[str, tuple[SlipWork, ...]]], dict[int, list[Brought]]]:
    """By household: the work its dispatch slips were for, by their numbers, and the pieces it brought back."""
    span = {"first": period.start, "last": period.end}
    given: dict[int, dict[str, tuple[SlipWork, ...]]] = defaultdict(dict)
    brought: dict[int, list[Brought]] = defaultdict(list)
    for dispatch in dispatch_slips(**span):
        given[dispatch.slip.contact.id][dispatch.slip.number] = dispatch.works
    for paper in collection_slips(**span):
        brought[paper.slip.contact.id] += [
            Brought(paper.slip.date, paper.slip.number, line.work, line.parts, line.earned, line.outstanding)
            for line in paper.lines
        ]
    for seen in inspection_slips(**span):
        brought[seen.slip.contact.id] += [
            Brought(seen.slip.date, seen.slip.number, line.work, line.parts, line.earned, None, line.receipt)
            for line in seen.lines
        ]
    return given, brought


def _book(period: Period, contact: Contact, rows: list[_Raw], names: dict[int, tuple[str, str]]) -> Passbook:
    held: dict[int, int] = defaultdict(int)
    owed = 0
    opening: tuple[Opening, ...] | None = None
    pay_opening = 0
    entries = []
    for day, _, number, what, reason, material, quantity, amount in rows:
        if day >= period.start and opening is None:
            opening, pay_opening = _opened(held, names), owed
        held[material] += quantity
        owed += amount
        if day >= period.start:
            name, unit = names.get(material, ("", ""))
            entries.append(
                Entry(day, number, what, reason, name, unit, quantity, held[material], amount, owed)
            )
    return Passbook(
        period, contact, opening if opening is not None else _opened(held, names), pay_opening, tuple(entries)
    )


def _opened(held: dict[int, int], names: dict[int, tuple[str, str]]) -> tuple[Opening, ...]:
    rows = [Opening(*names[material], balance) for material, balance in held.items() if material and balance]
    return tuple(sorted(rows, key=lambda row: row.material))


def _everything(until: date, households: Collection[int]) -> dict[int, list[_Raw]]:
    """All that happened with these households up to a day."""
    found: dict[int, list[_Raw]] = defaultdict(list)

    def add(
        owner: int,
        day: str | date,
        number: str,
        what: str,
        reason: str,
        material: int,
        quantity: int,
        fen: int,
    ) -> None:
        when = date.fromisoformat(day) if isinstance(day, str) else day
        found[owner].append((when, _ORDER.index(what), number, what, reason, material, quantity, fen))

    _add_material(add, until, households)
    _add_consumed(add, until, households)
    everything = Period("", date.min, until)
    for owner, lines in lines_as_paid(everything, set(households)).items():
        for line in lines:
            add(owner, line.date, line.number, COLLECTION, line.grade, 0, 0, line.amount)
    _add_money(add, until, households)
    return found


def _add_material(add: Any, until: date, households: Collection[int]) -> None:
    query = (
        Movement.select(
            Movement.source,
            Movement.target,
            Movement.date,
            Voucher.number,
            Movement.kind,
            Movement.reason,
            Voucher.reason,
            Movement.material,
            Movement.quantity,
        )
        .join(Voucher)
        .where(Movement.material.is_null(False), Movement.date <= until, standing())
    )
    for end, sign in ((Movement.target, 1), (Movement.source, -1)):
        for row in db.execute(query.where(end.in_(list(households)))):
            source, target, day, number, kind, line_reason, reason, material, quantity = row
            owner = target if sign > 0 else source
            add(owner, day, number, kind, line_reason or reason, material, sign * quantity, 0)


def _add_consumed(add: Any, until: date, households: Collection[int]) -> None:
    """What each receipt used up: the growth of the subcontract's consumption, so that the steps add up to it."""
    using: dict[int, list[tuple[int, int]]] = defaultdict(list)
    query = (
        SubcontractMaterial.select(
            SubcontractMaterial.subcontract, SubcontractMaterial.material, SubcontractMaterial.per_unit
        )
        .join(Subcontract)
        .where(Subcontract.household.in_(list(households)))
    )
    for subcontract, material, per_unit in db.execute(query):
        using[subcontract].append((material, per_unit))
    receipts: list[tuple[str, int, str, int, int, int]] = []
    # What was pending counts as used already; an inspection that sends it back for rework gives it back.
    for table, made in (
        (CollectionLine, CollectionLine.received - CollectionLine.rework),
        (InspectionLine, 0 - InspectionLine.rework),
    ):
        lines = table.select(
            Voucher.date, Voucher.id, Voucher.number, Subcontract.household, Subcontract.id, made
        )
        lines = to_subcontract(lines.join(Voucher), table).where(
            Subcontract.household.in_(list(households)), standing(), Voucher.date <= until
        )
        receipts += db.execute(lines)
    so_far: dict[int, int] = defaultdict(int)
    for day, _, number, owner, subcontract, pieces in sorted(receipts):
        before = so_far[subcontract]
        so_far[subcontract] = before + pieces
        for material, per_unit in using[subcontract]:
            used = consumed(before + pieces, per_unit) - consumed(before, per_unit)
            if used:
                add(owner, day, number, COLLECTION, "", material, -used, 0)


def _add_money(add: Any, until: date, households: Collection[int]) -> None:
    posted = (standing(), Voucher.date <= until, Voucher.household.in_(list(households)))
    advances = Advance.select(Voucher.household, Voucher.date, Voucher.number, Voucher.reason, Advance.amount)
    for owner, day, number, reason, fen in db.execute(advances.join(Voucher).where(*posted)):
        add(owner, day, number, ADVANCE, reason, 0, 0, -fen)
    changes = Adjustment.select(
        Voucher.household, Voucher.date, Voucher.number, Voucher.reason, Adjustment.amount
    )
    for owner, day, number, reason, fen in db.execute(changes.join(Voucher).where(*posted)):
        add(owner, day, number, ADJUSTMENT, reason, 0, 0, fen)
    query = (
        Statement.select(
            Statement.household,
            PayPeriod.end,
            Statement.paid_on,
            Statement.number,
            Statement.allowance,
            Statement.make_up,
            Statement.net,
        )
        .join(PayPeriod)
        .where(Statement.household.in_(list(households)))
    )
    for owner, ends, paid_on, number, allowance, made_up, net in db.execute(query):
        for what, fen in ((ALLOWANCE, allowance), (MAKE_UP, made_up)):
            if fen and ends <= until.isoformat():
                add(owner, ends, number, what, "", 0, 0, fen)
        if net and paid_on and paid_on <= until.isoformat():
            add(owner, paid_on, number, PAID, "", 0, 0, -net)
