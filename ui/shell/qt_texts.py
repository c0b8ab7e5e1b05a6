"""Qt's own texts, such as those of context menus and file dialogs, in the language of the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from models import i18n
from models.i18n import mark, tr

# What Qt's own Chinese lacks where a system has no file dialog of its own.
LACKING = frozenset((mark("&Look in:"), mark("Files of &type:")))


class QtTexts(QTranslator):
    """Qt's Chinese, and ours where it has none."""

    def __init__(self) -> None:
        super().__init__()
        self.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        found = super().translate(context, source, disambiguation, n)
        if not found and source in LACKING:
            return tr(source)
        # None says that there is no text, where an empty one would be shown.
        return found or None  # type: ignore[return-value]


_installed: list[QtTexts] = []


def set_language(language: str) -> None:
    """Set the language of the screen, in our texts and in Qt's."""
    i18n.set_language(language)
    app = QCoreApplication.instance()
    if app is None or (language == "zh") == bool(_installed):
        return
    if _installed:
        app.removeTranslator(_installed.pop())
    else:
        _installed.append(QtTexts())
        app.installTranslator(_installed[0])
