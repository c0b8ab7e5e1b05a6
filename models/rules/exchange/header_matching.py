"""How much a stranger's header is like one of the workbook's columns or sheets: names, and what else people write.

Pure comparison of words; scores run from 0 (nothing in common) to 1000 (the same).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from models.rules.exchange.workbook_schema import RECORDS, Column, Sheet
from models.rules.parsing import code_of

SAME: Final = 1000
ENOUGH: Final = 550
"""From here on two names are taken to mean the same until somebody says otherwise."""

_BRACKETS: Final = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_BETWEEN: Final = re.compile(r"[\s_\-/.,:;*#、·]+")

# What else people write above a column: by column key, or by sheet and column where the word is only theirs.
_ALSO: Final[dict[str, str]] = {
    "account": "账号 帐号 卡号 银行卡号 银行帐号 一卡通账号",
    "address": "详细地址 公司地址 联系地址",
    "agreement_from": "签订日期 协议开始 协议起始日期 合同起",
    "agreement_no": "协议编号 合同号 合同编号",
    "agreement_to": "到期日期 协议结束 协议终止日期 合同止",
    "amount": "金额元 发生金额",
    "bank": "银行名称 开户银行 银行",
    "birth_date": "出生年月 出生年月日 生日",
    "category": "人群类别 农户类别 脱贫类别 身份类别",
    "contact": "联系人姓名 负责人 经办人",
    "date": "登记日期 业务日期 单据日期",
    "due": "交货期 交货日期 交付日期 完成日期 截止日期 要求交期",
    "enterprise": "企业名称 客户 客户名称 公司 公司名称 委托方 甲方",
    "finding": "问题 存在问题",
    "grade": "质量等级 品级 档次",
    "group": "组别 村民小组 小组 社",
    "helper": "帮扶干部 帮扶责任人",
    "helper_phone": "帮扶电话 帮扶人联系电话 帮扶干部电话",
    "household": "农户编号 户编号 农户号 农户 家庭编号",
    "id_number": "身份证 身份证号码 证件号 证件号码 公民身份号码",
    "instalments": "分期 分期数 扣回期数",
    "landmark": "标志物 家庭住址 住址 详细地址 位置",
    "latitude": "北纬 lat",
    "longitude": "东经 lng lon",
    "loss_pct": "损耗 损耗率 损耗比例",
    "material": "物料 材料 材料编码 材料编号 物料编号 料号 材料名称 物料名称",
    "minutes_per_unit": "工时 标准工时 每件分钟 单件工时",
    "model": "规格 规格型号 型号规格",
    "next_date": "下次指导日期 下次上门",
    "order": "订单 订单编号 所属订单",
    "over_delivery_pct": "交货允差 超交比例",
    "over_issue_pct": "超发允差 超发比例",
    "pack_size": "每包数量 包装数量 装箱数 包装规格",
    "pay_method": "付款方式 支付方式 发放方式 领款方式",
    "per_unit": "用量 单位用量 每件用量 定额 消耗定额",
    "phone": "联系电话 电话号码 手机 手机号 手机号码 联系方式 tel mobile telephone",
    "price": "价格 单价元 进价 采购价",
    "product": "产品 产品编号 产品名称 品名 货号 款号",
    "quantity": "件数 总数 数目 qty",
    "ready_from": "收货开始时间 在家时间起",
    "ready_to": "收货结束时间 在家时间止",
    "reason": "原因 备注 说明 缘由 摘要",
    "relation": "与户主关系 家庭关系",
    "sex": "男女",
    "subcontract": "派工单 派工编号 任务单号 派工号",
    "technician": "指导员 技术人员 指导人",
    "topic": "指导内容 培训内容 内容",
    "township": "镇 乡 街道 乡镇街道 所属乡镇 镇街",
    "unit": "计量单位",
    "village": "村名 行政村 村社区 所在村 所属村",
    "adjustments.amount": "奖扣金额 奖励金额 扣款金额",
    "advances.amount": "预支金额 借支金额 借款金额",
    "collections.good": "合格数 合格数量 合格品 良品 一等品 正品",
    "collections.number": "回收单号 收货单号 交货单号 单据编号",
    "collections.received": "实收数量 收货数量 交货数量 回收数量 数量 总数",
    "collections.rework": "返修 返工数",
    "collections.second": "二等品 次品",
    "collections.work_scrap": "工废数 报废 废品",
    "dispatches.kind": "业务类型 收发类型 类别",
    "dispatches.number": "发料单号 领料单号 单据编号",
    "dispatches.quantity": "发料数量 领料数量 领用数量 发放数量",
    "enterprises.name": "企业名称 公司名称 单位名称 客户名称",
    "equipment.code": "设备编号 机器编号 资产编号",
    "equipment.condition": "设备状况 成色 完好程度",
    "equipment.household": "借用户 使用农户",
    "equipment.name": "设备名称 机器名称",
    "households.code": "户编号 农户编号 农户号 编号 户码 家庭编号 序号",
    "households.head": "户主姓名 姓名 农户姓名 户主名 家长 农户",
    "inspections.number": "检验单号 质检单号 单据编号",
    "materials.code": "物料编码 物料编号 材料编码 材料编号 料号 编号",
    "materials.name": "物料名称 材料名称 品名 材料",
    "orders.date": "订单日期 签订日期 日期",
    "orders.number": "订单编号 合同号 单号 编号",
    "orders.quantity": "订单数量 订货数量",
    "products.code": "产品编码 产品编号 货号 款号 编号",
    "products.name": "产品名称 品名 款式",
    "rates.from": "生效日期 起始日期 开始日期 执行日期",
    "rates.rate": "工价 计件单价 加工费 加工单价",
    "rates.to": "失效日期 结束日期 终止日期",
    "subcontracts.date": "日期 分派日期",
    "subcontracts.number": "派工单 派工编号 任务单号 单号",
    "subcontracts.quantity": "派工数量 加工数量 任务数量",
    "visits.number": "指导单号 单据编号",
    "workers.name": "工人姓名 成员姓名 名字",
}
_SHEETS_ALSO: Final[dict[str, str]] = {
    "adjustments": "奖惩 奖罚 扣款 奖励",
    "advances": "借支 借款 预付",
    "bom": "用料 用料清单 配料 用料定额 bill of materials",
    "collections": "收货 交货 回收台账 收货单 交货记录",
    "dispatches": "发料单 领料 领料单 出库 发料台账",
    "enterprises": "客户 客户信息 公司 合作企业",
    "equipment": "设备台账 机器 工具",
    "households": "花名册 名册 农户信息 农户名单 农户台账 农户档案 基本信息",
    "inspections": "质检 验收 检验台账",
    "materials": "材料 原料 原材料 物料信息 材料表",
    "orders": "订单台账 订单明细 合同台账",
    "products": "产品信息 成品 款式",
    "rates": "单价表 计件单价 价格表 工价表",
    "subcontracts": "派工单 派工台账 任务 分派",
    "visits": "技术指导 指导记录 巡访",
    "workers": "工人名单 人员 成员 家庭成员 务工人员",
}


def plain(text: object) -> str:
    """A header as it is compared: no marks, no blanks, no unit in brackets, small letters."""
    whole = code_of(text).casefold()
    return _BETWEEN.sub("", _BRACKETS.sub("", whole)) or _BETWEEN.sub("", whole)


def column_likeness(sheet: Sheet, column: Column, header: str) -> int:
    """How much a header is like a column of a sheet."""
    return _best(plain(header), _column_names(sheet.key, column.key, column.zh), loose=True)


def sheet_likeness(sheet: Sheet, name: str) -> int:
    """How much the name of a sheet is like one of ours."""
    names = (plain(sheet.zh), plain(sheet.en), *map(plain, _SHEETS_ALSO.get(sheet.key, "").split()))
    return _best(plain(name), names, loose=True)


def headerlike(text: str) -> int:
    """How much a cell looks like a header of any of our sheets, quickly: without comparing letter by letter."""
    return _best(plain(text), _all_names(), loose=False)


@lru_cache(maxsize=1000)
def _column_names(sheet: str, key: str, zh: str) -> tuple[str, ...]:
    own = _ALSO.get(f"{sheet}.{key}", "").split()
    return tuple(dict.fromkeys(map(plain, (zh, key, *own, *_ALSO.get(key, "").split()))))


@lru_cache(maxsize=1)
def _all_names() -> tuple[str, ...]:
    names: dict[str, None] = {}
    for sheet in RECORDS:
        for column in sheet.columns:
            names.update(dict.fromkeys(_column_names(sheet.key, column.key, column.zh)))
    return tuple(names)


@lru_cache(maxsize=20_000)
def _best(text: str, names: tuple[str, ...], *, loose: bool) -> int:
    if not text:
        return 0
    best = 0
    for place, name in enumerate(names):
        if text == name:
            # Among several columns that a word may mean, the one it is the first name of.
            return SAME - min(place, 20)
        best = max(best, _part(text, name))
        if loose and best < ENOUGH and set(text) & set(name):
            best = max(best, int(SequenceMatcher(None, text, name, autojunk=False).ratio() * 800))
    return best


def _part(text: str, name: str) -> int:
    """One name inside the other: in Chinese the last word says what a thing is, the ones before whose."""
    short, long = sorted((text, name), key=len)
    if short not in long or (len(short) < 2 and len(long) > 2):
        return 0
    share = 250 * len(short) // len(long)
    if long.endswith(short):
        return 650 + share
    return 500 + share
