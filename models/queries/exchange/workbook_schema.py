"""The workbook's layout: every sheet and column that carries a cooperative's records in, and its results out.

What help/layout promises: columns derive from the fields of the tables, each with its header there; this module says
which fields stand in which sheet. Import, template and export all read it here; names stay as they are, new optional
ones may be added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from models import kinds
from models.database import Record
from models.i18n import language, mark, tr
from models.sheet_header import Choice, Header
from models.tables.guidance import Equipment, EquipmentEvent, EquipmentLoan, ReturnVisit, Visit
from models.tables.ledger import (
    CollectionLine,
    CountLine,
    DefectCount,
    InspectionLine,
    Movement,
    SaleLine,
    Voucher,
)
from models.tables.order import Order, Subcontract
from models.tables.party import Agreement, Enterprise, Helper, Household, HouseholdStay, Region, Trade, Worker
from models.tables.pay import Adjustment, Advance, Dispute, FairFloor
from models.tables.product import BomLine, Defect, Material, PaceTest, Product, Rate, Unit
from models.tables.programme import Funding, Placement, Vacancy, Wish, Workshop, WorkshopMember
from models.tables.support import Claim, ClaimPerson, SupportRule
from models.tables.training import Attendance, Course, Enrolment, Referral, Skill


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its key (the English header), Chinese header, and the kind that reads and writes it.

    Every key column together tells rows apart. ``choices`` of a choice are all it may say; those of a text are only
    suggested, any other text stays as it is. ``note`` is a marked source string, ``also`` the headers strangers write.
    ``field`` is the name in its table. An ``optional`` column of a sheet of results is left out where no row has
    anything in it.
    """

    key: str
    zh: str
    kind: kinds.Kind = kinds.TEXT
    required: bool = False
    is_key: bool = False
    choices: tuple[Choice, ...] = ()
    note: str = ""
    also: str = ""
    field: str = ""
    optional: bool = False

    def header(self, language: str) -> str:
        """The header in "zh" or "en"."""
        return self.zh if language == "zh" else self.key

    def label(self) -> str:
        """What the screen calls it: in Chinese its header, in English the label of its field and no inner name."""
        if language() == "zh":
            return self.zh
        named: str | None = getattr(self.kind, "verbose_name", None)
        return tr(named) if named else self.key.replace("_", " ").capitalize()

    @property
    def closed(self) -> bool:
        """Whether a cell may say nothing but one of the choices."""
        return isinstance(self.kind, (kinds.ChoiceField, kinds.FlagField))

    @property
    def names(self) -> tuple[str, ...]:
        """Every header somebody may write, ours first."""
        return (self.zh, self.key, *self.also.split())

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
class RecordSheet:
    """One sheet: a key for the program, its two names and its columns. ``voucher``: rows are slips, never updated.

    ``also`` are the names strangers give such a sheet, ``table`` what its rows are, where they are one table's. Books
    of ours that still have the name ``before`` are known by it.
    """

    key: str
    zh: str
    en: str
    columns: tuple[SheetColumn, ...]
    also: str = ""
    table: type[Record] | None = None
    voucher: bool = False
    before: str = ""
    references: dict[str, type[Record]] = field(init=False, compare=False)
    """The columns that name a record of another sheet, and its table."""

    def __post_init__(self) -> None:
        named = {c.key: c.kind.rel_model for c in self.columns if isinstance(c.kind, kinds.ReferenceField)}
        object.__setattr__(self, "references", named)

    def name(self, language: str) -> str:
        """The sheet's name in "zh" or "en"."""
        return self.zh if language == "zh" else self.en

    @property
    def names(self) -> tuple[str, ...]:
        """Every name somebody may give it, ours first."""
        return (self.zh, self.en, *self.also.split())

    def column(self, key: str) -> SheetColumn:
        """The column of a key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def headers(self) -> dict[str, SheetColumn]:
        """Every accepted header and its column."""
        return {name: column for column in self.columns for name in (column.zh, column.key)}

    @property
    def key_columns(self) -> tuple[SheetColumn, ...]:
        """The columns that tell rows apart."""
        return tuple(column for column in self.columns if column.is_key)


def column(of: Any, **changes: Any) -> SheetColumn:
    """The column of a table's field; ``changes`` say what is different in one sheet."""
    header: Header = of.sheet
    together = [index[0] for index in of.model._meta.indexes if isinstance(index, tuple) and index[1]]
    found = SheetColumn(
        header.en or of.name,
        header.zh,
        of,
        of.required,
        of.unique or any(of.name in names for names in together),
        header.choices or of.words,
        header.note or of.remark,
        header.also,
        of.name,
    )
    return replace(found, **changes)


