"""How the columns of a list share its width, and the header that names them in up to two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.shell import theme

WIDEST = 6
"""How many times as much as the others the column that grows takes of the room left over."""


@dataclass(slots=True)
class Want:
    """What a column wants: ``natural`` shows everything, ``least`` is still of use; pixels.

    ``snug`` is what still shows everything, without air. ``chosen``: somebody drew it to this width, and it stays.
    """

    natural: int
    least: int
    snug: int
    chosen: bool = False

    @classmethod
    def drawn(cls, width: int) -> Want:
        """What somebody drew it to."""
        return cls(width, width, width, chosen=True)


def share(wants: Sequence[Want], room: int, grow: int, most: int) -> list[int]:
    """Widths that fill ``room``: what is too much is given to every column up to ``most``, then to ``grow`` up to
    `WIDEST` times that, then to all again, so that no two columns stand far apart; what is too little is taken from
    their air, in proportion, and only then from what is widest."""
    widths = [want.natural for want in wants]
    spare = room - sum(widths)
    if spare >= 0 and widths:
        free = [number for number, want in enumerate(wants) if not want.chosen]
        each = min(most, spare // len(free)) if free else 0
        for number in free:
            widths[number] += each
        rest = spare - each * len(free)
        taker = grow if not wants[grow].chosen or not free else free[-1]
        own = min(rest, WIDEST * most) if most and free else rest
        for number in free:
            widths[number] += (rest - own) // len(free)
        widths[taker] += own + ((rest - own) % len(free) if free else 0)
        return widths
    air = [max(0, want.natural - want.snug) for want in wants]
    total, lacking = sum(air), -spare
    if lacking > total:
        return _level(wants, room)
    left = lacking
    for number, own in enumerate(air):
        taken = min(left, -(-own * lacking // total))
        widths[number] -= taken
        left -= taken
    return widths


def _level(wants: Sequence[Want], room: int) -> list[int]:
    """Widths of which the widest are cut down to one measure: short words stay whole as long as long ones can give."""

    def at(measure: int) -> list[int]:
        return [max(want.least, min(want.snug, measure)) for want in wants]

    low, high = 0, max(want.snug for want in wants)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(at(middle)) <= room else (low, middle - 1)
    widths = at(low)
    left = room - sum(widths)
    for number, want in enumerate(wants):
        if left > 0 and widths[number] == low < want.snug:
            widths[number] += 1
            left -= 1
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
        self.setSectionsMovable(True)
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
