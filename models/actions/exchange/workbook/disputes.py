"""The sheet of disputes: what is new is recorded, what is there must say the same again."""

from __future__ import annotations

from typing import Any

from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import SlipSheets
from models.actions.pay import disputes
from models.errors import UserError
from models.i18n import tr
from models.queries.ledger.vouchers import voucher_numbered
from models.queries.pay.disputes import answer_until
from models.rules.ledger import voucher_kind
from models.tables.pay import OPEN, Dispute, Statement

_SHEET = "disputes"
_SAYS = ("said", "answer_by", "answer", "answered_on", "outcome")


class DisputeSheet(SlipSheets):
    """One row a dispute, about a statement or a slip by its number, or about neither."""

    def __init__(self, book: Book, masters: Masters) -> None:
        super().__init__(book, masters, _SHEET)

    def post(self) -> None:
        """Record what is new; a row of a posted one is compared."""
        rows = self.book.sheets[_SHEET].rows
        stored = {one.voucher_id: one for one in Dispute.select()} if rows else {}
        posted = self._posted(voucher_kind.DISPUTE, _SHEET)
        drafts = []
        for number, group in self._grouped(_SHEET, ("number",)).items():
            row = group[0]
            home = self.masters.find(_SHEET, row, "household", "households", self.masters.households)
            if row.faulty or home is None:
                continue
            draft = self._draft(row, home.id)
            head = posted.get(number)
            if draft is None or (head is not None and self._again(_SHEET, row, head)):
                continue
            if head is None:
                drafts.append(draft)
                continue
            self._compare(_SHEET, row, _pairs(draft, head, stored[head.id]))
        for draft in drafts:
            self._record(draft)

    def _record(self, draft: disputes.DisputeDraft) -> None:
        row, draft.place = draft.place, None
        try:
            disputes.record_disputes([draft])
            self.counts[_SHEET].added += 1
        except UserError as error:
            self._fault_at((_SHEET, row), error)

    def _draft(self, row: BookRow, household: int) -> disputes.DisputeDraft | None:
        """What a row says; None where it names a paper that is not there, or an answer is half said."""
        v = row.values
        try:
            draft = disputes.DisputeDraft(
                household,
                v["date"],
                v["said"] or "",
                statement=_statement(v.get("statement")),
                slip=_slip(v.get("slip")),
                number=v["number"],
                answer=v.get("answer") or "",
                answered_on=v.get("answered_on"),
                outcome=v.get("outcome") or OPEN,
                place=row,
            )
            draft.answer_by = v.get("answer_by") or answer_until(draft.date, draft.statement)
            if (draft.outcome != OPEN) != (draft.answered_on is not None):
                raise UserError(tr("An answer has a day and an outcome, or neither."), "answered_on")
        except UserError as error:
            self._fault_at((_SHEET, row), error)
            return None
        return draft


def _pairs(draft: disputes.DisputeDraft, head: Any, kept: Dispute) -> tuple[tuple[str, Any, Any], ...]:
    return (
        ("date", draft.date, head.date),
        ("household", draft.household, head.household),
        ("statement", draft.statement, kept.statement_id),
        ("slip", draft.slip, kept.slip_id),
        *((name, getattr(draft, name), getattr(kept, name)) for name in _SAYS),
    )


def _statement(number: str | None) -> int | None:
    if not number:
        return None
    found: int | None = Statement.select(Statement.id).where(Statement.number == number).scalar()
    if found is None:
        raise UserError(tr("There is no {name}.").format(name=number), "statement")
    return found


def _slip(number: str | None) -> int | None:
    if not number:
        return None
    try:
        return voucher_numbered(number)
    except UserError as error:
        raise UserError(error.message, "slip") from error
