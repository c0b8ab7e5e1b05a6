"""What there is to do at a household on a drive, by its key."""

from __future__ import annotations

from typing import Final

DELIVER, SLIP, COLLECT, RETURN = "deliver", "slip", "collect", "return"
VISIT, BRING, FETCH, TRANSFER, OTHER = "visit", "bring", "fetch", "transfer", "other"
OUT: Final = frozenset((DELIVER, SLIP, BRING))
"""What goes out to a household; RETURN, COLLECT and FETCH come back from it."""
PRIORITIES: Final = {DELIVER: 6, SLIP: 8, COLLECT: 5, VISIT: 4, BRING: 5, FETCH: 4, OTHER: 5, RETURN: 1}
