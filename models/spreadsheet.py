"""Reading a workbook (.xlsx) whatever it holds: bounded in memory and time, and a cell means what it shows.

A file somebody was sent may be damaged, or grown to sizes no cooperative has. Only the parts asked for are unpacked,
as a stream, and what is kept of them is counted: a cell far away takes no more room than itself.
"""

from __future__ import annotations

import contextlib
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from models.cells import (
    TRUE,
    Budget,
    Cells,
    Damaged,
    SheetReader,
    StringsReader,
    Style,
    local_name,
    style_of,
)
from models.errors import UserError
from models.i18n import tr

CHUNK: Final = 1 << 16
LONGEST_TOKEN: Final = 1 << 22
DEEPEST: Final = 100_000
"""Elements inside each other, of each of which the parser keeps a note: real ones lie ten deep."""
LARGEST_LISTING: Final = 1 << 22
"""Bytes of the listing of parts at the end of the file: 40,000 of them."""

OLD_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file of Excel before 2007 begins, and one that is protected."""
TEXTS: Final = (".csv", ".txt", ".tsv")
_LOOKED_AT: Final = 1 << 26


class Spreadsheet:
    """An open workbook. ``sheet_names`` are in the order of its tabs."""

    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        self._path, self._packed = path, packed
        self._budget = Budget()
        # Some programs write the names of parts with backslashes, or with capitals the listing does not have.
        self._parts = {name.replace("\\", "/").casefold(): name for name in packed.namelist()}
        root = self._related("_rels/.rels", "officedocument")
        self._workbook = next(iter(root.values()), "xl/workbook.xml")
        self._sheets: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        """The names of sheets that have no tab to click."""
        self._epoch = datetime(1899, 12, 30)
        self._find_sheets()
        self._strings: list[str] | None = None
        self._styles: list[Style] | None = None

    @property
    def sheet_names(self) -> list[str]:
        """The names of the sheets in their order."""
        return [name for name, _ in self._sheets]

    def sheet(self, name: str) -> Cells:
        """What the sheet of this name holds. Raises UserError when it is damaged or too large."""
        with _understood(self._path):
            if self._strings is None or self._styles is None:
                self._strings = self._read_strings()
                self._styles = self._read_styles()
            reader = SheetReader(self._budget, self._strings, self._styles, self._epoch)
            self.parse(
                next(part for known, part in self._sheets if known == name), reader.listen, reader.feed
            )
            return reader.cells()

    def parse(
        self,
        part: str,
        listen: Callable[[Any], None],
        feed: Callable[[bytes, bool], object] | None = None,
    ) -> None:
        """Run through the marks of a part; ``listen`` sets the parser's handlers.

        ``feed`` hands the bytes to that parser, those that are the last with True.

        Raises UserError when the part is too large or takes too long.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        listen(parser)
        take = feed or parser.Parse
        fed = depth = 0
        with self._packed.open(self._named(part)) as stream:
            while data := stream.read(CHUNK):
                depth += _opened(data)
                if depth > DEEPEST:
                    raise Damaged(part)
                take(data, False)
                fed += len(data)
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise Damaged(part)
                self._budget.check()
            take(b"", True)

    def _named(self, part: str) -> str:
        name = self._parts.get(part.casefold())
        if name is None:
            raise Damaged(part)
        return name

    def _related(self, part: str, kind: str = "") -> dict[str, str]:
        """The parts a part refers to, by its own names for them; ``kind`` ends the kind of reference, in lower case."""
        found: dict[str, str] = {}
        folder = posixpath.dirname(posixpath.dirname(part))

        def start(name: str, attributes: dict[str, str]) -> None:
            if local_name(name) == "Relationship" and attributes.get("Type", "").casefold().endswith(kind):
                target = attributes.get("Target", "").replace("\\", "/")
                path = posixpath.normpath(posixpath.join("/", folder, target))
                found[attributes.get("Id", "")] = path.lstrip("/")
                self._budget.spend(200)

        if part.casefold() in self._parts:
            self.parse(part, _starts(start))
        return found

    def _beside(self, kind: str) -> str | None:
        """The part of a kind that belongs to the workbook as a whole, or None."""
        folder, name = posixpath.split(self._workbook)
        parts = self._related(posixpath.join(folder, "_rels", f"{name}.rels"), kind).values()
        return next((part for part in parts if part.casefold() in self._parts), None)

    def _find_sheets(self) -> None:
        folder, name = posixpath.split(self._workbook)
        targets = self._related(posixpath.join(folder, "_rels", f"{name}.rels"))

        def start(name: str, attributes: dict[str, str]) -> None:
            if (local := local_name(name)) == "workbookPr" and attributes.get("date1904") in TRUE:
                self._epoch = datetime(1904, 1, 1)
            elif local == "sheet":
                # Strict and common workbooks name the space of this mark differently, but mean the same.
                key = next((value for key, value in attributes.items() if local_name(key) == "id"), "")
                self._sheets.append((attributes.get("name", ""), targets.get(key, "")))
                if attributes.get("state", "visible") != "visible":
                    self.hidden.add(attributes.get("name", ""))
                self._budget.spend(200)

        self.parse(self._workbook, _starts(start))
        if not self._sheets:
            raise Damaged(self._workbook)

    def _read_strings(self) -> list[str]:
        """The texts that cells refer to by their place."""
        strings = StringsReader(self._budget)
        if (part := self._beside("/sharedstrings")) is not None:
            self.parse(part, strings.listen)
        return strings.found

    def _read_styles(self) -> list[Style]:
        """What numbers mean, by the style of their cell."""
        formats: dict[str, str] = {}
        styles: list[Style] = []
        inside = False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            local = local_name(name)
            if local == "numFmt":
                formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
                self._budget.spend(200)
            elif local == "xf" and inside:
                number = attributes.get("numFmtId", "")
                styles.append(style_of(number, formats.get(number)))
                self._budget.spend(8)
            elif local in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                inside = local == "cellXfs"

        if (part := self._beside("/styles")) is not None:
            self.parse(part, _starts(start))
        return styles


