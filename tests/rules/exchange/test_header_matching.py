"""Strangers' words are recognised; what has nothing in common is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.queries.exchange.workbook_schema import HOUSEHOLDS, ORDERS, RECORDS, WORKERS, RecordSheet
from models.rules.exchange.header_matching import ENOUGH, SAME, headerlike, plain, similarity


def best(sheet: RecordSheet, header: str) -> str:
    score, key = max((similarity(header, column.names), column.key) for column in sheet.columns)
    return key if score >= ENOUGH else ""


def test_our_own_names_are_the_same_whatever_stands_around_them() -> None:
    for sheet in RECORDS:
        for column in sheet.columns:
            for text in (column.zh, column.key, f" {column.zh}* ", column.key.upper(), f"{column.zh}（元）"):
                assert similarity(text, column.names) == SAME or plain(text) == plain(column.key)
                assert best(sheet, text) == column.key


@pytest.mark.parametrize(
    ("sheet", "header", "key"),
    [
        (HOUSEHOLDS, "户主电话", "phone"),
        (HOUSEHOLDS, "联系\n电话", "phone"),
        (HOUSEHOLDS, "户主姓名", "head"),
        (HOUSEHOLDS, "姓 名", "head"),
        (HOUSEHOLDS, "帮扶人联系电话", "helper_phone"),
        (HOUSEHOLDS, "身份证号码", "id_number"),
        (HOUSEHOLDS, "所在行政村", "village"),
        (HOUSEHOLDS, "银行卡号", "account"),
        (WORKERS, "姓名", "name"),
        (ORDERS, "客户名称", "enterprise"),
        (ORDERS, "交货期", "due"),
        (ORDERS, "天气", ""),
        (HOUSEHOLDS, "合计", ""),
        (HOUSEHOLDS, "", ""),
    ],
)
def test_a_header_means_the_likest_column(sheet: RecordSheet, header: str, key: str) -> None:
    assert best(sheet, header) == key


@pytest.mark.parametrize(
    ("name", "key"), [("农户花名册", "households"), ("10月领料单", "dispatches"), ("客户", "enterprises")]
)
def test_a_sheet_is_known_by_its_name(name: str, key: str) -> None:
    assert max((similarity(name, sheet.names), sheet.key) for sheet in RECORDS)[1] == key


@given(st.text(max_size=30))
def test_any_text_has_a_score(text: str) -> None:
    for sheet in (HOUSEHOLDS, ORDERS):
        assert 0 <= similarity(text, sheet.names) <= SAME
        assert all(0 <= similarity(text, column.names) <= SAME for column in sheet.columns)
    assert 0 <= headerlike(text, HOUSEHOLDS.columns[0].names) <= SAME
