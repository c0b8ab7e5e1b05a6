"""Photos hung on records: adding, wording, ordering and removing them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from peewee import fn

from models.database import Record, db
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.operation import operation
from models.queries.desk.history import called
from models.rights import needs
from models.rules.desk import roles
from models.rules.photo import MOST_EACH, THUMBNAIL_BYTES, PlainPhoto, plain_photo
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.photo import (
    DEFECT,
    DOOR,
    FINDING,
    LANDMARK,
    MACHINE,
    OWNERS,
    SAMPLE,
    Photo,
    PhotoData,
)
from models.tables.product import Defect, Product

SUBJECTS_OF: Final[dict[type[Record], tuple[str, ...]]] = {
    Product: (SAMPLE, DEFECT),
    Defect: (DEFECT,),
    Equipment: (MACHINE,),
    Household: (DOOR, LANDMARK),
    Voucher: (FINDING,),
}
"""What a photo of a record of each table may be of, the likeliest first."""
_COLUMNS: Final = {field.rel_model: field for field in OWNERS}


class Shot(NamedTuple):
    """A photo ready to be kept: a JPEG and its small copy."""

    photo: bytes
    thumbnail: bytes
    taken_on: dt.date | None = None


@needs(roles.PHOTO)
def add_photos(owner: Any, subject: str, shots: Sequence[Shot], caption: str = "") -> list[Photo]:
    """Hang photos on a record, after those that hang there, in one operation.

    Raises UserError for what is no photo, too large, there already, or one too many.
    """
    table = type(owner)
    if subject not in SUBJECTS_OF[table]:
        raise UserError(tr("There is no such photo of this."), "subject")
    column = _COLUMNS[table]
    held = list(db.execute(Photo.select(Photo.data, Photo.position).where(column == owner.id)))
    if len(held) + len(shots) > MOST_EACH:
        raise UserError(too_many())
    known = {digest for digest, _ in held}
    position = max((place for _, place in held), default=0)
    made = []
    with operation(mark("Add photo of {name}"), name=called(owner)):
        for shot in shots:
            photo = plain_photo(shot.photo)
            if photo.colours not in (1, 3):
                raise UserError(tr("This is no whole JPEG photo."))
            digest = _kept(photo)
            if digest in known:
                raise UserError(tr("This photo is here already."))
            known.add(digest)
            position += 1
            made.append(
                Photo.create(
                    **{column.name: owner.id},
                    subject=subject,
                    position=position,
                    caption=Photo.caption.kept(caption),
                    taken_on=shot.taken_on,
                    data=digest,
                    thumbnail=_kept(plain_photo(shot.thumbnail, THUMBNAIL_BYTES)),
                    width=photo.width,
                    height=photo.height,
                )
            )
    return made


def too_many() -> str:
    """Why a record takes no more photos."""
    return plural(
        "At most {n} photo each. Remove one first.", "At most {n} photos each. Remove one first.", MOST_EACH
    )


@needs(roles.PHOTO)
def change_photo(photo: int, *, subject: str, caption: str, taken_on: dt.date | None) -> bool:
    """Say what a photo is of, in which words and of which day; returns whether anything changed.

    Raises UserError (field: subject, taken_on).
    """
    row = _photo(photo)
    owner = _owner(row)
    if subject not in SUBJECTS_OF[type(owner)]:
        raise UserError(tr("There is no such photo of this."), "subject")
    if taken_on is not None and taken_on > dt.date.today():
        raise UserError(tr("That day is yet to come."), "taken_on")
    now = (subject, Photo.caption.kept(caption), taken_on)
    if now == (row.subject, row.caption, row.taken_on):
        return False
    with operation(mark("Change photo of {name}"), name=called(owner)):
        row.subject, row.caption, row.taken_on = now
        row.save()
    return True


@needs(roles.PHOTO)
def move_photo(photo: int, by: int) -> bool:
    """Put a photo so many places later among those of its record, or earlier; returns whether it moved."""
    row = _photo(photo)
    owner = _owner(row)
    order = list(Photo.select().where(_COLUMNS[type(owner)] == owner.id).order_by(Photo.position, Photo.id))
    place = [one.id for one in order].index(photo)
    target = min(max(place + by, 0), len(order) - 1)
    if target == place:
        return False
    order.insert(target, order.pop(place))
    with operation(mark("Order photos of {name}"), name=called(owner)):
        for position, one in enumerate(order, 1):
            if one.position != position:
                one.position = position
                one.save()
    return True


@needs(roles.PHOTO)
def remove_photo(photo: int) -> None:
    """Take a photo off its record; undone, it hangs there again. Raises UserError when it is gone already."""
    row = _photo(photo)
    with operation(mark("Remove photo of {name}"), name=called(_owner(row))):
        row.delete_instance()


def _photo(key: int) -> Any:
    row = Photo.get_or_none(Photo.id == key)
    if row is None:
        raise UserError(tr("This photo is gone already."))
    return row


def _owner(row: Any) -> Any:
    return next(one for field in OWNERS if (one := getattr(row, field.name)) is not None)


def _kept(photo: PlainPhoto) -> str:
    """The hash of a photo's bytes, which are kept under it."""
    digest = hashlib.sha256(photo.data).hexdigest()
    if not PhotoData.select(fn.COUNT(PhotoData.digest)).where(PhotoData.digest == digest).scalar():
        PhotoData.insert(digest=digest, data=photo.data).execute()
    return digest
