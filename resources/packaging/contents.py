"""What goes into the folder that is handed out and what stays behind; read by ``yuanba.spec`` and by the size table.

Whatever no page, paper or command imports is left out by name, with the reason beside it. A file that is missing only
shows on somebody's laptop, so each build makes a whole demo, a PDF and a planned route before it counts as built.
"""

from __future__ import annotations

import sys
from pathlib import PurePosixPath

PROGRAM = ("models", "reports", "ui")
"""The packages whose modules are imported by name while running, so that a search of the imports misses some."""

HIDDEN = ("zhplot", "stdnum.cn.ric")
"""Imported, or only looked up for a file beside them, where a search of the imports does not see it."""

DATA_OF = ("stdnum", "zhplot")
"""Packages with files read while running: tables of ID numbers, and the font of all paper."""

EXCLUDED = (
    "matplotlib",  # PyVRP's plotting, which nothing here calls
    "babel",  # compiles the catalogues of a checkout; what is handed out holds them compiled
    "contourpy",
    "cycler",
    "dateutil",
    "fontTools",
    "kiwisolver",
    "pyparsing",
    "readline",
    "tkinter",
    "_tkinter",
    "IPython",
    "pydoc",
    "lib2to3",
    "ensurepip",
    "pip",
    "setuptools",
    "pkg_resources",
    "requests",  # osmium's downloads; the program has no network
    "urllib3",
    "certifi",
    "charset_normalizer",
    "idna",
    "osmium.replication",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtOpenGL",
    "PySide6.QtTest",
    "PySide6.QtSql",
    "PIL._avif",
    "PIL._webp",
    "PIL._imagingtk",
    "PIL._imagingcms",
    "numpy.f2py",
    "numpy.testing",
    "numpy.tests",
    "tests",
    # What asks a Linux desktop's keyring.
    *(() if sys.platform == "linux" else ("secretstorage", "jeepney")),
)

# Of Qt: what only Quick, QML, 3D, a touch keyboard or a network need.
LEFT_OUT_NAMES = (
    "opengl32sw",
    "d3dcompiler",
    "Qt6Qml",
    "Qt6Quick",
    "Qt6OpenGL",
    "Qt6VirtualKeyboard",
    "Qt6Test",
    "Qt6Sql",
    "Qt6Designer",
    "Qt6ShaderTools",
    "Qt6Labs",
    "Qt6Wayland",
    "Qt6WlShell",
    "Qt6Egl",
    "Qt6Concurrent",
)
KEPT_PLUGINS: dict[str, tuple[str, ...]] = {
    "platforms": ("qwindows", "qxcb", "qoffscreen"),
    "platforminputcontexts": ("ibusplatforminputcontext", "composeplatforminputcontext"),
    "platformthemes": ("qxdgdesktopportal",),
    "imageformats": ("qsvg", "qico", "qjpeg"),
    "iconengines": ("qsvgicon",),
    "printsupport": ("windowsprintersupport", "cupsprintersupport"),
}
"""Folder of Qt's plug-ins → beginnings of the names that stay; folders not named stay behind.

A desktop of Wayland shows programs of X11 too, so one of the two is enough.
"""

KEPT_TRANSLATIONS = ("qtbase_zh_CN", "qtbase_en", "qt_zh_CN", "qt_en")

SYSTEM_FOLDERS = ("/usr/lib/", "/lib/")
PYTHON_LIBRARIES = (
    "libpython",
    "libssl",
    "libcrypto",
    "libsqlite3",
    "libffi",
    "libbz2",
    "liblzma",
    "libz.",
    "libexpat",
    "libuuid",
    "libmpdec",
)
"""Of the system's libraries those Python's own modules load, whose versions differ from one Debian to the next."""


def is_of_system(source: str) -> bool:
    """Whether a library is the system's, which brings its own: a copy of one part of X11 does not fit the other."""
    return source.startswith(SYSTEM_FOLDERS) and not PurePosixPath(source).name.startswith(PYTHON_LIBRARIES)


def is_kept(target: str) -> bool:
    """Whether a file stays in the folder that is handed out; ``target`` is its place there, with either slash."""
    path = PurePosixPath(target.replace("\\", "/"))
    name, folders = path.name, path.parts[:-1]
    if any(part in ("qml", "tests") for part in folders):
        return False
    bare = name.removeprefix("lib")
    if bare.startswith(LEFT_OUT_NAMES):
        return False
    if "plugins" in folders:
        folder = folders[folders.index("plugins") + 1]
        return bare.startswith(KEPT_PLUGINS.get(folder, ()))
    if "translations" in folders and "PySide6" in folders:
        return name.startswith(KEPT_TRANSLATIONS)
    return True
