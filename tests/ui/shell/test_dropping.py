"""A workbook dropped on any page of the window is checked; anything else is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.ui.clerk import Clerk
from tests.ui.pages.exchange.test_workbook import book


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


_alive: list[QMimeData] = []  # an event does not keep what it carries


def enter(data: QMimeData) -> Any:
    return over_the_window(QDragEnterEvent, data)


def drop(data: QMimeData) -> Any:
    return over_the_window(QDropEvent, data)


def over_the_window(kind: Any, data: QMimeData) -> Any:
    _alive.append(data)
    event = kind(
        QPointF(500, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    return event


def send(clerk: Clerk, event: QEvent) -> Any:
    QApplication.sendEvent(clerk.window, event)
    return event


def test_a_workbook_is_taken_on_any_page(clerk: Clerk, tmp_path: Path) -> None:
    clerk.go("orders")
    data = files(tmp_path / "letter.pdf", book(tmp_path / "名册.XLSX", [["H1", "陈䶮", "", ""]]))
    assert send(clerk, enter(data)).isAccepted()
    assert clerk.window.dropping.veil.isVisible()
    assert clerk.window.dropping.veil.size() == clerk.window.size()
    assert send(clerk, drop(data)).isAccepted()
    assert not clerk.window.dropping.veil.isVisible()
    clerk.wait()
    assert clerk.window.current == "workbook" and clerk.window.pages.held["workbook"].state == 1


def test_leaving_takes_the_veil_away(clerk: Clerk, tmp_path: Path) -> None:
    clerk.go("orders")
    send(clerk, enter(files(tmp_path / "a.xlsx")))
    send(clerk, QDragLeaveEvent())
    assert not clerk.window.dropping.veil.isVisible() and clerk.window.current == "orders"


def test_other_things_are_not_taken(clerk: Clerk, tmp_path: Path) -> None:
    clerk.go("orders")
    words = QMimeData()
    words.setText("a.xlsx")
    far = QMimeData()
    far.setUrls([QUrl("https://example.org/a.xlsx")])
    for data in (words, far, files(tmp_path / "a.pdf")):
        assert not send(clerk, enter(data)).isAccepted()
        assert not send(clerk, drop(data)).isAccepted()
    clerk.settle()
    assert clerk.window.current == "orders"


def test_a_file_that_went_meanwhile_is_said_quietly(clerk: Clerk, tmp_path: Path) -> None:
    clerk.go("orders")
    data = files(tmp_path / "gone.xlsx")
    send(clerk, enter(data))
    send(clerk, drop(data))
    clerk.wait()
    assert any("gone.xlsx" in words for words in clerk.said), (clerk.said, clerk.window.current)


def test_what_only_looks_like_a_workbook_is_answered_with_what_to_do(clerk: Clerk, tmp_path: Path) -> None:
    clerk.go("orders")
    listed = tmp_path / "名单.csv"
    listed.write_bytes("户主姓名\n单春梅\n".encode("gb18030"))
    data = files(listed)
    assert send(clerk, enter(data)).isAccepted()
    send(clerk, drop(data))
    clerk.wait()
    assert any("名单.csv" in words and "另存为 .xlsx" in words for words in clerk.said), clerk.said
