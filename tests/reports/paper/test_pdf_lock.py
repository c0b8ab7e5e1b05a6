"""The password of a PDF: other programs open it by the password, and by nothing else."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import UserError
from models.protected_file import is_wanted, protect
from reports.paper.canvas import PaperCanvas
from reports.paper.pdf_lock import PdfLock

TITLE, WORDS = "工资单 (龘)", "单春梅 84.34"
PASSWORDS = ("for the county 7", "竹篾-井边-四十二", "é 12345678", "长" * 42)


def written(password: str | None, pages: int = 2) -> bytes:
    stream = BytesIO()
    paper = PaperCanvas(
        stream, title=TITLE, created=datetime(2026, 11, 21), language="zh-CN", password=password
    )
    for number in range(pages):
        paper.drawString(60, 700, WORDS)
        paper.bookmark(f"{TITLE} {number}")
        paper.showPage()
    paper.save()
    return stream.getvalue()


@pytest.mark.parametrize("password", PASSWORDS)
def test_it_opens_by_its_password_in_other_programs(password: str, tmp_path: Path) -> None:
    made = written(password)
    assert WORDS.encode("utf-16-be") not in made and b"/R 6" in made
    with pikepdf.open(BytesIO(made), password=password) as pdf:
        assert (pdf.encryption.R, pdf.encryption.V, pdf.encryption.bits) == (6, 5, 256)
        assert {pdf.encryption.stream_method.name, pdf.encryption.string_method.name} == {"aesv3"}
        assert pdf.docinfo["/Title"] == TITLE and pdf.allow.extract and pdf.allow.print_highres
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [f"{TITLE} 0", f"{TITLE} 1"]
        assert pdf.check_pdf_syntax() == []
    pages = pypdfium2.PdfDocument(made, password=password)
    assert pages.get_metadata_dict()["Title"] == TITLE
    assert [page.get_textpage().get_text_range() for page in pages] == [WORDS, WORDS]
    # Its command line takes no longer one.
    if shutil.which("pdftotext") and len(password.encode()) <= 32:
        (tmp_path / "a.pdf").write_bytes(made)
        command = ["pdftotext", "-upw", password, str(tmp_path / "a.pdf"), "-"]
        assert WORDS in subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("other", ["", "for the county 8", "For the county 7"])
def test_no_other_password_opens_it(other: str) -> None:
    made = written(PASSWORDS[0])
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(made), password=other)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(made, password=other or None)


def test_full_width_digits_of_an_input_method_are_the_same_password() -> None:
    with pikepdf.open(BytesIO(written("１２３４５６７８")), password="12345678") as pdf:
        assert len(pdf.pages) == 2


def test_two_files_of_one_password_share_nothing() -> None:
    # How every PDF begins is not text either.
    one, other = (written(PASSWORDS[0], 1)[100:] for _ in range(2))
    pieces = {one[at : at + 24] for at in range(len(one) - 24)}
    shared = [other[at : at + 24] for at in range(len(other) - 24) if other[at : at + 24] in pieces]
    assert all(piece.isascii() for piece in shared), "only the names of the file's parts"


@settings(max_examples=40)
@given(st.binary(max_size=70))
def test_whatever_stands_in_it_is_padded_to_blocks_that_say_nothing_of_it(content: bytes) -> None:
    lock = PdfLock("for the county 7")
    made = lock.encode(content)
    assert len(made) == 16 + (len(content) // 16 + 1) * 16
    assert lock.encode(content) != made
    assert len(content) < 8 or content not in made


def test_many_passwords_of_all_sorts_open_what_they_locked() -> None:
    chance = Random(7)
    for _ in range(12):
        password = "".join(
            chr(chance.choice((0x30, 0x61, 0x4E00, 0x1F600)) + chance.randrange(10)) for _ in range(12)
        )
        with pikepdf.open(BytesIO(written(password, 1)), password=password) as pdf:
            assert len(pdf.pages) == 1


def test_a_password_that_not_every_program_takes_whole_is_refused(tmp_path: Path) -> None:
    for name, password in (("a.pdf", "长" * 43), ("a.xlsx", "a" * 128)):
        with pytest.raises(UserError) as refused:
            protect(tmp_path / name, password)
        assert refused.value.field == "new" and not is_wanted(tmp_path / name)
