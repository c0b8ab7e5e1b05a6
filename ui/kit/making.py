"""What is made in pieces (`ui.kit.turns`): whoever asks for a part that is not there yet has it made at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from models.database import noting
from ui.kit.turns import Pieces, pieces_of, whole
from ui.shell import errors

Parts = deque[Callable[[], Pieces | None] | Pieces]


class MadeInPieces(QWidget):
    """Override `build` and `refresh`. ``reads`` are the tables it has read, ``stale`` whether they changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.reads: set[str] = set()
        self._unmade: Parts = deque((self.build,))
        self._unasked: Parts = deque()
        self._making = self._seen = False
        self.stale = True

    def build(self) -> Pieces | None:
        """Make the page's widgets; called once, before it is first shown. Each ``yield`` may be interrupted at.

        What is not seen at first is left to `later` or `when_asked`.
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

    def when_asked(self, build: Callable[[], Pieces | None]) -> None:
        """Have a part built that many a visit does without: no memory goes to it before somebody asks for it."""
        self._unasked.append(build)

    def made(self) -> Pieces:
        """Make all that is left, in pieces."""
        yield from self.made_unasked()
        yield from self._made(self._unasked)

    def made_unasked(self, *, seen: bool = False) -> Pieces:
        """Make what is there without being asked for, in pieces; with ``seen`` only what is seen at first."""
        yield from self._made(self._unmade, seen=seen)

    def _made(self, parts: Parts, *, seen: bool = False) -> Pieces:
        while parts and not self._making and not (seen and self._seen):
            self._making = True
            try:
                with noting(self.reads):
                    self._make_piece(parts)
            finally:
                self._making = False
            yield

    def _make_piece(self, parts: Parts) -> None:
        """One piece of the first part that is not whole."""
        part = parts[0]
        try:
            if callable(part):
                parts[0] = part = pieces_of(part)
            next(part)
        except BaseException as ended:
            # What fails is not tried again: it would fail at every click.
            parts.popleft()
            self._seen = True
            if not isinstance(ended, StopIteration):
                raise

    def finish(self) -> None:
        """Make all that is left now."""
        whole(self.made())

    @property
    def unfinished(self) -> bool:
        """Whether a part is not made yet that nobody need ask for."""
        return bool(self._unmade)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A part that is not there yet is made now."""
            within = self.__dict__
            if not within.get("_making"):
                for parts in ("_unmade", "_unasked"):
                    if within.get(parts):
                        whole(self._made(within[parts]))
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
