"""The sheets of a workbook that have one row a voucher: visits, advances, adjustments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import SlipSheets
from models.actions.guidance import visits
from models.actions.pay import adjustments
from models.database import Record
from models.errors import UserError
from models.queries.ledger.slip_days import SlipDays, slip_days
from models.rules.ledger import voucher_kind
from models.tables.guidance import Visit
from models.tables.pay import Adjustment, Advance

Draft = TypeVar("Draft")


class SingleSlips(SlipSheets):
    """What belongs to a household and to no subcontract."""

    def __init__(self, book: Book, masters: Masters, *sheets: str) -> None:
        super().__init__(book, masters, *(sheets or ("visits", "advances", "adjustments")))

    def _single(self, sheet: str, series: str, stored: dict[int, Any]) -> Iterable[tuple[BookRow, Any, Any]]:
        """(row, household, what is stored of it or None) of the sheets that have one row a voucher."""
        posted = self._posted(series, sheet)
        early = slip_days().early
        for number, rows in self._grouped(sheet, ("number",)).items():
            row = rows[0]
            household = self.masters.find(sheet, row, "household", "households", self.masters.households)
            if row.faulty or household is None:
                continue
            head = posted.get(number)
            if head is None:
                # Slips without a subcontract have nothing else to be measured by.
                said = early(row.values["date"])
                if said is not None:
                    self.book.warn(sheet, row, "date", said)
                yield row, household, None
            elif not self._again(sheet, row, head):
                yield row, household, (head, stored[head.id])

    def _days_sound(self, sheet: str, row: BookRow, days: SlipDays) -> bool:
        """Whether a new visit's day, and that of the next, are meant; a known one is only asked where it changes."""
        try:
            days.refuse_far(row.values["date"])
            visits.check_next(row.values["date"], row.values.get("next_date"))
        except UserError as error:
            self._fault_at((sheet, row), error)
        return not row.faulty

    def post_visits(self) -> None:
        """Post what is new and change what says something else."""
        sheet = "visits"
        texts = ("technician", "topic", "finding")
        stored = {visit.voucher_id: visit for visit in Visit.select()} if self.book.sheets[sheet].rows else {}
        drafts: list[visits.VisitDraft] = []
        days = slip_days()
        for row, household, known in self._single(sheet, voucher_kind.VISIT, stored):
            v = row.values
            if known is None and not self._days_sound(sheet, row, days):
                continue
            texts_of: dict[str, Any] = {name: v.get(name) or "" for name in texts}
            if known is None:
                drafts.append(
                    visits.VisitDraft(
                        household.id, v["date"], **texts_of, next_date=v.get("next_date"), number=v["number"]
                    )
                )
                self.counts[sheet].added += 1
                continue
            head, visit = known
            same = (
                head.date == v["date"]
                and head.household == household.id
                and visit.next_date == v.get("next_date")
                and all(getattr(visit, name) == text for name, text in texts_of.items())
            )
            if same:
                self.counts[sheet].unchanged += 1
                continue
            try:
                visits.change_visit(
                    head.id, household=household.id, day=v["date"], **texts_of, next_date=v.get("next_date")
                )
            except UserError as error:
                self._fault_at((sheet, row), error)
                continue
            self.counts[sheet].updated += 1
        visits.post_visits(drafts)

    def post_advances(self) -> None:
        """Post what is new; what is posted must say the same again."""

        def told(values: dict[str, Any]) -> dict[str, Any]:
            instalments = values.get("instalments")
            return {"amount": values["amount"], "instalments": 1 if instalments is None else instalments}

        drafts = self._money("advances", voucher_kind.ADVANCE, Advance, adjustments.AdvanceDraft, told)
        adjustments.post_advances(drafts, self._money_refused)

    def post_adjustments(self) -> None:
        """Post what is new; what is posted must say the same again."""

        def told(values: dict[str, Any]) -> dict[str, Any]:
            return {"amount": values["amount"], "reason": values["reason"]}

        kind, draft = voucher_kind.ADJUSTMENT, adjustments.AdjustmentDraft
        adjustments.post_adjustments(
            self._money("adjustments", kind, Adjustment, draft, told), self._money_refused
        )

    def _money(
        self,
        sheet: str,
        kind: str,
        table: type[Record],
        draft: Callable[..., Draft],
        told: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> list[Draft]:
        """The drafts of a sheet's new slips; ``told`` is what a row says beside its day and household."""
        stored = {one.voucher_id: one for one in table.select()} if self.book.sheets[sheet].rows else {}
        drafts: list[Draft] = []
        for row, household, known in self._single(sheet, kind, stored):
            day, says = row.values["date"], told(row.values)
            if known is None:
                number = row.values["number"]
                drafts.append(draft(household.id, day, **says, number=number, place=(sheet, row)))
                self.counts[sheet].added += 1
                continue
            head, record = known
            kept = {name: getattr(head if name == "reason" else record, name) for name in says}
            same = [("date", day, head.date), ("household", household.id, head.household)]
            self._compare(sheet, row, (*same, *((name, says[name], kept[name]) for name in says)))
        return drafts

    def _money_refused(self, draft: Any, error: UserError) -> None:
        self._fault_at(draft.place, error)
