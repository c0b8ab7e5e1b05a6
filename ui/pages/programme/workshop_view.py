"""One workshop: who belongs to it now and before, their months, its money, what it sold and whom it placed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models import format
from models.actions.programme.workshops import close_workshop, end_membership
from models.i18n import mark, plural, tr
from models.kinds import CODE, COUNT, DAY, MONEY, MONTH, QUANTITY
from models.queries import suggestions
from models.queries.desk.target import Record
from models.queries.listing import ListColumn
from models.queries.programme.workshop_record import WorkshopRecord, workshop_record
from models.rights import may
from models.rules.desk import roles
from models.tables.party import Region, Trade
from models.tables.programme import FUNDING_SOURCES, Workshop
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.facts import Facts
from ui.kit.form import DateField, Form
from ui.kit.form_sheet import Sheet
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.scrolled import scrolled
from ui.kit.table_card import TableCard
from ui.kit.text import text
from ui.kit.turns import Pieces
from ui.pages.ledger.sale_form import sell_for
from ui.shell import theme

_SOURCES: Final = dict(FUNDING_SOURCES)


def _day_sheet(parent: QWidget, title: str, label: str, verb: str, page: Page, act: Any) -> Sheet:
    """Asks for the last day of something."""
    today = page.desk.today()
    form = Form([DateField("end", label, required=True, value=today, today=lambda: today)])
    return Sheet(parent, title, form, verb, act)


class _RowsCard(TableCard):
    """A card whose rows were asked for already."""

    def __init__(self, title: str, columns: Sequence[ListColumn], words: str, most: int) -> None:
        self._rows = Rows(f"workshop-{columns[0].key}", title, columns)
        super().__init__(tr(title), self._rows, words, most=most)

    def show_rows(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Other rows, known by their places."""
        self._rows.put(list(enumerate(rows)))
        self.refresh()


