"""What lies in a cooperative's file, read row by row as SQL gives it: what the second reckoning of the programme is of.

Nothing of the program is asked but the bare rows; what stood there at an earlier time is found by turning back the
change log, the newest change first.
"""

from __future__ import annotations

import calendar
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from tests.scenarios.reckoning import Books, Line, Pay, Slip, Sub, half_up

Row = dict[str, Any]
Rows = dict[int, Row]
LEVELS = ("county", "area", "township", "village", "group")
PARTS = ("good", "second", "rework", "work_scrap", "material_scrap", "pending")
TURNED_BACK = (
    *("household", "household_stay", "worker", "equipment_loan", "voucher", "visit", "subcontract"),
    *("pace_test", "fair_floor", "product", "setting"),
)
"""The tables that a locked month tells as they were."""


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def last_day(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date(year, number, calendar.monthrange(year, number)[1])


def covers(start: str | None, end: str | None, day: date) -> bool:
    """Whether a span of written days has a day in it; both inside, None: open."""
    said = day.isoformat()
    return (start is None or start <= said) and (end is None or said <= end)


class Facts:
    """The tables as they are now, by key; ``ask`` runs a select and gives its rows."""

    def __init__(self, ask: Callable[[str], Iterable[Any]], today: date) -> None:
        self.today = today
        self._ask = ask
        self._tables: dict[str, Rows] = {}
        self._turned: dict[str, dict[str, Rows]] = {}
        self.locks = {row["key"]: row for row in self["pay_period"].values()}

    def __getitem__(self, table: str) -> Rows:
        if table not in self._tables:
            columns = [row[1] for row in self._ask(f'PRAGMA table_info("{table}")')]
            rows = self._ask(f'SELECT * FROM "{table}" ORDER BY id')
            self._tables[table] = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
        return self._tables[table]

    def rows(self, table: str, **values: Any) -> list[Row]:
        """The rows that have these values."""
        return [row for row in self[table].values() if all(row[name] == one for name, one in values.items())]

    def setting(self, key: str, default: Any, month: str = "9999") -> Any:
        """A setting as it is, or as it was when a month was locked."""
        rows = self["setting"] if month > max(self.locks, default="") else self.then(month)["setting"]
        return next((json.loads(row["value"]) for row in rows.values() if row["key"] == key), default)

    def then(self, month: str) -> dict[str, Rows]:
        """The tables `TURNED_BACK` as they were when a month was locked, or as they are while it is open."""
        locked = min((key for key in self.locks if key >= month), default=None)
        if locked is None:
            return {name: self[name] for name in TURNED_BACK}
        if not self._turned:
            self._turn_back()
        return self._turned[locked]

    def _turn_back(self) -> None:
        """Take every change back, the newest first, and keep what stood there at each lock."""
        layouts = {
            number: (table, json.loads(columns))
            for number, table, columns in self._ask("SELECT id, table_name, columns FROM layout")
            if table in TURNED_BACK
        }
        tables = {name: dict(self[name]) for name in TURNED_BACK}
        wanted = ", ".join(map(str, layouts))
        changes = self._ask(
            "SELECT operation_id, layout_id, row_id, before FROM change"
            f" WHERE layout_id IN ({wanted}) ORDER BY id DESC"
        )
        locks = sorted(self.locks.items(), key=lambda one: -int(one[1]["as_of"]))
        for operation, layout, row, before in [*changes, (-1, 0, 0, None)]:
            while locks and operation <= locks[0][1]["as_of"]:
                self._turned[locks.pop(0)[0]] = {name: dict(rows) for name, rows in tables.items()}
            if not locks:
                break
            table, columns = layouts[layout]
            if before is None:
                tables[table].pop(row, None)
            else:
                was = dict(zip(columns, json.loads(before), strict=True))
                tables[table][row] = {**self[table].get(row, {}), **was}

    # -- slips --------------------------------------------------------------------------------------------------------

    def standing(self, *kinds: str, vouchers: Rows | None = None) -> Iterator[Row]:
        """The slips of some kinds that are not void, reversals with the opposite sign among them."""
        for row in (vouchers or self["voucher"]).values():
            if row["kind"] in kinds and row["voided_on"] is None:
                yield row

    def counting(self, *kinds: str, day: date | None = None, vouchers: Rows | None = None) -> list[Row]:
        """The slips that count at the end of a day (None: for ever): neither void nor reversed by then."""
        every = vouchers or self["voucher"]
        gone = {
            row["reverses_id"]
            for row in every.values()
            if row["reverses_id"]
            and row["voided_on"] is None
            and (day is None or row["date"] <= day.isoformat())
        }
        return [
            row
            for row in self.standing(*kinds, vouchers=every)
            if row["reverses_id"] is None and row["id"] not in gone
        ]

    # -- places -------------------------------------------------------------------------------------------------------

    def above(self, region: int | None) -> list[Row]:
        """A listed place and those it belongs to, the narrowest first."""
        found = []
        while region is not None:
            found.append(self["region"][region])
            region = found[-1]["parent_id"]
        return found

    def lived(self, household: Row, day: date, stays: Rows) -> tuple[int | None, str]:
        """The listed place where a household lived on a day, and the group's number as it was written."""
        for stay in stays.values():
            if stay["household_id"] == household["id"] and covers(stay["start"], stay["end"], day):
                return stay["region_id"], stay["group"]
        return household["region_id"], household["group"]

    def at_level(self, region: int | None, group: str, level: str) -> str:
        """Which row of a level a place belongs to: its key, that of the place above it, or none at all."""
        chain = self.above(region)
        if level == "group" and chain and chain[0]["level"] == "village" and group.strip():
            return f"{chain[0]['code']}-{group.strip()}"
        for place in chain:
            if place["level"] == level:
                return str(place["id"])
        wider = [place for place in chain if LEVELS.index(place["level"]) < LEVELS.index(level)]
        return f"in-{wider[0]['id']}" if wider else "none"


class PayOfFacts(Pay):
    """The pay of a file's slips by the second reckoning, with make-up pay and deposits for machines."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(books_of(facts))
        self.facts = facts
        self._of_home: dict[str, list[Slip]] = defaultdict(list)
        self._refunds: dict[str, list[Slip]] = defaultdict(list)
        for slip in sorted(self.books.slips.values(), key=lambda one: one.day):
            if slip.kind in ("adjustment", "advance") and slip.home is not None and not slip.void:
                self._of_home[slip.home].append(slip)
            elif slip.kind == "refund" and slip.home is not None and not slip.void:
                self._refunds[slip.home].append(slip)
        self._months: dict[str, Any] = {}
        for key in sorted(facts.locks):
            self.books.allowance = facts.locks[key]["allowance_ppm"]
            self.books.cap = facts.locks[key]["cap_ppm"]
            self._rates_then(key)
            for one in self.open_months(key):
                self.books.locked[one] = self.month(one)
        self.books.allowance = facts.setting("pay.allowance", 0)
        self.books.cap = facts.setting("pay.deduction_cap", 200_000)
        self._rates_then(None)

    def _rates_then(self, month: str | None) -> None:
        """Each subcontract's own rates as they were when a month was locked (None: as they are)."""
        known = self.facts["subcontract"] if month is None else self.facts.then(month)["subcontract"]
        for key, row in known.items():
            if str(key) in self.books.subs:
                self.books.subs[str(key)].rates = {"good": row["good_rate"], "second": row["second_rate"]}

    def _money(self, home: str) -> list[Slip]:
        return self._of_home[home]

    def refunded(self, key: str, home: str) -> int:
        """The deposits for machines that slips of a month give back with the pay."""
        return sum(slip.amount for slip in self._refunds[home] if f"{slip.day:%Y-%m}" == key)

    def of(self, key: str) -> Any:
        """A month's statements and lines, reckoned once."""
        if key not in self._months:
            self._months[key] = self.month(key)
        return self._months[key]

    def made_up(self, key: str, home: str, month: Any) -> int:
        """The floor for the time of the month's own pieces by tested pace, less what they earned.

        Of pieces taken back the make-up pay of their month is reckoned without them, and the difference goes with them.
        """
        back: dict[str, set[str]] = defaultdict(set)
        own = []
        for number, rows in month.lines.items():
            slip = self.books.slips[number]
            if slip.home == home:
                if slip.reverses is None:
                    own += rows
                else:
                    back[f"{self.books.slips[slip.reverses].day:%Y-%m}"].add(slip.reverses)
        return self._lacking(key, home, own) + sum(
            self._taken_back(then, home, slips, key) for then, slips in back.items()
        )

    def _taken_back(self, then: str, home: str, slips: set[str], key: str) -> int:
        gone_before = {
            slip.reverses
            for slip in self.books.slips.values()
            if slip.reverses and not slip.void and then < f"{slip.day:%Y-%m}" < key
        }
        lines = {
            number: rows
            for number, rows in self.books.locked[then].lines.items()
            if self.books.slips[number].home == home and self.books.slips[number].reverses is None
        }
        before = [row for number, rows in lines.items() if number not in gone_before for row in rows]
        after = [row for number, rows in lines.items() if number not in gone_before | slips for row in rows]
        return self._lacking(then, home, after) - self._lacking(then, home, before)

    def _lacking(self, key: str, home: str, rows: list[Any]) -> int:
        switched = self.facts.setting("pay.make_up", False, key)
        floor = self.floor(int(home), last_day(key)) if switched else None
        if floor is None:
            return 0
        paces, time, fen = self.paces(last_day(key)), Fraction(0), 0
        for _, sub, _, quantity, _, amount in rows:
            order = self.facts["orders"][self.facts["subcontract"][int(sub)]["order_id"]]
            pace = paces.get(order["product_id"])
            if pace is not None:
                time += Fraction(quantity * pace, 1_000_000)
                fen += amount
        return max(0, half_up(floor * time / 60) - fen)

    def paces(self, day: date) -> dict[int, int]:
        """The minutes of a unit in thousandths: of all tests in force, else as the product says."""
        month = f"{day:%Y-%m}"
        then = self.facts.then(month)
        found = {
            row["id"]: row["minutes_per_unit"] for row in then["product"].values() if row["minutes_per_unit"]
        }
        tests: dict[int, list[Row]] = defaultdict(list)
        for row in then["pace_test"].values():
            if row["date"] <= day.isoformat():
                tests[row["product_id"]].append(row)
        last = self.facts.setting("pay.pace_tests", 0, month)
        for product, rows in tests.items():
            rows.sort(key=lambda row: (row["date"], row["number"]))
            meant = rows[-last:] if last else [row for row in rows if (day - day_of(row["date"])).days < 365]
            units = sum(row["units"] for row in meant)
            if units:
                found[product] = half_up(Fraction(sum(row["minutes"] for row in meant) * 1000, units))
        return found

    def floor(self, household: int, day: date) -> int | None:
        """What an hour must bring where a household lived: that of the nearest place that has one by that day."""
        known = self.facts.then(f"{day:%Y-%m}")
        region, _ = self.facts.lived(known["household"][household], day, known["household_stay"])
        for place in [*(row["id"] for row in self.facts.above(region)), None]:
            begun = [
                row
                for row in known["fair_floor"].values()
                if row["region_id"] == place and row["start"] <= day.isoformat()
            ]
            if begun:
                return int(max(begun, key=lambda row: str(row["start"]))["per_hour"])
        return None


def books_of(facts: Facts) -> Books:
    """The books of the second reckoning that a file's slips make; everything goes by its key."""
    books = Books()
    books.homes = {str(row["id"]): row["head"] for row in facts["household"].values()}
    for row in facts["subcontract"].values():
        rates = {"good": row["good_rate"], "second": row["second_rate"]}
        books.subs[str(row["id"])] = Sub(
            str(row["order_id"]),
            str(row["household_id"]),
            row["quantity"],
            day_of(row["date"]),
            rates=rates,
        )
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in facts["collection_line"].values():
        parts = {part: row[part] for part in PARTS}
        lines[row["voucher_id"]].append(Line(str(row["subcontract_id"]), parts=parts))
    for row in facts["inspection_line"].values():
        parts = {part: row[part] for part in PARTS[:-1]}
        of = facts["collection_line"][row["collection_line_id"]]
        lines[row["voucher_id"]].append(Line(str(of["subcontract_id"]), parts=parts))
    money = {row["voucher_id"]: row for table in ("adjustment", "advance") for row in facts[table].values()}
    for row in facts["voucher"].values():
        said = money.get(row["id"], {})
        kind = "adjustment" if row["kind"] == "machine" and said else row["kind"]
        if kind in ("collection", "inspection", "adjustment", "advance"):
            # A deposit that the pay gives back is neither bonus nor deduction.
            if row["kind"] == "machine" and said["amount"] > 0 and row["reverses_id"] is None:
                kind = "refund"
            books.slips[str(row["id"])] = Slip(
                str(row["id"]),
                kind,
                day_of(row["date"]),
                None if row["household_id"] is None else str(row["household_id"]),
                lines[row["id"]],
                said.get("amount", 0),
                said.get("instalments", 1),
                None if row["reverses_id"] is None else str(row["reverses_id"]),
                row["voided_on"] is not None,
            )
    return books
