"""What ``pip install`` puts into a site-packages that others share: one package, and no name of others."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from models.version import VERSION, newer_installer, program_name

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked in it, beside another package that is named ``models`` too."""
    folder = tmp_path_factory.mktemp("site")
    code = f"import backend; print(backend.build_wheel({str(folder)!r}))"
    env = dict(os.environ, PYTHONPATH=str(ROOT / "resources" / "packaging"))
    built = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(folder / built.stdout.split()[-1]) as wheel:
        wheel.extractall(folder)
    (folder / "models").mkdir()
    (folder / "models" / "__init__.py").write_text("raise RuntimeError('taken for ours')\n", encoding="utf-8")
    return folder


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program in a folder where no sources lie."""
    env = dict(os.environ, PYTHONPATH=str(site), PYTHONIOENCODING="utf-8")
    command = [sys.executable, "-m", "yuanba", "--language", "en", *arguments]
    return subprocess.run(
        command, cwd=site, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_wheel_brings_one_package(site: Path) -> None:
    tops = {path.name for path in site.iterdir() if path.suffix != ".whl"}
    assert tops == {"yuanba", f"yuanba-{VERSION}.dist-info", "models"}


def test_the_wheel_holds_every_module_and_resource(site: Path) -> None:
    shipped = [
        path.relative_to(ROOT)
        for folder in ("models", "reports", "ui", "resources")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not {"__pycache__", "packaging"} & set(path.parts)
    ]
    shipped = [path.with_suffix(".mo") if path.suffix == ".po" else path for path in shipped]
    assert [path for path in shipped if not (site / "yuanba" / path).is_file()] == []


def test_the_installed_program_calls_itself_yuanba(site: Path) -> None:
    done = run(site, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: yuanba ")
    assert "main.py" not in done.stdout
    assert '"yuanba --help"' in run(site, "nonsense").stderr


def test_the_installed_program_speaks_chinese_without_the_compiler_of_catalogues(site: Path) -> None:
    code = "import sys; sys.modules['babel'] = None; from yuanba.models.i18n import translator; "
    code += "print(ascii(translator('zh')('Save')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=site,
        env=dict(os.environ, PYTHONPATH=str(site)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ascii("保存")
    assert list(site.rglob("*.po")) == []


def test_the_installed_program_works_beside_a_package_named_models(site: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    done = run(site, "template", str(book))
    assert (done.returncode, book.is_file()) == (0, True), done.stderr


def test_the_sources_pack_to_the_same_bytes_and_hold_what_a_wheel_needs(tmp_path: Path) -> None:
    code = "import backend, sys; print(backend.build_sdist(sys.argv[1]))"
    env = dict(os.environ, PYTHONPATH=str(ROOT / "resources" / "packaging"))
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / name)]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        made.append(tmp_path / name / done.stdout.split()[-1])
    assert made[0].read_bytes() == made[1].read_bytes()
    with tarfile.open(made[0]) as archive:
        held = {Path(*Path(name).parts[1:]).as_posix() for name in archive.getnames()}
    assert {
        "PKG-INFO",
        "main.py",
        "LICENSE",
        "resources/packaging/shim/__main__.py",
        "models/version.py",
    } <= held


@pytest.mark.parametrize(
    ("started", "name"),
    [
        ("main.py", "main.py"),
        ("/home/li/yuanba/main.py", "main.py"),
        ("/usr/bin/yuanba", "yuanba"),
        (r"yuanba.exe", "yuanba"),
        ("/site/yuanba/__main__.py", "yuanba"),
        ("/site/pytest/__main__.py", "main.py"),
    ],
)
def test_a_program_is_called_what_was_typed(started: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [started])
    assert program_name() == name


def test_only_a_newer_installer_of_this_system_is_offered() -> None:
    names = [
        "yuanba-0.9.0-setup.exe",
        "yuanba-0.10.0-setup.exe",
        "yuanba_2.0.0_amd64.deb",
        "yuanba-3.0-setup.exe",
    ]
    assert newer_installer(names, "win32", "0.9.0") == ("yuanba-0.10.0-setup.exe", "0.10.0")
    assert newer_installer(names, "win32", "0.10.0") is None
    assert newer_installer(names, "linux", "0.10.0") == ("yuanba_2.0.0_amd64.deb", "2.0.0")
    assert newer_installer(names, "darwin", "0.1.0") is None
