"""Vouchers as lists show them, each with what stands on it in a few words, and the lines of one of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple

from peewee import JOIN, Case, Value, fn

from models import format
from models.database import db
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import COUNT, TEXT, ChoiceField
from models.queries.answers import first_column
from models.queries.counting import standing, status, void
from models.queries.listing import STATUS, ListColumn, Listing
from models.queries.narrowing import Narrow
from models.queries.party.place_narrow import HEAD, by_place, by_village
from models.queries.totals import to_subcontract
from models.rights import guarded, may
from models.rules.desk.roles import SEE_PAY
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import PARTS
from models.search import Words
from models.tables.guidance import Equipment, EquipmentEvent, ReturnVisit, Visit
from models.tables.ledger import (
    CollectionLine,
    CountLine,
    InspectionLine,
    Movement,
    Printing,
    SaleLine,
    Voucher,
)
from models.tables.order import Order, Subcontract
from models.tables.party import LOCATION_NAMES, Household, Location
from models.tables.pay import Adjustment, Advance, Dispute
from models.tables.product import Material, Product

OF_HOUSEHOLD: Final = Narrow(
    "household",
    mark("Household"),
    COUNT,
    Voucher.household,
    Household.pinyin,
    Household.head.concat(" ").concat(Household.code),
)
"""Slips narrowed to those of some households."""

WORDS_MOST: Final = 3
"""Lines told in a list; more are counted."""


class VoucherLine(NamedTuple):
    """One line of a voucher: material or pieces by grade (``grade`` "" for material), from where to where."""

    subcontract: str
    code: str
    name: str
    unit: str
    grade: str
    quantity: int
    source: str
    target: str
    reason: str


class VoucherPage(NamedTuple):
    """A voucher with everything on it; ``amount`` (fen) of money or a sale, ``taken_back_by`` its reversal."""

    id: int
    kind: str
    number: str
    date: dt.date
    household_id: int | None
    code: str
    head: str
    reason: str
    voided_on: dt.date | None
    void_reason: str
    reverses: str
    taken_back_by: str
    amount: int | None
    instalments: int | None
    lines: list[VoucherLine]
    maker: str = ""


def vouchers(
    kinds: Collection[str] = (),
    *,
    household: int | None = None,
) -> Listing:
    """All vouchers, or those of some kinds or a household; newest first."""

    def source() -> Any:
        query = Voucher.select(Voucher.id).join(Household, JOIN.LEFT_OUTER)
        if kinds:
            query = query.where(Voucher.kind.in_(list(kinds)))
        if household is not None:
            query = query.where(Voucher.household == household)
        return query

    return Listing(
        "vouchers",
        mark("Vouchers"),
        (
            ListColumn("id", mark("Number"), COUNT, Voucher.id, hidden=True),
            ListColumn.of(Voucher.date),
            ListColumn.of(Voucher.number),
            ListColumn("kind", mark("Kind"), TEXT, Voucher.kind),
            ListColumn.of(Household.code),
            HEAD,
            ListColumn("content", mark("Content"), TEXT, Value("")),
            ListColumn("reason", mark("Reason"), TEXT, reason_of()),
            ListColumn("status", mark("Status"), STATUS, status()),
            ListColumn.of(Voucher.maker, optional=True),
            ListColumn("printed", mark("Times printed"), COUNT, _printings()),
        ),
        source,
        Voucher.id,
        search=(
            Voucher.number,
            Words("household", Voucher.household, named=True),
            Voucher.reason,
            Voucher.void_reason,
        ),
        order="-date",
        finish=_say_content,
        narrows=(
            Narrow("kind", mark("Kind"), ChoiceField(choices=voucher_kind.CHOICES), Voucher.kind),
            "date",
            OF_HOUSEHOLD,
            by_village(Voucher.date),
            by_place(day=Voucher.date),
            "status",
            # Where nobody signs in every slip would have the same: none.
            *(("maker",) if guarded() else ()),
        ),
    )


def reason_of() -> Any:
    """Why a slip is void, else why it was made, else the reason on one of its lines."""
    of_lines = [
        table.select(fn.MAX(table.reason)).where(table.voucher == Voucher.id, table.reason != "")
        for table in (CollectionLine, Movement, CountLine)
    ]
    return Case(
        None,
        ((Voucher.void_reason != "", Voucher.void_reason), (Voucher.reason != "", Voucher.reason)),
        fn.COALESCE(*of_lines, ""),
    )


def _printings() -> Any:
    """How often a voucher came out of the printer."""
    document = Case(
        Voucher.kind,
        [(kind, name) for kind, name in voucher_kind.DOCUMENTS.items() if kind != name],
        Voucher.kind,
    )
    return Printing.select(fn.COUNT(Printing.id)).where(
        Printing.number == Voucher.number, Printing.kind == document
    )


def unprinted(listing: Listing, search: str = "") -> dict[str, list[str]]:
    """The numbers of a list's slips that stand and were never printed, by the document of their kind, oldest first."""
    query = listing.matching(search).where(standing(), _printings() == 0)
    query = query.select(Voucher.kind, Voucher.number).order_by(Voucher.date, Voucher.number)
    found: dict[str, list[str]] = defaultdict(list)
    for kind, number in db.execute(query):
        found[voucher_kind.DOCUMENTS[kind]].append(number)
    return dict(found)


