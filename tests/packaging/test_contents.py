"""What the folder that is handed out holds: nothing no page imports, and everything one does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from resources.packaging import contents

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "target",
    [
        "PySide6/opengl32sw.dll",
        "PySide6/Qt6Quick.dll",
        r"PySide6\Qt6Qml.dll",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/qml/QtQuick/plugin.so",
        "PySide6/plugins/sqldrivers/qsqlite.dll",
        "PySide6/plugins/imageformats/qpdf.dll",
        "PySide6/translations/qtbase_fr.qm",
        "numpy/_core/tests/data.csv",
    ],
)
def test_what_nothing_here_imports_stays_behind(target: str) -> None:
    assert not contents.is_kept(target)


@pytest.mark.parametrize(
    "target",
    [
        r"PySide6\plugins\platforms\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/plugins/iconengines/qsvgicon.dll",
        "PySide6/translations/qtbase_zh_CN.qm",
        "PySide6/Qt6Pdf.dll",
        "zhplot/fonts/NotoSansSC-Regular.ttf",
        "resources/help/zh/keys.md",
    ],
)
def test_what_is_needed_goes_along(target: str) -> None:
    assert contents.is_kept(target)


def test_a_copy_of_the_system_s_libraries_is_not_handed_out_but_those_of_python_are() -> None:
    assert contents.is_of_system("/usr/lib/x86_64-linux-gnu/libX11.so.6")
    assert not contents.is_of_system("/usr/lib/x86_64-linux-gnu/libssl.so.3")
    assert not contents.is_of_system(
        "/home/li/.venv/lib/python3.11/site-packages/PySide6/Qt/lib/libQt6Core.so.6"
    )


# What only runs where the catalogues lie as translators write them; they are not handed out.
IN_A_CHECKOUT = ("i18n.py", "babel")


def test_no_module_of_the_program_is_imported_that_is_left_out() -> None:
    broken = []
    for folder in (*contents.PROGRAM, "main.py"):
        path = ROOT / folder
        for file in [path] if path.is_file() else path.rglob("*.py"):
            code = file.read_text(encoding="utf-8")
            # Most name none of them at all, and need not be understood.
            told = any(name.rpartition(".")[2] in code for name in contents.EXCLUDED)
            for node in ast.walk(ast.parse(code)) if told else ():
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
                names = [name for name in names if (file.name, name.split(".")[0]) != IN_A_CHECKOUT]
                broken += [f"{file.name} imports {name}" for name in names if name in contents.EXCLUDED]
                broken += [
                    f"{file.name} imports {name}"
                    for name in names
                    if name.split(".")[0] in {one for one in contents.EXCLUDED if "." not in one}
                ]
    assert broken == []
