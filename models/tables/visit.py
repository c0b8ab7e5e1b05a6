"""Guidance visits, and machines lent to households."""

from __future__ import annotations

from peewee import BigIntegerField, ForeignKeyField, TextField

from models.database import DayField, Record
from models.tables.party import Household
from models.tables.voucher import Voucher


class Visit(Record):
    """A guidance visit (技术指导); the voucher carries number, date and household."""

    voucher = ForeignKeyField(Voucher, backref="visits", unique=True)
    technician = TextField(default="")
    topic = TextField(default="")
    finding = TextField(default="")
    advice = TextField(default="")
    next_date = DayField(null=True)


class Equipment(Record):
    """A machine that can be lent."""

    code = TextField(unique=True)
    name = TextField()
    model = TextField(default="")
    condition = TextField(default="")
    search = TextField(default="")


class EquipmentLoan(Record):
    """A machine at a household (设备借用); deposit in fen."""

    equipment = ForeignKeyField(Equipment, backref="loans")
    household = ForeignKeyField(Household, backref="loans")
    lent_on = DayField(null=True)
    deposit = BigIntegerField(default=0)
    returned_on = DayField(null=True)
    condition_out = TextField(default="")
    condition_in = TextField(default="")
