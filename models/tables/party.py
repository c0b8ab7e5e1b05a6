"""Who takes part: enterprises, households, their workers and agreements, and the places goods can be."""

from __future__ import annotations

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
from models.rules.party.identity import SEXES
from models.rules.pay import pay_method
from models.rules.road.coordinates import BD09, GCJ02, WGS84
from models.sex import SexField
from models.sheet_header import Choice, Header
from models.tables import headers

WAREHOUSE, INSPECTION, SCRAP, USED, OPENING, COUNTED, SOLD = 1, 2, 3, 4, 5, 6, 7
FIXED_LOCATIONS = {
    WAREHOUSE: "warehouse",
    INSPECTION: "inspection",
    SCRAP: "scrap",
    USED: "used",
    OPENING: "opening",
    COUNTED: "count",
    SOLD: "sold",
}

LOCATION_NAMES = {
    WAREHOUSE: mark("Warehouse"),
    INSPECTION: mark("Inspection"),
    SCRAP: mark("Scrap"),
    USED: mark("Used", "paper"),
    OPENING: mark("Before the books"),
    COUNTED: mark("Count difference"),
    SOLD: mark("Sold"),
}
"""The locations that belong to nobody, as a reader knows them."""
DATUM_NAMES = (
    (WGS84, mark("GPS (WGS84)")),
    (GCJ02, mark("Gaode, Tencent (GCJ-02)")),
    (BD09, mark("Baidu (BD-09)")),
)
RELATIONS = (
    mark("Head"),
    mark("Spouse"),
    mark("Child"),
    mark("Child's spouse"),
    mark("Parent"),
    mark("Other"),
)
CATEGORIES = (
    mark("General household"),
    mark("Lifted out of poverty"),
    mark("Under watch"),
    mark("Low income"),
    mark("Disabled member"),
)

COUNTY, AREA, TOWNSHIP, VILLAGE, GROUP = "county", "area", "township", "village", "group"
LEVELS = (
    (COUNTY, mark("County")),
    (AREA, mark("Area")),
    (TOWNSHIP, mark("Township")),
    (VILLAGE, mark("Village")),
    (GROUP, mark("Group")),
)
"""The five levels of the programme's places, the widest first."""

DWELLING = mark("Name and place")
PAID = mark("Getting paid")
ROAD = mark("Bringing and fetching")
ABOUT = mark("About the household")
"""What a household's form asks, the first of which is enough to begin with."""
_AT_HOME = mark("Ready from and ready to: the hours somebody is at home to receive goods, like 08:00.")


class Trade(Record):
    """A trade of the workshops (行业), such as bamboo weaving, by a code of its own."""

    LABEL = mark("Trade")

    code = kinds.CodeField(
        unique=True,
        longest=20,
        verbose_name=mark("Code"),
        listed=True,
        sheet=Header("代码", also="行业代码 编码 编号"),
    )
    name = kinds.NameField(
        longest=40,
        verbose_name=mark("Trade"),
        listed=True,
        sheet=Header("行业", also="行业名称 产业 主业 名称"),
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class Region(Record):
    """A place of the county at one of the five levels, down to the group (组); ``parent`` is the one above it.

    An area (片区) stands between the county and its townships where a county has areas.
    """

    LABEL = mark("Place", "region")

    code = kinds.CodeField(
        unique=True,
        longest=20,
        verbose_name=mark("Code"),
        help_text=mark("Left empty, it follows the code of the place it belongs to."),
        listed=True,
        sheet=Header("代码", also="区划代码 行政区划代码 编码"),
    )
    name = kinds.NameField(
        longest=60,
        verbose_name=mark("Name"),
        listed=True,
        sheet=Header("名称", also="地区 区划名称 单位名称"),
    )
    level = kinds.ChoiceField(
        choices=LEVELS,
        verbose_name=mark("Level"),
        listed=True,
        sheet=Header(
            "级别",
            also="层级 等级",
            choices=(
                Choice(COUNTY, "县", "county", ("区", "市")),
                Choice(AREA, "片区", "area"),
                Choice(TOWNSHIP, "乡镇", "township", ("乡", "镇", "街道")),
                Choice(VILLAGE, "村", "village", ("社区", "村社区")),
                Choice(GROUP, "组", "group", ("村民小组", "社")),
            ),
        ),
    )
    parent = kinds.ReferenceField(
        "self",
        null=True,
        backref="parts",
        verbose_name=mark("Belongs to"),
        sheet=Header("上级代码", also="上级 上级区划 所属"),
    )
    trade = kinds.ReferenceField(
        Trade,
        null=True,
        backref="+",
        index=False,
        verbose_name=mark("Main trade"),
        sheet=Header("主业代码", also="一村一主业 主导产业 主业"),
    )


class Helper(Record):
    """Somebody of a government office or company who looks after households (帮扶人)."""

    LABEL = mark("Helper")

    name = kinds.NameField(
        person=True,
        longest=40,
        verbose_name=mark("Full name"),
        listed=True,
        sheet=Header("姓名", also="帮扶人 帮扶干部 帮扶责任人"),
    )
    phone = kinds.PhoneField(
        default="", longest=30, verbose_name=mark("Phone"), listed=True, sheet=headers.PHONE
    )
    unit = kinds.TextField(
        default="",
        verbose_name=mark("Employer", "helper"),
        listed=True,
        sheet=Header("单位", also="工作单位 帮扶单位 职务"),
    )
    region = kinds.ReferenceField(
        Region, null=True, backref="+", index=False, sheet=Header("地区代码", also="区划代码 地区")
    )
    active = kinds.FlagField(default=True, verbose_name=mark("Active"), asked=False)
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)

    class Meta:
        indexes = ((("name", "phone"), True),)


