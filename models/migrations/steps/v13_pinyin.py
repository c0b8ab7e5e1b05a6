"""Names have a place in a list by their pinyin, and are found however their parts are written.

The columns are derived, so they are filled as the rule of today derives them; a step that follows a change of the rule
fills them again.
"""

from __future__ import annotations

from models import format
from models.database import db
from models.rules.pinyin import search_text, sort_key

_FIGURES = "replace(replace(phone, ' ', ''), '-', '')"
_FILLED = (
    (
        "household",
        ("pinyin", "place_pinyin"),
        'pinyin = sort_person(head), place_pinyin = sort_place(village, "group"), search = found_by('
        f'1, head, code, phone, township, village, "group", {_FIGURES})',
    ),
    ("worker", ("pinyin",), "pinyin = sort_person(name), search = found_by(1, name)"),
    ("enterprise", ("pinyin",), "pinyin = sort_goods(name), search = found_by(2, name, contact, phone)"),
    ("material", ("pinyin",), "pinyin = sort_goods(name), search = found_by(1, name, code)"),
    ("product", ("pinyin",), "pinyin = sort_goods(name), search = found_by(1, name, code)"),
    ("equipment", ("pinyin",), "pinyin = sort_goods(name), search = found_by(1, name, code, model)"),
)


def fill_pinyin() -> None:
    """Add the columns names are sorted by, and fill them and the words they are found by."""
    db.register_function(sort_key, "sort_goods", 1)
    db.register_function(lambda name: sort_key(name, surname=True), "sort_person", 1)
    db.register_function(lambda *parts: sort_key(format.place(*parts)), "sort_place", 2)
    db.register_function(lambda names, *said: search_text(said[:names], said[names:]), "found_by", -1)
    for table, columns, sets in _FILLED:
        for column in columns:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
            db.execute_sql(f"CREATE INDEX {table}_{column} ON {table} ({column})")
        db.execute_sql(f"UPDATE {table} SET {sets}")
