"""What phones, cameras and strangers give: kept small, upright and without notes, or answered with one sentence."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from models.errors import Cancelled, UserError
from models.i18n import tr
from models.rules.photo import PHOTO_BYTES, THUMBNAIL_BYTES, plain_photo
from tests.factories import jpeg
from ui.kit import photo_reading
from ui.kit.photo_reading import EDGE, offers_photo, read_shots, shot_of, sources_of


def noise(width: int, height: int) -> Image.Image:
    """What no JPEG makes small."""
    return Image.effect_noise((width, height), 120).convert("RGB")


def png(width: int, height: int) -> bytes:
    """The head of a PNG of any size, with nothing in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def moving() -> bytes:
    written = BytesIO()
    frames = [Image.new("RGB", (20, 20), shade) for shade in ("red", "green")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    return written.getvalue()


def of_camera(turned: int = 1, noted: str = "2026:10:03 08:11:12") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "SECRET"
    exif.get_ifd(0x8769)[0x9003] = noted
    exif.get_ifd(0x8825)[2] = (30.0, 46.0, 1.0)
    return jpeg(1600, 1200, exif=exif.tobytes())


@pytest.fixture
def kept(tmp_path: Path) -> Callable[..., Any]:
    def keep(data: bytes, name: str = "photo.jpg") -> Any:
        path = tmp_path / name
        path.write_bytes(data)
        return read_shots([path])[0]

    return keep


def size_of(data: bytes) -> tuple[int, int]:
    return plain_photo(data)[1:3]


def test_a_photo_of_a_phone_is_made_small_upright_and_says_nothing(
    qapp: Any, kept: Callable[..., Any]
) -> None:
    shot = kept(of_camera(turned=6))
    assert size_of(shot.photo) == (EDGE * 3 // 4, EDGE)
    assert shot.taken_on == date(2026, 10, 3)
    for data in (shot.photo, shot.thumbnail):
        assert b"SECRET" not in data
        assert b"Exif" not in data
    # The light corner of the upper left stands at the upper right, as the camera was held.
    upright = QImage.fromData(shot.photo)
    assert upright.pixelColor(upright.width() - 20, 20).lightness() > 150
    assert upright.pixelColor(20, 20).lightness() < 150


@pytest.mark.parametrize("noted", ["0000:00:00 00:00:00", "1980:01:01 00:00:00", "no day at all!!"])
def test_a_camera_whose_clock_was_never_set_says_no_day(
    qapp: Any, kept: Callable[..., Any], noted: str
) -> None:
    assert kept(of_camera(noted=noted)).taken_on is None


def test_even_noise_is_kept_within_its_bounds(qapp: Any, kept: Callable[..., Any], tmp_path: Path) -> None:
    written = BytesIO()
    noise(1400, 1100).save(written, "PNG")
    shot = kept(written.getvalue(), "noise.png")
    assert len(shot.photo) <= PHOTO_BYTES
    assert len(shot.thumbnail) <= THUMBNAIL_BYTES
    assert max(size_of(shot.photo)) <= EDGE


def test_what_is_small_stays_as_large_as_it_is(qapp: Any, kept: Callable[..., Any]) -> None:
    assert size_of(kept(jpeg(60, 40)).photo) == (60, 40)
    assert size_of(kept(jpeg(20_000, 2)).photo) == (EDGE, 1)


def test_what_shines_through_lies_on_white(qapp: Any) -> None:
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert QImage.fromData(shot_of(image).photo).pixelColor(5, 5).lightness() > 250


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("list.xlsx", b"PK\x03\x04" + bytes(99), photo_reading._NO_PHOTO),
        ("words.jpg", "竹篮".encode() * 50, photo_reading._NO_PHOTO),
        ("nothing.jpg", b"", photo_reading._NO_PHOTO),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
            photo_reading._NO_PHOTO,
        ),
        ("paper.pdf", b"%PDF-1.7\n", photo_reading._NO_PHOTO),
        ("cut.jpg", jpeg()[:2000], photo_reading._DAMAGED),
        ("head.jpg", jpeg()[:80], photo_reading._DAMAGED),
        ("cut.png", png(40, 40), photo_reading._DAMAGED),
        ("wide.png", png(20_001, 10), photo_reading._TOO_LARGE),
        ("bomb.png", png(20_000, 20_000), photo_reading._TOO_LARGE),
        ("wide.jpg", jpeg(20_001, 1), photo_reading._TOO_LARGE),
        ("moving.gif", moving(), photo_reading._MOVING),
        ("apple.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", photo_reading._HEIC),
        ("apple.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", photo_reading._HEIC),
    ],
)
def test_what_cannot_be_kept_is_answered_with_a_sentence(
    qapp: Any, kept: Callable[..., Any], name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(UserError) as refused:
        kept(data, name)
    assert refused.value.message == tr(sentence).format(name=name)


def test_a_file_that_is_too_large_is_not_even_read(qapp: Any, tmp_path: Path) -> None:
    path = tmp_path / "film.jpg"
    with path.open("wb") as file:
        file.truncate(photo_reading.LARGEST_FILE + 1)
    with pytest.raises(UserError, match="50 MB"):
        read_shots([path])
    with pytest.raises(UserError):
        read_shots([tmp_path / "gone.jpg"])


def test_reading_many_says_how_far_it_is_and_can_be_stopped(qapp: Any, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_bytes(jpeg(shade=number))
    told: list[tuple[int, int, str]] = []

    def progress(done: int, total: int, text: str) -> None:
        told.append((done, total, text))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_shots(paths, progress)
    assert told == [(0, 3, "0.jpg"), (1, 3, "1.jpg"), (2, 3, "2.jpg")]


def test_files_go_before_the_image_that_comes_with_them(qapp: Any) -> None:
    data = QMimeData()
    data.setImageData(QImage(9, 9, QImage.Format.Format_RGB32))
    assert offers_photo(data)
    assert isinstance(sources_of(data)[0], QImage)
    data.setUrls([QUrl.fromLocalFile("/x/竹篮.JPG")])
    assert offers_photo(data)
    assert [Path(str(source)).name for source in sources_of(data)] == ["竹篮.JPG"]
    data.setUrls([QUrl.fromLocalFile("/x/农户.xlsx")])
    assert not offers_photo(data)
