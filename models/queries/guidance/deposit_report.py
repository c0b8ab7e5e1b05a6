"""The report on deposits for machines: what came in and went back in cash and with the pay, and what is held. Fen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.database import among, db
from models.i18n import Translator, mark
from models.kinds import MONEY, TEXT
from models.queries import report
from models.queries.answers import stored_day
from models.queries.ledger.deposits import dated_moves
from models.queries.party.stays import living_where
from models.tables.guidance import BY_CASH, BY_PAY, Equipment, EquipmentEvent
from models.tables.ledger import Voucher
from models.tables.party import Household

_MOVED: Final = (
    report.column("cash_in", mark("Taken in cash"), MONEY),
    report.column("cash_out", mark("Given back in cash"), MONEY),
    report.column("pay_in", mark("Taken with the pay"), MONEY),
    report.column("pay_out", mark("Given back with the pay"), MONEY),
    report.column("held", mark("Deposit held"), MONEY),
)
FIGURES: Final = tuple(one.key for one in _MOVED)
_COLUMNS: Final = (*report.HOUSEHOLD_COLUMNS, *_MOVED)
_SHOWN: Final = (
    *report.SLIP_COLUMNS,
    report.HEAD_COLUMN,
    report.column("lent", mark("Machine"), TEXT),
    *_MOVED,
)
_HELP: Final = mark(
    "What households deposited for machines, in cash and with the pay, and what is still held."
)


@dataclass(frozen=True, slots=True)
class _DepositMoved:
    """A deposit that moved; ``voucher`` 0: told by a loan alone."""

    day: dt.date | None
    voucher: int
    household: int
    cells: dict[str, Any]


def _deposits(filters: report.ReportFilters, today: dt.date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, REPORT.months)
    homes = _homes(filters)
    moved: dict[int, list[_DepositMoved]] = defaultdict(list)
    for one in _moved(filters.household, first, last, homes):
        moved[one.household].append(one)
    rows = [
        report.ReportRow(str(key), {**homes[key], **_sums(found)}, report.Lead(report.OF_HOUSEHOLD, key))
        for key, found in moved.items()
    ]
    rows = [row for row in rows if any(row.cells[name] for name in FIGURES)]
    rows.sort(key=lambda row: (-row.cells["held"], row.cells["code"]))
    holding = [row for row in rows if row.cells["held"]]
    kept = [one for row in rows for one in moved[int(row.key)]]
    whole = _sums(kept)

    def said(tr: Translator) -> str:
        return tr("{held} yuan of deposits are held.").format(held=MONEY.shown(whole["held"], tr))

    return report.ReportAnswer(
        (said,),
        report.chart_of(report.BARS, holding, _COLUMNS, "head", ["held"]),
        _COLUMNS,
        tuple(rows),
        report.total_row(_COLUMNS, whole),
        lambda key, what: _behind(kept if key == report.TOTAL else moved[int(key)], what),
        frozenset(FIGURES),
        (_how_it_is_meant,),
    )


def _how_it_is_meant(tr: Translator) -> str:
    return tr(
        "Taken and given back in the span; held at its end, whenever it was taken. With the pay: as on the slips."
    )


def _homes(filters: report.ReportFilters) -> dict[int, dict[str, Any]]:
    query = Household.select(Household.id, Household.code, Household.head, Household.village)
    for condition in living_where(filters.village, filters.place):
        query = query.where(condition)
    names = [one.key for one in report.HOUSEHOLD_COLUMNS]
    return {key: dict(zip(names, said, strict=True)) for key, *said in db.execute(query)}


def _moved(
    household: int | None, first: dt.date, last: dt.date, homes: dict[int, dict[str, Any]]
) -> list[_DepositMoved]:
    dated = [one for one in dated_moves(household, last) if one[2].household in homes]
    slips = EquipmentEvent.select(Voucher.id, Voucher.number, EquipmentEvent.deposit_by).join(Voucher)
    slips = slips.where(among(Voucher.id, [key for _, key, _ in dated]))
    said = {key: (number, by) for key, number, by in db.execute(slips)}
    machines = dict(db.execute(Equipment.select(Equipment.id, Equipment.name)))
    found = []
    for day, key, move in dated:
        number, by = said.get(key, ("", BY_CASH))
        within = day >= first.isoformat()
        cells: dict[str, Any] = dict.fromkeys(FIGURES, 0)
        for way, taken, given in ((BY_CASH, "cash_in", "cash_out"), (BY_PAY, "pay_in", "pay_out")):
            if within and by == way:
                cells |= {taken: move.taken, given: move.given}
        on = stored_day(day)
        cells |= {"held": move.taken - move.given, "date": on, "number": number}
        cells |= {"head": homes[move.household]["head"], "lent": machines[move.machine]}
        found.append(_DepositMoved(on, key if key in said else 0, move.household, cells))
    return found


def _sums(moved: Sequence[_DepositMoved]) -> dict[str, int]:
    return {name: sum(one.cells[name] for one in moved) for name in FIGURES}


def _behind(moved: Sequence[_DepositMoved], what: str) -> report.Behind:
    rows = [
        report.BehindRow(
            one.cells,
            report.Lead(report.OF_VOUCHER, one.voucher)
            if one.voucher
            else report.Lead(report.OF_HOUSEHOLD, one.household),
        )
        for one in moved
        if one.cells[what]
    ]
    return report.Behind(lambda tr: tr.plural("{n} slip", "{n} slips", len(rows)), _SHOWN, rows, what)


REPORT: Final = report.Report(
    "deposits",
    mark("Deposits for machines"),
    _HELP,
    (report.SPAN, report.PLACE, report.VILLAGE, report.HOUSEHOLD),
    _deposits,
    mark("No deposit was taken for a machine."),
)
