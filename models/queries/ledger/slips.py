"""The slips a household is given or signs: deliveries, receipts, returns and transfers, as typed rows for paper.

Each function answers for a whole batch of slips with a fixed number of statements. Quantities are thousandths, rates
ten-thousandths of a yuan, money fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Any, TypeVar

from peewee import fn

from models.database import among, db
from models.queries.answers import by_first, first_column, stored_day
from models.queries.counting import counts
from models.queries.document_common import Contact, Slip, contacts, lines_of_slips, slips
from models.queries.ledger.defects import DefectLine, lines_of
from models.queries.ledger.piece_lines import lines_as_paid
from models.queries.order.joined import WORK
from models.queries.order.standing import subcontract_states
from models.queries.past import as_of
from models.queries.periods import pay_date, period_at
from models.rules.amount import line_amount
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import Parts
from models.rules.ledger.grade import GOOD, SECOND, rate_grade
from models.rules.pay.calendar import Period
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import CollectionLine, Movement, Printing, Voucher
from models.tables.order import Order, Subcontract
from models.tables.product import Material, Product
from models.tables.trail import Operation

Paper = TypeVar("Paper", "DispatchSlip", "CollectionSlip")


@dataclass(frozen=True, slots=True)
class SlipWork:
    """A subcontract as a slip names it: what is to be made, until when, at which rates, paid when."""

    id: int
    number: str
    household: int
    product: int
    name: str
    unit: str
    quantity: int
    date: Day
    due: Day
    good_rate: int | None
    second_rate: int | None
    pay_date: Day

    def paid_at(self, rates: Mapping[str, int]) -> SlipWork:
        """The same with the rates that a slip of it was paid at, where these are known."""
        good, second = rates.get(GOOD, self.good_rate), rates.get(SECOND, self.second_rate)
        return replace(self, good_rate=good, second_rate=second)


@dataclass(frozen=True, slots=True)
class MaterialGiven:
    """A material on a slip: how much, in which packs, on which subcontract.

    ``price`` is that of one unit, in 1/10,000 yuan, None where none is known. ``slip`` is the number of the slip it
    came with where several share a paper.
    """

    subcontract: str
    code: str
    name: str
    unit: str
    quantity: int
    pack_size: int
    reason: str
    price: int | None = None
    slip: str = ""


@dataclass(frozen=True, slots=True)
class LentMachine:
    """A machine lent to the household."""

    code: str
    name: str
    model: str


@dataclass(frozen=True, slots=True)
class DispatchSlip:
    """A dispatch slip (发料单): the work, its material, and the machines that stand with the household.

    ``also`` are further slips on the same paper.
    """

    slip: Slip
    works: tuple[SlipWork, ...]
    materials: tuple[MaterialGiven, ...]
    machines: tuple[LentMachine, ...]
    also: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """Material brought back (退料单), or handed on to another household (调拨单, ``to`` set)."""

    slip: Slip
    materials: tuple[MaterialGiven, ...]
    to: Contact | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Pieces received on one subcontract, by grade; ``earned`` is None where a grade has no rate.

    ``slip`` is the number of the slip where several share a paper, ``defects`` what was wrong with faulty ones.
    """

    work: SlipWork
    parts: Parts
    received: int
    gross: int | None
    tare: int | None
    reason: str
    earned: int | None
    outstanding: int
    slip: str = ""
    defects: tuple[DefectLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """Material left with the household when the slip's day ended."""

    code: str
    name: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class CollectionSlip:
    """A collection slip (回收单). ``earned_so_far`` is the piece pay of the period up to and with the slip's day.

    ``also`` are further slips on the same paper.
    """

    slip: Slip
    lines: tuple[Received, ...]
    earned_so_far: int
    materials_left: tuple[Left, ...]
    also: tuple[Slip, ...] = ()


def _by_home_and_day(papers: Sequence[Paper]) -> list[list[Paper]]:
    """Slips that may share a paper: of one household, day and kind, none of them void or a reversal."""
    groups: dict[tuple[Any, ...], list[Paper]] = {}
    for paper in papers:
        slip = paper.slip
        alone = slip.id if slip.voided or slip.reverses else 0
        groups.setdefault((slip.contact.id, slip.date, slip.kind, alone), []).append(paper)
    return list(groups.values())


def dispatch_of_a_day(papers: Sequence[DispatchSlip]) -> list[DispatchSlip]:
    """Dispatch slips of one household and day as one paper, in the order their first ones came."""
    found = []
    for first, *more in _by_home_and_day(papers):
        if more:
            every = (first, *more)
            first = replace(
                first,
                works=tuple({work.id: work for one in every for work in one.works}.values()),
                materials=tuple(
                    replace(given, slip=one.slip.number) for one in every for given in one.materials
                ),
                also=tuple(one.slip for one in more),
            )
        found.append(first)
    return found


def collections_of_a_day(papers: Sequence[CollectionSlip]) -> list[CollectionSlip]:
    """Collection slips of one household and day as one paper, in the order their first ones came."""
    found = []
    for first, *more in _by_home_and_day(papers):
        if more:
            every = (first, *more)
            lines = tuple(replace(line, slip=one.slip.number) for one in every for line in one.lines)
            first = replace(first, lines=lines, also=tuple(one.slip for one in more))
        found.append(first)
    return found


def dispatch_slips(**which: Any) -> list[DispatchSlip]:
    """Issues and top-ups; arguments as of `papers.slips`.

    One that was printed before says what it said then, whatever names, places and prices became since.
    """
    now = _dispatched(**which)
    then: dict[str, DispatchSlip] = {}
    for key, numbers in _printed_at([one.slip for one in now if one.slip.printed]).items():
        with as_of(key):
            then.update((one.slip.number, one) for one in _dispatched(numbers=numbers))
    return [
        replace(then[number], slip=replace(one.slip, contact=then[number].slip.contact))
        if (number := one.slip.number) in then
        else one
        for one in now
    ]


def _dispatched(**which: Any) -> list[DispatchSlip]:
    heads = slips(voucher_kind.ISSUES, **which)
    return dispatches(heads, _materials(heads))


def _printed_at(heads: Sequence[Slip]) -> dict[int, list[str]]:
    """By the operation whose records slips were first printed from: the numbers of the slips."""
    found: dict[int, list[str]] = defaultdict(list)
    first = (
        Printing.select(Printing.number, fn.MIN(Printing.id).alias("first"))
        .where(Printing.kind == "dispatch", among(Printing.number, [head.number for head in heads]))
        .group_by(Printing.number)
    )
    last = Operation.select(fn.MAX(Operation.id)).where(Operation.id < first.c.first)
    for number, key in db.execute(Printing.select(first.c.number, last).from_(first)):
        found[key].append(number)
    return found


def dispatches(
    heads: Sequence[Slip], given: Mapping[int, Sequence[tuple[int, MaterialGiven]]]
) -> list[DispatchSlip]:
    """Slips with what they hand out: by slip the subcontracts and the material given for each."""
    works = works_of({key for rows in given.values() for key, _ in rows})
    machines = _machines(heads)
    found = []
    for head in heads:
        rows = given.get(head.id, [])
        own = dict.fromkeys(key for key, _ in rows)
        found.append(
            DispatchSlip(
                head,
                tuple(works[key] for key in own),
                tuple(material for _, material in rows),
                tuple(
                    machine
                    for lent, back, machine in machines.get(head.contact.id, ())
                    if (lent is None or lent <= head.date) and (back is None or back > head.date)
                ),
            )
        )
    return found


def dispatches_of(subcontracts: Collection[int]) -> list[str]:
    """The numbers of the delivery slips that brought material for these subcontracts, in order."""
    query = (
        Voucher.select(Voucher.number)
        .join(Movement)
        .where(
            among(Movement.target_subcontract, subcontracts),
            Voucher.kind.in_(voucher_kind.ISSUES),
            counts(),
        )
    )
    return sorted(set(first_column(query)))


def return_slips(**which: Any) -> list[ReturnSlip]:
    """Material that came back to the warehouse; arguments as of `papers.slips`."""
    heads = slips((voucher_kind.RETURN,), **which)
    given = _materials(heads)
    return [ReturnSlip(head, tuple(material for _, material in given.get(head.id, []))) for head in heads]


def transfer_slips(**which: Any) -> list[ReturnSlip]:
    """Material handed from one household to another; arguments as of `papers.slips`."""
    heads = slips((voucher_kind.TRANSFER,), **which)
    given = _materials(heads)
    query = (
        Movement.select(Movement.voucher, Movement.target)
        .join(Subcontract, on=(Movement.target_subcontract == Subcontract.id))
        .where(among(Movement.voucher, [head.id for head in heads]))
        .order_by(Movement.id.desc())
    )
    takers: dict[int, int] = dict(db.execute(query))
    known = contacts(takers.values())
    return [
        ReturnSlip(
            head,
            tuple(material for _, material in given.get(head.id, [])),
            known.get(takers.get(head.id, 0)),
        )
        for head in heads
    ]


def collection_slips(**which: Any) -> list[CollectionSlip]:
    """Receipts of finished pieces; arguments as of `papers.slips`."""
    heads = slips((voucher_kind.COLLECTION,), **which)
    query = CollectionLine.select(
        CollectionLine.voucher,
        CollectionLine.subcontract,
        CollectionLine.received,
        CollectionLine.gross,
        CollectionLine.tare,
        CollectionLine.reason,
        CollectionLine.id,
        CollectionLine.good,
        CollectionLine.second,
        CollectionLine.rework,
        CollectionLine.work_scrap,
        CollectionLine.material_scrap,
        CollectionLine.pending,
    )
    lines = lines_of_slips(query.order_by(CollectionLine.id), CollectionLine.voucher, heads)
    works = works_of({row[0] for rows in lines.values() for row in rows})
    after, left = _standing(heads)
    earned, rates = earned_of(heads)
    defects = lines_of([head.id for head in heads])
    found = []
    for head in heads:
        received = []
        for subcontract, quantity, gross, tare, reason, key, *amounts in lines[head.id]:
            split = Parts(*amounts)
            work = works[subcontract]
            work = work.paid_at(rates.get((head.id, work.number), {}))
            received.append(
                Received(
                    work,
                    split,
                    quantity,
                    gross,
                    tare,
                    reason,
                    pay_of(split, work),
                    after.get((head.date, subcontract), work.quantity),
                    defects=tuple(defects[head.id].get(key, ())),
                )
            )
        found.append(
            CollectionSlip(
                head,
                tuple(received),
                earned.get((head.contact.id, head.date), 0),
                left.get((head.date, head.contact.id), ()),
            )
        )
    return found


def pay_of(split: Parts, work: SlipWork) -> int | None:
    """What a receipt line earns, in fen; None where a grade that occurs has no rate."""
    total = 0
    for grade, quantity in split.paid():
        rate = work.second_rate if grade == SECOND else work.good_rate
        if rate is None:
            return None
        total += line_amount(quantity, rate)
    return total


def _materials(heads: Sequence[Slip]) -> dict[int, list[tuple[int, MaterialGiven]]]:
    """The material lines of slips by voucher: (subcontract, line).

    Voiding moves everything back within the same voucher; the paper shows what the slip once said. A reversing slip
    shows its quantities below zero.
    """
    query = (
        Movement.select(
            Movement.voucher,
            Movement.target,
            Movement.source_subcontract,
            Movement.target_subcontract,
            Movement.quantity,
            Movement.reason,
            Material.code,
            Material.name,
            Material.unit,
            Material.pack_size,
            Material.price,
        )
        .join(Material)
        .order_by(Movement.id)
    )
    moved = lines_of_slips(query, Movement.voucher, heads)
    ends = {key for rows in moved.values() for _, *both_ends in rows for key in both_ends[:2]}
    numbers = dict(
        db.execute(Subcontract.select(Subcontract.id, Subcontract.number).where(among(Subcontract.id, ends)))
    )
    found: dict[int, list[tuple[int, MaterialGiven]]] = defaultdict(list)
    for head in heads:
        for target, source_sub, target_sub, quantity, reason, code, name, unit, pack, price in moved[head.id]:
            arrives = target == head.contact.id
            usual = arrives == (head.kind in voucher_kind.ISSUES)
            if usual == head.reverses:
                continue
            key, given = target_sub if arrives else source_sub, quantity if usual else -quantity
            line = MaterialGiven(numbers[key], code, name, unit, given, pack, reason, price)
            found[head.id].append((key, line))
    return found


def works_of(ids: Collection[int]) -> dict[int, SlipWork]:
    found: dict[int, SlipWork] = {}
    paid: dict[Day, Day] = {}
    query = (
        Subcontract.select(
            Subcontract.id,
            Subcontract.number,
            Subcontract.household,
            *WORK,
            Subcontract.good_rate,
            Subcontract.second_rate,
        )
        .join(Order)
        .join(Product)
        .where(among(Subcontract.id, ids))
    )
    for *named, day, due_text, good, second in db.execute(query):
        due = Day.fromisoformat(due_text)
        if due not in paid:
            paid[due] = pay_date(period_at(due))
        said: tuple[Any, ...] = (*named, Day.fromisoformat(day), due, good, second, paid[due])
        work = SlipWork(*said)
        found[work.id] = work
    return found


def _machines(heads: Iterable[Slip]) -> dict[int, list[tuple[Day | None, Day | None, LentMachine]]]:
    """Loans by household: (lent, returned, machine)."""
    found: dict[int, list[tuple[Day | None, Day | None, LentMachine]]] = defaultdict(list)
    query = (
        EquipmentLoan.select(
            EquipmentLoan.household,
            EquipmentLoan.lent_on,
            EquipmentLoan.returned_on,
            Equipment.code,
            Equipment.name,
            Equipment.model,
        )
        .join(Equipment)
        .where(among(EquipmentLoan.household, {head.contact.id for head in heads}))
        .order_by(Equipment.code)
    )
    for household, lent, back, *machine in db.execute(query):
        found[household].append((stored_day(lent), stored_day(back), LentMachine(*machine)))
    return found


def _standing(
    heads: Sequence[Slip],
) -> tuple[dict[tuple[Day, int], int], dict[tuple[Day, int], tuple[Left, ...]]]:
    """As of each slip's day: what every subcontract still owes, and the material lying with every household."""
    owed: dict[tuple[Day, int], int] = {}
    left: dict[tuple[Day, int], tuple[Left, ...]] = {}
    by_day: dict[Day, set[int]] = defaultdict(set)
    for head in heads:
        by_day[head.date].add(head.contact.id)
    own: dict[int, list[int]] = defaultdict(list)
    query = Subcontract.select(Subcontract.household, Subcontract.id).where(
        among(Subcontract.household, {head.contact.id for head in heads})
    )
    for household, key in db.execute(query):
        own[household].append(key)
    goods = Material.select(Material.id, Material.code, Material.name, Material.unit)
    names: dict[int, tuple[str, str, str]] = by_first(goods)
    for day, households in by_day.items():
        held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        states = subcontract_states([key for household in households for key in own[household]], until=day)
        for state in states.values():
            owed[day, state.id] = state.outstanding
            for material in state.materials.values():
                held[state.household_id][material.material_id] += state.holding(material).balance
        for household, balances in held.items():
            rows = [Left(*names[key], balance) for key, balance in balances.items() if balance]
            left[day, household] = tuple(sorted(rows, key=lambda row: row.code))
    return owed, left


def earned_of(
    heads: Sequence[Slip],
) -> tuple[dict[tuple[int, Day], int], dict[tuple[int, str], dict[str, int]]]:
    """What was earned, and at which rates.

    The first is the piece pay of the running period by household and slip day, that day's own included, in fen. The
    second are the rates slips were paid at by voucher and subcontract's number, which a locked period keeps.
    """
    wanted: dict[Period, list[Slip]] = defaultdict(list)
    on = {day: period_at(day) for day in {head.date for head in heads}}
    for head in heads:
        wanted[on[head.date]].append(head)
    earned: dict[tuple[int, Day], int] = {}
    rates: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for period, asked in wanted.items():
        lines = lines_as_paid(period, {head.contact.id for head in asked})
        for line in (line for own in lines.values() for line in own):
            rates[line.voucher, line.subcontract][rate_grade(line.grade)] = line.rate
        for head in asked:
            earned[head.contact.id, head.date] = sum(
                line.amount for line in lines.get(head.contact.id, ()) if line.date <= head.date
            )
    return earned, rates
