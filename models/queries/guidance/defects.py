"""What defects have to do with visits: what was seen at one, who should be shown what, and what came of it.

Pieces are those of slips that count, in thousandths; shares parts per million.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import fn

from models import format
from models.database import among, db
from models.i18n import tr
from models.queries.answers import answers
from models.queries.counting import counts
from models.rules.ledger import voucher_kind
from models.rules.ledger.defects import RETURNED, DefectShare, Limits, why_visit
from models.settings import settings
from models.tables.ledger import CollectionLine, DefectCount, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Defect, Product


class Seen(NamedTuple):
    """A defect seen on a product at a visit; quantity 0: on some pieces."""

    product: int
    product_name: str
    defect: int
    code: str
    name: str
    quantity: int


class Cause(NamedTuple):
    """A defect of a product as one household makes it."""

    household: int
    product: int
    defect: int


class VisitHome(NamedTuple):
    """A household as one calls and finds it."""

    head: str
    village: str
    group: str
    phone: str


class DefectName(NamedTuple):
    """A product and a defect of it in words, and what to do about it."""

    product: str
    code: str
    defect: str
    remedy: str


@dataclass(frozen=True, slots=True)
class VisitProposal:
    """Whom to show how a defect is avoided, ``why``: `MUCH` or `RETURNED` after the visit of ``visited``."""

    cause: Cause
    home: VisitHome
    what: DefectName
    share: DefectShare
    why: str
    visited: dt.date | None
    since: dt.date

    def reason(self) -> str:
        """Why a visit is proposed, in words."""
        words = (
            tr("{defect} again after the visit of {visited}: {n} of {received} {product}")
            if self.why == RETURNED
            else tr("{defect}: {n} of {received} {product} since {since}")
        )
        return words.format(
            defect=self.what.defect,
            product=self.what.product,
            n=format.quantity(self.share.quantity),
            received=format.quantity(self.share.received),
            visited=format.date(self.visited, short=True),
            since=format.date(self.since, short=True),
        )


class Effect(NamedTuple):
    """A defect's share at a household of late, and in the days up to its last visit and since; None: never visited."""

    what: DefectName
    late: DefectShare
    before: DefectShare | None
    after: DefectShare | None


def seen_at(voucher: int) -> list[Seen]:
    """What was seen at a visit, in the order it was said."""
    query = (
        DefectCount.select(
            DefectCount.product.alias("product"),
            Product.name.alias("product_name"),
            DefectCount.defect.alias("defect"),
            Defect.code,
            Defect.name,
            DefectCount.quantity,
        )
        .join(Defect)
        .join_from(DefectCount, Product)
        .where(DefectCount.voucher == voucher)
        .order_by(DefectCount.id)
    )
    return answers(Seen, query)


def proposals(day: dt.date, household: int | None = None) -> list[VisitProposal]:
    """Who should be visited because of a defect, what came back after a visit first, then the largest share."""
    limits = settings()
    days = int(limits["visits.defect_days"])
    least = int(limits["visits.defect_pieces"]) * 1000
    asked = Limits(int(limits["visits.defect_share"]), int(limits["visits.defect_return"]))
    begin = day - dt.timedelta(days=days - 1)
    causes = _causes(begin, day, household)
    if not causes:
        return []
    homes = {cause.household for cause in causes}
    history = _History(homes, day, days)
    found: list[tuple[Cause, DefectShare, str, dt.date]] = []
    for cause in causes:
        visited = history.visited.get(cause.household)
        from_day = begin if visited is None else max(begin, visited + dt.timedelta(days=1))
        whole = history.share(cause, begin, day)
        since = None if visited is None else history.share(cause, from_day, day)
        known = visited is not None and history.known(cause, visited - dt.timedelta(days=days), visited)
        shown = whole if since is None else since
        why = why_visit(whole, since, known, asked)
        if why is not None and shown.quantity >= least:
            found.append((cause, shown, why, from_day))
    return _described(found, history.visited)


def effects(household: int, day: dt.date) -> tuple[dt.date | None, list[Effect]]:
    """The day a household was visited last, and each defect's share of late, before and since; the most first."""
    days = int(settings()["visits.defect_days"])
    history = _History({household}, day, days)
    visited = history.visited.get(household)
    span = dt.timedelta(days=days - 1)
    names = _names(history.pieces.keys())
    found = []
    for cause in history.pieces:
        shares = [history.share(cause, day - span, day)]
        if visited is not None:
            shares.append(history.share(cause, visited - span, visited))
            shares.append(history.share(cause, visited + dt.timedelta(days=1), day))
        if any(one.quantity for one in shares):
            before, after = shares[1:] or (None, None)
            found.append(Effect(names[cause.product, cause.defect], shares[0], before, after))
    found.sort(key=lambda one: (-one.late.quantity, one.what.product, one.what.code))
    return visited, found


