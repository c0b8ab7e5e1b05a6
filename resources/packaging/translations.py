"""The catalogues: what the program says, what is wrong with how it is translated, and making room for what is new.

``python -m resources.packaging.translations [--write]``, by the Python in ``.venv``, prints every fault; with
``--compile`` it only leaves the compiled catalogues beside those that translators write.
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

LAYERS = ("models", "reports", "ui")
# Words that end in s beside a figure without counting it; a share of defects is no number of them.
NO_COUNT = {"as", "belongs", "comes", "defects", "does", "goes", "has", "is", "leads", "less", "lies", "needs", "stays",
            "takes", "was"}  # fmt: skip
ENTRY = re.compile(r'^((?:msgctxt .*\n)?msgid .*\n(?:".*\n)*)', re.MULTILINE)


class Text:
    """A text the user may read, where the code says it, and what is said about it there."""

    def __init__(self, source, context, path, line, at_import, arguments):
        self.source = source
        self.context = context
        self.place = f"{path.relative_to(ROOT).as_posix()}:{line}"
        self.at_import = at_import  # translated while the module loads, which would freeze the language
        self.arguments = arguments  # names given to .format(…) right there, or None
        self.key = (source, context)


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
            named = (keyword.value for keyword in node.keywords if keyword.arg == "context")
            context = node.args[1] if len(node.args) > 1 else next(named, None)
            for part in self.literals(node.args[0]):
                for meaning in self.literals(context) if context else [""]:
                    frozen = name == "tr" and self.depth == 0
                    formats = self.formats.get(node)
                    self.texts.append(Text(part, meaning, self.path, node.lineno, frozen, formats))
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


def read(language):
    """The catalogue of a language, and its faults; raises Stop when it cannot be read."""
    path = i18n.catalogue_file(language)
    content = path.read_text(encoding="utf-8")
    try:
        catalogue = read_po(BytesIO(content.encode()), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise Stop(f"{language}: not a catalogue: {error}") from error
    twice = Counter(ENTRY.findall(content))
    faults = [f"{language}: translated twice: {entry.strip()}" for entry, times in twice.items() if times > 1]
    for message in messages(catalogue):
        if message.fuzzy:
            faults.append(f"{language}: marked as not certain: {message.id}")
        if not message.string.strip():
            faults.append(f"{language}: no text for: {message.id}")
    return catalogue, faults


def messages(catalogue):
    """The entries of a catalogue, without what it tells about itself."""
    return [message for message in catalogue if message.id]


def key(message):
    """What an entry translates: a source and its context."""
    return (message.id, message.context or "")


def write(catalogue, language):
    """Write a catalogue sorted, each text on one line, so that a change shows as what it is."""
    target = BytesIO()
    write_po(target, catalogue, width=None, sort_output=True, no_location=True, ignore_obsolete=True)
    i18n.catalogue_file(language).write_bytes(target.getvalue())


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
        (chinese, wrong), (english, also) = read("zh"), read("en")
    except Stop as unreadable:
        return [*faults, str(unreadable)]
    faults += [*wrong, *also]
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
    told = {text.key: text for text in reversed(texts)}
    held = {key(message) for message in messages(chinese)}
    faults += [
        f"{text.place}: not translated: {text.source}" for name, text in told.items() if name not in held
    ]
    for language, catalogue in (("zh", chinese), ("en", english)):
        for message in messages(catalogue):
            if key(message) not in told:
                faults.append(f"{language}: used nowhere: {message.id}")
            if placeholders(message.string) != placeholders(message.id):
                faults.append(f"{language}: placeholders differ: {message.id} → {message.string}")
    return faults + count_faults(told, english)


def count_faults(told, english):
    """Where English has no word for one: "1 stops" is read as carelessness with figures."""
    faults = []
    for source in sorted({source for source, _ in told} - {message.id for message in messages(english)}):
        words = re.findall(r"\{\w+\} (?:more |new )?([a-z]+s)\b", source)
        faults += [f"no word for one of the {word}: {source}" for word in words if word not in NO_COUNT]
    return faults


def tidy_catalogues():
    """Sort every catalogue and drop what is said nowhere; what is new waits, empty, in the Chinese one."""
    texts, _ = find_texts()
    told = {text.key for text in texts}
    catalogues = {language: read(language)[0] for language in i18n.LANGUAGES}
    for language, catalogue in catalogues.items():
        for message in messages(catalogue):
            if key(message) not in told:
                catalogue.delete(message.id, message.context)
        if language == "zh":
            for source, context in told - {key(message) for message in messages(catalogue)}:
                catalogue.add(source, context=context or None)
    for language, catalogue in catalogues.items():
        write(catalogue, language)


def main(arguments):
    """Compile, or tidy when asked to, then say what is wrong; answers with the exit code."""
    if arguments == ["--compile"]:
        for language in i18n.LANGUAGES:
            i18n.translator(language)
        return 0
    if arguments == ["--write"]:
        tidy_catalogues()
    faults = translation_faults()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as reason:
        sys.exit(f"dev: {reason}")
