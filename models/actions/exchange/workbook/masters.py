"""The sheets of master data: enterprises, households, products, rates, orders, subcontracts, equipment.

A row whose key exists with other values updates it. What refers to what is resolved over the whole file and the
database together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from models import format
from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.doubts import (
    doubt_cells,
    doubt_centres,
    doubt_households,
    doubt_order_days,
    doubt_orders,
    doubt_people,
    doubt_registers,
)
from models.actions.exchange.workbook.machine_loans import set_loans
from models.actions.exchange.workbook.named_records import NamedRecords, key_of_parts
from models.actions.exchange.workbook.referral_rows import WishesNamed
from models.actions.exchange.workbook.spelling import spell_as_known
from models.actions.guidance import equipment
from models.actions.order import orders
from models.actions.party import parties
from models.actions.party.directory import save_helpers, save_regions, save_trades
from models.actions.party.stays import save_stays
from models.actions.pay.fair_floors import save_floors
from models.actions.product import products, terms
from models.actions.product.defects import save_defects
from models.actions.product.pace_tests import save_pace_tests
from models.actions.product.units import save_units
from models.actions.programme import claims, employment, support, training, workshops
from models.actions.programme.referrals import save_referrals
from models.actions.upsert import ADDED, CHANGED, UNCHANGED, Entry, Refused
from models.errors import Problem, UserError
from models.i18n import plural, tr
from models.queries.exchange.workbook_schema import EQUIPMENT, HOUSEHOLDS, RecordSheet, SheetColumn
from models.queries.programme.qualification import terms_of
from models.rules.pay import wage
from models.rules.product.reach import NEW
from models.tables.party import LEVELS, Agreement

AGREEMENT = tuple(column.key for column in HOUSEHOLDS.columns if column.kind.model is Agreement)

Save = Callable[[list[Entry], Refused], list[Any]]

REGISTERS: dict[str, Save] = {
    "pace_tests": save_pace_tests,
    "floors": save_floors,
    "workshops": workshops.save_workshops,
    "members": workshops.save_members,
    "funding": workshops.save_funding,
    "vacancies": employment.save_vacancies,
    "placements": employment.save_placements,
    "wishes": employment.save_wishes,
    "courses": training.save_courses,
    "enrolments": training.save_enrolments,
    "attendance": training.save_attendance,
    "skills": training.save_skills,
    "support_rules": support.save_rules,
}
"""What saves the rows of a sheet that only its own rules concern, what is referred to before what refers to it."""


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


class Masters(NamedRecords):
    """The master data of one workbook on its way in, and how to find each record by its key."""

    def __init__(self, book: Book, apply_to: str = NEW) -> None:
        super().__init__(book)
        self.apply_to = apply_to
        self.reached: dict[str, list[int]] = {}
        """The subcontracts given out before whose rates or bills (key of the sheet) changed."""
        self.kept: set[int] = set()
        """The open ones that keep other rates or bills than the workbook says."""
        self.counts: dict[str, Counts] = {}
        self._lent: tuple[dict[Any, Any], dict[Any, BookRow]] = ({}, {})
        """The machines, and the rows that say who has them."""

    def save(self) -> None:
        """Add and update every master record of the workbook, noting what is wrong."""
        spell_as_known(self.book)
        self._records("trades", save_trades)
        self._regions()
        self._records("helpers", save_helpers)
        self._records("enterprises", parties.save_enterprises)
        self._records("households", parties.save_households)
        self._records("stays", save_stays)
        self._agreements()
        self._records("workers", parties.save_workers)
        doubt_cells(self.book, "enterprises", "workers")
        doubt_people(self.book, self.among("workers"))
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
        self._lent = self._records("equipment", equipment.save_machines, _with_condition)
        kept = {}
        for key, save in REGISTERS.items():
            if key != "attendance" or not self.wrong("enrolments"):
                kept[key] = self._records(key, save)
        kept["claims"] = self._records("claims", claims.save_claims, self._with_rule)
        if not self.wrong("courses", "enrolments", "attendance"):
            kept["claim_people"] = self._records("claim_people", claims.save_claim_people)
        self._referrals()
        doubt_registers(self.book, kept)
        doubt_centres(self.book, self.among("workshops"))

    def bill_unread(self, subcontract: int) -> bool:
        """Whether the bill of what a subcontract makes could not be read whole, so that nobody knows what it needs."""
        rows = [row for row in self.book.sheets["bom"].rows if row.faulty]
        if "bom" in self.book.lost or not rows:
            return "bom" in self.book.lost
        order = next((one.order_id for one in self.subcontracts.values() if one.id == subcontract), None)
        product = next((one.product_id for one in self.orders.values() if one.id == order), None)
        code = next((one.code for one in self.products.values() if one.id == product), None)
        return code is None or any(row.values.get("product") in (None, code) for row in rows)

    def _records(
        self, key: str, save: Save, sound: Callable[[BookRow, dict[str, Any]], bool] | None = None
    ) -> tuple[dict[Any, Any], dict[Any, BookRow]]:
        """Add or update the rows of a sheet; answers its records and its rows by key. ``sound`` may fault a row."""
        sheet = self.book.sheets[key].sheet
        table: Any = sheet.table
        found = [sheet.column(name) for name in self.book.sheets[key].headers]
        own = [self._reader(sheet, column) for column in found if column.kind.model is table]
        keys = [(*self._reader(sheet, column), column.required) for column in sheet.key_columns]
        known = self.among(key)

        def identify(row: BookRow) -> Any:
            parts = []
            for _, value_of, required in keys:
                parts.append(value_of(row))
                if parts[-1] is None and required:
                    return None
            return key_of_parts(parts)

        def values_of(row: BookRow) -> dict[str, Any] | None:
            values = {field.name: value_of(row) for field, value_of in own}
            for field, _ in own:
                if values[field.name] is None:
                    if field.required:
                        return None
                    values[field.name] = field.default
            return values if sound is None or sound(row, values) else None

        return known, self._merge(key, known, identify, values_of, save)

    def _regions(self) -> None:
        """Add or update places, the wider levels first: a place may stand above the one it belongs to."""
        sheet = self.book.sheets["regions"]
        every = sheet.rows
        seen: dict[Any, BookRow] = {}
        for level in (None, *(level for level, _ in LEVELS)):
            sheet.rows = []
            for row in every:
                code = row.values.get("code")
                if row.values.get("level") != level:
                    continue
                if code in seen and code is not None:
                    self._duplicate("regions", row, seen[code])
                else:
                    seen[code] = row
                    sheet.rows.append(row)
            if sheet.rows:
                self._records("regions", save_regions)
        sheet.rows = every

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

    def _referrals(self) -> None:
        """Who was told of what: each row names its wish by the person, its kind and day."""
        told = WishesNamed(self.among("wishes"))
        sheet = self.book.sheets["referrals"].sheet

        def identify(row: BookRow) -> Any:
            person = self.named(sheet, row, "worker")
            return None if person is None else told.key(row, person.id, partial(self.named, sheet, row))

        def values_of(row: BookRow) -> dict[str, Any] | None:
            person: Any = self.named(sheet, row, "worker")
            try:
                return told.values(row, person.id, partial(self.named, sheet, row))
            except UserError as error:
                self._fault("referrals", row, error)
                return None

        self._merge("referrals", told.known(), identify, values_of, save_referrals)

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

    def _with_rule(self, row: BookRow, values: dict[str, Any]) -> bool:
        """Give a claim the rule of its code that is in force on its day; faults the row where there is none."""
        code, day = row.values.get("code"), values.get("date")
        if code is None or day is None:
            return False
        rules = [one for (named, _), one in self.among("support_rules").items() if named == code]
        found = next((one for one in rules if terms_of(one).holds(day)), None)
        if found is None:
            if not self.wrong("support_rules"):
                self.book.fault("claims", row, "code", claims.not_in_force(code, day))
            return False
        values["rule"] = found.id
        return True

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

    def lend(self) -> None:
        """Who has which machine, once what happened to machines is written down."""
        known, rows = self._lent
        counts = self.counts["equipment"]
        refused = partial(self._fault, "equipment")
        for machine in set_loans(known, rows, lambda row: self.named(EQUIPMENT, row, "household"), refused):
            if machine.outcome == UNCHANGED:
                counts.unchanged -= 1
                counts.updated += 1


def _until(day: date | None) -> str:
    return "…" if day is None else day.isoformat()


def _with_condition(row: BookRow, values: dict[str, Any]) -> bool:
    """A cell without a machine's condition leaves what was seen of the machine since as it is."""
    if row.values.get("condition") is None:
        values.pop("condition", None)
    return True
