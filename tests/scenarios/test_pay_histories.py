"""Random months of pay through the real actions, beside a second reckoning written from the spec alone.

`spec/pay-and-balance.md`, "Pay" and "Taking back". The pencil below knows slips only as facts (date, quantities, the
rate on the subcontract, what reverses what); everything else it works out for itself, in fen.
"""

from __future__ import annotations

import contextlib
import copy
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.actions.adjustments import post_adjustment, post_advance
from models.actions.pay import lock, mark_paid, take_payment_back, unlock
from models.actions.posting import Draft, PieceLine, post
from models.actions.products import save_rate
from models.actions.voiding import reverse, void
from models.backup import check
from models.database import close_database, open_database
from models.errors import UserError
from models.queries.pay import statements
from models.rules.balance import Parts
from models.settings import change_settings, setting
from models.tables.order import Subcontract
from models.tables.pay import Adjustment, Advance
from models.tables.product import Rate
from models.tables.voucher import CollectionLine, InspectionLine, Voucher
from tests import factories as make

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
TODAY = date(2026, 12, 15)
CAP = Fraction(20, 100)


def half_up(value: Fraction) -> int:
    """Half a fen goes away from zero."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


@dataclass
class Account:
    """What the pencil keeps of a household from month to month."""

    dues: list[list[int]] = field(default_factory=list)  # [voucher, left, taken], oldest first; 0: put off
    recovered: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    gone: set[int] = field(default_factory=set)  # advances taken back


@dataclass
class Locked:
    """A month the pencil has locked: its allowance, what each slip earned, the statements, and the accounts after."""

    allowance: int
    earned: dict[int, list[int]]
    figures: dict[int, dict[str, int]]
    accounts: dict[int, Account]


class Pencil:
    """The second reckoning."""

    def __init__(self) -> None:
        self.locked: dict[str, Locked] = {}

    def reckon(self, until: str) -> Locked:
        """A month, through every open month before it."""
        accounts: dict[int, Account] = defaultdict(Account)
        found = Locked(0, {}, {}, accounts)
        facts = Facts()
        for key in MONTHS:
            if key in self.locked:
                found = self.locked[key]
                accounts = defaultdict(Account, copy.deepcopy(found.accounts))
            elif key > max(self.locked, default=""):
                found = self._month(key, facts, accounts)
            if key == until:
                break
        return found

    def _month(self, key: str, facts: Facts, accounts: dict[int, Account]) -> Locked:
        ppm = int(setting("pay.allowance"))
        month = Locked(ppm, {}, {}, accounts)
        own: dict[int, int] = defaultdict(int)
        lines: dict[int, int] = defaultdict(int)
        back: dict[tuple[int, str], int] = defaultdict(int)
        for slip in facts.pieces:
            if slip.month != key:
                continue
            original = facts.by_key.get(slip.reverses or 0)
            if original is not None and original.month in self.locked:
                earned = [-fen for fen in self.locked[original.month].earned[original.key]]
            else:
                earned = slip.earned
            month.earned[slip.key] = earned
            lines[slip.household] += len(earned)
            if original is not None and original.month != key:
                back[slip.household, original.month] += sum(earned)
            else:
                own[slip.household] += sum(earned)
        for household in facts.households:
            shares = {then: fen for (owner, then), fen in back.items() if owner == household}
            on_top = half_up(Fraction(own[household] * ppm, 1_000_000))
            for then, fen in shares.items():
                rate = self.locked[then].allowance if then in self.locked else ppm
                on_top += half_up(Fraction(fen * rate, 1_000_000))
            piece = own[household] + sum(shares.values())
            figures = self._pay(key, facts, household, accounts[household], piece, on_top, lines[household])
            if figures is not None:
                month.figures[household] = figures
        month.accounts = copy.deepcopy(dict(accounts))
        return month

    def _pay(
        self, key: str, facts: Facts, household: int, account: Account, piece: int, on_top: int, lines: int
    ) -> dict[str, int] | None:
        mine = [m for m in facts.money if m.household == household and m.month == key]
        bonus = sum(m.amount for m in mine if m.kind == "adjustment" and m.amount > 0 and not m.reverses)
        carried_in = sum(left for _, left, _ in account.dues)
        account.dues += [[m.key, -m.amount, 0] for m in mine if m.kind == "adjustment" and m.amount < 0]
        before = sum(left for _, left, _ in account.dues)
        given_back = cancelled_advance = 0
        for m in mine:
            if m.reverses and m.kind == "adjustment" and m.amount > 0:
                for due in account.dues:
                    if due[0] == m.reverses:
                        given_back += due[2]
                        due[1] = due[2] = 0
            elif m.reverses and m.kind == "advance":
                given_back += account.recovered[m.reverses]
                cancelled_advance += -m.amount - account.recovered[m.reverses]
                account.gone.add(m.reverses)
        gross = piece + on_top + bonus
        due_now = sum(left for _, left, _ in account.dues)
        taken = gross if gross < 0 else min(due_now, int(gross * CAP))
        if taken < 0:
            account.dues.append([0, -taken, 0])
        rest = max(0, taken)
        for due in account.dues:
            part = min(due[1], rest)
            due[1], due[2], rest = due[1] - part, due[2] + part, rest - part
        purse, recovered, left = gross - taken, 0, 0
        for m in facts.money:
            if m.household != household or m.kind != "advance" or m.reverses or m.month > key:
                continue
            if m.key in account.gone:
                continue
            fallen = MONTHS.index(key) - MONTHS.index(m.month) + 1
            each = m.amount // m.count
            fell_due = m.amount if fallen >= m.count else each * fallen
            part = max(0, min(fell_due - account.recovered[m.key], purse - recovered))
            left += m.amount - account.recovered[m.key]
            account.recovered[m.key] += part
            recovered += part
        if not (lines or bonus or before or left or cancelled_advance or given_back):
            return None
        return {
            "piece": piece,
            "allowance": on_top,
            "bonus": bonus,
            "gross": gross,
            "carried_in": carried_in,
            "deductions_due": due_now,
            "taken": taken,
            "recovered": recovered,
            "given_back": given_back,
            "net": gross - taken - recovered + given_back,
            "carried_out": due_now - taken,
            "advance_left": left - recovered,
        }


@dataclass(frozen=True)
class Pieces:
    """A collection or inspection as a fact: what it earns at the rates on its subcontract, in fen a line."""

    key: int
    month: str
    household: int
    reverses: int | None
    earned: list[int]


@dataclass(frozen=True)
class Money:
    """An advance or adjustment as a fact."""

    key: int
    kind: str
    month: str
    household: int
    reverses: int | None
    amount: int
    count: int


class Facts:
    """The slips that are not void."""

    def __init__(self) -> None:
        subs = {sub.id: sub for sub in Subcontract.select()}
        self.households = sorted({sub.household_id for sub in subs.values()})
        slips = [v for v in Voucher.select().order_by(Voucher.date, Voucher.id) if v.voided_on is None]
        lines: dict[int, list[int]] = defaultdict(list)
        home = {line.id: line.subcontract_id for line in CollectionLine.select()}
        for table in (CollectionLine, InspectionLine):
            for line in table.select():
                sub = subs[line.subcontract_id if table is CollectionLine else home[line.collection_line_id]]
                for quantity, rate in (
                    (line.good, sub.good_rate),
                    (line.second, sub.second_rate),
                    (line.material_scrap, sub.good_rate),
                ):
                    if quantity:
                        lines[line.voucher_id].append(half_up(Fraction(quantity * rate, 100_000)))
        self.pieces = [
            Pieces(v.id, f"{v.date:%Y-%m}", v.household_id, v.reverses_id, lines[v.id])
            for v in slips
            if v.kind in ("collection", "inspection")
        ]
        self.by_key = {slip.key: slip for slip in self.pieces}
        amounts = {a.voucher_id: (a.amount, 1) for a in Adjustment.select()}
        amounts |= {a.voucher_id: (a.amount, a.instalments) for a in Advance.select()}
        self.money = [
            Money(v.id, v.kind, f"{v.date:%Y-%m}", v.household_id, v.reverses_id, *amounts[v.id])
            for v in slips
            if v.id in amounts
        ]


KINDS = (
    "collect",
    "collect",
    "inspect",
    "adjust",
    "advance",
    "reverse",
    "reverse",
    "reverse",
    "lock",
    "void",
)
steps = st.lists(
    st.tuples(
        st.sampled_from((*KINDS, "unlock", "rate", "allowance", "pay")),
        st.integers(0, 40),
        st.integers(0, 40),
        st.tuples(st.integers(0, 30), st.integers(0, 9), st.integers(0, 9), st.integers(1, 9_999)),
    ),
    min_size=6,
    max_size=24,
)


def play(pencil: Pencil, kind: str, offset: int, which: int, n: tuple[int, ...]) -> None:
    """One step of a history, most of them in the first open month; a refusal is a step that did not happen."""
    first = MONTHS[min(len(MONTHS) - 1, MONTHS.index(max(pencil.locked)) + 1)] if pencil.locked else MONTHS[0]
    day = min(date.fromisoformat(f"{first}-01") + timedelta(offset), date(2026, 11, 30))
    subs = list(Subcontract.select().order_by(Subcontract.id))
    sub = subs[which % len(subs)]
    slips = list(Voucher.select().order_by(Voucher.id))
    key = f"{day:%Y-%m}"
    if kind == "collect":
        parts = Parts(good=n[0] * 1000, second=n[1] * 1000, pending=n[2] * 1000)
        post(
            [Draft("collection", day, sub.household_id, [PieceLine(sub.id, parts, parts.total, reason="x")])]
        )
    elif kind == "inspect":
        lines = list(CollectionLine.select().where(CollectionLine.pending > 0))
        line = lines[which % len(lines)] if lines else None
        if line is not None:
            parts = Parts(good=n[0] * 1000, material_scrap=n[1] * 1000)
            of = Subcontract.get_by_id(line.subcontract_id)
            piece = PieceLine(of.id, parts, collection_line=line.id, reason="x")
            post([Draft("inspection", day, of.household_id, [piece])])
    elif kind == "adjust":
        post_adjustment(sub.household_id, day, n[3] if n[1] > 6 else -n[3], "x")
    elif kind == "advance":
        post_advance(sub.household_id, day, n[3], n[2] + 1)
    elif kind == "reverse" and slips:
        old = [v for v in slips if f"{v.date:%Y-%m}" in pencil.locked and v.reverses_id is None] or slips
        reverse(old[which % len(old)].id, day, "x", with_dependents=bool(n[1] % 2))
    elif kind == "void" and slips:
        void(slips[which % len(slips)].id, "x", with_dependents=bool(n[1] % 2))
    elif kind == "lock":
        for month in lock(key if n[1] < 2 else first, TODAY):
            pencil.locked[month] = pencil.reckon(month)
    elif kind == "unlock":
        unlock(max(pencil.locked, default=key), "x")
        del pencil.locked[max(pencil.locked)]
    elif kind == "rate":
        row = Rate.select()[which % 2]
        save_rate(row.product_id, row.grade, row.start, row.end, 10_000 + n[3], row)
    elif kind == "allowance":
        change_settings({"pay.allowance": n[0] * 10_000})
    elif kind == "pay":
        owners = [sub.household_id]
        (take_payment_back if n[1] > 1 else mark_paid)(max(pencil.locked, default=key), households=owners)


def agree(pencil: Pencil) -> None:
    """Every month is what the pencil says."""
    facts = Facts()
    for key in MONTHS:
        month = statements(key)
        behind = key < max(pencil.locked, default="")
        wanted = pencil.reckon(key).figures if key in pencil.locked or not behind else {}
        found = {
            s.household: {name: getattr(s.reckoning, name) for name in next(iter(wanted.values()), {})}
            for s in month.statements
        }
        assert found == wanted, key
        for s in month.statements:
            assert sum(line.amount for line in s.lines) == s.reckoning.piece
            assert s.reckoning.net >= 0
            assert s.reckoning.deductions_due == s.reckoning.taken + s.reckoning.carried_out
    # What was paid less what was taken back is what the slips that still count earn.
    for slip in facts.pieces:
        original = facts.by_key.get(slip.reverses or 0)
        if original is not None and original.month in pencil.locked and slip.month in pencil.locked:
            paid = pencil.locked[original.month].earned[original.key]
            assert [-fen for fen in pencil.locked[slip.month].earned[slip.key]] == paid


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two households at work since before the first month, closed."""
    path = tmp_path_factory.mktemp("begun") / "begun.db"
    open_database(path)
    item = make.product(good=3.25, second=2.6)
    of = make.order(item, 2000, date(2026, 7, 1), date(2026, 12, 31))
    for code in ("H1", "H2"):
        make.subcontract(make.household(code), of, 1000, date(2026, 7, 1), date(2026, 12, 31))
    close_database()
    return path


@settings(max_examples=15)
@given(steps)
def test_pay_is_what_the_spec_says_after_any_history(
    begun: Path, history: list[tuple[str, int, int, tuple[int, ...]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_database(shutil.copyfile(begun, Path(folder) / "coop.db"))
        try:
            pencil = Pencil()
            for kind, offset, which, numbers in history:
                with contextlib.suppress(UserError):
                    play(pencil, kind, offset, which, numbers)
                agree(pencil)
            assert check() == []
        finally:
            close_database()
