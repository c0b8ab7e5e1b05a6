"""The second reckoning of orders and of material outside: margins, bills, what lies where and since when, papers.

Money is fen, quantities thousandths, rates 1/10,000 yuan; everything goes by its key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from tests.scenarios.programme_facts import PARTS, Row, day_of, last_day
from tests.scenarios.programme_reckoning import Cells, Programme
from tests.scenarios.reckoning import half_up

GIVEN = ("issue", "top_up", "opening")
MATERIAL = (*GIVEN, "return", "transfer", "correction", "count")
Account = tuple[int, int]
"""A subcontract and a material."""


class Lot(NamedTuple):
    """So much that left the warehouse on a day (its slip's key, 0: none is known)."""

    since: str
    quantity: int


def worth(quantity: int, price: int | None) -> int:
    """A quantity's money at a price of 1/10,000 yuan a unit, half up to the fen."""
    return half_up(Fraction(quantity * (price or 0), 100_000))


class Outside:
    """What every account has, as of the end of a day."""

    def __init__(self, programme: Programme, day: date) -> None:
        self.facts = programme.facts
        self.day = day
        self.pieces: dict[int, Counter[str]] = defaultdict(Counter)
        self.receipts: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
        self.rework: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
        self.moves: dict[Account, Counter[str]] = defaultdict(Counter)
        self._read_pieces()
        self._read_moves()

    def _read_pieces(self) -> None:
        slips = {row["id"]: row for row in self.facts.standing("collection", "inspection")}
        gone = {row["reverses_id"] for row in slips.values()} - {None}
        for table in ("collection_line", "inspection_line"):
            for line in self.facts[table].values():
                slip = slips.get(line["voucher_id"])
                if slip is None or slip["date"] > self.day.isoformat():
                    continue
                first = table == "collection_line"
                of = line if first else self.facts["collection_line"][line["collection_line_id"]]
                sub = of["subcontract_id"]
                parts = {part: line.get(part, 0) for part in PARTS}
                if not first:
                    parts["pending"] = -sum(parts.values())
                self.pieces[sub].update(parts)
                consuming = sum(parts.values()) - parts["rework"]
                self.receipts[sub].append((slip["date"], slip["id"], consuming))
                if slip["reverses_id"] is None and slip["id"] not in gone:
                    came = sum(parts.values()) if first else 0
                    self.rework[sub].append((slip["date"], slip["id"], came, parts["rework"]))

    def _read_moves(self) -> None:
        slips = {row["id"]: row for row in self.facts.standing(*MATERIAL)}
        for move in self.facts["movement"].values():
            slip = slips.get(move["voucher_id"])
            if slip is None or move["material_id"] is None or slip["date"] > self.day.isoformat():
                continue
            for side, sign in (("target", 1), ("source", -1)):
                sub = move[f"{side}_subcontract_id"]
                if sub is not None:
                    self.moves[sub, move["material_id"]][move["kind"]] += sign * move["quantity"]

    def closed(self, sub: int) -> bool:
        """Whether a subcontract is complete on the day: nothing outstanding, pending or in rework, or closed short."""
        row, sums = self.facts["subcontract"][sub], self.pieces[sub]
        if row["closed_on"] is not None and row["closed_on"] <= self.day.isoformat():
            return True
        outside = 0
        for _, _, came, rework in sorted(self.rework[sub]):
            outside = max(0, outside - came) + rework
        return sums["good"] + sums["second"] >= row["quantity"] and sums["pending"] <= 0 and outside <= 0

    def accounts(self) -> list[Account]:
        """The accounts of a subcontract's bill, and those that ever had something."""
        found = {
            (row["subcontract_id"], row["material_id"]) for row in self.facts["subcontract_material"].values()
        }
        known = {
            row["id"] for row in self.facts["subcontract"].values() if row["date"] <= self.day.isoformat()
        }
        return sorted(account for account in found | set(self.moves) if account[0] in known)

    def bill(self, account: Account) -> tuple[int, int]:
        for row in self._bills().get(account[0], ()):
            if row["material_id"] == account[1]:
                return row["per_unit"], row["loss_ppm"]
        return 0, 0

    def _bills(self) -> dict[int, list[Row]]:
        if not hasattr(self, "_known"):
            self._known: dict[int, list[Row]] = defaultdict(list)
            for row in self.facts["subcontract_material"].values():
                self._known[row["subcontract_id"]].append(row)
        return self._known

    def holding(self, account: Account) -> Cells:
        """An account's figures: what came and stayed, used, its balance, the loss allowed and the excess."""
        each, loss = self.bill(account)
        sums = self.moves[account]
        pieces = sum(quantity for part, quantity in self.pieces[account[0]].items() if part != "rework")
        used = half_up(Fraction(pieces * each, 1000)) - sums["correction"]
        stayed = sum(sums[kind] for kind in (*GIVEN, "return", "transfer"))
        allowed = half_up(Fraction(used * loss, 1_000_000))
        left = stayed - used
        return {
            "stayed": stayed,
            "balance": left + sums["count"],
            "allowed": allowed,
            "excess": max(0, left - allowed) if self.closed(account[0]) else 0,
        }

    # -- since when ---------------------------------------------------------------------------------------------------

    def lying(self) -> dict[Account, list[Lot]]:
        """What lies outside of each account, the oldest first: what left it took what came first."""
        queues: dict[Account, list[Lot]] = defaultdict(list)
        gone: Counter[Account] = Counter()
        for day, _, _, account, kind, quantity, onto in sorted(self._events(), key=lambda one: one[:3]):
            if kind == "came":
                queues[account].append(Lot(day, quantity))
            elif kind == "passed":
                queues[onto] += self._taken(queues[account], gone, account, quantity, day)
            else:
                gone[account] += quantity
        found = {}
        for account in self.accounts():
            held = self.holding(account)
            there = held["balance"] - (held["allowed"] if self.closed(account[0]) else 0)
            if there > 0:
                found[account] = self._newest(queues[account], there, account)
        return found

    def _taken(
        self, queue: list[Lot], gone: Counter[Account], account: Account, quantity: int, day: str
    ) -> list[Lot]:
        """What is handed on: the lots behind those that are gone already; of what nobody knows of, of the day."""
        found, skip, left = [], gone[account], quantity
        gone[account] += quantity
        if skip < 0:
            part = min(-skip, left)
            found.append(Lot(day, part))
            skip, left = 0, left - part
        for lot in queue:
            cut = min(skip, lot.quantity)
            skip -= cut
            part = min(lot.quantity - cut, left)
            if part:
                found.append(Lot(lot.since, part))
                left -= part
        return [*found, Lot(day, left)] if left else found

    def _newest(self, queue: list[Lot], quantity: int, account: Account) -> list[Lot]:
        found = []
        for lot in reversed(queue):
            part = min(lot.quantity, quantity)
            if part:
                found.append(Lot(lot.since, part))
                quantity -= part
        if quantity:
            found.append(Lot(self.facts["subcontract"][account[0]]["date"], quantity))
        return sorted(found)

    def _events(self) -> list[tuple[Any, ...]]:
        """What happened to accounts: day, whether late in it, slip, account, what, how much, onto which."""
        found: list[tuple[Any, ...]] = []
        slips = {row["id"]: row for row in self.facts.counting(*MATERIAL)}
        for move in self.facts["movement"].values():
            slip, material = slips.get(move["voucher_id"]), move["material_id"]
            if slip is None or material is None:
                continue
            day, kind, quantity = slip["date"], move["kind"], move["quantity"]
            source, target = move["source_subcontract_id"], move["target_subcontract_id"]
            if kind == "transfer":
                found.append(
                    (day, "", slip["id"], (source, material), "passed", quantity, (target, material))
                )
            elif target is None and source is not None:
                found.append((day, "", slip["id"], (source, material), "went", quantity, None))
            elif target is not None:
                what, amount = ("came", quantity) if kind in GIVEN else ("went", -quantity)
                found.append((day, "", slip["id"], (target, material), what, amount, None))
        for account in self.accounts():
            each, _ = self.bill(account)
            pieces = used = 0
            for day, slip, consuming in sorted(self.receipts[account[0]]):
                pieces += consuming
                now = half_up(Fraction(pieces * each, 1000))
                found.append((day, "~", slip, account, "went", now - used, None))
                used = now
        return found

    def ageing(self, limits: tuple[int, int]) -> dict[str, Cells]:
        """By household and owner the worth of what lies outside, by how long it lies there."""
        half, first, second = limits[0] // 2, *limits
        found: dict[str, Counter[str]] = defaultdict(Counter)
        materials: dict[str, set[int]] = defaultdict(set)
        for (sub, material), lots in self.lying().items():
            row = self.facts["subcontract"][sub]
            owner = self.facts["orders"][row["order_id"]]["enterprise_id"]
            key = f"{row['household_id']} {owner}"
            materials[key].add(material)
            price, so_far, told = self.facts["material"][material]["price"], 0, 0
            for lot in lots:
                so_far += lot.quantity
                money = worth(so_far, price) - told
                told += money
                days = max(0, (self.day - day_of(lot.since)).days)
                bucket = (
                    "fresh"
                    if days <= half
                    else "near"
                    if days <= first
                    else "late"
                    if days <= second
                    else "gone"
                )
                found[key].update({bucket: money, "worth": money})
        return {key: {**cells, "materials": len(materials[key])} for key, cells in found.items()}


class Orders:
    """What orders brought and cost, and what is billed."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.facts = programme.facts
        self.by_order: dict[int, list[int]] = defaultdict(list)
        for row in self.facts["subcontract"].values():
            self.by_order[row["order_id"]].append(row["id"])

    def deliveries(self) -> list[Row]:
        """The lines of deliveries that stand, with day, enterprise, and price where they have one."""
        slips = {row["id"]: row for row in self.facts.standing("delivery")}
        found = []
        for line in self.facts["delivery_line"].values():
            if line["voucher_id"] in slips:
                order = self.facts["orders"][line["order_id"]]
                price = order["price"] if line["grade"] == "good" else None
                day = slips[line["voucher_id"]]["date"]
                found.append({**line, "day": day, "enterprise": order["enterprise_id"], "price": price})
        return found

    def bill(self, first: date, last: date) -> dict[int, tuple[int, int]]:
        """By enterprise what it accepted in a span in fen, and of how many lines."""
        found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for line in self.deliveries():
            if self.programme.within(line["checked_on"], first, last):
                found[line["enterprise"]][0] += worth(line["accepted"], line["price"])
                found[line["enterprise"]][1] += 1
        return {key: (fen, lines) for key, (fen, lines) in found.items()}

    def margins(self, until: date, outside: Outside) -> dict[int, Counter[str]]:
        """By order what was sold, and what pay, material, driving and loss cost; on top of pay within a fen a share."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for line in self.deliveries():
            if line["checked_on"] is not None and line["day"] <= until.isoformat():
                found[line["order_id"]]["sold"] += worth(line["accepted"], line["price"])
        self._pay(until, found)
        sent = self._sent()
        for sub, material in outside.accounts():
            order, price = (
                self.facts["subcontract"][sub]["order_id"],
                self.facts["material"][material]["price"],
            )
            held = outside.holding((sub, material))
            scrap = half_up(
                Fraction(outside.pieces[sub]["work_scrap"] * outside.bill((sub, material))[0], 1000)
            )
            loss = worth(held["excess"] + scrap, price)
            found[order]["loss"] += loss
            if (order, material) not in sent:
                found[order]["material"] += worth(held["stayed"], price) - loss
        self._driving(until, found)
        return found

    def _pay(self, until: date, found: dict[int, Counter[str]]) -> None:
        slips = self.programme.pay.books.slips
        first = min((slip.day for slip in slips.values()), default=until)
        for key in self.programme.months(first, until):
            month = self.programme.pay.of(key)
            of: dict[str, Counter[int]] = defaultdict(Counter)
            for number, rows in month.lines.items():
                for _, sub, _, _, _, fen in rows:
                    order = self.facts["subcontract"][int(sub)]["order_id"]
                    found[order]["piece"] += fen
                    of[str(slips[number].home)][order] += fen
            for home, figures in month.statements.items():
                on_top = figures["gross"] - figures["piece"] - figures["bonus"]
                whole = sum(of[home].values())
                for order, fen in of[home].items():
                    if whole:
                        found[order]["on_top_exact"] += Fraction(on_top * fen, whole)  # type: ignore[assignment]
                found[0]["on_top"] += on_top if of[home] else 0

    def _sent(self) -> set[tuple[int, int]]:
        """The materials that the enterprise of an order sent itself, by receipts that count."""
        slips = {row["id"] for row in self.facts.counting("receipt")}
        came = {
            (move["source_id"], move["material_id"])
            for move in self.facts["movement"].values()
            if move["voucher_id"] in slips and move["material_id"]
        }
        return {
            (row["id"], material)
            for row in self.facts["orders"].values()
            for sender, material in came
            if sender == row["enterprise_id"]
        }

    def _driving(self, until: date, found: dict[int, Counter[str]]) -> None:
        """The way of each drive whose sheet came back, shared by its stops and by the works done there."""
        per_km = self.facts.setting("road.cost_km", 0)
        for drive in self.facts["route_drive"].values():
            plan = self.facts["route_plan"][drive["plan_id"]]
            if plan["returned_on"] is None or plan["date"] > until.isoformat() or not per_km:
                continue
            way = drive["distance"] if drive["driven"] is None else drive["driven"]
            stops = [
                row for row in self.facts.rows("route_stop", drive_id=drive["id"]) if row["household_id"]
            ]
            cost = half_up(Fraction(way * per_km, 1000))
            for stop in stops:
                works = [
                    row["subcontract_id"]
                    for row in self.facts.rows("route_work", stop_id=stop["id"])
                    if row["subcontract_id"]
                ]
                for work in works:
                    order = self.facts["subcontract"][work]["order_id"]
                    part = Fraction(cost, len(stops) * len(works))
                    found[order]["driving_exact"] += part  # type: ignore[assignment]


class Papers:
    """What the papers of a household's year and its ledger of outwork add up to."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.facts = programme.facts

    def year(self, year: int, months: list[str]) -> dict[int, dict[str, Any]]:
        """By household the money of its statements in a year, and how many machines, course days and awards."""
        found: dict[int, dict[str, Any]] = {}
        first, last = date(year, 1, 1), date(year, 12, 31)
        for key in months:
            for home, figures in self.programme.pay.of(key).statements.items():
                sums = found.setdefault(int(home), {"months": 0, **dict.fromkeys(figures, 0)})
                sums["months"] += 1
                for name, fen in figures.items():
                    sums[name] += fen
        for home, sums in found.items():
            people = {row["id"] for row in self.facts.rows("worker", household_id=home)}
            sums["machines"] = sum(
                loan["household_id"] == home
                and (loan["lent_on"] is None or loan["lent_on"] <= last.isoformat())
                and (loan["returned_on"] is None or loan["returned_on"] >= first.isoformat())
                for loan in self.facts["equipment_loan"].values()
            )
            sums["days"] = sum(
                row["worker_id"] in people and self.programme.within(row["date"], first, last)
                for row in self.facts["attendance"].values()
            )
            sums["support"] = sum(
                fen for claim in self.paid_claims(first, last) for worker, fen in claim if worker in people
            )
        return found

    def paid_claims(self, first: date, last: date) -> list[list[tuple[int, Fraction]]]:
        """What each claim paid in a span brought the people it was made for: of another sum their parts."""
        found = []
        for claim in self.facts.rows("claim", status="paid"):
            people = self.facts.rows("claim_person", claim_id=claim["id"])
            whole = sum(row["amount"] for row in people)
            if whole and self.programme.within(claim["paid_on"], first, last):
                found.append(
                    [(row["worker_id"], Fraction(claim["amount"] * row["amount"], whole)) for row in people]
                )
        return found

    def outwork(self, first: date, last: date) -> dict[int, Cells]:
        """By household what the ledger of outwork adds up to in a span."""
        facts, programme = self.facts, self.programme
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for row in facts["subcontract"].values():
            if programme.within(row["date"], first, last):
                found[row["household_id"]].update(orders=1, ordered=row["quantity"])
        slips = {row["id"]: row for row in facts.standing(*GIVEN, "return", "transfer")}
        for move in facts["movement"].values():
            slip = slips.get(move["voucher_id"])
            if slip is not None and programme.within(slip["date"], first, last):
                for side, sign in (("target", 1), ("source", -1)):
                    sub = move[f"{side}_subcontract_id"]
                    if sub is not None:
                        home = facts["subcontract"][sub]["household_id"]
                        found[home].update(hands=1, handed=sign * move["quantity"])
        books = programme.pay.books
        for key in programme.months(first, last):
            month = programme.pay.of(key)
            for number, rows in month.lines.items():
                slip = books.slips[number]
                if first <= slip.day <= last:
                    for _, _, _, quantity, _, fen in rows:
                        found[int(slip.home or 0)].update(receipts=1, received=quantity, earned=fen)
        for row in facts["statement"].values():
            end = last_day(facts["pay_period"][row["period_id"]]["key"])
            if first <= end <= last:
                key = facts["pay_period"][row["period_id"]]["key"]
                figures = programme.pay.of(key).statements[str(row["household_id"])]
                found[row["household_id"]]["stated"] += figures["gross"]
            if programme.within(row["paid_on"], first, last):
                key = facts["pay_period"][row["period_id"]]["key"]
                figures = programme.pay.of(key).statements[str(row["household_id"])]
                found[row["household_id"]]["paid"] += figures["net"]
        return {home: {name: n for name, n in cells.items() if n} for home, cells in found.items()}
