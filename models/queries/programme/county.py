"""What the county office asks of a span: households, pay by village and population category, machines, visits.

Money is fen. Pay counts in the pay periods the span touches, open ones as they stand today. What is locked is told as
it was locked: pay stands with the village and category its household had then, the rest as of the span's last period. A
household that moved lived on the last day of a month where its pay of that month stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.database import db
from models.queries.answers import stored_day
from models.queries.counting import counts
from models.queries.guidance.loans import LOAN_COLUMNS
from models.queries.guidance.machine_states import lost_loans
from models.queries.party.stays import elsewhere
from models.queries.past import as_locked
from models.queries.pay.earnings import PayMonth, statements
from models.queries.periods import periods_between
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay import pay_method
from models.rules.pay.calendar import Period
from models.rules.pay.wage import Reckoning
from models.tables.guidance import Equipment, EquipmentLoan, Visit
from models.tables.ledger import Voucher
from models.tables.party import Household, Worker


@dataclass(slots=True)
class HouseholdFigures:
    """A household with what it earned in the span."""

    id: int
    code: str
    head: str
    sex: str
    township: str
    village: str
    category: str
    helper: str
    active: bool
    workers: int = 0
    months: int = 0
    piece: int = 0
    gross: int = 0
    net: int = 0
    visits: int = 0
    machines: int = 0


@dataclass(slots=True)
class Group:
    """Households of one village or category: how many, of them in work and paid, and the sums."""

    place: tuple[str, ...]
    households: int = 0
    active: int = 0
    workers: int = 0
    paid: int = 0
    piece: int = 0
    gross: int = 0
    net: int = 0
    visits: int = 0
    machines: int = 0

    @property
    def average(self) -> int:
        """Net pay per household paid, in fen rounded half up; 0 where nobody was paid."""
        return (2 * self.net + self.paid) // (2 * self.paid) if self.paid else 0


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Pay of one period."""

    key: str
    status: str
    households: int
    piece: int
    gross: int
    net: int
    bank: int


@dataclass(frozen=True, slots=True)
class MachineOut:
    """A machine lent in the span or still out at its end."""

    code: str
    name: str
    model: str
    household: str
    head: str
    village: str
    lent_on: date | None
    returned_on: date | None
    deposit: int


@dataclass(frozen=True, slots=True)
class VisitMade:
    """A guidance visit of the span."""

    date: date
    number: str
    household: str
    head: str
    village: str
    technician: str
    topic: str
    finding: str
    advice: str


@dataclass(slots=True)
class County:
    """Everything the county's sheets say of a span."""

    first: date
    last: date
    homes: list[HouseholdFigures]
    villages: list[Group]
    categories: list[Group]
    whole: Group
    """All households in one."""
    months: list[MonthFigures] = field(default_factory=list)
    machines: list[MachineOut] = field(default_factory=list)
    visits: list[VisitMade] = field(default_factory=list)


@shows(roles.SEE_PAY)
def county(first: date, last: date) -> County:
    """The county's sheets of the days between two; households that stopped count while they earned in the span."""
    periods = periods_between(first, last)
    with as_locked(periods[-1].key):
        homes = _homes(last)
        machines = _machines(first, last, homes)
        visits = _visits(first, last, homes)
    earned: list[tuple[HouseholdFigures, Reckoning]] = []
    months = [_add_pay(homes, period, earned) for period in periods]
    listed = [home for home in homes.values() if home.active or home.months or home.visits]
    counted = {home.id for home in listed}
    earned = [(home, reckoning) for home, reckoning in earned if home.id in counted]
    return County(
        first,
        last,
        listed,
        grouped(listed, earned, lambda home: (home.township, home.village)),
        grouped(listed, earned, lambda home: (home.category,)),
        grouped(listed, earned, lambda home: ())[0] if listed else Group(()),
        months,
        machines,
        visits,
    )


