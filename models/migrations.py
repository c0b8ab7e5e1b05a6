"""Numbered steps from an older file to this program's layout.

All steps run in one transaction, after a backup beside the file; a newer file is refused. A step may only add to or
rebuild tables through ``playhouse.migrate`` inside ``migration_context()``: a plain rebuild can cascade deletes.
"""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from peewee import ForeignKeyField

from models import format, search
from models.database import Record, db
from models.errors import UserError
from models.files import APPLICATION_ID, replacing
from models.i18n import tr
from models.verified_copy import write_verified

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def create_tables() -> None:
    """Make every table of this version in an empty file."""
    from models.tables import LOGGED, UNLOGGED

    db.create_tables((*UNLOGGED, *LOGGED), safe=False)
    # Holds the operation under way; empty outside one, so that a write outside fails in the database itself.
    db.execute_sql("CREATE TABLE open_operation (id INTEGER NOT NULL PRIMARY KEY)")
    for name in ("operation", "change"):
        for verb in ("UPDATE", "DELETE"):
            db.execute_sql(
                f"CREATE TRIGGER {name}_stays_{verb.lower()} BEFORE {verb} ON {name}"
                f" BEGIN SELECT RAISE(ABORT, 'the trail is never edited'); END"
            )
    for table in LOGGED:
        follow(table)
    search.create()


def follow(table: type[Record]) -> None:
    """Make the triggers that log a table's changes, from its own metadata, replacing older ones."""
    from models.tables.trail import Layout

    name = table._meta.table_name
    columns = [field.column_name for field in table._meta.sorted_fields]
    layout = Layout.create(table_name=name, columns=json.dumps(columns))
    old, new = (
        "json_array({})".format(", ".join(f'{side}."{c}"' for c in columns)) for side in ("OLD", "NEW")
    )
    opened = "coalesce((SELECT id FROM open_operation), RAISE(ABORT, 'a write outside an operation'))"
    for verb, row, before, after in (
        ("INSERT", "NEW", "NULL", new),
        ("UPDATE", "NEW", old, new),
        ("DELETE", "OLD", old, "NULL"),
    ):
        trigger = f"{name}_log_{verb.lower()}"
        db.execute_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        db.execute_sql(
            f'CREATE TRIGGER {trigger} AFTER {verb} ON "{name}" BEGIN'
            f" INSERT INTO change (operation_id, layout_id, row_id, before, after)"
            f" VALUES ({opened}, {layout.id}, {row}.id, {before}, {after}); END"
        )


def name_orders_of_deliveries() -> None:
    """Deliveries name their orders, and keep what the enterprise accepted of them."""
    from models.tables.ledger import DeliveryLine

    # A file made new has it already: the first step makes every table of this version.
    if DeliveryLine._meta.table_name not in db.obj.get_tables():
        db.create_tables([DeliveryLine], safe=False)
        follow(DeliveryLine)


def add_breakdowns() -> None:
    """Give drives and stops the columns that say how a day goes on after a vehicle broke down."""
    from models.tables.road import RouteDrive, RouteStop

    add_columns(RouteDrive, "broken", "cut_at", "after", "goes_on")
    add_columns(RouteStop, "aboard", "rescued")


def add_columns(table: type[Record], *names: str, fill: str = "") -> None:
    """Add fields that a file made by an older program has not got yet, with their defaults and indexes.

    ``fill`` is a statement that says what older rows hold; it is no operation of anybody's.
    """
    known = {column.name for column in db.get_columns(table._meta.table_name)}
    added = [field for name in names if (field := table._meta.fields[name]).column_name not in known]
    for field in added:
        words = db.get_sql_context().sql(field.ddl(db.get_sql_context())).query()[0]
        if not field.null:
            default = field.default
            value = f"'{default}'" if isinstance(default, str) else str(int(default))
            words += f" DEFAULT {value}"
        if isinstance(field, ForeignKeyField):
            words += f' REFERENCES "{field.rel_model._meta.table_name}" ("{field.rel_field.column_name}")'
            words += f" ON DELETE {field.on_delete}" if field.on_delete else ""
        db.execute_sql(f'ALTER TABLE "{table._meta.table_name}" ADD COLUMN {words}')
    if added:
        if fill:
            db.execute_sql(f"DROP TRIGGER IF EXISTS {table._meta.table_name}_log_update")
            db.execute_sql(fill)
        table.create_table(safe=True)  # the table stands; this makes the indexes it lacks
        follow(table)


