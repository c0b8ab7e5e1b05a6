"""The lines of an editable grid: cells that hold exact values, what is wrong with them, and what they are called.

`GridModel` is what `ui.kit.grid.Grid` shows. A page gives it columns and a ``changed(line, key)`` that fills in what
follows from a cell: facts, proposals, hints and problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from models.database import Record
from models.errors import UserError
from models.i18n import tr
from models.kinds import TEXT, DayField, Kind
from models.rules import amount, parsing
from ui.kit.alignment import side_of
from ui.kit.day_field import day_of
from ui.kit.headed_model import NOWHERE, HeadedModel, Index
from ui.kit.suggestion_list import Suggestion
from ui.shell import errors

_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED = _SHOWN | Qt.ItemFlag.ItemIsEditable
UNDOABLE = 100


@dataclass
class GridLine:
    """One line. ``cells`` hold values, ``typed`` what could not be read, ``names`` what a picked key is called.

    ``proposed`` names the cells the program filled in, which it may fill in again. ``problems`` and ``hints`` (pairs of
    words and role) are what the page found; ``facts`` is the page's own.
    """

    cells: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    proposed: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)
    hints: list[tuple[str, str]] = field(default_factory=list)
    facts: Any = None

    @property
    def blank(self) -> bool:
        """Whether nothing was entered here."""
        return not self.typed and all(
            value is None for key, value in self.cells.items() if key not in self.proposed
        )

    def get(self, key: str, otherwise: Any = None) -> Any:
        """The value of a cell, or ``otherwise`` while it is empty."""
        value = self.cells.get(key)
        return otherwise if value is None else value

    def drop_problems(self) -> None:
        """Forget what was wrong with it, but for what cannot be read."""
        self.problems = {key: words for key, words in self.problems.items() if key in self.typed}

    def propose(self, key: str, value: Any, name: str = "") -> None:
        """Fill a cell in, unless somebody typed there."""
        if key in self.typed or (self.cells.get(key) is not None and key not in self.proposed):
            return
        self.cells[key] = value
        self.names[key] = name
        self.proposed.add(key)

    def kept(self) -> dict[str, Any]:
        """The line as a draft file holds it; names are found again when it is read."""
        cells = {
            key: {"day": value.isoformat()} if isinstance(value, date) else value
            for key, value in self.cells.items()
            if value is not None
        }
        return {"cells": cells, "typed": dict(self.typed), "proposed": sorted(self.proposed)}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> GridLine:
        """A line out of a draft file."""
        cells = {
            key: date.fromisoformat(value["day"]) if isinstance(value, dict) else value
            for key, value in dict(kept.get("cells", {})).items()
        }
        return cls(cells, dict(kept.get("typed", {})), proposed=set(kept.get("proposed", ())))


def always(line: GridLine) -> bool:
    """What holds for every line."""
    return True


def never(line: GridLine) -> bool:
    """What holds for no line."""
    return False


@dataclass(frozen=True)
class GridColumn:
    """A column of a grid; ``label`` is already translated.

    A cell holds a value of ``kind``; a key found by ``suggest(line, words)`` and named by ``named(key)``; or one of
    ``choices`` (value and words); or what ``reads(line, words)`` makes of it, with its name. ``makes`` is the table a
    new record may be added to from the list's last line. One
    with ``show`` is only painted from ``show(line)``. ``worded(line, value)`` writes a value another way. ``width``
    counts digits.
    Enter passes by a cell that is not ``editable`` or that ``skip`` says to leave out. ``hints`` puts the line's hints
    and problems behind the words of this column. A new line ``begins`` with this value. One that ``yields`` is left out
    where there is no room for all.
    """

    key: str
    label: str
    kind: Kind = TEXT
    width: int = 8
    stretch: bool = False
    hints: bool = False
    yields: bool = False
    editable: Callable[[GridLine], bool] = always
    skip: Callable[[GridLine], bool] = never
    suggest: Callable[[GridLine, str], Sequence[Suggestion]] | None = None
    reads: Callable[[GridLine, str], tuple[Any, str]] | None = None
    named: Callable[[Any], str] | None = None
    makes: type[Record] | None = None
    choices: tuple[tuple[Any, str], ...] = ()
    begins: Any = None
    show: Callable[[GridLine], str] | None = None
    worded: Callable[[GridLine, Any], str] | None = None
    tip: str = ""

    def words(self, line: GridLine) -> str:
        """What stands in the cell of a line."""
        if self.show is not None:
            return self.show(line)
        if self.key in line.typed:
            return line.typed[self.key]
        value = line.cells.get(self.key)
        if value is None:
            return ""
        if self.worded is not None:
            return self.worded(line, value)
        if self.suggest is not None:
            if not line.names.get(self.key) and self.named is not None:
                line.names[self.key] = self.named(value)
            return line.names.get(self.key) or str(value)
        if self.choices:
            return next((words for key, words in self.choices if key == value), str(value))
        shown: str = self.kind.shown(value)
        return shown

    def read(self, line: GridLine, words: str, today: Callable[[], date]) -> tuple[Any, str]:
        """The value and name of what was typed; raises UserError (field = key) where it cannot be read."""
        if self.reads is not None:
            return self.reads(line, words)
        if self.suggest is not None:
            return self._find(line, words)
        if self.choices:
            return parsing.choice_of(words, {name: key for key, name in self.choices}), ""
        if isinstance(self.kind, DayField):
            return day_of(words, today(), self.key, today() if self.kind.after else None), ""
        return self.kind.read(words, field=self.key), ""

    def _find(self, line: GridLine, words: str) -> tuple[Any, str]:
        found = list(self.suggest(line, words)) if self.suggest is not None else []
        same = [item for item in found if item[1].casefold() == words.casefold()]
        if len(same) == 1 or len(found) == 1:
            key, name, _ = (same or found)[0]
            return key, name
        if found:
            raise UserError(tr('Choose "{text}" from the list (F7).').format(text=words), self.key)
        raise UserError(tr('Nothing is found for "{text}".').format(text=words), self.key)


def told_column(
    key: str, label: str, width: int, of: Callable[[Any], str], *, kind: Kind = TEXT, **options: Any
) -> GridColumn:
    """A column that says something of what a line is about, ``of`` its facts; nothing while there are none."""
    return GridColumn(
        key, label, kind, width, show=lambda line: "" if line.facts is None else of(line.facts), **options
    )


class GridModel(HeadedModel):
    """The lines. ``edited`` is sent after somebody changed something, not when the program fills in."""

    edited = Signal()

    def __init__(
        self,
        columns: Sequence[GridColumn],
        changed: Callable[[GridLine, str], object],
        parent: QObject | None = None,
        *,
        today: Callable[[], date] = date.today,
        fixed: bool = False,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.places = {column.key: number for number, column in enumerate(self.columns)}
        self.fixed = fixed
        self.lines: list[GridLine] = [] if fixed else [self.fresh()]
        self._changed, self._today = changed, today
        self._before: list[list[dict[str, Any]]] = []
        self._at_once = False

    # -- lines ---------------------------------------------------------------------------------------------------

    def filled(self) -> list[GridLine]:
        """The lines somebody entered something on."""
        return [line for line in self.lines if not line.blank]

    def fresh(self) -> GridLine:
        """An empty line, with what its columns begin with."""
        line = GridLine()
        for column in self.columns:
            if column.begins is not None:
                line.propose(column.key, column.begins)
        return line

    def append(self) -> int:
        """Add an empty line at the end; answers its row."""
        return self.insert(len(self.lines), self.fresh())

    def insert(self, row: int, line: GridLine) -> int:
        """Put a line in; answers its row."""
        self.beginInsertRows(QModelIndex(), row, row)
        self.lines.insert(row, line)
        self.endInsertRows()
        return row

    def put_in(self, row: int, kept: dict[str, Any]) -> None:
        """Put a line in as a draft file holds it, with everything that follows from it asked anew."""
        self.insert(row, self._again(kept))

    def remove(self, rows: Sequence[int]) -> None:
        """Take lines out; one empty line always stays."""
        self.remember()
        for row in sorted(set(rows), reverse=True):
            if 0 <= row < len(self.lines):
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.lines[row]
                self.endRemoveRows()
        if not self.lines and not self.fixed:
            self.append()
        self._say_edited()

    def set_lines(self, lines: Sequence[GridLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        if self.fixed:
            # What was typed before was about other lines.
            self._before.clear()
        self.lines = list(lines)
        if not self.lines and not self.fixed:
            self.lines = [self.fresh()]
        self.endResetModel()

    def clear(self) -> None:
        """One empty line, and nothing to take back."""
        self._before.clear()
        self.set_lines([])

    def kept(self, typing: tuple[int, str, str] | None = None) -> list[dict[str, Any]]:
        """All lines that are not blank, as a draft file holds them; ``typing`` (row, key, words) is the open cell."""
        found = []
        for row, line in enumerate(self.lines):
            typed = typing if typing is not None and typing[0] == row else None
            if line.blank and typed is None:
                continue
            kept = line.kept()
            if typed is not None:
                _, key, words = typed
                kept["cells"].pop(key, None)
                kept["typed"][key] = words
            found.append(kept)
        return found

    def restore(self, kept: Sequence[dict[str, Any]]) -> None:
        """Show kept lines again, with everything that follows from them asked anew."""
        lines = [self._again(one) for one in kept]
        if not self.fixed:
            lines.append(self.fresh())
        self.set_lines(lines)

    def repaint(self) -> None:
        """Something about the lines is different, such as their hints."""
        if self.lines:
            last = self.index(len(self.lines) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # -- undo of typing --------------------------------------------------------------------------------------------

    def remember(self) -> None:
        """Note the lines as they are before something changes."""
        if self._at_once:
            return
        self._before.append([line.kept() for line in self.lines])
        del self._before[:-UNDOABLE]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Change several cells or lines inside, as one step of undo and told once; what changed nothing is no step."""
        self.remember()
        before, self._at_once = self._at_once, True
        try:
            yield
        finally:
            self._at_once = before
            if not before:
                if self._before[-1] == [line.kept() for line in self.lines]:
                    self._before.pop()
                self._say_edited()

    def _say_edited(self) -> None:
        if not self._at_once:
            self.edited.emit()

    def can_undo(self) -> bool:
        """Whether something typed can be taken back."""
        return bool(self._before)

    def undo(self) -> None:
        """Take the last change of a cell or line back."""
        if not self._before:
            return
        kept = self._before.pop()
        if self.fixed and len(kept) == len(self.lines):
            self._put_back(kept)
        else:
            self.set_lines([self._again(one) for one in kept])
        self.edited.emit()

    def _put_back(self, kept: Sequence[dict[str, Any]]) -> None:
        """The lines that are there, as they were: what each is about stays."""
        for line, one in zip(self.lines, kept, strict=True):
            before = GridLine.of(one)
            line.cells, line.typed, line.proposed = before.cells, before.typed, before.proposed
            line.problems = {}
            self._changed(line, "")
            self.read_again(line)
        self.repaint()

    def _again(self, kept: dict[str, Any]) -> GridLine:
        """A kept line with everything that follows from it: what was typed is read again, or said why not."""
        line = GridLine.of(kept)
        if line.blank and not self.fixed:
            return line
        self._changed(line, "")
        self.read_again(line)
        return line

    def read_again(self, line: GridLine) -> None:
        """Read what was typed on a kept line once more, and say beside it what still cannot be read."""
        for key, words in dict(line.typed).items():
            if key not in self.places:
                del line.typed[key]
                continue
            try:
                value, name = self.columns[self.places[key]].read(line, words, self._today)
            except UserError as refusal:
                line.problems[key] = refusal.message
                continue
            del line.typed[key]
            line.cells[key], line.names[key] = value, name
            self._changed(line, key)

    # -- cells ---------------------------------------------------------------------------------------------------

    def enter(self, row: int, key: str, words: str) -> bool:
        """Take what was typed into a cell; answers whether it could be read."""
        line, column = self.lines[row], self.columns[self.places[key]]
        words = words.translate(amount.UNSEEN).strip()
        if words == column.words(line) and key not in line.typed:
            line.proposed.discard(key)
            return True
        if not words:
            self._put(row, key, None)
            return True
        try:
            value, name = column.read(line, words, self._today)
        except UserError as refusal:
            self.remember()
            line.typed[key] = words
            line.cells[key] = None
            line.proposed.discard(key)
            self._changed(line, key)
            line.problems[key] = refusal.message
            self._touched(row)
            return False
        self._put(row, key, value, name)
        return True

    def put(self, row: int, key: str, value: Any, name: str = "") -> None:
        """Take a value picked for a cell."""
        self._put(row, key, value, name)

    def repeat(self, row: int, key: str) -> bool:
        """Take the value of the cell above; answers False where there is none."""
        above = next((line for line in reversed(self.lines[:row]) if line.get(key) is not None), None)
        if above is None:
            return False
        self._put(row, key, above.cells[key], above.names.get(key, ""))
        return True

    def editable(self, row: int, column: int) -> bool:
        """Whether somebody may type into a cell."""
        asked = self.columns[column]
        return asked.show is None and asked.editable(self.lines[row])

    def _put(self, row: int, key: str, value: Any, name: str = "") -> None:
        line = self.lines[row]
        self.remember()
        line.typed.pop(key, None)
        line.problems.pop(key, None)
        line.proposed.discard(key)
        line.cells[key] = value
        line.names[key] = name
        self._changed(line, key)
        self._touched(row)

    def _touched(self, row: int) -> None:
        if row < len(self.lines):
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        self._say_edited()

    # -- the model -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One row a line."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """One column each."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Editable where one may type."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TYPED if self.editable(index.row(), index.column()) else _SHOWN

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, alignment, and what is wrong as a tip."""
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.words(line)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(column.kind.figure)
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.problems.get(column.key) or (said(line) if column.hints else None) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = column.words(line)
            return " ".join(part for part in (column.label, words, line.problems.get(column.key, "")) if part)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed."""
        if role != Qt.ItemDataRole.EditRole or not self.editable(index.row(), index.column()):
            return False
        with errors.caught(None):
            return self.enter(index.row(), self.columns[index.column()].key, str(value))
        return False

    def head(self, section: int) -> tuple[str, Kind]:
        """The label of a column."""
        column = self.columns[section]
        return column.label, column.kind

    def head_tip(self, section: int) -> str:
        """What a column is about."""
        return self.columns[section].tip


def and_more(others: int) -> str:
    """How many more faults there are than the one that is said."""
    return tr("and {n} more").format(n=others)


def said(line: GridLine) -> str:
    """Everything there is to say about a line, its problems first."""
    problems = dict.fromkeys(line.problems.values())
    return " · ".join([*problems, *(words for words, _ in line.hints)])
