"""The package for Debian and its relatives (UOS, Kylin, Deepin), of the architecture this machine has.

The program is the frozen folder in ``/usr/lib/yuanba``; what it asks of the system is what the wheels in it load. Needs
``dpkg-deb`` and ``objdump``; ``lintian`` looks at the result where it is installed.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from models.version import DEBIAN_PACKAGE, VERSION
from resources.packaging import freeze
from resources.packaging.environment import LIBRARIES, PYTHON, ROOT, Stop, call, say

HERE = Path(__file__).resolve().parent
DATA = HERE / "linux"
MAINTAINER = "The Yuanba authors <authors@yuanba.org>"
SUMMARY = "home workshops of a cooperative: orders, material, pay and paper"
DESCRIPTION = (
    "Yuanba runs a cooperative's home workshops from one laptop without internet:",
    "orders go out to households, material is delivered, pieces are collected,",
    "and every household is paid by the piece and can read on paper why.",
    "Screen and paper speak Chinese and English.",
)

# What the wheels load besides what Qt needs to open a window, and the package it comes in.
FURTHER = {
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libcups.so.2": "libcups2",
    "libdrm.so.2": "libdrm2",
    "libgcc_s.so.1": "libgcc-s1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb.so.1": "libxcb1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# Packages renamed when their times grew to 64 bits; older systems have the name without it.
RENAMED = ("libglib2.0-0", "libcups2")
C_LIBRARY = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util))\.so\.\d")

OVERRIDDEN = {
    "embedded-library": "the parts are those of the pinned wheels, so that every system runs what was tested",
    "unstripped-binary-or-object": "the wheels are handed out as their makers built them",
    "shared-library-lacks-prerequisites": "Python's modules get theirs from the program that loads them",
    "library-not-linked-against-libc": "as the wheels were built",
    "hardening-no-fortify-functions": "as the wheels were built",
    "custom-library-search-path": "the parts find each other in the program's own folder",
    "statically-linked-binary": "as the wheels were built",
}


def package(dist: Path) -> Path:
    """Build the package into ``dist`` from a frozen program; returns it. Raises Stop when a tool is missing."""
    for tool, name in (("dpkg-deb", "dpkg"), ("objdump", "binutils")):
        if shutil.which(tool) is None:
            raise Stop(f"there is no {tool} here (Debian: {name}), which the package needs.")
    folder = freeze.build(dist)
    freeze.try_out([folder / "yuanba"])
    print(freeze.sizes(folder))
    return pack(folder, dist)


def pack(folder: Path, dist: Path) -> Path:
    """Lay a frozen program out as Debian wants it and pack it; returns the package."""
    root = dist / "debian"
    shutil.rmtree(root, ignore_errors=True)
    stamp = int(freeze.repeatable()["SOURCE_DATE_EPOCH"])
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    shutil.copytree(folder, root / "usr" / "lib" / "yuanba", symlinks=True)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / "yuanba").symlink_to("../lib/yuanba/yuanba")
    lay_out(root / "usr" / "share", dist, stamp)
    write_control(root, folder, architecture)
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or (path.name == "yuanba" and path.parent.parent.name == "lib")
            path.chmod(0o755 if executable else 0o644)
            os.utime(path, (stamp, stamp))
    target = dist / DEBIAN_PACKAGE.format(version=VERSION, architecture=architecture)
    if (
        call(["dpkg-deb", "-Zxz", "--root-owner-group", "--build", root, target], env=freeze.repeatable())
        != 0
    ):
        raise Stop("dpkg-deb could not write the package; its message above says why.")
    say(
        f"{target}: {target.stat().st_size / 1_000_000:.1f} MB, {freeze.size(folder) / 1_000_000:.0f} MB installed"
    )
    inspect(target)
    return target


def inspect(target: Path) -> None:
    """Let lintian look at a package; raises Stop on errors."""
    if shutil.which("lintian") is None:
        say("there is no lintian here, so nobody looked at the package")
    elif call(["lintian", "--fail-on", "error", "--tag-display-limit", "3", "--allow-root", target]) != 0:
        raise Stop("lintian found errors in the package.")


def lay_out(share: Path, dist: Path, stamp: int) -> None:
    """What desktops, readers of manuals and lintian look for."""
    day = datetime.fromtimestamp(stamp, UTC)
    copy(DATA / "yuanba.desktop", share / "applications")
    copy(DATA / "yuanba-mime.xml", share / "mime" / "packages", "yuanba.xml")
    metainfo = (DATA / "yuanba.metainfo.xml").read_text(encoding="utf-8")
    write(
        share / "metainfo" / "yuanba.metainfo.xml",
        metainfo.format(version=VERSION, date=day.date().isoformat()),
    )
    icons = share / "icons" / "hicolor"
    copy(dist / "yuanba.svg", icons / "scalable" / "apps")
    for picture in sorted(dist.glob("yuanba-*.png")):
        size = picture.stem.partition("-")[2]
        copy(picture, icons / f"{size}x{size}" / "apps", "yuanba.png")
    if call([PYTHON, HERE / "manpage.py", share / "man"]) != 0:
        raise Stop("the manual page could not be written; the message above says why.")
    for manual in sorted((share / "man").rglob("*.1")):
        compress(manual)
    doc = share / "doc" / "yuanba"
    entry = f"yuanba ({VERSION}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n"
    write(doc / "changelog", f"{entry}\n -- {MAINTAINER}  {format_datetime(day)}\n")
    compress(doc / "changelog")
    copy(ROOT / "CHANGELOG.md", doc)
    compress(doc / "CHANGELOG.md")
    write(doc / "copyright", copyright_file())
    overrides = "".join(f"# {why}\nyuanba: {tag}\n" for tag, why in OVERRIDDEN.items())
    write(share / "lintian" / "overrides" / "yuanba", overrides)


def copyright_file() -> str:
    """The licence in Debian's form; the parts' own texts lie with the program."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").strip()
    held = licence.splitlines()[2].removeprefix("Copyright (c) ")
    text = "\n".join(f" {line}" if line else " ." for line in licence.splitlines())
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Yuanba\n"
        "Comment: The licences of all parts lie in /usr/lib/yuanba/_internal/resources/licences\n"
        f"\nFiles: *\nCopyright: {held}\nLicense: Expat\n{text}\n"
    )


