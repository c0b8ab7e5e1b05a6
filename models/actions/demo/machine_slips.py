"""What happens to the demo's machines, month by month: inspected, repaired, swapped, returned, lent again, lost."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, Final

from models.actions.demo.days import works
from models.actions.demo.names import TRADES, Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.guidance.machine_events import EventDraft, record_event, record_events
from models.errors import UserError
from models.queries.guidance.machine_states import inspections_due
from models.queries.ledger.deposits import deposits_held
from models.tables.guidance import (
    BY_PAY,
    INSPECT,
    LEND,
    LOSE,
    REPAIR,
    SWAP,
    TAKE_BACK,
    Equipment,
    EquipmentLoan,
)

_SAID: Final[dict[str, Any]] = read("programme.json")
_LEFT_DUE, _LEFT_DAYS = 2, 75
"""So many machines that became due in the last so many days wait for their inspection when the demo ends."""
_IN_TIME: Final = 0.7
_EVERY: Final = ((REPAIR, 3), (SWAP, 6), (TAKE_BACK, 4), (LOSE, 18))
"""Before the last month, what happens to a machine every so many months."""
_DEPOSIT: Final = 10_000


class MachineSlips:
    """What is written down of machines; every chance is drawn from ``rng``."""

    def __init__(self, coop: Cooperative, say: Speaker, rng: random.Random, until: date) -> None:
        self.coop, self.say, self.rng, self.until = coop, say, rng, until
        self._months = 0

    def month(self, days: list[date], *, last: bool) -> None:
        """What happened on some of the days of a month, and the inspections at its end."""
        self._months += 1
        told: set[int] = set()
        for kind, every in _EVERY:
            if last or self._months % every == 0:
                day = self.rng.choice(days)
                loans = [loan for loan in self._loans(day) if loan.equipment_id not in told]
                if loans:
                    loan = self.rng.choice(loans)
                    told.add(loan.equipment_id)
                    self._happened(kind, loan, day)
        self._inspect(days[-1])

    def _loans(self, day: date) -> list[Any]:
        """The loans that still ran when a day began."""
        return [
            loan
            for loan in EquipmentLoan.select()
            .where(EquipmentLoan.returned_on.is_null())
            .order_by(EquipmentLoan.id)
            if loan.lent_on is not None and loan.lent_on < day
        ]

    def _happened(self, kind: str, loan: Any, day: date) -> None:
        machine, home = loan.equipment_id, loan.household_id
        held = deposits_held(home).get(machine, 0)
        if kind == REPAIR:
            cost = self.rng.randrange(20, 160) * 100
            said = self.say.one(_SAID["repaired"])
            record_event(EventDraft(REPAIR, machine, day, condition=said, cost=cost))
        elif kind == SWAP:
            other = self._spare(loan.equipment.name)
            if other is not None:
                said = self.say.one(_SAID["swapped"])
                record_event(EventDraft(SWAP, machine, day, other=other, condition=said))
        elif kind == TAKE_BACK:
            said = self.say.one(_SAID["given_back"])
            record_event(EventDraft(TAKE_BACK, machine, day, home, deposit_out=held, condition=said))
            self._lend_on(loan, day)
        else:
            record_event(EventDraft(LOSE, machine, day, home, condition=self.say.one(_SAID["lost"])))

    def _spare(self, name: str) -> int | None:
        """A machine of a name that lies in the warehouse and was never lost."""
        out = EquipmentLoan.select(EquipmentLoan.equipment).where(EquipmentLoan.returned_on.is_null())
        found = Equipment.select().where(Equipment.name == name, Equipment.id.not_in(out))
        row: Any = found.order_by(Equipment.code).first()
        return None if row is None else int(row.id)

    def _lend_on(self, loan: Any, day: date) -> None:
        """Another household of the trade gets a machine, and pays the deposit with its pay."""
        trade = next(at for at, one in enumerate(TRADES) if self.say(one.machine) == loan.equipment.name)
        having = {row.household_id for row in EquipmentLoan.select(EquipmentLoan.household).distinct()}
        homes = [one.id for one in self.coop.workshops if one.trade == trade and one.id not in having]
        if homes:
            home = self.rng.choice(homes)
            record_event(
                EventDraft(LEND, loan.equipment_id, day, home, deposit_in=_DEPOSIT, deposit_by=BY_PAY)
            )

    def _inspect(self, day: date) -> None:
        """Machines are looked at when they are due; some that became so in the last weeks wait."""
        # Some are looked at a month later than they should.
        due = [one for one in inspections_due(day) if self.rng.random() < _IN_TIME]
        if (self.until - day).days < _LEFT_DAYS:
            due = due[:-_LEFT_DUE]
        drafts = [EventDraft(INSPECT, one.id, day, condition=self.say.one(_SAID["inspected"])) for one in due]
        if drafts:
            record_events(drafts, _refuse)


def _refuse(draft: EventDraft, error: UserError) -> None:
    raise error


def working_days(first: date, until: date) -> list[date]:
    """The days of a month on which there is work."""
    days = [date.fromordinal(at) for at in range(first.toordinal(), until.toordinal() + 1)]
    return [day for day in days if works(day)] or [until]
