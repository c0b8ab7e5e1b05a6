"""Support money: the rules over time and what is claimed by them."""

from __future__ import annotations

from models.actions.programme.support import save_rules
from models.i18n import mark
from models.queries.programme import registers
from models.tables.support import SupportRule
from ui.kit.register_table import Register
from ui.kit.registers_page import RegistersPage

REGISTERS = (
    Register(
        SupportRule,
        mark("Rules"),
        mark("New rule"),
        mark("Change rule"),
        mark("No rules yet. Enter what the county pays for, and what it asks."),
        registers.support_rules,
        save_rules,
        "pay",
        alike=("end",),
    ),
)


class SupportPage(RegistersPage):
    """Support money: the rules over time and what is claimed by them."""

    title = mark("Support money")
    help_key = "support"
    registers = REGISTERS