class _History:
    """What the slips of some households said of defects, and what they handed in, day by day up to one.

    As far back as ``days`` before the last day, and before the earliest of the households' last visits.
    """

    def __init__(self, households: Collection[int], until: dt.date, days: int) -> None:
        self.pieces: dict[Cause, list[tuple[dt.date, int]]] = defaultdict(list)
        self.visited = _last_visits(households, until)
        self._received: dict[tuple[int, int], list[tuple[dt.date, int]]] = defaultdict(list)
        self._seen: dict[Cause, list[dt.date]] = defaultdict(list)
        since = min((*self.visited.values(), until)) - dt.timedelta(days=days)
        within = (among(Voucher.household, households), Voucher.date.between(since, until), counts())
        for *cause, day, total in db.execute(
            _said()
            .where(*within)
            .group_by(Voucher.household, Order.product, DefectCount.defect, Voucher.date)
        ):
            self.pieces[Cause(*cause)].append((dt.date.fromisoformat(day), total))
        received = (
            CollectionLine.select(
                Voucher.household, Order.product, Voucher.date, fn.SUM(CollectionLine.received)
            )
            .join(Voucher)
            .join_from(CollectionLine, Subcontract)
            .join(Order)
            .where(*within)
            .group_by(Voucher.household, Order.product, Voucher.date)
        )
        for household, product, day, total in db.execute(received):
            self._received[household, product].append((dt.date.fromisoformat(day), total))
        seen = (
            DefectCount.select(Voucher.household, DefectCount.product, DefectCount.defect, Voucher.date)
            .join(Voucher)
            .where(*within, DefectCount.product.is_null(False))
        )
        for *cause, day in db.execute(seen):
            self._seen[Cause(*cause)].append(dt.date.fromisoformat(day))

    def share(self, cause: Cause, begin: dt.date, end: dt.date) -> DefectShare:
        """What of the pieces of a span of days, both inside, had a defect."""
        received = self._received[cause.household, cause.product]
        return DefectShare(_sum(self.pieces.get(cause, ()), begin, end), _sum(received, begin, end))

    def known(self, cause: Cause, begin: dt.date, visited: dt.date) -> bool:
        """Whether a defect was seen at the visit of a day, or found on pieces of the days before it."""
        return visited in self._seen[cause] or bool(_sum(self.pieces.get(cause, ()), begin, visited))


def _sum(of_days: Iterable[tuple[dt.date, int]], begin: dt.date, end: dt.date) -> int:
    return sum(quantity for day, quantity in of_days if begin <= day <= end)


def _said() -> Any:
    """The counts of collections and inspections by household, product, defect and day."""
    return (
        DefectCount.select(
            Voucher.household,
            Order.product,
            DefectCount.defect,
            Voucher.date,
            fn.SUM(DefectCount.quantity),
        )
        .join(Voucher)
        .join_from(DefectCount, CollectionLine)
        .join(Subcontract)
        .join(Order)
    )


def _causes(begin: dt.date, end: dt.date, household: int | None) -> list[Cause]:
    """The defects named on slips of a span of days, of all households or one."""
    query = _said().select(Voucher.household, Order.product, DefectCount.defect).distinct()
    query = query.where(Voucher.date.between(begin, end), counts())
    if household is not None:
        query = query.where(Voucher.household == household)
    return [Cause(*row) for row in db.execute(query)]


def _last_visits(households: Collection[int], until: dt.date) -> dict[int, dt.date]:
    query = (
        Voucher.select(Voucher.household, fn.MAX(Voucher.date))
        .where(
            Voucher.kind == voucher_kind.VISIT,
            among(Voucher.household, households),
            Voucher.date <= until,
            counts(),
        )
        .group_by(Voucher.household)
    )
    return {household: dt.date.fromisoformat(day) for household, day in db.execute(query)}


def _described(
    found: list[tuple[Cause, DefectShare, str, dt.date]], visited: dict[int, dt.date]
) -> list[VisitProposal]:
    names = _names({cause for cause, *_ in found})
    columns = (Household.head, Household.village, Household.group, Household.phone)
    asked = Household.select(Household.id, *columns)
    asked = asked.where(among(Household.id, {cause.household for cause, *_ in found}))
    homes = {key: VisitHome(*rest) for key, *rest in db.execute(asked)}
    listed = [
        VisitProposal(
            cause,
            homes[cause.household],
            names[cause.product, cause.defect],
            share,
            why,
            visited.get(cause.household),
            since,
        )
        for cause, share, why, since in found
    ]
    return sorted(listed, key=lambda one: (one.why != RETURNED, -one.share.ppm, one.home.head, one.what.code))


def _names(causes: Collection[Cause]) -> dict[tuple[int, int], DefectName]:
    """The words of each pair of product and defect."""
    goods = Product.select(Product.id, Product.name).where(among(Product.id, {one.product for one in causes}))
    products = {key: name for key, name in db.execute(goods)}
    codes = Defect.select(Defect.id, Defect.code, Defect.name, Defect.remedy).where(
        among(Defect.id, {one.defect for one in causes})
    )
    defects = {key: rest for key, *rest in db.execute(codes)}
    return {
        (one.product, one.defect): DefectName(products[one.product], *defects[one.defect]) for one in causes
    }
