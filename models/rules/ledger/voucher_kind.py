"""The kinds of voucher, each declared once: what it is called, numbered and printed as, and what it moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.i18n import mark

ISSUE: Final = "issue"
TOP_UP: Final = "top_up"
TRANSFER: Final = "transfer"
RETURN: Final = "return"
COLLECTION: Final = "collection"
INSPECTION: Final = "inspection"
CORRECTION: Final = "correction"
VISIT: Final = "visit"
ADVANCE: Final = "advance"
ADJUSTMENT: Final = "adjustment"
RECEIPT: Final = "receipt"
DELIVERY: Final = "delivery"
SALE: Final = "sale"
OPENING: Final = "opening"
COUNT: Final = "count"
MACHINE: Final = "machine"
RETURN_VISIT: Final = "return_visit"
DISPUTE: Final = "dispute"


@dataclass(frozen=True, slots=True)
class VoucherKind:
    """A kind of voucher; ``letters`` begin its numbers.

    ``series`` numbers it and ``document`` is the paper it is printed as, both named like the kind where they are not
    said. ``title`` names the operation that posts one, ``blank`` a slip that can be written by hand. Material goes out
    to a household (``issues``) or leaves one (``leaves``); goods come into or stay in the warehouse (``stores``);
    ``material`` moves material from place to place; pieces are judged (``judges``); the month's pay has it (``paid``);
    it puts the books right (``mends``).
    """

    code: str
    label: str
    letters: str
    series: str = ""
    document: str = ""
    title: str = ""
    blank: str = ""
    issues: bool = False
    leaves: bool = False
    stores: bool = False
    material: bool = False
    judges: bool = False
    paid: bool = False
    mends: bool = False


# Within a day material comes and goes before pieces do, so that a return before the first receipt is never refused
# for the order in which the slips were typed.
KINDS: Final = {
    kind.code: kind
    for kind in (
        VoucherKind(
            ISSUE,
            mark("Dispatch"),
            "FL",
            series="dispatch",
            document="dispatch",
            title=mark("Dispatch {number}"),
            blank=mark("Dispatch slip"),
            issues=True,
            material=True,
        ),
        VoucherKind(
            TOP_UP,
            mark("Top-up"),
            "FL",
            series="dispatch",
            document="dispatch",
            title=mark("Top-up {number}"),
            issues=True,
            material=True,
        ),
        VoucherKind(
            TRANSFER,
            mark("Transfer"),
            "DB",
            title=mark("Transfer {number}"),
            blank=mark("Transfer slip"),
            leaves=True,
            material=True,
        ),
        VoucherKind(
            RETURN,
            mark("Return"),
            "FL",
            series="dispatch",
            title=mark("Return {number}"),
            blank=mark("Return slip"),
            leaves=True,
            material=True,
        ),
        VoucherKind(
            COLLECTION,
            mark("Collection"),
            "HS",
            title=mark("Collection {number}"),
            blank=mark("Collection slip"),
            judges=True,
            paid=True,
        ),
        VoucherKind(
            INSPECTION, mark("Inspection"), "JY", title=mark("Inspection {number}"), judges=True, paid=True
        ),
        VoucherKind(
            CORRECTION,
            mark("Correction"),
            "XZ",
            title=mark("Usage correction {number}"),
            material=True,
            mends=True,
        ),
        VoucherKind(VISIT, mark("Visit"), "ZD", blank=mark("Guidance visit")),
        VoucherKind(RETURN_VISIT, mark("Return visit"), "HF"),
        VoucherKind(MACHINE, mark("Machine"), "JQ"),
        VoucherKind(ADVANCE, mark("Advance paid"), "YZ", paid=True),
        VoucherKind(ADJUSTMENT, mark("Adjustment"), "JK", paid=True),
        VoucherKind(DISPUTE, mark("Dispute"), "YY"),
        VoucherKind(RECEIPT, mark("Goods in"), "RK", stores=True),
        VoucherKind(DELIVERY, mark("Goods out"), "JF"),
        VoucherKind(SALE, mark("Retail sale"), "LS"),
        VoucherKind(OPENING, mark("Opening stock"), "QC", stores=True, material=True),
        VoucherKind(COUNT, mark("Stocktake"), "PD", document="stockcount", stores=True, mends=True),
    )
}
"""Every kind by its code, in the order in which those of one day are posted."""

CHOICES: Final = tuple((kind.code, kind.label) for kind in KINDS.values())
"""Every kind with its label, as a field's choices."""
SERIES: Final = {kind.code: kind.series or kind.code for kind in KINDS.values()}
DOCUMENTS: Final = {kind.code: kind.document or kind.code for kind in KINDS.values()}
"""The document every kind is printed as, by which its printings are counted."""
LETTERS: Final = {SERIES[kind.code]: kind.letters for kind in KINDS.values()}
"""What the numbers of a series begin with."""
DAY_ORDER: Final = {code: place for place, code in enumerate(KINDS)}

ISSUES: Final = tuple(kind.code for kind in KINDS.values() if kind.issues)
GIVEN: Final = (*ISSUES, OPENING)
"""What a household has got: what was issued to it, and what it had on the first day."""
LEAVING: Final = tuple(kind.code for kind in KINDS.values() if kind.leaves)
STORED: Final = tuple(kind.code for kind in KINDS.values() if kind.stores)
MATERIAL: Final = tuple(kind.code for kind in KINDS.values() if kind.material)
JUDGED: Final = tuple(kind.code for kind in KINDS.values() if kind.judges)
PAID: Final = tuple(kind.code for kind in KINDS.values() if kind.paid)
MENDING: Final = tuple(kind.code for kind in KINDS.values() if kind.mends)
BLANKS: Final = {kind.code: kind.blank for kind in KINDS.values() if kind.blank}
"""What slips that can be written by hand are called."""
