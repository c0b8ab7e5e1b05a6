"""Language, look and font size as the open file's settings want them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QWidget

from models import i18n
from models.settings import settings
from ui.shell import theme
from ui.shell.qt_texts import set_language
from ui.shell.window_state import is_safe, remembered

BASE_SIZE = 14  # the font size that is 100 %


def apply_settings(language: str | None = None, stands: Sequence[QWidget] = ()) -> bool:
    """Take language, look and font size from the open file; ``language`` overrides the file's.

    Answers whether what ``stands`` already has to be made anew; then it keeps the look it has.
    """
    values = settings()
    wanted = language or values["screen.language"] or i18n.system_language()
    mode = values["screen.theme"] or "system"
    size = round(int(values["screen.font_size"]) * 100 / BASE_SIZE)
    if is_safe():
        mode, size = "light", 100
    anew = wanted != i18n.language() or size != theme.scale()
    set_language(wanted)
    app = QApplication.instance()
    if isinstance(app, QApplication) and (mode != theme.mode() or size != theme.scale()):
        theme.apply(app, mode, size, stands if anew else ())
    kept = remembered()
    kept.setValue("screen/theme", mode)
    kept.setValue("screen/size", size)
    return anew
