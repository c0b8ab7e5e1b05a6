"""Who qualifies for support money, by the second reckoning: the words of help/support held against the bare rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from tests.scenarios.programme_facts import Row, covers, day_of
from tests.scenarios.programme_reckoning import Programme

QUALIFIES, NEARLY, CLAIMED, NOT = "qualifies", "nearly", "claimed", "not"
YEAR = 365


class Job(NamedTuple):
    """Somebody's time at a workshop (None: elsewhere); ``firms`` are the other workshops of the employer."""

    shop: int | None
    start: str
    end: str | None
    contract: int = 0
    insured: tuple[str | None, str | None] = (None, None)
    firms: frozenset[int] = frozenset()


class Found(NamedTuple):
    """How somebody or a workshop stands; ``amount`` in fen where it qualifies."""

    verdict: str
    amount: int = 0
    days: int | None = None


class Claims:
    """Who qualifies by each rule on each day, without some claims."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.facts = programme.facts
        self.jobs = self._jobs()
        self.day_money = programme.training_money()

    def _jobs(self) -> dict[int, list[Job]]:
        found: dict[int, list[Job]] = defaultdict(list)
        working: dict[int, list[int]] = defaultdict(list)
        for row in self.facts.rows("worker", active=1):
            working[row["household_id"]].append(row["id"])
        for row in self.facts["workshop_member"].values():
            for worker in working[row["household_id"]]:
                found[worker].append(Job(row["workshop_id"], row["start"], row["end"]))
        for row in self.facts["placement"].values():
            found[row["worker_id"]].append(
                Job(
                    row["workshop_id"],
                    row["start"],
                    row["end"],
                    row["contract_days"] or 0,
                    (row["insured_from"], row["insured_to"]),
                    self._firms(row),
                )
            )
        return found

    def _firms(self, placement: Row) -> frozenset[int]:
        """The workshops whose enterprise employed somebody: by the employer's name, or by the workshop's enterprise."""
        shops = self.facts["workshop"].values()
        companies = self.facts["enterprise"]
        at = self.facts["workshop"].get(placement["workshop_id"])
        firms = set()
        for shop in shops:
            company = companies[shop["enterprise_id"]]["name"] if shop["enterprise_id"] else None
            named = placement["employer"] in (shop["name"], company)
            same = at is not None and shop["enterprise_id"] and at["enterprise_id"] == shop["enterprise_id"]
            if (named or same) and shop["id"] != placement["workshop_id"]:
                firms.add(shop["id"])
        return frozenset(firms)

    # -- conditions ---------------------------------------------------------------------------------------------------

    def contract_days(self, job: Job) -> int:
        """The days of a contract; of one that ended before, the days it lasted."""
        if job.end is None:
            return job.contract
        return min(job.contract, (day_of(job.end) - day_of(job.start)).days + 1)

    def uninsured(self, job: Job, day: date) -> tuple[int, int]:
        """How many days of the work so far were not insured, of how many."""
        last = min(day, day_of(job.end)) if job.end else day
        whole = max(1, (last - day_of(job.start)).days + 1)
        since, until = job.insured
        if since is None:
            return whole, whole
        begun = max(day_of(job.start), day_of(since))
        ended = min(last, day_of(until)) if until else last
        return whole - max(0, (ended - begun).days + 1), whole

    def newly(self, rule: Row, worker: int, shop: int, day: date) -> bool:
        """Whether a workshop newly took somebody in: the first stay, going on, begun within a year and the rule."""
        own = sorted((job for job in self.jobs[worker] if job.shop == shop), key=lambda job: job.start)
        if not own or day_of(own[0].start) > day:
            return False
        first, end = own[0].start, own[0].end
        for job in own[1:]:
            if end is not None and (day_of(job.start) - day_of(end)).days <= 1:
                end = None if job.end is None else max(end, job.end)
        if end is not None and day_of(end) < day:
            return False
        if first < rule["start"] or (day - day_of(first)).days >= YEAR:
            return False
        return not any(
            shop in job.firms
            and job.start < first
            and (job.end is None or (day_of(first) - day_of(job.end)).days <= YEAR)
            for job in self.jobs[worker]
        )

    def earlier(
        self, rule: Row, left_out: Iterable[int]
    ) -> tuple[dict[int, list[Any]], dict[int, list[Any]]]:
        """What was claimed by the rule's code and not refused, by person and by workshop: (same dated rule, days)."""
        people: dict[int, list[Any]] = defaultdict(list)
        shops: dict[int, list[Any]] = defaultdict(list)
        for claim in self.facts["claim"].values():
            of = self.facts["support_rule"][claim["rule_id"]]
            if of["code"] != rule["code"] or claim["status"] == "refused" or claim["id"] in left_out:
                continue
            same = of["id"] == rule["id"]
            if claim["workshop_id"]:
                shops[claim["workshop_id"]].append((same, 0))
            for person in self.facts.rows("claim_person", claim_id=claim["id"]):
                people[person["worker_id"]].append((same, person["days"] or 0))
        return people, shops

    # -- verdicts -----------------------------------------------------------------------------------------------------

    def stand(
        self, rule: Row, day: date, left_out: Iterable[int] = ()
    ) -> tuple[dict[int, Found], dict[int, Found]]:
        """How people and workshops stand to a rule on a day, by key; only whom the rule pays for."""
        people, shops = self.earlier(rule, set(left_out))
        if rule["basis"] == "day":
            return self._by_day(rule, day, people), {}
        if rule["basis"] == "workshop":
            return {}, {key: self._shop(rule, day, key, shops[key], people) for key in self.facts["workshop"]}
        taken = {
            shop: sum(self.newly(rule, worker, shop, day) for worker in self.jobs)
            for shop in self.facts["workshop"]
            if rule["newly_taken"]
        }
        return {worker: self._person(rule, day, worker, people[worker], taken) for worker in self.jobs}, {}

    def _once(self, rule: Row, claims: list[Any]) -> bool:
        """Whether a claim stands in the way."""
        return any(same for same, _ in claims) or bool(rule["first_only"] and claims)

    def _missing(self, rule: Row, day: date, worker: int, job: Job | None) -> tuple[int, bool]:
        """What a job lacks: how much that may still come, and whether all of it is near; -1 where it can never do."""
        if not covers(rule["start"], rule["end"], day) or job is None:
            return -1, False
        if rule["category"] and rule["category"] != self.programme.category(
            self.facts["worker"][worker], day
        ):
            return -1, False
        if rule["newly_taken"] and (job.shop is None or not self.newly(rule, worker, job.shop, day)):
            return -1, False
        lacks = []
        if rule["contract_days"]:
            lacks.append((max(0, rule["contract_days"] - self.contract_days(job)), rule["contract_days"]))
        if rule["insured"]:
            lacks.append(self.uninsured(job, day))
        near = all(missing <= max(1, needed // 5) for missing, needed in lacks)
        return sum(missing for missing, _ in lacks), near

    def _person(self, rule: Row, day: date, worker: int, claims: list[Any], taken: dict[int, int]) -> Found:
        said = day.isoformat()
        tried: list[Found] = []
        for job in self.jobs[worker]:
            there = covers(job.start, job.end, day)
            had = job.contract and job.start <= said and (job.end is None or job.end >= rule["start"])
            if there or had:
                missing, near = self._missing(rule, day, worker, job)
                short = 0
                if rule["newly_taken"] and job.shop is not None:
                    short = max(0, rule["newly_taken"] - taken[job.shop])
                    near = near and short <= max(1, rule["newly_taken"] // 5)
                tried.append(self._verdict(rule, claims, missing + short if missing >= 0 else -1, near))
        order = (QUALIFIES, CLAIMED, NEARLY, NOT)
        return min(
            tried, key=lambda one: order.index(one.verdict), default=self._verdict(rule, claims, -1, False)
        )

    def _verdict(self, rule: Row, claims: list[Any], missing: int, near: bool) -> Found:
        if self._once(rule, claims):
            return Found(CLAIMED)
        if missing == 0:
            return Found(QUALIFIES, rule["amount"])
        return Found(NEARLY if missing > 0 and near else NOT)

    def _shop(self, rule: Row, day: date, key: int, claims: list[Any], people: dict[int, list[Any]]) -> Found:
        shop = self.facts["workshop"][key]
        if self._once(rule, claims):
            return Found(CLAIMED)
        sound = covers(rule["start"], rule["end"], day) and covers(shop["opened"], shop["closed"], day)
        asked = rule["newly_taken"] or int(bool(rule["contract_days"] or rule["insured"] or rule["category"]))
        short = max(0, asked - len(self.counting(rule, day, key, people)))
        if sound and not short:
            return Found(QUALIFIES, rule["amount"])
        return Found(NEARLY if sound and short <= max(1, asked // 5) else NOT)

    def counting(self, rule: Row, day: date, shop: int, people: dict[int, list[Any]]) -> set[int]:
        """Who counts for a workshop: there on the day with all that is asked of people, and in no other claim."""
        return {
            worker
            for worker, jobs in self.jobs.items()
            if not self._once(rule, people[worker])
            for job in jobs
            if job.shop == shop
            and covers(job.start, job.end, day)
            and self._missing(
                {**rule, "start": "0", "end": None} | {"start": rule["start"]}, day, worker, job
            )[0]
            == 0
        }

    def _by_day(self, rule: Row, day: date, people: dict[int, list[Any]]) -> dict[int, Found]:
        paid: dict[int, int] = defaultdict(int)
        for key, row in self.facts["attendance"].items():
            amount, code = self.day_money.get(key, (0, ""))
            if code == rule["code"] and amount and row["date"] <= day.isoformat():
                paid[row["worker_id"]] += covers(rule["start"], rule["end"], day_of(row["date"]))
        found = {}
        for worker in {row["worker_id"] for row in self.facts["attendance"].values()}:
            claimed = sum(days for same, days in people[worker] if same)
            left = max(0, paid[worker] - claimed)
            if left and covers(rule["start"], rule["end"], day):
                found[worker] = Found(QUALIFIES, left * rule["amount"], left)
            elif claimed and not left:
                found[worker] = Found(CLAIMED, 0, 0)
            else:
                found[worker] = Found(NOT, 0, left)
        return found
