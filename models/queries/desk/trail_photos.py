"""Are the bytes of every photo those whose hash the trail holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from models.database import db
from models.i18n import plural, tr
from models.queries.answers import first_column
from models.queries.desk.history import called
from models.tables.photo import OWNERS, Photo, PhotoData


def intact() -> Iterator[str]:
    """Every photo's bytes are there and fit their hash, and none came into the file beside the trail."""
    altered = {
        digest
        for digest, data in db.execute(PhotoData.select(PhotoData.digest, PhotoData.data))
        if hashlib.sha256(bytes(data)).hexdigest() != digest
    }
    held = set(first_column(PhotoData.select(PhotoData.digest)))
    for row in Photo.select(*OWNERS, Photo.data, Photo.thumbnail).order_by(Photo.id).iterator():
        if {row.data_id, row.thumbnail_id} & altered or not {row.data_id, row.thumbnail_id} <= held:
            yield tr("The photo of {name} is other than it was kept.").format(name=_owner(row))
    stray = len(held - _logged())
    if stray:
        yield plural(
            "{n} photo was put into the file beside the trail.",
            "{n} photos were put into the file beside the trail.",
            stray,
        )


def _owner(row: Photo) -> str:
    return next((called(one) for field in OWNERS if (one := getattr(row, field.name)) is not None), "")


def _logged() -> set[str]:
    """The hashes that the log ever held; those of removed photos stay so that they can be put back."""
    columns = [field.column_name for field in Photo._meta.sorted_fields]
    found: set[str] = set()
    for field in (Photo.data, Photo.thumbnail):
        place = columns.index(field.column_name)
        rows = db.execute_sql(
            f"SELECT DISTINCT json_extract(after, '$[{place}]') FROM change WHERE after IS NOT NULL"
            " AND layout_id IN (SELECT id FROM layout WHERE table_name = ?)",
            (Photo._meta.table_name,),
        ).fetchall()
        found |= {digest for (digest,) in rows}
    return found
