"""Tables on paper: columns find their width, figures align on the decimal, headers repeat, subtotals carry over.

Where the paper is too narrow for all columns, some fold under others (the subcontract under the slip, the rate under
the quantity), so that nothing is cut and nothing shrinks below what can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from reports.paper.blocks import GAP, INSET, Number, Strip, baseline
from reports.paper.fonts import printable, text_width
from reports.paper.marks import Mark, Text, rule
from reports.paper.papers import HEAVY, RULE, SMALLEST, Type
from reports.paper.wrap import TWO_LANGUAGES, longest_piece, wrap

_JOIN = "  "
_WORD = 5
_APART = re.compile("(?=（)|(?<=,) ")  # where a head of several words is broken
_CENTRED = 4  # lines of a ruled row up to which it stays undivided


Cell = str | Number
Thing = TypeVar("Thing")


def _beside(cells: Sequence[Cell], line: Sequence[int]) -> str:
    """The texts of some cells in one line."""
    return _JOIN.join(text for text in (str(cells[at]) for at in line) if text)


@lru_cache(maxsize=1024)
def _head_widths(head: str, size: float) -> tuple[float, float]:
    """The widths below which a head is broken inside a word, and at all but between two languages.

    A short Chinese head is one word.
    """
    lines = TWO_LANGUAGES.sub("\n", head).split("\n")
    parts = [part for line in lines for part in _APART.sub("\n", line).split("\n")]
    piece = max(text_width(part, size) if len(part) <= _WORD else longest_piece(part, size) for part in parts)
    return piece, max(text_width(line, size) for line in lines)


def by_share(shares: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """A room in parts by share, each at least so wide where there is room for all."""
    over = max(1.0, sum(least) / room)
    least = [width / over for width in least]
    wanted = [room * share / sum(shares) for share in shares]
    slack = [max(0.0, want - low) for want, low in zip(wanted, least, strict=True)]
    part = min(1.0, max(0.0, room - sum(least)) / (sum(slack) or 1.0))
    return [low + spare * part for low, spare in zip(least, slack, strict=True)]


def _granted(needs: Sequence[float], spare: float) -> list[float]:
    """What each gets of some spare room: small needs in full, the large ones alike."""
    granted = [0.0] * len(needs)
    left = sorted(range(len(needs)), key=needs.__getitem__)
    for number, at in enumerate(left):
        granted[at] = min(needs[at], max(0.0, spare) / (len(left) - number))
        spare -= granted[at]
    return granted


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and the column it folds under when the paper is narrow.

    ``figure`` columns align on the decimal and are never broken. ``fold`` names the host's key; columns with the
    lowest ``rank`` fold first. ``before`` is put before a folded cell, such as "× ", and then needs no head. An
    ``aligned`` one counts in its host's unit and keeps its decimals under it. ``least`` is the width in points that a
    column to write in must have.
    """

    key: str
    head: str
    share: float
    figure: bool = False
    fold: str = ""
    rank: int = 0
    before: str = ""
    aligned: bool = False
    least: float = 0


