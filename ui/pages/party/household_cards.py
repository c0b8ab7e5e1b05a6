"""What a household's page lists in cards of their own: material, workers, agreements, machines."""

from __future__ import annotations

from models.actions.party import parties
from models.i18n import mark, tr
from models.kinds import CODE, COUNT, DAY, MONEY, QUANTITY
from models.queries.desk.target import OfMachine, Record
from models.queries.guidance import equipment
from models.queries.ledger.stock import HoldingRow
from models.queries.party import households
from models.queries.pay import disputes
from models.rules.desk import roles
from models.tables.party import Agreement, Household, Worker
from reports.selection import Selection
from ui.kit.acts import act
from ui.kit.memory_listing import column, material_tone, without
from ui.kit.page import Page
from ui.kit.print_commands import print_kind
from ui.kit.rows_card import RowsCard
from ui.kit.table_card import TableCard
from ui.pages.party.household_form import agreement_sheet, worker_sheet


class HoldingsCard(RowsCard):
    """The material that lies with a household."""

    def __init__(self) -> None:
        super().__init__(
            "household-holdings",
            mark("Material"),
            (
                column("name", mark("Material")),
                column("unit", mark("Unit"), hidden=True),
                column("issued", mark("Issued"), QUANTITY, "unit"),
                column("returned", mark("Returned"), QUANTITY),
                column("used", mark("Used"), QUANTITY),
                column("balance", mark("Balance"), QUANTITY, "unit"),
                column("allowed", mark("Allowed loss"), QUANTITY, of="allowed_loss"),
                column("excess", mark("Excess"), QUANTITY),
            ),
            tr("No material lies here."),
            tone=material_tone,
        )

    def show_rows(self, held: list[HoldingRow]) -> None:
        """Other material."""
        self.show_things(held, "material_id")


class WorkersCard(TableCard):
    """Who works in a household; a row is changed where it stands."""

    def __init__(self, page: Page) -> None:
        words = tr("Who does the work? Slips and statements name them.")
        super().__init__(tr("Workers"), households.workers(0), words)
        self.page, self.household = page, 0
        self.add_step(tr("Add"), self.add, right=roles.MASTER)
        self.change_rows(tr("Change"), self.edit, self.remove, right=roles.MASTER)

    def show_household(self, key: int) -> None:
        """The workers of a household."""
        self.household = key
        self.set_listing(households.workers(key))
        self.refresh()

    def add(self) -> None:
        """A new worker."""
        self.page.done_by(worker_sheet(self.page, self.household), tr("Saved {name}"))

    def edit(self, key: int) -> None:
        """Change a worker."""
        self.page.done_by(worker_sheet(self.page, self.household, Worker.get_by_id(key)), tr("Saved {name}"))

    def remove(self, key: int) -> None:
        """Take a worker off the list."""
        name = Worker.get_by_id(key).name
        self.page.attempt(
            lambda _: parties.remove_worker(key),
            done=lambda gone: self.page.done(
                tr("Removed {name}").format(name=name)
                if gone
                else tr("{name} is named in registers and stays there, but works here no more.").format(
                    name=name
                )
            ),
        )


class AgreementsCard(RowsCard):
    """What was agreed with a household; a row is changed where it stands."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "household-agreements",
            mark("Agreements"),
            (
                column("number", mark("Number", "agreement"), CODE),
                column("start", mark("Valid from"), DAY),
                column("end", mark("Valid until"), DAY),
                column("version", mark("Text version"), COUNT),
            ),
            tr("No agreement is signed yet."),
        )
        self.page, self.household = page, 0
        self.add_step(tr("Add"), self.add, right=roles.MASTER)
        self.change_rows(tr("Change"), self.edit, right=roles.MASTER)
        self.add_row_action(tr("Print"), self.print, "", "print")

    def show_household(self, key: int) -> None:
        """The agreements with a household."""
        self.household = key
        self.show_things(households.agreements(key), "id")

    def add(self) -> None:
        """A new agreement."""
        self.page.done_by(
            agreement_sheet(self.page, self.household, self.page.desk.today()), tr("Saved {number}")
        )

    def edit(self, key: int) -> None:
        """Change an agreement."""
        row = Agreement.get_by_id(key)
        self.page.done_by(
            agreement_sheet(self.page, self.household, self.page.desk.today(), row), tr("Saved {number}")
        )

    def print(self, key: int) -> None:
        """Preview an agreement; one printed before in the words it was signed in."""
        code = Household.get_by_id(self.household).code
        numbers = (Agreement.get_by_id(key).number,)
        print_kind(self.page, "agreement", Selection(household=code, numbers=numbers))


class DisputesCard(TableCard):
    """What the household said was wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.household = 0
        super().__init__(tr("Disputes"), disputes.disputes(0), tr("Nothing was disputed."))
        self.opened.connect(lambda key: page.desk.go("vouchers", Record(key)))
        self.add_step(tr("Record a dispute"), lambda: act("object", page, self.household), right=roles.VISIT)

    def show_household(self, key: int) -> None:
        """The disputes of a household."""
        self.household = key
        self.set_listing(
            without(
                disputes.household_disputes(key),
                "code",
                "head",
                "answer",
                "status",
                name="household-disputes",
            )
        )
        self.refresh()


class LoansCard(RowsCard):
    """The machines that are lent to a household; a row opens its machine."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "household-machines",
            mark("Machines"),
            (
                column("name", mark("Machine")),
                column("code", mark("Code", "machine"), CODE),
                column("lent", mark("Since"), DAY, of="lent_on"),
                column("deposit", mark("Deposit"), MONEY),
            ),
            tr("No machine is lent to this household."),
        )
        self.opened.connect(lambda key: page.desk.go("stock", OfMachine(key)))

    def show_household(self, key: int) -> None:
        """The machines a household has now."""
        out = [loan for loan in equipment.loans(household=key) if loan.returned_on is None]
        self.show_things(out, "equipment_id")
