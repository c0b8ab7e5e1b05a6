"""Beside an encrypted file nothing can be read: what was planted in it is looked for in every file left behind."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from models import encryption, second_place
from models.actions.party.parties import save_household
from models.actions.photos import Shot, add_photos
from models.actions.road.registration import save_driver, save_vehicle
from models.database import close_database
from models.encryption import give_code
from models.log import log_file, logging_to_file
from models.opening import open_database
from models.queries.desk.target import Record
from models.queries.road import travel_matrix_cache
from models.queries.road.travel_matrix_cache import TravelMatrix
from models.rules.pay import pay_method
from models.tables.party import Household
from models.tables.photo import DOOR, Photo, PhotoData
from reports.selection import Selection
from tests import factories as make
from tests.books import write_book
from tests.trust.promises import LONG, PROMISE, times
from tests.ui.clerk import TODAY, Clerk, answer, pass_time
from ui.cli.main import main
from ui.kit import drafts
from ui.kit.drafts import Draft
from ui.kit.photo_strip import PhotoStrip

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "竹篾-井边-四十二"
NAME, PLACE, NOTE = "龘秋菊", "䶮家湾", "婆婆住院借了三千"
IDENTITY, PHONE, ACCOUNT = "510921197803158526", "13990886137", "6217003710007654321"
LATITUDE, LONGITUDE = 30.7531864, 105.7209753
PICTURE = 48
"""How long a piece of a photo is looked for."""
SISTER = "for her sister Qiuju"
MARKERS = (SISTER, NAME, PLACE, NOTE, IDENTITY, PHONE, ACCOUNT, str(LATITUDE), str(LONGITUDE))


PICTURES: set[bytes] = set()
"""Pieces from the middle of the photos that were planted."""


def noise(size: int) -> bytes:
    """A photo like no other."""
    image = Image.fromarray(np.random.default_rng(size).integers(0, 255, (size, size, 3), np.uint8))
    written = BytesIO()
    image.save(written, "JPEG")
    return written.getvalue()


def plant() -> None:
    """A month of slips, and a household whose every word, and whose photo, is looked for afterwards."""
    make.slips_of_every_kind()
    save_vehicle({"name": "川J·A1234", "driver": save_driver({"name": "何大川"}).id})
    of = make.order(make.product(bom=[(make.material(), 0.5, 0)], good=1))
    make.subcontract(
        make.household("H9", latitude=30.75, longitude=105.72),
        of,
        30,
        due=date(2026, 11, 20),
        number="PG09999",
    )
    planted = {
        "head": NAME,
        "village": PLACE,
        "note": NOTE,
        "phone": PHONE,
        "id_number": IDENTITY,
        "account": ACCOUNT,
        "pay_method": pay_method.BANK,
        "bank": "蓬溪农商行",
        "latitude": LATITUDE,
        "longitude": LONGITUDE,
    }
    for one in Household.select():
        save_household({**planted, "code": one.code}, one)
        planted = {"head": NAME, "note": NOTE}
        add_photos(one, DOOR, [Shot(noise(300 + PICTURE), noise(80))], NOTE)
    for (data,) in PhotoData.select(PhotoData.data).tuples():
        PICTURES.add(bytes(data)[len(data) // 2 :][:PICTURE])


def found_in(content: bytes, name: str, markers: Iterable[str]) -> Iterator[str]:
    """What is said in a file: as bytes in the usual writings, inside an archive, on the pages of a PDF, as numbers."""
    import struct

    for marker in markers:
        if any(marker.encode(code) in content for code in ("utf-8", "utf-16-le", "gb18030")):
            yield f"{name}: {marker}"
    yield from (f"{name}: a photo" for piece in PICTURES if piece in content)
    for number in (LATITUDE, LONGITUDE):
        if struct.pack("<d", number) in content:
            yield f"{name}: {number}"
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from found_in(archive.read(inner), f"{name}/{inner}", markers)
    if content.startswith(b"%PDF"):
        for page in pypdfium2.PdfDocument(content):
            text = "".join(page.get_textpage().get_text_range().split())
            yield from (f"{name}: {marker}" for marker in markers if marker in text)


def left_behind(*folders: Path, without: Iterable[Path] = ()) -> list[str]:
    """Everything planted that can be read in any file of these folders."""
    spared = {one.resolve() for one in without}
    return [
        hit
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not spared & {file.resolve(), *file.resolve().parents}
        for hit in found_in(file.read_bytes(), str(file.relative_to(folder)), MARKERS)
    ]


def others_may_read(*folders: Path) -> list[str]:
    """The files of these folders that not only the user can read, by their own rights or their folder's."""
    return [
        str(file)
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077
        if not any(
            not stat.S_IMODE(one.stat().st_mode) & 0o077 for one in file.parents if folder in one.parents
        )
    ]


