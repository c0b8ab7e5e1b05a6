"""What an inspection found of pieces that a collection left pending, as typed rows for paper. Thousandths, fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.database import among, db
from models.queries.counting import standing
from models.queries.document_common import Slip, lines_of_slips, slips
from models.queries.ledger.defects import DefectLine, lines_of
from models.queries.ledger.slips import SlipWork, earned_of, pay_of, works_of
from models.queries.totals import INSPECTED
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import Parts
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
        .order_by(InspectionLine.id)
    )
    rows = lines_of_slips(query, InspectionLine.voucher, heads)
    works = works_of({row[1] for own in rows.values() for row in own})
    before = _taken_before(heads)
    _, paid = earned_of(heads)
    defects = lines_of([head.id for head in heads])
    found = []
    for head in heads:
        lines = []
        for line, subcontract, number, day, pending, *amounts in rows[head.id]:
            work = works[subcontract]
            work = work.paid_at(paid.get((head.id, work.number), {}))
            split = Parts(*amounts)
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
    for voucher, line in db.execute(own.where(among(InspectionLine.voucher, [head.id for head in heads]))):
        about[line].add(voucher)
    when = {head.id: (head.date, head.id) for head in heads}
    found: dict[tuple[int, int], int] = defaultdict(int)
    query = (
        InspectionLine.select(InspectionLine.collection_line, Voucher.id, Voucher.date, INSPECTED)
        .join(Voucher)
        .where(among(InspectionLine.collection_line, about), standing())
    )
    for line, other, day, taken in db.execute(query):
        for voucher in about[line]:
            if (date.fromisoformat(day), other) < when[voucher]:
                found[voucher, line] += taken
    return found