def index_what_lies_where() -> None:
    """Movements are indexed by place and item, so that a balance is summed without reading them all."""
    from models.tables.ledger import Movement

    Movement.create_table(safe=True)  # the table stands; this makes the indexes it lacks


def index_kinds_by_date() -> None:
    """Slips are indexed by kind and date, so that a list of one kind does not read all others."""
    from models.tables.ledger import Voucher

    Voucher.create_table(safe=True)  # the table stands; this makes the indexes it lacks


def keep_tax_tables() -> None:
    """Locked periods keep the table their statements estimate the tax with."""
    from models.tables.pay import PayPeriod

    add_columns(PayPeriod, "tax_table")


def keep_days_of_statements() -> None:
    """Locked periods keep the days their statements name: when pay is handed out, until when one may object."""
    from models.tables.pay import PayPeriod

    add_columns(PayPeriod, "pay_on", "object_until")


def keep_units() -> None:
    """The cooperative sets how many decimals its units take."""
    from models.tables.product import Unit

    # A file made new has it already: the first step makes every table of this version.
    if Unit._meta.table_name not in db.obj.get_tables():
        db.create_tables([Unit], safe=False)
        follow(Unit)


def keep_rates_of_subcontracts() -> None:
    """Subcontracts keep the rates they were given out with: those of their day, as the table says them now."""
    from models.rules.ledger.grade import RATED
    from models.tables.order import Subcontract

    rates = ", ".join(
        f"{grade}_rate = (SELECT rate.rate FROM rate JOIN orders ON orders.product_id = rate.product_id"
        f" WHERE orders.id = subcontract.order_id AND rate.grade = '{grade}' AND rate.start <= subcontract.date"
        ' AND (rate."end" IS NULL OR rate."end" >= subcontract.date))'
        for grade in RATED
    )
    add_columns(Subcontract, "good_rate", "second_rate", fill=f"UPDATE subcontract SET {rates}")


def keep_what_locked_sheets_are_made_of() -> None:
    """Locked periods know as of when their sheets are made; what an older program locked, as of now."""
    from models.tables.pay import PayPeriod
    from models.tables.trail import Change

    now = "UPDATE pay_period SET as_of = (SELECT max(last_key) FROM operation)"
    add_columns(PayPeriod, "as_of", fill=now)
    Change.create_table(safe=True)  # the table stands; this makes the index it lacks


def say_paid_of_each_statement() -> None:
    """Paid is said of each statement, no longer of the whole month; unlocked months keep their numbers."""
    from models.tables.pay import KeptNumber, PayPeriod, Statement

    if KeptNumber._meta.table_name not in db.obj.get_tables():
        db.create_tables([KeptNumber], safe=False)
        follow(KeptNumber)
    add_columns(Statement, "given_back", "paid_on", "paid_by", "returned_on", "reissued")
    if "status" not in {column.name for column in db.get_columns("pay_period")}:
        return
    with unfollowed(Statement):
        db.execute_sql(
            "UPDATE statement SET paid_by = pay_method, paid_on = (SELECT coalesce(p.paid_on, p.locked_on)"
            " FROM pay_period p WHERE p.id = statement.period_id)"
            " WHERE net > 0 AND period_id IN (SELECT id FROM pay_period WHERE status = 'paid')"
        )
    with unfollowed(PayPeriod):
        for name in ("status", "paid_on"):
            db.execute_sql(f'ALTER TABLE pay_period DROP COLUMN "{name}"')


@contextlib.contextmanager
def unfollowed(table: type[Record]) -> Iterator[None]:
    """Let a step change rows or columns without the change log, which takes the table up again afterwards."""
    for verb in ("insert", "update", "delete"):
        db.execute_sql(f"DROP TRIGGER IF EXISTS {table._meta.table_name}_log_{verb}")
    yield
    follow(table)


