"""Every list of the program as a workbook: the columns one sees, in their order, with values one can add up."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTabWidget
from xlsxwriter import Workbook

from models.backup import back_up
from models.database import current_path
from models.i18n import set_language, tr
from models.kinds import CodeField, DayField
from models.queries.desk.reports import REPORTS
from models.queries.desk.target import Month, OfEnterprise, OfKind, OfMachine, OfRegister, Record
from models.queries.report import TOTAL
from tests import factories as make
from tests.trust.promises import LONG
from tests.ui.clerk import TODAY, Clerk
from ui.kit import table
from ui.kit.column_choice import Arrangement
from ui.kit.rows_behind import RowsBehind
from ui.kit.short_list import ShortTable
from ui.kit.table_card import TableCard
from ui.pages.ledger.blank_slips import MissingDialog
from ui.pages.road.map_page import PROGRAMME
from ui.shell.backups_dialog import Backups

ROOT = Path(__file__).resolve().parents[3]
LISTS = re.compile(r"\b(?:TableView|TableCard)\(")
NOT_MADE_HERE = {"ui/__init__.py", "ui/kit/table_card.py"}
"""How to write a page; and the card, whose lists are counted where each card is made."""


def places() -> set[str]:
    """Where in the program a list is made: file and line."""
    return {
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in (ROOT / "ui").rglob("*.py")
        if path.relative_to(ROOT).as_posix() not in NOT_MADE_HERE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LISTS.search(line) and "class " not in line
    }


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """Every list that was made, by the place in the program that made it."""
    made: dict[str, list[Any]] = {}
    begin, begin_card = table.TableView.__init__, TableCard.__init__
    cards: dict[Any, str] = {}

    def place_of(frame: Any) -> str:
        return f"{Path(frame.f_code.co_filename).relative_to(ROOT).as_posix()}:{frame.f_lineno}"

    def noted_card(card: Any, *rest: Any, **more: Any) -> None:
        cards[card] = place_of(sys._getframe(1))
        begin_card(card, *rest, **more)

    def noted(view: Any, listing: Any, parent: Any = None, **more: Any) -> None:
        begin(view, listing, parent, **more)
        # A card makes its table later, and is counted where it is made itself.
        place = cards[parent] if parent in cards else place_of(sys._getframe(1))
        made.setdefault(place, []).append(view)

    monkeypatch.setattr(TableCard, "__init__", noted_card)
    monkeypatch.setattr(table.TableView, "__init__", noted)
    return made


def shown_in(cell: Any) -> tuple[str, str]:
    """A cell as a spreadsheet shows it: its figure or text, and the unit of its format."""
    if cell.value is None:
        return "", ""
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat(), ""
    if isinstance(cell.value, (int, float)) and cell.data_type == "n":
        shape = re.fullmatch(r'#,##0(?:\.(0+))?(%?)(?:"\s?(.*)")?', cell.number_format)
        assert shape is not None, cell.number_format
        value = cell.value * 100 if shape[2] else cell.value
        return f"{value:,.{len(shape[1] or '')}f}{shape[2]}", shape[3] or ""
    return str(cell.value), ""


def lists_of(window: Any) -> Iterator[Any]:
    """All lists below a window that hold anything."""
    for view in window.findChildren(table.TableView):
        if view.count():
            yield view


def faults(view: Any, path: Path, clerk: Clerk) -> Iterator[str]:
    """Where a workbook differs from the list it was written from."""
    view.export.trigger()
    clerk.wait()
    name = f"{view.model.listing.name} ({tr(view.model.listing.title)})"
    if not path.exists():
        yield f"{name}: not written, {clerk.said[-1:]}"
        return
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    book.close()
    path.unlink()
    view.refresh()
    clerk.settle()
    columns = view.model.columns
    heads = view.table.horizontalHeader()
    assert [heads.visualIndex(number) for number in range(len(columns))] == list(range(len(columns)))
    if [cell.value for cell in rows[0]] != [tr(column.label) for column in columns]:
        yield f"{name}: columns {[cell.value for cell in rows[0]]}"
    if len(rows) - 1 != view.count():
        yield f"{name}: {len(rows) - 1} rows of {view.count()}"
    for number, row in enumerate(rows[1:]):
        for cell, painted, column in zip(row, view.model.painted(number), columns, strict=True):
            words, unit = shown_in(cell)
            if (words, unit) != (painted.words, painted.unit if words else ""):
                yield f"{name}: {column.key} {painted.words!r} {painted.unit!r} is {words!r} {unit!r}"
            if column.kind.figure and words and cell.data_type != "n":
                yield f"{name}: {column.key} is no number: {words!r}"
            if isinstance(column.kind, DayField) and words and not isinstance(cell.value, datetime):
                yield f"{name}: {column.key} is no day: {words!r}"


def stations(clerk: Clerk, order: Any, folder: Path) -> Iterator[None]:
    """Every page, every tab, and one record of every kind."""
    from models.tables.guidance import Equipment
    from models.tables.ledger import Voucher
    from models.tables.party import Household
    from models.tables.programme import Workshop

    home = Household.get(Household.code == "H0001")
    for key in [entry.key for entry in clerk.window.entries]:
        page = clerk.go(key)
        clerk.settle()
        yield
        for tabs in page.findChildren(QTabWidget):
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                clerk.settle()
                yield
    page = clerk.go("map")
    page.layer.set_value(PROGRAMME)
    clerk.settle()
    yield
    for key, target in (
        ("households", Record(home.id)),
        ("orders", Record(order.id)),
        ("orders", OfEnterprise(order.enterprise_id)),
        ("products", Record(order.product_id)),
        ("pay", Month("2026-10", home.id)),
        ("stock", OfMachine(Equipment.get(Equipment.code == "SB1").id)),
        *(
            (page, OfRegister(one.table._meta.table_name, one.table.get().id))
            for page in ("workshops", "support")
            for one in clerk.go(page).records
        ),
        # The workshops of the map stand in a layer of their own.
        ("map", OfRegister("workshop", Workshop.get().id)),
        *(("vouchers", Record(row.id)) for row in Voucher.select().group_by(Voucher.kind)),
    ):
        clerk.go(key, target)
        clerk.wait()
        yield
    yield from sheets(clerk)
    missing = MissingDialog(clerk.window, TODAY)
    missing.show()
    yield
    missing.close()
    path = current_path()
    assert path is not None
    back_up()
    copies = Backups(clerk.window, path, None)
    copies.show()
    clerk.wait()
    yield
    copies.close()
    seen: set[tuple[str, ...]] = set()
    for key in REPORTS:
        page = clerk.go("reports", OfKind(key))
        clerk.settle()
        yield
        answer = page.view.answer
        # A report without a total opens the figures of its rows.
        row = TOTAL if answer.total is not None or not answer.rows else answer.rows[0].key
        for column in sorted(report_opens(answer)) if answer.total is not None or answer.rows else ():
            rows = answer.behind(row, column)
            # Many figures open a list of the same columns.
            shape = tuple(f"{one.key} {one.label}" for one in rows.columns)
            if shape in seen:
                continue
            seen.add(shape)
            behind = RowsBehind(clerk.window, rows)
            behind.show()
            yield
            behind.close()
    page = clerk.go("workbook")
    for path in _books(folder):
        page.check(path)
        clerk.wait()
        yield


def sheets(clerk: Clerk) -> Iterator[None]:
    """The sheets that hold a list: whom a course may still take, and what fits a wish."""
    from models.tables.programme import Wish
    from models.tables.training import Course
    from ui.pages.programme.course_sheet import enrol_sheet
    from ui.pages.programme.wish_sheet import wish_sheet

    page = clerk.go("training")
    for sheet in (
        enrol_sheet(page, page, Course.get().id),
        wish_sheet(page, Wish.get(Wish.met_on.is_null()).id, lambda values: False),
    ):
        sheet.show()
        clerk.settle()
        yield
        sheet.close()


def report_opens(answer: Any) -> frozenset[str]:
    """The figures of a report that have rows behind them; none where it has nothing to show."""
    return frozenset() if answer is None or answer.empty else answer.opens


def _books(folder: Path) -> Iterator[Path]:
    """A workbook with something odd in it, and one with faults."""
    for name, cells in (("odd", ["H1", "单春梅", "13800009999"]), ("bad", ["H2", "", ""])):
        path = folder / f"{name}.xlsx"
        book = Workbook(str(path))
        sheet = book.add_worksheet("农户")
        for row, values in enumerate((["户号", "户主", "电话"], cells, ["H3", "曾国芳", "13800009999"])):
            sheet.write_row(row, 0, values)
        book.close()
        yield path


@pytest.fixture
def month(clerk: Clerk) -> Any:
    """A month of slips, with all that lists are made of."""
    from models.actions.guidance import equipment
    from models.actions.ledger.stock import Delivered, deliver_products, receive_material
    from models.actions.pay import adjustments, disputes
    from models.tables.party import Household
    from models.tables.product import Material

    order = make.month_of_slips()
    home = Household.get(Household.code == "H0001")
    receive_material(order.enterprise_id, date(2026, 10, 2), [(Material.get().id, 500_500)])
    deliver_products(
        order.enterprise_id, date(2026, 10, 25), [Delivered(order.product_id, "good", 5_000, order.id)]
    )
    equipment.lend(make.machine("SB9", "切片机").id, home.id, TODAY - timedelta(days=3), 12_345, "良好")
    adjustments.post_adjustment(home.id, date(2026, 10, 19), -1_005, "少一件")
    from models.actions.party.parties import save_worker

    worker = save_worker(home.id, {"name": "单小䶮", "birth_date": date(1975, 3, 8)})
    someone_qualifies(worker)
    make.registers_of(list(Household.select()), date(2026, 10, 5))
    make.visit(home, day=date(2026, 10, 20), next_date=TODAY + timedelta(days=2))
    name_what_was_wrong(order, home)
    disputes.record_dispute(
        disputes.DisputeDraft(home.id, TODAY, "少记 3 个", slip=make.voucher("collection", "HS1").id)
    )
    return order


def someone_qualifies(worker: Any) -> None:
    """A rule of support money that pays for somebody's work elsewhere."""
    from models.actions.programme.employment import save_placements
    from models.actions.programme.support import save_rules

    placed = {"worker": worker.id, "employer": "竹材公司", "start": date(2026, 10, 1), "contract_days": 365}
    save_placements([(placed, None)])
    rule = {"code": "JY", "name": "稳岗奖补", "basis": "person", "amount": 100_000, "contract_days": 365}
    (held,) = save_rules([({**rule, "start": date(2026, 1, 1)}, None)])
    shop_of(worker, held)


