"""Taking a posted slip back: void in an open month, reversed by a new slip in a locked one; the reason is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.ledger.voiding import reverse, void
from models.errors import UserError
from models.i18n import tr
from models.queries.ledger.dependents import Dependent, dependents
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from ui.kit.form import CheckField, DateField, Form, NoteField
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page

NAMED_MOST = 6
"""Slips named in the introduction; more are counted."""


def void_sheet(parent: QWidget, voucher: int, number: str, today: date) -> Sheet:
    """Void a slip of an open month, with what builds on it when that is ticked."""
    building = dependents(voucher)
    form = Form([*_along(building), NoteField("reason", tr("Reason (kept on record)"))])

    def act(consent: Any, values: dict[str, Any]) -> Any:
        if not values["reason"]:
            raise UserError(tr("A void needs a reason."), "reason")
        _want_all(building, values)
        return void(voucher, values["reason"], today, with_dependents=bool(building))

    intro = tr("The number stays in the books, marked void, and what the slip moved is moved back.")
    title = tr("Void {number}").format(number=number)
    return Sheet(parent, title, form, tr("Void"), act, intro=intro + _told(building))


def void_slip(page: Page, voucher: int) -> bool:
    """Void a slip that stands on a page, once its reason is given; its number stays. Answers whether it was."""
    number = Voucher.get_by_id(voucher).number
    if not void_sheet(page, voucher, number, page.desk.today()).exec():
        return False
    page.done(tr("{number} is void").format(number=number))
    return True


def reverse_sheet(parent: QWidget, voucher: int, number: str, today: date) -> Sheet:
    """Take back a slip of a locked period by a new one in an open period; the result is the new number."""
    building = dependents(voucher)
    form = Form(
        [
            DateField("date", tr("Date"), required=True, value=today, today=lambda: today),
            *_along(building),
            NoteField("reason", tr("Reason (kept on record)"), required=True),
        ]
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        if not values["reason"]:
            raise UserError(tr("A correction needs a reason."), "reason")
        _want_all(building, values)
        return reverse(voucher, values["date"], values["reason"], with_dependents=bool(building))

    intro = tr(
        "{number} is in a locked month and stays as it is. A reversing slip is posted in an open month."
    ).format(number=number)
    title = tr("Reverse {number}").format(number=number)
    sheet = Sheet(parent, title, form, tr("Reverse"), act, intro=intro + _told(building))
    # The day stands there already: what is typed first is why.
    form.field("along" if building else "reason").editor.setFocus()
    return sheet


def _along(building: Sequence[Dependent]) -> list[CheckField]:
    return [CheckField("along", tr("Together with what builds on it"))] if building else []


def _want_all(building: Sequence[Dependent], values: dict[str, Any]) -> None:
    if building and not values["along"]:
        raise UserError(tr("Tick this, or void those slips first."), "along")


def _told(building: Sequence[Dependent]) -> str:
    """What builds on the slip, by kind, number and day."""
    if not building:
        return ""
    slips = [
        f"{tr(voucher_kind.KINDS[one.kind].label)} {one.number} ({format.date(one.date, short=True)})"
        for one in building[:NAMED_MOST]
    ]
    if len(building) > NAMED_MOST:
        slips.append(f"+{len(building) - NAMED_MOST}")
    return "\n" + tr("Built on it: {slips}.").format(slips=", ".join(slips))
