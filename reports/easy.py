"""The pay statement for people who read little: large figures, and pictures of quantity × rate = amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models import format
from models.i18n import Translator
from models.queries.statements import PaidRow, StatementPaper
from models.rules.amount import in_words, line_amount
from models.rules.grade import GOOD, MATERIAL_SCRAP
from reports import pictures, statement
from reports.blocks import Block, Figure, Reckoning, Space, Strip, Together, baseline
from reports.boxes import SignBoxes
from reports.document import Document
from reports.fonts import text_width
from reports.paper import RULE, Type
from reports.pictures import Picture
from reports.wording import count, money, short_rate, yuan
from reports.wrap import wrap

MOST_PIECES = 100_000_000
"""The most pieces of a line that are drawn, in thousandths."""


def build(data: StatementPaper, tr: Translator) -> Document:
    """One household's pay statement of a period, in pictures."""
    plain = statement.build(data, tr)
    blocks: list[Block] = []
    if not data.number:
        blocks.append(plain.blocks[0])
    blocks += [_PaidPicture(row, tr) for row in gathered(data.rows)]
    unpaid = [statement.unpaid_words(row, tr) for row in data.unpaid]
    if unpaid:
        blocks.append(_NotCounted(tuple(unpaid), tr("not counted")))
    if data.rows:
        blocks.append(Space(4))
    steps = statement.steps(data, tr)
    if data.rows or data.unpaid:
        steps.insert(0, statement.piece_pay(data, tr))
    figure = Figure(tr("Net pay"), yuan(data.net), in_words(data.net))
    reckoning = Reckoning(steps, figure, statement.notes(data, tr))
    names = (tr("Received (signature)"), tr("Thumbprint"), tr("Witness (signature)"), tr("Handed out by"))
    signed: list[Block] = [Space(8), SignBoxes(names, 70)]
    if data.contact.pay_method != "bank" and data.net:
        blocks += [reckoning, Together([_Cash(data.net, tr("In the envelope")), *signed])]
    else:
        blocks.append(Together([reckoning, *signed]))
    return replace(plain, blocks=blocks, signatures=())


def gathered(rows: Sequence[PaidRow]) -> list[PaidRow]:
    """Lines of one work, grade and rate as one, where their amounts add up to it to the fen; else as they are."""
    groups: dict[tuple[str, str, str, int], list[PaidRow]] = {}
    for row in rows:
        groups.setdefault((row.work, row.unit, row.grade, row.rate), []).append(row)
    found = []
    for (_, _, _, rate), group in groups.items():
        quantity, amount = sum(row.quantity for row in group), sum(row.amount for row in group)
        if line_amount(quantity, rate) == amount:
            found.append(replace(group[0], quantity=quantity, amount=amount))
        else:
            found += group
    return found


@dataclass(frozen=True, slots=True)
class _PaidPicture:
    """One paid line: its work and grade, the sum in large figures, and below each figure its picture."""

    row: PaidRow
    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        tr, row = self.tr, self.row
        grade = format.grade(row.grade, tr)
        if row.grade == MATERIAL_SCRAP:
            grade = tr("Material scrap (bad material, paid)")
        size = type.text
        strips: list[Strip] = []
        mark = pictures.tick(size * 0.8) if row.grade == GOOD else None
        indent = mark.width + 6 if mark else 0.0
        for number, line in enumerate(wrap(f"{row.work}  {grade}", width - indent, size)):
            head = Strip(round(size * 1.6, 2), keep=True)
            if mark and not number:
                mark.on(head, 0, size * 0.45)
            head.texts.append((indent, baseline(head.height, size), line, size, True))
            strips.append(head)
        unit = format.unit_name(row.unit, tr)
        cells = [
            _Cell(f"{count(row.quantity)} {unit}", self._pieces(width)),
            _Cell(short_rate(row.rate), pictures.coin("¥", 13, 13)),
            _Cell(money(row.amount), pictures.money(row.amount, width * 0.36)),
        ]
        strips += _sum(cells, width, type)
        return strips

    def _pieces(self, width: float) -> Picture:
        quantity = self.row.quantity
        if quantity % 1000 or quantity <= 0 or quantity > MOST_PIECES or self.row.unit == "kg":
            return Picture()
        return pictures.pieces(quantity // 1000, width * 0.3)


@dataclass(frozen=True, slots=True)
class _Cell:
    figure: str
    picture: Picture


SHARES = (0.33, 0.25, 0.42)


def _sum(cells: Sequence[_Cell], width: float, type: Type) -> list[Strip]:
    """Quantity × rate = amount beside each other where they fit, else below each other; a rule ends the line."""
    size = type.text * 1.3
    signs = ("", "×", "=")
    gap = size * 1.5
    wide = [max(text_width(cell.figure, size) * 1.04, cell.picture.width) for cell in cells]
    step = round(size * 1.5, 2)
    spare = width - 2 * gap - sum(wide)
    if spare >= 0:
        # The same places in every line where they do, so that figures stand under each other.
        rooms = [share * (width - 2 * gap) for share in SHARES]
        if any(need > room for need, room in zip(wide, rooms, strict=True)):
            rooms = [need + spare / len(cells) for need in wide]
        deepest = max(cell.picture.height for cell in cells)
        strip = Strip(step + deepest + 14, keep=False)
        x = 0.0
        for sign, cell, room in zip(signs, cells, rooms, strict=True):
            if sign:
                at = x + (gap - text_width(sign, size)) / 2
                strip.texts.append((at, baseline(step, size), sign, size, True))
                x += gap
            strip.texts.append((x, baseline(step, size), cell.figure, size, True))
            cell.picture.on(strip, x, step + 3)
            x += room
        strip.rules.append((0, width, strip.height - 2, RULE))
        return [strip]
    strips = []
    for sign, cell in zip(signs, cells, strict=True):
        indent = gap
        high = cell.picture.height + 6 if cell.picture.width <= width - indent else 0.0
        figure = size
        while figure > type.small and text_width(cell.figure, figure) * 1.04 > width - indent:
            figure -= 1
        strip = Strip(step + high, keep=True)
        if sign:
            strip.texts.append((0, baseline(step, size), sign, size, True))
        strip.texts.append((indent, baseline(step, size), cell.figure, figure, True))
        if high:
            cell.picture.on(strip, indent, step)
        strips.append(strip)
    strips.append(Strip(6, rules=[(0, width, 3, RULE)]))
    return strips


@dataclass(frozen=True, slots=True)
class _NotCounted:
    """Pieces that earn nothing, each behind a cross."""

    lines: tuple[str, ...]
    words: str

    def strips(self, width: float, type: Type) -> list[Strip]:
        strips = []
        mark = pictures.cross(type.text * 0.75)
        height = round(type.text * 1.6, 2)
        for line in self.lines:
            for number, words in enumerate(wrap(f"{line}  {self.words}", width - 22, type.text)):
                strip = Strip(height, [(22, baseline(height, type.text), words, type.text, False)])
                if not number:
                    mark.on(strip, 2, (height - mark.height) / 2)
                strips.append(strip)
        return strips


@dataclass(frozen=True, slots=True)
class _Cash:
    """What is handed over, in notes and coins."""

    fen: int
    label: str

    def strips(self, width: float, type: Type) -> list[Strip]:
        picture = pictures.money(self.fen, width - 4)
        height = round(type.text * 1.7, 2)
        strip = Strip(
            height + picture.height + 4, [(0, baseline(height, type.text), self.label, type.text, True)]
        )
        picture.on(strip, 2, height)
        return [strip]