def counted_below(key: str, head: str, share: float, host: str, rank: int, word: str) -> Column:
    """A column of figures that stands below its host on a narrow paper, in the same unit and behind a word."""
    return Column(key, head, share, figure=True, fold=host, rank=rank, before=word + " ", aligned=True)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row in the order of the columns, and what it adds to the carried sums.

    A ``heading`` is bold, runs on over empty cells and stays with the row after it, as one that says ``keep`` does.
    """

    cells: Sequence[Cell]
    sums: tuple[int, ...] = ()
    heading: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``total`` stands under the closing rule, and further rows (``after``) under it.

    ``carried`` turns running sums into the cells of the rows "carried forward" and "brought forward", whose names are
    ``carry_names``. ``ruled`` draws a rule under each row, to write on. ``row`` is the least height of a row in
    points, 0 for the paper's own. A ``small`` one is set in the small type.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Sequence[Cell] | None = None
    carried: Callable[[tuple[int, ...]], Sequence[Cell]] | None = None
    carry_names: tuple[str, str] = ("", "")
    ruled: bool = False
    row: float = 0
    small: bool = False
    after: Sequence[Sequence[Cell]] = ()

    def strips(self, width: float, type: Type) -> list[Strip]:
        return Laid(self, width, type).strips()


def table_of(things: Iterable[Thing], *columns: tuple[Column, Callable[[Thing], Cell]]) -> Table:
    """A table with a row for each of some things: columns, each with what stands in it."""
    return Table(
        [column for column, _ in columns],
        [Row([cell(thing) for _, cell in columns]) for thing in things],
    )


class Fitting:
    """The columns of a table fitted into a width: which are folded under which, and how wide each group is.

    ``groups`` are the places of columns that share a width, the host first, ``lines`` what of a group stands beside
    each other, and ``type`` the letters, smaller where the columns had no room else. ``tight``: words in two languages
    stand below each other.
    """

    def __init__(self, table: Table, width: float, type: Type) -> None:
        self.table = table
        self.width = width
        self.type = type
        if table.small:
            self.type = replace(type, text=type.small, row=round(type.row * type.small / type.text, 2))
        ends = [*([table.total] if table.total else []), *table.after]
        self._every = [row.cells for row in table.rows] + ends
        self._spanning = {id(row.cells) for row in table.rows if row.heading} | set(map(id, ends))
        self.groups = [[at] for at in range(len(table.columns))]
        self.tight, self._close = False, 1.0
        self._find_widths()
        self.lines = [
            self._joined(group, width) for group, width in zip(self.groups, self.widths, strict=True)
        ]

    def _measure(self) -> None:
        """Measure every column's figures (whole, fraction, unit) or texts at the present size."""
        size = self.type.text
        self.slots: list[tuple[float, float, float]] = []
        self._natural: list[float] = []
        for at, column in enumerate(self.table.columns):
            whole = fraction = unit = plain = 0.0
            for cells in self._every:
                cell = cells[at]
                if isinstance(cell, Number):
                    before, _, after = cell.text.partition(".")
                    whole = max(whole, text_width(before, size))
                    if after:
                        fraction = max(fraction, text_width("." + after, size))
                    if cell.unit:
                        unit = max(unit, text_width(self.unit_of(cell), size) + 3)
                elif cell and not (at == 0 and id(cells) in self._spanning):
                    lines = self.lines_of(column, cell)
                    plain = max(plain, *(text_width(line, size) for line in lines))
            self.slots.append((whole, fraction, unit))
            self._natural.append(
                max(whole + fraction + unit, plain + (unit if column.figure else 0), column.least)
            )
        for group in self.groups:
            self._align(group)

    def lines_of(self, column: Column, cell: str) -> list[str]:
        """Words among figures in two languages take a line each where the table has little room."""
        return (TWO_LANGUAGES.sub("\n", cell) if column.figure and self.tight else cell).split("\n")

    def unit_of(self, figure: Number) -> str:
        """The unit of a figure: of one in two languages the first, where the table has little room."""
        return TWO_LANGUAGES.split(figure.unit, 1)[0] if self.tight else figure.unit

    def _align(self, group: list[int]) -> None:
        """Give a host and those aligned with it the same room before and after the decimal point."""
        members = [group[0], *(at for at in group[1:] if self.table.columns[at].aligned)]
        if len(members) > 1:
            whole, fraction, unit = (max(self.slots[at][part] for at in members) for part in range(3))
            for at in members:
                self.slots[at] = (whole, fraction, unit)
                self._natural[at] = max(self._natural[at], whole + fraction + unit)

    def _least(self, group: list[int]) -> float:
        """The width a group of columns must have."""
        least = 0.0
        for at in group:
            column = self.table.columns[at]
            least = max(least, self._heads[at][0] if self.headed(at, group) else 0, column.least)
            if column.figure:
                least = max(least, self._natural[at] + self._lead(at, group))
                continue
            size = self.type.text
            for cells in self._every:
                cell = cells[at]
                if isinstance(cell, str) and not (at == 0 and id(cells) in self._spanning):
                    longest = max(text_width(line, size) for line in cell.split("\n"))
                    piece = min(longest_piece(cell, size), 9 * size)
                    least = max(least, piece, min(longest, 5 * size))
        return least

    def headed(self, at: int, group: list[int]) -> bool:
        """Whether the head of a column is written."""
        return at == group[0] or not self.table.columns[at].before

    def _lead(self, at: int, group: list[int]) -> float:
        """The width of what is put before a folded cell."""
        return text_width(self.table.columns[at].before, self.type.text) if at != group[0] else 0.0

    def _find_widths(self) -> None:
        self._heads = [_head_widths(column.head, self.type.small) for column in self.table.columns]
        self._measure()
        room = self._room()
        least = natural = self._naturals()
        if sum(natural) > room:
            self.tight = True
            self._measure()
            room = self._folded(room)
            least, natural = [self._least(group) for group in self.groups], self._naturals()
            if sum(least) > room:
                self._close = 0.5
                room = self._room()
        self.widths = self._shared(least, natural, room)

    def _folded(self, room: float) -> float:
        """Fold columns, then shrink the type, until the least widths fit; the room there is for what is left."""
        folding = sorted((at for at, column in enumerate(self.table.columns) if column.fold), key=self._rank)
        while sum(map(self._least, self.groups)) > room and (folding or self.type.text > SMALLEST):
            if folding:
                rank = self._rank(folding[0])
                while folding and self._rank(folding[0]) == rank:
                    self._fold(folding.pop(0))
                room = self._room()
            else:
                self.type = replace(self.type, text=max(SMALLEST, self.type.text - 0.5))
                self._measure()
        return room

    def _rank(self, at: int) -> int:
        return self.table.columns[at].rank

    def _room(self) -> float:
        return self.width - 2 * INSET - sum(self._gap(at) for at in range(1, len(self.groups)))

    def _gap(self, at: int) -> float:
        """The gap before a group; figures and the text after them would else run into each other."""
        columns = self.table.columns
        before, after = columns[self.groups[at - 1][0]], columns[self.groups[at][0]]
        return GAP * self._close * (2 if before.figure and not after.figure else 1)

    def _naturals(self) -> list[float]:
        """The widths in which no cell is broken, and no head inside a word."""
        return [
            max(
                max(
                    self._natural[at] + self._lead(at, group),
                    self._heads[at][0] if self.headed(at, group) else 0.0,
                )
                for at in group
            )
            for group in self.groups
        ]

    def _fold(self, at: int) -> None:
        host = self.table.columns[at].fold
        own = next(group for group in self.groups if group[0] == at)
        for group in self.groups:
            if any(self.table.columns[member].key == host for member in group):
                self.groups.remove(own)
                group += own
                self._align(group)
                return

    def _joined(self, group: list[int], width: float) -> list[list[int]]:
        """The lines of a group: folded texts stand beside each other where there is room for most of them."""
        lines = [[group[0]]]
        for at in group[1:]:
            line = [*lines[-1], at]
            if self._side_by_side(line, width):
                lines[-1] = line
            else:
                lines.append([at])
        return lines

    def _side_by_side(self, line: list[int], width: float) -> bool:
        columns = self.table.columns
        if any(columns[at].figure or columns[at].before for at in line):
            return False
        if text_width(_JOIN.join(columns[at].head for at in line), self.type.small) > width:
            return False
        rows = [row.cells for row in self.table.rows if not row.heading]
        over = sum(text_width(_beside(cells, line), self.type.text) > width for cells in rows)
        return over * 4 <= len(rows)

    def _shared(self, floor: list[float], natural: list[float], room: float) -> list[float]:
        """The widths: what cells need goes before what heads need, and what all have left over goes by share."""
        whole = [
            max(low, *(self._heads[at][1] for at in group if self.headed(at, group)))
            for group, low in zip(self.groups, natural, strict=True)
        ]
        for wanted in (natural, whole):
            needs = [max(0.0, full - low) for full, low in zip(wanted, floor, strict=True)]
            got = _granted(needs, room - sum(floor))
            floor = [low + more for low, more in zip(floor, got, strict=True)]
        return by_share([self.table.columns[group[0]].share for group in self.groups], floor, room)

    def edges(self) -> list[tuple[float, float]]:
        """Where each group begins and ends."""
        edges, x = [], INSET
        for at, width in enumerate(self.widths):
            x += self._gap(at) if at else 0
            edges.append((x, x + width))
            x += width
        return edges


