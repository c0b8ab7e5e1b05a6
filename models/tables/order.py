"""Orders from enterprises and the subcontracts that carry them into the homes."""

from __future__ import annotations

from models import kinds
from models.database import Record
from models.i18n import mark
from models.sheet_header import Header
from models.tables import headers
from models.tables.party import Enterprise, Household
from models.tables.product import Material, Product


class Order(Record):
    """An enterprise's order (订单) of one product; quantity in thousandths.

    ``price`` is what the enterprise pays for a good piece, in 1/10,000 yuan, None where nobody has said it.
    """

    LABEL = mark("Order")

    number = kinds.CodeField(
        unique=True,
        longest=40,
        verbose_name=mark("Order number"),
        help_text=mark("Empty: the next one"),
        sheet=Header("订单号", also="订单编号 合同号 单号 编号"),
    )
    enterprise = kinds.ReferenceField(
        Enterprise,
        backref="orders",
        sheet=Header("企业", also="企业名称 客户 客户名称 公司 公司名称 委托方 甲方"),
    )
    product = kinds.ReferenceField(Product, backref="+", sheet=headers.PRODUCT)
    quantity = kinds.QuantityField(verbose_name=mark("Quantity"), sheet=headers.quantity("订单数量 订货数量"))
    date = kinds.DayField(
        verbose_name=mark("Ordered on"),
        sheet=Header("下单日期", also=f"订单日期 签订日期 日期 {headers.DATE_ALSO}"),
    )
    due = kinds.DayField(
        after="date", verbose_name=mark("Due", "order"), sheet=Header("交期", also=headers.DUE_ALSO)
    )
    closed_on = kinds.DayField(null=True, asked=False, verbose_name=mark("Closed on"))
    close_reason = kinds.TextField(default="", asked=False, verbose_name=mark("Reason for closing"))
    price = kinds.RateField(
        null=True,
        verbose_name=mark("Sale price"),
        help_text=mark("What the enterprise pays for a good one"),
        sheet=Header(
            "售价",
            also="单价 售价元 销售单价 订单单价 含税单价",
            note=mark("Yuan for one good piece, at most 4 decimals; it stands on delivery notes."),
        ),
    )

    class Meta:
        table_name = "orders"


class Subcontract(Record):
    """A household's share of an order (派工单); quantity in thousandths.

    ``good_rate`` and ``second_rate`` are those of its ``date`` (派工日期), kept as its slip says them: 1/10,000 yuan,
    None where the grade had none. A later change of the product's rates never reaches them unasked.
    """

    LABEL = mark("Subcontract")

    number = kinds.CodeField(
        unique=True,
        verbose_name=mark("Subcontract number"),
        sheet=Header("派工单号", also="派工单 派工编号 任务单号 单号"),
    )
    order = kinds.ReferenceField(
        Order, backref="subcontracts", index=False, sheet=Header("订单号", also="订单 订单编号 所属订单")
    )
    household = kinds.ReferenceField(Household, backref="subcontracts", sheet=headers.HOUSEHOLD)
    quantity = kinds.QuantityField(
        verbose_name=mark("Quantity"), sheet=headers.quantity("派工数量 加工数量 任务数量")
    )
    date = kinds.DayField(
        verbose_name=mark("Assigned on"),
        help_text=mark("Decides the piece rate"),
        sheet=Header(
            "派工日期",
            also=f"日期 分派日期 {headers.DATE_ALSO}",
            note=mark("The piece rates of this day are the ones paid."),
        ),
    )
    due = kinds.DayField(
        after="date", verbose_name=mark("Due", "subcontract"), sheet=Header("交货日期", also=headers.DUE_ALSO)
    )
    closed_on = kinds.DayField(null=True, verbose_name=mark("Closed on"))
    close_reason = kinds.TextField(default="", verbose_name=mark("Reason for closing"))
    good_rate = kinds.RateField(null=True, verbose_name=mark("Good rate"))
    second_rate = kinds.RateField(null=True, verbose_name=mark("Second rate"))

    class Meta:
        indexes = ((("order", "date", "quantity"), False),)


class SubcontractMaterial(Record):
    """The bill of materials a subcontract was given with: a later change of the product's never reaches it unasked."""

    subcontract = kinds.ReferenceField(Subcontract, backref="materials")
    material = kinds.ReferenceField(Material, backref="+")
    per_unit = kinds.QuantityField(verbose_name=mark("Per unit"))
    loss_ppm = kinds.PercentField(default=0, verbose_name=mark("Loss allowed"))

    class Meta:
        indexes = ((("subcontract", "material"), True),)
