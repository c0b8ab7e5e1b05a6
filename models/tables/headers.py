"""Columns of the workbook that fields of several tables share: header, strangers' headers, remark and words."""

from __future__ import annotations

from typing import Final

from models.i18n import mark
from models.kinds import UNIT_WORDS
from models.rules.ledger.grade import GOOD, SECOND
from models.sheet_header import Choice, Header

LAST_DAY: Final = mark("The last day, inside the span. Empty means open.")
EMPTY_ZERO: Final = mark("Empty means 0.")
DATE_ALSO: Final = "登记日期 业务日期 单据日期"
DUE_ALSO: Final = "交货期 交货日期 交付日期 完成日期 截止日期 要求交期"

PHONE: Final = Header("电话", also="联系电话 电话号码 手机 手机号 手机号码 联系方式 tel mobile telephone")
SEX: Final = Header("性别", also="男女")
ID_NUMBER: Final = Header("身份证号", also="身份证 身份证号码 证件号 证件号码 公民身份号码")
HOUSEHOLD: Final = Header("户号", also="农户编号 户编号 农户号 农户 家庭编号")
PRODUCT: Final = Header("产品编码", also="产品 产品编号 产品名称 品名 货号 款号")
MATERIAL: Final = Header("物料编码", also="物料 材料 材料编码 材料编号 物料编号 料号 材料名称 物料名称")
WORKER: Final = Header("姓名", "worker", also="工人 工人姓名 学员 人员 名字")
WORKSHOP: Final = Header("作坊编号", also="作坊 作坊编码 作坊名称")
TRADE: Final = Header("行业代码", also="行业 产业 工种")
REGION: Final = Header("地区代码", also="地区 区划代码 所在地区")
SUBCONTRACT: Final = Header("派工单号", "subcontract", also="派工单 派工编号 任务单号 派工号")
REASON: Final = Header("事由", also="原因 备注 说明 缘由 摘要")
UNIT: Final = Header("单位", also="计量单位", choices=UNIT_WORDS)
FURTHER: Final = mark("Further details")
"""What a form asks last about a product or material."""
GRADE: Final = Header(
    "等级",
    also="质量等级 品级 档次",
    choices=(Choice(GOOD, "合格", "good"), Choice(SECOND, "二等", "second")),
)


def quantity(also: str = "") -> Header:
    """The column of a quantity, with what else strangers call this one."""
    return Header("数量", also=f"{also} 件数 总数 数目 qty")


def part(zh: str, also: str = "") -> Header:
    """The column of one part of what was received: empty means none."""
    return Header(zh, also=also, note=EMPTY_ZERO)
