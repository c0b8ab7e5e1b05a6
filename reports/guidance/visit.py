"""The record of a guidance visit (技术指导记录): what was planned, found and advised, and when the next one is."""

from __future__ import annotations

from typing import Final

from models.i18n import Translator
from models.queries.guidance.visit_papers import VisitPaper
from models.queries.ledger.defects import DefectLine
from reports.ledger.defects import defect_words
from reports.paper.blocks import Block, Fact, Facts, Space
from reports.paper.document import Document
from reports.paper.form_blocks import Answer
from reports.paper.formatting import NOTHING, day
from reports.paper.photo_blocks import PaperPhoto, PhotoBlock
from reports.paper.slip_document import slip_document

_HIGH: Final = 112.0  # points; three of a phone stand beside each other


def build(data: VisitPaper, tr: Translator) -> Document:
    """One visit."""
    slip = data.slip
    following = day(data.next_date, tr) if data.next_date is not None else NOTHING
    # What somebody wrote of a photo stands below it; that it was found needs no words.
    shown = [PaperPhoto(one.data, one.caption) for one in data.photos]
    photos: list[Block] = [Space(4), PhotoBlock(shown, _HIGH)] if shown else []
    plans = [" ".join(part for part in (day(when, tr), what) if part) for when, what in data.plans]
    return slip_document(
        slip,
        tr,
        tr("Guidance visit"),
        [
            Facts(
                [
                    Fact(tr("Technician"), data.technician or NOTHING),
                    Fact(tr("Topic"), data.topic or NOTHING),
                    Fact(tr("Next visit"), following),
                    Fact(tr("Planned for"), "; ".join(plans) or NOTHING, wide=True),
                ]
            ),
            Space(4),
            Answer(tr("Findings"), _found(data, tr)),
            *photos,
            Space(4),
            Answer(tr("Advice"), data.advice),
        ],
        signatures=(tr("Technician"), tr("Household (signature or thumbprint)")),
    )


def _found(data: VisitPaper, tr: Translator) -> str:
    """The defects seen, product by product, and what was found besides."""
    by_product: dict[str, list[DefectLine]] = {}
    for one in data.seen:
        by_product.setdefault(one.product, []).append(one)
    said = [f"{product} {defect_words(defects, tr)}" for product, defects in by_product.items()]
    return tr("; ").join(part for part in (*said, data.finding) if part)
