"""Training of the programme: courses, who was there on which day, what people can do, and what they were told of."""

from __future__ import annotations

from models import kinds
from models.database import Record
from models.i18n import mark
from models.sheet_header import Choice, Header
from models.tables import headers
from models.tables.order import Order, Subcontract
from models.tables.party import Region, Trade, Worker
from models.tables.programme import Vacancy, Wish

CENTRAL, TO_ORDER, VAN = "central", "order", "van"
COURSE_KINDS = (
    (CENTRAL, mark("Central course")),
    (TO_ORDER, mark("Course to an order")),
    (VAN, mark("Training van")),
)
TOLD, TAKEN, DECLINED = "told", "taken", "declined"
REFERRAL_STATES = ((TOLD, mark("Told")), (TAKEN, mark("Taken up")), (DECLINED, mark("Declined")))


class Course(Record):
    """A training course (培训班): central, to an order, or by the training van; both days inside."""

    LABEL = mark("Course")

    number = kinds.CodeField(
        unique=True,
        longest=20,
        verbose_name=mark("Course number"),
        help_text=mark("Empty: the next one"),
        listed=True,
        sheet=Header("班次编号", "number", also="培训班编号 编号 期次"),
    )
    name = kinds.NameField(
        longest=80,
        verbose_name=mark("Course"),
        listed=True,
        sheet=Header("培训班", "name", also="名称 培训内容"),
    )
    kind = kinds.ChoiceField(
        choices=COURSE_KINDS,
        verbose_name=mark("Kind"),
        listed=True,
        sheet=Header(
            "形式",
            "kind",
            also="培训形式 类型",
            choices=(
                Choice(CENTRAL, "集中", "central", ("集中培训",)),
                Choice(TO_ORDER, "订单", "order", ("订单培训", "订单式")),
                Choice(VAN, "大篷车", "van", ("大篷车培训", "送培下乡")),
            ),
        ),
    )
    trade = kinds.ReferenceField(Trade, null=True, backref="+", index=False, sheet=headers.TRADE)
    order = kinds.ReferenceField(
        Order, null=True, backref="courses", index=False, sheet=Header("订单号", also="订单 订单编号")
    )
    teacher = kinds.NameField(
        default="",
        person=True,
        longest=40,
        verbose_name=mark("Teacher"),
        listed=True,
        sheet=Header("教师", also="授课老师 老师 讲师"),
    )
    place = kinds.TextField(
        default="",
        longest=60,
        verbose_name=mark("Where", "course"),
        listed=True,
        sheet=Header("地点", "place", also="培训地点"),
    )
    region = kinds.ReferenceField(Region, null=True, backref="+", index=False, sheet=headers.REGION)
    start = kinds.DayField(
        verbose_name=mark("First day", "course"),
        listed=True,
        sheet=Header("起", "from", also="开班日期 开始日期"),
    )
    end = kinds.DayField(
        verbose_name=mark("Last day", "course"),
        listed=True,
        sheet=Header("止", "to", also="结业日期 结束日期"),
    )
    free = kinds.FlagField(
        default=True, verbose_name=mark("Free", "course"), listed=True, sheet=Header("免费", also="是否免费")
    )
    note = kinds.NoteField(default="", verbose_name=mark("Note"))


class Enrolment(Record):
    """Somebody takes part in a course; the certificate where one was given."""

    LABEL = mark("Enrolment")

    course = kinds.ReferenceField(
        Course, backref="enrolments", sheet=Header("班次编号", also="培训班编号 培训班 期次")
    )
    worker = kinds.ReferenceField(Worker, backref="enrolments", sheet=headers.WORKER)
    certificate = kinds.CodeField(
        default="",
        longest=40,
        verbose_name=mark("Certificate"),
        listed=True,
        sheet=Header("证书编号", also="证书号 证书 合格证号"),
    )
    certified_on = kinds.DayField(
        null=True, verbose_name=mark("Certified on"), listed=True, sheet=Header("发证日期", also="颁证日期")
    )

    class Meta:
        indexes = ((("course", "worker"), True),)


class Attendance(Record):
    """Somebody was at a course on a day: one row a person and day."""

    LABEL = mark("Attendance")

    course = kinds.ReferenceField(
        Course, backref="attendance", sheet=Header("班次编号", also="培训班编号 培训班 期次")
    )
    worker = kinds.ReferenceField(Worker, backref="attendance", sheet=headers.WORKER)
    date = kinds.DayField(
        verbose_name=mark("Date"), listed=True, sheet=Header("日期", also="签到日期 上课日期")
    )

    class Meta:
        indexes = ((("course", "worker", "date"), True),)


class Skill(Record):
    """How well somebody knows a trade: 0 none, 1 learning, 2 able, 3 teaches others."""

    LABEL = mark("Skill")

    worker = kinds.ReferenceField(Worker, backref="skills", sheet=headers.WORKER)
    trade = kinds.ReferenceField(Trade, backref="skills", sheet=headers.TRADE)
    level = kinds.CountField(
        maximum=3,
        verbose_name=mark("Skill"),
        help_text=mark("0 none, 1 learning, 2 able, 3 teaches others"),
        listed=True,
        sheet=Header("技能等级", "level", also="等级 级别"),
    )
    certificate = kinds.CodeField(
        default="",
        longest=40,
        verbose_name=mark("Certificate"),
        listed=True,
        sheet=Header("证书编号", also="证书号 证书"),
    )
    since = kinds.DayField(
        null=True,
        verbose_name=mark("Since", "skill"),
        listed=True,
        sheet=Header("认定日期", also="日期 评定日期"),
    )

    class Meta:
        indexes = ((("worker", "trade"), True),)


class Referral(Record):
    """Somebody was told of a vacancy, of subcontract work or of a course, and what came of it."""

    LABEL = mark("Referral")
    CALLED = ("date",)

    wish = kinds.ReferenceField(Wish, backref="referrals")
    date = kinds.DayField(
        verbose_name=mark("Told on"), listed=True, sheet=Header("告知日期", "told_on", also="推荐日期")
    )
    vacancy = kinds.ReferenceField(
        Vacancy, null=True, backref="referrals", sheet=Header("空岗编号", also="岗位编号")
    )
    order = kinds.ReferenceField(Order, null=True, backref="+", index=False, sheet=Header("订单号"))
    course = kinds.ReferenceField(Course, null=True, backref="+", index=False, sheet=Header("班次编号"))
    subcontract = kinds.ReferenceField(
        Subcontract, null=True, backref="+", index=False, sheet=Header("派工单号")
    )
    # Called otherwise than its column: a saved record's ``outcome`` is whether it was added or changed.
    result = kinds.ChoiceField(
        column_name="outcome",
        default=TOLD,
        choices=REFERRAL_STATES,
        verbose_name=mark("What came of it"),
        listed=True,
        sheet=Header(
            "结果",
            "outcome",
            also="答复 推荐结果",
            choices=(
                Choice(TOLD, "已告知", "told", ("未答复",)),
                Choice(TAKEN, "已去", "taken up", ("同意", "已接受", "去了")),
                Choice(DECLINED, "不去", "declined", ("拒绝", "不愿意", "没去")),
            ),
        ),
    )
    note = kinds.NoteField(
        default="", verbose_name=mark("Note"), listed=True, sheet=Header("说明", also="备注")
    )
