"""Asking where a file shall go, always in the same way: in the folder used last, with a name every system takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from PySide6 import QtWidgets  # its file dialog is got ready when it is first named
from PySide6.QtWidgets import QWidget

from models.database import current_password, current_path
from models.files import FILE_ENDINGS, file_name
from models.i18n import mark, tr
from models.protected_file import protect
from ui.kit.desk import desk_of
from ui.shell.window_state import remembered

WORKBOOK, TEXT, PDF, WEB_PAGE, PICTURE, PHOTO = ".xlsx", ".csv", ".pdf", ".html", ".png", ".jpg"
_WORDS: Final = {
    WORKBOOK: mark("Workbooks (*.xlsx)"),
    TEXT: mark("Text files (*.csv *.txt)"),
    PDF: mark("PDF files (*.pdf)"),
    WEB_PAGE: mark("Web pages (*.html)"),
    PICTURE: mark("Pictures (*.png)"),
    PHOTO: mark("Photos (*.jpg)"),
}
_FOLDER: Final = "export/folder"


def records_filter() -> str:
    """The cooperatives' files, as a dialog that opens one offers them."""
    return tr("Yuanba files ({endings})").format(endings=" ".join(f"*{ending}" for ending in FILE_ENDINGS))


_LOCKED: Final = {
    WORKBOOK: mark("Workbooks with a password (*.xlsx)"),
    PDF: mark("PDF files with a password (*.pdf)"),
}
"""What is offered besides, to be opened by a password only."""
_told: set[str] = set()


def ask_target(parent: QWidget, name: str, *kinds: str, lockable: bool = True) -> Path | None:
    """Ask where a file shall go, None when nobody says; ``name`` without suffix is proposed.

    ``kinds`` are the suffixes it may have, of which the first is the usual one; a workbook where none is said. Where
    one of them can have a password, and the file is ``lockable``, that is offered; whoever writes it finds it out
    (`models.protected_file`).
    """
    kinds = kinds or (WORKBOOK,)
    locked = [tr(_LOCKED[kind]) for kind in kinds if kind in _LOCKED and lockable]
    words = ";;".join([*(tr(_WORDS[kind]) for kind in kinds), *locked])
    folder = Path(str(remembered().value(_FOLDER, str(Path.home()))))
    proposed = folder / f"{file_name(name)}{kinds[0]}"
    chosen, filtered = QtWidgets.QFileDialog.getSaveFileName(parent, tr("Save as"), str(proposed), words)
    if not chosen:
        return None
    target = Path(chosen)
    if target.suffix.lower() not in re.findall(r"\*(\.\w+)", words):
        target = target.with_name(target.name + kinds[0])
        # The dialog of the system asked about the name as it was typed.
        if target.exists() and not _may_be_replaced(parent, target):
            return None
    if not _locked(parent, target, filtered in locked, bool(locked)):
        return None
    remembered().setValue(_FOLDER, str(target.parent))
    return target


def _locked(parent: QWidget, target: Path, wanted: bool, could: bool) -> bool:
    """Note the password a file is to have; answers False when the user gave up.

    Once a run is said that what leaves an encrypted file is not encrypted.
    """
    protect(target, None)
    if wanted:
        from ui.shell.password import ask_file_password

        password = ask_file_password(parent.window(), target.name)
        if password is None:
            return False
        protect(target, password)
    elif could and current_password() is not None and str(current_path()) not in _told:
        desk = desk_of(parent)
        if desk is not None:
            _told.add(str(current_path()))
            words = tr('"{name}" is not encrypted. When saving, the kind of file offers a password too.')
            desk.notify(words.format(name=target.name), role="soon")
    return True


def ask_file(
    parent: QWidget | None, what: str, title: str, kinds: str, usual: Path | None = None
) -> Path | None:
    """Ask for a file to open, None when nobody says; begins where such a one was found last.

    ``what`` names the kind of file for that memory; ``usual`` is the folder to begin in until there is one.
    """
    chosen, _ = QtWidgets.QFileDialog.getOpenFileName(parent, title, str(_last_folder(what, usual)), kinds)
    if not chosen:
        return None
    remembered().setValue(f"folder/{what}", str(Path(chosen).parent))
    return Path(chosen)


def ask_place(parent: QWidget | None, what: str, title: str, usual: Path | None = None) -> Path | None:
    """Ask for a folder of a kind, None when nobody says; begins at the one said last, see `ask_file`."""
    chosen = QtWidgets.QFileDialog.getExistingDirectory(parent, title, str(_last_folder(what, usual)))
    if not chosen:
        return None
    remembered().setValue(f"folder/{what}", chosen)
    return Path(chosen)


def _last_folder(what: str, usual: Path | None) -> Path:
    kept = str(remembered().value(f"folder/{what}") or "")
    # A stick that was pulled out is no place to begin.
    return Path(kept) if kept and Path(kept).is_dir() else usual or Path.home()


def ask_folder(parent: QWidget) -> Path | None:
    """Ask for a folder to put several files in, None when nobody says."""
    chosen = QtWidgets.QFileDialog.getExistingDirectory(
        parent, tr("Into which folder?"), str(remembered().value(_FOLDER, str(Path.home())))
    )
    if not chosen:
        return None
    remembered().setValue(_FOLDER, chosen)
    return Path(chosen)


def _may_be_replaced(parent: QWidget, target: Path) -> bool:
    from ui.shell.message_box import Question

    words = tr('"{name}" exists already. Write over it?').format(name=target.name)
    return bool(Question(parent.window(), words, verb=tr("Write over it"), loses=True).exec())
