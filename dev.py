#!/usr/bin/env python3
"""Everything a developer does, on a machine with nothing but Python: ``python3 dev.py VERB``.

  run [ARGS]         set up, then open the window (or run main.py with ARGS); without a display, make the demo
  run --offline DIR [ARGS]  the same, set up from a wheelhouse and without any network
  test [ARGS]        set up, then run the tests; ARGS go to pytest
  test --cover [ARGS]  the same, with the share of lines that tests reach, file by file
  test --trust [ARGS]  only what every run tries a sample of, at its full count, with each promise of trust at the end
  lint               formatting, lint and types
  bench [NAME …]     the benches, each beside its floor
  screenshots DIR    pictures of every page
  translate [--write]  what is not translated; --write sorts the catalogues, drops what is unused, and makes room for
                     what is new
  package            the program as one folder under dist/, to hand out
  installer windows|debian  what is handed out for a system; Windows' is built on Linux too, by Wine
  setup [roads]      only set up; with roads, only what reads the roads of a map file
  wheelhouse DIR [--platform win_amd64] [--python 3.11]
                     every pinned part as a wheel with its hash, for a machine without network

  audit              whether a fault is known of any pinned part; without network it says that nothing could be asked
  release [--draft]  check version, changes, translations, upgrades and licences; build what this machine can
  doctor             what to send when something does not work; no records, no names

Set-up makes ``.venv`` here, installs the pinned requirements when they have changed, and on Debian and its relatives
the system libraries that a window needs. It touches nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from resources.packaging import freeze
from resources.packaging import wheelhouse as wheels
from resources.packaging.environment import (
    OLDEST,
    PYTHON,
    ROOT,
    Stop,
    call,
    examine,
    has_display,
    say,
    set_up,
    works,
)

# ------------------------------------------------------------------------------------------------ verbs


def run(arguments):
    """Open the window, or hand the arguments to the program."""
    offline = None
    if arguments[:1] == ["--offline"]:
        if len(arguments) < 2:
            raise Stop("Say where the wheels are: python3 dev.py run --offline DIR")
        offline, arguments = partial(wheels.check, Path(arguments[1]).resolve()), arguments[2:]
    set_up(window=has_display() and not arguments, offline=offline)
    if not arguments and not has_display():
        say("There is no display here, so no window: making the demo cooperative in demo/ instead")
        arguments = ["demo", "demo"]
    return call([PYTHON, "main.py", *arguments])


def test(arguments):
    """Run the tests on two cores."""
    set_up("requirements-dev.txt", window=True)
    # Kept compiled, and out of sight: each of the programs that tests start would compile all of it again.
    env = dict(os.environ, PYTHONPYCACHEPREFIX=str(ROOT / ".venv" / "compiled"))
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if "--trust" in arguments:
        env["YUANBA_TRUST"] = "1"
        # All of it takes longer than a sample; where a test stands is told after its time, not meanwhile.
        arguments = [
            "-m",
            "sampled",
            "-o",
            "timeout=600",
            "-o",
            "faulthandler_timeout=0",
            *(one for one in arguments if one != "--trust"),
        ]
    if "--cover" in arguments:
        shown = ("--cov-config=pyproject.toml", "--cov-report=term:skip-covered")
        arguments = ["--cov", *shown, *(one for one in arguments if one != "--cover")]
    # Each core begins with half of them in their order, so that what neighbours share is made once.
    return call([PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q", *arguments], env=env)


def lint(arguments):
    """Say everything that is wrong, not only what the first tool finds."""
    set_up("requirements-dev.txt")
    if arguments:
        raise Stop("lint takes no arguments.")
    tools = (
        ["ruff", "format", "--check", "--quiet", "."],
        ["ruff", "check", "--quiet", "."],
        ["mypy", "--no-error-summary"],
    )
    failed = [tool[0:2] for tool in tools if call([PYTHON, "-m", *tool]) != 0]
    say("lint found faults: " + ", ".join(" ".join(tool) for tool in failed) if failed else "lint is clean")
    return 1 if failed else 0


def bench(arguments):
    """Measure, without anything of the desk this runs on."""
    set_up("requirements-dev.txt", window=True)
    with tempfile.TemporaryDirectory(prefix="yuanba-bench-") as home:
        env = dict(os.environ, YUANBA_HOME=home)
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        return call([PYTHON, "-m", "tests.bench", *arguments], env=env)


def screenshots(arguments):
    """Take the pictures on a display of their own where one can be had."""
    if len(arguments) != 1:
        raise Stop("Say where the pictures go: python3 dev.py screenshots DIR")
    set_up("requirements-dev.txt", window=True)
    command = [PYTHON, "-m", "tests.screenshots", arguments[0]]
    env = dict(os.environ)
    if not sys.platform.startswith("linux"):
        return call(command, env=env)
    server = start_display() if not has_display() else None
    if server is None:
        if not has_display():
            env["QT_QPA_PLATFORM"] = "offscreen"
        return call(command, env=env)
    process, number = server
    try:
        env.update(DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
        return call(command, env=env)
    finally:
        process.terminate()
        process.wait()


def start_display():
    """Start a virtual X display: its process and number, or None where Xvfb is not installed or does not start."""
    if shutil.which("Xvfb") is None:
        return None
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    if number:
        return process, int(number)
    process.wait()
    return None


def package(arguments):
    """Build the folder to hand out, and see that what was built makes a demo."""
    if arguments:
        raise Stop("package takes no arguments.")
    set_up("requirements-package.txt", window=True)
    freeze.package()
    return 0


def installer(arguments):
    """Build what is handed out for a system: Windows' installer, or Debian's package."""
    from resources.packaging import debian, windows

    systems = {"windows": windows.installer, "debian": debian.package}
    if len(arguments) != 1 or arguments[0] not in systems:
        raise Stop("Say for which system: python3 dev.py installer windows, or installer debian")
    set_up("requirements-package.txt", window=True)
    systems[arguments[0]](ROOT / "dist" / arguments[0])
    return 0


def release(arguments):
    """Check everything a release needs, then build all this machine can."""
    from resources.packaging import release as releasing

    if arguments not in ([], [releasing.DRAFT]):
        raise Stop("release takes only --draft.")
    # What builds goes in first: the tests' own parts stay installed beside it.
    set_up("requirements-package.txt", window=True)
    set_up("requirements-dev.txt", window=True)
    return releasing.release(ROOT / "dist", bool(arguments))


def doctor(arguments):
    """Print what a person should send when something does not work; no records, no names."""
    if arguments:
        raise Stop("doctor takes no arguments.")
    for label, words in examine():
        print(f"{label}: {words}")
    # Nothing is set up for it: what is told is the laptop as it is.
    return call([PYTHON, "main.py", "doctor"]) if works(PYTHON) else 0


def wheelhouse(arguments):
    """Gather every pinned wheel for a machine without network."""
    folder, *options = arguments or [""]
    told = dict(zip(options[::2], options[1::2], strict=False))
    if not folder or folder.startswith("-") or len(options) % 2 or told.keys() - {"--platform", "--python"}:
        raise Stop("Say where: python3 dev.py wheelhouse DIR [--platform win_amd64] [--python 3.11]")
    wheels.gather(Path(folder).resolve(), told.get("--platform"), told.get("--python"))
    return 0


def setup(arguments):
    """Everything the other verbs would install, at once, or the optional part that reads roads."""
    if arguments not in ([], ["roads"]):
        raise Stop("setup takes only roads.")
    set_up("requirements-roads.txt" if arguments else "requirements-dev.txt", window=True)
    return 0


def audit(arguments):
    """Ask whether a fault is known of any part that is pinned."""
    from resources.packaging import audit as auditing

    if arguments:
        raise Stop("audit takes no arguments.")
    set_up("requirements-audit.txt")
    return auditing.audit()


def translate(arguments):
    """Report what is not translated; tidy the catalogues when asked to."""
    if arguments not in ([], ["--write"]):
        raise Stop("translate takes only --write.")
    set_up()
    faults = call([PYTHON, "-m", "resources.packaging.translations", *arguments])
    say("see the faults above" if faults else "every text is translated")
    return faults


# ------------------------------------------------------------------------------------------------ the door

VERBS = {
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "screenshots": screenshots,
    "translate": translate,
    "package": package,
    "installer": installer,
    "setup": setup,
    "wheelhouse": wheelhouse,
    "audit": audit,
    "release": release,
    "doctor": doctor,
}


def main(argv):
    """Do one verb; answers with the exit code."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(f"Yuanba needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {found}.", file=sys.stderr)
        return 2
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0 if argv else 2
    if argv[0] not in VERBS:
        print(f'There is no verb "{argv[0]}". The verbs are: {", ".join(VERBS)}.', file=sys.stderr)
        return 2
    try:
        return VERBS[argv[0]](argv[1:])
    except Stop as reason:
        print(f"dev: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
