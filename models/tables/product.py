"""What is made, of what, and at which piece rate."""

from __future__ import annotations

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
from models.rules.amount import PER_UNIT_MAX
from models.rules.ledger.grade import GRADES
from models.rules.product.units import MOST
from models.sheet_header import Header
from models.tables import headers
from models.tables.party import Trade, Worker


class Unit(Record):
    """A unit whose decimals the cooperative has set; the others are as `rules.product.units` says."""

    LABEL = mark("Unit")

    name = kinds.UnitField(
        unique=True,
        verbose_name=mark("Unit"),
        sheet=Header(
            "名称", note=mark("As it stands with materials and products."), choices=kinds.UNIT_WORDS
        ),
    )
    decimals = kinds.CountField(
        maximum=MOST,
        verbose_name=mark("Decimals"),
        sheet=Header("小数位", note=mark("0 to 3; 0: counted in wholes.")),
    )


class Material(Record):
    """A material (物料). Price in ten-thousandths of a yuan, pack size in thousandths (0: loose), percent in ppm."""

    LABEL = mark("Material")

    code = kinds.CodeField(
        unique=True,
        longest=40,
        verbose_name=mark("Code"),
        sheet=Header("编码", also="物料编码 物料编号 材料编码 材料编号 料号 编号"),
    )
    name = kinds.NameField(
        longest=80, verbose_name=mark("Name"), sheet=Header("名称", also="物料名称 材料名称 品名 材料")
    )
    unit = kinds.UnitField(verbose_name=mark("Unit"), sheet=headers.UNIT)
    price = kinds.RateField(
        null=True,
        verbose_name=mark("Unit price"),
        help_text=mark("What a lost unit costs"),
        sheet=Header(
            "单价", also="价格 单价元 进价 采购价", note=mark("Yuan for one unit, at most 4 decimals.")
        ),
    )
    pack_size = kinds.QuantityField(
        default=0,
        group=headers.FURTHER,
        verbose_name=mark("Pack size"),
        help_text=mark("Empty: loose"),
        sheet=Header(
            "整包数量",
            also="每包数量 包装数量 装箱数 包装规格",
            note=mark("How much is in one pack. Empty means loose."),
        ),
    )
    over_issue_ppm = kinds.PercentField(
        default=0,
        group=headers.FURTHER,
        verbose_name=mark("Over-issue allowed"),
        help_text=mark("Beyond need and loss"),
        sheet=Header("超发允差%", "over_issue_pct", also="超发允差 超发比例", note=headers.EMPTY_ZERO),
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class Product(Record):
    """A product (产品). Minutes per unit in thousandths, tolerance in ppm."""

    LABEL = mark("Product")

    code = kinds.CodeField(
        unique=True,
        longest=40,
        verbose_name=mark("Code"),
        sheet=Header("编码", also="产品编码 产品编号 货号 款号 编号"),
    )
    name = kinds.NameField(
        longest=80, verbose_name=mark("Name"), sheet=Header("名称", also="产品名称 品名 款式")
    )
    unit = kinds.UnitField(verbose_name=mark("Unit"), sheet=headers.UNIT)
    over_delivery_ppm = kinds.PercentField(
        default=0,
        group=headers.FURTHER,
        verbose_name=mark("Over-delivery allowed"),
        sheet=Header("交货允差%", "over_delivery_pct", also="交货允差 超交比例", note=headers.EMPTY_ZERO),
    )
    minutes_per_unit = kinds.QuantityField(
        null=True,
        group=headers.FURTHER,
        verbose_name=mark("Minutes each"),
        help_text=mark("Tells what a household can take"),
        sheet=Header("每单位分钟", also="工时 标准工时 每件分钟 单件工时"),
    )
    trade = kinds.ReferenceField(
        Trade, null=True, backref="products", index=False, group=headers.FURTHER, sheet=headers.TRADE
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class BomLine(Record):
    """One material of a product's bill of materials: thousandths per unit, loss in ppm."""

    LABEL = mark("Bill of materials")

    product = kinds.ReferenceField(Product, backref="bom", sheet=headers.PRODUCT)
    material = kinds.ReferenceField(Material, backref="+", sheet=headers.MATERIAL)
    per_unit = kinds.QuantityField(
        maximum=PER_UNIT_MAX,
        verbose_name=mark("Per unit"),
        sheet=Header(
            "单耗",
            also="用量 单位用量 每件用量 定额 消耗定额",
            note=mark("How much of the material one unit of product takes, without loss."),
        ),
    )
    loss_ppm = kinds.PercentField(
        default=0,
        verbose_name=mark("Loss allowed"),
        sheet=Header("损耗率%", "loss_pct", also="损耗 损耗率 损耗比例", note=headers.EMPTY_ZERO),
    )

    class Meta:
        indexes = ((("product", "material"), True),)


class Rate(Record):
    """The piece rate (工价) of a product's grade over a span of days, in 1/10,000 yuan; ``end`` inclusive."""

    LABEL = mark("Piece rate")

    product = kinds.ReferenceField(Product, backref="rates", sheet=headers.PRODUCT)
    grade = kinds.ChoiceField(choices=GRADES, verbose_name=mark("Grade"), sheet=headers.GRADE)
    start = kinds.DayField(
        verbose_name=mark("Holds from"),
        sheet=Header("起", "from", also="生效日期 起始日期 开始日期 执行日期"),
    )
    end = kinds.DayField(
        after="start",
        null=True,
        verbose_name=mark("Holds until"),
        help_text=mark("Empty: until further notice"),
        sheet=Header("止", "to", also="失效日期 结束日期 终止日期", note=headers.LAST_DAY),
    )
    rate = kinds.RateField(
        verbose_name=mark("Rate"),
        sheet=Header(
            "单价", also="工价 计件单价 加工费 加工单价", note=mark("Yuan for one unit, at most 4 decimals.")
        ),
    )

    class Meta:
        indexes = ((("product", "grade", "start"), True),)


class Defect(Record):
    """What may be wrong with a piece (缺陷), by a short code to type; ``product`` None: it may occur on any product."""

    LABEL = mark("Defect")

    product = kinds.ReferenceField(
        Product,
        null=True,
        backref="defects",
        index=False,
        help_text=mark("Empty: any product"),
        sheet=headers.PRODUCT._replace(note=mark("Empty means any product.")),
    )
    code = kinds.ShortCodeField(
        longest=3,
        verbose_name=mark("Code", "defect"),
        help_text=mark("1 to 3 letters or digits, typed while collecting"),
        sheet=Header(
            "代号",
            also="缺陷代号 缺陷代码 代码",
            note=mark("1 to 3 letters or digits, typed while collecting."),
        ),
    )
    name = kinds.NameField(
        longest=40, verbose_name=mark("Defect"), sheet=Header("缺陷", also="缺陷名称 毛病 名称 问题")
    )
    remedy = kinds.TextField(
        default="",
        verbose_name=mark("What to do about it"),
        sheet=Header("处理办法", also="办法 改进办法 整改措施"),
    )
    active = kinds.FlagField(default=True, verbose_name=mark("Active"), asked=False)
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="")

    class Meta:
        indexes = ((("product", "code"), True),)


class PaceTest(Record):
    """How many minutes a unit took somebody when it was tried, in thousandths, over so many units."""

    LABEL = mark("Pace test")

    product = kinds.ReferenceField(Product, backref="pace_tests", sheet=headers.PRODUCT)
    worker = kinds.ReferenceField(Worker, null=True, backref="+", index=False, asked=True)
    date = kinds.DayField(verbose_name=mark("Date"), listed=True, sheet=Header("日期", also="测试日期"))
    number = kinds.CodeField(
        longest=20,
        verbose_name=mark("Test number"),
        listed=True,
        sheet=Header("测试编号", "number", also="编号"),
    )
    units = kinds.QuantityField(
        minimum=1,
        verbose_name=mark("Units made"),
        listed=True,
        sheet=Header("数量", "units", also="件数 测试件数"),
    )
    minutes = kinds.QuantityField(
        minimum=1,
        verbose_name=mark("Minutes taken"),
        listed=True,
        sheet=Header("分钟", "minutes", also="用时 总分钟"),
    )

    class Meta:
        indexes = ((("product", "number"), True),)
