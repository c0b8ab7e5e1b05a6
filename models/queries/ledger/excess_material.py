"""Material that finished work left with its household beyond the allowed loss."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from peewee import fn

from models.database import db
from models.queries.answers import by_first
from models.queries.ledger.open_subcontracts import states_of
from models.queries.order.subcontract_summary import works
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Subcontract
from models.tables.product import Material

EXCESS_DAYS: Final = 45  # how far back finished work is looked at


class ExcessRow(NamedTuple):
    """Material a household keeps beyond the allowed loss of work that is finished; thousandths."""

    subcontract_id: int
    number: str
    who: str
    material: str
    unit: str
    balance: int
    excess: int
    since: dt.date


def touched(day: dt.date, days: int) -> dict[int, str]:
    """The subcontracts that came in or were closed within some days, with the day of it: what may have ended then.

    It keeps the questions about finished work from growing with the years.
    """
    since = day - dt.timedelta(days=days)
    last: dict[int, str] = {}
    recent = (
        CollectionLine.select(CollectionLine.subcontract, fn.MAX(Voucher.date))
        .join(Voucher)
        .where(Voucher.date >= since)
        .group_by(CollectionLine.subcontract)
    )
    last.update(db.execute(recent))
    last.update(
        db.execute(
            Subcontract.select(Subcontract.id, Subcontract.closed_on).where(Subcontract.closed_on >= since)
        )
    )
    return last


def excess(day: dt.date, days: int = EXCESS_DAYS) -> list[ExcessRow]:
    """What is missing from work finished within some days, the most days ago first."""
    last = touched(day, days)
    found: list[tuple[int, int, int, int]] = []
    for key, state in states_of(last).items():
        if state.closed:
            for material in state.materials.values():
                held = state.holding(material)
                if held.excess:
                    found.append((key, material.material_id, held.balance, held.excess))
    about = {work.id: work for work in works({row[0] for row in found})}
    goods = by_first(Material.select(Material.id, Material.name, Material.unit))
    rows = []
    for key, of, balance, over in found:
        (name, unit), work, since = goods[of], about[key], dt.date.fromisoformat(last[key])
        rows.append(ExcessRow(key, work.number, work.who, name, unit, balance, over, since))
    rows.sort(key=lambda row: (row.since, row.number, row.material))
    return rows
