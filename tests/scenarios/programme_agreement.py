"""Holds what the program says of the programme against the second reckoning, figure by figure, with what each opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from models.database import db
from models.queries.desk.household_years import year_papers
from models.queries.desk.outwork_ledger import outwork_papers
from models.queries.desk.reports import REPORTS
from models.queries.ledger.enterprise_bills import enterprise_bills
from models.queries.pay.earnings import statements
from models.queries.programme import registers
from models.queries.programme.claim_papers import claim_papers
from models.queries.programme.qualification import qualification
from models.queries.programme.training import course_record
from models.queries.report import ReportFilters
from models.tables.support import SupportRule
from tests.scenarios.claims_reckoning import QUALIFIES, Claims, Found
from tests.scenarios.orders_reckoning import Orders, Outside, Papers
from tests.scenarios.programme_facts import LEVELS, Facts, day_of, last_day
from tests.scenarios.programme_reckoning import Cells, Groups, Programme, total
from tests.scenarios.reckoning import FIGURES

PLACE_FIGURES = ("households", "people", "workshops", "gross", "net", "visits", "machines")


class Agreement:
    """Compares; ``compared`` counts what was, ``faults`` says what differs."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.facts = Facts(lambda said: list(db.execute_sql(said)), today)
        self.programme = Programme(self.facts)
        self.first = day_of(min(row["date"] for row in self.facts["orders"].values()))
        self.compared: Counter[str] = Counter()
        self.faults: list[str] = []

    def same(self, what: str, about: Any, said: Any, reckoned: Any) -> None:
        self.compared[what] += 1
        if said != reckoned:
            self.faults.append(f"{what} {about}: the program says {said}, reckoned {reckoned}")

    def tables(self, what: str, said: Mapping[Any, Cells], reckoned: Mapping[Any, Cells]) -> None:
        """Two tables, cell by cell; what is 0 need not stand there."""
        for key in {*said, *reckoned}:
            mine, other = said.get(key, {}), reckoned.get(key, {})
            for name in {*mine, *other}:
                self.same(what, (key, name), mine.get(name) or 0, other.get(name) or 0)

    def ask(self, key: str, first: date | None = None, last: date | None = None, **filters: Any) -> Any:
        return REPORTS[key].ask(ReportFilters(since=first, until=last, **filters), self.today)

    def opened(self, key: str, answer: Any) -> None:
        """Every figure of a report is what the rows make that it opens."""
        for row in (*answer.rows, *(() if answer.total is None else (answer.total,))):
            for name in answer.opens:
                if row.cells.get(name):
                    self.same(
                        f"{key} opened",
                        (row.key, name),
                        answer.behind(row.key, name).value(),
                        row.cells[name],
                    )

    def report(
        self,
        key: str,
        first: date,
        last: date,
        reckoned: Mapping[Any, Cells],
        *,
        by: Callable[[Any], Any] = lambda row: row.key,
    ) -> None:
        """A report's table, and what it opens."""
        answer = self.ask(key, first, last)
        names = {name for cells in reckoned.values() for name in cells}
        self.tables(
            key, {by(row): {name: row.cells[name] for name in names} for row in answer.rows}, reckoned
        )
        self.opened(key, answer)

    def spans(self) -> list[tuple[date, date]]:
        """Every month, every year, and all of it, up to today."""
        months = [
            (day_of(f"{key}-01"), last_day(key)) for key in self.programme.months(self.first, self.today)
        ]
        years = range(self.first.year, self.today.year + 1)
        return (
            [*months, *self.years(), (months[0][0], self.today)]
            if len(years) > 1
            else [*months, *self.years()]
        )

    def years(self) -> list[tuple[date, date]]:
        return [
            (date(year, 1, 1), min(date(year, 12, 31), self.today))
            for year in range(self.first.year, self.today.year + 1)
        ]

    # -- pay, places, the year ----------------------------------------------------------------------------------------

    def pay(self) -> None:
        for key in self.programme.months(self.first, self.today):
            said = {
                str(one.household): {name: getattr(one.reckoning, name) for name in FIGURES}
                for one in statements(key).statements
            }
            self.tables("statements", said, self.programme.pay.of(key).statements)

    def places(self) -> None:
        for first, last in self.spans():
            last = min(last, self.today)
            by_level: dict[str, dict[str, Cells]] = {}
            for level in LEVELS:
                answer = self.ask("places", first, last, level=level)
                by_level[level] = {row.key: _place_cells(answer, row) for row in answer.rows}
                reckoned = self.programme.places(first, last, level)
                self.tables(f"places, {level}", by_level[level], reckoned)
                self.tables(
                    "places, all", {"": _place_cells(answer, answer.total)}, {"": total(reckoned.values())}
                )
                self.opened("places", answer)
            for upper, lower in pairwise(LEVELS):
                parts: dict[str, list[Cells]] = {}
                for key, cells in by_level[lower].items():
                    parts.setdefault(self.above(key, upper), []).append(cells)
                sums = {key: total(cells) for key, cells in parts.items()}
                self.tables(f"{lower}s make the {upper}", sums, by_level[upper])

    def above(self, key: str, level: str) -> str:
        """The row of a level to which a row of the one below belongs."""
        if key == "none":
            return key
        number = key.removeprefix("in-")
        if not number.isdigit():
            village = key.rsplit("-", 1)[0]
            number = next(str(row["id"]) for row in self.facts["region"].values() if row["code"] == village)
        return self.facts.at_level(int(number), "", level)

    def year(self) -> None:
        for first, last in self.years():
            before = date(first.year - 1, 1, 1), _a_year_before(last)
            now, past = self.programme.year(first, last), self.programme.year(*before)
            answer = self.ask("year", first, last)
            for row in answer.rows:
                names = ("amount", "amount_before") if row.cells["amount"] is not None else (
                    "counted", "counted_before",
                )  # fmt: skip
                self.same("year", (first.year, row.key), row.cells[names[0]], now[row.key])
                self.same("year before", (first.year, row.key), row.cells[names[1]], past[row.key])
                self.same(
                    "growth",
                    (first.year, row.key),
                    row.cells["growth"],
                    self.growth(row.key, first, last, now, past),
                )
            self.opened("year", answer)

    def growth(self, key: str, first: date, last: date, now: Cells, past: Cells) -> int | None:
        """How much more a figure is than before, in parts per million, of what can be compared."""
        months = self.programme.months(first, last)
        known = [
            month for month in self.programme.months(date(first.year - 1, 1, 1), last) if self._paid(month)
        ]
        begin = min(known, default="")
        alike = [month for month in months if last_day(month) < self.today and _before(month) >= begin]
        if key in ("income", "households", "workers"):
            sums = [self.programme.earned(some)[key] for some in (alike, [_before(month) for month in alike])]
        elif _before(months[0]) >= begin:
            sums = [now[key], past[key]]
        else:
            return None
        if sums[1] <= 0:
            return None
        exact = Fraction((sums[0] - sums[1]) * 1_000_000, sums[1])
        return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))

    def _paid(self, month: str) -> bool:
        return bool(self.programme.pay.of(month).statements)

    # -- the registers' reports ---------------------------------------------------------------------------------------

    def reports(self) -> None:
        programme, groups = self.programme, Groups(self.programme)
        for first, last in self.years():
            self.report("workshops", first, last, programme.workshops(last))
            self.report("training", first, last, programme.training(first, last))
            self.report("placements", first, last, programme.elsewhere(first, last))
            self.report("wishes", first, last, programme.wishes(first, last))
            self.report(
                "groups", first, last, {k: v for k, v in groups.figures(first, last).items() if k != "total"}
            )
            for by, key in (("rule", "rules"), ("workshop", "workshops"), ("month", "months")):
                self.report(f"support_{key}", first, last, programme.support(first, last, by))
            self.report(
                "sales",
                first,
                last,
                programme.retail(first, last),
                by=lambda row: (row.cells["month"], row.cells["code"], row.cells["workshop"]),
            )
            deposits = programme.deposits(first, last)
            self.report("deposits", first, last, deposits, by=lambda row: int(row.key))
            self.report("funding", first, last, programme.funding(first, last))

    def registers(self) -> None:
        """Every list counts the rows of its table, each once, and adds up its money and quantities."""
        for name, make in vars(registers).items():
            if getattr(make, "__module__", "") != registers.__name__ or name.startswith("_"):
                continue
            listing = make()
            table = listing.key.model._meta
            rows = self.facts[table.table_name].values()
            self.same("list", name, listing.count(), len(rows))
            self.same("list", name, sorted(listing.keys()), sorted(row["id"] for row in rows))
            for (column, _), said in listing.sums().items():
                if column in table.fields:
                    reckoned = sum(row[table.fields[column].column_name] or 0 for row in rows)
                    self.same("list total", (name, column), said, reckoned)

    # -- support money and training -----------------------------------------------------------------------------------

    def claims(self, days: Iterable[date], *, untouched: bool) -> None:
        """Who qualifies by every rule on some days; in books nobody changed since, what each claim was made of too."""
        claims = Claims(self.programme)
        for rule in SupportRule.select():
            row = self.facts["support_rule"][rule.id]
            for day in days:
                said = {
                    one.worker.id if one.worker else one.workshop.id: Found(
                        one.judged.verdict, one.judged.amount, one.judged.days
                    )
                    for one in qualification(rule, day).claimants
                    if one.worker or one.workshop
                }
                people, shops = claims.stand(row, day)
                reckoned = {**people, **shops}
                for key in {*said, *reckoned}:
                    mine, other = said.get(key), reckoned.get(key)
                    if mine and other and other.verdict != QUALIFIES:
                        mine, other = mine._replace(days=None), other._replace(days=None)
                    self.same("who qualifies", (rule.code, day, key), mine, other)
        for claim in self.facts["claim"].values() if untouched else ():
            later = [
                one["id"]
                for one in self.facts["claim"].values()
                if (one["date"], one["number"]) >= (claim["date"], claim["number"])
            ]
            rule = self.facts["support_rule"][claim["rule_id"]]
            people, shops = claims.stand(rule, day_of(claim["date"]), later)
            if rule["basis"] == "workshop":
                self.same("claimed", claim["number"], shops[claim["workshop_id"]].verdict, QUALIFIES)
                continue
            for person in self.facts.rows("claim_person", claim_id=claim["id"]):
                found = Found(QUALIFIES, person["amount"], person["days"])
                self.same("claimed", claim["number"], found, people[person["worker_id"]])
        self._nobody_twice()
        self._claim_papers()

    def _nobody_twice(self) -> None:
        seen: Counter[tuple[int, int]] = Counter()
        for row in self.facts["claim_person"].values():
            claim = self.facts["claim"][row["claim_id"]]
            if (
                claim["status"] != "refused"
                and self.facts["support_rule"][claim["rule_id"]]["basis"] != "day"
            ):
                seen[row["worker_id"], claim["rule_id"]] += 1
        self.same("nobody twice", "", [key for key, often in seen.items() if often > 1], [])

    def _claim_papers(self) -> None:
        """The roster, six months of gross pay, and the contracts of every claim."""
        for paper in claim_papers():
            claim = next(row for row in self.facts["claim"].values() if row["number"] == paper.number)
            people = {row["worker_id"]: row for row in self.facts.rows("claim_person", claim_id=claim["id"])}
            named = {key: self.facts["worker"][key] for key in people}
            self.same(
                "roster",
                paper.number,
                sorted((line.name, line.days, line.amount) for line in paper.lines),
                sorted((named[key]["name"], row["days"], row["amount"]) for key, row in people.items()),
            )
            self.same("claim", paper.number, paper.amount, claim["amount"])
            number = int(claim["date"][:4]) * 12 + int(claim["date"][5:7]) - 1
            months = [f"{at // 12}-{at % 12 + 1:02d}" for at in range(number - 6, number)]
            self.same("six months", paper.number, list(paper.periods), months)
            pay = {
                self.facts["household"][home]["code"]: [
                    self.programme.pay.of(month).statements.get(str(home), {}).get("gross")
                    if month >= f"{self.first:%Y-%m}"
                    else None
                    for month in months
                ]
                for home in {row["household_id"] for row in named.values()}
            }
            self.same(
                "six months", paper.number, {one.contact.code: list(one.months) for one in paper.pay}, pay
            )
            contracts = [
                (named[row["worker_id"]]["name"], row["employer"], row["start"], row["contract_days"])
                for row in self.facts["placement"].values()
                if row["worker_id"] in people
                and row["start"] <= claim["date"]
                and claim["workshop_id"] in (None, row["workshop_id"])
            ]
            said = [(one.worker, one.employer, one.start.isoformat(), one.days) for one in paper.contracts]
            self.same("contracts", paper.number, sorted(said, key=str), sorted(contracts, key=str))

    def training(self) -> None:
        """What the days of each course are paid; nobody is at more than three free courses."""
        money = self.programme.training_money()
        for key, course in self.facts["course"].items():
            record = course_record(key)
            assert record is not None
            there = self.facts.rows("attendance", course_id=key)
            self.same("course", course["number"], record.person_days, len(there))
            paid: Counter[int] = Counter()
            for row in there:
                paid[row["worker_id"]] += money.get(row["id"], (0, ""))[0]
            self.same(
                "training money",
                course["number"],
                {one.worker: one.amount for one in record.people if one.amount},
                {worker: amount for worker, amount in paid.items() if amount},
            )
        for worker in self.facts["worker"]:
            free = {
                row["course_id"]
                for row in self.facts.rows("attendance", worker_id=worker)
                if self.facts["course"][row["course_id"]]["free"]
            }
            self.same("free courses", worker, len(free) <= 3, True)

    # -- orders and papers --------------------------------------------------------------------------------------------

    def orders(self) -> None:
        orders, outside = Orders(self.programme), Outside(self.programme, self.today)
        reckoned = orders.margins(self.today, outside)
        answer = self.ask("margins", self.first, self.today)
        for row in answer.rows:
            costs = reckoned[int(row.key)]
            for name in ("sold", "piece", "material", "loss"):
                self.same("margins", (row.cells["order"], name), row.cells[name], costs[name])
            statements_of = len(self.facts["household"]) * (len(self.programme.pay.books.locked) + 2)
            for name in ("on_top", "driving"):
                near = abs(row.cells[name] - costs[f"{name}_exact"]) <= statements_of
                self.same("margins", (row.cells["order"], name), near, True)
            parts = ("piece", "on_top", "material", "driving", "loss")
            margin = row.cells["sold"] - sum(row.cells[name] for name in parts)
            self.same("margins", (row.cells["order"], "margin"), row.cells["margin"], margin)
        self.same("margins", "on top", answer.total.cells["on_top"], reckoned[0]["on_top"])
        self.opened("margins", answer)
        names = {key: row["name"] for key, row in self.facts["enterprise"].items()}
        for first, last in self.spans():
            said = {one.name: (one.amount, len(one.lines)) for one in enterprise_bills(first, last)}
            bills = {names[key]: found for key, found in orders.bill(first, last).items()}
            self.same("bills", first, said, bills)
        limits = tuple(
            self.facts.setting(f"material.{name}_limit", usual)
            for name, usual in (("first", 180), ("second", 365))
        )
        answer = self.ask("material_out")
        columns = ("fresh", "near", "late", "gone", "worth", "materials")
        said_of = {row.key: {name: row.cells[name] for name in columns} for row in answer.rows}
        self.tables("material outside", said_of, outside.ageing((limits[0], limits[1])))
        self.opened("material outside", answer)

    def papers(self) -> None:
        papers = Papers(self.programme)
        keys = {row["code"]: key for key, row in self.facts["household"].items()}
        newest = max(row["date"] for row in self.facts["voucher"].values())
        until = max(self.today, day_of(newest))
        for year in range(self.first.year, until.year + 1):
            since = max(self.first, date(year, 1, 1))
            reckoned = papers.year(year, self.programme.months(since, min(until, date(year, 12, 31))))
            names = ("piece", "allowance", "bonus", "gross", "taken", "recovered", "given_back", "net")
            said = {
                keys[one.contact.code]: {
                    "months": len(one.months),
                    **{name: one.total(name) for name in names},
                    "machines": len(one.machines),
                    "days": sum(course.days for course in one.courses),
                }
                for one in year_papers(year).papers
            }
            wanted = {
                home: {name: sums[name] for name in ("months", *names, "machines", "days")}
                for home, sums in reckoned.items()
            }
            self.tables("year papers", said, wanted)
            self._awards(year, papers, reckoned)
        three_years = date(self.today.year - 2, 1, 1), self.today
        part = date(self.today.year, self.today.month, 3), date(self.today.year, self.today.month, 17)
        for first, last in (three_years, part):
            said = {keys[one.contact.code]: _outwork(one) for one in outwork_papers(first, last).papers}
            self.tables("outwork", said, papers.outwork(first, last))

    def _awards(self, year: int, papers: Papers, reckoned: Mapping[int, Mapping[str, Any]]) -> None:
        """The support money on the papers of a year: each to the fen of its part, and all that came for people."""
        keys = {row["code"]: key for key, row in self.facts["household"].items()}
        cut = sum(row["status"] == "paid" for row in self.facts["claim"].values())
        said = {
            keys[one.contact.code]: sum(award.amount for award in one.support)
            for one in year_papers(year).papers
        }
        for home, sums in reckoned.items():
            self.same("support on papers", home, abs(said[home] - sums["support"]) <= cut, True)
        whole = sum(
            fen for claim in papers.paid_claims(date(year, 1, 1), date(year, 12, 31)) for _, fen in claim
        )
        homes = {
            self.facts["worker"][row["worker_id"]]["household_id"]
            for row in self.facts["claim_person"].values()
        }
        if homes <= set(said):
            self.same("support on papers", year, sum(said.values()), whole)


def _place_cells(answer: Any, row: Any) -> Cells:
    """A row of the report by place; pieces by their unit."""
    cells = {name: row.cells[name] for name in PLACE_FIGURES}
    pieces = [one.key for one in answer.columns if one.key.startswith("pieces")]
    return cells | {f"pieces {row.cells['unit' + key[6:]]}": row.cells[key] for key in pieces}


def _outwork(paper: Any) -> Cells:
    found: Counter[str] = Counter()
    for line in paper.lines:
        if line.what == "ordered":
            found.update(orders=1, ordered=line.quantity)
        elif line.what in ("handed", "returned"):
            found.update(hands=1, handed=line.quantity if line.what == "handed" else -line.quantity)
        elif line.what == "received":
            found.update(receipts=1, received=line.quantity, earned=line.amount)
        elif line.what in ("stated", "paid"):
            found[line.what] += line.amount
    return dict(found)


def _before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"


def _a_year_before(day: date) -> date:
    return (
        last_day(f"{day.year - 1}-{day.month:02d}")
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )
