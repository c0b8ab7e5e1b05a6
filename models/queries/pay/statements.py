"""Pay statements as typed rows for paper.

The figures are those of `queries.pay.earnings`; here they only meet names, addresses and the pieces that
earn nothing. Money is fen, quantities thousandths, rates ten-thousandths of a yuan.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from models.database import PART, db, parts
from models.errors import UserError
from models.i18n import tr
from models.queries.counting import standing
from models.queries.document_common import Contact, chosen, contacts, printed_before
from models.queries.ledger.piece_lines import PaidLine, pay_shares, reversed_lines
from models.queries.past import as_locked
from models.queries.pay.balances import ADVANCE, BONUS, DEDUCTION, REFUND
from models.queries.pay.earnings import PayMonth, PayStatement, statements
from models.queries.pay.make_up import earned
from models.queries.periods import pay_date, period_at, period_named
from models.rights import shows
from models.rules.amount import half_up
from models.rules.desk import roles
from models.rules.pay import tax
from models.rules.pay.calendar import Period, elapsed
from models.rules.pay.fair_rate import make_up
from models.rules.pay.wage import allowance
from models.settings import settings
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.pay import Advance, PayPeriod, Statement
from models.tables.product import Product
from models.tables.trail import Operation


@dataclass(frozen=True, slots=True)
class Origin:
    """The receipt the household holds, of what was inspected later or corrects it (``reverses``)."""

    slip: str
    reverses: bool = False


@dataclass(frozen=True, slots=True)
class UnpaidRow:
    """Pieces of a collection or inspection that earn nothing; ``origin`` says which receipt they belong to."""

    date: date
    slip: str
    subcontract: str
    work: str
    unit: str
    rework: int
    work_scrap: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Deduction:
    """A deduction that fell due: ``taken`` of ``amount`` now, the rest is carried on. ``date`` None: carried in."""

    date: date | None
    reason: str
    amount: int
    taken: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """An advance, what fell due of it and what was recovered now; ``left`` remains. ``instalment`` counts from 1."""

    date: date
    amount: int
    instalment: int
    instalments: int
    due: int
    recovered: int
    left: int


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What a deduction or advance that was taken back gives back; ``cancelled`` of it is owed no longer. Fen."""

    reason: str
    amount: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What brings the pieces' pay up to the ``floor`` of an hour, in fen, over so many ``minutes`` (thousandths).

    ``own`` is that of the month's own pieces, ``back`` the change by pieces taken back of earlier months.
    """

    floor: int
    minutes: int
    own: int
    back: int


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """A pay statement (计件工资单) as it is printed. ``number`` is "" while the period is open.

    ``tax`` is the estimate of income tax in fen, None unless the cooperative shows it. ``allowance_back`` is the part
    of the allowance that belongs to lines taken back, by the percentage of then: (ppm, fen). ``reissued`` counts how
    often it was made out again after its month was unlocked. ``works`` names the products of its
    lines with their units, ``origins`` the receipts that some belong to, by slip and subcontract. ``made_up`` is None
    without make-up pay.
    """

    period: Period
    number: str
    contact: Contact
    lines: tuple[PaidLine, ...]
    unpaid: tuple[UnpaidRow, ...]
    bonuses: tuple[tuple[str, int], ...]
    deductions: tuple[Deduction, ...]
    recoveries: tuple[Recovery, ...]
    piece: int
    allowance: int
    allowance_ppm: int
    gross: int
    cap_ppm: int
    put_off: int
    net: int
    paid: bool
    pay_date: date
    object_until: date | None
    cashier: str
    books: str
    printed: int
    tax: int | None = None
    allowance_back: tuple[tuple[int, int], ...] = ()
    given_back: tuple[GivenBack, ...] = ()
    reissued: int = 0
    works: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    origins: Mapping[tuple[int, str], Origin] = field(default_factory=dict)
    made_up: MadeUp | None = None


@dataclass(frozen=True, slots=True)
class PaperBatch:
    """Papers to print one after another: how many at most, and the papers themselves, made as they are asked for."""

    count: int
    papers: Iterator[Any]


@shows()
def period_of_statement(number: str) -> str:
    """The key of the period a statement's number belongs to; raises `UserError` (field: number) when there is none."""
    query = Statement.select(PayPeriod.key).join(PayPeriod).where(Statement.number == number)
    row = query.tuples().first()
    if row is None:
        raise UserError(tr('There is no slip "{number}" of this kind.').format(number=number), "number")
    return str(row[0])


