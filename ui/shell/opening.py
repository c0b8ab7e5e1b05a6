"""From nothing to the window, by the shortest way: the command line's own parts are not even imported."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.database import close_database
from models.device import machine_mark
from models.errors import UserError
from models.files import FILE_ENDINGS
from models.gc_pause import importing
from models.i18n import set_language, system_language, tr
from models.log import log_file, logging_to_file
from models.private_folder import private_temporaries
from models.version import program_name
from ui.shell.desktop import choose_input_method, has_display, started

REFUSED, DEFECT = 2, 1

log = logging.getLogger("yuanba.window")


def open_window(
    path: Path | None = None, language: str | None = None, password: str | None = None, *, safe: bool = False
) -> int:
    """Open the window and run until it is closed; answers the exit code.

    ``safe``: nothing it remembered of itself is used, and nothing of this run remembered. Raises UserError when there
    is no display, or the libraries a window needs are missing.
    """
    if not has_display():
        raise UserError(
            tr(
                'There is no display to open the window on. "{program} --help" lists what works without one.'
            ).format(program=program_name())
        )
    try:
        app = window_parts()
        from ui.shell.window_state import forget_for_now
    except ImportError as error:
        if error.name and error.name.startswith(("ui", "models", "reports")):
            raise
        raise UserError(tr("The window cannot open here: {reason}").format(reason=error)) from error
    if safe:
        forget_for_now()
    log.info("%s", started())
    return int(app.start(path, language, password))


def window_parts() -> Any:
    """The module that opens the window, with all it needs at once; raises ImportError where a library is missing."""
    from ui.shell.steady import import_as_usual

    with importing():
        import_as_usual()
        from ui.shell import app

    return app


def is_for_the_window(arguments: Sequence[str]) -> bool:
    """Whether nothing is asked but a window: on the last file or, as the system asks for a double click, on one."""
    return len(arguments) < 2 and all(
        one == "--safe" or one.lower().endswith(FILE_ENDINGS) for one in arguments
    )


def main(arguments: Sequence[str] = ()) -> int:
    """Open the window as when an icon or a file is clicked on; answers the exit code.

    ``arguments`` are at most a file to open, or ``--safe``.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a rare character shows a mark for it; a program without one has no streams.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    set_language(system_language())
    safe = "--safe" in arguments
    files = [argument for argument in arguments if argument != "--safe"]
    named = files[0] if files else os.environ.get("YUANBA_DB")
    choose_input_method()
    try:
        machine_mark()
        with logging_to_file(), private_temporaries():
            return _guarded(Path(named) if named else None, safe)
    except UserError as error:
        print(error.message, file=sys.stderr)
        _show(error.message)
        return REFUSED


def _show(sentence: str) -> None:
    """Say in a window why there is none to work in: who clicked on an icon sees no terminal."""
    if not has_display():
        return
    try:
        from PySide6.QtWidgets import QApplication

        from ui.shell import theme
        from ui.shell.message_box import Message
    except ImportError:
        return
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else theme.application(sys.argv[:1])
    theme.apply(app, "system", 100)
    Message(None, sentence).exec()


def _guarded(path: Path | None, safe: bool) -> int:
    try:
        return open_window(path, safe=safe)
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
