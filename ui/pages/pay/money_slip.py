"""Sheets that post a slip of money: an advance, an adjustment."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models.actions.pay.adjustments import post_adjustment, post_advance
from models.i18n import tr
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment, Advance
from ui.kit.form import ChoiceField, Form, NoteField, field_of
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page


def advance_sheet(parent: QWidget, today: date, household: int | None = None) -> Sheet:
    """Pay an advance out, due back in instalments; the result is its number."""
    reason = field_of(Voucher.reason)
    reason.wide = True
    form = Form(
        [
            field_of(Voucher.household, required=True, value=household),
            field_of(Voucher.date, value=today, today=lambda: today),
            field_of(Advance.amount, minimum=0),
            field_of(Advance.instalments, required=True, value=1),
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


def advance_for(page: Page, household: int) -> None:
    """Pay an advance out to the household a page shows."""
    post_from(page, advance_sheet(page, page.desk.today(), household))


def adjustment_for(page: Page, household: int) -> None:
    """Pay a bonus to the household a page shows, or take a deduction."""
    post_from(page, adjustment_sheet(page, page.desk.today(), household))


def post_from(page: Page, sheet: Sheet) -> bool:
    """Open a sheet that posts a slip and say its number; answers whether it was posted."""
    posted = bool(sheet.exec())
    if posted:
        page.take_focus()
        page.done(tr("Posted {number}").format(number=sheet.result_value))
    return posted


def adjustment_sheet(parent: QWidget, today: date, household: int | None = None) -> Sheet:
    """Pay a bonus or take a deduction, with its reason; the result is its number."""
    form = Form(
        [
            field_of(Voucher.household, required=True, value=household),
            field_of(Voucher.date, value=today, today=lambda: today),
            ChoiceField(
                "sign",
                tr("Kind"),
                [(1, tr("Bonus")), (-1, tr("Deduction"))],
                required=True,
                hint=tr("A deduction is capped, see Settings"),
            ),
            field_of(Adjustment.amount, minimum=1),
            NoteField("reason", tr("Reason (printed on the statement)"), required=True),
        ],
        columns=2,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        return post_adjustment(
            values["household"], values["date"], values["sign"] * values["amount"], values["reason"]
        )

    return Sheet(parent, tr("New bonus or deduction"), form, tr("Post"), act)
