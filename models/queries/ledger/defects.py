"""How many pieces had which defect: what slips say of them, and how they add up by product, household or technician.

Only slips that count are taken in, so that what was voided or reversed is as if it had never been. Thousandths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN, Case, Value, fn

from models.database import among, db
from models.queries.answers import answers
from models.queries.counting import counts, within
from models.queries.party.stays import living_where
from models.queries.totals import to_subcontract
from models.rules.ledger import voucher_kind
from models.rules.ledger.defects import Slice, pareto
from models.tables.guidance import Visit
from models.tables.ledger import CollectionLine, DefectCount, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Defect, Product

BY_DEFECT, BY_PRODUCT, BY_HOUSEHOLD, BY_TECHNICIAN = "defect", "product", "household", "technician"
"""What the faulty pieces may be told apart by. A household's technician is who visited it last."""


class DefectLine(NamedTuple):
    """So many pieces of a collection line, or of a visit's product, had a defect; 0 at a visit: seen."""

    defect: int
    code: str
    name: str
    quantity: int
    product: str = ""


@dataclass(frozen=True, slots=True)
class NamedLine:
    """What a slip says of a collection line's pieces: so many were faulty, with these defects."""

    key: int
    subcontract: str
    product: int
    product_name: str
    unit: str
    faulty: int
    defects: tuple[DefectLine, ...]


@dataclass(frozen=True, slots=True)
class DefectFilters:
    """Which pieces are looked at: those of slips of a span of days, both inside, of records by their keys."""

    since: date | None = None
    until: date | None = None
    product: int | None = None
    household: int | None = None
    technician: str | None = None
    village: str | None = None
    place: int | None = None


class DefectShares(NamedTuple):
    """The faulty pieces by what they were asked by, the most first, and what they are a share of.

    ``faulty`` is rework and scrap, of which ``named`` have a defect.
    """

    slices: tuple[Slice[Any], ...]
    received: int
    faulty: int
    named: int


class DefectGroup(NamedTuple):
    """Pieces of a product with a defect, of so many received: ``key`` as the question told them apart."""

    key: Any
    product: int
    quantity: int
    received: int


class DefectGroups(NamedTuple):
    """The groups, the most first, and how much was rework or scrap in all, named or not."""

    groups: list[DefectGroup]
    faulty: int


class DefectSlip(NamedTuple):
    """A line of a slip that names a defect."""

    key: Any
    product: int
    voucher: int
    number: str
    day: date
    head: str
    code: str
    defect: str
    quantity: int


def lines_of(vouchers: Collection[int]) -> dict[int, dict[int | None, list[DefectLine]]]:
    """What slips say of defects, by slip and collection line (None: of a visit), in the order it was said."""
    found: dict[int, dict[int | None, list[DefectLine]]] = defaultdict(lambda: defaultdict(list))
    query = (
        DefectCount.select(
            DefectCount.voucher,
            DefectCount.collection_line,
            DefectCount.defect,
            Defect.code,
            Defect.name,
            DefectCount.quantity,
            fn.COALESCE(Product.name, ""),
        )
        .join(Defect)
        .join_from(DefectCount, Product, JOIN.LEFT_OUTER)
        .where(among(DefectCount.voucher, vouchers))
        .order_by(DefectCount.id)
    )
    for voucher, line, *rest in db.execute(query):
        found[voucher][line].append(DefectLine(*rest))
    return found


def named_lines(voucher: int) -> list[NamedLine]:
    """The lines of a collection or an inspection, with how many pieces each found faulty and which defects it names."""
    found: list[NamedLine] = []
    said = lines_of([voucher])[voucher]
    for table in (CollectionLine, InspectionLine):
        query = table.select(
            CollectionLine.id, Subcontract.number, Product.id, Product.name, Product.unit, _faulty(table)
        )
        query = to_subcontract(query, table).join(Order).join(Product).where(table.voucher == voucher)
        for key, number, product, name, unit, faulty in db.execute(query.order_by(table.id)):
            defects = tuple(said.get(key, ()))
            found.append(NamedLine(key, number, product, name, unit, faulty, defects))
    return found


