"""The report by place: households, people, workshops, pieces, pay, visits and machines at one of the five levels.

Every level comes to the same sums. What was paid counts where a household lived on the last day of the month, as that
was known when the month was locked; a visit where it lived that day; households, people and machines where they are on
the last day of the span. Fen and thousandths.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from models.database import StoredDays, among, db, unless_halted
from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, TEXT, WordField
from models.queries import report
from models.queries.answers import first_column, stored_day
from models.queries.counting import counts
from models.queries.guidance.machine_states import lent_on, lost_loans
from models.queries.listing import ListColumn
from models.queries.party.place_rows import PlaceRow, PlacesMeant
from models.queries.past import as_locked
from models.queries.pay.earnings import statements
from models.queries.pay.pay_by_month import HomesThen, HouseholdThen, pay_months, pieces_of
from models.queries.pay.pay_rows import not_locked
from models.queries.periods import behind_the_lock
from models.queries.programme.homes_by_day import HomesByDay
from models.queries.programme.workshops import open_on
from models.queries.village_columns import PIECES, most_used, piece_columns
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.pay.calendar import Period
from models.tables.guidance import Equipment, EquipmentLoan, Visit
from models.tables.ledger import Voucher
from models.tables.party import Worker
from models.tables.pay import PayPeriod, Statement
from models.tables.product import Product
from models.tables.programme import Workshop

HOUSEHOLDS, PEOPLE, WORKSHOPS, VISITS, MACHINES = "households", "people", "workshops", "visits", "machines"
GROSS, NET = "gross", "net"
_WORD: Final = WordField()


class _PlaceFact(NamedTuple):
    """Something that counts at a place: how much by column, what is said of it, and the record it is about."""

    adds: Mapping[str, int]
    said: Mapping[str, Any]
    home: HouseholdThen | None = None
    record: str = ""
    key: int = 0

    @property
    def cells(self) -> dict[str, Any]:
        """All that is told of it, by column key."""
        about = {} if self.home is None else self.home.cells()
        return {**about, **self.said, **self.adds}

    @property
    def lead(self) -> report.Lead | None:
        """The record it is about."""
        return report.Lead(self.record, self.key, self.said.get("month", "")) if self.record else None


@dataclass(slots=True)
class _PlaceFacts:
    """What counts at a place, and what it comes to by column."""

    place: PlaceRow
    facts: list[_PlaceFact] = field(default_factory=list)
    sums: dict[str, int] = field(default_factory=dict)


class _OpenMonth(NamedTuple):
    period: str
    locked: bool = False


class _Gathering:
    """Gathers what counts at each place of a level; with a place meant, only what is in it."""

    def __init__(self, filters: report.ReportFilters, today: date) -> None:
        self.filters = filters
        self.first, self.last = report.span_of(filters, today, REPORT.months)
        self.periods = pay_months(filters, today, REPORT.months)
        self.places = PlacesMeant(filters.level, filters.place)
        # Whoever moved is meant by where it was then: places are looked at here, not asked about.
        self._anywhere = report.ReportFilters(category=filters.category)
        self._then = HomesThen(self._anywhere)
        self.units: list[str] = []
        self.facts: list[_PlaceFact] = []
        self.at: dict[str, _PlaceFacts] = {}
        self.open_months: set[str] = set()

    def gather(self) -> None:
        """Everything that counts, at its place."""
        if self.first > self.last:
            return
        self._pay()
        self._pieces()
        with as_locked(self.periods[-1].key):
            homes = HomesByDay(self.filters.category)
            working = Worker.select(Worker.household).where(Worker.active)
            people = Counter(first_column(working))
            self._machines(homes)
            self._visits(homes)
        seen = {fact.home.id for fact in self.facts if fact.home is not None}
        for home in homes.living(self.last, seen):
            counted = {HOUSEHOLDS: 1, PEOPLE: people.get(home.id, 0)}
            self._add(home, counted, {}, report.OF_HOUSEHOLD, home.id)
        self._workshops()

    def _add(
        self, home: HouseholdThen, adds: dict[str, int], said: Mapping[str, Any], record: str, key: int
    ) -> bool:
        """Add what counts where a household lived; whether that is meant."""
        place = self.places.row_meant(home.region, home.township, home.village, home.group)
        if place is not None:
            self._keep(place, _PlaceFact(adds, said, home, record, key))
        return place is not None

    def _keep(self, place: PlaceRow, fact: _PlaceFact) -> None:
        at = self.at.get(place.key)
        if at is None:
            at = self.at[place.key] = _PlaceFacts(place)
        at.facts.append(fact)
        self.facts.append(fact)
        sums = at.sums
        for name, value in fact.adds.items():
            sums[name] = sums.get(name, 0) + value

    def _pay(self) -> None:
        for period, household, gross, net, locked in unless_halted(_paid(self.periods)):
            home = self._then.of(period).get(household) if gross or net else None
            if home is not None:
                said = {"month": period}
                meant = self._add(home, {GROSS: gross, NET: net}, said, report.OF_STATEMENT, household)
                if meant and not locked:
                    self.open_months.add(period)

    def _pieces(self) -> None:
        units = dict(db.execute(Product.select(Product.id, Product.unit)))
        made: dict[tuple[str, int, str], int] = defaultdict(int)
        for one in unless_halted(pieces_of(self.periods, self._anywhere, self._then)):
            made[one.period, one.home.id, units[one.product]] += one.quantity
        self.units = most_used(unit for _, _, unit in made)
        for (period, household, unit), quantity in made.items():
            at = self.units.index(unit)
            said = {"month": period, f"unit{at}": unit}
            home = self._then.of(period)[household]
            self._add(home, {f"{PIECES}{at}": quantity}, said, report.OF_STATEMENT, household)

    def _machines(self, homes: HomesByDay) -> None:
        """The machines that stood at households at the end of the last day, without those lost there."""
        query = (
            EquipmentLoan.select(
                EquipmentLoan.household, Equipment.code, Equipment.name, EquipmentLoan.lent_on
            )
            .join(Equipment)
            .where(*lent_on(self.last), EquipmentLoan.id.not_in(lost_loans(self.last)))
            .order_by(Equipment.code)
        )
        for household, code, name, lent in db.execute(query):
            home = homes.of(household, self.last)
            if home is not None:
                about = {"number": code, "name": name, "date": stored_day(lent)}
                self._add(home, {MACHINES: 1}, about, report.OF_HOUSEHOLD, home.id)

    def _visits(self, homes: HomesByDay) -> None:
        query = (
            Voucher.select(Voucher.id, Voucher.household, Voucher.date, Voucher.number, Visit.topic)
            .join(Visit)
            .where(
                Voucher.kind == voucher_kind.VISIT,
                Voucher.date.between(self.first, self.last),
                counts(day=self.last),
            )
            .order_by(Voucher.date, Voucher.number)
        )
        days = StoredDays()
        for key, household, stored, number, topic in unless_halted(db.execute(query)):
            day = days[stored]
            home = homes.of(household, day)
            if home is not None:
                said = {"date": day, "number": number, "name": topic}
                self._add(home, {VISITS: 1}, said, report.OF_VOUCHER, key)

    def _workshops(self) -> None:
        """The workshops open on the last day; they are no households, so a category leaves them out."""
        if self.filters.category is not None:
            return
        query = Workshop.select(Workshop.code, Workshop.name, Workshop.region, Workshop.opened)
        for code, name, region, opened in db.execute(query.where(open_on(self.last)).order_by(Workshop.code)):
            place = self.places.row_meant(region)
            if place is not None:
                said = {"number": code, "name": name, "date": stored_day(opened)}
                self._keep(place, _PlaceFact({WORKSHOPS: 1}, said))


def _paid(periods: Sequence[Period]) -> Iterator[tuple[str, int, int, int, bool]]:
    """Month, household, gross and net pay in fen, and whether it is locked; frozen months in one question."""
    keys = [one.key for one in periods]
    frozen = set(first_column(PayPeriod.select(PayPeriod.key).where(among(PayPeriod.key, keys))))
    query = Statement.select(PayPeriod.key, Statement.household, Statement.gross, Statement.net)
    for row in db.execute(query.join(PayPeriod).where(among(PayPeriod.key, keys))):
        yield (*row, True)
    for key in keys:
        if key not in frozen and not behind_the_lock(key):
            for one in statements(key).statements:
                yield key, one.household, one.reckoning.gross, one.reckoning.net, False


@shows(roles.SEE_PAY)
def _by_place(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    found = _Gathering(filters, today)
    found.gather()
    figures = _figures(found.units)
    keys = [one.key for one in figures if not one.hidden]
    places = sorted(found.at.values(), key=lambda one: one.place.sort)
    rows = [_row(one.place.key, one.place, one.sums, keys, found.units) for one in places]
    whole = {key: sum(row.cells[key] for row in rows) for key in keys}
    most_paid = sorted(rows, key=lambda row: -row.cells[GROSS])
    columns = (*PLACE_COLUMNS, *figures)
    return report.ReportAnswer(
        (partial(_said, rows, whole[GROSS]),),
        report.chart_of(report.GROUPED, most_paid, columns, "place", (GROSS, NET), beside="above"),
        columns,
        tuple(rows),
        _row(report.TOTAL, None, whole, keys, found.units),
        lambda row, what: _behind(found.facts if row == report.TOTAL else found.at[row].facts, what, figures),
        frozenset(keys),
        (_how_places_count, *not_locked(_OpenMonth(month) for month in found.open_months)),
    )


PLACE_COLUMNS: Final = (
    report.column("place", mark("Place", "region"), _WORD),
    report.column("above", mark("Belongs to"), TEXT),
)
"""What names a place of a level."""


def _figures(units: Sequence[str]) -> tuple[ListColumn, ...]:
    """The figures of a place; pieces unit by unit."""
    return (
        report.column(HOUSEHOLDS, mark("Households"), COUNT),
        report.column(PEOPLE, mark("People"), COUNT),
        report.column(WORKSHOPS, mark("Workshops"), COUNT),
        *piece_columns(units),
        report.column(GROSS, mark("Gross pay"), MONEY),
        report.column(NET, mark("Net pay"), MONEY),
        report.column(VISITS, mark("Visits"), COUNT),
        report.column(MACHINES, mark("Machines"), COUNT),
    )


def _row(
    key: str, place: PlaceRow | None, sums: Mapping[str, int], figures: Sequence[str], units: Sequence[str]
) -> report.ReportRow:
    cells: dict[str, Any] = {
        "place": "" if place is None else place.name,
        "above": "" if place is None else place.above,
        **dict.fromkeys(figures, 0),
        **{f"unit{at}": unit for at, unit in enumerate(units)},
    }
    return report.ReportRow(key, {**cells, **sums})


def _said(rows: Sequence[report.ReportRow], whole: int, tr: Translator) -> str:
    most = max(rows, key=lambda row: int(row.cells[GROSS]))
    return tr("{places}, {sum} in all; most in {place}: {amount}.").format(
        places=tr.plural("{n} place", "{n} places", len(rows)),
        sum=MONEY.worded(whole, tr),
        place=_WORD.worded(most.cells["place"], tr),
        amount=MONEY.worded(most.cells[GROSS], tr),
    )


def _how_places_count(tr: Translator) -> str:
    return tr(
        "A household counts where it lived: its pay on the last day of the month, a visit on its day, the rest on the"
        " last day."
    )


_ABOUT: Final = (
    report.MONTH_COLUMN,
    *report.SLIP_COLUMNS,
    report.column("name", mark("Name"), TEXT),
    *report.HOUSEHOLD_COLUMNS,
)
"""What a record behind a figure is known by; of each figure those that are said of it."""


def _behind(facts: Sequence[_PlaceFact], what: str, figures: Sequence[ListColumn]) -> report.Behind:
    meant = [fact for fact in facts if fact.adds.get(what)]
    cells = [fact.cells for fact in meant]
    said = {name for one in cells for name in one}
    figure = next(one for one in figures if one.key == what)
    columns = (
        *(one for one in _ABOUT if one.key in said),
        figure,
        *(one for one in figures if one.key == figure.unit_key),
    )
    keys = [one.key for one in columns]
    rows = [
        report.BehindRow({key: one.get(key) for key in keys}, fact.lead)
        for fact, one in zip(meant, cells, strict=True)
    ]
    return report.Behind(lambda tr: tr.plural("{n} row", "{n} rows", len(rows)), columns, rows, what)


REPORT: Final = report.Report(
    "places",
    mark("By place"),
    mark(
        "Households, work and pay of each county, area, township, village or group; all levels come to the same."
    ),
    (report.SPAN, report.LEVEL, report.PLACE, report.CATEGORY),
    _by_place,
    mark("No household yet. Add one first."),
)
