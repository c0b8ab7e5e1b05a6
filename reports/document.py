"""A document on its pages: whose it is at the top, the table over as many pages as it takes, signatures at the foot.

A document is laid out once and drawn as often as there are copies. Nothing is clipped: what does not fit on a page
goes to the next one, and the signatures are never alone there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from models.i18n import Translator, mark
from reports.blocks import Block, Holder, Signatures, Strip, baseline
from reports.fonts import text_width
from reports.paper import MM, Paper, Type
from reports.sheet import Sheet
from reports.wrap import TWO_LANGUAGES, wrap

STUB, HOUSEHOLD, ACCOUNTS = mark("Stub"), mark("Household"), mark("Accounts")
THREE_PARTS = (STUB, HOUSEHOLD, ACCOUNTS)
# Stand for the page numbers until they are known; no typed text holds them.
_PAGE, _PAGES = "\ue000", "\ue001"
# Points between the content of a mostly empty page and the signatures, and what part of a page that is.
_AIR = 40.0
_MOSTLY = 0.72
_LARGE = 13.0  # points of text from which it is large print
_FEW = 4  # pages up to which lines are set closer to save one
PART_NAMES = (mark("Part 1"), mark("Part 2"), mark("Part 3"))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all documents of a run share: the cooperative, when it was printed, and the language of the labels."""

    cooperative: str
    printed: datetime
    tr: Translator


@dataclass(frozen=True, slots=True)
class Document:
    """One document, ready to be laid out.

    ``subject`` stands beside the number (the month, the day). ``code`` is the text of the QR code. ``reprint`` counts
    the earlier printings. ``parts`` are the copies' names. ``bookmark`` names it in the file's contents list; in
    a file of several months it is a ``section`` of the household's ``chapter``. A ``bare`` one, like a sheet of labels,
    has no head. A ``poster`` is printed as large as its page allows.
    """

    title: str
    number: str
    subject: str
    blocks: Sequence[Block]
    holder: Holder | None = None
    signatures: Sequence[str] = ()
    code: str = ""
    voided: bool = False
    reprint: int = 0
    parts: Sequence[str] = ()
    bookmark: str = ""
    key: str = ""
    bare: bool = False
    poster: bool = False
    chapter: str = ""
    section: str = ""


@dataclass(slots=True)
class Page:
    """Strips with their distance from the top of the content, and where the signatures begin, if on this page."""

    strips: list[tuple[float, Strip]] = field(default_factory=list)
    used: float = 0.0
    foot: list[tuple[float, Strip]] = field(default_factory=list)


@lru_cache(maxsize=8)
def code_runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """A QR code as its size in squares and its dark runs (column, row, length)."""
    import segno

    # A fixed mask: choosing the best of eight takes five times as long, and any of them scans.
    matrix = segno.make_qr(text, error="m", mask=3).matrix
    runs = []
    for row, squares in enumerate(matrix):
        start = -1
        for column, dark in enumerate((*squares, 0)):
            if dark and start < 0:
                start = column
            elif not dark and start >= 0:
                runs.append((start, row, column - start))
                start = -1
    return len(matrix), tuple(runs)


