"""The sheets come back: actuals are posted as vouchers, who was not at home rolls over, what was driven is kept."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from models import format
from models.actions.guidance.equipment import lend, take_back
from models.actions.guidance.visits import VisitDraft, record_visit
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.database import among, db
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.operation import in_turn, operation
from models.queries.counting import counts, why_gone
from models.queries.guidance.loans import current_loan
from models.queries.road.route_sheets import RouteSheet
from models.rights import needs
from models.rules.amount import quantity
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import Parts
from models.rules.ledger.grade import PARTS
from models.rules.road import tasks
from models.rules.road.day import HAND, TAKE
from models.rules.road.phone_codes import ScannedDrive
from models.rules.road.tasks import BRING, COLLECT, DELIVER, FETCH, RETURN, SLIP, VISIT
from models.tables import road
from models.tables.ledger import Voucher

DONE: Final = "done"
NOT_HOME: Final = "not_home"


@dataclass(slots=True)
class Done:
    """What was done of one piece of work: ``actual`` in thousandths; for pieces ``parts`` by what they were.

    What of the pieces received no part names waits for inspection. ``text``: what was found, a machine's condition.
    ``written`` is what a driver wrote for a figure and nobody can read as one.
    """

    work: int
    actual: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    reason: str = ""
    written: str = ""


@dataclass(slots=True)
class Came:
    """What became of one stop: DONE or NOT_HOME, when (HH:MM), and what was done there."""

    stop: int
    result: str
    arrived: str = ""
    works: Sequence[Done] = ()


@dataclass(slots=True)
class Driven:
    """What a driver wrote down of a drive: metres driven, when it left and was back (HH:MM)."""

    drive: int
    metres: int | None = None
    left: str = ""
    back: str = ""


def read_actuals(text: str) -> tuple[dt.date, list[Came], list[Driven]]:
    """What a driver's phone saved as a file: the day, the stops answered, what was driven.

    Odometer readings are kilometres. Raises UserError when the file is none of ours or was cut short.
    """
    try:
        data = json.loads(text)
        if data["format"] != "yuanba-actuals" or data["version"] != 1:
            raise KeyError("format")
        day = dt.date.fromisoformat(data["date"])
        stops = [
            Came(
                int(key),
                stop["result"],
                stop.get("arrived", ""),
                [_from_phone(int(work), done) for work, done in stop.get("works", {}).items()],
            )
            for key, stop in data["stops"].items()
            if stop.get("result") in (DONE, NOT_HOME)
        ]
        drives = [
            Driven(int(key), _metres(one), one.get("left", ""), one.get("back", ""))
            for key, one in data["drives"].items()
            if one
        ]
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UserError(tr("This is not a file with a driver's entries.")) from error
    return day, stops, drives


def read_scanned(sheet: RouteSheet, drive: ScannedDrive) -> tuple[list[Came], Driven]:
    """A drive's entries as its codes told them, for its sheet. Raises UserError when they name what it has not."""
    stops = []
    for one in drive.stops:
        if one.place >= len(sheet.lines):
            raise UserError(tr("This is not a code from a driver's phone."))
        line = sheet.lines[one.place]
        works = [
            _from_phone(job.id, {"actual": one.figures.get(at, ""), "text": one.words.get(at, "")})
            for at, job in enumerate(line.jobs)
            if job.id is not None and (at in one.figures or at in one.words)
        ]
        stops.append(Came(line.id, DONE if one.done else NOT_HOME, one.arrived, works))
    facts = drive.facts
    metres = _metres({"out": facts.get("O", ""), "in": facts.get("I", "")})
    return stops, Driven(sheet.id, metres, facts.get("L", ""), facts.get("B", ""))


def _from_phone(work: int, done: Mapping[str, str]) -> Done:
    """A figure is a figure or stays as it was written: one that nobody can read must not lose all the others."""
    written = str(done.get("actual") or "").strip()
    text = str(done.get("text") or "")
    try:
        return Done(work, quantity(written, minimum=0) if written else None, text=text)
    except UserError:
        return Done(work, text=text, written=written)


def _metres(one: Mapping[str, str]) -> int | None:
    """The way between two readings, None where one is missing, cannot be read, or is not beyond the other."""
    try:
        out, back = (quantity(str(one.get(key) or "").strip()) for key in ("out", "in"))
    except UserError:
        return None
    return back - out if back > out else None


