"""Orders may say what the enterprise pays for a piece; none of the older ones does."""

from typing import Final

STATEMENTS: Final = ("ALTER TABLE orders ADD COLUMN price INTEGER",)
