"""The second reckoning of the programme: its year, its places and its registers, counted from the bare rows.

Money is fen, quantities thousandths; records go by their keys. A month that is locked tells as it was known then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tests.scenarios.programme_facts import Facts, PayOfFacts, Row, covers, day_of, last_day
from tests.scenarios.reckoning import months_from

Place = tuple[int | None, str]
"""A listed place and a written group."""
Cells = dict[str, int]


class Programme:
    """What the programme's reports say of a file's facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.pay = PayOfFacts(facts)

    def months(self, first: date, last: date) -> list[str]:
        return list(months_from(f"{first:%Y-%m}", f"{last:%Y-%m}"))

    def within(self, text: str | None, first: date, last: date) -> bool:
        return text is not None and first.isoformat() <= text <= last.isoformat()

    # -- by place -----------------------------------------------------------------------------------------------------

    def places(self, first: date, last: date, level: str) -> dict[str, Cells]:
        """The figures of the report by place, by its rows' keys."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        seen: set[int] = set()

        def add(place: Place, **cells: int) -> None:
            found[self.facts.at_level(*place, level)].update(cells)

        months = self.months(first, last)
        for key in months:
            then = self.facts.then(key)
            for home, cells in self._paid(key).items():
                where = self.facts.lived(then["household"][home], last_day(key), then["household_stay"])
                add(where, **cells)
                seen.add(home)
        then = self.facts.then(months[-1])
        end = min(last, self.facts.today)

        def lived(home: int, day: date) -> Place:
            return self.facts.lived(then["household"][home], day, then["household_stay"])

        for row in self.machines_out(months[-1], end):
            add(lived(row["household_id"], end), machines=1)
            seen.add(row["household_id"])
        for row in self.facts.counting("visit", day=end, vouchers=then["voucher"]):
            if self.within(row["date"], first, end):
                add(lived(row["household_id"], day_of(row["date"])), visits=1)
                seen.add(row["household_id"])
        people = Counter(row["household_id"] for row in then["worker"].values() if row["active"])
        for home, row in then["household"].items():
            if row["active"] or home in seen:
                add(lived(home, end), households=1, people=people[home])
        for row in self.open_workshops(end):
            add((row["region_id"], ""), workshops=1)
        return {key: dict(cells) for key, cells in found.items()}

    def _paid(self, key: str) -> dict[int, Cells]:
        """Gross, net and paid pieces of a month, by household; pieces by their unit."""
        month, found = self.pay.of(key), defaultdict[int, Counter[str]](Counter)
        for home, figures in month.statements.items():
            if figures["gross"] or figures["net"]:
                found[int(home)].update(gross=figures["gross"], net=figures["net"])
        for number, rows in month.lines.items():
            home = self.pay.books.slips[number].home
            for _, sub, _, quantity, _, _ in rows:
                assert home is not None
                found[int(home)][f"pieces {self._product(sub)['unit']}"] += quantity
        return {home: dict(cells) for home, cells in found.items()}

    def _product(self, sub: str) -> Row:
        order = self.facts["orders"][self.facts["subcontract"][int(sub)]["order_id"]]
        return self.facts["product"][order["product_id"]]

    def machines_out(self, month: str, day: date) -> list[Row]:
        """The loans of machines that stand with households at the end of a day: neither back by then nor lost."""
        then = self.facts.then(month)
        slips = {row["id"]: row for row in self.facts.counting("machine", day=day, vouchers=then["voucher"])}
        lost: dict[int, str] = {}
        events = [row for row in self.facts["equipment_event"].values() if row["voucher_id"] in slips]
        for event in sorted(events, key=lambda row: (slips[row["voucher_id"]]["date"], row["voucher_id"])):
            on = slips[event["voucher_id"]]["date"]
            if event["kind"] == "lost" and on <= day.isoformat():
                lost[event["equipment_id"]] = on
            elif event["kind"] in ("return", "lend", "swap") and on <= day.isoformat():
                lost.pop(event["equipment_id"], None)
        return [
            loan
            for loan in then["equipment_loan"].values()
            if (loan["lent_on"] or "") <= day.isoformat()
            and (loan["returned_on"] is None or loan["returned_on"] > day.isoformat())
            and lost.get(loan["equipment_id"], "") < (loan["lent_on"] or "0")
        ]

    def open_workshops(self, day: date) -> list[Row]:
        return [row for row in self.facts["workshop"].values() if covers(row["opened"], row["closed"], day)]

    # -- the year -----------------------------------------------------------------------------------------------------

    def year(self, first: date, last: date) -> dict[str, int]:
        """The figures of the programme's year over whole months, by their keys."""
        facts, end = self.facts, min(last, self.facts.today)
        kinds = Counter(row["kind"] for row in self.open_workshops(end))
        there = [row for row in facts["attendance"].values() if self.within(row["date"], first, end)]
        out, then = self.machines_out(f"{end:%Y-%m}", end), facts.then(f"{end:%Y-%m}")

        def sums(table: str, day: str, what: str | None = None, **values: Any) -> int:
            rows = [row for row in facts.rows(table, **values) if self.within(row[day], first, end)]
            return sum(row[what] if what else 1 for row in rows)

        return {
            "home_workshops": kinds["home"],
            "village_workshops": kinds["village"],
            "bases": kinds["base"],
            **self.earned(self.months(first, last)),
            "visits": sum(
                self.within(row["date"], first, end)
                for row in facts.counting("visit", day=end, vouchers=then["voucher"])
            ),
            "courses": sums("course", "start"),
            "trained": len({row["worker_id"] for row in there}),
            "training_days": len({(row["worker_id"], row["date"]) for row in there}),
            "certificates": sum(
                bool(row["certificate"]) and self.within(row["certified_on"], first, end)
                for row in facts["enrolment"].values()
            ),
            "vacancies": sums("vacancy", "reported", "places"),
            "placements": len(
                {
                    row["worker_id"]
                    for row in facts["placement"].values()
                    if self.within(row["start"], first, end)
                }
            ),
            "met": sums("wish", "met_on"),
            "machines": len(out),
            "machine_value": sum(facts["equipment"][row["equipment_id"]]["value"] or 0 for row in out),
            "funding": sums("funding", "date", "amount"),
            "support": sums("claim", "paid_on", "amount", status="paid"),
            "sales": sum(row["takings"] for row in self.sold(first, end)),
        }

    def earned(self, months: Iterable[str]) -> dict[str, int]:
        """What was earned in some months, by how many households, and how many people work in them."""
        gross: dict[int, list[int]] = defaultdict(list)
        for key in months:
            for home, figures in self.pay.of(key).statements.items():
                gross[int(home)].append(figures["gross"])
        earned = {home for home, sums in gross.items() if any(one > 0 for one in sums)}
        return {
            "households": len(earned),
            "workers": sum(row["household_id"] in earned for row in self.facts.rows("worker", active=1)),
            "income": sum(sum(one) for one in gross.values()),
        }

    def funding(self, first: date, last: date) -> dict[str, Cells]:
        """What each source put into workshops in a span, and into how many."""
        found: dict[str, Cells] = {}
        for source in {row["source"] for row in self.facts["funding"].values()}:
            rows = [
                row
                for row in self.facts.rows("funding", source=source)
                if self.within(row["date"], first, last)
            ]
            if rows:
                shops = len({row["workshop_id"] for row in rows})
                found[source] = {"amount": sum(row["amount"] for row in rows), "workshops": shops}
        return found

    def sold(self, first: date, last: date) -> list[Row]:
        """The lines of sales in a span; those of a reversal are below zero."""
        slips = {row["id"]: row for row in self.facts.standing("sale")}
        return [
            {**row, "date": slips[row["voucher_id"]]["date"]}
            for row in self.facts["sale_line"].values()
            if row["voucher_id"] in slips and self.within(slips[row["voucher_id"]]["date"], first, last)
        ]

    # -- workshops, training, work elsewhere, support money -----------------------------------------------------------

    def workshops(self, day: date) -> dict[str, Cells]:
        """Of each kind and trade the workshops open on a day, with the households and people in them then."""
        groups: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        working: dict[int, list[int]] = defaultdict(list)
        for row in self.facts.rows("worker", active=1):
            working[row["household_id"]].append(row["id"])
        for row in self.open_workshops(day):
            trade = self.facts["trade"][row["trade_id"]]["name"] if row["trade_id"] else ""
            group = groups[f"{row['kind']}/{trade}"]
            group["workshops"].add(row["id"])
            for member in self.facts.rows("workshop_member", workshop_id=row["id"]):
                if covers(member["start"], member["end"], day):
                    group["households"].add(member["household_id"])
                    group["people"].update(working[member["household_id"]])
        return {
            key: {name: len(group[name]) for name in ("workshops", "households", "people")}
            for key, group in groups.items()
        }

    def training(self, first: date, last: date) -> dict[str, Cells]:
        """Courses somebody was at, people, their days, certificates and money of each month."""
        found: dict[str, Cells] = {}
        money = self.training_money()
        for month in self.months(first, last):
            there = [row for row in self.facts["attendance"].values() if row["date"][:7] == month]
            there = [row for row in there if self.within(row["date"], first, last)]
            found[month] = {
                "courses": len({row["course_id"] for row in there}),
                "people": len({row["worker_id"] for row in there}),
                "days": len({(row["worker_id"], row["date"]) for row in there}),
                "certificates": sum(
                    bool(row["certificate"])
                    and (row["certified_on"] or "")[:7] == month
                    and self.within(row["certified_on"], first, last)
                    for row in self.facts["enrolment"].values()
                ),
                "money": sum(money.get(row["id"], (0, ""))[0] for row in there),
            }
        return found

    def category(self, worker: Row, day: date) -> str:
        """The category of somebody on a day: the own one on its days, else the household's."""
        own = worker["category"] and covers(worker["category_from"], worker["category_until"], day)
        return str(worker["category"] if own else self.facts["household"][worker["household_id"]]["category"])

    def training_money(self) -> dict[int, tuple[int, str]]:
        """What each day attended is paid and by which rule, by the attendance's key; what is not paid is not there."""
        rules = [
            rule
            for rule in self.facts.rows("support_rule", basis="day", insured=0)
            if rule["contract_days"] is None and rule["newly_taken"] is None
        ]
        of: dict[int, list[Row]] = defaultdict(list)
        for row in self.facts["attendance"].values():
            of[row["worker_id"]].append(row)
        found: dict[int, tuple[int, str]] = {}
        for worker, rows in of.items():
            begun = {
                course: min(row["date"] for row in rows if row["course_id"] == course)
                for course in {row["course_id"] for row in rows}
            }
            rows.sort(key=lambda row: (row["date"], begun[row["course_id"]], row["course_id"]))
            paid_days: set[str] = set()
            taken: dict[str, set[int]] = defaultdict(set)
            for row in rows:
                best = self._day_rule(rules, row, worker, taken)
                if best is None or row["date"] in paid_days:
                    continue
                paid_days.add(row["date"])
                taken[best["code"]].add(row["course_id"])
                found[row["id"]] = best["amount"], best["code"]
        return found

    def _day_rule(
        self, rules: Sequence[Row], there: Row, worker: int, taken: dict[str, set[int]]
    ) -> Row | None:
        """The rule that pays most for a day of a free course, among those that leave the person another course."""
        if not self.facts["course"][there["course_id"]]["free"]:
            return None
        day, holding = day_of(there["date"]), []
        for rule in rules:
            most = 1 if rule["first_only"] else rule["most_courses"]
            courses = taken[rule["code"]] | {there["course_id"]}
            category = self.category(self.facts["worker"][worker], day)
            if (
                covers(rule["start"], rule["end"], day)
                and rule["category"] in ("", category)
                and (most is None or len(courses) <= most)
            ):
                holding.append(rule)
        return min(holding, key=lambda rule: (-rule["amount"], rule["code"]), default=None)

    def elsewhere(self, first: date, last: date) -> dict[str, Cells]:
        """Who worked elsewhere on a day of a span, by place: people, of them insured, days of contract."""
        groups: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        days: Counter[str] = Counter()
        for row in self.facts["placement"].values():
            if row["start"] <= last.isoformat() and (row["end"] or "9") >= first.isoformat():
                at = row["place"] or "—"
                groups[at]["people"].add(row["worker_id"])
                days[at] += row["contract_days"] or 0
                if (
                    row["insured_from"]
                    and row["insured_from"] <= last.isoformat()
                    and (row["insured_to"] or "9") >= first.isoformat()
                ):
                    groups[at]["insured"].add(row["worker_id"])
        return {
            at: {"placed": len(one["people"]), "insured": len(one["insured"]), "contract": days[at]}
            for at, one in groups.items()
        }

    def wishes(self, first: date, last: date) -> dict[str, Cells]:
        """Wishes said and met, and who was told of something with what came of it, each in its month."""
        found: dict[str, Counter[str]] = {month: Counter() for month in self.months(first, last)}
        for row in self.facts["wish"].values():
            if self.within(row["date"], first, last):
                found[row["date"][:7]][row["kind"]] += 1
            if self.within(row["met_on"], first, last):
                found[row["met_on"][:7]]["met"] += 1
        for row in self.facts["referral"].values():
            if self.within(row["date"], first, last):
                found[row["date"][:7]][row["outcome"]] += 1
        return {month: dict(cells) for month, cells in found.items()}

    def support(self, first: date, last: date, by: str) -> dict[str, Cells]:
        """The claims dated in a span by rule, workshop or month: how many, of how many people, how they stand."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.facts["claim"].values():
            if self.within(row["date"], first, last):
                known = self.facts["workshop"].get(row["workshop_id"])
                shop = "For no workshop" if known is None else known["name"]
                rule = self.facts["support_rule"][row["rule_id"]]["name"]
                groups[{"rule": rule, "workshop": shop, "month": row["date"][:7]}[by]].append(row)
        people: dict[int, set[int]] = defaultdict(set)
        for row in self.facts["claim_person"].values():
            people[row["claim_id"]].add(row["worker_id"])
        states = ("draft", "submitted", "approved", "paid", "refused")
        return {
            key: {
                "claims": len(rows),
                "people": len(set().union(*(people[row["id"]] for row in rows))),
                **{state: sum(row["amount"] for row in rows if row["status"] == state) for state in states},
                "claimed": sum(row["amount"] for row in rows if row["status"] != "refused"),
            }
            for key, rows in groups.items()
        }

    def retail(self, first: date, last: date) -> dict[tuple[str, ...], Cells]:
        """Quantity, takings and slips sold by month, product and workshop."""
        names = {row["code"]: row["name"] for row in self.facts["workshop"].values()}
        found: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        slips: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for row in self.sold(first, last):
            product = self.facts["product"][row["product_id"]]["code"]
            key = row["date"][:7], product, names.get(row["place"], row["place"])
            found[key].update(quantity=row["quantity"], takings=row["takings"])
            slips[key].add(row["voucher_id"])
        return {key: {**cells, "slips": len(slips[key])} for key, cells in found.items()}

    def deposits(self, first: date, last: date) -> dict[int, Cells]:
        """What each household deposited for machines in a span, got back, and has deposited at its end."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        slips = {row["id"]: row for row in self.facts.counting("machine")}
        told: set[tuple[int, int, str | None]] = set()
        back: set[tuple[int, int, str | None]] = set()
        for row in self.facts["equipment_event"].values():
            slip = slips.get(row["voucher_id"])
            if slip is None or slip["household_id"] is None:
                continue
            home, machine = slip["household_id"], row["equipment_id"]
            if row["kind"] in ("lend", "swap"):
                told.add((home, row["other_id"] or machine, slip["date"]))
            if row["kind"] in ("return", "swap"):
                back.add((home, machine, slip["date"]))
            if slip["date"] <= last.isoformat():
                found[home]["held"] += row["deposit_in"] - row["deposit_out"]
                if slip["date"] >= first.isoformat():
                    found[home][f"{row['deposit_by']}_in"] += row["deposit_in"]
                    found[home][f"{row['deposit_by']}_out"] += row["deposit_out"]
        for loan in self.facts["equipment_loan"].values():
            home, machine = loan["household_id"], loan["equipment_id"]
            if (home, machine, loan["lent_on"]) in told or not loan["deposit"]:
                continue
            for day, sign in ((loan["lent_on"] or "", 1), (loan["returned_on"], -1)):
                if day is None or day > last.isoformat() or (sign < 0 and (home, machine, day) in back):
                    continue
                found[home]["held"] += sign * loan["deposit"]
                if day >= first.isoformat():
                    found[home]["cash_in" if sign > 0 else "cash_out"] += loan["deposit"]
        return {home: dict(cells) for home, cells in found.items() if any(cells.values())}


