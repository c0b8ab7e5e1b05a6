"""Vacancies of enterprises, who was placed where, and what people wish for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from models.actions.programme.employment import save_placements, save_vacancies, save_wishes
from models.i18n import mark
from models.queries.programme import registers
from models.tables.programme import Placement, Vacancy, Wish
from ui.kit.form_sheet import Sheet
from ui.kit.register_table import Register, begun, of_table
from ui.kit.registers_page import RegistersPage

REGISTERS = (
    Register(
        Wish,
        mark("Wishes"),
        mark("New wish"),
        mark("Change wish"),
        mark("No wishes yet: for a job, training or an own business."),
        registers.wishes,
        save_wishes,
        "note",
        alike=("met_on", "met_by"),
    ),
    Register(
        Vacancy,
        mark("Vacancies"),
        mark("New vacancy"),
        mark("Change vacancy"),
        mark("No vacancies yet. Enterprises report their open places."),
        registers.vacancies,
        save_vacancies,
        "user",
        alike=("until",),
    ),
    Register(
        Placement,
        mark("Placements"),
        mark("New placement"),
        mark("Change placement"),
        mark("No placements yet: who works where, with contract and insurance."),
        registers.placements,
        save_placements,
        "users",
        alike=("end", "insured_to"),
    ),
)


class EmploymentPage(RegistersPage):
    """Vacancies of enterprises, who was placed where, and what people wish for."""

    title = mark("Employment")
    help_key = "employment"
    registers = REGISTERS


def new_vacancy(parent: QWidget, words: str = "") -> Sheet:
    """A new vacancy by what was typed where it was looked for."""
    return begun(parent, of_table(REGISTERS, Vacancy), "post", words)
