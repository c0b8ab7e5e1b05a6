"""Every text the user may read is there in Chinese, whole and with the same places to fill in."""

from __future__ import annotations

import ast
import copy
import pickle
from functools import cache
from pathlib import Path

import pytest

from models import i18n
from resources.packaging import translations
from resources.packaging.environment import Stop


@cache
def said() -> list[translations.Text]:
    """Every text of the program."""
    return list(translations.find_texts()[0])


def texts_of(code: str) -> translations.TextFinder:
    """The texts found in a piece of code."""
    finder = translations.TextFinder(translations.ROOT / "ui" / "page.py")
    finder.visit(ast.parse(code))
    return finder


def test_every_text_is_translated_and_every_translation_is_used() -> None:
    assert translations.translation_faults() == []


def test_the_program_reads_what_was_checked() -> None:
    catalogue, faults = translations.read()
    assert faults == []
    chinese = i18n.translator("zh")
    for message in translations.messages(catalogue):
        if isinstance(message.id, str):
            assert chinese(message.id, message.context or "") == message.string
        else:
            assert chinese.plural(*message.id, 2) == message.string[0].replace("{n}", "2")


def test_english_quotes_with_straight_marks() -> None:
    # A Chinese font draws curly ones a whole letter wide, which tears English words apart.
    sources = [text.source for text in said()]
    sources += [
        path.read_text(encoding="utf-8")
        for path in (translations.ROOT / "resources" / "help" / "en").glob("*.md")
    ]
    assert len(sources) > 1000 and [source for source in sources if "“" in source or "”" in source] == []


def test_texts_are_found_wherever_they_stand() -> None:
    finder = texts_of(
        'TITLE = mark("Title")\n'
        "class Page:\n"
        "    def show(self, name, tr=None):\n"
        '        self.tr("Hello {name}").format(name=name)\n'
        '        self.tr.plural("{n} stop", "{n} stops", name)\n'
        '        return [tr("One" if name else "Many"), tr("long "\n            "text"), tr(TITLE), other("No")]\n'
    )
    assert [text.source for text in finder.texts] == [
        "Title",
        "Hello {name}",
        "{n} stops",
        "One",
        "Many",
        "long text",
    ]
    assert finder.faults == [] and not any(text.at_import for text in finder.texts)


@pytest.mark.parametrize(
    "code",
    [
        'TITLE = tr("Title")',
        'STOPS = plural("{n} stop", "{n} stops", 1)',
        'class Page:\n    title = tr("Title")',
        'def show(title=tr("Title")):\n    pass',
        '@named(tr("Title"))\ndef show():\n    pass',
    ],
)
def test_a_text_translated_while_loading_is_found(code: str) -> None:
    # It would speak the language of the moment the module was loaded, for ever.
    assert [text.at_import for text in texts_of(code).texts] == [True]


def test_the_context_of_a_text_is_found_with_it() -> None:
    finder = texts_of('mark("Due", "tag")\ndef show():\n    tr("Due", context="day")\n    tr("Due")\n')
    assert [text.key for text in finder.texts] == [("Due", "tag"), ("Due", "day"), ("Due", "")]


@pytest.mark.parametrize("code", ['tr(f"Hello {name}")', 'tr("Hello " + name)'])
def test_a_text_put_together_before_translation_is_found(code: str) -> None:
    assert len(texts_of(f"def show(name):\n    {code}").faults) == 1


HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'


