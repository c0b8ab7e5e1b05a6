"""The second reckoning: a cooperative's books kept with a pencil, from help/rules alone.

It shares nothing with the program and asks it nothing. It is told the facts — masters, subcontracts, slips, what was
locked — and works everything else out slowly, with whole numbers and fractions. Money is fen, quantities thousandths,
rates 1/10,000 yuan, percentages parts per million; households, goods, subcontracts and slips go by their codes.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

PARTS = ("good", "second", "rework", "work_scrap", "material_scrap", "pending")
PAID = {"good": "good", "second": "second", "material_scrap": "good"}
"""Each part that is paid, and the grade whose rate it is paid at."""
FIGURES = (
    "piece",
    "allowance",
    "bonus",
    "gross",
    "carried_in",
    "deductions_due",
    "taken",
    "recovered",
    "given_back",
    "net",
    "carried_out",
    "advance_left",
)


def half_up(exact: Fraction | int) -> int:
    """Half goes away from zero."""
    whole = int(abs(exact) + Fraction(1, 2))
    return -whole if exact < 0 else whole


def percent(figure: int, ppm: int) -> Fraction:
    return Fraction(figure * ppm, 1_000_000)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def months_from(first: str, last: str) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    while f"{year}-{month:02d}" <= last:
        yield f"{year}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def between(first: str, last: str) -> int:
    return len(list(months_from(first, last))) - 1


@dataclass
class Line:
    """A line of a slip: material (``quantity``), pieces (``parts``), or of an inspection also ``of``: (slip, line)."""

    sub: str | None = None
    material: str = ""
    quantity: int = 0
    to_sub: str | None = None
    parts: dict[str, int] = field(default_factory=dict)
    of: tuple[str, int] | None = None
    reason: str = ""


@dataclass
class Slip:
    """A slip as a fact; ``amount`` and ``instalments`` are those of adjustments and advances."""

    number: str
    kind: str
    day: date
    home: str | None
    lines: list[Line] = field(default_factory=list)
    amount: int = 0
    instalments: int = 1
    reverses: str | None = None
    void: bool = False


@dataclass
class Span:
    """A piece rate over days, both ends inside."""

    grade: str
    start: date
    end: date | None
    rate: int


@dataclass
class Product:
    whole: bool
    tolerance: int = 0
    bill: dict[str, tuple[int, int]] = field(default_factory=dict)
    rates: list[Span] = field(default_factory=list)

    def rate(self, grade: str, day: date) -> int | None:
        for span in self.rates:
            if span.grade == grade and span.start <= day and (span.end is None or day <= span.end):
                return span.rate
        return None


@dataclass
class Material:
    pack: int = 0
    over_issue: int = 0


@dataclass
class Order:
    product: str
    day: date


@dataclass
class Sub:
    """A subcontract with what it was given out with: its own bill and rates."""

    order: str
    home: str
    quantity: int
    day: date
    closed_on: date | None = None
    bill: dict[str, tuple[int, int]] = field(default_factory=dict)
    rates: dict[str, int | None] = field(default_factory=dict)


PieceRow = tuple[str, str, str, int, int, int]
"""Slip, subcontract, grade, quantity, rate, amount."""


@dataclass
class Account:
    """What is kept of a household from month to month.

    ``dues`` are [slip, left, taken], oldest first; the slip is "" for what reversing entries put off.
    """

    dues: list[list[Any]] = field(default_factory=list)
    recovered: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)


@dataclass
class Month:
    """A month reckoned: what each slip earned, the statements, and the accounts after it; frozen once it is locked."""

    allowance: int
    statements: dict[str, dict[str, int]] = field(default_factory=dict)
    lines: dict[str, list[PieceRow]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    holdings: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    progress: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


class Books:
    """The facts, and where pieces and material are."""

    def __init__(self) -> None:
        self.allowance = 0
        self.cap = 200_000
        self.homes: dict[str, str] = {}
        self.products: dict[str, Product] = {}
        self.materials: dict[str, Material] = {}
        self.orders: dict[str, Order] = {}
        self.subs: dict[str, Sub] = {}
        self.slips: dict[str, Slip] = {}
        self.locked: dict[str, Month] = {}
        self.paid: set[tuple[str, str]] = set()

    # -- what counts --------------------------------------------------------------------------------------------------

    @property
    def last_locked(self) -> str:
        return max(self.locked, default="")

    def is_locked(self, day: date) -> bool:
        return month_of(day) <= self.last_locked

    def reversed_on(self) -> dict[str, date]:
        """The slips that were reversed, and the day from which they do not count any more."""
        return {s.reverses: s.day for s in self.slips.values() if s.reverses is not None and not s.void}

    def counts(self, slip: Slip, day: date = date.max) -> bool:
        """Posted by that day, not void, no reversal, and not reversed by the end of it."""
        return slip in self.counting(slip.kind, day=day)

    def counting(self, *kinds: str, day: date = date.max) -> list[Slip]:
        gone = {number for number, from_day in self.reversed_on().items() if from_day <= day}
        return [
            slip
            for slip in self.slips.values()
            if slip.kind in kinds
            and slip.day <= day
            and not slip.void
            and slip.reverses is None
            and slip.number not in gone
        ]

    def product_of(self, sub: str) -> Product:
        return self.products[self.orders[self.subs[sub].order].product]

    # -- pieces -------------------------------------------------------------------------------------------------------

    def pieces(self, sub: str, day: date = date.max) -> dict[str, int]:
        sums = dict.fromkeys(PARTS, 0)
        for slip in self.counting("collection", "inspection", day=day):
            for line in slip.lines:
                if line.sub == sub:
                    for part, quantity in line.parts.items():
                        sums[part] += quantity
                        if slip.kind == "inspection":
                            sums["pending"] -= quantity
        return sums

    def pending(self, number: str, at: int) -> int:
        """What of a line of a collection still waits for its inspection."""
        left = self.slips[number].lines[at].parts.get("pending", 0)
        for slip in self.counting("inspection"):
            left -= sum(sum(line.parts.values()) for line in slip.lines if line.of == (number, at))
        return left

    def rework_outside(self, sub: str, day: date) -> int:
        """What is certainly still with the household: whatever comes in is taken for it first."""
        outside = 0
        slips = self.counting("collection", "inspection", day=day)
        for slip in sorted(slips, key=lambda slip: slip.day):
            for line in slip.lines:
                if line.sub == sub:
                    if slip.kind == "collection":
                        outside = max(0, outside - sum(line.parts.values()))
                    outside += line.parts.get("rework", 0)
        return outside

    def status(self, sub: str, day: date = date.max) -> str:
        row, sums = self.subs[sub], self.pieces(sub, day)
        missing = row.quantity - sums["good"] - sums["second"]
        if missing <= 0 and sums["pending"] <= 0 and self.rework_outside(sub, day) == 0:
            return "closed"
        return "short_closed" if row.closed_on is not None and row.closed_on <= day else "open"

    def progress(self, day: date = date.max) -> dict[str, dict[str, Any]]:
        found = {}
        for number, sub in self.subs.items():
            if sub.day <= day:
                sums = self.pieces(number, day)
                found[number] = {
                    "household": sub.home,
                    "quantity": sub.quantity,
                    **sums,
                    "outstanding": max(0, sub.quantity - sums["good"] - sums["second"]),
                    "status": self.status(number, day),
                }
        return found

    # -- material -----------------------------------------------------------------------------------------------------

    def moved(self, sub: str, material: str, day: date = date.max) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for slip in self.counting(*_MATERIAL, day=day):
            for line in slip.lines:
                if line.material == material:
                    if line.sub == sub:
                        sums["out" if slip.kind == "transfer" else slip.kind] += line.quantity
                    elif line.to_sub == sub:
                        sums["in"] += line.quantity
        return sums

    def holding(self, sub: str, material: str, day: date = date.max) -> dict[str, int]:
        """A material's account on a subcontract as of the end of a day."""
        sums, pieces = self.moved(sub, material, day), self.pieces(sub, day)
        per_unit, loss = self.subs[sub].bill.get(material, (0, 0))
        consumed = sum(pieces[part] for part in PARTS if part != "rework")
        used = half_up(Fraction(consumed * per_unit, 1000)) + sums["correction"]
        issued = sums["issue"] + sums["top_up"] + sums["opening"]
        left = issued + sums["in"] - sums["return"] - sums["out"] - used
        allowed = half_up(percent(used, loss))
        return {
            "issued": issued,
            "returned": sums["return"],
            "transferred": sums["in"] - sums["out"],
            "used": used,
            "balance": left + sums["count"],
            "allowed_loss": allowed,
            "excess": max(0, left - allowed) if self.status(sub, day) != "open" else 0,
            "counted": sums["count"],
        }

    def holdings(self, day: date = date.max) -> dict[tuple[str, str], dict[str, int]]:
        """Every household's material over all of its subcontracts."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for number, sub in self.subs.items():
            if sub.day > day:
                continue
            for material in self.materials:
                held = self.holding(number, material, day)
                if held["used"] or any(self.moved(number, material, day).values()):
                    row = found.setdefault((sub.home, material), dict.fromkeys(held, 0))
                    for name, figure in held.items():
                        row[name] += figure
        return found

    def warehouse(self, day: date = date.max) -> dict[str, int]:
        """The material in the warehouse."""
        found = dict.fromkeys(self.materials, 0)
        for slip in self.counting(*_MATERIAL, "receipt", day=day):
            for line in slip.lines:
                sign = {"issue": -1, "top_up": -1, "return": 1}.get(slip.kind, 0)
                if line.sub is None:
                    sign = 1
                found[line.material] += sign * line.quantity
        return found

    def finished(self) -> dict[tuple[str, str], int]:
        """The good and second pieces that came in, by product and grade."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for number, sub in self.subs.items():
            for grade in ("good", "second"):
                found[self.orders[sub.order].product, grade] += self.pieces(number)[grade]
        return {key: figure for key, figure in found.items() if figure}

    def least_from(self, sub: str, material: str, day: date) -> int:
        """The least that lies on an account at the beginning of pieces or the end of any day from one on."""
        days = {slip.day for slip in self.slips.values() if slip.day >= day} | {day}
        least = []
        for at in days:
            end = self.holding(sub, material, at)["balance"]
            least += [end, end + self.used_on(sub, material, at)]
        return min(least)

    def used_on(self, sub: str, material: str, day: date) -> int:
        """What the pieces and corrections of one day used up of an account: they come after the day's material."""
        eve = date.fromordinal(day.toordinal() - 1)
        return self.holding(sub, material, day)["used"] - self.holding(sub, material, eve)["used"]

    # -- what cannot stand --------------------------------------------------------------------------------------------

    def unsupported(self) -> list[str]:
        """Why the books cannot be as they are, a sentence each."""
        found = []
        for slip in self.counting("inspection"):
            for line in slip.lines:
                assert line.of is not None
                collection = self.slips[line.of[0]]
                if not self.counts(collection):
                    found.append(f"{slip.number} inspects what does not count")
                elif self.pending(*line.of) < 0:
                    found.append(f"more was inspected than {collection.number} left pending")
                if slip.day < collection.day:
                    found.append(f"{slip.number} comes before its collection")
        for slip in self.slips.values():
            if not slip.void:
                found += [
                    f"{slip.number} comes before {sub}" for sub in _subs(slip) if slip.day < self.given(sub)
                ]
        for slip in self.counting("return", "transfer"):
            for line in slip.lines:
                assert line.sub is not None
                sums = self.moved(line.sub, line.material, slip.day)
                came = sums["issue"] + sums["top_up"] + sums["opening"] + sums["in"] + sums["count"]
                if came < sums["return"] + sums["out"]:
                    found.append(f"{slip.number} takes what was not there")
        return found

    def given(self, sub: str) -> date:
        """The first day a slip on a subcontract may have."""
        row = self.subs[sub]
        return max(row.day, self.orders[row.order].day)


