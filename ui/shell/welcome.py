"""The first start: look around in the demo cooperative, import a workbook, or start empty."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from models.i18n import mark, tr
from ui.kit.alignment import RIGHT
from ui.kit.dialog import Dialog
from ui.kit.text import paragraph, text
from ui.shell import theme

DEMO, IMPORT, EMPTY = "demo", "import", "empty"
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """A surface with the icon, the words, the detail and the key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(theme.color("accent" if self.hasFocus() else "line"))
        pen.setWidth(theme.px("ring") if self.hasFocus() else theme.px("hair"))
        painter.setPen(pen)
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
    """Asks how to begin; ``choice`` is DEMO, IMPORT or EMPTY."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ""
        self.setWindowTitle(tr("Yuanba"))
        outer = QVBoxLayout(self)
        margin = theme.px("xl")
        outer.setContentsMargins(margin, margin, margin, margin)
        outer.setSpacing(theme.px("m"))
        outer.addWidget(text(tr("Welcome to Yuanba"), "page"))
        outer.addWidget(
            paragraph(
                tr(
                    "Work that goes out to homes, comes back, and is paid by the piece. How do you want to begin?"
                )
            )
        )
        outer.addSpacing(theme.px("s"))
        self.buttons: dict[str, Choice] = {}
        for number, (key, icon, words, detail) in enumerate(CHOICES, start=1):
            button = Choice(number, icon, tr(words), tr(detail))
            button.clicked.connect(lambda _=False, key=key: self._take(key))
            self.buttons[key] = button
            outer.addWidget(button)
        outer.addSpacing(theme.px("s"))
        outer.addWidget(
            text(tr("All three can be had later as well. Nothing leaves this computer."), "quiet")
        )
        self.buttons[DEMO].setFocus()

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
