"""The results of a pay period as the workbook carries them out: the rows of its four sheets.

Values are integers as the program keeps them (fen, thousandths, ten-thousandths of a yuan), days, codes and texts.
"""

from __future__ import annotations

from typing import Any

from models.database import db
from models.queries.exchange.result_sheets import HOLDINGS, PAY, PIECE_LINES, PROGRESS
from models.queries.exchange.workbook_schema import RecordSheet
from models.queries.ledger import stock
from models.queries.past import as_locked
from models.queries.pay import earnings
from models.queries.periods import period_named
from models.rights import shows
from models.rules.amount import in_words
from models.rules.desk import roles
from models.rules.ledger.grade import PAID
from models.tables.product import Product

Row = tuple[Any, ...]


@shows(roles.SEE_PAY)
def results(period_key: str) -> dict[str, list[Row]]:
    """The rows of a period by key of `result_sheets.RESULTS`, each sorted by its key columns.

    Holdings and progress are those of the period's last day; a locked period is told by the records as they were then.
    Raises UserError for a malformed period.
    """
    with as_locked(period_key):
        return _results(period_key)


def _results(period_key: str) -> dict[str, list[Row]]:
    month = earnings.statements(period_key)
    until = period_named(period_key).end
    return {
        "pay": [_pay(s) for s in month.statements],
        "piece_lines": _lines(month),
        "holdings": [_row(HOLDINGS, one) for one in stock.holdings(until)],
        "progress": [_row(PROGRESS, one) for one in stock.progress(until)],
    }


def _row(sheet: RecordSheet, one: object, **more: Any) -> Row:
    """What the columns of a sheet are named after, of something found; ``more`` is what that does not know itself."""
    keys = [column.key for column in sheet.columns]
    return tuple(more[key] if key in more else getattr(one, key) for key in keys)


def _pay(statement: earnings.PayStatement) -> Row:
    net = in_words(statement.reckoning.net)
    return _row(PAY, statement.reckoning, household=statement.code, head=statement.head, in_words=net)


def _lines(month: earnings.PayMonth) -> list[Row]:
    codes = dict(db.execute(Product.select(Product.id, Product.code)))
    rows = [
        _row(PIECE_LINES, line, household=statement.code, product=codes[line.product])
        for statement in month.statements
        for line in statement.lines
    ]
    order = {grade: at for at, grade in enumerate(PAID)}
    rows.sort(key=lambda row: (*row[:4], order[row[5]]))
    return rows
