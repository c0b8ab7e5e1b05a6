"""Find anything: households, workers, orders, subcontracts, slips, statements, goods, defects, machines and
enterprises, while one types.

By Chinese, pinyin or initials in every reading, phone digits, code or number. A whole word comes before the beginning
of one, and that before what merely holds the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from peewee import JOIN, fn

from models import format, search
from models.database import db
from models.errors import UserError
from models.i18n import mark, tr
from models.queries.answers import first_column
from models.queries.document_common import HOUSEHOLD_NAMED
from models.queries.listing import all_of
from models.queries.order.joined import subcontracts_with
from models.rights import may
from models.rules.amount import HALF_WIDTH, UNSEEN
from models.rules.desk.roles import SEE_PAY
from models.rules.ledger import voucher_kind
from models.rules.parsing import date_of
from models.rules.pinyin import asked_words, joined
from models.search import BEGINS, HOLDS, WHOLE
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Agreement, Enterprise, Helper, Household, Worker
from models.tables.pay import PayPeriod, Statement
from models.tables.product import Defect, Material, Product
from models.tables.programme import Vacancy, Workshop
from models.tables.road import RouteDrive, RoutePlan, Vehicle
from models.tables.support import Claim, SupportRule
from models.tables.training import Course

KINDS: Final = {
    "household": mark("Households"),
    "worker": mark("Workers"),
    "order": mark("Orders"),
    "subcontract": mark("Subcontracts"),
    "voucher": mark("Slips"),
    "statement": mark("Pay statements"),
    "agreement": mark("Agreements"),
    "drive": mark("Drives"),
    "product": mark("Products"),
    "material": mark("Materials"),
    "defect": mark("Defects"),
    "equipment": mark("Machines"),
    "enterprise": mark("Enterprises"),
    "workshop": mark("Workshops"),
    "claim": mark("Claims"),
    "support_rule": mark("Support rules"),
    "helper": mark("Helpers"),
    "vacancy": mark("Vacancies"),
    "course": mark("Courses"),
}
"""What can be found, in the order it is shown where nothing is closer than the rest."""

MOST: Final = 6
"""Rows shown of one kind; what one looks for stands among the first or one types on."""

_WIDE: Final = 60  # rows looked at closely before the best are chosen
_SHORT_NUMBER: Final = 2  # letters of a number before it is looked up: one alone means nothing yet


class SearchHit(NamedTuple):
    """One thing found: what it is, its key, how it is called, what tells it from others, and how close it is.

    ``opens`` says what is looked at instead: a worker's household, a subcontract's order, a statement's month.
    """

    kind: str
    key: int
    label: str
    detail: str
    closeness: int
    opens: Any = None


_Ask = Callable[[str, list[str]], list[SearchHit]]
"""Finds things of one kind by what was typed, and by its words."""


def find(text: str, most: int = MOST) -> list[SearchHit]:
    """What is meant by a text, kind by kind, the kind with the closest first; nothing for an empty text."""
    # A scanner may send what no one types.
    seen = text.translate(UNSEEN).translate(HALF_WIDTH)
    typed = "".join(c if c.isprintable() else " " for c in seen).strip()
    together = "".join(typed.split()).replace("-", "")
    found: list[SearchHit] = []
    if together != typed and together.isdecimal():
        # A phone written in parts is one number, unless it was entered in parts as well.
        found = _find(together, most)
    return found or _find(typed, most)


def _find(typed: str, most: int) -> list[SearchHit]:
    for words in asked_words(typed):
        if found := _found(typed, words, most):
            return found
    return []


def _found(typed: str, words: list[str], most: int) -> list[SearchHit]:
    groups = [asked(typed, words)[:most] for asked in _ASKED]
    heads = {row.key for row in groups[0]}
    groups[1] = [row for row in groups[1] if row.opens not in heads]
    found = [group for group in groups if group]
    found.sort(key=lambda group: group[0].closeness)
    return [row for group in found for row in group]


def _households(typed: str, words: list[str]) -> list[SearchHit]:
    close = _ranked("household", words)
    if len(words) == 1 and words[0].isdecimal():
        close = {key: WHOLE for key in search.ending("household", words[0], MOST)} | close
    query = Household.select(*HOUSEHOLD_NAMED, Household.phone, Household.active)
    query = query.where(Household.id.in_(list(close)))
    found = []
    for key, code, head, township, village, group, phone, active in db.execute(query):
        nearest = _nearest(close[key], typed, code, head)
        parts = (format.place(township, village, group), phone, "" if active else tr("Stopped"))
        row = SearchHit("household", key, f"{head} {code}", _joined(parts), nearest)
        found.append((not active, code, row))
    return [row for _, _, row in sorted(found, key=lambda one: (one[2].closeness, *one[:2]))]


def _workers(typed: str, words: list[str]) -> list[SearchHit]:
    close = _ranked("worker", words)
    query = (
        Worker.select(Worker.id, Worker.name, Household.id, Household.code, Household.head)
        .join(Household)
        .where(Worker.id.in_(list(close)))
        .order_by(Household.code)
    )
    found = [
        SearchHit(
            "worker",
            key,
            name,
            tr("works at {name}").format(name=f"{head} {code}"),
            _nearest(close[key], typed, name),
            home,
        )
        for key, name, home, code, head in db.execute(query)
    ]
    return sorted(found, key=lambda row: row.closeness)


def _ranked(table: str, words: Sequence[str]) -> dict[int, int]:
    """Keys by closeness, those closest first; loose ones are only looked for where close ones leave room."""
    if len(words) == 1 and len(words[0]) == 1 and words[0].isdecimal():
        return {}
    # Letters in the middle of a syllable are hardly ever meant: "chen" is no 大城村 where there is a 陈.
    letters = all(word.isascii() and word.isalpha() for word in words)
    found: dict[int, int] = {}
    for closeness in (WHOLE, BEGINS, HOLDS):
        if len(found) >= MOST or (found and letters and closeness == HOLDS):
            break
        for key in search.found(table, words, closeness, _WIDE):
            found.setdefault(key, closeness)
    return found


def _nearest(closeness: int, typed: str, *names: str) -> int:
    """A given name alone is only the beginning of what was meant; the whole code or name is all of it."""
    if joined(typed).lower() in [joined(name).lower() for name in names]:
        return WHOLE
    return closeness if typed.isascii() else max(closeness, BEGINS)


def _orders(typed: str, words: list[str]) -> list[SearchHit]:
    numbers = _numbers("orders", Order, typed, words)
    query = (
        Order.select(
            Order.id,
            Order.number,
            Enterprise.name,
            Product.name,
            Order.quantity,
            Product.unit,
            Order.due,
            Order.closed_on,
            Product.search.concat(" ").concat(Enterprise.search),
        )
        .join(Enterprise)
        .join_from(Order, Product)
    )
    said: Any = Order.id.in_(list(numbers))
    named = all_of(Product.search.contains(word) | Enterprise.search.contains(word) for word in words)
    query = query.where(said | named).order_by(Order.closed_on.is_null().desc(), Order.id.desc()).limit(_WIDE)
    found = []
    for key, number, enterprise, product, quantity, unit, due, closed, held in db.execute(query):
        close = numbers.get(key)
        if close is None:
            # What an order is of comes after the product and the enterprise themselves.
            close = HOLDS if _closeness(held, words) is not None else None
        if close is not None:
            parts = (
                enterprise,
                format.quantity(quantity, unit),
                tr("Closed short") if closed else tr("due {day}").format(day=due),
            )
            found.append(SearchHit("order", key, f"{number} {product}", _joined(parts), close))
    return sorted(found, key=lambda row: row.closeness)


class _NumberedHit(NamedTuple):
    """How something with a number is called, what tells it from others, and what is looked at instead of it."""

    key: int
    label: str
    parts: tuple[str, ...]
    opens: Any = None


def _numbered(kind: str, table: Any, told: Callable[[list[int]], Iterable[_NumberedHit]]) -> _Ask:
    """How to ask for what has a number, the closest first and of those the newest; ``told`` says what they are."""

    def asked(typed: str, words: list[str]) -> list[SearchHit]:
        close = _numbers(kind, table, typed, words)
        found = [
            SearchHit(kind, one.key, one.label, _joined(one.parts), close[one.key], one.opens)
            for one in (told(list(close)) if close else ())
        ]
        return sorted(found, key=lambda row: (row.closeness, -row.key))

    return asked


def _subcontracts(keys: list[int]) -> Iterator[_NumberedHit]:
    query = subcontracts_with(
        Subcontract.id,
        Subcontract.number,
        Household.head,
        Product.name,
        Subcontract.quantity,
        Product.unit,
        Subcontract.due,
        Subcontract.order,
    ).where(Subcontract.id.in_(keys))
    for key, number, head, product, quantity, unit, due, order in db.execute(query):
        parts = product, format.quantity(quantity, unit), tr("due {day}").format(day=due)
        yield _NumberedHit(key, f"{number} {head}", parts, order)


def _vouchers(keys: list[int]) -> Iterator[_NumberedHit]:
    query = Voucher.select(
        Voucher.id, Voucher.number, Voucher.kind, Voucher.date, Voucher.voided_on, Household.head
    )
    query = query.join(Household, JOIN.LEFT_OUTER).where(Voucher.id.in_(keys))
    for key, number, kind, day, voided, head in db.execute(query):
        parts = tr(voucher_kind.KINDS[kind].label), str(day), tr("Void") if voided else ""
        yield _NumberedHit(key, f"{number} {head or ''}".rstrip(), parts)


def _statements(keys: list[int]) -> Iterator[_NumberedHit]:
    query = (
        Statement.select(
            Statement.id, Statement.number, Household.head, Household.id, PayPeriod.key, Statement.net
        )
        .join(Household)
        .join_from(Statement, PayPeriod)
        .where(Statement.id.in_(keys))
    )
    for key, number, head, home, month, net in db.execute(query):
        parts = month, format.yuan(net) if may(SEE_PAY) else ""
        yield _NumberedHit(key, f"{number} {head}", parts, (month, home))


def _agreements(keys: list[int]) -> Iterator[_NumberedHit]:
    query = Agreement.select(
        Agreement.id, Agreement.number, Household.id, Household.head, Agreement.start, Agreement.end
    )
    for key, number, home, head, start, end in db.execute(
        query.join(Household).where(Agreement.id.in_(keys))
    ):
        parts = (
            tr("from {day}").format(day=start) if start else "",
            tr("until {day}").format(day=end) if end else "",
        )
        yield _NumberedHit(key, f"{number} {head}", parts, home)


def _drives(typed: str, words: list[str]) -> list[SearchHit]:
    """The planned drive of a day, written with its year."""
    try:
        day = date_of(typed)
    except UserError:
        return []
    plan: Any = RoutePlan.get_or_none(RoutePlan.date == day)
    if plan is None:
        return []
    vans = RouteDrive.select(Vehicle.name).join(Vehicle).where(RouteDrive.plan == plan)
    names = tr(", ").join(dict.fromkeys(first_column(vans)))
    return [SearchHit("drive", plan.id, day.isoformat(), names, WHOLE, day)]


def _numbers(kind: str, table: Any, typed: str, words: Sequence[str]) -> dict[int, int]:
    """Keys by closeness of what has such a number: the whole, its beginning, or what it ends in (HS12: HS26A00012)."""
    if len(words) != 1 or len(typed) < (1 if typed.isdecimal() else _SHORT_NUMBER):
        return {}
    word = words[0]
    head = word.rstrip("0123456789")
    found = dict.fromkeys(search.starting(kind, typed, _WIDE), BEGINS)
    digits = word[len(head) :]
    if digits.strip("0"):
        for key in search.ending(kind, digits, _WIDE):
            found.setdefault(key, HOLDS)
    close: dict[int, int] = {}
    numbers = table.select(table.id, table.number).where(table.id.in_(list(found)))
    for key, said in db.execute(numbers) if found else ():
        said = said.lower()
        if said == word:
            close[key] = WHOLE
        elif said.startswith(word) or (not head and found[key] == HOLDS and said.endswith(word)):
            close[key] = BEGINS
        elif said.endswith(word) or said.startswith(head):
            close[key] = HOLDS
    return close


def _coded(kind: str, table: Any, code: Any, detail: Callable[[str], str], extra: Any) -> _Ask:
    """How to ask a short table of things with a name."""

    def asked(typed: str, words: list[str]) -> list[SearchHit]:
        query = table.select(table.id, code, table.name, extra, table.search)
        for word in words:
            query = query.where(table.search.contains(word))
        found = []
        for key, said, name, more, held in db.execute(query):
            close = _closeness(held, words)
            if close is not None:
                label = name if said is None else f"{name} {said}"
                found.append(SearchHit(kind, key, label, detail(more), close))
        return sorted(found, key=lambda row: (row.closeness, row.label))

    return asked


def _registered(table: Any, code: Any, name: Any, *, since: Any = None, order: Sequence[Any] = ()) -> _Ask:
    """How to ask a register by code and name, the newest first; ``since`` tells records apart that share a code."""
    kind, begins = table._meta.table_name, fn.NULLIF("", "") if since is None else since

    def asked(typed: str, words: list[str]) -> list[SearchHit]:
        if len(typed) < _SHORT_NUMBER:
            return []
        query = table.select(table.id, code, name, begins)
        for word in words:
            query = query.where(code.contains(word) | name.contains(word))
        rows = db.execute(query.order_by(*(order or (table.id.desc(),))).limit(_WIDE))
        return [
            SearchHit(kind, key, f"{called} {said}", tr("from {day}").format(day=day) if day else "", HOLDS)
            for key, said, called, day in rows
        ]

    return asked


def _claims(typed: str, words: list[str]) -> list[SearchHit]:
    """Claims by their number, the newest first."""
    if len(words) != 1 or len(typed) < _SHORT_NUMBER:
        return []
    query = (
        Claim.select(Claim.id, Claim.number, SupportRule.name, Workshop.name, Claim.amount)
        .join(SupportRule)
        .join_from(Claim, Workshop, JOIN.LEFT_OUTER)
        .where(Claim.number.contains(words[0]))
        .order_by(Claim.id.desc())
        .limit(_WIDE)
    )
    found = [
        SearchHit(
            "claim",
            key,
            f"{number} {rule}",
            _joined((shop or "", format.yuan(amount))),
            WHOLE if number.lower() == words[0] else HOLDS,
        )
        for key, number, rule, shop, amount in db.execute(query)
    ]
    return sorted(found, key=lambda row: row.closeness)


def _closeness(held: str, words: Sequence[str]) -> int | None:
    """How closely a text holds all words, or None: one letter in the middle of a word is not meant."""
    loosest = WHOLE
    text = f" {held} "
    for word in words:
        if f" {word} " in text:
            continue
        if f" {word}" in text:
            loosest = max(loosest, BEGINS)
        elif word in text and (len(word) > 2 or not word.isascii()):
            loosest = HOLDS
        else:
            return None
    return loosest


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


_ASKED: Final[tuple[_Ask, ...]] = (
    _households,
    _workers,
    _orders,
    _numbered("subcontract", Subcontract, _subcontracts),
    _numbered("voucher", Voucher, _vouchers),
    _numbered("statement", Statement, _statements),
    _numbered("agreement", Agreement, _agreements),
    _drives,
    _coded("product", Product, Product.code, format.unit_name, Product.unit),
    _coded("material", Material, Material.code, format.unit_name, Material.unit),
    _coded("defect", Defect, Defect.code, str, Defect.remedy),
    _coded("equipment", Equipment, Equipment.code, str, Equipment.model),
    _coded("enterprise", Enterprise, fn.NULLIF("", ""), str, Enterprise.phone),
    _coded("workshop", Workshop, Workshop.code, str, Workshop.code),
    _claims,
    _registered(
        SupportRule,
        SupportRule.code,
        SupportRule.name,
        since=SupportRule.start,
        order=(SupportRule.code, SupportRule.start.desc()),
    ),
    _coded("helper", Helper, fn.NULLIF("", ""), str, Helper.unit),
    _registered(Vacancy, Vacancy.number, Vacancy.post),
    _registered(Course, Course.number, Course.name),
)
