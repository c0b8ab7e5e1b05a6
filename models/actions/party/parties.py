"""Enterprises, households, their workers and agreements: saving one of a form or thousands of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from peewee import fn

from models.actions import upsert
from models.actions.party.placing import Placing, keep_helpers
from models.database import among, db, insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import is_doubtful
from models.operation import in_turn, operation
from models.queries.party.whereabouts import centre_beside, farthest, outlier_sentence
from models.rights import needs
from models.rules.desk import roles
from models.rules.party.identity import identified, sex_of
from models.rules.pay import pay_method
from models.rules.pinyin import sort_key
from models.rules.road.coordinates import Point
from models.rules.road.outliers import outlier
from models.settings import settings
from models.tables.party import Agreement, Enterprise, Household, Location, Worker

PLACE: Final = ("latitude", "longitude")
_SEARCHED: Final = ("code", "phone", "township", "village", "group")
_HELPER: Final = ("helper", "helper_phone")


class Doubt(NamedTuple):
    """What is odd: the field it belongs to, as a sentence, and the other household where one is concerned."""

    field: str
    sentence: str
    household: int | None = None


@needs(roles.MASTER)
def save_enterprise(values: Mapping[str, Any], existing: Any = None) -> Enterprise:
    """Add or change an enterprise. Raises UserError (field: name)."""
    return save_enterprises([(values, existing)])[0]


@needs(roles.MASTER)
def save_enterprises(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None
) -> list[Enterprise]:
    """Add or change enterprises in one operation; each has its ``outcome``."""
    return upsert.Batch(Enterprise, entries, refused).save(
        mark("Save enterprise {name}"),
        _check_enterprise,
        unique=("name",),
        then=lambda rows: _keep_locations(rows, "enterprise", "name"),
    )


@needs(roles.MASTER)
def save_household(values: Mapping[str, Any], existing: Any = None) -> Household:
    """Add or change a household; a new one without a code takes the next.

    Raises UserError (field: code, head, pay_method, ready_from, ready_to, latitude, longitude, datum, minutes_per_day).
    """
    return save_households([(values, existing)])[0]


@needs(roles.MASTER)
def save_households(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None
) -> list[Household]:
    """Add or change households in one operation; each has its ``outcome``."""

    def place(batch: upsert.Batch) -> None:
        _place(batch)
        _keep_helpers(batch)

    return upsert.Batch(Household, entries, refused).save(
        mark("Save household {name}"),
        _check_household,
        unique=("code",),
        named="head",
        before=place,
        then=lambda rows: _keep_locations(rows, "household", "head"),
    )


@needs(roles.MASTER)
def save_worker(household: int, values: Mapping[str, Any], existing: Any = None) -> Worker:
    """Add or change a worker of a household. Raises UserError (field: name, household)."""
    return save_workers([({**values, "household": household}, existing)])[0]


@needs(roles.MASTER)
def save_workers(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Worker]:
    """Add or change workers (``household`` among their values) in one operation; each has its ``outcome``."""
    return upsert.Batch(Worker, entries, refused).save(
        mark("Save worker {name}"), _check_worker, unique=("household", "name")
    )


@needs(roles.MASTER)
@in_turn
def remove_worker(worker: int) -> bool:
    """Take a worker off a household's list, or end the work of one whom a register names; whether the row is gone.

    The trail keeps who it was. Raises UserError when there is none.
    """
    row: Any = Worker.get_or_none(Worker.id == worker)
    if row is None:
        raise UserError(tr("This worker does not exist."))
    if named_in_registers(worker):
        save_worker(row.household_id, {"active": False}, row)
        return False
    with operation(mark("Remove worker {name}"), name=row.name):
        row.delete_instance()
    return True


def named_in_registers(worker: int) -> bool:
    """Whether a placement, wish, course, claim or another register names a worker."""
    backrefs = Worker._meta.backrefs.items()
    return any(other.select().where(field == worker).exists() for field, other in backrefs)


@needs(roles.MASTER)
def save_agreement(
    household: int, number: str, start: date | None, end: date | None, existing: Any = None
) -> Agreement:
    """Add or change a household's agreement. Raises UserError (field: number, end)."""
    values = {"household": household, "number": number, "start": start, "end": end}
    return save_agreements([(values, existing)])[0]


@needs(roles.MASTER)
def save_agreements(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None
) -> list[Agreement]:
    """Add or change agreements (``household`` among their values) in one operation; each has its ``outcome``."""
    batch = upsert.Batch(Agreement, entries, refused)
    with operation(mark("Save agreement {number}")) as opened:
        batch.check(_check_agreement)
        batch.unique("household", "number")
        rows = batch.write()
        opened.says(number=batch.called(rows, "number"))
    return rows


def doubts_of_household(values: Mapping[str, Any], existing: Any = None) -> list[Doubt]:
    """What is odd about a household without forbidding it.

    ID number, phones and account as they are written, who else has the same, coordinates far from all others.
    """
    return doubts_of_households([(values, existing)])[0]