def sort_names() -> None:
    """Names have a place in a list by their pinyin, and are found however their parts are written."""
    from models.rules.pinyin import search_text, sort_key
    from models.tables.guidance import Equipment
    from models.tables.party import Enterprise, Household, Worker
    from models.tables.product import Material, Product

    def found_by(names: int, *said: str) -> str:
        return search_text(said[:names], said[names:])

    def place(village: str, group: str) -> str:
        return sort_key(format.place(village, group))

    db.register_function(sort_key, "sort_goods", 1)
    db.register_function(lambda name: sort_key(name, surname=True), "sort_person", 1)
    db.register_function(place, "sort_place", 2)
    db.register_function(found_by, "found_by", -1)
    figures = "replace(replace(phone, ' ', ''), '-', '')"
    held = f'found_by(1, head, code, phone, township, village, "group", {figures})'
    for table, sets in (
        (
            Household,
            f'pinyin = sort_person(head), place_pinyin = sort_place(village, "group"), search = {held}',
        ),
        (Worker, "pinyin = sort_person(name), search = found_by(1, name)"),
        (Enterprise, "pinyin = sort_goods(name), search = found_by(2, name, contact, phone)"),
        (Material, "pinyin = sort_goods(name), search = found_by(1, name, code)"),
        (Product, "pinyin = sort_goods(name), search = found_by(1, name, code)"),
        (Equipment, "pinyin = sort_goods(name), search = found_by(1, name, code, model)"),
    ):
        names = [name for name in ("pinyin", "place_pinyin") if name in table._meta.fields]
        add_columns(table, *names, fill=f'UPDATE "{table._meta.table_name}" SET {sets}')


def index_reversals_alone() -> None:
    """Of the slips only those that reverse another are indexed by it, so that the others are found by their dates."""
    from models.tables.ledger import Voucher

    db.execute_sql("DROP INDEX IF EXISTS voucher_reverses_id")
    Voucher.create_table(safe=True)  # the table stands; this makes the indexes it lacks


def keep_stocktakes() -> None:
    """Opening stock and stocktakes have their places, and a count keeps what it found."""
    from models.operation import SET_UP, operation
    from models.tables.ledger import CountLine
    from models.tables.party import FIXED_LOCATIONS, Location

    if CountLine._meta.table_name not in db.obj.get_tables():
        db.create_tables([CountLine], safe=False)
        follow(CountLine)
    known = {row[0] for row in db.execute(Location.select(Location.id))}
    # A file made new gets its places once it is laid out.
    if known:
        with operation(SET_UP):
            for key, kind in FIXED_LOCATIONS.items():
                if key not in known:
                    Location.create(id=key, kind=kind, name=kind)


STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("the first layout", create_tables),
    ("deliveries name their orders", name_orders_of_deliveries),
    ("breakdowns on the road", add_breakdowns),
    ("movements are indexed by place and item", index_what_lies_where),
    ("slips are indexed by kind and date", index_kinds_by_date),
    ("agreements are found by number", search.index_numbers),
    ("locked periods keep their tax table", keep_tax_tables),
    ("locked periods keep the days their statements name", keep_days_of_statements),
    ("units take the decimals set for them", keep_units),
    ("subcontracts keep their rates", keep_rates_of_subcontracts),
    ("locked periods know what their sheets are made of", keep_what_locked_sheets_are_made_of),
    ("paid is said of each statement", say_paid_of_each_statement),
    ("names sort by pinyin", sort_names),
    ("stocktakes keep what they found", keep_stocktakes),
    ("slips that reverse another are indexed alone", index_reversals_alone),
)
VERSION = len(STEPS)


def migrate(path: Path, *, fresh: bool, password: str | None = None) -> None:
    """Bring the open file to this program's layout.

    Raises UserError for a newer file, a file of another program, or when no verified copy of it could be kept first.
    """
    version = db.obj.user_version
    if not fresh and (version == 0 or db.obj.application_id != APPLICATION_ID):
        raise UserError(tr('"{name}" is not a Yuanba file.').format(name=path.name))
    if version == VERSION:
        return
    if version > VERSION:
        raise UserError(
            tr('"{name}" was written by a newer Yuanba. Update the program.').format(name=path.name)
        )
    if not fresh:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        kept = path.with_name(f"{path.stem}-before-v{VERSION}-{stamp}{path.suffix}")
        with replacing(kept) as unfinished:
            # A row that refers to one that is gone was so before; it must not keep an old file from being opened.
            write_verified(unfinished, password, links=False)
    with db.atomic("EXCLUSIVE"):
        for _, step in STEPS[version:]:
            step()
        db.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute_sql(f"PRAGMA user_version = {VERSION}")
        if fresh:
            lay_out()


def lay_out() -> None:
    """Give a new file its fixed places and the county's townships and villages."""
    from models.operation import SET_UP, operation
    from models.tables.party import FIXED_LOCATIONS, Location, Region

    with (
        operation(SET_UP),
        (RESOURCES / "regions" / "pengxi.csv").open(encoding="utf-8-sig", newline="") as file,
    ):
        for key, kind in FIXED_LOCATIONS.items():
            Location.create(id=key, kind=kind, name=kind)
        for row in csv.DictReader(file):
            Region.create(code=row["code"], name=row["name"], level=row["level"])
