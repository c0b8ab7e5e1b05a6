"""What an inspection found of pieces that a collection left pending, as typed rows for paper. Thousandths, fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.database import db, parts
from models.queries.counting import standing
from models.queries.document_common import Slip, slips
from models.queries.ledger.defects import DefectLine, lines_of
from models.queries.ledger.slips import SlipWork, earned_of, pay_of, works_of
from models.queries.totals import INSPECTED
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import Parts
from models.rules.ledger.grade import GOOD, SECOND
from models.tables.ledger import CollectionLine, InspectionLine, Voucher


@dataclass(frozen=True, slots=True)
class Inspected:
    """Pieces of one collection line: ``pending`` before, what was found, and what that earns (None: no rate).

    ``defects`` are what was wrong with faulty ones.
    """

    work: SlipWork
    receipt: str
    received_on: date
    pending: int
    parts: Parts
    earned: int | None
    defects: tuple[DefectLine, ...] = ()

    @property
    def left(self) -> int:
        """What still waits for an inspection."""
        return self.pending - self.parts.total


@dataclass(frozen=True, slots=True)
class InspectionSlip:
    """An inspection (检验单) of one household's pieces."""

    slip: Slip
    lines: tuple[Inspected, ...]


def inspection_slips(**which: Any) -> list[InspectionSlip]:
    """Inspections; arguments as of `papers.slips`."""
    heads = slips((voucher_kind.INSPECTION,), **which)
    receipt: Any = Voucher.alias()
    rows: dict[int, list[Any]] = defaultdict(list)
    for some in parts([head.id for head in heads]):
        query = (
            InspectionLine.select(
                InspectionLine.voucher,
                CollectionLine.id,
                CollectionLine.subcontract,
                receipt.number,
                receipt.date,
                CollectionLine.pending,
                InspectionLine.good,
                InspectionLine.second,
                InspectionLine.rework,
                InspectionLine.work_scrap,
                InspectionLine.material_scrap,
            )
            .join(CollectionLine)
            .join(receipt, on=(CollectionLine.voucher == receipt.id))
            .where(InspectionLine.voucher.in_(some))
            .order_by(InspectionLine.id)
        )
        for voucher, *row in db.execute(query):
            rows[voucher].append(row)
    works = works_of({row[1] for own in rows.values() for row in own})
    before = _taken_before(heads)
    _, paid = earned_of(heads)
    defects = lines_of([head.id for head in heads])
    found = []
    for head in heads:
        lines = []
        for line, subcontract, number, day, pending, *parts_found in rows[head.id]:
            work = works[subcontract]
            rates = paid.get((head.id, work.number), {})
            work = replace(
                work,
                good_rate=rates.get(GOOD, work.good_rate),
                second_rate=rates.get(SECOND, work.second_rate),
            )
            split = Parts(*parts_found)
            lines.append(
                Inspected(
                    work,
                    number,
                    date.fromisoformat(day),
                    pending - before.get((head.id, line), 0),
                    split,
                    pay_of(split, work),
                    tuple(defects[head.id].get(line, ())),
                )
            )
        found.append(InspectionSlip(head, tuple(lines)))
    return found


def _taken_before(heads: Sequence[Slip]) -> dict[tuple[int, int], int]:
    """What earlier inspections took of the lines an inspection is about, by (voucher, collection line)."""
    own = InspectionLine.select(InspectionLine.voucher, InspectionLine.collection_line)
    about: dict[int, set[int]] = defaultdict(set)
    for some in parts([head.id for head in heads]):
        for voucher, line in db.execute(own.where(InspectionLine.voucher.in_(some))):
            about[line].add(voucher)
    when = {head.id: (head.date, head.id) for head in heads}
    found: dict[tuple[int, int], int] = defaultdict(int)
    for some in parts(list(about)):
        query = (
            InspectionLine.select(InspectionLine.collection_line, Voucher.id, Voucher.date, INSPECTED)
            .join(Voucher)
            .where(InspectionLine.collection_line.in_(some), standing())
        )
        for line, other, day, taken in db.execute(query):
            for voucher in about[line]:
                if (date.fromisoformat(day), other) < when[voucher]:
                    found[voucher, line] += taken
    return found
