"""Status chips: a word on a tint. The word carries the meaning, the colour only underlines it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.shell import theme

_ROLES: Final = {
    **dict.fromkeys(
        (
            "bonus",
            "open",
            "active",
            "posted",
            "done",
            "not_locked",
            "paid",
            "signed",
            "lent",
            "in_force",
            "used",
        ),
        "accent",
    ),
    **dict.fromkeys(
        (
            "deduction",
            "short_closed",
            "reversed",
            "at_risk",
            "soon",
            "pending",
            "locked",
            "unpaid",
            "planned",
            "paused",
        ),
        "soon",
    ),
    **dict.fromkeys(("void", "voided", "overdue", "unpriced", "returned"), "wrong"),
}
"""The role a status is painted in; the others are quiet."""


def status(code: str) -> tuple[str, str]:
    """The word and the role of a status code; an unknown code is shown as it is."""
    # Imported here: a chip of a page's head needs no lists.
    from models.queries.listing import STATUS

    return STATUS.shown(code), _ROLES.get(code, "quiet")


def chip_width(words: str) -> int:
    """How wide a chip with these words is painted."""
    return QFontMetrics(theme.font("quiet")).horizontalAdvance(words) + 2 * theme.px("s")


def paint_chip(painter: QPainter, x: float, middle: float, words: str, role: str) -> int:
    """Paint a chip from its left edge and the middle of its line; answers its width."""
    height, width = theme.px("chip"), chip_width(words)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"{role}_tint"))
    box = QRectF(x, middle - height / 2, width, height)
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(theme.font("quiet"))
    painter.setPen(theme.color(role))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()
    return width


class Chip(QWidget):
    """A chip as a widget; hidden while it has no words."""

    def __init__(self, words: str = "", role: str = "quiet", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.role = words, role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def say(self, words: str, role: str = "quiet") -> None:
        """Change the words and the role."""
        self.words, self.role = words, role
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        return QSize(chip_width(self.words), theme.px("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tint and the word."""
        painter = QPainter(self)
        paint_chip(painter, 0, self.height() / 2, self.words, self.role)
        painter.end()
