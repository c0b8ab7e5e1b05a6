"""Qt's own texts, such as those of context menus and file dialogs, in the language of the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from models import i18n
from models.i18n import mark, tr

# What Qt's own Chinese lacks where a system has no file dialog of its own.
FILE_DIALOG = ("QFileDialog", "QAbstractFileIconProvider")
LACKING = frozenset(
    (
        mark("&Look in:", "file dialog"),
        mark("Files of &type:", "file dialog"),
        mark("Drive", "file dialog"),
        mark("Folder", "file dialog"),
        mark("File", "file dialog"),
        mark("%1 File", "file dialog"),
    )
)


class QtTexts(QTranslator):
    """Qt's Chinese, and ours where it has none."""

    def __init__(self) -> None:
        super().__init__()
        self.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        # Keys are called what is printed on them: Enter, Del.
        found = "" if context == "QShortcut" else super().translate(context, source, disambiguation, n)
        if not found and source in LACKING and context in FILE_DIALOG:
            return tr(source, "file dialog")
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
