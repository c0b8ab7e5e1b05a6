"""One workshop: its figures and months, what belongs to it, and what one does for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.programme.workshops import close_workshop, end_membership
from models.actions.removal import remove_records
from models.errors import UserError
from models.i18n import plural, tr
from models.queries import suggestions
from models.queries.desk.target import OfEnterprise
from models.queries.programme import workshop_figures as figures
from models.queries.programme.workshop_record import WorkshopRecord, workshop_record
from models.rights import may
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.party.identity import FEMALE, sex_of
from models.tables.party import Region, Trade
from models.tables.programme import Funding, Workshop, WorkshopMember
from reports.selection import Selection
from ui.kit.background_query import Asker
from ui.kit.boxes import vbox
from ui.kit.form import Form, field_of
from ui.kit.form_sheet import Sheet
from ui.kit.print_commands import print_kind, print_numbers
from ui.kit.register_records import RegisterRecord
from ui.kit.register_table import of_table, register_sheet
from ui.kit.spread import Spread
from ui.kit.turns import Pieces
from ui.pages.ledger.sale_form import sell_for
from ui.pages.programme.workshop_cards import WorkshopCards
from ui.pages.programme.workshop_months import WorkshopMonths
from ui.pages.programme.workshop_registers import REGISTERS


class WorkshopView(RegisterRecord):
    """The record of a workshop."""

    table = Workshop
    found: WorkshopRecord | None = None

    def build(self) -> Pieces:
        """Figures, months, and what belongs to it in two columns."""
        self.asker = Asker(self)
        self.add_figures(
            ("households", tr("Households now")),
            ("people", tr("People working")),
            *([("pay", tr("Pay of twelve months"))] if may(roles.SEE_PAY) else []),
            ("material", tr("Material outside")),
            ("machines", tr("Machines outside")),
            ("funding", tr("Funding")),
            ("takings", tr("Retail sales")),
            ("claimed", tr("Support money claimed")),
        )
        yield
        self.months = WorkshopMonths(self.page)
        self.down.addWidget(self.months)
        yield
        sides = QWidget(), QWidget()
        self.down.addWidget(Spread(sides, (2, 1), least="dialog", stretch=(5, 4)))
        self.cards = WorkshopCards(self.page)
        for side, build in zip(sides, (self.cards.build_left, self.cards.build_right), strict=True):
            down = vbox("l", of=side)
            yield from build(down)
            down.addStretch(1)

    def build_steps(self) -> None:
        """Everything one does for a workshop."""
        add, page = self.page.add_step, self.page
        steps = [
            add(tr("Sell at retail"), self.sell, "Alt+1", "pay", right=roles.POST),
            add(tr("Add household"), self.add_home, "Alt+2", "households", right=roles.PROGRAMME),
            add(tr("New funding"), self.add_funding, "Alt+3", "plus", right=roles.PROGRAMME),
        ]
        button, papers = page.add_choices(
            tr("Print"),
            "print",
            (
                (tr("Claim lists of this workshop"), self.print_claims, "Ctrl+P"),
                (tr("Sales slips of this workshop"), self.print_sales, ""),
                (tr("Map of the workshops"), self.print_map, "Ctrl+Shift+P"),
            ),
        )
        self.buttons = (button,)
        self.to_enterprise, self.closing = (
            page.add_record_action(words, slot, icon=icon, more=True, danger=danger, right=right)
            for words, slot, icon, danger, right in (
                (tr("Open the enterprise"), self.open_enterprise, "users", False, ""),
                (tr("Close the workshop"), self.close_shop, "void", True, roles.PROGRAMME),
            )
        )
        self.steps = (*steps, *papers, self.to_enterprise, self.closing)
        self._build_card_steps()

    def _build_card_steps(self) -> None:
        """What one does with a household or with money of it."""
        cards = self.cards
        cards.homes.add_step(tr("Add"), self.add_home, right=roles.PROGRAMME)
        for words, slot, icon in (
            (tr("Leaves", "workshop"), self.leave, "void"),
            (tr("Change"), partial(self.change, WorkshopMember), "edit"),
        ):
            cards.homes.add_row_action(words, slot, "", icon, right=roles.PROGRAMME)
        cards.funding.add_step(tr("Add"), self.add_funding, right=roles.PROGRAMME)
        cards.funding.change_rows(
            tr("Change"), partial(self.change, Funding), self.remove_funding, right=roles.PROGRAMME
        )

    def head(self) -> None:
        """Its name, kind and place; a change is the thing to do."""
        shop, page = self.row, self.page
        page.set_title(shop.name)
        closed = shop.closed is not None and shop.closed < page.desk.today()
        page.set_chip(tr("Closed", "workshop") if closed else "", "quiet")
        parts = (shop.code, Workshop.kind.shown(shop.kind), _called(Region, shop.region_id))
        page.set_subtitle(" · ".join(part for part in parts if part))
        self.closing.setEnabled(shop.closed is None)
        self.to_enterprise.setEnabled(shop.enterprise_id is not None)
        self.offer_change()

    # -- showing -----------------------------------------------------------------------------------------------

    def show_row(self) -> None:
        """The workshop at once, what belongs to it from beside the window."""
        self.cards.facts.say(facts(self.row))
        key, today = self.row.id, self.page.desk.today()
        self.asker.ask(lambda: workshop_record(key, today), self._came)

    def clear(self) -> None:
        """Nothing of another workshop stands under this one's name."""
        self.found = None
        for figure in self.figures.values():
            figure.show_rows(None, " ")
        self.months.show_months(())
        self.cards.clear()

    def _came(self, record: WorkshopRecord | None) -> None:
        if record is None:
            return
        self.found = record
        self._say_figures(record)
        self.months.show_months(record.months)
        self.cards.show(record)

    def _say_figures(self, record: WorkshopRecord) -> None:
        yuan, say = tr("yuan"), self.figures
        formerly = len(record.homes) - len(record.now())
        women = sum(sex_of(one.sex) == FEMALE for one in record.people)
        behind = {
            "households": (
                figures.households_now(record),
                tr("{n} formerly").format(n=formerly) if formerly else "",
            ),
            "people": (figures.people_working(record), tr("{n} women").format(n=women) if women else ""),
            "machines": (figures.machines_there(record), _worth(record)),
        }
        for key, (rows, words) in behind.items():
            say[key].show_rows(rows, f"{rows.value():,}", words)
        money = {
            "material": (figures.material_there(record), ""),
            "funding": (figures.money_given(record), ""),
            "takings": (figures.takings(record), ""),
            "claimed": (figures.claimed(record), _paid(record)),
        }
        if "pay" in say:
            money["pay"] = figures.pay_of_year(record), ""
        for key, (rows, words) in money.items():
            say[key].show_rows(rows, format.money(rows.value() or 0), " · ".join(filter(None, (yuan, words))))

    # -- verbs -------------------------------------------------------------------------------------------------

    def sell(self) -> None:
        """Pieces are sold by this workshop."""
        sell_for(self.page, self.key)

    def add_home(self) -> None:
        """A household works for it from a day on."""
        self._add(WorkshopMember)

    def add_funding(self) -> None:
        """Money is put into it."""
        self._add(Funding)

    def _add(self, table: Any) -> None:
        sheet = register_sheet(self.page, of_table(REGISTERS, table), values={"workshop": self.key})
        sheet.form.field("household" if table is WorkshopMember else "date").editor.setFocus()
        self.page.done_by(sheet, tr("Saved"))

    def change(self, table: Any, key: int) -> None:
        """Change a membership or money of it."""
        sheet = register_sheet(self.page, of_table(REGISTERS, table), table.get_by_id(key))
        self.page.done_by(sheet, tr("Saved"))

    def remove_funding(self, key: int) -> None:
        """Take money off that was never put in."""
        words = plural("Removed {n} record", "Removed {n} records", 1)
        self.page.attempt(lambda _: remove_records(Funding, [key]), done=lambda _: self.page.done(words))

    def close_shop(self) -> None:
        """Close it after a day, with the memberships that are still open."""
        key = self.key
        words = tr("Close the workshop")
        self._ask_day(words, Workshop.closed, words, lambda ok, day: close_workshop(key, day, ok.keys))

    def leave(self, membership: int) -> None:
        """A household leaves after a day."""
        head = self.cards.home(membership).head
        self._ask_day(head, WorkshopMember.end, tr("Save"), lambda _, day: end_membership(membership, day))

    def _ask_day(self, title: str, described: Any, verb: str, act: Any) -> None:
        """Ask for the last day of something, called as in its own form."""
        today = self.page.desk.today()
        last = field_of(described, value=today, required=True, hint=tr("The last day"))
        form = Form([last])
        sheet = Sheet(self.page, title, form, verb, lambda ok, said: act(ok, said[described.name]))
        self.page.done_by(sheet, tr("Saved"))

    def open_enterprise(self) -> None:
        """The enterprise it works for."""
        self.page.desk.go("orders", OfEnterprise(self.row.enterprise_id))

    def print_claims(self) -> None:
        """The lists of the claims made for it."""
        if self.found is not None:
            numbers = [one.number for one in self.found.claims]
            self._print("claim", numbers, tr("No support money was claimed for it yet."))

    def print_sales(self) -> None:
        """The slips of what it sold."""
        if self.found is not None:
            numbers = list(dict.fromkeys(one.number for one in self.found.sales))
            document = voucher_kind.DOCUMENTS[voucher_kind.SALE]
            self._print(document, numbers, tr("Nothing was sold at retail yet."))

    def _print(self, document: str, numbers: Sequence[str], none: str) -> None:
        if not numbers:
            raise UserError(none)
        print_numbers(self.page, document, numbers)

    def print_map(self) -> None:
        """Where the workshops of today are."""
        print_kind(self.page, "workshopmap", Selection(day=self.page.desk.today()))


def facts(shop: Any) -> list[tuple[str, str]]:
    """What a workshop is."""

    def day(on: Any) -> str:
        return "" if on is None else str(on)

    said = {
        Workshop.code: shop.code,
        Workshop.kind: Workshop.kind.shown(shop.kind),
        Workshop.region: _called(Region, shop.region_id),
        Workshop.trade: _called(Trade, shop.trade_id),
        Workshop.enterprise: "" if shop.enterprise_id is None else shop.enterprise.name,
        Workshop.service_centre: Workshop.service_centre.shown(True) if shop.service_centre else "",
        Workshop.opened: day(shop.opened),
        Workshop.closed: day(shop.closed),
        Workshop.note: shop.note,
    }
    return [(tr(field.verbose_name), words) for field, words in said.items()]


def _worth(record: WorkshopRecord) -> str:
    worth = sum(one.worth or 0 for one in record.machines)
    return tr("worth {amount}").format(amount=format.yuan(worth)) if worth else ""


def _paid(record: WorkshopRecord) -> str:
    paid = figures.paid_out(record)
    return tr("paid {amount}").format(amount=format.money(paid)) if paid else ""


def _called(table: Any, key: int | None) -> str:
    return "" if key is None else suggestions.label(table, key)