def columns_of(table: type[Record]) -> Iterator[SheetColumn]:
    """The columns of all fields of a table that have one, in their order."""
    return (column(field) for field in table._meta.sorted_fields if getattr(field, "sheet", None))


def _records(
    key: str, zh: str, en: str, table: type[Record], *more: SheetColumn, also: str = ""
) -> RecordSheet:
    return RecordSheet(key, zh, en, (*columns_of(table), *more), also, table)


def _slips(key: str, zh: str, en: str, *columns: SheetColumn, also: str = "") -> RecordSheet:
    """The sheet of a kind of slip, line by line."""
    return RecordSheet(key, zh, en, columns, also, voucher=True)


def _of_people(key: str, zh: str, en: str, table: type[Record], also: str = "") -> RecordSheet:
    """The sheet of a table whose rows are about a worker, who is known by household and name."""
    columns = [column(Worker.household, is_key=False), *columns_of(table)]
    columns.sort(key=lambda one: one.field not in ("household", "worker"))
    return RecordSheet(key, zh, en, tuple(columns), also, table)


_LINES = mark("Rows with the same number are lines of one voucher: one date, one household, one kind.")


def _head(also: str = "", *, lines: bool = True) -> tuple[SheetColumn, SheetColumn]:
    """Number and day of a voucher."""
    number = column(Voucher.number, is_key=True, also=also, note=_LINES if lines else "")
    return number, column(Voucher.date)


def _optional(*fields: Any) -> Iterator[SheetColumn]:
    return (column(field, required=False, is_key=False) for field in fields)


_HOUSEHOLD = column(Voucher.household, required=True)

