"""Reports on what was wrong with pieces (Pareto): by defect, by household, by technician. Thousandths, ppm.

A technician's pieces are those of the households he visited last before they were handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from models import format
from models.database import among, db
from models.i18n import Translator, mark
from models.kinds import CODE, DAY, QUANTITY, SHARE, TEXT, ChoiceField, Kind
from models.queries import report
from models.queries.answers import by_first
from models.queries.ledger.defects import (
    BY_DEFECT,
    BY_HOUSEHOLD,
    BY_TECHNICIAN,
    DefectFilters,
    DefectGroup,
    groups,
    slips_of,
)
from models.queries.listing import ListColumn
from models.rules.ledger.defects import DefectShare, pareto
from models.tables.party import Household
from models.tables.product import Defect, Product

MONTHS: Final = 3
_NOBODY: Final = "—"
_TAUGHT_BY: Final = ChoiceField(choices=((_NOBODY, mark("not visited yet")),))
"""A technician's name, or that nobody was there yet."""


@dataclass(frozen=True, slots=True)
class _Grouping:
    """What pieces are told apart by: the question's key, its columns, what they say of a key, and what it leads to."""

    key: str
    columns: tuple[ListColumn, ...]
    name: str
    cells: Callable[[Sequence[Any]], dict[Any, dict[str, Any]]]
    record: str = ""

    @property
    def kind(self) -> Kind:
        """What kind of value its name is."""
        return next(one.kind for one in self.columns if one.key == self.name)


def _of_defects(keys: Sequence[Any]) -> dict[Any, dict[str, Any]]:
    query = Defect.select(Defect.id, Defect.code, Defect.name).where(among(Defect.id, keys))
    return {key: {"code": code, "defect": name} for key, code, name in db.execute(query)}


def _of_households(keys: Sequence[Any]) -> dict[Any, dict[str, Any]]:
    columns = (Household.code, Household.head, Household.village)
    query = Household.select(Household.id, *columns).where(among(Household.id, keys))
    return {
        key: {"code": code, "head": head, "village": village}
        for key, code, head, village in db.execute(query)
    }


def _of_technicians(keys: Sequence[Any]) -> dict[Any, dict[str, Any]]:
    return {key: {"technician": key or _NOBODY} for key in keys}


_DEFECT: Final = _Grouping(
    BY_DEFECT,
    (report.column("code", mark("Code", "defect"), CODE), report.column("defect", mark("Defect"), TEXT)),
    "defect",
    _of_defects,
)
_HOUSEHOLD: Final = _Grouping(
    BY_HOUSEHOLD,
    report.HOUSEHOLD_COLUMNS,
    "head",
    _of_households,
    report.OF_HOUSEHOLD,
)
_TECHNICIAN: Final = _Grouping(
    BY_TECHNICIAN,
    (report.column("technician", mark("Technician"), _TAUGHT_BY),),
    "technician",
    _of_technicians,
)
_FIGURES: Final = (
    report.PRODUCT_COLUMN,
    report.column("quantity", mark("Pieces with a defect"), QUANTITY, "unit"),
    report.column("unit", mark("Unit"), TEXT, hidden=True),
    report.column("received", mark("Received"), QUANTITY, "unit"),
    report.column("rate", mark("Of the received"), SHARE),
    report.column("share", mark("Share of all defects"), SHARE),
    report.column("cumulated", mark("Added up"), SHARE),
)


