"""The sheets of a workbook that have one row a voucher: visits, advances, adjustments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import SlipSheets
from models.actions.guidance import visits
from models.actions.pay import adjustments
from models.errors import UserError
from models.queries.ledger.slip_days import SlipDays, slip_days
from models.rules.ledger import voucher_kind
from models.tables.guidance import Visit
from models.tables.pay import Adjustment, Advance


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
        sheet = "advances"
        stored = {a.voucher_id: a for a in Advance.select()} if self.book.sheets[sheet].rows else {}
        drafts: list[adjustments.AdvanceDraft] = []
        for row, household, known in self._single(sheet, voucher_kind.ADVANCE, stored):
            v = row.values
            instalments = 1 if v.get("instalments") is None else v["instalments"]
            if known is None:
                drafts.append(
                    adjustments.AdvanceDraft(
                        household.id, v["date"], v["amount"], instalments, v["number"], (sheet, row)
                    )
                )
                self.counts[sheet].added += 1
                continue
            head, advance = known
            self._compare(
                sheet,
                row,
                (
                    ("date", v["date"], head.date),
                    ("household", household.id, head.household),
                    ("amount", v["amount"], advance.amount),
                    ("instalments", instalments, advance.instalments),
                ),
            )
        adjustments.post_advances(drafts, self._money_refused)

    def post_adjustments(self) -> None:
        """Post what is new; what is posted must say the same again."""
        sheet = "adjustments"
        stored = {a.voucher_id: a for a in Adjustment.select()} if self.book.sheets[sheet].rows else {}
        drafts: list[adjustments.AdjustmentDraft] = []
        for row, household, known in self._single(sheet, voucher_kind.ADJUSTMENT, stored):
            v = row.values
            if known is None:
                drafts.append(
                    adjustments.AdjustmentDraft(
                        household.id, v["date"], v["amount"], v["reason"], v["number"], (sheet, row)
                    )
                )
                self.counts[sheet].added += 1
                continue
            head, adjustment = known
            self._compare(
                sheet,
                row,
                (
                    ("date", v["date"], head.date),
                    ("household", household.id, head.household),
                    ("amount", v["amount"], adjustment.amount),
                    ("reason", v["reason"], head.reason),
                ),
            )
        adjustments.post_adjustments(drafts, self._money_refused)

    def _money_refused(self, draft: Any, error: UserError) -> None:
        self._fault_at(draft.place, error)
