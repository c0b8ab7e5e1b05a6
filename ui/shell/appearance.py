"""Language, look and font size as the open file's settings want them."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from PySide6.QtWidgets import QApplication, QWidget

from models import i18n
from models.settings import settings
from ui.shell import theme
from ui.shell.dressing import Undressed
from ui.shell.qt_texts import set_language
from ui.shell.window_state import is_safe, remembered

BASE_SIZE = 14  # the font size that is 100 %


def _wanted(language: str | None) -> tuple[str, str, int]:
    """The language, look and font size that the open file wants."""
    values = settings()
    wanted = language or values["screen.language"] or i18n.system_language()
    if is_safe():
        return wanted, "light", 100
    size = round(int(values["screen.font_size"]) * 100 / BASE_SIZE)
    return wanted, values["screen.theme"] or "system", size


def applied(language: str | None, stands: Sequence[QWidget]) -> Generator[None, None, bool]:
    """`apply_settings` in pieces; what ``stands`` keeps the look it has where it has to be made anew."""
    wanted, mode, size = _wanted(language)
    if mode == theme.mode() and size == theme.scale():
        return apply_settings(language)
    with Undressed(stands if wanted != i18n.language() or size != theme.scale() else ()):
        yield
        return apply_settings(language)


def apply_settings(language: str | None = None) -> bool:
    """Take language, look and font size from the open file; ``language`` overrides the file's.

    Answers whether what stands already has to be made anew.
    """
    wanted, mode, size = _wanted(language)
    anew = wanted != i18n.language() or size != theme.scale()
    set_language(wanted)
    app = QApplication.instance()
    if isinstance(app, QApplication) and (mode != theme.mode() or size != theme.scale()):
        theme.apply(app, mode, size)
    kept = remembered()
    kept.setValue("screen/theme", mode)
    kept.setValue("screen/size", size)
    return anew