class Layout:
    """Documents of one run on one paper: lays them out and draws their pages."""

    def __init__(self, paper: Paper, letterhead: Letterhead) -> None:
        self.paper = paper
        self.letterhead = letterhead
        self.type: Type = paper.type
        self.left = paper.left * MM
        self.width = (paper.width - paper.left - paper.right) * MM
        self.top = paper.top * MM
        self.bottom = paper.bottom * MM
        self.height = paper.height * MM - self.top - self.bottom if paper.height else math.inf
        self.narrow = self.width < 300

    # pages

    def pages(self, document: Document) -> tuple[Head, list[Page]]:
        """The document's pages. Distances count from the top of the content, below the head."""
        if document.poster and self.paper.height:
            return self._poster(document)
        head = Head(self, document, self.type)
        room = self.height - head.height
        pages = self._flow(document, room, self.type)
        if 2 <= len(pages) <= _FEW:
            close = self.type.squeezed()
            for parted in (False, True):
                squeezed = self._flow(document, room, close, parted=parted)
                if len(squeezed) < len(pages):
                    pages = squeezed
            if len(pages) > 1:
                lean = self._flow(document, room, close, lean=True)
                pages = lean if len(lean) == 1 else pages
        return head, pages

    def _poster(self, document: Document) -> tuple[Head, list[Page]]:
        """The largest print in which the document keeps to one page; the paper's own where it takes several."""
        for scale in (2.2, 2.0, 1.8, 1.6, 1.4, 1.2, 1.0):
            type_ = self.type.times(scale)
            head = Head(self, document, type_)
            pages = self._flow(document, self.height - head.height, type_)
            if len(pages) == 1:
                break
        return head, pages

    def _flow(
        self, document: Document, room: float, type: Type, *, parted: bool = False, lean: bool = False
    ) -> list[Page]:
        """The pages in a type; ``parted`` lets a page end at loose strips, ``lean`` leaves spare ones out."""
        strips = document.holder.strips(self.width, type) if document.holder else []
        for block in document.blocks:
            strips += block.strips(self.width, type)
        if parted:
            for strip in strips:
                strip.keep = strip.keep and not strip.loose
        foot = Signatures(document.signatures).strips(self.width, type) if document.signatures else []
        foot_height = sum(strip.height for strip in foot) + (4 if foot else 0)
        whose = _whose(type) if document.holder is not None else 0.0
        if lean:
            strips = _without_spare(strips, room - foot_height)
        after = [0.0] * (len(strips) + 1)
        for at in range(len(strips) - 1, -1, -1):
            after[at] = after[at + 1] + strips[at].height
        pages = [Page()]
        at = 0
        while True:
            page = pages[-1]
            if at > 0:
                self._open(page, document, strips, at, type)
            if page.used + after[at] + foot_height <= room:
                for strip in strips[at:]:
                    self._place(page, strip)
                break
            end = self._break(strips, at, page.used, room, room - foot_height - whose)
            for strip in strips[at:end]:
                self._place(page, strip)
            last = strips[end - 1]
            if last.table is not None and end < len(strips) and strips[end].table is last.table:
                for strip in last.table.carry(last.sums, brought=False):
                    self._place(page, strip)
            pages.append(Page())
            at = end
        page = pages[-1]
        at_foot = self._foot_at(page.used + foot_height, room)
        for strip in reversed(foot):
            at_foot -= strip.height
            page.foot.append((at_foot, strip))
        page.used += foot_height
        return pages

    def _foot_at(self, used: float, room: float) -> float:
        """Where the signatures end: at the foot of a form, soon below the content of a page that is mostly empty."""
        if math.isinf(room):
            return used
        upright = self.paper.height > self.paper.width
        return min(room, used + _AIR) if upright and used < room * _MOSTLY else room

    def _place(self, page: Page, strip: Strip) -> None:
        page.strips.append((page.used, strip))
        page.used += strip.height

    def _open(self, page: Page, document: Document, strips: list[Strip], at: int, type: Type) -> None:
        """Begin a further page: whose it is, and the header and sums of a table that goes on."""
        if document.holder is not None:
            height = _whose(type) - 3
            short = [part for part in (document.holder.name, *document.holder.parts[:1]) if part]
            while len(short) > 1 and text_width(" ".join(short), type.holder) > self.width - 20:
                short.pop(0)
            self._place(
                page,
                Strip(
                    height + 3,
                    [
                        (0, baseline(height, type.text), line, type.holder, True)
                        for line in wrap("  ".join(short), self.width, type.holder)[:1]
                    ],
                ),
            )
        before = strips[at - 1]
        if before.table is not None and strips[at].table is before.table:
            for strip in (*before.table.head, *before.table.carry(before.sums, brought=True)):
                self._place(page, strip)

    def _break(self, strips: list[Strip], at: int, used: float, room: float, signed: float) -> int:
        """Where the page that begins at a strip ends: after as many as fit, but at least one, and not all.

        ``signed`` is the room of a further page with signatures at its foot.
        """
        end = at
        while end < len(strips):
            strip = strips[end]
            tail = strip.table.carry_height() if strip.table is not None else 0.0
            if end > at and used + strip.height + tail > room:
                break
            used += strip.height
            end += 1
        # All fit but the signatures do not: the last goes over with them.
        end = max(at + 1, min(end, len(strips) - 1))
        kept = self._kept(strips, at, end, signed)
        loose = end
        while loose > at and strips[loose - 1].keep and not strips[loose - 1].loose:
            loose -= 1
        # What should stay together is more than a page, or leaves one row on this one: it parts where that hurts least.
        lonely = at > 0 and kept > at and strips[at - 1].table is strips[kept - 1].table is not None
        lonely = lonely and self._row_at(strips, at, kept - 1) == at
        if kept <= at or lonely or (kept < len(strips) and not self._holds(strips, kept, kept, signed)):
            return loose if loose > at else kept if kept > at else end
        return kept

    @staticmethod
    def _row_at(strips: list[Strip], at: int, within: int) -> int:
        """Where the row begins that a strip belongs to, not before ``at``."""
        while within > at and strips[within - 1].keep:
            within -= 1
        return within

    @classmethod
    def _kept(cls, strips: list[Strip], at: int, end: int, signed: float) -> int:
        """The last place up to ``end`` where a page may end; of a table two rows go over, where the next holds them."""
        kept = end
        while kept > at and strips[kept - 1].keep:
            kept -= 1
        if not at < kept < len(strips):
            return kept
        table = strips[kept].table
        if table is None or strips[kept - 1].table is not table:
            return kept
        follows = kept
        while follows < len(strips) and strips[follows].table is table:
            if not strips[follows].keep:
                return kept
            follows += 1
        one = cls._row_at(strips, at, kept - 1)
        goes = one > at and strips[one - 1].table is table and cls._holds(strips, one, kept, signed)
        return one if goes else kept

    @staticmethod
    def _holds(strips: list[Strip], at: int, last: int, room: float) -> bool:
        """Whether a page can hold the strips from one on to what is kept together with the last."""
        used = 0.0
        table = strips[at].table
        if table is not None and at and strips[at - 1].table is table:
            used = sum(strip.height for strip in table.head) + table.carry_height()
        for number, strip in enumerate(strips[at:], start=at):
            used += strip.height
            if number >= last and not strip.keep:
                break
        return used <= room

    # drawing

    def page_size(self, head: Head, pages: list[Page]) -> tuple[float, float]:
        """Width and height of the pages in points; a roll is as long as what stands on it."""
        if self.paper.height:
            return self.paper.width * MM, self.paper.height * MM
        return self.paper.width * MM, self.top + head.height + pages[-1].used + self.bottom

    def draw(
        self, sheet: Sheet, head: Head, page: Page, number: int, count: int, height: float, part: str = ""
    ) -> None:
        """Draw one page of a document on a sheet; ``height`` of the page in points."""
        top = height - self.top
        head.draw(sheet, self.left, top, number, count)
        below = top - head.height
        left = self.left
        text, line, frame = sheet.text, sheet.line, sheet.frame
        for strips in (page.strips, page.foot):
            for at, strip in strips:
                y = below - at
                for x, drop, words, size, bold in strip.texts:
                    text(left + x, y - drop, words, size, bold)
                for x1, x2, drop, thickness in strip.rules:
                    line(left + x1, y - drop, left + x2, y - drop, thickness)
                for x, drop, wide, high, thickness in strip.frames:
                    frame(left + x, y - drop, wide, high, thickness)
                for x, drop, side, code in strip.codes:
                    squares, runs = code_runs(code)
                    sheet.squares(left + x, y - drop, side / squares, runs)
                for corners, thickness in strip.lines:
                    sheet.corners([(left + x, y - drop) for x, drop in corners], thickness)
                for x1, drop1, x2, drop2, thickness in strip.strokes:
                    line(left + x1, y - drop1, left + x2, y - drop2, thickness)
                for x, drop, wide, high in strip.blanks:
                    sheet.clear(left + x, y - drop, wide, high)
                for x, drop, radius, thickness in strip.discs:
                    sheet.circle(left + x, y - drop, radius, thickness, clear=True)
                for x, drop, wide, high in strip.fills:
                    sheet.fill(left + x, y - drop, wide, high)
                for x, drop, radius, thickness in strip.circles:
                    sheet.circle(left + x, y - drop, radius, thickness)
        if part and self.paper.edge:
            self._draw_part(sheet, part, height)
        if head.document.voided:
            self._draw_void(sheet, height)

    def _draw_part(self, sheet: Sheet, part: str, height: float) -> None:
        """The name of the copy, at the edge inside the tear line: Chinese from top to bottom, other scripts turned."""
        size = self.type.small
        x = (self.paper.width - self.paper.edge) * MM
        if all(ord(char) > 0x2E80 or char == " " for char in part):
            pitch = size * 1.25
            room = sum(pitch if char != " " else pitch * 0.7 for char in part)
            y = height - (height - room) * 0.42 - size
            for char in part:
                if char != " ":
                    sheet.text(x - size / 2, y, char, size)
                y -= pitch if char != " " else pitch * 0.7
        else:
            sheet.text_upright(x + size * 0.36, (height - text_width(part, size)) / 2, part, size)

    def _draw_void(self, sheet: Sheet, height: float) -> None:
        words = self.letterhead.tr("VOID")
        angle = math.atan2(height * 0.45, self.width)
        size = min(110.0, height * 0.42, self.width * 0.8 / max(1.0, text_width(words, 1)))
        half = text_width(words, size) / 2
        sine, cosine = math.sin(angle), math.cos(angle)
        x = self.left + self.width / 2 - half * cosine + size * 0.36 * sine
        y = height / 2 - half * sine - size * 0.36 * cosine
        sheet.outlined_across(x, y, words, size, sine, cosine)


