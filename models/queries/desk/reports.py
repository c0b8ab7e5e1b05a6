"""The reports there are, in the order in which they are offered."""

from __future__ import annotations

from typing import Final

from models.errors import UserError
from models.i18n import tr
from models.queries.desk import course_report, quality_reports, visit_report
from models.queries.ledger import material_report
from models.queries.order import load_report
from models.queries.pay import cash_report, income_reports, standing_report, village_report
from models.queries.report import Report

REPORTS: Final[dict[str, Report]] = {
    one.key: one
    for one in (
        income_reports.INCOME,
        income_reports.HOUSEHOLDS,
        village_report.REPORT,
        quality_reports.BY_HOUSEHOLD,
        quality_reports.BY_PRODUCT,
        visit_report.REPORT,
        material_report.REPORT,
        course_report.REPORT,
        cash_report.REPORT,
        load_report.REPORT,
        standing_report.REPORT,
    )
}
"""Every report by its key."""


def report_named(key: str) -> Report:
    """The report of a key. Raises UserError naming those there are."""
    try:
        return REPORTS[key]
    except KeyError:
        raise UserError(
            tr("No report is called {key}. There are: {keys}.").format(key=key, keys=", ".join(REPORTS))
        ) from None
