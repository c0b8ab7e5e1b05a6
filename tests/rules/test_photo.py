"""A kept photo is a whole JPEG without notes, whatever was in the file it came from."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.errors import UserError
from models.rules.photo import PHOTO_BYTES, plain_photo
from tests.factories import jpeg

SEGMENTS = [*range(0xE0, 0xF0), 0xFE]


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def points(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        return image.tobytes()


@given(
    st.lists(st.tuples(st.sampled_from(SEGMENTS), st.binary(max_size=60)), max_size=6),
    st.booleans(),
    st.binary(max_size=30),
)
def test_notes_are_dropped_and_points_stay(
    notes: list[tuple[int, bytes]], progressive: bool, after: bytes
) -> None:
    plain = jpeg(64, 48, progressive=progressive)
    # Some in front, one between two scans where there are several, something after the end.
    at = plain.rfind(b"\xff\xc4") if progressive else 2
    noted = b"".join(segment(marker, body) for marker, body in notes if body[:5] not in (b"JFIF\0", b"Adobe"))
    photo = plain_photo(plain[:2] + noted + plain[2:at] + segment(0xFE, b"GPS") + plain[at:] + after)
    assert photo == (plain, 64, 48, 3)
    assert points(photo.data) == points(plain)


def test_a_place_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x0110] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    noted = jpeg(exif=exif.tobytes(), comment=b"SECRET-WORDS")
    assert b"SECRET-CAMERA" in noted
    assert b"SECRET-WORDS" in noted
    photo = plain_photo(noted)
    assert b"SECRET" not in photo.data
    assert b"Exif" not in photo.data
    assert plain_photo(photo.data) == photo


@given(st.integers(min_value=0, max_value=20_000))
def test_what_breaks_off_is_refused(at: int) -> None:
    whole = jpeg(64, 48)
    with pytest.raises(UserError):
        plain_photo(whole[: at % len(whole)])


@given(st.binary(max_size=200))
def test_what_is_no_jpeg_is_refused(data: bytes) -> None:
    for written in (data, b"\xff\xd8" + data):
        with pytest.raises(UserError):
            plain_photo(written)


def test_a_jpeg_without_points_is_no_photo() -> None:
    frame = b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + b"\x00" * 9
    with pytest.raises(UserError):
        plain_photo(b"\xff\xd8" + frame + b"\xff\xd9")


def test_a_photo_has_a_largest_size() -> None:
    assert len(plain_photo(jpeg()).data) < PHOTO_BYTES
    with pytest.raises(UserError, match="1 KB"):
        plain_photo(jpeg(), 1024)
