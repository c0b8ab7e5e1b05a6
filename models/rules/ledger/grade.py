"""What became of a piece: the six grades a collection is sorted into, and which of them are paid."""

from __future__ import annotations

from typing import Final

from models.i18n import mark

GOOD: Final = "good"
SECOND: Final = "second"
REWORK: Final = "rework"
WORK_SCRAP: Final = "work_scrap"
MATERIAL_SCRAP: Final = "material_scrap"
PENDING: Final = "pending"

PARTS: Final = (GOOD, SECOND, REWORK, WORK_SCRAP, MATERIAL_SCRAP, PENDING)
"""Every grade, in the order forms and papers show them."""

PAID: Final = (GOOD, SECOND, MATERIAL_SCRAP)
"""The grades that earn pay. Material scrap is not the household's fault."""

RATED: Final = (GOOD, SECOND)
"""The grades a piece rate is agreed for."""

LABELS: Final = {
    GOOD: mark("Good"),
    SECOND: mark("Second"),
    REWORK: mark("Rework"),
    WORK_SCRAP: mark("Work scrap"),
    MATERIAL_SCRAP: mark("Material scrap"),
    PENDING: mark("Pending"),
}

GRADES: Final = tuple(LABELS.items())
"""Every grade with its label, as a field's choices."""


def rate_grade(grade: str) -> str:
    """The grade whose rate pays a line: material scrap is paid at the good rate."""
    return GOOD if grade == MATERIAL_SCRAP else grade
