"""A document on its pages: whose it is at the top, the table over as many pages as it takes, signatures at the foot.

A document is laid out once and drawn as often as there are copies. Nothing is clipped: what does not fit on a page
goes to the next one, and the signatures are never alone there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from reports.paper.blocks import Note, Signatures, Strip, baseline
from reports.paper.document import Document, Letterhead, _parted
from reports.paper.fonts import text_width
from reports.paper.head import Head, head_of
from reports.paper.marks import Mark, MarkSheet, Text
from reports.paper.papers import MM, Paper, Type
from reports.paper.wrap import wrap

# Points between the content of a mostly empty page and the signatures, and what part of a page that is.
_AIR = 40.0


_MOSTLY = 0.72


_FEW = 4  # pages up to which lines are set closer to save one


@dataclass(slots=True)
class PaperPage:
    """Strips with their distance from the top of the content, and where the signatures begin, if on this page."""

    strips: list[tuple[float, Strip]] = field(default_factory=list)
    used: float = 0.0
    foot: list[tuple[float, Strip]] = field(default_factory=list)


class PageLayout:
    """Documents of one run on one paper: lays them out and draws their pages."""

    def __init__(self, paper: Paper, letterhead: Letterhead) -> None:
        self.paper = paper
        self.letterhead = letterhead
        self.type: Type = paper.type
        self.left = paper.left * MM
        self.width = paper.room
        self.top = paper.top * MM
        self.bottom = paper.bottom * MM
        self.height = paper.height * MM - self.top - self.bottom if paper.height else math.inf

    # pages

    def pages(self, document: Document) -> tuple[Head, list[PaperPage]]:
        """The document's pages. Distances count from the top of the content, below the head."""
        if document.scales and self.paper.height:
            return self._scaled(document)
        head, pages = self._pages(document)
        if len(pages) > 1 and document.tight is not None and self._signable(document.tight, head):
            other = self._pages(document.tight)
            return other if len(other[1]) < len(pages) else (head, pages)
        return head, pages

    def _signable(self, document: Document, head: Head) -> bool:
        """Whether what stands at the foot of a form leaves room for something above it."""
        foot = sum(strip.height for strip in self._foot(document, self.type))
        return foot < (self.height - head.height) * 0.7

    def _foot(self, document: Document, type: Type) -> list[Strip]:
        """What stands at the end of the last page."""
        signed = (*document.foot, Signatures(document.signatures)) if document.signatures else document.foot
        return [strip for block in signed for strip in block.strips(self.width, type)]

    def _pages(self, document: Document) -> tuple[Head, list[PaperPage]]:
        """The pages of one form of a document, squeezed where that saves one."""
        head = head_of(self.paper, self.letterhead, document, self.type)
        room = self.height - head.height
        strips = self._strips(document, self.type)
        pages = self._flow(document, strips, room, self.type)
        if 2 <= len(pages) <= _FEW:
            close = self.type.squeezed()
            for tight, parted in product((close, close.squeezed()), (False, True)):
                strips = _parted(strips) if parted else self._strips(document, tight)
                squeezed = self._flow(document, strips, room, tight)
                if len(squeezed) < len(pages):
                    pages = squeezed
                if len(pages) == 1:
                    break
            if len(pages) > 1:
                lean = self._flow(document, self._strips(document, close), room, close, lean=True)
                pages = lean if len(lean) == 1 else pages
        return head, pages

    def _strips(self, document: Document, type: Type) -> list[Strip]:
        """All that stands above the signatures, in a type."""
        strips = document.holder.strips(self.width, type) if document.holder else []
        if document.void_note:
            strips += Note(document.void_note, bold=True).strips(self.width, type)
        return strips + [strip for block in document.blocks for strip in block.strips(self.width, type)]

    def _scaled(self, document: Document) -> tuple[Head, list[PaperPage]]:
        """The first of its scales, then of those of its tight form, in which the document keeps to one page."""
        form: Document | None = document
        while form is not None:
            types = [self.type.times(scale) for scale in form.scales]
            if document.tight is not None:
                # The last form is squeezed down to the smallest type before it takes a further page.
                for _ in range(1 if form.tight else 3):
                    types.append(types[-1].squeezed())
            for type_ in types:
                head = head_of(self.paper, self.letterhead, form, type_)
                room = self.height - head.height
                pages = self._flow(form, self._strips(form, type_), room, type_)
                if len(pages) == 1 and pages[0].used <= room:
                    return head, pages
            form = form.tight
        return head, pages

    def _flow(
        self, document: Document, strips: list[Strip], room: float, type: Type, *, lean: bool = False
    ) -> list[PaperPage]:
        """The pages that strips in a type take; ``lean`` leaves spare ones out."""
        foot = self._foot(document, type)
        foot_height = sum(strip.height for strip in foot) + (4 if foot else 0)
        whose = _whose(type) if document.holder is not None else 0.0
        if lean:
            strips = _without_spare(strips, room - foot_height)
        after = [0.0] * (len(strips) + 1)
        for at in range(len(strips) - 1, -1, -1):
            after[at] = after[at + 1] + strips[at].height
        pages = [PaperPage()]
        at = 0
        while True:
            page = pages[-1]
            if at > 0:
                self._open(page, document, strips, at, type)
            if page.used + after[at] + foot_height <= room or at == len(strips):
                for strip in strips[at:]:
                    self._place(page, strip)
                break
            end = self._break(strips, at, page.used, room, (room - whose, room - whose - foot_height))
            for strip in strips[at:end]:
                self._place(page, strip)
            last = strips[end - 1]
            if last.table is not None and end < len(strips) and strips[end].table is last.table:
                for strip in last.table.carry(last.sums, brought=False):
                    self._place(page, strip)
            pages.append(PaperPage())
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

    def _place(self, page: PaperPage, strip: Strip) -> None:
        page.strips.append((page.used, strip))
        page.used += strip.height

    def _open(self, page: PaperPage, document: Document, strips: list[Strip], at: int, type: Type) -> None:
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
                        Text(0, baseline(height, type.text), line, type.holder, True)
                        for line in wrap("  ".join(short), self.width, type.holder)[:1]
                    ],
                ),
            )
        before = strips[at - 1]
        if before.table is not None and strips[at].table is before.table:
            for strip in (*before.table.head, *before.table.carry(before.sums, brought=True)):
                self._place(page, strip)

    def _break(
        self, strips: list[Strip], at: int, used: float, room: float, further: tuple[float, float]
    ) -> int:
        """Where the page that begins at a strip ends: after as many as fit, but at least one, and not all.

        ``further`` is the room of a further page, and of one with signatures at its foot.
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
        plain = end
        while plain > at and strips[plain - 1].keep:
            plain -= 1
        kept = self._kept(strips, at, plain, further)
        loose = end
        while loose > at and strips[loose - 1].keep and not strips[loose - 1].loose:
            loose -= 1
        # What should stay together is more than a page, or leaves one row on this one: it parts where that hurts least.
        lonely = at > 0 and kept > at and strips[at - 1].table is strips[kept - 1].table is not None
        lonely = lonely and self._row_at(strips, at, kept - 1) == at
        held = kept < plain or kept == len(strips) or self._holds(strips, kept, kept, further[1])
        if kept <= at or lonely or not held:
            return loose if loose > at else kept if kept > at else end
        return kept

    @staticmethod
    def _row_at(strips: list[Strip], at: int, within: int) -> int:
        """Where the row begins that a strip belongs to, not before ``at``."""
        while within > at and strips[within - 1].keep:
            within -= 1
        return within

    @classmethod
    def _kept(cls, strips: list[Strip], at: int, kept: int, further: tuple[float, float]) -> int:
        """Where a page ends that may end at ``kept``: of a table two rows go over, where the next page holds them."""
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
        goes = cls._holds(strips, one, kept, further[1]) or cls._holds(
            strips, one, kept, further[0], loosely=True
        )
        goes = goes and one > at and strips[one - 1].table is table
        return one if goes else kept

    @staticmethod
    def _holds(strips: list[Strip], at: int, last: int, room: float, *, loosely: bool = False) -> bool:
        """Whether a page can hold the strips from one to the last and what is kept (``loosely``: firmly) with it."""
        used = 0.0
        table = strips[at].table
        if table is not None and at and strips[at - 1].table is table:
            used = sum(strip.height for strip in table.head) + table.carry_height()
        for number, strip in enumerate(strips[at:], start=at):
            used += strip.height
            if number >= last and (not strip.keep or (loosely and strip.loose)):
                break
        return used <= room

    # drawing

    def sheet(self, head: Head, pages: list[PaperPage], at: int, part: str = "") -> MarkSheet:
        """What stands on one of a document's pages; ``part`` is the name of the copy."""
        page = pages[at]
        # A roll is as long as what stands on it.
        height = self.paper.height * MM or self.top + head.height + pages[-1].used + self.bottom
        sheet = MarkSheet(self.paper.width * MM, height)
        sheet.put(self.left, self.top, head.marks(at + 1, len(pages), part))
        below = self.top + head.height
        for strips in (page.strips, page.foot):
            for down, strip in strips:
                sheet.put(self.left, below + down, strip.marks)
        if part and self.paper.edge:
            sheet.put(0, 0, self._part(part, height))
        if head.document.voided:
            ends = max(down + strip.height for down, strip in (*page.strips, *page.foot))
            middle = min(height / 2, below + (ends - head.height) / 2)
            sheet.put(0, 0, [self._void(height, middle)])
        return sheet

    def _part(self, part: str, height: float) -> Iterator[Mark]:
        """The name of the copy, at the edge inside the tear line: Chinese from top to bottom, other scripts turned."""
        size = self.type.small
        x = (self.paper.width - self.paper.edge) * MM
        if all(ord(char) > 0x2E80 or char == " " for char in part):
            pitch = size * 1.25
            room = sum(pitch if char != " " else pitch * 0.7 for char in part)
            y = (height - room) * 0.42 + size
            for char in part:
                if char != " ":
                    yield Text(x - size / 2, y, char, size)
                y += pitch if char != " " else pitch * 0.7
        else:
            yield Text(x + size * 0.36, (height + text_width(part, size)) / 2, part, size, turn=(0, 1))

    def _void(self, height: float, middle: float) -> Text:
        """The mark of a void slip across what stands on the page."""
        words = self.letterhead.tr("VOID")
        angle = math.atan2(height * 0.45, self.width)
        size = min(110.0, height * 0.42, self.width * 0.8 / max(1.0, text_width(words, 1)))
        half = text_width(words, size) / 2
        cosine, sine = math.cos(angle), math.sin(angle)
        x = self.left + self.width / 2 - half * cosine + size * 0.36 * sine
        y = middle + half * sine + size * 0.36 * cosine
        return Text(x, y, words, size, turn=(cosine, sine), hollow=True)


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
