"""The check of the open file, and the comparison of a ledger mark on paper with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.i18n import tr
from ui.kit.button import ActionButton
from ui.kit.text import paragraph
from ui.shell import errors, theme

SHOWN = 12
"""The most faults that are listed; the rest are counted."""


class FileCheck(QWidget):
    """A button that checks the file, a line for a mark from paper, typed or scanned, and what was found."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self._page = page
        self.check_button = ActionButton(
            tr("Check the file"), icon="check", slot=lambda: self.guard(self.look_through)
        )
        self.mark = QLineEdit()
        self.mark.setPlaceholderText("F02C·706F")
        self.mark.setClearButtonEnabled(True)
        self.mark.setFixedWidth(theme.px("field"))
        # A scanner ends what it types with Enter.
        self.mark.returnPressed.connect(lambda: self.guard(self.compare))
        self.compare_button = ActionButton(tr("Compare"), slot=lambda: self.guard(self.compare))
        self.found = paragraph("")
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.found.hide()
        beside = QHBoxLayout()
        beside.addWidget(self.mark)
        beside.addWidget(self.compare_button)
        beside.addStretch(1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(paragraph(tr("Ledger mark on paper, or scan the certificate")))
        body.addLayout(beside)
        body.addWidget(self.found)

    def look_through(self) -> None:
        """Check database, ledger and trail, and say what was found."""
        from ui.shell.backup_commands import look_through

        look_through(self._page, self.looked)

    def looked(self, faults: list[str], remarks: list[str]) -> None:
        """Say what a check found."""
        lines = [tr("The file is sound: database, ledger and audit trail."), *remarks]
        if faults:
            lines = [tr("The file is not sound. Restore the latest backup."), *faults[:SHOWN]]
            if len(faults) > SHOWN:
                lines.append(tr("{n} more").format(n=len(faults) - SHOWN))
        self._say(lines, bool(faults))

    def compare(self) -> None:
        """Hold the mark that was typed or scanned against the file."""
        from models.queries.desk.trail_marks import compare

        answer = compare(self.mark.text())
        self.mark.selectAll()
        self._say(answer.sentences, not answer.agrees)

    def _say(self, lines: list[str], wrong: bool) -> None:
        theme.set_role(self.found, "type", "wrong" if wrong else "accent")
        self.found.setText("\n".join(lines))
        self.found.show()

    def guard(self, slot: Any) -> None:
        with errors.caught(self):
            slot()
