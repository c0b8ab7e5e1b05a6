"""Text is text: what was typed is printed as typed on every kind of document, or named before anything is printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from models.actions.guidance.equipment import lend
from models.actions.ledger.posting import Draft, MaterialLine, post
from models.actions.party.parties import save_agreement
from models.settings import change_settings
from models.tables.party import Household
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from reports.paper.printing import UnprintableText
from tests import factories as made
from tests.reports.marks import text_of
from tests.reports.printed import print_documents

ZH = paper_translator("zh")
HOUSEHOLD_KINDS = (
    "dispatch",
    "collection",
    "return",
    "transfer",
    "statement",
    "paylist",
    "account",
    "passbook",
    "visit",
    "equipment",
    "label",
    "agreement",
)
PRINTED_AS_TYPED = {
    "markup": "<b>王</b><img src='/etc/passwd'/>",
    "entity": "A & B &amp; <",
    "formula": "=1+1",
    "address": "http://example.com/a.png",
    "placeholder": "{name} {0} %s",
    "rare": "䶮㛃𫖯㐱𠅤",
    "long": "欧阳" * 100,
    "unbroken": "W" * 200,
    "two lines": "张三\n李四",
    "right to left mark": "张\u202e三",
    "brackets": "(\\)]>>stream",
}
REPORTED = {
    "emoji": ("张😀三", "U+1F600 GRINNING FACE"),
    "arabic": ("محمد", "U+0645"),
    "hebrew": ("שלום", "U+05E9"),
}


def cooperative(name: str) -> None:
    """A household of this name with a paper of every kind; its place, work and reasons bear the name too."""
    bamboo = made.material("M-1", name)
    basket = made.product("P-1", name, bom=((bamboo, 0.5, 0),), good=3.25, second=2.6)
    home = made.household("H0001", name, village=name, landmark=name)
    work = made.subcontract(home, made.order(basket))
    other = made.subcontract(made.household("H0002", "李四"), made.order(basket))
    made.dispatch(work, bamboo, 50, number="FL1")
    made.collection(work, date(2026, 10, 20), good=10, rework=1, number="HS1", reason=name)
    made.dispatch(work, bamboo, 5, date(2026, 10, 21), "return", name, number="TL1")
    lines = [MaterialLine(work.id, bamboo.id, 2_000, name, to_subcontract=other.id)]
    post([Draft("transfer", date(2026, 10, 22), home.id, lines, "DB1", name)])
    made.adjustment(home, -6, name, date(2026, 10, 18))
    made.visit(home, name, date(2026, 10, 12), technician=name, finding=name, advice=name)
    lend(made.machine("SB1", name).id, home.id, date(2026, 10, 1), 5_000, name)
    save_agreement(home.id, "XY1", date(2026, 1, 1), None)


def asked_of(kind: str) -> dict[str, Any]:
    """What prints the papers of the first household."""
    asked: dict[str, Any] = {"household": "H0001"}
    return asked | ({"period": "2026-10"} if "period" in KINDS[kind].takes else {})


@pytest.fixture
def typed(database: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """The cooperative whose people and things bear the name of the parameter."""
    name = PRINTED_AS_TYPED[request.param]
    cooperative(name)
    change_settings({"cooperative.name": name[:40]})
    if "{" not in name:
        change_settings({"agreement.clauses": f"{name} {{rates}}".replace("\n", " ")})
    yield name


@pytest.mark.parametrize("typed", PRINTED_AS_TYPED, indirect=True)
def test_what_was_typed_is_what_is_printed(typed: str, tmp_path: Path) -> None:
    # Marks without a picture are left out; what is too long is broken into lines, never cut.
    wanted = "".join(typed.replace("\u202e", "").split())
    for kind in HOUSEHOLD_KINDS:
        for large in (False, True) if kind == "statement" else (False,):
            target = tmp_path / f"{kind}.pdf"
            paper = "a4" if large else None
            print_documents(kind, target, tr=ZH, paper=paper, large=large, **asked_of(kind))
            shown = "".join(text_of(target))
            if large and len(wanted) > 100:
                # In large print so long a name runs over the end of a page: all of it is there, in parts.
                assert shown.count(wanted[:2]) > len(wanted) / len(wanted[:2]), kind
            else:
                assert wanted in shown, kind
            with pikepdf.open(target) as pdf:
                assert pdf.check_pdf_syntax() == []
                assert all("/Annots" not in page and "/XObject" not in page.Resources for page in pdf.pages)


@pytest.mark.parametrize("kind", REPORTED)
def test_what_no_font_draws_is_named_before_anything_is_printed(
    database: Any, tmp_path: Path, kind: str
) -> None:
    name, character = REPORTED[kind]
    cooperative(name)
    folder = tmp_path / "out"
    folder.mkdir()
    for document in (key for key in HOUSEHOLD_KINDS if not KINDS[key].shared):
        with pytest.raises(UnprintableText) as refused:
            print_documents(document, folder / "a.pdf", tr=ZH, **asked_of(document))
        assert name in refused.value.message and character in refused.value.message, document
        assert list(folder.iterdir()) == []


ALL = {"period": "2026-10"}


@pytest.mark.parametrize("kind", [key for key in HOUSEHOLD_KINDS if not KINDS[key].shared])
def test_what_no_font_draws_stops_its_own_sheet_only(database: Any, tmp_path: Path, kind: str) -> None:
    cooperative("王小梅")
    # Nothing but its name is wrong: the slips of the first and the third household come out.
    two = made.household("H0003", "张😀三")
    third = made.household("H0004", "解大林")
    order = made.order(made.product("P-2", "竹编果盘", bom=((made.material("M-2"), 0.5, 0),), good=3.25))
    for home in (two, third):
        work = made.subcontract(home, order)
        material = work.materials.get().material
        made.dispatch(work, material, 50)
        made.collection(work, date(2026, 10, 20), good=10)
        made.dispatch(work, material, 5, date(2026, 10, 21), "return", "剩余")
        made.adjustment(home, 6, "勤快", date(2026, 10, 18))
        made.visit(home, "收口", date(2026, 10, 12))
        lend(made.machine().id, home.id, date(2026, 10, 1), 5_000)
        save_agreement(home.id, f"XY{home.code}", date(2026, 1, 1), None)
        lines = [MaterialLine(work.id, material.id, 1_000, to_subcontract=_other(work))]
        post([Draft("transfer", date(2026, 10, 22), home.id, lines)])
    asked = ALL if "period" in KINDS[kind].takes else {}
    result = print_documents(kind, tmp_path / "a.pdf", tr=ZH, **asked)
    shown = "".join(text_of(tmp_path / "a.pdf"))
    assert "王小梅" in shown and "解大林" in shown and "H0003" not in shown, kind
    assert result.documents == len(result.keys) >= 2
    assert result.substituted == () and "张😀三" in result.exceptions
    assert "U+1F600 GRINNING FACE" in result.exceptions


def _other(work: Any) -> int:
    """A subcontract of the same order to hand material on to."""
    home = made.household()
    return int(made.subcontract(home, work.order).id)


@pytest.mark.parametrize("kind", [key for key in HOUSEHOLD_KINDS if KINDS[key].shared])
def test_where_many_stand_on_one_sheet_a_sign_that_is_explained_stands_for_it(
    database: Any, tmp_path: Path, kind: str
) -> None:
    cooperative("张😀三")
    made.adjustment(Household.get(code="H0002"), 6, "勤快", date(2026, 10, 18))
    result = print_documents(kind, tmp_path / "a.pdf", tr=ZH, **ALL)
    shown = "".join(text_of(tmp_path / "a.pdf"))
    assert "张〓三" in shown and "李四" in shown
    assert kind == "label" or "U+1F600" in shown
    assert result.left_out == () and result.documents == len(result.keys) and "张😀三" in result.exceptions
