"""Builds the wheel: setuptools, on a tree in which all of the program lies inside one package named ``yuanba``.

In the repository ``main.py``, ``models``, ``reports``, ``ui`` and ``resources`` lie beside each other, and import each
other so. In a site-packages that others share those names belong to nobody. So the wheel holds them inside
``yuanba``, and the program, when it starts, puts that one folder first on the path of its own process. Imports by
name, resources and tracebacks then read the same everywhere, and another package named ``models`` is neither seen nor
hidden from others. Hooks of PEP 517: https://peps.python.org/pep-0517/
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from setuptools import build_meta

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from resources.packaging.environment import pins_of  # noqa: E402  # found by the path above

FOLDERS = ("models", "reports", "ui", "resources")
BESIDE = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
SHIM = Path(__file__).resolve().parent / "shim"
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "packaging")


@contextlib.contextmanager
def staged() -> Iterator[None]:
    """Work in a copy of the tree laid out as it is installed."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="yuanba-wheel-") as name:
        tree = Path(name)
        package = tree / "yuanba"
        shutil.copytree(SHIM, package, ignore=NOT_SHIPPED)
        for folder in FOLDERS:
            shutil.copytree(ROOT / folder, package / folder, ignore=NOT_SHIPPED)
        shutil.copy2(ROOT / "main.py", package)
        compile_catalogues(package)
        for file in BESIDE:
            shutil.copy2(ROOT / file, tree)
        for pins in ROOT.glob("requirements*.txt"):
            # What a wheel asks for has no hashes: whoever installs it may have other builds.
            held = pins_of(pins.read_text(encoding="utf-8"))
            (tree / pins.name).write_text("\n".join(held) + "\n", encoding="utf-8")
        os.chdir(tree)
        try:
            yield
        finally:
            os.chdir(before)


def compile_catalogues(package: Path) -> None:
    """Put the catalogues of a tree in the form the program reads, in the place of those that translators write."""
    from models.i18n import compiled

    for written in package.rglob("*.po"):
        written.with_suffix(".mo").write_bytes(compiled(written))
        written.unlink()


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """What building a wheel needs besides setuptools: the compiler of the catalogues."""
    pins = (ROOT / "requirements-source.txt").read_text(encoding="utf-8")
    return [pin for pin in pins_of(pins) if pin.startswith("babel==")]


get_requires_for_build_sdist = get_requires_for_build_wheel


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Any = None) -> str:
    """Write the metadata alone; returns the name of its folder."""
    target = str(Path(metadata_directory).resolve())
    with staged():
        return str(build_meta.prepare_metadata_for_build_wheel(target, config_settings))


def build_wheel(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """Build the wheel; returns its file name."""
    target = str(Path(wheel_directory).resolve())
    with staged():
        return str(build_meta.build_wheel(target, config_settings))


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """Pack the sources a wheel is built from; returns the file name."""
    with tempfile.TemporaryDirectory(prefix="yuanba-sdist-") as name:
        info = Path(name) / prepare_metadata_for_build_wheel(name)
        stem = info.name.removesuffix(".dist-info")
        metadata = (info / "METADATA").read_bytes()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        requirements = sorted(path.name for path in ROOT.glob("requirements*.txt"))
        for source in (*FOLDERS, "main.py", *BESIDE, *requirements):
            archive.add(ROOT / source, f"{stem}/{source}", filter=_without_caches)
        entry = tarfile.TarInfo(f"{stem}/PKG-INFO")
        entry.size = len(metadata)
        archive.addfile(entry, io.BytesIO(metadata))
    target = Path(sdist_directory) / f"{stem}.tar.gz"
    target.write_bytes(gzip.compress(packed.getvalue(), mtime=0))
    return target.name


def _without_caches(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out what was compiled, and whose and when a file was: the same sources give the same bytes."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return None if "__pycache__" in entry.name or entry.name.endswith(".mo") else entry