def doubts_of_households(entries: Sequence[upsert.Entry]) -> list[list[Doubt]]:
    """The doubts about many households, in their order, compared with each other and all others.

    A phone counts as the same however it is spaced; an ID number also when a worker of another household has it.
    """
    known = _Holders(entries)
    found: list[list[Doubt]] = []
    astray = _Places(entries)
    for values, existing in entries:
        phone, number = (_text(values, existing, field) for field in ("phone", "id_number"))
        own = _written_oddly(values, existing)
        own += known.others("id_number", number, values, existing)
        own += known.others("phone", phone, values, existing)
        if _text(values, existing, "pay_method") == pay_method.BANK and not _text(
            values, existing, "account"
        ):
            own.append(Doubt("account", tr("There is no bank account to pay to yet.")))
        own += astray.doubts(values, existing)
        found.append(own)
    return found


def doubts_of_place(point: Point, existing: Any = None) -> list[Doubt]:
    """What is odd about a household's coordinates, latitude first: they lie far from all others."""
    values = dict(zip(PLACE, point, strict=True))
    return _Places([(values, existing)]).doubts(values, existing)


def _written_oddly(values: Mapping[str, Any], existing: Any) -> list[Doubt]:
    """What is odd about numbers as they are written."""
    told = (
        (field.name, field.doubt(_text(values, existing, field.name)))
        for field in Household._meta.sorted_fields
        if is_doubtful(field)
    )
    return [Doubt(name, sentence) for name, sentence in told if sentence]


def doubts_of_worker(household: int, values: Mapping[str, Any], existing: Any = None) -> list[Doubt]:
    """What is odd about a worker.

    The sex or ID number as it is written, what contradicts the ID number, and who of another household has the same.
    """
    number = _text(values, existing, "id_number")
    own = [
        Doubt(field.name, said)
        for field in (Worker.id_number, Worker.sex)
        if (said := field.doubt(_text(values, existing, field.name)))
    ]
    own += contradictions_of_id(values, existing)
    if not number:
        return own
    home: Any = Household.get_by_id(household)
    asked = {"id_number": number, "phone": ""}
    return [*own, *_Holders([(asked, home)]).others("id_number", number, asked, home)]


def contradictions_of_id(values: Mapping[str, Any], existing: Any = None) -> list[Doubt]:
    """Where a worker's sex or day of birth is another than the ID number says."""
    number, sex = (_text(values, existing, field) for field in ("id_number", "sex"))
    own: list[Doubt] = []
    known = identified(number)
    if known is None:
        return own
    if sex_of(sex) not in ("", known.sex):
        words = tr("The ID number says {said}.").format(said=Worker.sex.shown(known.sex))
        own.append(Doubt("sex", words))
    born = upsert.effective(values, existing, "birth_date")
    if born is not None and born != known.born:
        words = tr("The ID number says {said}.").format(said=known.born.isoformat())
        own.append(Doubt("birth_date", words))
    return own


class _Places:
    """Where all households are, those of entries that are not kept yet among them; read when first asked for."""

    def __init__(self, entries: Sequence[upsert.Entry]) -> None:
        self._entries = entries
        self._centre: Point | None = None
        self._farthest = 0

    def doubts(self, values: Mapping[str, Any], existing: Any) -> list[Doubt]:
        """The doubt that a household's coordinates lie far from the middle of all."""
        point = _point(values, existing)
        if point is None:
            return []
        if not self._farthest:
            limits = settings()
            self._farthest = farthest(limits)
            also = [place for entry in self._entries if (place := _point(*entry)) is not None]
            changed = {known.id for _, known in self._entries if known is not None}
            self._centre = centre_beside(limits, changed, also)
        wrong = outlier(point, self._centre, self._farthest)
        return [] if wrong is None else [Doubt(PLACE[wrong.axis], outlier_sentence(wrong))]


def _point(values: Mapping[str, Any], existing: Any) -> Point | None:
    """Where an entry says that its household is, in its own datum; None where it does not, or cannot be."""
    latitude, longitude = (upsert.effective(values, existing, field) for field in PLACE)
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return float(latitude), float(longitude)


