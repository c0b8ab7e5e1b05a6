"""Lines posted from a grid, remembered until it is clear that they stay so: where that is taken back, they return."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from models.queries.desk.history import taken_back

REMEMBERED: Final = 20
"""Postings that can come back; whoever takes back more finds the slips void and copies them."""


class Posted(NamedTuple):
    """What was posted by an operation, and the name of the draft it was."""

    operation: int
    draft: str
    content: dict[str, Any]


class PostedLines:
    """The newest postings of one grid."""

    def __init__(self) -> None:
        self._posted: list[Posted] = []

    def note(self, operation: int, draft: str, content: dict[str, Any]) -> None:
        """Remember what was posted."""
        self._posted.append(Posted(operation, draft, content))
        del self._posted[:-REMEMBERED]

    def returned(self) -> list[Posted]:
        """The postings that were taken back since, each told once, the oldest first."""
        if not self._posted:
            return []
        gone = taken_back([one.operation for one in self._posted])
        found = [one for one in self._posted if one.operation in gone]
        self._posted = [one for one in self._posted if one.operation not in gone]
        return found