class WorkshopView(QWidget):
    """The record of a workshop, as a tab beside the lists."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.key: int | None = None
        outer = QVBoxLayout(self)
        inner = QWidget()
        self.cards = QVBoxLayout(inner)
        self.cards.setContentsMargins(0, 0, 0, 0)
        self.cards.setSpacing(theme.px("l"))
        outer.addWidget(scrolled(inner))
        self._build_head()

    def build(self) -> Pieces:
        """The cards below the head, one a piece."""
        self.homes = self._card(
            mark("Households"),
            (
                column("code", mark("Household code"), CODE),
                column("head", mark("Household"), person=True),
                column("village", mark("Village")),
                column("start", mark("Joined on"), DAY),
                column("end", mark("Left on"), DAY),
            ),
            tr("No household works for a workshop yet."),
        )
        self.homes.change_rows(tr("Leaves"), self.leave, right=roles.PROGRAMME)
        yield
        self.months = self._card(
            mark("Pay of its households by month"),
            (
                column("month", mark("Month"), MONTH),
                column("households", mark("Households"), COUNT),
                column("piece", mark("Piece pay"), MONEY),
                column("gross", mark("Gross pay"), MONEY),
            ),
            tr("No pay yet."),
            most=12,
        )
        yield
        self.sales = self._card(
            mark("Retail sales"),
            (
                column("date", mark("Date"), DAY),
                column("number", mark("Number"), CODE),
                column("product", mark("Product")),
                column("quantity", mark("Quantity"), QUANTITY, "unit"),
                column("unit", mark("Unit"), hidden=True),
                column("takings", mark("Takings"), MONEY),
            ),
            tr("Nothing was sold at retail yet."),
        )
        self.sales.table.opened.connect(self.open_sale)
        yield
        self.placed = self._card(
            mark("Placements"),
            (
                column("name", mark("Full name"), person=True),
                column("employer", mark("Employer")),
                column("start", mark("Works there from"), DAY),
                column("end", mark("Works there until"), DAY),
            ),
            tr("Nobody was placed by this workshop yet."),
        )
        self.cards.addStretch(1)
        yield

    def _build_head(self) -> None:
        line = QHBoxLayout()
        self.title = text("", "section")
        line.addWidget(self.title, 1)
        self.closing = ActionButton(tr("Close the workshop"))
        self.closing.clicked.connect(self.close_shop)
        self.closing.setVisible(may(roles.PROGRAMME))
        line.addWidget(self.closing)
        self.cards.addLayout(line)
        self.facts = Facts()
        card = Card().inset()
        card.body.addWidget(self.facts)
        self.cards.addWidget(card)

    def _card(self, title: str, columns: Sequence[ListColumn], words: str, *, most: int = 8) -> _RowsCard:
        card = _RowsCard(title, columns, words, most)
        self.cards.addWidget(card)
        return card

    def show_workshop(self, key: int) -> None:
        """Another workshop."""
        self.key = key
        self.ask()

    def ask(self) -> None:
        """Ask again about the workshop shown, the first where none was chosen yet."""
        if self.key is None or not Workshop.select().where(Workshop.id == self.key).exists():
            first: Any = Workshop.select().order_by(Workshop.code).first()
            self.key = None if first is None else first.id
        record = None if self.key is None else workshop_record(self.key, self.page.desk.today())
        self.closing.setEnabled(record is not None and record.workshop.closed is None)
        self.title.setText(tr("No workshop yet.") if record is None else record.workshop.name)
        self._say(record)

    def _say(self, record: WorkshopRecord | None) -> None:
        self.homes_by_row = [] if record is None else list(record.homes)
        self.sales_by_row = [] if record is None else list(record.sales)
        told = [] if record is None else self._told(record)
        self.facts.say(told)
        months = None if record is None else record.months
        self.months.setVisible(months is not None)
        for card, rows in (
            (self.homes, [(one.code, one.head, one.village, *one.span) for one in self.homes_by_row]),
            (self.months, [tuple(one) for one in months or ()]),
            (
                self.sales,
                [
                    (one.date, one.number, one.product, one.quantity, one.unit, one.takings)
                    for one in self.sales_by_row
                ],
            ),
            (self.placed, [(one.name, one.employer, *one.span) for one in (record.placed if record else ())]),
        ):
            card.show_rows(rows)

    def _told(self, record: WorkshopRecord) -> list[tuple[str, str]]:
        shop, today = record.workshop, self.page.desk.today()
        now = len(record.now(today))
        given = " · ".join(f"{tr(_SOURCES[key])} {format.yuan(sum_)}" for key, sum_ in record.funding.items())
        whole = sum(record.funding.values())
        return [
            (tr(Workshop.code.verbose_name), shop.code),
            (tr(Workshop.kind.verbose_name), Workshop.kind.shown(shop.kind)),
            (tr(Workshop.region.verbose_name), _called(Region, shop.region_id)),
            (tr(Workshop.trade.verbose_name), _called(Trade, shop.trade_id)),
            (tr(Workshop.opened.verbose_name), "" if shop.opened is None else shop.opened.isoformat()),
            (tr(Workshop.closed.verbose_name), "" if shop.closed is None else shop.closed.isoformat()),
            (tr("Households now"), plural("{n} household", "{n} households", now)),
            (tr("Funding"), f"{format.yuan(whole)} · {given}" if whole else ""),
            (tr("Takings"), format.yuan(sum(one.takings for one in record.sales)) if record.sales else ""),
            (tr(Workshop.note.verbose_name), shop.note),
        ]

    # -- verbs -------------------------------------------------------------------------------------------------

    def sell(self) -> None:
        """Pieces are sold by this workshop."""
        if self.key is not None:
            sell_for(self.page, self.key)
            self.ask()

    def close_shop(self) -> None:
        """Close it after a day, with the memberships that are still open."""
        key = self.key
        if key is None:
            return
        sheet = _day_sheet(
            self,
            tr("Close the workshop"),
            tr("Last day"),
            tr("Close the workshop"),
            self.page,
            lambda consent, values: close_workshop(key, values["end"], consent.keys),
        )
        if sheet.exec():
            self.page.done(tr("Saved"))
            self.ask()

    def leave(self, row: int) -> None:
        """A household leaves after a day."""
        home = self.homes_by_row[row]
        sheet = _day_sheet(
            self,
            home.head,
            tr("Last day"),
            tr("Save"),
            self.page,
            lambda consent, values: end_membership(home.membership, values["end"]),
        )
        if sheet.exec():
            self.page.done(tr("Saved"))
            self.ask()

    def open_sale(self, row: int) -> None:
        """The slip of a sale."""
        self.page.desk.go("vouchers", Record(self.sales_by_row[row].voucher))


def _called(table: Any, key: int | None) -> str:
    return "" if key is None else suggestions.label(table, key)
