"""The photos of records: their list, their bytes, and the small one each record is known by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from peewee import fn

from models.database import among, db
from models.i18n import Translator
from models.queries.answers import answers
from models.tables.photo import OWNERS, Photo, PhotoData

OWNER = fn.COALESCE(*OWNERS)
"""The key of the record a photo is of: no two records of any table share one."""


class PhotoRow(NamedTuple):
    """A photo of a record without its bytes; width and height in points."""

    id: int
    owner: int
    subject: str
    position: int
    caption: str
    taken_on: dt.date | None
    data: str
    width: int
    height: int


class PhotoBytes(NamedTuple):
    """A photo as a paper or a page shows it: JPEG bytes, its size in points, and what is written below."""

    data: bytes
    width: int
    height: int
    caption: str
    subject: str

    def words(self, tr: Translator) -> str:
        """What stands below it: what somebody wrote, or what it is of."""
        return self.caption or Photo.subject.worded(self.subject, tr)


def photo_rows(owner: int) -> list[PhotoRow]:
    """The photos of a record in their order."""
    return answers(PhotoRow, _rows().where(_owned([owner])).order_by(Photo.position, Photo.id))


def photo_bytes(key: int) -> bytes | None:
    """The bytes of a photo; None when it is gone."""
    return _bytes(Photo.data, [key]).get(key)


def thumbnails(keys: Collection[int]) -> dict[int, bytes]:
    """The bytes of photos' small copies, by their keys."""
    return _bytes(Photo.thumbnail, keys)


def any_of(owner: Any) -> bool:
    """Whether any record has a photo; ``owner`` is the field of `Photo` that says whose it is."""
    return bool(Photo.select().where(owner.is_null(False)).exists())


def first_digests(owner: Any, keys: Collection[int]) -> dict[int, str]:
    """By record the hash of its first photo's small copy; records without one are left out."""
    query = (
        Photo.select(owner, Photo.thumbnail)
        .where(among(owner, keys))
        # Of several the last one given counts, and that is the first in their order.
        .order_by(Photo.position.desc(), Photo.id.desc())
    )
    return dict(db.execute(query))


def first_of(owner: Any, subject: str) -> dict[int, str]:
    """By record the hash of its first photo of a subject; ``owner`` as of `any_of`."""
    query = (
        Photo.select(owner, Photo.data)
        .where(owner.is_null(False), Photo.subject == subject)
        .order_by(Photo.position.desc(), Photo.id.desc())
    )
    return dict(db.execute(query))


def bytes_of(digests: Collection[str]) -> dict[str, bytes]:
    """Photos by their hashes."""
    query = PhotoData.select(PhotoData.digest, PhotoData.data).where(among(PhotoData.digest, digests))
    return {digest: bytes(data) for digest, data in db.execute(query)} if digests else {}


def shown_photos(
    owners: Collection[int], subjects: Collection[str], each: int, *, small: bool = False
) -> dict[int, list[PhotoBytes]]:
    """By record at most so many of its photos, those of the first subject first; ``small``: their small copies."""
    order = {subject: place for place, subject in enumerate(subjects)}
    query = _rows().where(_owned(owners), Photo.subject.in_(list(subjects)))
    rows = sorted(
        answers(PhotoRow, query.order_by(Photo.position, Photo.id)), key=lambda row: order[row.subject]
    )
    taken: dict[int, list[PhotoRow]] = {}
    for row in rows:
        own = taken.setdefault(row.owner, [])
        if len(own) < each:
            own.append(row)
    column = Photo.thumbnail if small else Photo.data
    data = _bytes(column, [row.id for own in taken.values() for row in own])
    return {
        owner: [PhotoBytes(data[row.id], row.width, row.height, row.caption, row.subject) for row in own]
        for owner, own in taken.items()
    }


def _rows() -> Any:
    return Photo.select(
        Photo.id,
        OWNER.alias("owner"),
        Photo.subject,
        Photo.position,
        Photo.caption,
        Photo.taken_on,
        Photo.data,
        Photo.width,
        Photo.height,
    )


def _owned(owners: Collection[int]) -> Any:
    """The condition that a photo is of one of these records, column by column so that each one's index serves."""
    condition = among(OWNERS[0], owners)
    for column in OWNERS[1:]:
        condition |= among(column, owners)
    return condition


def _bytes(column: Any, keys: Collection[int]) -> dict[int, bytes]:
    query = (
        Photo.select(Photo.id, PhotoData.data)
        .join(PhotoData, on=(column == PhotoData.digest))
        .where(among(Photo.id, keys))
    )
    return {key: bytes(data) for key, data in db.execute(query)}
