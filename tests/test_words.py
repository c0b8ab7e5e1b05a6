"""One thing, one word: no Chinese text of the program says a word the trade's list replaced with another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from models import i18n

ROOT = Path(__file__).resolve().parents[1]
HELP = ROOT / "resources" / "help" / "zh"

NEVER = {
    "过账|入账(?!银行)": "记账",
    "账套|数据库|台账|库中|在库里": "账本",
    "工作簿|电子表格": "表格",
    "核验": "核对",
    "审核": "复核",
    "冲销": "冲回",
    "银行转账|银行发放|银行代发(?!文件)|走银行发放": "银行",
    "现金发放": "现金",
    "发放方式": "收款方式",
    "结转": "留到下月",
    "规定比例": "扣款上限",
    "支取": "预支",
    "未扣回": "预支未扣",
    "结算(?!单)": "截止日, 发放日",
    "发薪": "发放日",
    "本期|上期|下期|该期": "这个月",
    "工资期": "月份",
    "结账": "锁定",
    "签收表": "工资发放表",
    "备零钞|零分": "要准备的钱, 不到 1 角的",
    "(?<!个税)预扣率表": "个税预扣率表",
    "家庭成本补贴|补贴奖励": "补贴",
    "计件金额|计件合计|本单计件(?!工资)": "计件工资",
    "合格现价|二等现价|赔价|价格": "工价, 单价, 料价",
    "(?<!佐证)材料|成品": "物料, 产品",
    "用料(?!更正)": "物料清单",
    "定额(?!减除)": "需用",
    "领料单": "发料单",
    "耗用更正": "更正耗用",
    "结余|剩余|结存为负": "结存, 用多了",
    "零头": "散装",
    "配料": "集中发料",
    "盘库|初始化": "盘点, 期初",
    "(?<!哪)一等|返修|报废|废品": "合格, 返工, 工废, 料废",
    "不良|返工率": "退回, 次品率",
    "派工单上的码|派工单上印": "发料单上",
    "分派": "派工",
    "拖期|超期": "逾期",
    "缩单|短交|结案|已结束|已交齐": "提前结束, 已完成",
    "协议编号": "协议号",
    "来料|成品交付|已交企业|交付": "入库, 送货",
    "我们|本系统": "合作社, 院坝",
    "走访|上门指导": "技术指导",
    "指导内容|发现的问题": "主题, 发现问题",
    "空号": "空白单, 缺号清单",
    "农户手册": "作坊手册",
    "工价表": "工价公示",
    "链首": "账印",
    "线路|行程": "路线",
    "回仓(?!库)": "回仓库",
    "待办|登记的事": "要跑的事",
    "站点": "站",
    "您|你": "请",
    "无效|错误|不符|无法": "what to enter instead",
    "(?i)(?<![a-z])k[mg](?![a-z])": "公里, 公斤",
    "「|」": "“ ”",
}
"""A word that was used for something and is used no longer, and what says it now."""

NEVER_IN_ENGLISH = {
    "This slip earns": "piece pay of this slip",
    "[Ss]upplements?": "allowance",
    "[Pp]ut off|Carried on$|still out$": "carried to next month, outstanding",
    "Pay month ends on|Last day of a pay period": "cut-off day",
    "Freeze|freezes": "lock",
    "Signature list": "pay list",
    "Delivery slip$": "dispatch slip",
    "Consumed|Used up": "used",
    "Material missing|Excess loss": "material not returned, excess",
    "Take it back|Go and show": "record return, plan a visit",
    "Came in$|Word kept|^Homes$": "collected, on time and defects, households",
    "Account of the month": "account",
    "All right|Begin anew|Throw away": "OK, start over, discard",
    "[Uu]sual values": "defaults",
    "stands here twice|^Here stands? the (enterprises|machines|products)": "appears twice; none yet",
    "[Tt]aken? up again|[Tt]ake the order up": "resume, reopen",
    "[Mm]end it": "fix it",
    "([Gg]iv(e|es|en|ing)|[Gg]ave) out": "assign, dispatch",
    "[Hh]and(s|ed|ing)? out": "dispatch, pay",
    "([Ss]har(e|es|ed|ing)) out": "assign",
    "^The road$|The road[*|:]": "routes",
    "([Tt]ak(e|es|en|ing)|took) (it |them |that |those )?back": "undo, reverse, return, cancel",
    "Here stands? ": "none yet; this shows",
    "[Rr]eckon(s|ed|ing)?( |[.,]|$)": "calculate",
    "^To drive$|Sheets are back|^Ask for a drive": "stops to plan, enter returned sheets, add an errand",
    "Nothing of ours|believable": "skip this sheet, demo",
    "^Matter$|What is the matter|heaviest first|on their way": "item, details, most urgent first, progress",
    "Not on any drive|What was asked for": "not scheduled, errands",
    "What is odd about it|^Br(ing it|ought) in$": "warnings, import",
    "Spread it as well|Leave it open": "assign above capacity, leave unassigned",
    "[Cc]orrect consumption|[Cc]onsumption correct": "usage correction",
    "^Faulty$|Rates and prices|object to a statement": "defect rate, rate card, dispute",
}
"""The same in English."""

ALLOWED = {
    # Headers that the results workbook and the command line have by contract, and what the command line calls a month.
    "Deductions carried on": "结转",
    "Period": "工资期",
    "period": "工资期",
    "The pay period, like 2026-10.": "工资期",
    "The first period or day of a span, like 2026-01.": "工资期",
    "The last period or day of a span, like 2026-12.": "工资期",
    "The last period, for the county office, enterprises or the ledger of outwork.": "工资期",
}
"""Texts that may say one of them."""

HELP_ALLOWED = {
    # Whoever looks for a month's end by these words finds the lock.
    "pay.md": "结账",
}


@cache
def texts() -> list[tuple[str, str, str]]:
    """Every Chinese text with its context and its source."""
    return list(_texts())


def _texts() -> Iterator[tuple[str, str, str]]:
    with i18n.catalogue_file("zh").open("rb") as file:
        for message in read_po(file):
            if message.id:
                source = message.id if isinstance(message.id, str) else message.id[-1]
                text = message.string if isinstance(message.string, str) else " ".join(message.string)
                yield str(message.context or ""), str(source), text


@pytest.mark.parametrize("word", NEVER)
def test_one_thing_has_one_word_on_screen_and_paper(word: str) -> None:
    said = [
        f"{source} → {text}: say {NEVER[word]}"
        for _, source, text in texts()
        for found in re.finditer(word, text)
        if found[0] != ALLOWED.get(source)
    ]
    assert said == []


@pytest.mark.parametrize("word", NEVER_IN_ENGLISH)
def test_one_thing_has_one_word_in_english_too(word: str) -> None:
    said = [
        f"{source}: say {NEVER_IN_ENGLISH[word]}"
        for _, source, _ in texts()
        if source not in ALLOWED and re.search(word, source)
    ]
    assert said == []


@pytest.mark.parametrize("word", NEVER_IN_ENGLISH)
def test_the_english_help_says_what_the_screen_says(word: str) -> None:
    said = [
        f"{path.name}: {line}: say {NEVER_IN_ENGLISH[word]}"
        for path in sorted((ROOT / "resources" / "help" / "en").glob("*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("~") and re.search(word, line)
    ]
    assert said == []


def test_only_a_backup_is_restored() -> None:
    said = [
        text for _, source, text in texts() if "恢复" in text and not re.search("(?i)restor|backup", source)
    ]
    assert said == []


@pytest.mark.parametrize("word", NEVER)
def test_the_help_and_the_readme_say_what_the_screen_says(word: str) -> None:
    said = [
        f"{path.name}: {line}: say {NEVER[word]}"
        for path in (*sorted(HELP.glob("*.md")), ROOT / "README.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        # What a passage is found by are the words people use.
        if not line.startswith("~")
        for found in re.finditer(word, line)
        if found[0] != HELP_ALLOWED.get(path.name)
    ]
    assert said == []


def test_what_is_allowed_is_still_said() -> None:
    said = {source: text for _, source, text in texts()}
    assert [source for source, word in ALLOWED.items() if word not in said.get(source, "")] == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Household code", "户号"),
        ("Needed", "需用"),
        ("Gross pay", "应发"),
        ("Paid by", "收款方式"),
        ("Bank transfer", "银行"),
        ("Rejected", "退回"),
        ("Delivered", "送货"),
        ("Collected", "已交"),
        ("Post", "记账"),
        ("Closed short", "提前结束"),
        ("Kits", "集中发料"),
    ],
)
def test_a_meaning_has_its_word(source: str, text: str) -> None:
    assert {found for context, known, found in texts() if (context, known) == ("", source)} == {text}