def _say_content(rows: list[dict[str, Any]]) -> None:
    said = contents([row["id"] for row in rows])
    for row in rows:
        row["kind"] = tr(voucher_kind.KINDS[row["kind"]].label)
        row["content"] = said.get(row["id"], "")


def contents(ids: Sequence[int]) -> dict[int, str]:
    """What stands on these vouchers, in a few words of the screen's language."""
    words: dict[int, list[str]] = defaultdict(list)
    moved: dict[tuple[int, str, str], int] = {}
    for voucher, name, unit, quantity in db.execute(_material_lines(ids)):
        moved[voucher, name, unit] = moved.get((voucher, name, unit), 0) + quantity
    pieces: dict[tuple[int, str, str, str], int] = {}
    for voucher, _, _, name, unit, _, *amounts in _pieces(ids):
        for grade, quantity in zip(PARTS, amounts, strict=False):
            if quantity:
                key = voucher, name, unit, grade
                pieces[key] = pieces.get(key, 0) + quantity
    for voucher, _, _, name, unit, _, said, found, _ in db.execute(_counted(ids)):
        figures = f"{format.quantity(said)} → {format.quantity(found, unit)}"
        words[voucher].append(f"{name} {figures}")
    for (voucher, name, unit), quantity in moved.items():
        words[voucher].append(f"{name} {format.quantity(quantity, unit)}")
    named: set[tuple[int, str]] = set()
    for (voucher, name, unit, grade), quantity in pieces.items():
        lead = "" if (voucher, name) in named else f"{name} "
        named.add((voucher, name))
        words[voucher].append(f"{lead}{format.grade(grade)} {format.quantity(quantity, unit)}")
    for voucher, takings in db.execute(_takings(ids)):
        words[voucher].append(format.yuan(takings))
    money = (Advance, Adjustment) if may(SEE_PAY) else ()
    for voucher, amount in (row for table in money for row in db.execute(_amounts(table, ids))):
        words[voucher].append(format.yuan(amount))
    for slip, what, otherwise in (
        (Visit.voucher, Visit.topic, Visit.finding),
        (ReturnVisit.voucher, ReturnVisit.purpose, ReturnVisit.found),
        (Dispute.voucher, Dispute.said, Dispute.said),
    ):
        query = slip.model.select(slip, what, otherwise).where(slip.in_(list(ids)))
        for voucher, *told in db.execute(query):
            words[voucher].append(told[0] or told[1])
    _say_machines(ids, words)
    return {voucher: _joined(parts) for voucher, parts in words.items()}


def _say_machines(ids: Sequence[int], words: dict[int, list[str]]) -> None:
    """What happened to which machine."""
    for voucher, name, kind in db.execute(
        EquipmentEvent.select(EquipmentEvent.voucher, Equipment.name, EquipmentEvent.kind)
        .join(Equipment, on=(EquipmentEvent.equipment == Equipment.id))
        .where(EquipmentEvent.voucher.in_(list(ids)))
    ):
        words[voucher].insert(0, f"{name} {EquipmentEvent.kind.shown(kind)}")


def _joined(parts: list[str]) -> str:
    told = " · ".join(parts[:WORDS_MOST])
    return told if len(parts) <= WORDS_MOST else f"{told} · +{len(parts) - WORDS_MOST}"


