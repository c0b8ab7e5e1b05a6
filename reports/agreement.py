"""The subcontract agreement (代工协议) between cooperative and household, clause by clause.

The clauses are the cooperative's, of a counted version; what was printed once is printed in the same words again.
"""

from __future__ import annotations

from typing import Final

from models import format
from models.i18n import Translator
from models.queries.agreements import AgreementPaper
from models.rules import clauses as rule
from reports.blocks import Block, Fact, Facts, Note, Space, Together
from reports.boxes import Clause, SignBoxes
from reports.document import Document
from reports.table import Column, Row, Table
from reports.wording import NOTHING, bookmark, day, holder, paid_how, phone, place, rate

RATES: Final = "{" + rule.RATES + "}"


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
                Fact(
                    tr("Pay month ends on"),
                    tr("day {day}").format(day=data.cutoff_day) if data.cutoff_day else tr("its last day"),
                ),
                Fact(tr("Paid by"), paid_how(contact, tr), wide=True),
            ]
        ),
        Space(10),
    ]
    clauses = data.clauses(tr)
    if not any(RATES in clause for clause in clauses):
        clauses.append(tr("The rates on the day of this agreement, in yuan:") + RATES)
    for number, clause in enumerate(clauses, start=1):
        blocks.append(Clause(f"{number}.", clause.replace(RATES, "").strip()))
        if RATES in clause and data.products:
            blocks += [Space(2), _rates(data, tr), Space(6)]
    names = (
        tr("Party A (signature and chop)"),
        tr("Party B (signature)"),
        tr("Party B (thumbprint)"),
        tr("Witness"),
    )
    version = tr("Text of the agreement: version {version}").format(version=data.version(tr))
    blocks.append(Together([Note(version, small=True), Space(8), SignBoxes(names, 84)]))
    return Document(
        title=tr("Subcontract agreement"),
        number=data.number,
        subject=day(data.start, tr) if data.start else "",
        code=data.number,
        holder=holder(contact, tr),
        blocks=blocks,
        signatures=(tr("Signed on"), tr("Signed at")),
        reprint=data.printed,
        bookmark=bookmark(contact, data.number),
        key=data.key,
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
