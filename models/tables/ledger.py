"""Vouchers (单据), the movements they make, and the lines of collections and inspections."""

from __future__ import annotations

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
from models.rights import maker
from models.rules.ledger.grade import GRADES
from models.rules.ledger.voucher_kind import CHOICES, ISSUE, RETURN, TOP_UP
from models.sheet_header import Choice, Header
from models.tables import headers
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household, Location
from models.tables.product import Defect, Material, Product


class Voucher(Record):
    """A numbered slip. Numbers are unique within ``series``; a void or reversed voucher keeps its number.

    ``reverses`` names the voucher of a locked period that this one takes back.
    """

    LABEL = mark("Slip")

    series = peewee.TextField()
    number = kinds.CodeField(verbose_name=mark("Number"), sheet=Header("单号"))
    kind = kinds.ChoiceField(
        choices=CHOICES,
        verbose_name=mark("Kind"),
        sheet=Header(
            "类型",
            also="业务类型 收发类型 类别",
            choices=(
                Choice(ISSUE, "发料", ISSUE),
                Choice(TOP_UP, "补料", "top-up", ("top up",)),
                Choice(RETURN, "退料", RETURN),
            ),
        ),
    )
    date = kinds.DayField(index=True, verbose_name=mark("Date"), sheet=Header("日期", also=headers.DATE_ALSO))
    household = kinds.ReferenceField(Household, null=True, backref="vouchers", sheet=headers.HOUSEHOLD)
    reason = kinds.TextField(default="", verbose_name=mark("Reason"), sheet=headers.REASON)
    voided_on = kinds.DayField(null=True, verbose_name=mark("Voided on"))
    void_reason = kinds.TextField(default="", verbose_name=mark("Reason for voiding"))
    reverses = kinds.ReferenceField(
        "self", null=True, backref="reversals", index=False, verbose_name=mark("Reverses")
    )
    maker = kinds.NameField(default=maker, verbose_name=mark("Made out by"))

    class Meta:
        # By kind and date, so that a list of one kind is in order without reading all other slips.
        indexes = ((("series", "number"), True), (("kind", "date"), False))


# Few vouchers are ever voided or reverse another: they are found without reading all others. An index of all would be
# taken for those that reverse nothing, before the index of their dates.
for _seldom in (Voucher.voided_on, Voucher.reverses):
    Voucher.add_index(Voucher.index(_seldom, where=_seldom.is_null(False)))


class Movement(Record):
    """So much of a material or product went from one location to another; the only truth about stock.

    Quantity in thousandths, always above zero. ``source_subcontract`` and ``target_subcontract`` say on whose account
    the household at that end stands. ``grade`` is set for products. ``reason`` is the line's own.
    """

    LABEL = mark("Movement")

    voucher = kinds.ReferenceField(Voucher, backref="movements")
    kind = kinds.ChoiceField(choices=CHOICES, verbose_name=mark("Kind"))
    date = kinds.DayField(verbose_name=mark("Date"))
    material = kinds.ReferenceField(Material, null=True, backref="+", index=False, sheet=headers.MATERIAL)
    product = kinds.ReferenceField(Product, null=True, backref="+", index=False)
    grade = kinds.ChoiceField(null=True, choices=GRADES, verbose_name=mark("Grade"))
    quantity = kinds.QuantityField(
        verbose_name=mark("Quantity"), sheet=headers.quantity("发料数量 领料数量 领用数量 发放数量")
    )
    source = kinds.ReferenceField(Location, backref="+", index=False, verbose_name=mark("Out of"))
    target = kinds.ReferenceField(Location, backref="+", index=False, verbose_name=mark("Into"))
    source_subcontract = kinds.ReferenceField(
        Subcontract, null=True, backref="+", verbose_name=mark("From subcontract")
    )
    target_subcontract = kinds.ReferenceField(
        Subcontract, null=True, backref="+", verbose_name=mark("To subcontract"), sheet=headers.SUBCONTRACT
    )
    reason = kinds.TextField(
        default="",
        verbose_name=mark("Reason"),
        sheet=headers.REASON._replace(note=mark("Needed when more goes out than the work takes.")),
    )


