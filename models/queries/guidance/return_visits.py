"""Return visits (回访) as lists and paper show them, and which households in care are due one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import JOIN, fn

from models.database import among, db
from models.i18n import mark
from models.keys import made_on
from models.kinds import TEXT
from models.queries.answers import stored_day
from models.queries.counting import counts
from models.queries.document_common import Slip, lines_of_slips, slips
from models.queries.ledger.slip_listing import slip_listing, slips_with
from models.queries.listing import ListColumn, Listing
from models.queries.party.place_narrow import HEAD, by_place, by_village, village_column
from models.queries.party.stays import covers
from models.rules.ledger import voucher_kind
from models.settings import setting
from models.tables.guidance import ReturnVisit
from models.tables.ledger import Voucher
from models.tables.party import Agreement, Helper, Household, HouseholdStay


class DueReturn(NamedTuple):
    """A household that is due a return visit since a day; ``agreed`` says whether that day was agreed at the last one.

    ``visited`` None: nobody was there yet.
    """

    household_id: int
    code: str
    head: str
    village: str
    phone: str
    helper: str
    day: dt.date
    agreed: bool
    visited: dt.date | None


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """A return visit as it is printed (回访单)."""

    slip: Slip
    helper: str
    unit: str
    phone: str
    purpose: str
    found: str
    next_date: dt.date | None


def return_visits(household: int | None = None, helper: int | None = None) -> Listing:
    """All return visits, or those of a household or a helper; newest first. The key is the voucher's."""

    def source() -> Any:
        query = slips_with(voucher_kind.RETURN_VISIT, ReturnVisit, household)
        query = query.join_from(ReturnVisit, Helper, JOIN.LEFT_OUTER)
        return query if helper is None else query.where(ReturnVisit.helper == helper)

    return slip_listing(
        "return_visits",
        mark("Return visits"),
        (
            ListColumn.of(Household.code),
            HEAD,
            village_column(Voucher.date),
            ListColumn("helper", mark("Helper"), TEXT, Helper.name, sorts=Helper.pinyin),
            ListColumn.of(ReturnVisit.purpose),
            ListColumn.of(ReturnVisit.found),
            ListColumn.of(ReturnVisit.next_date),
        ),
        source,
        search=(
            Household.search,
            fn.COALESCE(Helper.search, ""),
            ReturnVisit.purpose,
            ReturnVisit.found,
        ),
        narrows=(
            by_village(Voucher.date, key="village_alone"),
            by_place(day=Voucher.date),
            "helper",
            "next_date",
        ),
    )


def due_return_visits(until: dt.date) -> list[DueReturn]:
    """Households due a return visit up to a day, the longest due first.

    Due is who agreed on a day at the last one, and who is in care and was not visited for as long as the settings say;
    where nobody went yet, that counts from when the care began, or as far as the household is known.
    """
    every = int(setting("visits.return_days"))
    last = _last_ones()
    cared = _in_care(until) if every else {}
    wanted = {key for key, (_, following, _) in last.items() if following} | set(cared)
    columns = (Household.id, Household.code, Household.head, Household.village, Household.phone)
    homes: Any = Household.select(*columns).where(among(Household.id, wanted), Household.active)
    known = _known_since([key for key, (_, since) in cared.items() if since is None and key not in last])
    found = []
    for key, *home in db.execute(homes):
        visited, following, helper = last.get(key, (None, None, ""))
        carer, since = cared.get(key, ("", None))
        day = following
        if day is None and every and key in cared:
            begin = visited or since or known[key]
            day = begin + dt.timedelta(days=every)
        if day is not None and day <= until:
            found.append(_due(key, home, (carer or helper, day, following is not None, visited)))
    return sorted(found, key=lambda one: (one.day, one.code))


def _last_ones() -> dict[int, tuple[dt.date, dt.date | None, str]]:
    """Of each household the day of its last return visit, the day agreed then, and who was there."""
    query = (
        Voucher.select(Voucher.household, Voucher.date, ReturnVisit.next_date, fn.COALESCE(Helper.name, ""))
        .join(ReturnVisit)
        .join(Helper, JOIN.LEFT_OUTER)
        .where(Voucher.kind == voucher_kind.RETURN_VISIT, counts())
        .order_by(Voucher.date, Voucher.id)
    )
    return {
        home: (dt.date.fromisoformat(made), stored_day(following), who)
        for home, made, following, who in db.execute(query)
    }


def _in_care(day: dt.date) -> dict[int, tuple[str, dt.date | None]]:
    """The households somebody looks after on a day: who, and since when as far as that is known."""
    named = Household.select(Household.id, Household.helper).where(Household.active, Household.helper != "")
    found: dict[int, tuple[str, dt.date | None]] = {key: (who, None) for key, who in db.execute(named)}
    stays = (
        HouseholdStay.select(HouseholdStay.household, Helper.name, HouseholdStay.start)
        .join(Helper)
        .where(covers(HouseholdStay, day))
    )
    for key, who, since in db.execute(stays):
        found[key] = (who, stored_day(since))
    return found


def _known_since(households: Collection[int]) -> dict[int, dt.date]:
    """Since when each household is known: its first agreement or slip, else the day it was entered."""
    found = {key: made_on(key) for key in households}
    for home, day in ((Agreement.household, Agreement.start), (Voucher.household, Voucher.date)):
        firsts = home.model.select(home, fn.MIN(day)).where(among(home, households), day.is_null(False))
        for key, first in db.execute(firsts.group_by(home)):
            found[key] = min(found[key], dt.date.fromisoformat(first))
    return found


def return_papers(**which: Any) -> list[ReturnPaper]:
    """Return visits; arguments as of `document_common.slips`."""
    heads = slips((voucher_kind.RETURN_VISIT,), **which)
    query = ReturnVisit.select(
        ReturnVisit.voucher,
        fn.COALESCE(Helper.name, ""),
        fn.COALESCE(Helper.unit, ""),
        fn.COALESCE(Helper.phone, ""),
        ReturnVisit.purpose,
        ReturnVisit.found,
        ReturnVisit.next_date,
    ).join(Helper, JOIN.LEFT_OUTER)
    said = lines_of_slips(query, ReturnVisit.voucher, heads)
    return [_paper(head, *said[head.id][0]) for head in heads if head.id in said]


def _paper(head: Slip, *said: Any) -> ReturnPaper:
    *texts, following = said
    values: Any = (*texts, stored_day(following))
    return ReturnPaper(head, *values)


def _due(key: int, home: Any, when: Any) -> DueReturn:
    return DueReturn(key, *home, *when)
