"""Orders from enterprises and the subcontracts that carry them into the homes."""

from __future__ import annotations

from peewee import ForeignKeyField, TextField

from models.database import DayField, Record
from models.i18n import mark
from models.kinds import PercentField, QuantityField, RateField
from models.tables.party import Enterprise, Household
from models.tables.product import Material, Product


class Order(Record):
    """An enterprise's order (订单) of one product; quantity in thousandths."""

    number = TextField(unique=True, verbose_name=mark("Order number"))
    enterprise = ForeignKeyField(Enterprise, backref="orders", verbose_name=mark("Enterprise"))
    product = ForeignKeyField(Product, backref="+", verbose_name=mark("Product"))
    quantity = QuantityField(verbose_name=mark("Quantity"))
    date = DayField(verbose_name=mark("Ordered on"))
    due = DayField(verbose_name=mark("Due on"))
    closed_on = DayField(null=True, verbose_name=mark("Closed on"))
    close_reason = TextField(default="", verbose_name=mark("Reason for closing"))

    class Meta:
        table_name = "orders"


class Subcontract(Record):
    """A household's share of an order (派工单); quantity in thousandths.

    ``good_rate`` and ``second_rate`` are those of its ``date`` (派工日期), kept as its slip says them: 1/10,000 yuan,
    None where the grade had none. A later change of the product's rates never reaches them unasked.
    """

    number = TextField(unique=True, verbose_name=mark("Subcontract number"))
    order = ForeignKeyField(Order, backref="subcontracts", index=False, verbose_name=mark("Order"))
    household = ForeignKeyField(Household, backref="subcontracts", verbose_name=mark("Household"))
    quantity = QuantityField(verbose_name=mark("Quantity"))
    date = DayField(verbose_name=mark("Given out on"))
    due = DayField(verbose_name=mark("Due"))
    closed_on = DayField(null=True, verbose_name=mark("Closed on"))
    close_reason = TextField(default="", verbose_name=mark("Reason for closing"))
    good_rate = RateField(null=True, verbose_name=mark("Good rate"))
    second_rate = RateField(null=True, verbose_name=mark("Second rate"))

    class Meta:
        indexes = ((("order", "date", "quantity"), False),)


class SubcontractMaterial(Record):
    """The bill of materials a subcontract was given with: a later change of the product's never reaches it unasked."""

    subcontract = ForeignKeyField(Subcontract, backref="materials", verbose_name=mark("Subcontract"))
    material = ForeignKeyField(Material, backref="+", verbose_name=mark("Material"))
    per_unit = QuantityField(verbose_name=mark("Per unit"))
    loss_ppm = PercentField(default=0, verbose_name=mark("Loss allowed"))

    class Meta:
        indexes = ((("subcontract", "material"), True),)
