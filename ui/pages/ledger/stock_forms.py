"""The warehouse's two doors on paper: material in from an enterprise, finished products out to one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.ledger import stock
from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.errors import UserError
from models.i18n import tr
from models.kinds import COUNT, QUANTITY, TEXT
from models.queries import suggestions
from models.queries.ledger.deliveries import DeliveredLine, lines_of, open_orders
from models.queries.ledger.slip_copies import SlipCopy
from models.queries.ledger.warehouse import finished_stock
from models.rules.ledger import voucher_kind
from models.rules.ledger.delivery import Shares
from models.rules.ledger.grade import GOOD, LABELS, RATED
from models.tables.ledger import Voucher
from models.tables.order import Order
from models.tables.party import Enterprise
from models.tables.product import Material, Product
from ui.kit.dialog import most
from ui.kit.form import DateField, Field, Form, PickField, TextField
from ui.kit.form_sheet import Sheet
from ui.kit.grid_model import GridColumn, GridLine, told_column
from ui.kit.page import Page
from ui.kit.sheet_lines import ROWS_LEAST, Lines
from ui.shell import theme

ROWS_SHOWN = 5


def receive_for(page: Page, enterprise: int) -> None:
    """Material comes in from the enterprise a page shows."""
    page.done_by(receipt_sheet(page, page.desk.today(), enterprise), tr("Posted {number}"))


def deliver_for(page: Page, enterprise: int) -> None:
    """Finished products go to the enterprise a page shows."""
    page.done_by(delivery_sheet(page, page.desk.today(), enterprise), tr("Posted {number}"))


def receipt_sheet(
    parent: QWidget,
    today: date,
    enterprise: int | None = None,
    copied: SlipCopy | None = None,
    material: int | None = None,
) -> Sheet:
    """Material comes into the warehouse, as on the slip that is ``copied``; its result is the number.

    ``material`` stands on its first line, where it is known what is missing.
    """
    form = _head(tr("Sent by"), today, enterprise)
    units = {row.id: row.unit for row in Material.select(Material.id, Material.unit)}
    lines = Lines(
        [
            _pick("material", tr("Material"), suggestions.materials, Material),
            GridColumn("quantity", tr("Quantity"), QUANTITY, 10),
            unit_column("material", units),
        ],
        lambda line, key: line.problems.pop(key, None),
        today,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        found = [
            (line.get("material"), line.get("quantity")) for line in lines.complete("material", "quantity")
        ]
        return stock.receive_material(values["enterprise"], values["date"], found, values["reason"] or "")

    _take_copy(copied, form, lines)
    if material is not None:
        lines.grid.restore({"lines": [{"cells": {"material": material}}]})
    return slip_sheet(parent, tr("Material received"), form, lines, act)


def _take_copy(copied: SlipCopy | None, form: Form, lines: Lines) -> None:
    """Begin with what stands on another slip, but its day."""
    if copied is None:
        return
    if copied.enterprise is not None:
        name = suggestions.label(Enterprise, copied.enterprise)
        form.field("enterprise").set_value((copied.enterprise, name, ""))
    form.field("reason").set_value(copied.reason)
    lines.grid.restore({"lines": [{"cells": cells} for cells in copied.lines]})


class _Delivery:
    """The lines of a delivery, and which orders of the enterprise each of them fills."""

    def __init__(self, customer: Field, today: date) -> None:
        self.customer = customer
        self._held = {(row.item_id, row.grade): row for row in finished_stock()}
        self.lines = Lines(self._columns(), self._changed, today)
        customer.changed.connect(self._say_shares)

    def _columns(self) -> list[GridColumn]:
        units = {row.id: row.unit for row in Product.select(Product.id, Product.unit)}
        return [
            # What is said of a line stands behind its order.
            replace(product_column(), hints=False),
            GridColumn("grade", tr("Grade"), TEXT, 8, choices=tuple((one, tr(LABELS[one])) for one in RATED)),
            GridColumn("there", tr("In the warehouse"), COUNT, 9, show=self._there),
            GridColumn("quantity", tr("Quantity"), QUANTITY, 10),
            unit_column("product", units),
            GridColumn(
                "order",
                tr("Order"),
                TEXT,
                18,
                stretch=True,
                hints=True,
                skip=lambda line: "order" not in line.problems,
                suggest=lambda line, words: _orders(self.customer.raw(), line.get("product"), words),
                named=lambda order: suggestions.label(Order, order).split(" ")[0],
                tip=tr("Empty: the oldest orders first"),
            ),
        ]

    def _there(self, line: GridLine) -> str:
        row = self._held.get((line.get("product"), line.get("grade")))
        if line.get("product") is None:
            return ""
        return format.quantity(row.quantity if row is not None else 0)

    def _changed(self, line: GridLine, key: str) -> None:
        line.problems.pop(key, None)
        line.propose("grade", GOOD)
        if key in ("product", ""):
            line.cells["order"] = None
        self._say_shares()

    def _say_shares(self) -> None:
        """Behind the order of each line: which orders it fills, when it names none, and what it has too much of."""
        company = self.customer.raw()
        known = isinstance(company, int)
        filled = [line for line in self.lines.grid.lines() if line.get("product") is not None]
        orders = {
            key: open_orders(company, key) if known else []
            for key in {line.get("product") for line in filled}
        }
        shares = Shares({key: [order.open for order in found] for key, found in orders.items()})
        for line in sorted(filled, key=lambda line: line.get("order") is None):
            found = orders[line.get("product")]
            place = next((at for at, order in enumerate(found) if order.id == line.get("order")), None)
            room = sum(order.open for at, order in enumerate(found) if place in (None, at))
            parts = shares.take(line.get("product"), line.get("quantity", 0), place)
            line.hints = []
            if place is None and any(parts):
                filling = (
                    f"{order.number} {format.quantity(part)}"
                    for order, part in zip(found, parts, strict=True)
                    if part
                )
                line.hints.append((" · ".join(filling), "quiet"))
            if known and not found:
                line.hints.append((tr("no order of this enterprise"), "soon"))
            elif known and line.get("quantity", 0) > room:
                more = format.quantity(line.get("quantity") - room)
                line.hints.append((tr("{n} more than ordered").format(n=more), "soon"))
        self.lines.grid.model.repaint()

    def delivered(self) -> list[stock.Delivered]:
        """What is delivered; raises UserError while a line is not complete."""
        return [
            stock.Delivered(line.get("product"), line.get("grade"), line.get("quantity"), line.get("order"))
            for line in self.lines.complete("product", "grade", "quantity")
        ]


def delivery_sheet(
    parent: QWidget, today: date, enterprise: int | None = None, copied: SlipCopy | None = None
) -> Sheet:
    """Finished products go to an enterprise, as on the slip that is ``copied``; its result is the number."""
    form = _head(tr("Delivered to"), today, enterprise)
    delivery = _Delivery(form.field("enterprise"), today)

    def act(consent: Any, values: dict[str, Any]) -> str:
        return stock.deliver_products(
            values["enterprise"],
            values["date"],
            delivery.delivered(),
            values["reason"] or "",
            consents=consent.keys,
        )

    _take_copy(copied, form, delivery.lines)
    return slip_sheet(parent, tr("Products delivered"), form, delivery.lines, act)


def _accepted_columns() -> list[GridColumn]:
    return [
        told_column("order", tr("Order"), 12, lambda facts: str(facts.number)),
        told_column("product", tr("Product"), 14, lambda facts: str(facts.product), stretch=True),
        told_column("grade", tr("Grade"), 7, lambda facts: tr(LABELS[facts.grade])),
        told_column(
            "delivered", tr("Delivered"), 9, lambda facts: format.quantity(facts.quantity), kind=COUNT
        ),
        GridColumn("accepted", tr("Accepted"), QUANTITY, 9),
        GridColumn("defects", tr("Rejected"), QUANTITY, 9),
        told_column("unit", tr("Unit"), 4, lambda facts: format.unit_name(facts.unit)),
        GridColumn("reason", tr("Note"), TEXT, 14, stretch=True, hints=True),
    ]


def acceptance_sheet(parent: QWidget, voucher: int, today: date) -> Sheet:
    """What the enterprise accepted and refused of a delivery, order by order.

    Raises UserError when nothing of it belongs to an order.
    """
    found = lines_of(voucher)
    if not found:
        raise UserError(tr("The enterprise has no order of what was delivered: enter the order first."))
    days = [line.checked_on for line in found if line.checked_on is not None]
    form = Form(
        [
            DateField(
                "date", tr("Accepted on"), required=True, value=max(days, default=today), today=lambda: today
            )
        ]
    )

    def changed(line: GridLine, key: str) -> None:
        line.problems.pop(key, None)
        if key == "defects" and line.get("defects") is not None:
            line.propose("accepted", max(0, line.facts.quantity - line.get("defects")))

    lines = Lines(
        _accepted_columns(),
        changed,
        today,
        fixed=True,
    )
    # What was entered as waiting must not become accepted when the next line is.
    begun = any(line.checked_on is not None or line.reason for line in found)
    lines.show_kept([_checked(line, waits=begun) for line in found])
    lines.grid.view.go_to(0)

    def act(consent: Any, values: dict[str, Any]) -> None:
        lines.complete()
        # Also those nobody touched: they stand there as accepted.
        said = [
            AcceptedQuantity(
                line.facts.order,
                line.facts.grade,
                line.get("accepted", 0),
                line.get("defects", 0),
                line.get("reason", ""),
            )
            for line in lines.grid.model.lines
        ]
        accept_delivery(voucher, values["date"], said)

    intro = tr(
        "All of it is entered as accepted. Enter what was rejected. Leave both at 0 until the enterprise has checked."
    )
    title = tr("Acceptance of {number}").format(number=Voucher.get_by_id(voucher).number)
    return slip_sheet(parent, title, form, lines, act, tr("Save"), intro)


def accept_for(page: Page, voucher: int) -> None:
    """Enter what the enterprise accepted of a slip that a page shows; raises UserError unless it is a delivery."""
    slip = Voucher.get_by_id(voucher)
    if slip.kind != voucher_kind.DELIVERY:
        raise UserError(tr("Only what was delivered to an enterprise is accepted by it."))
    if acceptance_sheet(page, voucher, page.desk.today()).exec():
        page.done(tr("Acceptance of {number} is kept").format(number=slip.number))


def _checked(line: DeliveredLine, *, waits: bool) -> GridLine:
    """A line as it was kept; one not checked yet at 0 and 0 where it ``waits``, else all of it as accepted."""
    kept = line.checked_on is not None
    unchecked = 0 if waits else line.quantity
    cells = {
        "accepted": line.accepted if kept else unchecked,
        "defects": line.defects if kept else 0,
        "reason": line.reason or None,
    }
    return GridLine(cells, proposed=set() if kept else {"accepted", "defects"}, facts=line)


def _orders(company: Any, product: Any, words: str) -> list[tuple[int, str, str]]:
    if not isinstance(company, int) or product is None:
        return []
    return [
        (order.id, order.number, tr("{n} outstanding").format(n=format.quantity(order.open)))
        for order in open_orders(company, product)
        if words.strip().lower() in order.number.lower()
    ]


def _head(who: str, today: date, enterprise: int | None = None) -> Form:
    form = Form(
        [
            PickField(
                "enterprise",
                who,
                suggestions.enterprises,
                named=lambda key: suggestions.label(Enterprise, key),
                required=True,
                makes=Enterprise,
                value=enterprise,
            ),
            DateField("date", tr("Date"), required=True, value=today, today=lambda: today),
            TextField("reason", tr("Note")),
        ],
        columns=3,
    )
    return form


def _pick(key: str, label: str, suggest: Any, table: Any) -> GridColumn:
    return GridColumn(
        key,
        label,
        TEXT,
        16,
        stretch=True,
        hints=True,
        suggest=lambda line, words: suggest(words),
        named=lambda record: suggestions.label(table, record),
        makes=table,
    )


def product_column() -> GridColumn:
    """The column in which a product is picked."""
    return _pick("product", tr("Product"), suggestions.products, Product)


def unit_column(key: str, units: dict[int, str]) -> GridColumn:
    """The column that says the unit of what a line's cell ``key`` names."""

    def show(line: GridLine) -> str:
        unit = units.get(line.get(key, 0))
        return format.unit_name(unit) if unit else ""

    return GridColumn("unit", tr("Unit"), TEXT, 4, show=show)


def slip_sheet(
    parent: QWidget, title: str, form: Form, lines: Lines, act: Any, verb: str = "", intro: str = ""
) -> Sheet:
    """The form that heads a slip, its lines below, and the button that posts it."""
    sheet = Sheet(parent, title, form, verb or tr("Post"), act, extra=lines, intro=intro)
    room = most(sheet)
    more = (ROWS_SHOWN - ROWS_LEAST) * theme.px("row")
    sheet.setMinimumWidth(min(theme.px("sheet") + theme.px("field"), room.width()))
    sheet.resize(sheet.width(), min(sheet.height() + more, room.height()))
    return sheet
