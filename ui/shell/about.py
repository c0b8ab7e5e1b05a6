"""About Yuanba: its version, the parts it is made of with their licences, and what to send when it does not work."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from models.database import current_path
from models.device import home
from models.i18n import tr
from models.licences import LicensedPart, own_licence, parts
from models.version import VERSION
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.text import paragraph, text
from ui.shell import theme

PART = Qt.ItemDataRole.UserRole


class About(Dialog):
    """The parts at the left, the licence of the chosen one at the right."""

    help_key = "trouble"

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Yuanba"))
        outer = self.body_layout("m", margin="l")
        outer.addLayout(self._head())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Parts"))
        self.list.setFixedWidth(theme.px("nav") + theme.px("xl") * 4)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setAccessibleName(tr("Licence"))
        outer.addLayout(hbox("l", self.list, (self.words, 1)), 1)
        outer.addLayout(self._buttons())
        self._fill()
        self.list.currentItemChanged.connect(lambda now, _: self._show(now))
        self.list.setCurrentRow(0)
        self.resize(theme.px("sheet") + theme.px("field_wide"), theme.px("preview_h"))

    def _head(self) -> QHBoxLayout:
        head = hbox("m")
        picture = QLabel()
        size = theme.px("row")
        picture.setPixmap(theme.icon("courtyard", "accent").pixmap(size, size))
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = vbox("xs", text(tr("Yuanba {version}").format(version=VERSION), "page"))
        words.addWidget(
            paragraph(
                tr(
                    "Free under the MIT licence. It is made of the parts below, each under its own licence. Qt and"
                    " PySide6 may be replaced by others; their text says how."
                ),
                "quiet",
            )
        )
        head.addLayout(words, 1)
        return head

    def _buttons(self) -> QHBoxLayout:
        self.copy_button = ActionButton(tr("Copy what to send"), slot=self.copy)
        self.copy_button.setToolTip(tr("Versions, screens, printers, free disk: no records, no names"))
        self.copied = text("", "quiet")
        close = ActionButton(tr("Close"), "Esc", slot=self.accept)
        return hbox("s", self.copy_button, (self.copied, 1), close)

    def _fill(self) -> None:
        own = QListWidgetItem(tr("Yuanba {version}").format(version=VERSION))
        own.setData(PART, None)
        self.list.addItem(own)
        for part in parts():
            item = QListWidgetItem(part.name if part.inside else f"{part.name} {part.version}")
            item.setData(PART, part)
            self.list.addItem(item)

    def _show(self, item: QListWidgetItem | None) -> None:
        part: LicensedPart | None = None if item is None else item.data(PART)
        if part is None:
            self.words.setPlainText(own_licence())
        else:
            place = (
                tr("in {name}").format(name=f"{part.inside} {part.version}") if part.inside else part.version
            )
            self.words.setPlainText("\n\n".join((f"{part.name} ({place}): {part.licence}", *part.texts)))

    def copy(self) -> None:
        """Put what a helper far away needs to know on the clipboard."""
        from ui.shell.doctor import examine

        QGuiApplication.clipboard().setText(examine(current_path() or home() / "yuanba.db"))
        self.copied.setText(tr("Copied. Paste it into a message; it holds no records and no names."))