def write_control(root: Path, folder: Path, architecture: str) -> None:
    """The description of the package, and what it needs of the system."""
    fields = {
        "Package": "yuanba",
        "Version": VERSION,
        "Section": "misc",
        "Priority": "optional",
        "Architecture": architecture,
        "Depends": ", ".join(dependencies(folder)),
        "Recommends": "xdg-utils, cups",
        "Suggests": "ibus-libpinyin",
        "Installed-Size": str(freeze.size(root) // 1024),
        "Maintainer": MAINTAINER,
        "Description": SUMMARY,
    }
    lines = [f"{name}: {text}" for name, text in fields.items()] + [f" {line}" for line in DESCRIPTION]
    write(root / "DEBIAN" / "control", "\n".join(lines) + "\n")


def dependencies(folder: Path) -> list[str]:
    """The packages a frozen program needs, from what its libraries load and do not find in it.

    Raises Stop for a library nobody has named a package of.
    """
    held = {path.name for path in folder.rglob("*")}
    needed, newest = set(LIBRARIES), (2, 28)
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and (".so" in path.name or path.name == "yuanba"):
            told = subprocess.run(
                ["objdump", "-p", str(path)], capture_output=True, text=True, check=False
            ).stdout
            needed |= set(re.findall(r"NEEDED\s+(\S+)", told))
            versions = re.findall(r"GLIBC_(\d+)\.(\d+)\b", told)
            newest = max([newest, *((int(major), int(minor)) for major, minor in versions)])
    packages = LIBRARIES | FURTHER
    outside = {name for name in needed - held if not C_LIBRARY.fullmatch(name)}
    unknown = sorted(outside - packages.keys())
    if unknown:
        raise Stop(
            f"nobody has said which package brings {', '.join(unknown)}; name it in {Path(__file__).name}."
        )
    names = sorted({packages[name] for name in outside})
    listed = [f"{name}t64 | {name}" if name in RENAMED else name for name in names]
    return [f"libc6 (>= {newest[0]}.{newest[1]})", *listed]


def copy(source: Path, folder: Path, name: str = "") -> None:
    """Copy a file into a folder that may not exist yet."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / (name or source.name))


def write(path: Path, text: str) -> None:
    """Write a text into a folder that may not exist yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def compress(path: Path) -> None:
    """Replace a file by its compressed form, without a time in it."""
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