ENTERPRISES: Final = _records(
    "enterprises", "企业", "Enterprises", Enterprise, also="客户 客户信息 公司 合作企业"
)
HOUSEHOLDS: Final = _records(
    "households",
    "农户",
    "Households",
    Household,
    *_optional(Agreement.number, Agreement.start, Agreement.end),
    also="花名册 名册 农户信息 农户名单 农户台账 农户档案 基本信息",
)
STAYS: Final = _records("stays", "住址", "Stays", HouseholdStay, also="以前住址 迁移 搬迁 搬迁台账")
WORKERS: Final = _records("workers", "工人", "Workers", Worker, also="工人名单 人员 成员 家庭成员 务工人员")
UNIT_DECIMALS: Final = _records("units", "单位", "Units", Unit)
MATERIALS: Final = _records(
    "materials", "物料", "Materials", Material, also="材料 原料 原材料 物料信息 材料表"
)
PRODUCTS: Final = _records("products", "产品", "Products", Product, also="产品信息 成品 款式")
BOM: Final = _records("bom", "物料清单", "BOM", BomLine, also="用料 用料清单 配料 用料定额 bill of materials")
RATES: Final = _records("rates", "工价", "Rates", Rate, also="单价表 计件单价 价格表 工价表")
DEFECTS: Final = _records("defects", "缺陷", "Defects", Defect, also="缺陷代号 缺陷代码 毛病 质量问题")
ORDERS: Final = _records("orders", "订单", "Orders", Order, also="订单台账 订单明细 合同台账")
SUBCONTRACTS: Final = _records(
    "subcontracts", "派工", "Subcontracts", Subcontract, also="派工单 派工台账 任务 分派"
)
DISPATCHES: Final = _slips(
    "dispatches",
    "发料",
    "Dispatches",
    *_head("发料单号 领料单号 单据编号"),
    column(Movement.target_subcontract, key="subcontract", required=True, is_key=True),
    column(Movement.material, required=True, is_key=True),
    column(Movement.quantity),
    column(Voucher.kind),
    column(Movement.reason),
    also="发料单 领料 领料单 出库 发料台账",
)
COLLECTIONS: Final = _slips(
    "collections",
    "回收",
    "Collections",
    *_head("回收单号 收货单号 交货单号 单据编号"),
    column(CollectionLine.subcontract, is_key=True),
    *(one for one in columns_of(CollectionLine) if one.field != "subcontract"),
    also="收货 交货 回收台账 收货单 交货记录",
)
INSPECTIONS: Final = _slips(
    "inspections",
    "检验",
    "Inspections",
    *_head("检验单号 质检单号 单据编号"),
    SheetColumn("collection", "回收单号", kinds.CODE, required=True, is_key=True),
    column(
        CollectionLine.subcontract,
        required=False,
        is_key=True,
        note=mark("Needed only when the collection has several subcontracts."),
    ),
    *columns_of(InspectionLine),
    also="质检 验收 检验台账",
)
DEFECT_COUNTS: Final = _slips(
    "defect_counts",
    "缺陷数",
    "DefectCounts",
    column(
        Voucher.number,
        is_key=True,
        also="回收单号 检验单号",
        note=mark("Of a collection or an inspection."),
    ),
    column(
        CollectionLine.subcontract,
        required=False,
        is_key=True,
        note=mark("Needed only when the slip has several subcontracts."),
    ),
    column(Defect.code, is_key=True, note=""),
    column(
        DefectCount.quantity,
        required=True,
        note=mark("So many pieces had it; no more than rework and scrap."),
    ),
    also="缺陷件数 毛病数 缺陷明细",
)
VISITS: Final = RecordSheet(
    "visits",
    "指导",
    "Visits",
    (*_head("指导单号 单据编号", lines=False), _HOUSEHOLD, *columns_of(Visit)),
    also="技术指导 指导记录 巡访",
)
EQUIPMENT: Final = RecordSheet(
    "equipment",
    "设备",
    "Equipment",
    (
        *(one for one in columns_of(Equipment) if one.field != "condition"),
        *_optional(
            EquipmentLoan.household, EquipmentLoan.lent_on, EquipmentLoan.deposit, EquipmentLoan.returned_on
        ),
        column(Equipment.condition),
    ),
    also="设备台账 机器 工具",
    table=Equipment,
)
EQUIPMENT_EVENTS: Final = _slips(
    "equipment_events",
    "设备变动",
    "EquipmentEvents",
    *_head("设备单号 单据编号", lines=False),
    column(Voucher.household, note=mark("Empty: who has the machine, or nobody.")),
    *columns_of(EquipmentEvent),
    also="设备借还 设备检修 设备流水",
)
RETURN_VISITS: Final = RecordSheet(
    "return_visits",
    "回访",
    "ReturnVisits",
    (
        *_head("回访单号 单据编号", lines=False),
        _HOUSEHOLD,
        # By the name alone: who wrote the list knows no phone.
        *(replace(one, kind=kinds.TEXT) if one.field == "helper" else one for one in columns_of(ReturnVisit)),
    ),
    also="回访记录 走访 走访记录 入户回访",
)
ADVANCES: Final = _slips(
    "advances",
    "预支",
    "Advances",
    *_head(lines=False),
    _HOUSEHOLD,
    *columns_of(Advance),
    also="借支 借款 预付",
)
ADJUSTMENTS: Final = _slips(
    "adjustments",
    "奖扣",
    "Adjustments",
    *_head(lines=False),
    _HOUSEHOLD,
    *columns_of(Adjustment),
    column(Voucher.reason, required=True),
    also="奖惩 奖罚 扣款 奖励",
)
DISPUTES: Final = _slips(
    "disputes",
    "异议",
    "Disputes",
    *_head("异议单号 单据编号", lines=False),
    _HOUSEHOLD,
    SheetColumn("statement", "工资单号", kinds.CODE, also="工资单"),
    SheetColumn("slip", "有异议的单号", kinds.CODE, also="相关单号"),
    *columns_of(Dispute),
    also="异议单 异议台账 反映 投诉",
)
_WHAT_AND_WHERE: Final = tuple(
    column(field, is_key=True)
    for field in (CountLine.material, CountLine.product, CountLine.grade, CountLine.subcontract)
)
OPENING: Final = _slips(
    "opening",
    "期初",
    "Opening",
    column(Voucher.date, is_key=True),
    *_WHAT_AND_WHERE,
    column(Movement.quantity),
)
COUNTS: Final = _slips(
    "counts",
    "盘点",
    "Counts",
    *_head(),
    *_WHAT_AND_WHERE,
    column(CountLine.counted),
    column(CountLine.reason),
)

SALES: Final = _slips(
    "sales",
    "零售",
    "Sales",
    *_head("零售单号 销售单号 单据编号"),
    column(SaleLine.product, is_key=True),
    column(SaleLine.grade, is_key=True),
    column(SaleLine.place, key="workshop", kind=WorkshopMember.workshop, is_key=True),
    column(SaleLine.price, is_key=True),
    column(SaleLine.quantity),
    column(
        SaleLine.takings,
        required=False,
        note=mark("Empty: quantity × price, rounded half up to the fen."),
    ),
    also="销售 零售台账 旅游销售",
)

