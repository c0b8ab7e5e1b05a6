"""Workbooks as accidents and strangers make them: by the thousand, each from its seed.

Everything must be read or refused in a sentence. `tests.trust.mutants` tries thousands of them, and of other files that
come from outside.
"""

from __future__ import annotations

import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from models.errors import UserError
from tests.books import worked_example, write_book

NASTY = (
    "", "-1", "0", "1e400", "-1e308", "NaN", "inf", "1_0", "99999999999999999999", "0x10", "XFD1048576", "A0", "ZZZZ1",
    "AAAAAAAA999999999", "1048577", "\u0000", "😀", "𠅤", "<", "&amp;", "&#0;", "&#x1F600;", "true", "#REF!", "=1+1",
    "2026-13-45", "60", "0.02", "2%", "s", "str", "inlineStr", "e", "b", "d", "n", "合计", " ", "a" * 40_000, "9" * 400,
)  # fmt: skip
WORDS = (
    "姓名", "户主", "电话", "住址", "村", "组", "数量", "单价", "金额", "日期", "备注", "合计", "产品", "物料", "编号",
    "户号", "Name", "Phone", "Quantity", "Date", "Total", "Price", "身份证号", "开户行", "账号", "合格", "返工", "",
)  # fmt: skip
Mutator = Callable[[random.Random, bytes], bytes]


@cache
def sound() -> tuple[bytes, ...]:
    """The same month as two programs write it."""
    with tempfile.TemporaryDirectory() as folder:
        first = write_book(Path(folder) / "a.xlsx", worked_example())
        book = openpyxl.load_workbook(first)
        book["农户"]["B2"] = "单䶮"
        book["物料清单"]["D2"] = 0.04
        book["物料清单"]["D2"].number_format = "0%"
        book["农户"].merge_cells("A3:C4")
        book.save(Path(folder) / "b.xlsx")
        return first.read_bytes(), (Path(folder) / "b.xlsx").read_bytes()


