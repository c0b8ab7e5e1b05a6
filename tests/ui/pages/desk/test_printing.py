"""The page Print, as a user drives it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PySide6.QtCore import Qt

from models.queries.desk.target import OfKind
from reports.selection import Selection
from tests.books import read_worked_example
from tests.ui.clerk import Clerk


@pytest.fixture
def desk(fill: Any, clerk: Clerk) -> Any:
    fill(read_worked_example)
    clerk.window.go("print")
    return clerk.window


def test_every_kind_of_the_registry_is_listed_once_in_groups(desk: Any) -> None:
    from models.i18n import tr
    from reports.kinds import KINDS

    page = desk.go("print")
    assert sorted(page.list.keys()) == sorted(KINDS)
    rows = [page.list.item(row).text() for row in range(page.list.count())]
    captions = {tr(kind.group) for kind in KINDS.values()}
    assert len(rows) == len(KINDS) + len(captions) and captions <= set(rows)


def test_captions_are_passed_over_by_the_keyboard(desk: Any, qtbot: Any) -> None:
    page = desk.go("print")
    met = [page.list.chosen()]
    for _ in range(len(page.kinds)):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        met.append(page.list.chosen())
    assert list(dict.fromkeys(met)) == page.list.keys()
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    assert page.list.chosen() == page.list.keys()[0]


def test_arrows_choose_and_the_form_follows(desk: Any, qtbot: Any) -> None:
    page = desk.go("print")
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    assert page.chosen.key == page.list.keys()[-1]
    page.open(OfKind("statement"))
    assert {"period", "household"} <= set(page.form.fields)
    assert page.form.fields["period"].value() == "2026-10"
    page.open(OfKind("dispatch"))
    assert "date" in page.form.fields


def test_preview_prints_what_was_chosen(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Selection]] = []
    monkeypatch.setattr(
        "ui.pages.desk.printing.print_kind", lambda page, kind, chosen, language: asked.append((kind, chosen))
    )
    page = desk.go("print")
    page.open(OfKind("statement"))
    page.preview()
    page.open(OfKind("dispatch"))
    page.form.fields["date"].set_value(date(2026, 10, 10))
    page.preview()
    assert [(kind, chosen.period, chosen.day) for kind, chosen in asked] == [
        ("statement", "2026-10", None),
        ("dispatch", None, date(2026, 10, 10)),
    ]


def test_a_missing_month_is_said_at_the_field(desk: Any) -> None:
    page = desk.go("print")
    page.open(OfKind("statement"))
    page.form.fields["period"].set_value("")
    page.preview()
    assert page.form.fields["period"].problem()


def test_a_month_that_was_typed_stays_and_one_that_was_not_is_the_newest(desk: Any, qtbot: Any) -> None:
    page = desk.go("print")
    page.open(OfKind("statement"))
    page.form.fields["period"].set_value("2026-09")
    page.open(OfKind("paylist"))
    assert page.form.fields["period"].raw() == "2026-09"
    page.open(OfKind("ratecard"))
    page.open(OfKind("paylist"))
    assert page.form.fields["period"].raw() == "2026-10"


def test_the_year_paper_asks_for_a_year_and_its_preview_says_it(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.kit import print_preview

    titles: list[str] = []
    show = print_preview.Preview.__init__

    def named(box: Any, parent: Any, kind: str, title: str, *rest: Any, **more: Any) -> None:
        titles.append(title)
        show(box, parent, kind, title, *rest, **more)

    monkeypatch.setattr(print_preview.Preview, "__init__", named)
    monkeypatch.setattr(print_preview.Preview, "exec", lambda box: box.close())
    page = desk.go("print", OfKind("year"))
    field = page.form.fields["period"]
    assert (field.label, field.raw()) == ("年份", "2026")
    page.preview()
    field.set_value("2025")
    page.open(OfKind("statement"))
    assert page.form.fields["period"].raw() == "2026-10"
    page.form.fields["period"].set_value("2025-09")
    page.open(OfKind("year"))
    assert page.form.fields["period"].raw() == "2025"
    assert titles == ["年度收入单 2026年"]
    assert {page.chosen.period(typed) for typed in ("2025", "2025/09", "202509", "2025年")} == {"2025"}


def test_statements_go_to_a_folder_as_texts_for_the_phone(
    desk: Any, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.desk.printing.ask_folder", lambda _: tmp_path)
    page = desk.go("print")
    page.open(OfKind("statement"))
    page.send("text")
    qtbot.waitUntil(lambda: any(tmp_path.glob("H*.txt")), timeout=10_000)
    (file,) = tmp_path.glob("H*.txt")
    assert "¥84.34" in file.read_text(encoding="utf-8-sig")


def test_every_kind_offers_the_papers_it_fits_and_a_span_is_one_file(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.actions.pay.locking import lock
    from reports.kinds import KINDS
    from ui.kit.print_preview import Preview

    lock("2026-10", date(2026, 11, 2))
    offered: dict[str, set[str]] = {}
    written: dict[str, Path] = {}

    def look(preview: Preview) -> int:
        offered[preview.kind] = {
            str(preview.paper.box.itemData(at)) for at in range(preview.paper.box.count())
        }
        target = tmp_path / f"{preview.kind}.pdf"
        if preview.kind in ("statement", "passbook", "ratecard"):
            preview.make(target, "a4", 1, lambda *_: None)
            written[preview.kind] = target
        preview.close()
        return 0

    monkeypatch.setattr(Preview, "exec", look)
    page = desk.go("print")
    for kind in KINDS:
        page.open(OfKind(kind))
        fields = page.form.fields
        for name, value in (("since", "2026-01"), ("until", "2026-12"), ("village", "")):
            if name in fields:
                fields[name].set_value(value)
        page.preview()
    assert offered == {key: set(kind.papers) for key, kind in KINDS.items()}
    for kind, path in written.items():
        with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            assert len(titles) == 1 and (kind == "ratecard" or titles[0].startswith("H")), titles


def test_nothing_is_promised_that_cannot_be_chosen(desk: Any) -> None:
    page = desk.go("print")
    for key, kind in page.kinds.items():
        page.open(OfKind(key))
        hint = page._hint(kind)
        assert ("一户" in hint or "农户" in hint) <= ("household" in page.form.fields), (key, hint)
        assert ("一村" in hint) <= ("village" in page.form.fields), (key, hint)
