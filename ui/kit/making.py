"""What is made in pieces (`ui.kit.turns`): whoever asks for a part that is not there yet has it made at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from models.database import noting
from ui.kit.turns import Pieces, pieces_of, whole
from ui.shell import errors


class MadeInPieces(QWidget):
    """Override `build` and `refresh`. ``reads`` are the tables it has read, ``stale`` whether they changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.reads: set[str] = set()
        self._unmade: deque[Callable[[], Pieces | None] | Pieces] = deque((self.build,))
        self._making = self._seen = False
        self.stale = True

    def build(self) -> Pieces | None:
        """Make the page's widgets; called once, before it is first shown. Each ``yield`` may be interrupted at.

        What is not seen at first is left to `later`.
        """
        return None

    def refresh(self) -> None:
        """Ask the queries again; called when first shown and whenever data changed."""

    def refreshing(self) -> Pieces | None:
        """`refresh` in pieces, by pages that know how."""
        self.refresh()
        return None

    def later(self, build: Callable[[], Pieces | None]) -> None:
        """Have a part built that is not seen at first: once nobody waits, or somebody asks for it."""
        self._unmade.append(build)

    def made(self, *, seen: bool = False) -> Pieces:
        """Make what is left, in pieces; with ``seen`` only what is seen at first."""
        while self._unmade and not self._making and not (seen and self._seen):
            self._making = True
            try:
                with noting(self.reads):
                    self._make_piece()
            finally:
                self._making = False
            yield

    def _make_piece(self) -> None:
        """One piece of the first part that is not whole."""
        part = self._unmade[0]
        try:
            if callable(part):
                self._unmade[0] = part = pieces_of(part)
            next(part)
        except BaseException as ended:
            # What fails is not tried again: it would fail at every click.
            self._unmade.popleft()
            self._seen = True
            if not isinstance(ended, StopIteration):
                raise

    def finish(self) -> None:
        """Make what is left now."""
        whole(self.made())

    @property
    def unfinished(self) -> bool:
        """Whether a part is not made yet."""
        return bool(self._unmade)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A part that is not there yet is made now."""
            within = self.__dict__
            if within.get("_unmade") and not within.get("_making"):
                self.finish()
                return getattr(self, name)
            raise AttributeError(f"{type(self).__name__} has no {name}")

    def guarded(self, act: Callable[[], Pieces | None]) -> Generator[None, None, bool]:
        """Do something in pieces; whatever goes wrong is shown and ends it. Returns whether nothing did."""
        pieces = pieces_of(act)
        while True:
            try:
                with noting(self.reads):
                    next(pieces)
            except StopIteration:
                return True
            except Exception as error:
                errors.show(self, error)
                return False
            yield

    def bring_up(self) -> None:
        """Refresh if the data changed since the page was last looked at."""
        whole(self.brought_up())

    def brought_up(self) -> Pieces:
        """The same in pieces."""
        if self.stale:
            self.stale = False
            if not (yield from self.guarded(self.refreshing)):
                # What could not be asked is asked when the page is looked at again.
                self.stale = True
