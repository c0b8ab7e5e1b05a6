"""Help: every page has a text in both languages, what it names exists, and the window and tour lead to it."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage

from models import i18n
from models.queries.desk.alert import LABELS
from resources.packaging import translations
from tests.screenshots import HELP_PICTURES, HELP_WIDE
from tests.ui.clerk import CTRL, NONE, Clerk
from ui.kit.acts import acts
from ui.kit.dialog import Dialog
from ui.pages import PAGES
from ui.shell import app, help, help_search, theme, tour
from ui.shell.help_window import HelpWindow, open_help
from ui.shell.window_state import remembered

KEY = Qt.Key
ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("zh", "en")
TEXTS = [(language, one) for language in LANGUAGES for one in help.topics(language)]
NAMED = [f"{language}-{one.key}" for language, one in TEXTS]

# Keys that Qt's own names stand for, or that a cell listens to letter by letter.
BY_NATURE = {
    "=": "SAME",
    "Ctrl+C": "StandardKey.Copy",
    "Ctrl+V": "StandardKey.Paste",
    "Ctrl+Del": "Key_Delete",
    "PgUp": "QCalendarWidget",
    "PgDn": "QCalendarWidget",
}


@cache
def ui_sources() -> dict[str, str]:
    """The code of the window, by path."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "ui").rglob("*.py")
    }


