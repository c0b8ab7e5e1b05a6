"""Settings: declared once (key, default, label, help), kept in the database they belong to.

The settings dialog is drawn from `DECLARED`; a value equal to its default has no row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting. ``kind``: text, lines (several lines of text), whole, percent (ppm), money (fen), yes_no, choice."""

    key: str
    kind: str
    default: Any
    section: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    maximum: int | None = None


_COOP, _PAY, _TODAY, _PAPER, _SAFE, _SCREEN = (
    mark("Cooperative"),
    mark("Pay"),
    mark("Reminders"),
    mark("Paper"),
    mark("Backup"),
    mark("Screen"),
)

DECLARED: tuple[Declared, ...] = (
    Declared(
        "cooperative.name",
        "text",
        "",
        _COOP,
        mark("Cooperative's name"),
        mark("Printed on every document."),
    ),
    Declared("cooperative.address", "text", "", _COOP, mark("Address")),
    Declared("cooperative.phone", "text", "", _COOP, mark("Phone")),
    Declared(
        "cooperative.cashier",
        "text",
        "",
        _COOP,
        mark("Who answers questions about pay"),
        mark("Name and phone, printed at the foot of each statement."),
    ),
    Declared(
        "pay.cutoff_day",
        "whole",
        0,
        _PAY,
        mark("Last day of a pay period"),
        mark("0 for calendar months; 25 makes October run from 26 September to 25 October."),
        minimum=0,
        maximum=28,
    ),
    Declared(
        "pay.allowance",
        "percent",
        0,
        _PAY,
        mark("Home-cost allowance %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.deduction_cap",
        "percent",
        200_000,
        _PAY,
        mark("Deductions at most, % of gross"),
        mark("What is not taken is carried to the next period."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.pay_day",
        "whole",
        10,
        _PAY,
        mark("Paid on day of the next month"),
        minimum=1,
        maximum=28,
    ),
    Declared(
        "pay.objection_days",
        "whole",
        10,
        _PAY,
        mark("Days to object to a statement"),
        minimum=1,
        maximum=60,
    ),
    Declared(
        "pay.tax_estimate",
        "yes_no",
        False,
        _PAY,
        mark("Show an income tax estimate"),
        mark("An estimate for labour service income; nothing is withheld."),
    ),
    Declared(
        "attention.pending_days",
        "whole",
        3,
        _TODAY,
        mark("Pieces wait for inspection, days"),
        mark("Longer than this, and the page Today says so."),
        minimum=0,
        maximum=90,
    ),
    Declared(
        "attention.ageing_days",
        "whole",
        45,
        _TODAY,
        mark("Material lies at a household, days"),
        minimum=1,
        maximum=365,
    ),
    Declared(
        "attention.rework_share",
        "percent",
        50_000,
        _TODAY,
        mark("Rework is high from, %"),
        mark("Of what a household handed in during the last 30 days."),
        minimum=1_000,
        maximum=1_000_000,
    ),
    Declared(
        "attention.unpaid_days",
        "whole",
        30,
        _TODAY,
        mark("Pay is settled within, days of receipt"),
        minimum=1,
        maximum=365,
    ),
    Declared(
        "paper.slips",
        "choice",
        "241x140",
        _PAPER,
        mark("Paper for slips"),
        choices=(("241x140", "241 × 140"), ("a5-landscape", "A5"), ("a4", "A4")),
    ),
    Declared(
        "paper.offset_x",
        "whole",
        0,
        _PAPER,
        mark("Print offset right, mm"),
        minimum=-20,
        maximum=20,
    ),
    Declared(
        "paper.offset_y",
        "whole",
        0,
        _PAPER,
        mark("Print offset down, mm"),
        minimum=-20,
        maximum=20,
    ),
    Declared(
        "paper.language",
        "choice",
        "zh",
        _PAPER,
        mark("Language on paper"),
        choices=(("zh", "中文"), ("en", "English"), ("both", "中文 / English")),
    ),
    Declared(
        "backup.daily",
        "yes_no",
        True,
        _SAFE,
        mark("Back up once a day by itself"),
        mark("A verified copy beside the file, made at the first start of a day; the newest 20 stay."),
    ),
    Declared(
        "screen.font_size",
        "choice",
        "14",
        _SCREEN,
        mark("Font size"),
        choices=(("12", "12"), ("14", "14"), ("16", "16"), ("18", "18"), ("21", "21")),
    ),
    Declared(
        "screen.language",
        "choice",
        "",
        _SCREEN,
        mark("Language on screen"),
        choices=(("", mark("As the system")), ("zh", "中文"), ("en", "English")),
    ),
    Declared(
        "screen.theme",
        "choice",
        "",
        _SCREEN,
        mark("Light or dark"),
        choices=(
            ("", mark("As the system")),
            ("light", mark("Light")),
            ("dark", mark("Dark")),
        ),
    ),
)

BY_KEY: dict[str, Declared] = {declared.key: declared for declared in DECLARED}


def setting(key: str) -> Any:
    """The value of a setting in the open database."""
    from models.tables.trail import Setting

    declared = BY_KEY[key]
    row = Setting.get_or_none(Setting.key == key)
    return declared.default if row is None else json.loads(row.value)


def settings() -> dict[str, Any]:
    """All settings of the open database, in one query."""
    from models.tables.trail import Setting

    stored = {row.key: json.loads(row.value) for row in Setting.select()}
    return {declared.key: stored.get(declared.key, declared.default) for declared in DECLARED}


def change_settings(values: Mapping[str, Any]) -> None:
    """Set several settings in one operation.

    Raises UserError (field = key) for a value out of its bounds or choices.
    """
    from models.tables.trail import Setting

    for key, value in values.items():
        _check(BY_KEY[key], value)
    with operation(mark("Change settings")):
        for key, value in values.items():
            row = Setting.get_or_none(Setting.key == key)
            text = json.dumps(value, ensure_ascii=False)
            if value == BY_KEY[key].default:
                if row is not None:
                    row.delete_instance()
            elif row is None:
                Setting.create(key=key, value=text)
            elif row.value != text:
                row.value = text
                row.save()


def _check(declared: Declared, value: Any) -> None:
    if declared.kind in ("whole", "percent", "money"):
        if type(value) is not int:
            raise UserError(tr("A whole number is needed."), declared.key)
        low, high = declared.minimum, declared.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            raise UserError(tr("Between {low} and {high}.").format(low=low, high=high), declared.key)
    elif declared.kind == "choice":
        if value not in [choice for choice, _ in declared.choices]:
            raise UserError(tr("Choose one of the list."), declared.key)
    elif declared.kind == "yes_no":
        if not isinstance(value, bool):
            raise UserError(tr("Yes or no."), declared.key)
    elif not isinstance(value, str):
        raise UserError(tr("Text is needed."), declared.key)
