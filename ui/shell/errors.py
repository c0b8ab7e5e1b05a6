"""The one door for everything that goes wrong on the screen; nothing else opens an error box.

A UserError is one quiet sentence, beside its field where a form is given. NeedsConfirmation asks once, with a reason
where one is needed. Cancelled is silent. Everything else is a defect: logged, and shown once per distinct traceback.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QThread,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from models.database import noting
from models.errors import Cancelled, NeedsConfirmation, UserError

log = logging.getLogger("yuanba.ui")


class Consent(NamedTuple):
    """What the user agreed to while an action was tried: the keys of the questions, and the reason given."""

    keys: frozenset[str] = frozenset()
    reason: str = ""


_shown: set[str] = set()
_open_boxes: list[QDialog] = []


def show(parent: QWidget | None, error: BaseException) -> Consent | None:
    """Say what went wrong; answers with a consent only when a NeedsConfirmation was agreed to."""
    if isinstance(error, Cancelled):
        return None
    if isinstance(error, NeedsConfirmation):
        return _ask(parent, error)
    fault = error if isinstance(error, UserError) else _world_fault(error)
    if fault is not None:
        _refuse(parent, fault)
        return None
    _defect(parent, error)
    return None


def attempt(
    parent: QWidget | None,
    act: Callable[[Consent], Any],
    *,
    form: Any = None,
    done: Callable[[Any], object] | None = None,
) -> bool:
    """Do what the user asked: repeats with consent when asked for, shows refusals, answers whether it was done.

    ``form`` (with ``show_error``) takes a refusal that names one of its fields; ``done(result)`` runs on success.
    """
    consent = Consent()
    while True:
        try:
            # What a change looks at on its way is not shown.
            with noting(None):
                result = act(consent)
            break
        except NeedsConfirmation as question:
            if question.key in consent.keys:
                _defect(parent, question)
                return False
            given = show(parent, question)
            if given is None:
                return False
            consent = Consent(consent.keys | given.keys, given.reason or consent.reason)
        except UserError as refusal:
            if form is None or not form.show_error(refusal):
                show(parent, refusal)
            return False
        except Exception as error:
            show(parent, error)
            return False
    if done is not None:
        with caught(parent):
            done(result)
    return True


@contextlib.contextmanager
def caught(parent: QWidget | None) -> Iterator[None]:
    """Show whatever goes wrong inside, and go on after it; for slots and painting, where nobody would catch it."""
    try:
        yield
    except Exception as error:
        show(parent, error)


def _world_fault(error: BaseException) -> UserError | None:
    from models.database import world_fault

    if isinstance(error, Exception) and type(error).__module__.split(".")[0] in (
        "peewee",
        "sqlcipher3",
        "sqlite3",
    ):
        return world_fault(error)
    if isinstance(error, OSError):
        from models.files import file_fault

        sentence = file_fault(error)
        return None if sentence is None else UserError(sentence)
    return None


def _refuse(parent: QWidget | None, error: UserError) -> None:
    place: QObject | None = parent
    while place is not None:
        say = getattr(place, "say_refusal", None)
        if callable(say) and isinstance(place, QWidget) and place.isVisible():
            say(error.message)
            return
        place = place.parent()
    from ui.shell.message_box import Message

    Message(_window(parent), error.message).exec()


def _ask(parent: QWidget | None, question: NeedsConfirmation) -> Consent | None:
    from ui.shell.message_box import Question

    box = Question(
        _window(parent), question.message, question.needs_reason, verb=question.verb, typed=question.typed
    )
    if box.exec() != QDialog.DialogCode.Accepted:
        return None
    return Consent(frozenset({question.key}), box.reason())


def _window(parent: QWidget | None) -> QWidget | None:
    return QApplication.activeModalWidget() or (parent.window() if parent is not None else None)


def report(error: BaseException) -> str:
    """What to copy and send when the program itself is at fault."""
    from ui.shell.desktop import started

    lines = "".join(traceback.format_exception(error))
    return f"{started()}\n\n{lines}"


def _fingerprint(error: BaseException) -> str:
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return hashlib.sha256("|".join([type(error).__name__, *places]).encode()).hexdigest()


def _defect(parent: QWidget | None, error: BaseException) -> None:
    log.error("Defect: %s", error, exc_info=(type(error), error, error.__traceback__))
    mark = _fingerprint(error)
    if mark in _shown or QApplication.instance() is None:
        return
    _shown.add(mark)
    from ui.shell.message_box import Defect

    box = Defect(_window(parent), report(error))
    _open_boxes.append(box)
    box.finished.connect(lambda _: _open_boxes.remove(box) if box in _open_boxes else None)
    box.open()


class _Door(QObject):
    """Carries errors of other threads to the one that may open a window."""

    came = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.came.connect(self.take)

    def take(self, error: BaseException) -> None:
        show(QApplication.activeWindow(), error)


_door: _Door | None = None


def install() -> None:
    """Route uncaught exceptions of every thread through the door, and Qt's own messages into the log."""
    global _door
    if _door is None:
        _door = _Door()
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _hand_over(args.exc_value)
    qInstallMessageHandler(_qt_message)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        app = QCoreApplication.instance()
        if app is not None:
            app.quit()
        return
    _hand_over(error.with_traceback(trace))


def _hand_over(error: BaseException | None) -> None:
    app = QCoreApplication.instance()
    if error is None or app is None or _door is None:
        log.error("Defect: %s", error, exc_info=error)
    elif QThread.currentThread() is app.thread():
        show(QApplication.activeWindow(), error)
    else:
        _door.came.emit(error)


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("yuanba.qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