_MATERIAL = ("issue", "top_up", "return", "transfer", "correction", "opening", "count")


def _subs(slip: Slip) -> set[str]:
    return {sub for line in slip.lines for sub in (line.sub, line.to_sub) if sub is not None}


def refuses(books: Books, slip: Slip) -> str:
    """Why a slip that moves material or pieces may not be posted; "" when it may. The books stay as they are."""
    if books.is_locked(slip.day):
        return "its month is locked"
    if not slip.lines:
        return "it says nothing"
    lines, said = slip.lines, ""
    books.slips[slip.number] = slip
    try:
        slip.lines = []
        for line in lines:
            said = said or _refuses_line(books, slip, line)
            slip.lines.append(line)
    finally:
        slip.lines = lines
        del books.slips[slip.number]
    return said


def _refuses_line(books: Books, slip: Slip, line: Line) -> str:
    assert line.sub is not None
    if any(slip.day < books.given(sub) for sub in (line.sub, line.to_sub) if sub is not None):
        return "it comes before its subcontract"
    if books.subs[line.sub].home != slip.home:
        return "it belongs to another household"
    if slip.kind in ("collection", "inspection"):
        return _refuses_pieces(books, slip, line)
    if line.quantity == 0 or (line.quantity < 0 and slip.kind != "correction"):
        return "there is nothing on it"
    if slip.kind in ("issue", "top_up"):
        sums = books.moved(line.sub, line.material)
        given = sums["issue"] + sums["top_up"] + sums["opening"] + line.quantity
        return (
            "more than it needs"
            if given > issue_limit(books, line.sub, line.material) and not line.reason
            else ""
        )
    if slip.kind == "correction":
        return "" if line.reason else "no reason"
    if line.sub == line.to_sub:
        return "nowhere else"
    least = books.least_from(line.sub, line.material, slip.day)
    return "more than is there" if line.quantity > least else ""


