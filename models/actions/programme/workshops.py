"""Workshops of the programme: the workshop, who works for it from when to when, and the money put into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from models.actions import upsert
from models.actions.day_spans import planned_span, refuse_shared_days
from models.database import among, parts
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, plural, tr
from models.operation import ask, operation
from models.queries.programme.workshops import service_centres_beside
from models.rights import needs
from models.rules.desk import roles
from models.rules.party.day_span import DaySpan
from models.tables.ledger import SaleLine
from models.tables.party import Household
from models.tables.programme import Funding, Workshop, WorkshopMember

ENDS_MEMBERSHIPS: Final = "ends_memberships"


@needs(roles.PROGRAMME)
def save_workshops(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None, *, consents: Collection[str] = ()
) -> list[Workshop]:
    """Add or change workshops; one without a code takes the next. What closes one ends its memberships that day.

    Raises UserError (code, name, kind, opened, closed), NeedsConfirmation ("ends_memberships") unless a workbook is
    read, which says so itself.
    """
    batch = upsert.Batch(Workshop, entries, refused)
    with operation(mark("Save workshop {name}")) as opened:
        batch.number()
        batch.check(_check_workshop)
        batch.unique("code")
        ending = _ending(batch, asked=refused is None and ENDS_MEMBERSHIPS not in consents)
        codes = {existing.id: existing.code for _, existing in batch.sound() if existing is not None}
        rows: list[Workshop] = batch.write()
        _keep_sales(rows, codes)
        for membership, day in ending:
            membership.end = day
            membership.save()
        opened.says(name=batch.called(rows, "name"))
    return rows


@needs(roles.PROGRAMME)
def save_workshop(
    values: Mapping[str, Any], existing: Any = None, consents: Collection[str] = ()
) -> Workshop:
    """Add or change a workshop. Raises as `save_workshops` does."""
    return save_workshops([(values, existing)], consents=consents)[0]


@needs(roles.PROGRAMME)
def close_workshop(workshop: int, day: date, consents: Collection[str] = ()) -> Workshop:
    """Close a workshop after a day, with the memberships that are still open. Raises as `save_workshops` does."""
    return save_workshop({"closed": day}, Workshop.get_by_id(workshop), consents)


@needs(roles.PROGRAMME)
def save_members(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None
) -> list[WorkshopMember]:
    """Add or change which household works for which workshop.

    Raises UserError (field: workshop, household, start, end): a household is in a workshop once at a time, and only
    while the workshop is open.
    """

    def refuse(batch: upsert.Batch) -> None:
        _refuse_outside(batch)
        _refuse_twice(batch)

    return upsert.Batch(WorkshopMember, entries, refused).save(
        mark("Save workshop household {name}"), _check_member, named="household", before=refuse
    )


@needs(roles.PROGRAMME)
def end_membership(membership: int, day: date) -> WorkshopMember:
    """Let a household leave a workshop after a day. Raises UserError (field: end)."""
    return save_members([({"end": day}, WorkshopMember.get_by_id(membership))])[0]


@needs(roles.PROGRAMME)
def save_funding(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Funding]:
    """Add or change money put into a workshop, in fen. Raises UserError (field: workshop, date, amount)."""
    return upsert.Batch(Funding, entries, refused).save(
        mark("Save funding of {name}"),
        _check_funding,
        unique=("workshop", "date", "source", "purpose"),
        named="workshop",
    )


def _check_workshop(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "code", "name", "kind")
    upsert.refuse_end_before_start(values, existing, "opened", "closed")
    upsert.keep_readings(values, existing, ("name",), ("code",))


def _keep_sales(rows: Iterable[Any], codes: Mapping[int, str]) -> None:
    """Let sales follow a workshop that has another code than before: they name it by that."""
    renamed = {codes[row.id]: row.code for row in rows if codes.get(row.id, row.code) != row.code}
    if renamed:
        for line in SaleLine.select().where(among(SaleLine.place, renamed)):
            line.place = renamed[line.place]
            line.save()


def doubt_of_centre(values: Mapping[str, Any], existing: Any = None) -> str:
    """What is odd about a service centre, as a sentence: its area has another at the same time; "" for nothing."""
    if not upsert.effective(values, existing, "service_centre"):
        return ""
    span = DaySpan(upsert.effective(values, existing, "opened"), upsert.effective(values, existing, "closed"))
    others = service_centres_beside(
        upsert.effective(values, existing, "region"), None if existing is None else existing.id
    )
    found = next((one for one in others if one.span.meets(span)), None)
    if found is None:
        return ""
    return tr("{name} is the service centre of {area} at the same time.").format(
        name=found.name, area=found.area
    )


def doubt_of_closed(workshop: Any, day: date) -> str:
    """What is odd about what a workshop does on a day, as a sentence: it is closed by then; "" for nothing."""
    if workshop.closed is None or day <= workshop.closed:
        return ""
    return tr("{name} closed on {day}.").format(name=workshop.name, day=workshop.closed.isoformat())


def _ending(batch: upsert.Batch, *, asked: bool) -> list[tuple[Any, date]]:
    """The memberships that closing workshops ends, each with its last day; those that would not fit are refused."""
    found: list[tuple[Any, date]] = []
    for place, (values, existing) in batch.placed():
        if existing is None or not {"opened", "closed"} & values.keys():
            continue
        span = DaySpan(
            upsert.effective(values, existing, "opened"), upsert.effective(values, existing, "closed")
        )
        if span == (existing.opened, existing.closed):
            continue
        members = list(WorkshopMember.select().where(WorkshopMember.workshop == existing.id))
        try:
            _refuse_shorter(span, members)
        except UserError as error:
            batch.refuse(place, error)
            continue
        found += [
            (one, span.end)
            for one in members
            if span.end and not DaySpan(one.start, one.end).ends_inside(span)
        ]
    if found and asked:
        words = plural(
            "{n} household still belongs to it: it leaves on {day} too.",
            "{n} households still belong to it: they leave on {day} too.",
            len(found),
        )
        said = words.format(n=len(found), day=found[0][1].isoformat())
        ask(NeedsConfirmation(ENDS_MEMBERSHIPS, said, verb=tr("End the memberships too")))
    return found


def _refuse_shorter(span: DaySpan, members: Iterable[Any]) -> None:
    """Raise UserError where a workshop would open after a household joined, or close before."""
    for one in members:
        if span.start is not None and one.start < span.start:
            words = tr("{name} joined on {day}, before that.")
            raise UserError(words.format(name=one.household.head, day=one.start.isoformat()), "opened")
        if span.end is not None and one.start > span.end:
            words = tr("{name} joined on {day}, after that.")
            raise UserError(words.format(name=one.household.head, day=one.start.isoformat()), "closed")


def _refuse_outside(batch: upsert.Batch) -> None:
    """Refuse memberships that begin before their workshop opened, or go on after it closed."""
    keys = {upsert.effective(values, existing, "workshop") for values, existing in batch.sound()}
    workshops: dict[int, Any] = {
        row.id: row for some in parts(keys) for row in Workshop.select().where(Workshop.id.in_(some))
    }
    for place, (values, existing) in batch.placed():
        workshop = workshops.get(upsert.effective(values, existing, "workshop"))
        if workshop is None:
            batch.refuse(place, UserError(tr("This workshop does not exist."), "workshop"))
            continue
        error = _outside(planned_span(values, existing), workshop)
        if error is not None:
            batch.refuse(place, error)


def _outside(span: DaySpan, workshop: Any) -> UserError | None:
    whole = DaySpan(workshop.opened, workshop.closed)
    if not span.begins_inside(whole):
        words = tr("{name} opened on {day}; nobody joins before.")
        return UserError(words.format(name=workshop.name, day=workshop.opened.isoformat()), "start")
    if not span.ends_inside(whole):
        words = tr("{name} closed on {day}: that is the last day here at the latest.")
        return UserError(words.format(name=workshop.name, day=workshop.closed.isoformat()), "end")
    return None


def _refuse_twice(batch: upsert.Batch) -> None:
    """Refuse a household that would be in one workshop twice on a day."""
    homes = {upsert.effective(values, existing, "household") for values, existing in batch.sound()}
    kept = [
        row
        for some in parts(homes)
        for row in WorkshopMember.select().where(WorkshopMember.household.in_(some))
    ]
    refuse_shared_days(batch, kept, ("workshop", "household"), _twice)


def _twice(other: DaySpan, household: int) -> UserError:
    name = Household.get_by_id(household).head
    first = "" if other.start is None else other.start.isoformat()
    if other.end is None:
        words = tr("{name} is in this workshop since {start}. End that first.")
        return UserError(words.format(name=name, start=first), "start")
    words = tr("{name} is in this workshop from {start} to {end} already.")
    return UserError(words.format(name=name, start=first, end=other.end.isoformat()), "start")


def _check_member(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "workshop", "household", "start")
    upsert.refuse_end_before_start(values, existing, "start", "end")


def _check_funding(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "workshop", "date", "source")
    upsert.require_positive(values, existing, "amount")