class Location(Record):
    """A place goods can be. A household's and an enterprise's location has the key of its owner.

    ``kind``: warehouse, household, enterprise, vehicle, inspection (pieces waiting for it), scrap, used
    (material counted as consumed by a correction), opening (where opening stock comes from), count (what counts found),
    sold (what a workshop sold at retail).
    """

    kind = peewee.TextField()
    name = kinds.NameField(verbose_name=mark("Name"))


class Enterprise(Record):
    """Who gives the orders: a company, or the cooperative itself."""

    LABEL = mark("Enterprise")

    name = kinds.NameField(
        unique=True,
        longest=100,
        verbose_name=mark("Name"),
        sheet=Header("名称", also="企业名称 公司名称 单位名称 客户名称"),
    )
    contact = kinds.NameField(
        default="",
        person=True,
        longest=40,
        verbose_name=mark("Contact"),
        sheet=Header("联系人", also="联系人姓名 负责人 经办人"),
    )
    phone = kinds.PhoneField(default="", longest=30, verbose_name=mark("Phone"), sheet=headers.PHONE)
    address = kinds.TextField(
        default="", verbose_name=mark("Address"), sheet=Header("地址", also="详细地址 公司地址 联系地址")
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class Household(Record):
    """A farm household with a home workshop."""

    LABEL = mark("Household")

    code = kinds.CodeField(
        unique=True,
        longest=20,
        group=DWELLING,
        verbose_name=mark("Household code"),
        help_text=mark("Empty: the next one"),
        listed=True,
        sheet=Header("户号", also="户编号 农户编号 农户号 编号 户码 家庭编号 序号"),
    )
    head = kinds.NameField(
        person=True,
        longest=40,
        group=DWELLING,
        verbose_name=mark("Head"),
        listed=True,
        sheet=Header("户主", also="户主姓名 姓名 农户姓名 户主名 家长 农户"),
    )
    sex = SexField(default="", suggested=SEXES, group=ABOUT, verbose_name=mark("Sex"), sheet=headers.SEX)
    id_number = kinds.IdNumberField(
        default="", longest=18, group=PAID, verbose_name=mark("ID number"), sheet=headers.ID_NUMBER
    )
    phone = kinds.PhoneField(
        default="", longest=30, group=DWELLING, verbose_name=mark("Phone"), listed=True, sheet=headers.PHONE
    )
    township = kinds.TextField(
        default="",
        group=DWELLING,
        verbose_name=mark("Township"),
        listed=True,
        sheet=Header("乡镇", also="镇 乡 街道 乡镇街道 所属乡镇 镇街"),
    )
    village = kinds.TextField(
        default="",
        group=DWELLING,
        verbose_name=mark("Village"),
        sheet=Header("村", also="村名 行政村 村社区 所在村 所属村"),
    )
    group = kinds.TextField(
        default="",
        longest=20,
        group=DWELLING,
        verbose_name=mark("Group"),
        sheet=Header("组", also="组别 村民小组 小组 社"),
    )
    landmark = kinds.TextField(
        default="",
        group=ROAD,
        verbose_name=mark("Landmark"),
        placeholder=mark("such as by the old tree"),
        sheet=Header(
            "地标",
            also="标志物 家庭住址 住址 详细地址 位置",
            note=mark("What the driver looks for: by the old pagoda tree."),
        ),
    )
    region = kinds.ReferenceField(
        Region, null=True, backref="+", on_delete="SET NULL", verbose_name=mark("Official place"), asked=False
    )
    latitude = kinds.CoordinateField(
        null=True,
        limit=90,
        group=ROAD,
        verbose_name=mark("Latitude"),
        sheet=Header("纬度", also="北纬 lat", note=mark("In degrees, like 30.718028.")),
    )
    longitude = kinds.CoordinateField(
        null=True,
        group=ROAD,
        verbose_name=mark("Longitude"),
        sheet=Header("经度", also="东经 lng lon", note=mark("In degrees, like 105.726636.")),
    )
    datum = kinds.ChoiceField(
        default=WGS84,
        choices=DATUM_NAMES,
        group=ROAD,
        verbose_name=mark("Coordinate system"),
        sheet=Header(
            "坐标系",
            note=mark("Phone maps in China show GCJ02 or BD09. Empty means WGS84."),
            choices=(
                Choice(WGS84, "WGS84", "WGS84", ("WGS-84",)),
                Choice(GCJ02, "GCJ02", "GCJ02", ("GCJ-02",)),
                Choice(BD09, "BD09", "BD09", ("BD-09",)),
            ),
        ),
    )
    category = kinds.WordField(
        default="",
        suggested=CATEGORIES,
        group=ABOUT,
        verbose_name=mark("Category"),
        sheet=Header("人口类别", also="人群类别 农户类别 脱贫类别 身份类别"),
    )
    helper = kinds.NameField(
        default="",
        person=True,
        longest=40,
        group=ABOUT,
        verbose_name=mark("Helper"),
        listed=True,
        sheet=Header("帮扶人", also="帮扶干部 帮扶责任人"),
    )
    helper_phone = kinds.PhoneField(
        default="",
        longest=30,
        group=ABOUT,
        verbose_name=mark("Helper's phone"),
        sheet=Header("帮扶人电话", also="帮扶电话 帮扶人联系电话 帮扶干部电话"),
    )
    pay_method = kinds.ChoiceField(
        default=pay_method.CASH,
        choices=pay_method.CHOICES,
        group=PAID,
        verbose_name=mark("Paid by"),
        sheet=Header(
            "收款方式",
            also="付款方式 支付方式 发放方式 领款方式",
            note=mark("Empty means cash."),
            choices=(Choice(pay_method.CASH, "现金", "cash"), Choice(pay_method.BANK, "银行", "bank")),
        ),
    )
    bank = kinds.TextField(
        default="",
        group=PAID,
        verbose_name=mark("Bank"),
        sheet=Header("开户行", also="银行名称 开户银行 银行"),
    )
    account = kinds.AccountField(
        default="",
        longest=40,
        group=PAID,
        verbose_name=mark("Bank account"),
        sheet=Header(
            "银行账号",
            also="账号 帐号 卡号 银行卡号 银行帐号 一卡通账号",
            note=mark("Keep it as text, or the spreadsheet rounds its last digits."),
        ),
    )
    ready_from = kinds.TimeField(
        default="",
        group=ROAD,
        verbose_name=mark("At home from"),
        sheet=Header("可收货起", also="收货开始时间 在家时间起", note=_AT_HOME),
    )
    ready_to = kinds.TimeField(
        default="",
        group=ROAD,
        verbose_name=mark("At home until"),
        sheet=Header("可收货止", also="收货结束时间 在家时间止", note=_AT_HOME),
    )
    minutes_per_day = kinds.CountField(
        null=True, maximum=kinds.MINUTES_OF_DAY, group=ROAD, verbose_name=mark("Minutes a day")
    )
    active = kinds.FlagField(default=True, verbose_name=mark("Active"), asked=False)
    note = kinds.NoteField(default="", group=ABOUT, verbose_name=mark("Note"))
    # Code, name, every reading's pinyin and initials, phone and village: what a clerk may type to find it.
    search = peewee.TextField(default="")
    # What puts it in its place in a list, by its head and by its village and group (`rules.pinyin.sort_key`).
    pinyin = peewee.TextField(default="")
    place_pinyin = peewee.TextField(default="")

    class Meta:
        indexes = ((("pinyin",), False), (("place_pinyin",), False))


class Worker(Record):
    """A member of the household who does the work."""

    LABEL = mark("Worker")

    household = kinds.ReferenceField(Household, backref="workers", asked=False, sheet=headers.HOUSEHOLD)
    name = kinds.NameField(
        person=True,
        longest=40,
        verbose_name=mark("Full name"),
        listed=True,
        sheet=Header("姓名", also="工人姓名 成员姓名 名字"),
    )
    relation = kinds.WordField(
        default="",
        suggested=RELATIONS,
        verbose_name=mark("Relation"),
        listed=True,
        sheet=Header("关系", also="与户主关系 家庭关系"),
    )
    sex = SexField(default="", suggested=SEXES, verbose_name=mark("Sex"), sheet=headers.SEX)
    id_number = kinds.IdNumberField(
        default="", longest=18, verbose_name=mark("ID number"), sheet=headers.ID_NUMBER
    )
    birth_date = kinds.DayField(
        null=True,
        verbose_name=mark("Born"),
        listed=True,
        sheet=Header("出生日期", also="出生年月 出生年月日 生日"),
    )
    category = kinds.WordField(
        default="",
        suggested=CATEGORIES,
        verbose_name=mark("Category"),
        sheet=Header("人口类别", also="人群类别 身份类别 脱贫类别"),
    )
    category_from = kinds.DayField(
        null=True, verbose_name=mark("Category from"), sheet=Header("类别起", also="认定日期 纳入日期")
    )
    category_until = kinds.DayField(
        null=True,
        verbose_name=mark("Category until"),
        help_text=mark("Empty: until further notice"),
        sheet=Header("类别止", also="退出日期 标注日期", note=headers.LAST_DAY),
    )
    left_behind = kinds.FlagField(
        default=False,
        verbose_name=mark("Left behind"),
        sheet=Header("留守", also="是否留守 留守人员 留守妇女"),
    )
    collective = kinds.FlagField(
        default=False,
        verbose_name=mark("Member of the village collective"),
        sheet=Header("集体成员", also="是否集体成员 村集体成员 集体经济组织成员"),
    )
    active = kinds.FlagField(
        default=True,
        verbose_name=mark("Works here"),
        help_text=mark("No: has left; what was done before stays"),
        sheet=Header("在家做活", "works_here", also="是否在家做活 在册 是否在册"),
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="")

    class Meta:
        indexes = ((("household", "name"), True), (("pinyin",), False))


class HouseholdStay(Record):
    """Where a household lives over a span of days, and which helper looks after it; both days inside, None: open.

    ``region`` is the deepest place known of it. The names are those written then.
    """

    LABEL = mark("Former place of a household")

    household = kinds.ReferenceField(Household, backref="stays", asked=False, sheet=headers.HOUSEHOLD)
    start = kinds.DayField(
        null=True,
        verbose_name=mark("Lives there from"),
        listed=True,
        sheet=Header("起", "from", also="迁入日期 开始日期"),
    )
    end = kinds.DayField(
        null=True,
        verbose_name=mark("Lives there until"),
        listed=True,
        sheet=Header("止", "to", also="迁出日期 结束日期", note=headers.LAST_DAY),
    )
    township = kinds.TextField(default="", verbose_name=mark("Township"), listed=True, sheet=Header("乡镇"))
    village = kinds.TextField(default="", verbose_name=mark("Village"), listed=True, sheet=Header("村"))
    group = kinds.TextField(
        default="", longest=20, verbose_name=mark("Group"), listed=True, sheet=Header("组")
    )
    region = kinds.ReferenceField(
        Region, null=True, backref="+", asked=False, verbose_name=mark("Official place")
    )
    helper = kinds.ReferenceField(Helper, null=True, backref="stays", sheet=Header("帮扶人"))

    class Meta:
        indexes = ((("household", "start"), True),)


class Agreement(Record):
    """A subcontract agreement (代工协议) signed with a household."""

    LABEL = mark("Agreement")

    household = kinds.ReferenceField(Household, backref="agreements", asked=False)
    number = kinds.CodeField(
        longest=40,
        verbose_name=mark("Agreement number"),
        sheet=Header("协议号", "agreement_no", also="协议编号 合同号 合同编号"),
    )
    start = kinds.DayField(
        null=True,
        verbose_name=mark("Starts"),
        sheet=Header("协议起", "agreement_from", also="签订日期 协议开始 协议起始日期 合同起"),
    )
    end = kinds.DayField(
        after="start",
        null=True,
        verbose_name=mark("Ends"),
        help_text=mark("Empty: until further notice"),
        sheet=Header(
            "协议止", "agreement_to", also="到期日期 协议结束 协议终止日期 合同止", note=headers.LAST_DAY
        ),
    )

    class Meta:
        indexes = ((("household", "number"), True),)