def issue_limit(books: Books, sub: str, material: str) -> Fraction:
    """What may be issued without a reason: the need with its loss and tolerance, in whole packs upwards."""
    row, goods = books.subs[sub], books.materials[material]
    per_unit, loss = row.bill.get(material, (0, 0))
    limit = (
        Fraction(row.quantity * per_unit, 1000) * (1 + percent(1, loss)) * (1 + percent(1, goods.over_issue))
    )
    return Fraction(-(-limit // goods.pack) * goods.pack) if goods.pack else limit


def _refuses_pieces(books: Books, slip: Slip, line: Line) -> str:
    assert line.sub is not None
    product = books.product_of(line.sub)
    if not sum(line.parts.values()):
        return "there is nothing on it"
    if product.whole and any(quantity % 1000 for quantity in line.parts.values()):
        return "part of a piece"
    reasoned = bool(line.reason)
    if slip.kind == "inspection":
        assert line.of is not None
        collection = books.slips[line.of[0]]
        if not books.counts(collection):
            return "its collection does not count"
        if slip.day < collection.day:
            return "it comes before its collection"
        if sum(line.parts.values()) > books.pending(*line.of):
            return "more than is pending"
        reasoned = reasoned or bool(collection.lines[line.of[1]].reason)
    fresh = line.parts.get("good", 0) + line.parts.get("second", 0)
    sums = books.pieces(line.sub)
    most = books.subs[line.sub].quantity * (1 + percent(1, product.tolerance))
    if fresh and not reasoned and sums["good"] + sums["second"] + fresh > most:
        return "more than was asked for"
    return ""


class Pay:
    """The months of some books."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def earned(self, slip: Slip) -> list[tuple[str, str, int, int | None, int]]:
        """What a slip earns: subcontract, grade, quantity, rate (None: it has none) and amount."""
        if slip.reverses is not None:
            original = self.books.slips[slip.reverses]
            frozen = self.books.locked.get(month_of(original.day))
            if frozen is None:
                lines = self.earned(original)
            else:
                lines = [row[1:] for row in frozen.lines[original.number]]
            return [(sub, grade, -quantity, rate, -amount) for sub, grade, quantity, rate, amount in lines]
        lines = []
        for line in slip.lines:
            for grade, priced_as in PAID.items():
                quantity = line.parts.get(grade, 0)
                if quantity:
                    assert line.sub is not None
                    rate = self.books.subs[line.sub].rates.get(priced_as)
                    amount = half_up(Fraction(quantity * (rate or 0), 100_000))
                    lines.append((line.sub, grade, quantity, rate, amount))
        return lines

    def open_months(self, until: str) -> list[str]:
        """The open months up to one that hold slips, and that one."""
        last = self.books.last_locked
        held = {month_of(slip.day) for slip in self.books.slips.values() if not slip.void}
        return sorted({key for key in held if last < key <= until} | {until})

    def unpriced(self, until: str) -> bool:
        months = self.open_months(until)
        return any(
            rate is None
            for slip in self._pieces()
            if month_of(slip.day) in months
            for _, _, _, rate, _ in self.earned(slip)
        )

    def month(self, key: str) -> Month:
        """A month's statements: frozen, or reckoned through every open month before it."""
        if key in self.books.locked:
            return self.books.locked[key]
        if key < self.books.last_locked:
            return Month(0)
        before = self.books.locked.get(self.books.last_locked)
        accounts = {} if before is None else copy.deepcopy(before.accounts)
        month = Month(0)
        for at in self.open_months(key):
            month = self._reckon(at, accounts)
        return month

    def lock(self, key: str, last_day: Any) -> list[str]:
        """Freeze the open months up to one, with what their sheets say of their last day."""
        months = self.open_months(key)
        for one in months:
            month, end = self.month(one), last_day(one)
            month.holdings, month.progress = self.books.holdings(end), self.books.progress(end)
            month.names = dict(self.books.homes)
            self.books.locked[one] = month
        return months

    def _pieces(self) -> list[Slip]:
        return [s for s in self.books.slips.values() if s.kind in ("collection", "inspection") and not s.void]

    def _reckon(self, key: str, accounts: dict[str, Account]) -> Month:
        month = Month(self.books.allowance)
        shares: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for slip in self._pieces():
            if month_of(slip.day) != key:
                continue
            assert slip.home is not None
            paid_in = key if slip.reverses is None else month_of(self.books.slips[slip.reverses].day)
            rows = [
                (slip.number, sub, grade, quantity, rate, amount)
                for sub, grade, quantity, rate, amount in self.earned(slip)
                if rate is not None
            ]
            month.lines[slip.number] = rows
            shares[slip.home][paid_in] += sum(row[-1] for row in rows)
        for home in self.books.homes:
            account = accounts.setdefault(home, Account())
            lines = sum(
                len(rows) for number, rows in month.lines.items() if self.books.slips[number].home == home
            )
            figures = self._statement(key, home, account, shares[home], lines, self.made_up(key, home, month))
            if figures is not None:
                month.statements[home] = figures
        month.accounts = copy.deepcopy(accounts)
        return month

    def _allowance(self, key: str, shares: dict[str, int]) -> int:
        """Of the own lines at today's percentage, of those taken back at that of the month they were paid in."""
        total = 0
        for paid_in, fen in shares.items():
            frozen = self.books.locked.get(paid_in)
            total += half_up(percent(fen, self.books.allowance if frozen is None else frozen.allowance))
        return total

    def made_up(self, key: str, home: str, month: Month) -> int:
        """What brings a household's pieces of a month up to the floor of an hour; nothing is made up here."""
        return 0

    def refunded(self, key: str, home: str) -> int:
        """What is given back with the pay of a month besides what was taken wrongly; nothing here."""
        return 0

    def _statement(
        self, key: str, home: str, account: Account, shares: dict[str, int], lines: int, made_up: int
    ) -> dict[str, int] | None:
        money = [s for s in self._money(home) if month_of(s.day) == key]
        piece, allowance = sum(shares.values()), self._allowance(key, shares)
        bonus = sum(s.amount for s in money if s.kind == "adjustment" and s.amount > 0 and not s.reverses)
        gross = piece + allowance + bonus + made_up
        carried_in = _left(account)
        # A bonus taken back is a deduction like any other.
        account.dues += [[s.number, -s.amount, 0] for s in money if s.kind == "adjustment" and s.amount < 0]
        owed = _left(account)
        given_back, no_longer_owed = self._take_back(account, money)
        given_back += self.refunded(key, home)
        due = _left(account)
        taken = gross if gross < 0 else min(due, int(percent(gross, self.books.cap)))
        _settle(account, taken)
        owing, recovered = self._recover(key, home, account, gross - taken)
        if not (lines or bonus or owed or owing or no_longer_owed or given_back):
            return None
        values = (
            *(piece, allowance, bonus, gross, carried_in, due, taken, recovered, given_back),
            *(gross - taken - recovered + given_back, due - taken, owing - recovered),
        )
        return dict(zip(FIGURES, values, strict=True))

    def _money(self, home: str) -> list[Slip]:
        slips = [s for s in self.books.slips.values() if s.kind in ("adjustment", "advance")]
        return sorted((s for s in slips if s.home == home and not s.void), key=lambda s: s.day)

    @staticmethod
    def _take_back(account: Account, money: Iterable[Slip]) -> tuple[int, int]:
        """What is given back of deductions and advances taken back, and what of the advances is owed no longer."""
        given_back = no_longer_owed = 0
        for slip in money:
            if slip.reverses and slip.kind == "adjustment" and slip.amount > 0:
                for due in account.dues:
                    if due[0] == slip.reverses:
                        given_back += due[2]
                        due[1] = due[2] = 0
            elif slip.reverses and slip.kind == "advance":
                recovered = account.recovered.get(slip.reverses, 0)
                given_back += recovered
                no_longer_owed += -slip.amount - recovered
                account.gone.add(slip.reverses)
        return given_back, no_longer_owed

    def _recover(self, key: str, home: str, account: Account, purse: int) -> tuple[int, int]:
        """What was owed of advances before, and what of it is recovered out of a purse, the oldest first."""
        owing = recovered = 0
        for slip in self._money(home):
            if (
                slip.kind != "advance"
                or slip.reverses
                or slip.number in account.gone
                or month_of(slip.day) > key
            ):
                continue
            so_far = account.recovered.get(slip.number, 0)
            fallen = between(month_of(slip.day), key) + 1
            fell_due = slip.amount if fallen >= slip.instalments else slip.amount // slip.instalments * fallen
            part = max(0, min(fell_due - so_far, purse - recovered))
            owing += slip.amount - so_far
            recovered += part
            account.recovered[slip.number] = so_far + part
        return owing, recovered


def _left(account: Account) -> int:
    return sum(due[1] for due in account.dues)


def _settle(account: Account, taken: int) -> None:
    """Take from the oldest deduction first; a gross below 0 is put off as one more."""
    if taken < 0:
        account.dues.append(["", -taken, 0])
        return
    for due in account.dues:
        part = min(due[1], taken)
        due[1], due[2], taken = due[1] - part, due[2] + part, taken - part
