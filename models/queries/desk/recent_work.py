"""How much was done since some operation: what a backup is worth."""

from __future__ import annotations

from typing import NamedTuple

from peewee import fn


class RecentWork(NamedTuple):
    """Days on which something was done, and slips that were made on them."""

    days: int
    slips: int


def work_since(operation: int) -> RecentWork:
    """What was done after an operation, 0 for all but the making of the file; a slip that was voided counts too."""
    # Imported here: the window knows from its start what is answered, the tables only once that is asked.
    from models.tables.ledger import Voucher
    from models.tables.trail import Operation

    operation = max(operation, Operation.select(fn.MIN(Operation.id)).scalar() or 0)
    later = Operation.select().where(Operation.id > operation)
    days = later.select(fn.COUNT(fn.DISTINCT(fn.SUBSTR(Operation.at, 1, 10)))).scalar()
    last = Operation.select(Operation.last_key).where(Operation.id == operation).scalar() or operation
    return RecentWork(int(days or 0), Voucher.select().where(Voucher.id > last).count())
