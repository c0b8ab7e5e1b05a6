"""The lines of material slips: columns, the quantities that are proposed, and what goes beyond what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models import format
from models.i18n import plural, tr
from models.kinds import COUNT, TEXT, QuantityField
from models.queries.ledger import entry_context
from models.queries.ledger.warehouse import material_stock
from models.queries.product.units import GoodsUnits
from models.rules.ledger.voucher_kind import CORRECTION, ISSUE, RETURN, TOP_UP, TRANSFER
from models.tables.product import Material
from ui.kit.entry_page import quantity_of
from ui.kit.grid_model import GridColumn, GridLine, GridModel, told_column
from ui.kit.suggestion_list import Suggestion
from ui.pages.ledger.collection_grid import (
    known,
    problem_of,
    reason_column,
    subcontract_column,
    suggest_works,
    work_number,
    work_of,
)
from ui.pages.ledger.material_figures import MaterialFigures, account_of, held_by

GIVES = (ISSUE, TOP_UP)


def lacked(line: GridLine | None, stock: Mapping[int, int]) -> int | None:
    """The material of which a line takes more than there is in ``stock``; None where there is enough."""
    material = None if line is None else line.get("material")
    if line is None or material is None:
        return None
    return int(material) if stock.get(material, 0) < (line.get("quantity") or 0) else None


class MaterialSheet:
    """Lines of dispatches, top-ups, returns and transfers. ``kind`` says which of them is typed."""

    def __init__(self, model: Callable[[], GridModel]) -> None:
        self.kind = ISSUE
        self._model = model
        self._facts: dict[int, entry_context.MaterialFacts] = {}
        self._units = GoodsUnits()
        self._stock: dict[int, int] = {}
        self.ask()

    def ask(self) -> None:
        """Ask again which materials there are and what the warehouse holds."""
        self._facts = entry_context.materials()
        self._units = GoodsUnits()
        self._stock = {row.item_id: row.quantity for row in material_stock()}

    def columns(self) -> list[GridColumn]:
        """From the subcontract to the reason."""
        return [*self._subject(), *self._figures(), *self._receiver()]

    def _subject(self) -> list[GridColumn]:
        """Whose material, for what."""
        return [
            subcontract_column(skip=known),
            told_column("who", tr("Household"), 15, lambda facts: facts.who, stretch=True),
            told_column("product", tr("Product"), 9, lambda facts: facts.product_name, stretch=True),
            GridColumn(
                "material",
                tr("Material"),
                TEXT,
                9,
                stretch=True,
                suggest=self._suggest,
                named=self._named,
                makes=Material,
                editable=known,
                skip=lambda line: line.get("material") is not None,
            ),
        ]

    def _figures(self) -> list[GridColumn]:
        """How much, beside what the books say of it."""
        figures = MaterialFigures(self.unit)
        return [
            GridColumn("need", tr("Needed"), COUNT, 9, show=figures.needed),
            GridColumn("given", tr("Issued so far"), COUNT, 9, show=figures.given),
            GridColumn("used", tr("Used so far"), COUNT, 9, show=figures.used),
            GridColumn("left", tr("With the household"), COUNT, 9, show=figures.left),
            GridColumn(
                "quantity",
                tr("Quantity"),
                QuantityField(minimum=None),
                8,
                editable=known,
                worded=lambda line, value: quantity_of(self.unit(line), value),
            ),
            GridColumn("unit", tr("Unit"), TEXT, 4, show=lambda line: format.unit_name(self.unit(line))),
        ]

    def _receiver(self) -> list[GridColumn]:
        """Where it goes to, where that is another household, and why."""
        return [
            GridColumn(
                "to_subcontract",
                tr("To subcontract"),
                TEXT,
                9,
                suggest=self._suggest_receiver,
                named=work_number,
                editable=known,
            ),
            GridColumn(
                "to_who",
                tr("To household"),
                TEXT,
                12,
                stretch=True,
                show=lambda line: line.names.get("to_who", ""),
            ),
            reason_column(12, self._needs_reason),
        ]

    def shown(self) -> dict[str, bool]:
        """Which columns the kind of slip wants."""
        gives, moves = self.kind in GIVES, self.kind == TRANSFER
        return {
            "need": gives,
            "given": gives,
            "product": not moves,
            "left": not gives,
            "used": self.kind == CORRECTION,
            "to_subcontract": moves,
            "to_who": moves,
        }

    # -- what follows from a cell ----------------------------------------------------------------------------------

    def changed(self, line: GridLine, key: str) -> None:
        """Fill in what follows: the facts, the material, the quantity still needed, and lines for further materials."""
        if key in ("", "subcontract"):
            line.problems.pop("subcontract", None)
            line.facts = work_of(line)
            if line.facts is not None and key == "subcontract":
                for cell in ("material", "quantity"):
                    if cell in line.proposed:
                        line.cells.pop(cell, None)
                self._propose(line, line.facts)
        if line.facts is None:
            line.hints = []
            return
        if line.get("material", 0) not in (0, *self._facts):
            # One made in place just now.
            self.ask()
        if key == "material" and line.get("material") is not None and self.kind == ISSUE:
            line.propose("quantity", self._missing(line, line.facts, line.cells["material"]) or None)
        self._name_receiver(line)
        line.drop_problems()
        problem_of(line, "quantity", self._units, self.unit(line))
        line.hints = self._hints(line, line.facts)

    def _propose(self, line: GridLine, work: entry_context.OpenWork) -> None:
        """The first material of the bill that is still needed on this line, the others on lines below."""
        accounts = work.state.materials
        if self.kind != ISSUE:
            held = [key for key, one in accounts.items() if work.state.holding(one).balance > 0]
            listed = held if self.kind in (RETURN, TRANSFER) else list(accounts)
            if len(listed) == 1:
                line.propose("material", listed[0])
            return
        missing = {key: self._missing(line, work, key) for key, one in accounts.items() if one.per_unit}
        wanted = [key for key, quantity in missing.items() if quantity] or list(missing)[:1]
        if not wanted:
            return
        line.propose("material", wanted[0])
        line.propose("quantity", missing[wanted[0]] or None)
        model = self._model()
        if line not in model.lines:
            return
        row = next(number for number, one in enumerate(model.lines) if one is line)
        for place, material in enumerate(wanted[1:], start=1):
            more = GridLine({"subcontract": work.id}, names={"subcontract": work.number}, facts=work)
            more.propose("material", material)
            more.propose("quantity", missing[material])
            more.hints = self._hints(more, work)
            model.insert(row + place, more)

    def _missing(self, line: GridLine, work: entry_context.OpenWork, material: int) -> int:
        """What is still needed, less what other lines of this grid hand out already."""
        account = work.state.materials.get(material)
        if account is None:
            return 0
        typed: int = sum(
            other.get("quantity", 0)
            for other in self._model().lines
            if other is not line and other.get("subcontract") == work.id and other.get("material") == material
        )
        return entry_context.needed(work, account, typed=typed)

    def _name_receiver(self, line: GridLine) -> None:
        receiver = line.get("to_subcontract")
        line.names["to_who"] = ""
        if receiver is not None:
            found = entry_context.works([receiver]).get(receiver)
            line.names["to_who"] = found.who if found is not None else ""

    def left(self, line: GridLine) -> None:
        """The line was left: more than there is to return or hand on is wrong by now."""
        words = self._beyond(line)
        if words:
            line.problems["quantity"] = words

    def check(self, line: GridLine) -> None:
        """Note what keeps a line from being posted."""
        if line.facts is None:
            if not line.problems:
                line.problems["subcontract"] = tr("Which subcontract? Type its number, a name or initials.")
        elif line.get("material") is None:
            line.problems.setdefault("material", tr("Which material? F7 shows all."))
        elif line.get("quantity") is None:
            line.problems.setdefault("quantity", tr("How much?"))
        elif self.kind == TRANSFER and line.get("to_subcontract") is None:
            line.problems.setdefault("to_subcontract", tr("To which subcontract?"))

    # -- what is shown ---------------------------------------------------------------------------------------------

    def unit(self, line: GridLine) -> str:
        """The unit of the line's material."""
        facts = self._facts.get(line.get("material", 0))
        return facts.unit if facts is not None else ""

    def _beyond(self, line: GridLine) -> str:
        if self.kind not in (RETURN, TRANSFER) or account_of(line) is None:
            return ""
        held = held_by(line)
        if line.get("quantity", 0) <= held:
            return ""
        return tr("only {n} is there").format(n=format.quantity(max(0, held)))

    def _over(self, line: GridLine) -> int:
        """By how much an issue goes beyond what may be issued without a reason."""
        account = account_of(line)
        if self.kind not in GIVES or account is None:
            return 0
        limit: int = line.facts.state.issue_limit(account)
        return max(0, account.issued + line.get("quantity", 0) - limit) if line.get("quantity") else 0

    def lacking(self, line: GridLine | None) -> int | None:
        """The material of which a line gives more than the warehouse has."""
        return lacked(line, self._stock) if self.kind in GIVES else None

    def _needs_reason(self, line: GridLine) -> bool:
        if self.kind == CORRECTION:
            return line.facts is not None
        return "reason" in line.problems or bool(self._over(line))

    def _hints(self, line: GridLine, work: entry_context.OpenWork) -> list[tuple[str, str]]:
        hints: list[tuple[str, str]] = []
        quantity = line.get("quantity")
        facts = self._facts.get(line.get("material", 0))
        if facts is None:
            return hints
        beyond, over = self._beyond(line), self._over(line)
        if beyond:
            hints.append((beyond, "soon"))
        if over and not line.get("reason"):
            words = tr("{n} beyond what is needed; give a reason").format(n=format.quantity(over))
            hints.append((words, "soon"))
        stock = self._stock.get(facts.id, 0)
        if self.kind == CORRECTION and quantity:
            more = tr("{n} more was used") if quantity > 0 else tr("{n} less was used")
            hints.append((more.format(n=format.quantity(abs(quantity), facts.unit)), "quiet"))
        if self.kind in GIVES and quantity and stock < quantity:
            hints.append((tr("warehouse {n}").format(n=quantity_of(facts.unit, stock)), "soon"))
        if quantity and facts.pack_size > 0 and quantity >= facts.pack_size:
            packs, loose = divmod(quantity, facts.pack_size)
            words = plural("{n} pack", "{n} packs", packs)
            if loose:
                words = plural("{n} pack and {loose}", "{n} packs and {loose}", packs).format(
                    loose=format.quantity(loose)
                )
            hints.append((words, "quiet"))
        if work.state.closed and self.kind in GIVES:
            hints.append((tr("completed"), "soon"))
        return hints

    # -- picking ---------------------------------------------------------------------------------------------------

    def _suggest(self, line: GridLine, words: str) -> Sequence[Suggestion]:
        """Materials of the subcontract first."""
        own = line.facts.state.materials if line.facts is not None else {}
        asked = words.casefold()
        found = []
        for facts in self._facts.values():
            if asked and asked not in f"{facts.code} {facts.name} {facts.search}".casefold():
                continue
            detail = facts.code
            if facts.id in own:
                held = line.facts.state.holding(own[facts.id]).balance
                there = tr("{n} at the household").format(n=format.quantity(held, facts.unit))
                detail = f"{facts.code} · {there}"
            found.append((facts.id, facts.name, detail))
        found.sort(key=lambda item: (item[0] not in own, item[2]))
        return found

    def _named(self, key: int) -> str:
        facts = self._facts.get(key)
        return facts.name if facts is not None else ""

    def _suggest_receiver(self, line: GridLine, words: str) -> Sequence[Suggestion]:
        return [item for item in suggest_works(words) if item[0] != line.get("subcontract")]
