"""The report on households that stopped earning or whose pay grows, over the last complete months. Fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, MONTH, SHARE, ChoiceField
from models.queries import report
from models.queries.pay.pay_by_month import MonthPay, earned_before, pay_of
from models.queries.pay.pay_rows import not_locked, statements_behind
from models.queries.periods import period_at, period_named
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.growth import growth, months_before
from models.rules.pay.standing import HALF, LESS, MONTHS, MORE, NEW, SAME, STANDINGS, STOPPED, standing

STANDING: Final = ChoiceField(
    choices=(
        (STOPPED, mark("Stopped earning")),
        (LESS, mark("Earns less")),
        (SAME, mark("Earns the same")),
        (MORE, mark("Earns more")),
        (NEW, mark("New")),
    )
)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A household that earned in the months looked at: how it stands, and its pay in their order."""

    stands: str
    pays: list[MonthPay]

    @property
    def last(self) -> MonthPay:
        """Its last month with pay."""
        return max((one for one in self.pays if one.gross > 0), key=lambda one: one.period)


@shows(roles.SEE_PAY)
def _report(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    months = [period_named(months_before(period_at(today).key, back)).key for back in range(MONTHS, 0, -1)]
    pays = pay_of([period_named(key) for key in months], filters)
    found = _standings(pays, months)
    earlier, recent = months[:HALF], months[HALF:]
    rows = [_row(key, one, earlier, recent) for key, one in found.items()]
    rows.sort(key=lambda row: (STANDINGS.index(row.cells["stands"]), row.cells["code"]))
    by_standing = {
        stands: [row for row in rows if row.cells["stands"] == stands]
        for stands in (STOPPED, LESS, SAME, MORE, NEW)
    }
    drawn = by_standing if rows else {}
    counted = tuple(len(held) for held in drawn.values())
    chart = report.Chart(
        report.BARS,
        tuple(report.Category(stands, stands, STANDING) for stands in drawn),
        (report.ChartSeries("households", mark("Households"), counted, COUNT),),
    )
    return report.ReportAnswer(
        (partial(_said, by_standing),),
        chart,
        _COLUMNS,
        tuple(rows),
        None,
        lambda row, what: _behind(row, what, found, by_standing, earlier, recent),
        frozenset({"earlier", "recent"}),
        (_how_it_is_meant, *not_locked(pays)),
    )


_NAMES: Final = (
    *report.HOUSEHOLD_COLUMNS,
    report.column("stands", mark("How it stands"), STANDING),
)
_COLUMNS: Final = (
    *_NAMES,
    report.column("earlier", mark("Three months before"), MONEY),
    report.column("recent", mark("Last three months"), MONEY),
    report.column("growth", mark("Change", "figure"), SHARE),
    report.column("last", mark("Last month with pay"), MONTH),
)


def _standings(pays: Iterable[MonthPay], months: Sequence[str]) -> dict[int, _Standing]:
    by_household: dict[int, list[MonthPay]] = defaultdict(list)
    for one in pays:
        by_household[one.home.id].append(one)
    known = earned_before(months[0])
    found = {}
    for key, own in by_household.items():
        gross = {one.period: one.gross for one in own}
        stands = standing([gross.get(month, 0) for month in months], new=key not in known)
        if stands is not None:
            found[key] = _Standing(stands, own)
    return found


def _of(pays: Iterable[MonthPay], months: Sequence[str]) -> list[MonthPay]:
    return [one for one in pays if one.period in months]


def _row(key: int, one: _Standing, earlier: Sequence[str], recent: Sequence[str]) -> report.ReportRow:
    home = one.pays[-1].home
    before, now = (sum(pay.gross for pay in _of(one.pays, months)) for months in (earlier, recent))
    cells: dict[str, Any] = {
        **home.cells(),
        "stands": one.stands,
        "earlier": before,
        "recent": now,
        "growth": growth(now, before),
        "last": one.last.period,
    }
    return report.ReportRow(str(key), cells, report.Lead(report.OF_HOUSEHOLD, key))


def _said(by_standing: dict[str, list[report.ReportRow]], tr: Translator) -> str:
    stopped, more = (len(by_standing[stands]) for stands in (STOPPED, MORE))
    first = tr.plural("{n} household stopped earning", "{n} households stopped earning", stopped)
    second = tr.plural("{n} earns more", "{n} earn more", more)
    return tr("{stopped}, {more} than three months before.").format(stopped=first, more=second)


def _how_it_is_meant(tr: Translator) -> str:
    return tr("Six complete months. Stopped: no pay in the last two. More or less: by a tenth at least.")


def _behind(
    row: str,
    what: str,
    found: dict[int, _Standing],
    by_standing: dict[str, list[report.ReportRow]],
    earlier: Sequence[str],
    recent: Sequence[str],
) -> report.Behind:
    if what == "households":
        held = by_standing[row]
        rows = [report.BehindRow({one.key: own.cells[one.key] for one in _NAMES}, own.lead) for own in held]
        return report.Behind(
            lambda tr: tr.plural("{n} household", "{n} households", len(rows)),
            _NAMES,
            rows,
            "code",
            report.DIFFERENT,
        )
    return statements_behind(_of(found[int(row)].pays, earlier if what == "earlier" else recent))


REPORT: Final = report.Report(
    "standing",
    mark("Households that stopped or grow"),
    mark("Which households stopped earning, and who earns more than before."),
    report.HOMES_MEANT,
    _report,
    mark("No household earned anything in the last six complete months."),
    months=MONTHS,
)
