"""Reports on machines: what is at risk with each household, what each owner has and where, and where deposits stand.

Money in fen, as of today; what a machine is worth follows from `rules.guidance.machine_value`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, MONEY, TEXT, ChoiceField
from models.queries import report
from models.queries.answers import first_column
from models.queries.guidance.machine_states import IN_STORE, LENT, LOST, MachineState, machine_states
from models.queries.party.stays import living_where
from models.tables.party import Household

_COOPERATIVE: Final = "—"
_OWNER: Final = ChoiceField(choices=((_COOPERATIVE, mark("The cooperative")),))
"""An owner's name, or that it is the cooperative."""
_PLACE: Final = ChoiceField(
    choices=((IN_STORE, mark("In store")), (LENT, mark("Lent")), (LOST, mark("Lost")))
)
_SHOWN: Final = (
    report.column("code", mark("Code", "machine"), CODE),
    report.column("name", mark("Machine"), TEXT),
    report.column("place", mark("Where it is"), _PLACE),
    report.HEAD_COLUMN,
    report.column("value", mark("Value when new"), MONEY),
    report.column("worth", mark("Value today"), MONEY),
    report.column("at_risk", mark("At risk", "machine"), MONEY),
    report.column("deposit", mark("Deposit held"), MONEY),
)
_MONEY: Final = ("value", "worth", "at_risk", "deposit")
_Groups = dict[str, list[MachineState]]


def _cells(one: MachineState) -> dict[str, Any]:
    keeper = one.keeper
    return {
        "code": one.code,
        "name": one.name,
        "place": one.place,
        "head": "" if keeper is None else keeper.head,
        "value": one.value,
        "worth": one.worth,
        "at_risk": one.at_risk,
        "deposit": 0 if keeper is None else keeper.deposit,
    }


def _sums(machines: Sequence[MachineState]) -> dict[str, Any]:
    cells = [_cells(one) for one in machines]
    places = [one.place for one in machines]
    return {
        "machines": len(machines),
        **{place: places.count(place) for place in (IN_STORE, LENT, LOST)},
        **{name: sum(cell[name] or 0 for cell in cells) for name in _MONEY},
    }


def _behind(groups: _Groups, key: str, what: str) -> report.Behind:
    """The machines behind a figure of a row, or of the last one."""
    listed = [one for found in groups.values() for one in found] if key == report.TOTAL else groups[key]
    if what in (IN_STORE, LENT, LOST):
        listed = [one for one in listed if one.place == what]
    rows = [report.BehindRow(_cells(one), report.Lead(report.OF_MACHINE, one.id)) for one in listed]
    figure, how = (what, report.SUM) if what in _MONEY else ("code", report.DIFFERENT)
    return report.Behind(
        lambda tr: tr.plural("{n} machine", "{n} machines", len(rows)), _SHOWN, rows, figure, how
    )


def _meant(filters: report.ReportFilters, today: date) -> list[MachineState]:
    living = living_where(filters.village, filters.place)
    if filters.household is not None:
        living.append(Household.id == filters.household)
    homes = set(first_column(Household.select(Household.id).where(*living))) if living else None

    def wanted(one: MachineState) -> bool:
        keeper = one.keeper
        return (filters.enterprise is None or one.owner_id == filters.enterprise) and (
            homes is None or (keeper is not None and keeper.id in homes)
        )

    return [one for one in machine_states(today) if wanted(one)]


def _grouped(machines: Sequence[MachineState], key_of: Callable[[MachineState], str]) -> _Groups:
    groups: _Groups = defaultdict(list)
    for one in machines:
        groups[key_of(one)].append(one)
    return dict(groups)


def _unknown(machines: Sequence[MachineState]) -> tuple[report.Said, ...]:
    count = sum(one.value is None for one in machines)
    if not count:
        return ()
    return (
        lambda tr: tr.plural(
            "The value of {n} machine is not known.", "The value of {n} machines is not known.", count
        ),
    )


