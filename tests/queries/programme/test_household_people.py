"""What a household's page says of its people: the newest first, nobody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.queries.programme.household_people import household_people
from models.tables.training import Enrolment
from tests import factories as make


def test_everything_of_the_people_stands_there_the_newest_first(database: Path) -> None:
    homes = [make.household(f"H{at}", f"单{at}") for at in range(3)]
    make.registers_of(homes, date(2026, 10, 5))
    first = household_people(homes[0].id)
    assert [(one.kind, one.day) for one in first] == [
        ("placement", date(2026, 10, 14)),
        ("skill", date(2026, 10, 8)),
        ("course", date(2026, 10, 5)),
        ("wish", date(2026, 10, 5)),
    ]
    given = Enrolment.get(Enrolment.worker == homes[0].workers.get().id).certificate
    assert given and [one.state for one in first] == ["还在", "1 级（共 3 级）", given, "2026-10-14 已落实"]
    assert [one.kind for one in household_people(homes[2].id)] == ["course"]
    assert household_people(make.household("H9").id) == []
