"""How many sheets a month takes: pages of the demo's statements, slips and passbooks beside one for each of them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from models.actions.demo.cooperative import build_demo
from models.database import close_database
from models.opening import open_database
from reports.kinds import print_documents
from reports.paper.language import paper_translator
from tests.bench.floor import Row

HOUSEHOLDS = 78
AIM = 1.05
"""A household with more slips than a low page holds may take a second one."""
PRINTED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("pay statements on 241 × 140", "statement", {"paper": "241x140"}),
    ("pay statements in large print", "statement", {"large": True}),
    ("dispatch slips, three parts each, cut from A4", "dispatch", {"paper": "a4-3", "copies": 3}),
    ("passbooks", "passbook", {}),
)


def run() -> list[Row]:
    """Print a month of the demo kind by kind and count the pages."""
    with tempfile.TemporaryDirectory() as folder:
        demo = build_demo(folder, households=HOUSEHOLDS, months=1)
        open_database(demo.path)
        try:
            rows = []
            for what, kind, asked in PRINTED:
                made = print_documents(
                    kind, Path(folder) / "a.pdf", tr=paper_translator("zh"), period=demo.periods[0], **asked
                )
                rows.append(
                    Row(f"sheets of {made.documents} {what}", made.pages, made.documents, AIM, "pages")
                )
        finally:
            close_database()
    return rows