def _how_worth(tr: Translator) -> str:
    return tr("A machine's value falls evenly, month by month, as the settings or the machine itself say.")


def _answer(
    groups: _Groups, rows: Sequence[report.ReportRow], columns: tuple[Any, ...], chart: report.Chart
) -> report.ReportAnswer:
    machines = [one for found in groups.values() for one in found]
    whole = _sums(machines)

    def said(tr: Translator) -> str:
        return tr("{risk} yuan at risk with households, {deposit} held as deposits.").format(
            risk=MONEY.shown(whole["at_risk"], tr), deposit=MONEY.shown(whole["deposit"], tr)
        )

    figures = frozenset({"machines", IN_STORE, LENT, LOST, *_MONEY}) & {one.key for one in columns}
    return report.ReportAnswer(
        (said,),
        chart,
        columns,
        tuple(rows),
        report.total_row(columns, {key: whole[key] for key in figures}),
        lambda key, what: _behind(groups, key, what),
        figures,
        (_how_worth, *_unknown(machines)),
    )


_BY_HOUSEHOLD: Final = (
    *report.HOUSEHOLD_COLUMNS,
    report.column("machines", mark("Machines"), COUNT),
    report.column("at_risk", mark("At risk", "machine"), MONEY),
    report.column("deposit", mark("Deposit held"), MONEY),
    report.column("value", mark("Value when new"), MONEY),
    report.column(LOST, mark("Lost"), COUNT),
)


def _households(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    groups = _grouped(
        [one for one in _meant(filters, today) if one.keeper is not None],
        lambda one: "" if one.keeper is None else str(one.keeper.id),
    )
    rows = []
    for key, machines in groups.items():
        home = machines[0].keeper
        assert home is not None
        who = {"code": home.code, "head": home.head, "village": home.village}
        rows.append(report.ReportRow(key, who | _sums(machines), report.Lead(report.OF_HOUSEHOLD, home.id)))
    rows.sort(key=lambda row: (-row.cells["at_risk"], row.cells["code"]))
    at_risk = [row for row in rows if row.cells["at_risk"]]
    chart = report.chart_of(report.GROUPED, at_risk, _BY_HOUSEHOLD, "head", ("at_risk", "deposit"))
    return _answer(groups, rows, _BY_HOUSEHOLD, chart)


_BY_OWNER: Final = (
    report.column("owner", mark("Owner"), _OWNER),
    report.column("machines", mark("Machines"), COUNT),
    report.column(IN_STORE, mark("In store"), COUNT),
    report.column(LENT, mark("Lent"), COUNT),
    report.column(LOST, mark("Lost"), COUNT),
    report.column("at_risk", mark("At risk", "machine"), MONEY),
    report.column("worth", mark("Value today"), MONEY),
    report.column("value", mark("Value when new"), MONEY),
    report.column("deposit", mark("Deposit held"), MONEY),
)


def _owners(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    groups = _grouped(_meant(filters, today), lambda one: str(one.owner_id or 0))
    rows = [
        report.ReportRow(key, {"owner": machines[0].owner or _COOPERATIVE, **_sums(machines)})
        for key, machines in groups.items()
    ]
    rows.sort(key=lambda row: (-row.cells["at_risk"], row.cells["owner"]))
    chart = report.chart_of(report.GROUPED, rows, _BY_OWNER, "owner", ("at_risk", "worth"))
    return _answer(groups, rows, _BY_OWNER, chart)


HOUSEHOLDS: Final = report.Report(
    "machines",
    mark("Machines at risk with households"),
    mark("What the machines that each household has are worth today, and what deposit is held for them."),
    (report.PLACE, report.VILLAGE, report.HOUSEHOLD, report.ENTERPRISE),
    _households,
    mark("No machine is with a household."),
)
OWNERS: Final = report.Report(
    "machine_owners",
    mark("Machines by owner, and where they are"),
    mark("Whose machines there are, in the store and out with households, and what they are worth."),
    (report.ENTERPRISE,),
    _owners,
    mark("No machines yet. They can be lent to households."),
)