@shows(roles.SEE_PAY)
def statement_papers(
    keys: str | Sequence[str],
    *,
    household: str | None = None,
    village: str | None = None,
    numbers: Sequence[str] = (),
) -> PaperBatch:
    """The statements of a period or several, one household's, a village's, or those of these numbers.

    They come in order of household code, and period by period for each. They are read in parts, so that ten thousand
    take no more memory than one part. Raises UserError for a malformed period or an unknown household or village.
    """
    asked = [keys] if isinstance(keys, str) else list(keys)
    only = chosen(household, village, asked[-1]) if asked else None
    known = settings()
    head = Operation.select(Operation.hash).order_by(Operation.id.desc()).tuples().first()
    abouts = [_period_facts(key, known, head[0] if head else "") for key in asked]
    listed = [_wanted(about, only, numbers) for about in abouts]
    codes = dict(item for part in listed for item in part)
    wanted = sorted(codes, key=codes.__getitem__)
    return PaperBatch(sum(map(len, listed)), _statement_papers(abouts, wanted, numbers))


@dataclass(frozen=True, slots=True)
class _PeriodFacts:
    """What all statements of a period share."""

    period: Period
    row: PayPeriod | None
    settings: dict[str, Any]
    books: str
    tax: tax.TaxTable | None
    reversed: dict[int, tuple[str, int]]


def _period_facts(key: str, known: dict[str, Any], books: str) -> _PeriodFacts:
    period, row = period_named(key), PayPeriod.get_or_none(PayPeriod.key == key)
    return _PeriodFacts(period, row, known, books, tax_table(period.end, row, known), reversed_lines(period))


@shows()
def tax_table(day: date, row: PayPeriod | None, known: dict[str, Any]) -> tax.TaxTable | None:
    """What statements of a period that ends on ``day`` estimate the tax with; None where they tell none.

    ``row`` is the period once it is locked: it keeps what it was locked with.
    """
    if row is not None and row.tax_table is not None:
        return tax.tables_of(json.loads(str(row.tax_table)))[0] if row.tax_table else None
    if not known["pay.tax_estimate"]:
        return None
    # A period that an older program locked was locked with the only tables there were.
    return tax.table_on(day, tax.TABLES if row is not None else tax.tables_of(known["pay.tax_tables"]))


def _wanted(about: _PeriodFacts, only: set[int] | None, numbers: Sequence[str]) -> list[tuple[int, str]]:
    """The households that may have a statement, with their codes."""
    query = Household.select(Household.id, Household.code)
    if about.row is not None:
        query = query.join(Statement).where(Statement.period == about.row.id)
        if numbers:
            query = query.where(Statement.number.in_(list(numbers)))
    with as_locked(about.period.key):
        return [(key, code) for key, code in db.execute(query) if only is None or key in only]


