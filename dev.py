#!/usr/bin/env python3
"""Everything a developer does, on a machine with nothing but Python: ``python3 dev.py VERB``.

  run [ARGS]         set up, then open the window (or run main.py with ARGS); without a display, make the demo
  run --offline DIR [ARGS]  the same, set up from a wheelhouse and without any network
  test [ARGS]        set up, then run the tests; ARGS go to pytest
  lint               formatting, lint and types
  bench [NAME …]     the benches, each beside its floor
  screenshots DIR    pictures of every page
  translate [--write]  what is not translated; --write sorts each catalogue, drops what is unused, and makes room for
                     what is new in the catalogue of its area
  package            the program as one folder under dist/, to hand out
  installer windows|debian  what is handed out for a system; Windows' is built on Linux too, by Wine
  setup [roads]      only set up; with roads, only what reads the roads of a map file
  wheelhouse DIR [--platform win_amd64] [--python 3.11]
                     every pinned part as a wheel with its hash, for a machine without network

  release [--draft]  check version, changes, translations, upgrades and licences; build what this machine can
  doctor             what to send when something does not work; no records, no names

Set-up makes ``.venv`` here, installs the pinned requirements when they have changed, and on Debian and its relatives
the system libraries that a window needs. It touches nothing else.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import string
import subprocess
import sys
import tempfile
from collections import Counter
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
        offline, arguments = Path(arguments[1]).resolve(), arguments[2:]
    set_up(window=has_display() and not arguments, offline=offline)
    if not arguments and not has_display():
        say("There is no display here, so no window: making the demo cooperative in demo/ instead")
        arguments = ["demo", "demo"]
    return call([PYTHON, "main.py", *arguments])


def test(arguments):
    """Run the tests on two cores."""
    set_up("requirements-dev.txt", window=True)
    # Each core begins with half of them in their order, so that what neighbours share is made once.
    return call([PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q", *arguments])


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
    return releasing.release(ROOT / "dist", bool(arguments), translation_faults)


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


def translate(arguments):
    """Report what is not translated; tidy the catalogues when asked to."""
    if arguments not in ([], ["--write"]):
        raise Stop("translate takes only --write.")
    if arguments:
        tidy_catalogues()
    faults = translation_faults()
    for fault in faults:
        print(fault)
    say(f"faults in the translations: {len(faults)}" if faults else "every text is translated")
    return 1 if faults else 0


# ------------------------------------------------------------------------------------------------ translations

CATALOGUES = ROOT / "resources" / "i18n" / "zh"
# What English says of one where a source speaks of many.
COUNTS = ROOT / "resources" / "i18n" / "en"
# Words that end in s beside a figure without counting it; a share of defects is no number of them.
NO_COUNT = {"as", "belongs", "comes", "defects", "does", "goes", "has", "is", "leads", "less", "lies", "needs", "stays",
            "takes", "was"}  # fmt: skip
LAYERS = ("models", "reports", "ui")


class Text:
    """A text the user may read, where the code says it, and what is said about it there."""

    def __init__(self, source, path, line, at_import, arguments):
        self.source = source
        self.module = path.relative_to(ROOT)
        self.place = f"{self.module.as_posix()}:{line}"
        self.at_import = at_import  # translated while the module loads, which would freeze the language
        self.arguments = arguments  # names given to .format(…) right there, or None


class TextFinder(ast.NodeVisitor):
    """Finds every ``tr("…")`` and ``mark("…")`` of a module."""

    def __init__(self, path):
        self.path = path
        self.depth = 0
        self.formats = {}
        self.texts = []
        self.faults = []

    def visit_FunctionDef(self, node):
        # Decorators and defaults are worked out when the module loads, the body when it is called.
        arguments = node.args
        for early in (*getattr(node, "decorator_list", ()), *arguments.defaults, *arguments.kw_defaults):
            if early is not None:
                self.visit(early)
        self.depth += 1
        for part in node.body if isinstance(node.body, list) else [node.body]:
            self.visit(part)
        self.depth -= 1

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_Lambda = visit_FunctionDef

    def visit_Call(self, node):
        called = node.func
        if (
            isinstance(called, ast.Attribute)
            and called.attr == "format"
            and isinstance(called.value, ast.Call)
        ):
            names = [keyword.arg for keyword in node.keywords]
            self.formats[called.value] = None if None in names else (len(node.args), set(names))
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
        if name in ("tr", "mark") and node.args:
            for part in self.literals(node.args[0]):
                frozen = name == "tr" and self.depth == 0
                self.texts.append(Text(part, self.path, node.lineno, frozen, self.formats.get(node)))
        self.generic_visit(node)

    def literals(self, node):
        """The texts an argument may be; a text put together on the spot can never be found in a catalogue."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [node.value] if node.value else []
        if isinstance(node, ast.IfExp):
            return self.literals(node.body) + self.literals(node.orelse)
        if isinstance(node, (ast.JoinedStr, ast.BinOp)):
            place = f"{self.path.relative_to(ROOT).as_posix()}:{node.lineno}"
            self.faults.append(f"{place}: put together before it is translated")
        return []