def flip(rng: random.Random, data: bytes) -> bytes:
    """Some bits the other way."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(rng: random.Random, data: bytes) -> bytes:
    """A piece gone, doubled, or nothing but nought."""
    first, last = sorted(rng.randrange(len(data)) for _ in range(2))
    middle = rng.choice((b"", data[first:last] * 2, bytes(last - first)))
    return data[:first] + middle + rng.choice((data[last:], b""))


def parts(rng: random.Random, data: bytes) -> bytes:
    """Parts of the archive left out, emptied, doubled, swapped or filled with noise."""
    source = zipfile.ZipFile(io.BytesIO(data))
    held = {name: source.read(name) for name in source.namelist()}
    name, other = rng.choice(list(held)), rng.choice(list(held))
    act = rng.randrange(7)
    if act == 0:
        del held[name]
    elif act == 1:
        held[name] = b""
    elif act == 2:
        held[name], held[other] = held[other], held[name]
    elif act == 3:
        held[name] = rng.randbytes(rng.randrange(5000))
    elif act == 4:
        held[name] = held[name][: rng.randrange(len(held[name]) + 1)]
    elif act == 5:
        held[name] = held[name].replace(b"?>", b"?>" + rng.choice((b" ", b"x", b"<x>")) * 3_000_000, 1)
    else:
        held[f"../{name}"] = held.pop(name)
    return packed(
        held, rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    )


def packed(held: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, data in held.items():
            file.writestr(name, data)
    return target.getvalue()


def marks(rng: random.Random, data: bytes) -> bytes:
    """The text of one part changed: a value, a mark, a byte, or something put in."""
    source = zipfile.ZipFile(io.BytesIO(data))
    held = {name: source.read(name) for name in source.namelist()}
    name = rng.choice([name for name in held if name.endswith((".xml", ".rels"))])
    text = held[name].decode("utf-8", "replace")
    for _ in range(rng.choice((1, 1, 1, 3, 12))):
        text = _mark(rng, text)
    held[name] = text.encode("utf-8", "replace")
    return packed(held)


def _mark(rng: random.Random, text: str) -> str:
    spots = list(
        re.finditer(rng.choice((r'"[^"]*"', r">[^<]+<", r"<[^>]*>", r"<c [^>]*>", r"<v>[^<]*")), text)
    )
    if not spots:
        return text
    spot, nasty = rng.choice(spots), rng.choice(NASTY)
    act = rng.randrange(6)
    if act == 0:
        return text[: spot.start()] + text[spot.end() :]
    if act == 1:
        return text[: spot.end()] + spot[0] * rng.choice((1, 2, 2000)) + text[spot.end() :]
    if act == 2:
        return text[: spot.start() + 1] + nasty + text[spot.end() - 1 :]
    if act == 3:
        extra = (
            "<!DOCTYPE a [<!ENTITY b 'bb'>]>&b;",
            "<!--x-->",
            "<![CDATA[x]]>",
            "<g>" * 20_000,
            "<?x y?>",
            nasty,
        )
        return text[: spot.end()] + rng.choice(extra) + text[spot.end() :]
    if act == 4:
        return text.replace(spot[0], nasty)
    place = rng.randrange(len(text))
    return text[:place] + chr(rng.randrange(1, 0x3000)) + text[place + 1 :]


def places(rng: random.Random, data: bytes) -> bytes:
    """Cells far away, rows without end, ranges over everything."""
    source = zipfile.ZipFile(io.BytesIO(data))
    held = {name: source.read(name) for name in source.namelist()}
    name = rng.choice([name for name in held if "worksheets/sheet" in name and name.endswith(".xml")])
    many = rng.choice((1, 3, 3_000, 60_000))
    column = rng.choice(("A", "Z", "CV", "XFD", "XFE", ""))
    kind = rng.choice(("", ' t="str"', ' t="s"', ' t="e"', ' s="999"'))
    value = rng.choice(("1", "x", "0.5", "2026-01-01", "99999"))
    row = '<row r="{n}"><c r="{c}{n}"{k}><v>{v}</v></c></row>'
    step = rng.choice((1, 17, 1_048_576 // many))
    rows = "".join(row.format(n=min(9 + n * step, 1_048_576), c=column, k=kind, v=value) for n in range(many))
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' * rng.choice((0, 1, 3_000))
    held[name] = held[name].replace(b"</sheetData>", (rows + "</sheetData>" + merged).encode())
    return packed(held)


MUTATORS: tuple[Mutator, ...] = (flip, cut, parts, marks, marks, marks, places)


def mutated(seed: int) -> bytes:
    """A damaged workbook."""
    rng = random.Random(seed)
    data = rng.choice(sound())
    for _ in range(rng.choice((1, 1, 1, 2))):
        try:
            data = rng.choice(MUTATORS)(rng, data)
        except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError, NotImplementedError):
            break
        except Exception as error:
            # What was damaged once may not be unpacked to be damaged again.
            if type(error).__module__ not in {"zlib", "_lzma", "lzma"}:
                raise
            break
    return data


def foreign(seed: int) -> bytes:
    """A stranger's spreadsheet: some tables of anything, with titles, merged headers and sums."""
    rng = random.Random(seed)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number in range(rng.randrange(1, 5)):
        page = book.create_sheet(rng.choice(("", "农户", "Sheet", "工资", "订单")) + str(number))
        for _ in range(rng.randrange(3)):
            page.append([rng.choice(WORDS) + "表"])
        width = rng.choice((1, 3, 8, 8, 8, 20, 20, 30, 300))
        page.append([rng.choice(WORDS) for _ in range(width)])
        for _ in range(rng.choice((0, 1, 20, 200))):
            page.append([_anything(rng) for _ in range(width)])
        if rng.random() < 0.3:
            page.merge_cells(
                start_row=1, end_row=rng.randrange(1, 9), start_column=1, end_column=rng.randrange(1, 9)
            )
        if rng.random() < 0.2:
            page.cell(rng.choice((1000, 1_048_576)), rng.choice((1, 16_384)), "x")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _anything(rng: random.Random) -> Any:
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: None,
        lambda: rng.randrange(10 ** rng.randrange(1, 18)),
        lambda: rng.random() * 1000,
        lambda: date.fromordinal(rng.randrange(700_000, 760_000)),
        lambda: rng.choice(WORDS),
        lambda: f"H{rng.randrange(99):04d}",
        lambda: f"1{rng.randrange(10**10):010d}",
        lambda: rng.choice(("=A1*2", "=1/0", "#N/A", "是", "2%", "3.25元", "2026年10月5日")),
    )
    return rng.choice(kinds)()


def tried(path: Path) -> str:
    """What became of a workbook: "read" or "refused"; anything else is raised. It is also looked at as a stranger's."""
    from models.actions.exchange.workbook import import_workbook
    from models.actions.exchange.workbook.mapping import must_ask, propose, scan
    from models.i18n import tr
    from reports.exchange.annotated_workbook import write_remarks

    try:
        strangers = scan(path)
        guess = propose(strangers)
        must_ask(strangers, guess)
        chosen = {name: one for name, one in guess.items() if one.sheet and not one.missing}
        if chosen:
            import_workbook(path, check=True, mapping=chosen)
    except UserError:
        pass
    try:
        import_workbook(path, check=True)
    except UserError as refusal:
        assert refusal.message
        if problems := getattr(refusal, "problems", None):
            write_remarks(path, path.with_name("remarks.xlsx"), problems, tr)
        return "refused"
    return "read"
