"""A statement is written down as peewee writes it, to the letter: of every shape, and all that the program asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peewee
import pytest
from peewee import SQL, fn

from models.database import db
from models.queries.desk.reports import REPORTS
from models.statement import Written
from models.tables.ledger import Movement, Voucher
from models.tables.party import Household
from tests.queries.desk.test_reports import TODAY, filters_of, three_months
from tests.queries.test_listings import LISTINGS

HOUSE = Household.alias()
NAMED = Household.alias("house")


def both(query: Any) -> tuple[tuple[str, list[Any]], tuple[str, list[Any]]]:
    options = db.get_context_options()
    kinds: tuple[Any, Any] = Written, peewee.Context
    ours, peewees = (kind(**options).sql(query).query() for kind in kinds)
    return ours, peewees


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever is asked or changed is written down both ways; answers with what was."""
    written: list[str] = []

    def execute(engine: Any, query: Any, **options: Any) -> Any:
        ours, peewees = both(query)
        assert ours == peewees
        written.append(ours[0])
        return engine.execute_sql(*ours)

    monkeypatch.setattr(peewee.Database, "execute", execute)
    return written


def test_all_that_books_lists_and_reports_ask_and_change(database: Path, compared: list[str]) -> None:
    coop = three_months()
    for made in LISTINGS.values():
        listing = made()
        listing.rows(listing.keys("1", order=listing.columns[0].key, descending=True))
    for key, report in REPORTS.items():
        report.ask(filters_of(key, coop)[-1], TODAY)
    kinds = {sql.split()[0] for sql in compared}
    assert {"SELECT", "INSERT", "UPDATE", "DELETE"} <= kinds and len(set(compared)) > 300


def shapes() -> Iterator[Any]:
    keys = Voucher.select(Voucher.id).where(Voucher.date > "2026-10-01")
    sums = Movement.select(Movement.voucher, fn.SUM(Movement.quantity).alias("all")).group_by(
        Movement.voucher
    )
    inner = sums.alias("sums")
    for condition in (
        Voucher.id.in_([]),
        Voucher.id.not_in([]),
        Voucher.id.in_((1, 2)),
        Voucher.id.in_(peewee.Value([])),
        Voucher.id.in_(number for number in (1, 2)),
        Voucher.id.in_(keys),
        Voucher.id.not_in(keys.where(Voucher.id.in_(keys))),
        Voucher.household.is_null(),
        Voucher.household.is_null(False),
        Voucher.household == HOUSE.select(HOUSE.id).where(HOUSE.code == "单"),
        Voucher.household == Household(id=3),
        Voucher.number.contains("100%"),
        Voucher.number.concat("x") == "y",
        ~(Voucher.number == "a") | (Voucher.number > None),
        fn.EXISTS(keys),
        fn.COALESCE(fn.NULLIF(Voucher.number, ""), None) == b"x",
        fn.LOWER(Voucher.number).in_(["a"]),
        fn.COUNT(Voucher.id).filter(Voucher.number == "x") > 1.5,
        fn.GROUP_CONCAT(Voucher.number).order_by(Voucher.id.desc()) == "",
        fn.random() > -Voucher.id,
        peewee.Case(None, [(Voucher.number == "a", 1)], Voucher.id) == 1,
        peewee.Tuple(Voucher.id, Voucher.number) == (1, "a"),
    ):
        yield Voucher.select().where(condition).order_by(Voucher.number.desc(nulls="last"), SQL("1")).limit(3)
    yield Voucher.select(Voucher.id, inner.c.all).join(inner, on=(inner.c.voucher_id == Voucher.id))
    yield keys | HOUSE.select(HOUSE.id) | NAMED.select(NAMED.id).where(NAMED.id.in_(keys | keys))
    yield HOUSE.select(HOUSE, NAMED.code.alias("other")).join(NAMED, on=(NAMED.id == HOUSE.id)).offset(2)
    yield (
        Voucher.select(keys.alias("one"), Voucher.id.distinct(), fn.COUNT(1))
        .distinct()
        .having(fn.COUNT(1) > 1)
    )
    tree = keys.cte("tree", recursive=True, columns=("id",))
    both_ways = tree.union_all(Voucher.select(Voucher.id).join(tree, on=(tree.c.id == Voucher.household)))
    yield both_ways.select_from(both_ways.c.id).where(both_ways.c.id != 1)
    yield Household.insert(id=1, code='say "x"').on_conflict(
        conflict_target=[Household.id], update={Household.code: peewee.EXCLUDED.name + "x"}
    )
    yield Household.insert_many([(1, "a"), (2, "b")], fields=[Household.id, Household.code])
    yield Household.update(code=Household.code.concat("x")).where(Household.id.in_(keys))
    yield Voucher.delete().where(Voucher.id == 1)
    yield peewee.Table('odd"name', ("a b",)).select()


def test_every_shape_is_written_alike(database: Path) -> None:
    for query in shapes():
        ours, peewees = both(query)
        assert ours == peewees
    assert len(list(shapes())) > 30
