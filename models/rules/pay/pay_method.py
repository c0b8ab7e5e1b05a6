"""How a household is paid: from hand to hand, or into its bank account."""

from __future__ import annotations

from typing import Final

from models.i18n import mark

CASH: Final = "cash"
BANK: Final = "bank"
CHOICES: Final = ((CASH, mark("Cash")), (BANK, mark("Bank transfer")))
"""Both with their labels, as a field's choices."""