def _statement_papers(
    abouts: Sequence[_PeriodFacts], wanted: list[int], numbers: Sequence[str]
) -> Iterator[StatementPaper]:
    size = max(1, PART // len(abouts))
    for start in range(0, len(wanted), size):
        some = wanted[start : start + size]
        found: dict[int, list[StatementPaper]] = defaultdict(list)
        for about in abouts:
            for paper in _of_period(about, some):
                if not numbers or paper.number in numbers:
                    found[paper.contact.id].append(paper)
        for owner in some:
            yield from found[owner]


def _of_period(about: _PeriodFacts, some: list[int]) -> list[StatementPaper]:
    with as_locked(about.period.key):
        month = statements(about.period.key, households=some)
        known = contacts(some)
        unpaid = unpaid_rows(about.period, some)
        advances = _advances(month)
        products = {
            row[0]: row[1:] for row in db.execute(Product.select(Product.id, Product.name, Product.unit))
        }
        origins = _origins({line.voucher for s in month.statements for line in s.lines})
    printed = printed_before("statement", [s.number for s in month.statements if s.number])
    return [
        replace(
            _paper(statement, about, known, products, unpaid, printed, advances, origins),
            made_up=_made_up(statement, about, month.paces),
        )
        for statement in month.statements
    ]


def _made_up(s: PayStatement, about: _PeriodFacts, paces: Mapping[int, int]) -> MadeUp | None:
    """The make-up pay of a statement, and what it was reckoned with; None where there is none."""
    if not s.reckoning.make_up:
        return None
    own = earned((line for line in s.lines if line.voucher not in about.reversed), paces)
    fen = make_up(s.floor, own)
    return MadeUp(s.floor, half_up(own.effort, 1_000), fen, s.reckoning.make_up - fen)


def _paper(
    s: PayStatement,
    about: _PeriodFacts,
    known: dict[int, Contact],
    products: Mapping[int, tuple[str, str]],
    unpaid: dict[int, list[UnpaidRow]],
    printed: dict[str, int],
    advances: dict[int, tuple[int, int]],
    origins: dict[tuple[int, str], Origin],
) -> StatementPaper:
    r, row = s.reckoning, about.row
    return StatementPaper(
        period=about.period,
        number=s.number,
        contact=as_paid(known[s.household], s),
        lines=tuple(s.lines),
        unpaid=tuple(unpaid.get(s.household, ())),
        bonuses=tuple((item.reason, item.amount) for item in s.items if item.kind == BONUS),
        deductions=_deductions(s),
        recoveries=tuple(_recoveries(s, about.period, advances)),
        piece=r.piece,
        allowance=r.allowance,
        allowance_ppm=row.allowance_ppm if row is not None else int(about.settings["pay.allowance"]),
        gross=r.gross,
        cap_ppm=row.cap_ppm if row is not None else int(about.settings["pay.deduction_cap"]),
        put_off=max(0, -r.taken),
        net=r.net,
        paid=s.paid_on is not None,
        pay_date=s.paid_on or pay_date(about.period),
        object_until=_object_until(row, int(about.settings["pay.objection_days"])),
        cashier=str(about.settings["cooperative.cashier"]),
        books=about.books,
        printed=printed.get(s.number, 0),
        tax=None if about.tax is None else tax.estimate(r.gross, about.tax),
        allowance_back=tuple(
            (ppm, allowance([(fen, ppm)])) for fen, ppm in pay_shares(s.lines, about.reversed)[1] if ppm
        ),
        given_back=tuple(
            GivenBack(item.reason, item.amount, item.due) for item in s.items if item.kind == REFUND
        ),
        reissued=s.reissued,
        works=products,
        origins=origins,
    )


def _recoveries(s: PayStatement, period: Period, advances: dict[int, tuple[int, int]]) -> Iterator[Recovery]:
    for item in s.items:
        if item.kind == ADVANCE:
            amount, count = advances[item.voucher]
            passed = max(0, elapsed(period_at(item.date).key, period.key))
            yield Recovery(item.date, amount, min(passed + 1, count), count, item.due, item.amount, item.left)


def _object_until(row: PayPeriod | None, days: int) -> date | None:
    """The day a locked period's statements name; one that an older program locked counts the ``days`` set now."""
    if row is None:
        return None
    kept: date = row.object_until or row.locked_on + timedelta(days=days)
    return kept


@shows()
def as_paid(contact: Contact, s: PayStatement) -> Contact:
    """The household with the way of payment its statement was made out for."""
    return replace(contact, pay_method=s.pay_method, bank=s.bank, account=s.account)


def _deductions(s: PayStatement) -> tuple[Deduction, ...]:
    """What fell due, oldest first, with what the cap let be taken of each; what was taken back is due no longer."""
    purse = max(0, s.reckoning.taken)
    due: list[tuple[date | None, str, int]] = []
    if s.reckoning.carried_in:
        due.append((None, "", s.reckoning.carried_in))
    due += [(item.date, item.reason, -item.amount - item.due) for item in s.items if item.kind == DEDUCTION]
    cancelled = sum(amount for _, _, amount in due) - s.reckoning.deductions_due
    found = []
    for day, reason, whole in due:
        amount = whole - min(whole, cancelled)
        cancelled -= whole - amount
        if not amount:
            continue
        taken = min(amount, purse)
        purse -= taken
        found.append(Deduction(day, reason, amount, taken))
    return tuple(found)


def _advances(month: PayMonth) -> dict[int, tuple[int, int]]:
    """Amount and instalments of the advances in these statements, by voucher."""
    found: dict[int, tuple[int, int]] = {}
    for some in parts({item.voucher for s in month.statements for item in s.items if item.kind == ADVANCE}):
        query = Advance.select(Advance.voucher, Advance.amount, Advance.instalments).where(
            Advance.voucher.in_(some)
        )
        found.update((voucher, (amount, count)) for voucher, amount, count in db.execute(query))
    return found


def _origins(vouchers: Collection[int]) -> dict[tuple[int, str], Origin]:
    """The receipts that inspections and reversing slips among these vouchers belong to, by voucher and subcontract."""
    slip, receipt, first = Voucher.alias(), Voucher.alias(), Voucher.alias()
    found: dict[tuple[int, str], Origin] = {}
    for some in parts(vouchers):
        inspected = (
            InspectionLine.select(slip.id, Subcontract.number, receipt.number, slip.reverses)
            .join(slip, on=(InspectionLine.voucher == slip.id))
            .switch(InspectionLine)
            .join(CollectionLine)
            .join(receipt, on=(CollectionLine.voucher == receipt.id))
            .switch(CollectionLine)
            .join(Subcontract)
            .where(slip.id.in_(some))
        )
        corrected = (
            CollectionLine.select(slip.id, Subcontract.number, first.number, slip.reverses)
            .join(slip, on=(CollectionLine.voucher == slip.id))
            .join(first, on=(slip.reverses == first.id))
            .switch(CollectionLine)
            .join(Subcontract)
            .where(slip.id.in_(some))
        )
        for query in (inspected, corrected):
            for voucher, subcontract, number, reverses in db.execute(query):
                found[voucher, subcontract] = Origin(number, reverses is not None)
    return found


@shows(roles.SEE_PAY)
def unpaid_rows(period: Period, households: Collection[int]) -> dict[int, list[UnpaidRow]]:
    """Rework and work scrap of a period by household, in order of day and slip."""
    found: dict[int, list[UnpaidRow]] = defaultdict(list)
    rows: list[tuple[Any, ...]] = []
    for lines in (CollectionLine, InspectionLine):
        query = lines.select(
            Voucher.id,
            Voucher.household,
            Voucher.date,
            Voucher.number,
            Subcontract.number,
            Product.name,
            Product.unit,
            lines.rework,
            lines.work_scrap,
        )
        query = query.join(Voucher).switch(lines)
        query = (query if lines is CollectionLine else query.join(CollectionLine)).join(Subcontract)
        query = query.join(Order).join(Product).where((lines.rework != 0) | (lines.work_scrap != 0))
        query = query.where(standing(), Voucher.date.between(period.start, period.end))
        if len(households) <= PART:
            query = query.where(Voucher.household.in_(list(households)))
        rows += db.execute(query)
    origins = _origins({row[0] for row in rows})
    for voucher, household, day, number, subcontract, *rest in rows:
        origin = origins.get((voucher, subcontract))
        row = UnpaidRow(date.fromisoformat(day), number, subcontract, *rest)
        found[household].append(replace(row, origin=origin) if origin is not None else row)
    for own in found.values():
        own.sort(key=lambda row: (row.date, row.slip, row.subcontract))
    return found
