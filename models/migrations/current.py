"""The layout of this program, made from the tables' own metadata: all of a new file, the end of an older one's way."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peewee import SchemaManager

from models import search
from models.database import TOGETHER, Record, db, parts
from models.files import RESOURCES
from models.keys import next_key
from models.layouts import DERIVED, GIVEN, columns_of, digest, layout_of, layouts, take_over
from models.migrations.steps import Kept
from models.operation import SET_UP, TAKEN_OVER, operation
from models.rights import by_the_house
from models.tables.party import FIXED_LOCATIONS, Location, Region
from models.tables.registry import LOGGED, UNLOGGED
from models.tables.trail import Layout


def create_tables(engine: Any) -> None:
    """Make every table in an empty file; the triggers of the change log are not among it."""
    for table in (*UNLOGGED, *LOGGED):
        SchemaManager(table, engine).create_all(safe=False)
    # Holds the operation under way; empty outside one, so that a write outside fails in the database itself.
    engine.execute_sql("CREATE TABLE open_operation (id INTEGER NOT NULL PRIMARY KEY)")
    for name in ("operation", "change"):
        for verb in ("UPDATE", "DELETE"):
            engine.execute_sql(
                f"CREATE TRIGGER {name}_stays_{verb.lower()} BEFORE {verb} ON {name}"
                f" BEGIN SELECT RAISE(ABORT, 'the trail is never edited'); END"
            )
    _vouch_for_photos(engine)
    search.create(engine)


def _vouch_for_photos(engine: Any) -> None:
    """Let the bytes of photos be added inside an operation only, and never be touched again."""
    engine.execute_sql(
        "CREATE TRIGGER photo_data_in_operation BEFORE INSERT ON photo_data"
        " WHEN NOT EXISTS (SELECT 1 FROM open_operation)"
        " BEGIN SELECT RAISE(ABORT, 'a write outside an operation'); END"
    )
    for verb in ("UPDATE", "DELETE"):
        engine.execute_sql(
            f"CREATE TRIGGER photo_data_stays_{verb.lower()} BEFORE {verb} ON photo_data"
            " BEGIN SELECT RAISE(ABORT, 'a photo is never edited'); END"
        )


def stop_log() -> None:
    """Take the change log's triggers away: what a step does to older rows is no operation of anybody's."""
    triggers = db.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND (name GLOB '*_log_insert'"
        " OR name GLOB '*_log_update' OR name GLOB '*_log_delete')"
    ).fetchall()
    for (name,) in triggers:
        db.execute_sql(f'DROP TRIGGER "{name}"')


def start_log() -> None:
    """Make the triggers that log every table's changes."""
    known = layouts()
    for table in LOGGED:
        layout = layout_of(table, known)
        if layout is None:
            columns = json.dumps(columns_of(table))
            layout = Layout.create(table_name=table._meta.table_name, columns=columns).id
        for sql in log_triggers(table, layout).values():
            db.execute_sql(sql)


def log_triggers(table: type[Record], layout: int) -> dict[str, str]:
    """The triggers that log a table's changes under a layout, by name."""
    name = table._meta.table_name
    old, new = (
        "json_array({})".format(", ".join(f'{side}."{c}"' for c in columns_of(table)))
        for side in ("OLD", "NEW")
    )
    opened = "coalesce((SELECT id FROM open_operation), RAISE(ABORT, 'a write outside an operation'))"
    return {
        f"{name}_log_{verb.lower()}": f'CREATE TRIGGER {name}_log_{verb.lower()} AFTER {verb} ON "{name}" BEGIN'
        f" INSERT INTO change (operation_id, layout_id, row_id, before, after)"
        f" VALUES ({opened}, {layout}, {row}.id, {before}, {after}); END"
        for verb, row, before, after in (
            ("INSERT", "NEW", "NULL", new),
            ("UPDATE", "NEW", old, new),
            ("DELETE", "OLD", old, "NULL"),
        )
    }


def lay_out(version: int, kept: Sequence[Kept] = (), *, fresh: bool) -> None:
    """Give a file the fixed places it lacks, a new one the county's townships and villages.

    What an older program had written is bound into the chain, and so is what the layouts of the log mean, and what
    ``kept`` makes of the older records.
    """
    known = {row[0] for row in db.execute(Location.select(Location.id))}
    with (
        by_the_house(),
        operation(SET_UP if fresh else TAKEN_OVER, version=version, layouts=digest()) as opened,
    ):
        opened.stays()
        for table in LOGGED if not fresh else ():
            if DERIVED in GIVEN.get(table._meta.table_name, {}).values():
                take_over(table, opened.id)
        for change in kept:
            change(next_key)
        for key, kind in FIXED_LOCATIONS.items():
            if key not in known:
                Location.create(id=key, kind=kind, name=kind)
        if fresh:
            with (RESOURCES / "regions" / "pengxi.csv").open(encoding="utf-8-sig", newline="") as file:
                _place_regions(csv.DictReader(file))


def _place_regions(rows: Iterable[Mapping[str, str]]) -> None:
    """Keep the official list: the code of each place begins with that of the one it belongs to."""
    keys: dict[str, int] = {}
    places = []
    for row in sorted(rows, key=lambda row: row["code"]):
        code = row["code"]
        above = next((keys[code[:end]] for end in range(len(code) - 1, 0, -1) if code[:end] in keys), None)
        keys[code] = next_key()
        places.append((keys[code], code, row["name"], row["level"], above))
    fields = [Region.id, Region.code, Region.name, Region.level, Region.parent]
    for some in parts(places, TOGETHER):
        Region.insert_many(some, fields=fields).execute()
