"""Slips and statements to send by phone: as a short text for WeChat or SMS, and the paper a picture is made of.

Both say what the receipt roll says; no network is needed to make them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from models.errors import Cancelled, UserError
from models.files import file_name, replacing_all
from models.i18n import Translator, tr
from models.rights import allowed
from models.rules.desk import roles
from reports.kinds import KINDS, kind_named, planned_printing
from reports.paper.blocks import Block, Note, Number, Space, Strip, Together
from reports.paper.document import Document, Letterhead
from reports.paper.form_blocks import SignRow
from reports.paper.formatting import TICK
from reports.paper.marks import Text
from reports.paper.papers import PAPERS
from reports.paper.printing import PrintRun, Progress
from reports.paper.table import Cell, Table
from reports.selection import Selection

ROLL: Final = "80mm"
TEXT: Final = "text"
PICTURE: Final = "png"
ENDINGS: Final = {TEXT: ".txt", PICTURE: ".png"}
SENDABLE: Final = tuple(key for key, kind in KINDS.items() if ROLL in kind.papers)
"""The kinds that are sent by phone: what one household is handed."""
_WIDE: Final = 5_000.0  # points: wide enough that no line of a text is broken


def unsigned(document: Document) -> Document:
    """A document as it is sent: without what is signed and counted on paper, its notes at the end."""
    notes = [Note(note) for block in document.foot if isinstance(block, SignRow) for note in block.notes]
    return replace(
        document, blocks=[*document.blocks, *notes], foot=(), signatures=(), parts=(), reprint=0, tight=None
    )


def message(document: Document, letterhead: Letterhead) -> str:
    """A document as a text of a few lines: whose it is, the figure that matters, and what stands on it."""
    lines = [letterhead.cooperative, _joined(document.title, document.number, document.subject)]
    if document.holder is not None:
        lines.append(_joined(document.holder.name, *document.holder.parts))
    if document.figure is not None:
        lines += [_joined(document.figure.label, document.figure.amount), document.figure.words]
    lines.append(document.void_note)
    for block in document.blocks:
        lines += _lines(block)
    lines.append(document.mark)
    return "\n".join(line for line in lines if line)


def _lines(block: Block) -> Iterator[str]:
    """The lines of a block; boxes and lines to sign on are left out."""
    if isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Together):
        for part in block.blocks:
            yield from _lines(part)
    elif not isinstance(block, Space):
        type = PAPERS[ROLL].type
        for strip in block.strips(_WIDE, type):
            yield _joined(*_in_order(strip))


def _in_order(strip: Strip) -> list[str]:
    """The texts of a strip from left to right, line by line."""
    return [
        text
        for _, _, text in sorted(
            (mark.y, mark.x, mark.text) for mark in strip.marks if isinstance(mark, Text)
        )
    ]


def _table(table: Table) -> Iterator[str]:
    """A line for each row: its words, and its figures with the heads of their columns."""
    ends = [*([table.total] if table.total else []), *table.after]
    for cells in [*(row.cells for row in table.rows), *ends]:
        said = []
        for column, cell in zip(table.columns, cells, strict=True):
            text = _cell(cell)
            head = column.before or (column.head if column.figure else "")
            if text and text != TICK:
                said.append(_joined(head, text))
        yield _joined(*said)


def _cell(cell: Cell) -> str:
    return _joined(cell.text, cell.unit) if isinstance(cell, Number) else cell.replace("\n", " ")


def _joined(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def planned_messages(key: str, chosen: Selection, *, tr: Translator) -> PrintRun:
    """The documents to send, in the form they are sent in. Raises `UserError` for a kind nobody is handed."""
    kind = kind_named(key)
    if key not in SENDABLE:
        words = tr('"{kind}" cannot be sent by phone. Documents: {kinds}.')
        raise UserError(words.format(kind=kind.key, kinds=", ".join(SENDABLE)), "kind")
    planned = planned_printing(key, replace(chosen, paper=ROLL), tr=tr)
    return replace(planned, documents=map(unsigned, planned.documents))


@allowed(roles.PRINT)
def write_each(
    planned: PrintRun,
    target: Path,
    form: str,
    make: Callable[[Document, Letterhead], bytes],
    *,
    check: Callable[..., None] = lambda *_: None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write each document into a file of its own, named after its household and number: all of them or none.

    ``target`` is a folder, made where there is none, or the file of a single document. ``check`` may refuse the files.
    Raises `UserError` (field: target) for one file where there are several documents, or when none can be written.
    """
    documents = list(planned.documents)
    ending = ENDINGS[form]
    if target.suffix.lower() == ending:
        if len(documents) > 1:
            raise UserError(tr("Several documents do not fit into one file. Name a folder."), "target")
        targets = [target]
    else:
        if target.exists() and not target.is_dir():
            raise UserError(tr('"{name}" is no folder.').format(name=str(target)), "target")
        targets = [target / name for name in _names(documents, ending)]
    check(*targets)
    new = target not in targets and not target.exists()
    if new:
        target.mkdir(parents=True)
    try:
        with replacing_all(targets) as unfinished:
            for done, (document, place) in enumerate(zip(documents, unfinished, strict=True)):
                if progress is not None:
                    progress(done, len(documents))
                place.write_bytes(make(document, planned.letterhead))
    except (UserError, Cancelled):
        if new:
            target.rmdir()
        raise
    return targets


def _names(documents: Sequence[Document], ending: str) -> list[str]:
    """A name for each document, of which no two are alike."""
    taken: dict[str, int] = {}
    names = []
    for document in documents:
        said = [document.bookmark]
        if not document.number or document.section:
            said.append(document.section or document.subject)
        base = file_name(" ".join(dict.fromkeys(" ".join(part for part in said if part).split())))
        taken[base] = taken.get(base, 0) + 1
        names.append(f"{base} {taken[base]}{ending}" if taken[base] > 1 else f"{base}{ending}")
    return names


def as_text(document: Document, letterhead: Letterhead) -> bytes:
    """A document's text as a file holds it; with a mark of its encoding, by which Windows knows Chinese."""
    return ("\ufeff" + message(document, letterhead) + "\n").replace("\n", "\r\n").encode("utf-8")


@allowed(roles.PRINT)
def texts(key: str, chosen: Selection, *, tr: Translator) -> str:
    """The texts of several documents, one below the other, to be pasted; see `planned_messages`."""
    planned = planned_messages(key, chosen, tr=tr)
    return "\n\n".join(message(document, planned.letterhead) for document in planned.documents)
