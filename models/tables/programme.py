"""The registers of the county's employment programme: workshops, their money, vacancies, placements and wishes."""

from __future__ import annotations

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
from models.sheet_header import Choice, Header
from models.tables import headers
from models.tables.party import Enterprise, Household, Region, Trade, Worker

HOME, IN_VILLAGE, BASE = "home", "village", "base"
WORKSHOP_KINDS = ((HOME, mark("Home workshop")), (IN_VILLAGE, mark("Village workshop")), (BASE, mark("Base")))
ENTERPRISE_MONEY, ASSISTANCE, TREASURY = "enterprise", "assistance", "treasury"
FUNDING_SOURCES = (
    (ENTERPRISE_MONEY, mark("Enterprise")),
    (ASSISTANCE, mark("Assistance fund")),
    (TREASURY, mark("Treasury")),
)
JOB, TRAINING, START_UP = "job", "training", "start_up"
WISH_KINDS = ((JOB, mark("Job")), (TRAINING, mark("Training")), (START_UP, mark("Own business")))


class Workshop(Record):
    """A workshop of the programme: at home, of a village, or a base; None in ``closed``: it is open."""

    LABEL = mark("Workshop")

    code = kinds.CodeField(
        unique=True,
        longest=20,
        verbose_name=mark("Workshop code"),
        listed=True,
        sheet=Header("作坊编号", "code", also="编号 作坊编码"),
    )
    name = kinds.NameField(
        longest=80, verbose_name=mark("Name"), listed=True, sheet=Header("名称", also="作坊名称 车间名称")
    )
    kind = kinds.ChoiceField(
        choices=WORKSHOP_KINDS,
        verbose_name=mark("Kind"),
        listed=True,
        sheet=Header(
            "种类",
            also="类型 作坊类型",
            choices=(
                Choice(HOME, "家庭作坊", "home workshop", ("居家", "家庭")),
                Choice(IN_VILLAGE, "村级作坊", "village workshop", ("村级", "帮扶车间")),
                Choice(BASE, "基地", "base", ("就业基地",)),
            ),
        ),
    )
    region = kinds.ReferenceField(Region, null=True, backref="workshops", sheet=headers.REGION)
    trade = kinds.ReferenceField(Trade, null=True, backref="workshops", sheet=headers.TRADE)
    enterprise = kinds.ReferenceField(
        Enterprise, null=True, backref="workshops", sheet=Header("企业", also="企业名称 承办企业 合作企业")
    )
    service_centre = kinds.FlagField(
        default=False,
        verbose_name=mark("Service centre of its area"),
        sheet=Header("片区服务中心", also="服务中心"),
    )
    opened = kinds.DayField(
        null=True,
        verbose_name=mark("Opened on"),
        listed=True,
        sheet=Header("开办日期", also="成立日期 建成日期"),
    )
    closed = kinds.DayField(
        null=True,
        verbose_name=mark("Closed on", "workshop"),
        listed=True,
        sheet=Header("关闭日期", also="停办日期", note=headers.LAST_DAY),
    )
    note = kinds.NoteField(default="", verbose_name=mark("Note"))
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class WorkshopMember(Record):
    """A household works for a workshop over a span of days; both inside, ``end`` None: still."""

    LABEL = mark("Household of a workshop")

    workshop = kinds.ReferenceField(Workshop, backref="members", sheet=headers.WORKSHOP)
    household = kinds.ReferenceField(Household, backref="workshops", sheet=headers.HOUSEHOLD)
    start = kinds.DayField(
        verbose_name=mark("Joined on"), listed=True, sheet=Header("起", "from", also="加入日期 开始日期")
    )
    end = kinds.DayField(
        null=True,
        verbose_name=mark("Left on"),
        help_text=mark("The last day. Empty: still there"),
        listed=True,
        sheet=Header("止", "to", also="退出日期 结束日期", note=headers.LAST_DAY),
    )

    class Meta:
        indexes = ((("workshop", "household", "start"), True),)


