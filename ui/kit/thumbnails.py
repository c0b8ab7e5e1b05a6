"""The small photos at the head of a list's rows: asked for with each page of rows, painted from memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from typing import Any, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPixmap

from models.queries import photos
from ui.kit.photo_list import pixmap_of
from ui.shell import theme

_HELD: Final = 4_000
"""Photos kept ready to be painted, of all lists together: about 12 MB of them."""
_ready: OrderedDict[tuple[str, int], QPixmap] = OrderedDict()
"""By the hash of the small copy and how large it is painted."""


class Thumbnails:
    """The first photos of a list's rows; ``owner`` is the field of `Photo` that says whose it is."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self.some = False
        """Whether any record of the table has one: only then is there room for them."""
        self._digests: dict[int, str] = {}

    def begin(self) -> None:
        """The rows are asked for again."""
        self._digests.clear()
        self.some = photos.any_of(self._owner)

    def ask(self, keys: Collection[int], ratio: float) -> None:
        """Have the photos of these rows ready, for a screen of so many points a pixel."""
        if not self.some:
            return
        found = photos.first_digests(self._owner, keys)
        self._digests |= found
        side = round(theme.px("row_photo") * ratio)
        lacking = {digest for digest in found.values() if (digest, side) not in _ready}
        for digest, data in photos.bytes_of(lacking).items():
            _ready[digest, side] = _cut(pixmap_of(data), side, ratio)
        while len(_ready) > _HELD:
            _ready.popitem(last=False)

    def of(self, key: int, ratio: float) -> QPixmap | None:
        """What is painted before a row; None where it has no photo."""
        digest = self._digests.get(key)
        return None if digest is None else _ready.get((digest, round(theme.px("row_photo") * ratio)))

    @property
    def room(self) -> int:
        """How much of a row's first column they take."""
        return theme.px("row_photo") + theme.px("s") if self.some else 0


def _cut(pixmap: QPixmap, side: int, ratio: float) -> QPixmap:
    """The middle of a photo as a square of so many points."""
    if pixmap.isNull():
        return pixmap
    filled = pixmap.scaled(
        side,
        side,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    square = QRect(0, 0, side, side)
    square.moveCenter(filled.rect().center())
    cut = filled.copy(square)
    cut.setDevicePixelRatio(ratio)
    return cut
