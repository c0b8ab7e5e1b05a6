"""The first minute with a new file: whose it is, so that its name stands on every paper."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from models.i18n import tr
from models.settings import change_settings
from ui.kit.form import Form, TextField
from ui.kit.form_sheet import Sheet
from ui.shell.errors import Consent


def name_cooperative(window: QWidget) -> bool:
    """Ask for the cooperative's name, and what else stands on its papers; answers whether it was given."""
    form = Form(
        [
            TextField("cooperative.name", tr("Cooperative's name"), required=True, longest=60),
            TextField("cooperative.phone", tr("Phone"), longest=40),
            TextField("cooperative.address", tr("Address"), longest=120),
            TextField(
                "cooperative.cashier",
                tr("Who answers questions about pay"),
                hint=tr("Name and phone, printed at the foot of each statement."),
                longest=60,
            ),
        ]
    )

    def act(consent: Consent, values: dict[str, Any]) -> str:
        change_settings({key: value for key, value in values.items() if value})
        return str(values["cooperative.name"])

    sheet = Sheet(
        window,
        tr("Whose file is this?"),
        form,
        tr("Begin"),
        act,
        intro=tr("It is printed at the head of every paper. All of it can be changed in the settings."),
    )
    return sheet.exec() == QDialog.DialogCode.Accepted
