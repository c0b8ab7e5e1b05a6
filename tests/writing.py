"""Writing records in tests by themselves, without a verb that says what right it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models import operation as door
from models.rights import by_the_house


@contextmanager
def operation(title: str, /, **said: Any) -> Iterator[door.Open]:
    """An operation that nobody's right is asked for."""
    with by_the_house(), door.operation(title, **said) as opened:
        yield opened
