"""What a kind of printed document is; `reports.kinds` declares each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from models.i18n import Translator, mark
from models.settings import setting
from reports.paper.document import Document
from reports.paper.papers import SLIP_PAPERS
from reports.selection import DAY, PERIOD, SPAN, Query

SLIPS: Final = mark("Slips")
PAY: Final = mark("Pay")
HOUSEHOLDS: Final = mark("Households")
ROAD: Final = mark("Routes")
GOODS: Final = mark("Enterprises and stock")
PROGRAMME: Final = mark("Programme")
PRINTER: Final = mark("Printer")
GROUPS: Final = (SLIPS, PAY, HOUSEHOLDS, GOODS, ROAD, PROGRAMME, PRINTER)
"""What documents are looked for under, in the order they are wanted."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document: its title, the papers it fits (the usual one first), what may narrow it down.

    Of ``one_of`` at least one must be said. ``module``, below `reports`, holds its ``build(data, tr)``, ``enlarged``
    that of its form for people who read little, on one of ``enlarged_papers``. A ``large`` kind is always in large
    print: it hangs on a wall. ``parts`` counts the parts its paper has (存根, 农户, 财务). Many households stand on one
    document of a ``shared`` kind. Slips of a household and day may share a paper of a kind that ``merges``; one that
    ``frames`` may draw a frame around each of its labels. The contents list of one with ``chapters`` always gathers
    what belongs together. ``issued`` ones bind the cooperative and never leave without its name. ``group`` is the name
    it is looked for under.
    """

    key: str
    title: str
    papers: Sequence[str]
    takes: Sequence[str]
    module: str
    query: Query
    one_of: Sequence[str] = ()
    large: bool = False
    enlarged: str = ""
    enlarged_papers: Sequence[str] = ()
    parts: int = 1
    shared: bool = False
    merges: bool = False
    frames: bool = False
    chapters: bool = False
    issued: bool = False
    group: str = SLIPS

    @property
    def counted(self) -> bool:
        """Whether its documents are evidence of a month or a day, of which each printing counts."""
        return PERIOD in self.takes and self.key != "label"

    @property
    def yearly(self) -> bool:
        """Whether its documents are of a year: one period narrows it down, and neither a span nor a day."""
        return PERIOD in self.takes and not {SPAN, DAY} & set(self.takes)

    def period(self, key: str) -> str:
        """The period that its documents are of, by the key of a month or a year: a yearly kind's is the year."""
        return key.strip()[: len("2026")] if self.yearly else key

    def fits(self, large: bool = False) -> Sequence[str]:
        """The keys of the papers it is printed on, in large print or not, the usual one first."""
        if large and self.enlarged:
            return self.enlarged_papers
        usual = self.paper
        return (usual, *(one for one in self.papers if one != usual))

    @property
    def paper(self) -> str:
        """The key of its usual paper; slips go on the one the cooperative has set."""
        usual = str(setting("paper.slips")) if self.papers[0] == SLIP_PAPERS[0] else ""
        return usual if usual in self.papers else self.papers[0]

    def build(self, data: Any, tr: Translator, large: bool = False) -> Document:
        """The document of one answer of its query, in the form for large print where it has one of its own."""
        module = self.enlarged if large and self.enlarged else self.module
        document: Document = import_module(f"reports.{module}").build(data, tr)
        return document
