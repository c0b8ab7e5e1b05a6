"""How many sheets a month takes: pages of the demo's statements, slips and passbooks beside one for each of them."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from models.actions.demo.cooperative import build_demo
from models.database import close_database
from models.opening import open_database
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from reports.paper.papers import PAPERS
from tests.bench.floor import Row
from tests.reports import samples
from tests.reports.marks import pages_of
from tests.reports.printed import print_documents

HOUSEHOLDS = 78
TODAY = date(2026, 11, 2)
LANGUAGES = ("zh", "en", "both")
AIM = {"both": 1.05}
"""In two languages a household with many slips may take a second page; a paper in one takes one page each."""
PRINTED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("pay statements on 241 × 140", "statement", {"paper": "241x140"}),
    ("pay statements in large print", "statement", {"large": True}),
    ("dispatch slips, three parts each, cut from A4", "dispatch", {"paper": "a4-3", "copies": 3}),
    ("collection slips, three parts each, cut from A4", "collection", {"paper": "a4-3", "copies": 3}),
    ("collection slips on 241 × 93", "collection", {"paper": "241x93"}),
    ("passbooks", "passbook", {}),
)
RECEIPTS = 40
BOOKED = ("zh", "both")
"""The languages of a handbook: English says six grades of each receipt in more words than two lines hold."""


def run() -> list[Row]:
    """Print a closed month of the demo kind by kind and count the pages, then those of a long passbook."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        demo = build_demo(folder, households=HOUSEHOLDS, today=TODAY)
        open_database(demo.path)
        try:
            for language in LANGUAGES:
                for what, kind, asked in PRINTED:
                    made = print_documents(
                        kind,
                        Path(folder) / "a.pdf",
                        tr=paper_translator(language),
                        period=demo.periods[0],
                        **asked,
                    )
                    said = f"sheets of {made.documents} {what}, {language}"
                    rows.append(Row(said, made.pages, made.documents, AIM.get(language, 1.0), "pages"))
        finally:
            close_database()
    for language in BOOKED:
        document = KINDS["passbook"].build(samples.passbook(2 * RECEIPTS), paper_translator(language))
        count = len(pages_of(document, PAPERS["a4"], language))
        rows.append(Row(f"pages of a passbook of {RECEIPTS} receipts, {language}", count, None, 2, "pages"))
    return rows
