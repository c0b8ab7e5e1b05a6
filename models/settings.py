"""Settings: declared once (key, default, label, help), kept in the database they belong to.

The settings dialog is drawn from `DECLARED`; a value equal to its default has no row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import UserError
from models.i18n import LANGUAGES, mark, tr, translator
from models.operation import operation
from models.rules import tax
from models.rules.amount import money_text, percent_text
from models.rules.clauses import STANDARD, check_clauses, for_many


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting. ``kind``: text, lines (several lines of text), whole, percent (ppm), money (fen), yes_no, choice,
    tax_tables (as `rules.tax.plain` writes them).

    ``standard`` is what an empty text of lines stands for; the dialog shows it (`shown`), so that it can be changed.
    """

    key: str
    kind: str
    default: Any
    section: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    standard: tuple[str, ...] = ()


_COOP, _PAY, _SHARE, _TODAY, _PAPER, _AGREEMENT, _BANK, _ROAD, _SAFE, _SCREEN = (
    mark("Cooperative"),
    mark("Pay"),
    mark("Sharing out"),
    mark("Reminders"),
    mark("Paper"),
    mark("Agreement"),
    mark("Bank payment file"),
    mark("The road"),
    mark("Backup"),
    mark("Screen"),
)

DECLARED: tuple[Declared, ...] = (
    Declared(
        "cooperative.name",
        "text",
        "",
        _COOP,
        mark("Cooperative's name"),
        mark("Printed on every document."),
    ),
    Declared("cooperative.address", "text", "", _COOP, mark("Address")),
    Declared("cooperative.phone", "text", "", _COOP, mark("Phone")),
    Declared(
        "cooperative.cashier",
        "text",
        "",
        _COOP,
        mark("Who answers questions about pay"),
        mark("Name and phone, printed at the foot of each statement."),
    ),
    Declared(
        "pay.cutoff_day",
        "whole",
        0,
        _PAY,
        mark("Last day of a pay period"),
        mark("0 for calendar months; 25 makes October run from 26 September to 25 October."),
        minimum=0,
        maximum=28,
    ),
    Declared(
        "pay.allowance",
        "percent",
        0,
        _PAY,
        mark("Home-cost allowance %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.deduction_cap",
        "percent",
        200_000,
        _PAY,
        mark("Deductions at most, % of gross"),
        mark("What is not taken is carried to the next period."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.pay_day",
        "whole",
        10,
        _PAY,
        mark("Paid on day of the next month"),
        minimum=1,
        maximum=28,
    ),
    Declared(
        "pay.objection_days",
        "whole",
        10,
        _PAY,
        mark("Days to object to a statement"),
        minimum=1,
        maximum=60,
    ),
    Declared(
        "pay.tax_estimate",
        "yes_no",
        False,
        _PAY,
        mark("Show an income tax estimate"),
        mark("On the pay statement, for labour service income; nothing is withheld."),
    ),
    Declared(
        "pay.tax_tables",
        "tax_tables",
        tax.plain(tax.TABLES),
        _PAY,
        mark("Tax tables"),
        mark("What the estimate counts with, each from its day on. Locked periods keep theirs."),
    ),
    Declared(
        "share.learning",
        "percent",
        700_000,
        _SHARE,
        mark("Offered to who never did such work, %"),
        mark("Of what a household that is able to do it is offered for the same free time."),
        minimum=10000,
        maximum=1_000_000,
    ),
    Declared(
        "share.practised",
        "percent",
        1_150_000,
        _SHARE,
        mark("Offered to who made the product before, %"),
        minimum=1000000,
        maximum=3_000_000,
    ),
    Declared(
        "share.guided",
        "percent",
        30_000,
        _SHARE,
        mark("More for each guidance visit, %"),
        mark("Visits of the last 365 days."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.guided_most",
        "percent",
        90_000,
        _SHARE,
        mark("More for guidance visits at most, %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.no_agreement",
        "percent",
        50_000,
        _SHARE,
        mark("Less without an agreement in force, %"),
        mark("Where agreements are kept here at all."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.distance",
        "percent",
        10_000,
        _SHARE,
        mark("Less for each kilometre from the warehouse, %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.distance_most",
        "percent",
        200_000,
        _SHARE,
        mark("Less for distance at most, %"),
        mark("Far villages live from this work too."),
        minimum=0,
        maximum=900_000,
    ),
    Declared(
        "share.late",
        "percent",
        500_000,
        _SHARE,
        mark("Less when nothing came in time, %"),
        mark("Half of it when half of the pieces came in time."),
        minimum=0,
        maximum=900_000,
    ),
    Declared(
        "share.defects",
        "percent",
        3_000_000,
        _SHARE,
        mark("Less for defects, % of their share"),
        mark("300 takes 6 % off where 2 % were rework or spoiled."),
        minimum=0,
        maximum=10_000_000,
    ),
    Declared(
        "share.defects_most",
        "percent",
        500_000,
        _SHARE,
        mark("Less for defects at most, %"),
        minimum=0,
        maximum=900_000,
    ),
    Declared(
        "attention.pending_days",
        "whole",
        3,
        _TODAY,
        mark("Pieces wait for inspection, days"),
        mark("Longer than this, and the page Today says so."),
        minimum=0,
        maximum=90,
    ),
    Declared(
        "attention.ageing_days",
        "whole",
        45,
        _TODAY,
        mark("Material lies at a household, days"),
        minimum=1,
        maximum=365,
    ),
    Declared(
        "attention.rework_share",
        "percent",
        50_000,
        _TODAY,
        mark("Rework is high from, %"),
        mark("Of what a household handed in during the last 30 days."),
        minimum=1_000,
        maximum=1_000_000,
    ),
    Declared(
        "attention.unpaid_days",
        "whole",
        30,
        _TODAY,
        mark("Pay is settled within, days of receipt"),
        minimum=1,
        maximum=365,
    ),
    Declared(
        "paper.slips",
        "choice",
        "241x140",
        _PAPER,
        mark("Paper for slips"),
        choices=(("241x140", "241 × 140"), ("a5-landscape", "A5"), ("a4", "A4")),
    ),
    Declared("paper.offset_x", "whole", 0, _PAPER, mark("Print offset right, mm"), minimum=-20, maximum=20),
    Declared("paper.offset_y", "whole", 0, _PAPER, mark("Print offset down, mm"), minimum=-20, maximum=20),
    Declared(
        "paper.language",
        "choice",
        "zh",
        _PAPER,
        mark("Language on paper"),
        choices=(("zh", "中文"), ("en", "English"), ("both", "中文 / English")),
    ),
    Declared(
        "paper.parts",
        "choice",
        "copies",
        _PAPER,
        mark("Stub, household and accounts copy"),
        mark("Carbon paper needs one page that names all three; a laser printer one page for each."),
        choices=(
            ("copies", mark("One copy names all three, several name one each")),
            ("carbon", mark("Carbon paper: every page names all three")),
            ("pages", mark("One page for each of the three")),
        ),
    ),
    Declared(
        "agreement.clauses",
        "lines",
        "",
        _AGREEMENT,
        mark("Clauses of the agreement, one a line"),
        mark(
            "Filled in: {pay_day}, {cap} and {days} from the settings; the rates stand after the clause with {rates}."
            " An agreement that was printed keeps its text."
        ),
        standard=STANDARD,
    ),
    Declared(
        "bank.columns",
        "lines",
        "number\naccount\nname\nbank\namount\nnote",
        _BANK,
        mark("Columns, one a line"),
        mark("In the order of the file. A header of your own comes after “=”, like: account=Payee account."),
    ),
    Declared("bank.header", "yes_no", True, _BANK, mark("Headers in the first line")),
    Declared(
        "bank.delimiter",
        "choice",
        ",",
        _BANK,
        mark("Between columns"),
        choices=((",", mark("Comma")), ("\t", mark("Tab")), (";", mark("Semicolon")), ("|", mark("Bar |"))),
    ),
    Declared(
        "bank.encoding",
        "choice",
        "gb18030",
        _BANK,
        mark("Encoding"),
        choices=(
            ("gb18030", "GB18030"),
            ("utf-8", "UTF-8"),
            ("utf-8-sig", mark("UTF-8 with a mark, for Excel")),
        ),
    ),
    Declared(
        "bank.rows",
        "whole",
        0,
        _BANK,
        mark("Payments in one file at most"),
        mark("More are written to further files. 0 for no limit."),
        minimum=0,
        maximum=100_000,
    ),
    Declared(
        "bank.note",
        "text",
        "",
        _BANK,
        mark("Note to the payee"),
        mark("{month} is filled in."),
    ),
    Declared(
        "road.warehouse",
        "text",
        "",
        _ROAD,
        mark("Where the warehouse is"),
        mark("Latitude and longitude, like 30.7575, 105.7076. Empty: the middle of all households."),
    ),
    Declared(
        "road.warehouse_datum",
        "choice",
        "WGS84",
        _ROAD,
        mark("Coordinates are from"),
        choices=(
            ("WGS84", mark("WGS-84 (GPS)")),
            ("GCJ02", mark("GCJ-02 (Amap, Tencent)")),
            ("BD09", mark("BD-09 (Baidu)")),
        ),
    ),
    Declared(
        "road.detour",
        "percent",
        1_400_000,
        _ROAD,
        mark("Road against straight line, %"),
        mark(
            "140 where a road of 14 km joins places 10 km apart. It is learned from the kilometres drivers write down."
        ),
        minimum=1_000_000,
        maximum=4_000_000,
    ),
    Declared("road.speed", "whole", 30, _ROAD, mark("Speed on the road, km/h"), minimum=5, maximum=120),
    Declared(
        "road.deliver_minutes",
        "whole",
        6,
        _ROAD,
        mark("Minutes to hand over material"),
        minimum=0,
        maximum=240,
    ),
    Declared(
        "road.collect_minutes",
        "whole",
        8,
        _ROAD,
        mark("Minutes to count and load pieces"),
        minimum=0,
        maximum=240,
    ),
    Declared(
        "road.visit_minutes", "whole", 30, _ROAD, mark("Minutes of a guidance visit"), minimum=0, maximum=480
    ),
    Declared(
        "road.machine_minutes",
        "whole",
        15,
        _ROAD,
        mark("Minutes to bring or fetch a machine"),
        minimum=0,
        maximum=240,
    ),
    Declared(
        "road.reload_minutes",
        "whole",
        20,
        _ROAD,
        mark("Minutes to load at the warehouse"),
        minimum=0,
        maximum=240,
    ),
    Declared(
        "road.collect_ahead",
        "whole",
        2,
        _ROAD,
        mark("Collect pieces due within, days"),
        minimum=0,
        maximum=30,
    ),
    Declared(
        "road.grams",
        "whole",
        200,
        _ROAD,
        mark("Grams of a unit whose weight is not known"),
        minimum=0,
        maximum=100000,
    ),
    Declared(
        "road.millilitres",
        "whole",
        1000,
        _ROAD,
        mark("Millilitres of a unit whose size is not known"),
        minimum=0,
        maximum=1000000,
    ),
    Declared("road.cost_km", "money", 80, _ROAD, mark("Cost of a kilometre"), minimum=0, maximum=10_000),
    Declared(
        "road.cost_hour", "money", 2000, _ROAD, mark("Cost of a driver's hour"), minimum=0, maximum=100_000
    ),
    Declared(
        "backup.daily",
        "yes_no",
        True,
        _SAFE,
        mark("Back up once a day by itself"),
        mark("A verified copy beside the file, made at the first start of a day; the newest 20 stay."),
    ),
    Declared(
        "screen.font_size",
        "choice",
        "14",
        _SCREEN,
        mark("Font size"),
        choices=(("12", "12"), ("14", "14"), ("16", "16"), ("18", "18"), ("21", "21")),
    ),
    Declared(
        "screen.language",
        "choice",
        "",
        _SCREEN,
        mark("Language on screen"),
        choices=(("", mark("As the system")), ("zh", "中文"), ("en", "English")),
    ),
    Declared(
        "screen.theme",
        "choice",
        "",
        _SCREEN,
        mark("Light or dark"),
        choices=(
            ("", mark("As the system")),
            ("light", mark("Light")),
            ("dark", mark("Dark")),
        ),
    ),
)

BY_KEY: dict[str, Declared] = {declared.key: declared for declared in DECLARED}


def setting(key: str) -> Any:
    """The value of a setting in the open database."""
    from models.tables.trail import Setting

    declared = BY_KEY[key]
    row = Setting.get_or_none(Setting.key == key)
    return declared.default if row is None else json.loads(row.value)


def settings() -> dict[str, Any]:
    """All settings of the open database, in one query."""
    from models.tables.trail import Setting

    stored = {row.key: json.loads(row.value) for row in Setting.select()}
    return {declared.key: stored.get(declared.key, declared.default) for declared in DECLARED}


def change_settings(values: Mapping[str, Any]) -> None:
    """Set several settings in one operation.

    Raises UserError (field = key) for a value out of its bounds or choices.
    """
    from models.tables.trail import Setting

    values = {key: _plain(BY_KEY[key], value) for key, value in values.items()}
    with operation(mark("Change settings")):
        for key, value in values.items():
            row = Setting.get_or_none(Setting.key == key)
            text = json.dumps(value, ensure_ascii=False)
            if value == BY_KEY[key].default:
                if row is not None:
                    row.delete_instance()
            elif row is None:
                Setting.create(key=key, value=text)
            elif row.value != text:
                row.value = text
                row.save()


def shown(declared: Declared, value: Any) -> Any:
    """A value as the dialog shows it: for an empty text the standard one, in the language of the paper."""
    if declared.standard and value == "":
        return _standard(declared, "en" if setting("paper.language") == "en" else "zh")
    return value


def _standard(declared: Declared, language: str) -> str:
    return for_many("\n".join(map(translator(language), declared.standard)))


def _plain(declared: Declared, value: Any) -> Any:
    """The value to keep once it was checked: the standard text is kept as none, so that it may grow better."""
    if declared.kind == "tax_tables":
        return _plain_tables(declared, value)
    _check(declared, value)
    if declared.standard and value.strip() in [_standard(declared, language) for language in LANGUAGES]:
        return ""
    if declared.key == "agreement.clauses":
        check_clauses(value, declared.key)
    return value


def _plain_tables(declared: Declared, value: Any) -> list[dict[str, Any]]:
    try:
        tables = tax.tables_of(value)
    except (TypeError, KeyError, ValueError) as error:
        raise UserError(tr("These are no tax tables."), declared.key) from error
    for fault in tax.faults(tables):
        raise UserError(fault.message, declared.key)
    return tax.plain(tables)


def _check(declared: Declared, value: Any) -> None:
    if declared.kind in ("whole", "percent", "money"):
        if type(value) is not int:
            raise UserError(tr("A whole number is needed."), declared.key)
        low, high = declared.minimum, declared.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            say = {"percent": percent_text, "money": money_text}.get(declared.kind, str)
            words = tr("Between {low} and {high}.").format(
                low="" if low is None else say(low), high="" if high is None else say(high)
            )
            raise UserError(words, declared.key)
    elif declared.kind == "choice":
        if value not in [choice for choice, _ in declared.choices]:
            raise UserError(tr("Choose one of the list."), declared.key)
    elif declared.kind == "yes_no":
        if not isinstance(value, bool):
            raise UserError(tr("Yes or no."), declared.key)
    elif not isinstance(value, str):
        raise UserError(tr("Text is needed."), declared.key)
