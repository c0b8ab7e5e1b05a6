"""All slips: find one, see what stands on it, print it again, void it, or reverse it once its pay period is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from models import format
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.kinds import CODE, QUANTITY
from models.queries.desk.target import Blank, CopyOf, OfHousehold, Record, Target
from models.queries.ledger import vouchers
from models.queries.ledger.slip_copies import COPIED_ON
from models.queries.narrowing import Chosen
from models.queries.pay.disputes import OUTCOMES, dispute_facts
from models.queries.periods import locked_until
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from ui.kit.acts import act
from ui.kit.card import Card
from ui.kit.chip import status
from ui.kit.empty import Empty
from ui.kit.facts import Facts
from ui.kit.memory_listing import Rows, column
from ui.kit.print_commands import print_kind, print_numbers, print_slips
from ui.kit.records import RecordsPage
from ui.kit.table import TableView
from ui.kit.table_card import TableCard
from ui.kit.turns import Pieces
from ui.pages.ledger.blank_slips import PAGES, MissingDialog, blank_sheet
from ui.pages.ledger.slip_defects import SlipDefects
from ui.pages.ledger.stock_forms import accept_for
from ui.pages.ledger.void import reverse_sheet, void_slip

LINES = (
    column("subcontract", mark("Subcontract"), CODE),
    column("code", mark("Code"), CODE),
    column("name", mark("Name")),
    column("grade", mark("Grade")),
    column("quantity", mark("Quantity"), QUANTITY, "unit"),
    column("unit", mark("Unit"), hidden=True),
    column("source", mark("Out of")),
    column("target", mark("Into")),
    column("reason", mark("Reason")),
)


def _lines(lines: Sequence[vouchers.VoucherLine]) -> Rows:
    """The lines of a slip, in the columns that this slip has something to say in."""
    values = [
        (
            line.subcontract,
            line.code,
            line.name,
            format.grade(line.grade) if line.grade else "",
            line.quantity,
            line.unit,
            line.source,
            line.target,
            line.reason,
        )
        for line in lines
    ]
    told = [any(row[number] not in ("", None) for row in values) for number in range(len(LINES))]
    columns = [replace(one, hidden=one.hidden or not told[number]) for number, one in enumerate(LINES)]
    return Rows("voucher-lines", mark("Lines"), columns, list(enumerate(values)))


class VouchersPage(RecordsPage):
    """Every slip that was ever posted, void ones included."""

    title = mark("Slips")
    help_key = "vouchers"
    kept_in = Voucher

    # -- the list --------------------------------------------------------------------------------------------------

    def build_list(self) -> None:
        """The list."""
        self.table = TableView(
            vouchers.vouchers(),
            self,
            gives_way=("printed", "reason", "code"),
            empty=Empty(
                tr(
                    "Every posted slip can be found here. The first one is posted under Dispatch or Collection."
                ),
                tr("Go to Dispatch"),
                lambda: self.desk.go("dispatch"),
                "list",
                roles.POST,
            ),
        )
        self.table.add_row_action(tr("Open"), self.open_record, "", "eye")
        self.table.add_action(tr("Print"), self.print_many, "", "print")
        self.table.add_row_action(
            tr("Copy as a new slip"), self.copy, "Ctrl+Shift+N", "copy", right=roles.POST
        )
        self.table.add_row_action(
            tr("Record a dispute"), lambda key: act("dispute_slip", self, key), "", "note", right=roles.VISIT
        )
        self.table.add_row_action(
            tr("Void"), self.take_back, "Del", "void", danger=True, right=roles.VOID_OWN
        )
        self.listed.addWidget(self.table)
        self.add_list_action(tr("Print"), lambda: self.print_many(self.table.keys()), "Ctrl+P", "print")
        self.everything = self.add_list_action(tr("Show all slips"), self.show_all, more=True, icon="filter")

        self.add_list_action(tr("Print what is new"), self.print_new, more=True, icon="print")
        self.add_list_action(
            tr("Blank slips"), self.set_blanks_aside, more=True, icon="print", right=roles.POST
        )
        self.add_list_action(tr("Missing numbers"), self.show_missing, more=True, icon="list")

    def head_of_list(self) -> None:
        """How many there are."""
        self.set_subtitle("")

    def show_all(self) -> None:
        """Take every narrowing away."""
        self.table.search.clear()
        self.table.filters.clear()

    def opening(self, target: Target) -> Pieces | None:
        """A slip, or the list narrowed to those of a household."""
        match target:
            case OfHousehold(key, name):
                self.close_record()
                self.table.filters.choose(vouchers.OF_HOUSEHOLD.key, Chosen((key,), (name,)))
            case _:
                return super().opening(target)
        return None

    # -- one slip --------------------------------------------------------------------------------------------------

    def build_record(self) -> Pieces:
        """What it says about itself, its lines, and what happened to it."""
        self.facts = Facts()
        card = Card().inset()
        card.body.addWidget(self.facts)
        self.record.addWidget(card)
        self.lines = TableCard(tr("Lines"), _lines(()), tr("This slip moves nothing."), most=10)
        self.record.addWidget(self.lines)
        yield
        self.defects = SlipDefects(self)
        self.record.addWidget(self.defects)
        self.record.addStretch(1)
        self.add_record_action(
            tr("Copy as a new slip"),
            lambda: self.copy(self.key),
            "Ctrl+Shift+N",
            "copy",
            more=True,
            right=roles.POST,
        )
        self.void_action = self.add_record_action(
            tr("Void"), lambda: self.take_back(self.key), "Del", "void", danger=True, right=roles.VOID_OWN
        )
        self.print_action = self.add_record_action(
            tr("Print"), lambda: self.print_many([self.key]), "Ctrl+P", "print"
        )
        self.dispute_action = self.add_record_action(
            tr("Record a dispute"),
            lambda: act("dispute_slip", self, self.key),
            more=True,
            icon="note",
            right=roles.VISIT,
        )
        self.accept_action = self.add_record_action(
            tr("Acceptance"), lambda: accept_for(self, self.key), "Ctrl+E", "check", right=roles.POST
        )
        self.answer_action = self.add_record_action(
            tr("Answer"), lambda: act("answer", self, self.key), "Alt+1", "check", right=roles.MAKE_PAY
        )
        self.home_action = self.add_record_action(
            tr("Open the household"), self.open_household, icon="households"
        )

    def open_household(self) -> None:
        """The page of the household the slip shown is about."""
        if self.page.household_id is not None:
            self.desk.go("households", Record(self.page.household_id))

    def fill_record(self, key: Any) -> bool:
        """Ask for the slip."""
        page = vouchers.voucher_page(key)
        if page is None:
            return False
        self.page = page
        locked = locked_until()
        self.locked = locked is not None and page.date <= locked
        amount = "" if page.amount is None else format.yuan(page.amount)
        if page.instalments and page.instalments > 1:
            amount = plural(
                "{amount} in {n} instalment", "{amount} in {n} instalments", page.instalments
            ).format(amount=amount)
        voided = ""
        if page.voided_on is not None:
            voided = f"{page.voided_on.isoformat()} · {page.void_reason}"
        self.facts.say(
            [
                (tr("Date"), page.date.isoformat()),
                (tr("Household"), f"{page.code} {page.head}".strip()),
                (tr("Amount"), amount),
                (tr("Reason"), page.reason),
                (tr("Reverses"), page.reverses),
                (tr("Reversed by"), page.taken_back_by),
                (tr("Void since"), voided),
                (tr(Voucher.maker.verbose_name), page.maker),
                *self._of_dispute(key),
            ]
        )
        self.lines.set_listing(_lines(page.lines))
        self.lines.refresh()
        self.defects.show_slip(page)
        return True

    def _of_dispute(self, key: int) -> list[tuple[str, str]]:
        """What a dispute says; nothing of other slips."""
        self.dispute = dispute_facts([key]).get(key)
        one = self.dispute
        if one is None:
            return []
        line = one.line
        words = ""
        if line is not None:
            words = f"{line.product} {format.grade(line.grade)} {format.quantity(line.quantity, line.unit)}"
            words += f" × {format.rate(line.rate)} = {format.yuan(line.amount)}"
        made = tr("after the last day to object; taken all the same") if one.late else ""
        late = tr(", later than promised") if one.answered_late else ""
        answered = "" if one.answered_on is None else one.answered_on.isoformat() + late
        gone = tr(status(one.slip_gone)[0]) if one.slip_gone not in ("", "posted") else ""
        return [
            (tr("What is said to be wrong"), one.said),
            (tr("Term to object"), made),
            (tr("Pay statement"), f"{one.statement} {one.month}".strip()),
            (tr("Line of the statement"), words),
            (tr("Slip in question"), " · ".join(part for part in (one.slip, gone) if part)),
            (tr("To be answered by"), one.answer_by.isoformat()),
            (tr("Answered on"), answered),
            (tr("Outcome"), OUTCOMES.shown(one.outcome)),
            (tr("Answer"), one.answer),
            (tr("Corrected by"), one.correction),
        ]

    def head_of_record(self) -> None:
        """Its number and kind; whether it is void or its period locked."""
        page = self.page
        self.set_title(f"{tr(voucher_kind.KINDS[page.kind].label)} {page.number}")
        self.set_subtitle(page.head)
        if page.voided_on is not None:
            self.set_chip(*status("void"))
        elif page.taken_back_by:
            self.set_chip(*status("reversed"))
        elif self.locked:
            self.set_chip(*status("locked"))
        else:
            self.set_chip(*status("posted"))
        gone = page.voided_on is not None or bool(page.taken_back_by)
        self.void_action.setText(tr("Reverse") if self.locked else tr("Void"))
        self.void_action.setVisible(not gone)
        self.home_action.setVisible(page.household_id is not None)
        self.dispute_action.setVisible(not gone and page.household_id is not None and self.dispute is None)
        self.accept_action.setVisible(not gone and page.kind == voucher_kind.DELIVERY)
        self.answer_action.setVisible(not gone and self.dispute is not None and self.dispute.open)

    # -- verbs -----------------------------------------------------------------------------------------------------

    def copy(self, key: int) -> None:
        """Begin a new slip with the lines of this one, where slips of its kind are entered."""
        kind = Voucher.get_by_id(key).kind
        if kind not in COPIED_ON:
            label = tr(voucher_kind.KINDS[kind].label)
            raise UserError(tr("A slip of this kind is not copied: {kind}.").format(kind=label))
        self.desk.go(COPIED_ON[kind], CopyOf(key))

    def take_back(self, key: int) -> None:
        """Void a slip with a reason; one of a locked period is reversed by a new one."""
        page = vouchers.voucher_page(key)
        if page is None:
            return
        locked = locked_until()
        if locked is None or page.date > locked:
            void_slip(self, key)
            return
        sheet = reverse_sheet(self, key, page.number, self.desk.today())
        if sheet.exec():
            words = tr("{number} is reversed by {new}.")
            self.done(words.format(number=page.number, new=sheet.result_value))

    def set_blanks_aside(self) -> None:
        """Set numbers aside for days without the laptop, and print the slips that carry them."""
        sheet = blank_sheet(self, self.desk.today())
        if sheet.exec():
            print_numbers(self, "blank", sheet.result_value)

    def show_missing(self) -> None:
        """The numbers without a slip: enter one, print them again, or say why it stays empty."""
        dialog = MissingDialog(self, self.desk.today())
        if not dialog.exec():
            return
        if dialog.printing:
            print_kind(self, "missing")
        elif dialog.again:
            print_numbers(self, "blank", dialog.again)
        elif dialog.chosen is not None:
            self.desk.go(PAGES[dialog.chosen.kind], Blank(dialog.chosen.kind, dialog.chosen.number))

    def print_new(self) -> None:
        """Print the slips the list is narrowed to that were never printed, each kind on its own."""
        found = vouchers.unprinted(self.table.model.listing, self.table.model.search)
        if not found:
            raise UserError(tr("All slips shown here were printed."))
        for document, numbers in found.items():
            print_numbers(self, document, numbers)

    def print_many(self, keys: list[int]) -> None:
        """Print the chosen slips, each kind on its own; the second time they are marked as reprints."""
        print_slips(self, keys)
