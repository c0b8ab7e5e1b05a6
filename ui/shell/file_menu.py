"""The menu below the cooperative's name: what can be done with the open file, and the files opened lately."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from models.i18n import tr
from ui.kit.desk import Desk
from ui.shell import errors, theme


def file_menu(desk: Desk) -> QMenu:
    """The menu, which ends itself when it is closed."""
    menu = QMenu(desk.window())
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)

    def add(words: str, icon: str, act: Callable[[], object], tip: str = "") -> None:
        line = menu.addAction(theme.icon(icon), words.replace("&", "&&"))
        line.setToolTip(tip)
        line.triggered.connect(lambda: errors.attempt(desk.window(), lambda _: act()))

    for words, icon, act in desk.file_actions:
        add(words, icon, act)
    lately = desk.lately()
    if lately:
        menu.addSection(tr("Opened lately"))
    for path in lately:
        add(f"{path.stem} · {path.parent.name}", "file", partial(desk.open_file, path), str(path))
    return menu
