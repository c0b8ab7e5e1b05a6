"""Labels: one a pack, on the sheets that labels are sold on, to the millimetre."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.queries.ledger.labels import label_sheets
from models.rules.product.units import packs
from models.tables.product import Material
from reports.kinds import KINDS
from reports.ledger.labels import build, circled
from reports.paper.language import paper_translator
from reports.paper.papers import MM, PAPERS
from tests import factories as make
from tests.reports import samples
from tests.reports.marks import boxes, pages_of
from tests.reports.printed import print_documents

ZH = paper_translator("zh")
SHEETS = {"70x37": (3, 8), "63.5x38.1": (3, 7), "105x48": (2, 6)}


@given(st.integers(1, 10**6), st.integers(0, 10**5))
def test_packs_add_up_and_only_the_last_is_not_whole(quantity: int, size: int) -> None:
    found = packs(quantity, size) if size == 0 or quantity < 1000 * size else [quantity]
    assert sum(found) == quantity and min(found) > 0
    if len(found) > 1:
        assert set(found[:-1]) == {size} and found[-1] <= size
    assert packs(0, size) == []


@pytest.fixture
def handed(fill: Any) -> Any:
    """Work that takes 12 kg of bamboo in packs of 5 kg, and its number."""

    def made() -> Any:
        bamboo = make.material("M1", name="竹篾", pack_size=5_000)
        return make.subcontract(
            make.household("H0001", "单䶮"),
            make.order(make.product("P1", "竹编果篮", bom=[(bamboo, 0.12, 0)], good=1)),
            100,
            number="PG1",
        )

    return fill(made)


def test_a_label_for_each_pack_that_is_to_be_or_was_handed_out(handed: Any) -> None:
    def filled() -> list[tuple[int, int, int]]:
        (sheets,) = label_sheets(numbers=["PG1"])
        assert {label.number for label in sheets.labels} == {"PG1"}
        found = [label.pack for label in sheets.labels if label.pack is not None]
        return [(pack.quantity, pack.number, pack.count) for pack in found]

    to_come = filled()
    assert sum(quantity for quantity, *_ in to_come) >= 12_000 and len(to_come) == to_come[0][2]
    make.dispatch(handed, Material.get(), 11)
    assert filled() == [(5_000, 1, 3), (5_000, 2, 3), (1_000, 3, 3)]


def test_work_without_material_has_one_label(fill: Any) -> None:
    fill(lambda: make.subcontract(of=make.order(make.product(good=1)), quantity=7, number="PG7"))
    (sheets,) = label_sheets()
    assert [(label.number, label.pack) for label in sheets.labels] == [("PG7", None)]


@pytest.mark.parametrize(("key", "grid"), SHEETS.items())
@pytest.mark.parametrize("frame", [False, True])
def test_each_label_stands_on_its_own_place_of_the_sheet(
    key: str, grid: tuple[int, int], frame: bool
) -> None:
    width, height, gap = PAPERS[key].labels or (0, 0, 0)
    across, down = grid
    data = samples.labels(across * down + 1, key)
    short = replace(
        data, frame=frame, labels=tuple(replace(one, contact=samples.contact()) for one in data.labels)
    )
    first, second = pages_of(build(short, ZH), PAPERS[key])
    left, top = (210 - across * width - (across - 1) * gap) / 2, (297 - down * height) / 2
    texts = [call for call in first.calls if call[0] == "text"]
    held: set[tuple[int, int]] = set()
    for _, x, y, words, *_ in texts:
        column, row = (x / MM - left) / (width + gap), (297 - y / MM - top) / height
        held.add((int(column), int(row)))
        assert 0 <= column % 1 * (width + gap) < width, words
    assert held == {(column, row) for column in range(across) for row in range(down)}
    frames = [call for call in first.calls if call[0] == "rect"]
    assert len(frames) == (across * down if frame else 0)
    assert any(call[0] == "text" for call in second.calls)


def test_what_is_too_long_for_a_label_goes_on_on_the_next() -> None:
    long = "很长的村名" * 60
    one = samples.labels(1, "70x37")
    data = replace(one, labels=(replace(one.labels[0], contact=samples.contact(village=long)),))
    (page,) = pages_of(build(data, ZH), PAPERS["70x37"])
    said = "".join(call[3] for call in page.calls if call[0] == "text")
    # Every label it takes begins with the number.
    assert said.count("PG26A00000") > 3 and long in said.replace("PG26A00000", "")


def test_a_stop_of_a_drive_and_its_pack_stand_first() -> None:
    data = samples.labels(6)
    (page,) = pages_of(build(data, ZH), PAPERS["a4"])
    said = [call[3] for call in page.calls if call[0] == "text"]
    assert any(words.startswith("1/6 ①") for words in said) and any(
        words.startswith("5/6 ⑤") for words in said
    )
    assert [circled(number) for number in (1, 20, 21)] == ["①", "⑳", "(21)"]


def test_only_labels_are_framed(handed: Any, tmp_path: Path) -> None:
    print_documents("label", tmp_path / "a.pdf", tr=ZH, number="PG1", paper="70x37", frame=True)
    with pytest.raises(UserError) as refused:
        print_documents("dispatch", tmp_path / "b.pdf", tr=ZH, frame=True)
    assert refused.value.field == "frame" and not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize(("paper", "least"), [("105x48", 22.0), ("70x37", 15.0)])
def test_a_label_is_as_large_as_it_has_room_for(paper: str, least: float) -> None:
    data = samples.labels(1, paper)
    (page,) = pages_of(KINDS["label"].build(data, ZH), PAPERS[paper])
    name = next(box for box in boxes(page) if box.text == "解燚")
    assert name.size >= least
    # A long name is not broken for the sake of large letters.
    long = samples.labels(2, paper)
    (page,) = pages_of(KINDS["label"].build(long, ZH), PAPERS[paper])
    assert {box.size for box in boxes(page)} > {name.size}
