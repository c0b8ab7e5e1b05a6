"""The trail: laptops, operations, and every change to every row."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, Model, TextField

from models.database import Record, db
from models.i18n import mark
from models.kinds import CodeField, NameField, NoteField

_LAPTOP = mark("Laptop")  # its table has a field of the name `mark`


class Machine(Record):
    """A laptop that has written to this file."""

    mark = TextField(unique=True)
    letter = TextField(unique=True)
    name = NameField(verbose_name=_LAPTOP)


class Operation(Record):
    """One thing somebody did: who, when, where, its link in the chain, and its laptop's seal on that."""

    title = TextField()
    arguments = TextField()
    user = TextField()
    machine = TextField()
    at = TextField()
    undoes = BigIntegerField(null=True)
    last_key = BigIntegerField()
    previous = TextField()
    hash = TextField()
    seal = TextField(default="")


class Layout(Model):
    """The columns a table had when rows were logged, so that old changes stay readable."""

    id = IntegerField(primary_key=True)
    table_name = TextField()
    columns = TextField()

    class Meta:
        database = db
        legacy_table_names = False


class Change(Model):
    """One row's values before and after, as JSON arrays in the order of its layout; written by triggers only."""

    id = IntegerField(primary_key=True)
    operation_id = BigIntegerField()
    layout_id = IntegerField()
    row_id = BigIntegerField()
    before = TextField(null=True)
    after = TextField(null=True)

    class Meta:
        database = db
        legacy_table_names = False
        indexes = ((("operation_id",), False), (("row_id",), False))


# What became of older rows after a time is found without reading the rows that were added.
Change.add_index(
    Change.index(
        Change.layout_id, Change.operation_id, Change.row_id, where=Change.row_id < Change.operation_id
    )
)


class Series(Record):
    """The last number given in one yearly series of vouchers on one laptop."""

    name = TextField()
    year = IntegerField()
    letter = TextField()
    last = IntegerField()

    class Meta:
        indexes = ((("name", "year", "letter"), True),)


class Setting(Record):
    """A setting that differs from its default; the value is JSON."""

    LABEL = mark("Setting")

    key = CodeField(unique=True, verbose_name=mark("Setting"))
    value = NoteField(verbose_name=mark("Value"))
