"""From nothing to the window, by the shortest way: the command line's own parts are not even imported."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from models.database import close_database
from models.errors import UserError
from models.i18n import set_language, system_language, tr
from models.log import log_file, logging_to_file
from models.machine import machine_mark
from models.version import program_name

REFUSED, DEFECT = 2, 1
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

log = logging.getLogger("yuanba.window")


def open_window(path: Path | None = None, language: str | None = None, password: str | None = None) -> int:
    """Open the window and run until it is closed; answers the exit code.

    Raises UserError when there is no display, or the libraries a window needs are missing.
    """
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DISPLAYS):
        raise UserError(
            tr(
                'There is no display to open the window on. "{program} --help" lists what works without one.'
            ).format(program=program_name())
        )
    try:
        from ui.steady import read_no_sources

        read_no_sources()
        from ui import app
    except ImportError as error:
        if error.name and error.name.startswith(("ui", "models", "reports")):
            raise
        raise UserError(tr("The window cannot open here: {reason}").format(reason=error)) from error
    return int(app.start(path, language, password))


def main() -> int:
    """Open the window as when the program is started with nothing said; answers the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a rare character shows a mark for it; a program without one has no streams.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    set_language(system_language())
    named = os.environ.get("YUANBA_DB")
    try:
        machine_mark()
        with logging_to_file():
            return _guarded(Path(named) if named else None)
    except UserError as error:
        print(error.message, file=sys.stderr)
        _show(error.message)
        return REFUSED


def _show(sentence: str) -> None:
    """Say in a window why there is none to work in: who clicked on an icon sees no terminal."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DISPLAYS):
        return
    try:
        from PySide6.QtWidgets import QApplication

        from ui import theme
        from ui.dialogs.message import Message
    except ImportError:
        return
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    theme.apply(app, "system", 100)
    Message(None, sentence).exec()


def _guarded(path: Path | None) -> int:
    try:
        return open_window(path)
    except UserError:
        raise
    except Exception:
        log.exception("a defect while opening the window")
        message = tr("Something went wrong in the program itself. What happened is in {file}.")
        print(message.format(file=log_file()), file=sys.stderr)
        _show(message.format(file=log_file()))
        return DEFECT
    finally:
        close_database()
