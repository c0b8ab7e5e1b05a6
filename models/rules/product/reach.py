"""How far a change of a product's bill of materials or piece rate reaches."""

from __future__ import annotations

from typing import Final

NEW: Final = "new"
"""Only work given out from now on; what was given out keeps what its slip says."""

OPEN: Final = "open"
"""Also work that is still open."""

ALL: Final = "all"
"""Also finished work; never what was paid in a locked month."""
