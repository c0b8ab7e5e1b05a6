"""The subcontract agreement (代工协议) between cooperative and household, clause by clause.

The clauses say what 民法典 770 to 787 (contracts for work) and the convention on home work ask to be settled before the
first goods: work, quantity, quality, rates, who supplies material and machines, term, acceptance, defects, pay.
"""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.cards import AgreementPaper
from models.rules.amount import percent_text
from reports.blocks import Block, Fact, Facts, Note, Space
from reports.boxes import SignBoxes
from reports.document import Document
from reports.table import Column, Row, Table
from reports.wording import NOTHING, bookmark, day, holder, phone, place, rate


def build(data: AgreementPaper, tr: Translator) -> Document:
    """One agreement."""
    contact = data.contact
    cooperative = "  ".join(part for part in (data.cooperative, data.address, data.phone) if part)
    household = "  ".join(
        part
        for part in (f"{contact.head} {contact.code}", place(contact, tr), phone(contact), data.id_number)
        if part
    )
    blocks: list[Block] = [
        Facts(
            [
                Fact(tr("Party A (gives the work)"), cooperative or NOTHING, wide=True),
                Fact(tr("Party B (does the work)"), household, wide=True),
                Fact(tr("Who works in the home"), ", ".join(data.workers) or NOTHING, wide=True),
                Fact(tr("Valid from"), day(data.start, tr)),
                Fact(tr("Until"), day(data.end, tr) if data.end else tr("further notice")),
            ]
        ),
        Space(6),
    ]
    for number, clause in enumerate(_clauses(data, tr), start=1):
        blocks += [Note(f"{number}. {clause}"), Space(2.5)]
        if number == 3 and data.products:
            blocks += [Space(2), _rates(data, tr), Space(6)]
    blocks.append(Space(8))
    blocks.append(
        SignBoxes(
            (
                tr("Party A (signature and chop)"),
                tr("Party B (signature)"),
                tr("Party B (thumbprint)"),
                tr("Witness"),
            )
        )
    )
    return Document(
        title=tr("Subcontract agreement"),
        number=data.number,
        subject=day(data.start, tr) if data.start else "",
        code=data.number,
        holder=holder(contact, tr),
        blocks=blocks,
        signatures=(tr("Signed on"), tr("Signed at")),
        bookmark=bookmark(contact, data.number),
        key=data.number,
    )


def _rates(data: AgreementPaper, tr: Translator) -> Table:
    return Table(
        [
            Column("work", tr("Work"), 40),
            Column("unit", tr("for each"), 12),
            Column("good", tr("Good"), 22, figure=True),
            Column("second", tr("Second"), 22, figure=True),
        ],
        [
            Row([product.name, format.unit_name(product.unit, tr), rate(product.good), rate(product.second)])
            for product in data.products
        ],
    )


def _clauses(data: AgreementPaper, tr: Translator) -> list[str]:
    return [
        tr(
            "Work and quantity: Party B makes at home what each delivery slip names, in the quantity and by the day "
            "it names. Party B may decline a slip before taking the material."
        ),
        tr(
            "Quality: the sample shown or handed over decides. Party A's technician shows the work free of charge "
            "and comes again when asked."
        ),
        tr(
            "Piece rates: the rate printed on the delivery slip holds for all of that slip, whatever changes later. "
            "The rates on the day of this agreement, in yuan:"
        ),
        tr(
            "Material and machines: Party A supplies them and they stay Party A's. Party B checks them on arrival, "
            "keeps them with care, may not swap or sell them, and returns what is left."
        ),
        tr(
            "Acceptance: pieces are counted or weighed in Party B's presence and sorted into good, second, rework "
            "and scrap; both sign the receipt, and Party B keeps a copy."
        ),
        tr(
            "Defects: pieces to rework are mended once without pay and then count. Pieces spoiled by bad material "
            "are paid as good; those spoiled by the work are not paid."
        ),
        tr(
            "Pay: by the piece, each month, on day {day} of the month after, with a statement that lists every line. "
            "Deductions take at most {percent}% of a month's pay and are named with their reason."
        ).format(day=data.pay_day, percent=percent_text(data.cap_ppm)),
        tr(
            "Objections: within {days} days of receiving the statement; what proves wrong is put right in the next "
            "month's pay."
        ).format(days=data.objection_days),
        tr(
            "End: either side may end this agreement after the open slips are settled. Material and machines go back "
            "and all pay due is handed out within one month."
        ),
    ]
