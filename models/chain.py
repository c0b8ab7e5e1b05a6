"""The chain of operations: each is bound by its hash to what it changed and to the one before it.

Here it is only reckoned and looked through; `models.operation` makes its links.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final, NamedTuple

from models.database import db, parts

_HEAD: Final = ("id", "title", "arguments", "user", "machine", "at", "undoes")
_SEALED_HEAD: Final = (*_HEAD, "last_key")
"""What an operation says of itself, as its link binds it; programs that did not seal bound less."""

_TOGETHER: Final = 500
"""Changes that are hashed at once."""

Logged = tuple[int, int, str | None, str | None]
"""A change as a link binds it: its layout, its row, the values before and after."""

BROKEN, STRAY, GAP = "broken", "stray", "gap"
"""A link that does not fit; changes that belong to no operation, or not where they stand; changes that are missing."""


class ChainFault(NamedTuple):
    """What does not hang together at an operation, one of the kinds above; ``changes`` of its changes."""

    kind: str
    operation: int
    changes: int = 1


def link(previous: str, head: dict[str, Any], changes: Iterable[Logged]) -> str:
    """The SHA-256 of an operation: the link before it, its head, and every row it changed, in order."""
    digest = hashlib.sha256(previous.encode())
    digest.update(json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
    for some in parts(changes, _TOGETHER):
        bound = [
            f"{layout}\x1f{row}\x1f{before or ''}\x1f{after or ''}\x1e" for layout, row, before, after in some
        ]
        digest.update("".join(bound).encode())
    return digest.hexdigest()


def changes_of(operation_id: int) -> Iterable[Logged]:
    """What an operation changed, in order, as its link binds it."""
    changes: Iterable[Logged] = db.execute_sql(
        "SELECT layout_id, row_id, before, after FROM change WHERE operation_id = ? ORDER BY id",
        (operation_id,),
    )
    return changes


def chain_head() -> str:
    """The hash of the newest operation, or "" in an empty file; printed so that paper vouches for the file."""
    last = db.execute_sql("SELECT hash FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return "" if last is None else str(last[0])


def chain_faults() -> Iterator[ChainFault]:
    """Every place where the chain is not whole, in the order of the operations; nothing when it is."""
    from models.tables.trail import Operation

    counted = _Counted()
    blocks = counted.blocks()
    block = next(blocks, None)
    previous = ""
    for row in Operation.select().order_by(Operation.id).iterator():
        while block is not None and block[0] < row.id:
            yield ChainFault(STRAY, block[0], len(list(block[1])))
            block = next(blocks, None)
        own: Iterable[Logged] = block[1] if block is not None and block[0] == row.id else ()
        head = {name: getattr(row, name) for name in (_SEALED_HEAD if row.seal else _HEAD)}
        reckoned = link(previous, head, own)
        if row.previous != previous or row.hash != reckoned:
            yield ChainFault(BROKEN, row.id)
        previous = row.hash
        if block is not None and block[0] == row.id:
            block = next(blocks, None)
        if counted.missing:
            yield ChainFault(GAP, row.id, counted.missing)
            counted.missing = 0
    while block is not None:
        yield ChainFault(STRAY, block[0], len(list(block[1])))
        block = next(blocks, None)


def broken_links() -> list[int]:
    """The operations whose link does not fit their content or their predecessor; empty when all fit."""
    return [fault.operation for fault in chain_faults() if fault.kind == BROKEN]


class _Counted:
    """The changes in the order they were written, operation by operation; ``missing`` counts the numbers skipped.

    The engine numbers them one after another and none is ever deleted.
    """

    def __init__(self) -> None:
        self.missing = 0
        self._last = 0

    def blocks(self) -> Iterator[tuple[int, Iterator[Logged]]]:
        """Each operation's key and its changes, to be read before the next is asked for."""
        rows = db.execute_sql(
            "SELECT id, operation_id, layout_id, row_id, before, after FROM change ORDER BY id"
        )
        for operation, block in groupby(rows, key=lambda row: int(row[1])):
            yield operation, self._read(block)

    def _read(self, block: Iterator[tuple[Any, ...]]) -> Iterator[Logged]:
        for number, _, layout, row, before, after in block:
            self.missing += abs(number - self._last - 1)
            self._last = number
            yield layout, row, before, after
