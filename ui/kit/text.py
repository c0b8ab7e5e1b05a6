"""Words on the screen, by role."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.shell import theme
from ui.shell.dressing import once_dressed


def text(words: str = "", role: str = "base", parent: QWidget | None = None) -> QLabel:
    """A label of a type role: base, strong, quiet, section, page, figure, wrong, soon or accent. Never markup."""
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("type", role)
    return label


class ElidedLabel(QLabel):
    """A line of words that gives way: cut with an ellipsis where room is short, whole in its tooltip.

    ``parts``: what stands behind a " · " is left out first. ``whole``: rather nothing than a cut word.
    """

    def __init__(
        self,
        words: str = "",
        role: str = "base",
        *,
        parts: bool = False,
        whole: bool = False,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", role)
        self._whole = ""
        self._in_parts, self._never_cut = parts, whole
        self.setText(words)

    def text(self) -> str:
        """The whole words, cut or not."""
        return self._whole

    def setText(self, words: str) -> None:
        """Say other words."""
        self._whole = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        """Room for the whole words."""
        around = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self._whole) + around.left() + around.right() + 1
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """None is needed."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        """Another font takes another room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            once_dressed(self, self._refit)

    def _refit(self) -> None:
        self.updateGeometry()
        self._cut()

    def _cut(self) -> None:
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        shown = self._whole
        while self._in_parts and " · " in shown and metrics.horizontalAdvance(shown) > room > 0:
            shown = shown.rpartition(" · ")[0]
        if metrics.horizontalAdvance(shown) > room > 0:
            shown = "" if self._never_cut else metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        if shown != super().text():
            super().setText(shown)
        tip = "" if shown == self._whole else self._whole
        if tip != self.toolTip():
            self.setToolTip(tip)


class FigureLabel(QLabel):
    """The one big figure; it grows smaller where room is short, and is never cut."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", "figure")

    def sizeHint(self) -> QSize:
        """Room for the figure at its full size."""
        metrics = QFontMetrics(theme.font("figure"))
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Room for it at the size of a section's title."""
        metrics = QFontMetrics(theme.font("section"))
        return QSize(metrics.horizontalAdvance(self.text()) + 2, QFontMetrics(theme.font("figure")).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As large as it fits."""
        font = theme.font("figure")
        wanted = QFontMetrics(font).horizontalAdvance(self.text())
        if wanted > self.width() > 0:
            least = theme.font("section").pixelSize()
            font.setPixelSize(max(least, font.pixelSize() * self.width() // wanted))
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(theme.color("ink"))
        bottom = self.height() - QFontMetrics(theme.font("figure")).descent()
        painter.drawText(0, bottom, self.text())
        painter.end()


def paragraph(words: str, role: str = "base") -> QLabel:
    """Words that may take several lines."""
    label = text(words, role)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def rule() -> QFrame:
    """A thin horizontal line."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def key_words(key: str) -> str:
    """A shortcut as it is printed on a button: "Ctrl Enter"."""
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) if key else ""
    return shown.replace("Return", "Enter").replace("+", " ")
