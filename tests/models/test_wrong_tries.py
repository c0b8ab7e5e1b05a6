"""From the fifth wrong password on the next must wait, over restarts, whatever is done to the clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import wrong_tries
from models.encryption import change_password
from models.errors import UserError
from models.opening import open_database
from models.wrong_tries import FREE, LONGEST, MustWait, add, counted, forget, must_wait

RIGHT = "竹篾-井边-四十二"


class Clocks:
    """The clock on the wall and the one nobody sets."""

    def __init__(self) -> None:
        self.wall, self.since_start = 1_800_000_000.0, 5_000.0

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.since_start += seconds

    def restart(self, after: float) -> None:
        self.wall += after
        self.since_start = 20.0


@pytest.fixture
def clocks(home: Path, monkeypatch: pytest.MonkeyPatch) -> Clocks:
    made = Clocks()
    monkeypatch.setattr(wrong_tries, "clock", lambda: made.wall)
    monkeypatch.setattr(wrong_tries, "steady", lambda: made.since_start)
    return made


def wrong(path: Path, times: int) -> None:
    for _ in range(times):
        add(path)


def test_each_wrong_one_from_the_fifth_on_doubles_the_wait(clocks: Clocks, tmp_path: Path) -> None:
    path, waits = tmp_path / "a.db", []
    for _ in range(13):
        add(path)
        waits.append(must_wait(path))
        clocks.pass_(must_wait(path))
        assert must_wait(path) == 0
    assert waits == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert must_wait(tmp_path / "b.db") == 0
    forget(path)
    add(path)
    assert must_wait(path) == 0


def test_what_is_typed_too_soon_is_not_even_tried(clocks: Clocks, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    wrong(path, FREE + 1)
    with pytest.raises(MustWait, match="5 秒") as told, counted(path, "the right one"):
        raise AssertionError("tried")
    assert told.value.seconds == 5 and told.value.field == "password"
    clocks.pass_(5)
    with counted(path, "the right one"):
        pass
    wrong(path, FREE)
    assert must_wait(path) == 0


def test_a_laptop_that_was_started_anew_goes_on_waiting(clocks: Clocks, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    wrong(path, FREE + 7)
    clocks.restart(after=100)
    assert must_wait(path) == 200
    clocks.pass_(200)
    assert must_wait(path) == 0


def test_a_clock_set_back_neither_locks_for_ever_nor_begins_anew(clocks: Clocks, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    wrong(path, FREE + 7)
    clocks.wall -= 10 * 365 * 86_400
    assert must_wait(path) == LONGEST
    clocks.pass_(100)
    assert must_wait(path) == 200
    # And started anew with the wrong clock: once more the whole wait, then it is over.
    clocks.restart(after=-86_400)
    assert must_wait(path) == LONGEST
    clocks.pass_(LONGEST)
    assert must_wait(path) == 0
    add(path)
    assert must_wait(path) == LONGEST


def test_a_clock_set_forward_shortens_nothing_while_the_laptop_runs(clocks: Clocks, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    wrong(path, FREE + 7)
    clocks.wall += 86_400
    assert must_wait(path) == LONGEST


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(["pass", "set", "restart"]), st.floats(-1e8, 1e8)), max_size=6))
def test_nobody_waits_longer_than_the_longest_after_the_last_wrong_one(
    clocks: Clocks, tmp_path: Path, happened: list[tuple[str, float]]
) -> None:
    path = tmp_path / "a.db"
    wrong(path, FREE + 9)
    for what, seconds in happened:
        if what == "pass":
            clocks.pass_(abs(seconds))
        elif what == "set":
            clocks.wall += seconds
        else:
            clocks.restart(after=seconds)
        assert 0 <= must_wait(path) <= LONGEST
    clocks.pass_(LONGEST)
    assert must_wait(path) == 0


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "[]",
        "{}",
        '{"wrong": "x", "at": 1, "started": 2}',
        '{"wrong": 9e999}',
        "[" * 100_000,
        f'{{"wrong": 9, "at": {"9" * 400}, "started": {"9" * 400}}}',
    ],
)
def test_what_somebody_wrote_there_is_no_defect(clocks: Clocks, tmp_path: Path, kept: str) -> None:
    path = tmp_path / "a.db"
    add(path)
    wrong_tries._place(path).write_text(kept, encoding="utf-8")
    assert must_wait(path) == 0


def test_only_a_wrong_password_counts(clocks: Clocks, database: Path) -> None:
    from models.database import close_database

    close_database()
    change_password(database, None, RIGHT)

    def tried(typed: str) -> str:
        try:
            with counted(database, typed):
                open_database(database, typed, create=False)
        except UserError as refused:
            return type(refused).__name__
        finally:
            close_database()
        return "open"

    slip = "0" * 39
    assert [tried(slip) for _ in range(6)] == ["Mistyped"] * 6
    assert [tried("guessed once") for _ in range(5)] == ["UserError"] * 5
    assert tried(RIGHT) == "MustWait"
    clocks.pass_(5)
    assert tried(RIGHT) == "open"
    assert [tried("guessed once") for _ in range(5)] == ["UserError"] * 5
