"""What a person sends when something does not work: the program, the laptop, its screens and printers.

Never a record, and no name: not the cooperative's, not the user's, which paths hold, not the laptop's.
"""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from models import format
from models.device import home
from models.i18n import language, plural, tr
from models.log import log_file
from models.version import VERSION

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

Line = tuple[str, str]

_PACKAGES = ("PySide6_Essentials", "sqlcipher3", "peewee", "reportlab", "pyvrp", "numpy")
_MEGABYTE = 1_000_000
_made: list[QGuiApplication] = []


def examine(path: Path) -> str:
    """All of it as lines of text; ``path`` is the cooperative's file, of which only size and layout are told."""
    lines = [*_program(), *_places(path), *_screens(), *_printers(), *_troubles()]
    return "\n".join(f"{label}: {words}" for label, words in lines)


def without_names(path: Path | str) -> str:
    """A path in which the user's own folder, and so the user's name, is only ``~``."""
    text, own = str(path), str(Path.home())
    return text.replace(own, "~") if len(own) > 1 else text


def _program() -> Iterator[Line]:
    frozen = bool(getattr(sys, "frozen", False))
    folder = Path(sys.executable).parent if frozen else Path(__file__).resolve().parents[2]
    yield "Yuanba", f"{VERSION} ({tr('installed') if frozen else tr('sources')}, {without_names(folder)})"
    yield "Python", f"{platform.python_version()} {platform.machine()}"
    yield tr("System"), f"{platform.platform()}"
    yield tr("Language"), f"{language()}, {locale.getlocale()[0]}, {sys.getfilesystemencoding()}"
    yield tr("Clock"), datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %z")
    yield tr("Parts"), ", ".join(_versions())


def _versions() -> Iterator[str]:
    from models.licences import parts

    known = {part.name: part.version for part in parts()}
    for name in _PACKAGES:
        try:
            yield f"{name} {known.get(name) or metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} –"


def _places(path: Path) -> Iterator[Line]:
    for label, folder in (
        (tr("Data folder"), home()),
        (tr("The cooperative's folder"), path.parent),
        (tr("Temporary folder"), Path(tempfile.gettempdir())),
    ):
        yield label, f"{without_names(folder)}, {_room(folder)}"
    yield tr("The cooperative's file"), _file(path)


def _room(folder: Path) -> str:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return tr("cannot be read: {reason}").format(reason=error.strerror or type(error).__name__)
    may = os.access(folder, os.W_OK)
    words = tr("{n} MB free") if may else tr("{n} MB free, not writable")
    return words.format(n=free // _MEGABYTE)


def _file(path: Path) -> str:
    """Size, kind and layout of the file without opening it: its head tells both."""
    if not path.is_file():
        return tr("none")
    head = b""
    try:
        with path.open("rb") as file:
            head = file.read(100)
        size, journal = path.stat().st_size, Path(f"{path}-wal")
        waiting = journal.stat().st_size if journal.is_file() else 0
    except OSError as error:
        return tr("cannot be read: {reason}").format(reason=error.strerror or type(error).__name__)
    plain = head.startswith(b"SQLite format 3\0")
    # Where SQLite keeps the number of the layout: https://www.sqlite.org/fileformat.html#the_database_header
    layout = tr("not encrypted, layout {n}").format(n=int.from_bytes(head[60:64], "big"))
    kind = layout if plain else tr("with a password")
    copies = path.parent / "backups"
    newest = max((copy.stat().st_mtime for copy in copies.glob(f"*{path.suffix}")), default=None)
    last = format.date(datetime.fromtimestamp(newest).date()) if newest is not None else tr("none")
    return tr("{size} KB and {waiting} KB in its journal, {kind}, newest backup {last}").format(
        size=size // 1000, waiting=waiting // 1000, kind=kind, last=last
    )


def _screens() -> Iterator[Line]:
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QFontDatabase, QGuiApplication

    app = _application()
    if app is None:
        yield tr("Screen"), tr("there is none here")
        return
    yield "Qt", f"{qVersion()}, {QGuiApplication.platformName()}"
    for number, screen in enumerate(app.screens(), 1):
        size, scaling = screen.size(), screen.devicePixelRatio()
        yield (
            tr("Screen {n}").format(n=number),
            f"{size.width()} × {size.height()}, {scaling:.0%}, {screen.logicalDotsPerInch():.0f} dpi",
        )
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    yield tr("Chinese fonts"), ", ".join(chinese[:5]) or tr("none")


def _application() -> QGuiApplication | None:
    """The application, made for this question where there is none yet; None where no window can be opened."""
    from PySide6.QtGui import QGuiApplication

    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    from ui.shell.desktop import has_display

    if has_display():
        _made.append(QGuiApplication(sys.argv[:1]))
    return _made[-1] if _made else None


def _printers() -> Iterator[Line]:
    if _application() is None:
        return
    from PySide6.QtPrintSupport import QPrinterInfo

    usual = QPrinterInfo.defaultPrinterName()
    names = [
        f"{name} ({tr('usual')})" if name == usual else name for name in QPrinterInfo.availablePrinterNames()
    ]
    yield tr("Printers"), ", ".join(names) or tr("none")


def _troubles() -> Iterator[Line]:
    """How often the log speaks of a fault, and of which kind; never in its words, which may hold a record."""
    path = log_file()
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        yield tr("Log"), f"{without_names(path)}, {tr('none')}"
        return
    entries = [line.split(" ", 4) for line in text.splitlines() if line[:4].isdigit()]
    faults = [entry for entry in entries if len(entry) > 3 and entry[2] in ("ERROR", "CRITICAL")]
    kinds = sorted({line.partition(":")[0] for line in text.splitlines() if _names_a_kind(line)})
    words = plural("{n} fault", "{n} faults", len(faults))
    last = f", {faults[-1][0]} {faults[-1][1][:5]}" if faults else ""
    kinds_told = f", {', '.join(kinds[:6])}" if kinds else ""
    yield tr("Log"), f"{without_names(path)}, {words}{last}{kinds_told}"


def _names_a_kind(line: str) -> bool:
    """Whether a line of a traceback names the kind of an exception."""
    kind = line.partition(":")[0]
    return kind.replace(".", "").isidentifier() and kind.endswith(
        ("Error", "Exception", "Interrupt", "Warning")
    )
