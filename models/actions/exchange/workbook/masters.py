"""The sheets of master data: enterprises, households, products, rates, orders, subcontracts, equipment.

A row whose key exists with other values updates it. What refers to what is resolved over the whole file and the
database together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from models import format
from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.doubts import (
    doubt_cells,
    doubt_households,
    doubt_order_days,
    doubt_orders,
)
from models.actions.exchange.workbook.machine_loans import set_loans
from models.actions.exchange.workbook.spelling import spell_as_known
from models.actions.guidance import equipment
from models.actions.order import orders
from models.actions.party import parties
from models.actions.product import products, terms
from models.actions.product.defects import save_defects
from models.actions.product.units import save_units
from models.actions.upsert import ADDED, CHANGED, UNCHANGED, Entry, Refused
from models.database import Record
from models.errors import Problem, UserError
from models.i18n import plural, tr
from models.queries.exchange.workbook_schema import EQUIPMENT, HOUSEHOLDS, RECORDS, RecordSheet, SheetColumn
from models.rules.pay import wage
from models.rules.product.reach import NEW
from models.tables.order import Order, Subcontract
from models.tables.party import Agreement, Enterprise, Household
from models.tables.product import Material, Product, Unit

AGREEMENT = tuple(column.key for column in HOUSEHOLDS.columns if column.kind.model is Agreement)
SHEETS: dict[type[Record], str] = {sheet.table: sheet.key for sheet in RECORDS if sheet.table is not None}
"""The sheet that the records of a table stand in."""

Save = Callable[[list[Entry], Refused], list[Any]]


@dataclass(slots=True)
class Counts:
    """What became of a sheet's rows."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def count(self, outcome: str) -> None:
        """Count one record by its ``outcome`` (``actions/record``)."""
        if outcome == ADDED:
            self.added += 1
        elif outcome == CHANGED:
            self.updated += 1
        else:
            self.unchanged += 1


