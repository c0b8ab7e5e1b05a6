"""The clauses of the subcontract agreement: the standard ones, the cooperative's own, and what is filled into them.

The standard clauses settle what 民法典 770 to 787 (contracts for work) and the convention on home work want settled
before the first goods: work, quantity, quality, rates, who supplies material and machines, acceptance, defects, pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from models.errors import UserError
from models.i18n import Translator, mark, tr

PAY_DAY, CAP, DAYS, RATES = "pay_day", "cap", "days", "rates"
PLACES: Final = (PAY_DAY, CAP, DAYS, RATES)
"""What is filled in: day of the month, percent, days; ``{rates}`` says after which clause the rates stand."""

STANDARD: Final = (
    mark(
        "Work and quantity: Party B makes at home what each delivery slip names, in the quantity and by the day "
        "it names. Party B may decline a slip before taking the material."
    ),
    mark(
        "Quality: the sample shown or handed over decides. Party A's technician shows the work free of charge "
        "and comes again when asked."
    ),
    mark(
        "Piece rates: the rate printed on the delivery slip holds for all of that slip, whatever changes later. "
        "The rates on the day of this agreement, in yuan: {rates}"
    ),
    mark(
        "Material and machines: Party A supplies them and they stay Party A's. Party B checks them on arrival, "
        "keeps them with care, may not swap or sell them, and returns what is left."
    ),
    mark(
        "Acceptance: pieces are counted or weighed in Party B's presence and sorted into good, second, rework "
        "and scrap; both sign the receipt, and Party B keeps a copy."
    ),
    mark(
        "Defects: pieces to rework are mended once without pay and then count. Pieces spoiled by bad material "
        "are paid as good; those spoiled by the work are not paid."
    ),
    mark(
        "Pay: by the piece, each month, on day {pay_day} of the month after, with a statement that lists every line. "
        "Deductions take at most {cap}% of a month's pay and are named with their reason."
    ),
    mark(
        "Objections: within {days} {days:day|days} of receiving the statement; what proves wrong is put right in "
        "the next month's pay."
    ),
    mark(
        "End: either side may end this agreement after the open slips are settled. "
        "Material and machines go back and all pay due is paid within one month."
    ),
)

_PLACE: Final = r"\{([a-z_]+)\}"
_FORMS: Final = r"\{([a-z_]+):([^{}|]*)\|([^{}|]*)\}"
_NUMBERED: Final = r"^\s*(?:\d{1,2}\s*[.、．)）]|第[一二三四五六七八九十]+条)\s*"


def standard_text(speak: Translator) -> str:
    """The standard clauses in a document's language, one a line."""
    return "\n".join(speak(clause) for clause in STANDARD)


def clauses_of(text: str) -> list[str]:
    """The clauses of a text, one a line; empty lines and numbers typed before them are left out."""
    return [clause for line in text.splitlines() if (clause := re.sub(_NUMBERED, "", line).strip())]


def for_many(text: str) -> str:
    """Clauses as one would type them: the word for many where the standard text has one for 1 and one for more."""
    return re.sub(_FORMS, lambda found: found[3], text)


def filled(clause: str, values: Mapping[str, str]) -> str:
    """A clause with its places filled in; anything else in braces stays as it was typed."""
    clause = re.sub(_FORMS, lambda found: found[2] if values.get(found[1]) == "1" else found[3], clause)
    return re.sub(_PLACE, lambda found: values.get(found[1], found[0]), clause).strip()


def check_clauses(text: str, field: str) -> None:
    """Raise UserError (``field``) for a place in braces that nothing is filled into."""
    unknown = [name for name in re.findall(_PLACE, text) if name not in PLACES]
    if unknown:
        raise UserError(
            tr('"{place}" is not known. Places that are filled in: {places}.').format(
                place=_braced([unknown[0]]), places=_braced(PLACES)
            ),
            field,
        )


def _braced(names: Iterable[str]) -> str:
    return ", ".join("{" + name + "}" for name in names)
