"""The recovery sheet of an encrypted file: the code that opens it when every password is forgotten, for the safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from models.i18n import Translator
from models.rules.desk.recovery_code import in_groups
from reports.kinds import letterhead
from reports.paper.blocks import Fact, Facts, Note, Space, Strip
from reports.paper.document import Document
from reports.paper.fonts import text_width
from reports.paper.marks import Frame, Text
from reports.paper.papers import HEAVY, Type, paper
from reports.paper.printing import PrintResult, PrintRun, write_documents

PAPER: Final = "a4"
_ACROSS: Final = 4
_SIZE: Final = 26.0
_NUMBER: Final = 9.0
_HIGH: Final = 58.0
"""Points of a row of groups with the numbers above them."""


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The name of a file and its recovery code."""

    name: str
    code: str


def build(data: RecoverySheet, tr: Translator) -> Document:
    """The sheet of one file."""
    groups = in_groups(data.code)
    return Document(
        title=tr("Recovery sheet"),
        number="",
        subject="",
        code=" ".join(groups),
        blocks=[
            Facts([Fact(tr("Opens the file"), data.name, wide=True, bold=True)]),
            Space(10),
            Note(tr("Recovery code"), bold=True),
            Space(4),
            _Groups(groups),
            Space(14),
            Note(tr("What this paper is"), bold=True),
            Note("1. " + tr("Whoever has this code can read everything in the file and in its backups.")),
            Note(
                "2. "
                + tr(
                    "Lock it away, in a safe or with somebody you trust, and never with the laptop or on the backup"
                    " stick."
                )
            ),
            Note(
                "3. "
                + tr(
                    "Forgotten the password? Open the file, type this code in place of the password, and set a new one."
                )
            ),
            Space(10),
            Note(
                tr(
                    "Spaces, small or capital letters make no difference; 0 is the digit, there is no letter O. It is"
                    " valid until a new recovery sheet is made."
                ),
                small=True,
            ),
        ],
        signatures=(tr("Made out by"), tr("Kept by")),
        bookmark=data.name,
        key=data.name,
    )


def write_sheet(target: Path, data: RecoverySheet, tr: Translator) -> PrintResult:
    """Write the sheet as a PDF that only the user may read. Raises UserError when it cannot be written."""
    job = PrintRun(
        [build(data, tr)],
        1,
        title=f"{tr('Recovery sheet')}  {data.name}",
        paper=paper(PAPER).enlarged(),
        letterhead=letterhead(datetime.now(), tr),
    )
    return write_documents(target, job, private=True)


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups of the code in rows of four, large, each with its number above it."""

    groups: list[str]

    def strips(self, width: float, type: Type) -> list[Strip]:
        rows = [self.groups[at : at + _ACROSS] for at in range(0, len(self.groups), _ACROSS)]
        strip = Strip(_HIGH * len(rows) + 14)
        strip.marks.append(Frame(1, strip.height - 1, width - 2, strip.height - 2, HEAVY))
        wide = (width - 20) / _ACROSS
        for row, groups in enumerate(rows):
            for column, words in enumerate(groups):
                middle = 10 + wide * (column + 0.5)
                top = 8 + _HIGH * row
                number = str(row * _ACROSS + column + 1)
                left = middle - text_width(words, _SIZE) / 2
                strip.marks.append(Text(left, top + _NUMBER, number, _NUMBER, False))
                strip.marks.append(Text(left, top + _NUMBER + _SIZE + 6, words, _SIZE, True))
        return [strip]
