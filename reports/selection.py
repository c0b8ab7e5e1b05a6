"""Which documents are to be printed, and the question each kind of document puts to the records."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import Any, Final

from models.errors import UserError
from models.i18n import mark, tr
from models.queries.pay.statements import PaperBatch
from models.queries.periods import period_at, period_named, periods_between
from models.rights import allowed
from models.rules.desk import roles
from models.rules.parsing import date_of
from models.rules.pay.calendar import Period

PERIOD, SPAN, DAY, NUMBER = "period", "span", "date", "number"
HOUSEHOLD, VILLAGE = "household", "village"
_MONTH: Final = re.compile(r"\d{4}-\d{2}")
_ROUTE: Final = re.compile(r"\d{6}-\d+")
"""The number of a route sheet."""

SAID: Final = {
    PERIOD: mark("Say which period, like 2026-10."),
    SPAN: mark("Say from when and until when, like 2026-01 and 2026-12."),
    DAY: mark("Say which day."),
    NUMBER: mark("Say which number."),
    HOUSEHOLD: mark("Say which household."),
    VILLAGE: mark("Say which village."),
}
NAMES: Final = {
    PERIOD: mark("period"),
    SPAN: mark("span"),
    DAY: mark("day"),
    NUMBER: mark("number"),
    HOUSEHOLD: mark("household"),
    VILLAGE: mark("village"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents of a kind are to be printed, and how they look; None where nothing was said.

    ``since`` and ``until`` are the first and last pay period or day of a span, both inside, as text. ``numbers`` are
    printed in the order given, ``paper`` is the kind's usual one where no key is said. ``large`` prints for people who
    read with difficulty; with ``merge`` the slips of a household and day share a paper; ``new`` leaves out what was
    printed before; ``frame`` draws one around each label of a label sheet. ``enterprise`` names the only one
    whose account is wanted.
    """

    period: str | None = None
    day: date | None = None
    numbers: tuple[str, ...] = ()
    household: str | None = None
    since: str | None = None
    until: str | None = None
    village: str | None = None
    paper: str = ""
    large: bool = False
    merge: bool = False
    new: bool = False
    frame: bool = False
    enterprise: str = ""

    @property
    def spans(self) -> bool:
        """Whether a span was said."""
        return self.since is not None or self.until is not None

    def narrowed(self) -> dict[str, Any]:
        """What was said by name; None for the rest."""
        return {
            PERIOD: self.period,
            SPAN: True if self.spans else None,
            DAY: self.day,
            NUMBER: self.numbers or None,
            HOUSEHOLD: self.household,
            VILLAGE: self.village,
        }

    def periods(self) -> list[Period]:
        """The pay periods asked for: one, or those of the span. Raises UserError (field: period, since, until)."""
        if not self.spans:
            return [period_named(str(self.period))]
        first, last = self.days()
        return periods_between(first, last)

    def days(self) -> tuple[date, date]:
        """The first and last day asked for: of the span, or of the period. Raises UserError (field: since, until)."""
        if not self.spans:
            period = period_named(str(self.period))
            return period.start, period.end
        if not self.since or not self.until:
            raise UserError(tr(SAID[SPAN]), "until" if self.since else "since")
        first, last = _days_of(self.since, "since")[0], _days_of(self.until, "until")[1]
        if last < first:
            raise UserError(tr("The end must not come before the beginning."), "until")
        return first, last

    def span(self) -> dict[str, Any]:
        """The arguments of a query for slips: the days of the span, the period or the day, numbers, household."""
        first = last = self.day
        if self.spans or (self.period is not None and self.day is None):
            first, last = self.days()
        return {"first": first, "last": last, "numbers": self.numbers, "household": self.household}

    def days_and_numbers(self) -> dict[str, Any]:
        """The arguments of a query for slips that belong to no household."""
        return {name: value for name, value in self.span().items() if name != "household"}

    def homes(self) -> dict[str, Any]:
        """The arguments that narrow a query down to households: one by its code, or those of a village."""
        return {"household": self.household, "village": self.village}


