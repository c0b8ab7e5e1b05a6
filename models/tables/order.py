"""Orders from enterprises and the subcontracts that carry them into the homes."""

from __future__ import annotations

from peewee import BigIntegerField, ForeignKeyField, TextField

from models.database import DayField, Record
from models.tables.party import Enterprise, Household
from models.tables.product import Material, Product


class Order(Record):
    """An enterprise's order (订单) of one product; quantity in thousandths."""

    number = TextField(unique=True)
    enterprise = ForeignKeyField(Enterprise, backref="orders")
    product = ForeignKeyField(Product, backref="+")
    quantity = BigIntegerField()
    date = DayField()
    due = DayField()
    closed_on = DayField(null=True)
    close_reason = TextField(default="")

    class Meta:
        table_name = "orders"


class Subcontract(Record):
    """A household's share of an order (派工单); quantity in thousandths.

    ``good_rate`` and ``second_rate`` are those of its ``date`` (派工日期), kept as its slip says them: 1/10,000 yuan,
    None where the grade had none. A later change of the product's rates never reaches them unasked.
    """

    number = TextField(unique=True)
    order = ForeignKeyField(Order, backref="subcontracts", index=False)
    household = ForeignKeyField(Household, backref="subcontracts")
    quantity = BigIntegerField()
    date = DayField()
    due = DayField()
    closed_on = DayField(null=True)
    close_reason = TextField(default="")
    good_rate = BigIntegerField(null=True)
    second_rate = BigIntegerField(null=True)

    class Meta:
        indexes = ((("order", "date", "quantity"), False),)


class SubcontractMaterial(Record):
    """The bill of materials a subcontract was given with: a later change of the product's never reaches it unasked."""

    subcontract = ForeignKeyField(Subcontract, backref="materials")
    material = ForeignKeyField(Material, backref="+")
    per_unit = BigIntegerField()
    loss_ppm = BigIntegerField(default=0)

    class Meta:
        indexes = ((("subcontract", "material"), True),)
