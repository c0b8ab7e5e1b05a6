"""The verb ``print``: every kind on every paper, whole villages and spans in one file, as typed on a command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pikepdf
import pytest

from models.actions.pay.locking import lock
from models.database import close_database
from models.opening import open_database
from models.settings import change_settings
from models.tables.order import Order, Subcontract
from models.tables.paper import BlankSlip
from models.tables.product import Material
from reports.kinds import KINDS
from reports.paper.papers import PAPERS
from tests import factories as made
from tests.reports.marks import text_of
from tests.trust.promises import times
from ui.cli.main import main

MM = 72 / 25.4
# The contract of the papers, in millimetres; a roll is as long as what stands on it.
SIZES = {
    "a4": (210, 297),
    "a4-2": (210, 297),
    "a4-3": (210, 297),
    "a5": (148, 210),
    "a5-landscape": (210, 148),
    "241x140": (241, 139.7),
    "241x93": (241, 93.1),
    "80mm": (80, None),
    "70x37": (210, 297),
    "63.5x38.1": (210, 297),
    "105x48": (210, 297),
}


def said(*arguments: str | Path) -> int:
    """The exit code of a ``print`` in Chinese, over what an earlier one wrote."""
    return main(["--language", "zh", "print", "--overwrite", *map(str, arguments)])


def outline(path: Path) -> list[tuple[str, list[str]]]:
    """The bookmarks of a file, with those below them."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as found:
        return [(item.title, [child.title for child in item.children]) for item in found.root]


