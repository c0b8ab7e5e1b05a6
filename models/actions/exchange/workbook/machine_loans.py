"""Who has which machine, as the sheet of machines says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.actions.exchange.workbook.book import BookRow
from models.actions.guidance import equipment
from models.errors import UserError
from models.tables.guidance import EquipmentLoan


def set_loans(
    machines: Mapping[str, Any],
    rows: Mapping[str, BookRow],
    household_of: Callable[[BookRow], Any | None],
    refused: Callable[[BookRow, UserError], object],
) -> list[Any]:
    """Lend machines and take them back as their rows say; answers the machines whose loan is another now."""
    latest = {loan.equipment_id: loan for loan in EquipmentLoan.select().order_by(EquipmentLoan.id)}
    changed = []
    for code, row in rows.items():
        household = None if row.faulty else household_of(row)
        if household is None:
            continue
        machine = machines[code]
        values = {
            "household": household.id,
            "lent_on": row.values.get("lent_on"),
            "deposit": row.values.get("deposit") or 0,
            "returned_on": row.values.get("returned_on"),
            "condition_out": row.values.get("condition") or "",
        }
        try:
            if equipment.set_loan(machine.id, values, latest.get(machine.id)):
                changed.append(machine)
        except UserError as error:
            refused(row, error)
    return changed
