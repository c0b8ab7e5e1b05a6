"""What is odd about the master data of a workbook, but can come in: said beside its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from models.actions.day_doubts import day_doubt, far_back
from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.order import orders
from models.actions.order.order_days import first_subcontracts, refuse_early
from models.actions.party import parties
from models.actions.programme.claim_doubts import doubts_of_claims
from models.actions.programme.placement_doubts import doubts_of_placements, doubts_of_vacancies
from models.actions.programme.workshops import doubt_of_centre
from models.actions.upsert import CHANGED, UNCHANGED
from models.database import among
from models.errors import UserError
from models.kinds import DayField
from models.queries.ledger.slip_days import slip_days
from models.queries.party.whereabouts import household_sentence
from models.queries.programme.matching import seemingly_met, seems_met
from models.tables.support import Claim


def doubt_households(
    book: Book, entries: list[tuple[Any, BookRow, dict[str, Any]]], known: dict[Any, Any]
) -> None:
    """Say which households may be one, entered twice, and whose numbers or coordinates cannot be right."""
    doubts = parties.doubts_of_households([(values, known.get(key)) for key, _, values in entries])
    for (key, row, values), own in zip(entries, doubts, strict=True):
        for one in own:
            if one.field in parties.PLACE:
                said = household_sentence(values.get("head") or "", key, one.sentence)
                book.warn("households", row, one.field, said)
            elif row.values.get(one.field):
                book.warn("households", row, one.field, one.sentence)


def doubt_cells(book: Book, *sheets: str) -> None:
    """Say what is odd about single cells: phones, ID numbers."""
    for key in sheets:
        found = book.sheets[key]
        for column in found.sheet.columns:
            for row in found.rows:
                sentence = column.kind.doubt(row.values.get(column.key) or "")
                if sentence:
                    book.warn(key, row, column.key, sentence)


def doubt_centres(book: Book, known: dict[str, Any]) -> None:
    """Say which areas would have two service centres at the same time: beside the workshop's row."""
    for row in book.sheets["workshops"].rows:
        record = known.get(row.values.get("code") or "")
        said = "" if record is None or row.faulty else doubt_of_centre({}, record)
        if said:
            book.warn("workshops", row, "service_centre", said)


Kept = tuple[dict[Any, Any], dict[Any, BookRow]]
"""The records of a sheet and its rows, both by what tells a record apart."""


def doubt_registers(book: Book, kept: Mapping[str, Kept]) -> None:
    """Say what is odd about the records of the programme's registers, by sheet: beside the cell."""
    _doubt_employment(book, kept["placements"], kept["vacancies"], kept["wishes"])
    _doubt_claims(book, kept["claims"], kept.get("claim_people", ({}, {})))


def _doubt_claims(book: Book, claims: Kept, people: Kept) -> None:
    """Say which claims are not what their people come to: beside the claim, else beside the last of its people."""
    last = {record.claim_id: row for row, record in _sound(people)}
    named = Claim.select().where(among(Claim.id, set(last)))
    rows = {claim.id: ("claim_people", last[claim.id], claim) for claim in named}
    rows |= {record.id: ("claims", row, record) for row, record in _sound(claims)}
    said = doubts_of_claims([({}, record) for _, _, record in rows.values()])
    for (sheet, row, _), sentence in zip(rows.values(), said, strict=True):
        if sentence:
            _warn(book, sheet, row, "amount", sentence)


def _doubt_employment(book: Book, placements: Kept, vacancies: Kept, wishes: Kept) -> None:
    """Say what is odd about placements, vacancies and wishes, by the same rules as their forms: beside the cell."""
    odd = doubts_of_placements([({}, record) for _, record in _sound(placements)])
    for (row, _), found in zip(_sound(placements), odd, strict=True):
        for one in found:
            _warn(book, "placements", row, one.field, one.sentence)
    said = doubts_of_vacancies([({}, record) for _, record in _sound(vacancies)])
    for (row, _), sentence in zip(_sound(vacancies), said, strict=True):
        if sentence:
            _warn(book, "vacancies", row, "places", sentence)
    met = seemingly_met(date.today()) if wishes[1] else {}
    for row, record in _sound(wishes):
        if record.id in met:
            _warn(book, "wishes", row, "met_on", seems_met(met[record.id]))


def _sound(kept: Kept) -> list[tuple[BookRow, Any]]:
    records, rows = kept
    return [(row, records[key]) for key, row in rows.items() if key in records and not row.faulty]


def _warn(book: Book, sheet: str, row: BookRow, field: str, sentence: str) -> None:
    columns = book.sheets[sheet].sheet.columns
    book.warn(sheet, row, next((one.key for one in columns if one.field == field), None), sentence)


def doubt_days(book: Book) -> None:
    """Say which days nobody means, as the forms say it: beside the cell."""
    today = date.today()
    for key, found in book.sheets.items():
        for column in found.sheet.columns:
            if not isinstance(column.kind, DayField):
                continue
            for row in found.rows:
                day = None if row.faulty else row.values.get(column.key)
                said = "" if day is None else day_doubt(column.kind, day, today)
                if said:
                    book.warn(key, row, column.key, said)


def doubt_people(book: Book, known: dict[Any, Any]) -> None:
    """Say which workers' sex or birth date contradicts the ID number: beside the cell."""
    by_home = {(row.household.code, row.name): row for row in known.values()}
    for row in book.sheets["workers"].rows:
        record = by_home.get((row.values.get("household"), row.values.get("name")))
        if record is None or row.faulty:
            continue
        for one in parties.contradictions_of_id({}, record):
            if row.values.get(one.field):
                book.warn("workers", row, one.field, one.sentence)


def doubt_orders(book: Book, known: dict[str, Any]) -> None:
    """Say where more is given out of an order than it asks for: beside its last subcontract, else beside it."""
    rows: dict[str, tuple[str, BookRow]] = {}
    for sheet, column in (("orders", "number"), ("subcontracts", "order")):
        for row in book.sheets[sheet].rows:
            if not row.faulty and row.values.get(column) in known:
                rows[row.values[column]] = sheet, row
    said = orders.beyond_order([known[number].id for number in rows])
    for number, (sheet, row) in rows.items():
        sentence = said.get(known[number].id)
        if sentence is not None:
            book.warn(sheet, row, "quantity", sentence)


def doubt_order_days(
    book: Book, known: dict[str, Any], subcontracts: dict[str, Any]
) -> Iterator[tuple[BookRow, UserError]]:
    """Say which days nobody means; answers the orders that are dated after a subcontract of theirs."""
    ahead, today = slip_days().ahead, date.today()
    written = {
        "orders": _written(book, "orders", known),
        "subcontracts": _written(book, "subcontracts", subcontracts),
    }
    for sheet, rows in written.items():
        for row, record in rows:
            said = ahead(record.date) or far_back(record.date, today)
            if said:
                book.warn(sheet, row, "date", said)
    changed = {record.id: (row, record) for row, record in written["orders"] if record.outcome == CHANGED}
    for order, subcontract in first_subcontracts(changed).items():
        row, record = changed[order]
        try:
            refuse_early(subcontract, record.date)
        except UserError as error:
            yield row, error


def _written(book: Book, sheet: str, known: dict[str, Any]) -> list[tuple[BookRow, Any]]:
    """The rows of a sheet whose records are new or were changed, with the records."""
    found = [(row, known.get(row.values.get("number") or "")) for row in book.sheets[sheet].rows]
    return [
        (row, record)
        for row, record in found
        if record is not None and not row.faulty and getattr(record, "outcome", UNCHANGED) != UNCHANGED
    ]