def _without_spare(strips: list[Strip], room: float) -> list[Strip]:
    """Fewer empty lines to write on, the last first, as far as that brings the strips into the room."""
    over = sum(strip.height for strip in strips) - room
    kept = []
    for strip in reversed(strips):
        if over > 0 and strip.spare:
            over -= strip.height
        else:
            kept.append(strip)
    return kept[::-1]


def _whose(type: Type) -> float:
    """The height of the line that says on further pages whose they are."""
    return round(type.holder * 1.55, 2) + 3


def _numbered(line: str, page: int, pages: int) -> str:
    return line.replace(_PAGE, str(page)).replace(_PAGES, str(pages))


class Head:
    """The top of every page of one document: cooperative and title at the left, number, page and date, the QR code.

    What the document is about (the month, the day) stands large beside the title: the two are read as one.
    """

    def __init__(self, layout: Layout, document: Document, type: Type) -> None:
        self.document = document
        # In large print and on a poster the page and the date need not be large.
        self._small = layout.type.small if document.poster or layout.type.text >= _LARGE else type.text
        self._stacked = layout.narrow
        width = layout.width
        self._code = layout.paper.code * MM if document.code else 0.0
        self._right = width - (self._code + 8 if self._code else 0)
        self._lefts: list[tuple[float, float, str, float, bool, float]] = []
        self._rights: list[tuple[float, str, bool]] = []
        main, _, foreign = TWO_LANGUAGES.sub("\n", document.title).partition("\n")
        spacing = 0.0 if any("A" <= char <= "z" for char in main) else 1.6
        subject, number = document.subject, document.number
        page, stamped = self._said(layout.letterhead)
        joined, apart = [page + "   " + stamped], [page, stamped]
        below: list[tuple[str, float, bool]] = []
        beside: list[tuple[str, float, bool]] = []
        title_size = type.title
        extras = [(foreign, type.text, False)] if foreign else []
        extras += [(subject, type.holder + 1, True)] if subject else []
        needs = self._wide(main, title_size, spacing) + sum(
            14 + text_width(text, size) for text, size, _ in extras
        )
        lines = joined if self._fits(0, joined, number) else apart
        if not self._stacked:
            if self._fits(needs, joined, number):
                lines, beside = joined, extras
            elif self._fits(needs, apart, number):
                lines, beside = apart, extras
            else:
                short = needs - (14 + text_width(foreign, type.text) if foreign else 0)
                lines = joined if self._fits(short, joined, number) else apart
                beside, below = (extras[1:], extras[:1]) if foreign else ([], extras)
                if beside and not self._fits(short, lines, number):
                    beside, below = [], extras
        else:
            below = extras
        room = self._right if self._stacked else self._right - self._said_width(lines, number) - 16
        while title_size > 13 and self._wide(main, title_size, spacing) > room:
            title_size -= 1
        titles = wrap(main, room, title_size) if self._wide(main, title_size, spacing) > room else [main]
        name_size = type.text + 0.5
        y = 1.0
        for name in (
            wrap(layout.letterhead.cooperative, room, name_size) if layout.letterhead.cooperative else ()
        ):
            y += name_size * 1.3
            self._lefts.append((0, y - name_size * 0.2, name, name_size, False, 0.0))
        for title in titles:
            y += title_size * 1.35
            self._lefts.append((0, y - title_size * 0.22, title, title_size, True, spacing))
        base = y - title_size * 0.22
        x = self._wide(titles[-1], title_size, spacing) + 14
        for text, size, bold in beside:
            self._lefts.append((x, base, text, size, bold, 0.0))
            x += text_width(text, size) + 14
        for text, size, bold in below:
            for line in wrap(text, room, size):
                y += round(size * 1.4, 2)
                self._lefts.append((0, y - size * 0.3, line, size, bold, 0.0))
        base = base if not below else y - type.text * 0.3
        self.height = 0.0 if document.bare else self._place_rights(lines, number, y, base) + 6

    def _said(self, head: Letterhead) -> tuple[str, str]:
        """The page, filled in when it is known, and when it was printed and how often before."""
        tr = head.tr
        page = tr("Page {page} of {pages}").format(page=_PAGE, pages=_PAGES)
        stamped = tr("Printed {date}").format(date=f"{head.printed:%Y-%m-%d}")
        if self.document.reprint:
            stamped += "   " + tr("Reprint {count}").format(count=self.document.reprint)
        return page, stamped

    def _said_width(self, lines: list[str], number: str) -> float:
        widths = [text_width(_numbered(line, 99, 99), self._small) for line in lines]
        return max(*widths, text_width(number, self._small + 1) * 1.02)

    def _fits(self, needs: float, lines: list[str], number: str) -> bool:
        return needs + self._said_width(lines, number) + 16 * (not self._stacked) <= self._right

    def _place_rights(self, lines: list[str], number: str, y: float, base: float) -> float:
        """Put the lines at the right, or on a roll below the title; the height of the head without its margin."""
        said = [(number, True)] if number else []
        said += [(line, False) for line in lines]
        step = round(self._small * 1.45, 2)
        if self._stacked:
            y += 3
            for line, bold in said:
                y += step
                self._rights.append((y - self._small * 0.3, line, bold))
            return max(y, self._code)
        height = max(y, self._code, step * len(said) + 2)
        # The lines stand at the foot of the head, on one baseline with the title.
        bottom = base if height == y else height - 3
        for at, (line, bold) in enumerate(reversed(said)):
            self._rights.append((bottom - at * step, line, bold))
        return height

    @staticmethod
    def _wide(title: str, size: float, spacing: float) -> float:
        return text_width(title, size) + spacing * len(title)

    def draw(self, sheet: Sheet, left: float, top: float, page: int, pages: int) -> None:
        """Draw the head with its page number."""
        if self.document.bare:
            return
        for x, drop, words, size, bold, spacing in self._lefts:
            sheet.text(left + x, top - drop, words, size, bold, spacing)
        for drop, line, bold in self._rights:
            words = _numbered(line, page, pages)
            size = self._small + bold
            if self._stacked:
                sheet.text(left, top - drop, words, size, bold)
            else:
                sheet.text_right(left + self._right, top - drop, words, size, bold)
        if self._code:
            squares, runs = code_runs(self.document.code)
            x = left + self._right + 8
            sheet.squares(x, top, self._code / squares, runs)
