"""The top of every page: who issued the paper, its title and number, the figure that matters, the QR code."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from reports.paper.blocks import Figure
from reports.paper.document import Document, Letterhead, part_name
from reports.paper.fonts import text_width
from reports.paper.marks import Code, Frame, Mark, Text, code_runs
from reports.paper.papers import HEAVY, MM, Paper, Type
from reports.paper.wrap import TWO_LANGUAGES, wrap

# Stand for the page numbers and the name of the copy until they are known; no typed text holds them.
_PAGE, _PAGES, _PART = "\ue000", "\ue001", "\ue002"
_BLANK = 24  # characters of a line to write on
_LARGE = 13.0  # points of text from which it is large print
_CORNER = 28.0  # points of the number of a stop, read across a van
_SQUARE = 0.4  # millimetres of a square of a QR code that any phone reads off dot-matrix print


def _numbered(line: str, page: int, pages: int, part: str = "") -> str:
    return line.replace(_PAGE, str(page)).replace(_PAGES, str(pages)).replace(_PART, part)


def _code_side(code: str, usual: float) -> float:
    """The side of a QR code in points: the usual millimetres, more where it has more squares than those can hold."""
    return max(usual, code_runs(code)[0] * _SQUARE) * MM


def head_of(paper: Paper, letterhead: Letterhead, document: Document, type: Type) -> Head:
    """The head a document has: with its figure in a frame, or without one."""
    if document.figure is not None:
        return FramedHead(paper, letterhead, document, document.figure, type)
    return Head(paper, letterhead, document, type)


class Extra(NamedTuple):
    """What stands with a title: its name in another language, or what the document is about."""

    text: str
    size: float
    bold: bool


class Head:
    """The top of every page of one document: cooperative and title at the left, number, page and date, the QR code.

    What the document is about (the month, the day) stands large beside the title: the two are read as one.
    """

    def __init__(self, paper: Paper, letterhead: Letterhead, document: Document, type: Type) -> None:
        self.document = document
        # In large print and on a poster the page and the date need not be large.
        plain = not document.scales and paper.type.text < _LARGE
        self._small = type.text if plain else min(paper.type.small, type.small)
        self._stacked = paper.narrow
        width = paper.room
        self._code = _code_side(document.code, paper.code) if document.code else 0.0
        self._corner = (
            max(_CORNER * 1.3, text_width(document.corner, _CORNER) + 10) if document.corner else 0.0
        )
        self._right = (
            width - (self._code + 8 if self._code else 0) - (self._corner + 8 if self._corner else 0)
        )
        self._lefts: list[Text] = []
        self._rights: list[tuple[float, str, bool]] = []
        main, _, foreign = TWO_LANGUAGES.sub("\n", document.title).partition("\n")
        spacing = self._spacing(main)
        subject, number = document.subject, document.number
        page, stamped = self._page_and_date(letterhead)
        if document.mark:
            page = f"{document.mark}   {page}"
        # On a sheet to be cut apart each copy says at its head which it is.
        self._parted = bool(document.parts) and paper.stack > 1
        names = (
            [part_name(document, at, letterhead.tr) for at in range(len(document.parts))]
            if self._parted
            else [""]
        )
        self._longest = max(names, key=len)
        said = [page + "   " + stamped], [page, stamped]
        extras = [Extra(foreign, type.text, False)] if foreign else []
        extras += [Extra(subject, type.holder + 1, True)] if subject else []
        lines, beside, below = self._divided(main, type, extras, bool(foreign), said)
        room = self._right if self._stacked else self._right - self._lines_width(lines, number) - 16
        title_size = type.title
        while title_size > 13 and self._title_width(main, title_size) > room:
            title_size -= 1
        titles = wrap(main, room, title_size) if self._title_width(main, title_size) > room else [main]
        y, least = self._place_issuer(letterhead, type, room)
        for title in titles:
            y += title_size * 1.35
            self._lefts.append(Text(0, y - title_size * 0.22, title, title_size, True, spacing))
        base = y - title_size * 0.22
        x = self._title_width(titles[-1], title_size) + 14
        for text, size, bold in beside:
            self._lefts.append(Text(x, base, text, size, bold))
            x += text_width(text, size) + 14
        for text, size, bold in below:
            for line in wrap(text, room, size):
                y += round(size * 1.4, 2)
                self._lefts.append(Text(0, y - size * 0.3, line, size, bold))
        base = base if not below else y - type.text * 0.3
        self.height = 0.0 if document.bare else self._place_rights(lines, number, y, base, least) + 6

    def _divided(
        self, main: str, type: Type, extras: list[Extra], foreign: bool, said: tuple[list[str], list[str]]
    ) -> tuple[list[str], list[Extra], list[Extra]]:
        """How page and date are said, joined where there is room; and of the extras what stands beside the title and
        what below it."""
        joined, apart = said
        number = self.document.number
        if self._stacked:
            return (joined if self._fits(0, joined, number) else apart), [], extras
        widths = [14 + text_width(one.text, one.size) for one in extras]
        needs = self._title_width(main, type.title) + sum(widths)
        for lines in said:
            if self._fits(needs, lines, number):
                return lines, extras, []
        short = needs - (widths[0] if foreign else 0)
        lines = joined if self._fits(short, joined, number) else apart
        if foreign and len(extras) > 1 and self._fits(short, lines, number):
            return lines, extras[1:], extras[:1]
        return lines, [], extras

    def _place_issuer(self, letterhead: Letterhead, type: Type, room: float) -> tuple[float, float]:
        """Whose paper it is, at the very top; answers where the title begins, and at the least number and date."""
        size = type.text + 0.5
        if len(self._issuer(letterhead, room, size)) > 1:
            size = min(size, type.small)
        issuer = self._issuer(letterhead, room, size)
        across = self._issuer(letterhead, self._right, size)
        # An issuer that is long runs on above number, page and date.
        over = len(across) < len(issuer)
        y = 1.0
        for name in across if over else issuer:
            y += size * 1.3
            self._lefts.append(Text(0, y - size * 0.2, name, size))
        return y, y if over and not self._stacked else 0.0

    def _page_and_date(self, head: Letterhead) -> tuple[str, str]:
        """The page, filled in when it is known, and when it was printed and how often before."""
        tr = head.tr
        page = tr("Page {page} of {pages}").format(page=_PAGE, pages=_PAGES)
        stamped = tr("Printed {date}").format(date=f"{head.printed:%Y-%m-%d}")
        if self.document.reprint:
            stamped += "   " + tr("Reprint {count}").format(count=self.document.reprint)
        if self.document.maker:
            stamped = f"{tr('Made out by {name}').format(name=self.document.maker)}   {stamped}"
        return page, stamped

    @staticmethod
    def _issuer(head: Letterhead, room: float, size: float) -> list[str]:
        """Whose paper it is, in as few lines as its name, phone and address take."""
        lines: list[str] = []
        # No paper leaves without an issuer: where no name is set there is a line to write it on.
        name = head.cooperative or f"{head.tr('Cooperative')} {'_' * _BLANK}"
        for part in filter(None, (name, head.phone, head.address)):
            joined = f"{lines[-1]}  {part}" if lines else part
            if lines and text_width(joined, size) <= room:
                lines[-1] = joined
            else:
                lines += wrap(part, room, size)
        return lines

    def _lines_width(self, lines: list[str], number: str) -> float:
        widths = [text_width(_numbered(line, 99, 99), self._small) for line in lines]
        return max(*widths, *(text_width(bold, self._small + 1) * 1.02 for bold in (number, self._longest)))

    def _fits(self, needs: float, lines: list[str], number: str) -> bool:
        return needs + self._lines_width(lines, number) + 16 * (not self._stacked) <= self._right

    def _place_rights(self, lines: list[str], number: str, y: float, base: float, least: float) -> float:
        """Put the lines at the right, or on a roll below the title; the height of the head without its margin.

        ``least`` is where what stands above them ends.
        """
        said = [(_PART, True)] if self._parted else []
        said += [(number, True)] if number else []
        said += [(line, False) for line in lines]
        step = round(self._small * 1.45, 2)
        if self._stacked:
            y += 3
            for line, bold in said:
                y += step
                self._rights.append((y - self._small * 0.3, line, bold))
            return max(y, self._code)
        height = max(y, self._code, _CORNER * 1.3 if self._corner else 0.0, least + step * len(said) + 2)
        # The lines stand at the foot of the head, on one baseline with the title.
        bottom = base if height == y else height - 3
        for at, (line, bold) in enumerate(reversed(said)):
            self._rights.append((bottom - at * step, line, bold))
        return height

    @staticmethod
    def _spacing(title: str) -> float:
        """How far the characters of a title stand apart: Chinese ones a little."""
        return 0.0 if any("A" <= char <= "z" for char in title) else 1.6

    @classmethod
    def _title_width(cls, title: str, size: float) -> float:
        return text_width(title, size) + cls._spacing(title) * len(title)

    def marks(self, page: int, pages: int, part: str = "") -> list[Mark]:
        """The head with its page number and, on a sheet to be cut apart, the name of the copy."""
        if self.document.bare:
            return []
        marks: list[Mark] = [
            replace(text, text=_numbered(text.text, page, pages, part)) for text in self._lefts
        ]
        for drop, line, bold in self._rights:
            words = _numbered(line, page, pages, part)
            size = self._small + bold
            x = 0.0 if self._stacked else self._right - text_width(words, size)
            marks.append(Text(x, drop, words, size, bold))
        x = self._right + 8
        if self._corner:
            marks += self._corner_marks(x)
            x += self._corner + 8
        if self._code:
            marks.append(Code(x, 0, self._code, self.document.code))
        return marks

    def _corner_marks(self, x: float) -> list[Mark]:
        """What stands large in the corner, framed, between the texts and the code."""
        corner, high = self.document.corner, _CORNER * 1.3
        start = x + (self._corner - text_width(corner, _CORNER)) / 2
        return [
            Frame(x, high, self._corner, high, HEAVY),
            Text(start, high / 2 + _CORNER * 0.36, corner, _CORNER, True),
        ]


class FramedHead(Head):
    """A head with the figure that matters in a frame at the top right, and number, page and date below the title.

    Where the paper is too narrow for both the frame stands below the title, across its whole width.
    """

    _PAD = 7.0

    def __init__(
        self, paper: Paper, letterhead: Letterhead, document: Document, figure: Figure, type: Type
    ) -> None:
        super().__init__(paper, letterhead, document, type)
        self._figure = figure
        self._type = type
        ways = []
        for lines in (1, 2) if not self._stacked else ():
            wide = self._frame_width(figure, type, lines)
            placed = self._arranged(letterhead, document, type, self._right - wide - 16)
            if placed is not None:
                self._frame(figure, type, wide)
                ways.append((max(placed[1] + 6, self._framed + 8, self._code + 8), wide, placed[0]))
        self._beside = bool(ways)
        if ways:
            self.height, wide, self._lefts = min(ways, key=lambda way: way[:2])
            self._rights, self._top = [], 2.0
            self._frame(figure, type, wide)
        else:
            self._top = self.height + 2
            self._frame(figure, type, paper.room - 2)
            self.height += self._framed + 10

    def _frame(self, figure: Figure, type: Type, wide: float) -> None:
        """Lay the figure out in a frame of a width."""
        self._wide = wide
        inner = wide - 2 * self._PAD
        self._words = wrap(figure.words, inner, type.text)
        least = text_width(figure.amount, type.net) * 1.03 + 8
        self._label = [
            line for part in self._label_lines(figure) for line in wrap(part, inner - least, type.text)
        ]
        self._step = type.text * 1.5
        self._framed = type.net * 1.2 + self._step * (len(self._words) + len(self._label) - 1) + 5

    @staticmethod
    def _label_lines(figure: Figure) -> list[str]:
        return TWO_LANGUAGES.sub("\n", figure.label).split("\n")

    def _frame_width(self, figure: Figure, type: Type, lines: int) -> float:
        """The least width of the frame: its label beside its amount, and its words in one line or two."""
        label = max(text_width(line, type.text) for line in self._label_lines(figure))
        figures = label + 12 + text_width(figure.amount, type.net) * 1.03
        words = text_width(figure.words, type.text)
        if lines > 1:
            words = max(text_width(line, type.text) for line in wrap(figure.words, words * 0.6, type.text))
        return max(figures, words, 150.0) + 2 * self._PAD

    def _arranged(
        self, letterhead: Letterhead, document: Document, type: Type, room: float
    ) -> tuple[list[Text], float] | None:
        """All texts at the left of the frame and where they end; None where there is no room for them."""
        main, _, foreign = TWO_LANGUAGES.sub("\n", document.title).partition("\n")
        title_wide = self._title_width(main, type.title)
        if max(title_wide, text_width(document.subject, type.holder + 1)) > room:
            return None
        lefts: list[Text] = []
        before = self.height
        y, size = 1.0, type.text
        if len(self._issuer(letterhead, room, size)) > 1:
            size = type.small
        for name in self._issuer(letterhead, room, size):
            y += size * 1.3
            lefts.append(Text(0, y - size * 0.2, name, size))
        y += type.title * 1.3
        base = y - type.title * 0.22
        lefts.append(Text(0, base, main, type.title, True, self._spacing(main)))
        x = title_wide + 14
        for text, large, bold in ((document.subject, type.holder + 1, True), (foreign, type.text, False)):
            if not text:
                continue
            if x + text_width(text, large) > room:
                x = 0.0
                y += large * 1.4
                base = y - large * 0.3
            lefts.append(Text(x, base, text, large, bold))
            x += text_width(text, large) + 14
        size, x = type.small, room
        named = _PART if self._parted else ""
        for part in filter(None, (document.number, named, document.mark, *self._page_and_date(letterhead))):
            wide = text_width(_numbered(part, 9, 9, self._longest), size)
            if x + wide > room:
                x = 0.0
                y += size * 1.5
            lefts.append(Text(x, y - size * 0.3, part, size))
            x += wide + 10
        below = type.net * 1.2 + type.text * 1.5 + 15
        return (lefts, y) if y + 16 <= before + below else None

    def marks(self, page: int, pages: int, part: str = "") -> list[Mark]:
        """The head with its page number, and the framed figure."""
        figure, type = self._figure, self._type
        x = self._right - self._wide - 1 if self._beside else 1
        y = self._top
        framed: list[Mark] = [Frame(x, y + self._framed, self._wide, self._framed, HEAVY)]
        y += type.net * 1.05 - self._step
        for line in self._label:
            y += self._step
            framed.append(Text(x + self._PAD, y, line, type.text))
        amount = text_width(figure.amount, type.net)
        framed.append(Text(x + self._wide - self._PAD - amount, y, figure.amount, type.net, True))
        for line in self._words:
            y += self._step
            framed.append(Text(x + self._PAD, y, line, type.text))
        return super().marks(page, pages, part) + framed
