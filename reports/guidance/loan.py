"""The slip for a machine lent to a household (设备借用单): what it is, its condition out and in, the deposit."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.guidance.loans import LoanPaper
from reports.paper.blocks import Fact, Facts, Note, Space
from reports.paper.document import Document
from reports.paper.form_blocks import Answer
from reports.paper.formatting import NOTHING, bookmark, day, holder


def build(data: LoanPaper, tr: Translator) -> Document:
    """One machine with one household."""
    return Document(
        title=tr("Machine on loan"),
        number=data.code,
        subject=day(data.lent_on, tr),
        code=data.code,
        holder=holder(data.contact, tr),
        blocks=[
            Facts(
                [
                    Fact(tr("Machine"), data.name, bold=True),
                    Fact(tr("Model"), data.model or NOTHING),
                    Fact(tr("Serial number"), data.code),
                    Fact(tr("Lent on"), day(data.lent_on, tr)),
                    Fact(tr("Returned on"), day(data.returned_on, tr)),
                    Fact(tr("Deposit"), format.yuan(data.deposit) if data.deposit else tr("none")),
                ]
            ),
            Space(4),
            Answer(tr("Condition when lent"), data.condition_out, blank=1),
            Answer(tr("Condition when returned"), data.condition_in, blank=1),
            Space(4),
            Note(
                tr(
                    "The machine stays the cooperative's. Look after it, say at once when it fails, do not lend it on."
                ),
                small=True,
            ),
        ],
        signatures=(
            tr("Lent by"),
            tr("Borrowed by (signature or thumbprint)"),
            tr("Returned to"),
            tr("Date"),
        ),
        reprint=data.printed,
        bookmark=bookmark(data.contact, data.code),
        key=data.key,
    )
