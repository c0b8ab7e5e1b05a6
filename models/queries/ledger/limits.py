"""What came in or went out on subcontracts beyond what they allow without a reason (help/rules)."""

from __future__ import annotations

from collections.abc import Collection

from models import format
from models.database import among, db
from models.errors import UserError
from models.i18n import tr
from models.queries.counting import counts
from models.queries.order.standing import subcontract_states
from models.rules.ledger import balance, voucher_kind
from models.tables.ledger import CollectionLine, Movement, Voucher
from models.tables.product import Material

Beyond = dict[tuple[int, int], int]
"""By subcontract and material (0: the pieces delivered) what there is beyond the limit, in thousandths."""


def beyond(subcontracts: Collection[int]) -> Beyond:
    """Where more was delivered or issued than these subcontracts allow, and none of the slips says why."""
    found: Beyond = {}
    for key, state in subcontract_states(subcontracts).items():
        delivered = state.parts.delivered
        if balance.over_delivery(state.quantity, state.over_delivery_ppm, delivered):
            found[key, 0] = delivered
        for material, account in state.materials.items():
            if account.issued > state.issue_limit(state.materials[material]):
                found[key, material] = account.issued
    reasoned = _reasoned({key for key, _ in found}) if found else set()
    return {place: amount for place, amount in found.items() if place not in reasoned}


def refuse_beyond(before: Beyond, after: Beyond) -> None:
    """Raise UserError when more is beyond a limit than was before: slips that count again beside their successors."""
    for (key, material), amount in after.items():
        if amount <= before.get((key, material), 0):
            continue
        state = subcontract_states([key])[key]
        if not material:
            words = tr(
                "{number} would have {amount} delivered of {limit}. Void what came in their place first."
            )
            limit, unit = state.quantity, None
        else:
            words = tr(
                "{number} would have {amount} issued, {limit} is needed. Void what went in its place first."
            )
            limit, unit = state.issue_limit(state.materials[material]), str(Material.get_by_id(material).unit)
        raise UserError(
            words.format(
                number=state.number,
                amount=format.quantity(amount, unit),
                limit=format.quantity(limit, unit),
            )
        )


def _reasoned(subcontracts: Collection[int]) -> set[tuple[int, int]]:
    """Of these subcontracts the pieces and materials of which a slip that counts gives a reason."""
    lines = (
        CollectionLine.select(CollectionLine.subcontract)
        .join(Voucher)
        .where(counts(), (CollectionLine.reason != "") | (Voucher.reason != ""))
    )
    issued = (
        Movement.select(Movement.target_subcontract, Movement.material)
        .join(Voucher)
        .where(
            counts(),
            Voucher.kind.in_(list(voucher_kind.ISSUES)),
            (Movement.reason != "") | (Voucher.reason != ""),
        )
    )
    found = {(row[0], 0) for row in db.execute(lines.where(among(CollectionLine.subcontract, subcontracts)))}
    given = issued.where(among(Movement.target_subcontract, subcontracts))
    return found | {(row[0], row[1]) for row in db.execute(given)}
