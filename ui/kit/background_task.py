"""Long work: one worker thread with its own connection, a bar after half a second, and a way to stop.

`run` returns at once; the result or the error comes back on the window's thread, errors through `ui.shell.errors`.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QWidget
from shiboken6 import isValid

from models.database import Halt, noting, own_connection
from models.errors import Cancelled, NeedsConfirmation, UserError
from models.i18n import tr
from ui.kit.background_query import reads_of
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.kit.text import ElidedLabel, text
from ui.shell import errors, gc_guard, theme
from ui.shell.errors import Consent

SHOW_AFTER_MS = 500
SWEEP_MS = 200
REPORT_EVERY_S = 0.03

log = logging.getLogger("yuanba.ui")


class Progress(Protocol):
    """What long work calls now and then; raises Cancelled once the user has stopped it."""

    def __call__(self, done: int, total: int, text: str = "") -> None: ...


class ProgressBox(QDialog):
    """The bar over the window, with a way to stop."""

    def __init__(
        self, parent: QWidget | None, title: str, cancel: Callable[[], None], *, keeps: bool = False
    ) -> None:
        super().__init__(parent)
        self._keeps = keeps
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(theme.px("dialog"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        line = QHBoxLayout()
        self.words = ElidedLabel("", "quiet")
        line.addWidget(self.words, 1)
        self.stop = ActionButton(tr("Stop"), "Esc", slot=self.reject)
        line.addWidget(self.stop)
        vbox("m", text(title, "section"), self.bar, line, of=self, margin="xl")
        self._cancel = cancel

    def reject(self) -> None:
        """Ask the work to stop; the box goes when it has."""
        self.stop.setEnabled(False)
        self.words.setText(
            tr("Stopping; the best so far is kept") if self._keeps else tr("Stopping; nothing will be kept")
        )
        self._cancel()

    def report(self, done: int, total: int, words: str) -> None:
        """Show how far it is."""
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(min(done, total))
        if self.stop.isEnabled():
            counted = tr("{done} of {total}").format(done=f"{done:,}", total=f"{total:,}") if total else ""
            counted = f"{done}%" if total == 100 else counted
            self.words.setText("   ".join(part for part in (words, counted) if part))


class Running(QObject):
    """A piece of long work under way."""

    unasked = False
    """Whether nobody asked for it: what somebody asks for meanwhile waits."""
    progressed = Signal(int, int, str)
    ended = Signal(object, object)
    finished = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        work: Callable[..., Any],
        done: Callable[[Any], object] | None,
        failed: Callable[[BaseException], bool] | None,
        asks: bool,
        keeps: bool,
    ) -> None:
        super().__init__()
        self._keeps = keeps
        self.title = title
        self._parent, self._work, self._done, self._failed, self._asks = parent, work, done, failed, asks
        self._consent = Consent()
        self._stop = threading.Event()
        self._halt = Halt()
        self._reads = reads_of(parent)
        self._last = 0.0
        self._box: ProgressBox | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._timer.timeout.connect(self._show)
        self._sweep = QTimer(self, interval=SWEEP_MS)
        self._sweep.timeout.connect(lambda: gc.collect(1))
        self.progressed.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._thread: threading.Thread | None = None

    def start(self) -> bool:
        """Begin, or begin again with the consents given so far; False where the computer has no thread left for it."""
        self._timer.start()
        gc_guard.hold()
        self._sweep.start()
        self._thread = threading.Thread(target=self._go, name=self.title, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            self._thread = None
            self._end(None, gc_guard.no_thread())
            return False
        return True

    def cancel(self) -> None:
        """Ask the work to stop: at its next report, and in the middle of what it asks the database."""
        self._stop.set()
        if not self._keeps:
            self._halt.give()

    def wait(self) -> None:
        """Keep the window painting until the work has ended and its end was dealt with."""
        loop = QEventLoop()
        self.finished.connect(loop.quit)
        if self in _running:
            loop.exec()

    def _go(self) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            with own_connection(self._halt), noting(self._reads):
                result = self._work(self._tell, self._consent) if self._asks else self._work(self._tell)
        except BaseException as raised:
            error = raised
        self.ended.emit(result, error)

    def _tell(self, done: int, total: int, text: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= REPORT_EVERY_S or done == total:
            self._last = now
            self.progressed.emit(done, total, text)

    @property
    def _alone(self) -> bool:
        """Whether the page that asked is gone, after a change of language for example: nobody waits for the answer."""
        return self._parent is not None and not isValid(self._parent)

    def _show(self) -> None:
        window = self._parent.window() if self._parent is not None and not self._alone else None
        self._box = ProgressBox(window, self.title, self.cancel, keeps=self._keeps)
        self._box.show()

    def _bar(self) -> ProgressBox | None:
        """The bar, as long as the window it stands over is there: a dialog may be gone before the end."""
        return self._box if self._box is not None and isValid(self._box) else None

    def _report(self, done: int, total: int, words: str) -> None:
        bar = self._bar()
        if bar is not None:
            bar.report(done, total, words)

    def _end(self, result: Any, error: BaseException | None) -> None:
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
        self._sweep.stop()
        gc_guard.release()
        bar = self._bar()
        if bar is not None:
            bar.hide()
            bar.deleteLater()
        self._box = None
        asks = self._asks and not self._alone
        if isinstance(error, NeedsConfirmation) and asks and error.key not in self._consent.keys:
            given = errors.show(self._parent, error)
            if given is not None:
                self._consent = Consent(self._consent.keys | given.keys, given.reason or self._consent.reason)
                # Where it does not begin again, that ended it and was said.
                self.start()
                return
            error = Cancelled()
        _running.remove(self)
        if self._alone:
            self.finished.emit()
            return
        with errors.caught(self._parent), noting(self._reads):
            if error is None:
                if self._done is not None:
                    self._done(result)
            elif self._failed is None or not self._failed(error):
                errors.show(self._parent, error)
        self.finished.emit()


_running: list[Running] = []
_waiting: list[str] = []
"""The titles of work that begins once what nobody asked for has ended."""


def run(
    parent: QWidget | None,
    title: str,
    work: Callable[..., Any],
    done: Callable[[Any], object] | None = None,
    failed: Callable[[BaseException], bool] | None = None,
    *,
    asks: bool = False,
    keeps: bool = False,
    unasked: bool = False,
) -> Running | None:
    """Run ``work(progress)`` beside the window; then ``done(result)`` in the window's thread.

    ``failed(error)`` may deal with an error itself by answering True. With ``asks`` the work is called as
    ``work(progress, consent)`` and repeated with the consent it asked for. Work that ``keeps`` ends well when it is
    stopped, with what it has so far. One piece of work runs at a time: a second waits for work that came ``unasked``,
    which nobody knows of, and is refused with a sentence beside any other. None is returned where it did not begin.
    """
    while _running and _running[0].unasked:
        if title in _waiting:
            # The same key was pressed again.
            return None
        _waiting.append(title)
        _running[0].wait()
        _waiting.remove(title)
        if parent is not None and not (isValid(parent) and parent.window().isVisible()):
            # The window was closed meanwhile.
            return None
    if _running:
        words = tr('One moment: "{title}" is still under way.').format(title=_running[0].title)
        errors.show(parent, UserError(words))
        return None
    running = Running(parent, title, work, done, failed, asks, keeps)
    running.unasked = unasked
    _running.append(running)
    return running if running.start() else None


def under_way() -> Running | None:
    """The work under way, if any; a closing window cancels it and waits."""
    return _running[0] if _running else None