def find_texts():
    """Every text of the program, and the faults in how texts are asked for."""
    texts, faults = [], []
    files = [ROOT / "main.py"] + [file for layer in LAYERS for file in sorted((ROOT / layer).rglob("*.py"))]
    for path in files:
        finder = TextFinder(path)
        finder.visit(ast.parse(path.read_text(encoding="utf-8"), str(path)))
        texts += finder.texts
        faults += finder.faults
    return texts, faults


def read_catalogues(folder=None):
    """Every catalogue of a folder, the Chinese ones unless another is named, as file → {source: text}; their faults."""
    catalogues, faults, seen = {}, [], {}
    for path in sorted((folder or CATALOGUES).glob("*.json")):
        try:
            pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
        except ValueError as error:
            faults.append(f"{path.name}: not a catalogue: {error}")
            continue
        for source, text in pairs:
            if not isinstance(text, str) or not text.strip():
                faults.append(f"{path.name}: no text for: {source}")
            elif seen.setdefault(source, (text, path.name))[0] != text:
                faults.append(f"{path.name}: translated otherwise in {seen[source][1]}: {source}")
        catalogues[path] = dict(pairs)
    return catalogues, faults


def placeholders(text):
    """The names a text leaves open, or None when its braces do not match."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def translation_faults():
    """Everything wrong with the translations, one sentence each."""
    texts, faults = find_texts()
    catalogues, wrong = read_catalogues()
    faults += wrong
    chinese = {}
    for catalogue in catalogues.values():
        chinese.update(catalogue)
    told = set()
    for text in texts:
        names = placeholders(text.source)
        if text.at_import:
            faults.append(
                f"{text.place}: translated while loading; mark it and translate where shown: {text.source}"
            )
        if names is None or any(not re.match(r"[a-z_]\w*$", name) for name in names):
            faults.append(f"{text.place}: placeholders must be names: {text.source}")
        elif text.arguments is not None and text.arguments != (0, names):
            faults.append(f"{text.place}: what is filled in is not what is left open: {text.source}")
        if text.source in told:
            continue
        told.add(text.source)
        if text.source not in chinese:
            faults.append(f"{text.place}: not translated: {text.source}")
        elif placeholders(chinese[text.source]) != names:
            faults.append(f"{text.place}: placeholders differ: {text.source} → {chinese[text.source]}")
    for path, catalogue in catalogues.items():
        faults += [f"{path.name}: used nowhere: {source}" for source in catalogue if source not in told]
    return faults + count_faults(told)


def count_faults(told):
    """What is wrong with what English says of one: "1 stops" is read as carelessness with figures."""
    catalogues, faults = read_catalogues(COUNTS)
    counts = {}
    for path, catalogue in catalogues.items():
        counts.update(catalogue)
        faults += [f"{path.name}: used nowhere: {source}" for source in catalogue if source not in told]
        faults += [
            f"{path.name}: placeholders differ: {source} → {text}"
            for source, text in catalogue.items()
            if placeholders(text) != placeholders(source)
        ]
    for source in sorted(told - counts.keys()):
        words = re.findall(r"\{\w+\} (?:more |new )?([a-z]+s)\b", source)
        faults += [f"no word for one of the {word}: {source}" for word in words if word not in NO_COUNT]
    return faults


def tidy_catalogues():
    """Sort every catalogue and drop what is said nowhere; what is new waits, empty, in the catalogue of its area."""
    texts, _ = find_texts()
    chinese, faults = read_catalogues()
    english, wrong = read_catalogues(COUNTS)
    faults = [fault for fault in (*faults, *wrong) if "not a catalogue" in fault]
    if faults:
        raise Stop("nothing was tidied, because a catalogue cannot be read: " + "; ".join(faults))
    told = {text.source for text in texts}
    tidy = {path: {} for path in (*chinese, *english)}
    for catalogues in (chinese, english):
        held = set()
        for path, catalogue in catalogues.items():
            tidy[path] = {source: text for source, text in catalogue.items() if source in told - held}
            held |= tidy[path].keys()
    area = area_finder(texts, chinese)
    translated = set().union(*chinese.values())
    for text in texts:
        if text.source not in translated:
            tidy.setdefault(area(text.module), {})[text.source] = ""
    for path, catalogue in tidy.items():
        content = json.dumps(dict(sorted(catalogue.items())), ensure_ascii=False, indent=2) + "\n"
        path.write_text(content, encoding="utf-8", newline="\n")


def area_finder(texts, catalogues):
    """Tells the catalogue of a module: the one that has most of what it says, or else of what its folder says."""
    said = {}
    for path, catalogue in catalogues.items():
        for text in texts:
            if text.source in catalogue:
                for place in (text.module, *text.module.parents):
                    said.setdefault(place, Counter())[path] += 1

    def area(module):
        counts = next((said[place] for place in (module, *module.parents) if place in said), None)
        return (
            counts.most_common(1)[0][0] if counts else CATALOGUES / f"{module.with_suffix('').parts[0]}.json"
        )

    return area


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
