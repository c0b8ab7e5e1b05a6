"""The report on fair rates: what an hour of each product earns by its tested pace, beside the floor, and a rate that
reaches it. Money is fen, rates 1/10,000 yuan, minutes thousandths.

A rate is the same for all, so it is held against the highest floor of the places where active households live.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from models.database import db, unless_halted
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, DAY, MONEY, QUANTITY, RATE, TEXT, ChoiceField
from models.queries import report
from models.queries.answers import first_column
from models.queries.pay.fair_floors import FloorsOn, place_names
from models.queries.product.paces import Pace, paces, tests_on
from models.rights import shows
from models.rules.amount import half_up
from models.rules.ledger.grade import GOOD
from models.rules.pay.fair_rate import Floor, Trial, hour_earned, proposed_rate, rate_needed
from models.settings import setting
from models.tables.party import Household
from models.tables.product import Product, Rate

KEY: Final = "fair_rates"
BELOW, REACHED, NO_PACE, NO_RATE, NO_FLOOR = "below", "reached", "no_pace", "no_rate", "no_floor"
STANDS: Final = ChoiceField(
    choices=(
        (BELOW, mark("Below the floor")),
        (NO_PACE, mark("No pace tested")),
        (NO_RATE, mark("No rate")),
        (NO_FLOOR, mark("No floor entered")),
        (REACHED, mark("Reaches the floor")),
    )
)
_ORDER: Final = tuple(key for key, _ in STANDS.choices)
TESTED, WRITTEN = "tested", "written"
_FROM: Final = ChoiceField(
    choices=((TESTED, mark("Pace tests")), (WRITTEN, mark("Minutes each, not tested")))
)


@dataclass(frozen=True, slots=True)
class FairRate:
    """A product's good rate beside the floor: what is missing of it a piece, and the rate that is proposed."""

    product: int
    code: str
    name: str
    pace: Pace | None
    rate: int | None
    since: date | None
    floor: Floor | None
    factor: int

    @property
    def hour(self) -> int | None:
        """What an hour earns, in fen."""
        return hour_earned(self.rate, self.pace.minutes) if self.pace and self.rate is not None else None

    @property
    def missing(self) -> int | None:
        """What a piece lacks for the mean pace to earn the floor, in 1/10,000 yuan; None where it lacks nothing."""
        if self.pace is None or self.rate is None or self.floor is None:
            return None
        return max(0, rate_needed(self.floor.per_hour, self.pace.minutes) - self.rate) or None

    @property
    def proposed(self) -> int | None:
        """The rate of rated output work; None where pace or floor is not known."""
        if self.pace is None or self.floor is None:
            return None
        return proposed_rate(self.floor.per_hour, self.pace.minutes, self.factor)

    @property
    def stands(self) -> str:
        """How it stands, by a key of `STANDS`."""
        if self.pace is None:
            return NO_PACE
        if self.rate is None:
            return NO_RATE
        if self.floor is None:
            return NO_FLOOR
        return BELOW if self.missing else REACHED

    def cells(self) -> dict[str, Any]:
        """Its figures by column key."""
        pace = self.pace
        return {
            "code": self.code,
            "name": self.name,
            "stands": self.stands,
            "from": None if pace is None else TESTED if pace.tests else WRITTEN,
            "tests": None if pace is None else pace.tests,
            "pace": None if pace is None else pace.minutes,
            "rate": self.rate,
            "hour": self.hour,
            "floor": None if self.floor is None else self.floor.per_hour,
            "missing": self.missing,
            "proposed": self.proposed,
        }


@shows()
def fair_rates(day: date, product: int | None = None) -> list[FairRate]:
    """Every product's good rate beside the floor on a day, or one product's; those below first."""
    known, floor, factor = paces(day), highest_floor(day), int(setting("pay.fair_factor"))
    rates = {
        key: (rate, date.fromisoformat(start))
        for key, rate, start in db.execute(
            Rate.select(Rate.product, Rate.rate, Rate.start).where(
                Rate.grade == GOOD, Rate.start <= day, Rate.end.is_null() | (Rate.end >= day)
            )
        )
    }
    query = Product.select(Product.id, Product.code, Product.name)
    if product is not None:
        query = query.where(Product.id == product)
    found = []
    for key, code, name in unless_halted(db.execute(query)):
        rate, since = rates.get(key, (None, None))
        found.append(FairRate(key, code, name, known.get(key), rate, since, floor, factor))
    return sorted(found, key=lambda one: (_ORDER.index(one.stands), -(one.missing or 0), one.code))


@shows()
def highest_floor(day: date) -> Floor | None:
    """The highest floor of the places where active households live; the county's where there is no household."""
    floors = FloorsOn(day)
    active = first_column(Household.select(Household.id).where(Household.active))
    found = [floors.county() if not active else None, *(floors.of(key) for key in active)]
    return max((one for one in found if one is not None), key=lambda one: one.per_hour, default=None)


def _made_of(trade: int) -> set[int]:
    """The products of a trade."""
    return set(first_column(Product.select(Product.id).where(Product.trade == trade)))


