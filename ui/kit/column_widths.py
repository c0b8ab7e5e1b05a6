"""How wide the columns of a list are: what each wants, how they share the room, and what somebody drew them to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFontMetrics

from models.i18n import tr
from models.queries.listing import STATUS
from ui.kit.chip import chip_width
from ui.kit.columns import Want, lines_of, share
from ui.kit.rows_view import RowsView
from ui.shell import theme
from ui.shell.window_state import remembered

SAMPLE: Final = 60
"""Rows looked at for the widths of columns."""


class ColumnWidths(QObject):
    """Widths of a view's columns. ``gives_way`` names those that are left out, in turn, where there is no room for all.

    ``sized`` is False until the columns were given what the rows there are want; ``filled()`` when they share anew.
    """

    filled = Signal()

    def __init__(self, view: RowsView, gives_way: Sequence[str]) -> None:
        super().__init__(view)
        self._view, self._gives_way = view, tuple(gives_way)
        self.insisted: Collection[str] = ()
        """Columns somebody asked for: they do not give way."""
        self.absent: Collection[str] = ()
        """Columns that mean nothing for the rows shown now: they are left out whatever room there is."""
        self._sized = False
        self._room = 0
        self._sizing = False
        self._wants: list[Want] = []
        self._stretch = 0
        self._keep = QTimer(self, singleShot=True, interval=500)
        self._keep.timeout.connect(self.save)
        view.resized.connect(lambda: QTimer.singleShot(0, self, self.fill))
        view.heads.sectionResized.connect(self._resized)
        view.delegate.too_narrow.connect(self.widen)

    @property
    def sized(self) -> bool:
        """Whether the columns are as wide as the rows want; with its first photo a list wants more."""
        return self._sized and self._room == self._thumbnail_room()

    def _thumbnail_room(self) -> int:
        thumbnails = self._view.rows().thumbnails
        return 0 if thumbnails is None else thumbnails.room

    def forget(self) -> None:
        """Other rows come: what the former ones wanted says nothing about them."""
        self._sized = False
        self._view.delegate.fractions.clear()

    def size(self) -> None:
        """Give each column what its label and the rows there are want."""
        self._sized, self._room = True, self._thumbnail_room()
        self._ask_columns()
        self.fill()

    def _ask_columns(self) -> None:
        """Note what each column wants: its label, and what its rows hold so far."""
        kept = remembered().value(f"table/{self._view.rows().listing.name}/widths")
        kept = kept if isinstance(kept, dict) else {}
        self._wants, self._stretch = [], len(self._view.rows().columns) - 1
        for number, column in enumerate(self._view.rows().columns):
            if column.kind.flows:
                self._stretch = number
            self._wants.append(self._want(number, column, kept.get(column.key)))

    def _want(self, number: int, column: Any, kept: Any) -> Want:
        if kept is not None:
            return Want.drawn(int(kept))
        quiet, base = QFontMetrics(theme.font("quiet")), QFontMetrics(theme.font("base"))
        label, folded = lines_of(tr(column.label), quiet)
        held = 0
        for row in range(min(SAMPLE, self._view.rows().rowCount())):
            cells = self._view.rows().painted(row)
            if not cells:
                continue
            words = cells[number].words
            if column.kind is STATUS:
                held = max(held, chip_width(words) + theme.px("xs"))
            elif column.kind.figure:
                held = max(held, self._view.delegate.figure_width(cells[number], number))
            else:
                held = max(held, base.horizontalAdvance(words.replace("\n", " ")))
        if number == 0:
            held += self._thumbnail_room()
        if column.kind.flows:
            held = min(held, theme.px("column_max"))
            least = min(held, max(theme.px("column_text"), held * 2 // 3))
        else:
            least = held
        wide, tight = 2 * theme.px("m"), 2 * theme.px("s")
        natural, snug = max(label + theme.px("s"), held) + wide, max(folded, held) + tight
        return Want(natural, max(folded, least) + tight, snug)

    def widen(self, number: int, width: int) -> None:
        """A figure further down, or in a line below, is longer than what was seen so far: none is ever cut."""
        if number < len(self._wants) and (not width or self._wants[number].least < width):
            self._wants[number].least = max(self._wants[number].least, width)
            self._wants[number].natural = max(self._wants[number].natural, width)
            self._wants[number].snug = max(self._wants[number].snug, width)
            QTimer.singleShot(0, self, self.fill)

    def fill(self) -> None:
        """Share the width, so that nothing is cut while there is room and no list has all its ink at one side."""
        if len(self._wants) != len(self._view.rows().columns):
            # Until rows come the labels alone say how wide columns are, so that a list that waits lies still.
            self._ask_columns()
        room = self._view.viewport().width()
        # A column that comes back says a width too; only a hand's counts as chosen.
        before, self._sizing = self._sizing, True
        shown = self._shown(room)
        self._sizing = before
        wants = [self._wants[number] for number in shown]
        grow = shown.index(self._stretch) if self._stretch in shown else len(shown) - 1
        widths = share(wants, room, grow, theme.px("xl"))
        tight = any(width < want.natural for width, want in zip(widths, wants, strict=True))
        pad = theme.px("s" if tight else "m")
        self._view.delegate.pad = self._view.heads.pad = pad
        quiet = QFontMetrics(theme.font("quiet"))
        folded = tight and any(
            quiet.horizontalAdvance(tr(self._view.rows().columns[number].label)) + 2 * pad > width
            for number, width in zip(shown, widths, strict=True)
        )
        self._view.heads.setFixedHeight(
            max(theme.px("header"), 2 * quiet.lineSpacing() + theme.px("s")) if folded else theme.px("header")
        )
        before, self._sizing = self._sizing, True
        for number, width in zip(shown, widths, strict=True):
            if self._view.heads.sectionSize(number) != width:
                self._view.heads.resizeSection(number, width)
        self._sizing = before
        self._view.viewport().update()
        self.filled.emit()

    def _shown(self, room: int) -> list[int]:
        """The columns there is room for; those that give way are left out in their order."""
        columns = self._view.rows().columns
        shown = [number for number in range(len(self._wants)) if columns[number].key not in self.absent]
        for key in self._gives_way:
            if key in self.insisted:
                continue
            if sum(self._wants[number].least for number in shown) <= room:
                break
            shown = [number for number in shown if self._view.rows().columns[number].key != key]
        for number in range(len(self._wants)):
            hidden = number not in shown
            if self._view.isColumnHidden(number) != hidden:
                self._view.setColumnHidden(number, hidden)
        return shown

    def _resized(self, section: int, old: int, new: int) -> None:
        if not self._sizing and self.sized:
            if not new:
                return
            self._wants[section] = Want.drawn(new)
            self._keep.start()

    def save(self) -> None:
        """Remember the widths somebody drew."""
        # Only what somebody chose: the other columns go on fitting what they hold.
        kept = remembered().value(f"table/{self._view.rows().listing.name}/widths")
        widths = dict(kept) if isinstance(kept, dict) else {}
        for column, want in zip(self._view.rows().columns, self._wants, strict=True):
            if want.chosen:
                widths[column.key] = want.natural
        remembered().setValue(f"table/{self._view.rows().listing.name}/widths", widths)
