"""The cell in which a clerk says by its code what was wrong with faulty pieces: "A4 B2", or "A" for all of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from models import format
from models.errors import UserError
from models.i18n import tr
from models.kinds import TEXT
from models.queries.product.defects import DefectCode, DefectCodes, matching
from models.rules.ledger.defects import Typed, read, shared_out, written
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.suggestion_list import Suggestion

KEY = "defects"


class DefectCell:
    """The column of defects of a grid. ``product`` and ``faulty`` answer a line's, as far as they are known."""

    def __init__(self, product: Callable[[GridLine], int | None], faulty: Callable[[GridLine], int]) -> None:
        self._product, self._faulty = product, faulty
        self.codes = DefectCodes()

    def refresh(self) -> None:
        """Ask anew which codes there are."""
        self.codes = DefectCodes()

    @property
    def used(self) -> bool:
        """Whether there is any code to type."""
        return any(one.active for one in self.codes.by_key.values())

    def column(self) -> GridColumn:
        """The column; Enter passes it by while a line has no faulty pieces, or its product no codes."""
        return GridColumn(
            KEY,
            tr("Defects"),
            TEXT,
            6,
            editable=lambda line: self._product(line) is not None,
            skip=lambda line: KEY not in line.problems and not (self._faulty(line) and self._of(line)),
            suggest=lambda line, words: suggested(self._of(line), words),
            reads=self._read,
            tip=tr("Code and pieces, such as A4 B2. A code alone takes all that are left; F7 lists them."),
        )

    def said(self, line: GridLine) -> list[tuple[int, int]]:
        """The defects of a line with their pieces. Raises UserError (field: defects)."""
        codes = self._of(line)
        typed = read(line.get(KEY, ""), codes)
        return [(codes[code].id, quantity) for code, quantity in shared_out(typed, self._faulty(line))]

    def check(self, line: GridLine) -> None:
        """Say beside the cell what does not add up, and behind the line what the codes mean."""
        if not line.get(KEY):
            return
        try:
            said = self.said(line)
        except UserError as refusal:
            line.problems[KEY] = refusal.message
            return
        words = " · ".join(
            f"{self.codes.by_key[defect].name} {format.quantity(quantity)}" for defect, quantity in said
        )
        if (words, "quiet") not in line.hints:
            line.hints.append((words, "quiet"))

    def _of(self, line: GridLine) -> dict[str, DefectCode]:
        product = self._product(line)
        return {} if product is None else self.codes.of(product)

    def _read(self, line: GridLine, words: str) -> tuple[str, str]:
        codes = self._of(line)
        text = written(read(words, codes), codes)
        return text, text


def suggested(codes: Mapping[str, DefectCode], words: str) -> list[Suggestion]:
    """What may be meant by codes typed so far: they themselves, and those the last word may become."""
    found: list[Suggestion] = []
    before, last = _last_apart(words)
    said: list[Typed] = []
    with contextlib.suppress(UserError):
        whole = read(words, codes)
        if whole:
            found.append(_suggestion(whole, codes))
    try:
        said = read(before, codes)
    except UserError:
        return found
    taken = {one.code for one in said}
    for one in matching((code for code in codes.values() if code.code not in taken), last):
        item = _suggestion([*said, Typed(one.code, None)], codes)
        if item not in found:
            found.append(item)
    return found


def _last_apart(words: str) -> tuple[str, str]:
    """What was typed before the last word, and the last word; nothing where one begins anew."""
    start = (
        len(words.rstrip()) if words[-1:].isspace() else max(words.rfind(sign) for sign in " ,，、;；") + 1
    )
    return words[:start], words[start:].strip()


def _suggestion(said: list[Typed], codes: Mapping[str, DefectCode]) -> Suggestion:
    text = written(said, codes)
    names = " · ".join(
        codes[code].name if quantity is None else f"{codes[code].name} {format.quantity(quantity)}"
        for code, quantity in said
    )
    return text, text, names
