"""How long material lies outside: against a shelf of single thousandths, and whatever happens the sums agree."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.ledger.ageing import Flow, Layer, bounds, bucket, lying, next_limit

DAY = date(2026, 1, 1)
ACCOUNTS = "abc"
FIRST = dict.fromkeys(ACCOUNTS, DAY)
steps = st.tuples(
    st.sampled_from(ACCOUNTS),
    st.integers(min_value=0, max_value=40),
    st.sampled_from(("came", "went", "passed")),
    st.integers(min_value=1, max_value=9),
    st.sampled_from(ACCOUNTS),
)


def flow_of(at: int, step: tuple[str, int, str, int, str], sign: int = 1) -> Flow:
    account, day, what, quantity, onto = step
    if what == "passed":
        return Flow(account, DAY + timedelta(days=day), at, passed=quantity, onto=onto)
    return Flow(
        account, DAY + timedelta(days=day), at, **{what: sign * quantity if what == "went" else quantity}
    )


def balances(flows: list[Flow]) -> dict[str, int]:
    found = dict.fromkeys(ACCOUNTS, 0)
    for flow in flows:
        found[str(flow.account)] += flow.came - flow.went - flow.passed
        if flow.passed:
            found[str(flow.onto)] += flow.passed
    return found


@given(st.lists(steps, max_size=30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_the_layers_always_add_up_to_what_lies_there(
    found: list[tuple[str, int, str, int, str]], back: list[bool]
) -> None:
    """Whatever is entered when, also more used than issued, what is given back, and slips of days long past."""
    flows = [flow_of(at, step, -1 if back[at] else 1) for at, step in enumerate(found)]
    held = balances(flows)
    layers = lying(flows, held, FIRST)
    for account, quantity in held.items():
        assert sum(layer.quantity for layer in layers[account]) == max(0, quantity)
        assert all(layer.quantity > 0 for layer in layers[account])


@given(st.lists(steps, max_size=40))
def test_it_is_what_a_shelf_of_single_things_would_hold(found: list[tuple[str, int, str, int, str]]) -> None:
    """First in, first out, thing by thing; what is not there cannot be taken."""
    shelves: dict[str, deque[date]] = defaultdict(deque)
    flows = []
    for at, step in enumerate(sorted(found, key=lambda one: one[1])):
        account, day, what, quantity, onto = step
        if what != "came" and (len(shelves[account]) < quantity or (what == "passed" and onto == account)):
            continue
        flows.append(flow_of(at, step))
        if what == "came":
            shelves[account].extend([DAY + timedelta(days=day)] * quantity)
        for _ in range(quantity if what != "came" else 0):
            thing = shelves[account].popleft()
            if what == "passed":
                shelves[onto].append(thing)
    told = lying(flows, balances(flows), FIRST)
    for account in ACCOUNTS:
        spread = Counter[date]()
        for layer in told[account]:
            spread[layer.since] += layer.quantity
        assert spread == Counter(shelves[account])


@given(
    st.integers(min_value=1, max_value=9),
    st.integers(min_value=1, max_value=9),
    st.integers(min_value=0, max_value=60),
)
def test_what_is_handed_on_keeps_its_day(first: int, more: int, later: int) -> None:
    flows = [
        Flow("a", DAY, 1, came=first + more),
        Flow("a", DAY + timedelta(days=later), 2, passed=first, onto="b"),
        Flow("b", DAY + timedelta(days=later), 3, passed=first, onto="c"),
    ]
    layers = lying(flows, balances(flows), FIRST)
    assert layers == {"a": [Layer(DAY, more, 1)], "b": [], "c": [Layer(DAY, first, 1)]}


def test_of_finished_work_only_the_newest_of_what_counts_lies_there() -> None:
    flows = [Flow("a", DAY, 1, came=10), Flow("a", DAY + timedelta(days=5), 2, came=4)]
    assert lying(flows, {"a": 6}, FIRST)["a"] == [Layer(DAY, 2, 1), Layer(DAY + timedelta(days=5), 4, 2)]


def test_what_a_count_found_lies_there_since_the_work_was_given_out() -> None:
    flows = [Flow("a", DAY + timedelta(days=9), 1, came=2), Flow("a", DAY + timedelta(days=20), 2, went=-3)]
    assert lying(flows, {"a": 5}, FIRST)["a"] == [Layer(DAY, 3), Layer(DAY + timedelta(days=9), 2, 1)]


@pytest.mark.parametrize(
    ("days", "at"), [(0, 0), (90, 0), (91, 1), (180, 1), (181, 2), (365, 2), (366, 3), (4000, 3)]
)
def test_the_buckets_end_on_the_limits(days: int, at: int) -> None:
    assert bucket(days, (180, 365)) == at


@given(st.integers(min_value=1, max_value=900), st.integers(min_value=1, max_value=900), st.integers(0, 2000))
def test_buckets_follow_each_other_whatever_the_limits(first: int, second: int, days: int) -> None:
    assert bounds((first, second))[0] <= bounds((first, second))[1] <= bounds((first, second))[2]
    assert bucket(days, (first, second)) <= bucket(days + 1, (first, second))


@pytest.mark.parametrize(
    ("days", "limit"),
    [(165, None), (166, 180), (180, 180), (200, 180), (350, 180), (351, 365), (365, 365), (900, 365)],
)
def test_a_limit_is_told_fourteen_days_ahead(days: int, limit: int | None) -> None:
    assert next_limit(days, 14, (180, 365)) == limit


def test_within_a_day_goods_are_handed_on_before_pieces_use_them_up() -> None:
    flows = [
        Flow("a", DAY, 1, came=5),
        Flow("a", DAY + timedelta(days=1), 2, came=10),
        Flow("a", DAY + timedelta(days=5), 3, went=5, late=True),
        Flow("a", DAY + timedelta(days=5), 4, passed=5, onto="b"),
    ]
    assert lying(flows, balances(flows), FIRST)["b"] == [Layer(DAY, 5, 1)]
