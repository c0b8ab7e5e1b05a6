"""Who takes part: enterprises, households, their workers and agreements, and the places goods can be."""

from __future__ import annotations

from peewee import BooleanField, FloatField, ForeignKeyField, IntegerField, TextField

from models.database import DayField, Record
from models.i18n import mark
from models.kinds import ChoiceField, WordField

WAREHOUSE, INSPECTION, SCRAP, USED, OPENING, COUNTED = 1, 2, 3, 4, 5, 6
FIXED_LOCATIONS = {
    WAREHOUSE: "warehouse",
    INSPECTION: "inspection",
    SCRAP: "scrap",
    USED: "used",
    OPENING: "opening",
    COUNTED: "count",
}

LOCATION_NAMES = {
    WAREHOUSE: mark("Warehouse"),
    INSPECTION: mark("Inspection"),
    SCRAP: mark("Scrap"),
    USED: mark("Used up"),
    OPENING: mark("Before the books"),
    COUNTED: mark("Count difference"),
}
"""The locations that belong to nobody, as a reader knows them."""
PAY_METHODS = (("cash", mark("Cash")), ("bank", mark("Bank transfer")))


class Region(Record):
    """A township or village of the county, from the official list."""

    code = TextField(unique=True, verbose_name=mark("Code"))
    name = TextField(verbose_name=mark("Name"))
    level = TextField()


class Location(Record):
    """A place goods can be. A household's and an enterprise's location has the key of its owner.

    ``kind``: warehouse, household, enterprise, vehicle, inspection (pieces waiting for it), scrap, used
    (material counted as consumed by a correction), opening (where opening stock comes from), count (what counts found).
    """

    kind = TextField()
    name = TextField(verbose_name=mark("Name"))


class Enterprise(Record):
    """Who gives the orders: a company, or the cooperative itself."""

    name = TextField(unique=True, verbose_name=mark("Name"))
    contact = TextField(default="", verbose_name=mark("Contact"))
    phone = TextField(default="", verbose_name=mark("Phone"))
    address = TextField(default="", verbose_name=mark("Address"))
    search = TextField(default="")
    pinyin = TextField(default="", index=True)


class Household(Record):
    """A farm household with a home workshop."""

    code = TextField(unique=True, verbose_name=mark("Household code"))
    head = TextField(verbose_name=mark("Head"))
    sex = WordField(default="", verbose_name=mark("Sex"))
    id_number = TextField(default="", verbose_name=mark("ID number"))
    phone = TextField(default="", verbose_name=mark("Phone"))
    township = TextField(default="", verbose_name=mark("Township"))
    village = TextField(default="", verbose_name=mark("Village"))
    group = TextField(default="", verbose_name=mark("Group"))
    landmark = TextField(default="", verbose_name=mark("Landmark"))
    region = ForeignKeyField(
        Region, null=True, backref="+", on_delete="SET NULL", verbose_name=mark("Official place")
    )
    latitude = FloatField(null=True, verbose_name=mark("Latitude"))
    longitude = FloatField(null=True, verbose_name=mark("Longitude"))
    datum = TextField(default="WGS84", verbose_name=mark("Coordinate system"))
    category = WordField(default="", verbose_name=mark("Category"))
    helper = TextField(default="", verbose_name=mark("Helper"))
    helper_phone = TextField(default="", verbose_name=mark("Helper's phone"))
    pay_method = ChoiceField(default="cash", choices=PAY_METHODS, verbose_name=mark("Paid by"))
    bank = TextField(default="", verbose_name=mark("Bank"))
    account = TextField(default="", verbose_name=mark("Bank account"))
    ready_from = TextField(default="", verbose_name=mark("At home from"))
    ready_to = TextField(default="", verbose_name=mark("At home until"))
    minutes_per_day = IntegerField(null=True, verbose_name=mark("Minutes a day"))
    active = BooleanField(default=True, verbose_name=mark("Active"))
    note = TextField(default="", verbose_name=mark("Note"))
    # Code, name, every reading's pinyin and initials, phone and village: what a clerk may type to find it.
    search = TextField(default="")
    # What puts it in its place in a list, by its head and by its village and group (`rules.pinyin.sort_key`).
    pinyin = TextField(default="")
    place_pinyin = TextField(default="")

    class Meta:
        indexes = ((("pinyin",), False), (("place_pinyin",), False))


class Worker(Record):
    """A member of the household who does the work."""

    household = ForeignKeyField(Household, backref="workers", verbose_name=mark("Household"))
    name = TextField(verbose_name=mark("Full name"))
    relation = WordField(default="", verbose_name=mark("Relation"))
    sex = WordField(default="", verbose_name=mark("Sex"))
    id_number = TextField(default="", verbose_name=mark("ID number"))
    birth_date = DayField(null=True, verbose_name=mark("Born"))
    search = TextField(default="")
    pinyin = TextField(default="")

    class Meta:
        indexes = ((("household", "name"), True), (("pinyin",), False))


class Agreement(Record):
    """A subcontract agreement (代工协议) signed with a household."""

    household = ForeignKeyField(Household, backref="agreements", verbose_name=mark("Household"))
    number = TextField(verbose_name=mark("Agreement number"))
    start = DayField(null=True, verbose_name=mark("Starts"))
    end = DayField(null=True, verbose_name=mark("Ends"))

    class Meta:
        indexes = ((("household", "number"), True),)
