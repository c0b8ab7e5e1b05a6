"""Rows of places: each may stand above or below the one it belongs to, so that one is looked for in the whole sheet."""

from __future__ import annotations

from models.actions.exchange.workbook.book import Book
from models.i18n import tr
from models.tables.party import LEVELS


def refuse_upside_down(book: Book) -> None:
    """Fault places that belong to one of this workbook that is no wider, were it itself."""
    rows = book.sheets["regions"].rows
    width = {level: at for at, (level, _) in enumerate(LEVELS)}
    levels = {row.values.get("code"): width.get(row.values.get("level") or "") for row in rows}
    for row in rows:
        own, above = (levels.get(row.values.get(name)) for name in ("code", "parent"))
        if own is not None and above is not None and above >= own:
            book.fault("regions", row, "parent", tr("A place belongs to one of a wider level."))
