"""The slip of a bonus or a deduction (奖扣单): how much, why, and until when to dispute it."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.pay.money_slips import AdjustmentSlip
from models.rules.amount import percent_text
from reports.paper.blocks import Block, Fact, Facts, Figure, Space
from reports.paper.document import Document
from reports.paper.form_blocks import Answer, SignRow
from reports.paper.formatting import amount_in_words, day_of_year, month, who_answers, yuan
from reports.paper.slip_document import slip_document
from reports.pay.statement import SIGN_BOX, THUMB_BOX


def build(data: AdjustmentSlip, tr: Translator) -> Document:
    """One bonus or deduction."""
    slip = data.slip
    bonus = data.amount > 0
    title, fen = (tr("Bonus"), data.amount) if bonus else (tr("Deduction"), -data.amount)
    counted = tr("Counted with the pay of")
    facts = [
        Fact(counted, month(data.period.key, tr)),
        Fact(tr("Amount in words"), amount_in_words(fen, tr), wide=True),
    ]
    if not bonus:
        most = tr("At most {percent}% of gross pay is taken off in a month; the rest is taken off later.")
        facts.append(Fact(tr("How it is taken"), most.format(percent=percent_text(data.cap_ppm)), wide=True))
    blocks: list[Block] = [Facts(facts), Space(4), Answer(tr("Reason"), slip.reason, blank=1)]
    who = who_answers(data.cashier, tr)
    question = tr("Is a figure wrong? Call {who} before the end of {date}. Bring this paper.")
    return slip_document(
        slip,
        tr,
        tr("Bonus slip") if bonus else tr("Deduction slip"),
        blocks,
        figure=Figure(title, yuan(fen), month(data.period.key, tr)),
        foot=[
            SignRow(
                ((tr("Household (signature)"), *SIGN_BOX), (tr("Thumbprint"), *THUMB_BOX)),
                [question.format(who=who, date=day_of_year(data.object_until, slip.date, tr))],
                (tr("Made out by"), tr("Approved by")),
            )
        ],
    )