class _Holders:
    """Who has which phone and ID number: what is kept, and entries that are not kept yet."""

    def __init__(self, entries: Sequence[upsert.Entry]) -> None:
        changed = {existing.id for _, existing in entries if existing is not None}
        self._found: dict[str, dict[str, list[tuple[int | None, str]]]] = {"phone": {}, "id_number": {}}
        wanted = {
            field: {same for values, existing in entries if (same := _same(_text(values, existing, field)))}
            for field in self._found
        }
        for field, query, column in (
            ("phone", Household.select(Household.id, Household.head, Household.code), Household.phone),
            (
                "id_number",
                Household.select(Household.id, Household.head, Household.code),
                Household.id_number,
            ),
            (
                "id_number",
                Worker.select(Household.id, Worker.name, Household.code).join(Household),
                Worker.id_number,
            ),
        ):
            rows = query.select_extend(column).where(column != "", among(_as_same(column), wanted[field]))
            for key, name, code, said in db.execute(rows) if wanted[field] else ():
                if key not in changed:
                    self._found[field].setdefault(_same(said), []).append((key, f"{name} {code}"))
        for values, existing in entries:
            for field, found in self._found.items():
                same = _same(_text(values, existing, field))
                if same:
                    found.setdefault(same, []).append(_holder(values, existing))

    def others(self, field: str, said: str, values: Mapping[str, Any], existing: Any) -> list[Doubt]:
        """The doubt that somebody else has the same, with the first of them by name."""
        others = list(self._found[field].get(_same(said), ())) if said else []
        mine = _holder(values, existing)
        if mine in others:
            others.remove(mine)
        others = [one for one in others if existing is None or one[0] != existing.id]
        if not others:
            return []
        key, name = others[0]
        sentences = {
            "phone": (tr("{name} has the same phone."), tr("{name} and {n} more have the same phone.")),
            "id_number": (
                tr("{name} has the same ID number."),
                tr("{name} and {n} more have the same ID number."),
            ),
        }
        one, more = sentences[field]
        return [Doubt(field, (more if len(others) > 1 else one).format(name=name, n=len(others) - 1), key)]


def _holder(values: Mapping[str, Any], existing: Any) -> tuple[int | None, str]:
    """The key and name of a household as an entry has it."""
    name = f"{_text(values, existing, 'head')} {_text(values, existing, 'code')}".strip()
    return None if existing is None else existing.id, name


def _same(said: str) -> str:
    """A phone or an ID number without what people write between its figures."""
    return re.sub(r"[\s-]", "", said).upper()


def _as_same(column: Any) -> Any:
    return fn.UPPER(fn.REPLACE(fn.REPLACE(column, " ", ""), "-", ""))


def _check_enterprise(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "name")
    upsert.keep_readings(values, existing, ("name", "contact"), ("phone",))


def _check_worker(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "household", "name")
    upsert.refuse_end_before_start(values, existing, "category_from", "category_until")
    known = identified(_text(values, existing, "id_number"))
    for field, said in (("sex", known.sex), ("birth_date", known.born)) if known else ():
        if not upsert.effective(values, existing, field):
            values[field] = said
    upsert.keep_readings(values, existing, ("name",), person=True)


def _check_household(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "code", "head")
    if values.get("latitude") is not None or values.get("longitude") is not None:
        upsert.require(values, existing, *PLACE)
    begin, end = _text(values, existing, "ready_from"), _text(values, existing, "ready_to")
    if begin and end and begin >= end:
        raise UserError(tr("The end must come after the beginning."), "ready_to")


def _check_agreement(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "household", "number")
    upsert.refuse_end_before_start(values, existing, "start", "end")


def _place(batch: upsert.Batch) -> None:
    """Match written places to the official list and fill what a household is found by, where anything changed."""
    placing = Placing()
    for values, existing in batch.sound():
        if existing is None or any(
            field in values and values[field] != getattr(existing, field) for field in ("head", *_SEARCHED)
        ):
            if "region" not in values:
                values["region"] = placing.region(
                    *(_text(values, existing, field) for field in ("township", "village", "group"))
                )
            keep_place_words(values, existing)


def keep_place_words(values: dict[str, Any], existing: Any) -> None:
    """Fill what a household is found by and sorted by, as its head, place and phone are now."""
    village, group = _text(values, existing, "village"), _text(values, existing, "group")
    values["place_pinyin"] = sort_key(f"{village}{group}")
    # A phone written in parts is found by its figures in one go as well.
    figures = _same(_text(values, existing, "phone"))
    upsert.keep_readings(values, existing, ("head",), _SEARCHED, person=True, also=(figures,))


def _keep_helpers(batch: upsert.Batch) -> None:
    """Add who looks after these households to the list of helpers, where that is somebody new."""
    keep_helpers(
        (_text(values, existing, "helper"), _text(values, existing, "helper_phone"))
        for values, existing in batch.sound()
        if any(
            field in values and (existing is None or values[field] != getattr(existing, field))
            for field in _HELPER
        )
    )


def _keep_locations(rows: Sequence[Any], kind: str, name: str) -> None:
    """Each owner is a place goods can be, with the owner's key and name."""
    fresh = [(row.id, kind, getattr(row, name)) for row in rows if row.outcome == upsert.ADDED]
    insert_rows(Location, ("id", "kind", "name"), fresh)
    for row in rows:
        if row.outcome not in (upsert.ADDED, upsert.UNCHANGED):
            called = getattr(row, name)
            Location.update(name=called).where(Location.id == row.id, Location.name != called).execute()


def _text(values: Mapping[str, Any], existing: Any, field: str) -> str:
    return str(upsert.effective(values, existing, field) or "")
