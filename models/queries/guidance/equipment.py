"""Machines and their loans as lists show them."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from peewee import JOIN, Case, fn

from models.i18n import mark
from models.kinds import DAY, MONEY, TEXT
from models.queries.answers import answers
from models.queries.listing import STATUS, ListColumn, Listing, coded, with_listed
from models.queries.party.place_narrow import by_place
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.party import Household


class LoanRow(NamedTuple):
    """A machine's stay with a household; deposit in fen, ``returned_on`` None while it is there."""

    id: int
    equipment_id: int
    code: str
    name: str
    model: str
    household_id: int
    head: str
    lent_on: dt.date | None
    deposit: int
    returned_on: dt.date | None
    condition_out: str
    condition_in: str


def equipment() -> Listing:
    """All machines and where each one is now; ``status`` active at a household, quiet in the store."""
    current, other = EquipmentLoan.alias(), EquipmentLoan.alias()
    last = other.select(fn.MAX(other.id)).where(other.equipment == Equipment.id, other.returned_on.is_null())

    def source() -> Any:
        return (
            Equipment.select(Equipment.id)
            .join(current, JOIN.LEFT_OUTER, on=(current.id == last))
            .join(Household, JOIN.LEFT_OUTER, on=(current.household == Household.id))
        )

    return Listing(
        "equipment",
        mark("Machines"),
        with_listed(
            Equipment,
            *coded(Equipment.code, Equipment.name),
            ListColumn.of(Equipment.model),
            ListColumn.of(Household.code, key="household"),
            ListColumn("head", mark("At household"), TEXT, Household.head, sorts=Household.pinyin),
            ListColumn.of(Household.village, sorts=Household.place_pinyin),
            ListColumn("lent_on", mark("Lent on"), DAY, current.lent_on),
            ListColumn("deposit", mark("Deposit"), MONEY, current.deposit),
            ListColumn.of(Equipment.condition),
            ListColumn(
                "status", mark("Status"), STATUS, Case(None, ((current.id.is_null(), "in_store"),), "lent")
            ),
        ),
        source,
        Equipment.id,
        search=(Equipment.search, fn.COALESCE(Household.search, "")),
        order="code",
        narrows=("name", "model", "village", by_place(), "lent_on", "status"),
    )


def loans(
    *, equipment: int | None = None, household: int | None = None, current: bool = False
) -> list[LoanRow]:
    """The loans of a machine or of a household, newest first; ``current`` only those not back yet."""
    query = (
        EquipmentLoan.select(
            EquipmentLoan.id,
            Equipment.id.alias("equipment_id"),
            Equipment.code,
            Equipment.name,
            Equipment.model,
            Household.id.alias("household_id"),
            Household.head,
            EquipmentLoan.lent_on,
            EquipmentLoan.deposit,
            EquipmentLoan.returned_on,
            EquipmentLoan.condition_out,
            EquipmentLoan.condition_in,
        )
        .join(Equipment)
        .join_from(EquipmentLoan, Household)
        .order_by(EquipmentLoan.id.desc())
    )
    if equipment is not None:
        query = query.where(EquipmentLoan.equipment == equipment)
    if household is not None:
        query = query.where(EquipmentLoan.household == household)
    if current:
        query = query.where(EquipmentLoan.returned_on.is_null())
    return answers(LoanRow, query)
