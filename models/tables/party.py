"""Who takes part: enterprises, households, their workers and agreements, and the places goods can be."""

from __future__ import annotations

from peewee import BooleanField, FloatField, ForeignKeyField, IntegerField, TextField

from models.database import DayField, Record

WAREHOUSE, INSPECTION, SCRAP, USED = 1, 2, 3, 4
FIXED_LOCATIONS = {
    WAREHOUSE: "warehouse",
    INSPECTION: "inspection",
    SCRAP: "scrap",
    USED: "used",
}


class Region(Record):
    """A township or village of the county, from the official list."""

    code = TextField(unique=True)
    name = TextField()
    level = TextField()


class Location(Record):
    """A place goods can be. A household's and an enterprise's location has the key of its owner.

    ``kind``: warehouse, household, enterprise, vehicle, inspection (pieces waiting for it), scrap, used
    (material counted as consumed by a correction).
    """

    kind = TextField()
    name = TextField()


class Enterprise(Record):
    """Who gives the orders: a company, or the cooperative itself."""

    name = TextField(unique=True)
    contact = TextField(default="")
    phone = TextField(default="")
    address = TextField(default="")
    search = TextField(default="")


class Household(Record):
    """A farm household with a home workshop."""

    code = TextField(unique=True)
    head = TextField()
    sex = TextField(default="")
    id_number = TextField(default="")
    phone = TextField(default="")
    township = TextField(default="")
    village = TextField(default="")
    group = TextField(default="")
    landmark = TextField(default="")
    region = ForeignKeyField(Region, null=True, backref="+", on_delete="SET NULL")
    latitude = FloatField(null=True)
    longitude = FloatField(null=True)
    datum = TextField(default="WGS84")
    category = TextField(default="")
    helper = TextField(default="")
    helper_phone = TextField(default="")
    pay_method = TextField(default="cash")
    bank = TextField(default="")
    account = TextField(default="")
    ready_from = TextField(default="")
    ready_to = TextField(default="")
    minutes_per_day = IntegerField(null=True)
    active = BooleanField(default=True)
    note = TextField(default="")
    # Code, name, every reading's pinyin and initials, phone and village: what a clerk may type to find it.
    search = TextField(default="")


class Worker(Record):
    """A member of the household who does the work."""

    household = ForeignKeyField(Household, backref="workers")
    name = TextField()
    relation = TextField(default="")
    sex = TextField(default="")
    id_number = TextField(default="")
    birth_date = DayField(null=True)
    search = TextField(default="")

    class Meta:
        indexes = ((("household", "name"), True),)


class Agreement(Record):
    """A subcontract agreement (代工协议) signed with a household."""

    household = ForeignKeyField(Household, backref="agreements")
    number = TextField()
    start = DayField(null=True)
    end = DayField(null=True)

    class Meta:
        indexes = ((("household", "number"), True),)
