"""Which subcontracts are still open, found fast however long the history: the indexes alone answer for the rest.

Sums that leave voided slips in may only be too great; so whatever a void touched is looked at closely as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.database import db, parts
from models.queries.order.standing import SubcontractState, pending_of, receipts_of, subcontract_states
from models.rules.ledger import balance

_OWING = """
SELECT s.id FROM subcontract s
WHERE s.closed_on IS NULL AND s.quantity >
  coalesce((SELECT sum(c.good + c.second) FROM collection_line c WHERE c.subcontract_id = s.id), 0)
  + coalesce((SELECT sum(i.good + i.second) FROM inspection_line i
      JOIN collection_line c ON c.id = i.collection_line_id WHERE c.subcontract_id = s.id), 0)
"""
_PENDING = """
SELECT c.id, c.subcontract_id FROM collection_line c
WHERE c.pending > coalesce((SELECT sum(i.good + i.second + i.rework + i.work_scrap + i.material_scrap)
  FROM inspection_line i WHERE i.collection_line_id = c.id), 0)
"""
_VOIDED_LINES = """
SELECT c.id, c.subcontract_id FROM collection_line c
WHERE c.voucher_id IN (SELECT id FROM voucher WHERE voided_on IS NOT NULL)
  OR c.id IN (SELECT i.collection_line_id FROM inspection_line i
    WHERE i.voucher_id IN (SELECT id FROM voucher WHERE voided_on IS NOT NULL))
"""
_SENT_BACK = """
SELECT c.subcontract_id FROM collection_line c WHERE c.rework > 0
UNION
SELECT c.subcontract_id FROM inspection_line i JOIN collection_line c ON c.id = i.collection_line_id
WHERE i.rework > 0
"""


def states_of(keys: Iterable[int]) -> dict[int, SubcontractState]:
    """The states of these subcontracts; the others cost nothing."""
    wanted = list(keys)
    return subcontract_states(wanted) if wanted else {}


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is not finished: open subcontracts, and per collection line what is still pending (thousandths)."""

    subcontracts: frozenset[int]
    pending: dict[int, int]


def unfinished() -> Unfinished:
    """Every open subcontract and every collection line with pieces waiting, as `rules.ledger.balance` decides."""
    owing = {row[0] for row in db.execute_sql(_OWING)}
    waiting = dict(db.execute_sql(_PENDING).fetchall())
    voided = dict(db.execute_sql(_VOIDED_LINES).fetchall())
    touched = set(voided.values())
    doubtful = touched | (set(waiting.values()) - owing)
    found = (owing - touched) | {key for key, state in states_of(doubtful).items() if not state.closed}
    back = [row[0] for row in db.execute_sql(_SENT_BACK) if row[0] not in found and row[0] not in doubtful]
    pending = {key: one.left for key, one in pending_of(waiting | voided).items() if one.left > 0}
    return Unfinished(frozenset(found | _with_rework_outside(back)), pending)


def _with_rework_outside(keys: Sequence[int]) -> set[int]:
    """Those of delivered subcontracts whose pieces sent back have not come in again."""
    outside = set()
    for part in parts(keys):
        for key, receipts in receipts_of(part, None).items():
            if balance.rework_open(receipts):
                outside.add(key)
    short = {
        row[0]
        for part in parts(list(outside))
        for row in db.execute_sql(
            "SELECT id FROM subcontract WHERE closed_on IS NOT NULL AND id IN ({})".format(
                ",".join("?" * len(part))
            ),
            part,
        )
    }
    return outside - short
