"""What is kept of paper: the clauses agreements were printed with, and numbers printed on blank slips."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from models.database import DayField, Record
from models.tables.party import Agreement


class ClauseText(Record):
    """A version of the agreement's clauses as the cooperative wrote them, one a line, in one language."""

    version = IntegerField(unique=True)
    language = TextField()
    text = TextField()


class AgreementText(Record):
    """The text an agreement was printed and signed with: its clauses filled in, and the rates of its first day.

    ``rates`` is a JSON list of [product, unit, good, second], rates in 1/10,000 yuan or null. A later change of the
    clauses or rates never reaches it.
    """

    agreement = ForeignKeyField(Agreement, backref="texts", unique=True)
    clauses = ForeignKeyField(ClauseText, backref="+", index=False)
    text = TextField()
    rates = TextField()
    at = TextField()


class BlankSlip(Record):
    """A number printed on a blank slip, to be posted under it later; a spoiled one is put aside with its reason.

    ``kind`` is a kind of voucher, whose ``series`` the number belongs to. ``holder`` is who carries the block.
    """

    series = TextField()
    number = TextField()
    kind = TextField()
    date = DayField()
    holder = TextField(default="")
    spoiled_on = DayField(null=True)
    spoiled_reason = TextField(default="")

    class Meta:
        indexes = ((("series", "number"), True),)
