"""Every text the user may read is there in Chinese, whole and with the same places to fill in."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dev
from models import i18n


def texts_of(code: str) -> dev.TextFinder:
    """The texts found in a piece of code."""
    finder = dev.TextFinder(dev.ROOT / "ui" / "page.py")
    finder.visit(ast.parse(code))
    return finder


def test_every_text_is_translated_and_every_translation_is_used() -> None:
    assert dev.translation_faults() == []


def test_the_program_reads_what_was_checked() -> None:
    catalogues, faults = dev.read_catalogues()
    assert faults == []
    chinese = i18n.translator("zh")
    for catalogue in catalogues.values():
        for source, text in catalogue.items():
            assert chinese(source) == text


def test_english_quotes_with_straight_marks() -> None:
    # A Chinese font draws curly ones a whole letter wide, which tears English words apart.
    sources = [text.source for text in dev.find_texts()[0]]
    sources += [
        path.read_text(encoding="utf-8") for path in (dev.ROOT / "resources" / "help" / "en").glob("*.md")
    ]
    assert len(sources) > 1000 and [source for source in sources if "“" in source or "”" in source] == []


def test_texts_are_found_wherever_they_stand() -> None:
    finder = texts_of(
        'TITLE = mark("Title")\n'
        "class Page:\n"
        "    def show(self, name, tr=None):\n"
        '        self.tr("Hello {name}").format(name=name)\n'
        '        return [tr("One" if name else "Many"), tr("long "\n            "text"), tr(TITLE), other("No")]\n'
    )
    assert [text.source for text in finder.texts] == ["Title", "Hello {name}", "One", "Many", "long text"]
    assert finder.faults == [] and not any(text.at_import for text in finder.texts)


@pytest.mark.parametrize(
    "code",
    [
        'TITLE = tr("Title")',
        'class Page:\n    title = tr("Title")',
        'def show(title=tr("Title")):\n    pass',
        '@named(tr("Title"))\ndef show():\n    pass',
    ],
)
def test_a_text_translated_while_loading_is_found(code: str) -> None:
    # It would speak the language of the moment the module was loaded, for ever.
    assert [text.at_import for text in texts_of(code).texts] == [True]


@pytest.mark.parametrize("code", ['tr(f"Hello {name}")', 'tr("Hello " + name)'])
def test_a_text_put_together_before_translation_is_found(code: str) -> None:
    assert len(texts_of(f"def show(name):\n    {code}").faults) == 1


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A little program with its catalogues."""
    for layer in dev.LAYERS:
        (tmp_path / layer).mkdir()
    (tmp_path / "main.py").write_text("", encoding="utf-8")
    catalogues = tmp_path / "resources" / "i18n" / "zh"
    catalogues.mkdir(parents=True)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "CATALOGUES", catalogues)
    counts = tmp_path / "resources" / "i18n" / "en"
    counts.mkdir()
    monkeypatch.setattr(dev, "COUNTS", counts)
    return tmp_path


def write(project: Path, code: str, catalogue: str, layer: str = "ui") -> None:
    (project / layer / "page.py").write_text(code, encoding="utf-8")
    (project / "resources" / "i18n" / "zh" / "pages.json").write_text(catalogue, encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "catalogue", "fault"),
    [
        ('mark("Save")', "{}", "not translated"),
        ('mark("Save {n}")', '{"Save {n}": "保存 {m}"}', "placeholders differ"),
        ('mark("Save {n}")', '{"Save {n}": "保存 {n"}', "placeholders differ"),
        ('mark("Save {}")', '{"Save {}": "保存 {}"}', "placeholders must be names"),
        ('mark("Save")', '{"Save": "保存", "Gone": "没了"}', "used nowhere"),
        ('mark("Save")', '{"Save": " "}', "no text for"),
        ('mark("Save")', '{"Save": "保存", "Save": "存"}', "translated otherwise"),
        ('mark("Save")', "[", "not a catalogue"),
        ('def f():\n    tr("Save {n}").format(m=1)', '{"Save {n}": "保存 {n}"}', "what is filled in"),
    ],
)
def test_each_kind_of_fault_is_told(project: Path, code: str, catalogue: str, fault: str) -> None:
    write(project, code, catalogue)
    assert any(fault in told for told in dev.translation_faults())


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        ("{}", "no word for one of the stops"),
        ('{"{n} stops": "{n} {n:stop|stops}", "{n} gone": "{n} {n:a|b}"}', "used nowhere: {n} gone"),
        ('{"{n} stops": "{m} {m:stop|stops}"}', "placeholders differ"),
    ],
)
def test_a_count_says_one_as_people_do(project: Path, counts: str, fault: str) -> None:
    write(
        project,
        'mark("{n} stops")\nmark("{n} is late")',
        '{"{n} stops": "{n} 站", "{n} is late": "{n} 晚了"}',
    )
    (dev.COUNTS / "counts.json").write_text(counts, encoding="utf-8")
    assert any(fault in told for told in dev.translation_faults())
    (dev.COUNTS / "counts.json").write_text('{"{n} stops": "{n} {n:stop|stops}"}', encoding="utf-8")
    assert dev.translation_faults() == []


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 stops"), (1, "1 stop"), ("1", "1 stop"), (2, "2 stops"), ("1,001", "1,001 stops")],
)
def test_one_is_spoken_of_as_one(count: object, words: str) -> None:
    assert i18n.translator("en")("{n} stops").format(n=count) == words
    assert i18n.translator("zh")("{n} stops").format(n=count) == words.partition(" ")[0] + " 站"