def voucher_page(voucher: int) -> VoucherPage | None:
    """A voucher with its lines, or None when there is no such one."""
    row: Any = Voucher.get_or_none(Voucher.id == voucher)
    if row is None:
        return None
    head = row.household
    reversed_by: Any = Voucher.get_or_none(Voucher.reverses == row, standing())
    paid, changed = (
        table.get_or_none(table.voucher == row) if may(SEE_PAY) else None for table in (Advance, Adjustment)
    )
    return VoucherPage(
        row.id,
        row.kind,
        row.number,
        row.date,
        row.household_id,
        "" if head is None else head.code,
        "" if head is None else head.head,
        row.reason,
        row.voided_on,
        row.void_reason,
        "" if row.reverses_id is None else row.reverses.number,
        "" if reversed_by is None else reversed_by.number,
        paid.amount if paid is not None else changed.amount if changed is not None else _taken_in(row.id),
        None if paid is None else paid.instalments,
        voucher_lines(row.id),
        row.maker,
    )


def _takings(ids: Sequence[int]) -> Any:
    """What was paid in all for each of these vouchers' sales, in fen."""
    return (
        SaleLine.select(SaleLine.voucher, fn.SUM(SaleLine.takings))
        .where(SaleLine.voucher.in_(list(ids)))
        .group_by(SaleLine.voucher)
    )


def _taken_in(voucher: int) -> int | None:
    """What was paid for a sale in fen; None for any other voucher."""
    return next((int(takings) for _, takings in db.execute(_takings([voucher]))), None)


def voucher_numbered(number: str, kind: str = "") -> int:
    """The key of the voucher with a number, of one kind ("": any); a void one only where there is no other.

    Raises UserError when there is none, or when several kinds of slips have this number.
    """
    query = Voucher.select(Voucher.id, Voucher.kind, Voucher.voided_on).where(
        Voucher.number == number.strip()
    )
    rows = [row for row in db.execute(query) if not kind or row[1] == kind]
    rows = [row for row in rows if row[2] is None] or rows
    if not rows:
        raise UserError(tr('There is no slip with the number "{number}".').format(number=number), "number")
    if len(rows) > 1:
        kinds = ", ".join(sorted(row[1] for row in rows))
        raise UserError(
            tr("Several slips have the number {number}: say which kind ({kinds}).").format(
                number=number, kinds=kinds
            ),
            "number",
        )
    return int(rows[0][0])


def newest_number(household: int, kinds: Collection[str]) -> str | None:
    """The number of a household's newest slip of some kinds that stands, or None."""
    query = Voucher.select(Voucher.number).where(
        Voucher.household == household, Voucher.kind.in_(list(kinds)), standing(), Voucher.reverses.is_null()
    )
    found: str | None = query.order_by(Voucher.date.desc(), Voucher.id.desc()).limit(1).scalar()
    return found


def voucher_lines(voucher: int) -> list[VoucherLine]:
    """The lines of a voucher as they were posted: pieces by grade, or material with where it went."""
    return [*_lines_of_pieces(voucher), *_lines_counted(voucher)] or _lines_moved(voucher)


def _lines_of_pieces(voucher: int) -> list[VoucherLine]:
    return [
        VoucherLine(sub, code, name, unit, grade, quantity, "", "", reason)
        for _, sub, code, name, unit, reason, *figures in _pieces([voucher])
        for grade, quantity in zip(PARTS, figures, strict=False)
        if quantity
    ]


def _lines_counted(voucher: int) -> list[VoucherLine]:
    lines = []
    for _, sub, code, name, unit, grade, said, found, reason in db.execute(_counted([voucher])):
        note = tr("{n} in the books").format(n=format.quantity(said))
        why = f"{note} · {reason}" if reason else note
        lines.append(VoucherLine(sub or "", code, name, unit, grade or "", found, "", "", why))
    return lines


