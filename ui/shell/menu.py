"""A menu of acts below a place of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from ui.shell import errors, theme


def open_menu(owner: QWidget, acts: Iterable[tuple[str, str, Callable[[], object]]], below: QPoint) -> None:
    """Offer acts, each by its words, icon and what it does; what goes wrong is shown."""
    menu = QMenu(owner)
    for words, icon, slot in acts:
        menu.addAction(theme.icon(icon), words).triggered.connect(
            lambda _=False, slot=slot: errors.attempt(owner, lambda _: slot())
        )
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(below)
