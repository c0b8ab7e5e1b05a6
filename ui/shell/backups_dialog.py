"""The copies there are of the open file: what each holds, before one of them takes its place; and the second place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models import backup_copies, format, second_place
from models.backup import in_one_line
from models.backup_copies import WHYS, Copy
from models.database import current_password
from models.errors import UserError
from models.i18n import mark, tr
from ui.kit.background_query import Asker
from ui.kit.background_task import run
from ui.kit.boxes import STRETCH, hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.memory_listing import Rows, column
from ui.kit.save_dialog import ask_file, ask_place, records_filter
from ui.kit.table import TableView
from ui.kit.text import paragraph, text
from ui.shell import errors, theme


class Chosen(NamedTuple):
    """A copy somebody chose, and what it holds in one line; "" where that could not be read."""

    path: Path
    holds: str


class Backups(Dialog):
    """``chosen`` is the copy that is to take the place of the file once it was answered with yes, and what it holds."""

    def __init__(self, parent: QWidget | None, path: Path, password: str | None) -> None:
        super().__init__(parent)
        self.path, self.password = path, password
        self.chosen: Chosen | None = None
        self._told: dict[Path, str] = {}
        self._copies: list[Copy] = []
        self._asker = Asker(self, of_file=False)
        self.setWindowTitle(tr("Backups"))
        outer = self.body_layout("m")
        outer.addWidget(text(tr("Which copy takes the place of the file?"), "page"))
        outer.addWidget(paragraph(tr("The file that is open now is kept beside it."), "quiet"))
        self._rows = Rows(
            "backups",
            mark("Backups"),
            (
                column("made", mark("Made")),
                column("why", mark("Why")),
                column("sound", mark("State")),
                column("place", mark("Where")),
            ),
        )
        self.table = TableView(self._rows, self, search=False)
        self.table.selected.connect(self._look)
        self.table.opened.connect(self._take_current)
        outer.addWidget(self.table, 1)
        self.holds = paragraph(" ", "strong")
        outer.addWidget(self.holds)
        outer.addLayout(self._second())
        outer.addLayout(self._buttons())
        self.resize(theme.px("dialog") * 2, theme.px("row") * 18)
        self._fill()

    def _second(self) -> QHBoxLayout:
        self.place = paragraph("")
        self.choose_button = ActionButton(
            tr("Choose a second place…"), icon="folder", slot=lambda: self._guarded(self.choose_place)
        )
        self.leave_button = ActionButton(
            tr("Without a second place"), slot=lambda: self._guarded(lambda: self._place_at(None))
        )
        return hbox("s", (self.place, 1), self.choose_button, self.leave_button)

    def _buttons(self) -> QHBoxLayout:
        other = ActionButton(tr("Another file…"), icon="file", slot=self.choose_file)
        close = ActionButton(tr("Cancel"), "Esc", slot=self.reject)
        self.restore_button = ActionButton(
            tr("Restore this copy"), "Ctrl+Enter", primary=True, icon="undo", slot=self._take_current
        )
        self.on_ctrl_enter(self._take_current)
        self.make_button = ActionButton(tr("Back up now"), primary=True, icon="backup", slot=self.make_copy)
        return hbox("s", other, STRETCH, close, self.make_button, self.restore_button)

    def _fill(self) -> None:
        place = second_place.chosen(self.path)
        folder = second_place.present(self.path)
        self._second_place = folder
        self._copies = backup_copies.all_copies(self.path, *second_place.reachable(self.path))
        self._rows.put([(number, self._row(copy)) for number, copy in enumerate(self._copies)])
        self.table.refresh()
        self.restore_button.setVisible(bool(self._copies))
        self.make_button.setVisible(not self._copies)
        if self._copies:
            self.table.select(0)
            self._look()
        else:
            self.holds.setText(tr("There is no copy of this file yet."))
        self.leave_button.setVisible(place is not None)
        if place is None and not self._copies:
            words, role = "", "quiet"
        elif place is None:
            words, role = (
                tr("Every copy lies on one disk. A stick as second place saves them when it breaks."),
                "soon",
            )
        elif folder is None:
            words, role = tr('The second place "{name}" is not there now.').format(name=place.folder), "soon"
        else:
            words, role = tr("Second place: {name}").format(name=str(folder)), "quiet"
        theme.set_role(self.place, "type", role)
        self.place.setText(words)

    def _row(self, copy: Copy) -> tuple[str, ...]:
        folder = copy.path.parent
        if folder in (backup_copies.folder_of(self.path), self.path.parent):
            where = tr("beside the file")
        elif self._second_place is not None and folder.resolve() == self._second_place.resolve():
            where = tr("second place")
        else:
            where = tr('on the stick, in "{name}"').format(name=str(folder))
        return (
            format.moment(copy.made),
            tr(WHYS[copy.why]),
            tr("verified") if copy.sound else tr("not sound"),
            where,
        )

    def _current(self) -> Copy | None:
        key = self.table.table.current_key()
        return None if key is None else self._copies[key]

    def _look(self) -> None:
        """Say what the copy under the cursor holds, read beside the window."""
        copy = self._current()
        if copy is None:
            return
        self.holds.setText(" ")

        def failed(error: BaseException) -> None:
            self.holds.setText(error.message if isinstance(error, UserError) else str(error))

        self._asker.ask(
            lambda: backup_copies.contents(copy.path, self.password),
            lambda held: self._say_held(copy.path, in_one_line(held)),
            failed,
        )

    def _say_held(self, file: Path, words: str) -> None:
        self._told[file] = words
        self.holds.setText(words)

    def _take_current(self) -> None:
        copy = self._current()
        if copy is not None:
            self._take(copy.path)

    def _take(self, file: Path) -> None:
        self.chosen = Chosen(file, self._told.get(file, "") or self._read(file))
        self.accept()

    def _read(self, file: Path) -> str:
        """What a copy holds that the list had no time to read; one under another password keeps it to itself."""
        try:
            return in_one_line(backup_copies.contents(file, self.password))
        except (UserError, OSError):
            return ""

    def make_copy(self) -> None:
        """Write the first copy, and show it."""
        from models.backup import back_up

        run(self, tr("Backing up"), lambda progress: back_up(), lambda _: self._fill())

    def choose_file(self) -> None:
        """Ask for a copy that lies elsewhere."""
        folder = backup_copies.folder_of(self.path)
        usual = folder if folder.is_dir() else self.path.parent
        chosen = ask_file(self, "backup", tr("Restore a backup"), records_filter(), usual)
        if chosen is not None:
            self._take(chosen)

    def choose_place(self) -> None:
        """Ask for the folder of the second place."""
        folder = ask_place(self, "second place", tr("Second place for copies"))
        if folder is not None:
            self._place_at(folder)

    def _place_at(self, folder: Path | None) -> None:
        second_place.choose(self.path, folder)
        newest = backup_copies.newest_sound(self.path)
        if folder is not None and newest is not None:
            second_place.write(self.path, newest.path)
        self._fill()

    def _guarded(self, act: Callable[[], None]) -> None:
        with errors.caught(self):
            act()


def ask_copy(parent: QWidget | None, path: Path) -> Chosen | None:
    """The copy that is to take the place of a file, or None when nobody chose one."""
    box = Backups(parent, path, current_password())
    return box.chosen if box.exec() == Dialog.DialogCode.Accepted else None
