"""The reports on support money: what was claimed, approved, refused and paid, by rule, workshop and month. Fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from peewee import JOIN

from models.database import db
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, MONEY, MONTH, TEXT, Kind, WordField
from models.queries import report
from models.queries.periods import period_at
from models.tables.party import Worker
from models.tables.programme import Workshop
from models.tables.support import (
    CLAIM_STATES,
    PAID_OUT,
    REFUSED,
    Claim,
    ClaimPerson,
    SupportRule,
)

_LABELS: Final = dict(CLAIM_STATES)
_STANDING: Final = tuple(state for state in _LABELS if state != REFUSED)
_STATES: Final = (*_STANDING, REFUSED)
"""What counts as claimed: everything that was not refused."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Somebody or a workshop in a claim with the part of its amount."""

    claim: int
    number: str
    date: date
    status: str
    rule: str
    workshop: str
    worker: int | None
    name: str
    amount: int


def _report(by: str, filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    since, until = report.span_of(filters, today, _MONTHS)
    group, kind, label = _GROUPS[by]
    groups: dict[str, list[_Claimed]] = defaultdict(list)
    everything = _claimed(since, until)
    for one in everything:
        groups[group(one)].append(one)
    rows = tuple(
        report.ReportRow(key, {"what": key or None, **_cells(groups[key])}) for key in sorted(groups)
    )
    columns = (
        report.column("what", label, kind),
        report.column("claims", mark("Claims"), COUNT),
        report.column("people", mark("People"), COUNT),
        *(report.column(state, _LABELS[state], MONEY) for state in _STATES),
        report.column("claimed", mark("Claimed without the refused"), MONEY),
    )
    return report.ReportAnswer(
        (partial(_said, _cells(everything)),),
        report.chart_of(report.STACKED, rows, columns, "what", _STANDING),
        columns,
        rows,
        report.total_row(columns, _cells(everything)),
        lambda row, what: _behind(everything if row == report.TOTAL else groups[row], what),
        frozenset({"claims", "people", "claimed", *_STATES}),
    )


def _claimed(since: date, until: date) -> list[_Claimed]:
    """The claims of a span of days, person by person; what the office cut or a workshop gets stands in a row alone."""
    query = (
        Claim.select(
            Claim.id, Claim.number, Claim.date, Claim.status, SupportRule.name, Workshop.name, Claim.amount
        )
        .join(SupportRule)
        .join_from(Claim, Workshop, JOIN.LEFT_OUTER)
        .where(Claim.date.between(since, until))
        .order_by(Claim.date, Claim.number)
    )
    heads = list(db.execute(query))
    people: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    named = (
        ClaimPerson.select(ClaimPerson.claim, Worker.id, Worker.name, ClaimPerson.amount)
        .join(Claim)
        .join_from(ClaimPerson, Worker)
        .where(Claim.date.between(since, until))
        .order_by(Worker.name, Worker.id)
    )
    for claim, *who in db.execute(named):
        people[claim].append((who[0], who[1], who[2]))
    found = []
    for key, number, day, status, rule, workshop, amount in heads:
        about = key, number, date.fromisoformat(day), status, rule, workshop or ""
        found += [_Claimed(*about, *who) for who in people[key]]
        rest = amount - sum(part for _, _, part in people[key])
        if rest or not people[key]:
            found.append(_Claimed(*about, None, "", rest))
    return found


def _cells(some: Sequence[_Claimed]) -> dict[str, Any]:
    return {
        "claims": len({one.claim for one in some}),
        "people": len({one.worker for one in some if one.worker is not None}),
        **{state: sum(one.amount for one in some if one.status == state) for state in _STATES},
        "claimed": sum(one.amount for one in some if one.status != REFUSED),
    }


def _said(sums: dict[str, Any], tr: Translator) -> str:
    words = tr.plural(
        "{n} claim: {claimed} claimed, {paid} paid.",
        "{n} claims: {claimed} claimed, {paid} paid.",
        sums["claims"],
    )
    return words.format(claimed=MONEY.worded(sums["claimed"], tr), paid=MONEY.worded(sums[PAID_OUT], tr))


def _behind(some: Sequence[_Claimed], what: str) -> report.Behind:
    states = {"claimed": _STANDING}.get(what, (what,) if what in _STATES else _STATES)
    rows = [
        report.BehindRow.of(
            one, _BEHIND, report.Lead(report.OF_CLAIM, one.claim), name=one.name or one.workshop
        )
        for one in some
        if one.status in states
    ]
    return report.counted_behind(
        lambda tr: tr.plural("{n} line", "{n} lines", len(rows)),
        _BEHIND,
        rows,
        what,
        {"claims": "number", "people": "worker"},
        summed="amount",
    )


_BEHIND: Final = (
    report.column("number", mark("Claim number"), CODE),
    report.DATE_COLUMN,
    report.column("status", mark("Status"), Claim.status),
    report.column("rule", mark("Rule"), TEXT),
    report.column("workshop", mark("Workshop"), TEXT),
    report.column("name", mark("For"), TEXT),
    report.column("worker", mark("Worker"), COUNT, hidden=True),
    report.AMOUNT_COLUMN,
)
_MONTHS: Final = 24
_FOR_NONE: Final = mark("For no workshop")
_GROUPS: Final[dict[str, tuple[Callable[[_Claimed], str], Kind, str]]] = {
    "rule": (lambda one: one.rule, TEXT, mark("Rule")),
    "workshop": (lambda one: one.workshop or _FOR_NONE, WordField(), mark("Workshop")),
    "month": (lambda one: period_at(one.date).key, MONTH, mark("Month")),
}


def _of(by: str, key: str, title: str, help: str) -> report.Report:
    return report.Report(
        key,
        title,
        help,
        (report.SPAN,),
        partial(_report, by),
        mark("Nothing was claimed in this span."),
        months=_MONTHS,
    )


BY_RULE: Final = _of(
    "rule",
    "support_rules",
    mark("Support money by rule"),
    mark("What was claimed by each rule, and what became of it."),
)
BY_WORKSHOP: Final = _of(
    "workshop",
    "support_workshops",
    mark("Support money by workshop"),
    mark("What was claimed for each workshop, and what became of it."),
)
BY_MONTH: Final = _of(
    "month",
    "support_months",
    mark("Support money by month"),
    mark("What was claimed in each month, and what became of it."),
)
