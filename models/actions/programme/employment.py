"""The registers of work elsewhere: vacancies of enterprises, who was placed where, and what people wish for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from models.actions import upsert
from models.actions.programme.placement_doubts import PlacementDoubts
from models.database import among
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.programme.matching import works_for
from models.rights import needs
from models.rules.desk import roles
from models.tables.party import Enterprise
from models.tables.programme import Placement, Vacancy, Wish


@needs(roles.PROGRAMME)
def save_vacancies(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Vacancy]:
    """Add or change vacancies; one without a number takes the next.

    Raises UserError (field: number, enterprise, post, places, pay_to, until).
    """
    return upsert.Batch(Vacancy, entries, refused).save(
        mark("Save vacancy {name}"),
        _check_vacancy,
        unique=("number",),
        named="number",
    )


@needs(roles.PROGRAMME)
def save_placements(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None, consents: Collection[str] = ()
) -> list[Placement]:
    """Add or change placements.

    Raises UserError (field: worker, employer, start, end, insured_to), the employer too where the person works for it
    already on a day of the span. Where nobody collects what is refused, NeedsConfirmation: "several_employers" when the
    person works elsewhere on those days, "over_full" when the vacancy has no place left, "outside_days" when it was not
    open on the first day, "employer_ended" when the workshop had closed.
    """
    batch = upsert.Batch(Placement, entries, refused)
    with operation(mark("Save placement of {name}")) as opened:
        batch.check(_check_placement)
        batch.unique("worker", "start")
        doubts = PlacementDoubts(batch.sound())
        batch.check(doubts.check)
        if refused is None:
            doubts.ask(consents)
        _keep_wishes(batch.sound())
        rows = batch.write()
        opened.says(name=batch.called(rows, "worker"))
    return rows


@needs(roles.PROGRAMME)
def save_wishes(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Wish]:
    """Add or change wishes for a job, training or a business. Raises UserError (field: worker, kind, date)."""
    return upsert.Batch(Wish, entries, refused).save(
        mark("Save wish of {name}"),
        _check_wish,
        unique=("worker", "kind", "date"),
        named="worker",
    )


def _check_vacancy(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "number", "enterprise", "post", "reported")
    upsert.require_positive(values, existing, "places")
    least, most = (upsert.effective(values, existing, name) for name in ("pay_from", "pay_to"))
    if least is not None and most is not None and most < least:
        raise UserError(tr("The pay goes up to less than it begins from."), "pay_to")
    upsert.refuse_end_before_start(values, existing, "reported", "until")


def _check_placement(values: dict[str, Any], existing: Any) -> None:
    if not upsert.effective(values, existing, "employer") and values.get("vacancy"):
        values["employer"] = (
            Vacancy.select(Enterprise.name).join(Enterprise).where(Vacancy.id == values["vacancy"]).scalar()
        )
    upsert.require(values, existing, "worker", "employer", "start")
    upsert.refuse_end_before_start(values, existing, "start", "end")
    upsert.refuse_end_before_start(values, existing, "insured_from", "insured_to")


def _keep_wishes(entries: Iterable[tuple[dict[str, Any], Any]]) -> None:
    """Let wishes be met by what the placements that met them are now; one that cannot have been is open again."""
    changed = {existing.id: (values, existing) for values, existing in entries if existing is not None}
    kept = []
    for wish in Wish.select().where(among(Wish.placement, set(changed))):
        values, existing = changed[wish.placement_id]
        start = upsert.effective(values, existing, "start")
        if upsert.effective(values, existing, "worker") != wish.worker_id or start < wish.date:
            said: dict[str, Any] = {"met_on": None, "met_by": "", "placement": None}
        else:
            said = {"met_on": start if wish.met_on == existing.start else max(wish.met_on, start)}
            if wish.met_by == works_for(existing.employer):
                said["met_by"] = works_for(upsert.effective(values, existing, "employer"))
        kept.append((said, wish))
    upsert.write(Wish, kept)


def _check_wish(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "worker", "kind", "date")
    day, met_on = (upsert.effective(values, existing, name) for name in ("date", "met_on"))
    if met_on is not None and met_on < day:
        raise UserError(tr("This is before the day of the wish."), "met_on")
    if existing is None:
        return
    if (
        existing.placement is not None
        and upsert.effective(values, existing, "worker") != existing.placement.worker_id
    ):
        # Somebody else's wish is not met by this placement.
        values |= {"met_on": None, "met_by": ""}
    if upsert.effective(values, existing, "met_on") is None:
        values["placement"] = None
