"""What must hold of records that an undo put back beside what came since: nothing there twice on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from models.database import Record, among, db
from models.errors import UserError
from models.i18n import tr
from models.queries.programme.training import free_courses
from models.queries.programme.workshops import selling
from models.settings import setting
from models.tables.product import Rate
from models.tables.programme import Placement, Workshop, WorkshopMember
from models.tables.support import SupportRule
from models.tables.training import Attendance, Enrolment

_ONE_A_DAY: Final[Mapping[type[Record], tuple[str, ...]]] = {
    Rate: ("product_id", "grade"),
    WorkshopMember: ("workshop_id", "household_id"),
    Placement: ("worker_id", "employer"),
    SupportRule: ("code",),
}
"""Records with a span of days, and the columns of which only one holds on a day."""

Changed = tuple[type[Record], int, Mapping[str, Any] | None, Mapping[str, Any] | None]
"""A table, a row's key, and the row before and after the operation that was taken back."""


def refuse_two_on_a_day(changes: Iterable[Changed]) -> None:
    """Raise UserError where rows that were put back hold on a day of others, or take one place too many."""
    found: dict[type[Record], list[Mapping[str, Any]]] = defaultdict(list)
    for table, _, before, _ in changes:
        if before is not None:
            found[table].append(before)
    for table, columns in _ONE_A_DAY.items():
        wanted = {tuple(row[column] for column in columns) for row in found[table]}
        if wanted and _overlap(table, columns, wanted):
            raise _changed_since()
    if found[Enrolment]:
        most: int = setting("training.free_courses")
        for taken in free_courses({row["worker_id"] for row in found[Enrolment]}).values():
            if sum(course.counts(date.today()) for course in taken.values()) > most:
                raise _changed_since()


def refuse_left_behind(changes: Iterable[Changed]) -> None:
    """Raise UserError where what was put back leaves days nobody is enrolled for, or sales of no workshop."""
    codes, entered = set(), set()
    for table, _, _, after in changes:
        if table is Workshop and after is not None:
            codes.add(after["code"])
        elif table is Enrolment and after is not None:
            entered.add((after["course_id"], after["worker_id"]))
    there = selling(codes) if codes else set()
    if there and Workshop.select().where(among(Workshop.code, there)).count() < len(there):
        raise _changed_since()
    for course, worker in entered:
        taken = [
            table.select().where(table.course == course, table.worker == worker).exists()
            for table in (Attendance, Enrolment)
        ]
        if taken == [True, False]:
            raise _changed_since()


def _overlap(table: Any, columns: tuple[str, ...], wanted: set[tuple[Any, ...]]) -> bool:
    """Whether two rows that share one of these keys have a day in common."""
    fields = {field.column_name: field for field in table._meta.sorted_fields}
    spans: dict[tuple[Any, ...], list[tuple[str, str | None]]] = defaultdict(list)
    for start, end, *key in db.execute(
        table.select(table.start, table.end, *(fields[name] for name in columns))
    ):
        if tuple(key) in wanted:
            spans[tuple(key)].append((start, end))
    return any(
        end is None or start <= end
        for those in spans.values()
        for (_, end), (start, _) in pairwise(sorted(those, key=lambda span: span[0]))
    )


def _changed_since() -> UserError:
    return UserError(tr("It was changed again since; undo that first."))
