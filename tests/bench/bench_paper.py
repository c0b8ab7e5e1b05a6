"""Paper: a thousand statements and slips as one PDF, beside a bare reportlab canvas drawing the very same marks."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from reports.ledger import dispatch
from reports.paper.document import Document, Letterhead
from reports.paper.fonts import font_path
from reports.paper.language import paper_translator
from reports.paper.layout import PageLayout
from reports.paper.papers import PAPERS
from reports.paper.printing import PrintRun, write_documents
from reports.pay import statement
from tests.bench.floor import Row, pair
from tests.reports import samples
from tests.reports.marks import Marks

COUNT = 1_000
AIM = 1.3
MEMORY_AIM = 300.0
FONT = "Floor"
PAPER = PAPERS["241x140"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "秀英桂芳玉兰凤珍春梅素华建国志强明永福贵"


def _name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number % 19] + GIVEN[(number * 7) % 19]


def _statements() -> list[Any]:
    """A thousand statements, most of three lines, each with its own name and number."""
    made = []
    for number in range(COUNT):
        contact = samples.contact(code=f"H{number:04d}", head=_name(number))
        lines = 3 if number % 10 else 12
        made.append(samples.statement(lines, contact=contact, number=f"GZ26A{number:05d}"))
    return made


def _slips() -> list[Any]:
    one = samples.dispatch(3)
    return [
        replace(
            one,
            slip=samples.slip(
                number=f"FL26A{number:05d}",
                contact=samples.contact(code=f"H{number:04d}", head=_name(number)),
            ),
        )
        for number in range(COUNT)
    ]


def _draw_barely(path: Path, pages: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    """The same strings, lines and boxes on reportlab's canvas as one calls it, page by page."""
    canvas = Canvas(
        str(path), pagesize=(PAPER.width * 72 / 25.4, PAPER.height * 72 / 25.4), pageCompression=1
    )
    for page in pages:
        size = width = 0.0
        code = canvas.beginPath()
        for kind, *values in page:
            if kind == "text":
                if values[3] != size:
                    size = values[3]
                    canvas.setFont(FONT, size)
                canvas.drawString(values[0], values[1], values[2])
            elif kind == "square":
                code.rect(*values)
            elif kind == "fill":
                canvas.rect(*values, stroke=0, fill=1)
            else:
                if values[4] != width:
                    width = values[4]
                    canvas.setLineWidth(width)
                (canvas.line if kind == "line" else canvas.rect)(*values[:4])
        canvas.drawPath(code, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()


def _row(what: str, folder: Path, data: Sequence[Any], build: Callable[..., Document]) -> Row:
    tr = paper_translator("zh")
    letterhead = Letterhead("大石镇竹编专业合作社", samples.PRINTED, tr)
    layout = PageLayout(PAPER, letterhead)
    pages: list[Sequence[tuple[Any, ...]]] = []
    for each in data:
        head, laid = layout.pages(build(each, tr))
        pages += [Marks(layout.sheet(head, laid, at)).calls for at in range(len(laid))]
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, str(font_path())))

    def ours() -> None:
        write_documents(
            folder / "ours.pdf",
            PrintRun(
                (build(each, tr) for each in data),
                len(data),
                title=what,
                paper=PAPER,
                letterhead=letterhead,
            ),
        )

    own, floor = pair(ours, lambda: _draw_barely(folder / "floor.pdf", pages))
    return Row(
        f"{what}, {(folder / 'ours.pdf').stat().st_size / len(data) / 1000:.1f} kB each", own, floor, AIM
    )


def write_statements(count: int) -> None:
    """Write so many statements as one PDF, made one by one."""
    tr = paper_translator("zh")
    documents = (
        statement.build(
            samples.statement(
                3,
                contact=samples.contact(code=f"H{number:05d}", head=_name(number)),
                number=f"GZ26A{number:05d}",
            ),
            tr,
        )
        for number in range(count)
    )
    with tempfile.TemporaryDirectory() as folder:
        write_documents(
            Path(folder) / "many.pdf",
            PrintRun(
                documents,
                count,
                title="",
                paper=PAPER,
                letterhead=Letterhead("大石镇竹编专业合作社", samples.PRINTED, tr),
            ),
        )


def _peak(count: int) -> float:
    """Megabytes a process of its own takes at most while it writes so many statements."""
    # What getrusage answers begins with the most that the process it was started from ever took.
    code = (
        f"from tests.bench.bench_paper import write_statements; write_statements({count});"
        " print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return int(done.stdout) / 1_000


def run() -> list[Row]:
    """Statements and slips, a thousand each; and what ten thousand take in memory."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            _row("1,000 pay statements as one PDF", Path(folder), _statements(), statement.build),
            _row("1,000 delivery slips as one PDF", Path(folder), _slips(), dispatch.build),
        ]
    if sys.platform == "linux":
        rows.append(Row("memory while 10,000 statements are written", _peak(10_000), None, MEMORY_AIM, "MB"))
    return rows