POOR = {
    *("脱贫户", "脱贫人口", "脱贫", "监测户", "监测对象", "低保户", "低保", "低收入户", "低收入"),
    *("Lifted out of poverty", "Under watch", "Low income"),
}
GROUPS = ("women", "left_behind", "poor", "collective")


class Groups:
    """Groups of people: who belongs to each on the last day, everybody once, with work, pay and training."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.facts = programme, programme.facts
        self.same: dict[str, list[Row]] = defaultdict(list)
        for row in self.facts["worker"].values():
            self.same[row["id_number"].strip().upper() or str(row["id"])].append(row)

    def belongs(self, group: str, person: Row, day: date) -> bool:
        if group == "total":
            return any(self.belongs(one, person, day) for one in GROUPS)
        if not person["active"]:
            return False
        if group == "women":
            return bool(person["sex"].casefold() in ("女", "f", "female"))
        if group == "poor":
            return self.programme.category(person, day) in POOR
        return bool(person[group])

    def figures(self, first: date, last: date) -> dict[str, Cells]:
        programme = self.programme
        gross: Counter[int] = Counter()
        for key in programme.months(first, last):
            for home, figures in programme.pay.of(key).statements.items():
                gross[int(home)] += figures["gross"]
        slips = {row["id"]: row["date"] for row in self.facts.counting("collection")}
        work: dict[int, set[int]] = defaultdict(set)
        for line in self.facts["collection_line"].values():
            if programme.within(slips.get(line["voucher_id"]), first, last):
                sub = self.facts["subcontract"][line["subcontract_id"]]
                work[sub["household_id"]].add(sub["id"])
        there = [
            row for row in self.facts["attendance"].values() if programme.within(row["date"], first, last)
        ]
        found = {}
        for group in (*GROUPS, "total"):
            members = {
                who: next(row for row in rows if self.belongs(group, row, last))
                for who, rows in self.same.items()
                if any(self.belongs(group, row, last) for row in rows)
            }
            homes = {row["household_id"] for row in members.values()}
            who = {row["id"]: one for one, rows in self.same.items() if one in members for row in rows}
            courses = [row for row in there if row["worker_id"] in who]
            found[group] = {
                "people": len(members),
                "households": len(homes),
                "pay": sum(gross[home] for home in homes),
                "work": len(set[int]().union(*(work[home] for home in homes))),
                "courses": len({row["course_id"] for row in courses}),
                "days": len({(who[row["worker_id"]], row["date"]) for row in courses}),
            }
        return {group: cells for group, cells in found.items() if cells["people"]}


def total(cells: Iterable[Cells]) -> Cells:
    """The sums of several rows' figures."""
    found: Counter[str] = Counter()
    for one in cells:
        found.update(one)
    return dict(found)
