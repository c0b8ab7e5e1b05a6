"""Courses, who takes part, who was there on which day, and what people can do."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from models.actions.programme.training import save_attendance, save_courses, save_enrolments, save_skills
from models.i18n import mark, tr
from models.queries.programme import registers
from models.tables.training import Attendance, Course, Enrolment, Skill
from ui.kit.form_sheet import Sheet
from ui.kit.register_table import Register, begun, of_table
from ui.kit.registers_page import RegistersPage
from ui.pages.programme.course_sheet import course_sheet

REGISTERS = (
    Register(
        Course,
        mark("Courses"),
        mark("New course"),
        mark("Change course"),
        mark("No courses yet. Plan the first one."),
        registers.courses,
        save_courses,
        "award",
        gives_way=("region", "order", "teacher", "kind"),
    ),
    Register(
        Enrolment,
        mark("Enrolments"),
        mark("Enrol somebody"),
        mark("Change enrolment"),
        mark("Nobody is enrolled yet."),
        registers.enrolments,
        save_enrolments,
        "users",
        alike=("certified_on",),
    ),
    Register(
        Attendance,
        mark("Attendance"),
        mark("Enter attendance"),
        mark("Change attendance"),
        mark("No attendance yet: one line for each person and day."),
        registers.attendance,
        save_attendance,
        "check",
    ),
    Register(
        Skill,
        mark("Skills"),
        mark("New skill"),
        mark("Change skill"),
        mark("No skills yet. They count when work is assigned."),
        registers.skills,
        save_skills,
        "award",
        alike=("level", "since"),
    ),
)


class TrainingPage(RegistersPage):
    """Courses, who takes part, who was there on which day, and what people can do."""

    title = mark("Training")
    help_key = "training"
    registers = REGISTERS

    def build_more(self) -> None:
        """A course opens with its people and days; Ctrl+E changes what it is."""
        courses = self.tables["course"]
        courses.opened.disconnect(courses.edit)
        courses.opened.connect(self.open_course)

    def open_course(self, key: int) -> None:
        """A course with its attendance."""
        sheet = course_sheet(self, key)
        self.done_by(sheet, tr("Attendance saved"))


def new_course(parent: QWidget, words: str = "") -> Sheet:
    """A new course by what was typed where it was looked for."""
    return begun(parent, of_table(REGISTERS, Course), "name", words)
