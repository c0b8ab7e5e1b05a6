"""The slips of machines lent (设备借用单). Money in fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.database import db
from models.queries.answers import stored_day
from models.queries.document_common import Contact, contacts, household_key, refuse_absent, with_printed
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.party import Household


@dataclass(frozen=True, slots=True)
class LoanPaper:
    """A machine at a household (设备借用单)."""

    contact: Contact
    code: str
    name: str
    model: str
    lent_on: date | None
    returned_on: date | None
    deposit: int
    condition_out: str
    condition_in: str
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted: a machine may be lent many times."""
        return loan_key(self.code, self.contact.code, self.lent_on)


def current_loan(equipment: int) -> Any | None:
    """The loan a machine is out on, with its household, or None."""
    return _newest(equipment, EquipmentLoan.returned_on.is_null())


def last_loan(equipment: int) -> Any | None:
    """The loan a machine was lent on last, with its household, or None."""
    return _newest(equipment)


def _newest(equipment: int, *which: Any) -> Any | None:
    return (
        EquipmentLoan.select(EquipmentLoan, Household)
        .join(Household)
        .where(EquipmentLoan.equipment == equipment, *which)
        .order_by(EquipmentLoan.id.desc())
        .first()
    )


LOAN_COLUMNS: Final = (
    EquipmentLoan.household,
    Equipment.code,
    Equipment.name,
    Equipment.model,
    EquipmentLoan.lent_on,
    EquipmentLoan.returned_on,
    EquipmentLoan.deposit,
)
"""To whom which machine was lent, from when until when, and for what deposit."""


def loan_papers(*, household: str | None = None, codes: Sequence[str] = ()) -> list[LoanPaper]:
    """Loans of machines not back yet, or of these machines' codes; in order of household and machine."""
    query = EquipmentLoan.select(*LOAN_COLUMNS, EquipmentLoan.condition_out, EquipmentLoan.condition_in).join(
        Equipment
    )
    query = query.where(Equipment.code.in_(list(codes)) if codes else EquipmentLoan.returned_on.is_null())
    if household is not None:
        query = query.where(EquipmentLoan.household == household_key(household))
    rows = list(db.execute(query.order_by(EquipmentLoan.id)))
    refuse_absent(codes, {row[1] for row in rows})
    known = contacts(row[0] for row in rows)
    papers = [
        LoanPaper(known[owner], code, name, model, stored_day(lent), stored_day(back), *rest)
        for owner, code, name, model, lent, back, *rest in rows
    ]
    return sorted(with_printed("equipment", papers), key=lambda paper: (paper.contact.code, paper.code))


def loan_key(machine: str, household: str, lent_on: date | None) -> str:
    """A machine's code, a household's code and the day it was lent."""
    return " ".join(part for part in (machine, household, lent_on.isoformat() if lent_on else "") if part)