def _days_of(text: str, field: str) -> tuple[date, date]:
    """The first and last day of a pay period, or a day twice."""
    if _MONTH.fullmatch(text.strip()):
        try:
            period = period_named(text.strip())
        except UserError as error:
            raise UserError(error.message, field) from error
        return period.start, period.end
    try:
        day = date_of(text)
    except UserError as error:
        raise UserError(error.message, field) from error
    return day, day


Query = Callable[[Selection], PaperBatch]


def _listed(papers: Sequence[Any]) -> PaperBatch:
    return PaperBatch(len(papers), iter(papers))


def slips(answer: str, takes: Sequence[str], *rights: str) -> Query:
    """The question that a function of `models.queries` answers, ``answer`` being "room.module:function".

    It is told the days of the slips and their numbers, and the household where a kind ``takes`` one; who lacks one of
    the ``rights`` is refused.
    """
    module, _, function = answer.partition(":")

    def asked(chosen: Selection) -> PaperBatch:
        which = chosen.span() if HOUSEHOLD in takes else chosen.days_and_numbers()
        return _listed(getattr(import_module(f"models.queries.{module}"), function)(**which))

    return allowed(*rights)(asked) if rights else asked


inspections: Final = slips("ledger.inspection_slips:inspection_slips", (HOUSEHOLD,), roles.SEE_EARNED)
advances: Final = slips("pay.money_slips:advance_slips", (HOUSEHOLD,), roles.SEE_PAY)
adjustments: Final = slips("pay.money_slips:adjustment_slips", (HOUSEHOLD,), roles.SEE_PAY)


def dispatches(chosen: Selection) -> PaperBatch:
    """Dispatch slips."""
    from models.queries.ledger.slips import dispatch_of_a_day, dispatch_slips

    found = [one for one in dispatch_slips(**chosen.span()) if not (chosen.new and one.slip.printed)]
    return _listed(dispatch_of_a_day(found) if chosen.merge else found)


@allowed(roles.SEE_EARNED)
def collections(chosen: Selection) -> PaperBatch:
    """Collection slips."""
    from models.queries.ledger.slips import collection_slips, collections_of_a_day

    found = [one for one in collection_slips(**chosen.span()) if not (chosen.new and one.slip.printed)]
    return _listed(collections_of_a_day(found) if chosen.merge else found)


@allowed(roles.SEE_PAY)
def statements(chosen: Selection) -> PaperBatch:
    """Pay statements, household by household."""
    from models.queries.pay.statements import period_of_statement, statement_papers

    if chosen.spans:
        keys = [period.key for period in chosen.periods()]
    else:
        keys = [chosen.period or period_of_statement(chosen.numbers[0])]
    return statement_papers(keys, numbers=chosen.numbers, **chosen.homes())


@allowed(roles.SEE_PAY)
def paylists(chosen: Selection) -> PaperBatch:
    """Signature lists, village by village or by the drives of a day, with their sum."""
    from models.queries.pay.signature_lists import pay_sheets

    return _listed(
        [
            sheet
            for period in chosen.periods()
            for sheet in pay_sheets(period.key, day=chosen.day, **chosen.homes())
        ]
    )


@allowed(roles.SEE_PAY)
def lock_certificates(chosen: Selection) -> PaperBatch:
    """The certificates of locked months."""
    from models.queries.pay.lock_certificates import lock_certificates as certificates

    return _listed(certificates(chosen.periods()))


@allowed(roles.SEE_PAY)
def accounts(chosen: Selection) -> PaperBatch:
    """Accounts with households."""
    from models.queries.pay.household_accounts import account_papers

    papers = [paper for period in chosen.periods() for paper in account_papers(period.key, **chosen.homes())]
    return _listed(sorted(papers, key=lambda paper: (paper.contact.code, paper.period.key)))


@allowed(roles.SEE_PAY)
def passbooks(chosen: Selection) -> PaperBatch:
    """Passbooks over a period or a span."""
    from models.queries.pay.passbook import passbooks as books

    if chosen.spans:
        first, last = chosen.days()
        key = period_at(first).key
        return _listed(
            books(Period(key if period_named(key).end == last else "", first, last), **chosen.homes())
        )
    return _listed(books(period_named(str(chosen.period)), **chosen.homes()))


def loans(chosen: Selection) -> PaperBatch:
    """Machines on loan."""
    from models.queries.guidance.loans import loan_papers

    return _listed(loan_papers(household=chosen.household, codes=chosen.numbers))


