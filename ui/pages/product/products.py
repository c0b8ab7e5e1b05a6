"""Products with their rates over time and bills of materials, the materials themselves, and the units."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import format
from models.actions.product import products as writing
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.desk.target import OfDefect, OfItem, Record, Tab, Target
from models.queries.ledger.product_record import ProductRecord, product_record
from models.queries.listing import Listing
from models.queries.order import orders
from models.queries.product import products
from models.rules.amount import half_up
from models.rules.desk import roles
from models.rules.ledger.grade import GOOD, SECOND
from models.tables.photo import Photo
from models.tables.product import BomLine, Material, Product
from reports.selection import Selection
from ui.kit.acts import act
from ui.kit.background_query import Asker
from ui.kit.card import FigureCard
from ui.kit.empty import Empty
from ui.kit.memory_listing import without
from ui.kit.photo_strip import PhotoCard
from ui.kit.print_commands import print_kind, print_numbers
from ui.kit.record_table import Alike, RecordTable
from ui.kit.records import Filling, RecordsPage
from ui.kit.register_table import RegisterTable
from ui.kit.spread import Spread
from ui.kit.table import TableView
from ui.kit.table_card import TableCard
from ui.kit.tabs import Tabs
from ui.kit.thumbnails import Thumbnails
from ui.kit.turns import Pieces
from ui.pages.product.defect_cards import DefectsCard
from ui.pages.product.defect_list import DefectList
from ui.pages.product.fair_registers import FLOORS, PACE_TESTS
from ui.pages.product.material_list import MaterialList
from ui.pages.product.product_cards import BillCard, RatesCard, standing
from ui.pages.product.product_forms import new_product, product_sheet
from ui.pages.product.product_year import MakersCard, ProductYear
from ui.pages.product.unit_list import UnitList

MATERIAL_PRICE = 10_000 * 1000  # ten-thousandths of a yuan × thousandths of a unit


class ProductsPage(RecordsPage):
    """What is made, of what, at which piece rate."""

    title = mark("Products")
    help_key = "products"
    kept_in = Product
    table: RecordTable
    registers = (PACE_TESTS, FLOORS)
    tab_names = (
        ("products", mark("Products")),
        ("materials", mark("Materials")),
        ("units", mark("Units")),
        ("defects", mark("Defects")),
    )

    # -- the lists ---------------------------------------------------------------------------------------------

    def build_list(self) -> Pieces:
        """Products, materials and units, side by side as tabs."""
        self.tabs = Tabs(self.listed)
        self._as_of = self.desk.today()
        self.table = RecordTable(
            products.products(self._as_of),
            self,
            Product,
            lambda product: new_product(self) if product is None else product_sheet(self, product),
            alike=Alike(
                ("over_delivery_ppm", "minutes_per_unit"),
                writing.save_products,
                lambda count: plural("Saved {n} product", "Saved {n} products", count),
            ),
            thumbnails=Thumbnails(Photo.product),
            empty=Empty(
                tr("No products yet. Each has its piece rates and bill of materials."),
                tr("New product"),
                self.create,
                "products",
                roles.MASTER,
            ),
        )
        self.table.add_row_action(tr("Show details"), self.open_record, "", "eye")
        self.table.add_action(tr("Change"), self.table.edit_chosen, "Ctrl+E", "edit", right=roles.MASTER)
        self.table.add_row_action(
            tr("New rate"),
            lambda key: self.rates.new(Product.get_by_id(key)),
            "Alt+R",
            "pay",
            right=roles.MASTER,
        )
        yield
        self.materials = MaterialList(self)
        yield
        self.units = UnitList(self, self.materials.create)
        yield
        self.defects = DefectList(self)
        self.tables = {}
        for one in self.registers:
            yield
            self.tables[one.table._meta.table_name] = RegisterTable(self, one)
        self.add_list_action(tr("Rate card"), self.print_rates, "Ctrl+P", "print")
        lists = (self.table, self.materials, self.units, self.defects)
        for (name, label), table in zip(self.tab_names, lists, strict=True):
            self.tabs.add(table, tr(label), name=name)
            yield
        for name, register in self.tables.items():
            self.tabs.add(register, tr(register.register.tab), name=name)
            yield
        self.tabs.currentChanged.connect(lambda _: self.head_of_list())

    def head_of_list(self) -> None:
        """The thing to do is a new one of what the tab shows."""
        self.set_subtitle("")
        shown = self.tabs.currentWidget()
        if shown is self.units:
            self.set_primary(tr("Set decimals"), self.units.edit_chosen, "Ctrl+N", "edit", right=roles.MASTER)
        else:
            (shown if isinstance(shown, TableView) else self.table).empty.offer(self)

    def refreshing(self) -> Pieces:
        """Both lists, or the product shown; rates are those of today."""
        if self.desk.today() != self._as_of:
            self._as_of = self.desk.today()
            self.table.set_listing(products.products(self._as_of))
        self.materials.refresh()
        yield
        self.defects.refresh()
        for register in self.tables.values():
            register.refresh()
            yield
        self.units.show_units()
        yield
        yield from super().refreshing()

    def opening(self, target: Target) -> Pieces | None:
        """A product, or a material or defect in its list, or a list."""
        match target:
            case Tab(name):
                self.close_record()
                self.tabs.show_named(name)
            case OfItem(key):
                self.close_record()
                self.tabs.setCurrentWidget(self.materials)
                self.materials.select(key)
            case OfDefect(key):
                self.close_record()
                self.tabs.setCurrentWidget(self.defects)
                self.defects.select(key)
            case _:
                self.tabs.setCurrentWidget(self.table)
                return super().opening(target)
        return None

    # -- one product -------------------------------------------------------------------------------------------

    def build_record(self) -> Pieces:
        """The rates in force on top, then all rates and the bill of materials."""
        self.good_card = FigureCard(tr("Good rate now"))
        self.second_card = FigureCard(tr("Second rate now"))
        self.cost_card = FigureCard(tr("Material in each"))
        self.stock_card = FigureCard(tr("In the warehouse"))
        self.record.addWidget(
            Spread((self.good_card, self.second_card, self.cost_card, self.stock_card), (4, 2, 1))
        )
        yield
        self.add_step(
            tr("New order"), lambda: act("order", self, self.key), "Alt+1", "orders", right=roles.MASTER
        )
        self.add_step(tr("Assign"), self.share_out, "Alt+2", "users", right=roles.MASTER)
        self.add_step(tr("Rate card"), self.print_rates, "Ctrl+P", "print")
        self.add_step(tr("Print labels"), self.print_labels, "Alt+3", "print")
        self.add_step(tr("In the warehouse"), self.show_stock, "Alt+4", "stock")
        self.asker = Asker(self)
        yield
        self.year, self.makers = ProductYear(), MakersCard(self)
        self.running = TableCard(
            tr("Open orders"),
            _open_orders(self._as_of, 0),
            tr("No order of it is in progress."),
            gives_way=("allocated", "enterprise"),
        )
        self.running.opened.connect(lambda key: self.desk.go("orders", Record(key)))
        yield
        self.rates, self.bill = RatesCard(self), BillCard(self)
        self.record.addWidget(self.year)
        self.record.addWidget(Spread((self.running, self.makers), (2, 1), least="dialog", stretch=(1, 1)))
        yield
        self.wrong = DefectsCard(self)
        self.record.addWidget(Spread((self.rates, self.bill), (2, 1), least="dialog", stretch=(1, 1)))
        self.record.addWidget(self.wrong)
        yield
        self.photos = PhotoCard(Product)
        self.record.addWidget(self.photos)
        self.record.addStretch(1)
        self.add_record_action(
            tr("Change"), lambda: self.table.edit(self.key), "Ctrl+E", "edit", right=roles.MASTER
        )

    def head_of_record(self) -> None:
        """The product's name; a new rate is the thing to do."""
        self.set_title(self.product.name)
        minutes = self.product.minutes_per_unit
        time = ""
        if minutes is not None:
            unit = format.unit_name(self.product.unit)
            time = tr("{figure} min for each {unit}").format(figure=format.quantity(minutes), unit=unit)
        self.set_subtitle(" · ".join(part for part in (self.product.code, time) if part))
        if _unpriced(self.product.id, self.desk.today()):
            self.set_chip(tr("No rate"), "wrong")
        self.set_primary(
            tr("New rate"), lambda: self.rates.new(self.product), "Ctrl+N", "plus", right=roles.MASTER
        )

    def fill_record(self, key: Any) -> Filling:
        """The product as of today."""
        row: Any = Product.get_or_none(Product.id == key)
        if row is None:
            return False
        self.product = row
        today = self.desk.today()
        unit = format.unit_name(row.unit)
        spans = products.rates_of(row.id)
        self.rates.show_rates(row, spans)
        for grade, card in ((GOOD, self.good_card), (SECOND, self.second_card)):
            now = next(
                (one for one in spans if one.grade == grade and standing(one, today) == "in_force"), None
            )
            if now is None:
                card.say("—", tr("none agreed"))
            else:
                card.say(
                    format.rate(now.rate),
                    tr("yuan a {unit} · since {day}").format(unit=unit, day=now.start.isoformat()),
                )
        yield
        self.bill.show_product(row)
        yield
        self.wrong.show_product(row)
        yield
        self.photos.show_owner(row)
        self._fill_cost(row.id, unit)
        self.running.set_listing(_open_orders(today, row.id))
        self.running.refresh()
        yield
        if self.key != row.id:
            # Nothing of another product stands under this one's name.
            self._came(ProductRecord((), (), (), {}))
            self.stock_card.say("", "")
        self.asker.ask(lambda: product_record(row.id, today), self._came)
        return True

    def _came(self, found: ProductRecord) -> None:
        self.found = found
        self.year.setVisible(any(month.made.received or month.made.good for month in found.months))
        self.year.show_months(found.months, self.product.unit)
        self.makers.show_makers(found.makers, self.product.unit)
        second = found.stock.get(SECOND, 0)
        words = format.unit_name(self.product.unit)
        if second:
            words += " · " + tr("second {quantity}").format(quantity=format.quantity(second))
        self.stock_card.say(format.quantity(found.stock.get(GOOD, 0)), words)

    def _fill_cost(self, key: int, unit: str) -> None:
        """What the material of one unit costs; lines without a price are told."""
        total, unknown = 0, 0
        query: Any = BomLine.select(BomLine, Material).join(Material).where(BomLine.product == key)
        for line in query:
            if line.material.price is None:
                unknown += 1
            else:
                total += line.per_unit * line.material.price
        words = tr("yuan a {unit}").format(unit=unit)
        if unknown:
            words += " · " + tr("{n} without a price").format(n=unknown)
        # Thousandths × ten-thousandths of a yuan, brought down to fen.
        self.cost_card.say(format.money(half_up(total, MATERIAL_PRICE // 100)), words)

    # -- verbs -------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """A new product; it is shown once it is saved, for its rates and materials."""
        row = self.done_by(new_product(self), tr("Saved {name}"))
        if row is not None:
            self.open_record(row.id)

    def share_out(self) -> None:
        """Go to the open order that is due first, where it is shared out."""
        keys = self.running.listing.keys(order="due")
        if not keys:
            raise UserError(tr("No order of it is in progress. Enter an order first."))
        self.desk.go("orders", Record(keys[0]))

    def show_stock(self) -> None:
        """What of the product shown is in the warehouse."""
        self.desk.go("stock", OfItem(self.key))

    def print_rates(self) -> None:
        """Preview the rate card of today."""
        print_kind(self, "ratecard", Selection(day=self.desk.today()))

    def print_labels(self) -> None:
        """Preview the labels of all work on the product shown that is not finished."""
        if not self.found.running:
            raise UserError(tr("No household has open work on it."))
        print_numbers(self, "label", self.found.running)


def _open_orders(today: date, product: int) -> Listing:
    """The orders of a product in progress, without what the page says itself."""
    listing = orders.orders(today, finished=False, product=product)
    return without(listing, "product", "price", "date", name="product-orders")


def _unpriced(product: int, day: date) -> bool:
    """Whether good pieces have no rate on a day."""
    return not any(
        one.grade == GOOD and standing(one, day) == "in_force" for one in products.rates_of(product)
    )
