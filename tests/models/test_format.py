"""How figures, days and periods are shown."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from models import format
from models.i18n import translator
from models.rules.ledger import balance, grade
from models.rules.order import allocation
from models.rules.order.allocation import Reason
from models.rules.pay.calendar import period

ZH = translator("zh")
EN = translator("en")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (format.money(1_625_000), "16,250.00"),
        (format.money(-5), "-0.05"),
        (format.money(None), ""),
        (format.yuan(1_625_000), "¥16,250.00"),
        (format.yuan(-100), "-¥1.00"),
        (format.yuan(None), ""),
        (format.quantity(1_200_500), "1,200.5"),
        (format.quantity(1_200_500, "kg", ZH), "1,200.5 公斤"),
        (format.quantity(60_000, "piece", EN), "60 pieces"),
        (format.quantity(1_000, "piece", EN), "1 piece"),
        (format.quantity(60_000, "双", EN), "60 pairs"),
        (format.quantity(1_000, "双", EN), "1 pair"),
        (format.quantity(1_000, "个", EN), "1 piece"),
        (format.quantity(2_500, "米", EN), "2.5 m"),
        (format.quantity(60_000, "双", ZH), "60 双"),
        (format.quantity(60_000, "担", EN), "60 担"),
        (format.quantity(None, "kg"), ""),
        (format.rate(32_500), "3.2500"),
        (format.rate(None), ""),
        (format.percent(15_000), "1.5%"),
        (format.percent(None), ""),
        (format.distance(450, EN), "450 m"),
        (format.distance(3_249, EN), "3.2 km"),
        (format.distance(450, ZH), "450 米"),
        (format.distance(-3_249, ZH), "-3.2 公里"),
        (format.weight(1_200_400, ZH), "1,200 公斤"),
        (format.weight(300, EN), "1 kg"),
        (format.weight(0, EN), "0 kg"),
        (format.distance(None), ""),
        (format.in_words(38_587, "zh"), "人民币叁佰捌拾伍元捌角柒分"),
        (format.in_words(100, "en"), "one yuan and 00/100"),
        (
            format.sentences("原借给李秀英。", "", "押着 ¥200.00 押金。", language="zh"),
            "原借给李秀英。押着 ¥200.00 押金。",
        ),
        (
            format.sentences("It was with Li.", "", "¥200.00 is held.", language="en"),
            "It was with Li. ¥200.00 is held.",
        ),
        (format.date(date(2026, 10, 5), "zh"), "2026年10月5日"),
        (format.date(date(2026, 10, 5), "en"), "5 Oct 2026"),
        (format.date(date(2026, 10, 5), "en", short=True), "10-05"),
        (format.date(None), ""),
        (format.month("2026-10", "zh"), "2026年10月"),
        (format.month("2026-01", "en"), "Jan 2026"),
        (format.period(period("2026-10", 25), "zh"), "2026年9月26日—2026年10月25日"),
        (format.period(period("2026-10"), "en"), "1 Oct 2026 – 31 Oct 2026"),
        (format.moment(datetime(2026, 10, 5, 8, 3), "zh"), "2026年10月5日 08:03"),
        (format.moment(None), ""),
        (format.clock(time(8, 30)), "08:30"),
        (format.clock(None), ""),
        (format.grade(grade.MATERIAL_SCRAP, ZH), "料废"),
        (format.grade(grade.MATERIAL_SCRAP, EN), "Material scrap"),
        (format.reason(Reason(allocation.DISTANCE, 3_249), EN), "3.2 km away"),
        (format.reason(Reason(allocation.CAPACITY, 99_000), EN, "kg"), "can take 99 kg until the due date"),
        (format.reason(Reason(allocation.DEFECTS, 12_345), EN), "1.2% defects"),
        (format.reason(Reason(allocation.SKILL, 2), EN), "skill 2 of 3"),
        (format.reason(Reason(allocation.BEYOND, 9_000), EN, "kg"), "9 kg beyond its capacity"),
        (format.reason(Reason(allocation.NO_RECORD), ZH), "暂无交货记录"),
    ],
)
def test_what_is_shown(shown: str, expected: str) -> None:
    assert shown == expected


def test_every_label_is_chinese_in_chinese() -> None:
    labels = [
        *grade.LABELS.values(),
        *balance.STATUS_LABELS.values(),
        *allocation.REASONS.values(),
        *format.UNITS.values(),
    ]
    assert [label for label in labels if not any("一" <= sign <= "鿿" for sign in ZH(label))] == []
