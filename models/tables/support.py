"""Support money (奖补): the rules over time, and what is claimed by them for whom. Money in fen."""

from __future__ import annotations

from models import kinds
from models.database import Record
from models.i18n import mark
from models.sheet_header import Choice, Header
from models.tables import headers
from models.tables.party import CATEGORIES, Worker
from models.tables.programme import Workshop

PER_PERSON, PER_WORKSHOP, PER_DAY = "person", "workshop", "day"
SUPPORT_BASES = (
    (PER_PERSON, mark("For each person")),
    (PER_WORKSHOP, mark("For a workshop")),
    (PER_DAY, mark("For each person and day")),
)
DRAFTED, SUBMITTED, APPROVED, REFUSED, PAID_OUT = "draft", "submitted", "approved", "refused", "paid"
CLAIM_STATES = (
    (DRAFTED, mark("Being prepared")),
    (SUBMITTED, mark("Handed in")),
    (APPROVED, mark("Approved")),
    (REFUSED, mark("Refused")),
    (PAID_OUT, mark("Paid", "claim")),
)


class SupportRule(Record):
    """A rule of support money (奖补) over a span of days: an amount in fen and what it asks for; both days inside.

    A condition that is None or off is not asked for. What the county decides anew is a further row.
    """

    LABEL = mark("Support rule")

    code = kinds.CodeField(
        longest=20,
        verbose_name=mark("Rule code"),
        help_text=mark("Short, of your own, such as JY365; the same again from a later day is a new amount."),
        listed=True,
        sheet=Header("奖补代码", "code", also="代码 政策代码"),
    )
    name = kinds.NameField(
        longest=60,
        verbose_name=mark("Rule"),
        listed=True,
        sheet=Header("奖补项目", "name", also="名称 政策名称"),
    )
    basis = kinds.ChoiceField(
        choices=SUPPORT_BASES,
        verbose_name=mark("Paid for"),
        listed=True,
        sheet=Header(
            "计算方式",
            "basis",
            also="补助方式 标准单位",
            choices=(
                Choice(PER_PERSON, "每人", "person", ("按人",)),
                Choice(PER_WORKSHOP, "每个作坊", "workshop", ("按作坊", "每个车间")),
                Choice(PER_DAY, "每人每天", "day", ("按天",)),
            ),
        ),
    )
    amount = kinds.MoneyField(
        minimum=1, verbose_name=mark("Amount"), listed=True, sheet=Header("金额", also="标准 补助标准 金额元")
    )
    start = kinds.DayField(
        verbose_name=mark("Holds from"), listed=True, sheet=Header("起", "from", also="执行日期 开始日期")
    )
    end = kinds.DayField(
        null=True,
        verbose_name=mark("Holds until"),
        help_text=mark("Empty: until further notice"),
        listed=True,
        sheet=Header("止", "to", also="截止日期", note=headers.LAST_DAY),
    )
    contract_days = kinds.CountField(
        null=True,
        maximum=36_500,
        verbose_name=mark("Days of contract at least"),
        sheet=Header("合同天数不少于", "contract_days", also="合同天数"),
    )
    insured = kinds.FlagField(
        default=False,
        verbose_name=mark("Only who is insured"),
        sheet=Header("须参保", "insured", also="参保"),
    )
    newly_taken = kinds.CountField(
        null=True,
        maximum=10_000,
        verbose_name=mark("People newly taken in at least"),
        sheet=Header("新吸纳人数不少于", "newly_taken", also="新吸纳人数 吸纳人数"),
    )
    first_only = kinds.FlagField(
        default=False,
        verbose_name=mark("Only the first time"),
        sheet=Header("只限首次", "first_only", also="首次"),
    )
    most_courses = kinds.CountField(
        null=True,
        maximum=100,
        verbose_name=mark("Courses a person at most"),
        sheet=Header("每人最多几次", "most_courses", also="次数上限"),
    )
    category = kinds.WordField(
        default="",
        suggested=CATEGORIES,
        verbose_name=mark("Only this category"),
        help_text=mark("Empty: everybody"),
        sheet=Header("人口类别", "category", also="人群类别"),
    )
    note = kinds.NoteField(
        default="", verbose_name=mark("Note"), sheet=Header("依据", "note", also="备注 文件依据")
    )

    class Meta:
        indexes = ((("code", "start"), True),)


class Claim(Record):
    """A claim for support money by a rule: for a workshop, or for the people it names; amount in fen."""

    LABEL = mark("Claim")

    number = kinds.CodeField(
        unique=True,
        longest=20,
        verbose_name=mark("Claim number"),
        help_text=mark("Empty: the next one"),
        listed=True,
        sheet=Header("申报编号", "number", also="编号 申报号"),
    )
    rule = kinds.ReferenceField(SupportRule, backref="claims", verbose_name=mark("Rule"))
    workshop = kinds.ReferenceField(Workshop, null=True, backref="claims", sheet=headers.WORKSHOP)
    date = kinds.DayField(verbose_name=mark("Date"), listed=True, sheet=Header("日期", also="申报日期"))
    amount = kinds.MoneyField(
        minimum=0, verbose_name=mark("Amount"), listed=True, sheet=Header("金额", also="申报金额 金额元")
    )
    status = kinds.ChoiceField(
        default=DRAFTED,
        choices=CLAIM_STATES,
        verbose_name=mark("Status"),
        listed=True,
        sheet=Header(
            "状态",
            also="进度 审核状态",
            choices=(
                Choice(DRAFTED, "准备中", "draft"),
                Choice(SUBMITTED, "已上报", "submitted", ("已申报",)),
                Choice(APPROVED, "已批准", "approved", ("已审核", "通过")),
                Choice(REFUSED, "未批准", "refused", ("退回", "不通过")),
                Choice(PAID_OUT, "已到账", "paid", ("已发放", "已拨付")),
            ),
        ),
    )
    paid_on = kinds.DayField(
        null=True,
        verbose_name=mark("Money came on"),
        listed=True,
        sheet=Header("到账日期", also="拨付日期 发放日期"),
    )
    evidence = kinds.NoteField(
        default="", verbose_name=mark("Evidence"), sheet=Header("佐证材料", also="证明材料 附件")
    )
    note = kinds.NoteField(default="", verbose_name=mark("Note"))


class ClaimPerson(Record):
    """Somebody a claim is made for; ``days`` where it is paid by the day, amount in fen."""

    LABEL = mark("Person of a claim")

    claim = kinds.ReferenceField(Claim, backref="people", sheet=Header("申报编号", also="编号 申报号"))
    worker = kinds.ReferenceField(Worker, backref="claims", sheet=headers.WORKER)
    days = kinds.CountField(
        null=True, maximum=366, verbose_name=mark("Days"), listed=True, sheet=Header("天数", "days")
    )
    amount = kinds.MoneyField(
        minimum=0, verbose_name=mark("Amount"), listed=True, sheet=Header("金额", also="补助金额 金额元")
    )

    class Meta:
        indexes = ((("claim", "worker"), True),)