def shop_of(worker: Any, rule: Any) -> None:
    """A workshop of somebody's household, with money put in and a claim for them."""
    from models.actions.programme.claims import save_claim_people, save_claims
    from models.actions.programme.workshops import save_funding, save_members, save_workshops

    day = date(2026, 10, 1)
    (shop,) = save_workshops([({"name": "屏风村竹编作坊", "kind": "village", "opened": day}, None)])
    save_members([({"workshop": shop.id, "household": worker.household_id, "start": day}, None)])
    save_funding([({"workshop": shop.id, "date": day, "source": "treasury", "amount": 1_234_500}, None)])
    claimed = {"rule": rule.id, "workshop": shop.id, "date": TODAY, "amount": 100_000}
    (claim,) = save_claims([(claimed, None)])
    save_claim_people([({"claim": claim.id, "worker": worker.id, "amount": 100_000}, None)])


def name_what_was_wrong(order: Any, home: Any) -> None:
    """A defect on slips of every kind that may name one, often enough that a visit is proposed."""
    from models.actions.guidance.visits import change_visit
    from models.tables.ledger import Voucher

    loose = make.defect("A", "收口松", order.product, remedy="压紧再锁边")
    part = make.subcontract(home, order, 20, day=TODAY - timedelta(days=2))
    make.collection(part, TODAY, good=6, rework=4, defects=[(loose, 4)])
    for visit in Voucher.select().where(Voucher.kind == "visit"):
        change_visit(visit.id, findings=[(order.product_id, loose.id, 2_000)])


