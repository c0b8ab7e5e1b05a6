"""The workbook's layout: every sheet and column that carries a cooperative's records in, and its results out.

Pure data, the contract of the workbook. Import, template and export all read it here; sheet and column names stay as
they are, new optional ones may be added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.i18n import mark
from models.rules.ledger.grade import GOOD, LABELS, MATERIAL_SCRAP, SECOND

TEXT: Final = "text"
CODE: Final = "code"
QUANTITY: Final = "quantity"
PER_UNIT: Final = "per_unit"
RATE: Final = "rate"
PRICE: Final = "price"
MONEY: Final = "money"
PERCENT: Final = "percent"
DATE: Final = "date"
TIME: Final = "time"
WHOLE: Final = "whole"
COORDINATE: Final = "coordinate"
CHOICE: Final = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a cell may say: the value it stands for, its two words, and other ways people write it."""

    value: str
    zh: str
    en: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key (the English header), Chinese header, and kind of value.

    Every key column together tells rows apart. ``choices`` of a CHOICE column are all it may say; those of a TEXT
    column are only suggested, any other text stays as it is. ``note`` is a marked source string. An ``optional`` column
    of a sheet of results is left out where no row has anything in it.
    """

    key: str
    zh: str
    kind: str = TEXT
    required: bool = False
    is_key: bool = False
    choices: tuple[Choice, ...] = ()
    note: str = ""
    optional: bool = False

    def header(self, language: str) -> str:
        """The header in "zh" or "en"."""
        return self.zh if language == "zh" else self.key

    @property
    def words(self) -> dict[str, str]:
        """Every accepted word and the value it stands for, the two main words first."""
        words = {choice.zh: choice.value for choice in self.choices}
        words |= {choice.en: choice.value for choice in self.choices}
        for choice in self.choices:
            words |= dict.fromkeys((choice.value, *choice.also), choice.value)
        return words

    def word(self, value: str, language: str = "zh") -> str:
        """How a value is written in "zh" or "en"; a value that is no choice stays as it is."""
        for choice in self.choices:
            if choice.value == value:
                return choice.zh if language == "zh" else choice.en
        return value


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a key for the program, its two names and its columns. ``voucher``: rows are slips, never updated."""

    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    voucher: bool = False

    def name(self, language: str) -> str:
        """The sheet's name in "zh" or "en"."""
        return self.zh if language == "zh" else self.en

    def column(self, key: str) -> Column:
        """The column of a key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def headers(self) -> dict[str, Column]:
        """Every accepted header and its column."""
        return {name: column for column in self.columns for name in (column.zh, column.key)}

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """The columns that tell rows apart."""
        return tuple(column for column in self.columns if column.is_key)


GRADES: Final = (Choice(GOOD, "合格", "good"), Choice(SECOND, "二等", "second"))
PAID_GRADES: Final = (
    *GRADES,
    Choice(MATERIAL_SCRAP, "料废", "material_scrap", (LABELS[MATERIAL_SCRAP],)),
)
UNITS: Final = (Choice("piece", "件", "piece"), Choice("kg", "公斤", "kg", ("千克",)))
DATUMS: Final = (
    Choice("WGS84", "WGS84", "WGS84", ("WGS-84",)),
    Choice("GCJ02", "GCJ02", "GCJ02", ("GCJ-02",)),
    Choice("BD09", "BD09", "BD09", ("BD-09",)),
)
PAY_METHODS: Final = (Choice("cash", "现金", "cash"), Choice("bank", "银行", "bank"))
DISPATCH_KINDS: Final = (
    Choice("issue", "发料", "issue"),
    Choice("top_up", "补料", "top-up", ("top up",)),
    Choice("return", "退料", "return"),
)

_PEOPLE_NOTE = mark("Ready from and ready to: the hours somebody is at home to receive goods, like 08:00.")
_EMPTY_ZERO = mark("Empty means 0.")
_DATE_NOTE = mark("A date such as 2026-10-05.")
_NUMBER_NOTE = mark("Rows with the same number are lines of one voucher: one date, one household, one kind.")


def _key(key: str, zh: str, kind: str = CODE, note: str = "", choices: tuple[Choice, ...] = ()) -> Column:
    return Column(key, zh, kind, True, True, choices, note)


def _must(key: str, zh: str, kind: str = TEXT, note: str = "", choices: tuple[Choice, ...] = ()) -> Column:
    return Column(key, zh, kind, True, False, choices, note)


def _part(key: str, zh: str) -> Column:
    return Column(key, zh, QUANTITY, note=_EMPTY_ZERO)


_NUMBER = _key("number", "单号", note=_NUMBER_NOTE)
_DAY = _must("date", "日期", DATE, _DATE_NOTE)
_HOUSEHOLD = _must("household", "户号", CODE)
_SEX = Column("sex", "性别")
_ID_NUMBER = Column("id_number", "身份证号", CODE)
_PHONE = Column("phone", "电话")

ENTERPRISES: Final = Sheet(
    "enterprises",
    "企业",
    "Enterprises",
    (_key("name", "名称", TEXT), Column("contact", "联系人"), _PHONE, Column("address", "地址")),
)
HOUSEHOLDS: Final = Sheet(
    "households",
    "农户",
    "Households",
    (
        _key("code", "户号"),
        _must("head", "户主"),
        _SEX,
        _ID_NUMBER,
        _PHONE,
        Column("township", "乡镇"),
        Column("village", "村"),
        Column("group", "组"),
        Column("landmark", "地标", note=mark("What the driver looks for: by the old pagoda tree.")),
        Column("latitude", "纬度", COORDINATE, note=mark("In degrees, like 30.718028.")),
        Column("longitude", "经度", COORDINATE, note=mark("In degrees, like 105.726636.")),
        Column(
            "datum",
            "坐标系",
            CHOICE,
            choices=DATUMS,
            note=mark("Phone maps in China show GCJ02 or BD09. Empty means WGS84."),
        ),
        Column("category", "人口类别"),
        Column("helper", "帮扶人"),
        Column("helper_phone", "帮扶人电话"),
        Column("pay_method", "收款方式", CHOICE, choices=PAY_METHODS, note=mark("Empty means cash.")),
        Column("bank", "开户行"),
        Column(
            "account",
            "银行账号",
            CODE,
            note=mark("Keep it as text, or the spreadsheet rounds its last digits."),
        ),
        Column("ready_from", "可收货起", TIME, note=_PEOPLE_NOTE),
        Column("ready_to", "可收货止", TIME, note=_PEOPLE_NOTE),
        Column("agreement_no", "协议号", CODE),
        Column("agreement_from", "协议起", DATE, note=_DATE_NOTE),
        Column("agreement_to", "协议止", DATE, note=mark("The last day, inside the span. Empty means open.")),
    ),
)
WORKERS: Final = Sheet(
    "workers",
    "工人",
    "Workers",
    (
        _key("household", "户号"),
        _key("name", "姓名", TEXT),
        Column("relation", "关系"),
        _SEX,
        _ID_NUMBER,
        Column("birth_date", "出生日期", DATE, note=_DATE_NOTE),
    ),
)
UNIT_DECIMALS: Final = Sheet(
    "units",
    "单位",
    "Units",
    (
        _key("name", "名称", TEXT, mark("As it stands with materials and products."), UNITS),
        _must("decimals", "小数位", WHOLE, mark("0 to 3; 0: counted in wholes.")),
    ),
)
MATERIALS: Final = Sheet(
    "materials",
    "物料",
    "Materials",
    (
        _key("code", "编码"),
        _must("name", "名称"),
        _must("unit", "单位", choices=UNITS),
        Column("price", "单价", PRICE, note=mark("Yuan for one unit, at most 4 decimals.")),
        Column("pack_size", "整包数量", QUANTITY, note=mark("How much is in one pack. Empty means loose.")),
        Column("over_issue_pct", "超发允差%", PERCENT, note=_EMPTY_ZERO),
    ),
)
PRODUCTS: Final = Sheet(
    "products",
    "产品",
    "Products",
    (
        _key("code", "编码"),
        _must("name", "名称"),
        _must("unit", "单位", choices=UNITS),
        Column("over_delivery_pct", "交货允差%", PERCENT, note=_EMPTY_ZERO),
        Column("minutes_per_unit", "每单位分钟", QUANTITY),
    ),
)
BOM: Final = Sheet(
    "bom",
    "物料清单",
    "BOM",
    (
        _key("product", "产品编码"),
        _key("material", "物料编码"),
        _must(
            "per_unit",
            "单耗",
            PER_UNIT,
            mark("How much of the material one unit of product takes, without loss."),
        ),
        Column("loss_pct", "损耗率%", PERCENT, note=_EMPTY_ZERO),
    ),
)
RATES: Final = Sheet(
    "rates",
    "工价",
    "Rates",
    (
        _key("product", "产品编码"),
        _key("grade", "等级", CHOICE, choices=GRADES),
        _key("from", "起", DATE, _DATE_NOTE),
        Column("to", "止", DATE, note=mark("The last day, inside the span. Empty means open.")),
        _must("rate", "单价", RATE, mark("Yuan for one unit, at most 4 decimals.")),
    ),
)
ORDERS: Final = Sheet(
    "orders",
    "订单",
    "Orders",
    (
        _key("number", "订单号"),
        _must("enterprise", "企业"),
        _must("product", "产品编码", CODE),
        _must("quantity", "数量", QUANTITY),
        _must("date", "下单日期", DATE, _DATE_NOTE),
        _must("due", "交期", DATE, _DATE_NOTE),
    ),
)
SUBCONTRACTS: Final = Sheet(
    "subcontracts",
    "派工",
    "Subcontracts",
    (
        _key("number", "派工单号"),
        _must("order", "订单号", CODE),
        _HOUSEHOLD,
        _must("quantity", "数量", QUANTITY),
        _must("date", "派工日期", DATE, mark("The piece rates of this day are the ones paid.")),
        _must("due", "交货日期", DATE, _DATE_NOTE),
    ),
)
DISPATCHES: Final = Sheet(
    "dispatches",
    "发料",
    "Dispatches",
    (
        _NUMBER,
        _DAY,
        _key("subcontract", "派工单号"),
        _key("material", "物料编码"),
        _must("quantity", "数量", QUANTITY),
        _must("kind", "类型", CHOICE, choices=DISPATCH_KINDS),
        Column("reason", "事由", note=mark("Needed when more goes out than the work takes.")),
    ),
    voucher=True,
)
COLLECTIONS: Final = Sheet(
    "collections",
    "回收",
    "Collections",
    (
        _NUMBER,
        _DAY,
        _key("subcontract", "派工单号"),
        _must("received", "实收", QUANTITY, mark("All parts together. For goods weighed: gross less tare.")),
        _part("good", "合格"),
        _part("second", "二等"),
        _part("rework", "返工"),
        _part("work_scrap", "工废"),
        _part("material_scrap", "料废"),
        _part("pending", "待检"),
        Column("gross", "毛重", QUANTITY),
        Column("tare", "皮重", QUANTITY),
        Column("reason", "事由", note=mark("Needed when more comes in than was ordered.")),
    ),
    voucher=True,
)
INSPECTIONS: Final = Sheet(
    "inspections",
    "检验",
    "Inspections",
    (
        _NUMBER,
        _DAY,
        _key("collection", "回收单号"),
        Column(
            "subcontract",
            "派工单号",
            CODE,
            is_key=True,
            note=mark("Needed only when the collection has several subcontracts."),
        ),
        _part("good", "合格"),
        _part("second", "二等"),
        _part("rework", "返工"),
        _part("work_scrap", "工废"),
        _part("material_scrap", "料废"),
    ),
    voucher=True,
)
VISITS: Final = Sheet(
    "visits",
    "指导",
    "Visits",
    (
        _key("number", "单号"),
        _DAY,
        _HOUSEHOLD,
        Column("technician", "技术员"),
        Column("topic", "主题"),
        Column("finding", "发现问题"),
        Column("next_date", "下次日期", DATE, note=_DATE_NOTE),
    ),
)
EQUIPMENT: Final = Sheet(
    "equipment",
    "设备",
    "Equipment",
    (
        _key("code", "编号"),
        _must("name", "名称"),
        Column("model", "型号"),
        Column("household", "户号", CODE),
        Column("lent_on", "借出日期", DATE, note=_DATE_NOTE),
        Column("deposit", "押金", MONEY),
        Column("returned_on", "归还日期", DATE, note=_DATE_NOTE),
        Column("condition", "状况"),
    ),
)
ADVANCES: Final = Sheet(
    "advances",
    "预支",
    "Advances",
    (
        _key("number", "单号"),
        _DAY,
        _HOUSEHOLD,
        _must("amount", "金额", MONEY),
        Column("instalments", "期数", WHOLE, note=mark("Empty means 1.")),
    ),
    voucher=True,
)
ADJUSTMENTS: Final = Sheet(
    "adjustments",
    "奖扣",
    "Adjustments",
    (
        _key("number", "单号"),
        _DAY,
        _HOUSEHOLD,
        _must("amount", "金额", MONEY, mark("Above 0 pays, below 0 deducts.")),
        _must("reason", "事由"),
    ),
    voucher=True,
)

_WHAT_AND_WHERE: Final = (
    Column("material", "物料编码", CODE, is_key=True, note=mark("A material, or a product with its grade.")),
    Column("product", "产品编码", CODE, is_key=True, note=mark("Finished pieces in the warehouse.")),
    Column("grade", "等级", CHOICE, is_key=True, choices=GRADES),
    Column(
        "subcontract",
        "派工单号",
        CODE,
        is_key=True,
        note=mark("Material at a household, on this subcontract's account. Empty: in the warehouse."),
    ),
)
OPENING: Final = Sheet(
    "opening",
    "期初",
    "Opening",
    (_key("date", "日期", DATE, _DATE_NOTE), *_WHAT_AND_WHERE, _must("quantity", "数量", QUANTITY)),
    voucher=True,
)
COUNTS: Final = Sheet(
    "counts",
    "盘点",
    "Counts",
    (
        _NUMBER,
        _DAY,
        *_WHAT_AND_WHERE,
        _must("counted", "实盘", QUANTITY, mark("What was found. The difference from the books is posted.")),
        Column("reason", "事由", note=mark("Needed when what was found differs from the books.")),
    ),
    voucher=True,
)

RECORDS: Final = (
    ENTERPRISES,
    HOUSEHOLDS,
    WORKERS,
    UNIT_DECIMALS,
    MATERIALS,
    PRODUCTS,
    BOM,
    RATES,
    ORDERS,
    SUBCONTRACTS,
    OPENING,
    DISPATCHES,
    COLLECTIONS,
    INSPECTIONS,
    COUNTS,
    VISITS,
    EQUIPMENT,
    ADVANCES,
    ADJUSTMENTS,
)
"""Every sheet of records, what is referred to before what refers to it."""

PAY: Final = Sheet(
    "pay",
    "工资",
    "Pay",
    (
        _key("household", "户号"),
        Column("head", "户主"),
        Column("piece", "计件", MONEY),
        Column("allowance", "补贴", MONEY),
        Column("bonus", "奖励", MONEY),
        Column("gross", "应发", MONEY),
        Column("taken", "扣款", MONEY),
        Column("recovered", "预支扣回", MONEY),
        Column("net", "实发", MONEY),
        Column("in_words", "大写"),
        Column("carried_out", "扣款结转", MONEY),
        Column("advance_left", "预支未扣", MONEY),
        Column("given_back", "退还扣款", MONEY, optional=True),
    ),
)
PIECE_LINES: Final = Sheet(
    "piece_lines",
    "计件明细",
    "PieceLines",
    (
        _key("household", "户号"),
        _key("date", "日期", DATE),
        _key("number", "单号"),
        _key("subcontract", "派工单号"),
        Column("product", "产品编码", CODE),
        _key("grade", "等级", CHOICE, choices=PAID_GRADES),
        Column("quantity", "数量", QUANTITY),
        Column("rate", "单价", RATE),
        Column("amount", "金额", MONEY),
    ),
)
HOLDINGS: Final = Sheet(
    "holdings",
    "物料结存",
    "Holdings",
    (
        _key("household", "户号"),
        _key("material", "物料编码"),
        Column("issued", "发料", QUANTITY),
        Column("returned", "退料", QUANTITY),
        Column("used", "耗用", QUANTITY),
        Column("balance", "结存", QUANTITY),
        Column("allowed_loss", "允许损耗", QUANTITY),
        Column("excess", "超耗", QUANTITY),
        Column("counted", "盘点", QUANTITY, optional=True),
    ),
)
PROGRESS: Final = Sheet(
    "progress",
    "订单进度",
    "Progress",
    (
        _key("subcontract", "派工单号"),
        Column("household", "户号", CODE),
        Column("product", "产品编码", CODE),
        Column("quantity", "数量", QUANTITY),
        Column("good", "合格", QUANTITY),
        Column("second", "二等", QUANTITY),
        Column("rework", "返工", QUANTITY),
        Column("work_scrap", "工废", QUANTITY),
        Column("material_scrap", "料废", QUANTITY),
        Column("pending", "待检", QUANTITY),
        Column("outstanding", "未交", QUANTITY),
        Column("status", "状态"),
    ),
)
RESULTS: Final = (PAY, PIECE_LINES, HOLDINGS, PROGRESS)
"""The sheets of the results workbook, each sorted by its key columns."""
