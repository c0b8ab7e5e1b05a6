"""What installs Yuanba: both languages said everywhere, the data left alone, and nothing named that is not there."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from platformdirs.windows import Windows

from resources.packaging import debian, freeze, manpage, windows
from resources.packaging.environment import Stop
from ui.cli.main import program

SCRIPT = windows.SCRIPT.read_text(encoding="utf-8")


def test_the_windows_installer_says_everything_in_both_languages() -> None:
    said = re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\}", SCRIPT, re.MULTILINE)
    named = {name for name, _ in said}
    assert {(name, language) for name in named for language in ("SIMPCHINESE", "ENGLISH")} == set(said)
    assert set(re.findall(r"\$\((\w+)\)", SCRIPT)) == named


def test_uninstalling_deletes_nothing_that_the_user_made(monkeypatch: pytest.MonkeyPatch) -> None:
    removal = SCRIPT[SCRIPT.index('Section "Uninstall"') :]
    deleted = re.findall(r'^\s*(?:RMDir /r|Delete) "([^"]+)"', removal, re.MULTILINE)
    assert not [path for path in deleted if path.startswith(("$LOCALAPPDATA", "$DOCUMENTS"))]
    assert '"$INSTDIR"' not in {f'"{path}"' for path in deleted}
    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda name: "X:")
    data = Windows("Yuanba", appauthor=False).user_data_dir.replace("X:\\", "").replace("X:/", "")
    assert SCRIPT.count(f"$LOCALAPPDATA\\{data}") == 2  # what the user is told, once a language
    assert (
        '!define UNINSTALL "Software' in SCRIPT and 'InstallDir "$LOCALAPPDATA\\Programs\\Yuanba"' in SCRIPT
    )


def test_every_question_of_the_windows_installer_has_an_answer_for_silence() -> None:
    asked = [line for line in SCRIPT.splitlines() if line.strip().startswith("MessageBox")]
    assert asked and all(" /SD " in line for line in asked)


def test_the_desktop_file_names_the_program_its_icon_and_its_files() -> None:
    desktop = configparser.RawConfigParser()
    desktop.optionxform = str  # type: ignore[assignment,method-assign]
    desktop.read_string((debian.DATA / "yuanba.desktop").read_text(encoding="utf-8"))
    entry = desktop["Desktop Entry"]
    assert (entry["Exec"], entry["Icon"], entry["Name[zh_CN]"]) == ("yuanba %f", "yuanba", "院坝")
    kinds = ElementTree.parse(debian.DATA / "yuanba-mime.xml").getroot()
    assert entry["MimeType"].strip(";") == kinds[0].attrib["type"]
    about = ElementTree.parse(debian.DATA / "yuanba.metainfo.xml").getroot()
    assert about.findtext("launchable") == "yuanba.desktop"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_manual_page_tells_every_verb(language: str) -> None:
    page = manpage.page(language)
    assert page.startswith(".TH YUANBA 1")
    for verb in program().commands:
        assert f".B {verb}\n" in page
    assert not re.search(r"(?<!\\)--", page), "groff makes one dash of two"
    assert manpage.escaped(".x\n'y\\z") == "\\&.x\n\\&'y\\ez"


@pytest.fixture
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A frozen folder, one library of which loads what the test says."""

    def hold(*needed: str) -> Path:
        (tmp_path / "libours.so.1").write_bytes(b"")
        told = "".join(f"  NEEDED               {name}\n" for name in needed) + "  0x0 0x00 05 GLIBC_2.34\n"
        monkeypatch.setattr(
            debian.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout=told)
        )
        return tmp_path

    return hold


def test_the_package_depends_on_what_its_libraries_load(libraries: Any) -> None:
    found = debian.dependencies(libraries("libc.so.6", "libcups.so.2", "libours.so.1", "libxcb.so.1"))
    assert found[0] == "libc6 (>= 2.34)"
    assert {"libcups2t64 | libcups2", "libxcb1", "libxcb-cursor0"} <= set(found)
    assert not [name for name in found if "ours" in name]


def test_a_library_nobody_named_a_package_of_stops_the_build(libraries: Any) -> None:
    with pytest.raises(Stop, match=r"libnew\.so\.3"):
        debian.dependencies(libraries("libnew.so.3"))


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (
            "Current message digest    : AB\nCalculated message digest : AB\nSubject: /O=Python Software Foundation",
            True,
        ),
        (
            "Current message digest    : AB\nCalculated message digest : CD\nSubject: /O=Python Software Foundation",
            False,
        ),
        ("Current message digest    : AB\nCalculated message digest : AB\nSubject: /O=Somebody else", False),
        ("No signature found", False),
    ],
)
def test_a_windows_python_that_is_not_signed_is_refused(
    told: str, kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows.shutil, "which", lambda name: name)
    monkeypatch.setattr(
        windows.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout=told)
    )
    if kept:
        windows.refuse_unsigned(tmp_path)
    else:
        with pytest.raises(Stop, match="not signed"):
            windows.refuse_unsigned(tmp_path)


def test_the_table_of_sizes_adds_up(tmp_path: Path) -> None:
    (tmp_path / "_internal" / "Qt").mkdir(parents=True)
    (tmp_path / "yuanba").write_bytes(bytes(1_200_000))
    (tmp_path / "_internal" / "Qt" / "lib.so").write_bytes(bytes(2_500_000))
    (tmp_path / "_internal" / "small").write_bytes(bytes(300_000))
    lines = [line.split() for line in freeze.sizes(tmp_path).splitlines()]
    assert [line[0] for line in lines] == ["Qt", "yuanba", "everything", "all"]
    assert lines[-1][-2] == f"{freeze.size(tmp_path) / 1e6:.1f}"
