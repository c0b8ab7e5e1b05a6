"""The groups of people a programme looks after (women, the left behind, the poor, members of collectives) as data.

Each group is declared once, by who belongs to it on a day. A person is counted once in a group, however often the
person is entered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from models.i18n import mark
from models.rules.party.category import category_on
from models.rules.party.day_span import DaySpan
from models.rules.party.identity import FEMALE, sex_of

WOMEN, LEFT_BEHIND, POOR, COLLECTIVE = "women", "left_behind", "poor", "collective"

POOR_CATEGORIES: Final = frozenset(
    word.casefold()
    for word in (
        *("Lifted out of poverty", "Under watch", "Low income"),
        *("脱贫户", "脱贫人口", "脱贫", "已脱贫", "贫困户", "建档立卡户", "建档立卡贫困户", "建档立卡"),
        *("监测对象", "监测户", "防返贫监测对象", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"),
        *("低保户", "低保", "低收入户", "低收入", "特困户", "特困人员"),
    )
)
"""The categories that say somebody is poor or was, as workbooks and forms write them."""


@dataclass(frozen=True, slots=True)
class WorkingPerson:
    """Somebody who works at home, as groups look at people.

    ``identity`` tells one person from another: the ID number, else the key of the record. ``category`` holds over the
    days of ``categorised``; outside them, and where it is empty, that of the household does (``home_category``).
    """

    key: int
    household: int
    identity: str = ""
    sex: str = ""
    category: str = ""
    categorised: DaySpan = field(default_factory=DaySpan)
    home_category: str = ""
    left_behind: bool = False
    collective: bool = False
    active: bool = True

    def category_on(self, day: date) -> str:
        """The category that holds on a day."""
        return category_on(self.category.strip(), *self.categorised, self.home_category.strip(), day)


@dataclass(frozen=True, slots=True)
class PeopleGroup:
    """A group: its key, its marked name, and who belongs to it on a day."""

    key: str
    label: str
    belongs: Callable[[WorkingPerson, date], bool]


GROUPS: Final = (
    PeopleGroup(WOMEN, mark("Women working at home"), lambda one, day: sex_of(one.sex) == FEMALE),
    PeopleGroup(LEFT_BEHIND, mark("Left behind", "people"), lambda one, day: one.left_behind),
    PeopleGroup(POOR, mark("The poor"), lambda one, day: one.category_on(day).casefold() in POOR_CATEGORIES),
    PeopleGroup(COLLECTIVE, mark("Members of village collectives"), lambda one, day: one.collective),
)
"""Every group, in the order in which they are shown."""


def members(group: PeopleGroup, people: Iterable[WorkingPerson], day: date) -> list[WorkingPerson]:
    """Who belongs to a group on a day, in the order given, everybody once; who has left belongs to none."""
    found: dict[str, WorkingPerson] = {}
    for one in people:
        if one.active and group.belongs(one, day):
            found.setdefault(one.identity.strip().upper() or str(one.key), one)
    return list(found.values())


def everybody(people: Iterable[WorkingPerson], day: date) -> list[WorkingPerson]:
    """Who belongs to any group on a day, everybody once."""
    any_of_them = PeopleGroup("", "", lambda one, on: any(group.belongs(one, on) for group in GROUPS))
    return members(any_of_them, people, day)
