"""The start of the window: application, fonts, look and language, the file, then the desk."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from models import i18n
from models.errors import UserError
from models.i18n import tr
from ui import errors, theme
from ui.remember import remembered

BASE_SIZE = 14  # the font size that is 100 %


def has_display() -> bool:
    """Whether a window can be shown here at all."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    """The application, dressed as it was last time so that nothing flickers while the file opens."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        app = running
    else:
        QGuiApplication.setDesktopFileName("yuanba")
        app = QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("Yuanba")
    app.setWindowIcon(theme.icon("courtyard", "accent"))
    errors.install()
    kept = remembered()
    theme.apply(app, str(kept.value("screen/theme") or "system"), int(kept.value("screen/size") or 100))
    return app


def apply_settings(window: Any = None, language: str | None = None) -> None:
    """Take language, look and font size from the open file; ``language`` overrides the file's."""
    from models.settings import settings

    values = settings()
    wanted = language or values["screen.language"] or i18n.system_language()
    mode = values["screen.theme"] or "system"
    size = round(int(values["screen.font_size"]) * 100 / BASE_SIZE)
    rebuilt = wanted != i18n.language() or size != theme.scale()
    i18n.set_language(wanted)
    app = QApplication.instance()
    if isinstance(app, QApplication) and (mode != theme.mode() or size != theme.scale()):
        theme.apply(app, mode, size)
    kept = remembered()
    kept.setValue("screen/theme", mode)
    kept.setValue("screen/size", size)
    if window is not None:
        if rebuilt:
            window.rebuild()
        window.set_cooperative(values["cooperative.name"])


def start(path: Path, *, password: str | None = None, language: str | None = None) -> int:
    """Open the window on a file and run until it is closed; answers the exit code.

    When there is no such file yet, the first-start choice comes first. ``language`` overrides the file's setting.
    """
    app = application()
    i18n.set_language(language or i18n.system_language())
    choice = ""
    if not path.exists():
        from ui.dialogs.welcome import DEMO, Welcome

        welcome = Welcome()
        if welcome.exec() != QDialog.DialogCode.Accepted:
            return 0
        choice = welcome.choice
        if choice == DEMO:
            path = path.parent / "demo.db"
            if not path.exists() and not make_demo(path):
                return 1
    if not open_file(path, password):
        return 2
    window = make_window(password is not None, language)
    window.show()
    window.go(_first_page(window))
    if choice == "import":
        QTimer.singleShot(0, window, window.import_workbook)
    return int(app.exec())


def make_window(encrypted: bool = False, language: str | None = None) -> Any:
    """The desk over the open file, with undo and the rest plugged in."""
    from ui.window import MainWindow

    apply_settings(language=language)
    window = MainWindow(undoer=take_back)
    window.encrypted = encrypted
    apply_settings(window, language)
    window.say_state()
    return window


def take_back() -> str:
    """Undo the newest operation; answers what to say. Raises UserError when there is nothing or it may not be."""
    from models.actions.undo import describe, last_undoable, undo

    last = last_undoable()
    if last is None:
        raise UserError(tr("There is nothing to take back."))
    words = describe(last)
    undo(last.id)
    return tr("Taken back: {title}").format(title=words)


def open_file(path: Path, password: str | None = None, parent: QWidget | None = None) -> bool:
    """Open a file, asking for its password when it has one; answers whether it is open."""
    from models.database import open_database

    while True:
        try:
            open_database(path, password)
            return True
        except UserError as refusal:
            if refusal.field != "password":
                errors.show(parent, refusal)
                return False
            from ui.dialogs.password import ask_password

            password = ask_password(parent, path.name, refusal.message if password else "")
            if password is None:
                return False


def make_demo(path: Path) -> bool:
    """Make the demo cooperative as a file of its own, with a bar; answers whether it is there."""
    from models.actions.demo import make_demo as make
    from ui.run import run

    made: list[bool] = []
    running = run(
        None,
        tr("Preparing the demo cooperative"),
        lambda progress: make(path, progress=progress),
        lambda _: made.append(True),
    )
    if running is not None:
        running.wait()
    return bool(made)


def _first_page(window: Any) -> str:
    keys = [entry.key for entry in window.entries]
    kept = str(remembered().value("window/page") or "")
    return kept if kept in keys else keys[0]
