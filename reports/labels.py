"""Labels for bags and bundles (标签): whose they are, what is in them, and the code a scanner reads."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.cards import LabelSheets
from reports.boxes import LabelGrid, LabelText
from reports.document import Document
from reports.wording import short


def build(data: LabelSheets, tr: Translator) -> Document:
    """All labels, as many on a sheet as it holds."""
    labels = []
    for label in data.labels:
        contact = label.contact
        quantity = format.quantity(label.quantity, label.unit, tr)
        labels.append(
            LabelText(
                label.number,
                contact.head,
                (
                    f"{contact.code}  {contact.village}",
                    label.number,
                    label.work,
                    f"{quantity}  " + tr("Due {date}").format(date=short(label.due)),
                ),
            )
        )
    return Document(
        title=tr("Labels"),
        number="",
        subject="",
        blocks=[LabelGrid(labels)],
        bookmark=tr("Labels"),
        bare=True,
    )
