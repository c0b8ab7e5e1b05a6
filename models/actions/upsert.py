"""Writing records: only what differs is written, so that saving the same values again changes nothing.

A form saves one entry, a workbook thousands; both go through the same functions, which ask the database per batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from peewee import TextField

from models import rights
from models.actions.numbering import CODES, code_field, next_codes
from models.database import Record, db, insert_rows, parts
from models.errors import UserError
from models.i18n import tr
from models.kinds import GuardedField, Kind
from models.operation import changing, operation
from models.queries.desk.history import called, shown_value
from models.rules.desk.roles import SEE_NUMBERS, is_masked
from models.rules.pinyin import search_text, sort_key

ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"

Entry = tuple[Mapping[str, Any], Any]
"""The values of a record by field name, and the record they change (None: a new one)."""

Refused = Callable[[int, UserError], None]
"""Told the place of an entry in its batch and what is wrong with it, instead of stopping at the first fault."""


class Batch:
    """Entries of one table on their way in: cleaned, checked one by one, then written together.

    With ``refused`` every fault is told and the faulty entries are left out; without, the first fault is raised.
    """

    def __init__(self, table: type[Record], entries: Iterable[Entry], refused: Refused | None = None) -> None:
        self.table = table
        self.entries: list[tuple[dict[str, Any], Any]] = [
            (cleaned(table, values if existing is None else _unmasked(table, values)), existing)
            for values, existing in entries
        ]
        self.faulty: set[int] = set()
        self._refused = refused

    def check(self, rule: Callable[[dict[str, Any], Any], None]) -> None:
        """Check every entry not refused yet, each new value by its kind, then by ``rule(values, existing)``.

        Both raise UserError; the rule may complete values.
        """
        for place, (values, existing) in self.placed():
            try:
                check_values(self.table, values, existing)
                rule(values, existing)
            except UserError as error:
                self.refuse(place, error)

    def refuse(self, place: int, error: UserError) -> None:
        """Leave an entry out and say why, or raise it when nobody collects."""
        if self._refused is None:
            raise error
        self.faulty.add(place)
        self._refused(place, error)

    def sound(self) -> list[tuple[dict[str, Any], Any]]:
        """The entries not refused so far."""
        return [entry for _, entry in self.placed()]

    def placed(self) -> Iterator[tuple[int, tuple[dict[str, Any], Any]]]:
        """The same entries, each with its place in the batch; one refused on the way is passed over."""
        return ((place, entry) for place, entry in enumerate(self.entries) if place not in self.faulty)

    def unique(self, *fields: str) -> None:
        """Refuse entries whose ``fields`` together belong to another record; the fault stands beside the last field."""
        wanted = {place: key for place, _ in self.placed() if (key := self._key(place, fields)) is not None}
        if not wanted:
            return
        taken = _taken(self.table, fields, {key[0] for key in wanted.values()})
        for place, key in wanted.items():
            existing = self.entries[place][1]
            owner = taken.get(key)
            if owner is not None and (existing is None or owner != existing.id):
                words = tr('"{value}" exists already.').format(
                    value=shown_value(self.table._meta.fields[fields[-1]], key[-1])
                )
                self.refuse(place, UserError(words, fields[-1]))
            else:
                taken[key] = -1 if existing is None else existing.id

    def write(self) -> list[Any]:
        """Write all sound entries; returns their records, each with its ``outcome``: added, changed or unchanged."""
        return write(self.table, self.sound())

    def save(
        self,
        title: str,
        rule: Callable[[dict[str, Any], Any], None],
        *,
        unique: Sequence[str] = (),
        named: str = "name",
        numbered: bool = True,
        before: Callable[[Batch], None] = lambda batch: None,
        then: Callable[[list[Any]], None] = lambda rows: None,
    ) -> list[Any]:
        """Check by ``rule`` and write all in one operation; returns the records.

        Those without a code or number take the next where they are ``numbered``. ``title`` has a place for the
        ``name`` that a record has in its field ``named``; no two records share the fields ``unique``. What is done
        ``before`` with the batch that was checked, and ``then`` with the records, belongs to the operation.
        """
        with operation(title) as opened:
            if numbered:
                self.number()
            self.check(rule)
            if unique:
                self.unique(*unique)
            before(self)
            rows = self.write()
            then(rows)
            opened.says(name=self.called(rows, named))
        return rows

    def number(self) -> None:
        """Give new records without one the next code or number, where the program gives any."""
        if self.table in CODES:
            name = code_field(self.table)
            unnumbered = [values for values, held in self.entries if held is None and not values.get(name)]
            if unnumbered:
                for values, code in zip(unnumbered, next_codes(self.table), strict=False):
                    values[name] = code

    def called(self, rows: Sequence[Any], field: str) -> str:
        """What the operation is called after: the one record that changed, or how many did."""
        written = [row for row in rows if row.outcome != UNCHANGED]
        if len(written) != 1:
            return f"× {len(written)}"
        value = written[0].__data__[field]
        return shown_value(self.table._meta.fields[field], value)

    def _key(self, place: int, fields: Sequence[str]) -> tuple[Any, ...] | None:
        """The entry's values of these fields, or None when they are those its record already has."""
        values, existing = self.entries[place]
        key = tuple(effective(values, existing, field) for field in fields)
        return None if existing is not None and key == tuple(map(existing.__data__.get, fields)) else key


def refuse_end_before_start(values: Mapping[str, Any], existing: Any, start: str, end: str) -> None:
    """Raise UserError beside ``end`` where a span would end before it begins."""
    first, last = (effective(values, existing, field) for field in (start, end))
    if first is not None and last is not None and last < first:
        raise UserError(tr("The end must not come before the beginning."), end)


