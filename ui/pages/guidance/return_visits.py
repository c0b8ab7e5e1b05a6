"""Return visits to households in care: their list, who is due one, and the sheet one is written into."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.guidance.return_visits import ReturnDraft, change_return_visit, record_return_visit
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import DAY
from models.queries import suggestions
from models.queries.desk.target import Record
from models.queries.guidance.return_visits import DueReturn, due_return_visits, return_visits
from models.queries.party.care import carer_of
from models.rules.desk import roles
from models.rules.road.tasks import OTHER
from models.tables.guidance import ReturnVisit
from models.tables.ledger import Voucher
from models.tables.party import Helper, Household
from ui.kit.boxes import vbox
from ui.kit.empty import Empty
from ui.kit.form import DateField, Form, NoteField, field_of
from ui.kit.form_sheet import Sheet
from ui.kit.memory_listing import column, without
from ui.kit.page import Page
from ui.kit.print_commands import print_numbers
from ui.kit.rows_card import RowsCard
from ui.kit.table import TableView
from ui.pages.guidance.proposals import plan_visits
from ui.pages.ledger.void import void_slip

ROWS = 5
"""Rows of who is due that are seen without scrolling."""


def return_sheet(page: Page, household: int | None = None, voucher: int | None = None) -> Sheet:
    """A new return visit, or one to put right; its result is the voucher."""
    today = page.desk.today
    form = Form(
        [
            field_of(Voucher.household, required=True),
            DateField("date", tr("Date"), required=True, value=today(), today=today),
            field_of(ReturnVisit.helper),
            DateField("next_date", tr("Next return visit"), today=today, after="date"),
            field_of(ReturnVisit.purpose),
            NoteField("found", tr("Findings"), lines=4),
        ],
        columns=2,
    )
    for name in ("household", "purpose", "found"):
        form.field(name).wide = True
    title = tr("New return visit")
    if voucher is not None:
        head, visit = Voucher.get_by_id(voucher), ReturnVisit.get(ReturnVisit.voucher == voucher)
        if head.voided_on is not None:
            raise UserError(tr("{number} is void already.").format(number=head.number))
        title, household = tr("Correct {number}").format(number=head.number), head.household_id
        helper = None
        if visit.helper_id is not None:
            helper = (visit.helper_id, visit.helper.name, "")
        form.set_values({**visit.__data__, "date": head.date, "helper": helper})
    if household is not None:
        form.field("household").set_value((household, suggestions.label(Household, household), ""))
    if voucher is None:
        _expect_carer(form, household)
    form.mark_clean()

    def save(consent: Any, values: dict[str, Any]) -> Any:
        said = {
            "helper": values["helper"],
            "purpose": values["purpose"] or "",
            "found": values["found"] or "",
            "next_date": values["next_date"],
        }
        if voucher is None:
            return record_return_visit(ReturnDraft(values["household"], values["date"], **said))
        # What was not touched stays as another window may have corrected it since.
        said |= {"household": values["household"], "date": values["date"]}
        changed = {name: value for name, value in said.items() if name in form.touched}
        change_return_visit(voucher, day=changed.pop("date", None), **changed)
        return Voucher.get_by_id(voucher)

    sheet = Sheet(page, title, form, tr("Record"), save)
    if household is not None:
        form.field("purpose").editor.setFocus()
    return sheet


def _expect_carer(form: Form, household: int | None) -> None:
    """Name who looks after the household as the one who goes, unless somebody is named already."""

    def name(home: int) -> None:
        carer = carer_of(home)
        if carer is not None and not form.field("helper").raw():
            form.field("helper").set_value((carer, suggestions.label(Helper, carer), ""))

    picked: Any = form.field("household")
    picked.picked.connect(name)
    if household is not None:
        name(household)


class DueReturns(RowsCard):
    """Households in care that should be visited again; hidden while there are none."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "due-return-visits",
            mark("Return visits due"),
            (
                column(
                    "who",
                    mark("Household"),
                    person=True,
                    of=lambda one: format.household(one.head, one.village),
                ),
                column("helper", mark("Helper"), person=True),
                column("due", mark("Day it is due"), DAY, of="day"),
                column("visited", mark("Last time"), DAY),
                column("phone", mark("Phone")),
            ),
            "",
            most=ROWS,
            parent=page,
        )
        self._page = page
        self.found: list[DueReturn] = []
        self.opened.connect(self.record)
        self.add_row_action(tr("Record the visit"), self.record, "", "edit", right=roles.VISIT)
        self.add_action(tr("Plan the visit"), self.plan, "", "truck", right=roles.ERRAND)
        self.hide()

    def ask(self) -> None:
        """Ask who is due as of today."""
        self.found = due_return_visits(self._page.desk.today())
        self.rows.show(self.found)
        self.setVisible(bool(self.found))
        self.refresh()

    def record(self, row: int) -> None:
        """Write down the visit to who is due."""
        self._page.done_by(return_sheet(self._page, self.found[row].household_id), tr("Recorded {number}"))

    def plan(self, rows: list[int]) -> None:
        """Ask for a drive to these households from tomorrow on."""
        reasons = {
            self.found[row].household_id: tr("Return visit, {helper}").format(helper=self.found[row].helper)
            if self.found[row].helper
            else tr("Return visit")
            for row in rows
        }
        plan_visits(self._page, reasons, OTHER)


class ReturnVisits(QWidget):
    """The tab of return visits: their list, and below it who is due."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.table = TableView(
            without(return_visits(), "code"),
            page,
            empty=Empty(
                tr("No return visits yet."), tr("New return visit"), self.create, "visits", roles.VISIT
            ),
        )
        self.table.opened.connect(self.correct)
        self.table.add_row_action(tr("Correct"), self.correct, "Ctrl+E", "edit", right=roles.VISIT)
        self.table.add_row_action(tr("Open the household"), self._open_household, "", "households")
        self.table.add_action(tr("Print"), self.print_visits, "Ctrl+P", "print")
        self.table.add_row_action(tr("Void"), self.void, "Del", "void", danger=True, right=roles.VOID_OWN)
        self.due = DueReturns(page)
        vbox("l", (self.table, 1), self.due, of=self)

    def refresh(self) -> None:
        """Both lists."""
        self.table.refresh()
        self.due.ask()

    def create(self, household: int | None = None) -> None:
        """A new return visit."""
        made = self.page.done_by(return_sheet(self.page, household), tr("Recorded {number}"))
        if made is not None:
            self.refresh()
            self.table.select(made.id)

    def correct(self, key: int) -> None:
        """Put a return visit right."""
        self.page.done_by(return_sheet(self.page, voucher=key), tr("Recorded {number}"))

    def void(self, key: int) -> None:
        """Void a return visit; its number stays."""
        void_slip(self.page, key)

    def print_visits(self, keys: list[int]) -> None:
        """Preview the slips of the return visits chosen."""
        numbers = [Voucher.get_by_id(key).number for key in keys]
        print_numbers(self.page, "return_visit", numbers)

    def _open_household(self, key: int) -> None:
        self.page.desk.go("households", Record(Voucher.get_by_id(key).household_id))
