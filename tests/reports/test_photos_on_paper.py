"""Photos on paper: where they help, as large as they were meant, once in a file, and never on a dot-matrix printer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.actions.ledger.printing import count_printing
from models.actions.party.parties import save_agreement
from models.actions.photos import remove_photo
from models.queries.guidance.visit_papers import visit_papers
from models.queries.photos import PhotoBytes
from models.rules.photo import plain_photo
from models.tables.photo import DOOR, FINDING, LANDMARK, SAMPLE
from reports.guidance import visit
from reports.paper.blocks import Strip
from reports.paper.language import paper_translator
from reports.paper.marks import PhotoMark
from reports.paper.papers import PAPERS, Type
from reports.paper.photo_blocks import WIDEST, PaperPhoto, PhotoBlock
from reports.road import route_html
from reports.road.route import StopBlock, build
from tests import factories as make
from tests.reports import samples
from tests.reports.marks import boxes, pages_of, text_of
from tests.reports.printed import print_documents

ZH = paper_translator("zh")


def photos_on(strips: list[Strip]) -> list[PhotoMark]:
    return [mark for strip in strips for mark in strip.marks if isinstance(mark, PhotoMark)]


def images_in(path: Path) -> list[Any]:
    """The photos of a PDF, each as it lies in the file."""
    with pikepdf.open(path) as pdf:
        return [bytes(one.read_raw_bytes()) for one in pdf.objects if _is_image(one)]


def _is_image(one: Any) -> bool:
    return isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=6),
    st.integers(20, 120),
    st.integers(200, 500),
)
def test_photos_lie_beside_each_other_within_the_page(
    sizes: list[tuple[int, int]], high: int, width: int
) -> None:
    shown = [PaperPhoto(make.jpeg(*size), "竹编果篮") for size in sizes]
    strips = PhotoBlock(shown, high).strips(width, Type())
    found = photos_on(strips)
    assert [mark.data for mark in found] == [photo.data for photo in shown]
    for mark, (wide, tall) in zip(found, sizes, strict=True):
        assert mark.height <= high + 0.01 and mark.width <= high * WIDEST + 0.01
        assert mark.width / mark.height == pytest.approx(wide / tall)
    for strip in strips:
        own = photos_on([strip])
        assert all(one.x + one.width <= other.x for one, other in pairwise(own))
        assert own[-1].x + own[-1].width <= max(width, high * WIDEST)
        assert all(mark.y <= strip.height for mark in own)


def test_a_dot_matrix_printer_gets_no_photos() -> None:
    row = PhotoBlock([PaperPhoto(make.jpeg())], 60)
    shown = {key: bool(row.strips(400, paper.type)) for key, paper in PAPERS.items()}
    assert {key for key, there in shown.items() if not there} == {"241x140", "241x93", "80mm", "a4-3"}
    assert not row.strips(400, PAPERS["241x140"].enlarged().type)


def agreed() -> Any:
    """A household with an agreement, and two products, one of them with a sample."""
    home = make.household("H0001", "单䶮")
    save_agreement(home.id, "XY1", date(2026, 10, 1), None)
    basket = make.product("P-BASKET", "竹编果篮", good=3.25)
    make.product("P-COIL", "电感线圈", good=0.1)
    return make.photo(basket, SAMPLE, 20)


def test_an_agreement_shows_the_sample_and_keeps_the_one_it_was_signed_with(
    fill: Any, tmp_path: Path
) -> None:
    made = fill(agreed)
    target = tmp_path / "agreement.pdf"

    def printed() -> bytes:
        result = print_documents("agreement", target, tr=ZH, household="H0001", printed=samples.PRINTED)
        count_printing("agreement", result.keys, language="zh")
        return target.read_bytes()

    printed()
    assert images_in(target) == [plain_photo(make.jpeg(shade=20)).data]
    assert "样品：竹编果篮" in text_of(target)[0]
    basket = made.product
    remove_photo(made.id)
    make.photo(basket, SAMPLE, 200)
    printed()
    assert images_in(target) == [plain_photo(make.jpeg(shade=20)).data]
    save_agreement(make.household("H0002", "陈㛃").id, "XY2", date(2026, 10, 1), None)
    print_documents("agreement", target, tr=ZH, household="H0002")
    assert images_in(target) == [plain_photo(make.jpeg(shade=200)).data]


def test_the_rates_on_the_door_show_what_each_is_for(fill: Any, tmp_path: Path) -> None:
    fill(agreed)
    target = tmp_path / "card.pdf"
    print_documents("ratecard", target, tr=ZH, day=date(2026, 10, 10))
    assert images_in(target) == [plain_photo(make.jpeg(shade=20)).data]
    (page,) = text_of(target)
    assert page.count("竹编果篮") == 2 and page.count("3.25") == 2 and page.count("电感线圈") == 1


def test_an_agreement_without_photos_is_as_it_was(fill: Any, tmp_path: Path) -> None:
    made = fill(agreed)
    remove_photo(made.id)
    target = tmp_path / "agreement.pdf"
    print_documents("agreement", target, tr=ZH, household="H0001")
    assert images_in(target) == [] and "样品：" not in text_of(target)[0]


def test_the_same_marks_are_the_same_file_and_a_photo_stands_in_it_once(fill: Any, tmp_path: Path) -> None:
    fill(agreed)
    for number in range(2, 6):
        home = make.household(f"H000{number}")
        save_agreement(home.id, f"XY{number}", date(2026, 10, 1), None)
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        print_documents("agreement", file, tr=ZH, printed=samples.PRINTED)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(text_of(files[0])) >= 5
    assert len(images_in(files[0])) == 1


def test_what_a_visit_found_is_shown_at_most_three_times(fill: Any, tmp_path: Path) -> None:
    def visited() -> Any:
        slip = make.visit(make.household("H0001", "单䶮"), finding="收口太松")
        for shade in (20, 90, 160, 230):
            make.photo(slip, FINDING, shade, caption="提手处")
        return slip

    slip = fill(visited)
    (paper,) = visit_papers(numbers=(slip.number,))
    document = visit.build(paper, ZH)
    (page,) = pages_of(document, PAPERS["a4"])
    drawn = [call for call in page.calls if call[0] == "photo"]
    assert len(drawn) == 3
    # No words run across a photo.
    for _, x, y, width, high in drawn:
        for box in boxes(page):
            assert box.right <= x or box.left >= x + width or box.top <= y or box.bottom >= y + high
    (narrow,) = pages_of(document, PAPERS["241x140"])
    assert not [call for call in narrow.calls if call[0] == "photo"]
    target = tmp_path / "visit.pdf"
    print_documents("visit", target, tr=ZH, number=slip.number, paper="a5")
    assert len(images_in(target)) == 3


def small(shade: int, subject: str) -> PhotoBytes:
    return PhotoBytes(make.jpeg(160, 120, shade), 1024, 768, "", subject)


@pytest.mark.parametrize("head", ["单䶮", "欧阳" * 12])
def test_door_and_landmark_stand_beside_the_address(head: str) -> None:
    who = samples.contact(head=head, village="大城寨村" * 6, landmark="老黄葛树旁" * 6)
    line = samples.stop(1)
    assert line.home is not None
    line = replace(
        line,
        home=replace(line.home, contact=who),
        photos=(small(20, DOOR), small(200, LANDMARK)),
    )
    sheet = replace(samples.route(1), lines=(line,), legs=())
    found = 0
    for page in pages_of(build(sheet, ZH), PAPERS["a4"]):
        for _, x, y, width, high in (call for call in page.calls if call[0] == "photo"):
            found += 1
            for box in boxes(page):
                assert box.right <= x or box.left >= x + width or box.top <= y + 0.5 or box.bottom >= y + high
    assert found == 2
    bare = StopBlock(replace(line, photos=()), ZH).strips(480, Type())[0].height
    assert StopBlock(line, ZH).strips(480, PAPERS["241x140"].type)[0].height == pytest.approx(
        StopBlock(replace(line, photos=()), ZH).strips(480, PAPERS["241x140"].type)[0].height
    )
    assert StopBlock(line, ZH).strips(480, Type())[0].height >= bare


def test_the_phone_page_shows_doors_first_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = []
    for number in range(1, 5):
        line = samples.stop(number)
        assert line.home is not None
        home = replace(line.home, contact=samples.contact(code=f"H{number}"))
        lines.append(replace(line, home=home, photos=(small(number, DOOR), small(99 + number, LANDMARK))))
    sheet = replace(samples.route(1), lines=tuple(lines))
    day: Any = type("Day", (), {"sheets": (sheet,)})()
    every = route_html._photos(day, ZH)
    assert [[one["words"] for one in own] for own in every.values()] == [["家门", "地标"]] * 4
    one = len(every["H1"][0]["data"])
    monkeypatch.setattr(route_html, "PHOTO_BYTES", one * 5)
    fewer = route_html._photos(day, ZH)
    assert sum(len(photo["data"]) for own in fewer.values() for photo in own) <= one * 5 + 4 * 30
    assert all(own[0]["words"] == "家门" for own in fewer.values())


def test_the_page_itself_holds_them_and_nothing_from_elsewhere(fill: Any) -> None:
    from tests.reports.road.test_route import planned_day

    day = fill(planned_day)
    line = next(line for sheet in day.sheets for line in sheet.stops if line.home is not None)
    assert line.home is not None
    from models.queries.road.route_sheets import route_day
    from models.tables.party import Household

    make.photo(Household.get_by_id(line.home.contact.id), DOOR, caption="</script>木门")
    page = route_html.html(route_day(day.date), ZH)
    assert page.count("data:image/jpeg;base64,") == 1
    assert not re.search(r"(src|href)\s*=\s*[\"']https?:", page)
    assert "</script>木门" not in page
