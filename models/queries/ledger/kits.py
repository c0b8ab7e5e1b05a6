"""Kits: what several households still need of every material of their work, ready to be handed out together."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from models.queries.ledger.entry_context import MaterialFacts, OpenWork, materials, needed, works
from models.queries.ledger.warehouse import material_stock
from models.queries.product.units import units as known_units


class Kit(NamedTuple):
    """One subcontract's material: what is still needed of each by key, in thousandths, as it can be handed over."""

    work: OpenWork
    needs: dict[int, int]


class Kits(NamedTuple):
    """The kits of several subcontracts, their materials by code, and what the warehouse holds of each."""

    kits: list[Kit]
    materials: list[MaterialFacts]
    stock: dict[int, int]


def kits_of(subcontracts: Collection[int], *, waiting: bool = False) -> Kits:
    """The kits of these subcontracts, by place and household; ``waiting`` leaves out those that need nothing more.

    Work that is completed or has no bill of materials is left out too.
    """
    known, units = materials(), known_units()
    found = []
    for work in works(subcontracts).values():
        needs = {
            key: needed(work, account, units)
            for key, account in work.state.materials.items()
            if account.per_unit
        }
        if needs and not work.state.closed and (any(needs.values()) or not waiting):
            found.append(Kit(work, needs))
    found.sort(key=lambda kit: (kit.work.village, kit.work.group, kit.work.code, kit.work.number))
    used = {key for kit in found for key in kit.needs}
    listed = [facts for key, facts in known.items() if key in used]
    stock = {row.item_id: row.quantity for row in material_stock() if row.item_id in used}
    return Kits(found, listed, stock)