def entries(texts: dict[str, str]) -> str:
    """Some texts as a catalogue holds them."""
    return HEADER + "".join(f'\nmsgid "{source}"\nmsgstr "{text}"\n' for source, text in texts.items())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A little program with its catalogues."""
    for layer in translations.LAYERS:
        (tmp_path / layer).mkdir()
    (tmp_path / "main.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path / "resources" / "locale")
    i18n.catalogue_file("zh").parent.mkdir(parents=True)
    hold(entries({}))
    return tmp_path


def hold(content: str) -> None:
    """Write a catalogue."""
    i18n.catalogue_file("zh").write_text(content, encoding="utf-8", newline="\n")


def held() -> str:
    """What the catalogue holds, without what it tells about itself."""
    return i18n.catalogue_file("zh").read_text(encoding="utf-8").partition("\n\n")[2]


def write(project: Path, code: str, texts: dict[str, str] | str, layer: str = "ui") -> None:
    (project / layer / "page.py").write_text(code, encoding="utf-8")
    hold(texts if isinstance(texts, str) else entries(texts))


@pytest.mark.parametrize(
    ("code", "catalogue", "fault"),
    [
        ('mark("Save")', {}, "not translated"),
        ('mark("Save", "file")', {"Save": "保存"}, "not translated"),
        ('mark("Save {n}")', {"Save {n}": "保存 {m}"}, "placeholders differ"),
        ('mark("Save {n}")', {"Save {n}": "保存 {n"}, "placeholders differ"),
        ('mark("Save {}")', {"Save {}": "保存 {}"}, "placeholders must be names"),
        ('mark("Save")', {"Save": "保存", "Gone": "没了"}, "used nowhere"),
        (
            'mark("Save", "file")',
            entries({}) + '\nmsgctxt "page"\nmsgid "Save"\nmsgstr "存"\n',
            "used nowhere",
        ),
        ('mark("Save")', {"Save": " "}, "no text for"),
        ('mark("Save")', {"Save": ""}, "no text for"),
        ('mark("Save")', entries({"Save": "保存"}) + '\nmsgid "Save"\nmsgstr "存"\n', "translated twice"),
        ('mark("Save")', entries({}) + '\n#, fuzzy\nmsgid "Save"\nmsgstr "存"\n', "not certain"),
        ('mark("Save")', "[", "not a catalogue"),
        ('def f():\n    tr("Save {n}").format(m=1)', {"Save {n}": "保存 {n}"}, "what is filled in"),
    ],
)
def test_each_kind_of_fault_is_told(
    project: Path, code: str, catalogue: dict[str, str] | str, fault: str
) -> None:
    write(project, code, catalogue)
    assert any(fault in told for told in translations.translation_faults())


STOPS = HEADER + '\nmsgid "{n} stop"\nmsgid_plural "{n} stops"\nmsgstr[0] "{n} 站"\n'


@pytest.mark.parametrize(
    ("code", "catalogue", "fault"),
    [
        ('mark("{n} stops")', entries({"{n} stops": "{n} 站"}), "no word for one of the stops"),
        ('tr("{n} stops")', STOPS, "not translated"),
        ('plural("{n} stop", "{n} stops", 2)', STOPS.replace("{n} 站", "站"), "placeholders differ"),
        ('plural("{n} stop", "{n} stops", 2)', STOPS.replace("{n} 站", ""), "no text for"),
        ('plural("{m} stop", "{n} stops", 2)', STOPS, "one and many leave different places open"),
        ('plural("{n} stop", "{n} stops", 2).format(n=2)', STOPS, "what is filled in"),
    ],
)
def test_a_count_says_one_as_people_do(project: Path, code: str, catalogue: str, fault: str) -> None:
    write(project, f"def show():\n    {code}", catalogue)
    assert any(fault in told for told in translations.translation_faults())
    right = 'def show():\n    plural("{n} stop", "{n} stops", 2)\n    tr("{n} is late").format(n=1)'
    write(project, right, STOPS + '\nmsgid "{n} is late"\nmsgstr "{n} 晚了"\n')
    assert translations.translation_faults() == []


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 stops"), (1, "1 stop"), (2, "2 stops"), (1_001, "1,001 stops")]
)
def test_one_is_spoken_of_as_one(count: int, words: str) -> None:
    assert i18n.translator("en").plural("{n} stop", "{n} stops", count) == words
    assert i18n.translator("zh").plural("{n} stop", "{n} stops", count) == words.partition(" ")[0] + " 站"


def test_what_stands_beside_a_count_is_filled_in_afterwards() -> None:
    said = i18n.plural("{n} subcontract of {number}", "{n} subcontracts of {number}", 1_200)
    assert said.format(number="D7") == "D7 已派 1,200 张派工单"


def test_every_count_says_one_and_many_differently() -> None:
    counted = [text.key[0] for text in said() if not isinstance(text.key[0], str)]
    assert len(counted) > 80 and [one for one, many in counted if one == many] == []


def test_tidying_sorts_drops_what_is_unused_and_makes_room_for_what_is_new(project: Path) -> None:
    code = 'mark("Save")\nmark("Add")\nmark("New")\nmark("Save", "seat")'
    write(project, code, {"Save": "保存", "Gone": "没了", "Add": "添加"})
    translations.tidy_catalogue()
    assert translations.translation_faults() == ["no text for: New", "no text for: Save"]
    assert held() == (
        'msgid "Add"\nmsgstr "添加"\n\n'
        'msgid "New"\nmsgstr ""\n\n'
        'msgid "Save"\nmsgstr "保存"\n\n'
        'msgctxt "seat"\nmsgid "Save"\nmsgstr ""\n\n'
    )


def test_a_catalogue_that_cannot_be_read_is_left_as_it_is(project: Path) -> None:
    write(project, 'mark("Save")', "[")
    with pytest.raises(Stop, match="not a catalogue"):
        translations.tidy_catalogue()
    assert i18n.catalogue_file("zh").read_text(encoding="utf-8") == "["


def test_a_changed_catalogue_is_compiled_again_and_an_unchanged_one_is_not(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def speak() -> str:
        i18n.translator.cache_clear()
        return i18n.translator("zh")("Save")

    monkeypatch.setattr(i18n, "translator", cache(i18n.translator.__wrapped__))
    hold(entries({"Save": "保存"}))
    assert speak() == "保存"
    hold(entries({"Save": "存"}))
    assert speak() == "存"
    monkeypatch.setattr(i18n, "compiled", pytest.fail)
    assert speak() == "存"
    i18n.catalogue_file("zh").unlink()
    assert speak() == "存", "what is handed out holds only the compiled form"


def test_what_is_not_translated_yet_stays_english(project: Path) -> None:
    hold(entries({"New": "", "Save": "保存"}))
    chinese = i18n.translator.__wrapped__("zh")
    assert (chinese("New"), chinese("Save"), chinese("")) == ("New", "保存", "")


def test_one_word_with_two_meanings_is_told_apart_by_its_context(project: Path) -> None:
    hold(entries({"Due": "交期"}) + '\nmsgctxt "tag"\nmsgid "Due"\nmsgstr "该收"\n')
    chinese, tag = i18n.translator.__wrapped__("zh"), i18n.mark("Due", "tag")
    assert (chinese("Due"), chinese("Due", "tag"), chinese(tag)) == ("交期", "该收", "该收")
    assert tag == "Due" and chinese("Due", "other") == i18n.translator("en")(tag) == "Due"
    assert chinese(copy.deepcopy(tag)) == chinese(pickle.loads(pickle.dumps(tag))) == "该收"


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("Due", {"order": "交期", "subcontract": "交货日期", "calendar": "交期"}),
        ("Code", {"": "编码", "household": "户号", "machine": "编号", "defect": "代号"}),
        ("Number", {"": "单号", "order": "订单号", "subcontract": "派工单号", "agreement": "协议号"}),
        ("To collect", {"": "该回收", "tag": "该收"}),
    ],
)
def test_a_word_of_two_meanings_has_the_chinese_of_each(text: str, meanings: dict[str, str]) -> None:
    chinese = i18n.translator("zh")
    asked = {found.key[1] for found in said() if found.source == text}
    assert {meaning: chinese(text, meaning) for meaning in asked} == meanings