@pytest.mark.sampled
@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", ["zh", "en"] if LONG else ["zh"])
def test_every_list_is_written_as_it_is_seen(
    clerk: Clerk,
    month: Any,
    seen: dict[str, list[Any]],
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_language(language)
    clerk.window.rebuild()
    path = tmp_path / "list.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    bad: list[str] = []
    written: set[int] = set()
    for _ in stations(clerk, month, tmp_path):
        for view in lists_of(clerk.window):
            if id(view) in written:
                continue
            written.add(id(view))
            assert view.export.isEnabled() and view.export in view.actions()
            assert not view.export.shortcut().isEmpty()
            # In a sample each list is written once: as it comes, or as it was sorted and searched.
            as_it_comes = LONG or len(written) % 2
            if as_it_comes:
                bad += faults(view, path, clerk)
            if language != "zh" or (as_it_comes and not LONG):
                continue
            # Sorted and searched, it is written so.
            view.table.sortByColumn(len(view.model.columns) - 1, Qt.SortOrder.DescendingOrder)
            clerk.settle()
            words = next(
                (
                    cell.words
                    for cell in view.model.painted(0)
                    if isinstance(cell.kind, CodeField) and cell.words
                ),
                "",
            )
            if words and not view.search.isHidden():
                view.search.setText(words)
                view.narrow()
            clerk.settle()
            if view.count():
                bad += faults(view, path, clerk)
            view.search.clear()
            view.narrow()
            view.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
            clerk.settle()
            # So are the columns somebody chose, in the order of their choice; reset, all are there again.
            before = [column.key for column in view.model.columns]
            view.choice.arrange(Arrangement(tuple(reversed(before)), frozenset(before[1:2])))
            chosen = [key for key in reversed(before) if key not in before[1:2]]
            assert view.listed().columns == chosen, "what a workbook of it would hold"
            clerk.window.grab()
            view.choice.reset()
            assert [column.key for column in view.model.columns] == before
    assert not bad, "\n".join(dict.fromkeys(bad))
    filled = {place for place, views in seen.items() if any(id(view) in written for view in views)}
    assert places() - filled == set(), "lists nobody tried"


def test_what_needs_attention_and_the_records_are_written_too(
    clerk: Clerk, month: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page = clerk.go("today")
    clerk.wait()
    for view in page.findChildren(ShortTable):
        if not view.short.things:
            continue
        view.export.trigger()
        clerk.wait()
        book = load_workbook(path)
        rows = list(book.worksheets[0].iter_rows())
        book.close()
        path.unlink()
        assert [cell.value for cell in rows[0]] == [tr(header) for header in view.short.headers]
        for thing, row in zip(view.short.things, rows[1:], strict=True):
            for at, cell in enumerate(row):
                words = view.short.words(thing, at)
                if view.short.kinds[at].figure:
                    assert cell.value is None or re.sub(r"\D", "", shown_in(cell)[0]) == re.sub(
                        r"\D", "", words
                    )
                else:
                    assert (cell.value or "") == words
    assert page.table.short.things