def save_alike(save: Callable[..., Any], rows: Sequence[Any], values: Mapping[str, Any]) -> Any:
    """Change the same values of several records by ``save(entries, refused)``, which is one operation.

    Raises UserError (the field) that names the first record it is refused for; none is then changed.
    """

    def refused(place: int, error: UserError) -> None:
        words = tr("{name}: {message}").format(name=called(rows[place]), message=error.message)
        raise UserError(words, error.field) from error

    return save([(dict(values), row) for row in rows], refused)


def _taken(table: type[Record], fields: Sequence[str], firsts: set[Any]) -> dict[tuple[Any, ...], int]:
    columns = [table._meta.fields[field] for field in fields]
    found: dict[tuple[Any, ...], int] = {}
    for some in parts(firsts):
        query = table.select(table.id, *columns).where(columns[0].in_(some))
        for key, *values in db.execute(query):
            found[
                tuple(column.python_value(value) for column, value in zip(columns, values, strict=True))
            ] = key
    return found


def cleaned(table: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the fields keep them: texts trimmed, nothing as the field's default, a record as its key."""
    fields = table._meta.fields
    result: dict[str, Any] = {}
    for name, value in values.items():
        field = fields[name]
        if isinstance(value, Record):
            value = value.id
        elif value is None and not field.null:
            value = "" if isinstance(field, TextField) and field.default is None else field.default
        result[name] = field.cleaned(value) if isinstance(field, Kind) else value
    return result


def _unmasked(table: type[Record], values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values without the numbers that are masked: who may not see one leaves it as it is."""
    fields = table._meta.fields
    return {
        name: value
        for name, value in values.items()
        if not (isinstance(fields[name], GuardedField) and is_masked(value))
    }


def check_values(table: type[Record], values: Mapping[str, Any], existing: Any) -> None:
    """Raise UserError beside the first value no record may have; what the record holds already stays as it is."""
    fields = table._meta.fields
    for name, value in values.items():
        held = None if existing is None else existing.__data__.get(name)
        if value != held and isinstance(fields[name], Kind):
            if held and isinstance(fields[name], GuardedField) and not rights.may(SEE_NUMBERS):
                raise UserError(rights.refusal(SEE_NUMBERS), name)
            fields[name].check(value)


def effective(values: Mapping[str, Any], existing: Any, field: str) -> Any:
    """What a field will hold: the new value, else the record's, else its default."""
    if field in values:
        return values[field]
    if existing is not None:
        return existing.__data__.get(field)
    return None


def keep_readings(
    values: dict[str, Any],
    existing: Any,
    names: Sequence[str],
    others: Sequence[str] = (),
    *,
    person: bool = False,
    also: Sequence[str] = (),
) -> None:
    """Fill what a record is found by and what it is sorted by, where a field either is made of changes.

    ``names`` are found in every reading, and the first of them sorts; ``others`` and the texts ``also`` in the usual
    one. ``person``: the name begins with a surname.
    """
    fields = (*names, *others)
    if existing is not None and not any(
        field in values and values[field] != getattr(existing, field) for field in fields
    ):
        return
    said = [str(effective(values, existing, field) or "") for field in fields]
    values["search"] = search_text(said[: len(names)], [*said[len(names) :], *also])
    values["pinyin"] = sort_key(said[0], surname=person)


def require(values: Mapping[str, Any], existing: Any, *fields: str) -> None:
    """Raise UserError beside the first of these fields that would be empty."""
    for field in fields:
        if effective(values, existing, field) in (None, ""):
            raise UserError(tr("This is needed."), field)


def require_positive(values: Mapping[str, Any], existing: Any, field: str) -> None:
    """Raise UserError beside a field that is missing, 0 or less."""
    require(values, existing, field)
    if effective(values, existing, field) <= 0:
        raise UserError(tr("Must be above 0."), field)


def refuse_negative(values: Mapping[str, Any], *fields: str) -> None:
    """Raise UserError beside the first of these fields that is below 0."""
    for field in fields:
        if (values.get(field) or 0) < 0:
            raise UserError(tr("Must not be below 0."), field)


def differing(values: Mapping[str, Any], existing: Any) -> dict[str, Any]:
    """The values that a record does not hold yet."""
    held = existing.__data__
    return {name: value for name, value in values.items() if held.get(name) != value}


def change(row: Any, /, **values: Any) -> None:
    """Write what differs from a row, and only that. Raises UserError when it is gone."""
    changes = differing(values, row)
    if changes:
        changing(row)
        for name, value in changes.items():
            setattr(row, name, value)
        if not row.save(only=[row._meta.fields[name] for name in changes]):
            # Another window removed it.
            raise UserError(tr("This is not there any more."))


def write(table: type[Record], entries: Sequence[tuple[dict[str, Any], Any]]) -> list[Any]:
    """Insert new records together and update changed ones, inside the operation under way; in the order given."""
    fields = table._meta.sorted_fields
    rows: list[Any] = []
    fresh: list[Any] = []
    for values, existing in entries:
        if existing is None:
            row: Any = table(**values)
            row.outcome = ADDED
            fresh.append(row)
        else:
            row = existing
            row.outcome = CHANGED if differing(values, existing) else UNCHANGED
            change(row, **values)
        rows.append(row)
    if fresh:
        names = [field.name for field in fields]
        insert_rows(
            table,
            names,
            ([field.db_value(row.__data__.get(field.name)) for field in fields] for row in fresh),
        )
        for row in fresh:
            row._dirty.clear()
    return rows
