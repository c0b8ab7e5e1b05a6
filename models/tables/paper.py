"""What is kept of paper: the clauses agreements were printed with, and numbers printed on blank slips."""

from __future__ import annotations

import peewee

from models.database import Record
from models.i18n import mark
from models.kinds import ChoiceField, CodeField, CountField, DayField, ReferenceField, TextField
from models.rules.ledger.voucher_kind import CHOICES
from models.tables.party import Agreement


class ClauseText(Record):
    """A version of the agreement's clauses as the cooperative wrote them, one a line, in one language."""

    version = CountField(unique=True, verbose_name=mark("Text version"))
    language = peewee.TextField()
    text = TextField(verbose_name=mark("Content"))


class AgreementText(Record):
    """The text an agreement was printed and signed with: its clauses filled in, and the rates of its first day.

    ``rates`` is a JSON list of [product, unit, good, second, photo], rates in 1/10,000 yuan or null, the photo the hash
    of the sample's or "", which older ones leave out. A later change of clauses, rates or photos never reaches it.
    """

    agreement = ReferenceField(Agreement, backref="texts", unique=True)
    clauses = ReferenceField(ClauseText, backref="+", index=False)
    text = TextField(verbose_name=mark("Content"))
    rates = peewee.TextField()
    at = TextField(verbose_name=mark("When"))


class BlankSlip(Record):
    """A number printed on a blank slip, to be posted under it later; a spoiled one is put aside with its reason.

    ``kind`` is a kind of voucher, whose ``series`` the number belongs to. ``holder`` is who carries the block.
    """

    LABEL = mark("Blank slip")

    series = peewee.TextField()
    number = CodeField(verbose_name=mark("Number"))
    kind = ChoiceField(choices=CHOICES, verbose_name=mark("Kind"))
    date = DayField(verbose_name=mark("Date"))
    holder = TextField(default="", verbose_name=mark("Held by"))
    spoiled_on = DayField(null=True, verbose_name=mark("Spoiled on"))
    spoiled_reason = TextField(default="", verbose_name=mark("Why it was spoiled"))

    class Meta:
        indexes = ((("series", "number"), True),)
