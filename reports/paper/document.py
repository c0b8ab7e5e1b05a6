"""What a document is before it is laid out: its parts, and what all documents of a run share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.i18n import Translator, mark
from reports.paper.blocks import Block, Figure, Holder, Strip
from reports.paper.papers import Paper

STUB, HOUSEHOLD, ACCOUNTS = mark("Stub"), mark("Household"), mark("Accounts")
THREE_PARTS = (STUB, HOUSEHOLD, ACCOUNTS)
ENTERPRISE = mark("Enterprise")
CUSTOMER = mark("Customer", "paper")
POSTER = (2.2, 2.0, 1.8, 1.6, 1.4, 1.2, 1.0)
"""The scales of what hangs on a wall."""
PART_NAMES = (mark("Part 1"), mark("Part 2"), mark("Part 3"))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all documents of a run share: who issued them, when they were printed, and the language of the labels."""

    cooperative: str
    printed: datetime
    tr: Translator
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document, ready to be laid out.

    ``subject`` stands beside the number (the month, the day). ``code`` is the text of the QR code. ``void_note`` says
    when and why a ``voided`` one was voided. ``reprint`` counts the earlier printings, by ``key`` and, of further
    numbers on the same paper, ``also``. ``parts`` are the copies' names. ``bookmark`` names it in the file's contents
    list; in a file of several months it is a ``section`` of the household's ``chapter``. A ``bare`` one, like a sheet
    of labels, has no head. Of ``scales``, times the paper's type, it takes the first that keeps it to one page.
    ``figure`` is the one figure that matters, framed at the top right, with its words below the amount. ``mark`` is the
    books' mark beside the number. ``foot`` stands at the end of the last page, as the lines of the ``signatures`` do.
    ``tight`` is another form of it, taken where it saves a page. In a file of several kinds ``corner`` stands large at
    the top, ``paper`` is its own one, and its printing counts for its ``kind``. An ``unbroken`` one is refused where a
    low paper does not hold both languages on one page. ``maker`` is who made
    out the slip (制单), "" where nobody signs in.
    """

    title: str
    number: str
    subject: str
    blocks: Sequence[Block]
    holder: Holder | None = None
    signatures: Sequence[str] = ()
    code: str = ""
    voided: bool = False
    void_note: str = ""
    reprint: int = 0
    parts: Sequence[str] = ()
    bookmark: str = ""
    key: str = ""
    also: Sequence[str] = ()
    bare: bool = False
    scales: Sequence[float] = ()
    chapter: str = ""
    section: str = ""
    figure: Figure | None = None
    mark: str = ""
    foot: Sequence[Block] = ()
    tight: Document | None = None
    unbroken: bool = False
    corner: str = ""
    paper: Paper | None = None
    kind: str = ""
    maker: str = ""


def part_name(document: Document, at: int, tr: Translator) -> str:
    """How a copy of a document is named: "第二联 农户"."""
    return f"{tr(PART_NAMES[at])} {tr(document.parts[at])}"


def _parted(strips: list[Strip]) -> list[Strip]:
    """The strips so that a page may end at loose ones."""
    return [replace(strip, keep=False) if strip.loose else strip for strip in strips]
