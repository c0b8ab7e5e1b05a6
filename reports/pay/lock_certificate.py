"""The certificate of a locked month (锁账凭证): one page for the safe, against which the file is compared later."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.pay.lock_certificates import LockCertificate
from reports.paper.blocks import Block, Fact, Facts, Figure, Note, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.formatting import amount_in_words, day, ledger_mark, money, month, yuan


def build(data: LockCertificate, tr: Translator) -> Document:
    """The certificate of one month."""
    net = data.sums["net"]
    title = tr("Locking certificate")
    return Document(
        title=title,
        number=f"SZ{data.period.key[2:4]}{data.period.key[5:]}",
        subject=month(data.period.key, tr),
        code=data.code,
        blocks=[
            _when(data, tr),
            Space(4),
            ReckoningBlock(
                _steps(data, tr), Figure(tr("Net pay in all"), yuan(net), amount_in_words(net, tr))
            ),
            Space(6),
            *_mark(data, tr),
        ],
        signatures=(tr("Made out by"), tr("Checked by"), tr("Kept by")),
        mark=ledger_mark(data.link, tr),
        reprint=data.printed,
        bookmark=month(data.period.key, tr),
        section=title,
        key=data.period.key,
    )


def _when(data: LockCertificate, tr: Translator) -> Facts:
    span = f"{day(data.period.start, tr)} – {day(data.period.end, tr)}"
    return Facts(
        [
            Fact(tr("Pieces of"), span, wide=True),
            Fact(tr("Locked on"), day(data.locked_on, tr), bold=True),
            Fact(tr("Entered at"), f"{day(data.at.date(), tr)} {data.at:%H:%M}"),
            Fact(tr("By"), f"{data.user} · {data.machine}"),
            Fact(tr("Pay date"), day(data.pay_date, tr)),
            Fact(tr("Pay statements"), str(data.count), bold=True),
        ]
    )


def _steps(data: LockCertificate, tr: Translator) -> list[Step]:
    """From piece pay to net, the sums of all statements, and which way the net goes."""
    plus, minus, sums = tr("Plus"), tr("Less"), data.sums
    lines = [
        Step("", tr("Piece pay"), money(sums["piece"])),
        *_unless_nothing(plus, tr("Allowance"), sums["allowance"]),
        *_unless_nothing(plus, tr("Make-up pay"), sums["make_up"]),
        *_unless_nothing(plus, tr("Bonus"), sums["bonus"]),
        Step("", tr("Gross pay"), money(sums["gross"]), sum=True),
        *_unless_nothing(minus, tr("Deducted"), sums["taken"]),
        *_unless_nothing(minus, tr("Advances recovered"), sums["recovered"]),
        *_unless_nothing(plus, tr("Given back"), sums["given_back"]),
        Step("", tr("Net pay"), money(sums["net"]), sum=True, bold=True),
    ]
    for words, (count, net) in (
        (tr.plural("By bank to {n} household", "By bank to {n} households", data.bank[0]), data.bank),
        (tr.plural("In cash to {n} household", "In cash to {n} households", data.cash[0]), data.cash),
    ):
        if count:
            lines.append(Step("", words, money(net)))
    return [*lines, *_unless_nothing("", tr("Deductions carried to later months"), sums["carried_out"])]


def _unless_nothing(sign: str, words: str, fen: int) -> list[Step]:
    return [Step(sign, words, money(fen))] if fen else []


def _mark(data: LockCertificate, tr: Translator) -> list[Block]:
    """The whole mark, and what it is good for."""
    groups = " ".join(data.link[at : at + 4] for at in range(0, len(data.link), 4)).upper()
    return [
        Note(tr("Ledger mark in full"), bold=True),
        Note(groups),
        Space(4),
        Note(
            tr(
                "Keep this paper apart from the computer. Scan the code in Settings, File, Check the file: whoever"
                " altered what was entered up to this moment, or cut it off, shows by it."
            ),
            small=True,
        ),
    ]
