"""The start of the window: application, fonts, look and language, the file, then the desk."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from models import i18n, seal, sealed_file
from models.backup_copies import is_copy
from models.device import home
from models.errors import UserError
from models.files import writable
from models.gc_pause import held_back, spare
from models.i18n import plural, tr
from models.rules.desk import roles
from ui.kit.background_query import Asker, give_up
from ui.kit.dialog import Dialog
from ui.kit.save_dialog import ask_file, records_filter
from ui.kit.turns import Pieces, at_leisure, turns, whole
from ui.pages import PAGES, offered
from ui.shell import backup_commands, errors, theme
from ui.shell.appearance import apply_settings
from ui.shell.backup_reminder import BackupReminder
from ui.shell.file_watch import FileWatch
from ui.shell.first_run import DEMO, IMPORT, Beginning, choose_backup, name_cooperative, put_in_place
from ui.shell.load_ahead import LoadAhead
from ui.shell.lock import WindowLock
from ui.shell.qt_texts import set_language
from ui.shell.seat import FileAct, Seat, seated
from ui.shell.single_instance import Claim
from ui.shell.window_state import LAST, file_opened, files_lately, is_safe, remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

DONE, REFUSED = 0, 2  # exit codes, as on the command line
BEGUN_AFTER_MS = 200
BACKUP_AFTER_MS = 3_000
COPY_EVERY_MS = 600_000
CHECK_AFTER_MS = 60_000
LONG_UNDO = 1_000  # changed rows from which on taking back is done beside the window


def application() -> QApplication:
    """The application, dressed as it was last time so that nothing flickers while the file opens."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        app = running
    else:
        QGuiApplication.setDesktopFileName("yuanba")
        app = theme.application(sys.argv[:1])
    QCoreApplication.setApplicationName("Yuanba")
    app.setWindowIcon(theme.icon("courtyard", "accent"))
    errors.install()
    Dialog.helper = staticmethod(helped_over)
    kept = remembered()
    theme.apply(app, str(kept.value("screen/theme") or "system"), int(kept.value("screen/size") or 100))
    return app


def start(path: Path | None = None, language: str | None = None, password: str | None = None) -> int:
    """Open the window and run until it is closed; answers the exit code.

    Without ``path`` the file opened last is opened again; where there is none yet, the first-start choice comes first.
    ``language`` overrides the file's setting. A second start with the same file shows the first one's window.
    """
    app = application()
    set_language(language or i18n.system_language())
    found = _open_some(path or last_file(), password)
    if isinstance(found, int):
        return found
    begun, claim = found
    with held_back():
        desk = OpenFile(begun.path, language, claim=claim)
        desk.window.show()
        whole(desk.window.coming(desk.first_page(), seen=True))
    # Once the page is painted: listening for a second start, for example, takes a while. The time runs from the first
    # turn of the event loop, as on a slow laptop it would be over before the painting.
    begin = partial(desk.begun, begun.choice)
    QTimer.singleShot(0, desk.window, lambda: QTimer.singleShot(BEGUN_AFTER_MS, desk.window, begin))
    try:
        return int(app.exec())
    finally:
        give_up()
        backup_commands.back_up_on_closing()
        desk.claim.release()


def _open_some(named: Path, password: str | None = None) -> tuple[Beginning, Claim] | int:
    """Open a file, or by what the user chooses another; when the user gave up, the exit code."""
    refused = DONE
    wanted: Beginning | None = Beginning(named) if named.exists() else ask_beginning(None, named)
    while wanted is not None:
        claim = Claim(wanted.path)
        if not claim.take() and claim.call_other():
            return DONE
        try:
            if _open(wanted, password):
                return wanted, claim
            claim.release()
            return DONE
        except UserError as refusal:
            claim.release()
            refused = REFUSED
            wanted = way_out(None, wanted.path, refusal.message)
    return refused


