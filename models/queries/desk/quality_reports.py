"""Two reports on what was in time and what had defects: by household and by product. Shares are parts per million.

A household's or product's share is the mean of its subcontracts' (`household_performance`): on time of those due in the
span, defects of those that brought something in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

from models.database import among, db, unless_halted
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, DAY, QUANTITY, SHARE
from models.queries import report
from models.queries.desk.household_performance import KeptShare, defect_shares, mean, on_time_shares
from models.queries.listing import ListColumn
from models.queries.order.meant_subcontracts import groups_of, named
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Product

MONTHS: Final = 12


@dataclass(slots=True)
class _KeptRecord:
    """The shares of a household or a product, or of all."""

    on_time: list[KeptShare] = field(default_factory=list)
    defects: list[KeptShare] = field(default_factory=list)

    def cells(self) -> dict[str, Any]:
        """Its figures by column key."""
        return {
            "due": len(self.on_time),
            "on_time": mean(self.on_time),
            "brought": len(self.defects),
            "defects": mean(self.defects),
        }


@dataclass(frozen=True, slots=True)
class _By:
    """What shares are put together by: the column that says a subcontract's group, what is told of a group, and how.

    ``told`` are the group's fields by the keys of its ``columns``.
    """

    group: Any
    told: dict[str, Any]
    name: str
    columns: tuple[ListColumn, ...]
    record: str

    def cells(self, keys: Collection[int]) -> dict[int, dict[str, Any]]:
        """What is told of these groups, by column key."""
        table = self.told[self.name].model
        query = table.select(table.id, *self.told.values()).where(among(table.id, keys))
        return {key: dict(zip(self.told, values, strict=True)) for key, *values in db.execute(query)}


_HOUSEHOLD: Final = _By(
    Subcontract.household,
    {"code": Household.code, "head": Household.head, "village": Household.village},
    "head",
    report.HOUSEHOLD_COLUMNS,
    report.OF_HOUSEHOLD,
)
_PRODUCT: Final = _By(
    Order.product,
    {"code": Product.code, "product": Product.name},
    "product",
    (report.column("code", mark("Code"), CODE), report.PRODUCT_COLUMN),
    report.OF_PRODUCT,
)
_FIGURES: Final = (
    report.column("due", mark("Subcontracts due"), COUNT),
    report.column("on_time", mark("On time"), SHARE),
    report.column("brought", mark("Subcontracts collected"), COUNT),
    report.column("defects", mark("Defect rate"), SHARE),
)


def _quality(by: _By, filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, MONTHS)
    on_time, defects = on_time_shares(first, last, today), defect_shares(first, last)
    group_of = groups_of(by.group, filters)
    groups: dict[int, _KeptRecord] = defaultdict(_KeptRecord)
    for shares, where in ((on_time, "on_time"), (defects, "defects")):
        for share in unless_halted(shares):
            key = group_of.get(share.subcontract)
            if key is not None:
                getattr(groups[key], where).append(share)
    called = by.cells(groups)
    rows = [
        report.ReportRow(str(key), {**called[key], **found.cells()}, report.Lead(by.record, key))
        for key, found in unless_halted(groups.items())
    ]
    rows.sort(key=lambda row: (_need(row), str(row.cells[by.name])))
    whole = _KeptRecord(
        [share for found in groups.values() for share in found.on_time],
        [share for found in groups.values() for share in found.defects],
    )
    columns = (*by.columns, *_FIGURES)
    return report.ReportAnswer(
        (partial(_said, whole.cells()),),
        report.chart_of(report.GROUPED, rows, columns, by.name, ("on_time", "defects")),
        columns,
        tuple(rows),
        report.total_row(columns, whole.cells()),
        lambda row, what: _behind(whole if row == report.TOTAL else groups[int(row)], what),
        frozenset({"due", "on_time", "brought", "defects"}),
        (_how_it_is_meant,),
    )


def _need(row: report.ReportRow) -> int:
    """What a household or product falls short of: the least first."""
    on_time = row.cells["on_time"]
    return int((1_000_000 if on_time is None else on_time) - (row.cells["defects"] or 0))


def _said(whole: dict[str, Any], tr: Translator) -> str:
    told = {key: "" if whole[key] is None else SHARE.worded(whole[key], tr) for key in ("on_time", "defects")}
    if not told["on_time"]:
        words = tr("Defect rate {defects}; nothing was due in this span.")
    elif not told["defects"]:
        words = tr("On time {on_time}; nothing was collected in this span.")
    else:
        words = tr("On time {on_time}, defect rate {defects}.")
    return words.format(**told)


def _how_it_is_meant(tr: Translator) -> str:
    return tr("Mean of the subcontracts. Those that need help most come first.")


_BEHIND_COLUMNS: Final = (
    *report.WORK_COLUMNS,
    report.column("due", mark("Due", "subcontract"), DAY),
)


def _behind(record: _KeptRecord, what: str) -> report.Behind:
    in_time = what in ("due", "on_time")
    shares = record.on_time if in_time else record.defects
    about = named({share.subcontract for share in shares})
    rows = [
        report.BehindRow(
            {
                **about[share.subcontract].cells(),
                "due": about[share.subcontract].due,
                "whole": share.whole,
                "part": share.part,
                "share": share.ppm,
            },
            report.Lead(report.OF_SUBCONTRACT, share.subcontract),
        )
        for share in shares
    ]
    rows.sort(key=lambda row: (row.cells["share"] if in_time else -row.cells["share"], row.cells["number"]))
    columns = (
        *_BEHIND_COLUMNS,
        report.column("whole", mark("Quantity") if in_time else mark("Received"), QUANTITY, "unit"),
        report.column(
            "part", mark("Delivered on time") if in_time else mark("Rework and work scrap"), QUANTITY, "unit"
        ),
        report.column("share", mark("On time") if in_time else mark("Defect rate"), SHARE),
        report.UNIT_COLUMN,
    )
    counted = what in ("due", "brought")
    return report.Behind(
        lambda tr: tr.plural("{n} subcontract", "{n} subcontracts", len(rows)),
        columns,
        rows,
        "number" if counted else "share",
        report.DIFFERENT if counted else report.MEAN,
    )


_TAKES: Final = (
    report.SPAN,
    report.PLACE,
    report.VILLAGE,
    report.CATEGORY,
    report.HOUSEHOLD,
    report.TRADE,
    report.PRODUCT,
    report.ENTERPRISE,
)
_EMPTY: Final = mark("Nothing was due or collected in this span.")
BY_HOUSEHOLD: Final = report.Report(
    "quality",
    mark("On time and defects by household"),
    mark("What each household delivered by its due date, and how much of it had defects."),
    _TAKES,
    partial(_quality, _HOUSEHOLD),
    _EMPTY,
)
BY_PRODUCT: Final = report.Report(
    "products",
    mark("On time and defects by product"),
    mark("What of each product came by its due date, and how much of it had defects."),
    _TAKES,
    partial(_quality, _PRODUCT),
    _EMPTY,
)
