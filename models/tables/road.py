"""The road: vehicles and drivers, what is known of villages and ways, what was asked for, and the plans made of it."""

from __future__ import annotations

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
from models.rules.road import tasks
from models.rules.road.day import REASONS
from models.tables import headers
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.order import Subcontract
from models.tables.party import Household
from models.tables.product import Material, Product

STOP_RESULTS = (("done", mark("Yes")), ("not_home", mark("Not at home")))


class Driver(Record):
    """Who drives; ``work_from`` and ``work_to`` as HH:MM."""

    LABEL = mark("Driver")

    name = kinds.NameField(unique=True, verbose_name=mark("Full name"))
    phone = kinds.PhoneField(default="", verbose_name=mark("Phone"))
    work_from = kinds.TimeField(default="08:00", verbose_name=mark("Works from"))
    work_to = kinds.TimeField(default="18:00", verbose_name=mark("Works until"))
    active = kinds.FlagField(default=True, verbose_name=mark("Active"), asked=False)


class Vehicle(Record):
    """A vehicle by its plate. Kilograms, litres and pieces it holds (None: no limit), and reloads a day at most."""

    LABEL = mark("Vehicle")

    name = kinds.NameField(unique=True, verbose_name=mark("Plate"))
    kilograms = kinds.CountField(null=True, verbose_name=mark("Carries, kg"))
    litres = kinds.CountField(null=True, verbose_name=mark("Holds, litres"))
    pieces = kinds.CountField(null=True, verbose_name=mark("Holds, pieces"))
    reloads = kinds.CountField(default=1, verbose_name=mark("Reloads a day at most"))
    driver = kinds.ReferenceField(Driver, null=True, backref="+", on_delete="SET NULL")
    active = kinds.FlagField(default=True, verbose_name=mark("Active"), asked=False)


class ItemSize(Record):
    """How heavy and how large one unit of a material or a product is: grams and millilitres."""

    LABEL = mark("Weight and volume")

    material = kinds.ReferenceField(Material, null=True, backref="+", unique=True)
    product = kinds.ReferenceField(Product, null=True, backref="+", unique=True)
    grams = kinds.CountField(
        null=True,
        group=headers.FURTHER,
        verbose_name=mark("Weighs, grams"),
        help_text=mark("For one unit; empty: as usual"),
    )
    millilitres = kinds.CountField(
        null=True,
        group=headers.FURTHER,
        verbose_name=mark("Takes up, millilitres"),
        help_text=mark("For one unit; empty: as usual"),
    )


class VillageRoad(Record):
    """The way between two villages: minutes it is known to take, or the days it is closed.

    ``other`` empty: no road into the village is open. ``one`` sorts before ``other``.
    """

    LABEL = mark("Road between villages")
    CALLED = ("one", "other")

    one = kinds.TextField(verbose_name=mark("Village"))
    other = kinds.TextField(default="", verbose_name=mark("Other village"))
    minutes = kinds.CountField(null=True, verbose_name=mark("Minutes on the way"))
    closed_from = kinds.DayField(null=True, verbose_name=mark("Closed from"))
    closed_until = kinds.DayField(null=True, verbose_name=mark("Closed until"))
    note = kinds.NoteField(default="", verbose_name=mark("Note"))

    class Meta:
        indexes = ((("one", "other"), True),)


class VillageDay(Record):
    """When people of a village or township are at home on certain days: market days and weeks of the farm calendar.

    ``market``: last digits of the days of a month, like 147; else every day from ``start`` to ``end``. HH:MM.
    """

    LABEL = mark("Market days and busy weeks")
    CALLED = ("place",)

    place = kinds.TextField(verbose_name=mark("Village or township"))
    market = kinds.TextField(
        default="", verbose_name=mark("Market days"), help_text=mark("The last digits, like 1-4-7.")
    )
    start = kinds.DayField(null=True, verbose_name=mark("Or from day"))
    end = kinds.DayField(null=True, verbose_name=mark("Until day"))
    home_from = kinds.TimeField(default="", verbose_name=mark("At home from"))
    home_to = kinds.TimeField(default="", verbose_name=mark("At home until"))
    note = kinds.NoteField(default="", verbose_name=mark("Note"))


class Errand(Record):
    """Something asked for on or after a day that no open subcontract says by itself.

    ``kind``: collect (announced by the household), visit, bring or fetch (a machine), transfer, other. Thousandths.
    """

    LABEL = mark("Errand")

    kind = kinds.ChoiceField(choices=tasks.ERRANDS, verbose_name=mark("Kind"))
    household = kinds.ReferenceField(Household, backref="errands")
    date = kinds.DayField(verbose_name=mark("Date"))
    material = kinds.ReferenceField(Material, null=True, backref="+")
    quantity = kinds.QuantityField(null=True, verbose_name=mark("Quantity"))
    subcontract = kinds.ReferenceField(
        Subcontract, null=True, backref="+", verbose_name=mark("Under which subcontract it lies there")
    )
    to_subcontract = kinds.ReferenceField(
        Subcontract, null=True, backref="+", verbose_name=mark("To whose subcontract")
    )
    equipment = kinds.ReferenceField(Equipment, null=True, backref="+")
    note = kinds.NoteField(default="", verbose_name=mark("Note"))
    done_on = kinds.DayField(null=True, verbose_name=mark("Done on"))


