"""Support money at its edges: days of contract and insurance, people newly taken in, courses, and nobody twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.programme import support
from models.rules.programme.training import BEYOND, PAID, DayAttended, DayRate, day_money

START = date(2026, 1, 1)
DAY = date(2026, 11, 1)
AWARD = support.Terms(support.PER_PERSON, 100_000, START, contract_days=365, insured=True)
TEN = support.Terms(support.PER_WORKSHOP, 2_000_000, START, newly_taken=10)
BY_DAY = support.Terms(support.PER_DAY, 5_000, START, most_courses=3)
SHOP, OTHER = 1, 2

days = st.integers(min_value=0, max_value=900).map(lambda n: date(2025, 1, 1) + timedelta(days=n))


def missing(judged: support.Judged) -> dict[str, int]:
    return {one.code: one.missing for one in judged.unmet}


def hired(start: date = START, contract: int | None = 365, **values: object) -> support.Employment:
    return replace(support.Employment(SHOP, start, contract_days=contract, insured_from=start), **values)  # type: ignore[arg-type]


def one(*jobs: support.Employment, key: int = 7, **values: object) -> support.Applicant:
    return replace(support.Applicant(key, tuple(jobs)), **values)  # type: ignore[arg-type]


# -- contract and insurance --------------------------------------------------------------------------------------------


@given(st.integers(min_value=0, max_value=800), st.integers(min_value=1, max_value=800))
def test_a_contract_is_long_enough_or_the_days_it_lacks_are_told(has: int, needs: int) -> None:
    judged = support.judge_person(replace(AWARD, contract_days=needs), one(hired(contract=has)), DAY)
    assert (judged.verdict == support.QUALIFIES) == (has >= needs)
    assert missing(judged) == ({"contract": needs - has} if has < needs else {})
    assert judged.amount == (AWARD.amount if has >= needs else 0)


@pytest.mark.parametrize(
    ("contract", "verdict"),
    [(364, support.NEARLY), (365, support.QUALIFIES), (292, support.NEARLY), (291, support.NOT)],
)
def test_364_days_nearly_qualify_and_365_do(contract: int, verdict: str) -> None:
    assert support.judge_person(AWARD, one(hired(contract=contract)), DAY).verdict == verdict


def test_a_contract_that_ended_early_counts_the_days_it_lasted() -> None:
    left = hired(end=START + timedelta(days=363))
    assert missing(support.judge_person(AWARD, one(left), date(2027, 2, 1))) == {"contract": 1}
    stayed = hired(end=START + timedelta(days=364))
    assert support.judge_person(AWARD, one(stayed), date(2027, 2, 1)).verdict == support.QUALIFIES


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=-1, max_value=400), st.booleans())
def test_insured_for_the_whole_span_or_the_days_without_are_told(late: int, stops: int, still: bool) -> None:
    """Reckoned day by day: each day of the job so far without insurance is one that is missing."""
    begins = START + timedelta(days=late)
    ends = None if still else begins + timedelta(days=stops)
    job = hired(insured_from=begins, insured_to=ends)
    span = [START + timedelta(days=n) for n in range((DAY - START).days + 1)]
    without = sum(not (begins <= day and (ends is None or day <= ends)) for day in span)
    judged = support.judge_person(AWARD, one(job), DAY)
    assert missing(judged) == ({"insured": without} if without else {})
    assert support.judge_person(replace(AWARD, insured=False), one(job), DAY).verdict == support.QUALIFIES


def test_who_was_never_insured_lacks_every_day() -> None:
    judged = support.judge_person(AWARD, one(hired(insured_from=None)), DAY)
    assert judged.verdict == support.NOT
    assert missing(judged) == {"insured": (DAY - START).days + 1}


def test_nobody_without_a_job_qualifies() -> None:
    assert missing(support.judge_person(AWARD, one(), DAY)) == {"placed": 1}


def test_of_two_jobs_the_one_that_lacks_least_counts() -> None:
    judged = support.judge_person(AWARD, one(hired(contract=100), hired(workshop=OTHER)), DAY)
    assert (judged.verdict, judged.workshop) == (support.QUALIFIES, OTHER)


def test_a_job_that_ended_before_the_rule_is_nothing_to_it() -> None:
    old = hired(START - timedelta(days=500), end=START - timedelta(days=1))
    assert support.judge_person(AWARD, one(old), DAY).verdict == support.NOT


# -- newly taken in ----------------------------------------------------------------------------------------------------


def people(number: int, *more: support.Applicant) -> list[support.Applicant]:
    return [one(hired(), key=100 + n) for n in range(number)] + list(more)


@given(st.integers(min_value=0, max_value=15))
def test_the_tenth_person_makes_the_award(number: int) -> None:
    judged = support.judge_workshop(TEN, support.SupportedPlace(SHOP), people(number), DAY)
    assert (judged.verdict == support.QUALIFIES) == (number >= 10)
    assert judged.amount == (TEN.amount if number >= 10 else 0)
    assert len(judged.people) == number
    assert missing(judged) == ({"enough_people": 10 - number} if number < 10 else {})


def test_nine_people_are_nearly_enough() -> None:
    assert support.judge_workshop(TEN, support.SupportedPlace(SHOP), people(9), DAY).verdict == support.NEARLY
    assert support.judge_workshop(TEN, support.SupportedPlace(SHOP), people(7), DAY).verdict == support.NOT


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=300))
def test_who_left_and_came_back_is_not_newly_taken_in(stayed: int, away: int) -> None:
    first = hired(START, end=START + timedelta(days=stayed))
    again = hired(first.end + timedelta(days=away))  # type: ignore[operator]
    day = again.start + timedelta(days=9)
    new = (day - START).days < 365
    # A contract that goes on the next day is one stay, a day between them is a coming back.
    assert support.newly_taken(TEN, one(first, again), SHOP, day) == (away == 1 and new)
    assert support.newly_taken(TEN, one(again), SHOP, day)


@given(st.integers(min_value=0, max_value=800))
def test_whom_the_enterprise_employed_a_year_before_is_not_new(gap: int) -> None:
    before = support.Employment(
        None, START - timedelta(days=1000), START - timedelta(days=gap), also_at=frozenset({SHOP})
    )  # elsewhere, for the same enterprise
    assert support.newly_taken(TEN, one(before, hired()), SHOP, DAY) == (gap > 365)


def test_who_is_gone_on_the_day_does_not_count() -> None:
    gone = one(hired(end=DAY - timedelta(days=1)), key=1)
    there = one(hired(end=DAY), key=2)
    assert support.judge_workshop(TEN, support.SupportedPlace(SHOP), [gone, there], DAY).people == (2,)


def test_only_a_year_back_and_not_before_the_rule() -> None:
    early = replace(TEN, start=date(2020, 1, 1))
    assert support.newly_taken(early, one(hired(DAY - timedelta(days=364))), SHOP, DAY)
    assert not support.newly_taken(early, one(hired(DAY - timedelta(days=365))), SHOP, DAY)
    assert not support.newly_taken(TEN, one(hired(START - timedelta(days=1))), SHOP, DAY)


def test_whom_another_workshop_claimed_does_not_count_again() -> None:
    taken = one(hired(), key=1, claims=(support.EarlierClaim("SB0001", True),))
    judged = support.judge_workshop(TEN, support.SupportedPlace(SHOP), people(9, taken), DAY)
    assert len(judged.people) == 9
    assert judged.verdict == support.NEARLY


def test_a_rule_for_people_asks_their_workshop_for_ten_too() -> None:
    terms = replace(AWARD, newly_taken=10)
    for number, verdict in ((9, support.NEARLY), (10, support.QUALIFIES)):
        found, _ = support.judge_all(terms, people(number), [support.SupportedPlace(SHOP)], DAY)
        assert {judged.verdict for judged in found.values()} == {verdict}


# -- once --------------------------------------------------------------------------------------------------------------


@given(st.booleans(), st.booleans())
def test_nobody_is_claimed_twice_by_a_rule_and_only_once_where_it_says_so(
    same: bool, first_only: bool
) -> None:
    terms = replace(AWARD, first_only=first_only)
    judged = support.judge_person(terms, one(hired(), claims=(support.EarlierClaim("SB0001", same),)), DAY)
    if same or first_only:
        assert (judged.verdict, judged.claim, judged.amount) == (support.CLAIMED, "SB0001", 0)
    else:
        assert judged.verdict == support.QUALIFIES


def test_the_first_award_of_a_workshop_is_the_only_one() -> None:
    terms = support.Terms(support.PER_WORKSHOP, 500_000, START, first_only=True)
    assert support.judge_workshop(terms, support.SupportedPlace(SHOP), [], DAY).verdict == support.QUALIFIES
    again = support.judge_workshop(
        terms, support.SupportedPlace(SHOP, claims=(support.EarlierClaim("SB0001", False),)), [], DAY
    )
    assert (again.verdict, again.claim) == (support.CLAIMED, "SB0001")


@given(days)
def test_a_workshop_must_be_open_on_the_day(day: date) -> None:
    terms = support.Terms(support.PER_WORKSHOP, 1, date(2020, 1, 1))
    place = support.SupportedPlace(SHOP, date(2025, 6, 1), date(2026, 6, 1))
    assert (support.judge_workshop(terms, place, [], day).verdict == support.QUALIFIES) == (
        date(2025, 6, 1) <= day <= date(2026, 6, 1)
    )


# -- courses -----------------------------------------------------------------------------------------------------------


RATES = [DayRate("PX", 5_000, START, None, 3)]


def trained(
    *courses: tuple[date, int], most: int | None = 3, rates: Sequence[DayRate] = ()
) -> support.Applicant:
    """Somebody who was at courses from a day on for so many days, as `rules.programme.training` pays them."""
    days = [
        DayAttended(7, at, first + timedelta(days=n))
        for at, (first, number) in enumerate(courses)
        for n in range(number)
    ]
    money = day_money(days, rates or [replace(RATES[0], most_courses=most)])
    found = [
        support.TrainingDay(one.attended.day, one.why == BEYOND) for one in money if one.why in (PAID, BEYOND)
    ]
    return one(training=tuple(found))


@given(st.lists(st.integers(min_value=1, max_value=10), max_size=6), st.integers(min_value=0, max_value=4))
def test_the_days_of_the_first_three_courses_are_paid(lengths: Sequence[int], most: int) -> None:
    courses = [(START + timedelta(days=30 * n), days) for n, days in enumerate(lengths)]
    judged = support.judge_person(BY_DAY, trained(*courses, most=most), DAY)
    assert judged.days == sum(lengths[:most])
    assert judged.amount == 5_000 * sum(lengths[:most])


def test_the_fourth_course_is_refused_with_the_reason() -> None:
    person = trained(*((date(2026, n, 1), 5) for n in (1, 2, 3, 4)))
    person = replace(person, claims=(support.EarlierClaim("SB0001", True, 15),))
    assert support.judge_person(BY_DAY, person, DAY).claim == "SB0001"
    fourth = replace(person, training=person.training[15:], claims=())
    judged = support.judge_person(BY_DAY, fourth, DAY)
    assert (judged.verdict, judged.days, missing(judged)) == (support.NOT, 0, {"courses": 1})


@given(st.integers(min_value=0, max_value=20))
def test_only_days_that_were_not_claimed_are_left(claimed: int) -> None:
    person = trained((START, 8), (date(2026, 5, 1), 6))
    judged = support.judge_person(
        BY_DAY, replace(person, claims=(support.EarlierClaim("SB0001", True, claimed),)), DAY
    )
    assert judged.days == max(0, 14 - claimed)
    assert judged.verdict == (support.QUALIFIES if claimed < 14 else support.CLAIMED)


@given(days, st.integers(min_value=1, max_value=30))
def test_each_day_is_paid_by_the_rule_in_force_on_it(first: date, number: int) -> None:
    """Two rules that follow each other share out the days between them; none is paid twice or not at all."""
    change, end = date(2026, 3, 1), date(2028, 1, 1)
    old = replace(BY_DAY, start=date(2024, 1, 1), end=change - timedelta(days=1))
    new = replace(BY_DAY, start=change, amount=6_000)
    rates = [DayRate("PX", terms.amount, terms.start, terms.end) for terms in (old, new)]
    person = trained((first, number), rates=rates)
    shared = [support.judge_person(terms, person, end).days or 0 for terms in (old, new)]
    assert sum(shared) == number
    assert shared[0] == sum(first + timedelta(days=n) < change for n in range(number))


# -- the rule's own days, and the category -----------------------------------------------------------------------------


@given(days)
def test_a_rule_holds_from_its_first_to_its_last_day(day: date) -> None:
    terms = support.Terms(support.PER_PERSON, 1, START, date(2026, 6, 30))
    judged = support.judge_person(terms, one(support.Employment(SHOP, date(2024, 1, 1))), day)
    assert (judged.verdict == support.QUALIFIES) == (START <= day <= date(2026, 6, 30))


@given(days, st.none() | days, st.none() | days)
def test_a_category_counts_on_the_days_it_has(day: date, since: date | None, until: date | None) -> None:
    terms = support.Terms(support.PER_PERSON, 1, date(2020, 1, 1), category="Under watch")
    job = support.Employment(SHOP, date(2024, 1, 1))
    person = one(job, category="Under watch", category_from=since, category_until=until)
    inside = (since is None or since <= day) and (until is None or day <= until)
    assert (support.judge_person(terms, person, day).verdict == support.QUALIFIES) == inside
    assert support.judge_person(terms, replace(person, category="Low income"), day).verdict == support.NOT
    # Outside the own span the category of the household holds.
    assert (
        support.judge_person(terms, replace(person, common="Under watch"), day).verdict == support.QUALIFIES
    )
    assert (
        support.judge_person(terms, replace(person, category="", common="Under watch"), day).verdict
        == support.QUALIFIES
    )
