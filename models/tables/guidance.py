"""Guidance visits, and machines lent to households."""

from __future__ import annotations

from peewee import ForeignKeyField, TextField

from models.database import DayField, Record
from models.i18n import mark
from models.kinds import MoneyField
from models.tables.ledger import Voucher
from models.tables.party import Household


class Visit(Record):
    """A guidance visit (技术指导); the voucher carries number, date and household."""

    voucher = ForeignKeyField(Voucher, backref="visits", unique=True, verbose_name=mark("Slip"))
    technician = TextField(default="", verbose_name=mark("Technician"))
    topic = TextField(default="", verbose_name=mark("Topic"))
    finding = TextField(default="", verbose_name=mark("Findings"))
    advice = TextField(default="", verbose_name=mark("Advice"))
    next_date = DayField(null=True, verbose_name=mark("Next visit"))


class Equipment(Record):
    """A machine that can be lent."""

    code = TextField(unique=True, verbose_name=mark("Serial number"))
    name = TextField(verbose_name=mark("Name"))
    model = TextField(default="", verbose_name=mark("Model"))
    condition = TextField(default="", verbose_name=mark("Condition"))
    search = TextField(default="")
    pinyin = TextField(default="", index=True)


class EquipmentLoan(Record):
    """A machine at a household (设备借用); deposit in fen."""

    equipment = ForeignKeyField(Equipment, backref="loans", verbose_name=mark("Machine"))
    household = ForeignKeyField(Household, backref="loans", verbose_name=mark("Household"))
    lent_on = DayField(null=True, verbose_name=mark("Lent on"))
    deposit = MoneyField(default=0, verbose_name=mark("Deposit"))
    returned_on = DayField(null=True, verbose_name=mark("Returned on"))
    condition_out = TextField(default="", verbose_name=mark("Condition when lent"))
    condition_in = TextField(default="", verbose_name=mark("Condition when returned"))
