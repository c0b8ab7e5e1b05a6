"""Guidance visits, and machines lent to households."""

from __future__ import annotations

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
from models.sheet_header import Choice, Header
from models.tables import headers
from models.tables.ledger import Voucher
from models.tables.party import Enterprise, Helper, Household

LEND, TAKE_BACK, SWAP, REPAIR, INSPECT, LOSE = "lend", "return", "swap", "repair", "inspect", "lost"
DEPOSIT = "deposit"
EQUIPMENT_EVENTS = (
    (LEND, mark("Lent")),
    (TAKE_BACK, mark("Returned", "machine")),
    (SWAP, mark("Swapped")),
    (REPAIR, mark("Repaired")),
    (INSPECT, mark("Inspected", "machine")),
    (LOSE, mark("Lost")),
    (DEPOSIT, mark("Deposit alone")),
)
CONDITION_SEEN = (TAKE_BACK, SWAP, REPAIR, INSPECT)
"""What the condition of a machine follows from."""
BY_CASH, BY_PAY = "cash", "pay"
DEPOSIT_WAYS = ((BY_CASH, mark("In cash")), (BY_PAY, mark("With the pay")))


class Visit(Record):
    """A guidance visit (技术指导); the voucher carries number, date and household."""

    LABEL = mark("Guidance visit")

    voucher = kinds.ReferenceField(Voucher, backref="visits", unique=True)
    technician = kinds.NameField(
        default="", verbose_name=mark("Technician"), sheet=Header("技术员", also="指导员 技术人员 指导人")
    )
    topic = kinds.TextField(
        default="", verbose_name=mark("Topic"), sheet=Header("主题", also="指导内容 培训内容 内容")
    )
    finding = kinds.NoteField(
        default="", verbose_name=mark("Findings"), sheet=Header("发现问题", also="问题 存在问题")
    )
    advice = kinds.NoteField(default="", verbose_name=mark("Advice"))
    next_date = kinds.DayField(
        after="date",
        null=True,
        verbose_name=mark("Next visit"),
        sheet=Header("下次日期", also="下次指导日期 下次上门"),
    )


