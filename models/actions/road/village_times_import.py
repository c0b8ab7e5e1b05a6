"""Reading the known ways between villages from a spreadsheet somebody keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from models.actions.road.registration import checked_road
from models.cells import Rows, Unreadable
from models.errors import Problem, UserError
from models.i18n import tr
from models.rules import amount, parsing
from models.rules.exchange.sheet_rows import at, shown, sum_of
from models.spreadsheet import opened

HEADERS: Final = {
    "one": ("村", "起点", "从", "village", "from"),
    "other": ("另一村", "终点", "到", "other village", "to"),
    "minutes": ("分钟", "时间", "用时", "minutes"),
    "closed_from": ("封路起", "封闭起", "closed from"),
    "closed_until": ("封路止", "封闭止", "closed until"),
    "note": ("备注", "说明", "note"),
}
"""What the columns are called, in the order they are written."""


def read_roads(path: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The ways of the first sheet that has a column of villages, and everything that is wrong with its rows.

    Raises UserError when the file cannot be read or has no such sheet.
    """
    with opened(path) as workbook:
        for name in workbook.sheet_names:
            rows = workbook.sheet(name).rows
            head = next((place for place, (_, cells) in enumerate(rows) if len(_columns(cells)) > 1), None)
            if head is not None:
                return _read(name, rows, head)
    raise UserError(tr("No sheet has the columns 村, 另一村 and 分钟 (village, other village, minutes)."))


def _columns(row: list[Any]) -> dict[str, int]:
    """Where each column stands; empty unless there are villages."""
    places = {parsing.code_of(cell).casefold(): place for place, cell in enumerate(row)}
    found = {
        key: places[name] for key, names in HEADERS.items() for name in reversed(names) if name in places
    }
    return found if "one" in found else {}


def _read(name: str, rows: Rows, head: int) -> tuple[list[dict[str, Any]], list[Problem]]:
    names = rows[head][1]
    columns = _columns(names)
    found: list[dict[str, Any]] = []
    seen: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    for number, row in rows[head + 1 :]:
        cells = {key: at(row, place) for key, place in columns.items()}
        if not any(parsing.text_of(cell) for cell in cells.values()) or sum_of(row) is not None:
            continue

        def fault(refusal: UserError, number: int = number, cells: dict[str, Any] = cells) -> None:
            field = refusal.field or "one"
            header = parsing.text_of(names[columns[field]]) if field in columns else HEADERS[field][0]
            problems.append(Problem(name, number, header, shown(cells.get(field)), refusal.message))

        try:
            way = checked_road(_values(cells))
        except UserError as refusal:
            fault(refusal)
            continue
        key = way["one"], way["other"]
        if key in seen:
            fault(UserError(tr("This way stands in row {row} already.").format(row=seen[key]), "other"))
            continue
        seen[key] = number
        found.append(way)
    return found, problems


def _values(cells: dict[str, Any]) -> dict[str, Any]:
    """A row's cells by kind. Raises UserError beside the column that cannot be read."""
    values: dict[str, Any] = {}
    for key, cell in cells.items():
        if isinstance(cell, Unreadable):
            raise UserError(tr(cell.why), key)
        if not parsing.text_of(cell):
            values[key] = None
        elif key == "minutes":
            thousandths = amount.quantity(cell, field=key)
            if thousandths % 1000:
                raise UserError(tr("A whole number is needed."), key)
            values[key] = thousandths // 1000
        elif key.startswith("closed"):
            values[key] = parsing.date_of(cell, field=key)
        else:
            values[key] = parsing.text_of(cell)
    return values