class Masters:
    """The master data of one workbook on its way in, and how to find each record by its key."""

    def __init__(self, book: Book, apply_to: str = NEW) -> None:
        self.book = book
        self.apply_to = apply_to
        self.reached: dict[str, list[int]] = {}
        """The subcontracts given out before whose rates or bills (key of the sheet) changed."""
        self.kept: set[int] = set()
        """The open ones that keep other rates or bills than the workbook says."""
        self.counts: dict[str, Counts] = {}
        # Keys that stand in the file but whose row is wrong: what refers to them is not reported once more.
        self.broken: set[tuple[str, Hashable]] = set()
        self.told: set[tuple[str, int, str]] = set()
        # What is named in the file but stands nowhere, by sheet and key: the fault of each row that names it.
        self._unknown: dict[str, dict[Hashable, list[Problem]]] = defaultdict(lambda: defaultdict(list))
        self.enterprises = {row.name: row for row in Enterprise.select()}
        self.households = {row.code: row for row in Household.select()}
        self.units = {row.name: row for row in Unit.select()}
        self.materials = {row.code: row for row in Material.select()}
        self.products = {row.code: row for row in Product.select()}
        self.orders = {row.number: row for row in Order.select()}
        self.subcontracts = {row.number: row for row in Subcontract.select()}

    def save(self) -> None:
        """Add and update every master record of the workbook, noting what is wrong."""
        spell_as_known(self.book)
        self._records("enterprises", parties.save_enterprises)
        self._records("households", parties.save_households)
        self._agreements()
        self._records("workers", parties.save_workers)
        doubt_cells(self.book, "enterprises", "workers")
        self._records("units", save_units)
        self._records("materials", products.save_materials)
        self._records("products", products.save_products)
        self._records("bom", self._save_bom)
        self._rates()
        self._records("defects", save_defects)
        # Subcontracts of the workbook may be dated anew with their order: looked at once they are saved too.
        self._records("orders", lambda entries, refused: orders.save_orders(entries, refused, days=False))
        self._records("subcontracts", orders.save_subcontracts)
        for row, error in doubt_order_days(self.book, self.orders, self.subcontracts):
            self._fault("orders", row, error)
        doubt_orders(self.book, self.orders)
        self._equipment()

    def find(self, sheet: str, row: BookRow, column: str, at: str, among: dict[str, Any]) -> Any | None:
        """The record a cell names; notes a fault when it is neither in the file nor known.

        ``at`` is the sheet of ``among``. None too when that record's own row is wrong.
        """
        key = row.values.get(column)
        if key is None:
            return None
        if key in among:
            return among[key]
        if (at, key) not in self.broken:
            self.unknown(
                sheet,
                row,
                column,
                (at, key),
                tr('"{key}" is not in this workbook and not known.').format(key=key),
            )
        return None

    def unknown(
        self, sheet: str, row: BookRow, column: str, named: tuple[str, Hashable], message: str
    ) -> None:
        """Note once that a cell names what is nowhere: ``named`` is the sheet it should stand in, and its key there."""
        if (sheet, row.number, column) not in self.told:
            self.told.add((sheet, row.number, column))
            self.book.fault(sheet, row, column, message)
            self._unknown[named[0]][named[1]].append(self.book.problems[-1])

    def find_the_rest(self) -> None:
        """Look up what rows name that were left alone for another fault, so that every fault is told at once."""
        for found in self.book.sheets.values():
            for row in found.rows:
                if row.faulty:
                    for column in found.sheet.references:
                        self.named(found.sheet, row, column)
        self._leave_out_what_follows()

    def _leave_out_what_follows(self) -> None:
        """Drop the faults of rows that name a record whose own key could not be read: that cell's fault is enough."""
        follows: set[int] = set()
        for at, named in self._unknown.items():
            sheet = self.book.sheets[at]
            key = sheet.sheet.key_columns[0].key
            nameless = sum(row.values.get(key) is None for row in sheet.rows)
            if at in self.book.lost or len(named) <= nameless:
                follows.update(id(problem) for problems in named.values() for problem in problems)
        if follows:
            self.book.problems[:] = [one for one in self.book.problems if id(one) not in follows]

    def bill_unread(self, subcontract: int) -> bool:
        """Whether the bill of what a subcontract makes could not be read whole, so that nobody knows what it needs."""
        rows = [row for row in self.book.sheets["bom"].rows if row.faulty]
        if "bom" in self.book.lost or not rows:
            return "bom" in self.book.lost
        order = next((one.order_id for one in self.subcontracts.values() if one.id == subcontract), None)
        product = next((one.product_id for one in self.orders.values() if one.id == order), None)
        code = next((one.code for one in self.products.values() if one.id == product), None)
        return code is None or any(row.values.get("product") in (None, code) for row in rows)

    def named(self, sheet: RecordSheet, row: BookRow, column: str) -> Any | None:
        """The record a cell of a reference names, found as `find` does."""
        at = SHEETS[sheet.references[column]]
        return self.find(sheet.key, row, column, at, getattr(self, at))

    def _records(
        self, key: str, save: Save, sound: Callable[[BookRow, dict[str, Any]], bool] | None = None
    ) -> tuple[dict[Any, Any], dict[Any, BookRow]]:
        """Add or update the rows of a sheet; answers its records and its rows by key. ``sound`` may fault a row."""
        sheet = self.book.sheets[key].sheet
        table: Any = sheet.table
        found = [sheet.column(name) for name in self.book.sheets[key].headers]
        own = [self._reader(sheet, column) for column in found if column.kind.model is table]
        keys = [(*self._reader(sheet, column), column.required) for column in sheet.key_columns]
        known = getattr(self, key, None)
        if known is None:
            known = {_one([row.__data__[field.name] for field, *_ in keys]): row for row in table.select()}

        def identify(row: BookRow) -> Any:
            parts = []
            for _, value_of, required in keys:
                parts.append(value_of(row))
                if parts[-1] is None and required:
                    return None
            return _one(parts)

        def values_of(row: BookRow) -> dict[str, Any] | None:
            values = {field.name: value_of(row) for field, value_of in own}
            for field, _ in own:
                if values[field.name] is None:
                    if field.required:
                        return None
                    values[field.name] = field.default
            return values if sound is None or sound(row, values) else None

        return known, self._merge(key, known, identify, values_of, save)

    def _reader(self, sheet: RecordSheet, column: SheetColumn) -> tuple[Any, Callable[[BookRow], Any]]:
        """The field of a column, and what a row holds there: of a reference the other record's key."""
        key = column.key
        if key not in sheet.references:
            return column.kind, lambda row: row.values.get(key)

        def key_of(row: BookRow) -> Any:
            record = self.named(sheet, row, key)
            return None if record is None else record.id

        return column.kind, key_of

    def _merge(
        self,
        sheet: str,
        known: dict[Any, Any],
        identify: Callable[[BookRow], Any],
        values_of: Callable[[BookRow], dict[str, Any] | None],
        save: Save,
    ) -> dict[Any, BookRow]:
        """Add or update one sheet's rows together; returns the rows by key."""
        seen: dict[Any, BookRow] = {}
        entries: list[tuple[Any, BookRow, dict[str, Any]]] = []
        for row in self.book.sheets[sheet].rows:
            key = identify(row)
            if key is None:
                continue
            if key in seen:
                self._duplicate(sheet, row, seen[key])
                continue
            seen[key] = row
            values = None if row.faulty else values_of(row)
            if values is None or row.faulty:
                self.broken.add((sheet, key))
            else:
                entries.append((key, row, values))
        if sheet == "households":
            doubt_households(self.book, entries, known)
        refused: set[int] = set()

        def refuse(place: int, error: UserError) -> None:
            key, row, _ = entries[place]
            refused.add(place)
            self.broken.add((sheet, key))
            self._fault(sheet, row, error)

        saved = iter(save([(values, known.get(key)) for key, _, values in entries], refuse))
        counts = self.counts.setdefault(sheet, Counts())
        for place, (key, _, _) in enumerate(entries):
            if place not in refused:
                known[key] = record = next(saved)
                counts.count(record.outcome)
        return seen

    def _fault(self, sheet: str, row: BookRow, error: UserError) -> None:
        columns = self.book.sheets[sheet].sheet.columns
        column = next((c.key for c in columns if error.field in (c.field, c.key)), None)
        self.book.fault(sheet, row, column, error.message)

    def _duplicate(self, sheet: str, row: BookRow, first: BookRow) -> None:
        keys = [column.key for column in self.book.sheets[sheet].sheet.columns if column.is_key]
        self.book.fault(sheet, row, keys[0], tr("The same key as row {row}.").format(row=first.number))

    def _agreements(self) -> None:
        known = {(a.household_id, a.number): a for a in Agreement.select()}
        entries: list[tuple[BookRow, dict[str, Any]]] = []
        for row in self.book.sheets["households"].rows:
            number, start, end = (row.values.get(column) for column in AGREEMENT)
            household = self.households.get(row.values.get("code") or "")
            if household is not None and not row.faulty and (number or start or end):
                values = {"household": household.id, "number": number or "", "start": start, "end": end}
                entries.append((row, values))

        def refuse(place: int, error: UserError) -> None:
            self._fault("households", entries[place][0], error)

        with_known = [(values, known.get((values["household"], values["number"]))) for _, values in entries]
        changed = {
            a.household_id for a in parties.save_agreements(with_known, refuse) if a.outcome != UNCHANGED
        }
        same = {home.id for home in self.households.values() if getattr(home, "outcome", "") == UNCHANGED}
        counts = self.counts["households"]
        counts.unchanged -= len(changed & same)
        counts.updated += len(changed & same)

    def _save_bom(self, entries: list[Entry], refused: Refused) -> list[Any]:
        saved = products.save_bom_lines(entries, refused, apply_to=self.apply_to)
        self.reached["bom"] = saved[0].reached if saved else []
        self._warn_kept(
            "bom",
            terms.open_with_other_bills(saved),
            lambda count: plural(
                "{n} open subcontract keeps the bill of materials it was assigned with: {numbers}",
                "{n} open subcontracts keep the bill of materials they were assigned with: {numbers}",
                count,
            ),
        )
        return saved

    def _save_rates(self, entries: list[Entry], refused: Refused) -> list[Any]:
        # Overlaps are looked for over all rates together, below: a row may close the span another one follows.
        days = [terms.days_of(existing) for _, existing in entries if existing is not None]
        saved = products.save_rates(entries, refused, check=False, apply_to=self.apply_to)
        self.reached["rates"] = saved[0].reached if saved else []
        self._warn_kept(
            "rates",
            terms.open_with_other_rates([*days, *map(terms.days_of, saved)]),
            lambda count: plural(
                "{n} open subcontract keeps the rates it was assigned with: {numbers}",
                "{n} open subcontracts keep the rates they were assigned with: {numbers}",
                count,
            ),
        )
        return saved

    def _warn_kept(self, sheet: str, subcontracts: list[int], said: Callable[[int], str]) -> None:
        """Warn of open work that the workbook's rates or bills do not reach."""
        if subcontracts:
            kept = set(subcontracts)
            self.kept |= kept
            numbers = sorted(number for number, row in self.subcontracts.items() if row.id in kept)
            words = said(len(numbers)).format(numbers=format.some(numbers))
            self.book.warnings.append(Problem(self.book.sheets[sheet].name, None, None, "", words))

    def _rates(self) -> None:
        def sound(row: BookRow, values: dict[str, Any]) -> bool:
            backwards = values.get("end") is not None and values["end"] < values["start"]
            if backwards:
                self.book.fault("rates", row, "to", tr("The end is before the start."))
            return not backwards

        known, rows = self._records("rates", self._save_rates, sound)
        spans = [wage.RateSpan(r.product_id, r.grade, r.start, r.end, r.rate) for r in known.values()]
        for first, second in wage.overlaps(spans):
            for span, other in ((second, first), (first, second)):
                row = rows.get((span.product_id, span.grade, span.start))
                if row is not None:
                    self.book.fault(
                        "rates",
                        row,
                        "from",
                        tr("Overlaps the rate from {start} to {end}.").format(
                            start=other.start.isoformat(), end=_until(other.end)
                        ),
                    )
                    break

    def _equipment(self) -> None:
        known, rows = self._records("equipment", equipment.save_machines)
        counts = self.counts["equipment"]
        refused = partial(self._fault, "equipment")
        for machine in set_loans(known, rows, lambda row: self.named(EQUIPMENT, row, "household"), refused):
            if machine.outcome == UNCHANGED:
                counts.unchanged -= 1
                counts.updated += 1


def _one(parts: list[Any]) -> Any:
    """A record's key: the value of its one key column, or those of several."""
    return parts[0] if len(parts) == 1 else tuple(parts)


def _until(day: date | None) -> str:
    return "…" if day is None else day.isoformat()
