"""Which households a helper looks after: those that name the helper, whose phone they may leave out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import fn

from models.database import db
from models.queries.party.stays import stays_of
from models.rules.pinyin import sort_key
from models.tables.party import Helper, Household


def in_care_of(helper: Any) -> Any:
    """The condition that a household of the select is looked after by a helper now.

    A household that gives no phone names the only helper of that name.
    """
    other = Helper.alias()
    namesake = other.select(other.id).where(other.name == helper.name, other.id != helper.id)
    same = Household.helper_phone == helper.phone
    return (Household.helper == helper.name) & (
        same | ((Household.helper_phone == "") & ~fn.EXISTS(namesake))
    )


class InCare(NamedTuple):
    """A household in the care of a helper, since when and, of former care, until when; None: as far back as is known.

    ``helper`` is the helper's key, None where the list does not know who is meant.
    """

    helper: int | None
    name: str
    phone: str
    unit: str
    household: int
    code: str
    head: str
    village: str
    since: date | None
    until: date | None


def in_care() -> list[InCare]:
    """Every household somebody looks after, and who did before; by helper, what is over at the end."""
    helpers = {
        row[0]: row for row in db.execute(Helper.select(Helper.id, Helper.name, Helper.phone, Helper.unit))
    }
    named: dict[str, dict[str, int]] = {}
    for key, name, phone, _ in helpers.values():
        named.setdefault(name, {})[phone] = key
    spans = stays_of()
    fields = ("id", "code", "head", "village", "active", "helper", "helper_phone")
    query = Household.select(*(getattr(Household, name) for name in fields))
    found = []
    for key, code, head, village, active, name, phone in db.execute(query.order_by(Household.code)):
        before = spans.get(key, [])
        for span in before:
            if span.place.helper:
                who = named[span.place.helper][span.place.helper_phone]
                lived = key, code, head, span.place.village, span.start, span.end
                found.append(InCare._make((*helpers[who], *lived)))
        if name and active:
            same = named.get(name, {})
            one = same.get(phone) or (next(iter(same.values())) if not phone and len(same) == 1 else None)
            said = (None, name, phone, "") if one is None else helpers[one]
            since = before[-1].end + timedelta(days=1) if before else None
            found.append(InCare._make((*said, key, code, head, village, since, None)))
    return sorted(found, key=lambda one: (one.until is not None, sort_key(one.name, surname=True), one.code))


def carer_of(household: int) -> int | None:
    """The key of the helper who looks after a household now; None where nobody does or the list does not know who."""
    return next((one.helper for one in in_care() if one.household == household and one.until is None), None)
