"""Agreements: clauses of the cooperative's own, versions counted, and the signed text kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.ledger.printing import count_printing
from models.actions.party.parties import save_agreement, save_household
from models.actions.product.products import save_rate
from models.errors import UserError
from models.queries.party.agreements import agreement_papers
from models.rules.party.clauses import STANDARD, clauses_of, filled
from models.setting_definitions import BY_KEY
from models.settings import change_settings, setting, shown
from models.tables.paper import AgreementText, ClauseText
from models.tables.party import Household
from models.tables.product import Rate
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from reports.paper.papers import MM, PAPERS
from tests import factories as made
from tests.reports import samples
from tests.reports.marks import pages_of, text_of, words_on
from tests.reports.printed import print_documents

ZH, EN = paper_translator("zh"), paper_translator("en")


def two_of_one_number() -> list[Any]:
    """Two households with agreements of the same number."""
    made.product("P-BASKET", "竹编果篮", good=3.25, second=2.6)
    homes = [made.household("H0001", "单䶮"), made.household("H0002", "陈㛃")]
    for home in homes:
        save_agreement(home.id, "XY1", date(2026, 10, 1), None)
    return homes


@pytest.fixture
def homes(fill: Any) -> list[Any]:
    return fill(two_of_one_number)


def pages(tmp_path: Path, language: Any = ZH, **asked: Any) -> list[str]:
    """The text of the agreements, printed and counted."""
    target = tmp_path / "agreement.pdf"
    result = print_documents("agreement", target, tr=language, **asked)
    count_printing("agreement", result.keys, language=language.language)
    return text_of(target)


def test_the_text_an_agreement_was_printed_with_stays(homes: list[Any], tmp_path: Path) -> None:
    (first,) = pages(tmp_path, household="H0001")
    assert "收到工资单后10天内" in first and "协议文本第1版" in first and "3.2500" in first
    change_settings(
        {"agreement.clauses": "第一条 按样品做。{rates}\n\n2. 次月{pay_day}日发。", "pay.objection_days": 5}
    )
    again, second = pages(tmp_path)
    assert "收到工资单后10天内" in again and "第1版" in again and "补打1次" in again
    assert "1.按样品做。" in second and "2.次月10日发。" in second and "第2版" in second
    assert "收到工资单" not in second and "补打" not in second
    assert ClauseText.select().count() == 2 and AgreementText.select().count() == 2
    # The household signed Chinese; it reads the same words on an English form.
    (english, _) = pages(tmp_path, EN)
    assert "收到工资单后10天内" in english and "Partyb".lower() in english.lower()


def test_it_says_how_pay_comes_and_up_to_which_day_a_month_counts(homes: list[Any], tmp_path: Path) -> None:
    first = pages(tmp_path, household="H0001")[0]
    assert "收款方式现金" in first and "工资每月算到月底" in first
    save_household(
        {"pay_method": "bank", "bank": "农商行", "account": "6222000011112222"},
        Household.get_by_id(homes[0].id),
    )
    change_settings({"pay.cutoff_day": 25})
    first = pages(tmp_path, household="H0001")[0]
    assert "收款方式农商行尾号2222" in first and "工资每月算到25日" in first


def test_a_later_rate_does_not_reach_what_was_signed(homes: list[Any], tmp_path: Path) -> None:
    pages(tmp_path, household="H0001")
    rate = Rate.get(Rate.grade == "good")
    save_rate(rate.product_id, "good", rate.start, None, 99_000, existing=rate)
    first, second = pages(tmp_path)
    assert "3.2500" in first and "9.9000" not in first
    assert "9.9000" in second


def test_the_standard_text_is_kept_as_none_and_shown_whole(homes: list[Any]) -> None:
    declared = BY_KEY["agreement.clauses"]
    text = shown(declared, setting("agreement.clauses"))
    assert len(text.splitlines()) == len(STANDARD)
    change_settings({"agreement.clauses": text})
    assert setting("agreement.clauses") == ""
    change_settings({"agreement.clauses": text + "\n另加一条。"})
    (one, _) = agreement_papers()
    assert one.clauses(ZH)[-1] == "另加一条。"
    with pytest.raises(UserError, match="payday") as refused:
        change_settings({"agreement.clauses": "{payday}"})
    assert refused.value.field == "agreement.clauses"


def test_the_english_text_says_days_in_words(homes: list[Any], tmp_path: Path) -> None:
    assert "within10daysofreceiving" in pages(tmp_path, EN, household="H0001")[0]
    change_settings({"pay.objection_days": 1, "paper.language": "en"})
    assert "within1dayofreceiving" in pages(tmp_path, EN, household="H0002")[0]
    text = shown(BY_KEY["agreement.clauses"], "")
    assert "within {days} days of" in text
    change_settings({"agreement.clauses": text})
    assert setting("agreement.clauses") == ""


def test_clauses_are_read_as_typed() -> None:
    assert clauses_of("1. 一\n  2、二 \n\n第三条 三\n10 个一捆") == ["一", "二", "三", "10 个一捆"]
    assert filled("{cap}% {unknown} {}", {"cap": "20"}) == "20% {unknown} {}"


def test_printing_something_else_keeps_no_agreement(homes: list[Any]) -> None:
    count_printing("dispatch", ["H0001 XY1"])
    assert AgreementText.select().count() == 0


def test_an_agreement_names_those_who_work_and_has_room_for_the_chop() -> None:
    document = KINDS["agreement"].build(samples.agreement(), paper_translator("zh"))
    pages = pages_of(document, PAPERS["a4"])
    said = [word for page in pages for word in words_on(page)]
    text = " ".join(said)
    for words in ("解燚（女，1980 年生）", "徐素", "在哪里交料", "在哪里发钱", "甲方签字人", "身份证 ____"):
        assert words in text, words
    assert text.count("日期：") == 3, "each box has its date but the thumb's"
    assert text.count("H0005") == 1, "nobody is printed twice"
    sizes = [(call[3] / MM, call[4] / MM) for page in pages for call in page.calls if call[0] == "rect"]
    assert any(abs(wide - 50) < 0.6 and abs(high - 46) < 0.6 for wide, high in sizes)
