"""The list to count by (盘点表), of the warehouse or a household, and what a posted stocktake found."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.ledger.stocktake import CountPaper, CountRow
from reports.paper.blocks import Block, Note, Number, Space
from reports.paper.document import Document
from reports.paper.formatting import count, day, holder
from reports.paper.table import Cell, Column, Row, Table


def build(data: CountPaper, tr: Translator) -> Document:
    """The list of one place."""
    place = tr("Warehouse") if data.contact is None else data.contact.head
    blocks: list[Block] = []
    if not data.posted:
        blocks += [
            Note(tr("Count each line and write what is there. Leave empty what was not counted.")),
            Space(4),
        ]
    elif data.reason:
        blocks += [Note(tr("Reason: {reason}").format(reason=data.reason)), Space(4)]
    blocks.append(_table(data, tr))
    return Document(
        title=tr("Stocktake list") if not data.posted else tr("Stocktake"),
        number=data.number,
        subject=" · ".join((place, day(data.day, tr))) if data.contact is None else day(data.day, tr),
        holder=None if data.contact is None else holder(data.contact, tr),
        blocks=blocks,
        signatures=(tr("Taken by"), tr("Checked by"), tr("Date")),
        code=data.number,
        voided=data.voided,
        reprint=data.printed,
        bookmark=data.number or place,
        key=data.key,
    )


def _table(data: CountPaper, tr: Translator) -> Table:
    grades = any(row.grade for row in data.rows)
    works = any(row.subcontract for row in data.rows)
    books = any(row.books is not None for row in data.rows)
    columns = [
        Column("at", tr("No."), 5),
        Column("code", tr("Code"), 12),
        Column("name", tr("Material or product"), 20, fold="code", rank=1),
        *([Column("grade", tr("Grade"), 8, fold="code", rank=2)] if grades else []),
        *([Column("work", tr("Subcontract"), 13, fold="code", rank=3)] if works else []),
        Column("unit", tr("Unit"), 6),
        *([Column("books", tr("In the books"), 11, figure=True)] if books else []),
        Column("counted", tr("Counted"), 14, figure=data.posted, least=0 if data.posted else 70),
        *([Column("more", tr("Difference"), 11, figure=True)] if data.posted else []),
        Column("reason", tr("Reason"), 20, least=60),
    ]
    rows = []
    for at, row in enumerate(data.rows, start=1):
        cells: list[Cell] = [str(at), row.code, row.name]
        cells += [format.grade(row.grade, tr) if row.grade else ""] if grades else []
        cells += [row.subcontract] if works else []
        cells.append(format.unit_name(row.unit, tr))
        cells += [_figure(row.books)] if books else []
        cells.append(_figure(row.counted))
        cells += [_difference(row)] if data.posted else []
        cells.append(row.reason)
        rows.append(Row(cells))
    return Table(columns, rows, ruled=True, row=22)


def _figure(thousandths: int | None) -> Cell:
    return "" if thousandths is None else Number(count(thousandths))


def _difference(row: CountRow) -> Cell:
    more = (row.counted or 0) - (row.books or 0)
    return Number(f"+{count(more)}" if more > 0 else count(more))
