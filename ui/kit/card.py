"""White surfaces that hold one thing each; never a box inside a box."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.text import ElidedLabel, FigureLabel, text
from ui.shell import theme

FIGURE_LEAST: Final = 70
"""To how many percent a figure may shrink so that its unit stands beside it."""


class Card(QFrame):
    """A surface with a title line and a ``body`` layout; ``detail`` is the quiet remark beside the title."""

    def __init__(self, title: str = "", detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        outer = vbox(0, of=self)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(theme.px("l"), theme.px("m"), theme.px("l"), theme.px("s"))
        self.head.setSpacing(theme.px("l"))
        self._titled = bool(title)
        if title:
            self.title = text(title, "section")
            self.detail = ElidedLabel(detail, "quiet", whole=True)
            self.head.addWidget(self.title)
            self.head.addWidget(self.detail)
            self.head.addStretch(1)
            outer.addLayout(self.head)
        self.body = vbox("s")
        outer.addLayout(self.body, 1)

    def inset(self) -> Card:
        """Keep the usual space around the body (tables want none)."""
        top = 0 if self._titled else theme.px("l")
        self.body.setContentsMargins(theme.px("l"), top, theme.px("l"), theme.px("l"))
        return self


class FigureCard(Card):
    """One big figure: what it is above, the unit and the rest of the sentence quietly beside it.

    Where the whole sentence has no room beside the figure, the unit stays there and the rest goes up to the label,
    or, where that would cut the label, into the tooltip.
    """

    def __init__(self, label: str, figure: str = "", detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.label = ElidedLabel(label, "quiet", parts=True)
        self.figure = FigureLabel(figure)
        self.remark = ElidedLabel(detail, "quiet", whole=True)
        self.aside = ElidedLabel("", "quiet", whole=True)
        self.words = detail
        line = hbox("s")
        line.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self.remark, 1, Qt.AlignmentFlag.AlignBottom)
        # Layouts align boxes, not baselines: lift the small words by the difference of the descents.
        lift = QFontMetrics(theme.font("figure")).descent() - QFontMetrics(theme.font("quiet")).descent()
        self.remark.setContentsMargins(0, 0, 0, lift)
        self.body.setContentsMargins(theme.px("l"), theme.px("m"), theme.px("l"), theme.px("m"))
        self.body.setSpacing(0)
        self.body.addLayout(hbox("s", self.label, STRETCH, self.aside))
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, figure: str, detail: str = "") -> None:
        """Change the figure and its remark."""
        self.figure.setText(figure)
        self.words = detail
        self._place()
        self.setAccessibleName(f"{self.label.text()} {figure} {detail}")

    def _place(self) -> None:
        """The remark whole beside the figure if it fits, else shared between there and the label's line."""
        inner = self.width() - 2 * theme.px("l") - theme.px("s")
        room = inner - self.figure.sizeHint().width()
        metrics = QFontMetrics(theme.font("quiet"))
        first, dot, rest = self.words.partition(" · ")
        split = bool(dot) and metrics.horizontalAdvance(self.words) > room
        shown = first if split else self.words
        self.remark.setText(shown)
        # A unit is never left out: the figure grows a little smaller for it.
        needed = metrics.horizontalAdvance(shown) + 1
        self.remark.setMinimumWidth(needed if self._least() + needed <= inner else 0)
        above = inner - self.label.sizeHint().width()
        beside = split and metrics.horizontalAdvance(rest) <= above
        self.aside.setText(rest if beside else "")
        self.figure.setToolTip(self.words if split and not beside else "")

    def _least(self) -> int:
        return self.figure.sizeHint().width() * FIGURE_LEAST // 100

    def minimumSizeHint(self) -> QSize:
        """Room for the figure and its unit.

        It hangs on the words alone: of what hangs on the room it is given, `ui.kit.spread` would make two columns and
        four in turns without end.
        """
        figure = max(self._least(), self.figure.minimumSizeHint().width())
        unit = QFontMetrics(theme.font("quiet")).horizontalAdvance(self.words.partition(" · ")[0]) + 1
        around = 2 * theme.px("l") + theme.px("s")
        return QSize(around + figure + unit, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the remark anew."""
        super().resizeEvent(event)
        self._place()