def _open(wanted: Beginning, password: str | None = None, parent: QWidget | None = None) -> bool:
    """Open a file, made first where it is the demo, and keep the settings it begins with; answers whether it is open.

    Raises UserError as `open_file` does.
    """
    from models.settings import change_settings

    if wanted.choice == DEMO and not wanted.path.exists() and not make_demo(wanted.path.parent):
        return False
    if not open_file(wanted.path, password, parent) or not seated(parent):
        return False
    if wanted.settings:
        change_settings(wanted.settings)
    return True


def way_out(parent: QWidget | None, path: Path, sentence: str) -> Beginning | None:
    """Say why a file does not open and do what the user chooses; answers the file to try next, None to give up."""
    from ui.shell import trouble

    match trouble.ask_way_out(parent, sentence, path):
        case trouble.AGAIN:
            return Beginning(path)
        case trouble.OTHER:
            chosen = ask_file(parent, "records", tr("Open another file"), records_filter(), path.parent)
            return Beginning(chosen or path)
        case trouble.COPY:
            return Beginning(_copied(parent, path))
        case trouble.BACKUP:
            choose_backup(parent, path)
            return Beginning(path)
        case trouble.BEGIN:
            return ask_beginning(parent, _unused(home() / "yuanba.db"))
    return None


def _copied(parent: QWidget | None, path: Path) -> Path:
    """A copy in the user's own folder, journal included, which may be written to."""
    copy = _unused(home() / path.name)
    with errors.caught(parent):
        for ending in ("", "-wal"):
            source = Path(f"{path}{ending}")
            if source.is_file():
                shutil.copyfile(source, f"{copy}{ending}")
        return copy
    return path


def last_file() -> Path:
    """The file opened last on this laptop, else the usual place for one."""
    kept = str(remembered().value(LAST) or "")
    return Path(kept) if kept and Path(kept).exists() else home() / "yuanba.db"


def ask_beginning(parent: QWidget | None, usual: Path) -> Beginning | None:
    """Ask how to begin, and for a new file whose it is; answers None when the user gave up. Nothing is made yet."""
    from ui.shell.welcome import Welcome

    spoken = i18n.language()
    while True:
        welcome = Welcome(parent, files_lately())
        if welcome.exec() != QDialog.DialogCode.Accepted:
            set_language(spoken)
            return None
        kept = {"screen.language": welcome.language} if welcome.language else {}
        if welcome.file is not None and not is_copy(welcome.file):
            return Beginning(welcome.file)
        if welcome.file is not None:
            # A backup stays what it is, on its stick: what is worked on from now on is this laptop's own file.
            own = _unused(usual)
            if put_in_place(parent, welcome.file, own):
                return Beginning(own)
            continue
        if welcome.choice == DEMO:
            return Beginning(home() / "demo" / "demo.db", DEMO, kept)
        named = name_cooperative(parent)
        if named is not None:
            return Beginning(usual, welcome.choice, kept | named)