# What lies in a place is summed from these alone, without touching the million rows behind them.
for _side in (Movement.source, Movement.target):
    for _what, _columns in (
        ("material", (Movement.material,)),
        ("product", (Movement.product, Movement.grade)),
    ):
        Movement.add_index(
            Movement.index(
                _side,
                *_columns,
                Movement.date,
                Movement.quantity,
                where=_columns[0].is_null(False),
                name=f"movement_{_side.name}_{_what}",
            )
        )


class CollectionLine(Record):
    """Pieces received on one subcontract, by what became of them; gross and tare for goods weighed. Thousandths."""

    LABEL = mark("Received")

    voucher = kinds.ReferenceField(Voucher, backref="collection_lines")
    subcontract = kinds.ReferenceField(
        Subcontract, backref="collection_lines", index=False, sheet=headers.SUBCONTRACT
    )
    received = kinds.QuantityField(
        verbose_name=mark("Received"),
        sheet=Header(
            "实收",
            also="实收数量 收货数量 交货数量 回收数量 数量 总数",
            note=mark("All parts together. For goods weighed: gross less tare."),
        ),
    )
    good = kinds.QuantityField(
        default=0,
        verbose_name=mark("Good"),
        sheet=headers.part("合格", "合格数 合格数量 合格品 良品 一等品 正品"),
    )
    second = kinds.QuantityField(
        default=0, verbose_name=mark("Second"), sheet=headers.part("二等", "二等品 次品")
    )
    rework = kinds.QuantityField(
        default=0, verbose_name=mark("Rework"), sheet=headers.part("返工", "返修 返工数")
    )
    work_scrap = kinds.QuantityField(
        default=0, verbose_name=mark("Work scrap"), sheet=headers.part("工废", "工废数 报废 废品")
    )
    material_scrap = kinds.QuantityField(
        default=0, verbose_name=mark("Material scrap"), sheet=headers.part("料废")
    )
    pending = kinds.QuantityField(default=0, verbose_name=mark("Pending"), sheet=headers.part("待检"))
    gross = kinds.QuantityField(null=True, verbose_name=mark("Gross weight"), sheet=Header("毛重"))
    tare = kinds.QuantityField(null=True, verbose_name=mark("Tare"), sheet=Header("皮重"))
    reason = kinds.TextField(
        default="",
        verbose_name=mark("Reason"),
        sheet=headers.REASON._replace(note=mark("Needed when more comes in than was ordered.")),
    )

    class Meta:
        # Wide enough to answer what is open from the index alone, whatever the history.
        indexes = ((("subcontract", "voucher", "good", "second", "rework", "pending"), False),)


class InspectionLine(Record):
    """What became of pieces that a collection left pending. Thousandths."""

    LABEL = mark("Inspected")

    voucher = kinds.ReferenceField(Voucher, backref="inspection_lines")
    collection_line = kinds.ReferenceField(
        CollectionLine, backref="inspections", index=False, verbose_name=""
    )
    good = kinds.QuantityField(default=0, verbose_name=mark("Good"), sheet=headers.part("合格"))
    second = kinds.QuantityField(default=0, verbose_name=mark("Second"), sheet=headers.part("二等"))
    rework = kinds.QuantityField(default=0, verbose_name=mark("Rework"), sheet=headers.part("返工"))
    work_scrap = kinds.QuantityField(default=0, verbose_name=mark("Work scrap"), sheet=headers.part("工废"))
    material_scrap = kinds.QuantityField(
        default=0, verbose_name=mark("Material scrap"), sheet=headers.part("料废")
    )

    class Meta:
        indexes = (
            (
                ("collection_line", "voucher", "good", "second", "rework", "work_scrap", "material_scrap"),
                False,
            ),
        )


class DefectCount(Record):
    """So many faulty pieces had a defect, in thousandths: what a slip says of the pieces of a collection line.

    The slip is the collection itself, the inspection of what it left pending, or a visit, whose findings are about a
    ``product`` and may leave the quantity at 0: seen. Counts while its slip counts; a reversal says nothing anew.
    """

    LABEL = mark("Pieces with a defect")

    voucher = kinds.ReferenceField(Voucher, backref="defect_counts")
    collection_line = kinds.ReferenceField(
        CollectionLine, null=True, backref="defect_counts", verbose_name=""
    )
    product = kinds.ReferenceField(Product, null=True, backref="+", index=False, sheet=headers.PRODUCT)
    defect = kinds.ReferenceField(Defect, backref="counts")
    quantity = kinds.QuantityField(default=0, verbose_name=mark("Quantity"), sheet=headers.quantity())


