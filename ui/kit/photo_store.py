"""Where the photos of a strip are: hanging on a record, or with a form that is not posted yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from models.actions import photos as writing
from models.actions.photos import Shot
from models.errors import UserError
from models.i18n import tr
from models.kinds import worded
from models.queries import photos
from models.rules.photo import MOST_EACH
from models.tables.photo import Photo


class Item(NamedTuple):
    """A photo of a strip: what of, in which words, of which day, and its small copy."""

    subject: str
    caption: str
    taken_on: dt.date | None
    thumbnail: bytes

    @property
    def words(self) -> str:
        """What stands below it: what somebody wrote, or what it is of."""
        return self.caption or worded(Photo.subject, self.subject)


class Store(Protocol):
    """The photos of a strip, by their places."""

    def items(self) -> list[Item]:
        """All of them in their order."""

    def add(self, subject: str, shots: Sequence[Shot]) -> None:
        """Put more at the end."""

    def change(self, place: int, subject: str, caption: str, taken_on: dt.date | None) -> None:
        """Say something else of one."""

    def move(self, place: int, by: int) -> None:
        """Put one elsewhere."""

    def remove(self, place: int) -> None:
        """Take one away."""

    def photo(self, place: int) -> bytes:
        """The whole of one."""


class Kept:
    """The photos that hang on a record; what is done to them is done at once."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner
        self._keys: list[int] = []

    def items(self) -> list[Item]:
        """Asked for anew."""
        rows = photos.photo_rows(self.owner.id)
        small = photos.thumbnails([row.id for row in rows])
        self._keys = [row.id for row in rows]
        return [Item(row.subject, row.caption, row.taken_on, small.get(row.id, b"")) for row in rows]

    def add(self, subject: str, shots: Sequence[Shot]) -> None:
        """Hang them on the record."""
        writing.add_photos(self.owner, subject, shots)

    def change(self, place: int, subject: str, caption: str, taken_on: dt.date | None) -> None:
        """Write it on the record."""
        writing.change_photo(self._keys[place], subject=subject, caption=caption, taken_on=taken_on)

    def move(self, place: int, by: int) -> None:
        """Write the order on the record."""
        writing.move_photo(self._keys[place], by)

    def remove(self, place: int) -> None:
        """Take it off the record."""
        writing.remove_photo(self._keys[place])

    def photo(self, place: int) -> bytes:
        """Read when it is looked at."""
        return photos.photo_bytes(self._keys[place]) or b""


class Unposted:
    """The photos of a form; nothing is written before it is posted."""

    def __init__(self) -> None:
        self.shots: list[tuple[Item, Shot]] = []

    def items(self) -> list[Item]:
        """All so far."""
        return [item for item, _ in self.shots]

    def add(self, subject: str, shots: Sequence[Shot]) -> None:
        """Take them along. Raises UserError for one too many or one that is there."""
        if len(self.shots) + len(shots) > MOST_EACH:
            raise UserError(writing.too_many())
        for shot in shots:
            if any(shot.photo == other.photo for _, other in self.shots):
                raise UserError(tr("This photo is here already."))
            self.shots.append((Item(subject, "", shot.taken_on, shot.thumbnail), shot))

    def change(self, place: int, subject: str, caption: str, taken_on: dt.date | None) -> None:
        """Said once it is posted."""
        item, shot = self.shots[place]
        self.shots[place] = (Item(subject, caption, taken_on, item.thumbnail), shot)

    def move(self, place: int, by: int) -> None:
        """Another order."""
        target = min(max(place + by, 0), len(self.shots) - 1)
        self.shots.insert(target, self.shots.pop(place))

    def remove(self, place: int) -> None:
        """Leave it out."""
        del self.shots[place]

    def photo(self, place: int) -> bytes:
        """As it will be kept."""
        return self.shots[place][1].photo
