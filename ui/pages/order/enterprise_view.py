"""One enterprise on the orders' page: its orders and how far they are, what came and went, and its material."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from models import format
from models.i18n import mark, plural, tr
from models.kinds import CODE, DAY, QUANTITY
from models.queries.desk.target import OfItem, Record
from models.queries.ledger.enterprise_record import EnterpriseRecord, enterprise_record
from models.queries.listing import STATUS
from models.queries.order.orders import OVERDUE
from models.queries.periods import period_at
from models.rules.desk import roles
from models.rules.ledger import balance, voucher_kind
from models.tables.party import Enterprise
from reports.selection import Selection
from ui.kit.acts import act
from ui.kit.background_query import Asker
from ui.kit.boxes import vbox
from ui.kit.card import FigureCard
from ui.kit.memory_listing import Rows, column
from ui.kit.print_commands import print_kind
from ui.kit.records import RecordsPage
from ui.kit.spread import Spread
from ui.kit.table_card import TableCard
from ui.kit.turns import Pieces
from ui.pages.order.order_forms import enterprise_sheet, order_sheet

SLIPS_SHOWN = 8
ORDERS_SHOWN = 10
UNCHECKED = "pending"
"""The status of a delivery the enterprise has not checked yet."""


def _orders() -> Rows:
    return Rows(
        "enterprise-orders",
        mark("Orders"),
        (
            column("number", mark("Number", "order"), CODE, of="account.number"),
            column("product", mark("Product"), of="account.work"),
            column("unit", mark("Unit"), hidden=True, of="account.unit"),
            column("ordered", mark("Quantity"), QUANTITY, "unit", of="account.ordered"),
            column("made", mark("Collected from households"), QUANTITY),
            column("delivered", mark("Delivered"), QUANTITY, of="account.delivered_in_all"),
            column("accepted", mark("Accepted"), QUANTITY, of="account.accepted"),
            column("rejected", mark("Rejected"), QUANTITY, of="account.defects"),
            column("outstanding", mark("Still to deliver", "enterprise"), QUANTITY, of="account.outstanding"),
            column("due", mark("Due", "order"), DAY, of="account.due"),
            column("status", mark("Status"), STATUS),
        ),
    )


def _slips() -> Rows:
    return Rows(
        "enterprise-slips",
        mark("Goods in and deliveries"),
        (
            column("date", mark("Date"), DAY),
            column("kind", mark("Kind"), of=lambda one: tr(voucher_kind.KINDS[one.kind].label)),
            column("words", mark("Content")),
            column("number", mark("Number"), CODE),
            column("status", mark("Status"), STATUS, of=lambda one: UNCHECKED if one.unchecked else None),
        ),
    )


def _materials() -> Rows:
    return Rows(
        "enterprise-materials",
        mark("Material it sent"),
        (
            column("name", mark("Material")),
            column("unit", mark("Unit"), hidden=True),
            column("received", mark("Received from it"), QUANTITY, "unit"),
            column("warehouse", mark("In the warehouse"), QUANTITY),
            column("households", mark("With households"), QUANTITY),
        ),
    )


class EnterpriseView(QWidget):
    """What is done for the enterprise is in ``steps``; the page shows them while the enterprise is shown."""

    def __init__(self, page: RecordsPage) -> None:
        super().__init__()
        self.page, self.asker = page, Asker(self)
        self.enterprise: Any = None
        self.found: EnterpriseRecord | None = None
        self.steps: list[QAction] = []

    def build(self) -> Pieces:
        """Its parts, in pieces."""
        self.running_card = FigureCard(tr("Orders in progress"))
        self.left_card = FigureCard(tr("Still to deliver", "enterprise"))
        self.unchecked_card = FigureCard(tr("Not checked by it yet"))
        self.worth_card = FigureCard(tr("Worth of what it accepted"))
        figures = (self.running_card, self.left_card, self.unchecked_card, self.worth_card)
        down = vbox("l", Spread(figures, (4, 2, 1)), of=self)
        yield
        self._rows = _orders(), _slips(), _materials()
        words = (
            tr("It gave no order yet. Enter the first one."),
            tr("Nothing came from it and nothing was delivered to it yet."),
            tr("It sent no material yet."),
        )
        self.orders = TableCard(
            tr("Orders"),
            self._rows[0],
            words[0],
            most=ORDERS_SHOWN,
            # What households brought does not add up with what is still to deliver: it goes before what does.
            gives_way=("made", "accepted", "rejected", "delivered", "number"),
        )
        yield
        self.slips = TableCard(tr("Goods in and deliveries"), self._rows[1], words[1], most=SLIPS_SHOWN)
        self.materials = TableCard(tr("Material it sent"), self._rows[2], words[2])
        self.materials.say(tr("where all of this material is, whoever sent it"))
        self.orders.opened.connect(self._open_order)
        self.slips.opened.connect(lambda key: self.page.desk.go("vouchers", Record(key)))
        self.materials.opened.connect(lambda key: self.page.desk.go("stock", OfItem(key)))
        down.addWidget(self.orders)
        down.addWidget(Spread((self.slips, self.materials), (2, 1), least="dialog", stretch=(3, 2)))
        down.addStretch(1)

    def build_steps(self) -> None:
        """Everything one does for an enterprise, it being chosen already."""
        add = self.page.add_step
        self.steps = [
            add(tr("Goods in"), partial(self.do, "receive"), "Alt+1", "stock"),
            add(tr("Deliver products"), partial(self.do, "deliver"), "Alt+2", "truck"),
            add(tr("Print account"), partial(self.print_month, "enterprise"), "Ctrl+P", "print"),
            add(tr("Print bill"), partial(self.print_month, "bill"), "Alt+3", "pay"),
            add(tr("Change"), self.edit, "Ctrl+E", "edit"),
        ]

    def head(self) -> None:
        """The enterprise's name and how it is reached; an order is the thing to do."""
        row, page = self.enterprise, self.page
        page.set_title(row.name)
        page.set_subtitle(" · ".join(part for part in (row.contact, row.phone, row.address) if part))
        page.set_chip("")
        page.set_primary(tr("New order"), self.new_order, "Ctrl+N", "plus", right=roles.MASTER)

    def show_enterprise(self, key: int) -> bool:
        """Ask about an enterprise beside the window; answers False where it is gone."""
        row = Enterprise.get_or_none(Enterprise.id == key)
        if row is None:
            return False
        if self.enterprise is None or self.enterprise.id != key:
            self._clear()
        self.enterprise = row
        today = self.page.desk.today()
        self.asker.ask(lambda: enterprise_record(key, today), self._came)
        return True

    def _clear(self) -> None:
        """Nothing of another enterprise stands under this one's name."""
        for card in (self.running_card, self.left_card, self.unchecked_card, self.worth_card):
            card.say("", "")
        for rows, table in zip(self._rows, (self.orders, self.slips, self.materials), strict=True):
            rows.put([])
            table.refresh()

    def _came(self, found: EnterpriseRecord) -> None:
        self.found = found
        orders, slips, materials = self._rows
        orders.show(found.orders)
        slips.show(found.slips, "id")
        materials.show(found.materials, "id")
        for card in (self.orders, self.slips, self.materials):
            card.refresh()
        self.orders.say(
            tr("deliveries that name no order are counted to the oldest") if found.guessed else ""
        )
        self._say_figures(found)

    def _say_figures(self, found: EnterpriseRecord) -> None:
        still = [one for one in found.orders if one.status in (balance.OPEN, OVERDUE)]
        late = sum(one.status == OVERDUE for one in still)
        self.running_card.say(
            f"{len(still)}", tr("{n} overdue").format(n=late) if late else tr("none overdue")
        )
        for card, part in ((self.left_card, "outstanding"), (self.unchecked_card, "unchecked")):
            card.say(*_by_unit([(one.account.unit, getattr(one.account, part)) for one in found.orders]))
        words = tr("yuan")
        if found.unpriced:
            lines = plural("{n} line without a price", "{n} lines without a price", found.unpriced)
            words += " · " + lines
        self.worth_card.say(format.money(found.worth), words)

    # -- verbs -------------------------------------------------------------------------------------------------

    def do(self, name: str) -> None:
        """Open a form of another room for the enterprise shown."""
        act(name, self.page, self.enterprise.id)

    def new_order(self) -> None:
        """An order this enterprise gives."""
        sheet = order_sheet(self.page, self.page.desk.today())
        sheet.form.field("enterprise").set_value(self.enterprise.name)
        sheet.form.mark_clean()
        row = self.page.done_by(sheet, tr("Saved {number}"))
        if row is not None:
            self.page.open_record(row.id)

    def edit(self) -> None:
        """Change the enterprise shown."""
        self.page.done_by(enterprise_sheet(self.page, self.enterprise), tr("Saved {name}"))

    def print_month(self, kind: str) -> None:
        """Preview the account or the bill of the month of today for the enterprise shown."""
        month = period_at(self.page.desk.today()).key
        print_kind(self.page, kind, Selection(month, enterprise=self.enterprise.name))

    def _open_order(self, at: int) -> None:
        key = None if self.found is None else self.found.orders[at].id
        if key is not None:
            self.page.open_record(key)


def _by_unit(amounts: Sequence[tuple[str, int]]) -> tuple[str, str]:
    """The sum of the unit there is most of, and those of the others behind it."""
    sums: dict[str, int] = {}
    for unit, quantity in amounts:
        if quantity:
            sums[unit] = sums.get(unit, 0) + quantity
    if not sums:
        return "0", ""
    first, *others = sorted(sums, key=lambda unit: -sums[unit])
    rest = [format.quantity(sums[unit], unit) for unit in others]
    return format.quantity(sums[first]), " · ".join((format.unit_name(first, of=sums[first]), *rest))