def _starts(start: Callable[[str, dict[str, str]], None]) -> Callable[[Any], None]:
    """Listen to the beginnings of marks alone."""

    def listen(parser: Any) -> None:
        parser.StartElementHandler = start

    return listen


def _opened(data: bytes) -> int:
    """About how many elements a piece of a part leaves open: what is cut at its ends does not count."""
    plain = data.replace(b"\0", b"") if b"\0" in data else data
    return (
        plain.count(b"<")
        - 2 * plain.count(b"</")
        - plain.count(b"/>")
        - plain.count(b"<?")
        - plain.count(b"<!")
    )


def _refuse_doctype(*_: object) -> None:
    # No workbook declares entities; one that does means to grow while it is read.
    raise Damaged


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Spreadsheet]:
    """A workbook to read from. Raises UserError when the file is absent, no .xlsx workbook, protected or too large."""
    if not path.is_file():
        raise UserError(tr('There is no file "{name}".').format(name=str(path)))
    with contextlib.ExitStack() as held:
        with _understood(path):
            file = held.enter_context(path.open("rb"))
            if file.read(2) != b"PK":
                raise Damaged
            # Where the listing of parts says how long it is; all of it is held at once.
            file.seek(max(0, path.stat().st_size - (1 << 16) - 22))
            end = file.read().rpartition(b"PK\x05\x06")[2]
            if len(end) < 18 or int.from_bytes(end[8:12], "little") > LARGEST_LISTING:
                raise Damaged
            book = Spreadsheet(path, held.enter_context(zipfile.ZipFile(file)))
        yield book


@contextlib.contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Turn what a damaged file raises while it is unpacked and read into one sentence."""
    try:
        yield
    except PermissionError as error:
        raise UserError(
            tr('"{name}" is open in another program. Close it there first.').format(name=path.name)
        ) from error
    except _UNREADABLE as error:
        raise UserError(_why_not(path).format(name=path.name)) from error


_UNREADABLE: Final = (
    Damaged, OSError, EOFError, expat.ExpatError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
    struct.error, RuntimeError, ValueError, OverflowError, MemoryError,
)  # fmt: skip


def _why_not(path: Path) -> str:
    """What a file is instead of a workbook that can be read, and what to do about it."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError:
        start = b"?"
    if not start:
        return tr('"{name}" is empty.')
    if start.startswith(OLD_FILE):
        # A protected .xlsx is packed like an old file; the names of its parts say which it is.
        if "EncryptedPackage".encode("utf-16-le") in start:
            return tr(
                '"{name}" is protected by a password. Open it in Excel or WPS, take the password off and save it.'
            )
        return tr('"{name}" is an old Excel file. Open it in Excel or WPS and save it as .xlsx.')
    if start.startswith(b"PK"):
        if b"application/vnd.oasis.opendocument" in start or b"xl/workbook.bin" in start:
            return tr(
                '"{name}" is a spreadsheet of another kind. Open it in Excel or WPS and save it as .xlsx.'
            )
        return tr('"{name}" is damaged, or no Excel workbook (.xlsx).')
    if path.suffix.lower() in TEXTS:
        return tr('"{name}" is a text file. Open it in Excel or WPS and save it as .xlsx.')
    return tr('"{name}" is not an Excel workbook (.xlsx).')