@pytest.fixture
def dressed(qapp: Any) -> None:
    """Before the folder for what is temporary is another: what the window draws with lies there for the whole run."""
    from ui.shell import theme

    theme.apply(qapp, "light", 100)


@pytest.fixture
def world(home: Path, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """An encrypted file in a folder of its own, with a stick; the home, and the folder for what is temporary."""
    folders = {name: tmp_path / name for name in ("coop", "temp", "stick", "out")}
    for folder in folders.values():
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folders["temp"]))
    monkeypatch.setattr(tempfile, "tempdir", str(folders["temp"]))
    plant()
    close_database()
    path = folders["coop"] / "coop.db"
    shutil.copyfile(database, path)
    give_code(path, None, PASSWORD)
    second_place.choose(path, folders["stick"])
    secret = folders["out"] / "secret.txt"
    secret.write_text(PASSWORD, encoding="utf-8")
    return {**folders, "home": home, "file": path, "secret": secret}


def clean(world: dict[str, Path], record: Any) -> None:
    places = [world[name] for name in ("home", "coop", "temp", "stick")]
    assert left_behind(*places) == []
    record(PROMISE, "nothing planted can be read beside an encrypted file")


def test_the_planted_words_are_found_where_they_lie_open(home: Path, database: Path, tmp_path: Path) -> None:
    """The search itself finds all of it in a file without a password, and in what is exported."""
    plant()
    close_database()
    hits = "\n".join(left_behind(tmp_path))
    assert all(marker in hits for marker in (*MARKERS[1:], "a photo")), hits
    target = tmp_path / "out" / "results.xlsx"
    target.parent.mkdir()
    paper = ["print", "account", str(target.with_suffix(".pdf")), "--period", "2026-10"]
    for verb in (paper, ["export", "2026-10", str(target)]):
        assert main(["--db", str(database), *verb]) == 0
    assert {hit.split("/")[0].split(":")[0] for hit in left_behind(target.parent)} == {
        "results.pdf",
        "results.xlsx",
    }