Refusal = Callable[[int, int | None, UserError], None]
"""Takes what is wrong with a stop, or with a piece of its work."""


@needs(roles.POST)
@in_turn
def enter_return(
    day: dt.date,
    stops: Sequence[Came],
    drives: Sequence[Driven] = (),
    refused: Refusal | None = None,
) -> list[str]:
    """Enter the sheets of a day: one operation for all its vouchers, whose numbers are returned.

    ``refused(stop, work, error)`` is told everything that is wrong, else the first stops it, with its household's name
    (field: as posting does, arrived, left, back); nothing is then written and UserError is raised.
    """
    plan: Any = road.RoutePlan.get_or_none(road.RoutePlan.date == day)
    if plan is None:
        raise UserError(tr("No drive is planned for this day yet."), "date")
    if plan.returned_on is not None:
        raise UserError(tr("The sheets of this day are entered already."), "date")
    with operation(mark("Enter the sheets of {day}"), day=day.isoformat()):
        numbers = _Return(plan, day, stops, refused).enter()
        for driven in drives:
            times = {
                name: road.RouteDrive._meta.fields[name].kept(getattr(driven, name))
                for name in ("left", "back")
            }
            road.RouteDrive.update(driven=driven.metres, **times).where(
                road.RouteDrive.id == driven.drive, road.RouteDrive.plan == plan
            ).execute()
        plan.returned_on = day
        plan.save()
    return numbers


