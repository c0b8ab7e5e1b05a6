"""The environment that everything of ``dev.py`` runs in: ``.venv`` here, made and filled, and how commands run in it.

Works with nothing but Python. Raises `Stop` with one sentence whenever something only the user can change is missing.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "installed.json"
OLDEST = (3, 11)
_HASH = "--hash="

# What Qt and its X11 platform load from the system, and the Debian package each comes in.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


class Stop(Exception):
    """What keeps a verb from going on, as one sentence."""


def say(text):
    """Tell what is being done; on standard error, so that output can be piped."""
    print(f"dev: {text}", file=sys.stderr, flush=True)


def call(command, **options):
    """Run a command in the project's folder and answer with its exit code."""
    return subprocess.run([str(part) for part in command], cwd=str(ROOT), check=False, **options).returncode


def run_quietly(command, env=None):
    """Like `call`, showing nothing and asking nothing."""
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return call(command, env=env, **silent)


def has_display():
    """Whether a window can be opened here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def set_up(requirements="requirements-source.txt", window=False, offline=None):
    """Make the environment and install what ``requirements`` pins; with ``window``, also what Qt needs to start.

    ``offline`` answers with the list of a wheelhouse (`wheelhouse.check`), from which is installed without any network,
    each wheel held against its hash; it is asked only when something has to be installed.
    """
    making = not PYTHON.exists() or not works(PYTHON)
    install_from_system(making, window)
    wanted = fingerprint(requirements)
    installed = read_stamp()
    if making:
        make_environment()
        installed = {}
    if installed.get(requirements) == wanted:
        return
    say(f"Installing {requirements} into .venv (the first time this takes a few minutes)")
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if not sys.stdout.isatty():
        command.append("--quiet")
    if offline is None:
        command += ["-r", ROOT / requirements]
        # One hash binds every part: pip refuses what has none then, and what is other than its hash says.
        if any(_HASH in (ROOT / name).read_text(encoding="utf-8") for name in included_files(requirements)):
            command.append("--require-hashes")
        why = "often no network"
    else:
        listed = offline()
        command += [
            "--no-index",
            "--find-links",
            listed.parent,
            "--no-deps",
            "--require-hashes",
            "-r",
            listed,
        ]
        why = f"the wheels in {listed.parent} must be for this system and this Python"
    if call(command) != 0:
        raise Stop(f"pip could not install {requirements}; its message above says why ({why}).")
    # Whatever else was installed before may have been changed by these pins, so only they are known to be right.
    included = {name: fingerprint(name) for name in included_files(requirements)}
    STAMP.write_text(json.dumps(included, indent=2) + "\n", encoding="utf-8")


def make_environment():
    """Create ``.venv``, anew when what is there does not run."""
    say("Making .venv")
    try:
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(str(VENV))
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stop(f"Python could not make .venv: {error}") from error


def works(python):
    """Whether an environment's Python still runs and is new enough (its base may have been upgraded away)."""
    code = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([str(python), "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def included_files(requirements):
    """A requirements file and those it includes."""
    names = [requirements]
    for line in (ROOT / requirements).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            names += included_files(line[3:].strip())
    return names


def pins_of(text):
    """The lines ``name==version`` of a requirements file, without hashes, remarks and what it includes."""
    lines = (line.split("#")[0].split(_HASH)[0].rstrip("\\ \t") for line in text.splitlines())
    return [line.strip() for line in lines if "==" in line]


def examine():
    """What of this folder and its environment a helper far away needs to know, as pairs of label and words."""
    yield "Python here", f"{sys.version.split()[0]} on {platform.platform()}"
    yield (
        "folder",
        f"{str(ROOT).replace(str(Path.home()), '~')}, {shutil.disk_usage(ROOT).free // 1_000_000} MB free",
    )
    made = "works" if works(PYTHON) else "does not run" if VENV.exists() else "not made yet"
    stamp = read_stamp()
    current = [name for name in stamp if (ROOT / name).is_file() and stamp[name] == fingerprint(name)]
    yield ".venv", f"{made}; up to date: {', '.join(sorted(current)) or 'nothing'}"
    if sys.platform.startswith("linux"):
        missing = [name for name in LIBRARIES if not loads(name)]
        yield "libraries missing for a window", ", ".join(missing) or "none"
        yield "display", "yes" if has_display() else "no"


def fingerprint(requirements):
    """Changes whenever what a requirements file asks for changes."""
    digest = hashlib.sha256()
    for name in included_files(requirements):
        digest.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def read_stamp():
    """What was installed last: requirements file → fingerprint."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def install_from_system(environment, window):
    """Make sure of what only the system can give: the means to make an environment, and what a window needs."""
    if not sys.platform.startswith("linux"):
        return
    packages, reasons = [], []
    if environment and importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
        reasons.append("Python here cannot make an environment")
    missing = [name for name in LIBRARIES if window and not loads(name)]
    if missing:
        packages += sorted({LIBRARIES[name] for name in missing})
        reasons.append(f"Qt needs {', '.join(missing)}")
    if packages:
        apt_install(packages, "; ".join(reasons))


def loads(library):
    """Whether the system's loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(packages, reason):
    """Install Debian packages where that is allowed; otherwise stop with the one command to run."""
    listed = " ".join(packages)
    by_hand = f"Run this, then try again:\n  sudo apt-get install -y {listed}"
    if shutil.which("apt-get") is None:
        raise Stop(f"{reason}. Install what your system calls: {listed}")
    prefix = privilege()
    if prefix is None:
        raise Stop(f"{reason}. {by_hand}")
    say(f"{reason}: installing {listed}")
    install = [*prefix, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    if run_quietly(install, quietly) == 0:
        return
    # A new machine has no package lists yet.
    run_quietly([*prefix, "apt-get", "update", "-q"], quietly)
    if call(install, env=quietly) != 0:
        raise Stop(f"{reason}, and that could not be installed here. {by_hand}")


def privilege():
    """What to put before a command that needs root: nothing, sudo, or None where neither is possible."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run_quietly(["sudo", "-n", "true"]) == 0:
        return ["sudo", "-n"]
    return None
