"""The demo by a second reckoning: every register, claim list and yearly figure, and once more after random changes.

Every run takes a small demo; the demo of two years and 78 households is reckoned under ``test --trust``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.demo.cooperative import build_demo
from models.database import close_database
from models.opening import open_database
from models.queries.desk.integrity import faults
from tests.scenarios.programme_agreement import Agreement
from tests.scenarios.programme_changes import Clerk
from tests.trust.promises import LONG, PROMISE, times

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo up to 21 November, closed."""
    size = {"households": times(8, 78), "months": times(3, 24)}
    return build_demo(tmp_path_factory.mktemp("demo"), today=TODAY, **size).path


@pytest.fixture
def books(demo: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the demo, open."""
    path = Path(shutil.copyfile(demo, tmp_path / "demo.db"))
    open_database(path)
    yield path
    close_database()


def agree(*, untouched: bool = False) -> Agreement:
    """Everything compared; nothing may differ."""
    both = Agreement(TODAY)
    days = [TODAY, *(TODAY - timedelta(back) for back in (20, 60, 150, 364, 365, 500)[: times(2, 6)])]
    both.pay()
    both.places()
    both.year()
    both.reports()
    both.registers()
    both.claims(days, untouched=untouched)
    both.training()
    both.orders()
    both.papers()
    assert both.faults == []
    return both


@pytest.mark.sampled
@pytest.mark.timeout(0 if LONG else 120)
def test_the_demo_agrees_with_a_second_reckoning(books: Path, record_property: Any) -> None:
    both = agree(untouched=True)
    needed = {"statements", "places, group", "groups make the village", "year", "year opened", "list"}
    needed |= {"claimed", "roster", "six months", "training money", "bills", "margins", "material outside"}
    assert needed | {"year papers", "outwork", "deposits", "sales", "who qualifies"} <= set(both.compared)
    record_property(PROMISE, ("the programme's figures are reckoned twice", both.compared.total()))


@pytest.mark.sampled
@pytest.mark.timeout(0 if LONG else 120)
@pytest.mark.parametrize("seed", range(times(1, 3)))
def test_so_it_does_after_changes(books: Path, seed: int) -> None:
    """Moves dated back, slips taken back, people who leave and return, months unlocked and locked again."""
    clerk = Clerk(seed, date(2026, 9, 1) if not LONG else date(2024, 12, 1), TODAY)
    clerk.change(times(60, 300))
    agree()
    assert list(faults()) == []
    assert sum(often for kind, often in clerk.done.items() if not kind.endswith("refused")) > times(25, 150)
