"""What is made, of what, and at which piece rate."""

from __future__ import annotations

from peewee import BigIntegerField, ForeignKeyField, IntegerField, TextField

from models.database import DayField, Record


class Unit(Record):
    """A unit whose decimals the cooperative has set; the others are as `rules.units` says."""

    name = TextField(unique=True)
    decimals = IntegerField()


class Material(Record):
    """A material (物料). Price in ten-thousandths of a yuan, pack size in thousandths (0: loose), percent in ppm."""

    code = TextField(unique=True)
    name = TextField()
    unit = TextField()
    price = BigIntegerField(null=True)
    pack_size = BigIntegerField(default=0)
    over_issue_ppm = BigIntegerField(default=0)
    search = TextField(default="")


class Product(Record):
    """A product (产品). Minutes per unit in thousandths, tolerance in ppm."""

    code = TextField(unique=True)
    name = TextField()
    unit = TextField()
    over_delivery_ppm = BigIntegerField(default=0)
    minutes_per_unit = BigIntegerField(null=True)
    search = TextField(default="")


class BomLine(Record):
    """One material of a product's bill of materials: thousandths per unit, loss in ppm."""

    product = ForeignKeyField(Product, backref="bom")
    material = ForeignKeyField(Material, backref="+")
    per_unit = BigIntegerField()
    loss_ppm = BigIntegerField(default=0)

    class Meta:
        indexes = ((("product", "material"), True),)


class Rate(Record):
    """The piece rate (工价) of a product's grade over a span of days, in 1/10,000 yuan; ``end`` inclusive."""

    product = ForeignKeyField(Product, backref="rates")
    grade = TextField()
    start = DayField()
    end = DayField(null=True)
    rate = BigIntegerField()

    class Meta:
        indexes = ((("product", "grade", "start"), True),)
