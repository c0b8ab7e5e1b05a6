"""A clerk who does everything twice: through the program's own actions, and in the books of the second reckoning.

Each method of `Desk` is one operation. What the program refuses is not entered in the books; where the specification
says whether it may refuse, that is asserted too.
"""

from __future__ import annotations

import calendar
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from models.actions.desk.undo import last_undoable, undo
from models.actions.exchange.workbook import import_workbook
from models.actions.ledger import stock
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.ledger.stocktake import OPENED_BEFORE, StockDraft, StockLine, post_count, post_opening
from models.actions.ledger.voiding import take_back
from models.actions.order import orders
from models.actions.party import parties
from models.actions.pay.adjustments import post_adjustment, post_advance
from models.actions.pay.locking import lock, mark_paid, take_payment_back, unlock
from models.actions.product import products
from models.errors import NeedsConfirmation, UserError
from models.queries.ledger.stocktake import Item
from models.rules.ledger.balance import Parts
from models.rules.product.reach import ALL, NEW, OPEN
from models.settings import change_settings
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import BomLine, Material, Product, Rate
from models.tables.trail import Operation
from tests import factories
from tests.books import write_book
from tests.scenarios import reckoning as second
from tests.scenarios.reckoning import PARTS, Books, Pay, Slip, Sub

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
OVER = date(2026, 12, 15)
"""A day on which all the months are over."""
REACHES = (NEW, OPEN, ALL)
Numbers = Sequence[int]


