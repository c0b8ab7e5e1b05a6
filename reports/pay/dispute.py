"""The slip of a dispute (异议单): what is said to be wrong, by when it is answered, the answer, and both signatures."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.pay.disputes import OUTCOMES, DisputeFacts, DisputePaper
from reports.paper.blocks import Block, Fact, Facts, Space
from reports.paper.document import Document
from reports.paper.form_blocks import Answer, SignRow
from reports.paper.formatting import NOTHING, day, month, quantity, rate_text, who_answers, yuan
from reports.paper.slip_document import slip_document
from reports.pay.statement import SIGN_BOX, THUMB_BOX


def build(data: DisputePaper, tr: Translator) -> Document:
    """One dispute."""
    facts = data.facts
    answered = OUTCOMES.shown(facts.outcome, tr)
    if facts.answered_late:
        answered += tr(", later than promised")
    blocks: list[Block] = [
        Facts(_facts(facts, answered, tr)),
        Space(4),
        Answer(tr("What is said to be wrong"), facts.said, blank=2),
        Space(4),
        Answer(tr("Answer"), facts.answer, blank=3),
    ]
    asks = tr("Who answers: {who}.").format(who=who_answers(data.cashier, tr))
    return slip_document(
        data.slip,
        tr,
        tr("Dispute slip"),
        blocks,
        foot=[
            SignRow(
                ((tr("Household (signature)"), *SIGN_BOX), (tr("Thumbprint"), *THUMB_BOX)),
                [asks, tr("Nobody gets less work or pay for a dispute.")],
                (tr("Taken down by"), tr("Answered by")),
            )
        ],
    )


def _facts(facts: DisputeFacts, answered: str, tr: Translator) -> list[Fact]:
    statement = " ".join(
        part for part in (facts.statement, month(facts.month, tr) if facts.month else "") if part
    )
    until = day(facts.answer_by, tr)
    found = [
        Fact(tr("Pay statement"), statement or NOTHING, wide=True),
        Fact(tr("Slip"), facts.slip or NOTHING),
        Fact(tr("To be answered by"), until, bold=True),
    ]
    line = facts.line
    if line is not None:
        words = tr("{product}, {grade}: {quantity} × {rate} = {amount}").format(
            product=line.product,
            grade=format.grade(line.grade, tr),
            quantity=quantity(line.quantity, line.unit, tr),
            rate=rate_text(line.rate),
            amount=yuan(line.amount),
        )
        found.append(Fact(tr("Line of the statement"), words, wide=True))
    if facts.late:
        found.append(
            Fact(tr("Term to object"), tr("after the last day to object; taken all the same"), wide=True)
        )
    when = day(facts.answered_on, tr) if facts.answered_on is not None else ""
    found.append(Fact(tr("Outcome"), "  ".join(part for part in (answered, when) if part), wide=True))
    found.append(Fact(tr("Corrected by"), facts.correction or NOTHING))
    return found
