"""Guidance visits, and machines lent to households."""

from __future__ import annotations

from dataclasses import replace

import peewee

from models.database import Record
from models.i18n import mark
from models.kinds import (
    CodeField,
    DayField,
    Header,
    MoneyField,
    NameField,
    NoteField,
    ReferenceField,
    TextField,
)
from models.tables import headers
from models.tables.ledger import Voucher
from models.tables.party import Household


class Visit(Record):
    """A guidance visit (技术指导); the voucher carries number, date and household."""

    voucher = ReferenceField(Voucher, backref="visits", unique=True, verbose_name=mark("Slip"))
    technician = NameField(
        default="", verbose_name=mark("Technician"), sheet=Header("技术员", also="指导员 技术人员 指导人")
    )
    topic = TextField(
        default="", verbose_name=mark("Topic"), sheet=Header("主题", also="指导内容 培训内容 内容")
    )
    finding = NoteField(
        default="", verbose_name=mark("Findings"), sheet=Header("发现问题", also="问题 存在问题")
    )
    advice = NoteField(default="", verbose_name=mark("Advice"))
    next_date = DayField(
        after="date",
        null=True,
        verbose_name=mark("Next visit"),
        sheet=Header("下次日期", also="下次指导日期 下次上门", note=headers.A_DATE),
    )


class Equipment(Record):
    """A machine that can be lent."""

    code = CodeField(
        unique=True,
        longest=40,
        verbose_name=mark("Code", "machine"),
        sheet=Header("编号", also="设备编号 机器编号 资产编号"),
    )
    name = NameField(verbose_name=mark("Name"), sheet=Header("名称", also="设备名称 机器名称"))
    model = TextField(
        default="", verbose_name=mark("Model"), sheet=Header("型号", also="规格 规格型号 型号规格")
    )
    condition = TextField(
        default="", verbose_name=mark("Condition"), sheet=Header("状况", also="设备状况 成色 完好程度")
    )
    search = peewee.TextField(default="")
    pinyin = peewee.TextField(default="", index=True)


class EquipmentLoan(Record):
    """A machine at a household (设备借用); deposit in fen."""

    equipment = ReferenceField(Equipment, backref="loans", verbose_name=mark("Machine"))
    household = ReferenceField(
        Household,
        backref="loans",
        verbose_name=mark("Household"),
        sheet=replace(headers.HOUSEHOLD, also=f"借用户 使用农户 {headers.HOUSEHOLD.also}"),
    )
    lent_on = DayField(null=True, verbose_name=mark("Lent on"), sheet=Header("借出日期", note=headers.A_DATE))
    deposit = MoneyField(default=0, verbose_name=mark("Deposit"), sheet=Header("押金"))
    returned_on = DayField(
        null=True, verbose_name=mark("Returned on"), sheet=Header("归还日期", note=headers.A_DATE)
    )
    condition_out = TextField(default="", verbose_name=mark("Condition when lent"))
    condition_in = TextField(default="", verbose_name=mark("Condition when returned"))
