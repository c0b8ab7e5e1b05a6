"""A refused workbook given back: every sheet with the values it had, and a last column that says what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from models.errors import Problem
from models.files import replacing
from models.i18n import Translator, mark

Progress = Callable[[int, int], None]

REMARKS = mark("What is wrong")
_WIDE = 60


def write_remarks(
    source: Path, target: Path, problems: Sequence[Problem], tr: Translator, progress: Progress | None = None
) -> None:
    """Write the workbook ``source`` to ``target`` with the problems of each row in a last column.

    Values only: formulas come as what they had given. Problems without a row stand in a sheet of their own. Raises
    UserError when the target cannot be written.
    """
    from python_calamine import CalamineWorkbook
    from xlsxwriter import Workbook

    book = CalamineWorkbook.from_path(str(source))
    said: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    general = []
    for problem in problems:
        if problem.row is None:
            general.append(problem)
        else:
            said[problem.sheet, problem.row].append(problem)
    with replacing(target) as unfinished:
        out = Workbook(str(unfinished), {"strings_to_formulas": False, "strings_to_urls": False})
        wrong = out.add_format({"bg_color": "#F8E7E4", "font_color": "#B5362C"})
        head = out.add_format({"bold": True})
        day = out.add_format({"num_format": "yyyy-mm-dd"})
        if general:
            sheet = out.add_worksheet(tr(REMARKS))
            for number, problem in enumerate(general):
                sheet.write_string(number, 0, problem.sentence(), wrong)
            sheet.set_column(0, 0, _WIDE)
        names = book.sheet_names
        for done, name in enumerate(names):
            if progress is not None:
                progress(done, len(names))
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            width = max((len(row) for row in rows), default=0)
            sheet = out.add_worksheet(name)
            headers = {str(value).strip(): place for place, value in enumerate(rows[0])} if rows else {}
            for number, row in enumerate(rows):
                found = said.get((name, number + 1), [])
                marked = {headers.get(p.column or "", -1) for p in found}
                for place, value in enumerate(row):
                    _write(sheet, number, place, value, wrong if place in marked else None, day)
                if found:
                    sheet.write_string(number, width, "; ".join(p.message for p in found), wrong)
            if rows and any(key[0] == name for key in said):
                sheet.write_string(0, width, tr(REMARKS), head)
                sheet.set_column(width, width, _WIDE)
            sheet.freeze_panes(1, 0)
        out.close()


def _write(sheet: Any, row: int, column: int, value: Any, dress: Any, day: Any) -> None:
    if value == "" or value is None:
        if dress is not None:
            sheet.write_blank(row, column, None, dress)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, dress)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, dress)
    elif isinstance(value, (datetime, date)):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, (time, timedelta)):
        sheet.write_string(row, column, str(value), dress)
    else:
        sheet.write_string(row, column, str(value), dress)
