"""The sheet people sign for their days of a course (培训签到表): a row a person, a cell a day; days kept are ticked."""

from __future__ import annotations

from datetime import date
from typing import Final

from models.i18n import Translator
from models.queries.programme.course_papers import SignInSheet
from models.queries.programme.training import CourseRecord
from models.sex import SEX
from reports.paper.blocks import Fact, Facts, Space
from reports.paper.document import Document
from reports.paper.formatting import NOTHING, day, in_groups, masked, short
from reports.paper.papers import MM
from reports.paper.table import Cell, Column, Row, Table

_ROW: Final = 11 * MM
"""The height of a row in points: a name in ink needs it."""
TICK: Final = "√"


def build(data: SignInSheet, tr: Translator) -> Document:
    """One sheet of a course."""
    course = data.course
    part = f" ({data.part}/{data.parts})" if data.parts > 1 else ""
    return Document(
        title=tr("Sign-in sheet") + part,
        number=course.number,
        subject=span_of(course, tr),
        blocks=[course_facts(course, tr), Space(4), _table(data, tr)],
        signatures=(tr("Teacher"), tr("Checked by")),
        bookmark=f"{course.number} {course.name}{part}",
        key=f"{course.number} {data.part}",
    )


def span_of(course: CourseRecord, tr: Translator) -> str:
    """The first and last day of a course."""
    if course.start == course.end:
        return day(course.start, tr)
    return f"{day(course.start, tr)} – {day(course.end, tr)}"


def course_facts(course: CourseRecord, tr: Translator) -> Facts:
    """What a course is, where and by whom."""
    return Facts(
        [
            Fact(tr("Course"), course.name, wide=True, bold=True),
            Fact(tr("Kind"), tr(course.kind_name)),
            Fact(tr("Trade"), course.trade_name or NOTHING),
            Fact(tr("Where", "course"), course.place or NOTHING),
            Fact(tr("Teacher"), course.teacher or NOTHING),
            Fact(tr("Participants"), str(len(course.people))),
        ]
    )


def _table(data: SignInSheet, tr: Translator) -> Table:
    days = [Column(when.isoformat(), short(when), 9, least=34) for when in data.days]
    rows = []
    for at, one in enumerate(data.course.people, start=1):
        cells: list[Cell] = [
            str(at),
            one.name,
            SEX.shown(one.sex, tr),
            masked(one.id_number) or NOTHING,
            in_groups(one.phone),
            *(TICK if when in one.days else "" for when in data.days),
        ]
        rows.append(Row(cells))
    return Table(
        [
            Column("number", tr("#"), 4),
            Column("name", tr("Full name"), 12),
            Column("sex", tr("Sex"), 5, fold="name", rank=2),
            Column("identity", tr("ID number"), 14, fold="name", rank=1),
            Column("phone", tr("Phone"), 14, fold="name", rank=3),
            *days,
        ],
        rows,
        total=[tr("In all"), "", "", "", "", *(_count(data, when) for when in data.days)],
        ruled=True,
        row=_ROW,
    )


def _count(data: SignInSheet, when: date) -> str:
    """How many were there on a day; nothing while nobody signed."""
    count = sum(when in one.days for one in data.course.people)
    return str(count) if count else ""
