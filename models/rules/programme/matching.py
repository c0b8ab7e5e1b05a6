"""What fits a wish: vacancies, work to do at home, and courses, the best first, each with the reasons in words.

What a wish or an offer does not say shuts nothing out; it counts less than what is said and fits. Only near home: in
the same township, or where nobody said at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.i18n import mark

JOB, TRAINING, START_UP = "job", "training", "start_up"
VACANCY, WORK, COURSE = "vacancy", "work", "course"
OFFERED: Final = {JOB: (VACANCY, WORK), TRAINING: (COURSE,), START_UP: (WORK, COURSE)}
"""What answers which wish: a job may be elsewhere or at home, a business begins with work or with a course."""

COUNTY, AREA, TOWNSHIP, VILLAGE, GROUP = range(1, 6)
"""How near a place is: both lie in one county, area, township, village or group. 0: nobody knows."""

SAME_TRADE, NO_TRADE, SKILLED, FLEXIBLE, AT_HOME, PLACES, NEARNESS, NO_PLACE = (
    "same_trade", "no_trade", "skilled", "flexible", "at_home", "places", "nearness", "no_place",
)  # fmt: skip
REASONS: Final = {
    SAME_TRADE: mark("the trade wished for"),
    NO_TRADE: mark("no trade is said"),
    SKILLED: mark("skill {number} is enough"),
    FLEXIBLE: mark("flexible hours"),
    AT_HOME: mark("to be done at home"),
    PLACES: mark("places left: {number}"),
    NO_PLACE: mark("nobody said where"),
}
NEAR: Final = {
    COUNTY: mark("in the same county"),
    AREA: mark("in the same area"),
    TOWNSHIP: mark("in the same township"),
    VILLAGE: mark("in the same village"),
    GROUP: mark("in the same group"),
}
"""The sentences of the reasons, and those of `NEARNESS` by how near."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish: its kind, trade (None: any), and what the person is able to do in which trade, 0 to 3.

    ``place``: the keys of the places the person lives in, from the county down to the group, 0 for a level unknown.
    """

    kind: str
    trade: int | None = None
    flexible: bool = False
    near: bool = False
    place: tuple[int, ...] = ()
    skills: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class OnOffer:
    """Something that may fit: its kind and key, from when to when it is open (None: open), and what is left of it.

    ``left`` are places, or for work anything above 0; None: as many as come. ``place`` as of `Wanted`.
    """

    kind: str
    key: int
    trade: int | None = None
    skill: int = 0
    flexible: bool = False
    place: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    left: int | None = None
    pay: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: a code of `REASONS`, or `NEARNESS`, with its number."""

    code: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that fits, and why."""

    offer: OnOffer
    why: tuple[Why, ...]


def nearness(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How near two places are: 5 in the same group … 1 in the same county, 0 unknown; unknown levels pass."""
    near = 0
    for level, (here, there) in enumerate(zip(one, other, strict=False), start=1):
        if here and there:
            if here != there:
                break
            near = level
    return near


def fits(wanted: Wanted, offer: OnOffer, day: date) -> bool:
    """Whether an offer answers a wish on a day at all."""
    if offer.kind not in OFFERED[wanted.kind]:
        return False
    if offer.left is not None and offer.left <= 0:
        return False
    if (offer.since is not None and day < offer.since) or (offer.until is not None and offer.until < day):
        return False
    if None not in (wanted.trade, offer.trade) and wanted.trade != offer.trade:
        return False
    if _able(wanted, offer) < offer.skill:
        return False
    if offer.kind == WORK:
        return True  # at home, and whenever one has time
    if wanted.flexible and offer.kind == VACANCY and not offer.flexible:
        return False
    known = any(here and there for here, there in zip(wanted.place, offer.place, strict=False))
    return not (wanted.near and known and nearness(wanted.place, offer.place) < TOWNSHIP)


def matches(wanted: Wanted, offers: Iterable[OnOffer], day: date) -> list[Match]:
    """What fits a wish on a day, the best first; the same offers in any order give the same answer."""
    fitting = [offer for offer in offers if fits(wanted, offer, day)]
    return [
        Match(offer, tuple(_why(wanted, offer)))
        for offer in sorted(fitting, key=lambda one: _rank(wanted, one))
    ]


def _rank(wanted: Wanted, offer: OnOffer) -> tuple[int, ...]:
    """What sorts an offer: trade, then how near, flexible hours, pay; the older one first among equals."""
    trade = 2 if wanted.trade is not None and wanted.trade == offer.trade else 0
    trade = trade or (1 if offer.trade is not None and _able(wanted, offer) else 0)
    near = GROUP if offer.kind == WORK else nearness(wanted.place, offer.place)
    flexible = offer.flexible or offer.kind == WORK
    kind = OFFERED[wanted.kind].index(offer.kind)
    return -trade, -near, -int(flexible), -offer.pay, kind, offer.key


def _able(wanted: Wanted, offer: OnOffer) -> int:
    """The skill the person has in an offer's trade; the best of all where the offer names none."""
    return max(
        (level for trade, level in wanted.skills if offer.trade is None or trade == offer.trade), default=0
    )


def _why(wanted: Wanted, offer: OnOffer) -> Iterable[Why]:
    if wanted.trade is not None:
        yield Why(SAME_TRADE if offer.trade == wanted.trade else NO_TRADE)
    able = _able(wanted, offer)
    if offer.skill:
        yield Why(SKILLED, able)
    if offer.kind == WORK:
        yield Why(AT_HOME)
        return
    near = nearness(wanted.place, offer.place)
    yield Why(NEARNESS, near) if near else Why(NO_PLACE)
    if offer.flexible:
        yield Why(FLEXIBLE)
    if offer.left is not None:
        yield Why(PLACES, offer.left)
