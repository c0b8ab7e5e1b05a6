"""ID and account numbers: who may not see them finds them nowhere, and leaves them as they are."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import signed_in
from models.actions.desk.people import save_user
from models.actions.desk.undo import undo
from models.actions.party.parties import save_agreement, save_household, save_worker
from models.actions.pay.adjustments import post_advance
from models.backup import check
from models.database import close_database, db
from models.errors import UserError
from models.i18n import set_language
from models.kinds import GuardedField
from models.opening import open_database
from models.queries.desk.global_search import find
from models.queries.desk.history import changes_of
from models.queries.desk.operation_details import changes_by
from models.queries.document_common import contacts
from models.queries.party.agreements import agreement_papers
from models.queries.party.households import households, workers
from models.rules.desk.roles import is_masked, masked
from models.tables.desk import User
from models.tables.party import Household, Worker
from models.tables.registry import LOGGED
from models.tables.trail import Operation
from reports.exchange.list_export import write_list
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from tests import factories as make
from tests.reports.marks import text_of
from tests.reports.printed import print_documents
from tests.trust.promises import PROMISE
from tests.trust.tampering import unguarded
from tests.writing import operation

BLIND = ("clerk", "technician", "viewer")
SEEING = ("manager", "cashier")
ID, OTHERS_ID, ACCOUNT = "510921196503124417", "510921199001015521", "6217850012345678902"
NUMBERS = (ID, OTHERS_ID, ACCOUNT)
AT = date(2026, 10, 10)


@pytest.fixture
def home(database: Path) -> Any:
    """A household with numbers, a worker and an agreement, in a file with one user of each role."""
    for role in (*SEEING, *BLIND):
        save_user({"name": role, "role": role})
    made = make.household(
        head="单春梅", id_number=ID, account=ACCOUNT, pay_method="bank", bank="蓬溪农商银行"
    )
    save_worker(made.id, {"name": "曾国芳", "id_number": OTHERS_ID})
    save_agreement(made.id, "XY1", AT, None)
    make.collection(make.subcontract(household=made), good=4)
    return made


def kept(home: Any) -> tuple[str, ...]:
    """What the file holds, whoever asks."""
    row = db.execute_sql("SELECT id_number, account FROM household WHERE id = ?", (home.id,)).fetchone()
    other = db.execute_sql("SELECT id_number FROM worker").fetchone()
    return row[0], other[0], row[1]


def told(home: Any, folder: Path) -> Iterator[tuple[str, str]]:
    """Everything that could say a number, by what it is."""
    row: Any = Household.get_by_id(home.id)
    worker: Any = Worker.get()
    yield "a record", repr((row.__data__, worker.__data__))
    yield "raw rows", repr(list(Household.select(Household.id_number, Household.account).tuples()))
    for listing in (households(), workers(home.id)):
        every = [column.key for column in listing.columns if not column.hidden]
        yield "a list", repr(listing.rows(listing.keys()))
        target = folder / f"{listing.name}.xlsx"
        write_list_unchecked(target, listing, every)
        with zipfile.ZipFile(target) as book:
            yield "an export", "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    yield "contacts", repr(contacts())
    yield "an agreement", repr(agreement_papers())
    yield "the history of a record", repr([*changes_of(row), *changes_of(worker)])
    for done in Operation.select(Operation.id):
        yield "an operation", repr(changes_by(done.id, 100))


def write_list_unchecked(target: Path, listing: Any, columns: list[str]) -> None:
    """The export as a clerk writes it; other roles may not, and see what it would hold."""
    # Whether they may is held elsewhere; here only what would stand in it.
    write_list.__wrapped__(target, listing, paper_translator("zh"), columns=columns)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", BLIND)
def test_who_may_not_see_a_number_finds_it_nowhere(
    home: Any, tmp_path: Path, role: str, record_property: Any
) -> None:
    signed_in.sign_in_by_name(role)
    looked = 0
    for what, words in told(home, tmp_path):
        looked += 1
        for number in NUMBERS:
            assert number not in words, what
            assert number[1:-3] not in words, what
    for number in NUMBERS:
        for part in (number, number[-6:], number[:8]):
            assert find(part) == []
            assert households().count(part) == 0
            assert workers(home.id).count(part) == 0
    record_property(PROMISE, f"a role without the right to numbers: {looked} places looked at, 0 numbers")


@pytest.mark.parametrize("role", BLIND)
def test_where_a_number_stands_among_others_does_not_tell_it(home: Any, role: str) -> None:
    lower = make.household(head="罗春", id_number="110921196503124417", account="1217850012345678902")
    listing = households()
    as_they_came = listing.keys(order="code")
    for key in ("id_number", "account"):
        signed_in.sign_in_by_name("manager")
        sorted_keys = listing.keys(order=key)
        assert sorted_keys.index(lower.id) < sorted_keys.index(home.id)
        signed_in.sign_in_by_name(role)
        for descending in (False, True):
            assert listing.keys(order=key, descending=descending) == as_they_came


def test_a_check_tells_what_was_altered_to_who_may_see_it_alone(home: Any, database: Path) -> None:
    signed_in.sign_in_by_name("manager")
    save_user({"secret": "2580"}, User.get(User.name == "manager"))
    post_advance(home.id, AT, 150_00)
    secret, other = User.get(User.name == "manager").secret, "510921198807075523"
    close_database()
    with unguarded(database) as connection:
        connection.execute("UPDATE advance SET amount = 7654321")
        connection.execute("UPDATE household SET id_number = ?", (other,))
        connection.execute("UPDATE user SET secret = ? WHERE name = 'manager'", (f"{secret}x",))
    open_database(database)
    for role in ("cashier", *BLIND):
        signed_in.sign_in_by_name(role)
        said = "".join(check())
        assert all(named in said for named in ("金额", "身份证号", "manager")) and secret not in said
        for number in (other, "¥76,543.21"):
            assert (number in said) is (role in SEEING), number
        assert "7654321" not in said


@pytest.mark.parametrize("role", BLIND)
def test_no_paper_says_a_number_to_who_may_not_see_it(home: Any, tmp_path: Path, role: str) -> None:
    signed_in.sign_in_by_name(role)
    printed = []
    for key in KINDS:
        for which in ({}, {"period": "2026-10"}):
            target = tmp_path / f"{key}{len(which)}.pdf"
            try:
                print_documents(key, target, tr=paper_translator("both"), **which)
            except UserError:
                continue
            said = "".join(text_of(target))
            assert not any(number in said or number[1:-3] in said for number in NUMBERS), key
            printed.append(key)
    assert "agreement" in printed


@pytest.mark.parametrize("role", SEEING)
def test_who_may_sees_them_as_they_are(home: Any, tmp_path: Path, role: str) -> None:
    signed_in.sign_in_by_name(role)
    words = dict(told(home, tmp_path))
    assert ID in words["a record"] and ACCOUNT in words["contacts"] and ID in words["an agreement"]
    assert OTHERS_ID in words["an export"]


def test_a_masked_number_stays_as_it_is_when_the_rest_is_saved(home: Any) -> None:
    signed_in.sign_in_by_name("clerk")
    row: Any = Household.get_by_id(home.id)
    assert row.id_number == "5••••••••••••••417" and row.account == "6•••••••••••••••902"
    form = {
        **{name: row.__data__[name] for name in ("head", "id_number", "account", "bank")},
        "phone": "13812345678",
    }
    signed_in.sign_in_by_name("manager")
    whole: Any = Household.get_by_id(home.id)
    signed_in.sign_in_by_name("clerk")
    # Whatever a record that is saved was read with: the numbers masked or whole.
    for existing in (row, whole):
        save_household(form, existing)
    save_worker(home.id, {"name": "曾国方", "id_number": Worker.get().id_number}, Worker.get())
    assert kept(home) == NUMBERS
    assert Household.get_by_id(home.id).phone == "13812345678"
    newest: Any = Operation.select().order_by(Operation.id.desc()).get()
    undo(newest.id)
    assert kept(home) == NUMBERS


def test_a_number_is_not_changed_by_who_may_not_see_it_but_a_first_one_is_entered(home: Any) -> None:
    signed_in.sign_in_by_name("clerk")
    for values in ({"account": "6217850099999999999"}, {"id_number": ""}):
        with pytest.raises(UserError) as told:
            save_household(values, Household.get_by_id(home.id))
        assert told.value.field in values
    assert kept(home) == NUMBERS
    with pytest.raises(UserError):
        make.household(head="朴正华", account="6•••••••••••••••902")
    fresh = make.household(head="朴正华", account="6217850012345671111")
    assert db.execute_sql("SELECT account FROM household WHERE id = ?", (fresh.id,)).fetchone() == (
        "6217850012345671111",
    )


def test_a_masked_number_can_never_be_kept(home: Any) -> None:
    signed_in.sign_in_by_name("clerk")
    row: Any = Household.get_by_id(home.id)
    signed_in.sign_in_by_name("manager")

    with pytest.raises(RuntimeError, match="masked"), operation("by a careless verb"):
        row.save()
    assert kept(home) == NUMBERS


def test_every_number_of_a_person_is_of_a_kind_that_is_guarded() -> None:
    guarded = {
        f"{table.__name__}.{field.name}"
        for table in LOGGED
        for field in table._meta.sorted_fields
        if isinstance(field, GuardedField)
    }
    assert guarded == {"Household.id_number", "Household.account", "Worker.id_number", "Statement.account"}


@given(st.text("0123456789X", max_size=30))
def test_a_mask_shows_four_digits_at_most_and_is_known_again(number: str) -> None:
    shown = masked(number)
    assert len(shown) == len(number) and masked(shown) == shown
    assert is_masked(shown) or not number
    assert sum(mark != "•" for mark in shown) == (4 if len(number) > 8 else 0)


def test_history_says_that_a_number_changed_in_both_languages(home: Any) -> None:
    signed_in.sign_in_by_name("manager")
    save_household({"account": "6217850012345671234"}, Household.get_by_id(home.id))
    newest: Any = Operation.select().order_by(Operation.id.desc()).get()
    signed_in.sign_in_by_name("viewer")
    for language in ("zh", "en"):
        set_language(language)
        (change,) = changes_by(newest.id, 10)
        (field,) = change.fields
        assert (field.before, field.after) == ("6•••••••••••••••902", "6•••••••••••••••234")
