"""Does the ledger agree with itself: slips with their movements, statements with their lines, rows with the trail.

Each check answers with one sentence per fault, naming the slip or table; an empty answer is a sound file.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from peewee import JOIN, fn

from models import search
from models.database import db, world_fault
from models.i18n import tr
from models.queries.answers import first_column
from models.queries.counting import standing, void
from models.queries.desk import trail, trail_marks, trail_photos
from models.queries.ledger.defects import overstated
from models.queries.ledger.dependents import unsupported
from models.queries.ledger.slip_days import slip_days
from models.queries.pay.balances import ADVANCE, REFUND
from models.queries.product.units import finer_than_counted
from models.rules.amount import line_amount
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import PARTS, REWORK
from models.tables.ledger import CollectionLine, CountLine, InspectionLine, Movement, SaleLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.paper import BlankSlip
from models.tables.party import COUNTED, INSPECTION, SCRAP, WAREHOUSE
from models.tables.pay import KeptNumber, PayPeriod, Statement, StatementItem, StatementLine
from models.tables.trail import Series

_log = logging.getLogger("yuanba.check")

SHOWN = 20
"""The most faults of one kind that are named; the rest are counted."""

_PLACES = {
    "good": WAREHOUSE,
    "second": WAREHOUSE,
    "work_scrap": SCRAP,
    "material_scrap": SCRAP,
    "pending": INSPECTION,
}


def faults() -> Iterator[str]:
    """Everything that does not agree, check by check, in the screen's language."""
    return _found_by(CHECKS)


def trail_faults() -> Iterator[str]:
    """What the file's layout and its trail alone do not bear out."""
    return _found_by(TRAIL)


def _found_by(checks: Iterable[Callable[[], Iterator[str]]]) -> Iterator[str]:
    amiss = False
    for check in checks:
        try:
            found = list(check())
        except Exception as error:
            # The engine's own faults have their sentence; everything else builds on rows that agree with each other.
            if world_fault(error) is not None:
                raise
            _log.warning("a check broke off", exc_info=True)
            if amiss:
                yield tr("What else is wrong cannot be told before that is put right.")
            else:
                yield tr("Records contradict each other, so that they cannot be checked to the end.")
            return
        amiss = amiss or bool(found)
        yield from found[:SHOWN]
        if len(found) > SHOWN:
            yield tr("… and {count} more of these.").format(count=len(found) - SHOWN)


def _findable() -> Iterator[str]:
    """The search index knows every row it was made for."""
    for table in search.TABLES:
        if search.missing(table):
            yield tr('The search index of "{table}" is not whole.').format(table=table)


def _pieces() -> Iterator[str]:
    """The movements of every collection and inspection are what its lines say; a void one moves nothing."""
    expected: dict[tuple[int, str, int], int] = defaultdict(int)
    for voucher, _, *parts in db.execute(_line_sums(CollectionLine, PARTS)):
        for part, quantity in zip(PARTS, parts, strict=True):
            if part != REWORK:
                expected[voucher, part, _PLACES[part]] += quantity
    for voucher, household, *parts in db.execute(_line_sums(InspectionLine, PARTS[:-1])):
        for part, quantity in zip(PARTS[:-1], parts, strict=True):
            expected[voucher, part, _PLACES.get(part, household)] += quantity
    moved: dict[tuple[int, str, int], int] = defaultdict(int)
    for voucher, kind, household, grade, source, target, quantity in db.execute(
        Movement.select(
            Movement.voucher,
            Voucher.kind,
            Voucher.household,
            Movement.grade,
            Movement.source,
            Movement.target,
            fn.SUM(Movement.quantity),
        )
        .join(Voucher)
        .where(
            Movement.product.is_null(False),
            Voucher.kind.in_(voucher_kind.JUDGED),
        )
        .group_by(Movement.voucher, Movement.grade, Movement.source, Movement.target)
    ):
        origin = household if kind == voucher_kind.COLLECTION else INSPECTION
        sign, place = (1, target) if source == origin else (-1, source)
        moved[voucher, grade, place] += sign * quantity
    wrong = {key[0] for key in expected.keys() | moved.keys() if expected.get(key, 0) != moved.get(key, 0)}
    yield from _named(wrong, tr("The movements of {number} are not what its lines say."))


def _line_sums(table: Any, parts: tuple[str, ...]) -> Any:
    return (
        table.select(table.voucher, Voucher.household, *(fn.SUM(getattr(table, part)) for part in parts))
        .join(Voucher)
        .where(standing())
        .group_by(table.voucher)
    )


def _voids() -> Iterator[str]:
    sides = [
        (
            Movement.select(
                Movement.voucher, Movement.material, Movement.product, Movement.grade, side, Movement.quantity
            )
            .join(Voucher)
            .where(void()),
            sign,
        )
        for side, sign in ((Movement.target, 1), (Movement.source, -1))
    ]
    net: dict[tuple[Any, ...], int] = defaultdict(int)
    for query, sign in sides:
        for *key, quantity in db.execute(query):
            net[tuple(key)] += sign * quantity
    wrong = {key[0] for key, quantity in net.items() if quantity}
    yield from _named(wrong, tr("{number} is void, but it still moves something."))