def grouped(
    homes: Sequence[HouseholdFigures],
    earned: Sequence[tuple[HouseholdFigures, Reckoning]],
    by: Callable[[HouseholdFigures], tuple[str, ...]],
) -> list[Group]:
    """Households summed up by a property of theirs, in its order.

    ``earned`` is each pay with its household as it was then: one that moved on is counted paid in both places.
    """
    found: dict[tuple[str, ...], Group] = {}

    def group_of(home: HouseholdFigures) -> Group:
        return found.setdefault(by(home), Group(by(home)))

    for home in homes:
        group = group_of(home)
        group.households += 1
        group.active += home.active
        group.workers += home.workers
        group.visits += home.visits
        group.machines += home.machines
    net: dict[tuple[tuple[str, ...], int], int] = defaultdict(int)
    for home, reckoning in earned:
        group = group_of(home)
        group.piece += reckoning.piece
        group.gross += reckoning.gross
        group.net += reckoning.net
        net[group.place, home.id] += reckoning.net
    for (place, _), fen in net.items():
        found[place].paid += fen > 0
    return [found[place] for place in sorted(found)]


def _homes(day: date) -> dict[int, HouseholdFigures]:
    """The households, each where it lived on a day."""
    query = Household.select(
        Household.id,
        Household.code,
        Household.head,
        Household.sex,
        Household.township,
        Household.village,
        Household.category,
        Household.helper,
        Household.active,
    ).order_by(Household.code)
    homes: dict[int, HouseholdFigures] = {}
    for row in db.execute(query):
        homes[row[0]] = home = HouseholdFigures(*row)
        home.active = bool(home.active)
    for key, there in elsewhere(day).items():
        homes[key].township, homes[key].village = there.township, there.village
        homes[key].helper = there.helper
    for (owner,) in db.execute(Worker.select(Worker.household).where(Worker.active)):
        homes[owner].workers += 1
    return homes


def _add_pay(
    homes: dict[int, HouseholdFigures], period: Period, earned: list[tuple[HouseholdFigures, Reckoning]]
) -> MonthFigures:
    """Add what each household earned in a period, and sum the period up."""
    month: PayMonth = statements(period.key)
    with as_locked(period.key):
        then = _homes(period.end)
    bank = 0
    for statement in month.statements:
        home, reckoning = homes[statement.household], statement.reckoning
        home.months += reckoning.gross > 0
        home.piece += reckoning.piece
        home.gross += reckoning.gross
        home.net += reckoning.net
        earned.append((then[statement.household], reckoning))
        if statement.pay_method == pay_method.BANK:
            bank += reckoning.net
    return MonthFigures(
        period.key,
        month.status,
        sum(1 for statement in month.statements if statement.reckoning.net > 0),
        month.total("piece"),
        month.total("gross"),
        month.total("net"),
        bank,
    )


def _machines(first: date, last: date, homes: dict[int, HouseholdFigures]) -> list[MachineOut]:
    lost = set(lost_loans(last))
    query = (
        EquipmentLoan.select(EquipmentLoan.id, *LOAN_COLUMNS)
        .join(Equipment)
        .where(
            EquipmentLoan.lent_on.is_null() | (EquipmentLoan.lent_on <= last),
            EquipmentLoan.returned_on.is_null() | (EquipmentLoan.returned_on >= first),
        )
        .order_by(Equipment.code, EquipmentLoan.id)
    )
    found = []
    standing: dict[int, int] = defaultdict(int)
    for key, owner, code, name, model, lent, back, deposit in db.execute(query):
        home = homes[owner]
        if key not in lost and (back is None or back > last.isoformat()):
            standing[owner] += 1
        who = home.code, home.head, f"{home.township}{home.village}"
        found.append(MachineOut(code, name, model, *who, stored_day(lent), stored_day(back), deposit))
    for owner, count in standing.items():
        homes[owner].machines = count
    return found


def _visits(first: date, last: date, homes: dict[int, HouseholdFigures]) -> list[VisitMade]:
    query = (
        Visit.select(
            Voucher.household,
            Voucher.date,
            Voucher.number,
            Visit.technician,
            Visit.topic,
            Visit.finding,
            Visit.advice,
        )
        .join(Voucher)
        .where(counts(day=last), Voucher.date.between(first, last))
        .order_by(Voucher.date, Voucher.number)
    )
    found = []
    for owner, day, number, *rest in db.execute(query):
        home = homes[owner]
        home.visits += 1
        who = home.code, home.head, f"{home.township}{home.village}"
        found.append(VisitMade(date.fromisoformat(day), number, *who, *rest))
    return found