@cache
def literals(code: str) -> set[str]:
    """Every text in the code that is an argument or stands in a list; no docstring or remark."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        held: list[ast.expr] = []
        if isinstance(node, ast.Call):
            held = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, (ast.List, ast.Tuple)):
            held = node.elts
        for one in held:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                found.add(one.value.replace("Return", "Enter"))
    return found


def exists(key: str, sources: dict[str, str]) -> bool:
    """Whether some of these modules listen to a key."""
    if key in BY_NATURE:
        return any(BY_NATURE[key] in code for code in sources.values())
    if any(key in literals(code) for code in sources.values()):
        return True
    bare = key.rsplit("+", 1)[-1].replace("Esc", "Escape").replace("Enter", "Return").replace("Del", "Delete")
    bare = bare.replace("PgUp", "PageUp").replace("PgDn", "PageDown")
    held = "+" not in key or any(f"{key.split('+')[0]}Modifier" in code for code in sources.values())
    return held and any(re.search(rf"Key_{bare}\b", code) for code in sources.values())


def class_of(entry: Any) -> Any:
    """The page of a line of the navigation."""
    module, _, name = entry.place.partition(":")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.key)
def test_every_page_has_help_in_both_languages(entry: Any) -> None:
    page = class_of(entry)
    for language in LANGUAGES:
        assert page.help_key in {one.key for one in help.topics(language)}, (page, language)


def test_both_languages_have_the_same_texts_and_nothing_else() -> None:
    keys = {language: [one.key for one in help.topics(language)] for language in LANGUAGES}
    assert keys["zh"] == keys["en"]
    pages = {
        getattr(importlib.import_module(entry.place.split(":")[0]), entry.place.split(":")[1]).help_key
        for entry in PAGES
    }
    assert set(keys["zh"]) == pages | set(help.FIRST)


@pytest.mark.parametrize(("language", "one"), TEXTS, ids=NAMED)
def test_every_key_named_in_help_exists(language: str, one: help.Topic) -> None:
    sources = ui_sources()
    keys = help.keys_named(one.text)
    assert [key for key in keys if not exists(key, sources)] == []
    module = next((entry.place.split(":")[0] for entry in PAGES if entry.key == one.key), None)
    if module is None:
        return
    # What a page's text says of a key must be so on that page, or in what every page shares.
    shared = (
        "ui/kit/entry_page.py",
        "ui/kit/grid.py",
        "ui/kit/table.py",
        "ui/shell/window.py",
        "ui/shell/backup_reminder.py",
        "ui/kit/print_preview.py",
        "ui/pages/__init__.py",
    )
    page = sources[f"{module.replace('.', '/')}.py"]
    # A part that another room makes is asked for by its name.
    named = re.findall(r'\bpart\("(\w+)"', page)
    parts = {place.split(":")[0] for name, place in acts().items() if name in named}
    near = {
        path: code
        for path, code in sources.items()
        if path in shared
        or path.startswith(("ui/kit/", f"{module.rpartition('.')[0].replace('.', '/')}/"))
        or path.removesuffix(".py").replace("/", ".") in page
        or path.removesuffix(".py").replace("/", ".") in parts
    }
    assert [key for key in keys if not exists(key, near)] == []


def test_the_overview_of_keys_is_that_of_the_navigation() -> None:
    for language in LANGUAGES:
        i18n.set_language(language)
        said = re.findall(
            r"\| `(\S+)` \| (.+?) \|", next(t.text for t in help.topics(language) if t.key == "keys")
        )
        told = dict(said)
        for entry in PAGES:
            assert told[entry.shortcut] == i18n.tr(entry.label)


@cache
def said_by_the_program(language: str) -> frozenset[str]:
    """Every text of the program in a language."""
    said = translations.messages(translations.read()[0])
    return frozenset(
        str(message.string if language == "zh" else message.id)
        for message in said
        if isinstance(message.id, str)
    )


@pytest.mark.parametrize(("language", "one"), TEXTS, ids=NAMED)
def test_words_in_bold_stand_on_the_screen(language: str, one: help.Topic) -> None:
    known = said_by_the_program(language)
    assert [words for words in re.findall(r"\*\*(.+?)\*\*", one.text) if words not in known] == []


@pytest.mark.parametrize(("language", "one"), TEXTS, ids=NAMED)
def test_links_lead_somewhere_and_nothing_is_left_unread(language: str, one: help.Topic) -> None:
    keys = {other.key for other in help.topics(language)}
    assert [link for link in re.findall(r"(?<!!)\[[^]]+\]\(([^)]+)\)", one.text) if link not in keys] == []
    shown = re.sub(r"<style>.*?</style>", "", help.page(one.text), flags=re.S)
    bare = re.sub(r"<[^>]+>", "", shown)
    assert not re.search(r"[*`\[\]|#]", bare.replace("|", "") if one.key == "keys" else bare), (
        "mark-up left over"
    )
    assert one.text.startswith(f"# {one.title}\n") and len(bare) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_that_is_shown_is_there_and_every_one_there_is_shown(language: str, qapp: Any) -> None:
    shown = [name for one in help.topics(language) for name in help.pictures_named(one.text)]
    folder = help.picture_file("", language).parent
    assert sorted(shown) == sorted(path.stem for path in folder.iterdir()) == sorted(HELP_PICTURES)
    for name in shown:
        picture = help.picture_file(name, language)
        assert picture.stat().st_size < 120_000 and QImage(str(picture)).width() == HELP_WIDE
    i18n.set_language(language)
    page = help.page(next(one.text for one in help.topics(language) if one.key == "map"))
    assert help.picture_file("map", language).as_uri() in page


def test_a_text_becomes_paragraphs_lists_and_tables() -> None:
    made = help.page(
        "# A\n\nOne\ntwo **b** `Ctrl+P` <x>\n\n- i\n- j\n  k\n\n1. n\n\n| `F1` | a |\n|---|---|\n| c | d |\n"
    )
    body = made.split("<body>")[1]
    assert body.startswith("<h1>A</h1><p>One two <b>b</b> <span")
    assert "&lt;x&gt;" in body and "<ul><li>i</li><li>j k</li></ul><ol><li>n</li></ol>" in body
    assert body.count("<tr>") == 2 and "---" not in body


@pytest.fixture
def reader(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """A clerk with help at hand."""
    monkeypatch.setattr(Dialog, "helper", staticmethod(app.helped_over))
    clerk.window.helper = lambda key: open_help(clerk.window, key)
    clerk.go("households")
    return clerk


def window_of(clerk: Clerk) -> HelpWindow:
    found: HelpWindow = clerk.window.findChild(HelpWindow)
    return found


def test_f1_opens_the_help_of_the_page_one_is_on(reader: Clerk) -> None:
    reader.press(Qt.Key.Key_F1)
    shown = window_of(reader)
    assert shown.isVisible() and shown.shown == "households" and "农户" in shown.text.toPlainText()
    reader.go("products")
    assert shown.shown == "products", "it follows the desk"
    shown.activateWindow()
    reader.press(Qt.Key.Key_Escape, on=shown)
    assert not shown.isVisible()
    reader.window.top.help.click()
    assert shown.isVisible() and len(reader.window.findChildren(HelpWindow)) == 1
    shown.close()


def test_help_is_searched_and_links_are_followed(reader: Clerk) -> None:
    shown = open_help(reader.window, "today")
    shown.search.setText("赶场")
    titles = [shown.list.item(row).text() for row in range(shown.list.count())]
    assert titles and all(title.startswith("路线 · ") for title in titles)
    assert "赶场" in shown.text.toPlainText() and shown.text.extraSelections()
    shown.search.setText("锁错了怎么办")
    assert shown.list.item(0).text() == "月底怎么做 · 锁错了、锁早了"
    assert shown.text.textCursor().block().text() == "锁错了、锁早了", "the passage is brought into sight"
    assert abs(shown.text.cursorRect().top()) < theme.px("row") * 2
    shown.search.setText("没有这样的词")
    assert shown.list.count() == 0 and shown.nothing.isVisible() and shown.text.toPlainText() == ""
    shown._follow(QUrl("pay"))
    assert shown.shown == "pay" and shown.search.text() == ""
    reader.press(Qt.Key.Key_F, CTRL, on=shown)
    reader.press(Qt.Key.Key_Down, on=shown.search)
    assert shown.shown == "advances"
    shown.close()


def test_f1_opens_help_over_a_form_and_leaves_it_as_it_was(reader: Clerk) -> None:
    seen: list[str] = []

    def ask(form: Any) -> None:
        editor = form.form.field("head").editor
        editor.setText("陈㛃")
        reader.press(KEY.Key_F1)
        shown = form.findChild(HelpWindow)
        seen.append(shown.shown)
        assert shown.isVisible() and not shown.tour_button.isVisible()
        shown.search.setText("搬家")
        seen.append(shown.shown)
        reader.press(KEY.Key_Escape, on=shown)
        assert not shown.isVisible() and form.isVisible() and editor.text() == "陈㛃"
        form.ask_help()
        assert shown.isVisible(), "the same window again"
        shown.ask_help()
        assert not shown.isVisible()

    reader.with_sheet(reader.window.page.create, ask)
    assert seen == ["households", "changes"]


def test_a_window_that_stands_alone_has_help_too(
    qtbot: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dialog, "helper", staticmethod(app.helped_over))
    from ui.shell.welcome import Welcome

    box = Welcome(None)
    qtbot.addWidget(box)
    box.ask_help()
    shown = box.findChild(HelpWindow)
    assert shown.isVisible() and shown.shown == "first-day"
    shown.close()


QUESTIONS = {
    "zh": {
        "工资锁早了、锁错了，怎么解锁？": "month-end",
        "反结账": "month-end pay",
        "电脑坏了，账怎么搬？备份在哪个文件夹？": "backup",
        "换电脑": "backup",
        "恢复备份": "backup",
        "怎么设密码？忘了怎么办？": "password",
        "加密": "password",
        "几个人用一台电脑，怎么登录？": "people",
        "看不到工资": "people",
        "制单": "people",
        "两台电脑、两个人能一起记吗？": "backup",
        "多人": "backup",
        "开头的库存、各户手里的旧料怎么录？盘点差了呢？": "stock material",
        "期初": "stock",
        "农户说数不对、不肯签字，怎么办？": "month-end",
        "异议": "month-end vouchers",
        "不认账": "month-end",
        "派工单在哪里打？派了工给农户什么纸？": "orders",
        "打印派工单": "orders",
        "记了账才发现日期、数量、户不对，怎么改？": "mistakes",
        "改日期": "mistakes",
        "开错": "mistakes",
        "料用超了、弄丢了，怎么扣钱，最多扣多少？": "material",
        "扣多少": "material",
        "针式打印机越打越偏，三联纸怎么设？": "print",
        "走纸": "print",
        "换户主、分家、搬家、一户录了两次？": "changes",
        "合并": "changes",
        "银行把钱退回来了、要改领现金，怎么记？": "month-end",
        "退票": "month-end",
        "结账": "month-end pay",
        "结存为负": "today stock",
        "居家补贴": "pay",
        "导出": "reports",
        "工资单怎么看": "pay",
        "缺号": "vouchers",
        "锁账凭证": "trust",
        "补打": "vouchers print",
    },
    "en": {
        "unlock": "month-end pay",
        "How do I unlock a month locked too early?": "month-end",
        "another computer": "backup",
        "move to a new laptop": "backup",
        "where are the backups": "backup",
        "forgot password": "password",
        "who may see pay": "people",
        "change user": "people",
        "two people at the same time": "backup",
        "opening stock": "stock",
        "stocktake": "stock",
        "dispute": "month-end vouchers",
        "print subcontract": "orders",
        "wrong date": "mistakes",
        "lost material": "material",
        "dot matrix": "print",
        "merge": "changes",
        "bank returned": "month-end",
        "export": "reports",
    },
}
"""What people ask in the first month, and the text that answers it."""


@pytest.mark.parametrize(
    ("language", "asked"), [(language, asked) for language in LANGUAGES for asked in QUESTIONS[language]]
)
def test_the_questions_of_the_first_month_find_their_answer(language: str, asked: str) -> None:
    found = help_search.search(language, asked)
    assert found and found[0].topic.key in QUESTIONS[language][asked].split(), [
        (one.topic.key, one.heading) for one in found[:3]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_nowhere_is_not_found(language: str) -> None:
    for asked in ("", "？", "没有这样的词", "qwertz", "怎么办"):
        assert help_search.search(language, asked) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tag_of_today_is_explained(language: str) -> None:
    i18n.set_language(language)
    page = next(one for one in help.topics(language) if one.key == "today")
    told = {line.split("|")[1].strip() for line in page.text.splitlines() if line.startswith("| ")}
    assert {i18n.tr(label) for label in LABELS.values()} <= told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_that_is_read_is_the_one_reckoned_in_the_rules(language: str) -> None:
    texts = {one.key: one.text for one in help.topics(language)}
    passage = next(
        said for _, words, said in help.passages(texts["pay"]) if "读工资单" in words or "read" in words
    )
    figures = re.findall(r"\d+\.\d\d", passage)
    assert len(figures) >= 15 and [one for one in figures if one not in texts["rules"]] == []


def test_help_speaks_the_screens_language_and_dress(reader: Clerk, qapp: Any) -> None:
    open_help(reader.window, "stock").close()
    i18n.set_language("en")
    shown = open_help(reader.window, "stock")
    assert shown.text.toPlainText().startswith("Stock")
    before = shown.text.toHtml()
    theme.apply(qapp, "dark")
    try:
        assert shown.text.toHtml() != before
    finally:
        theme.apply(qapp, "light")
        shown.close()


def test_an_unknown_page_gets_the_first_text(reader: Clerk) -> None:
    shown = open_help(reader.window, "")
    assert shown.shown == "first-day"
    shown.close()


def test_the_tour_points_at_what_is_there_and_is_offered_once(reader: Clerk) -> None:
    assert tour.offer_tour(reader.window)
    made: Any = reader.window.findChild(tour.Tour)
    seen = []
    for _ in tour.STEPS:
        assert made.isVisible() and not made._hole.isNull(), made.title.text()
        assert made.rect().contains(made.card.geometry()) and not made.card.geometry().intersects(made._hole)
        seen.append(made.title.text())
        reader.press(Qt.Key.Key_Return, on=made)
    assert len(set(seen)) == 5 and not made.isVisible()
    assert not tour.offer_tour(reader.window) and remembered().value(tour.SEEN)


def test_the_tour_can_be_left_and_gone_back_in(reader: Clerk) -> None:
    made = tour.Tour(reader.window)
    made.begin()
    reader.press(Qt.Key.Key_Right, on=made)
    reader.press(Qt.Key.Key_Left, on=made)
    assert made.number == 0
    reader.window.resize(1000, 640)
    reader.settle()
    assert made.size() == reader.window.centralWidget().size()
    reader.press(Qt.Key.Key_Escape, on=made)
    assert not made.isVisible() and reader.window.current == "households"


def test_no_key_goes_through_the_veil_and_esc_always_ends_it(reader: Clerk) -> None:
    made = tour.Tour(reader.window)
    made.begin()
    page = reader.window.page
    page.take_focus()  # as a page does that was just asked again
    stolen = reader.focus()
    assert stolen is not made
    for key, held in ((KEY.Key_O, CTRL), (KEY.Key_N, CTRL), (KEY.Key_F5, NONE), (KEY.Key_K, CTRL)):
        reader.press(key, held, on=stolen)
    reader.press(KEY.Key_Return, CTRL, on=stolen)
    assert reader.window.current == "households" and not reader.window.top.find.hasFocus()
    assert made.isVisible() and made.number == 0
    reader.press(KEY.Key_Return, on=stolen)
    assert made.number == 1
    reader.press(KEY.Key_Escape, on=stolen)
    assert not made.isVisible()
    reader.press(KEY.Key_F5, on=reader.focus())
    assert reader.window.current == "dispatch", "afterwards the keys do what they did"


def test_the_tour_points_at_no_names_where_none_are_shown(reader: Clerk) -> None:
    reader.window.nav.set_narrow(False)
    made = tour.Tour(reader.window)
    made.begin()
    wide = made.words.text()
    made.leave()
    reader.window.nav.set_narrow(True)
    again = tour.Tour(reader.window)
    again.begin()
    assert "名字右边" in wide and "名字右边" not in again.words.text()
    for _ in tour.STEPS[1:]:
        again.go_on()
    assert "小房子" in again.words.text()
    again.leave()
