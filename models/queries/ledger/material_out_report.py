"""The report on material outside: at which household, of which enterprise, since when, and what it is worth in fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from models.i18n import Translator, mark
from models.kinds import COUNT, DAY, MONEY, TEXT
from models.queries import report
from models.queries.ledger.material_out import MaterialOut, OutLayer, material_out, unpriced
from models.rules.ledger.ageing import bounds

_BUCKETS: Final = (
    ("fresh", mark("Within half the first limit")),
    ("near", mark("Within the first limit")),
    ("late", mark("Over the first limit")),
    ("gone", mark("Over the second limit")),
)
"""The buckets by column key, the newest first."""
_COLUMNS: Final = (
    *report.HOUSEHOLD_COLUMNS,
    report.column("owner", mark("Belongs to", "material"), TEXT),
    report.column("since", mark("Lies since"), DAY),
    report.column("days", mark("Days"), COUNT),
    *(report.column(key, label, MONEY) for key, label in _BUCKETS),
    report.column("worth", mark("Worth in all"), MONEY),
    report.column("materials", mark("Materials"), COUNT),
)


def _report(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    out = material_out(today, filters)
    groups: dict[str, list[OutLayer]] = defaultdict(list)
    for layer in out.layers:
        groups[f"{layer.household_id} {layer.owner_id}"].append(layer)
    rows = tuple(
        sorted(
            (_row(key, layers) for key, layers in groups.items()),
            key=lambda row: (-row.cells["days"], -row.cells["worth"], row.cells["code"]),
        )
    )
    buckets = [key for key, _ in _BUCKETS]
    return report.ReportAnswer(
        (partial(_said, out),),
        report.chart_of(report.STACKED, rows, _COLUMNS, "head", buckets, beside="owner"),
        _COLUMNS,
        rows,
        report.total_row(_COLUMNS, _sums(out.layers)),
        lambda row, what: _behind(out.layers if row == report.TOTAL else groups[row], what),
        frozenset({"worth", "materials", *buckets}),
        (_explained(out), *_below(out), *unpriced(layer.material for layer in out.layers)),
    )


def _sums(layers: Sequence[OutLayer]) -> dict[str, Any]:
    worth = [0] * len(_BUCKETS)
    for layer in layers:
        worth[layer.bucket] += layer.worth
    return {
        **{key: worth[at] for at, (key, _) in enumerate(_BUCKETS)},
        "worth": sum(worth),
        "materials": len({layer.material.id for layer in layers}),
    }


def _row(key: str, layers: Sequence[OutLayer]) -> report.ReportRow:
    oldest = layers[0]
    cells = {
        **oldest.about.cells(),
        "owner": oldest.owner,
        "since": oldest.since,
        "days": oldest.days,
        **_sums(layers),
    }
    return report.ReportRow(key, cells, report.Lead(report.OF_HOUSEHOLD, oldest.household_id))


def _said(out: MaterialOut, tr: Translator) -> str:
    late = [layer for layer in out.layers if layer.days > out.limits[0]]
    if not late:
        return tr.plural(
            "No material lies outside for more than {n} day.",
            "No material lies outside for more than {n} days.",
            out.limits[0],
        )
    return tr.plural(
        "Material worth {worth} lies at {n} household beyond the first limit.",
        "Material worth {worth} lies at {n} households beyond the first limit.",
        len({layer.household_id for layer in late}),
    ).format(worth=MONEY.worded(sum(layer.worth for layer in late), tr))


def _explained(out: MaterialOut) -> report.Said:
    half, first, second = bounds(out.limits)
    return lambda tr: tr(
        "By {day}. In days, the columns end at {half}, {first}, {second}. First in, first out; "
        "finished work's waste is left out."
    ).format(day=DAY.worded(out.day, tr), half=half, first=first, second=second)


def _below(out: MaterialOut) -> tuple[report.Said, ...]:
    if not out.below:
        return ()
    return (
        lambda tr: tr.plural(
            "{n} account is below zero and left out.",
            "{n} accounts are below zero and left out.",
            out.below,
        ),
    )


def _behind(layers: Sequence[OutLayer], what: str) -> report.Behind:
    at = {key: place for place, (key, _) in enumerate(_BUCKETS)}.get(what)
    rows = [
        report.BehindRow(
            {
                **layer.about.cells(),
                "since": layer.since,
                "days": layer.days,
                "owner": layer.owner,
                "material": layer.material.name,
                "quantity": layer.quantity,
                "unit": layer.material.unit,
                "worth": layer.worth,
            },
            report.Lead(report.OF_VOUCHER, layer.slip)
            if layer.slip
            else report.Lead(report.OF_SUBCONTRACT, layer.about.id),
        )
        for layer in layers
        if at is None or layer.bucket == at
    ]
    return report.counted_behind(
        lambda tr: tr.plural("{n} part", "{n} parts", len(rows)),
        _BEHIND_COLUMNS,
        rows,
        what,
        {"materials": "material"},
        summed="worth",
    )


_BEHIND_COLUMNS: Final = (
    report.column("since", mark("Lies since"), DAY),
    report.column("days", mark("Days"), COUNT),
    report.SUBCONTRACT_COLUMN,
    *report.HOUSEHOLD_COLUMNS,
    report.column("owner", mark("Belongs to", "material"), TEXT),
    report.PRODUCT_COLUMN,
    report.MATERIAL_COLUMN,
    report.QUANTITY_COLUMN,
    report.column("worth", mark("Worth", "amount"), MONEY),
    report.UNIT_COLUMN,
)


REPORT: Final = report.Report(
    "material_out",
    mark("Material outside by age"),
    mark("What lies at households, of which enterprise, since when, and what it is worth."),
    report.WORK_MEANT,
    _report,
    mark("No material lies at the households."),
    months=0,
)