def _lines_moved(voucher: int) -> list[VoucherLine]:
    source, target = Location.alias(), Location.alias()
    from_sub, to_sub = Subcontract.alias(), Subcontract.alias()
    query = (
        Movement.select(
            fn.COALESCE(from_sub.number, to_sub.number, "").alias("subcontract"),
            *(_of_goods(name).alias(name) for name in ("code", "name", "unit")),
            fn.COALESCE(Movement.grade, "").alias("grade"),
            Movement.quantity,
            source.id.alias("source_id"),
            source.name.alias("source"),
            target.id.alias("target_id"),
            target.name.alias("target"),
            Movement.reason,
        )
        .join(Material, JOIN.LEFT_OUTER)
        .join_from(Movement, Product, JOIN.LEFT_OUTER)
        .join_from(Movement, source, on=(Movement.source == source.id))
        .join_from(Movement, target, on=(Movement.target == target.id))
        .join_from(Movement, from_sub, JOIN.LEFT_OUTER, on=(Movement.source_subcontract == from_sub.id))
        .join_from(Movement, to_sub, JOIN.LEFT_OUTER, on=(Movement.target_subcontract == to_sub.id))
        .where(Movement.voucher == voucher, Movement.id.in_(posted_movements([voucher])))
        .order_by(Movement.id)
    )
    lines = []
    for row in query.dicts().iterator():
        for end in ("source", "target"):
            row[end] = _place(row.pop(f"{end}_id"), row[end])
        lines.append(VoucherLine(**row))
    return lines


def _of_goods(name: str) -> Any:
    """A field of the material that moves, or of the product."""
    return Case(None, ((Movement.material.is_null(False), getattr(Material, name)),), getattr(Product, name))


def _place(key: int, name: str) -> str:
    """A location in words: households and enterprises by their names, the fixed ones in the reader's language."""
    return tr(LOCATION_NAMES[key]) if key in LOCATION_NAMES else name


def posted_movements(ids: Sequence[int]) -> Any:
    """The movements a voucher was posted with: a void adds as many again, in the same order, to take them back."""
    counted: dict[int, list[int]] = defaultdict(list)
    voids = set(first_column(Voucher.select(Voucher.id).where(Voucher.id.in_(list(ids)), void())))
    for voucher, key in db.execute(
        Movement.select(Movement.voucher, Movement.id)
        .where(Movement.voucher.in_(list(ids)))
        .order_by(Movement.id)
    ):
        counted[voucher].append(key)
    return [
        key
        for voucher, keys in counted.items()
        for key in (keys[: len(keys) // 2] if voucher in voids else keys)
    ]


def _material_lines(ids: Sequence[int]) -> Any:
    return (
        Movement.select(Movement.voucher, _of_goods("name"), _of_goods("unit"), Movement.quantity)
        .join(Material, JOIN.LEFT_OUTER)
        .join_from(Movement, Product, JOIN.LEFT_OUTER)
        .where(
            Movement.id.in_(posted_movements(ids)),
            Movement.kind.not_in((voucher_kind.COLLECTION, voucher_kind.INSPECTION, voucher_kind.COUNT)),
        )
        .order_by(Movement.id)
    )


def _pieces(ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """What lines received or inspected: voucher, subcontract, code, name, unit, reason, and the pieces by grade."""
    for table, parts in ((CollectionLine, PARTS), (InspectionLine, PARTS[:-1])):
        lines = table.select(
            table.voucher,
            Subcontract.number,
            Product.code,
            Product.name,
            Product.unit,
            CollectionLine.reason,
            *(getattr(table, part) for part in parts),
        )
        lines = to_subcontract(lines, table).join(Order).join(Product)
        yield from db.execute(lines.where(table.voucher.in_(list(ids))).order_by(table.id))


def _counted(ids: Sequence[int]) -> Any:
    """What stocktakes found: voucher, subcontract, code, name, unit, grade, in the books, counted, reason."""
    what = (
        Case(None, ((CountLine.material.is_null(False), getattr(Material, name)),), getattr(Product, name))
        for name in ("code", "name", "unit")
    )
    return (
        CountLine.select(
            CountLine.voucher,
            Subcontract.number,
            *what,
            CountLine.grade,
            CountLine.books,
            CountLine.counted,
            CountLine.reason,
        )
        .join(Material, JOIN.LEFT_OUTER)
        .join_from(CountLine, Product, JOIN.LEFT_OUTER)
        .join_from(CountLine, Subcontract, JOIN.LEFT_OUTER)
        .where(CountLine.voucher.in_(list(ids)))
        .order_by(CountLine.id)
    )


def _amounts(table: Any, ids: Sequence[int]) -> Any:
    return table.select(table.voucher, table.amount).where(table.voucher.in_(list(ids)))
