"""The sheets of a workbook about care for households: return visits, and what happened to machines."""

from __future__ import annotations

from typing import Any

from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import Posted
from models.actions.exchange.workbook.single_slips import SingleSlips
from models.actions.guidance import machine_events, return_visits
from models.errors import UserError
from models.i18n import tr
from models.queries.exchange.workbook_schema import EQUIPMENT_EVENTS
from models.queries.ledger.slip_days import slip_days
from models.rules.ledger import voucher_kind
from models.tables.guidance import BY_CASH, EquipmentEvent, ReturnVisit

_TEXTS = ("purpose", "found")


class CareSlips(SingleSlips):
    """Return visits and slips of machines: one row a voucher."""

    def __init__(self, book: Book, masters: Masters) -> None:
        super().__init__(book, masters, "return_visits", "equipment_events")

    def post_return_visits(self) -> None:
        """Post what is new and change what says something else."""
        sheet = "return_visits"
        stored = {one.voucher_id: one for one in ReturnVisit.select()} if self.book.sheets[sheet].rows else {}
        drafts: list[return_visits.ReturnDraft] = []
        days = slip_days()
        for row, household, known in self._single(sheet, voucher_kind.RETURN_VISIT, stored):
            v = row.values
            helper = self._helper(sheet, row)
            if row.faulty or (known is None and not self._days_sound(sheet, row, days)):
                continue
            said: dict[str, Any] = {name: v.get(name) or "" for name in _TEXTS}
            said |= {"helper": helper, "next_date": v.get("next_date")}
            if known is None:
                drafts.append(return_visits.ReturnDraft(household.id, v["date"], number=v["number"], **said))
                self.counts[sheet].added += 1
                continue
            try:
                changed = return_visits.change_return_visit(
                    known[0].id, household=household.id, day=v["date"], **said
                )
            except UserError as error:
                self._fault_at((sheet, row), error)
                continue
            if changed:
                self.counts[sheet].updated += 1
            else:
                self.counts[sheet].unchanged += 1
        if drafts:
            return_visits.post_return_visits(drafts)

    def _helper(self, sheet: str, row: BookRow) -> int | None:
        """The helper a row names; one that is not known is a fault."""
        name = row.values.get("helper")
        if name is None:
            return None
        for helper in self.masters.among("helpers").values():
            if helper.name == name:
                return int(helper.id)
        words = tr('"{key}" is not in this workbook and not known.').format(key=name)
        self.book.fault(sheet, row, "helper", words)
        return None

    def post_machine_events(self) -> None:
        """Post what is new in the order of days; what is posted must say the same again."""
        sheet = "equipment_events"
        if not self.book.sheets[sheet].rows:
            return
        posted = self._posted(voucher_kind.MACHINE, sheet)
        stored = {one.voucher_id: one for one in EquipmentEvent.select()}
        drafts: list[machine_events.EventDraft] = []
        for number, (row, *_) in self._grouped(sheet, ("number",)).items():
            draft = self._draft(sheet, row)
            if draft is None:
                continue
            head = posted.get(number)
            if head is None:
                drafts.append(draft)
            elif not self._again(sheet, row, head):
                self._same(sheet, row, draft, head, stored[head.id])
        made = machine_events.record_events(drafts, lambda draft, error: self._fault_at(draft.place, error))
        self.counts[sheet].added += len(made)

    def _draft(self, sheet: str, row: BookRow) -> machine_events.EventDraft | None:
        home, machine, other = (
            self.masters.named(EQUIPMENT_EVENTS, row, column)
            for column in ("household", "machine", "in_place")
        )
        if row.faulty or machine is None:
            return None
        v = row.values
        return machine_events.EventDraft(
            v["event"],
            machine.id,
            v["date"],
            None if home is None else home.id,
            other=None if other is None else other.id,
            deposit_by=v.get("deposit_by") or BY_CASH,
            condition=v.get("condition") or "",
            next_date=v.get("next_date"),
            number=v["number"],
            place=(sheet, row),
            **{name: v.get(name) or 0 for name in ("deposit_in", "deposit_out", "cost")},
        )

    def _same(
        self, sheet: str, row: BookRow, draft: machine_events.EventDraft, head: Posted, event: Any
    ) -> None:
        self._compare(
            sheet,
            row,
            (
                ("date", draft.date, head.date),
                ("household", draft.household or head.household, head.household),
                ("machine", draft.equipment, event.equipment_id),
                ("event", draft.kind, event.kind),
                ("in_place", draft.other, event.other_id),
                *(
                    (name, getattr(draft, name), getattr(event, name))
                    for name in ("deposit_in", "deposit_out", "deposit_by", "cost", "next_date")
                ),
                ("condition", draft.condition.strip(), event.condition),
            ),
        )
