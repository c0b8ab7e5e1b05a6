"""Photos of records as a clerk hangs them there: dropped, pasted, chosen, looked at, worded, ordered, removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from models.i18n import tr
from models.queries import photos
from models.queries.desk.target import Record
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.photo import DEFECT, DOOR, FINDING, LANDMARK, SAMPLE, Photo
from tests import factories as make
from tests.ui.clerk import CTRL, Clerk
from ui.kit.photo_strip import PhotoStrip
from ui.kit.photo_view import PhotoView

KEY = Qt.Key


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for shade in (20, 120, 220):
        path = tmp_path / f"竹篮 {shade}.jpg"
        path.write_bytes(make.jpeg(shade=shade))
        made.append(path)
    return made


_alive: list[QMimeData] = []  # an event does not keep what it carries


def dropped(clerk: Clerk, strip: PhotoStrip, data: QMimeData) -> bool:
    """Let something go over a strip; whether it was wanted."""
    place = QPointF(strip.list.viewport().rect().center())
    if not hovering(strip, data):
        return False
    QApplication.sendEvent(strip.list.viewport(), QDropEvent(place, *_dragging(data)))
    clerk.wait()
    return True


def hovering(strip: PhotoStrip, data: QMimeData) -> bool:
    """Bring something over a strip; whether it is wanted there."""
    _alive.append(data)
    enter = QDragEnterEvent(QPointF(strip.list.viewport().rect().center()), *_dragging(data))
    enter.ignore()
    QApplication.sendEvent(strip.list.viewport(), enter)
    return enter.isAccepted() and strip.list.hovered


def _dragging(data: QMimeData) -> Any:
    return Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def of_files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def subjects(owner: Any) -> list[str]:
    return [row.subject for row in photos.photo_rows(owner.id)]


def test_photos_dropped_on_a_household_hang_there_and_are_taken_back(clerk: Clerk, files: list[Path]) -> None:
    home = make.household()
    page = clerk.go("households", Record(home.id))
    strip = page.photos.strip
    assert dropped(clerk, strip, of_files(files[0]))
    assert subjects(home) == [DOOR]
    assert clerk.said[-1] == tr("Photo added")
    assert strip.list.count() == 1 and strip.list.item(0).text() == tr("Door")
    # The door is there: what comes then is the landmark.
    assert dropped(clerk, strip, of_files(*files[1:]))
    assert subjects(home) == [DOOR, LANDMARK, LANDMARK]
    clerk.press(KEY.Key_Z, CTRL)
    clerk.settle()
    assert subjects(home) == [DOOR]
    assert strip.list.count() == 1


def test_a_photo_goes_to_what_was_shown_when_it_was_dropped(clerk: Clerk, files: list[Path]) -> None:
    home, other = make.household(), make.household()
    page = clerk.go("households", Record(home.id))
    page.photos.strip.take([files[0]])
    page.open_record(other.id)
    clerk.wait()
    assert (subjects(home), subjects(other)) == ([DOOR], [])
    assert page.photos.strip.list.count() == 0
    page = clerk.go("visits")
    page.photos.take([files[0]])
    page._clear()
    clerk.wait()
    assert page.photos.list.count() == 0 and page.photos.problem.text()


def test_a_workbook_is_left_to_the_window(clerk: Clerk, tmp_path: Path) -> None:
    home = make.household()
    page = clerk.go("households", Record(home.id))
    assert not hovering(page.photos.strip, of_files(tmp_path / "农户.xlsx"))
    assert clerk.window.dropping.veil.isVisible()


def test_what_cannot_be_kept_is_said_and_nothing_is_kept(
    clerk: Clerk, files: list[Path], tmp_path: Path
) -> None:
    home = make.household()
    page = clerk.go("households", Record(home.id))
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(make.jpeg()[:900])
    assert dropped(clerk, page.photos.strip, of_files(files[0], broken))
    assert "broken.jpg" in page.photos.strip.problem.text()
    assert page.photos.strip.problem.isVisible()
    assert subjects(home) == []


def copy_picture(red: int) -> None:
    """Put a picture of one colour, with so much red, on the clipboard."""
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor(red, 120, 60))
    QGuiApplication.clipboard().setImage(image)


def test_a_screen_copy_is_pasted_wherever_the_keyboard_is(clerk: Clerk) -> None:
    basket = make.product("P-1")
    page = clerk.go("products", Record(basket.id))
    copy_picture(10)
    try:
        clerk.press(KEY.Key_V, CTRL)
        clerk.wait()
        assert subjects(basket) == [SAMPLE]
        copy_picture(200)
        clerk.press(KEY.Key_V, CTRL, on=page.photos.strip.list)
        clerk.wait()
        assert subjects(basket) == [SAMPLE, DEFECT]
        # The same once more is said, and not kept.
        clerk.press(KEY.Key_V, CTRL, on=page.photos.strip.list)
        clerk.wait()
        assert page.photos.strip.problem.text() == tr("This photo is here already.")
        assert subjects(basket) == [SAMPLE, DEFECT]
    finally:
        QGuiApplication.clipboard().clear()


def test_a_photo_pasted_into_a_field_goes_to_the_strip_and_words_into_the_field(clerk: Clerk) -> None:
    page = clerk.go("visits")
    field = page.form.field("advice").editor
    field.setFocus()
    copy_picture(10)
    try:
        clerk.press(KEY.Key_V, CTRL)
        clerk.wait()
        assert page.photos.list.count() == 1
        QGuiApplication.clipboard().setText("勤换刀片")
        field.setFocus()
        clerk.press(KEY.Key_V, CTRL)
        clerk.wait()
        assert page.photos.list.count() == 1
        assert page.form.field("advice").raw() == "勤换刀片"
    finally:
        QGuiApplication.clipboard().clear()


def test_nothing_copied_is_said_only_to_who_stands_there(clerk: Clerk) -> None:
    home = make.household()
    page = clerk.go("households", Record(home.id))
    QGuiApplication.clipboard().setText("竹篮")
    clerk.press(KEY.Key_V, CTRL)
    clerk.settle()
    page.photos.strip.list.setFocus()
    assert not page.photos.strip.problem.isVisible()
    clerk.press(KEY.Key_V, CTRL)
    assert page.photos.strip.problem.text() == tr("Nothing was copied that is a photo.")


def test_files_are_chosen(clerk: Clerk, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    machine = make.machine("E-1")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path) for path in files[:2]], ""))
    page = clerk.go("stock")
    page.tabs.setCurrentWidget(page.machine_place)

    def fill(sheet: Any) -> None:
        strip = sheet.findChild(PhotoStrip)
        assert strip.list.words
        next(one for one in sheet.findChildren(type(sheet.primary)) if one.text() == tr("Add photo")).click()
        clerk.wait()
        assert strip.list.count() == 2

    clerk.with_sheet(lambda: page.machine_place.table.edit(machine.id), fill)
    assert len(subjects(machine)) == 2
    assert Equipment.get_by_id(machine.id).name == machine.name


def test_keys_look_order_and_remove(clerk: Clerk) -> None:
    home = make.household()
    keys = [make.photo(home, DOOR, shade).id for shade in (10, 110, 210)]
    page = clerk.go("households", Record(home.id))
    strip = page.photos.strip
    strip.list.setFocus()
    strip.list.setCurrentRow(0)
    seen: list[Any] = []

    def look(view: Any) -> None:
        assert isinstance(view, PhotoView)
        seen.append(view.words.text())
        clerk.press(KEY.Key_Right)
        seen.append(view.words.text())
        clerk.press(KEY.Key_Left)
        clerk.press(KEY.Key_Left)
        seen.append(view.place)
        clerk.press(KEY.Key_Escape)
        assert not view.isVisible()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_Return), look)
    assert "1 / 3" in seen[0].replace(tr("{done} of {total}").format(done=1, total=3), "1 / 3")
    assert seen[0] != seen[1]
    assert seen[2] == 2 and strip.list.currentRow() == 2
    assert page.key == home.id  # Esc closed the photo, not the record
    clerk.press(KEY.Key_Left, CTRL)
    clerk.settle()
    assert [row.id for row in photos.photo_rows(home.id)] == [keys[0], keys[2], keys[1]]
    assert strip.list.currentRow() == 1
    clerk.press(KEY.Key_Delete)
    clerk.settle()
    assert [row.id for row in photos.photo_rows(home.id)] == [keys[0], keys[1]]
    assert clerk.said[-1] == tr("Photo removed")
    clerk.press(KEY.Key_Z, CTRL)
    clerk.settle()
    assert strip.list.count() == 3


def test_a_photo_is_worded(clerk: Clerk) -> None:
    home = make.household()
    make.photo(home, DOOR)
    page = clerk.go("households", Record(home.id))

    def fill(sheet: Any) -> None:
        sheet.form.field("subject").set_value(LANDMARK)
        sheet.form.field("caption").set_value("老槐树下")
        sheet.form.field("taken_on").set_value("2026-13-01")
        sheet.submit()
        assert sheet.form.field("taken_on").problem()
        sheet.form.field("taken_on").set_value("2026-10-03")
        sheet.submit()

    clerk.with_sheet(lambda: page.photos.strip.edit(0), fill)
    row = photos.photo_rows(home.id)[0]
    assert (row.subject, row.caption, str(row.taken_on)) == (LANDMARK, "老槐树下", "2026-10-03")
    assert page.photos.strip.list.item(0).text() == "老槐树下"


def test_photos_of_a_visit_are_posted_with_it_and_voided_with_it(clerk: Clerk, files: list[Path]) -> None:
    home = make.household()
    page = clerk.go("visits")
    page._pick(home.id)
    page.form.field("finding").set_value("收口太松")
    assert dropped(clerk, page.photos, of_files(files[0]))
    assert page.dirty and not Photo.select().exists()
    assert not page.save_draft()  # a draft holds no photos: closing asks
    clerk.press(KEY.Key_Return, CTRL)
    clerk.settle()
    slip = Voucher.get()
    assert subjects(slip) == [FINDING]
    assert page.photos.list.count() == 0 and not page.dirty
    page.correct(slip.id)
    assert page.photos.list.count() == 1
    assert dropped(clerk, page.photos, of_files(files[1]))
    assert subjects(slip) == [FINDING, FINDING]
    assert not page.dirty


def test_a_visit_that_is_refused_keeps_its_photos_in_the_form(clerk: Clerk, files: list[Path]) -> None:
    page = clerk.go("visits")
    assert dropped(clerk, page.photos, of_files(files[0]))
    page.post()
    clerk.settle()
    assert not Photo.select().exists() and page.photos.list.count() == 1
    page.photos.remove(0)
    assert not page.dirty


def test_the_most_photos_with_the_longest_words_have_room(clerk: Clerk) -> None:
    home = make.household()
    for shade in range(12):
        make.photo(home, DOOR, shade * 20, caption="很长的说明" * 12)
    page = clerk.go("households", Record(home.id))
    strip = page.photos.strip
    assert strip.list.count() == 12
    last = strip.list.visualItemRect(strip.list.item(11))
    assert last.bottom() <= strip.list.viewport().height()
    assert strip.list.item(11).toolTip() == "很长的说明" * 12


def test_a_click_chooses_and_a_double_click_looks(clerk: Clerk) -> None:
    home = make.household()
    make.photo(home, DOOR)
    page = clerk.go("households", Record(home.id))
    view = page.photos.strip.list
    middle = view.visualItemRect(view.item(0)).center()

    def twice() -> None:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    clerk.with_sheet(twice, lambda box: clerk.press(KEY.Key_Escape))
    assert view.currentRow() == 0
