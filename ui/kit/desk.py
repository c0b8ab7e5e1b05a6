"""What a page may ask of the window it lies in; nothing else of the window is a page's business."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from models.queries.desk.target import Target

DESK = "desk"
"""The window's object name."""

Place: TypeAlias = "tuple[str, Target | None]"
"""A page by its key, and what it is pointed at."""

Offer: TypeAlias = "tuple[Place | Callable[[], object] | None, str, str]"
"""Where it leads or what it does, its label and detail; a caption does neither."""


class Desk(Protocol):
    """The window as its pages see it."""

    file_actions: Sequence[tuple[str, str, Callable[[], object]]]
    """What can be done with the open file: words, icon, act."""

    lately: Callable[[], Sequence[Path]]
    """The other files that were opened lately, the last one first."""

    def open_file(self, path: Path) -> None:
        """Open another file in the place of this one."""

    @property
    def today(self) -> Callable[[], date]:
        """The clock."""

    def window(self) -> QWidget:
        """The window itself, for what is placed in it or over it."""

    def go(self, key: str, target: Target | None = None) -> object:
        """Show a page, and what it is pointed at."""

    def notify(
        self, words: str, action: str = "", slot: Callable[[], object] | None = None, role: str = "accent"
    ) -> None:
        """Say something quietly at the bottom, perhaps with one thing to do."""

    def undo(self) -> None:
        """Take the last operation back and say what it was."""

    def unposted(self) -> tuple[str, ...]:
        """The names of the pages that hold something not posted yet."""

    def say_unposted(self) -> None:
        """A page began or ceased to hold something unposted."""

    def say_state(self) -> None:
        """The day, the backup and the encryption, as they are now."""

    def settings_changed(self) -> None:
        """Follow language, font size, look and name."""


def desk_of(widget: QWidget | None) -> Desk | None:
    """The desk that a widget lies on, through whatever dialog."""
    while widget is not None:
        if widget.objectName() == DESK:
            return cast(Desk, widget)
        widget = widget.parentWidget()
    return None