class OpenFile:
    """An open file and the window over it, and how it changes to another."""

    def __init__(
        self,
        path: Path,
        language: str | None = None,
        today: Callable[[], date] = date.today,
        claim: Claim | None = None,
    ) -> None:
        self.path, self.language = path, language
        self.claim = claim or Claim(path)
        apply_settings(language)
        from ui.shell.window import MainWindow

        spare()
        self.window = MainWindow(
            finder=find_anything,
            undoer=self.take_back,
            helper=lambda key: helped(self.window, key),
            today=today,
        )
        self.reminder = BackupReminder(self.window, lambda: self.path)
        self.window.backup_state = self.reminder.state
        self._ahead = LoadAhead(self.window, self.window.entries)
        self._copier = Asker(self.window, finishes=True)
        self._file_watch = FileWatch(self.window, lambda: self.path, self.restore)
        self._hourly = QTimer(self.window, interval=COPY_EVERY_MS)
        self._hourly.timeout.connect(self.back_up_daily)
        self._watch: QObject | None = None
        self._used_before = remembered().value(LAST) is not None
        self.lock = WindowLock(self.window, lambda: self.path)
        self.window.data_changed.connect(self.lock.follow_settings)
        self.seat = Seat(self.window, self.file_actions, self.lock.give_way)
        self.window.dropping.opener = self.open_dropped
        self.window.lately = lambda: [one for one in files_lately() if one.resolve() != self.path.resolve()]
        self.window.day_turned.connect(self._new_day)
        whole(self._named())

    def file_actions(self) -> Sequence[tuple[str, FileAct]]:
        """What can be done with the file, and the right it takes."""
        window = self.window
        return (
            (roles.IMPORT, (tr("Import a workbook…"), "import", window.import_workbook)),
            (roles.BACK_UP, (tr("Back up now"), "backup", lambda: backup_commands.back_up(window))),
            (roles.BACK_UP, (tr("Back up to a stick…"), "save", lambda: backup_commands.back_up_to(window))),
            (roles.RESTORE, (tr("Restore a backup…"), "undo", self.restore)),
            (roles.RESTORE, (tr("Password…"), "lock", self.change_password)),
            (roles.RESTORE, (tr("Recovery sheet…"), "print", self.print_recovery_sheet)),
            ("", (tr("Lock the window"), "lock", self.lock.lock)),
            ("", (tr("Open another file…"), "folder", self.choose_file)),
            ("", (tr("Demo, import or start empty…"), "courtyard", self.begin_again)),
        )

    def begun(self, choice: str) -> None:
        """What comes once the window stands: the workbook or the tour, the day's backup."""
        self.claim.listen(self.come_forward)
        for fetch in (seal.fetch_key, sealed_file.fetch_key):
            Thread(target=fetch, daemon=True).start()
        self._say_unwritable()
        self._say_second_place()
        backup_commands.offer_new_password(self.window, self.path, self._afresh)
        self._say_cut_off()
        self._file_watch.look()
        self._say_safe()
        if choice == IMPORT:
            self.window.import_workbook()
        elif choice:
            from ui.shell.tour import offer_tour

            offer_tour(self.window)
        self._updates()
        self._new_day()

    def _updates(self) -> None:
        """What an update brought, once; from then on, the next one that comes on a stick."""
        from ui.shell.updates import StickWatch, show_news

        if self._watch is None and not is_safe():
            show_news(self.window, self._used_before)
            self._watch = StickWatch(self.window, self.reminder.plugged_in)

    def _new_day(self) -> None:
        """A day begins, at the start or over night: its copy, and a look at the clock."""
        self._say_clock()
        QTimer.singleShot(BACKUP_AFTER_MS, self.window, self.back_up_daily)
        self._hourly.start()
        QTimer.singleShot(
            CHECK_AFTER_MS, self.window, lambda: self._file_watch.look_through(self.window.today())
        )
        self.reminder.count(remind=True)

    def _say_clock(self) -> None:
        """A wrong clock dates slips, pay and backups wrong: better said before than found afterwards."""
        from models.queries.desk.clock import clock_doubt

        if words := clock_doubt(self.window.today()):
            self.window.notify(words, role="wrong")

    def _say_unwritable(self) -> None:
        """Better known before a day's slips are typed than when they are posted."""
        if not writable(self.path):
            words = tr('"{name}" can only be read here. Work on a copy to write.').format(name=self.path.name)
            self.window.notify(words, tr("Work on a copy"), self._work_on_copy, "wrong")

    def _say_second_place(self) -> None:
        """A second place nobody plugs in any more is none."""
        from models import second_place

        place = second_place.chosen(self.path)
        if place is None or second_place.present(self.path) is not None:
            return
        days = place.missed(self.window.today())
        if days >= second_place.MISSED_DAYS:
            words = plural(
                'The second place "{name}" was missing for {n} day. Plug it in.',
                'The second place "{name}" was missing for {n} days. Plug it in.',
                days,
            )
            self.window.notify(words.format(name=place.folder), role="wrong")

    def _say_cut_off(self) -> None:
        """A file that lacks what this laptop knew of it is told of at once, not at the next check."""
        from models.queries.desk.trail_marks import held

        for sentence in held():
            self.window.notify(sentence, role="wrong")

    def _say_safe(self) -> None:
        if is_safe():
            self.window.notify(
                tr(
                    "Safe mode: sizes, places and looks are as on the first day. Close and start again to leave it."
                )
            )

    def _work_on_copy(self) -> None:
        copy = _copied(self.window, self.path)
        if copy != self.path:
            self.switch(Beginning(copy))

    def come_forward(self) -> None:
        """Somebody started the program again for this file."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()

    def take_back(self) -> str:
        """Undo the newest operation; answers what to say, or "" when it takes long and is said once it is done.

        Raises UserError when there is nothing or it may not be.
        """
        from models.actions.desk.undo import describe, extent, last_undoable, undo
        from ui.kit.background_task import run

        last = last_undoable()
        if last is None:
            raise UserError(tr("Nothing to undo."))
        words = tr("Undone: {title}").format(title=describe(last))
        if extent(last.id) < LONG_UNDO:
            undo(last.id)
            return words
        run(
            self.window,
            tr("Undo: {title}").format(title=describe(last)),
            lambda progress: undo(last.id, progress),
            lambda _: self.window.notify(words),
        )
        return ""

    def back_up_daily(self) -> None:
        """Make the day's own copy, unseen; a fault is said quietly."""
        from models.actions.desk.undo import last_undoable
        from models.backup import back_up
        from models.backup_copies import CLOCK
        from models.database import current_path, only_read
        from models.settings import setting

        if (
            current_path() is None
            or only_read()
            or not setting("backup.daily")
            or not backup_commands.due(self.path, date.today())
            or last_undoable() is None
        ):
            # An empty file is not worth a copy, and would push the useful ones out.
            return

        def failed(error: BaseException) -> None:
            why = error.message if isinstance(error, UserError) else str(error)
            self.window.notify(tr("Today's backup could not be made: {why}").format(why=why), role="wrong")

        self._copier.ask(lambda: back_up(why=CLOCK), lambda _: self.window.backed_up.emit(), failed)

    def _named(self) -> Pieces:
        from models.database import current_password

        yield from self.window.following(self.language)
        file_opened(self.path)
        self.window.encrypted = current_password() is not None
        self.lock.follow_settings()
        self.window.say_state()

    def first_page(self) -> str:
        """The page that was open last, else the first."""
        keys = [entry.key for entry in offered(PAGES)]
        kept = str(remembered().value("window/page") or "")
        return kept if kept in keys else keys[0]

    def switch(self, wanted: Beginning) -> bool:
        """Open another file in this window; goes back to the one before when it does not open."""
        from models.database import close_database, current_password, current_path

        if not self.window.let_go():
            return False
        path, password = wanted.path, current_password()
        claim = self.claim if path == self.path else Claim(path)
        if claim is not self.claim and not claim.take() and claim.call_other():
            return False
        give_up()
        close_database()
        opened = False
        with errors.caught(self.window):
            opened = _open(wanted, None, self.window)
        if opened and claim is not self.claim:
            self.claim.release()
            self.path, self.claim = path, claim
        elif not opened:
            if claim is not self.claim:
                claim.release()
            # Its password was said when it was opened; one that went meanwhile is not made anew.
            with errors.caught(None):
                _reopen(self.path, password, self.window)
        if current_path() is None:
            self.window.forget_pages()
            self.window.close()
            return False
        self._afresh(wanted.choice if opened else None)
        return opened

    def _afresh(self, choice: str | None = None) -> None:
        """Show the file that is open now; ``choice`` is how one began with it, None where one did not."""
        self.window.forget_pages()
        if not self.seat.take():
            self.window.close()
            return
        turns().begin(self._shown(choice))

    def _shown(self, choice: str | None) -> Pieces:
        self.window.file_opened()
        yield from self._named()
        yield
        yield from self.window.coming(self.window.entries[0].key)
        if choice is not None and at_leisure():
            QTimer.singleShot(0, self.window, lambda: self.begun(choice))
        elif choice is not None:
            self.begun(choice)

    def choose_file(self) -> None:
        """Ask for another file and open it."""
        words = tr("Open another file")
        chosen = ask_file(self.window, "records", words, records_filter(), self.path.parent)
        if chosen is not None:
            self.switch(Beginning(chosen))

    def open_dropped(self, path: Path) -> None:
        """Open a file that was dropped on the window; the one that is open stays as it is.

        Raises UserError when the file went meanwhile: a new one is never made so.
        """
        if not path.is_file():
            raise UserError(tr("{name} is not there any more.").format(name=path.name))
        if path.resolve() != self.path.resolve():
            self.switch(Beginning(path))

    def begin_again(self) -> None:
        """The first-start choice once more; what is open stays open until there is another."""
        found = ask_beginning(self.window, _unused(home() / "yuanba.db"))
        if found is not None:
            self.switch(found)

    def change_password(self) -> None:
        """Give the open file another password, or none."""
        backup_commands.change_password(self.window, self.path, self._afresh)

    def print_recovery_sheet(self) -> None:
        """Print the recovery sheet of the open file once more."""
        backup_commands.print_recovery_sheet(self.window, self.path)

    def restore(self) -> None:
        """Put a backup in the place of the open file."""
        backup_commands.restore(self.window, self.path, self._afresh)


