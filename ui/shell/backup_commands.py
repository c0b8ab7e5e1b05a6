"""Copies of the open file: made and verified, put back, and the file itself looked through. Said plainly either way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QWidget

from models import format, rights
from models.errors import UserError
from models.files import writable
from models.i18n import plural, tr
from models.rules.desk import roles
from ui.kit.background_query import give_up
from ui.kit.background_task import Progress, run
from ui.kit.save_dialog import ask_place
from ui.kit.turns import turns
from ui.shell import errors

_log = logging.getLogger("yuanba.backup")

if TYPE_CHECKING:
    from models.unlocking import Unlocked
    from ui.shell.backups_dialog import Chosen
    from ui.shell.password import Wanted
    from ui.shell.window import MainWindow

HOUR: Final = timedelta(hours=1)
OLD_DAYS: Final = 7
"""From so many days on a last copy is too old to be calm about."""


def newest(path: Path) -> Path | None:
    """The newest automatic copy of a sound file beside it, or None."""
    from models.backup_copies import newest_sound

    copy = newest_sound(path)
    return None if copy is None else copy.path


def state(path: Path) -> tuple[str, str]:
    """How old the newest copy is, in words, and the role to say it in."""
    from models.backup_copies import newest_sound

    copy = newest_sound(path)
    if copy is None:
        return tr("No backup yet"), "soon"
    hours = int((datetime.now() - copy.made).total_seconds() // 3600)
    if hours < -1:
        return tr("Last backup before the clock was set back"), "soon"
    if hours < 1:
        return tr("Backed up just now"), "quiet"
    if hours < 24:
        return tr("Backed up {n} h ago").format(n=hours), "quiet"
    return plural(
        "Backed up {n} day ago", "Backed up {n} days ago", hours // 24
    ), "quiet" if hours < 24 * OLD_DAYS else "soon"


def due(path: Path, today: date) -> bool:
    """Whether a copy is to be made by the clock: the day's own, or one of what was done in the last hour."""
    from models.backup import unsaved
    from models.backup_copies import newest_sound

    copy = newest_sound(path)
    if copy is None or copy.made.date() != today:
        return True
    return datetime.now() - copy.made > HOUR and unsaved()


def back_up_on_closing() -> None:
    """Keep what was done since the newest copy, once the window is gone; a fault stands in the log."""
    from models.backup import back_up as write
    from models.backup import unsaved
    from models.backup_copies import CLOSING
    from models.database import current_path, only_read
    from models.settings import setting

    try:
        if current_path() is not None and not only_read() and setting("backup.daily") and unsaved():
            write(why=CLOSING)
    except UserError as error:
        _log.warning("no copy on closing: %s", error.message)


def back_up(window: MainWindow) -> None:
    """Write a verified copy into the folder beside the file, and say where it is."""
    _copy(window, None)


def back_up_to(window: MainWindow) -> None:
    """Ask for a folder, a stick for example, and write a verified copy there."""
    folder = ask_place(window, "stick", tr("Back up into"))
    if folder is not None:
        _copy(window, folder)


def copy_into(window: MainWindow, folder: Path) -> None:
    """Write a verified copy into a folder, made where it is not there yet."""
    _copy(window, folder)


def _copy(window: MainWindow, folder: Path | None) -> None:
    from models.backup import back_up as write
    from models.backup import back_up_into

    def work(progress: Progress) -> Path:
        return write() if folder is None else back_up_into(folder)

    def done(copy: Path) -> None:
        window.backed_up.emit()
        window.say_state()
        window.notify(tr('Backed up and verified, in the folder "{name}".').format(name=str(copy.parent)))

    run(window, tr("Backing up"), work, done)


def restore(window: MainWindow, path: Path, opened: Callable[[], object]) -> None:
    """Ask for a backup and put it in the place of the open file; ``opened()`` runs once it is open.

    The file that was open is kept beside it. Whatever happens, a file is open afterwards.
    """
    from ui.shell.backups_dialog import ask_copy
    from ui.shell.message_box import Question

    copy = ask_copy(window, path)
    if copy is None:
        return
    box = Question(window, _asked(copy), verb=tr("Restore"))
    if box.exec() == QDialog.DialogCode.Accepted and window.let_go():
        put_back(window, copy.path, path, opened)


def _asked(copy: Chosen) -> str:
    """What is asked before a copy takes the place of the file: when it was made and what it holds."""
    from models.backup_copies import made_at

    when = format.moment(made_at(copy.path))
    words = tr("Put the copy of {when} in the place of what is open now? What is open is kept beside it.")
    return "\n\n".join(part for part in (words.format(when=when), copy.holds) if part)


def put_back(
    window: MainWindow, backup: Path, path: Path, opened: Callable[[], object], typed: str | None = None
) -> None:
    """Restore a backup over the open file; see `restore`. ``typed`` is its password, where the file's is another."""
    from models.backup import restore as write
    from models.database import close_database, current_password
    from models.opening import open_database
    from models.unlocking import lies_open
    from models.wrong_tries import counted
    from ui.shell.password import ask_password

    current = current_password()

    def again(password: str | None) -> None:
        with errors.caught(window):
            # A copy of the time before the password has none.
            open_database(path, None if lies_open(path) else password, create=False)
        window.setEnabled(True)
        opened()

    def work(progress: Progress) -> Path | None:
        with counted(backup, typed):
            return write(backup, path, typed or current, current=current)

    def done(kept: Path | None) -> None:
        again(typed or current)
        name = kept.name if kept is not None else ""

        def told(faults: list[str], _: list[str]) -> None:
            words = tr('Restored and verified. What was open before is kept as "{name}".')
            if faults:
                words = tr('Restored, but it is not sound: {fault} What was open before is kept as "{name}".')
            window.notify(words.format(name=name, fault=" ".join(faults[:1])))

        # A copy may be the only one there is: what its books do not bear out is told, not refused.
        look_through(window, told)

    def failed(error: BaseException) -> bool:
        again(current)
        if not isinstance(error, UserError) or error.field != "password":
            return False
        asked = ask_password(
            window, backup.name, error.message if typed else "", verb=tr("Restore"), path=backup
        )
        if asked:
            put_back(window, backup, path, opened, asked)
        return True

    turns().finish()
    give_up()
    close_database()
    # Nothing may ask the file while there is none.
    window.setEnabled(False)
    if run(window, tr("Restoring"), work, done, failed) is None:
        again(current)


