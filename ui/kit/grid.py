"""A grid one types a day's slips into without touching the mouse.

Enter goes to the next cell and adds a line after the last one, `=` repeats the value above, F7 opens the pick list,
Ctrl+Delete takes a line out, Ctrl+Z takes typing back, and lines pasted from a spreadsheet fill cells. What is typed is
kept in a draft file at once.

    grid = Grid([GridColumn("subcontract", tr("Subcontract"), "pick", 11, suggest=…, named=…),
                 GridColumn("received", tr("Received"), "quantity", 7), …], changed, self, draft="collection")
    grid.edited.connect(self.sum_up)        # after every change
    grid.settle()                           # take what still stands in the open cell
    for line in grid.lines(): …             # ui.kit.grid_model.GridLine, blank ones left out
    grid.refuse(line, UserError(…, "received"))      # beside the cell
    grid.clear()                            # posted: the draft goes too
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from models.errors import UserError
from models.i18n import tr
from models.kinds import COUNT
from ui.kit.boxes import vbox
from ui.kit.columns import Want, lines_of, share
from ui.kit.drafts import Draft
from ui.kit.grid_lines import LineActions
from ui.kit.grid_model import GridColumn, GridLine, GridModel, and_more
from ui.kit.grid_view import GridView
from ui.kit.posted_lines import PostedLines
from ui.shell import errors, theme

DURABLE_AFTER_MS = 1500
KEPT_AFTER_MS = 400  # from the last letter in an open cell
SEEN = 60  # lines looked at for the widths of columns


class Grid(QWidget):
    """The grid with its draft. ``edited`` after every change somebody made."""

    edited = Signal()

    def __init__(
        self,
        columns: Sequence[GridColumn],
        changed: Callable[[GridLine, str], object],
        parent: QWidget | None = None,
        *,
        draft: str = "",
        title: str = "",
        today: Callable[[], date] = date.today,
        fixed: bool = False,
    ) -> None:
        super().__init__(parent)
        number = GridColumn("#", "#", COUNT, 2, show=lambda _: "", yields=True)
        self.model = GridModel([number, *columns], changed, self, today=today, fixed=fixed)
        self.view = GridView(self, self.model)
        self.view.setAccessibleName(title)
        self.line_actions = LineActions(self.view)
        self._draft = Draft(draft)
        self.posted = PostedLines()
        self.extra: Callable[[], dict[str, Any]] | None = None
        # Inside a card the table has no frame of its own: the ring around the cell says where the keyboard is.
        frame = QFrame()
        frame.setObjectName("card")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.view)
        vbox(0, frame, of=self)
        self.setFocusProxy(self.view)
        self._disk = QTimer(self, singleShot=True, interval=DURABLE_AFTER_MS)
        self._disk.timeout.connect(lambda: self.keep(durable=True))
        self._typing = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._typing.timeout.connect(self.keep)
        self.view.delegate.typing.connect(self._typing.start)
        self.model.edited.connect(self._edited)
        self._kept: dict[int, int] = {}
        self._hidden: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fill)
        for signal in (self.model.dataChanged, self.model.modelReset, self.model.rowsInserted):
            signal.connect(lambda *_: self._soon.start())
        self.view.viewport().installEventFilter(self)
        theme.changed.connect(self._size)
        self._size()
        if not fixed:
            self.view.go_to(0)

    # -- what pages call -------------------------------------------------------------------------------------------

    def lines(self) -> list[GridLine]:
        """The lines somebody entered something on."""
        return self.model.filled()

    @property
    def draft(self) -> str:
        """The name its draft is kept under; "" keeps none."""
        return self._draft.name

    @draft.setter
    def draft(self, name: str) -> None:
        self._draft = Draft(name)

    @property
    def unkept(self) -> str:
        """Why what is typed is not kept, as a sentence; nothing while it is."""
        return self._draft.unkept

    @property
    def dirty(self) -> bool:
        """Whether there is anything on the grid."""
        return bool(self.model.filled())

    def settle(self) -> bool:
        """Take what stands in the open cell; answers False when some cell could not be read."""
        self.view.delegate.settle()
        return not any(line.typed for line in self.model.lines)

    def refuse(self, line: GridLine, refusal: UserError, otherwise: str = "") -> None:
        """Say what is wrong beside the cell it names, or in the ``otherwise`` column."""
        known = refusal.field in self.model.places
        line.problems[refusal.field if known and refusal.field else otherwise] = refusal.message
        self.model.repaint()

    def show_lines(self, lines: Sequence[GridLine]) -> None:
        """Show other lines, from the first one."""
        self.model.set_lines(lines)
        if lines:
            self.view.go_to(0)

    def line_with(self, key: str, value: Any, words: str) -> tuple[int, bool]:
        """The row of the line that holds a value, and whether it was put there now, on a new line."""
        for row, line in enumerate(self.model.lines):
            if line.get(key) == value:
                return row, False
        row = len(self.model.lines) - 1
        if not self.model.lines[row].blank:
            row = self.model.append()
        self.model.put(row, key, value, words)
        return row, True

    def go_to_problem(self) -> bool:
        """Go to the first cell where something is wrong, and say which it is; answers False when nothing is."""
        for row, line in enumerate(self.model.lines):
            for key in line.problems:
                column = self.model.places.get(key, -1)
                if column < 0 or not self.model.editable(row, column):
                    column = self.view.first_cell(row)
                self.view.go_to(row, column)
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                if self.isVisible():
                    errors.show(self, UserError(self.first_problem()))
                return True
        return False

    def first_problem(self) -> str:
        """What is wrong in the first cell where something is, with its row and column, and how many more there are."""
        found = [(row, *one) for row, line in enumerate(self.model.lines) for one in line.problems.items()]
        if not found:
            return ""
        row, key, words = found[0]
        place = self.model.places.get(key)
        column = "" if place is None else self.model.columns[place].label
        n = f"{row + 1:,}"
        if column:
            words = tr("Row {n}, {column}: {problem}").format(n=n, column=column, problem=words)
        else:
            words = tr("Row {n}: {problem}").format(n=n, problem=words)
        return words if len(found) == 1 else f"{words} · {and_more(len(found) - 1)}"

    def clear(self) -> None:
        """Empty it and forget the draft."""
        self._kept.clear()
        self.model.clear()
        self._disk.stop()
        self._typing.stop()
        self._draft.drop()
        if not self.model.fixed:
            self.view.go_to(0)
        self.edited.emit()

    def keep(self, *, durable: bool = False) -> None:
        """Write the draft; where the disk does not take it that is said once."""
        if not self._draft.name:
            return
        sentence = self._draft.keep(self._content(), durable=durable)
        if sentence:
            errors.show(self, UserError(sentence))

    @contextmanager
    def posting(self) -> Iterator[None]:
        """Post inside: a draft that was posted is not shown again, even if the program dies before it is forgotten.

        Where it is taken back, its lines are in ``posted.returned()``.
        """
        content = {"lines": self.model.kept(), **(self.extra() if self.extra else {})}
        with self._draft.posting(self._content()) as key:
            yield
        self.posted.note(key, self.draft, content)

    def _content(self) -> dict[str, Any] | None:
        lines = self.model.kept(self.view.delegate.open_cell())
        return {"lines": lines, **(self.extra() if self.extra else {})} if lines else None

    def kept(self) -> dict[str, Any] | None:
        """The draft of an earlier run."""
        return self._draft.kept()

    def restore(self, content: dict[str, Any]) -> None:
        """Show a draft again."""
        self.model.restore(content.get("lines", []))
        row = len(self.model.lines) - 1
        if row >= 0:
            self.view.go_to(row)
        self.edited.emit()

    def put_back(self, kept: Sequence[dict[str, Any]]) -> None:
        """Show kept lines again, above those that were typed meanwhile."""
        self.restore({"lines": [*kept, *self.model.kept()]})
        self.keep()

    def add(self, lines: Sequence[dict[str, Any]]) -> None:
        """Put lines in behind what stands there, each as its cells by column key; one step of undo."""
        model = self.model
        row = len(model.lines) - (1 if model.lines and model.lines[-1].blank else 0)
        with model.together():
            for place, cells in enumerate(lines):
                model.put_in(row + place, {"cells": cells})
        self.view.go_to(row)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        place = self.model.places[key]
        if (place in self._hidden) == shown:
            self._hidden ^= {place}
            self._fill()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.keep()
        self._disk.start()
        self.edited.emit()

    def _size(self) -> None:
        """What each column wants for its label and its digits; `_fill` adds what its lines hold."""
        base, quiet = QFontMetrics(theme.font("base")), QFontMetrics(theme.font("quiet"))
        self.view.verticalHeader().setDefaultSectionSize(theme.px("row"))
        self._kept.clear()
        self._labels, self._digits = [], []
        for column in self.model.columns:
            self._labels.append(min(lines_of(column.label, quiet)[1], theme.px("thumb")) + 2)
            self._digits.append(column.width * base.horizontalAdvance("0"))
        self._fill()

    def _held(self, number: int) -> int:
        """The widest of what the first lines hold in a column."""
        column, metrics = self.model.columns[number], self.view.delegate.base_metrics
        if column.hints and column.show is None:
            return 0
        if column.key == "#":
            return self.view.delegate.quiet_metrics.horizontalAdvance(str(len(self.model.lines)))
        words = {column.words(line) for line in self.model.lines[:SEEN] if not line.blank or line.facts}
        widest = max((metrics.horizontalAdvance(one) for one in words if one), default=0)
        # What was wide once stays: columns that move while one types would be a nuisance.
        widest = max(min(widest, theme.px("column_max")), self._kept.get(number, 0))
        self._kept[number] = widest
        return widest

    def _want(self, number: int, pad: int) -> Want:
        column, label = self.model.columns[number], self._labels[number]
        held, digits = self._held(number), self._digits[number]
        least = min(max(held, digits), theme.px("column_text")) if column.stretch else held
        narrowest = self.view.horizontalHeader().minimumSectionSize()
        wide = max(label, digits, held) + 2 * pad
        # Room that is only kept for digits to come goes before a name is cut; a remark may come at any time.
        snug = wide if column.hints else max(label, held) + 2 * pad
        return Want(max(narrowest, wide), max(narrowest, max(label, least) + 2 * pad), max(narrowest, snug))

    def _fill(self) -> None:
        """Share the width: figures and numbers are never cut, names give way first, what is left goes to them."""
        room = self.view.viewport().width()
        wanted: dict[int, Want] = {}
        for pad in (theme.px("s"), theme.px("xs")):
            wanted = {n: self._want(n, pad) for n in range(len(self.model.columns)) if n not in self._hidden}
            self.view.delegate.pad = pad
            if sum(want.snug for want in wanted.values()) <= room:
                break
        for number in [n for n in wanted if self.model.columns[n].yields]:
            if sum(want.least for want in wanted.values()) > room:
                del wanted[number]
        for number in range(len(self.model.columns)):
            if self.view.isColumnHidden(number) == (number in wanted):
                self.view.setColumnHidden(number, number not in wanted)
        shown, wants = list(wanted), list(wanted.values())
        grow = [n for n in shown if self.model.columns[n].stretch]
        left = max(0, room - sum(want.natural for want in wants)) if grow else 0
        widths = share(wants, room - left, len(wants) - 1, 0)
        quiet, pad = QFontMetrics(theme.font("quiet")), 2 * self.view.delegate.pad
        tall = theme.px("header")
        for place, number in enumerate(shown):
            width = widths[place]
            if number in grow:
                at = grow.index(number)
                width += left // len(grow) + (1 if at < left % len(grow) else 0)
            if quiet.horizontalAdvance(self.model.columns[number].label) + pad > width:
                tall = max(tall, 2 * quiet.lineSpacing() + theme.px("s"))
            if self.view.columnWidth(number) != width:
                self.view.setColumnWidth(number, width)
        self.view.horizontalHeader().setFixedHeight(tall)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep filling the width."""
        if event.type() == QEvent.Type.Resize and watched is self.view.viewport():
            self._soon.start()
        return False
