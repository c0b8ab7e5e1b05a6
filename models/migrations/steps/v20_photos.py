"""Records may have photos, whose bytes are kept once under their hash and never touched again."""

from typing import Final

STATEMENTS: Final = (
    "CREATE TABLE photo_data (digest TEXT NOT NULL PRIMARY KEY, data BLOB NOT NULL)",
    """
    CREATE TABLE photo (
        id INTEGER NOT NULL PRIMARY KEY,
        product_id INTEGER REFERENCES product (id),
        defect_id INTEGER REFERENCES defect (id),
        equipment_id INTEGER REFERENCES equipment (id),
        household_id INTEGER REFERENCES household (id),
        voucher_id INTEGER REFERENCES voucher (id),
        subject TEXT NOT NULL,
        position INTEGER NOT NULL,
        caption TEXT NOT NULL,
        taken_on TEXT,
        data_id TEXT NOT NULL REFERENCES photo_data (digest),
        thumbnail_id TEXT NOT NULL REFERENCES photo_data (digest),
        width INTEGER NOT NULL,
        height INTEGER NOT NULL
    )
    """,
    *(
        f"CREATE INDEX photo_{owner}_id ON photo ({owner}_id)"
        for owner in ("product", "defect", "equipment", "household", "voucher")
    ),
    "CREATE TRIGGER photo_data_in_operation BEFORE INSERT ON photo_data"
    " WHEN NOT EXISTS (SELECT 1 FROM open_operation)"
    " BEGIN SELECT RAISE(ABORT, 'a write outside an operation'); END",
    *(
        f"CREATE TRIGGER photo_data_stays_{verb.lower()} BEFORE {verb} ON photo_data"
        " BEGIN SELECT RAISE(ABORT, 'a photo is never edited'); END"
        for verb in ("UPDATE", "DELETE")
    ),
)