def offer_new_password(window: MainWindow, path: Path, opened: Callable[[], object]) -> None:
    """Ask who opened the file by its recovery code for a new password at once: the old one is forgotten."""
    from models.opening import opened_by
    from models.unlocking import RECOVERY
    from ui.shell.message_box import Question

    by = opened_by()
    if by is None or by.label != RECOVERY or not rights.may(roles.RESTORE) or not writable(path):
        return
    words = tr("The file was opened by its recovery code. Set a new password now?")
    if Question(window, words, verb=tr("Set a new password")).exec() == QDialog.DialogCode.Accepted:
        change_password(window, path, opened, by)


def change_password(
    window: MainWindow, path: Path, opened: Callable[[], object], by: Unlocked | None = None
) -> None:
    """Ask for another password of the open file and set it; ``opened()`` runs once a file written anew is open again.

    With a recovery sheet that is shown at the end, to be printed. ``by`` is what somebody opened it by just now, who
    need not type it once more.
    """
    from models import encryption
    from models.database import current_password
    from models.opening import opened_as
    from ui.shell.password import ask_new_password

    wanted = ask_new_password(window, path, current_password() is not None, bool(opened_as()), by)
    if wanted is None:
        return
    if wanted.password is not None and wanted.by.code and not wanted.sheet:
        encryption.set_password(path, wanted.by, wanted.password, sheet=False)
        window.notify(tr("The new password counts from now on, for the copies too."))
    elif window.let_go():
        _write_anew(window, path, wanted, opened)


def _write_anew(window: MainWindow, path: Path, wanted: Wanted, opened: Callable[[], object]) -> None:
    """Write the file and its copies anew under what was chosen."""
    from models import encryption
    from models.database import close_database, current_password
    from models.opening import open_database
    from models.unlocking import lies_open, opens

    old, new = current_password(), wanted.password

    def again(password: str | None) -> None:
        with errors.caught(window):
            open_database(path, password, create=False)
        window.setEnabled(True)
        opened()

    def done(changed: encryption.Changed) -> None:
        again(new)
        words = (
            tr("The file and its copies have a password from now on.")
            if new and old is None
            else tr("The file and its copies have the new password.")
            if new
            else tr("The file has no password any more.")
        )
        if changed.kept:
            names = ", ".join(copy.name for copy in changed.kept)
            words = format.sentences(words, tr("These keep the one they had: {names}.").format(names=names))
        window.notify(words)
        if changed.code:
            show_recovery_sheet(window, path, changed.code)

    def failed(error: BaseException) -> bool:
        again(old if opens_by(old) else new)
        return False

    def opens_by(passphrase: str | None) -> bool:
        return passphrase is None if lies_open(path) else passphrase is not None and opens(path, passphrase)

    def work(progress: Progress) -> encryption.Changed:
        def count(number: int, total: int) -> None:
            progress(number, total)

        return encryption.set_password(path, wanted.by, new, sheet=wanted.sheet, progress=count)

    turns().finish()
    give_up()
    close_database()
    window.setEnabled(False)
    if run(window, tr("Writing the file anew"), work, done, failed) is None:
        again(old)


def print_recovery_sheet(window: MainWindow, path: Path) -> None:
    """Ask for the password anew and show the recovery sheet. Raises UserError where the file has no recovery code."""
    from models.opening import opened_as
    from ui.shell.password import ask_proof

    if not opened_as():
        raise UserError(tr('This file has no recovery code. Set a password "with a recovery sheet" first.'))
    by = ask_proof(window, path, tr("Show the sheet"))
    if by is not None and by.code:
        show_recovery_sheet(window, path, by.code)


def show_recovery_sheet(window: MainWindow, path: Path, code: str) -> None:
    """The recovery sheet as a preview, to print it or keep it as a file."""
    from models.settings import setting
    from reports.desk.recovery_sheet import PAPER, RecoverySheet, write_sheet
    from reports.paper.language import paper_translator
    from reports.paper.papers import PAPERS
    from ui.kit.print_preview import Preview

    speak = paper_translator(str(setting("paper.language")))

    def make(target: Path, paper: str, copies: int, progress: Progress) -> str:
        write_sheet(target, RecoverySheet(path.name, code), speak)
        return ""

    preview = Preview(window, "recovery", tr("Recovery sheet"), make, [(PAPER, tr(PAPERS[PAPER].label))])
    preview.exec()
    if not preview.printed:
        words = tr(
            "The recovery sheet was neither printed nor saved. Until it is, a forgotten password is lost for good."
        )
        window.notify(words, tr("Show it again"), lambda: show_recovery_sheet(window, path, code), "wrong")


def look_through(window: QWidget, found: Callable[[list[str], list[str]], object]) -> None:
    """Check the open file beside the window; ``found(faults, remarks)`` gets every one as a sentence."""
    from models.backup import check, remarks

    def work(progress: Progress) -> tuple[list[str], list[str]]:
        progress(0, 0, tr("Database, ledger and audit trail"))
        return check(), remarks()

    run(window, tr("Checking the file"), work, lambda told: found(*told))
