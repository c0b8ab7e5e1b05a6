"""The way to the workbook page from the menu, from the first start, and from a file dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def import_workbook(desk: Any, path: Path | None = None) -> None:
    """Show the workbook page and check a workbook there; without a path ask for one first."""
    page = desk.go("workbook")
    if path is None:
        page.choose()
    else:
        page.check(path)