def overstated() -> set[int]:
    """The slips that name more pieces with a defect than they found faulty."""
    named = (
        DefectCount.select(DefectCount.voucher, DefectCount.collection_line, fn.SUM(DefectCount.quantity))
        .where(DefectCount.collection_line.is_null(False))
        .group_by(DefectCount.voucher, DefectCount.collection_line)
    )
    saying = DefectCount.select(DefectCount.voucher)
    faulty: dict[tuple[int, int], int] = defaultdict(int)
    for table, line in (
        (CollectionLine, CollectionLine.id),
        (InspectionLine, InspectionLine.collection_line),
    ):
        for voucher, key, total in db.execute(
            table.select(table.voucher, line, _faulty(table)).where(table.voucher.in_(saying))
        ):
            faulty[voucher, key] += total
    return {voucher for voucher, line, total in db.execute(named) if total > faulty[voucher, line]}


def pieces(by: str, filters: DefectFilters) -> DefectShares:
    """The pieces with a defect, by the defect or by what they were made of, made at or taught by, as `BY_…` says."""
    asked = _Pieces(by, filters)
    total = fn.SUM(DefectCount.quantity)
    query = asked.lines(DefectCount, asked.key, total).group_by(asked.key)
    named: dict[Any, int] = dict(db.execute(query.order_by(total.desc(), asked.key)))
    received, faulty = 0, asked.faulty_later()
    for _, _, came, wrong in asked.collected():
        received += came
        faulty += wrong
    return DefectShares(tuple(pareto(named)), received, faulty, sum(named.values()))


def groups(by: str, filters: DefectFilters) -> DefectGroups:
    """The pieces with a defect by product and by what `BY_…` says, the most first; the product's own unit."""
    asked = _Pieces(by, filters)
    of = (asked.key, Order.product)
    said = asked.lines(DefectCount, *of, fn.SUM(DefectCount.quantity)).group_by(*of)
    # What was received has no defect: it is the product's as a whole.
    apart = by in (BY_HOUSEHOLD, BY_TECHNICIAN)
    brought: dict[tuple[Any, int], int] = defaultdict(int)
    faulty = asked.faulty_later()
    for key, product, received, wrong in asked.collected():
        brought[key if apart else None, product] += received
        faulty += wrong
    found = [
        DefectGroup(key, product, total, brought[key if apart else None, product])
        for key, product, total in db.execute(said)
    ]
    return DefectGroups(sorted(found, key=lambda one: (-one.quantity, str(one.key), one.product)), faulty)


def slips_of(by: str, filters: DefectFilters) -> list[DefectSlip]:
    """The lines of slips behind these pieces, in the order of their days."""
    asked = _Pieces(by, filters)
    query = asked.lines(
        DefectCount,
        asked.key.alias("key"),
        Order.product.alias("product"),
        Voucher.id.alias("voucher"),
        Voucher.number,
        Voucher.date.alias("day"),
        Household.head,
        Defect.code,
        Defect.name.alias("defect"),
        DefectCount.quantity,
    )
    query = query.join_from(Voucher, Household).join_from(DefectCount, Defect)
    return answers(DefectSlip, query.order_by(Voucher.date, DefectCount.id))


def _faulty(lines: Any) -> Any:
    return lines.rework + lines.work_scrap + lines.material_scrap


