"""The machines: who has them, and lending them out."""

from __future__ import annotations

from collections.abc import Callable

from models.actions.guidance.equipment import save_machines
from models.errors import UserError
from models.i18n import plural, tr
from models.queries.desk.target import Record
from models.queries.guidance import equipment
from models.queries.guidance.loans import current_loan
from models.rules.desk import roles
from models.tables.guidance import Equipment
from models.tables.photo import Photo
from ui.kit.empty import Empty
from ui.kit.memory_listing import without
from ui.kit.page import Page
from ui.kit.print_commands import print_numbers
from ui.kit.record_table import Alike, RecordTable
from ui.kit.thumbnails import Thumbnails
from ui.pages.guidance.equipment import back_sheet, lend_sheet, machine_sheet, new_machine


class MachineTable(RecordTable):
    """All machines; one is changed, lent and taken back where it stands; ``show`` opens its own page."""

    def __init__(self, page: Page, show: Callable[[int], object]) -> None:
        super().__init__(
            without(equipment.equipment(), "household"),
            page,
            Equipment,
            lambda machine: new_machine(page) if machine is None else machine_sheet(page, machine),
            alike=Alike(
                ("model", "condition"),
                save_machines,
                lambda count: plural("Saved {n} machine", "Saved {n} machines", count),
            ),
            thumbnails=Thumbnails(Photo.equipment),
            empty=Empty(
                tr("No machines yet. They can be lent to households."),
                tr("New machine"),
                self.create,
                "tools",
                roles.VISIT,
            ),
        )
        self.opened.connect(show)
        self.add_row_action(tr("Open"), show, "", "tools")
        self.add_action(tr("Change"), self.edit_chosen, "Ctrl+E", "edit", right=roles.VISIT)
        self.add_row_action(
            tr("Lend or record a return"), self.lend_or_return, "", "return", right=roles.VISIT
        )
        self.add_row_action(tr("Open the household"), self.open_household, "", "households")
        self.add_action(tr("Print"), self.print_loans, "Ctrl+P", "print")
        self.add_action(tr("Blank loan slip"), self.print_blank_loans, "", "print")

    def open_household(self, key: int) -> None:
        """The page of the household that has a machine. Raises UserError while none has it."""
        loan = current_loan(key)
        if loan is None:
            raise UserError(tr("This machine is with no household."))
        self.page.desk.go("households", Record(loan.household_id))

    def lend_or_take_back(self) -> None:
        """The machine under the cursor goes out, or comes back."""
        key = self.key()
        if key is None:
            raise UserError(tr("Choose a machine in the list first."))
        self.lend_or_return(key)

    def lend_or_return(self, key: int) -> None:
        """A machine goes out, or comes back."""
        machine = Equipment.get_by_id(key)
        loan = current_loan(key)
        if loan is None:
            sheet = lend_sheet(self.page, machine, self.page.desk.today())
            words = tr("{name} is lent").format(name=machine.name)
        else:
            sheet = back_sheet(self.page, machine, loan, self.page.desk.today())
            words = tr("{name} is back").format(name=machine.name)
        self.page.done_by(sheet, words)

    def print_loans(self, keys: list[int]) -> None:
        """Preview the loan slips of the machines chosen."""
        print_numbers(self.page, "equipment", [Equipment.get_by_id(key).code for key in keys])

    def print_blank_loans(self, keys: list[int]) -> None:
        """Preview loan slips to be written by hand where the machine is handed over; they are entered by lending it."""
        machines = list(Equipment.select().where(Equipment.id.in_(keys)))
        lent = [one.name for one in machines if current_loan(one.id) is not None]
        if lent:
            raise UserError(tr("{name} is lent already: print its loan slip instead.").format(name=lent[0]))
        print_numbers(self.page, "blank", [one.code for one in machines])
