"""Help: one text per page in each language, plain Markdown files read when asked for, and how they are shown.

A text begins with its title. `Keys` in backquotes are drawn as keys, and a link names another text: [Pay](pay). A line
that begins with ~ holds the words people search the passage by. ![The map](map) on a line of its own is a picture.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QImageReader,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from models import i18n
from models.files import RESOURCES
from ui.pages import PAGES
from ui.shell import theme

TEXTS = RESOURCES / "help"
FIRST = (
    "first-day",
    "keys",
    "lists",
    "month-end",
    "mistakes",
    "material",
    "changes",
    "backup",
    "password",
    "people",
    "trouble",
    "words",
    "photos",
    "trust",
    "rules",
    "layout",
    "commands",
    "papers",
    "news",
)
"""The texts that belong to no page, in the order they stand above the pages."""
_PICTURE = re.compile(r"!\[(.+?)\]\(([a-z-]+)\)")
"""A picture of the window, by what it shows in words and its name."""
_WORDS = "~"
"""Begins a line of words a passage is found by; it is not shown."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One text of help: its key, its title, and all of it as Markdown."""

    key: str
    title: str
    text: str


@cache
def topics(language: str) -> tuple[Topic, ...]:
    """All texts of a language: the first ones, then those of the pages as in the navigation, then any others."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in (TEXTS / language).glob("*.md")}
    order = [*FIRST, *(entry.key for entry in PAGES)]
    keys = [key for key in order if key in found] + sorted(found.keys() - set(order))
    return tuple(Topic(key, found[key].splitlines()[0].lstrip("# ").strip(), found[key]) for key in keys)


def topic(key: str) -> Topic:
    """The text of a page, or the first one when it has none."""
    here = topics(i18n.language())
    return next((one for one in here if one.key == key), here[0])


def passages(text: str) -> Iterator[tuple[str, str, str]]:
    """Each passage of a text: its heading ("" above the first one), the words people use for it, and what it says."""
    heading, words, lines = "", "", list[str]()
    for line in text.splitlines():
        if line.startswith("## "):
            yield heading, words, "\n".join(lines)
            heading, words, lines = line.lstrip("# ").strip(), "", []
        elif line.startswith(_WORDS):
            words = line.removeprefix(_WORDS).strip()
        elif not line.startswith("# "):
            lines.append(line)
    yield heading, words, "\n".join(lines)


def keys_named(text: str) -> list[str]:
    """Every key a text speaks of, as it is written there."""
    return re.findall(r"`([^`]+)`", text)


def print_to(path: Path, text: str, paper: str, copies: int = 1) -> None:
    """Write a text of help into a PDF; ``paper`` is "a4" or "a5", each copy begins on a page of its own."""
    document = QTextDocument()
    document.setDefaultFont(QFont(QGuiApplication.font().families(), 11))
    cursor = QTextCursor(document)
    for number in range(copies):
        if number:
            broken = QTextBlockFormat()
            broken.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            cursor.insertBlock(broken)
        cursor.insertHtml(page(text, theme.paper_sheet()))
    writer = QPdfWriter(str(path))
    size = QPageSize.PageSizeId.A5 if paper == "a5" else QPageSize.PageSizeId.A4
    writer.setPageSize(QPageSize(size))
    # The document keeps two centimetres free by itself.
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    document.print_(writer)


def page(text: str, sheet: str = "") -> str:
    """A text as a document Qt shows; in the sizes and colours of now where no ``sheet`` of styles is given."""
    body: list[str] = []
    paragraph: list[str] = []
    items: list[str] = []
    rows: list[list[str]] = []
    numbered = False

    def flush() -> None:
        if paragraph:
            body.append(f"<p>{' '.join(paragraph)}</p>")
            paragraph.clear()
        if items:
            kind = "ol" if numbered else "ul"
            body.append(f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>")
            items.clear()
        if rows:
            lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
            body.append(f'<table cellspacing="0" cellpadding="0">{lines}</table>')
            rows.clear()

    for line in text.splitlines():
        if line.startswith(_WORDS):
            continue
        said = line.strip()
        listed = re.match(r"(?:[-*]|(\d+)\.) (.*)", said)
        if not said or said.startswith("#"):
            flush()
            if said:
                level = min(2, len(said) - len(said.lstrip("#")))
                body.append(f"<h{level}>{_inline(said.lstrip('# '))}</h{level}>")
        elif shown := _PICTURE.fullmatch(said):
            flush()
            body.append(_picture(shown[1], shown[2]))
        elif said.startswith("|"):
            if paragraph or items:
                flush()
            if not set(said) <= set("|-: "):
                rows.append([_inline(cell.strip()) for cell in said.strip("|").split("|")])
        elif listed:
            if paragraph or rows or (items and numbered != bool(listed[1])):
                flush()
            numbered = bool(listed[1])
            items.append(_inline(listed[2]))
        elif items and line.startswith(" "):
            items[-1] += f" {_inline(said)}"
        else:
            if items or rows:
                flush()
            paragraph.append(_inline(said))
    flush()
    return f"<html><head><style>{sheet or theme.reading_sheet()}</style></head><body>{''.join(body)}</body></html>"


def picture_file(name: str, language: str) -> Path:
    """Where a picture of the window lies that help shows."""
    return TEXTS / "pictures" / language / f"{name}.png"


def pictures_named(text: str) -> list[str]:
    """The pictures a text shows."""
    return [name for _, name in _PICTURE.findall(text)]


def _picture(words: str, name: str) -> str:
    file = picture_file(name, i18n.language())
    wide, size = theme.px("sheet"), QImageReader(str(file)).size()
    high = wide * size.height() // max(1, size.width())
    place = f'src="{file.as_uri()}" width="{wide}" height="{high}"'
    return f'<p style="line-height: 100%"><img {place} alt="{html.escape(words)}"></p>'


def _inline(text: str) -> str:
    """Bold words, keys and links of one line."""
    said = html.escape(text, quote=False)
    said = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", said)
    said = re.sub(r"\[(.+?)\]\(([a-z-]+)\)", r'<a href="\2">\1</a>', said)
    # No-break spaces keep a key on one line and give it room at its sides.
    return re.sub(
        r"`(.+?)`", lambda key: f'<span class="key">&nbsp;{key[1].replace(" ", chr(0xA0))}&nbsp;</span>', said
    )