class Laid:
    """A table laid out for one width: its strips."""

    def __init__(self, table: Table, width: float, type: Type) -> None:
        self.table = table
        self.width = width
        self._fit = Fitting(table, width, type)
        self.type = self._fit.type
        self._ends = [*([table.total] if table.total else []), *table.after]
        self._carry_height: float | None = None
        self.head = self._head()

    def _head(self) -> list[Strip]:
        size = self.type.small
        columns = self.table.columns
        stacks = [
            [
                line
                for members in lines
                if any(self._fit.headed(at, group) for at in members)
                for line in self._head_lines(self._head_words(members, group), width)
            ]
            for group, lines, width in zip(self._fit.groups, self._fit.lines, self._fit.widths, strict=True)
        ]
        deepest = max(len(stack) for stack in stacks)
        step = size * 1.3
        height = deepest * step + 5
        strip = Strip(height + RULE, keep=True)
        for group, stack, (left, right) in zip(self._fit.groups, stacks, self._fit.edges(), strict=True):
            for number, line in enumerate(stack):
                # All heads end on the same line.
                drop = HEAVY + baseline(height, size) + (number + (deepest + 1) / 2 - len(stack)) * step
                x = right - text_width(line, size) if columns[group[0]].figure else left
                strip.marks.append(Text(x, drop, line, size, False))
        strip.marks += [self._heavy(), rule(0, self.width, height + RULE / 2)]
        return [strip]

    def _head_lines(self, said: str, width: float) -> list[str]:
        """The lines of a head: broken before what stands in brackets, where it has to be broken."""
        size = self.type.small
        width += 0.01  # which sums of widths may lack
        return [
            line
            for part in said.split("\n")
            for line in wrap(part if text_width(part, size) <= width else _APART.sub("\n", part), width, size)
        ]

    def _head_words(self, members: list[int], group: list[int]) -> str:
        """The heads of columns in one line; one in two languages alone at its place takes a line for each."""
        heads = [self.table.columns[at].head for at in members if self._fit.headed(at, group)]
        return TWO_LANGUAGES.sub("\n", heads[0]) if len(group) == 1 else _JOIN.join(heads)

    def strips(self) -> list[Strip]:
        """Header, rows, closing rule and total."""
        strips = list(self.head)
        running: tuple[int, ...] = ()
        most = len(self.table.rows) - 2
        for number, row in enumerate(self.table.rows):
            if row.sums:
                running = tuple(map(sum, zip(running, row.sums, strict=True))) if running else row.sums
            lines = self._row(row.cells, spanning=row.heading)
            for line in lines:
                line.table = self
                line.sums = running
            if row.heading:
                lines[-1].keep = True
                for line in lines:
                    line.marks = [replace(mark, bold=True) for mark in line.marks if isinstance(mark, Text)]
            elif self.table.ruled:
                lines[-1].marks.append(rule(0, self.width, lines[-1].height - RULE / 2, RULE))
            if row.keep or (number == 0 < most):
                # The first of several rows is never alone at the foot of a page.
                lines[-1].keep = True
            strips += lines
        strips[-1].keep = True
        end = Strip(HEAVY, [self._heavy()])
        strips.append(end)
        for cells in self._ends:
            strips[-1].keep = True
            last = self._row(cells, spanning=True)
            # A total belongs to what is reckoned from it.
            last[-1].keep = last[-1].loose = True
            strips += last
        return strips

    def carry(self, sums: tuple[int, ...], brought: bool) -> list[Strip]:
        """The row that carries the sums over a page's end, or takes them up again."""
        if self.table.carried is None or not sums:
            return [] if brought else [Strip(HEAVY, [self._heavy()])]
        cells = [self.table.carry_names[brought], *list(self.table.carried(sums))[1:]]
        rows = self._row(cells, spanning=True)
        if brought:
            return rows
        return [Strip(HEAVY, [self._heavy()]), *rows]

    def _heavy(self) -> Mark:
        """The rule a table begins and ends with."""
        return rule(0, self.width, HEAVY / 2, HEAVY)

    def carry_height(self) -> float:
        """The height to leave free for the row that carries sums over."""
        if self._carry_height is None:
            sums = [row.sums for row in self.table.rows if row.sums]
            whole = tuple(map(sum, zip(*sums, strict=True)))
            self._carry_height = (
                sum(strip.height for strip in self.carry(whole, brought=False)) if sums else HEAVY
            )
        return self._carry_height

    def _figure(
        self, at: int, cell: Cell, edges: tuple[float, float], size: float
    ) -> list[tuple[float, str]]:
        _, fraction, unit = self._fit.slots[at]
        left, right = edges
        if isinstance(cell, str):
            # What has no unit of its own may stand in the room for units before it leaves its column.
            x = right - text_width(cell, size)
            return [(max(x - unit, min(x, left)), cell)] if cell else []
        whole, _, _ = cell.text.partition(".")
        x = right - unit - fraction - text_width(whole, size)
        placed = [(x, cell.text)]
        if cell.unit:
            placed.append((x + text_width(cell.text, size) + 3, self._fit.unit_of(cell)))
        return placed

    def _row(self, cells: Sequence[Cell], spanning: bool = False) -> list[Strip]:
        """A row as one strip for each of its lines. A spanning row's first cell runs on over empty neighbours."""
        size = self.type.text
        fit = self._fit
        stacks = [
            self._stack(cells, group, lines, edges, spanning)
            for group, lines, edges in zip(fit.groups, fit.lines, fit.edges(), strict=True)
        ]
        if spanning:
            self._narrowed(stacks, size)
        deepest = max(len(stack) for stack in stacks)
        # Only where one writes does a row need the table's own height.
        whole = self.type.row if spanning else max(self.type.row, self.table.row)
        if deepest == 1:
            drop = baseline(whole, size)
            return [
                Strip(whole, [Text(x, drop, text, size) for stack in stacks for x, text in stack[0] if text])
            ]
        step = round(size * 1.35, 2)
        margin = (self.type.row - step) / 2 * 0.8
        if self.table.ruled and deepest <= _CENTRED:
            return [self._centred(stacks, max(whole, step * deepest + margin * 2 + 4), step)]
        spare = max(0.0, whole - step * deepest - margin * 2) / 2
        strips = []
        for number in range(deepest):
            top = margin + spare if number == 0 else 0.0
            bottom = margin + spare if number == deepest - 1 else 0.0
            drop = top + baseline(step, size)
            placed_here: list[Mark] = [
                Text(x, drop, text, size)
                for stack in stacks
                if number < len(stack)
                for x, text in stack[number]
                if text
            ]
            strips.append(Strip(step + top + bottom, placed_here, keep=number < deepest - 1))
        return strips

    def _stack(
        self,
        cells: Sequence[Cell],
        group: list[int],
        lines: list[list[int]],
        edges: tuple[float, float],
        spanning: bool,
    ) -> list[list[tuple[float, str]]]:
        """What stands below each other in the columns of a group, each text with where it begins."""
        size, columns, (left, right) = self.type.text, self.table.columns, edges
        stack: list[list[tuple[float, str]]] = []
        for members in lines:
            at = members[0]
            cell = cells[at]
            if columns[at].figure:
                for line in self._figure_lines(at, cell, group):
                    placed = self._figure(at, line, edges, size)
                    if placed or at == group[0]:
                        stack.append(placed)
                continue
            text = _beside(cells, members) if len(members) > 1 else str(cell)
            if spanning and at == 0:
                stack.append([(left, printable(str(cell)))])
            elif not self._fit.tight and text_width(text, size) <= right - left + 0.01 and "\n" not in text:
                stack.append([(left, text)])
            elif text or at == group[0]:
                before = columns[at].before if at != group[0] and text else ""
                stack += [[(left, line)] for line in wrap(before + text, right - left + 0.01, size)]
        # Where the host has nothing to say its guest takes its place.
        while len(stack) > 1 and not any(text for _, text in stack[0]):
            stack.pop(0)
        return stack

    def _narrowed(self, stacks: list[list[list[tuple[float, str]]]], size: float) -> None:
        """Break the first cell of a spanning row before what stands in the others, or put it above them."""
        if not stacks[0][0]:
            return
        (left, text), *_ = stacks[0][0]
        others = [x for stack in stacks[1:] for placed in stack for x, words in placed if words]
        if others and text and left + text_width(text, size) > min(others) - INSET:
            room = min(others) - INSET - left
            above = room < longest_piece(text, size)
            lines = wrap(text, self.width - 2 * INSET if above else room, size)
            stacks[0][:1] = [[(left, line)] for line in lines]
            if above:
                for stack in stacks[1:]:
                    stack[:0] = [[] for _ in lines]

    def _centred(self, stacks: list[list[list[tuple[float, str]]]], height: float, step: float) -> Strip:
        """A row to write on as one strip: every cell in the middle of its height."""
        strip = Strip(height)
        size = self.type.text
        for stack in stacks:
            drop = baseline(height, size) - (len(stack) - 1) / 2 * step
            for number, placed in enumerate(stack):
                strip.marks += [Text(x, drop + number * step, text, size) for x, text in placed if text]
        return strip

    def _figure_lines(self, at: int, cell: Cell, group: list[int]) -> Sequence[Cell]:
        """The lines of a figure, in a folded one what is put before it in front."""
        column = self.table.columns[at]
        before = column.before if at != group[0] and cell else ""
        if isinstance(cell, Number):
            return [Number(before + cell.text, cell.unit)]
        first, *others = self._fit.lines_of(column, cell)
        return [before + first, *others]
