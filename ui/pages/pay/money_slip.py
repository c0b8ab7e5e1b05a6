"""Sheets that post a slip of money: an advance, an adjustment."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models.actions.pay.adjustments import post_adjustment, post_advance
from models.i18n import tr
from models.queries import suggestions
from models.tables.party import Household
from ui.kit.form import ChoiceField, DateField, Form, MoneyField, NoteField, PickField, TextField, WholeField
from ui.kit.form_sheet import Sheet


def _household(value: int | None) -> PickField:
    return PickField(
        "household",
        tr("Household"),
        suggestions.households,
        named=lambda key: suggestions.label(Household, key),
        required=True,
        value=value,
    )


def advance_sheet(parent: QWidget, today: date, household: int | None = None) -> Sheet:
    """Pay an advance out, due back in instalments; the result is its number."""
    reason = TextField("reason", tr("Reason"))
    reason.wide = True
    form = Form(
        [
            _household(household),
            DateField("date", tr("Date"), required=True, value=today, today=lambda: today),
            MoneyField("amount", tr("Amount"), required=True),
            WholeField(
                "instalments",
                tr("Instalments"),
                minimum=1,
                required=True,
                value=1,
                hint=tr("Pay periods it is taken back over"),
            ),
            reason,
        ],
        columns=2,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        return post_advance(
            values["household"],
            values["date"],
            values["amount"],
            values["instalments"],
            values["reason"] or "",
        )

    return Sheet(parent, tr("New advance"), form, tr("Post"), act)


def adjustment_sheet(parent: QWidget, today: date, household: int | None = None) -> Sheet:
    """Pay a bonus or take a deduction, with its reason; the result is its number."""
    form = Form(
        [
            _household(household),
            DateField("date", tr("Date"), required=True, value=today, today=lambda: today),
            ChoiceField(
                "sign",
                tr("Kind"),
                [(1, tr("Bonus")), (-1, tr("Deduction"))],
                required=True,
                hint=tr("A deduction is capped, see Settings"),
            ),
            MoneyField("amount", tr("Amount"), required=True, minimum=1),
            NoteField("reason", tr("Reason (printed on the statement)"), required=True),
        ],
        columns=2,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        return post_adjustment(
            values["household"], values["date"], values["sign"] * values["amount"], values["reason"]
        )

    return Sheet(parent, tr("New bonus or deduction"), form, tr("Post"), act)
