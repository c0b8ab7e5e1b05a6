"""Operations carry the seal of the laptop they were done on; those of older programs have none."""

from typing import Final

STATEMENTS: Final = ("ALTER TABLE operation ADD COLUMN seal TEXT NOT NULL DEFAULT ''",)
