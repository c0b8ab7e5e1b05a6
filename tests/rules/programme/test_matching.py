"""What fits a wish: never what it rules out, the same answer in any order, and a reason for each."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.programme import matching, spans
from models.rules.programme.matching import OnOffer, Wanted, fits, matches, nearness

DAY = date(2026, 10, 10)
PLACES = st.tuples(
    st.integers(0, 1), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)
)
NEAR_DAYS = st.one_of(st.none(), st.dates(date(2026, 10, 8), date(2026, 10, 12)))
OFFERS = st.lists(
    st.builds(
        OnOffer,
        st.sampled_from([matching.VACANCY, matching.WORK, matching.COURSE]),
        st.integers(1, 10**6),
        st.one_of(st.none(), st.integers(1, 2)),
        st.integers(0, 3),
        st.booleans(),
        PLACES,
        NEAR_DAYS,
        NEAR_DAYS,
        st.one_of(st.none(), st.integers(-1, 3)),
        st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda one: (one.kind, one.key),
)
WANTED = st.builds(
    Wanted,
    st.sampled_from([matching.JOB, matching.TRAINING, matching.START_UP]),
    st.one_of(st.none(), st.integers(1, 2)),
    st.booleans(),
    st.booleans(),
    PLACES,
    st.lists(st.tuples(st.integers(1, 2), st.integers(0, 3)), max_size=2, unique_by=lambda one: one[0]).map(
        tuple
    ),
)


@given(WANTED, OFFERS)
def test_nothing_is_proposed_that_the_wish_rules_out(wanted: Wanted, offers: list[OnOffer]) -> None:
    for match in matches(wanted, offers, DAY):
        offer, skills = match.offer, dict(wanted.skills)
        assert offer.kind in matching.OFFERED[wanted.kind]
        assert offer.left is None or offer.left > 0
        assert (offer.since or DAY) <= DAY <= (offer.until or DAY)
        assert wanted.trade is None or offer.trade in (None, wanted.trade)
        able = max(skills.values(), default=0) if offer.trade is None else skills.get(offer.trade, 0)
        assert offer.skill <= able
        if offer.kind == matching.VACANCY and wanted.flexible:
            assert offer.flexible
        if offer.kind != matching.WORK and wanted.near:
            township = (wanted.place[2], offer.place[2])
            assert 0 in township or township[0] == township[1] or not nearness(wanted.place, offer.place)
        assert all(why.code in matching.REASONS or why.number in matching.NEAR for why in match.why)


@given(WANTED, OFFERS, st.randoms(use_true_random=False))
def test_the_order_of_offers_does_not_matter(
    wanted: Wanted, offers: list[OnOffer], shuffler: random.Random
) -> None:
    shuffled = list(offers)
    shuffler.shuffle(shuffled)
    assert matches(wanted, shuffled, DAY) == matches(wanted, offers, DAY)


@given(WANTED, OFFERS)
def test_who_asks_for_less_is_offered_no_less(wanted: Wanted, offers: list[OnOffer]) -> None:
    easier = replace(wanted, trade=None, flexible=False, near=False)
    asked = {match.offer for match in matches(wanted, offers, DAY)}
    assert asked <= {match.offer for match in matches(easier, offers, DAY)}


@pytest.mark.parametrize(
    ("place", "near"),
    [
        ((1, 2, 3, 4, 5), 5),
        ((1, 2, 3, 4, 6), 4),
        ((1, 2, 3, 9, 5), 3),
        ((1, 2, 9, 4, 5), 2),
        ((1, 0, 3, 4, 0), 4),
        ((0, 0, 3), 3),
        ((9, 2, 3, 4, 5), 0),
        ((), 0),
    ],
)
def test_how_near_a_place_is(place: tuple[int, ...], near: int) -> None:
    assert nearness((1, 2, 3, 4, 5), place) == near


def test_the_best_stands_first() -> None:
    wanted = Wanted(matching.JOB, 1, place=(1, 2, 3, 4, 5))
    far = OnOffer(matching.VACANCY, 1, 1, place=(1, 2, 9), left=2, pay=9_000)
    near = OnOffer(matching.VACANCY, 2, 1, place=(1, 2, 3), left=2)
    home = OnOffer(matching.WORK, 3, 1, left=100)
    unsaid = OnOffer(matching.VACANCY, 4, None, place=(1, 2, 3, 4, 5), left=1)
    gone = OnOffer(matching.VACANCY, 5, 1, left=0)
    found = matches(wanted, [gone, unsaid, far, near, home], DAY)
    assert [match.offer.key for match in found] == [3, 2, 1, 4]
    assert [why.code for why in found[1].why] == [matching.SAME_TRADE, matching.NEARNESS, matching.PLACES]
    assert [m.offer.key for m in matches(replace(wanted, near=True), [far, near], DAY)] == [2]


@pytest.mark.parametrize(("until", "open_"), [(DAY, True), (DAY - timedelta(days=1), False), (None, True)])
def test_a_vacancy_is_open_on_its_last_day(until: date | None, open_: bool) -> None:
    assert fits(Wanted(matching.JOB), OnOffer(matching.VACANCY, 1, until=until, left=1), DAY) == open_


DAYS = st.dates(date(2026, 10, 1), date(2026, 10, 12))
SPANS = st.tuples(DAYS, st.one_of(st.none(), DAYS)).filter(lambda one: one[1] is None or one[0] <= one[1])


def days_of(span: spans.Days) -> set[date]:
    last = span[1] or date(2026, 12, 1)
    return {span[0] + timedelta(days=at) for at in range((last - span[0]).days + 1)}


@given(SPANS, SPANS)
def test_spans_meet_where_they_share_a_day(one: spans.Days, other: spans.Days) -> None:
    assert spans.meet(one, other) == bool(days_of(one) & days_of(other))


@given(st.lists(SPANS, max_size=6), SPANS)
def test_the_fullest_day_is_found(listed: list[spans.Days], within: spans.Days) -> None:
    fullest = max(sum(day in days_of(one) for one in listed) for day in days_of(within))
    assert spans.most_at_once(listed, within) == fullest
