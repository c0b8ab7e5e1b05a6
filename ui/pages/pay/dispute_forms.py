"""Sheets about disputes: recording what a household says is wrong, and answering it."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.pay.disputes import (
    BY_ADJUSTMENT,
    BY_REVERSAL,
    STAYS,
    WAYS,
    DisputeDraft,
    answer_dispute,
    record_dispute,
)
from models.errors import UserError
from models.i18n import tr
from models.queries.pay.disputes import DisputeFacts, answer_until, dispute_facts, right_amount
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from models.tables.pay import Dispute
from ui.kit.form import ChoiceField, DateField, Field, Form, MoneyField, NoteField, QuantityField, field_of
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page


def dispute_sheet(
    parent: QWidget,
    today: date,
    household: int | None,
    about: str = "",
    *,
    statement: int | None = None,
    line: int | None = None,
    slip: int | None = None,
) -> Sheet:
    """What a household says is wrong of a line, a statement, a slip or of anything else; the result is its slip."""
    said = field_of(Dispute.said, required=True)
    said.wide = True
    fields: list[Field] = []
    if household is None:
        fields.append(field_of(Voucher.household, required=True))
    fields += [
        field_of(Voucher.date, value=today, today=lambda: today),
        field_of(Dispute.answer_by, value=answer_until(today, statement)),
        said,
    ]
    form = Form(fields, columns=2)

    def act(_: Any, values: dict[str, Any]) -> Voucher:
        home = household if household is not None else values["household"]
        draft = DisputeDraft(home, values["date"], values["said"] or "", statement, line, slip)
        draft.answer_by = values["answer_by"]
        return record_dispute(draft)

    sheet = Sheet(parent, tr("New dispute"), form, tr("Record"), act, intro=about)
    form.field("said" if household is not None else "household").editor.setFocus()
    return sheet


def dispute_slip(page: Page, voucher: int) -> None:
    """Record what a household says of a slip."""
    row: Any = Voucher.get_by_id(voucher)
    if row.household_id is None:
        raise UserError(tr("This slip is of no household."))
    label = tr(voucher_kind.KINDS[row.kind].label)
    about = f"{label} {row.number} · {row.date.isoformat()} · {row.household.head}"
    page.done_by(
        dispute_sheet(page, page.desk.today(), row.household_id, about, slip=voucher), tr("Recorded {number}")
    )


def dispute_for(page: Page, household: int) -> None:
    """Record what the household a page shows says is wrong."""
    page.done_by(dispute_sheet(page, page.desk.today(), household), tr("Recorded {number}"))


def dispute_statement(page: Page, household: int, about: str, statement: int, line: int | None) -> None:
    """Record what a household says of a locked month's statement, or of one of its lines."""
    today = page.desk.today()
    page.done_by(
        dispute_sheet(page, today, household, about, statement=statement, line=line), tr("Recorded {number}")
    )


def answer_sheet(parent: QWidget, today: date, voucher: int, facts: DisputeFacts) -> Sheet:
    """Answer a dispute; a line is put right by what should have stood on it, anything else by an amount."""
    line = facts.line
    ways = [(key, tr(words)) for key, words in WAYS if key != BY_REVERSAL or facts.slip]
    answer = NoteField("answer", tr("What the household is told"), required=True)
    answer.wide = True
    amount: Field = MoneyField("amount", tr("Amount, below 0 deducts"))
    if line is not None:
        hint = tr("{quantity} × {rate} stand there").format(
            quantity=format.quantity(line.quantity, line.unit), rate=format.rate(line.rate)
        )
        amount = QuantityField(
            "quantity", tr("Should have been"), unit=format.unit_name(line.unit), hint=hint
        )
    form = Form(
        [
            DateField("date", tr("Date"), value=today, required=True),
            ChoiceField("way", tr("Outcome"), ways, required=True, value=STAYS),
            amount,
            answer,
        ],
        columns=2,
    )

    def ask_amount() -> None:
        # Typed where nothing is put right, it would be lost without a word.
        asked = form.field("way").raw() == BY_ADJUSTMENT
        amount.setVisible(asked)
        if not asked:
            amount.set_value(None)
        form.unfolded.emit()

    form.field("way").changed.connect(ask_amount)
    ask_amount()
    form.mark_clean()

    def act(_: Any, values: dict[str, Any]) -> str:
        fen = values.get("amount") or 0
        if values["way"] == BY_ADJUSTMENT and line is not None:
            if values["quantity"] is None:
                raise UserError(tr("How many should have stood there?"), "quantity")
            fen = right_amount(line.id, values["quantity"])
        return answer_dispute(voucher, values["date"], values["answer"] or "", values["way"], fen)

    return Sheet(parent, tr("Answer the dispute"), form, tr("Answer"), act, intro=facts.said)


def answer_dispute_of(page: Page, voucher: int) -> None:
    """Answer the dispute a page shows."""
    facts = dispute_facts([voucher]).get(voucher)
    if facts is None:
        raise UserError(tr("This voucher does not exist."))
    sheet = answer_sheet(page, page.desk.today(), voucher, facts)
    if sheet.exec():
        by = sheet.result_value
        page.done(tr("Answered, see {number}").format(number=by) if by else tr("Answered"))
