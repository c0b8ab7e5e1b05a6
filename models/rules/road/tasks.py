"""What there is to do at a household on a drive, by its key; what somebody may ask for is an errand."""

from __future__ import annotations

from typing import Final

from models.i18n import mark

DELIVER, SLIP, COLLECT, RETURN = "deliver", "slip", "collect", "return"
VISIT, BRING, FETCH, TRANSFER, OTHER = "visit", "bring", "fetch", "transfer", "other"
OUT: Final = frozenset((DELIVER, SLIP, BRING))
"""What goes out to a household; RETURN, COLLECT and FETCH come back from it."""
PRIORITIES: Final = {DELIVER: 6, SLIP: 8, COLLECT: 5, VISIT: 4, BRING: 5, FETCH: 4, OTHER: 5, RETURN: 1}

ERRANDS: Final = (
    (COLLECT, mark("Collect announced pieces")),
    (VISIT, mark("Show and teach")),
    (BRING, mark("Bring a machine")),
    (FETCH, mark("Fetch a machine")),
    (TRANSFER, mark("Bring material to another household")),
    (OTHER, mark("Something else")),
)
"""Every kind of errand with its label, as a field's choices."""
ASKED: Final = {
    BRING: ("equipment",),
    FETCH: ("equipment",),
    TRANSFER: ("subcontract", "material", "quantity", "to_subcontract"),
}
"""Which fields an errand asks for besides household, day and note."""
OWN: Final = tuple(dict.fromkeys(field for fields in ASKED.values() for field in fields))
"""Every field that only some errands ask for."""