def _reopen(path: Path, password: str | None, parent: QWidget) -> None:
    """Open the file of before again. Raises UserError when it does not open, as on a stick that was pulled out."""
    if not path.is_file():
        raise UserError(tr("{name} is not there any more.").format(name=path.name))
    open_file(path, password, parent)


def _unused(path: Path) -> Path:
    """The path itself, or one beside it that no file has yet."""
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_stem(f"{path.stem}-{number}")
    return found


def find_anything(words: str) -> Any:
    """What the find box offers; imported when the first letter is typed."""
    from ui.shell.find_results import finder

    return finder(words)


def helped(window: MainWindow, key: str) -> None:
    """Open help; imported when it is first asked for."""
    from ui.shell.help_window import open_help

    open_help(window, key)


def open_file(path: Path, password: str | None = None, parent: QWidget | None = None) -> bool:
    """Open a file, asking for its password when it has one; answers whether it is open, False when the user gave up.

    Raises UserError when it cannot be opened: it is newer, damaged, in use, may not be written to.
    """
    from models.opening import open_database
    from models.wrong_tries import counted

    while True:
        try:
            with counted(path, password):
                open_database(path, password)
            return True
        except UserError as refusal:
            if refusal.field != "password":
                raise
            from ui.shell.password import ask_password

            said = refusal.message if password else ""
            password = ask_password(parent, path.name, said, path=path)
            if password is None:
                return False


def helped_over(dialog: QWidget, key: str) -> None:
    """Open help over a dialog; imported when it is first asked for."""
    from ui.shell.help_window import open_help_over

    open_help_over(dialog, key)


def make_demo(folder: Path) -> bool:
    """Make the demo cooperative as a file of its own, with a bar; answers whether it is there."""
    from models.actions.demo.cooperative import build_demo
    from ui.kit.background_task import run

    made: list[bool] = []
    spoken = i18n.language()
    running = run(
        None,
        tr("Preparing the demo cooperative"),
        lambda progress: build_demo(
            folder, language=spoken, progress=lambda done, total: progress(done, total)
        ),
        lambda _: made.append(True),
    )
    if running is not None:
        running.wait()
    return bool(made)