def _defects() -> Iterator[str]:
    yield from _named(overstated(), tr("{number}: more pieces with a defect than rework and scrap."))


def _slips_with_nothing() -> Iterator[str]:
    for kinds, table in (
        (voucher_kind.MATERIAL, Movement),
        ((voucher_kind.COLLECTION,), CollectionLine),
        ((voucher_kind.INSPECTION,), InspectionLine),
        ((voucher_kind.COUNT,), CountLine),
        ((voucher_kind.SALE,), SaleLine),
    ):
        query = (
            Voucher.select(Voucher.id)
            .join(table, JOIN.LEFT_OUTER, on=(table.voucher == Voucher.id))
            .where(Voucher.kind.in_(kinds), table.id.is_null())
        )
        if table is CountLine:
            # What takes a count back only moves, and moves nothing where nothing differed.
            query = query.where(Voucher.reverses.is_null())
        wrong = set(first_column(query))
        yield from _named(wrong, tr("There is nothing on {number}."))


def _counts() -> Iterator[str]:
    """What a stocktake moved is what it found less what the books said; a void or reversing one has no say."""
    own = (standing(), Voucher.reverses.is_null(), Voucher.kind == voucher_kind.COUNT)
    differing: dict[tuple[int, int, int, str, int], int] = defaultdict(int)
    lines = CountLine.select(
        CountLine.voucher,
        fn.COALESCE(CountLine.material, 0),
        fn.COALESCE(CountLine.product, 0),
        fn.COALESCE(CountLine.grade, ""),
        fn.COALESCE(CountLine.subcontract, 0),
        CountLine.counted - CountLine.books,
    )
    for *key, more in db.execute(lines.join(Voucher).where(*own)):
        differing[tuple(key)] += more
    for end, sub, sign in (
        (Movement.source, Movement.target_subcontract, 1),
        (Movement.target, Movement.source_subcontract, -1),
    ):
        moved = Movement.select(
            Movement.voucher,
            fn.COALESCE(Movement.material, 0),
            fn.COALESCE(Movement.product, 0),
            fn.COALESCE(Movement.grade, ""),
            fn.COALESCE(sub, 0),
            Movement.quantity,
        )
        for *key, quantity in db.execute(moved.join(Voucher).where(*own, end == COUNTED)):
            differing[tuple(key)] -= sign * quantity
    wrong = {key[0] for key, more in differing.items() if more}
    yield from _named(wrong, tr("What stocktake {number} moved is not what it found."))


def _sales() -> Iterator[str]:
    """What a sale moved out of the warehouse is what its lines say; one that takes it back says so with its sign."""
    differing: dict[tuple[int, int, str], int] = defaultdict(int)
    lines = SaleLine.select(SaleLine.voucher, SaleLine.product, SaleLine.grade, SaleLine.quantity)
    for *key, quantity in db.execute(lines.join(Voucher).where(standing())):
        differing[tuple(key)] += quantity
    moved = Movement.select(
        Movement.voucher, Movement.product, Movement.grade, Movement.source, Movement.quantity
    )
    which = moved.join(Voucher).where(standing(), Voucher.kind == voucher_kind.SALE)
    for *key, source, quantity in db.execute(which):
        differing[tuple(key)] -= quantity if source == WAREHOUSE else -quantity
    wrong = {key[0] for key, more in differing.items() if more}
    yield from _named(wrong, tr("The movements of {number} are not what its lines say."))


def _whole_goods() -> Iterator[str]:
    """What an older program let in of counted goods, or in more decimals than its unit takes."""
    for number, quantity in finer_than_counted():
        yield tr("{number}: {quantity} has more decimals than its unit takes.").format(
            number=number, quantity=quantity
        )


def _movements() -> Iterator[str]:
    wrong = set(
        first_column(
            Movement.select(Movement.voucher).where(
                (Movement.quantity <= 0)
                | (Movement.source == Movement.target)
                | (Movement.material.is_null() == Movement.product.is_null())
            )
        )
    )
    # A transfer between two subcontracts of one household moves nothing but the account it stands on.
    within = set(
        first_column(
            Movement.select(Movement.voucher).where(
                Movement.source == Movement.target,
                Movement.quantity > 0,
                Movement.source_subcontract != Movement.target_subcontract,
            )
        )
    )
    yield from _named(wrong - within, tr("A movement of {number} leads nowhere."))