@shows()
def _report(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    of = None if filters.trade is None else _made_of(filters.trade)
    rates = fair_rates(today, filters.product)
    found = {str(one.product): one for one in rates if of is None or one.product in of}
    rows = [
        report.ReportRow(key, one.cells(), report.Lead(report.OF_PRODUCT, one.product))
        for key, one in found.items()
    ]
    known = [row for row in rows if row.cells["hour"] is not None]
    return report.ReportAnswer(
        (partial(_said, [one.stands for one in found.values()]),),
        report.chart_of(report.GROUPED, known, _COLUMNS, "name", ("hour", "floor"), dashed=("floor",)),
        _COLUMNS,
        tuple(rows),
        None,
        lambda row, what: _behind(found[row], what, today),
        frozenset({"tests", "pace", "rate", "hour", "floor", "missing", "proposed"}),
        (_how_it_is_meant,),
    )


_PRODUCT: Final = (report.column("code", mark("Code"), CODE), report.column("name", mark("Product"), TEXT))
_PACE: Final = report.column("pace", mark("Minutes each"), QUANTITY)
_RATE: Final = report.column("rate", mark("Good rate"), RATE)
_HOUR: Final = report.column("hour", mark("An hour earns"), MONEY)
_FLOOR: Final = report.column("floor", mark("Floor of an hour"), MONEY)
_PROPOSED: Final = (
    report.column("missing", mark("Missing a piece"), RATE),
    report.column("proposed", mark("Proposed rate"), RATE),
)
_COLUMNS: Final = (
    *_PRODUCT,
    report.column("stands", mark("How it stands"), STANDS),
    _PACE,
    _RATE,
    _HOUR,
    _FLOOR,
    *_PROPOSED,
    report.column("from", mark("Pace from"), _FROM),
    report.column("tests", mark("Tests"), COUNT),
)


def _said(stands: Sequence[str], tr: Translator) -> str:
    if BELOW in stands:
        return tr.plural(
            "{n} product earns less than the floor of an hour.",
            "{n} products earn less than the floor of an hour.",
            stands.count(BELOW),
        )
    if REACHED in stands:
        return tr("Every product with a tested pace reaches the floor of an hour.")
    return tr("Enter the floor of an hour and pace tests to see what an hour earns.")


def _how_it_is_meant(tr: Translator) -> str:
    return tr("Good rate × 60 ÷ minutes each, beside the highest floor where households live.")


def _behind(one: FairRate, what: str, today: date) -> report.Behind:
    if what in ("tests", "pace") and one.pace is not None and one.pace.tests:
        rows = list(_tests(tests_on(today)[one.product]))
        how = report.DIFFERENT if what == "tests" else report.LAST
        return report.Behind(lambda tr: tr("Pace tests"), _TEST_COLUMNS, rows, _FIGURES[what], how)
    places = place_names()
    floor = one.floor
    cells = {
        **{name: value for name, value in one.cells().items() if name not in ("stands", "from", "tests")},
        "since": one.since,
        "place": "" if floor is None or floor.region is None else places.get(floor.region, ""),
        "floor_since": None if floor is None else floor.start,
    }
    row = report.BehindRow(cells, report.Lead(report.OF_PRODUCT, one.product))
    # Without a test there is none to count.
    rows = [] if what == "tests" else [row]
    how = report.DIFFERENT if what == "tests" else report.LAST
    figure = "code" if what == "tests" else what
    return report.Behind(lambda tr: tr("How it is calculated"), _RECKONED, rows, figure, how)


_FIGURES: Final = {"tests": "number", "pace": "mean"}
_TEST_COLUMNS: Final = (
    report.column("number", mark("Test number"), CODE),
    report.DATE_COLUMN,
    report.column("units", mark("Units made"), QUANTITY),
    report.column("minutes", mark("Minutes taken"), QUANTITY),
    report.column("mean", mark("Mean up to here"), QUANTITY),
)
_RECKONED: Final = (
    *_PRODUCT,
    _PACE,
    _RATE,
    report.column("since", mark("Rate since"), DAY),
    _HOUR,
    report.column("place", mark("Place", "region"), TEXT),
    _FLOOR,
    report.column("floor_since", mark("Floor since"), DAY),
    *_PROPOSED,
)


def _tests(tests: Sequence[Trial]) -> Iterator[report.BehindRow]:
    """The tests with the mean of all up to each: the last one's is the pace."""
    units = minutes = 0
    for one in tests:
        units, minutes = units + one.units, minutes + one.minutes
        mean = half_up(minutes * 1_000, units)
        yield report.BehindRow.of(one, _TEST_COLUMNS, date=one.day, mean=mean)


REPORT: Final = report.Report(
    KEY,
    mark("Fair rates"),
    mark(
        "What an hour of each product earns by its tested pace, beside the floor, and a rate that reaches it."
    ),
    (report.TRADE, report.PRODUCT),
    _report,
    mark("No products yet."),
)
