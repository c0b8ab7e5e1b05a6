"""What every paper needs to know: who it is for, which slips were meant, how often each was printed before."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from peewee import fn

from models.database import among, db
from models.errors import UserError
from models.i18n import tr
from models.queries.counting import standing
from models.queries.past import as_locked
from models.rules.ledger import voucher_kind
from models.tables.ledger import Movement, Printing, Voucher
from models.tables.party import Enterprise, Household

Day = date
Paper = TypeVar("Paper")
"""The most keys one statement carries; longer lists are asked for in parts."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A household as a paper names it; ``identity`` is its head's ID number, of which paper shows the ends."""

    id: int
    code: str
    head: str
    township: str
    village: str
    group: str
    landmark: str
    phone: str
    pay_method: str
    bank: str
    account: str
    identity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipHead:
    """The head of a voucher on paper; ``printed`` counts the times it came out of the printer before."""

    id: int
    kind: str
    number: str
    date: date
    reason: str = ""
    voided: bool = False
    reverses: bool = False
    printed: int = 0
    voided_on: Day | None = None
    void_reason: str = ""
    maker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip(SlipHead):
    """The head of a household's voucher."""

    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseSlip(SlipHead):
    """The head of a voucher between the cooperative and an enterprise, or within its own warehouse (no name)."""

    name: str = ""
    person: str = ""
    phone: str = ""
    address: str = ""


HOUSEHOLD_NAMED: Final = (
    Household.id,
    Household.code,
    Household.head,
    Household.township,
    Household.village,
    Household.group,
)
"""What a household is called, and where it lives."""


def contacts(ids: Iterable[int] | None = None) -> dict[int, Contact]:
    """The households of these keys (None: all), by key."""
    query = Household.select(
        *HOUSEHOLD_NAMED,
        Household.landmark,
        Household.phone,
        Household.pay_method,
        Household.bank,
        Household.account,
        Household.id_number,
    )
    if ids is not None:
        query = query.where(among(Household.id, set(ids)))
    return {row[0]: _contact(row) for row in db.execute(query)}


def _contact(row: Any) -> Contact:
    account, number = (
        field.python_value(value)
        for field, value in zip((Household.account, Household.id_number), row[-2:], strict=True)
    )
    return Contact(*(*row[:-2], account, number))


def household_key(code: str) -> int:
    """The key of a household code; raises `UserError` (field: household) when there is none."""
    row = Household.select(Household.id).where(Household.code == code).tuples().first()
    if row is None:
        raise UserError(tr('There is no household "{code}".').format(code=code), "household")
    return int(row[0])


def households_of(village: str) -> list[int]:
    """The keys of a village's households; its name, or township and village in one word.

    Raises `UserError` (field: village) when there are none.
    """
    wanted = "".join(village.split())
    named = fn.REPLACE(Household.village.concat(""), " ", "")
    whole = fn.REPLACE(Household.township.concat(Household.village), " ", "")
    query = Household.select(Household.id).where((named == wanted) | (whole == wanted))
    found = [int(row[0]) for row in db.execute(query)]
    if not found or not wanted:
        raise UserError(tr('There are no households in "{village}".').format(village=village), "village")
    return found


def chosen(household: str | None, village: str | None, period: str = "") -> set[int] | None:
    """The keys of one household, of a village, or of both at once; None when neither narrows it down.

    Of a locked ``period`` they are asked for by what they were called then, or are called now.
    """
    if household is None and village is None:
        return None
    if period:
        with contextlib.suppress(UserError), as_locked(period):
            return chosen(household, village)
    if village is None:
        return {household_key(str(household))}
    found = set(households_of(village))
    return found if household is None else found & {household_key(household)}


def printed_before(kind: str, numbers: Collection[str]) -> dict[str, int]:
    """How often these numbers were printed before as this kind of document; those never printed are left out."""
    query = (
        Printing.select(Printing.number, fn.COUNT(Printing.id))
        .where(Printing.kind == kind, among(Printing.number, numbers))
        .group_by(Printing.number)
    )
    return dict(db.execute(query))


def with_printed(kind: str, papers: Iterable[Paper], by: str = "key") -> list[Paper]:
    """Papers that are known by ``by``, each with how often it was ``printed`` before as this kind of document."""
    known: list[Any] = list(papers)
    counts = printed_before(kind, [getattr(one, by) for one in known])
    return [replace(one, printed=counts.get(getattr(one, by), 0)) for one in known]


