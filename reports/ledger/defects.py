"""What was wrong with pieces, in the household's words, as slips say it."""

from __future__ import annotations

from collections.abc import Sequence

from models.i18n import Translator
from models.queries.ledger.defects import DefectLine
from reports.paper.formatting import count


def defect_words(defects: Sequence[DefectLine], tr: Translator) -> str:
    """The defects by name with their pieces, "" for none; a quantity of 0 is not said."""
    return tr(", ").join(f"{one.name} {count(one.quantity)}" if one.quantity else one.name for one in defects)
