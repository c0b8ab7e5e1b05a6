"""The report on material: what was used, what loss is allowed, what is missing beyond it, and what that is worth.

Quantities are thousandths, worth is fen at the material's price of today. It looks at the subcontracts given out in the
span, as they stand at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from models.database import unless_halted
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, DAY, MONEY, QUANTITY, SHARE, TEXT
from models.queries import report
from models.queries.ledger.material_out import ValuedMaterial, priced_materials, unpriced
from models.queries.order.meant_subcontracts import meant, named
from models.queries.order.standing import SubcontractState, subcontract_states
from models.rules.amount import half_up, line_amount
from models.rules.ledger.balance import MILLION

FIGURES: Final = ("issued", "returned", "used", "balance", "allowed_loss", "excess")
"""What is told of an account, as `Holding.figures` and the results workbook have it."""
_LABELS: Final = {
    "issued": mark("Issued"),
    "returned": mark("Returned"),
    "used": mark("Used"),
    "balance": mark("Balance"),
    "allowed_loss": mark("Allowed loss"),
    "excess": mark("Excess"),
}


@dataclass(frozen=True, slots=True)
class _Account:
    """The account of one material of one subcontract; ``figures`` are those of `FIGURES`, ``worth`` of its excess."""

    state: SubcontractState
    goods: ValuedMaterial
    figures: tuple[int, ...]
    worth: int

    @property
    def excess(self) -> int:
        return self.figures[-1]

    def cells(self) -> dict[str, Any]:
        """The figures by column key."""
        return {**dict(zip(FIGURES, self.figures, strict=True)), "worth": self.worth}


def _material(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    accounts: dict[int, list[_Account]] = defaultdict(list)
    for one in _accounts(filters, today):
        accounts[one.goods.id].append(one)
    rows = sorted(
        (_row(str(key), found) for key, found in accounts.items()),
        key=lambda row: (-row.cells["worth"], row.cells["code"]),
    )
    everything = [one for found in accounts.values() for one in found]
    missing = [row for row in rows if row.cells["worth"] > 0]
    sums = {
        "unit": "",
        "works": len({one.state.id for one in everything}),
        "worth": sum(one.worth for one in everything),
    }
    return report.ReportAnswer(
        (partial(_said, everything),),
        report.chart_of(report.BARS, missing, _COLUMNS, "name", ["worth"]),
        _COLUMNS,
        tuple(rows),
        report.total_row(_COLUMNS, sums),
        lambda row, what: _behind(everything if row == report.TOTAL else accounts[int(row)], what),
        frozenset({*FIGURES, "works", "worth"}),
        (_priced_today, *unpriced(one.goods for one in everything if one.excess)),
    )


# What the report is about first: used of what was issued, missing beside what may be. The rest follows.
_TOLD: Final = ("used", "issued", "excess", "allowed_loss")
_COLUMNS: Final = (
    report.column("code", mark("Code"), CODE),
    report.column("name", mark("Material"), TEXT),
    report.column("works", mark("Subcontracts"), COUNT),
    *(report.column(name, _LABELS[name], QUANTITY, "unit") for name in _TOLD),
    report.column("share", mark("Excess of what was used"), SHARE),
    report.column("worth", mark("Worth of the excess"), MONEY),
    *(report.column(name, _LABELS[name], QUANTITY, "unit") for name in ("balance", "returned")),
    report.UNIT_COLUMN,
)


def _row(key: str, accounts: Sequence[_Account]) -> report.ReportRow:
    goods = accounts[0].goods
    sums = dict(zip(FIGURES, map(sum, zip(*(one.figures for one in accounts), strict=True)), strict=True))
    cells: dict[str, Any] = {
        "code": goods.code,
        "name": goods.name,
        "unit": goods.unit,
        "works": len({one.state.id for one in accounts}),
        **sums,
        "share": half_up(sums["excess"] * MILLION, sums["used"]) if sums["used"] > 0 else None,
        "worth": sum(one.worth for one in accounts),
    }
    return report.ReportRow(key, cells, report.Lead(report.OF_MATERIAL, goods.id))


def _accounts(filters: report.ReportFilters, today: date) -> Iterable[_Account]:
    since, until = report.span_of(filters, today, REPORT.months)
    goods = priced_materials()
    states = subcontract_states(meant(filters, since, until), until=until)
    for state in unless_halted(states.values()):
        for material in state.materials.values():
            held = state.holding(material)
            moved = held.issued or held.returned or held.transferred_in or held.transferred_out
            if moved or held.used or held.counted:
                of = goods[material.material_id]
                figures = held.figures()
                yield _Account(state, of, figures, line_amount(figures[-1], of.price or 0))


def _said(accounts: Sequence[_Account], tr: Translator) -> str:
    works = len({one.state.id for one in accounts if one.excess})
    if not works:
        return tr("No material is missing beyond the allowed loss.")
    return tr.plural(
        "Material worth {worth} is missing on {n} subcontract, beyond the allowed loss.",
        "Material worth {worth} is missing on {n} subcontracts, beyond the allowed loss.",
        works,
    ).format(worth=MONEY.worded(sum(one.worth for one in accounts), tr))


def _priced_today(tr: Translator) -> str:
    return tr("Subcontracts assigned in the span, as they are at its end. Worth at today's prices.")


def _behind(accounts: Sequence[_Account], what: str) -> report.Behind:
    about = named({one.state.id for one in accounts})
    rows = [
        report.BehindRow(
            {
                "date": one.state.date,
                **about[one.state.id].cells(),
                "material": one.goods.name,
                "unit": one.goods.unit,
                **one.cells(),
            },
            report.Lead(report.OF_SUBCONTRACT, one.state.id),
        )
        for one in accounts
        if what == "works" or one.cells()[what]
    ]
    rows.sort(key=lambda row: (-row.cells["worth"], row.cells["number"]))
    return report.counted_behind(
        lambda tr: tr.plural("{n} account", "{n} accounts", len(rows)),
        _BEHIND_COLUMNS,
        rows,
        what,
        {"works": "number"},
    )


_BEHIND_COLUMNS: Final = (
    report.column("date", mark("Assigned on"), DAY),
    *report.WORK_COLUMNS,
    report.MATERIAL_COLUMN,
    *(report.column(name, _LABELS[name], QUANTITY, "unit") for name in FIGURES),
    report.column("worth", mark("Worth of the excess"), MONEY),
    report.UNIT_COLUMN,
)


REPORT: Final = report.Report(
    "material",
    mark("Material used and missing"),
    mark("What each material's use comes to, and what is missing beyond the allowed loss."),
    (report.SPAN, *report.WORK_MEANT),
    _material,
    mark("No material was dispatched in this span."),
)