class _Return:
    """The rows of one return on their way into the ledger."""

    def __init__(self, plan: Any, day: dt.date, stops: Sequence[Came], refused: Refusal | None) -> None:
        self.plan, self.day, self.stops, self.refused = plan, day, stops, refused
        self.rows: dict[int, Any] = {
            row.id: row for row in road.RouteStop.select().where(road.RouteStop.plan == plan)
        }
        self.works: dict[int, Any] = {
            row.id: row
            for row in road.RouteWork.select().join(road.RouteStop).where(road.RouteStop.plan == plan)
        }
        self.drafts: dict[tuple[str, int], Draft] = {}
        self.of: dict[tuple[str, int], list[Any]] = defaultdict(list)
        self.numbers: list[str] = []
        self.faults = 0
        # What was taken for somebody who was out never reached them: it comes back to the warehouse.
        self.missed = {
            self.rows[came.stop].errand_id
            for came in stops
            if came.result == NOT_HOME and came.stop in self.rows and self.rows[came.stop].kind == HAND
        }

    def enter(self) -> list[str]:
        """Note results, gather drafts, post them together."""
        for came in self.stops:
            row = self.rows.get(came.stop)
            if row is None:
                raise UserError(tr("This stop is not on the plan of the day."), "stop")
            with self._reporting(row, None):
                row.result, row.arrived = came.result, road.RouteStop.arrived.kept(came.arrived)
                row.save()
            if came.result == NOT_HOME:
                self._not_home(row)
                continue
            for done in came.works:
                work = self.works[done.work]
                with self._reporting(row, work):
                    self._done(row, work, done)
            self._announced(row)
        drafts = list(self.drafts.items())
        given = post([draft for _, draft in drafts], self._refuse_line)
        if self.faults:
            raise UserError(plural("{n} line is not right yet.", "{n} lines are not right yet.", self.faults))
        for (key, _), number in zip(drafts, given, strict=True):
            voucher = Voucher.get(Voucher.number == number, Voucher.series == voucher_kind.SERIES[key[0]])
            for work in self.of[key]:
                if work.kind != SLIP:
                    work.voucher = voucher
                    work.save()
        return [*given, *self.numbers]

    @contextmanager
    def _reporting(self, row: Any, work: Any) -> Iterator[None]:
        """Tell a refusal of a stop or of its work, and go on to find the others."""
        try:
            yield
        except UserError as error:
            self._refuse(row, work, error)

    def _refuse_line(self, draft: Draft, line: Any, error: UserError) -> None:
        work = self.works[line.place]
        self._refuse(self.rows[work.stop_id], work, error)

    def _refuse(self, row: Any, work: Any, error: UserError) -> None:
        if self.refused is None:
            raise UserError(f"{row.household.head}: {error.message}", error.field) from error
        self.faults += 1
        self.refused(row.id, None if work is None else work.id, error)

    def _done(self, row: Any, work: Any, done: Done) -> None:
        work.actual = done.actual
        if done.text:
            work.note = done.text
        work.save()
        if work.kind in (DELIVER, RETURN, TAKE):
            if done.actual:
                self._material(row, work, done, _VOUCHER[work.kind], done.actual)
        elif work.kind == SLIP:
            self._slip(row, work, done)
        elif work.kind == COLLECT:
            if done.actual:
                self._pieces(row, work, done)
        elif work.kind == VISIT:
            if done.text:
                visit = record_visit(
                    VisitDraft(row.household_id, self.day, topic=work.note, finding=done.text)
                )
                work.voucher = visit
                work.save()
                self.numbers.append(str(visit.number))
        elif work.kind in (BRING, FETCH) and done.actual:
            loan = current_loan(work.equipment_id)
            if work.kind == BRING:
                lend(work.equipment_id, row.household_id, self.day, condition=done.text)
            elif loan is not None:
                take_back(loan.id, self.day, done.text)
        if work.errand_id is not None and (done.actual or work.kind not in (BRING, FETCH, TAKE, HAND)):
            road.Errand.update(done_on=self.day).where(road.Errand.id == work.errand_id).execute()

    def _slip(self, row: Any, work: Any, done: Done) -> None:
        """What its slip does not say: more went out, or the rest comes back. Of one that is gone all went out anew."""
        gone = work.voucher_id is not None and why_gone(Voucher.get_by_id(work.voucher_id)) is not None
        posted = 0 if gone else int(work.quantity or 0)
        more = (posted if done.actual is None else done.actual) - posted
        if more:
            self._material(
                row, work, done, voucher_kind.ISSUE if more > 0 else voucher_kind.RETURN, abs(more)
            )

    def _material(self, row: Any, work: Any, done: Done, kind: str, quantity: int) -> None:
        if work.kind == TAKE and work.errand_id in self.missed:
            kind = voucher_kind.RETURN
            material = work.material
            self._ask_again(
                work.to_subcontract.household_id,
                tr("Bring {goods}, nobody was at home").format(
                    goods=f"{material.name} {format.quantity(quantity, material.unit)}"
                ),
            )
        line = MaterialLine(
            work.subcontract_id,
            work.material_id,
            quantity,
            done.reason,
            to_subcontract=work.to_subcontract_id if kind == voucher_kind.TRANSFER else None,
            place=work.id,
        )
        self._add(kind, row.household_id, line, work)

    def _pieces(self, row: Any, work: Any, done: Done) -> None:
        received = int(done.actual or 0)
        named = {part: done.parts.get(part, 0) for part in PARTS}
        rest = received - sum(named.values())
        if rest < 0:
            raise UserError(tr("The parts are more than what was received."), "received")
        named["pending"] += rest
        line = PieceLine(work.subcontract_id, Parts(**named), received, reason=done.reason, place=work.id)
        self._add(voucher_kind.COLLECTION, row.household_id, line, work)

    def _add(self, kind: str, household: int, line: Any, work: Any) -> None:
        key = kind, household
        draft = self.drafts.get(key)
        if draft is None:
            draft = self.drafts[key] = Draft(kind, self.day, household, [])
        draft.lines = [*draft.lines, line]
        self.of[key].append(work)

    def _not_home(self, row: Any) -> None:
        """What was asked for stays asked for; slips that came back packed are asked for anew."""
        packed = {
            work.voucher_id for work in self.works.values() if work.stop_id == row.id and work.kind == SLIP
        }
        query = Voucher.select(Voucher.number).where(among(Voucher.id, packed - {None}), counts())
        for (number,) in db.execute(query.order_by(Voucher.number)):
            words = tr("Bring slip {number}, nobody was at home").format(number=number)
            self._ask_again(row.household_id, words)

    def _ask_again(self, household: int, note: str) -> None:
        road.Errand.create(
            kind=tasks.OTHER, household=household, date=self.day + dt.timedelta(days=1), note=note
        )

    def _announced(self, row: Any) -> None:
        road.Errand.update(done_on=self.day).where(
            road.Errand.household == row.household_id,
            road.Errand.kind == tasks.COLLECT,
            road.Errand.date <= self.day,
            road.Errand.done_on.is_null(),
        ).execute()


_VOUCHER: Final = {DELIVER: voucher_kind.ISSUE, RETURN: voucher_kind.RETURN, TAKE: voucher_kind.TRANSFER}