class Equipment(Record):
    """A machine that can be lent."""

    LABEL = mark("Machine")

    code = kinds.CodeField(
        unique=True,
        longest=40,
        verbose_name=mark("Code", "machine"),
        sheet=Header("编号", also="设备编号 机器编号 资产编号"),
    )
    name = kinds.NameField(verbose_name=mark("Name"), sheet=Header("名称", also="设备名称 机器名称"))
    model = kinds.TextField(
        default="", verbose_name=mark("Model"), sheet=Header("型号", also="规格 规格型号 型号规格")
    )
    condition = kinds.TextField(
        default="", verbose_name=mark("Condition"), sheet=Header("状况", also="设备状况 成色 完好程度")
    )
    owner = kinds.ReferenceField(
        Enterprise,
        null=True,
        backref="+",
        index=False,
        verbose_name=mark("Owner"),
        help_text=mark("Empty: the cooperative"),
        sheet=Header(
            "所有者", "owner", also="产权单位 所有人 资产归属", note=mark("Empty: the cooperative.")
        ),
    )
    value = kinds.MoneyField(
        null=True,
        minimum=0,
        verbose_name=mark("Value when new"),
        sheet=Header("原值", also="价值 购置金额 金额"),
    )
    bought_on = kinds.DayField(
        null=True, verbose_name=mark("Bought on"), sheet=Header("购置日期", also="购买日期 购入日期")
    )
    months = kinds.CountField(
        null=True,
        minimum=1,
        maximum=600,
        verbose_name=mark("Months of use"),
        help_text=mark("Over which its value falls; empty: as the settings say"),
        sheet=Header("使用月数", also="折旧月数 使用年限"),
    )
    inspect_every = kinds.CountField(
        null=True,
        minimum=1,
        maximum=120,
        verbose_name=mark("Inspected every … months"),
        help_text=mark("Empty: never"),
        sheet=Header("检修周期", also="检修月数 保养周期"),
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class EquipmentLoan(Record):
    """A machine at a household (设备借用); deposit in fen."""

    LABEL = mark("Machine lent")

    equipment = kinds.ReferenceField(Equipment, backref="loans")
    household = kinds.ReferenceField(
        Household,
        backref="loans",
        sheet=headers.HOUSEHOLD._replace(also=f"借用户 使用农户 {headers.HOUSEHOLD.also}"),
    )
    lent_on = kinds.DayField(null=True, verbose_name=mark("Lent on"), sheet=Header("借出日期"))
    deposit = kinds.MoneyField(default=0, verbose_name=mark("Deposit"), sheet=Header("押金"))
    returned_on = kinds.DayField(null=True, verbose_name=mark("Returned on"), sheet=Header("归还日期"))
    condition_out = kinds.TextField(default="", verbose_name=mark("Condition when lent"))
    condition_in = kinds.TextField(default="", verbose_name=mark("Condition when returned"))


class EquipmentEvent(Record):
    """What happened to a machine; the voucher carries number, date and household. Deposit and cost in fen.

    ``deposit_in`` was taken from the household, ``deposit_out`` given back, in cash or with the pay. ``other`` is the
    machine that came in its place.
    """

    LABEL = mark("What happened to a machine")

    voucher = kinds.ReferenceField(Voucher, backref="equipment_events", unique=True)
    equipment = kinds.ReferenceField(
        Equipment, backref="events", sheet=Header("设备编号", "machine", also="设备 机器编号 资产编号")
    )
    kind = kinds.ChoiceField(
        choices=EQUIPMENT_EVENTS,
        verbose_name=mark("What happened"),
        sheet=Header(
            "事项",
            "event",
            also="变动 变动类型 类型",
            choices=(
                Choice(LEND, "借出", "lend"),
                Choice(TAKE_BACK, "归还", "return", ("收回",)),
                Choice(SWAP, "换机", "swap", ("调换", "更换")),
                Choice(REPAIR, "维修", "repair", ("修理",)),
                Choice(INSPECT, "检修", "inspect", ("检查", "保养")),
                Choice(LOSE, "丢失", "lost", ("遗失",)),
                Choice(DEPOSIT, "押金", "deposit"),
            ),
        ),
    )
    other = kinds.ReferenceField(
        Equipment,
        null=True,
        backref="+",
        index=False,
        verbose_name=mark("In its place"),
        sheet=Header("换入设备", "in_place", also="换给 新设备编号"),
    )
    deposit_in = kinds.MoneyField(
        default=0, minimum=0, verbose_name=mark("Deposit taken"), sheet=Header("收押金", also="押金收入")
    )
    deposit_out = kinds.MoneyField(
        default=0, minimum=0, verbose_name=mark("Deposit given back"), sheet=Header("退押金", also="押金退还")
    )
    deposit_by = kinds.ChoiceField(
        default=BY_CASH,
        choices=DEPOSIT_WAYS,
        verbose_name=mark("Deposit moves"),
        sheet=Header(
            "押金方式",
            also="收退方式",
            choices=(Choice(BY_CASH, "现金", "cash"), Choice(BY_PAY, "工资", "pay", ("随工资",))),
        ),
    )
    condition = kinds.TextField(
        default="", verbose_name=mark("Condition"), sheet=Header("状况", also="设备状况 检修情况 情况")
    )
    cost = kinds.MoneyField(
        default=0, minimum=0, verbose_name=mark("Cost"), sheet=Header("费用", also="维修费用 金额")
    )
    next_date = kinds.DayField(
        null=True, verbose_name=mark("Next inspection"), sheet=Header("下次检修", also="下次检修日期")
    )


class ReturnVisit(Record):
    """A helper's visit to a household in care (回访); the voucher carries number, date and household."""

    LABEL = mark("Return visit")

    voucher = kinds.ReferenceField(Voucher, backref="return_visits", unique=True)
    helper = kinds.ReferenceField(Helper, null=True, backref="return_visits", sheet=Header("帮扶人"))
    purpose = kinds.TextField(
        default="",
        verbose_name=mark("Purpose of the visit"),
        sheet=Header("目的", also="回访目的 回访内容 内容"),
    )
    found = kinds.NoteField(
        default="", verbose_name=mark("Findings"), sheet=Header("情况", also="回访情况 发现问题 反映问题")
    )
    next_date = kinds.DayField(
        null=True, verbose_name=mark("Next return visit"), sheet=Header("下次日期", also="下次回访")
    )
