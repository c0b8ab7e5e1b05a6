"""What is made, of what, and at which piece rate."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from models.database import DayField, Record
from models.i18n import mark
from models.kinds import ChoiceField, PercentField, QuantityField, RateField, UnitField
from models.rules.ledger.grade import GRADES


class Unit(Record):
    """A unit whose decimals the cooperative has set; the others are as `rules.product.units` says."""

    name = UnitField(unique=True, verbose_name=mark("Unit"))
    decimals = IntegerField(verbose_name=mark("Decimals"))


class Material(Record):
    """A material (物料). Price in ten-thousandths of a yuan, pack size in thousandths (0: loose), percent in ppm."""

    code = TextField(unique=True, verbose_name=mark("Code"))
    name = TextField(verbose_name=mark("Name"))
    unit = UnitField(verbose_name=mark("Unit"))
    price = RateField(null=True, verbose_name=mark("Unit price"))
    pack_size = QuantityField(default=0, verbose_name=mark("Pack size"))
    over_issue_ppm = PercentField(default=0, verbose_name=mark("Over-issue allowed"))
    search = TextField(default="")
    pinyin = TextField(default="", index=True)


class Product(Record):
    """A product (产品). Minutes per unit in thousandths, tolerance in ppm."""

    code = TextField(unique=True, verbose_name=mark("Code"))
    name = TextField(verbose_name=mark("Name"))
    unit = UnitField(verbose_name=mark("Unit"))
    over_delivery_ppm = PercentField(default=0, verbose_name=mark("Over-delivery allowed"))
    minutes_per_unit = QuantityField(null=True, verbose_name=mark("Minutes each"))
    search = TextField(default="")
    pinyin = TextField(default="", index=True)


class BomLine(Record):
    """One material of a product's bill of materials: thousandths per unit, loss in ppm."""

    product = ForeignKeyField(Product, backref="bom", verbose_name=mark("Product"))
    material = ForeignKeyField(Material, backref="+", verbose_name=mark("Material"))
    per_unit = QuantityField(verbose_name=mark("Per unit"))
    loss_ppm = PercentField(default=0, verbose_name=mark("Loss allowed"))

    class Meta:
        indexes = ((("product", "material"), True),)


class Rate(Record):
    """The piece rate (工价) of a product's grade over a span of days, in 1/10,000 yuan; ``end`` inclusive."""

    product = ForeignKeyField(Product, backref="rates", verbose_name=mark("Product"))
    grade = ChoiceField(choices=GRADES, verbose_name=mark("Grade"))
    start = DayField(verbose_name=mark("Starts"))
    end = DayField(null=True, verbose_name=mark("Ends"))
    rate = RateField(verbose_name=mark("Rate"))

    class Meta:
        indexes = ((("product", "grade", "start"), True),)
