"""The lists of the programme's registers, each by the fields of its table."""

from __future__ import annotations

from peewee import fn

from models.i18n import mark
from models.kinds import COUNT
from models.queries.listing import ListColumn, Listing
from models.queries.register import register
from models.tables.party import Helper, Region, Trade
from models.tables.pay import FairFloor
from models.tables.product import PaceTest, Product
from models.tables.programme import Funding, Placement, Vacancy, Wish, Workshop, WorkshopMember
from models.tables.support import Claim, ClaimPerson, SupportRule
from models.tables.training import Attendance, Course, Enrolment, Skill


def trades() -> Listing:
    """All trades."""
    counted = [
        ListColumn(name, label, COUNT, table.select(fn.COUNT(table.id)).where(table.trade == Trade.id))
        for name, label, table in (
            ("products", mark("Products"), Product),
            ("workshops", mark("Workshops"), Workshop),
        )
    ]
    return register(Trade, mark("Trades"), order="code", more=counted)


def regions() -> Listing:
    """All places of the five levels."""
    return register(Region, mark("Places", "regions"), order="code", narrows=("level", "parent", "trade"))


def helper_list() -> Listing:
    """All helpers."""
    return register(Helper, mark("Helpers"), order="name", narrows=("unit", "region"))


def workshops() -> Listing:
    """All workshops."""
    narrows = ("kind", "region", "trade", "enterprise", "service_centre", "opened", "closed")
    return register(Workshop, mark("Workshops"), order="code", narrows=narrows)


def members() -> Listing:
    """Which household works for which workshop."""
    return register(
        WorkshopMember, mark("Households of workshops"), order="-start", narrows=("workshop", "start", "end")
    )


def funding() -> Listing:
    """All money put into workshops."""
    return register(Funding, mark("Funding"), order="-date", narrows=("workshop", "source", "date"))


def vacancies() -> Listing:
    """All vacancies, the newest first."""
    narrows = ("enterprise", "trade", "region", "flexible", "reported", "until")
    return register(
        Vacancy, mark("Vacancies"), order="-reported", narrows=narrows, alone=("pay_from", "pay_to")
    )


def placements() -> Listing:
    """All placements, the newest first."""
    narrows = ("employer", "place", "workshop", "start", "end")
    return register(Placement, mark("Placements"), order="-start", narrows=narrows)


def wishes() -> Listing:
    """All wishes, the newest first."""
    narrows = ("kind", "trade", "flexible", "near", "date", "met_on")
    return register(Wish, mark("Wishes"), order="-date", narrows=narrows)


def courses() -> Listing:
    """All courses, the newest first."""
    narrows = ("kind", "trade", "teacher", "place", "start", "free")
    return register(Course, mark("Courses"), order="-start", narrows=narrows)


def enrolments() -> Listing:
    """Who takes part in which course."""
    return register(Enrolment, mark("Enrolments"), order="course", narrows=("course", "certified_on"))


def attendance() -> Listing:
    """Who was at which course on which day, the last day first."""
    return register(Attendance, mark("Attendance"), order="-date", narrows=("course", "date"))


def skills() -> Listing:
    """Who knows which trade how well."""
    return register(Skill, mark("Skills"), order="worker", narrows=("trade", "level", "since"))


def support_rules() -> Listing:
    """All rules of support money over time."""
    return register(
        SupportRule,
        mark("Support rules"),
        order="code",
        narrows=("basis", "start", "end"),
        alone=("amount",),
    )


def claims() -> Listing:
    """All claims for support money, the newest first."""
    narrows = ("rule", "workshop", "status", "date", "paid_on")
    return register(Claim, mark("Claims"), order="-date", narrows=narrows)


def claim_people() -> Listing:
    """Who is claimed for."""
    return register(ClaimPerson, mark("People claimed"), order="worker", narrows=("claim",))


def pace_tests() -> Listing:
    """All pace tests, the newest first."""
    return register(PaceTest, mark("Pace tests"), order="-date", narrows=("product", "date"))


def floors() -> Listing:
    """What an hour must bring at least, from which day on."""
    return register(
        FairFloor,
        mark("Floors of an hour's pay"),
        order="-start",
        narrows=("region", "start"),
        alone=("per_hour",),
    )
