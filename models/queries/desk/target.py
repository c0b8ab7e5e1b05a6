"""Where something is dealt with: what a page is to show, as the questions of the day answer it.

Which page shows it is said beside the target; a page takes the kinds its `open` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Keyed:
    """What has a key; equal only to one of its own kind."""

    key: int


class Record(Keyed):
    """The page's own record, by its key."""


@dataclass(frozen=True, slots=True)
class OfHousehold:
    """What the page holds of one household; ``name`` is how it is called there."""

    key: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class OfSubcontract:
    """What the page holds of one subcontract; ``kind`` is the slip to enter, where there are several."""

    key: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OfKind:
    """The page's records or documents of one kind."""

    kind: str


class OfItem(Keyed):
    """A material or product among the page's lists."""


class OfMachine(Keyed):
    """A machine among the page's lists."""


class OfReturnVisit(Keyed):
    """A household to record a return visit at, by its key."""


class OfWish(Keyed):
    """A wish with what fits it, to be told or met, by its key."""


class OfEnterprise(Keyed):
    """An enterprise among the page's lists."""


class OfDefect(Keyed):
    """A defect code, by its key."""


@dataclass(frozen=True, slots=True)
class OfRegister:
    """A record of one of the page's registers: the name of its table, and its key."""

    table: str
    key: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the page's lists, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank slip that was filled in by hand, to be entered under its number."""

    kind: str
    number: str


class CopyOf(Keyed):
    """A new slip or record like one there is, by its key."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The pieces that wait for inspection, those of one collection line first."""

    line: int | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A pay period by its key, with one household's statement."""

    period: str
    household: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What is done on a day."""

    day: date


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting by its key, or a whole section."""

    name: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook to check; without a path one is asked for."""

    path: Path | None = None


Target = (
    Record
    | OfHousehold
    | OfSubcontract
    | OfKind
    | OfItem
    | OfMachine
    | OfReturnVisit
    | OfWish
    | OfDefect
    | OfEnterprise
    | OfRegister
    | Tab
    | Blank
    | CopyOf
    | Pending
    | Month
    | Day
    | Setting
    | Workbook
)