def last_day(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date(year, number, calendar.monthrange(year, number)[1])


class Refused(Exception):
    """The program refused a step; the specification agrees, or leaves it to the program."""


def key_of(table: Any, code: str) -> Any:
    """The record with a code or number."""
    column = table.number if table in (Order, Subcontract, Voucher) else table.code
    return table.get(column == code)


class Desk:
    """The open cooperative and its second books, which every step changes alike."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.before: list[tuple[int, bytes]] = []
        self.imported = 0

    @property
    def pay(self) -> Pay:
        return Pay(self.books)

    def step(self, kind: str, numbers: Numbers) -> bool:
        """One step of a history; whether anything was done. A refusal must leave everything as it was."""
        was, last = pickle.dumps(self.books), _operations()
        try:
            getattr(self, kind)(*numbers)
        except Refused:
            assert _operations() == last, "a refusal left something behind"
            self.books = pickle.loads(was)
            return False
        if _operations() == last:
            return False
        if kind != "undo":
            assert _operations() == last + 1
            self.before.append((last_undoable().id, was))
        return True

    def undo(self, *_: int) -> None:
        """Take the last operation back: the books are as they were before it."""
        row = last_undoable()
        if row is None or not self.before or row.id != self.before[-1][0]:
            raise Refused
        with _may_refuse():
            undo(row.id)
        self.books = pickle.loads(self.before.pop()[1])

    # -- choosing -----------------------------------------------------------------------------------------------------

    def day(self, n: int) -> date:
        """A day, most often in the first open month."""
        months = list(MONTHS)
        at = min(len(months) - 1, months.index(self.books.last_locked) + 1) if self.books.locked else 0
        at += {5: 1, 6: n // 8 % 4, 7: -1}.get(n % 8, 0)
        first = date.fromisoformat(f"{months[max(0, min(at, len(months) - 1))]}-01")
        return first + timedelta(n // 8 % 30)

    def sub(self, n: int) -> str:
        return sorted(self.books.subs)[n % len(self.books.subs)]

    def home(self, n: int) -> str:
        return sorted(self.books.homes)[n % len(self.books.homes)]

    def material(self, n: int) -> str:
        return sorted(self.books.materials)[n % len(self.books.materials)]

    def product(self, n: int) -> str:
        return sorted(self.books.products)[n % len(self.books.products)]

    def slip(self, n: int, *kinds: str) -> Slip:
        """A slip of some kinds (none: any), more often one that counts."""
        slips = [s for s in self.books.slips.values() if not kinds or s.kind in kinds]
        slips = [s for s in slips if self.books.counts(s)] or slips if n % 7 else slips
        if not slips:
            raise Refused
        return slips[n % len(slips)]

    # -- slips --------------------------------------------------------------------------------------------------------

    def collect(self, d: int, s: int, good: int, other: int, pending: int, r: int) -> None:
        sub, reason = self.sub(s), "多收" if r % 6 else ""
        lines = [self._received(sub, good, other, pending, reason)]
        others = [
            one for one in self.books.subs if one != sub and self.books.subs[one].home == self._home(sub)
        ]
        if others and r % 5 == 0:
            lines.append(self._received(others[r % len(others)], other, pending, good, reason))
        self._post(Slip("", "collection", self.day(d), self._home(sub), lines))

    def inspect(self, d: int, s: int, good: int, other: int, which: int, r: int) -> None:
        waiting = [
            (slip.number, at)
            for slip in self.books.slips.values()
            if slip.kind == "collection" and not slip.reverses
            for at, line in enumerate(slip.lines)
            if line.parts.get("pending") and (self.books.pending(slip.number, at) > 0 or s % 9 == 0)
        ]
        if not waiting:
            raise Refused
        number, at = waiting[which % len(waiting)]
        sub = self.books.slips[number].lines[at].sub
        assert sub is not None
        left = max(1000, self.books.pending(number, at) + 1000)
        rest = good * 1000 % left
        parts = {"good": rest, PARTS[1 + other % 4]: 1000 * other % max(1000, left - rest)}
        line = second.Line(sub, parts=_without_zeros(parts), of=(number, at), reason="多收" if r % 2 else "")
        day = max(self.day(d), self.books.slips[number].day) if r % 4 else self.day(d)
        self._post(Slip("", "inspection", day, self._home(sub), [line]))

    def dispatch(self, d: int, s: int, quantity: int, m: int, kind: int, r: int) -> None:
        sub, material = self.sub(s), self.material(m)
        named = ("issue", "issue", "top_up", "return", "return", "transfer", "correction")[kind % 7]
        amount = quantity % 400 * 137 - (5000 if named == "correction" else 0)
        if named in ("return", "transfer") and r % 4:
            amount = amount % max(1, self.books.holding(sub, material)["balance"] + 1)
        line = second.Line(sub, material, amount, reason="补料" if r % 5 else "")
        if named == "transfer":
            line.to_sub = self.sub(s + 1 + r)
        self._post(Slip("", named, self.day(d), self._home(sub), [line]))

    def adjust(self, d: int, h: int, fen: int, sign: int, *_: int) -> None:
        home, day = self.home(h), self.day(d)
        amount = (fen * 37 + 1) * (1 if sign % 3 == 0 else -1)
        with self._allowed(not self.books.is_locked(day)):
            number = post_adjustment(key_of(Household, home).id, day, amount, "缘由")
        self.books.slips[number] = Slip(number, "adjustment", day, home, amount=amount)

    def advance(self, d: int, h: int, fen: int, count: int, *_: int) -> None:
        home, day, count = self.home(h), self.day(d), count % 4 + 1
        with self._allowed(not self.books.is_locked(day)):
            number = post_advance(key_of(Household, home).id, day, fen * 41 + 1, count)
        self.books.slips[number] = Slip(number, "advance", day, home, amount=fen * 41 + 1, instalments=count)

    def receive(self, d: int, m: int, quantity: int, *_: int) -> None:
        material, day = self.material(m), self.day(d)
        giver = Order.select().first().enterprise_id
        with _may_refuse():
            number = stock.receive_material(
                giver, day, [(key_of(Material, material).id, quantity * 1000 + 1)]
            )
        line = second.Line(None, material, quantity * 1000 + 1)
        self.books.slips[number] = Slip(number, "receipt", day, None, [line])

    def take_stock(self, d: int, s: int, m: int, quantity: int, kind: int, *_: int) -> None:
        """Opening stock or a count, in the warehouse or at a household."""
        sub, material, day = (self.sub(s) if s % 3 else None), self.material(m), self.day(d)
        item = Item(key_of(Material, material).id, subcontract=None if sub is None else _id(sub))
        draft, named = StockDraft(day, [StockLine(item, quantity * 100 + 1, "点过")]), "opening"
        if kind % 2:
            named = "count"
        said = (
            self.books.warehouse(day)[material]
            if sub is None
            else self.books.holding(sub, material, day)["balance"]
        )
        with _may_refuse():
            number = post_count(draft) if named == "count" else post_opening(draft, (OPENED_BEFORE,))
        assert number is not None and not self.books.is_locked(day)
        amount = quantity * 100 + 1 - (said if named == "count" else 0)
        line = second.Line(sub, material, amount)
        self.books.slips[number] = Slip(number, named, day, None if sub is None else self._home(sub), [line])

    def book(self, d: int, s: int, good: int, other: int, m: int, fen: int) -> None:
        """A workbook with slips of several kinds."""
        sub, day, material = self.sub(s), self.day(d), self.material(m)
        home, serial = self._home(sub), self.imported
        self.imported += 1
        later = day + timedelta(other % 9)
        slips = [
            Slip(
                f"W-FL{serial}",
                "issue",
                day,
                home,
                [second.Line(sub, material, fen * 100 + 1, reason="说明")],
            ),
            Slip(f"W-HS{serial}", "collection", later, home, [self._received(sub, good, other, 4, "说明")]),
            Slip(f"W-JK{serial}", "adjustment", later, home, amount=7 - fen),
        ]
        parts = {"good": 2000, "second": 1000 * (other % 4)}
        line = second.Line(sub, parts=_without_zeros(parts), of=(slips[1].number, 0), reason="说明")
        slips.append(Slip(f"W-JY{serial}", "inspection", later + timedelta(fen % 9), home, [line]))
        refused = self._refuses_together(slips)
        with self._allowed(not refused), tempfile.TemporaryDirectory() as folder:
            import_workbook(write_book(Path(folder) / "slips.xlsx", _as_rows(slips)))
        self.books.slips |= {slip.number: slip for slip in slips}

    def give_back(self, d: int, which: int, along: int, *_: int) -> None:
        """Void a slip, or reverse it once it is locked; with what builds on it or without."""
        slip = self.slip(which)
        with _may_refuse():
            take_back(_voucher(slip.number), "错了", self.day(d), with_dependents=bool(along % 3))
        assert not slip.void and slip.number not in self.books.reversed_on(), "taken back twice"
        self._follow()

    def _follow(self) -> None:
        """Enter which slips were taken back, and by which."""
        rows = {row.number: row for row in Voucher.select()}
        for slip in self.books.slips.values():
            if rows[slip.number].voided_on is not None and not slip.void:
                assert not self.books.is_locked(slip.day), "voided in a locked month"
                slip.void = True
        for row in rows.values():
            if row.reverses_id is not None and row.number not in self.books.slips and row.voided_on is None:
                original = self.books.slips[row.reverses.number]
                assert not self.books.is_locked(row.date) and row.date >= original.day
                amount = -original.amount
                self.books.slips[row.number] = Slip(
                    *(row.number, original.kind, row.date, original.home),
                    amount=amount,
                    reverses=original.number,
                )

    # -- masters ------------------------------------------------------------------------------------------------------

    def settle_terms(self, allowance: int, cap: int, *_: int) -> None:
        values = {"pay.allowance": allowance % 30 * 7_500, "pay.deduction_cap": cap % 11 * 50_000}
        change_settings(values)
        self.books.allowance, self.books.cap = values["pay.allowance"], values["pay.deduction_cap"]

    def rate(self, p: int, which: int, value: int, reach: int, how: int, d: int) -> None:
        """A rate rewritten, removed, or a new one from a day on."""
        code, apply_to = self.product(p), REACHES[reach % 3]
        product, key = self.books.products[code], key_of(Product, code).id
        span = product.rates[which % len(product.rates)] if product.rates else None
        if how % 7 < 2 or span is None:
            grade, start = ("good", "second")[which % 2], self.day(d)
            with _may_refuse():
                products.new_rate_from(key, grade, start, value * 61, apply_to)
            spans = [one for one in product.rates if one.grade == grade]
            if spans and spans[-1].start == start:
                product.rates.remove(spans[-1])
            elif spans and (spans[-1].end is None or spans[-1].end >= start):
                spans[-1].end = start - timedelta(1)
                self._reach(code, second.Span(grade, spans[-1].start, None, 0), NEW)
            product.rates.append(second.Span(grade, start, None, value * 61))
            changed = product.rates[-1]
        else:
            row = Rate.get(Rate.product == key, Rate.grade == span.grade, Rate.start == span.start)
            if how % 7 == 2:
                products.remove_rate(row.id, apply_to)
                product.rates.remove(span)
            else:
                products.save_rate(key, span.grade, span.start, span.end, value * 61, row, apply_to)
                span.rate = value * 61
            changed = span
        self._reach(code, changed, apply_to)

    def _reach(self, code: str, changed: second.Span, apply_to: str) -> None:
        """Carry a changed rate into work of its days: what had none takes one, the rest only as far as asked."""
        for number, sub in self.books.subs.items():
            until = changed.end or date.max
            if self.books.orders[sub.order].product != code or not changed.start <= sub.day <= until:
                continue
            running = self.books.status(number) == "open"
            meant = (
                running if apply_to == OPEN else apply_to == ALL and (running or self._in_open_month(number))
            )
            if sub.rates[changed.grade] is None or meant:
                sub.rates[changed.grade] = self.books.products[code].rate(changed.grade, sub.day)

    def _in_open_month(self, number: str) -> bool:
        """Whether pieces of a subcontract came in, or were taken back, in a month that is not locked."""
        for slip in self.books.slips.values():
            bears = self.books.slips[slip.reverses] if slip.reverses else slip
            if bears.kind in ("collection", "inspection") and not slip.void:
                if not self.books.is_locked(slip.day) and any(line.sub == number for line in bears.lines):
                    return True
        return False

    def bill(self, p: int, m: int, per_unit: int, loss: int, reach: int, *_: int) -> None:
        code, material, apply_to = self.product(p), self.material(m), REACHES[reach % 3]
        says = per_unit * 3 + 1, loss % 9 * 10_000
        key, of = key_of(Product, code).id, key_of(Material, material).id
        row = BomLine.get_or_none(BomLine.product == key, BomLine.material == of)
        if row is not None and reach % 7 == 0:
            products.remove_bom_line(row.id, apply_to)
            self.books.products[code].bill.pop(material)
        else:
            products.save_bom_line(key, of, *says, row, apply_to)
            same = self.books.products[code].bill.get(material) == says
            self.books.products[code].bill[material] = says
            if same and apply_to == ALL:
                return
        for number, sub in self.books.subs.items():
            if self.books.orders[sub.order].product == code and apply_to != NEW:
                if apply_to == ALL or self.books.status(number) == "open":
                    if material in self.books.products[code].bill:
                        sub.bill[material] = says
                    else:
                        sub.bill.pop(material, None)

    def move_house(self, h: int, name: int, *_: int) -> None:
        """A household under another head, elsewhere."""
        home, head = self.home(h), f"户主{name}"
        parties.save_household(
            {"head": head, "village": f"{name}村", "group": str(name)}, key_of(Household, home)
        )
        self.books.homes[home] = head

    def give_out(self, d: int, h: int, o: int, quantity: int, *_: int) -> None:
        """A new subcontract."""
        order, home, day = sorted(self.books.orders)[o % len(self.books.orders)], self.home(h), self.day(d)
        values = {
            "order": key_of(Order, order).id,
            "household": key_of(Household, home).id,
            "quantity": quantity * 1000 + 1000,
            "date": day,
            "due": day + timedelta(30),
        }
        with self._allowed(day >= self.books.orders[order].day):
            row: Any = orders.save_subcontract(values, None, (orders.OVER_ALLOCATED,))
        product = self.books.products[self.books.orders[order].product]
        rates = {grade: product.rate(grade, day) for grade in ("good", "second")}
        self.books.subs[row.number] = Sub(
            order, home, quantity * 1000 + 1000, day, None, dict(product.bill), rates
        )

    def redate(self, d: int, s: int, back: int, *_: int) -> None:
        """A subcontract or order of another day."""
        number, day = self.sub(s), self.day(d) - timedelta(back % 40)
        sub = self.books.subs[number]
        if s % 4 == 0:
            with _may_refuse():
                orders.save_order({"date": day, "due": date(2027, 1, 31)}, key_of(Order, sub.order))
            self.books.orders[sub.order].day = day
            return
        with _may_refuse():
            values = {"date": day, "due": date(2027, 1, 31)}
            orders.save_subcontract(values, key_of(Subcontract, number), (orders.OVER_ALLOCATED,))
        product = self.books.product_of(number)
        for grade, held in sub.rates.items():
            # A day of the same rate leaves what the household was promised.
            if held is None or product.rate(grade, sub.day) != product.rate(grade, day):
                if day != sub.day:
                    sub.rates[grade] = product.rate(grade, day)
        sub.day = day

    def cut(self, s: int, quantity: int, r: int, *_: int) -> None:
        number = self.sub(s)
        sub, fresh = self.books.subs[number], quantity * 1000 + 1000
        sums = self.books.pieces(number)
        closes = sub.closed_on is None and fresh < sub.quantity and sums["good"] + sums["second"] >= fresh
        consents = (orders.OVER_ALLOCATED, *((orders.CUT_SHORT,) if r % 2 else ()))
        with self._allowed(not closes or bool(r % 2)):
            orders.save_subcontract(
                {"quantity": fresh}, key_of(Subcontract, number), consents, "不做了" if r % 2 else ""
            )
        sub.quantity = fresh
        if closes:
            sub.closed_on = max(date.today(), sub.day)

    def move_work(self, s: int, h: int, *_: int) -> None:
        """A subcontract given to another household, while nothing was posted on it."""
        number, home = self.sub(s), self.home(h)
        with _may_refuse():
            values = {"household": key_of(Household, home).id}
            orders.save_subcontract(values, key_of(Subcontract, number), (orders.OVER_ALLOCATED,))
        if self.books.subs[number].home != home:
            assert not any(
                self.books.counts(slip) for slip in self.books.slips.values() if _is_on(slip, number)
            )
        self.books.subs[number].home = home

    def close_short(self, d: int, s: int, *_: int) -> None:
        number, day = self.sub(s), self.day(d)
        sub = self.books.subs[number]
        with self._allowed(self.books.status(number) == "open" and sub.closed_on is None and day >= sub.day):
            orders.short_close_subcontract(_id(number), day, "不做了")
        sub.closed_on = day

    def reopen(self, s: int, *_: int) -> None:
        short = sorted(number for number, sub in self.books.subs.items() if sub.closed_on is not None)
        number = short[s % len(short)] if short and s % 9 else self.sub(s)
        with self._allowed(self.books.subs[number].closed_on is not None):
            orders.reopen_subcontract(_id(number))
        self.books.subs[number].closed_on = None

    # -- months -------------------------------------------------------------------------------------------------------

    def lock(self, which: int, *_: int) -> None:
        """Lock most often the first open month, seldom the last of all: work goes on in it."""
        last = self.books.last_locked
        still = [month for month in MONTHS[:-1] if month > last]
        key = still[0] if still and which % 6 else MONTHS[which // 6 % len(MONTHS)]
        with self._allowed(key > last and not self.pay.unpriced(key)):
            found = lock(key, OVER)
        assert found == self.pay.lock(key, last_day)

    def unlock(self, which: int, *_: int) -> None:
        key = self.books.last_locked if which % 5 else MONTHS[which % 4]
        newest = key in self.books.locked and key == self.books.last_locked
        with self._allowed(newest and not any(month == key for month, _ in self.books.paid)):
            unlock(key or MONTHS[0], "看错了")
        del self.books.locked[key]

    def hand_out(self, which: int, h: int, *_: int) -> None:
        """Pay one household, or take its payment back."""
        key, home = (*self.books.locked, MONTHS[0])[which % (len(self.books.locked) + 1)], self.home(h)
        due = [
            (k, one)
            for k, month in self.books.locked.items()
            for one, s in month.statements.items()
            if s["net"] > 0
        ]
        if due and which % 7:
            key, home = due[h % len(due)]
        owner = [key_of(Household, home).id]
        month = self.books.locked.get(key)
        net = 0 if month is None else month.statements.get(home, {}).get("net", 0)
        if (key, home) in self.books.paid:
            take_payment_back(key, owner)
            self.books.paid.discard((key, home))
        else:
            with self._allowed(net > 0):
                mark_paid(key, OVER, owner)
            self.books.paid.add((key, home))

    # -- how a slip is entered ----------------------------------------------------------------------------------------

    def _home(self, sub: str) -> str:
        return self.books.subs[sub].home

    def _received(self, sub: str, good: int, other: int, pending: int, reason: str) -> second.Line:
        """Pieces of a subcontract; of goods that are weighed, grams too."""
        unit = 1000 if self.books.product_of(sub).whole else 1003
        parts = {
            "good": good % 30 * unit,
            PARTS[1 + other % 4]: other % 6 * unit,
            "pending": pending % 5 * unit,
        }
        if other % 41 == 40:
            parts["good"] += 500
        return second.Line(sub, parts=_without_zeros(parts), reason=reason)

    def _refuses_together(self, slips: list[Slip]) -> bool:
        """Whether any slip of a workbook is refused as they come in one after another, in the order of their days."""
        trial: Books = pickle.loads(pickle.dumps(self.books))
        for slip in sorted(slips, key=lambda slip: slip.day):
            if slip.lines and second.refuses(trial, slip):
                return True
            if trial.is_locked(slip.day) or (not slip.lines and not slip.amount):
                return True
            trial.slips[slip.number] = slip
        return False

    def _post(self, slip: Slip) -> None:
        slip.number = "?"
        lines: list[Any] = []
        for line in slip.lines:
            assert line.sub is not None
            if slip.kind in ("collection", "inspection"):
                parts = Parts(**line.parts)
                of = None if line.of is None else _collection_line(*line.of)
                received = 0 if of else parts.total
                lines.append(
                    PieceLine(_id(line.sub), parts, received, reason=line.reason, collection_line=of)
                )
            else:
                to = None if line.to_sub is None else _id(line.to_sub)
                key = key_of(Material, line.material).id
                lines.append(MaterialLine(_id(line.sub), key, line.quantity, line.reason, to))
        home = key_of(Household, slip.home or "").id
        with self._allowed(not second.refuses(self.books, slip)):
            slip.number = post([Draft(slip.kind, slip.day, home, lines)])[0]
        self.books.slips[slip.number] = slip

    @contextmanager
    def _allowed(self, allowed: bool) -> Iterator[None]:
        """The program refuses exactly what is not allowed."""
        try:
            yield
        except (UserError, NeedsConfirmation) as error:
            assert not allowed, f"refused: {error}"
            raise Refused from error
        assert allowed, "what the specification forbids was let in"


@contextmanager
def _may_refuse() -> Iterator[None]:
    """Steps of which the specification does not say in so many words when they are refused."""
    try:
        yield
    except (UserError, NeedsConfirmation) as error:
        raise Refused from error


def _operations() -> int:
    return int(Operation.select().count())


def _id(number: str) -> int:
    return int(key_of(Subcontract, number).id)


def _voucher(number: str) -> int:
    return int(key_of(Voucher, number).id)


def _collection_line(number: str, at: int) -> int:
    lines = (
        CollectionLine.select().where(CollectionLine.voucher == _voucher(number)).order_by(CollectionLine.id)
    )
    return int(lines[at].id)


def _without_zeros(parts: dict[str, int]) -> dict[str, int]:
    return {part: quantity for part, quantity in parts.items() if quantity}


def _is_on(slip: Slip, number: str) -> bool:
    return any(number in (line.sub, line.to_sub) for line in slip.lines)


def _as_rows(slips: Sequence[Slip]) -> dict[str, list[dict[str, Any]]]:
    """Slips as the rows of a workbook."""
    sheets = {
        "issue": "dispatches",
        "collection": "collections",
        "inspection": "inspections",
        "adjustment": "adjustments",
    }
    rows: dict[str, list[dict[str, Any]]] = {sheet: [] for sheet in sheets.values()}
    for slip in slips:
        head = {"number": slip.number, "date": slip.day}
        if not slip.lines:
            amount = f"{'-' if slip.amount < 0 else ''}{abs(slip.amount) // 100}.{abs(slip.amount) % 100:02d}"
            rows["adjustments"].append({**head, "household": slip.home, "amount": amount, "reason": "缘由"})
        for line in slip.lines:
            parts = {part: _thousandths(quantity) for part, quantity in line.parts.items()}
            row = {**head, "subcontract": line.sub, **parts, "reason": line.reason}
            if slip.kind == "issue":
                row |= {"material": line.material, "quantity": _thousandths(line.quantity), "kind": "发料"}
            elif slip.kind == "collection":
                row["received"] = _thousandths(sum(line.parts.values()))
            else:
                assert line.of is not None
                row["collection"] = line.of[0]
            rows[sheets[slip.kind]].append(row)
    return rows


def _thousandths(quantity: int) -> str:
    return f"{quantity // 1000}.{quantity % 1000:03d}"


def begin() -> Desk:
    """A cooperative on the eve of its first month: two products, three households, five subcontracts, in both books."""
    books = Books()
    for code, unit, pack, over in (("M1", "公斤", 5_000, 50_000), ("M2", "米", 0, 0)):
        factories.material(code, unit=unit, pack_size=pack, over_issue_ppm=over)
        books.materials[code] = second.Material(pack, over)
    start = date(2026, 7, 1)
    for code, unit, over, bill, good, worse in (
        ("P1", "件", 0, {"M1": (850, 40_000), "M2": (1_255, 15_000)}, 3.25, 2.6),
        ("P2", "公斤", 50_000, {"M2": (1_333, 22_500)}, 0.0375, 0.0183),
    ):
        bom = [(key_of(Material, one), each / 1000, loss) for one, (each, loss) in bill.items()]
        item = factories.product(
            code, unit=unit, bom=bom, good=good, second=worse, since=start, over_delivery_ppm=over
        )
        rates = [
            second.Span(g, start, None, factories.price(r)) for g, r in (("good", good), ("second", worse))
        ]
        books.products[code] = second.Product(unit == "件", over, dict(bill), rates)
        row = factories.order(item, 5000, start, date(2026, 12, 31), number=f"DD-{code}")
        books.orders[row.number] = second.Order(code, start)
    for code in ("H1", "H2", "H3"):
        books.homes[code] = factories.household(code).head
    desk = Desk(books)
    for home, order, quantity, day in (
        (0, 0, 39, 0),
        (0, 1, 59, 0),
        (1, 0, 29, 1),
        (1, 0, 19, 80),
        (2, 1, 49, 0),
    ):
        desk.give_out(day * 8, home, order, quantity)
    return desk
