"""Products with their rates over time and bills of materials, the materials themselves, and the units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QTabWidget

from models import format
from models.actions.product import products as writing
from models.actions.product.terms import days_of, open_given_within
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import CODE, COUNT, DAY, PERCENT, QUANTITY, RATE
from models.queries.desk.target import OfItem, Target
from models.queries.ledger.slips import dispatches_of
from models.queries.listing import STATUS
from models.queries.product import products
from models.queries.product.units import unit_rows
from models.rules.amount import half_up
from models.rules.ledger.grade import GOOD, LABELS, SECOND
from models.rules.product.reach import NEW
from models.tables.product import BomLine, Material, Product, Rate
from ui.kit.card import FigureCard
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.print_commands import offer_reprint, print_kind
from ui.kit.records import RecordsPage
from ui.kit.spread import Spread
from ui.kit.table import TableView
from ui.kit.table_card import TableCard
from ui.pages.product.product_forms import (
    bom_sheet,
    material_sheet,
    new_rate_sheet,
    product_sheet,
    rate_sheet,
    remove_rate_sheet,
    unit_sheet,
)
from ui.shell import theme

EXAMPLE = 12_345  # thousandths, cut to the decimals of a unit
MATERIAL_PRICE = 10_000 * 1000  # ten-thousandths of a yuan × thousandths of a unit


class ProductsPage(RecordsPage):
    """What is made, of what, at which piece rate."""

    title = mark("Products")
    help_key = "products"
    kept_in = Product

    # -- the lists ---------------------------------------------------------------------------------------------

    def build_list(self) -> None:
        """Products, materials and units, side by side as tabs."""
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._as_of = self.desk.today()
        self.table = TableView(
            products.products(self._as_of),
            self,
            empty=Empty(
                tr("Here stand the products with their piece rates and what they are made of."),
                tr("New product"),
                self.create,
                "products",
            ),
        )
        self.table.add_action(
            tr("Show details"), lambda keys: self.open_record(keys[0]), "", "eye", single=True
        )
        self.table.add_action(tr("Change"), lambda keys: self.edit(keys[0]), "Ctrl+E", "edit", single=True)
        self.table.add_action(
            tr("New rate"),
            lambda keys: self.new_rate(Product.get_by_id(keys[0])),
            "Alt+R",
            "pay",
            single=True,
        )
        self.materials = TableView(
            products.materials(),
            self,
            empty=Empty(
                tr("Here stand the materials that are handed to the households."),
                tr("New material"),
                self.create_material,
                "stock",
            ),
        )
        self.materials.opened.connect(self.edit_material)
        self.materials.add_action(
            tr("Change"), lambda keys: self.edit_material(keys[0]), "Ctrl+E", "edit", single=True
        )
        self._build_units()
        self.of_list(
            self.add_action(
                tr("Rate card"),
                lambda: print_kind(self, "ratecard", day=self.desk.today()),
                "Ctrl+P",
                "print",
            )
        )
        for table, words in (
            (self.table, tr("Products")),
            (self.materials, tr("Materials")),
            (self.units, tr("Units")),
        ):
            table.layout().setContentsMargins(0, theme.px("m"), 0, 0)
            self.tabs.addTab(table, words)
        self.tabs.currentChanged.connect(lambda _: self.head_of_list())
        self.listed.addWidget(self.tabs)

    def _build_units(self) -> None:
        """How many decimals a quantity of each unit takes."""
        self.unit_list = Rows(
            "units",
            mark("Units"),
            (
                column("name", mark("Unit")),
                column("decimals", mark("Decimals"), COUNT),
                column("example", mark("For example")),
            ),
        )
        self.units = TableView(
            self.unit_list,
            self,
            empty=Empty(
                tr("No units yet. They come with the first material or product."),
                tr("New material"),
                self.create_material,
                "products",
            ),
        )
        self.units.opened.connect(self.edit_unit)
        self.units.add_action(
            tr("Change"), lambda keys: self.edit_unit(keys[0]), "Ctrl+E", "edit", single=True
        )

    def _fill_units(self) -> None:
        self._units = unit_rows()
        self.unit_list.put(
            [
                (
                    number,
                    (
                        format.unit_name(row.name),
                        row.decimals,
                        format.quantity(EXAMPLE // (step := 10 ** (3 - row.decimals)) * step, row.name),
                    ),
                )
                for number, row in enumerate(self._units)
            ]
        )
        self.units.refresh()

    def head_of_list(self) -> None:
        """The thing to do is a new one of what the tab shows."""
        self.set_subtitle("")
        if self.tabs.currentWidget() is self.units:
            self.set_primary(tr("Set decimals"), self.edit_chosen_unit, "Ctrl+N", "edit")
        elif self.tabs.currentWidget() is self.materials:
            self.set_primary(tr("New material"), self.create_material, "Ctrl+N", "plus")
        else:
            self.set_primary(tr("New product"), self.create, "Ctrl+N", "plus")

    def refresh(self) -> None:
        """Both lists, or the product shown; rates are those of today."""
        if self.desk.today() != self._as_of:
            self._as_of = self.desk.today()
            self.table.set_listing(products.products(self._as_of))
        self.materials.refresh()
        self._fill_units()
        super().refresh()

    def open(self, target: Target) -> None:
        """A product, or a material in its list."""
        match target:
            case OfItem(key):
                self.close_record()
                self.tabs.setCurrentWidget(self.materials)
                self.materials.select(key)
            case _:
                self.tabs.setCurrentWidget(self.table)
                super().open(target)

    # -- one product -------------------------------------------------------------------------------------------

    def build_record(self) -> None:
        """The rates in force on top, then all rates and the bill of materials."""
        self.good_card = FigureCard(tr("Good rate now"))
        self.second_card = FigureCard(tr("Second rate now"))
        self.cost_card = FigureCard(tr("Material in each"))
        self.time_card = FigureCard(tr("Time for each"))
        self.record.addWidget(
            Spread((self.good_card, self.second_card, self.cost_card, self.time_card), (4, 2, 1))
        )
        self.rates = Rows(
            "product-rates",
            mark("Rates"),
            (
                column("grade", mark("Grade")),
                column("rate", mark("Rate"), RATE),
                column("start", mark("Holds from"), DAY),
                column("end", mark("Holds until"), DAY),
                column("status", mark("Status"), STATUS),
            ),
        )
        self.rate_table = TableCard(
            tr("Piece rates"),
            self.rates,
            tr("No rate is agreed yet: what is collected could not be paid."),
            most=12,
        )
        self.rate_table.add_step(tr("New rate"), self.new_rate)
        self.rate_table.change_rows(tr("Correct"), self.edit_rate, self.remove_rate)
        self.bill = Rows(
            "product-bill",
            mark("Bill of materials"),
            (
                column("code", mark("Code"), CODE),
                column("name", mark("Material")),
                column("unit", mark("Unit"), hidden=True),
                column("per_unit", mark("Needed each"), QUANTITY, "unit"),
                column("loss", mark("Allowed loss"), PERCENT),
            ),
        )
        self.bill_table = TableCard(
            tr("Bill of materials"),
            self.bill,
            tr("Nothing is needed for it, or nobody has said so yet."),
            most=12,
        )
        self.bill_table.add_step(tr("Add a material"), self.add_material)
        self.bill_table.change_rows(tr("Change"), self.edit_line, self.remove_line)
        self.record.addWidget(
            Spread((self.rate_table, self.bill_table), (2, 1), least="dialog", stretch=(1, 1))
        )
        self.record.addStretch(1)
        self.of_record(self.add_action(tr("Change"), self.edit_shown, "Ctrl+E", "edit"))

    def head_of_record(self) -> None:
        """The product's name; a new rate is the thing to do."""
        self.set_title(self.product.name)
        self.set_subtitle(self.product.code)
        if _unpriced(self.product.id, self.desk.today()):
            self.set_chip(tr("No rate"), "wrong")
        self.set_primary(tr("New rate"), self.new_rate, "Ctrl+N", "plus")

    def fill_record(self, key: Any) -> bool:
        """The product as of today."""
        row: Any = Product.get_or_none(Product.id == key)
        if row is None:
            return False
        self.product = row
        today = self.desk.today()
        unit = format.unit_name(row.unit)
        spans = products.rates_of(row.id)
        self.rates.put(
            [
                (one.id, (tr(LABELS[one.grade]), one.rate, one.start, one.end, _standing(one, today)))
                for one in spans
            ]
        )
        self.rate_table.refresh()
        for grade, card in ((GOOD, self.good_card), (SECOND, self.second_card)):
            now = next(
                (one for one in spans if one.grade == grade and _standing(one, today) == "in_force"), None
            )
            if now is None:
                card.say("—", tr("none agreed"))
            else:
                card.say(
                    format.rate(now.rate),
                    tr("yuan a {unit} · since {day}").format(unit=unit, day=now.start.isoformat()),
                )
        lines = products.bill(row.id)
        self.bill.put([(one.id, (one.code, one.name, one.unit, one.per_unit, one.loss_ppm)) for one in lines])
        self.bill_table.refresh()
        self._fill_cost(row.id, unit)
        minutes = row.minutes_per_unit
        self.time_card.say(
            format.quantity(minutes) if minutes is not None else "—",
            tr("minutes a {unit}").format(unit=unit) if minutes is not None else tr("not said yet"),
        )
        return True

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

    def _do(self, sheet: Any, words: str = "") -> Any:
        """Open a sheet; say what was saved, and how to take it back."""
        if not sheet.exec():
            return None
        row = sheet.result_value
        self.done(words or tr("Saved {name}").format(name=row.name))
        return row

    def create(self) -> None:
        """A new product; it is shown once it is saved, for its rates and materials."""
        row = self._do(product_sheet(self))
        if row is not None:
            self.open_record(row.id)

    def edit(self, key: int) -> None:
        """Change a product."""
        self._do(product_sheet(self, Product.get_by_id(key)))

    def edit_shown(self) -> None:
        """Change the product shown."""
        self.edit(self.key)

    def create_material(self) -> None:
        """A new material."""
        row = self._do(material_sheet(self))
        if row is not None:
            self.materials.refresh()
            self.materials.select(row.id)

    def edit_material(self, key: int) -> None:
        """Change a material."""
        self._do(material_sheet(self, Material.get_by_id(key)))

    def edit_unit(self, key: int) -> None:
        """Set how many decimals a unit takes."""
        row = self._units[key]
        name = format.unit_name(row.name)
        self._do(unit_sheet(self, row), tr("Saved {name}").format(name=name))

    def edit_chosen_unit(self) -> None:
        """Set the decimals of the unit under the cursor."""
        key = self.units.key()
        if key is None:
            raise UserError(tr("Choose a unit in the list first."))
        self.edit_unit(key)

    def new_rate(self, product: Any = None) -> None:
        """A rate from a day on."""
        chosen = self.product if product is None else product
        row = self._do(
            new_rate_sheet(self, chosen, self.desk.today()),
            tr("New rate for {name}").format(name=chosen.name),
        )
        if row is not None:
            self._print_again(row.reached)

    def edit_rate(self, key: int) -> None:
        """Correct a rate."""
        sheet = rate_sheet(self, self.product, Rate.get_by_id(key), self.desk.today())
        row = self._do(sheet, tr("Rate of {name} corrected").format(name=self.product.name))
        if row is not None:
            self._print_again(row.reached)

    def remove_rate(self, key: int) -> None:
        """Remove a rate entered by mistake; where open work was given out with it, ask whether that keeps it."""
        words = tr("Rate of {name} removed").format(name=self.product.name)
        rate = Rate.get_by_id(key)
        if open_given_within(days_of(rate)):
            self._print_again(self._do(remove_rate_sheet(self, self.product, rate), words))
        else:
            self.attempt(lambda _: writing.remove_rate(key), done=lambda _: self.done(words))

    def _print_again(self, subcontracts: Sequence[int] | None) -> None:
        """Offer to print the slips again that say another rate than their work is paid at now."""
        numbers = dispatches_of(subcontracts or ())
        if numbers:
            offer_reprint(self, numbers)

    def add_material(self) -> None:
        """A material of the bill."""
        self._do(bom_sheet(self, self.product), tr("Saved {name}").format(name=self.product.name))

    def edit_line(self, key: int) -> None:
        """Change a material of the bill."""
        line = next(one for one in products.bill(self.product.id) if one.id == key)
        self._do(bom_sheet(self, self.product, line), tr("Saved {name}").format(name=self.product.name))

    def remove_line(self, key: int) -> None:
        """Take a material off the bill; work given out keeps it."""
        words = tr("Saved {name}").format(name=self.product.name)
        self.attempt(lambda _: writing.remove_bom_line(key, NEW), done=lambda _: self.done(words))


def _standing(rate: Any, today: date) -> str:
    if rate.start > today:
        return "planned"
    return "ended" if rate.end is not None and rate.end < today else "in_force"


def _unpriced(product: int, day: date) -> bool:
    """Whether good pieces have no rate on a day."""
    return not any(
        one.grade == GOOD and _standing(one, day) == "in_force" for one in products.rates_of(product)
    )
