"""Photos as phones, cameras and screens give them, made into what is kept: scaled down, upright, without notes.

Everything here may run in a worker's thread: it touches images only, no window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QImageWriter, QPainter

from models.actions.photos import Shot
from models.errors import UserError
from models.i18n import mark, tr
from models.rules.photo import PHOTO_BYTES, THUMBNAIL_BYTES, day_taken, plain_photo

EDGE: Final = 1024
"""The longer edge of a kept photo, in points: a screen of these laptops full, and sharp on half a page."""
THUMBNAIL_EDGE: Final = 176
LARGEST_FILE: Final = 50 * 1024 * 1024
LARGEST_EDGE: Final = 20_000
LARGEST_IMAGE: Final = 250 * 1024 * 1024
"""The most bytes an image may take in memory where it cannot be made smaller while it is read."""
ENDINGS: Final = (".jpg", ".jpeg", ".jfif", ".png", ".bmp")
"""What is offered to choose; whatever else is dropped is answered with a sentence."""
_READABLE: Final = ("jpeg", "png", "bmp")
_QUALITIES: Final = (84, 76, 68, 60, 50, 40)
_JPEG: Final = b"\xff\xd8\xff"
_APPLE: Final = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
_NO_PHOTO: Final = mark('"{name}" is no photo. Choose a JPEG or PNG file.')
_TOO_LARGE: Final = mark('"{name}" is too large: at most 50 MB and 20,000 points a side.')
_DAMAGED: Final = mark('"{name}" breaks off or is damaged. Copy it from the phone once more.')
_HEIC: Final = mark('"{name}" is an HEIC photo. Have the phone save it as JPEG.')
_MOVING: Final = mark('"{name}" is a moving picture. Choose one that stands still.')
_PASTED: Final = mark("the clipboard")

Source = Path | QImage
"""A file, or an image that was copied from a screen or another program."""


def sources_of(data: QMimeData) -> list[Source]:
    """The photos among what is dragged or pasted: files whatever they are, or else an image without one."""
    files = [Path(address.toLocalFile()) for address in data.urls() if address.isLocalFile()]
    if files:
        return [*files]
    image = data.imageData() if data.hasImage() else None
    return [image] if isinstance(image, QImage) and not image.isNull() else []


def offers_photo(data: QMimeData) -> bool:
    """Whether what hovers may be a photo: an image, or files of which none is a workbook or a cooperative's own."""
    files = [Path(address.toLocalFile()) for address in data.urls() if address.isLocalFile()]
    if files:
        return all(path.suffix.lower() in (*ENDINGS, ".heic", ".gif", ".webp") for path in files)
    return data.hasImage()


def read_shots(
    sources: Sequence[Source], progress: Callable[[int, int, str], object] = lambda done, total, text: None
) -> list[Shot]:
    """The photos as they are kept, in their order; ``progress(done, total, text)`` may raise Cancelled.

    Raises UserError for the first that cannot be kept.
    """
    shots = []
    for done, source in enumerate(sources):
        progress(done, len(sources), source.name if isinstance(source, Path) else "")
        shots.append(_shot_of_file(source) if isinstance(source, Path) else shot_of(source))
    return shots


def shot_of(image: QImage, taken_on: dt.date | None = None) -> Shot:
    """An image as a kept photo and its small copy. Raises UserError when it is too large."""
    if max(image.width(), image.height()) > LARGEST_EDGE:
        raise UserError(tr(_TOO_LARGE).format(name=tr(_PASTED)))
    photo = _plain(_bounded(image, EDGE))
    thumbnail = _bounded(photo, THUMBNAIL_EDGE)
    return Shot(_written(photo, PHOTO_BYTES), _written(thumbnail, THUMBNAIL_BYTES), taken_on)


def _shot_of_file(path: Path) -> Shot:
    name = path.name
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UserError(tr(_TOO_LARGE).format(name=name))
        data = path.read_bytes()
    except OSError as error:
        raise UserError(tr('"{name}" cannot be read.').format(name=name)) from error
    if data[4:12] in _APPLE:
        raise UserError(tr(_HEIC).format(name=name))
    if data.startswith(_JPEG):
        # Qt fills what is missing of one that breaks off with grey and says nothing.
        try:
            plain_photo(data, LARGEST_FILE)
        except UserError as error:
            raise UserError(tr(_DAMAGED).format(name=name)) from error
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    kind = bytes(reader.format().data()).decode()
    if kind == "gif" or (kind and reader.supportsAnimation() and reader.imageCount() > 1):
        raise UserError(tr(_MOVING).format(name=name))
    if kind not in _READABLE:
        raise UserError(tr(_NO_PHOTO).format(name=name))
    size = reader.size()
    if not size.isValid():
        raise UserError(tr(_DAMAGED).format(name=name))
    if max(size.width(), size.height()) > LARGEST_EDGE or (
        kind != "jpeg" and size.width() * size.height() * 4 > LARGEST_IMAGE
    ):
        raise UserError(tr(_TOO_LARGE).format(name=name))
    if max(size.width(), size.height()) > EDGE:
        reader.setScaledSize(_fitted(size, EDGE))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise UserError(tr(_DAMAGED).format(name=name))
    return shot_of(image, day_taken(data) if kind == "jpeg" else None)


def _fitted(size: QSize, edge: int) -> QSize:
    return size.scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _bounded(image: QImage, edge: int) -> QImage:
    """The image, at most so many points wide and high."""
    if max(image.width(), image.height()) <= edge:
        return image
    return image.scaled(
        _fitted(image.size(), edge),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _plain(image: QImage) -> QImage:
    """The image on white in the colours every screen and printer takes for granted, with nothing noted in it."""
    if image.colorSpace().isValid():
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    drawn = QImage(image.size(), QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    image.setDevicePixelRatio(1)
    painter.drawImage(0, 0, image)
    painter.end()
    return drawn


def _written(image: QImage, most: int) -> bytes:
    """The image as JPEG in the best quality that fits, smaller where even the least is too large."""
    while True:
        for quality in _QUALITIES:
            data = _jpeg(image, quality)
            if len(data) <= most:
                return data
        image = _bounded(image, max(image.width(), image.height()) * 3 // 4)


def _jpeg(image: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"jpeg")
    writer.setQuality(quality)
    writer.setOptimizedWrite(True)
    writer.write(image)
    return plain_photo(bytes(buffer.data().data()), LARGEST_FILE).data
