"""The account with a household (对账单): material, work and pay of a period, as typed rows for paper.

The figures are those of `queries.ledger.standing` and `queries.pay.earnings`. Money is fen, quantities thousandths.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from models.database import among
from models.queries.answers import by_first, first_column
from models.queries.document_common import Contact, chosen, contacts, with_printed
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.past import as_locked
from models.queries.pay.earnings import PayStatement, statements
from models.queries.periods import period_named
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger.balance import WorkTotal
from models.rules.pay.calendar import Period
from models.tables.order import Order, Subcontract
from models.tables.product import Material, Product


@dataclass(frozen=True, slots=True)
class MaterialAccount:
    """One material's account with a household over a span; balances at its first and last day."""

    code: str
    name: str
    unit: str
    opening: int
    issued: int
    returned: int
    moved: int
    consumed: int
    closing: int
    counted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkAccount(WorkTotal):
    """One subcontract's account with a household over a span: pieces received in it, and what is still owed after."""

    number: str
    work: str
    unit: str


@dataclass(frozen=True, slots=True)
class AccountPaper:
    """The account with a household (对账单): material, work and pay of a period on one page."""

    period: Period
    contact: Contact
    materials: tuple[MaterialAccount, ...]
    works: tuple[WorkAccount, ...]
    pay: PayStatement | None
    printed: int = 0

    @property
    def number(self) -> str:
        """What tells it apart: the period and the household."""
        return account_number(self.period, self.contact.code)


@shows()
def account_number(period: Period, code: str) -> str:
    """The number of a household's account of a period."""
    return f"DZ{period.key[2:4]}{period.key[5:]}-{code}"


@shows(roles.SEE_PAY)
def account_papers(
    key: str, *, household: str | None = None, village: str | None = None
) -> list[AccountPaper]:
    """The accounts of a period with all households that had material, work or pay in it, with one, or a village's."""
    only = chosen(household, village, key)
    with as_locked(key):
        return _account_papers(key, only)


def _account_papers(key: str, only: set[int] | None) -> list[AccountPaper]:
    period = period_named(key)
    before = _states(only, period.start - timedelta(days=1))
    after = _states(only, period.end)
    pays = {s.household: s for s in statements(key, households=only).statements}
    products = by_first(Order.select(Order.id, Product.name, Product.unit).join(Product))
    materials = by_first(Material.select(Material.id, Material.code, Material.name, Material.unit))
    works: dict[int, list[WorkAccount]] = defaultdict(list)
    held: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 7))
    for state in after.values():
        earlier = before.get(state.id)
        work = _work(state, earlier, products[state.order_id])
        if work is not None:
            works[state.household_id].append(work)
        _add_materials(held[state.household_id], state, earlier)
    concerned = (
        set(works)
        | set(pays)
        | {owner for owner, accounts in held.items() if any(any(sums) for sums in accounts.values())}
    )
    known = contacts(concerned)
    papers = [
        AccountPaper(
            period,
            contact,
            tuple(
                MaterialAccount(*materials[material], *sums)
                for material, sums in sorted(
                    held[contact.id].items(), key=lambda entry: str(materials[entry[0]][0])
                )
                if any(sums)
            ),
            tuple(sorted(works[contact.id], key=lambda work: work.number)),
            pays.get(contact.id),
        )
        for contact in sorted(known.values(), key=lambda contact: contact.code)
    ]
    return with_printed("account", papers, "number")


def _states(households: set[int] | None, until: date) -> dict[int, SubcontractState]:
    if households is None:
        return subcontract_states(until=until)
    query = Subcontract.select(Subcontract.id).where(among(Subcontract.household, households))
    return subcontract_states(first_column(query), until=until)


def _work(
    state: SubcontractState, earlier: SubcontractState | None, product: tuple[str, str]
) -> WorkAccount | None:
    """What a subcontract brought in the span; None when it was done before and nothing came of it."""

    def grown(part: str) -> int:
        return int(getattr(state.parts, part)) - int(
            getattr(earlier.parts, part) if earlier is not None else 0
        )

    received = {part: grown(part) for part in ("good", "second", "rework", "work_scrap", "material_scrap")}
    if not any(received.values()) and earlier is not None and earlier.closed:
        return None
    work, unit = product
    return WorkAccount(
        number=state.number,
        work=work,
        unit=unit,
        quantity=state.quantity,
        **received,
        pending=state.parts.pending,
        outstanding=0 if state.closed else state.outstanding,
    )


def _add_materials(
    accounts: dict[int, list[int]], state: SubcontractState, earlier: SubcontractState | None
) -> None:
    for key, material in state.materials.items():
        now = state.holding(material)
        past = earlier.materials.get(key) if earlier is not None else None
        was = earlier.holding(past) if earlier is not None and past is not None else None
        grown = {
            name: getattr(now, name) - (0 if was is None else getattr(was, name))
            for name in ("issued", "returned", "transferred_in", "transferred_out", "used", "counted")
        }
        figures = (
            0 if was is None else was.balance,
            grown["issued"],
            grown["returned"],
            grown["transferred_in"] - grown["transferred_out"],
            grown["used"],
            now.balance,
            grown["counted"],
        )
        accounts[key] = [before + figure for before, figure in zip(accounts[key], figures, strict=True)]
