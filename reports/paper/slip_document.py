"""The document of a slip: what all of them say of their voucher, and how each is counted and marked void."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.i18n import Translator
from models.queries.document_common import Slip, SlipHead
from reports.paper.blocks import Block
from reports.paper.document import THREE_PARTS, Document
from reports.paper.formatting import bookmark, day, holder, void_note


def slip_document(
    slip: SlipHead, tr: Translator, title: str, blocks: Sequence[Block], **parts: Any
) -> Document:
    """A slip as a document of three parts with its number, its day and whose it is; ``parts`` say what is different."""
    own: dict[str, Any] = {
        "number": slip.number,
        "subject": day(slip.date, tr),
        "code": slip.number,
        "voided": slip.voided,
        "void_note": void_note(slip, tr),
        "reprint": slip.printed,
        "parts": THREE_PARTS,
        "key": slip.number,
        "maker": slip.maker,
    }
    if isinstance(slip, Slip):
        own |= {"holder": holder(slip.contact, tr), "bookmark": bookmark(slip.contact, slip.number)}
    return Document(title=title, blocks=blocks, **(own | parts))
