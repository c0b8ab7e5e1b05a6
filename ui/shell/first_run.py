"""How one begins: a file to open, and whose a new one is, so that its name stands on every paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from PySide6.QtWidgets import QDialog, QWidget

from models.errors import UserError
from models.i18n import tr
from ui.shell import errors

DEMO, IMPORT, EMPTY = "demo", "import", "empty"


class Beginning(NamedTuple):
    """A file to open, made by opening where it is new, the choice that led to it, and the settings to keep in it."""

    path: Path
    choice: str = ""
    settings: Mapping[str, Any] = MappingProxyType({})


def name_cooperative(parent: QWidget | None) -> dict[str, Any] | None:
    """Ask for the cooperative's name, and what else stands on its papers; answers the settings, None if not given."""
    from models.setting_definitions import BY_KEY
    from ui.kit.form import Form, TextField
    from ui.kit.form_sheet import Sheet

    form = Form(
        [
            TextField("cooperative.name", tr("Cooperative's name"), required=True, longest=60),
            *(TextField(key, tr(BY_KEY[key].label), hint=tr(BY_KEY[key].help), longest=120) for key in ALSO),
        ]
    )
    sheet = Sheet(
        parent,
        tr("Whose file is this?"),
        form,
        tr("Begin"),
        lambda consent, values: {key: value for key, value in values.items() if value},
        intro=tr("It is printed at the head of every paper. All of it can be changed in the settings."),
    )
    if sheet.exec() != QDialog.DialogCode.Accepted:
        return None
    named: dict[str, Any] = sheet.result_value
    return named


ALSO = ("cooperative.phone", "cooperative.address", "cooperative.cashier")
"""What else of the cooperative stands on its papers."""


def choose_backup(parent: QWidget | None, path: Path) -> None:
    """Ask for a backup and put it where a file does not open."""
    from ui.shell.backups_dialog import ask_copy

    chosen = ask_copy(parent, path)
    if chosen is not None:
        put_in_place(parent, chosen.path, path)


def put_in_place(parent: QWidget | None, copy: Path, path: Path) -> bool:
    """Put a backup where a file is or is to be, asking for its password; answers whether it stands there now."""
    from models.backup import restore
    from models.wrong_tries import counted
    from ui.shell.password import ask_password

    typed, refusal = "", ""
    while True:
        try:
            with counted(copy, typed):
                restore(copy, path, typed or None)
            return True
        except UserError as refused:
            if refused.field != "password":
                errors.show(parent, refused)
                return False
            refusal = refused.message if typed else ""
        typed = ask_password(parent, copy.name, refusal, verb=tr("Restore"), path=copy) or ""
        if not typed:
            return False