def test_every_word_for_one_can_be_filled_in() -> None:
    for catalogue in dev.read_catalogues(dev.COUNTS)[0].values():
        for source in catalogue:
            names = dev.placeholders(source)
            one, many = (
                i18n.translator("en")(source).format(**dict.fromkeys(names, count)) for count in (1, 2)
            )
            assert one.replace("1", "2") != many and "|" not in one + many


def test_tidying_leaves_each_text_in_its_catalogue_and_drops_what_is_unused(project: Path) -> None:
    write(project, 'mark("Save")\nmark("Both")', '{"Save": "保存", "Gone": "没了", "Both": "都"}')
    (project / "models" / "row.py").write_text('mark("Both")', encoding="utf-8")
    (dev.CATALOGUES / "paper.json").write_text('{"Add": "添加", "Both": "都"}', encoding="utf-8")
    (project / "reports" / "paper.py").write_text('mark("Add")', encoding="utf-8")
    (dev.COUNTS / "counts.json").write_text('{"Gone": "Gone"}', encoding="utf-8")
    dev.tidy_catalogues()
    assert dev.translation_faults() == []
    assert {file.name: file.read_text(encoding="utf-8") for file in dev.CATALOGUES.iterdir()} == {
        "pages.json": '{\n  "Both": "都",\n  "Save": "保存"\n}\n',
        "paper.json": '{\n  "Add": "添加"\n}\n',
    }
    assert (dev.COUNTS / "counts.json").read_text(encoding="utf-8") == "{}\n"


@pytest.mark.parametrize(
    ("module", "catalogue"),
    [
        ("ui/page.py", "pages.json"),  # where most of what it says stands
        ("ui/other.py", "pages.json"),  # where most of what its folder says stands
        ("models/other.py", "row.json"),
        ("reports/other.py", "pages.json"),  # where most of what the program says stands
    ],
)
def test_a_new_text_waits_in_the_catalogue_of_its_area(project: Path, module: str, catalogue: str) -> None:
    write(project, 'mark("Save")\nmark("Add")\nmark("Row")', '{"Save": "保存", "Add": "添加"}')
    (project / "models" / "row.py").write_text('mark("Row")', encoding="utf-8")
    (dev.CATALOGUES / "row.json").write_text('{"Row": "行"}', encoding="utf-8")
    held = (project / module).read_text(encoding="utf-8") if (project / module).exists() else ""
    (project / module).write_text(f'{held}\nmark("New")', encoding="utf-8")
    dev.tidy_catalogues()
    assert dev.translation_faults() == [f"{catalogue}: no text for: New"]


def test_the_first_text_of_a_program_begins_a_catalogue(project: Path) -> None:
    (project / "models" / "row.py").write_text('mark("Row")', encoding="utf-8")
    dev.tidy_catalogues()
    assert dev.translation_faults() == ["models.json: no text for: Row"]


def test_a_catalogue_that_cannot_be_read_is_left_as_it_is(project: Path) -> None:
    write(project, 'mark("Save")', "[")
    with pytest.raises(dev.Stop, match="cannot be read"):
        dev.tidy_catalogues()
    assert (dev.CATALOGUES / "pages.json").read_text(encoding="utf-8") == "["


def test_what_is_not_translated_yet_stays_english() -> None:
    assert i18n.Translator("zh", {"New": "", "Save": "保存"})("New") == "New"
