"""Guidance visits, and machines lent to households."""

from __future__ import annotations

from dataclasses import replace

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
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

    voucher = kinds.ReferenceField(Voucher, backref="visits", unique=True, verbose_name=mark("Slip"))
    technician = kinds.NameField(
        default="",
        verbose_name=mark("Technician"),
        sheet=kinds.Header("技术员", also="指导员 技术人员 指导人"),
    )
    topic = kinds.TextField(
        default="", verbose_name=mark("Topic"), sheet=kinds.Header("主题", also="指导内容 培训内容 内容")
    )
    finding = kinds.NoteField(
        default="", verbose_name=mark("Findings"), sheet=kinds.Header("发现问题", also="问题 存在问题")
    )
    advice = kinds.NoteField(default="", verbose_name=mark("Advice"))
    next_date = kinds.DayField(
        after="date",
        null=True,
        verbose_name=mark("Next visit"),
        sheet=kinds.Header("下次日期", also="下次指导日期 下次上门", note=headers.A_DATE),
    )


class Equipment(Record):
    """A machine that can be lent."""

    code = kinds.CodeField(
        unique=True,
        longest=40,
        verbose_name=mark("Code", "machine"),
        sheet=kinds.Header("编号", also="设备编号 机器编号 资产编号"),
    )
    name = kinds.NameField(verbose_name=mark("Name"), sheet=kinds.Header("名称", also="设备名称 机器名称"))
    model = kinds.TextField(
        default="", verbose_name=mark("Model"), sheet=kinds.Header("型号", also="规格 规格型号 型号规格")
    )
    condition = kinds.TextField(
        default="", verbose_name=mark("Condition"), sheet=kinds.Header("状况", also="设备状况 成色 完好程度")
    )
    owner = kinds.ReferenceField(
        Enterprise,
        null=True,
        backref="+",
        index=False,
        verbose_name=mark("Owner"),
        help_text=mark("Empty: the cooperative"),
        sheet=kinds.Header(
            "所有者", "owner", also="产权单位 所有人 资产归属", note=mark("Empty: the cooperative.")
        ),
    )
    value = kinds.MoneyField(
        null=True,
        minimum=0,
        verbose_name=mark("Value when new"),
        sheet=kinds.Header("原值", also="价值 购置金额 金额"),
    )
    bought_on = kinds.DayField(
        null=True,
        verbose_name=mark("Bought on"),
        sheet=kinds.Header("购置日期", also="购买日期 购入日期", note=headers.A_DATE),
    )
    months = kinds.CountField(
        null=True,
        minimum=1,
        maximum=600,
        verbose_name=mark("Months of use"),
        help_text=mark("Over which its value falls; empty: as the settings say"),
        sheet=kinds.Header("使用月数", also="折旧月数 使用年限"),
    )
    inspect_every = kinds.CountField(
        null=True,
        minimum=1,
        maximum=120,
        verbose_name=mark("Inspected every … months"),
        help_text=mark("Empty: never"),
        sheet=kinds.Header("检修周期", also="检修月数 保养周期"),
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class EquipmentLoan(Record):
    """A machine at a household (设备借用); deposit in fen."""

    equipment = kinds.ReferenceField(Equipment, backref="loans", verbose_name=mark("Machine"))
    household = kinds.ReferenceField(
        Household,
        backref="loans",
        verbose_name=mark("Household"),
        sheet=replace(headers.HOUSEHOLD, also=f"借用户 使用农户 {headers.HOUSEHOLD.also}"),
    )
    lent_on = kinds.DayField(
        null=True, verbose_name=mark("Lent on"), sheet=kinds.Header("借出日期", note=headers.A_DATE)
    )
    deposit = kinds.MoneyField(default=0, verbose_name=mark("Deposit"), sheet=kinds.Header("押金"))
    returned_on = kinds.DayField(
        null=True, verbose_name=mark("Returned on"), sheet=kinds.Header("归还日期", note=headers.A_DATE)
    )
    condition_out = kinds.TextField(default="", verbose_name=mark("Condition when lent"))
    condition_in = kinds.TextField(default="", verbose_name=mark("Condition when returned"))


class EquipmentEvent(Record):
    """What happened to a machine; the voucher carries number, date and household. Deposit and cost in fen.

    ``deposit_in`` was taken from the household, ``deposit_out`` given back, in cash or with the pay. ``other`` is the
    machine that came in its place.
    """

    voucher = kinds.ReferenceField(
        Voucher, backref="equipment_events", unique=True, verbose_name=mark("Slip")
    )
    equipment = kinds.ReferenceField(
        Equipment,
        backref="events",
        verbose_name=mark("Machine"),
        sheet=kinds.Header("设备编号", "machine", also="设备 机器编号 资产编号"),
    )
    kind = kinds.ChoiceField(
        choices=EQUIPMENT_EVENTS,
        verbose_name=mark("What happened"),
        sheet=kinds.Header(
            "事项",
            "event",
            also="变动 变动类型 类型",
            choices=(
                kinds.Choice(LEND, "借出", "lend"),
                kinds.Choice(TAKE_BACK, "归还", "return", ("收回",)),
                kinds.Choice(SWAP, "换机", "swap", ("调换", "更换")),
                kinds.Choice(REPAIR, "维修", "repair", ("修理",)),
                kinds.Choice(INSPECT, "检修", "inspect", ("检查", "保养")),
                kinds.Choice(LOSE, "丢失", "lost", ("遗失",)),
                kinds.Choice(DEPOSIT, "押金", "deposit"),
            ),
        ),
    )
    other = kinds.ReferenceField(
        Equipment,
        null=True,
        backref="+",
        index=False,
        verbose_name=mark("In its place"),
        sheet=kinds.Header("换入设备", "in_place", also="换给 新设备编号"),
    )
    deposit_in = kinds.MoneyField(
        default=0,
        minimum=0,
        verbose_name=mark("Deposit taken"),
        sheet=kinds.Header("收押金", also="押金收入"),
    )
    deposit_out = kinds.MoneyField(
        default=0,
        minimum=0,
        verbose_name=mark("Deposit given back"),
        sheet=kinds.Header("退押金", also="押金退还"),
    )
    deposit_by = kinds.ChoiceField(
        default=BY_CASH,
        choices=DEPOSIT_WAYS,
        verbose_name=mark("Deposit moves"),
        sheet=kinds.Header(
            "押金方式",
            also="收退方式",
            choices=(kinds.Choice(BY_CASH, "现金", "cash"), kinds.Choice(BY_PAY, "工资", "pay", ("随工资",))),
        ),
    )
    condition = kinds.TextField(
        default="", verbose_name=mark("Condition"), sheet=kinds.Header("状况", also="设备状况 检修情况 情况")
    )
    cost = kinds.MoneyField(
        default=0, minimum=0, verbose_name=mark("Cost"), sheet=kinds.Header("费用", also="维修费用 金额")
    )
    next_date = kinds.DayField(
        null=True,
        verbose_name=mark("Next inspection"),
        sheet=kinds.Header("下次检修", also="下次检修日期", note=headers.A_DATE),
    )


class ReturnVisit(Record):
    """A helper's visit to a household in care (回访); the voucher carries number, date and household."""

    voucher = kinds.ReferenceField(Voucher, backref="return_visits", unique=True, verbose_name=mark("Slip"))
    helper = kinds.ReferenceField(
        Helper, null=True, backref="return_visits", verbose_name=mark("Helper"), sheet=kinds.Header("帮扶人")
    )
    purpose = kinds.TextField(
        default="",
        verbose_name=mark("Purpose of the visit"),
        sheet=kinds.Header("目的", also="回访目的 回访内容 内容"),
    )
    found = kinds.NoteField(
        default="",
        verbose_name=mark("Findings"),
        sheet=kinds.Header("情况", also="回访情况 发现问题 反映问题"),
    )
    next_date = kinds.DayField(
        null=True,
        verbose_name=mark("Next return visit"),
        sheet=kinds.Header("下次日期", also="下次回访", note=headers.A_DATE),
    )
