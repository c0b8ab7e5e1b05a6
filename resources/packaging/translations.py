"""The catalogue: what the program says, what is wrong with how it is translated, and making room for what is new.

``python -m resources.packaging.translations [--write]``, by the Python in ``.venv``, prints every fault; with
``--compile`` it only leaves it compiled beside the one that translators write.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections import Counter
from io import BytesIO

from babel.messages.pofile import PoFileError, read_po, write_po

from models import i18n
from resources.packaging.environment import ROOT, Stop

# The source strings are the English.
LANGUAGE = "zh"
LAYERS = ("models", "reports", "ui")
# Words that end in s beside a figure without counting it; a share of defects is no number of them.
NO_COUNT = {"as", "belongs", "comes", "defects", "does", "goes", "has", "is", "leads", "less", "lies", "needs", "stays",
            "takes", "was"}  # fmt: skip
ENTRY = re.compile(r'^((?:msgctxt .*\n)?msgid .*\n(?:".*\n)*)', re.MULTILINE)


class Text:
    """A text the user may read, where the code says it, and what is said about it there."""

    def __init__(self, sources, context, path, line, at_import, arguments):
        self.source = sources[-1]
        # As Babel keys an entry: the text, or what is said of one and of many; and its context.
        self.key = (sources if len(sources) > 1 else sources[0], context)
        self.place = f"{path.relative_to(ROOT).as_posix()}:{line}"
        self.at_import = at_import  # translated while the module loads, which would freeze the language
        self.arguments = arguments  # names given to .format(…) right there, or None
        self.names = placeholders(self.source)  # what is left open, or None when its braces do not match


class TextFinder(ast.NodeVisitor):
    """Finds every ``tr("…")``, ``mark("…")`` and ``plural("…", "…", n)`` of a module."""

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
        frozen = name != "mark" and self.depth == 0
        if name in ("tr", "mark") and node.args:
            named = (keyword.value for keyword in node.keywords if keyword.arg == "context")
            context = node.args[1] if len(node.args) > 1 else next(named, None)
            meanings = [""] if context is None else self.literals(context)
            told = [((part,), meaning) for part in self.literals(node.args[0]) for meaning in meanings]
        elif name == "plural" and len(node.args) > 1:
            told = [(tuple(part for form in node.args[:2] for part in self.literals(form)), "")]
        else:
            told = []
        for sources, meaning in told:
            if sources:
                text = Text(sources, meaning, self.path, node.lineno, frozen, self.formats.get(node))
                self.texts.append(text)
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


def read():
    """The catalogue, and its faults; raises Stop when it cannot be read."""
    content = i18n.catalogue_file(LANGUAGE).read_text(encoding="utf-8")
    try:
        catalogue = read_po(BytesIO(content.encode()), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise Stop(f"not a catalogue: {error}") from error
    twice = [entry.strip() for entry, times in Counter(ENTRY.findall(content)).items() if times > 1]
    faults = [f"translated twice: {entry}" for entry in twice]
    for message in messages(catalogue):
        if message.fuzzy:
            faults.append(f"marked as not certain: {source(message)}")
        if not all(text.strip() for text in forms(message)):
            faults.append(f"no text for: {source(message)}")
    return catalogue, faults


def messages(catalogue):
    """The entries of a catalogue, without what it tells about itself."""
    return [message for message in catalogue if message.id]


def key(message):
    """What an entry translates, as `Text.key`."""
    return (message.id, message.context or "")


def source(message):
    """The English of an entry; of a count, what is said of many."""
    return message.id if isinstance(message.id, str) else message.id[1]


def forms(message):
    """The texts an entry has: one, or as many as its language has forms for counts."""
    return [message.string] if isinstance(message.string, str) else message.string


def write(catalogue):
    """Write a catalogue sorted, each text on one line, so that a change shows as what it is."""
    target = BytesIO()
    write_po(target, catalogue, width=None, sort_output=True, no_location=True, ignore_obsolete=True)
    i18n.catalogue_file(LANGUAGE).write_bytes(target.getvalue())


def placeholders(text):
    """The names a text leaves open, or None when its braces do not match."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def translation_faults():
    """Everything wrong with the translations, one sentence each."""
    texts, faults = find_texts()
    try:
        catalogue, wrong = read()
    except Stop as unreadable:
        return [*faults, str(unreadable)]
    faults += wrong
    for text in texts:
        faults += [f"{text.place}: {fault}: {text.source}" for fault in text_faults(text)]
    told = {text.key: text for text in reversed(texts)}
    held = {key(message) for message in messages(catalogue)}
    faults += [
        f"{text.place}: not translated: {text.source}" for text in told.values() if text.key not in held
    ]
    for message in messages(catalogue):
        if key(message) not in told:
            faults.append(f"used nowhere: {source(message)}")
        for form in forms(message):
            if placeholders(form) != placeholders(source(message)):
                faults.append(f"placeholders differ: {source(message)} → {form}")
    return faults


def text_faults(text):
    """What is wrong with how the code asks for a text."""
    if text.at_import:
        yield "translated while loading; mark it and translate where shown"
    counted = not isinstance(text.key[0], str)
    if text.names is None or any(not re.match(r"[a-z_]\w*$", name) for name in text.names):
        yield "placeholders must be names"
    elif text.arguments is not None and text.arguments != (0, text.names - {"n"} if counted else text.names):
        yield "what is filled in is not what is left open"
    # What is said of one may do without the figure.
    elif counted and (placeholders(text.key[0][0]) or set()) | {"n"} != text.names | {"n"}:
        yield "one and many leave different places open"
    # "1 stops" is read as carelessness with figures.
    words = () if counted else re.findall(r"\{\w+\} (?:more |new )?([a-z]+s)\b", text.source)
    for word in words:
        if word not in NO_COUNT:
            yield f"no word for one of the {word}; say it by plural"


def tidy_catalogue():
    """Sort the catalogue and drop what is said nowhere; what is new waits, empty."""
    catalogue, _ = read()
    told = {text.key for text in find_texts()[0]}
    held = {key(message): message for message in messages(catalogue)}
    for name in held.keys() - told:
        catalogue.delete(held[name].id, held[name].context)
    for text, context in told - held.keys():
        catalogue.add(text, context=context or None)
    write(catalogue)


def main(arguments):
    """Compile, or tidy when asked to, then say what is wrong; answers with the exit code."""
    if arguments == ["--compile"]:
        i18n.translator(LANGUAGE)
        return 0
    if arguments == ["--write"]:
        tidy_catalogue()
    faults = translation_faults()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as reason:
        sys.exit(f"dev: {reason}")
