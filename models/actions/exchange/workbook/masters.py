"""The sheets of master data: enterprises, households, products, rates, orders, subcontracts, equipment.

A row whose key exists with other values updates it. What refers to what is resolved over the whole file and the
database together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import format
from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.spelling import spell_as_known
from models.actions.guidance import equipment
from models.actions.order import orders, terms
from models.actions.order.order_days import first_subcontracts, refuse_early
from models.actions.party import parties
from models.actions.product import products
from models.actions.product.units import save_units
from models.actions.upsert import ADDED, CHANGED, UNCHANGED, Entry, Refused
from models.database import Record
from models.errors import Problem, UserError
from models.i18n import tr
from models.queries.ledger.slip_days import slip_days
from models.queries.party.whereabouts import said_of
from models.rules.party.identity import id_number_doubt, phone_doubt
from models.rules.pay import wage
from models.rules.product.reach import NEW
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.order import Order, Subcontract
from models.tables.party import Agreement, Enterprise, Household, Worker
from models.tables.product import BomLine, Material, Product, Rate, Unit

# Columns of the workbook whose field in the tables has another name.
FIELDS = {
    "over_issue_pct": "over_issue_ppm",
    "over_delivery_pct": "over_delivery_ppm",
    "loss_pct": "loss_ppm",
    "from": "start",
    "to": "end",
}
COLUMNS = {field: column for column, field in FIELDS.items()}
AGREEMENT = ("agreement_no", "agreement_from", "agreement_to")
REFERENCES = {
    "workers": {"household": "households"},
    "bom": {"product": "products", "material": "materials"},
    "rates": {"product": "products"},
    "orders": {"enterprise": "enterprises", "product": "products"},
    "subcontracts": {"order": "orders", "household": "households"},
    "opening": {"material": "materials", "product": "products", "subcontract": "subcontracts"},
    "counts": {"material": "materials", "product": "products", "subcontract": "subcontracts"},
    "dispatches": {"subcontract": "subcontracts", "material": "materials"},
    "collections": {"subcontract": "subcontracts"},
    "inspections": {"subcontract": "subcontracts"},
    "visits": {"household": "households"},
    "equipment": {"household": "households"},
    "advances": {"household": "households"},
    "adjustments": {"household": "households"},
}
"""What the cells of a sheet name, by column: the sheet the other record stands in."""

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
        self._plain("enterprises", Enterprise, "name", parties.save_enterprises)
        self._plain("households", Household, "code", parties.save_households, leave=AGREEMENT)
        self._agreements()
        self._workers()
        self._doubt_cells("enterprises", "phone", phone_doubt)
        self._doubt_cells("workers", "id_number", id_number_doubt)
        self._plain("units", Unit, "name", save_units)
        self._plain("materials", Material, "code", products.save_materials)
        self._plain("products", Product, "code", products.save_products)
        self._bom()
        self._rates()
        self._orders()
        self._subcontracts()
        self._doubt_orders()
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
        for sheet, columns in REFERENCES.items():
            for row in self.book.sheets[sheet].rows:
                if row.faulty:
                    for column, at in columns.items():
                        self.find(sheet, row, column, at, getattr(self, at))
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

    def _plain(
        self, sheet: str, table: type[Record], key: str, save: Save, leave: tuple[str, ...] = ()
    ) -> None:
        self._merge(
            sheet,
            getattr(self, sheet),
            lambda row: row.values.get(key),
            lambda row: self._values(sheet, row, table, leave),
            save,
        )

    def _values(
        self, sheet: str, row: BookRow, table: type[Record], leave: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The row as fields of its table; an empty cell is the field's default."""
        values: dict[str, Any] = {}
        for column in self.book.sheets[sheet].headers:
            if column in leave:
                continue
            name = FIELDS.get(column, column)
            value = row.values.get(column)
            field = table._meta.fields[name]
            if value is None:
                value = field.default if field.default is not None else None if field.null else ""
            values[name] = value
        return values

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
            self._doubt(entries, known)
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

    def _doubt(self, entries: list[tuple[Any, BookRow, dict[str, Any]]], known: dict[Any, Any]) -> None:
        """Say which households may be one, entered twice, and whose numbers or coordinates cannot be right."""
        doubts = parties.doubts_of_households([(values, known.get(key)) for key, _, values in entries])
        for (key, row, values), own in zip(entries, doubts, strict=True):
            for one in own:
                if one.field in parties.PLACE:
                    said = said_of(values.get("head") or "", key, one.sentence)
                    self.book.warn("households", row, one.field, said)
                elif row.values.get(one.field):
                    self.book.warn("households", row, one.field, one.sentence)

    def _doubt_cells(self, sheet: str, column: str, doubt: Callable[[str], str]) -> None:
        for row in self.book.sheets[sheet].rows:
            sentence = doubt(row.values.get(column) or "")
            if sentence:
                self.book.warn(sheet, row, column, sentence)

    def _fault(self, sheet: str, row: BookRow, error: UserError) -> None:
        column = COLUMNS.get(error.field or "", error.field)
        known = {c.key for c in self.book.sheets[sheet].sheet.columns}
        self.book.fault(sheet, row, column if column in known else None, error.message)

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
            column = {"number": "agreement_no", "start": "agreement_from", "end": "agreement_to"}.get(
                error.field or ""
            )
            self.book.fault("households", entries[place][0], column, error.message)

        with_known = [(values, known.get((values["household"], values["number"]))) for _, values in entries]
        changed = {
            a.household_id for a in parties.save_agreements(with_known, refuse) if a.outcome != UNCHANGED
        }
        same = {home.id for home in self.households.values() if getattr(home, "outcome", "") == UNCHANGED}
        counts = self.counts["households"]
        counts.unchanged -= len(changed & same)
        counts.updated += len(changed & same)

    def _workers(self) -> None:
        known = {(w.household_id, w.name): w for w in Worker.select()}
        self._merge(
            "workers",
            known,
            lambda row: self._pair("workers", row, ("household", self.households), ("name", None)),
            lambda row: (
                self._values("workers", row, Worker, ("household",))
                | {"household": self.households[row.values["household"]].id}
            ),
            parties.save_workers,
        )

    def _pair(self, sheet: str, row: BookRow, *parts: tuple[str, dict[str, Any] | None]) -> Any:
        """The key of a row made of several cells, references turned into ids; None when one cannot be resolved."""
        found: list[Any] = []
        for column, among in parts:
            value = row.values.get(column)
            if value is None:
                return None
            if among is not None:
                record = self.find(sheet, row, column, self._sheet_of(among), among)
                if record is None:
                    return None
                value = record.id
            found.append(value)
        return tuple(found)

    def _sheet_of(self, among: dict[str, Any]) -> str:
        for sheet in ("enterprises", "households", "materials", "products", "orders", "subcontracts"):
            if getattr(self, sheet) is among:
                return sheet
        raise KeyError

    def _bom(self) -> None:
        known = {(b.product_id, b.material_id): b for b in BomLine.select()}

        def values(row: BookRow) -> dict[str, Any]:
            return {
                "product": self.products[row.values["product"]].id,
                "material": self.materials[row.values["material"]].id,
                "per_unit": row.values["per_unit"],
                "loss_ppm": row.values.get("loss_pct") or 0,
            }

        self._merge(
            "bom",
            known,
            lambda row: self._pair("bom", row, ("product", self.products), ("material", self.materials)),
            values,
            self._save_bom,
        )

    def _save_bom(self, entries: list[Entry], refused: Refused) -> list[Any]:
        saved = products.save_bom_lines(entries, refused, apply_to=self.apply_to)
        self.reached["bom"] = saved[0].reached if saved else []
        self._tell_kept(
            "bom",
            terms.open_with_other_bills(saved),
            tr("{count} open subcontracts keep the bill of materials they were given out with: {numbers}"),
        )
        return saved

    def _save_rates(self, entries: list[Entry], refused: Refused) -> list[Any]:
        # Overlaps are looked for over all rates together, below: a row may close the span another one follows.
        days = [terms.days_of(existing) for _, existing in entries if existing is not None]
        saved = products.save_rates(entries, refused, check=False, apply_to=self.apply_to)
        self.reached["rates"] = saved[0].reached if saved else []
        self._tell_kept(
            "rates",
            terms.open_with_other_rates([*days, *map(terms.days_of, saved)]),
            tr("{count} open subcontracts keep the rates they were given out with: {numbers}"),
        )
        return saved

    def _tell_kept(self, sheet: str, subcontracts: list[int], words: str) -> None:
        """Warn of open work that the workbook's rates or bills do not reach."""
        if subcontracts:
            kept = set(subcontracts)
            self.kept |= kept
            numbers = sorted(number for number, row in self.subcontracts.items() if row.id in kept)
            words = words.format(count=len(numbers), numbers=format.some(numbers))
            self.book.warnings.append(Problem(self.book.sheets[sheet].name, None, None, "", words))

    def _rates(self) -> None:
        known = {(r.product_id, r.grade, r.start): r for r in Rate.select()}

        def values(row: BookRow) -> dict[str, Any] | None:
            start, end = row.values["from"], row.values.get("to")
            if end is not None and end < start:
                self.book.fault("rates", row, "to", tr("The end is before the start."))
                return None
            return {
                "product": self.products[row.values["product"]].id,
                "grade": row.values["grade"],
                "start": start,
                "end": end,
                "rate": row.values["rate"],
            }

        rows = self._merge(
            "rates",
            known,
            lambda row: self._pair("rates", row, ("product", self.products), ("grade", None), ("from", None)),
            values,
            self._save_rates,
        )
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

    def _orders(self) -> None:
        def values(row: BookRow) -> dict[str, Any] | None:
            enterprise = self.find("orders", row, "enterprise", "enterprises", self.enterprises)
            product = self.find("orders", row, "product", "products", self.products)
            if enterprise is None or product is None:
                return None
            return {
                "number": row.values["number"],
                "enterprise": enterprise.id,
                "product": product.id,
                "quantity": row.values["quantity"],
                "date": row.values["date"],
                "due": row.values["due"],
            }

        self._merge(
            "orders",
            self.orders,
            lambda row: row.values.get("number"),
            values,
            # Subcontracts of the workbook may be dated anew with their order: looked at once they are saved too.
            lambda entries, refused: orders.save_orders(entries, refused, days=False),
        )

    def _subcontracts(self) -> None:
        def values(row: BookRow) -> dict[str, Any] | None:
            order = self.find("subcontracts", row, "order", "orders", self.orders)
            household = self.find("subcontracts", row, "household", "households", self.households)
            if order is None or household is None:
                return None
            return {
                "number": row.values["number"],
                "order": order.id,
                "household": household.id,
                "quantity": row.values["quantity"],
                "date": row.values["date"],
                "due": row.values["due"],
            }

        self._merge(
            "subcontracts",
            self.subcontracts,
            lambda row: row.values.get("number"),
            values,
            orders.save_subcontracts,
        )
        self._order_days()

    def _order_days(self) -> None:
        """Look for orders dated after a subcontract of theirs, and for days far ahead."""
        ahead = slip_days().ahead
        written = {
            "orders": self._written("orders", self.orders),
            "subcontracts": self._written("subcontracts", self.subcontracts),
        }
        for sheet, rows in written.items():
            for row, record in rows:
                said = ahead(record.date)
                if said is not None:
                    self.book.warn(sheet, row, "date", said)
        changed = {record.id: (row, record) for row, record in written["orders"] if record.outcome == CHANGED}
        for order, subcontract in first_subcontracts(changed).items():
            row, record = changed[order]
            try:
                refuse_early(subcontract, record.date)
            except UserError as error:
                self._fault("orders", row, error)

    def _written(self, sheet: str, known: dict[str, Any]) -> list[tuple[BookRow, Any]]:
        """The rows of a sheet whose records are new or were changed, with the records."""
        found = [(row, known.get(row.values.get("number") or "")) for row in self.book.sheets[sheet].rows]
        return [
            (row, record)
            for row, record in found
            if record is not None and not row.faulty and getattr(record, "outcome", UNCHANGED) != UNCHANGED
        ]

    def _doubt_orders(self) -> None:
        """Say where more is given out of an order than it asks for: beside its last subcontract, else beside it."""
        rows: dict[str, tuple[str, BookRow]] = {}
        for sheet, column in (("orders", "number"), ("subcontracts", "order")):
            for row in self.book.sheets[sheet].rows:
                if not row.faulty and row.values.get(column) in self.orders:
                    rows[row.values[column]] = sheet, row
        said = orders.beyond_order([self.orders[number].id for number in rows])
        for number, (sheet, row) in rows.items():
            sentence = said.get(self.orders[number].id)
            if sentence is not None:
                self.book.warn(sheet, row, "quantity", sentence)

    def _equipment(self) -> None:
        leave = ("household", "lent_on", "deposit", "returned_on")
        known = {e.code: e for e in Equipment.select()}
        rows = self._merge(
            "equipment",
            known,
            lambda row: row.values.get("code"),
            lambda row: self._values("equipment", row, Equipment, leave),
            equipment.save_machines,
        )
        latest = {loan.equipment_id: loan for loan in EquipmentLoan.select().order_by(EquipmentLoan.id)}
        counts = self.counts["equipment"]
        for code, row in rows.items():
            if row.faulty:
                continue
            household = self.find("equipment", row, "household", "households", self.households)
            if household is None:
                continue
            machine = known[code]
            values = {
                "household": household.id,
                "lent_on": row.values.get("lent_on"),
                "deposit": row.values.get("deposit") or 0,
                "returned_on": row.values.get("returned_on"),
                "condition_out": row.values.get("condition") or "",
            }
            try:
                changed = equipment.set_loan(machine.id, values, latest.get(machine.id))
            except UserError as error:
                self._fault("equipment", row, error)
                continue
            if changed and machine.outcome == UNCHANGED:
                counts.unchanged -= 1
                counts.updated += 1


def _until(day: date | None) -> str:
    return "…" if day is None else day.isoformat()
