"""The settings of pay, as `setting_definitions` declares all of them."""

from __future__ import annotations

from typing import Final

from models.declared_setting import TAX_TABLES, Declared
from models.i18n import mark
from models.kinds import COUNT, FLAG, PERCENT
from models.rules.pay import tax

_PAY: Final = mark("Pay")

PAY_SETTINGS: Final[tuple[Declared, ...]] = (
    Declared(
        "pay.cutoff_day",
        COUNT,
        0,
        _PAY,
        mark("Cut-off day"),
        mark("0 for calendar months; 25 makes October run from 26 September to 25 October."),
        minimum=0,
        maximum=28,
    ),
    Declared(
        "pay.allowance",
        PERCENT,
        0,
        _PAY,
        mark("Home-cost allowance %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.deduction_cap",
        PERCENT,
        200_000,
        _PAY,
        mark("Deductions at most, % of gross"),
        mark("What is not taken is carried to the next period."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.pay_day",
        COUNT,
        10,
        _PAY,
        mark("Pay day (day of the next month)"),
        minimum=1,
        maximum=28,
    ),
    Declared(
        "pay.objection_days",
        COUNT,
        10,
        _PAY,
        mark("Days to dispute a statement"),
        minimum=1,
        maximum=60,
    ),
    Declared(
        "pay.make_up",
        FLAG,
        False,
        _PAY,
        mark("Make pay up to the floor"),
        mark("Where a month's pieces earned less than the floor of an hour, the difference is paid."),
    ),
    Declared(
        "pay.pace_tests",
        COUNT,
        0,
        _PAY,
        mark("Pace tests that count"),
        mark("The last so many of a product; 0: all of the last 365 days."),
        minimum=0,
        maximum=100,
    ),
    Declared(
        "pay.fair_factor",
        PERCENT,
        1_200_000,
        _PAY,
        mark("Proposed rate, % of what the mean pace needs"),
        mark("120: who makes a sixth less than the mean earns the floor as well."),
        minimum=1_000_000,
        maximum=2_000_000,
    ),
    Declared(
        "pay.tax_estimate",
        FLAG,
        False,
        _PAY,
        mark("Show an income tax estimate"),
        mark("On the pay statement, for labour service income; nothing is withheld."),
    ),
    Declared(
        "pay.tax_tables",
        TAX_TABLES,
        tax.plain(tax.TABLES),
        _PAY,
        mark("Tax tables"),
        mark("What the estimate counts with, each from its day on. Locked periods keep theirs."),
    ),
)
"""In the order of the dialog."""
