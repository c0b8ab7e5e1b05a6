"""Vouchers (单据), the movements they make, and the lines of collections and inspections."""

from __future__ import annotations

from peewee import BigIntegerField, ForeignKeyField, TextField

from models.database import DayField, Record
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household, Location
from models.tables.product import Material, Product


class Voucher(Record):
    """A numbered slip. Numbers are unique within ``series``; a void or reversed voucher keeps its number.

    ``kind``: issue, top_up, return (series dispatch), transfer, collection, inspection, visit, advance, adjustment,
    correction (consumption), receipt (material into the warehouse), delivery (products to the enterprise).
    ``reverses`` names the voucher of a locked period that this one takes back.
    """

    series = TextField()
    number = TextField()
    kind = TextField()
    date = DayField(index=True)
    household = ForeignKeyField(Household, null=True, backref="vouchers")
    reason = TextField(default="")
    voided_on = DayField(null=True)
    void_reason = TextField(default="")
    reverses = ForeignKeyField("self", null=True, backref="reversals")

    class Meta:
        # By kind and date, so that a list of one kind is in order without reading all other slips.
        indexes = ((("series", "number"), True), (("kind", "date"), False))


# Few vouchers are ever voided: what they touched is found without reading all others.
Voucher.add_index(Voucher.index(Voucher.voided_on, where=Voucher.voided_on.is_null(False)))


class Movement(Record):
    """So much of a material or product went from one location to another; the only truth about stock.

    Quantity in thousandths, always above zero. ``source_subcontract`` and ``target_subcontract`` say on whose account
    the household at that end stands. ``grade`` is set for products. ``reason`` is the line's own.
    """

    voucher = ForeignKeyField(Voucher, backref="movements")
    kind = TextField()
    date = DayField()
    material = ForeignKeyField(Material, null=True, backref="+", index=False)
    product = ForeignKeyField(Product, null=True, backref="+", index=False)
    grade = TextField(null=True)
    quantity = BigIntegerField()
    source = ForeignKeyField(Location, backref="+", index=False)
    target = ForeignKeyField(Location, backref="+", index=False)
    source_subcontract = ForeignKeyField(Subcontract, null=True, backref="+")
    target_subcontract = ForeignKeyField(Subcontract, null=True, backref="+")
    reason = TextField(default="")


# What lies in a place is summed from these alone, without touching the million rows behind them.
for _side in (Movement.source, Movement.target):
    for _what, _columns in (
        ("material", (Movement.material,)),
        ("product", (Movement.product, Movement.grade)),
    ):
        Movement.add_index(
            Movement.index(
                _side,
                *_columns,
                Movement.date,
                Movement.quantity,
                where=_columns[0].is_null(False),
                name=f"movement_{_side.name}_{_what}",
            )
        )


class CollectionLine(Record):
    """Pieces received on one subcontract, by what became of them; gross and tare for goods weighed. Thousandths."""

    voucher = ForeignKeyField(Voucher, backref="collection_lines")
    subcontract = ForeignKeyField(Subcontract, backref="collection_lines", index=False)
    received = BigIntegerField()
    good = BigIntegerField(default=0)
    second = BigIntegerField(default=0)
    rework = BigIntegerField(default=0)
    work_scrap = BigIntegerField(default=0)
    material_scrap = BigIntegerField(default=0)
    pending = BigIntegerField(default=0)
    gross = BigIntegerField(null=True)
    tare = BigIntegerField(null=True)
    reason = TextField(default="")

    class Meta:
        # Wide enough to answer what is open from the index alone, whatever the history.
        indexes = ((("subcontract", "voucher", "good", "second", "rework", "pending"), False),)


class InspectionLine(Record):
    """What became of pieces that a collection left pending. Thousandths."""

    voucher = ForeignKeyField(Voucher, backref="inspection_lines")
    collection_line = ForeignKeyField(CollectionLine, backref="inspections", index=False)
    good = BigIntegerField(default=0)
    second = BigIntegerField(default=0)
    rework = BigIntegerField(default=0)
    work_scrap = BigIntegerField(default=0)
    material_scrap = BigIntegerField(default=0)

    class Meta:
        indexes = (
            (
                ("collection_line", "voucher", "good", "second", "rework", "work_scrap", "material_scrap"),
                False,
            ),
        )


class Delivery(Record):
    """Which enterprise a delivery of finished products went to; its lines name the orders."""

    voucher = ForeignKeyField(Voucher, backref="deliveries", unique=True)
    enterprise = ForeignKeyField(Enterprise, backref="deliveries")


class DeliveryLine(Record):
    """What of a delivery belongs to an order, by grade, and what the enterprise found of it. Thousandths.

    ``accepted`` and ``defects`` count from ``checked_on``, the day the enterprise said so; none before.
    """

    voucher = ForeignKeyField(Voucher, backref="delivery_lines")
    order = ForeignKeyField(Order, backref="delivery_lines")
    grade = TextField()
    quantity = BigIntegerField()
    accepted = BigIntegerField(default=0)
    defects = BigIntegerField(default=0)
    checked_on = DayField(null=True)
    reason = TextField(default="")


class Printing(Record):
    """A voucher or statement came out of the printer; the second time it is marked 补打."""

    kind = TextField()
    number = TextField()
    at = TextField()

    class Meta:
        indexes = ((("kind", "number"), False),)
