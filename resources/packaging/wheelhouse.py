"""Every pinned part as a wheel in one folder, each with its SHA-256: to set up from a stick, without any network."""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
from pathlib import Path

from resources.packaging.environment import (
    PYTHON,
    ROOT,
    Stop,
    call,
    included_files,
    make_environment,
    pins_of,
    say,
    works,
)

LIST = "wheelhouse.txt"
REQUIREMENTS = ("requirements-source.txt", "requirements-roads.txt")
"""What a wheelhouse holds: what runs the sources, and the part that reads roads."""

# What pip calls the systems wheels are made for; an older glibc's wheels run on every newer one.
_GLIBC = (39, 35, 34, 31, 28, 27, 26, 24, 17, 12, 5)
PLATFORMS = {
    "win_amd64": ("win_amd64",),
    "linux_amd64": (
        *(f"manylinux_2_{minor}_x86_64" for minor in _GLIBC),
        *(f"manylinux{year}_x86_64" for year in (2014, 2010, 1)),
    ),
    "linux_arm64": (*(f"manylinux_2_{minor}_aarch64" for minor in _GLIBC), "manylinux2014_aarch64"),
}


def gather(folder: Path, platform: str | None = None, python: str | None = None) -> Path:
    """Download every pinned wheel into ``folder`` and write the list of their hashes; returns the list's path.

    ``platform`` is a key of `PLATFORMS`, this machine's when it is None; ``python`` is "3.11" and so on. A folder that
    holds a wheelhouse already is brought up to date: wheels no longer pinned are deleted.
    """
    if platform is not None and platform not in PLATFORMS:
        raise Stop(f'There is no platform "{platform}"; there are: {", ".join(PLATFORMS)}.')
    if not works(PYTHON):
        make_environment()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = python or f"{sys.version_info[0]}.{sys.version_info[1]}"
    command = [PYTHON, "-m", "pip", "download", "--disable-pip-version-check", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version", wanted, "--implementation", "cp", "--dest", folder]
    for tag in PLATFORMS[platform] if platform else ():
        command += ["--platform", tag]
    with tempfile.TemporaryDirectory(prefix="yuanba-pins-") as name:
        # Already told what to fetch, one line each; files that include others would be read twice.
        pins = Path(name) / "pins.txt"
        pins.write_text("\n".join(pinned()) + "\n", encoding="utf-8")
        if call([*command, "-r", pins]) != 0:
            raise Stop("pip could not fetch every wheel; its message above says which.")
    listed = folder / LIST
    listed.write_text(_list(folder, platform or "this system", wanted), encoding="utf-8", newline="\n")
    say(f"{folder} holds {len(pinned())} wheels for {platform or 'this system'}, Python {wanted}")
    return listed


def pinned(names: tuple[str, ...] = REQUIREMENTS) -> list[str]:
    """Every ``name==version`` of some requirements files, sorted, each once."""
    found = set()
    for name in names:
        for included in included_files(name):
            found.update(pins_of((ROOT / included).read_text(encoding="utf-8")))
    return sorted(found, key=str.lower)


def check(folder: Path) -> Path:
    """The list of a wheelhouse that fits these sources; raises Stop when it is none, or of other versions."""
    listed = folder / LIST
    if not listed.is_file():
        raise Stop(f'"{folder}" is no wheelhouse: it has no {LIST}. Make one: python3 dev.py wheelhouse DIR')
    held = {
        canonical(line.split(" ")[0])
        for line in listed.read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    missing = [pin for pin in pinned(("requirements-source.txt",)) if canonical(pin) not in held]
    if missing:
        raise Stop(f'"{folder}" was made for another version: it lacks {", ".join(missing)}. Make it anew.')
    return listed


def canonical(pin: str) -> str:
    """``name==version`` as every tool writes the name: lower case, one hyphen for each run of ``-_.``."""
    name, _, version = pin.partition("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


def _list(folder: Path, platform: str, python: str) -> str:
    wanted = {canonical(pin) for pin in pinned()}
    lines = [f"# Yuanba's parts for {platform}, Python {python}; read by: python3 dev.py run --offline DIR"]
    for wheel in sorted(folder.glob("*.whl"), key=lambda path: path.name.lower()):
        name, version = wheel.name.split("-")[:2]
        if canonical(f"{name}=={version}") not in wanted:
            wheel.unlink()
            continue
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        lines.append(f"{canonical(f'{name}=={version}')} --hash=sha256:{digest}")
    return "\n".join(lines) + "\n"