class RouteWish(Record):
    """What the manager decided about a household's stop on a day: left out, pinned to a vehicle, first, before a time.

    ``priority`` 0 (may wait) to 9, None as it comes out by itself.
    """

    LABEL = mark("Wish for a stop")

    date = kinds.DayField(verbose_name=mark("Date"))
    household = kinds.ReferenceField(Household, backref="+")
    left_out = kinds.FlagField(default=False, verbose_name=mark("Left out"))
    vehicle = kinds.ReferenceField(Vehicle, null=True, backref="+")
    first = kinds.FlagField(default=False, verbose_name=mark("First stop"))
    before = kinds.TextField(default="", verbose_name=mark("At the latest at"))
    priority = kinds.CountField(null=True, verbose_name=mark("If not all can be served"))

    class Meta:
        indexes = ((("date", "household"), True),)


class RoutePlan(Record):
    """The plan of a day's driving. ``returned_on``: the day its sheets were entered."""

    LABEL = mark("Plan of a day")
    CALLED = ("date",)

    date = kinds.DayField(unique=True, verbose_name=mark("Date"))
    seed = peewee.IntegerField(default=1)
    returned_on = kinds.DayField(null=True, verbose_name=mark("Sheets back on"))


class RouteDrive(Record):
    """One vehicle's drive of a plan: times in seconds after midnight, ways in metres.

    ``straight`` is its way as the crow flies; ``driven`` what the driver wrote down; ``left`` and ``back`` HH:MM.
    When a vehicle broke down, the drives under way end at ``cut_at`` (seconds); a drive that goes on ``after`` one says
    in ``goes_on`` (JSON: stop, earliest, shift, reloads, aboard) where, when and with what it does.
    """

    LABEL = mark("Drive of a vehicle")

    plan = kinds.ReferenceField(RoutePlan, backref="drives", on_delete="CASCADE", verbose_name="")
    number = kinds.CountField(verbose_name=mark("Number of the drive"))
    vehicle = kinds.ReferenceField(Vehicle, null=True, backref="+")
    driver = kinds.ReferenceField(Driver, null=True, backref="+")
    start = kinds.ClockField(verbose_name=mark("Leaves"))
    end = kinds.ClockField(verbose_name=mark("Back about"))
    distance = kinds.MetresField(verbose_name=mark("Way"))
    straight = peewee.BigIntegerField(default=0)
    driven = kinds.MetresField(null=True, verbose_name=mark("Driven"))
    left = kinds.TimeField(default="", verbose_name=mark("Left at"))
    back = kinds.TimeField(default="", verbose_name=mark("Back at"))
    broken = kinds.FlagField(default=False, verbose_name=mark("Out of order"))
    cut_at = kinds.ClockField(null=True, verbose_name=mark("Broke down at"))
    after = kinds.ReferenceField("self", null=True, backref="+", on_delete="CASCADE")
    goes_on = peewee.TextField(default="")


class RouteStop(Record):
    """A stop of a drive in its place, or one that could not be served (no drive; ``why`` says what stood against it).

    ``kind``: task, take, hand, reload. ``load`` on leaving: grams, millilitres, pieces. ``result``: empty until the
    sheet is back, then done or not_home. After a breakdown ``aboard`` is the vehicle that already carries what is
    handed over here; ``rescued`` the household whose goods are taken (at a household, or None: the warehouse) and then
    handed over.
    """

    LABEL = mark("Stop of a drive")

    plan = kinds.ReferenceField(RoutePlan, backref="stops", on_delete="CASCADE", verbose_name="")
    drive = kinds.ReferenceField(RouteDrive, null=True, backref="stops", on_delete="CASCADE", verbose_name="")
    place = kinds.CountField(verbose_name=mark("Place on the drive"))
    kind = peewee.TextField()
    household = kinds.ReferenceField(Household, null=True, backref="+")
    errand = kinds.ReferenceField(Errand, null=True, backref="+", verbose_name="")
    arrive = kinds.ClockField(default=0, verbose_name=mark("Arrives"))
    begin = kinds.ClockField(default=0, verbose_name=mark("Begins"))
    leave = kinds.ClockField(default=0, verbose_name=mark("Goes on at"))
    load = peewee.TextField(default="")
    faults = kinds.ChoicesField(
        default="", choices=tuple(REASONS.items()), verbose_name=mark("What is wrong")
    )
    why = kinds.ChoiceField(
        default="", choices=tuple(REASONS.items()), verbose_name=mark("Why it is left out")
    )
    result = kinds.ChoiceField(default="", choices=STOP_RESULTS, verbose_name=mark("Anybody at home"))
    arrived = kinds.TimeField(default="", verbose_name=mark("Arrived"))
    aboard = kinds.ReferenceField(Vehicle, null=True, backref="+", verbose_name=mark("Aboard"))
    rescued = kinds.ReferenceField(Household, null=True, backref="+", verbose_name=mark("Goods of"))


class RouteWork(Record):
    """One thing to do at a stop, and what was done: thousandths.

    ``kind``: deliver, slip (a dispatch already posted), collect, return, visit, bring, fetch, take, hand, other.
    ``voucher`` is the slip it was posted with.
    """

    stop = kinds.ReferenceField(RouteStop, backref="works", on_delete="CASCADE", verbose_name="")
    kind = peewee.TextField()
    subcontract = kinds.ReferenceField(Subcontract, null=True, backref="+")
    to_subcontract = kinds.ReferenceField(
        Subcontract, null=True, backref="+", verbose_name=mark("To subcontract")
    )
    material = kinds.ReferenceField(Material, null=True, backref="+")
    equipment = kinds.ReferenceField(Equipment, null=True, backref="+")
    errand = kinds.ReferenceField(Errand, null=True, backref="+", verbose_name="")
    quantity = kinds.QuantityField(null=True, verbose_name=mark("Quantity"))
    actual = kinds.QuantityField(null=True, verbose_name=mark("Actual"))
    voucher = kinds.ReferenceField(Voucher, null=True, backref="+")
    note = kinds.NoteField(default="", verbose_name=mark("Note"))