class Funding(Record):
    """Money put into a workshop, in fen."""

    LABEL = mark("Funding")

    workshop = kinds.ReferenceField(Workshop, backref="funding", sheet=headers.WORKSHOP)
    date = kinds.DayField(verbose_name=mark("Date"), listed=True, sheet=Header("日期", also="到账日期"))
    source = kinds.ChoiceField(
        choices=FUNDING_SOURCES,
        verbose_name=mark("Source of money"),
        listed=True,
        sheet=Header(
            "资金来源",
            also="来源 资金渠道",
            choices=(
                Choice(ENTERPRISE_MONEY, "企业", "enterprise", ("企业自筹",)),
                Choice(ASSISTANCE, "帮扶资金", "assistance", ("衔接资金", "帮扶")),
                Choice(TREASURY, "财政", "treasury", ("财政资金",)),
            ),
        ),
    )
    amount = kinds.MoneyField(
        minimum=1, verbose_name=mark("Amount"), listed=True, sheet=Header("金额", also="投入金额 金额元")
    )
    purpose = kinds.TextField(
        default="", verbose_name=mark("Purpose"), listed=True, sheet=Header("用途", also="资金用途")
    )

    class Meta:
        indexes = ((("workshop", "date", "source", "purpose"), True),)


class Vacancy(Record):
    """Open places of an enterprise (空岗); pay in fen a month."""

    LABEL = mark("Vacancy")

    number = kinds.CodeField(
        unique=True,
        longest=20,
        verbose_name=mark("Vacancy number"),
        help_text=mark("Empty: the next one"),
        listed=True,
        sheet=Header("空岗编号", "number", also="岗位编号 编号"),
    )
    enterprise = kinds.ReferenceField(
        Enterprise, backref="vacancies", sheet=Header("企业", also="企业名称 用人单位 招聘单位")
    )
    post = kinds.NameField(
        longest=60,
        verbose_name=mark("Post", "job"),
        listed=True,
        sheet=Header("岗位", "post", also="岗位名称 工种 职位"),
    )
    places = kinds.CountField(
        minimum=1,
        maximum=10_000,
        verbose_name=mark("Places"),
        listed=True,
        sheet=Header("人数", also="招聘人数 空岗数 需求人数"),
    )
    trade = kinds.ReferenceField(Trade, null=True, backref="+", index=False, sheet=headers.TRADE)
    region = kinds.ReferenceField(Region, null=True, backref="+", index=False, sheet=headers.REGION)
    skill = kinds.CountField(
        default=0,
        maximum=3,
        verbose_name=mark("Skill needed"),
        help_text=mark("0 to 3; 0: none"),
        sheet=Header("技能等级", also="技能要求", note=mark("0 to 3; 0: none")),
    )
    pay_from = kinds.MoneyField(
        null=True,
        minimum=0,
        verbose_name=mark("Pay from"),
        help_text=mark("Yuan a month"),
        listed=True,
        sheet=Header("月薪起", "pay_from", also="最低月薪 工资 月薪"),
    )
    pay_to = kinds.MoneyField(
        null=True,
        minimum=0,
        verbose_name=mark("Pay up to"),
        help_text=mark("Yuan a month"),
        listed=True,
        sheet=Header("月薪止", "pay_to", also="最高月薪"),
    )
    hours = kinds.TextField(
        default="",
        longest=60,
        verbose_name=mark("Working hours"),
        sheet=Header("工时", "hours", also="工作时间 上班时间"),
    )
    flexible = kinds.FlagField(
        default=False,
        verbose_name=mark("Flexible hours"),
        listed=True,
        sheet=Header("弹性工时", also="灵活工时 时间自由 灵活就业"),
    )
    reported = kinds.DayField(
        verbose_name=mark("Reported on"), listed=True, sheet=Header("报告日期", also="登记日期 发布日期")
    )
    until = kinds.DayField(
        null=True,
        verbose_name=mark("Open until"),
        help_text=mark("Empty: until further notice"),
        listed=True,
        sheet=Header("有效期至", also="截止日期 有效期", note=headers.LAST_DAY),
    )
    note = kinds.NoteField(default="", verbose_name=mark("Note"))


