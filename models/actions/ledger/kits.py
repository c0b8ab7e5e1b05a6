"""Handing out kits: material for several households at once, one dispatch slip each, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.actions.ledger.posting import Draft, MaterialLine, Refusal, post
from models.errors import UserError
from models.i18n import tr
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.order import Subcontract


@needs(roles.POST)
def post_kits(day: date, lines: Sequence[MaterialLine], refused: Refusal | None = None) -> list[str]:
    """Post one dispatch slip a household, in the order of the lines; returns the numbers. One operation.

    ``refused(draft, line, error)`` collects faults instead of stopping at the first; nothing is then posted. Raises
    UserError when there is nothing to hand out, and what `posting.post` raises.
    """
    wanted = [line for line in lines if line.quantity]
    if not wanted:
        raise UserError(tr("Nothing to dispatch: every quantity is empty."))
    keys = {line.subcontract for line in wanted}
    households = {
        row.id: row.household_id for row in Subcontract.select().where(Subcontract.id.in_(list(keys)))
    }
    by_household: dict[int, list[MaterialLine]] = {}
    for line in wanted:
        if line.subcontract not in households:
            raise UserError(tr("A subcontract of the list is gone meanwhile. Open the list again."))
        by_household.setdefault(households[line.subcontract], []).append(line)
    return post(
        [Draft(voucher_kind.ISSUE, day, household, part) for household, part in by_household.items()], refused
    )
