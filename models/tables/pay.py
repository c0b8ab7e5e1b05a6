"""Advances, adjustments, pay periods and the statements a locked period freezes. Money in fen."""

from __future__ import annotations

from peewee import BigIntegerField, ForeignKeyField, IntegerField, TextField

from models.database import DayField, Record
from models.tables.party import Household
from models.tables.voucher import Voucher


class Advance(Record):
    """An advance (预支), due back in instalments; the voucher carries number, date and household."""

    voucher = ForeignKeyField(Voucher, backref="advances", unique=True)
    amount = BigIntegerField()
    instalments = IntegerField(default=1)


class Adjustment(Record):
    """A bonus (above zero) or deduction (below zero); its reason is the voucher's."""

    voucher = ForeignKeyField(Voucher, backref="adjustments", unique=True)
    amount = BigIntegerField()


class PayPeriod(Record):
    """A month that has been locked or paid; a month without a row is open.

    ``tax_table`` is what its statements estimate the tax with, as JSON; "" where they tell none, None where an older
    program locked it. ``pay_on`` and ``object_until`` are the days its statements name, None likewise.
    """

    key = TextField(unique=True)
    start = DayField()
    end = DayField()
    status = TextField()
    locked_on = DayField()
    paid_on = DayField(null=True)
    allowance_ppm = BigIntegerField()
    cap_ppm = BigIntegerField()
    tax_table = TextField(null=True)
    pay_on = DayField(null=True)
    object_until = DayField(null=True)


class Statement(Record):
    """A household's frozen pay statement (工资单) of a locked period."""

    period = ForeignKeyField(PayPeriod, backref="statements")
    household = ForeignKeyField(Household, backref="statements")
    number = TextField(unique=True)
    pay_method = TextField()
    bank = TextField(default="")
    account = TextField(default="")
    piece = BigIntegerField()
    allowance = BigIntegerField()
    bonus = BigIntegerField()
    gross = BigIntegerField()
    carried_in = BigIntegerField()
    due = BigIntegerField()
    taken = BigIntegerField()
    recovered = BigIntegerField()
    net = BigIntegerField()
    carried_out = BigIntegerField()
    advance_left = BigIntegerField()

    class Meta:
        indexes = ((("period", "household"), True),)


class StatementLine(Record):
    """One frozen piece line: a grade of a collection or inspection. Quantity in thousandths, rate in 1/10,000 yuan."""

    statement = ForeignKeyField(Statement, backref="lines")
    date = DayField()
    voucher = ForeignKeyField(Voucher, backref="+", index=False)
    number = TextField()
    subcontract = TextField()
    product = TextField()
    grade = TextField()
    quantity = BigIntegerField()
    rate = BigIntegerField()
    amount = BigIntegerField()


class StatementItem(Record):
    """One frozen line of the reckoning: a bonus, a deduction due, or an advance with what it gave back and has left.

    ``kind``: bonus, deduction, advance. ``amount`` in fen; for an advance ``due`` fell due, ``amount`` was recovered
    and ``left`` remains.
    """

    statement = ForeignKeyField(Statement, backref="items")
    kind = TextField()
    voucher = ForeignKeyField(Voucher, backref="+", index=False)
    number = TextField()
    date = DayField()
    reason = TextField(default="")
    amount = BigIntegerField()
    due = BigIntegerField(default=0)
    left = BigIntegerField(default=0)