class _Pieces:
    """The lines of slips that count, narrowed down; ``key`` is the column they are told apart by."""

    def __init__(self, by: str, filters: DefectFilters) -> None:
        self._by = by
        self._filters = filters
        self._taught = _taught() if by == BY_TECHNICIAN or filters.technician is not None else None
        self._technician: Any = None if self._taught is None else self._taught.c.technician
        self.key: Any = {
            BY_DEFECT: DefectCount.defect,
            BY_PRODUCT: Order.product,
            BY_HOUSEHOLD: Subcontract.household,
            BY_TECHNICIAN: self._technician,
        }[by]

    def lines(self, table: Any, *columns: Any) -> Any:
        """These columns of a table of lines, with their slip, subcontract and order."""
        query = to_subcontract(table.select(*columns).join(Voucher), table).join(Order)
        if self._taught is not None:
            there = self._at(self._taught, Voucher.household, Voucher.date, Voucher.date)
            query = query.join_from(Voucher, self._taught, JOIN.LEFT_OUTER, on=there)
        query = query.where(*self._slips(), *self._subcontracts())
        if self._filters.technician is not None:
            query = query.where(self._technician == self._filters.technician)
        return query

    def collected(self) -> Iterator[tuple[Any, int, int, int]]:
        """What was received and of it faulty, by what it is told apart by (of a defect: nothing) and by product.

        Summed by subcontract first, so that each is looked up once, not once a line.
        """
        brought = self._brought()
        query = Subcontract.select().join(brought, on=(brought.c.subcontract == Subcontract.id))
        query = query.join_from(Subcontract, Order)
        sums = fn.SUM(brought.c.received), fn.SUM(brought.c.faulty)
        if self._taught is None:
            key = Value(0) if self._by == BY_DEFECT else self.key
            yield from db.execute(query.select(key, Order.product, *sums).group_by(key, Order.product))
            return
        # Whose pieces all came in one technician's time are his; of the others each line is looked at.
        there = self._at(self._taught, brought.c.household, brought.c.first, brought.c.last)
        query = query.join_from(brought, self._taught, JOIN.LEFT_OUTER, on=there)
        key = Value(0) if self._by == BY_DEFECT else self.key
        between = Case(None, ((self._technician.is_null(), brought.c.subcontract),))
        if self._filters.technician is not None:
            wanted = self._technician == self._filters.technician
            query = query.where(self._technician.is_null() | wanted)
        query = query.select(key, Order.product, *sums, between)
        mixed = []
        for *row, subcontract in db.execute(query.group_by(key, Order.product, between)):
            if subcontract is None:
                yield tuple(row)
            else:
                mixed.append(subcontract)
        if mixed:
            sums = fn.SUM(CollectionLine.received), fn.SUM(_faulty(CollectionLine))
            query = self.lines(CollectionLine, key, Order.product, *sums)
            query = query.where(among(CollectionLine.subcontract, mixed))
            yield from db.execute(query.group_by(key, Order.product))

    def faulty_later(self) -> int:
        """How much was found rework or scrap when it was inspected."""
        query = self.lines(InspectionLine, fn.SUM(_faulty(InspectionLine)))
        return next(iter(db.execute(query)))[0] or 0

    def _brought(self) -> Any:
        query = (
            CollectionLine.select(
                CollectionLine.subcontract.alias("subcontract"),
                fn.MIN(Voucher.household).alias("household"),
                fn.MIN(Voucher.date).alias("first"),
                fn.MAX(Voucher.date).alias("last"),
                fn.SUM(CollectionLine.received).alias("received"),
                fn.SUM(_faulty(CollectionLine)).alias("faulty"),
            )
            .join(Voucher)
            .where(*self._slips())
            .group_by(CollectionLine.subcontract)
        )
        meant = self._subcontracts()
        if meant:
            keys = Subcontract.select(Subcontract.id).join(Order).where(*meant)
            query = query.where(CollectionLine.subcontract.in_(keys))
        return query.alias("brought")

    @staticmethod
    def _at(taught: Any, household: Any, first: Any, last: Any) -> Any:
        """Whether a household was taught by one technician from one day to another."""
        visit = taught.c
        there = (visit.household == household) & (visit.since <= first)
        return there & (visit.until.is_null() | (visit.until > last))

    def _slips(self) -> list[Any]:
        asked = self._filters
        return [counts(), *within(asked.since, asked.until)]

    def _subcontracts(self) -> list[Any]:
        asked = self._filters
        found: list[Any] = []
        if asked.product is not None:
            found.append(Order.product == asked.product)
        if asked.household is not None:
            found.append(Subcontract.household == asked.household)
        living = living_where(asked.village, asked.place, Subcontract.date)
        if living:
            there = Household.select(Household.id).where(Household.id == Subcontract.household, *living)
            found.append(fn.EXISTS(there))
        return found


def _taught() -> Any:
    """Who visited each household from which day on, until the day of the next visit; of one day the last counts.

    Before its first visit, and where none ever was, it is nobody: an empty name.
    """
    visited, visit = Voucher.alias(), Visit.alias()
    following = fn.LEAD(visited.date).over(
        partition_by=[visited.household], order_by=[visited.date, visited.id]
    )
    visits = (
        visit.select(
            visited.household.alias("household"),
            visited.date.alias("since"),
            following.alias("until"),
            visit.technician.alias("technician"),
        )
        .join(visited, on=(visit.voucher == visited.id))
        .where(visited.kind == voucher_kind.VISIT, counts(visited))
    )
    first = (
        visited.select(visited.household.alias("household"), fn.MIN(visited.date).alias("until"))
        .where(visited.kind == voucher_kind.VISIT, counts(visited))
        .group_by(visited.household)
        .alias("first")
    )
    before = Household.select(Household.id, Value(""), first.c.until, Value("")).join(
        first, JOIN.LEFT_OUTER, on=(first.c.household == Household.id)
    )
    return visits.union_all(before).alias("taught")