TRADES: Final = _records("trades", "行业", "Trades", Trade, also="产业 行业代码")
REGIONS: Final = _records("regions", "地区", "Regions", Region, also="区划 行政区划 区划代码")
HELPERS: Final = _records("helpers", "帮扶人", "Helpers", Helper, also="帮扶干部 帮扶责任人")
PACE_TESTS: Final = _records("pace_tests", "工时测试", "PaceTests", PaceTest, also="定额测试 工时测定")
FLOORS: Final = replace(
    _records("floors", "小时底线", "Floors", FairFloor, also="小时工资 最低小时工资"), before="工资底线"
)
WORKSHOPS: Final = _records("workshops", "作坊", "Workshops", Workshop, also="作坊台账 帮扶车间 车间")
MEMBERS: Final = _records(
    "members", "作坊农户", "WorkshopMembers", WorkshopMember, also="作坊成员 吸纳农户 吸纳名单"
)
FUNDING: Final = _records("funding", "投入资金", "Funding", Funding, also="资金 资金台账")
VACANCIES: Final = _records("vacancies", "空岗", "Vacancies", Vacancy, also="空岗报告 岗位 招聘岗位")
PLACEMENTS: Final = _of_people(
    "placements", "转移就业", "Placements", Placement, also="转移就业登记 就业台账 务工台账"
)
WISHES: Final = _of_people("wishes", "需求", "Wishes", Wish, also="需求登记 培训需求 就业需求 培训需求登记")
COURSES: Final = _records("courses", "培训班", "Courses", Course, also="培训 培训台账 培训计划")
ENROLMENTS: Final = _of_people("enrolments", "培训报名", "Enrolments", Enrolment, also="培训学员 学员名单")
ATTENDANCE: Final = _of_people("attendance", "培训签到", "Attendance", Attendance, also="签到 签到表 考勤")
SKILLS: Final = _of_people("skills", "技能", "Skills", Skill, also="技能等级 技能证书")
REFERRALS: Final = RecordSheet(
    "referrals",
    "推荐",
    "Referrals",
    (
        column(Worker.household, is_key=True),
        column(Wish.worker, is_key=True),
        column(Wish.kind, is_key=True),
        column(Wish.date, key="wish_date", zh="需求日期", also="登记日期", field="wish", is_key=True),
        column(Referral.date, is_key=True),
        *(
            column(field, is_key=True)
            for field in (Referral.vacancy, Referral.order, Referral.course, Referral.subcontract)
        ),
        column(Referral.result),
        column(Referral.note),
    ),
    "推荐登记 岗位推荐 告知",
    Referral,
)
SUPPORT_RULES: Final = _records(
    "support_rules", "奖补政策", "SupportRules", SupportRule, also="奖补项目 补助政策 补贴标准"
)
CLAIMS: Final = RecordSheet(
    "claims",
    "奖补申报",
    "Claims",
    (
        column(Claim.number),
        column(
            SupportRule.code,
            is_key=False,
            note=mark("The rule of this code in force on the day of the claim."),
        ),
        *(one for one in columns_of(Claim) if one.field != "number"),
    ),
    also="申报台账 奖补台账 补助申报",
    table=Claim,
)
CLAIM_PEOPLE: Final = _of_people(
    "claim_people", "申报人员", "ClaimPeople", ClaimPerson, also="申报花名册 申报名单"
)

RECORDS: Final = (
    TRADES,
    REGIONS,
    HELPERS,
    ENTERPRISES,
    HOUSEHOLDS,
    STAYS,
    WORKERS,
    UNIT_DECIMALS,
    MATERIALS,
    PRODUCTS,
    BOM,
    RATES,
    DEFECTS,
    ORDERS,
    SUBCONTRACTS,
    OPENING,
    DISPATCHES,
    COLLECTIONS,
    INSPECTIONS,
    DEFECT_COUNTS,
    COUNTS,
    VISITS,
    EQUIPMENT,
    EQUIPMENT_EVENTS,
    RETURN_VISITS,
    ADVANCES,
    ADJUSTMENTS,
    DISPUTES,
    PACE_TESTS,
    FLOORS,
    WORKSHOPS,
    MEMBERS,
    FUNDING,
    SALES,
    VACANCIES,
    PLACEMENTS,
    WISHES,
    COURSES,
    ENROLMENTS,
    ATTENDANCE,
    SKILLS,
    REFERRALS,
    SUPPORT_RULES,
    CLAIMS,
    CLAIM_PEOPLE,
)
"""Every sheet of records, what is referred to before what refers to it."""