def machine_cards(chosen: Selection) -> PaperBatch:
    """Cards of machines."""
    from models.queries.guidance.machine_cards import machine_cards as cards

    return _listed(cards(chosen.day or date.today(), household=chosen.household, codes=chosen.numbers))


def rate_cards(chosen: Selection) -> PaperBatch:
    """Rates for the door."""
    from models.queries.product.rate_cards import rate_cards as cards

    return _listed(cards(chosen.day or date.today(), **chosen.homes()))


def workshop_maps(chosen: Selection) -> PaperBatch:
    """The workshops of a day."""
    from models.queries.programme.workshop_map import workshop_map

    found = workshop_map(chosen.day or date.today())
    return _listed([found] if found.workshops else [])


def labels(chosen: Selection) -> PaperBatch:
    """Labels for bags: of subcontracts, or of what a drive takes along where route sheets are asked for."""
    from models.queries.ledger.labels import label_sheets
    from models.queries.road.drive_bag import drive_labels

    driven = bool(chosen.numbers) and all(map(_ROUTE.fullmatch, chosen.numbers))
    sheets = drive_labels(chosen.numbers) if driven else label_sheets(**chosen.span())
    return _listed([replace(one, paper=chosen.paper, frame=chosen.frame) for one in sheets])


def agreements(chosen: Selection) -> PaperBatch:
    """Agreements."""
    from models.queries.party.agreements import agreement_papers

    return _listed(agreement_papers(household=chosen.household, numbers=chosen.numbers))


def enterprises(chosen: Selection) -> PaperBatch:
    """Accounts with enterprises."""
    from models.queries.ledger.enterprise_accounts import enterprise_papers

    # Counted among all of the span first: an account keeps its number when it is printed alone.
    papers = enterprise_papers(*chosen.days())
    return _listed([one for one in papers if chosen.enterprise in ("", one.name)])


@allowed(roles.SEE_PAY)
def bills(chosen: Selection) -> PaperBatch:
    """Bills to enterprises."""
    from models.queries.ledger.enterprise_bills import enterprise_bills

    papers = enterprise_bills(*chosen.days())
    return _listed([one for one in papers if chosen.enterprise in ("", one.name)])


@allowed(roles.SEE_PAY)
def years(chosen: Selection) -> PaperBatch:
    """The year of households: the period names it, "2026" or any month of it."""
    from models.queries.desk.household_years import year_of, year_papers

    return year_papers(year_of(str(chosen.period)), **chosen.homes())


@allowed(roles.SEE_PAY)
def outwork(chosen: Selection) -> PaperBatch:
    """Ledgers of outwork."""
    from models.queries.desk.outwork_ledger import outwork_papers

    return outwork_papers(*chosen.days(), **chosen.homes())


def blanks(chosen: Selection) -> PaperBatch:
    """Blank slips whose numbers wait to be entered."""
    from models.queries.ledger.blank_slips import blank_papers

    return _listed(blank_papers(chosen.numbers))


def stock_counts(chosen: Selection) -> PaperBatch:
    """Lists to count by, or posted stocktakes by number."""
    from models.queries.ledger.stocktake import count_papers

    return _listed(count_papers(chosen.day, numbers=chosen.numbers, **chosen.homes()))


def missing(chosen: Selection) -> PaperBatch:
    """The list of missing numbers."""
    from models.queries.ledger.blank_slips import missing_papers

    return _listed(missing_papers())


def rulers(chosen: Selection) -> PaperBatch:
    """The test page of a paper."""
    return _listed([chosen.paper])


def drive_bags(chosen: Selection) -> PaperBatch:
    """The bags of a day's drives: of the day said, else of the newest day planned."""
    from models.queries.road.drive_bag import drive_bags as bags

    return _listed(bags(chosen.day, chosen.numbers))


def routes(chosen: Selection) -> PaperBatch:
    """The papers of a day's driving: of the day said, else of the newest day planned."""
    from models.queries.road.route_geometry import drawn_papers
    from models.queries.road.route_legs import with_legs
    from models.queries.road.route_sheets import route_papers

    return _listed(with_legs(drawn_papers(route_papers(chosen.day, chosen.numbers))))
