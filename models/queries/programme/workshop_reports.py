"""The reports on workshops: how many of each kind and trade are open on a day, and the money put into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from peewee import JOIN

from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, DAY, MONEY, TEXT
from models.queries import report
from models.queries.grouped_report import GroupFigure, RecordGroup, grouped_answer
from models.queries.party.place_tree import PlaceTree
from models.rights import shows
from models.rules.party.day_span import DaySpan
from models.tables.party import Household, Region, Trade, Worker
from models.tables.programme import FUNDING_SOURCES, WORKSHOP_KINDS, Funding, Workshop, WorkshopMember

_WORKSHOP: Final = (
    report.column("workshop", mark("Workshop code"), CODE),
    report.column("name", mark("Name"), TEXT),
    report.column("place", mark("Place", "region"), TEXT),
    report.column("trade", mark("Trade"), TEXT),
    report.column("opened", mark("Opened on"), DAY),
)
_HOME: Final = (
    report.column("workshop", mark("Workshop code"), CODE),
    report.column("code", mark("Household code"), CODE),
    report.HEAD_COLUMN,
    report.column("joined", mark("Joined on"), DAY),
)
_PERSON: Final = (
    report.column("worker", mark("Person"), COUNT, hidden=True),
    report.column("person", mark("Full name"), TEXT, person=True),
    *_HOME[:3],
)
_GIVEN: Final = (
    report.DATE_COLUMN,
    report.column("workshop", mark("Workshop code"), CODE),
    report.column("name", mark("Name"), TEXT),
    report.column("purpose", mark("Purpose"), TEXT),
    report.AMOUNT_COLUMN,
)


@shows()
def _by_kind(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    day = filters.until or today
    found = _open_on(day, filters)
    homes, people = _members_on(day, found)
    groups: dict[tuple[str, str], dict[str, list[report.BehindRow]]] = defaultdict(lambda: defaultdict(list))
    for key, one in found.items():
        group = groups[one.kind, one.trade.name if one.trade_id else ""]
        group["workshops"].append(_about(one))
        group["households"] += homes.get(key, ())
        group["people"] += people.get(key, ())
    order = [kind for kind, _ in WORKSHOP_KINDS]
    rows = [
        RecordGroup(
            f"{kind}/{trade}",
            {"kind": kind, "trade": trade},
            groups[kind, trade],
            report.Category(f"{kind}/{trade}", kind, Workshop.kind, trade),
        )
        for kind, trade in sorted(groups, key=lambda one: (order.index(one[0]), one[1]))
    ]
    figures = (
        GroupFigure(
            report.column("workshops", mark("Workshops"), COUNT), _WORKSHOP, "workshop", report.DIFFERENT
        ),
        GroupFigure(report.column("households", mark("Households"), COUNT), _HOME, "code", report.DIFFERENT),
        GroupFigure(report.column("people", mark("People"), COUNT), _PERSON, "worker", report.DIFFERENT),
    )
    names = (report.column("kind", mark("Kind"), Workshop.kind), report.column("trade", mark("Trade"), TEXT))
    return grouped_answer(
        names, figures, rows, (_counted(found, homes, day),), drawn="workshops", notes=(_how_counted,)
    )


def _meant(filters: report.ReportFilters) -> Callable[[Any], bool]:
    """Whether a workshop is in or below the place and of the trade that the filters mean."""
    within = None if filters.place is None else PlaceTree().below(filters.place)
    return lambda one: (within is None or one.region_id in within) and filters.trade in (None, one.trade_id)


def _open_on(day: date, filters: report.ReportFilters) -> dict[int, Any]:
    """The workshops that are open on a day and meant, by key and code."""
    meant = _meant(filters)
    query = (
        Workshop.select(Workshop, Trade, Region)
        .join(Trade, JOIN.LEFT_OUTER)
        .join_from(Workshop, Region, JOIN.LEFT_OUTER, on=(Workshop.region == Region.id))
        .order_by(Workshop.code)
    )
    return {one.id: one for one in query if DaySpan(one.opened, one.closed).holds(day) and meant(one)}


def _about(workshop: Any) -> report.BehindRow:
    cells = {
        "workshop": workshop.code,
        "name": workshop.name,
        "place": workshop.region.name if workshop.region_id else "",
        "trade": workshop.trade.name if workshop.trade_id else "",
        "opened": workshop.opened,
    }
    return report.BehindRow(cells, report.Lead(report.OF_WORKSHOP, workshop.id))


def _members_on(
    day: date, workshops: Mapping[int, Any]
) -> tuple[dict[int, list[report.BehindRow]], dict[int, list[report.BehindRow]]]:
    """The households that belong to these workshops on a day, and who works in them, by workshop."""
    homes: dict[int, list[report.BehindRow]] = defaultdict(list)
    people: dict[int, list[report.BehindRow]] = defaultdict(list)
    working: dict[int, list[Any]] = defaultdict(list)
    for one in Worker.select().where(Worker.active).order_by(Worker.id):
        working[one.household_id].append(one)
    query = WorkshopMember.select(WorkshopMember, Household).join(Household).order_by(Household.code)
    for row in query:
        member: Any = row
        workshop = workshops.get(member.workshop_id)
        if workshop is None or not DaySpan(member.start, member.end).holds(day):
            continue
        home = member.household
        lead = report.Lead(report.OF_HOUSEHOLD, home.id)
        cells = {"workshop": workshop.code, "code": home.code, "head": home.head, "joined": member.start}
        homes[workshop.id].append(report.BehindRow(cells, lead))
        people[workshop.id] += [
            report.BehindRow({**cells, "worker": one.id, "person": one.name}, lead)
            for one in working[home.id]
        ]
    return homes, people


def _counted(
    workshops: Mapping[int, Any], homes: Mapping[int, list[report.BehindRow]], day: date
) -> report.Said:
    households = len({row.cells["code"] for rows in homes.values() for row in rows})

    def said(tr: Translator) -> str:
        return tr("On {day}: {workshops} with {households}.").format(
            day=DAY.worded(day, tr),
            workshops=tr.plural("{n} workshop", "{n} workshops", len(workshops)),
            households=tr.plural("{n} household", "{n} households", households),
        )

    return said


def _how_counted(tr: Translator) -> str:
    return tr("Workshops open on the last day and who belongs to them then. In all nobody is counted twice.")


@shows()
def _by_source(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    meant = _meant(filters)
    query = Funding.select(Funding, Workshop).join(Workshop).order_by(Funding.date, Funding.id)
    if filters.since is not None or filters.until is not None:
        first, last = report.span_of(filters, today, FUNDING.months)
        query = query.where(Funding.date.between(first, last))
    given: dict[str, list[report.BehindRow]] = defaultdict(list)
    for one in query:
        row: Any = one
        if meant(row.workshop):
            cells = {
                "date": row.date,
                "workshop": row.workshop.code,
                "name": row.workshop.name,
                "purpose": row.purpose,
                "amount": row.amount,
            }
            given[row.source].append(
                report.BehindRow(cells, report.Lead(report.OF_WORKSHOP, row.workshop_id))
            )
    rows = [
        RecordGroup(
            key,
            {"source": key},
            {"amount": given[key], "workshops": given[key]},
            report.Category(key, key, Funding.source),
        )
        for key, _ in FUNDING_SOURCES
        if given.get(key)
    ]
    figures = (
        GroupFigure(report.AMOUNT_COLUMN, _GIVEN, "amount"),
        GroupFigure(
            report.column("workshops", mark("Workshops"), COUNT), _GIVEN, "workshop", report.DIFFERENT
        ),
    )
    names = (report.column("source", mark("Source of money"), Funding.source),)
    whole = sum(one.cells["amount"] for many in given.values() for one in many)

    def said(tr: Translator) -> str:
        return tr("{amount} put into workshops.").format(amount=MONEY.worded(whole, tr))

    return grouped_answer(names, figures, rows, (said,), drawn="amount")


WORKSHOPS: Final = report.Report(
    "workshops",
    mark("Workshops by kind and trade"),
    mark(
        "How many workshops of each kind and trade are open on the last day, with their households and people."
    ),
    (report.SPAN, report.PLACE, report.TRADE),
    _by_kind,
    mark("No workshop is open on that day. Enter workshops first."),
)
FUNDING: Final = report.Report(
    "funding",
    mark("Funding by source"),
    mark("Money put into workshops by enterprises, assistance and the treasury."),
    (report.SPAN, report.PLACE, report.TRADE),
    _by_source,
    mark("No money was put into workshops in this span."),
)
