"""Photos of records: what of, by which record, and the bytes, which are kept once however many show them."""

from __future__ import annotations

from typing import Final

import peewee

from models.database import Record, db
from models.i18n import mark
from models.kinds import ChoiceField, CountField, DayField, ReferenceField, TextField
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.product import Defect, Product

SAMPLE, DEFECT, MACHINE, DOOR, LANDMARK, FINDING = (
    "sample",
    "defect",
    "machine",
    "door",
    "landmark",
    "finding",
)
SUBJECTS: Final = (
    (SAMPLE, mark("Sample")),
    (DEFECT, mark("Defect")),
    (MACHINE, mark("Machine")),
    (DOOR, mark("Door")),
    (LANDMARK, mark("Landmark")),
    (FINDING, mark("Findings")),
)
"""What a photo may be of."""


class PhotoData(peewee.Model):
    """The bytes of a photo (JPEG), under their SHA-256; made inside an operation, never edited, never deleted.

    The change log holds the hash alone: so a removed photo can be put back, every byte is vouched for by the chain, and
    none is kept twice.
    """

    digest = peewee.TextField(primary_key=True)
    data = peewee.BlobField()

    class Meta:
        database = db
        legacy_table_names = False


class Photo(Record):
    """A photo of exactly one record, of which it is the ``position``-th; width and height in points."""

    LABEL = mark("Photo")

    product = ReferenceField(Product, null=True, backref="photos")
    defect = ReferenceField(Defect, null=True, backref="photos")
    equipment = ReferenceField(Equipment, null=True, backref="photos")
    household = ReferenceField(Household, null=True, backref="photos")
    voucher = ReferenceField(Voucher, null=True, backref="photos")
    subject = ChoiceField(choices=SUBJECTS, verbose_name=mark("Photo of"))
    position = CountField()
    caption = TextField(default="", longest=60, verbose_name=mark("Caption"))
    taken_on = DayField(null=True, verbose_name=mark("Taken on"))
    data = peewee.ForeignKeyField(PhotoData, backref="+", index=False)
    thumbnail = peewee.ForeignKeyField(PhotoData, backref="+", index=False)
    width = CountField()
    height = CountField()


OWNERS: Final = (Photo.product, Photo.defect, Photo.equipment, Photo.household, Photo.voucher)
"""Whose a photo may be: of each, one of these says it."""
