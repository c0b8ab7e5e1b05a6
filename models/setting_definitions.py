"""Every setting, declared once: key, kind, default, label, help. The settings dialog is drawn from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from models.i18n import mark, tr
from models.kinds import COUNT, FLAG, MONEY, NOTE, PERCENT, TEXT, ChoiceField, Kind
from models.rules.party.clauses import STANDARD
from models.rules.pay import tax


class TaxTables(Kind):
    """The tax tables, as `rules.pay.tax.plain` writes them."""


CHOICE: Final = ChoiceField()
TAX_TABLES: Final = TaxTables()


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting: its key, what kind of value it holds, and what it is where nobody has set it.

    ``standard`` is what an empty text of lines stands for; the dialog shows it (`shown`), so that it can be changed.
    """

    key: str
    kind: Kind
    default: Any
    section: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    standard: tuple[str, ...] = ()

    def worded(self, value: Any) -> str:
        """A value of it as a reader sees it."""
        if self.kind is CHOICE:
            return tr(dict(self.choices).get(value, str(value)))
        return str(self.kind.worded(value))


_COOP, _PAY, _SHARE, _PROGRAMME, _TODAY, _PAPER, _AGREEMENT, _BANK, _ROAD, _SAFE, _SCREEN = (
    mark("Cooperative"),
    mark("Pay"),
    mark("Assigning work"),
    mark("Programme"),
    mark("Reminders"),
    mark("Paper"),
    mark("Agreement"),
    mark("Bank payment file"),
    mark("Routes"),
    mark("Backup"),
    mark("Screen"),
)

PEOPLE: Final = mark("People who sign in")
FILE: Final = mark("The file")
"""The section that follows those of the settings: what concerns the file itself."""

ELSEWHERE: Final = frozenset({"bank.columns"})
"""What is set where one sees what it does: the columns of a bank's file beside its first lines, under Pay."""

