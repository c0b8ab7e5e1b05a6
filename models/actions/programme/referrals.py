"""Who was told of what for a wish, what came of it, and that a wish was met."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from models.actions.programme.employment import save_placements
from models.actions.programme.placement_doubts import CONSENTS
from models.actions.upsert import Batch, Entry, Refused, effective, require
from models.database import Record
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.programme.matching import works_for
from models.rights import needs
from models.rules.desk import roles
from models.rules.programme import matching
from models.tables.order import Order
from models.tables.party import Worker
from models.tables.programme import Placement, Vacancy, Wish
from models.tables.training import REFERRAL_STATES, TAKEN, TOLD, Course, Referral

_NAMED: Final[dict[str, tuple[str, type[Record]]]] = {
    matching.VACANCY: ("vacancy", Vacancy),
    matching.WORK: ("order", Order),
    matching.COURSE: ("course", Course),
}
"""The field of a referral by what the person was told of, and the table it names."""

_KEY: Final = ("wish", "date", "vacancy", "order", "course", "subcontract")
"""What tells a referral apart, the last four of which name what it is about."""


@needs(roles.PROGRAMME)
@in_turn
def tell(wish: int, kind: str, key: int, day: date, note: str = "") -> Referral:
    """Record that somebody was told of a vacancy, of work or of a course (kinds of `rules.programme.matching`).

    Raises UserError (field: date): it is before the wish, or the wish is met; or the same was told and is unanswered.
    """
    row = _wish(wish)
    field, table = _NAMED[kind]
    named: Any = table.get_or_none(table.id == key)
    if named is None:
        raise UserError(tr("This is not there any more."), field)
    _refuse_met(row, day, "date")
    asked = Referral.select().where(
        Referral.wish == wish, getattr(Referral, field) == key, Referral.result == TOLD
    )
    before: Any = asked.first()
    if before is not None:
        words = tr("{name} was told of it on {day} and has not answered yet.")
        raise UserError(words.format(name=row.worker.name, day=before.date.isoformat()), "date")
    with operation(mark("Tell {name} of {number}"), name=row.worker.name, number=named.number):
        return save_referrals([({"wish": wish, "date": day, "note": note, field: key}, None)])[0]


@needs(roles.PROGRAMME)
def save_referrals(entries: Iterable[Entry], refused: Refused | None = None) -> list[Referral]:
    """Add or change who was told of what. Raises UserError (field: wish, date, vacancy)."""
    return Batch(Referral, entries, refused).save(
        mark("Save referral of {name}"), _check_referral, unique=_KEY, named="date"
    )


def _check_referral(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "wish", "date")
    named = [field for field in _KEY[2:] if effective(values, existing, field) is not None]
    if len(named) != 1:
        raise UserError(tr("Say one thing: a vacancy, an order, a course or a subcontract."), "vacancy")
    said = Wish.select(Wish.date).where(Wish.id == effective(values, existing, "wish")).get_or_none()
    if said is None:
        raise UserError(tr("This wish does not exist."), "wish")
    if effective(values, existing, "date") < said.date:
        raise UserError(tr("This is before the day of the wish."), "date")


@needs(roles.PROGRAMME)
@in_turn
def answer(referral: int, outcome: str, note: str = "") -> bool:
    """Say what came of having told somebody: told, taken up, declined; returns whether that is new.

    Raises UserError (field: outcome).
    """
    row: Any = Referral.get_or_none(Referral.id == referral)
    if row is None:
        raise UserError(tr("This is not there any more."))
    if outcome not in dict(REFERRAL_STATES):
        raise UserError(tr("Choose one of the list."), "outcome")
    if (row.result, row.note) == (outcome, note.strip() or row.note):
        return False
    with operation(mark("Answer of {name}"), name=row.wish.worker.name):
        row.result, row.note = outcome, note.strip() or row.note
        row.save()
    return True


@needs(roles.PROGRAMME)
def answer_about(wish: int, kind: str, key: int, outcome: str) -> None:
    """Say what came of having told somebody of a thing the last time. Raises UserError where nobody was told."""
    field, _ = _NAMED[kind]
    asked = Referral.select().where(Referral.wish == wish, getattr(Referral, field) == key)
    row: Any = asked.order_by(Referral.date.desc(), Referral.id.desc()).first()
    if row is None:
        raise UserError(tr("Nobody was told of this yet."))
    answer(row.id, outcome)


@needs(roles.PROGRAMME)
@in_turn
def meet_wish(wish: int, day: date, by: str, placement: int | None = None) -> None:
    """Say that a wish was met, by what in words, and by which placement where it was one.

    Raises UserError (field: met_on, met_by).
    """
    row = _wish(wish)
    _refuse_met(row, day, "met_on")
    if not by.strip():
        raise UserError(tr("This is needed."), "met_by")
    with operation(mark("Wish of {name} met"), name=row.worker.name):
        row.met_on, row.met_by, row.placement = day, by.strip(), placement
        row.save()


@needs(roles.PROGRAMME)
@in_turn
def settle_placement(placement: int, wishes: Collection[int] = (), vacancy: int | None = None) -> None:
    """Say what a placement settles: the wishes it meets from its first day on, and the vacancy whose place it takes.

    Who was told of that vacancy for such a wish took it up. Raises UserError where one of them is gone or met.
    """
    row: Any = Placement.get_or_none(Placement.id == placement)
    if row is None:
        raise UserError(tr("This is not there any more."))
    with operation(mark("Placement of {name}"), name=row.worker.name):
        if vacancy is not None:
            save_placements([({"vacancy": vacancy}, row)], consents=CONSENTS)
        for wish in wishes:
            meet_wish(wish, row.start, works_for(row.employer), placement)
            if row.vacancy_id is not None:
                asked = Referral.select().where(Referral.wish == wish, Referral.result == TOLD)
                for one in asked.where(Referral.vacancy == row.vacancy_id):
                    answer(one.id, TAKEN)


def _refuse_met(wish: Any, day: date, field: str) -> None:
    """Raise UserError beside a field where a wish is met already, or was not there yet on a day."""
    if wish.met_on is not None:
        raise UserError(tr("This wish was met on {day}.").format(day=wish.met_on.isoformat()), field)
    if day < wish.date:
        raise UserError(tr("This is before the day of the wish."), field)


def _wish(key: int) -> Any:
    row: Any = Wish.select(Wish, Worker).join(Worker).where(Wish.id == key).get_or_none()
    if row is None:
        raise UserError(tr("This wish does not exist."))
    return row