def test_no_verb_leaves_anything_readable(world: dict[str, Path], record_property: Any) -> None:
    out, stick = world["out"], world["stick"]
    one = {
        "code": "H0777",
        "head": NAME,
        "village": PLACE,
        "note": NOTE,
        "phone": PHONE,
        "id_number": IDENTITY,
    }
    book = write_book(out / "book.xlsx", {"households": [one]})
    write_book(out / "wrong.xlsx", {"households": [{**one, "code": "H0778", "phone": "x"}, {"note": NOTE}]})
    verbs: list[list[str]] = [
        ["check"],
        ["pay", "2026-10"],
        ["print", "statement", str(out / "a.pdf"), "--period", "2026-10"],
        ["print", "account", str(out / "b.pdf"), "--period", "2026-10"],
        ["print", "dispatch", str(out / "pictures"), "--period", "2026-10", "--as", "png", "--issuer", NAME],
        ["export", "2026-10", str(out / "c.xlsx")],
        ["export", "2026-10", str(out / "d.xlsx"), "--as", "county"],
        ["report", "income", "--since", "2026-10", "--out", str(out / "e.xlsx")],
        ["route", "2026-10-21", str(out / "f.pdf"), "--seconds", "1"],
        ["backup"],
        ["backup", str(stick)],
        ["import", str(book)],
        ["import", str(out / "wrong.xlsx")],
        ["import", str(out / "none.xlsx")],
        ["password", "--recovery", str(out / "sheet.pdf")],
        ["restore", "", "--look"],
        ["restore", ""],
    ]
    for verb in verbs:
        newest = max((world["coop"] / "backups").glob("*.db"), default=None)
        given = [str(newest) if one == "" else one for one in verb]
        code = main(["--db", str(world["file"]), *given, "--password-file", str(world["secret"])])
        assert code in (0, 2), verb
        if verb == ["import", str(book)]:
            assert code == 0
        assert left_behind(*(world[name] for name in ("home", "coop", "temp", "stick"))) == [], verb
        record_property(PROMISE, "nothing planted can be read beside an encrypted file")
    made = {file.name for file in out.iterdir()}
    assert {"a.pdf", "b.pdf", "c.xlsx", "d.xlsx", "e.xlsx", "f.pdf", "sheet.pdf"} <= made
    open_database(world["file"], PASSWORD)
    assert Household.get(Household.code == "H0777").id_number == IDENTITY, "restored with what was imported"
    close_database()
    if os.name == "posix":
        assert others_may_read(world["coop"], world["stick"]) == []


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.timeout(600 if LONG else 60)
def test_nothing_is_left_by_a_run_that_was_killed_once_the_next_has_started(
    world: dict[str, Path], record_property: Any
) -> None:
    random = Random(7)
    env = {**os.environ, "YUANBA_HOME": str(world["home"]), "TMPDIR": str(world["temp"])}
    start = [sys.executable, str(ROOT / "main.py"), "--db", str(world["file"])]
    end = ["--password-file", str(world["secret"]), "--overwrite"]
    far = world["out"] / "far away"
    far.mkdir()
    for number in range(times(2, 40)):
        verb = (
            ["print", "statement", str(far / "a.pdf"), "--period", "2026-10", "--copies", "60"],
            ["export", "2026-10", str(far / "c.xlsx")],
        )[number % 2]
        run = subprocess.Popen([*start, *verb, *end], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until = time.monotonic() + 20
        # As soon as it has begun to write, or a moment later.
        while run.poll() is None and time.monotonic() < until and not list(far.glob(".writing-*")):
            time.sleep(0.001)
        time.sleep(random.random() * 0.05)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        for whole in ("a.pdf", "c.xlsx"):
            (far / whole).unlink(missing_ok=True)
        after = subprocess.run([*start, "check", *end[:2]], env=env, capture_output=True, timeout=60)
        assert after.returncode == 0, after.stderr.decode()
        assert list(far.iterdir()) == [], "what was being written elsewhere is swept too"
        clean(world, record_property)


def test_the_window_leaves_nothing_readable(
    dressed: None, world: dict[str, Path], qtbot: Any, record_property: Any
) -> None:
    """Words typed and not posted, a preview, a list as a workbook, a defect, the ways between places, the search."""
    from ui.kit.exporting import export_list
    from ui.kit.print_commands import print_kind
    from ui.shell import app

    open_database(world["file"], PASSWORD)
    with logging_to_file():
        desk = app.OpenFile(world["file"], today=lambda: TODAY)
        desk.claim.take()
        desk.window.show()
        clerk = Clerk(desk.window)
        assert Draft("dispatch-issue").keep({"lines": [{"cells": {"reason": SISTER}}]}) == ""
        visits = clerk.go("visits")
        clerk.type(f"{NAME}：{NOTE}", visits.form.field("finding").line)
        visits.save_draft()
        assert drafts.left() >= {"dispatch-issue", "visits"}
        assert Draft("visits").kept()["finding"] == f"{NAME}：{NOTE}"  # type: ignore[index]
        answer(lambda box: (pass_until(lambda: box._path is not None), box.reject()))
        print_kind(clerk.go("households"), "account", Selection(period="2026-10"))
        clerk.go("households", Record(Photo.get().household_id))
        clerk.wait()
        strip = next(strip for strip in clerk.window.page.findChildren(PhotoStrip) if strip.items)
        answer(lambda box: box.reject())
        strip.look(0)
        running = export_list(clerk.go("households").table, world["out"] / "list.xlsx")
        assert running is not None
        clerk.wait()
        clerk.window.top.find.setText(NAME)
        clerk.settle()
        try:
            raise KeyError(NAME, ACCOUNT)
        except KeyError as defect:
            logging.getLogger("yuanba.ui").error("Defect: %s", defect, exc_info=defect)
        at = {(LATITUDE, LONGITUDE): 0}
        travel_matrix_cache.keep(
            TravelMatrix("roads", [], at, np.zeros((1, 1), int), np.zeros((1, 1), int), [None], [None], [])
        )
        assert travel_matrix_cache.cached("roads", [(LATITUDE, LONGITUDE)], []) is not None
        assert (world["coop"] / "coop.db.ways").is_file()
        clean(world, record_property)
        answer(lambda box: box.accept())
        clerk.window.close()
        desk.claim.release()
    close_database()
    assert log_file().is_file()
    clean(world, record_property)
    # Under another password all of it is still there for who opens the file.
    encryption.change_password(world["file"], PASSWORD, "another one 7")
    clean(world, record_property)
    open_database(world["file"], "another one 7")
    assert drafts.left() >= {"dispatch-issue", "visits"}
    assert travel_matrix_cache.cached("roads", [(LATITUDE, LONGITUDE)], []) is not None
    close_database()


def pass_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not done() and time.monotonic() < until:
        pass_time(10)
    assert done()