class Placement(Record):
    """Somebody works for an employer (转移就业) over a span; insured over another, both ends inside."""

    LABEL = mark("Placement")

    worker = kinds.ReferenceField(Worker, backref="placements", sheet=headers.WORKER)
    employer = kinds.NameField(
        longest=80,
        verbose_name=mark("Employer"),
        listed=True,
        sheet=Header("用人单位", also="单位 就业单位 务工单位 企业"),
    )
    vacancy = kinds.ReferenceField(
        Vacancy, null=True, backref="placements", sheet=Header("空岗编号", also="岗位编号")
    )
    workshop = kinds.ReferenceField(Workshop, null=True, backref="placements", sheet=headers.WORKSHOP)
    place = kinds.TextField(
        default="",
        longest=60,
        verbose_name=mark("Where", "job"),
        listed=True,
        sheet=Header("就业地点", also="务工地点 地点 就业地"),
    )
    start = kinds.DayField(
        verbose_name=mark("Works there from"),
        listed=True,
        sheet=Header("起", "from", also="就业日期 入职日期 务工时间"),
    )
    end = kinds.DayField(
        null=True,
        verbose_name=mark("Works there until"),
        help_text=mark("The last day. Empty: still there"),
        listed=True,
        sheet=Header("止", "to", also="离职日期 返乡日期", note=headers.LAST_DAY),
    )
    contract_days = kinds.CountField(
        null=True,
        maximum=36_500,
        verbose_name=mark("Days of contract"),
        help_text=mark("How long the contract is; empty: none"),
        sheet=Header("合同天数", also="合同期 劳动合同天数"),
    )
    insured_from = kinds.DayField(
        null=True, verbose_name=mark("Insured from"), sheet=Header("参保起", also="参保日期 社保开始")
    )
    insured_to = kinds.DayField(
        null=True,
        verbose_name=mark("Insured until"),
        help_text=mark("Empty: still"),
        sheet=Header("参保止", also="停保日期 社保结束", note=headers.LAST_DAY),
    )
    note = kinds.NoteField(default="", verbose_name=mark("Note"))

    class Meta:
        indexes = ((("worker", "start"), True),)


class Wish(Record):
    """What somebody would like (需求): a job, training, or a business of their own; ``met_on`` is the day it was met.

    ``placement`` met it, where it was one that stands in the register.
    """

    LABEL = mark("Wish")

    worker = kinds.ReferenceField(Worker, backref="wishes", sheet=headers.WORKER)
    kind = kinds.ChoiceField(
        choices=WISH_KINDS,
        verbose_name=mark("Wish"),
        listed=True,
        sheet=Header(
            "需求",
            "kind",
            also="需求类型 类型 意愿",
            choices=(
                Choice(JOB, "就业", "job", ("务工", "工作")),
                Choice(TRAINING, "培训", "training", ("技能培训",)),
                Choice(START_UP, "创业", "own business", ("自主创业",)),
            ),
        ),
    )
    date = kinds.DayField(verbose_name=mark("Date"), listed=True, sheet=Header("日期", also="登记日期"))
    trade = kinds.ReferenceField(Trade, null=True, backref="+", index=False, sheet=headers.TRADE)
    flexible = kinds.FlagField(
        default=False,
        verbose_name=mark("Only flexible hours"),
        listed=True,
        sheet=Header("弹性工时", also="灵活工时 时间自由"),
    )
    near = kinds.FlagField(
        default=True,
        verbose_name=mark("Only near home"),
        listed=True,
        sheet=Header("就近", also="就近就业 只在附近"),
    )
    note = kinds.NoteField(default="", verbose_name=mark("Note"), sheet=Header("说明", also="备注 具体需求"))
    met_on = kinds.DayField(
        null=True, verbose_name=mark("Met on"), listed=True, sheet=Header("落实日期", also="满足日期")
    )
    met_by = kinds.TextField(
        default="", verbose_name=mark("Met by"), listed=True, sheet=Header("落实情况", also="落实方式 结果")
    )
    placement = kinds.ReferenceField(Placement, null=True, backref="met", asked=False, verbose_name="")

    class Meta:
        indexes = ((("worker", "kind", "date"), True),)
