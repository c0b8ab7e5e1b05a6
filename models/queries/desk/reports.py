"""The reports there are, in the order in which they are offered."""

from __future__ import annotations

from typing import Final

from models.errors import UserError
from models.i18n import tr
from models.queries.pay.income_reports import HOUSEHOLDS, INCOME
from models.queries.report import Report

REPORTS: Final[dict[str, Report]] = {one.key: one for one in (INCOME, HOUSEHOLDS)}
"""Every report by its key."""


def report_named(key: str) -> Report:
    """The report of a key. Raises UserError naming those there are."""
    try:
        return REPORTS[key]
    except KeyError:
        raise UserError(
            tr("No report is called {key}. There are: {keys}.").format(key=key, keys=", ".join(REPORTS))
        ) from None
