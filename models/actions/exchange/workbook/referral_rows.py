"""Rows that say who was told of what: each names a wish by its person, kind and day, and one thing it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from models.actions.exchange.workbook.book import BookRow
from models.errors import UserError
from models.i18n import tr
from models.tables.training import TOLD, Referral

_ABOUT: Final = ("vacancy", "order", "course", "subcontract")
Named = Callable[[str], Any | None]
"""The record that a column of the row names."""


class WishesNamed:
    """The wishes that rows may name, by worker, kind and day."""

    def __init__(self, wishes: Mapping[Any, Any]) -> None:
        self._wishes = wishes

    def known(self) -> dict[Any, Any]:
        """What is recorded already, by what rows tell it apart by."""
        return {
            (row.wish_id, row.date, *(getattr(row, f"{name}_id") for name in _ABOUT)): row
            for row in Referral.select()
        }

    def key(self, row: BookRow, worker: int, named: Named) -> Any:
        """What tells a row apart: its wish, its day, and what it is about; a wish that is unknown stands for itself."""
        at = (worker, row.values.get("kind"), row.values.get("wish_date"))
        wish = self._wishes.get(at)
        about = (None if (one := named(name)) is None else one.id for name in _ABOUT)
        return (at if wish is None else wish.id, row.values.get("told_on"), *about)

    def values(self, row: BookRow, worker: int, named: Named) -> dict[str, Any]:
        """What a row says. Raises UserError (field: wish_date) when the person said no such wish."""
        wish = self._wishes.get((worker, row.values.get("kind"), row.values.get("wish_date")))
        if wish is None:
            raise UserError(tr("This person has no such wish of that day."), "wish_date")
        about = {name: one.id for name in _ABOUT if (one := named(name)) is not None}
        said = {"result": row.values.get("outcome") or TOLD, "note": row.values.get("note") or ""}
        return {"wish": wish.id, "date": row.values.get("told_on"), **about, **said}
