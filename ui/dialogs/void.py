"""Voiding a posted slip: its number stays, and the reason goes on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from models.errors import UserError
from models.i18n import tr
from ui.form import Form, NoteField
from ui.widgets.sheet import Sheet


def void_sheet(parent: QWidget, number: str, act: Callable[[str], Any]) -> Sheet:
    """Ask why, then ``act(reason)``."""
    form = Form([NoteField("reason", tr("Reason (kept on record)"))])

    def do(consent: Any, values: dict[str, Any]) -> Any:
        if not values["reason"]:
            raise UserError(tr("A void needs a reason."), "reason")
        return act(values["reason"])

    intro = tr("The number stays in the books, marked void, and what the slip moved is moved back.")
    return Sheet(parent, tr("Void {number}").format(number=number), form, tr("Void"), do, intro=intro)
