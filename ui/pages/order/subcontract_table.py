"""Who works on an order, and how far each household is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from models import format
from models.actions.order import orders as writing
from models.i18n import mark, plural, tr
from models.kinds import CODE, COUNT, DAY, QUANTITY
from models.queries.desk.target import Record
from models.queries.listing import STATUS
from models.rules.desk import roles
from models.tables.order import Subcontract
from ui.kit.empty import Empty
from ui.kit.entry_page import posted_words
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.print_commands import print_numbers
from ui.kit.record_table import Alike, RecordTable
from ui.pages.order.kits import kits_sheet
from ui.pages.order.order_forms import close_sheet, subcontract_sheet
from ui.shell import theme


class SubcontractTable(RecordTable):
    """The subcontracts of one order; ``share_out`` gives it to households."""

    def __init__(self, page: Page, share_out: Callable[[], object]) -> None:
        self._rows = Rows(
            "order-subcontracts",
            mark("Subcontracts"),
            (
                column("number", mark("Subcontract"), CODE),
                column("code", mark("Code", "household"), CODE, hidden=True),
                column("head", mark("Household"), person=True),
                column("quantity", mark("Quantity"), QUANTITY, adds=True),
                column("issued", mark("Issued"), of=lambda part: _given(part.issued)),
                column("returned", mark("Returned"), of=lambda part: _given(part.returned)),
                column("good", mark("Good"), QUANTITY, adds=True),
                column("second", mark("Second"), QUANTITY, adds=True),
                column("rework", mark("Rework"), QUANTITY, adds=True),
                column("work_scrap", mark("Work scrap"), QUANTITY, adds=True),
                column("material_scrap", mark("Material scrap"), QUANTITY, adds=True),
                column("pending", mark("Pending"), QUANTITY, adds=True),
                column("outstanding", mark("Outstanding"), QUANTITY, adds=True),
                column("due", mark("Due", "subcontract"), DAY),
                column("status", mark("Status"), STATUS),
                column("household", mark("Household"), COUNT, hidden=True, of="household_id"),
            ),
            narrows=("head", "due", "status"),
        )
        super().__init__(
            self._rows,
            page,
            Subcontract,
            lambda part: subcontract_sheet(page, part, page.desk.today()),
            alike=Alike(
                ("due",),
                writing.save_subcontracts,
                lambda count: plural("Saved {n} subcontract", "Saved {n} subcontracts", count),
            ),
            saved=tr("Saved {number}"),
            gives_way=("returned", "issued", "number", "quantity"),
            empty=Empty(tr("Nobody works on this order yet."), tr("Assign"), share_out, "users"),
        )
        self.number = ""
        self.setMinimumHeight(theme.px("row") * 9)
        self.opened.connect(self._open_household)
        self.add_row_action(tr("Open the household"), self._open_household, "", "households")
        self.add_action(tr("Change"), self.edit_chosen, "Ctrl+Shift+E", "edit", right=roles.MASTER)
        self.add_row_action(
            tr("Close short"), self.close_short, "Del", "void", danger=True, right=roles.MASTER
        )
        self.add_row_action(tr("Reopen"), self.reopen, "", "undo", right=roles.MASTER)
        self.add_action(tr("Dispatch for all"), self.hand_out, "", "dispatch", right=roles.POST)

    def show_parts(self, order: str, parts: Sequence[Any]) -> None:
        """The subcontracts of the order of a number."""
        self.number = order
        self._rows.show(parts, "id")
        self.refresh()

    def all_keys(self) -> list[int]:
        """Those of all subcontracts of the order."""
        return self._rows.keys()

    def hand_out(self, keys: Sequence[int], *, waiting: bool = False) -> None:
        """Material for these subcontracts, all slips at once; the slips are printed when that is wanted."""
        title = tr("Material for {number}").format(number=self.number)
        sheet = kits_sheet(self.page, title, keys, self.page.desk.today(), waiting=waiting)
        if not sheet.exec():
            return
        numbers = sheet.result_value
        self.page.done(posted_words(numbers))
        if sheet.form.field("print").value():
            print_numbers(self.page, "dispatch", numbers)

    def close_short(self, key: int) -> None:
        """End a subcontract with pieces still missing."""
        row = Subcontract.get_by_id(key)
        sheet = close_sheet(
            self.page,
            tr("Close {number} short").format(number=f"{row.number} {row.household.head}"),
            tr(
                "What is missing can be assigned again. Material kept beyond the allowed loss "
                "counts as excess."
            ),
            self.page.desk.today(),
            lambda day, reason, _: writing.short_close_subcontract(key, day, reason),
        )
        self.page.done_by(sheet, tr("{number} closed short").replace("{number}", row.number))

    def reopen(self, key: int) -> None:
        """Take a subcontract's short closing back."""
        number = Subcontract.get_by_id(key).number
        self.page.attempt(
            lambda _: writing.reopen_subcontract(key),
            done=lambda _: self.page.done(tr("{number} reopened").format(number=number)),
        )

    def _open_household(self, key: int) -> None:
        self.page.desk.go("households", Record(self.record(key)["household"]))


def _given(amounts: Any) -> str:
    """Amounts of materials in a few words: by name only where the unit does not tell them apart."""
    units = [one.unit for one in amounts]
    return " · ".join(
        f"{'' if units.count(one.unit) == 1 else one.name + ' '}{format.quantity(one.quantity, one.unit)}"
        for one in amounts
    )
