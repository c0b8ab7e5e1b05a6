"""The photos of a record: dropped, pasted or chosen, looked at, worded, put in order and removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from models.actions.photos import SUBJECTS_OF, Shot
from models.errors import UserError
from models.i18n import tr
from models.kinds import worded
from models.tables.photo import Photo
from ui.kit.background_task import run
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.desk import desk_of
from ui.kit.form import ChoiceField, Form, field_of
from ui.kit.form_sheet import Sheet
from ui.kit.photo_list import PhotoList, pixmap_of
from ui.kit.photo_reading import ENDINGS, Source, read_shots, sources_of
from ui.kit.photo_store import Item, Kept, Store, Unposted
from ui.kit.photo_view import PhotoView
from ui.kit.save_dialog import PHOTO, ask_target
from ui.kit.text import paragraph, text
from ui.shell import errors, theme
from ui.shell.window_state import remembered

_FOLDER = "photos/folder"


class PhotoStrip(QWidget):
    """Photos of a record of ``table``; what is done to one that is kept is said at the bottom of the window.

    ``changed`` when there are other photos than before; a ``headed`` one has its name and button above it,
    and is a row high.
    """

    changed = Signal()

    def __init__(self, table: Any, *, headed: bool = False) -> None:
        super().__init__()
        self._subjects = SUBJECTS_OF[table]
        self.store: Store = Unposted()
        self.items: list[Item] = []
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        self.list = PhotoList(
            tr("No photo yet. Drop one here, paste it with Ctrl+V, or choose a file."), 1 if headed else 0
        )
        self.list.setAccessibleName(tr("Photos"))
        self.list.opened.connect(self.look)
        self.list.removing.connect(self.remove)
        self.list.moving.connect(self.move_by)
        # The other program waits until the drop has ended.
        self.list.given.connect(lambda given: QTimer.singleShot(0, self, lambda: self.take(given)))
        self.list.customContextMenuRequested.connect(self._menu)
        if headed:
            line = QHBoxLayout()
            line.addWidget(text(tr("Photos"), "quiet"), 1)
            line.addWidget(self.button())
            down.addLayout(line)
        down.addWidget(self.list)
        self.problem = paragraph("", "wrong")
        self.problem.hide()
        down.addWidget(self.problem)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self.paste)

    def watch(self, form: Form) -> None:
        """Take a photo that is pasted while the keyboard is in a field of a form, which has no use for it."""
        for field in form.fields.values():
            for part in (field.editor, *field.editor.findChildren(QWidget)):
                part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the key to the strip where a photo was copied and no words."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            copied = QGuiApplication.clipboard().mimeData()
            if not copied.hasFormat("text/plain") and sources_of(copied):
                event.ignore()
                return True
        return False

    # -- what is shown -------------------------------------------------------------------------------------------

    def show_owner(self, owner: Any) -> None:
        """The photos that hang on a record."""
        self.store = Kept(owner)
        self.refresh()

    def start_new(self) -> None:
        """No photos yet, of a record that is still to be posted."""
        self.store = Unposted()
        self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        items = self.store.items()
        if items != self.items:
            self.items = items
            self.list.show_photos([(pixmap_of(item.thumbnail), item.words) for item in items])
            self.changed.emit()

    @property
    def unposted(self) -> list[tuple[str, Shot]]:
        """The photos of a record that is still to be posted, each with its caption."""
        if not isinstance(self.store, Unposted):
            return []
        return [(item.caption, shot._replace(taken_on=item.taken_on)) for item, shot in self.store.shots]

    def say_refusal(self, sentence: str) -> None:
        """Why a photo was not kept, below the photos."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    # -- more of them --------------------------------------------------------------------------------------------

    def button(self, *, kind: str = "link") -> ActionButton:
        """A button that lets one choose files; it asks what of where there are several answers."""
        button = ActionButton(tr("Add photo"), kind=kind, icon="" if kind == "link" else "plus")
        button.clicked.connect(lambda: self._ask_subject(button))
        return button

    def _ask_subject(self, button: QWidget) -> None:
        if len(self._subjects) == 1:
            self.choose(self._subjects[0])
            return
        menu = QMenu(self)
        for subject in self._subjects:
            menu.addAction(worded(Photo.subject, subject), partial(self.choose, subject))
        menu.exec(button.mapToGlobal(QPoint(0, button.height())))
        menu.deleteLater()

    def choose(self, subject: str = "") -> None:
        """Choose files."""
        with errors.caught(self):
            folder = str(remembered().value(_FOLDER, str(Path.home())))
            kinds = tr("Photos ({endings})").format(endings=" ".join(f"*{ending}" for ending in ENDINGS))
            everything = tr("All files (*)")
            files, _ = QFileDialog.getOpenFileNames(self, tr("Add photo"), folder, f"{kinds};;{everything}")
            if files:
                remembered().setValue(_FOLDER, str(Path(files[0]).parent))
                self.take([Path(file) for file in files], subject)

    def paste(self) -> None:
        """Take what was copied; without a photo among it nothing is said unless somebody stands here."""
        sources = sources_of(QGuiApplication.clipboard().mimeData())
        if sources:
            self.take(sources)
        elif self.list.hasFocus():
            errors.show(self, UserError(tr("Nothing was copied that is a photo.")))

    def take(self, sources: Sequence[Source], subject: str = "") -> None:
        """Read photos beside the window and keep them."""
        self.say_refusal("")
        # They belong to what is shown now, whatever is shown once they are read.
        chosen, store = subject or self._likeliest(), self.store
        run(
            self,
            tr("Reading the photos"),
            lambda progress: read_shots(sources, progress),
            lambda shots: self._add(store, chosen, shots),
        )

    def _likeliest(self) -> str:
        """What a photo is of of which nobody says it: the first there is none of, else the last."""
        there = {item.subject for item in self.items}
        return next((subject for subject in self._subjects if subject not in there), self._subjects[-1])

    def _add(self, store: Store, subject: str, shots: Sequence[Shot]) -> None:
        if isinstance(store, Unposted) and store is not self.store:
            self.say_refusal(tr("It was recorded before the photo was read. Open it to add the photo."))
            return
        self._change(lambda: store.add(subject, shots), tr("Photo added"))
        self.list.setCurrentRow(self.list.count() - 1)

    # -- one of them ---------------------------------------------------------------------------------------------

    def look(self, row: int) -> None:
        """Look at it in full."""
        with errors.caught(self):
            view = PhotoView(self.window(), self.store, row)
            view.exec()
            self.list.setCurrentRow(view.place)

    def edit(self, row: int) -> None:
        """Say what it is of, in which words and of which day."""
        item, store = self.items[row], self.store
        fields = [field_of(Photo.caption), field_of(Photo.taken_on)]
        if len(self._subjects) > 1:
            choices = [(subject, worded(Photo.subject, subject)) for subject in self._subjects]
            fields.insert(0, ChoiceField("subject", tr(Photo.subject.verbose_name), choices, required=True))
        form = Form(fields)
        form.set_values(item._asdict())

        def save(consent: Any, values: dict[str, Any]) -> None:
            subject = values.get("subject") or item.subject
            store.change(row, subject, values["caption"] or "", values["taken_on"])

        if Sheet(self.window(), tr("Photo"), form, tr("Save"), save).exec():
            self.refresh()
            self._say(tr("Photo changed"))

    def move_by(self, row: int, by: int) -> None:
        """Put it before the one before it, or after the one after it."""
        store = self.store
        if 0 <= row + by < len(self.items):
            self._change(lambda: store.move(row, by), "")
            self.list.setCurrentRow(row + by)

    def remove(self, row: int) -> None:
        """Take it away; what hung on a record can be put back."""
        store = self.store
        self._change(lambda: store.remove(row), tr("Photo removed"))

    def save_copy(self, row: int) -> None:
        """Write it as a file, to be sent or printed elsewhere."""
        target = ask_target(self, self.items[row].words, PHOTO)
        if target is not None:
            target.write_bytes(self.store.photo(row))

    def _change(self, act: Callable[[], object], words: str) -> None:
        self.say_refusal("")
        if errors.attempt(self, lambda consent: act()):
            self.refresh()
            self._say(words)

    def _say(self, words: str) -> None:
        desk = desk_of(self)
        if words and desk is not None and isinstance(self.store, Kept):
            desk.notify(words, tr("Undo Ctrl+Z"), desk.undo)

    def _menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        row = -1 if item is None else self.list.row(item)
        menu = QMenu(self)
        if row >= 0:
            self.list.setCurrentRow(row)
            for words, icon, slot in (
                (tr("Look at it"), "eye", lambda: self.look(row)),
                (tr("Change"), "edit", lambda: self.edit(row)),
                (tr("Put it further left"), "chevron-left", lambda: self.move_by(row, -1)),
                (tr("Put it further right"), "chevron-right", lambda: self.move_by(row, 1)),
                (tr("Save a copy"), "export", lambda: self.save_copy(row)),
                (tr("Remove"), "trash", lambda: self.remove(row)),
            ):
                menu.addAction(theme.icon(icon, "wrong" if icon == "trash" else "quiet"), words, slot)
            menu.addSeparator()
        menu.addAction(theme.icon("plus", "quiet"), tr("Add photo"), self.choose)
        menu.exec(self.list.viewport().mapToGlobal(place))
        menu.deleteLater()


class PhotoCard(Card):
    """The photos of a record on its page."""

    def __init__(self, table: Any) -> None:
        super().__init__(tr("Photos"))
        self.inset()
        self.strip = PhotoStrip(table)
        self.body.addWidget(self.strip)
        self.head.addWidget(self.strip.button())

    def show_owner(self, owner: Any) -> None:
        """The photos of another record, or of the same one asked for again."""
        self.strip.show_owner(owner)
