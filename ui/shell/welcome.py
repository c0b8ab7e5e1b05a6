"""The first choice: the demo cooperative, a workbook, an empty file, or one that was open before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from models import i18n
from models.device import home
from models.i18n import mark, tr
from models.setting_definitions import BY_KEY
from ui.kit.alignment import RIGHT
from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog, most
from ui.kit.save_dialog import ask_file, records_filter
from ui.kit.scrolled import Scrolled
from ui.kit.segments import Segments
from ui.kit.text import ElidedLabel, paragraph, text
from ui.shell import theme
from ui.shell.first_run import DEMO, EMPTY, IMPORT
from ui.shell.qt_texts import set_language

FILES_SHOWN = 4

CHOICES = (
    (
        DEMO,
        "today",
        mark("Look around in the demo cooperative"),
        mark("Invented households, orders and pay. Try everything; nothing can break."),
    ),
    (
        IMPORT,
        "import",
        mark("Import a workbook"),
        mark("Last month's tables in one workbook. It is checked first; nothing is half imported."),
    ),
    (EMPTY, "plus", mark("Start empty"), mark("Begin with your own households and products.")),
)


class Choice(QAbstractButton):
    """One way to begin: an icon, what it is, and what happens."""

    def __init__(self, number: int, icon: str, words: str, detail: str) -> None:
        super().__init__()
        self.icon_name, self.detail, self.key = icon, detail, str(number)
        self.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(detail)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Two lines and the space around them."""
        words = QFontMetrics(theme.font("section")).horizontalAdvance(self.text())
        detail = QFontMetrics(theme.font("quiet")).horizontalAdvance(self.detail)
        around = 2 * theme.px("l") + theme.px("xl") + theme.px("l") + theme.px("xl")
        return QSize(max(words, detail) + around, theme.px("row") * 2)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, arrows go to the neighbour."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A surface with the icon, the words, the detail and the key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, thick = ("accent", "ring") if self.hasFocus() else ("line", "hair")
        painter.setPen(QPen(theme.color(color), theme.px(thick)))
        painter.setBrush(theme.color("hover" if self.underMouse() else "surface"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, theme.px("card"), theme.px("card"))
        size = theme.px("xl")
        theme.paint_icon(painter, self.icon_name, "accent", theme.px("l"), (self.height() - size) / 2, size)
        left = theme.px("l") + size + theme.px("l")
        middle = self.height() // 2
        line = QFontMetrics(theme.font("section"))
        painter.setFont(theme.font("section"))
        painter.setPen(theme.color("ink"))
        painter.drawText(left, middle - line.descent(), self.text())
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color("quiet"))
        painter.drawText(
            left, middle + QFontMetrics(theme.font("quiet")).ascent() + theme.px("xs"), self.detail
        )
        room = self.rect().adjusted(0, 0, -theme.px("l"), 0)
        painter.drawText(room, RIGHT, self.key)
        painter.end()


class Welcome(Dialog):
    """Asks how to begin; ``choice`` is DEMO, IMPORT or EMPTY, or ``file`` one that was opened before.

    ``language`` is the one chosen here, "" while nobody chose.
    """

    help_key = "first-day"

    def __init__(self, parent: QWidget | None = None, lately: Sequence[Path] = ()) -> None:
        super().__init__(parent)
        self.choice = self.language = ""
        self.file: Path | None = None
        self._lately = lately
        self._whole = Scrolled()
        vbox(0, self._whole, of=self)
        self._fill()

    def _fill(self) -> None:
        """Everything, in the language of the screen."""
        self.setWindowTitle(tr("Yuanba"))
        inner = QWidget()
        head = QHBoxLayout()
        head.addWidget(text(tr("Welcome to Yuanba"), "page"))
        head.addStretch(1)
        self.languages = Segments(tr("Language on screen"))
        self.languages.offer([one for one in BY_KEY["screen.language"].choices if one[0]], i18n.language())
        self.languages.changed.connect(self._speak)
        head.addWidget(self.languages)
        down = vbox("m", head, of=inner, margin="xl")
        down.addWidget(
            paragraph(
                tr(
                    "Work that goes out to homes, comes back, and is paid by the piece. How do you want to begin?"
                )
            )
        )
        down.addSpacing(theme.px("s"))
        self.buttons: dict[str, Choice] = {}
        for number, (key, icon, words, detail) in enumerate(CHOICES, start=1):
            button = Choice(number, icon, tr(words), tr(detail))
            button.clicked.connect(lambda _=False, key=key: self._take(key))
            self.buttons[key] = button
            down.addWidget(button)
        self.own = ActionButton(
            tr("Open a file or backup of your own…"), icon="folder", kind="link", slot=self._choose_file
        )
        down.addLayout(hbox("m", self.own, STRETCH))
        down.addWidget(text(tr("All three can be had later as well. Nothing leaves this computer."), "quiet"))
        self._offer_files(down)
        self._whole.hold(inner)
        # How high it is, is only known once its words are dressed and have their width.
        for part in inner.findChildren(QWidget):
            part.ensurePolished()
        wide = down.sizeHint().width() + self._whole.verticalScrollBar().sizeHint().width()
        high = max(down.sizeHint().height(), down.heightForWidth(wide))
        self.resize(QSize(wide, high + theme.px("xs")).boundedTo(most(self)))
        self.buttons[DEMO].setFocus()

    def _offer_files(self, down: QVBoxLayout) -> None:
        self.files: list[ActionButton] = []
        if not self._lately:
            return
        down.addSpacing(theme.px("s"))
        down.addWidget(text(tr("Opened lately"), "section"))
        for path in self._lately[:FILES_SHOWN]:
            button = ActionButton(path.stem, icon="file", kind="link")
            button.clicked.connect(lambda _=False, path=path: self._open(path))
            where = ElidedLabel(str(path.parent), "quiet")
            where.setToolTip(str(path))
            button.setAccessibleDescription(str(path))
            self.files.append(button)
            down.addLayout(hbox("m", button, (where, 1)))

    def _speak(self, language: str) -> None:
        if language != i18n.language():
            self.language = language
            set_language(language)
            self._fill()
            self.languages.buttons[language].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number chooses."""
        for button in self.buttons.values():
            if event.text() == button.key:
                button.click()
                return
        super().keyPressEvent(event)

    def _take(self, key: str) -> None:
        self.choice = key
        self.accept()

    def _open(self, path: Path) -> None:
        self.file = path
        self.accept()

    def _choose_file(self) -> None:
        """What was kept on another laptop, copied here or on a stick."""
        chosen = ask_file(self, "records", tr("Open another file"), records_filter(), home())
        if chosen is not None:
            self._open(chosen)
