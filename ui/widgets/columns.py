"""How the columns of a list share its width, and the header that names them in up to two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme


@dataclass(slots=True)
class Want:
    """What a column wants: ``natural`` shows everything, ``least`` is still of use; pixels.

    ``chosen``: somebody drew it to this width, and it stays.
    """

    natural: int
    least: int
    chosen: bool = False


def share(wants: Sequence[Want], room: int, grow: int, most: int) -> list[int]:
    """Widths that fill ``room``: what is too much is given to every column up to ``most`` and the rest to ``grow``,
    what is too little is taken from those that can give it, each in proportion."""
    widths = [want.natural for want in wants]
    spare = room - sum(widths)
    if spare >= 0 and widths:
        free = [number for number, want in enumerate(wants) if not want.chosen]
        each = min(most, spare // len(free)) if free else 0
        for number in free:
            widths[number] += each
        if not wants[grow].chosen or not free:
            widths[grow] += spare - each * len(free)
        else:
            widths[free[-1]] += spare - each * len(free)
        return widths
    give = [max(0, want.natural - want.least) for want in wants]
    total, lacking = sum(give), -spare
    if lacking >= total:
        return [min(want.natural, want.least) for want in wants]
    left = lacking
    for number, own in enumerate(give):
        taken = min(left, -(-own * lacking // total))
        widths[number] -= taken
        left -= taken
    return widths


UNBROKEN = 6  # characters; a shorter label in Chinese stays in one line


def lines_of(words: str, metrics: QFontMetrics) -> tuple[int, int]:
    """How wide a label is in one line, and in two at its best; Chinese breaks at any character."""
    whole = metrics.horizontalAdvance(words)
    parts = words.split()
    if len(parts) == 1 and not words.isascii() and len(words) > UNBROKEN:
        return whole, whole // 2 + metrics.horizontalAdvance(words[0])
    halves = [
        max(metrics.horizontalAdvance(" ".join(parts[:at])), metrics.horizontalAdvance(" ".join(parts[at:])))
        for at in range(1, len(parts))
    ]
    return whole, min([whole, *halves])


def in_two_lines(words: str, metrics: QFontMetrics, width: int) -> str:
    """As much of a label as two lines of a width hold."""
    box, wraps = QRect(0, 0, width, 0), int(Qt.TextFlag.TextWordWrap.value)
    shown, most = words, 3 * metrics.lineSpacing() - 2
    while len(shown) > 1 and metrics.boundingRect(box, wraps, shown).height() >= most:
        shown = shown.rstrip("…")[:-1].rstrip() + "…"
    return shown


class Heads(QHeaderView):
    """Column labels on the side where the values stand, in two lines where one does not fit, with the order's arrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.pad = theme.px("m")
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setSectionsClickable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The label, quietly; the column the list is ordered by in ink, with its arrow."""
        model = self.model()
        words = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        side = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        right = bool(side is not None and side & Qt.AlignmentFlag.AlignRight)
        painter.save()
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        ordered = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        room = rect.adjusted(self.pad, 0, -self.pad, -1)
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color("ink" if ordered else "quiet"))
        flags = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        )
        metrics = QFontMetrics(theme.font("quiet"))
        if metrics.horizontalAdvance(words) <= room.width():
            painter.drawText(room, flags, words)
        else:
            painter.drawText(room, int(flags.value) | int(Qt.TextFlag.TextWordWrap.value), words)
        if ordered:
            size = theme.px("m")
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            x = (
                rect.right() - size + 1
                if right
                else min(room.left() + metrics.horizontalAdvance(words) + 2, rect.right() - size)
            )
            y = rect.center().y() - size / 2
            theme.paint_icon(painter, "chevron-down" if down else "chevron-up", "quiet", x, y, size)
        painter.restore()