def _statements() -> Iterator[str]:
    lines = dict(
        db.execute(
            StatementLine.select(StatementLine.statement, fn.SUM(StatementLine.amount)).group_by(
                StatementLine.statement
            )
        )
    )
    items = {
        (statement, kind): amount
        for statement, kind, amount in db.execute(
            StatementItem.select(
                StatementItem.statement, StatementItem.kind, fn.SUM(StatementItem.amount)
            ).group_by(StatementItem.statement, StatementItem.kind)
        )
    }
    for s in Statement.select().iterator():
        agrees = (
            lines.get(s.id, 0) == s.piece
            and s.gross == s.piece + s.allowance + s.make_up + s.bonus
            and s.due == s.taken + s.carried_out
            and s.net == s.gross - s.taken - s.recovered + s.given_back
            and s.net >= 0
            and items.get((s.id, ADVANCE), 0) == s.recovered
            and items.get((s.id, REFUND), 0) == s.given_back
        )
        if not agrees:
            yield tr("The pay statement {number} does not add up.").format(number=s.number)
    rows = StatementLine.select(
        StatementLine.number, StatementLine.quantity, StatementLine.rate, StatementLine.amount
    )
    for number, quantity, rate, amount in db.execute(rows):
        if line_amount(quantity, rate) != amount:
            yield tr("A pay line of {number} is not quantity × rate.").format(number=number)


def _series() -> Iterator[str]:
    """The slips of a yearly series have no gaps; orders and subcontracts may be taken back whole."""
    given: dict[str, set[str]] = defaultdict(set)
    for series, number in db.execute(Voucher.select(Voucher.series, Voucher.number)):
        given[series].add(number[2:])
    # A number printed on a blank slip is on its way, or was put aside with a reason.
    for series, number in db.execute(BlankSlip.select(BlankSlip.series, BlankSlip.number)):
        given[series].add(number[2:])
    # An unlocked month keeps the numbers its statements had.
    for table in (Statement, KeptNumber):
        given["statement"] |= {number[2:] for (number,) in db.execute(table.select(table.number))}
    for row in Series.select().where(Series.name.in_(list(given))):
        for at in range(1, row.last + 1):
            number = f"{row.year % 100:02d}{row.letter}{at:05d}"
            if number not in given[row.name]:
                yield tr('The number …{number} is missing from the series of "{series}".').format(
                    number=number, series=row.name
                )


def _supported() -> Iterator[str]:
    """Every slip that counts has what it builds on, and lies where it may."""
    yield from (one.message for one in unsupported())
    ahead = Voucher.select(Voucher.number, Voucher.date).where(standing(), Voucher.date > slip_days().last)
    for number, day in db.execute(ahead.order_by(Voucher.date, Voucher.number)):
        yield tr("{number} is dated {day}, more than a month ahead.").format(number=number, day=day)
    early = (
        Subcontract.select(Subcontract.number, Order.number)
        .join(Order)
        .where(Subcontract.date < Order.date)
        .order_by(Subcontract.number)
    )
    for number, order in db.execute(early):
        yield tr("The subcontract {number} is dated before its order {other}.").format(
            number=number, other=order
        )


def _locked_ahead() -> Iterator[str]:
    """No month was locked before it began, as a month typed wrong once locked all up to it."""
    begun = date.today()
    ahead = PayPeriod.select(PayPeriod.key).where(
        PayPeriod.start > begun, PayPeriod.locked_on < PayPeriod.start
    )
    for (key,) in db.execute(ahead.order_by(PayPeriod.start.desc())):
        yield tr("{period} was locked before it began. Unlock it.").format(period=key)


def _reversals() -> Iterator[str]:
    """Nothing is reversed twice, and nothing that is void is reversed as well."""
    other = Voucher.alias()
    query = (
        Voucher.select(Voucher.number, Voucher.voided_on, fn.COUNT(other.id))
        .join(other, on=(other.reverses == Voucher.id))
        .where(standing(other))
        .group_by(Voucher.id)
        .order_by(Voucher.number)
    )
    for number, voided, times in db.execute(query):
        if times > 1:
            yield tr("{number} was reversed more than once.").format(number=number)
        if voided is not None:
            yield tr("{number} is void, and was reversed besides.").format(number=number)


def _named(vouchers: set[int], sentence: str) -> Iterator[str]:
    if vouchers:
        rows = db.execute(Voucher.select(Voucher.id, Voucher.number))
        for number in sorted(number for key, number in rows if key in vouchers):
            yield sentence.format(number=number)


TRAIL: tuple[Callable[[], Iterator[str]], ...] = (
    trail.laid_out,
    trail.layouts_vouched,
    trail.linked,
    trail.sealed,
    trail_marks.held,
    trail.histories,
    trail.changed_rows,
    trail_photos.intact,
)
CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    *TRAIL,
    _findable,
    _pieces,
    _voids,
    _slips_with_nothing,
    _defects,
    _movements,
    _counts,
    _sales,
    _whole_goods,
    _supported,
    _locked_ahead,
    _reversals,
    _statements,
    _series,
)