def slips(
    kinds: Sequence[str],
    *,
    first: date | None = None,
    last: date | None = None,
    numbers: Sequence[str] = (),
    household: str | None = None,
) -> list[Slip]:
    """The vouchers of these kinds between two days or of a household's code, in order of date and number.

    ``numbers`` asks for exactly these, in the order given, voided ones too; else those are left out. The kinds are
    printed as one document. Raises `UserError` when a number or household does not exist.
    """
    query = _heads(kinds).where(Voucher.household.is_null(False))
    if household is not None:
        query = query.where(Voucher.household == household_key(household))
    rows = _found(query, first, last, numbers)
    known = contacts(row.household_id for row in rows)
    printed = printed_before(voucher_kind.DOCUMENTS[kinds[0]], [row.number for row in rows])
    return [
        Slip(**_voucher_facts(row), contact=known[row.household_id], printed=printed.get(row.number, 0))
        for row in rows
    ]


def enterprise_slips(
    kind: str,
    *,
    first: date | None = None,
    last: date | None = None,
    numbers: Sequence[str] = (),
) -> list[EnterpriseSlip]:
    """The vouchers of a kind that belong to no household, with their enterprise; arguments as of `slips`."""
    rows = _found(_heads((kind,)).where(Voucher.household.is_null()), first, last, numbers)
    printed = printed_before(kind, [row.number for row in rows])
    ends = (Movement.source == Enterprise.id) | (Movement.target == Enterprise.id)
    query: Any = (
        Movement.select(
            Movement.voucher.alias("voucher_id"),
            Enterprise.name,
            Enterprise.contact.alias("person"),
            Enterprise.phone,
            Enterprise.address,
        )
        .join(Enterprise, on=ends)
        .where(among(Movement.voucher, [row.id for row in rows]))
    )
    owners: dict[int, Any] = {row.pop("voucher_id"): row for row in query.dicts()}
    return [
        EnterpriseSlip(**_voucher_facts(row), **owners.get(row.id, {}), printed=printed.get(row.number, 0))
        for row in rows
    ]


def lines_of_slips(query: Any, voucher: Any, heads: Sequence[SlipHead]) -> dict[int, list[list[Any]]]:
    """The rows of a select whose first column is the ``voucher`` of a line, slip by slip of these."""
    found: dict[int, list[list[Any]]] = defaultdict(list)
    for key, *row in db.execute(query.where(among(voucher, [head.id for head in heads]))):
        found[key].append(row)
    return found


def _voucher_facts(row: Any) -> dict[str, Any]:
    """What every slip says of its voucher."""
    return {
        "id": row.id,
        "kind": row.kind,
        "number": row.number,
        "date": row.date,
        "reason": row.reason,
        "voided": row.voided_on is not None,
        "reverses": row.reverses_id is not None,
        "voided_on": row.voided_on,
        "void_reason": row.void_reason,
        "maker": row.maker,
    }


def _heads(kinds: Collection[str]) -> Any:
    return Voucher.select(
        Voucher.id,
        Voucher.kind,
        Voucher.number,
        Voucher.date,
        Voucher.household,
        Voucher.reason,
        Voucher.voided_on,
        Voucher.void_reason,
        Voucher.reverses,
        Voucher.maker,
    ).where(Voucher.kind.in_(list(kinds)))


def _found(query: Any, first: date | None, last: date | None, numbers: Sequence[str]) -> list[Any]:
    """The rows of a select of vouchers between two days, or of numbers in the order given."""
    if first is not None and last is not None:
        query = query.where(Voucher.date.between(first, last))
    if not numbers:
        return list(query.where(standing()).order_by(Voucher.date, Voucher.number))
    rows = list(query.where(among(Voucher.number, numbers)))
    refuse_absent(numbers, {row.number for row in rows})
    place = {number: at for at, number in enumerate(numbers)}
    return sorted(rows, key=lambda row: place[row.number])


def refuse_absent(numbers: Sequence[str], known: set[str]) -> None:
    """Raise `UserError` (field: number) for a number asked for that is not there."""
    for number in numbers:
        if number not in known:
            raise UserError(tr('There is no slip "{number}" of this kind.').format(number=number), "number")
