"""A file that does not open: one sentence why, and the ways out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from models.files import writable
from models.i18n import tr
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.shell.message_box import Box

AGAIN, OTHER, COPY, BACKUP, BEGIN = "again", "other", "copy", "backup", "begin"


class Trouble(Box):
    """Says what is wrong; ``choice`` is AGAIN, OTHER (another file), COPY, BACKUP or BEGIN (the first-start choice)."""

    help_key = "trouble"

    def __init__(self, parent: QWidget | None, sentence: str, path: Path) -> None:
        super().__init__(parent, tr("The file does not open"), sentence, "error", "wrong")
        self.choice = ""
        self._down = vbox("s")
        self.outer.addLayout(self._down)
        self.ways: dict[str, ActionButton] = {}
        exists = path.is_file()
        # Trying again does not make a disk writable; a copy can be read and worked with at once.
        first = AGAIN if not exists or writable(path) else COPY
        if exists:
            ways = [(AGAIN, tr("Try again")), (COPY, tr("Work on a copy"))]
            for choice, words in ways if first == AGAIN else reversed(ways):
                self._way(choice, words, choice == first)
            self._way(BACKUP, tr("Restore a backup…"))
        self._way(OTHER, tr("Open another file…"), not exists)
        self._way(BEGIN, tr("Start over…"))
        usual = self.ways[first if exists else OTHER]
        usual.setDefault(True)
        usual.setFocus()
        self.add_button(tr("Close"), self.reject, "Esc")
        self.outer.addLayout(self.buttons)

    def _way(self, choice: str, words: str, first: bool = False) -> None:
        button = ActionButton(words, primary=first, slot=lambda: self._take(choice))
        self._down.addWidget(button)
        self.ways[choice] = button

    def _take(self, choice: str) -> None:
        self.choice = choice
        self.accept()


def ask_way_out(parent: QWidget | None, sentence: str, path: Path) -> str:
    """The way out chosen, or nothing when the user gave up."""
    box = Trouble(parent, sentence, path)
    chosen = box.choice if box.exec() == QDialog.DialogCode.Accepted else ""
    # A box without a parent would outlive the application.
    box.deleteLater()
    return chosen