class CountLine(Record):
    """What was found of an item at a stocktake, beside what the books said at the end of that day. Thousandths.

    A material, or a product and its grade; ``subcontract`` on whose account a household holds it, None: in the
    warehouse. The difference is a movement of the voucher; where there is none, only this line tells of the count.
    """

    LABEL = mark("Counted")

    voucher = kinds.ReferenceField(Voucher, backref="count_lines")
    material = kinds.ReferenceField(
        Material,
        null=True,
        backref="+",
        sheet=headers.MATERIAL._replace(note=mark("A material, or a product with its grade.")),
    )
    product = kinds.ReferenceField(
        Product,
        null=True,
        backref="+",
        sheet=headers.PRODUCT._replace(note=mark("Finished pieces in the warehouse.")),
    )
    grade = kinds.ChoiceField(null=True, choices=GRADES, verbose_name=mark("Grade"), sheet=headers.GRADE)
    subcontract = kinds.ReferenceField(
        Subcontract,
        null=True,
        backref="+",
        sheet=headers.SUBCONTRACT._replace(
            note=mark("Material at a household, on this subcontract's account. Empty: in the warehouse."),
        ),
    )
    books = kinds.QuantityField(verbose_name=mark("In the books"))
    counted = kinds.QuantityField(
        verbose_name=mark("Counted"),
        sheet=Header("实盘", note=mark("What was found. The difference from the books is posted.")),
    )
    reason = kinds.TextField(
        default="",
        verbose_name=mark("Reason"),
        sheet=headers.REASON._replace(note=mark("Needed when what was found differs from the books.")),
    )


class Delivery(Record):
    """Which enterprise a delivery of finished products went to; its lines name the orders."""

    voucher = kinds.ReferenceField(Voucher, backref="deliveries", unique=True)
    enterprise = kinds.ReferenceField(Enterprise, backref="deliveries")


class DeliveryLine(Record):
    """What of a delivery belongs to an order, by grade, and what the enterprise found of it. Thousandths.

    ``accepted`` and ``defects`` count from ``checked_on``, the day the enterprise said so; none before.
    """

    LABEL = mark("Delivered")

    voucher = kinds.ReferenceField(Voucher, backref="delivery_lines")
    order = kinds.ReferenceField(Order, backref="delivery_lines")
    grade = kinds.ChoiceField(choices=GRADES, verbose_name=mark("Grade"))
    quantity = kinds.QuantityField(verbose_name=mark("Quantity"))
    accepted = kinds.QuantityField(default=0, verbose_name=mark("Accepted"))
    defects = kinds.QuantityField(default=0, verbose_name=mark("Rejected"))
    checked_on = kinds.DayField(null=True, verbose_name=mark("Accepted on"))
    reason = kinds.TextField(default="", verbose_name=mark("Reason"))


class SaleLine(Record):
    """What was sold at retail (零售): pieces of a product and grade from the warehouse, for money. Thousandths, fen.

    ``price`` is that of one unit, in 1/10,000 yuan; ``takings`` what was paid for the line. ``place`` tells which
    workshop sold it, by its code, "" the cooperative itself.
    """

    LABEL = mark("Sold")

    voucher = kinds.ReferenceField(Voucher, backref="sale_lines")
    product = kinds.ReferenceField(Product, backref="+", index=False, sheet=headers.PRODUCT)
    grade = kinds.ChoiceField(choices=GRADES, verbose_name=mark("Grade"), sheet=headers.GRADE)
    quantity = kinds.QuantityField(
        minimum=1, verbose_name=mark("Quantity"), sheet=headers.quantity("销售数量")
    )
    price = kinds.RateField(
        verbose_name=mark("Retail price"), sheet=Header("零售价", "price", also="单价 售价 销售单价")
    )
    takings = kinds.MoneyField(
        minimum=0, verbose_name=mark("Takings"), sheet=Header("金额", "takings", also="销售额 收入 金额元")
    )
    place = kinds.TextField(default="", longest=20, verbose_name=mark("Sold by"), sheet=headers.WORKSHOP)


class Printing(Record):
    """A voucher or statement came out of the printer; the second time it is marked 补打."""

    kind = peewee.TextField()
    number = kinds.CodeField(verbose_name=mark("Number"))
    at = kinds.TextField(verbose_name=mark("When"))

    class Meta:
        indexes = ((("kind", "number"), False),)