def _answer(by: _Grouping, filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    narrowed = _narrowed(filters, today)
    found, faulty = groups(by.key, narrowed)
    units = _units({one.product for one in found})
    rows = _rows(by, found, units)
    columns = (*by.columns, *_FIGURES)
    # A bar is one product's: where there are several it says which.
    several = "product" if len(units) > 1 else ""
    named = sum(one.quantity for one in found)
    return report.ReportAnswer(
        (partial(_said, rows, by),),
        report.chart_of(
            report.GROUPED, rows, columns, by.name, ("share", "cumulated"), beside=several, opens=False
        ),
        columns,
        tuple(rows),
        report.total_row(columns, {"quantity": named}) if rows else None,
        lambda row, _: _behind(by, narrowed, row),
        frozenset({"quantity"}),
        _notes(named, faulty, {unit for _, unit in units.values()}) if rows else (),
    )


def _narrowed(filters: report.ReportFilters, today: date) -> DefectFilters:
    return DefectFilters(
        *report.span_of(filters, today, MONTHS),
        product=filters.product,
        household=filters.household,
        village=filters.village,
        place=filters.place,
    )


def _units(products: set[int]) -> dict[int, Any]:
    """Name and unit of each of these products."""
    return by_first(Product.select(Product.id, Product.name, Product.unit).where(among(Product.id, products)))


def _rows(by: _Grouping, found: Sequence[DefectGroup], units: dict[int, Any]) -> list[report.ReportRow]:
    said = by.cells([one.key for one in found])
    parts = pareto({one: one.quantity for one in found})
    rows = []
    for part in parts:
        group = part.key
        product, unit = units[group.product]
        cells = {
            **said[group.key],
            "product": product,
            "quantity": group.quantity,
            "unit": unit,
            "received": group.received,
            "rate": DefectShare(group.quantity, group.received).ppm if group.received else None,
            "share": part.share,
            "cumulated": part.cumulated,
        }
        lead = (
            report.Lead(by.record, group.key) if by.record else report.Lead(report.OF_PRODUCT, group.product)
        )
        rows.append(report.ReportRow(_row_key(group.key, group.product), cells, lead))
    return rows


def _row_key(key: Any, product: int) -> str:
    return f"{product} {key}"


def _said(rows: Sequence[report.ReportRow], by: _Grouping, tr: Translator) -> str:
    first = rows[0].cells
    return tr("Most often: {name}, {product} {quantity}, {share} of all defects.").format(
        name=by.kind.shown(first[by.name], tr),
        product=first["product"],
        quantity=format.quantity(first["quantity"], first["unit"], tr),
        share=SHARE.worded(first["share"], tr),
    )


def _notes(named: int, faulty: int, units: set[str]) -> tuple[report.Said, ...]:
    def left(tr: Translator) -> str:
        return tr("Of {faulty} rework and scrap {named} say which defect.").format(
            faulty=format.quantity(faulty), named=format.quantity(named)
        )

    def mixed(tr: Translator) -> str:
        return tr("Several units are added as they are. Choose a product for shares of one.")

    return (left, mixed) if len(units) > 1 else (left,)


_BEHIND: Final = (
    report.NUMBER_COLUMN,
    report.column("day", mark("Date"), DAY),
    report.HEAD_COLUMN,
    report.PRODUCT_COLUMN,
    report.column("code", mark("Code", "defect"), CODE),
    report.column("defect", mark("Defect"), TEXT),
    report.QUANTITY_COLUMN,
    report.column("unit", mark("Unit"), TEXT, hidden=True),
)


def _behind(by: _Grouping, filters: DefectFilters, row: str) -> report.Behind:
    slips = [
        one for one in slips_of(by.key, filters) if row in (report.TOTAL, _row_key(one.key, one.product))
    ]
    units = _units({one.product for one in slips})
    rows = []
    for one in slips:
        product, unit = units[one.product]
        lead = report.Lead(report.OF_VOUCHER, one.voucher)
        rows.append(report.BehindRow.of(one, _BEHIND, lead, product=product, unit=unit))
    return report.Behind(lambda tr: tr("Slips that name these defects"), _BEHIND, rows, "quantity")


_TAKES: Final = (report.SPAN, report.PRODUCT, report.HOUSEHOLD, report.PLACE, report.VILLAGE)
_EMPTY: Final = mark("No slip in this span names a defect yet.")


def _of(by: _Grouping, key: str, title: str, help: str) -> report.Report:
    return report.Report(key, title, help, _TAKES, partial(_answer, by), _EMPTY, months=MONTHS)


DEFECTS: Final = _of(
    _DEFECT,
    "defects",
    mark("Most frequent defects"),
    mark("Which defects the rework and scrap had, the most frequent first."),
)
DEFECT_HOUSEHOLDS: Final = _of(
    _HOUSEHOLD,
    "defect_households",
    mark("Defects by household"),
    mark("At which households pieces had defects, the most first."),
)
DEFECT_TECHNICIANS: Final = _of(
    _TECHNICIAN,
    "defect_technicians",
    mark("Defects by technician"),
    mark("Defects of the households a technician visited last."),
)
