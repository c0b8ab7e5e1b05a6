"""The road: vehicles and drivers, what is known of villages and ways, what was asked for, and the plans made of it."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from models.database import DayField, Record
from models.tables.order import Subcontract
from models.tables.party import Household
from models.tables.product import Material, Product
from models.tables.visit import Equipment
from models.tables.voucher import Voucher


class Driver(Record):
    """Who drives; ``work_from`` and ``work_to`` as HH:MM."""

    name = TextField(unique=True)
    phone = TextField(default="")
    work_from = TextField(default="08:00")
    work_to = TextField(default="18:00")
    active = BooleanField(default=True)


class Vehicle(Record):
    """A vehicle by its plate. Kilograms, litres and pieces it holds (None: no limit), and reloads a day at most."""

    name = TextField(unique=True)
    kilograms = IntegerField(null=True)
    litres = IntegerField(null=True)
    pieces = IntegerField(null=True)
    reloads = IntegerField(default=1)
    driver = ForeignKeyField(Driver, null=True, backref="+", on_delete="SET NULL")
    active = BooleanField(default=True)


class ItemSize(Record):
    """How heavy and how large one unit of a material or a product is: grams and millilitres."""

    material = ForeignKeyField(Material, null=True, backref="+", unique=True)
    product = ForeignKeyField(Product, null=True, backref="+", unique=True)
    grams = IntegerField(null=True)
    millilitres = IntegerField(null=True)


class VillageRoad(Record):
    """The way between two villages: minutes it is known to take, or the days it is closed.

    ``other`` empty: no road into the village is open. ``one`` sorts before ``other``.
    """

    one = TextField()
    other = TextField(default="")
    minutes = IntegerField(null=True)
    closed_from = DayField(null=True)
    closed_until = DayField(null=True)
    note = TextField(default="")

    class Meta:
        indexes = ((("one", "other"), True),)


class VillageDay(Record):
    """When people of a village or township are at home on certain days: market days and weeks of the farm calendar.

    ``market``: last digits of the days of a month, like 147; else every day from ``start`` to ``end``. HH:MM.
    """

    place = TextField()
    market = TextField(default="")
    start = DayField(null=True)
    end = DayField(null=True)
    home_from = TextField(default="")
    home_to = TextField(default="")
    note = TextField(default="")


class Errand(Record):
    """Something asked for on or after a day that no open subcontract says by itself.

    ``kind``: collect (announced by the household), visit, bring or fetch (a machine), transfer, other. Thousandths.
    """

    kind = TextField()
    household = ForeignKeyField(Household, backref="errands")
    date = DayField()
    material = ForeignKeyField(Material, null=True, backref="+")
    quantity = BigIntegerField(null=True)
    subcontract = ForeignKeyField(Subcontract, null=True, backref="+")
    to_subcontract = ForeignKeyField(Subcontract, null=True, backref="+")
    equipment = ForeignKeyField(Equipment, null=True, backref="+")
    note = TextField(default="")
    done_on = DayField(null=True)


class RouteWish(Record):
    """What the manager decided about a household's stop on a day: left out, pinned to a vehicle, first, before a time.

    ``priority`` 0 (may wait) to 9, None as it comes out by itself.
    """

    date = DayField()
    household = ForeignKeyField(Household, backref="+")
    left_out = BooleanField(default=False)
    vehicle = ForeignKeyField(Vehicle, null=True, backref="+")
    first = BooleanField(default=False)
    before = TextField(default="")
    priority = IntegerField(null=True)

    class Meta:
        indexes = ((("date", "household"), True),)


class RoutePlan(Record):
    """The plan of a day's driving. ``returned_on``: the day its sheets were entered."""

    date = DayField(unique=True)
    seed = IntegerField(default=1)
    returned_on = DayField(null=True)


class RouteDrive(Record):
    """One vehicle's drive of a plan: times in seconds after midnight, ways in metres.

    ``straight`` is its way as the crow flies; ``driven`` what the driver wrote down; ``left`` and ``back`` HH:MM.
    When a vehicle broke down, the drives under way end at ``cut_at`` (seconds); a drive that goes on ``after`` one says
    in ``goes_on`` (JSON: stop, earliest, shift, reloads, aboard) where, when and with what it does.
    """

    plan = ForeignKeyField(RoutePlan, backref="drives", on_delete="CASCADE")
    number = IntegerField()
    vehicle = ForeignKeyField(Vehicle, null=True, backref="+")
    driver = ForeignKeyField(Driver, null=True, backref="+")
    start = IntegerField()
    end = IntegerField()
    distance = BigIntegerField()
    straight = BigIntegerField(default=0)
    driven = BigIntegerField(null=True)
    left = TextField(default="")
    back = TextField(default="")
    broken = BooleanField(default=False)
    cut_at = IntegerField(null=True)
    after = ForeignKeyField("self", null=True, backref="+", on_delete="CASCADE")
    goes_on = TextField(default="")


class RouteStop(Record):
    """A stop of a drive in its place, or one that could not be served (no drive; ``why`` says what stood against it).

    ``kind``: task, take, hand, reload. ``load`` on leaving: grams, millilitres, pieces. ``result``: empty until the
    sheet is back, then done or not_home. After a breakdown ``aboard`` is the vehicle that already carries what is
    handed over here; ``rescued`` the household whose goods are taken (at a household, or None: the warehouse) and then
    handed over.
    """

    plan = ForeignKeyField(RoutePlan, backref="stops", on_delete="CASCADE")
    drive = ForeignKeyField(RouteDrive, null=True, backref="stops", on_delete="CASCADE")
    place = IntegerField()
    kind = TextField()
    household = ForeignKeyField(Household, null=True, backref="+")
    errand = ForeignKeyField(Errand, null=True, backref="+")
    arrive = IntegerField(default=0)
    begin = IntegerField(default=0)
    leave = IntegerField(default=0)
    load = TextField(default="")
    faults = TextField(default="")
    why = TextField(default="")
    result = TextField(default="")
    arrived = TextField(default="")
    aboard = ForeignKeyField(Vehicle, null=True, backref="+")
    rescued = ForeignKeyField(Household, null=True, backref="+")


class RouteWork(Record):
    """One thing to do at a stop, and what was done: thousandths.

    ``kind``: deliver, slip (a dispatch already posted), collect, return, visit, bring, fetch, take, hand, other.
    ``voucher`` is the slip it was posted with.
    """

    stop = ForeignKeyField(RouteStop, backref="works", on_delete="CASCADE")
    kind = TextField()
    subcontract = ForeignKeyField(Subcontract, null=True, backref="+")
    to_subcontract = ForeignKeyField(Subcontract, null=True, backref="+")
    material = ForeignKeyField(Material, null=True, backref="+")
    equipment = ForeignKeyField(Equipment, null=True, backref="+")
    errand = ForeignKeyField(Errand, null=True, backref="+")
    quantity = BigIntegerField(null=True)
    actual = BigIntegerField(null=True)
    voucher = ForeignKeyField(Voucher, null=True, backref="+")
    note = TextField(default="")
