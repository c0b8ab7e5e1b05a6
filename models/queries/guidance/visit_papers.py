"""Guidance visits as they are printed (技术指导记录), with what each was made for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.database import among, db
from models.queries.counting import counts
from models.queries.document_common import (
    Slip,
    slips,
)
from models.queries.ledger.defects import DefectLine, lines_of
from models.queries.photos import PhotoBytes, shown_photos
from models.rules.ledger import voucher_kind
from models.rules.road.tasks import VISIT
from models.tables.guidance import Visit
from models.tables.ledger import Voucher
from models.tables.photo import FINDING
from models.tables.road import Errand

PHOTOS = 3
"""The most photos of a visit on paper."""


@dataclass(frozen=True, slots=True)
class VisitPaper:
    """A guidance visit (技术指导记录). ``plans``: for which days it was agreed or asked for, and what for.

    ``seen`` are the defects found at it.
    """

    slip: Slip
    technician: str
    topic: str
    finding: str
    advice: str
    next_date: date | None
    plans: tuple[tuple[date, str], ...] = ()
    photos: tuple[PhotoBytes, ...] = ()
    seen: tuple[DefectLine, ...] = ()


def visit_papers(**which: Any) -> list[VisitPaper]:
    """Guidance visits; arguments as of `papers.slips`."""
    heads = slips((voucher_kind.VISIT,), **which)
    query: Any = Visit.select().where(among(Visit.voucher, [head.id for head in heads]))
    found = {visit.voucher_id: visit for visit in query}
    plans = _plans(heads)
    shown = shown_photos([head.id for head in heads], (FINDING,), PHOTOS)
    seen = lines_of([head.id for head in heads])
    return [
        VisitPaper(
            head,
            visit.technician,
            visit.topic,
            visit.finding,
            visit.advice,
            visit.next_date,
            plans.get(head.id, ()),
            tuple(shown.get(head.id, ())),
            tuple(seen[head.id].get(None, ())),
        )
        for head in heads
        if (visit := found.get(head.id)) is not None
    ]


def _plans(heads: Sequence[Slip]) -> dict[int, tuple[tuple[date, str], ...]]:
    """What led to each visit: the next day agreed at the visit before it, and errands done by it."""
    owners = {head.contact.id for head in heads}
    before: dict[int, list[tuple[str, int, str | None, str]]] = defaultdict(list)
    asked: dict[tuple[int, str], list[tuple[date, str]]] = defaultdict(list)
    made = (
        Voucher.select(
            Voucher.household, Voucher.date, Voucher.id, Visit.next_date, Visit.advice, Visit.topic
        )
        .join(Visit)
        .where(among(Voucher.household, owners), counts())
        .order_by(Voucher.date, Voucher.id)
    )
    for owner, day, key, following, advice, topic in db.execute(made):
        before[owner].append((day, key, following, advice or topic))
    errands = (
        Errand.select(Errand.household, Errand.done_on, Errand.date, Errand.note)
        .where(among(Errand.household, owners), Errand.kind == VISIT, Errand.done_on.is_null(False))
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
