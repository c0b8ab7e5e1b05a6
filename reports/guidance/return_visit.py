"""The slip of a return visit (回访单): who was there, what about, what was found, and when somebody comes again."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.guidance.return_visits import ReturnPaper
from reports.paper.blocks import Fact, Facts, Space
from reports.paper.document import Document
from reports.paper.form_blocks import Answer
from reports.paper.formatting import NOTHING, day
from reports.paper.slip_document import slip_document


def build(data: ReturnPaper, tr: Translator) -> Document:
    """One return visit."""
    who = " ".join(part for part in (data.helper, data.unit, data.phone) if part)
    return slip_document(
        data.slip,
        tr,
        tr("Return visit"),
        [
            Facts(
                [
                    Fact(tr("Helper"), who or NOTHING, wide=True),
                    Fact(tr("Purpose of the visit"), data.purpose or NOTHING),
                    Fact(tr("Next return visit"), day(data.next_date, tr) if data.next_date else NOTHING),
                ]
            ),
            Space(4),
            Answer(tr("Findings"), data.found),
        ],
        signatures=(tr("Helper"), tr("Household (signature or thumbprint)")),
    )