@pytest.mark.sampled
def test_every_kind_on_every_paper_prints_or_says_why_not(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(file)
    made.further_slips(Order.get())
    close_database()
    lengths = set()
    for at, (key, kind) in enumerate(KINDS.items()):
        month = ("--period", "2026-10") if "period" in kind.takes else ()
        if not month and "span" in kind.one_of:
            month = ("--from", "2026-10", "--to", "2026-10")
        if key == "lock":
            open_database(file)
            lock("2026-10", date(2026, 11, 2))
            close_database()
        # A sample has a third of the papers of each, the next kind the next third.
        for paper in list(PAPERS)[at % times(3, 1) :: times(3, 1)]:
            target = tmp_path / f"{key}-{paper}.pdf"
            code = said("--db", file, key, target, "--paper", paper, *month)
            out, err = capsys.readouterr()
            if paper not in kind.papers:
                # One sentence that names the papers there are, and no file.
                assert code == 2 and out == "" and not target.exists(), (key, paper)
                assert len(err.splitlines()) == 1 and ", ".join(kind.papers) in err, err
                continue
            assert (code, err) == (0, "") and target.name in out, (key, paper)
            width, height = SIZES[paper]
            with pikepdf.open(target) as pdf:
                for page in pdf.pages:
                    left, bottom, right, top = map(float, page.mediabox)
                    assert (left, bottom) == (0, 0)
                    assert abs(right / MM - width) < 0.05, (key, paper)
                    if height is None:
                        lengths.add(round(top / MM))
                    else:
                        assert abs(top / MM - height) < 0.05, (key, paper)
    # Slips differ in what they say, and a roll is cut where it ends.
    assert len(lengths) >= 4 and 60 < min(lengths) < max(lengths) < 400


def test_the_list_is_the_registry(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert said("--list") == 0
    *kinds, papers = capsys.readouterr().out.splitlines()
    listed = {line.split()[0]: line.rpartition("(")[2].rstrip(")").split(", ") for line in kinds}
    assert listed == {key: list(kind.papers) for key, kind in KINDS.items()}
    assert all(paper in papers for paper in SIZES) and set(SIZES) == set(PAPERS)


def test_copies_carry_the_name_of_their_part(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    asked = ("--db", file, "collection", target, "--number", "HS1")
    assert said(*asked) == 0
    (page,) = text_of(target)
    assert "存根农户财务" in page, "one page goes through all three sheets of carbon paper"
    assert said(*asked, "--copies", "4") == 0
    first, second, third, fourth = text_of(target)
    assert "第一联存根" in first and "第二联农户" in second and "第三联财务" in third
    assert "联" not in fourth and all("第1页共1页" in page for page in (first, second, third, fourth))


@pytest.fixture
def autumn(file: Path) -> Path:
    """The same with pay in cash for the other household, and the month after of the first."""
    open_database(file)
    first, second = Subcontract.select().order_by(Subcontract.id)
    made.collection(second, date(2026, 10, 21), good=10, number="HS2")
    lock("2026-10", date(2026, 11, 2))
    made.collection(first, date(2026, 11, 5), good=3, number="HS3")
    close_database()
    return file


def test_a_year_of_statements_and_passbooks_is_one_file(autumn: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    year = ("--from", "2026-01", "--to", "2026-11")
    assert said("--db", autumn, "statement", target, *year) == 0
    assert [(home, len(months)) for home, months in outline(target)] == [
        ("H0001 单䶮", 2),
        ("H0002 陈㛃𫖯", 1),
    ]
    assert ["第1页共1页" in page for page in text_of(target)] == [True] * 3
    assert said("--db", autumn, "passbook", target, *year) == 0
    assert [title for title, _ in outline(target)] == ["H0001 单䶮", "H0002 陈㛃𫖯"]
    assert "HS1" in "".join(text_of(target)) and "HS3" in "".join(text_of(target))
    assert said("--db", autumn, "passbook", target, *year, "--household", "H0002", "--paper", "241x93") == 0
    pages = text_of(target)
    assert [f"第{at}页共{len(pages)}页" in page for at, page in enumerate(pages, 1)] == [True] * len(pages)
    assert [title for title, _ in outline(target)] == ["H0002 陈㛃𫖯"]


def test_a_villages_rate_cards_and_a_routes_pay_list(autumn: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    assert said("--db", autumn, "ratecard", target, "--village", "屏风村") == 0
    (page,) = text_of(target)
    assert "工价公示" in page and "屏风村" in page and len(outline(target)) == 1
    day = ("--period", "2026-10", "--date", "2026-10-30")
    assert said("--db", autumn, "paylist", target, *day) == 0
    (page,) = text_of(target)
    # 10 baskets at 3.25 for the household paid in cash: a 20, a 10, two 1 and a 5 jiao.
    for words in ("261030-1", "要准备的钱", "H0001", "H0002", "32.50", "第1页共1页"):
        assert words in page, words
    assert [title.split()[0] for title, _ in outline(target)] == ["261030-1"]


def test_a_name_no_font_draws_stops_its_own_sheet_and_is_told(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(file)
    order = Subcontract.get().order
    made.collection(made.subcontract(made.household("H0003", "张😀三"), order), date(2026, 10, 20), good=1)
    close_database()
    assert said("--db", file, "statement", tmp_path / "a.pdf", "--period", "2026-10") == 0
    told = capsys.readouterr()
    assert "张😀三" in told.err and "U+1F600" in told.err and "a.pdf" in told.out
    shown = "".join(text_of(tmp_path / "a.pdf"))
    assert "H0001" in shown and "H0003" not in shown
    assert said("--db", file, "paylist", tmp_path / "b.pdf", "--period", "2026-10") == 0
    assert "〓" in "".join(text_of(tmp_path / "b.pdf")) and "〓" in capsys.readouterr().err
    only = ("--period", "2026-10", "--household", "H0003")
    assert said("--db", file, "statement", tmp_path / "c.pdf", *only) == 2
    assert "张😀三" in capsys.readouterr().err and not (tmp_path / "c.pdf").exists()


def test_only_what_is_new_is_printed_when_asked_and_the_command_line_counts(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.pdf"
    asked = ("--db", file, "dispatch", target)
    assert said(*asked, "--number", "FL1") == 0
    assert said(*asked, "--period", "2026-10", "--new") == 0
    (page,) = text_of(target)
    assert "FL2" in page and "补打" not in page
    assert said(*asked, "--period", "2026-10", "--new") == 2
    assert "没有还没打过的发料单" in capsys.readouterr().err
    assert said(*asked, "--number", "FL2") == 0
    assert "补打1次" in text_of(target)[0]
    # Of slips that share a paper only the new ones are on it.
    open_database(file)
    made.dispatch(Subcontract.get(), Material.get(), 1, reason="破损", kind="top_up", number="FL9")
    close_database()
    assert said(*asked, "--household", "H0001", "--merge", "--new") == 0
    (page,) = text_of(target)
    assert "FL9" in page and "FL1" not in page


def test_papers_speak_both_languages_at_once_and_messages_only_one(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.pdf"
    asked = ["--db", str(file), "print", "dispatch", str(target), "--number", "FL1", "--language", "both"]
    assert main(asked) == 0
    (page,) = text_of(target)
    assert "发料单" in page and "Dispatchslip" in page and "要交" in page and "Quantitydue" in page
    assert main(["--db", str(file), "--language", "both", "pay", "2026-10"]) == 2
    assert "both" in capsys.readouterr().err
    low = [
        "statement",
        "--period",
        "2026-10",
        "--household",
        "H0001",
        "--language",
        "both",
        "--paper",
        "241x93",
    ]
    code = main(["--db", str(file), "print", low[0], str(target), "--overwrite", *low[1:]])
    error = capsys.readouterr().err
    # It is one page, or said what to choose instead.
    assert (code == 0 and len(text_of(target)) == 1) or (code == 2 and "H0001" in error and "纸" in error)


def nameless(file: Path) -> None:
    open_database(file)
    change_settings({"cooperative.name": ""})
    close_database()


@pytest.mark.parametrize("kind", [key for key, kind in KINDS.items() if kind.issued])
def test_no_slip_and_no_agreement_leaves_without_an_issuer(
    kind: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless(file)
    target = tmp_path / "a.pdf"
    blanks = ("--blanks", "2") if kind == "blank" else ()
    assert said("--db", file, kind, target, *blanks) == 2 and not target.exists()
    error = capsys.readouterr().err
    assert "--issuer" in error and len(error.splitlines()) == 1
    open_database(file)
    assert BlankSlip.select().count() == 2, "no number is set aside for it"


def test_what_is_said_once_of_the_cooperative_stands_on_every_paper(file: Path, tmp_path: Path) -> None:
    nameless(file)
    target = tmp_path / "a.pdf"
    assert said("--db", file, "statement", target, "--period", "2026-10") == 0
    assert "合作社____" in text_of(target)[0]
    about = ("--phone", "0825-1234567", "--address", "大石镇正街 1 号")
    issuer = ("--issuer", "大石镇竹编专业合作社", *about)
    assert said("--db", file, "dispatch", target, "--number", "FL1", *issuer) == 0
    assert said("--db", file, "agreement", target) == 0
    (page, *_) = text_of(target)
    assert page.startswith("大石镇竹编专业合作社") and "合作社____" not in page
    assert "0825-1234567" in page and "大石镇正街1号" in page
    assert said("--db", file, "agreement", target, "--phone", "0825-7654321") == 0
    assert "0825-7654321" in text_of(target)[0] and "大石镇正街1号" in text_of(target)[0]


def test_statements_and_slips_are_sent_as_texts_and_pictures(
    autumn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--db", autumn, "statement")
    folder = tmp_path / "texts"
    assert said(*asked, folder, "--as", "text", "--period", "2026-10") == 0
    assert len(list(folder.glob("*.txt"))) == 2
    pictures = tmp_path / "pictures"
    assert said(*asked, pictures, "--as", "png", "--period", "2026-10", "--household", "H0001") == 0
    (picture,) = pictures.iterdir()
    content = picture.read_bytes()
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert content.startswith(b"\x89PNG") and width > 700 and height > width
    assert said("--db", autumn, "dispatch", tmp_path / "one.txt", "--as", "text", "--number", "FL1") == 0
    assert "FL1" in (tmp_path / "one.txt").read_text(encoding="utf-8-sig")
    capsys.readouterr()
    for wrong in (("--as", "doc"), ("--as", "text", "--paper", "a4"), ("--as", "text", "--large")):
        assert said(*asked, tmp_path / "x", "--period", "2026-10", *wrong) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    # What is sent is not printed: the first paper is no reprint.
    assert said(*asked, tmp_path / "a.pdf", "--period", "2026-10") == 0
    assert not any("补打" in page for page in text_of(tmp_path / "a.pdf"))
