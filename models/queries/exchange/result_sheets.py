"""The sheets of the results workbook: what a month came to, by household, slip, material and subcontract."""

from __future__ import annotations

from typing import Final

from models.kinds import CODE, DAY, MONEY, QUANTITY, RATE, ChoiceField, Kind
from models.queries.exchange.workbook_schema import RecordSheet, SheetColumn
from models.rules.ledger.balance import STATUS_LABELS
from models.rules.ledger.grade import LABELS, MATERIAL_SCRAP
from models.sheet_header import Choice
from models.tables import headers
from models.tables.product import Rate


def _result_key(key: str, zh: str, kind: Kind = CODE, choices: tuple[Choice, ...] = ()) -> SheetColumn:
    return SheetColumn(key, zh, kind, True, True, choices)


_PAID_GRADES: Final = (
    *headers.GRADE.choices,
    Choice(MATERIAL_SCRAP, "料废", "material_scrap", (LABELS[MATERIAL_SCRAP],)),
)

PAY: Final = RecordSheet(
    "pay",
    "工资",
    "Pay",
    (
        _result_key("household", "户号"),
        SheetColumn("head", "户主"),
        SheetColumn("piece", "计件", MONEY),
        SheetColumn("allowance", "补贴", MONEY),
        SheetColumn("bonus", "奖励", MONEY),
        SheetColumn("gross", "应发", MONEY),
        SheetColumn("taken", "扣款", MONEY),
        SheetColumn("recovered", "预支扣回", MONEY),
        SheetColumn("net", "实发", MONEY),
        SheetColumn("in_words", "大写"),
        SheetColumn("carried_out", "扣款结转", MONEY),
        SheetColumn("advance_left", "预支未扣", MONEY),
        SheetColumn("given_back", "退还扣款", MONEY, optional=True),
        SheetColumn("make_up", "补足", MONEY, optional=True),
    ),
)
PIECE_LINES: Final = RecordSheet(
    "piece_lines",
    "计件明细",
    "PieceLines",
    (
        _result_key("household", "户号"),
        _result_key("date", "日期", DAY),
        _result_key("number", "单号"),
        _result_key("subcontract", "派工单号"),
        SheetColumn("product", "产品编码", CODE),
        _result_key("grade", "等级", Rate.grade, choices=_PAID_GRADES),
        SheetColumn("quantity", "数量", QUANTITY),
        SheetColumn("rate", "单价", RATE),
        SheetColumn("amount", "金额", MONEY),
    ),
)
HOLDINGS: Final = RecordSheet(
    "holdings",
    "物料结存",
    "Holdings",
    (
        _result_key("household", "户号"),
        _result_key("material", "物料编码"),
        SheetColumn("issued", "发料", QUANTITY),
        SheetColumn("returned", "退料", QUANTITY),
        SheetColumn("used", "耗用", QUANTITY),
        SheetColumn("balance", "结存", QUANTITY),
        SheetColumn("allowed_loss", "允许损耗", QUANTITY),
        SheetColumn("excess", "超耗", QUANTITY),
        SheetColumn("counted", "盘点", QUANTITY, optional=True),
    ),
)
PROGRESS: Final = RecordSheet(
    "progress",
    "订单进度",
    "Progress",
    (
        _result_key("subcontract", "派工单号"),
        SheetColumn("household", "户号", CODE),
        SheetColumn("product", "产品编码", CODE),
        SheetColumn("quantity", "数量", QUANTITY),
        SheetColumn("good", "合格", QUANTITY),
        SheetColumn("second", "二等", QUANTITY),
        SheetColumn("rework", "返工", QUANTITY),
        SheetColumn("work_scrap", "工废", QUANTITY),
        SheetColumn("material_scrap", "料废", QUANTITY),
        SheetColumn("pending", "待检", QUANTITY),
        SheetColumn("outstanding", "未交", QUANTITY),
        SheetColumn("status", "状态", ChoiceField(choices=tuple(STATUS_LABELS.items()))),
    ),
)
RESULTS: Final = (PAY, PIECE_LINES, HOLDINGS, PROGRESS)
"""The sheets of the results workbook, each sorted by its key columns."""
