"""The parts of others that Yuanba is made of: their versions and the texts of their licences.

``resources/licences/parts.json`` names them all. The texts of a package come from the package itself; what it holds
inside without a text of its own, such as SQLCipher or Qt, has one in that folder. A program that is handed out has no
packages any more to ask, so all of it is gathered into one file when it is built (`gather`).
"""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from models.files import RESOURCES

FOLDER = RESOURCES / "licences"
GATHERED = FOLDER / "gathered.json"
_TEXT = re.compile(r"(licen[cs]e|copying|notice|OFL)", re.IGNORECASE)
# Fonts and examples that carry a licence of their own and are not used.
_UNUSED = re.compile(r"reportlab/fonts/|matplotlib/|osmium/|/tests/")


@dataclass(frozen=True, slots=True)
class LicensedPart:
    """One part: ``licence`` as SPDX writes it, ``texts`` in full.

    ``inside`` is the package that holds it, whose ``version`` is then meant, or "" for a package of its own.
    """

    name: str
    version: str
    licence: str
    inside: str
    texts: tuple[str, ...]


def listed() -> list[dict[str, object]]:
    """The parts as they are named: name, licence, and where needed texts and the package each lies inside."""
    found: list[dict[str, object]] = json.loads((FOLDER / "parts.json").read_text(encoding="utf-8"))
    return found


@cache
def parts() -> tuple[LicensedPart, ...]:
    """Every part that is here, by name; packages that are not installed are left out."""
    if GATHERED.is_file():
        return tuple(
            LicensedPart(**{**one, "texts": tuple(one["texts"])})
            for one in json.loads(GATHERED.read_text(encoding="utf-8"))
        )
    return tuple(part for one in listed() if (part := _found(one)) is not None)


def gather(packed: Iterable[LicensedPart]) -> str:
    """All of some parts as the text of the file that is packed into a program without packages."""
    return json.dumps([asdict(part) for part in packed], ensure_ascii=False, indent=1) + "\n"


def own_licence() -> str:
    """The licence of Yuanba itself."""
    text = FOLDER.parent.parent / "LICENSE"
    packed = FOLDER / "LICENSE.txt"
    return (text if text.is_file() else packed).read_text(encoding="utf-8")


def _found(one: dict[str, object]) -> LicensedPart | None:
    name, inside = str(one["name"]), str(one.get("inside", ""))
    kept = [str(file) for file in one.get("texts", ())]  # type: ignore[attr-defined]
    texts = [(FOLDER / file).read_text(encoding="utf-8") for file in kept]
    if name == "Python":
        return LicensedPart(name, platform.python_version(), str(one["licence"]), "", tuple(texts))
    try:
        package = metadata.distribution(inside or name)
    except metadata.PackageNotFoundError:
        return None
    if not texts or not inside:
        texts = [*_texts_of(package), *texts]
    return LicensedPart(name, package.version, str(one["licence"]), inside, tuple(texts))


def _texts_of(package: metadata.Distribution) -> list[str]:
    """Every text of a licence that a package brings, each once."""
    found = []
    for file in package.files or ():
        place = file.as_posix()
        named = _TEXT.search(file.name) or "/licenses/" in place
        if named and not _UNUSED.search(place) and file.suffix.lower() not in (".py", ".pyc", ".pyi"):
            path = Path(str(package.locate_file(file)))
            if path.is_file():
                found.append(path.read_text(encoding="utf-8", errors="replace"))
    return list(dict.fromkeys(found))
