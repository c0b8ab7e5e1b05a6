"""Printing as tests ask for it: what is chosen said by name, beside how it is printed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from reports import kinds
from reports.exchange import messages
from reports.paper.printing import PrintResult, PrintRun
from reports.selection import Selection


def selected(number: str | None = None, **which: Any) -> Selection:
    """What is chosen; one ``number`` stands before others."""
    numbers = (*([] if number is None else [number]), *which.pop("numbers", ()))
    return Selection(numbers=numbers, **{**which, "paper": which.get("paper") or ""})


def print_documents(
    key: str,
    target: Path | str,
    *,
    tr: Any,
    copies: int | None = None,
    offset: tuple[float, float] | None = None,
    printed: datetime | None = None,
    progress: Any = None,
    **which: Any,
) -> PrintResult:
    """Print what is chosen by name; see `reports.kinds.print_documents`."""
    return kinds.print_documents(
        key,
        target,
        selected(**which),
        tr=tr,
        copies=copies,
        offset=offset,
        printed=printed,
        progress=progress,
    )


def planned_messages(kind: str, *, tr: Any, **which: Any) -> PrintRun:
    """What is chosen by name, to be sent; see `reports.exchange.messages.planned_messages`."""
    return messages.planned_messages(kind, selected(**which), tr=tr)


def texts(kind: str, *, tr: Any, **which: Any) -> str:
    """What is chosen by name, as a text; see `reports.exchange.messages.texts`."""
    return messages.texts(kind, selected(**which), tr=tr)