DECLARED: tuple[Declared, ...] = (
    Declared(
        "cooperative.name",
        TEXT,
        "",
        _COOP,
        mark("Cooperative's name"),
        mark("Printed on every document."),
    ),
    Declared("cooperative.address", TEXT, "", _COOP, mark("Address")),
    Declared("cooperative.phone", TEXT, "", _COOP, mark("Phone")),
    Declared(
        "cooperative.cashier",
        TEXT,
        "",
        _COOP,
        mark("Who answers questions about pay"),
        mark("Name and phone, printed at the foot of each statement."),
    ),
    Declared(
        "pay.cutoff_day",
        COUNT,
        0,
        _PAY,
        mark("Cut-off day"),
        mark("0 for calendar months; 25 makes October run from 26 September to 25 October."),
        minimum=0,
        maximum=28,
    ),
    Declared(
        "pay.allowance",
        PERCENT,
        0,
        _PAY,
        mark("Home-cost allowance %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.deduction_cap",
        PERCENT,
        200_000,
        _PAY,
        mark("Deductions at most, % of gross"),
        mark("What is not taken is carried to the next period."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "pay.pay_day",
        COUNT,
        10,
        _PAY,
        mark("Pay day (day of the next month)"),
        minimum=1,
        maximum=28,
    ),
    Declared(
        "pay.objection_days",
        COUNT,
        10,
        _PAY,
        mark("Days to dispute a statement"),
        minimum=1,
        maximum=60,
    ),
    Declared(
        "pay.tax_estimate",
        FLAG,
        False,
        _PAY,
        mark("Show an income tax estimate"),
        mark("On the pay statement, for labour service income; nothing is withheld."),
    ),
    Declared(
        "pay.tax_tables",
        TAX_TABLES,
        tax.plain(tax.TABLES),
        _PAY,
        mark("Tax tables"),
        mark("What the estimate counts with, each from its day on. Locked periods keep theirs."),
    ),
    Declared(
        "share.learning",
        PERCENT,
        700_000,
        _SHARE,
        mark("Offered to those who never did such work, %"),
        mark("Of what a household that is able to do it is offered for the same free time."),
        minimum=10000,
        maximum=1_000_000,
    ),
    Declared(
        "share.practised",
        PERCENT,
        1_150_000,
        _SHARE,
        mark("Offered to those who made the product before, %"),
        minimum=1000000,
        maximum=3_000_000,
    ),
    Declared(
        "share.trained",
        PERCENT,
        50_000,
        _SHARE,
        mark("More for each level of skill in the product's trade, %"),
        mark("The best level among the household's workers, 0 to 3; 0 here: skill does not count."),
        minimum=0,
        maximum=500_000,
    ),
    Declared(
        "share.guided",
        PERCENT,
        30_000,
        _SHARE,
        mark("More for each guidance visit, %"),
        mark("Visits of the last 365 days."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.guided_most",
        PERCENT,
        90_000,
        _SHARE,
        mark("More for guidance visits at most, %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.no_agreement",
        PERCENT,
        50_000,
        _SHARE,
        mark("Less without an agreement in force, %"),
        mark("Where agreements are kept here at all."),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.distance",
        PERCENT,
        10_000,
        _SHARE,
        mark("Less for each kilometre from the warehouse, %"),
        minimum=0,
        maximum=1_000_000,
    ),
    Declared(
        "share.distance_most",
        PERCENT,
        200_000,
        _SHARE,
        mark("Less for distance at most, %"),
        mark("Far villages live from this work too."),
        minimum=0,
        maximum=900_000,
    ),
    Declared(
        "share.late",
        PERCENT,
        500_000,
        _SHARE,
        mark("Less when nothing was on time, %"),
        mark("Half of it when half of the pieces were on time."),
        minimum=0,
        maximum=900_000,
    ),
    Declared(
        "share.defects",
        PERCENT,
        3_000_000,
        _SHARE,
        mark("Less for defects, % of their share"),
        mark("300 takes 6 % off where 2 % were rework or spoiled."),
        minimum=0,
        maximum=10_000_000,
    ),
    Declared(
        "share.defects_most",
        PERCENT,
        500_000,
        _SHARE,
        mark("Less for defects at most, %"),
        minimum=0,
        maximum=900_000,
    ),
    Declared(
        "training.free_courses",
        COUNT,
        3,
        _PROGRAMME,
        mark("Free courses a person at most"),
        mark("A course counts once somebody was there for a day, or while it is not over."),
        minimum=1,
        maximum=100,
    ),
    Declared(
        "attention.pending_days",
        COUNT,
        3,
        _TODAY,
        mark("Pieces wait for inspection, days"),
        mark("Longer than this, and the page Today says so."),
        minimum=0,
        maximum=90,
    ),
    Declared(
        "attention.ageing_days",
        COUNT,
        45,
        _TODAY,
        mark("Material lies at a household, days"),
        minimum=1,
        maximum=365,
    ),
    Declared(
        "attention.rework_share",
        PERCENT,
        50_000,
        _TODAY,
        mark("Rework is high from, %"),
        mark("Of what a household handed in during the last 30 days."),
        minimum=1_000,
        maximum=1_000_000,
    ),
    Declared(
        "visits.defect_share",
        PERCENT,
        20_000,
        _TODAY,
        mark("Propose a visit from this share of a defect, %"),
        mark("Of what a household handed in of a product during the days below."),
        minimum=1_000,
        maximum=1_000_000,
    ),
    Declared(
        "visits.defect_return",
        PERCENT,
        10_000,
        _TODAY,
        mark("The same once a visit was made because of it, %"),
        mark("Of what came in since that visit."),
        minimum=1_000,
        maximum=1_000_000,
    ),
    Declared(
        "visits.defect_pieces",
        COUNT,
        3,
        _TODAY,
        mark("At least so many pieces with the defect"),
        minimum=1,
        maximum=1000,
    ),
    Declared(
        "visits.defect_days",
        COUNT,
        30,
        _TODAY,
        mark("Look back for defects, days"),
        minimum=1,
        maximum=365,
    ),
    Declared(
        "today.first_day",
        FLAG,
        True,
        _TODAY,
        mark("Show the steps of the first day"),
        mark("On the page Today, until they are done."),
    ),
    Declared(
        "attention.unpaid_days",
        COUNT,
        30,
        _TODAY,
        mark("Pay is settled within, days of receipt"),
        minimum=1,
        maximum=365,
    ),
    Declared(
        "paper.slips",
        CHOICE,
        "241x140",
        _PAPER,
        mark("Paper for slips"),
        choices=(
            ("241x140", "241 × 140"),
            ("a4-3", mark("A4 cut in three")),
            ("a4-2", mark("A4 cut in two")),
            ("a5-landscape", "A5"),
            ("a4", "A4"),
        ),
    ),
    Declared("paper.offset_x", COUNT, 0, _PAPER, mark("Print offset right, mm"), minimum=-20, maximum=20),
    Declared("paper.offset_y", COUNT, 0, _PAPER, mark("Print offset down, mm"), minimum=-20, maximum=20),
    Declared(
        "paper.language",
        CHOICE,
        "zh",
        _PAPER,
        mark("Language on paper"),
        choices=(("zh", "中文"), ("en", "English"), ("both", "中文 / English")),
    ),
    Declared(
        "paper.parts",
        CHOICE,
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
        "paper.count_books",
        FLAG,
        True,
        _PAPER,
        mark("Stocktake lists show what the books say"),
        mark("Off: whoever counts does not know what should be there."),
    ),
    Declared(
        "agreement.clauses",
        NOTE,
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
        NOTE,
        "number\naccount\nname\nbank\namount\nnote",
        _BANK,
        mark("Columns, one a line"),
        mark('In the order of the file. A header of your own comes after "=", like: account=Payee account.'),
    ),
    Declared("bank.header", FLAG, True, _BANK, mark("Headers in the first line")),
    Declared(
        "bank.delimiter",
        CHOICE,
        ",",
        _BANK,
        mark("Between columns"),
        choices=((",", mark("Comma")), ("\t", mark("Tab")), (";", mark("Semicolon")), ("|", mark("Bar |"))),
    ),
    Declared(
        "bank.encoding",
        CHOICE,
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
        COUNT,
        0,
        _BANK,
        mark("Payments in one file at most"),
        mark("More are written to further files. 0 for no limit."),
        minimum=0,
        maximum=100_000,
    ),
    Declared("bank.note", TEXT, "", _BANK, mark("Note to the payee"), mark("{month} is filled in.")),
    Declared(
        "road.warehouse",
        TEXT,
        "",
        _ROAD,
        mark("Where the warehouse is"),
        mark("Latitude and longitude, like 30.7575, 105.7076. Empty: the middle of all households."),
    ),
    Declared(
        "road.warehouse_datum",
        CHOICE,
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
        PERCENT,
        1_400_000,
        _ROAD,
        mark("Road against straight line, %"),
        mark(
            "140 where a road of 14 km joins places 10 km apart. It is learned from the kilometres drivers write down."
        ),
        minimum=1_000_000,
        maximum=4_000_000,
    ),
    Declared(
        "road.farthest",
        COUNT,
        100,
        _ROAD,
        mark("Households live within, km"),
        mark("Coordinates farther from the middle of all are taken for a slip and named."),
        minimum=1,
        maximum=2_000,
    ),
    Declared("road.speed", COUNT, 30, _ROAD, mark("Speed on the road, km/h"), minimum=5, maximum=120),
    Declared(
        "road.deliver_minutes", COUNT, 6, _ROAD, mark("Minutes to hand over material"), minimum=0, maximum=240
    ),
    Declared(
        "road.collect_minutes",
        COUNT,
        8,
        _ROAD,
        mark("Minutes to count and load pieces"),
        minimum=0,
        maximum=240,
    ),
    Declared(
        "road.visit_minutes", COUNT, 30, _ROAD, mark("Minutes of a guidance visit"), minimum=0, maximum=480
    ),
    Declared(
        "road.machine_minutes",
        COUNT,
        15,
        _ROAD,
        mark("Minutes to bring or fetch a machine"),
        minimum=0,
        maximum=240,
    ),
    Declared(
        "road.reload_minutes",
        COUNT,
        20,
        _ROAD,
        mark("Minutes to load at the warehouse"),
        minimum=0,
        maximum=240,
    ),
    Declared(
        "road.collect_ahead", COUNT, 2, _ROAD, mark("Collect pieces due within, days"), minimum=0, maximum=30
    ),
    Declared(
        "road.grams",
        COUNT,
        200,
        _ROAD,
        mark("Grams of a unit whose weight is not known"),
        minimum=0,
        maximum=100000,
    ),
    Declared(
        "road.millilitres",
        COUNT,
        1000,
        _ROAD,
        mark("Millilitres of a unit whose size is not known"),
        minimum=0,
        maximum=1000000,
    ),
    Declared("road.cost_km", MONEY, 80, _ROAD, mark("Cost of a kilometre"), minimum=0, maximum=10_000),
    Declared(
        "road.cost_hour", MONEY, 2000, _ROAD, mark("Cost of a driver's hour"), minimum=0, maximum=100_000
    ),
    Declared(
        "backup.daily",
        FLAG,
        True,
        _SAFE,
        mark("Back up by itself"),
        mark("Verified copies beside the file: each day and hour of work, on closing, before pay is locked."),
    ),
    Declared(
        "screen.lock_minutes",
        COUNT,
        15,
        _SCREEN,
        mark("Minutes without anybody until the window locks"),
        mark("Where the file has a password, or people sign in. 0 never locks by itself."),
        minimum=0,
        maximum=480,
    ),
    Declared(
        "screen.font_size",
        CHOICE,
        "14",
        _SCREEN,
        mark("Font size"),
        choices=(("12", "12"), ("14", "14"), ("16", "16"), ("18", "18"), ("21", "21")),
    ),
    Declared(
        "screen.language",
        CHOICE,
        "",
        _SCREEN,
        mark("Language on screen"),
        choices=(("", mark("As the system")), ("zh", "中文"), ("en", "English")),
    ),
    Declared(
        "screen.theme",
        CHOICE,
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
