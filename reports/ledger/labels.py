"""Labels for bags and packs (标签): whose they are, what is in them, and the code a scanner reads."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.ledger.labels import Label, LabelSheets, Pack
from reports.paper.blocks import Block
from reports.paper.document import Document
from reports.paper.formatting import short
from reports.paper.label_grid import LabelGrid, LabelSheet, LabelText
from reports.paper.papers import PAPERS

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def build(data: LabelSheets, tr: Translator) -> Document:
    """All labels, as many on a sheet as it holds."""
    texts = [_text(label, tr) for label in data.labels]
    size = PAPERS[data.paper].labels if data.paper else None
    block: Block = LabelGrid(texts) if size is None else LabelSheet(texts, size, data.frame)
    return Document(
        title=tr("Labels"),
        number="",
        subject="",
        blocks=[block],
        bookmark=tr("Labels"),
        bare=True,
    )


def _text(label: Label, tr: Translator) -> LabelText:
    contact, pack = label.contact, label.pack
    name, lines = contact.head, [f"{contact.code}  {contact.village}", label.number, label.work]
    if label.stop and pack is not None:
        name = f"{label.stop} {circled(pack.number)}  {name}"
    if label.due is None:
        return LabelText(label.number, name, (*filter(None, lines), *([_packed(pack, tr)] if pack else [])))
    quantity = format.quantity(label.quantity, label.unit, tr)
    due = f"{quantity}  " + tr("Due {date}").format(date=short(label.due))
    if pack is None:
        return LabelText(label.number, name, (*lines, due))
    return LabelText(
        label.number, name, (*lines[:1], f"{label.number}  {label.work}", due, _packed(pack, tr))
    )


def _packed(pack: Pack, tr: Translator) -> str:
    """What is in a pack, and which of how many it is."""
    said = f"{pack.material} {format.quantity(pack.quantity, pack.unit, tr)}"
    if pack.count > 1:
        said += "  " + tr("pack {number} of {count}").format(number=pack.number, count=pack.count)
    return said


def circled(number: int) -> str:
    """A small number in a circle: ①; a larger one in brackets."""
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"({number})"
