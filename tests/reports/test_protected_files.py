"""A workbook or PDF that leaves the program may have a password; then nothing of it can be read without."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import msoffcrypto
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from models.database import close_database
from models.errors import UserError
from models.files import replacing
from models.opening import open_database
from models.protected_file import is_wanted, protect
from reports.sheets.writer import Workbook
from tests import factories as make
from tests.trust.test_nothing_beside import found_in
from ui.cli.main import main

WORDS = "竹篾-井边-四十二"
NAME = "龘秋菊"


@pytest.fixture
def file(home: Path, tmp_path: Path) -> Path:
    """A closed, encrypted file with a month of slips, and the password for what leaves it."""
    path = tmp_path / "coop" / "a.db"
    path.parent.mkdir()
    open_database(path, WORDS)
    make.household("H1", NAME)
    make.slips_of_every_kind()
    close_database()
    (tmp_path / "own.txt").write_text(f"{WORDS}\n", encoding="utf-8")
    (tmp_path / "other.txt").write_text("for the county 7\n", encoding="utf-8")
    return path


def run(file: Path, *arguments: str | Path) -> int:
    folder = file.parent.parent
    key = ["--password-file", str(folder / "own.txt")]
    return main(["--db", str(file), *map(str, arguments), *key])


def opened(path: Path, password: str) -> bytes:
    """A workbook as its password opens it."""
    with path.open("rb") as stream:
        book = msoffcrypto.OfficeFile(stream)
        assert book.is_encrypted()
        book.load_key(password=password, verify_password=True)
        out = BytesIO()
        book.decrypt(out)
    return out.getvalue()


def test_exports_and_papers_get_a_password_on_the_command_line(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = ("--protect", tmp_path / "other.txt")
    book, sheet, county = tmp_path / "a.xlsx", tmp_path / "a.pdf", tmp_path / "b.xlsx"
    assert run(file, "export", "2026-10", book, *lock) == 0
    assert run(file, "export", "2026-10", county, "--as", "county", *lock) == 0
    assert run(file, "report", "income", "--since", "2026-10", "--out", tmp_path / "c.xlsx", *lock) == 0
    assert run(file, "print", "account", sheet, "--period", "2026-10", *lock) == 0
    assert "没有加密" not in capsys.readouterr().err
    names = ["单䶮", "屏风村"]
    for one in tmp_path.glob("*.xlsx"):
        assert not list(found_in(one.read_bytes(), one.name, [*names, NAME]))
        inside = opened(one, "for the county 7")
        assert (
            zipfile.is_zipfile(BytesIO(inside))
            and CalamineWorkbook.from_filelike(BytesIO(inside)).sheet_names
        )
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        opened(book, "another one 7")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(sheet)
    pages = pypdfium2.PdfDocument(sheet, password="for the county 7")
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert any(name in text for name in names)
    assert pages.get_metadata_dict()["Title"]
    assert not [name for name in names if name.encode("utf-16-be") in sheet.read_bytes()]


def test_without_one_it_is_said_that_the_file_is_not_encrypted(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, "export", "2026-10", tmp_path / "a.xlsx") == 0
    assert "--protect" in capsys.readouterr().err
    assert run(file, "export", "2026-10", tmp_path / "b.xlsx", "--quiet") == 0
    assert run(file, "check") == 0
    assert "--protect" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "verb",
    [
        ("route", "2026-10-21", "a.pdf", "--json", "a.json", "--seconds", "1"),
        ("print", "statement", "pictures", "--period", "2026-10", "--as", "png", "--issuer", "合作社"),
        ("export", "2026-10", "a.csv", "--as", "bank"),
    ],
)
def test_what_cannot_have_one_is_refused_before_anything_is_written(
    file: Path, tmp_path: Path, verb: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [tmp_path / one if "." in one or one == "pictures" else one for one in verb]
    before = sorted(tmp_path.rglob("*"))
    assert run(file, *given, "--protect", tmp_path / "other.txt") == 2
    said = capsys.readouterr().err
    assert "不能设密码" in said and len(said.splitlines()) == 1
    assert [
        one for one in sorted(tmp_path.rglob("*")) if one not in before and one.suffix in (".pdf", ".csv")
    ] == []


def test_a_password_is_asked_for_one_file_only(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"

    def write() -> bytes:
        with replacing(target) as unfinished:
            book = Workbook(unfinished)
            book.page("a").write(0, 0, NAME)
            book.close()
        return target.read_bytes()

    protect(target, WORDS)
    assert is_wanted(target)
    locked, plain = write(), write()
    assert not locked.startswith(b"PK") and plain.startswith(b"PK") and not is_wanted(target)
    assert opened_bytes(locked)
    protect(target, WORDS)
    protect(target, None)
    assert write().startswith(b"PK")


def opened_bytes(content: bytes) -> bool:
    return msoffcrypto.OfficeFile(BytesIO(content)).is_encrypted()


def test_what_nobody_locked_does_not_come_to_stand_there(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    protect(target, WORDS)
    with pytest.raises(UserError, match="不能设密码"), replacing(target) as unfinished:
        unfinished.write_text(NAME, encoding="utf-8")
    assert not target.exists() and not list(tmp_path.glob(".writing*"))
