"""Who may do and see what: every verb, every question of pay and every file, role by role, against a table of its own.

The table below is written by hand and knows nothing of `models.rules.desk.roles`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import models.actions
import models.queries
import reports
from models import backup, encryption, key_file, rights, settings, signed_in, wrong_tries
from models.actions.desk import people
from models.actions.desk.undo import last_undoable, undo
from models.actions.ledger.voiding import void
from models.actions.party import parties
from models.actions.pay.adjustments import post_advance
from models.database import close_database, db
from models.errors import UserError
from models.opening import open_database, opened_as
from models.operation import operation
from models.queries.ledger.vouchers import vouchers
from models.queries.pay.earnings import statements
from models.rights import needs, rights_of, shows
from models.rules.desk import roles
from models.tables.desk import User
from models.tables.ledger import Voucher
from models.tables.registry import LOGGED
from models.tables.trail import Operation
from models.tables.writing import WRITTEN_BY
from models.unlocking import prove
from reports.paper.language import paper_translator
from tests import factories as make
from tests.reports.marks import text_of
from tests.reports.printed import print_documents
from tests.trust.promises import PROMISE

EVERYBODY = "manager clerk cashier technician viewer"
ROLES = EVERYBODY.split()

VERBS = {
    "manager": """
        actions.desk.people.save_user actions.exchange.workbook.import_workbook actions.pay.locking.unlock
        settings.change_settings backup.restore encryption.give_password""",
    "manager clerk": """
        actions.ledger.acceptance.accept_delivery actions.ledger.blank_slips.set_aside
        actions.ledger.blank_slips.spoil actions.ledger.defects.name_defects actions.ledger.kits.post_kits
        actions.ledger.posting.post actions.ledger.stock.receive_material actions.ledger.stock.deliver_products
        actions.ledger.sales.post_sale actions.ledger.sales.post_sales
        actions.ledger.stocktake.post_opening actions.ledger.stocktake.post_openings
        actions.ledger.stocktake.post_count actions.ledger.stocktake.post_counts
        actions.programme.courses.enrol actions.programme.courses.withdraw
        actions.programme.courses.sign_days actions.programme.courses.certify
        actions.programme.referrals.tell actions.programme.referrals.save_referrals
        actions.programme.referrals.answer actions.programme.referrals.answer_about
        actions.programme.referrals.meet_wish actions.programme.referrals.settle_placement
        actions.order.orders.save_order actions.order.orders.save_order_of actions.order.orders.save_orders
        actions.order.orders.save_subcontract actions.order.orders.save_subcontracts
        actions.order.orders.allocate actions.order.orders.short_close_subcontract
        actions.order.orders.reopen_subcontract actions.order.orders.short_close_order
        actions.order.orders.reopen_order actions.party.parties.save_enterprise
        actions.party.directory.save_trades actions.party.directory.save_regions
        actions.party.directory.save_helpers actions.product.pace_tests.save_pace_tests
        actions.pay.fair_floors.save_floors actions.programme.workshops.save_workshops
        actions.programme.workshops.save_members actions.programme.workshops.save_funding
        actions.programme.workshops.save_workshop actions.programme.workshops.close_workshop
        actions.programme.workshops.end_membership
        actions.programme.employment.save_vacancies actions.programme.employment.save_placements
        actions.programme.employment.save_wishes actions.programme.training.save_courses
        actions.programme.training.save_enrolments actions.programme.training.save_attendance
        actions.programme.training.save_skills actions.programme.support.save_rules
        actions.party.stays.move_household actions.party.stays.save_stays
        actions.programme.claims.make_claim actions.programme.claims.hand_in_claims
        actions.programme.claims.approve_claim actions.programme.claims.refuse_claims
        actions.programme.claims.pay_claims actions.programme.claims.save_claims
        actions.programme.claims.save_claim_people actions.programme.claims.drop_claims
        actions.party.parties.save_enterprises actions.party.parties.save_household
        actions.party.parties.save_households actions.party.parties.save_worker
        actions.party.parties.save_workers actions.party.parties.remove_worker
        actions.party.parties.save_agreement actions.party.parties.save_agreements
        actions.party.places.place_household actions.party.places.forget_place
        actions.party.places.place_warehouse actions.product.products.save_with_size
        actions.product.products.save_new_product actions.product.products.save_material
        actions.product.products.save_materials actions.product.products.save_product
        actions.product.products.save_products actions.product.products.save_bom_line
        actions.product.products.save_bom_lines actions.product.products.remove_bom_line
        actions.product.products.save_rate actions.product.products.save_rates
        actions.product.products.new_rate_from actions.product.products.remove_rate
        actions.product.sizes.save_size actions.product.sizes.save_sizes actions.product.units.save_unit
        actions.product.units.save_units actions.road.breakdown.break_down actions.road.planning.plan_route
        actions.road.planning.tried actions.road.planning.save_plan actions.road.planning.take_up
        actions.road.planning.move_stop actions.road.planning.decide actions.road.registration.save_driver
        actions.road.registration.save_vehicle actions.road.registration.save_vehicle_and_driver
        actions.road.registration.save_road actions.road.registration.save_roads
        actions.road.registration.save_village_day actions.road.road_import.read_roads
        actions.road.road_import.renew_roads actions.road.road_import.forget_roads
        actions.road.route_completion.enter_return""",
    "manager clerk technician": """
        actions.guidance.equipment.save_equipment actions.guidance.equipment.save_machines
        actions.guidance.equipment.lend actions.guidance.equipment.take_back actions.guidance.equipment.set_loan
        actions.guidance.machine_events.record_event actions.guidance.machine_events.record_events
        actions.guidance.return_visits.record_return_visit actions.guidance.return_visits.post_return_visits
        actions.guidance.return_visits.change_return_visit
        actions.guidance.visits.record_visit
        actions.pay.disputes.record_dispute actions.pay.disputes.record_disputes
        actions.guidance.visits.post_visits actions.guidance.visits.change_visit actions.photos.add_photos
        actions.photos.change_photo actions.photos.move_photo actions.photos.remove_photo
        actions.product.defects.save_defect actions.product.defects.save_defects
        actions.product.defects.set_active actions.road.registration.ask_for
        actions.road.registration.ask_for_visits actions.road.registration.save_errand
        actions.road.registration.drop_errand""",
    "manager clerk cashier technician": """
        actions.desk.saved_filters.save_filter actions.desk.saved_filters.rename_filter
        actions.desk.saved_filters.remove_filter actions.desk.undo.undo actions.ledger.voiding.void
        actions.ledger.voiding.reverse actions.ledger.voiding.take_back""",
    "manager cashier": """
        actions.pay.adjustments.post_advance actions.pay.adjustments.post_adjustment
        actions.pay.disputes.answer_dispute
        actions.pay.adjustments.post_advances actions.pay.adjustments.post_adjustments
        actions.pay.locking.lock actions.pay.locking.mark_paid actions.pay.locking.take_payment_back
        settings.change_bank_settings""",
    EVERYBODY: """
        actions.desk.people.change_own_secret actions.desk.people.require_manager
        actions.ledger.printing.count_printing actions.ledger.printing.count_file""",
}
QUESTIONS = {
    "manager cashier": """
        desk.alerts.unpaid_alerts exchange.results.results pay.advances.advances pay.balances.taken_back
        pay.balances.deposits_given_back
        pay.balances.adjustments_of pay.balances.advance_accounts pay.balances.carried_in pay.balances.locked_dues
        pay.bank.payments pay.cash_report._cash pay.earnings.statements pay.earnings.compute
        pay.earnings.compute_open pay.fair_households._report pay.make_up.earned pay.disputes.frozen_line
        pay.disputes.right_amount pay.disputes.statement_disputes
        desk.margins.entries desk.margin_reports._by_order desk.margin_reports._by_enterprise
        ledger.enterprise_bills.enterprise_bills desk.household_years.year_papers
        desk.outwork_ledger.outwork_papers
        pay.household_accounts.account_papers pay.income_reports._by_month
        pay.income_reports._by_household pay.lock_certificates.lock_certificates pay.locking.lock_outlook
        pay.money_slips.advance_slips pay.money_slips.adjustment_slips pay.passbook.passbooks
        pay.pay_by_month.pay_of pay.pay_by_month.gross_of pay.pay_by_month.pieces_of pay.pay_by_month.earned_before
        pay.pay_by_month.reckonings pay.pay_rows.statements_behind
        pay.pay_rows.lines_behind pay.pay_summary.month pay.signature_lists.pay_sheets
        pay.standing_report._report pay.statements.statement_papers pay.statements.unpaid_rows
        pay.village_report._by_village programme.county.county programme.place_report._by_place
        programme.year_report._year programme.county_returns._income""",
    EVERYBODY: """
        programme.county_returns._all programme.county_returns._of_records
        programme.workshop_record.workshop_record programme.group_report._by_group programme.sales_report._by_month
        programme.workshop_reports._by_source programme.workshop_reports._by_kind
        pay.bank.columns_of pay.bank.bank_layout pay.cash_report.next_pay_month pay.earnings.unpriced_before
        pay.fair_products.fair_rates pay.fair_products.highest_floor pay.fair_products._report
        pay.fair_floors.homes_on pay.fair_floors.place_names
        desk.household_years.year_number desk.household_years.year_of pay.make_up.frozen_paces
        pay.disputes.answer_until pay.disputes.objections_until
        pay.disputes.disputes pay.disputes.due_answers pay.disputes.dispute_papers pay.disputes.unanswered_in
        pay.disputes.dispute_facts pay.disputes.household_disputes
        pay.household_accounts.account_number pay.income_reports.sum_of_pay pay.income_reports.compared
        pay.lock_certificates.locking_link pay.lock_certificates.locked_by pay.locking.loose
        pay.months.month_statuses pay.months.periods_with_pay pay.passbook.passbook_number
        pay.pay_by_month.pay_months pay.pay_by_month.homes_then pay.pay_by_month.earlier pay.pay_rows.not_locked
        pay.statements.period_of_statement pay.statements.tax_table pay.statements.as_paid
        pay.pay_summary.pieces_of_month pay.unpriced.unpriced""",
}
FILES = {
    "manager cashier": """
        selection.bills selection.years selection.outwork desk.outwork_export.write_outwork
        selection.advances selection.adjustments selection.statements selection.paylists
        selection.lock_certificates selection.accounts selection.passbooks exchange.workbook.write_results
        pay.bank.write_bank_files programme.county_export.write_county""",
    "manager clerk cashier": """
        selection.collections selection.inspections exchange.list_export.write_list
        programme.county_export.write_enterprises programme.claim_sheets.write_claims
        desk.report_files.write_report""",
    EVERYBODY: """
        kinds.print_documents exchange.messages.write_each exchange.messages.texts
        desk.report_files.print_report""",
}


def expected(table: dict[str, str]) -> dict[str, set[str]]:
    return {name: set(who.split()) for who, names in table.items() for name in names.split()}


def declared(*packages: Any) -> dict[str, Callable[..., Any]]:
    """Every function that says what it takes, by its name below its floor."""
    return {
        f"{module.removeprefix(top)}.{name}": function
        for top, module, name, function in functions(*packages)
        if rights_of(function) is not None
    }


def functions(*packages: Any) -> Iterator[tuple[str, str, str, Callable[..., Any]]]:
    for package in packages:
        top = f"{package.__name__}."
        for found in pkgutil.walk_packages(package.__path__, top):
            if ".demo" not in found.name:
                for name, function in inspect.getmembers(importlib.import_module(found.name), callable):
                    if function.__module__ == found.name and not isinstance(function, type):
                        yield top, found.name, name, function


def verbs() -> dict[str, Callable[..., Any]]:
    found = {f"actions.{name}": function for name, function in declared(models.actions).items()}
    return found | {
        "settings.change_settings": settings.change_settings,
        "settings.change_bank_settings": settings.change_bank_settings,
        "backup.restore": backup.restore,
        "encryption.give_password": encryption.give_password,
    }


def sign_in(role: str) -> None:
    signed_in.sign_in_by_name(role)


@pytest.fixture
def users(database: Path) -> dict[str, Any]:
    """A file with one user of each role, each called after it; nobody is signed in."""
    found = {role: people.save_user({"name": role, "role": role}) for role in ROLES}
    signed_in.sign_out()
    return found


def refused(function: Callable[..., Any]) -> bool:
    """Whether a function says no before it asks for what it works on: none is given."""
    own = {rights.refusal(right) for right in roles.RIGHTS}
    try:
        function()
    except UserError as error:
        return error.message in own
    except Exception:
        return False
    return False


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (VERBS, verbs),
        (QUESTIONS, lambda: declared(models.queries)),
        (FILES, lambda: declared(reports)),
    ],
    ids=["verbs", "questions", "files"],
)
def test_every_role_may_what_the_table_says_and_nothing_else(
    users: dict[str, Any], table: dict[str, str], found: Any, record_property: Any
) -> None:
    functions, wanted = found(), expected(table)
    assert set(functions) == set(wanted)
    wrong, walked = [], 0
    for role in ROLES:
        sign_in(role)
        for name, function in functions.items():
            walked += 1
            if refused(function) is (role in wanted[name]):
                wrong.append(f"{role}: {name}")
    assert wrong == []
    record_property(PROMISE, f"role by verb, question and file: {walked} walked through, 0 wrong")


def test_nobody_may_anything_before_he_signs_in(users: dict[str, Any]) -> None:
    everybodys = {name for table in (VERBS, QUESTIONS, FILES) for name in table[EVERYBODY].split()}
    for name, function in {**verbs(), **declared(models.queries), **declared(reports)}.items():
        if name not in everybodys:
            assert refused(function), name


def test_a_file_without_users_refuses_nobody(database: Path) -> None:
    for name, function in {**verbs(), **declared(models.queries), **declared(reports)}.items():
        assert not refused(function), name


def test_every_verb_that_opens_an_operation_says_what_it_takes() -> None:
    silent = []
    for file in sorted(Path(models.actions.__path__[0]).rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                called = {
                    one.func.id
                    for one in ast.walk(node)
                    if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
                }
                if "operation" in called and called.isdisjoint({"needs", "acting"}):
                    silent.append(f"{file.name}: {node.name}")
    assert silent == []


def test_every_question_of_pay_says_what_it_takes() -> None:
    silent = [
        f"{module}.{name}"
        for _, module, name, function in functions(models.queries)
        if module.startswith("models.queries.pay.") and not name.startswith("_")
        if inspect.isfunction(function) and rights_of(function) is None
    ]
    assert silent == []


def test_an_operation_outside_a_declared_verb_is_a_defect(database: Path) -> None:
    with pytest.raises(RuntimeError, match="what right it takes"), operation("by hand"):
        pass


def test_every_table_is_written_by_somebody() -> None:
    assert set(WRITTEN_BY) == set(LOGGED)
    assert {right for taking in WRITTEN_BY.values() for right in taking} <= set(roles.RIGHTS)


def test_a_refusal_says_who_what_and_whom_to_ask_and_changes_nothing(users: dict[str, Any]) -> None:
    sign_in("manager")
    home = make.household()
    before = list(db.execute_sql("SELECT count(*), max(id) FROM operation").fetchall())
    sign_in("clerk")
    with pytest.raises(UserError) as told:
        post_advance(home.id, date.today(), 100_00)
    assert told.value.message == "clerk（文员）不能登记预支和奖扣，请找：经理、出纳。"
    with pytest.raises(UserError):
        statements("2026-10")
    assert list(db.execute_sql("SELECT count(*), max(id) FROM operation").fetchall()) == before


def test_the_first_user_is_a_manager_and_one_always_stays(database: Path) -> None:
    with pytest.raises(UserError):
        people.save_user({"name": "周文", "role": "clerk"})
    assert not User.select().exists()
    first = people.save_user({"name": "彭经理", "role": "manager"})
    assert rights.person() == rights.Person(first.id, "彭经理", "manager")
    for values in ({"active": False}, {"role": "viewer"}):
        with pytest.raises(UserError):
            people.save_user(values, User.get_by_id(first.id))
    with pytest.raises(UserError):
        undo(last_undoable().id)
    kept: Any = User.get_by_id(first.id)
    assert (kept.role, kept.active) == ("manager", True)


def test_a_secret_is_asked_for_and_kept_by_argon2id(users: dict[str, Any]) -> None:
    sign_in("manager")
    people.save_user({"secret": "２５８０"}, users["clerk"])
    kept = User.get_by_id(users["clerk"].id).secret
    assert kept.startswith("$argon2id$") and "2580" not in kept
    for wrong in ("", "2581"):
        with pytest.raises(UserError) as told:
            signed_in.sign_in_by_name("clerk", wrong)
        assert told.value.field == "secret"
    assert rights.person() is not None and rights.person().name == "manager"  # type: ignore[union-attr]
    assert signed_in.sign_in_by_name("clerk", "2580").role == "clerk"
    with pytest.raises(UserError):
        people.change_own_secret("1111", "9999")
    people.change_own_secret("2580", "")
    assert signed_in.sign_in_by_name("clerk").role == "clerk"


def test_half_a_character_is_no_pin(users: dict[str, Any]) -> None:
    sign_in("manager")
    with pytest.raises(UserError) as told:
        people.save_user({"secret": "\ud800bcd"}, users["clerk"])
    assert told.value.field == "secret"


def test_a_key_file_somebody_else_laid_there_signs_nobody_in(users: dict[str, Any], database: Path) -> None:
    sign_in("manager")
    people.save_user({"secret": "2580"}, users["manager"])
    sign_in("viewer")
    key_file.wrap(database, users["manager"].label, "my own bamboo 1", key_file.new_code())
    for typed in ("my own bamboo 1", "\ud800bcd"):
        with pytest.raises(UserError) as told:
            signed_in.sign_in_by_name("manager", typed)
        assert told.value.field == "secret"
    assert rights.person() is not None and rights.person().role == "viewer"  # type: ignore[union-attr]


def test_who_is_taken_back_opens_the_file_no_more(users: dict[str, Any], database: Path) -> None:
    sign_in("manager")
    new = people.save_user({"name": "周文", "role": "clerk"})
    for label in (new.label, users["clerk"].label):
        key_file.wrap(database, label, "river stone 17", key_file.new_code())
    undo(last_undoable().id)
    assert key_file.labels(database) == (users["clerk"].label,)


def test_wrong_pins_slow_down_and_only_their_own(users: dict[str, Any], home: Path) -> None:
    sign_in("manager")
    for role in ("clerk", "cashier"):
        people.save_user({"secret": "2580"}, users[role])
    said: list[type[UserError]] = []
    for _ in range(wrong_tries.FREE + 2):
        with pytest.raises(UserError) as told:
            signed_in.sign_in_by_name("clerk", "1111")
        said.append(type(told.value))
    assert said == [UserError] * (wrong_tries.FREE + 1) + [wrong_tries.MustWait]
    with pytest.raises(wrong_tries.MustWait):
        signed_in.sign_in_by_name("clerk", "2580")
    assert signed_in.sign_in_by_name("cashier", "2580").role == "cashier"


def test_who_found_the_seat_taken_does_not_guess_the_pin_of_it(users: dict[str, Any], home: Path) -> None:
    sign_in("manager")
    people.save_user({"secret": "2580"}, users["clerk"])
    signed_in.sign_in_by_name("clerk", "2580")
    said: list[type[UserError]] = []
    for _ in range(wrong_tries.FREE + 2):
        with pytest.raises(UserError) as told:
            people.change_own_secret("1111", "9999")
        said.append(type(told.value))
    assert said == [UserError] * (wrong_tries.FREE + 1) + [wrong_tries.MustWait]


def test_ones_own_password_opens_the_file_and_signs_in(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "coop.db"
    open_database(path)
    manager = people.save_user({"name": "彭经理", "role": "manager", "secret": "2580"})
    clerk = people.save_user({"name": "周文", "role": "clerk", "secret": "1111"})
    close_database()
    encryption.give_code(path, None, "bamboo basket 42")
    open_database(path, "bamboo basket 42")
    assert signed_in.sign_in_by_label(opened_as()) is None
    signed_in.sign_in_by_name("彭经理", "2580")
    proved = prove(path, "bamboo basket 42")
    for user, password in ((manager, "river stone 17"), (clerk, "green heron 88")):
        encryption.give_password(path, user.label, password, proved)
    with pytest.raises(UserError):
        encryption.give_password(path, clerk.label, "aaaaaaaa", proved)
    close_database()
    open_database(path, "green heron 88")
    assert signed_in.sign_in_by_label(opened_as()) == rights.Person(clerk.id, "周文", "clerk")
    # The same password will do where only the PIN is asked for; another's will not.
    signed_in.sign_out()
    assert signed_in.sign_in(clerk.id, "green heron 88").role == "clerk"
    with pytest.raises(UserError):
        signed_in.sign_in(clerk.id, "river stone 17")
    signed_in.sign_in(manager.id, "river stone 17")
    people.save_user({"active": False}, User.get_by_id(clerk.id))
    people.save_user({"active": True}, User.get_by_id(clerk.id))
    encryption.give_password(path, clerk.label, "green heron 88", proved)
    signed_in.sign_in(clerk.id, "1111")
    with pytest.raises(UserError):
        encryption.set_password(path, proved, "everybody else's 5", sheet=False)
    encryption.set_password(path, prove(path, "green heron 88"), "grey heron 99", sheet=False)
    signed_in.sign_in(manager.id, "2580")
    assert key_file.unwrap(path, "grey heron 99", clerk.label) is not None
    people.save_user({"active": False}, User.get_by_id(clerk.id))
    close_database()
    with pytest.raises(UserError):
        open_database(path, "green heron 88")
    open_database(path, "river stone 17")
    assert signed_in.sign_in_by_label(opened_as()) == rights.Person(manager.id, "彭经理", "manager")
    close_database()


def test_who_left_signs_in_no_more_and_stops_at_once(users: dict[str, Any]) -> None:
    sign_in("clerk")
    # Another copy of the program took the right away meanwhile.
    with rights.by_the_house(), operation("by another copy"):
        User.update(active=False).where(User.name == "clerk").execute()
    with pytest.raises(UserError):
        parties.save_enterprise({"name": "竹艺"})
    assert rights.person() is None
    with pytest.raises(UserError):
        signed_in.sign_in_by_name("clerk")


def test_ones_own_slip_of_today_is_taken_back_others_are_not(users: dict[str, Any]) -> None:
    sign_in("manager")
    sub = make.subcontract()
    made = [make.collection(sub, good=4) and Voucher.select().order_by(Voucher.id.desc()).get()]
    sign_in("clerk")
    made += [make.collection(sub, good=4) and Voucher.select().order_by(Voucher.id.desc()).get()]
    assert [one.maker for one in made] == ["manager", "clerk"]
    with pytest.raises(UserError):
        void(made[0].id, "记错了")
    void(made[1].id, "记错了")
    mine = last_undoable()
    sign_in("cashier")
    with pytest.raises(UserError):
        undo(mine.id)
    sign_in("clerk")
    undo(mine.id)
    assert Voucher.get_by_id(made[1].id).voided_on is None


def test_what_another_did_is_undone_by_a_manager_alone(users: dict[str, Any]) -> None:
    sign_in("manager")
    people.save_user({"name": "周文", "role": "clerk"})
    sign_in("clerk")
    make.enterprise()
    done = last_undoable()
    signed_in.sign_in_by_name("周文")
    with pytest.raises(UserError):
        undo(done.id)
    sign_in("manager")
    undo(done.id)


def test_yesterdays_slip_takes_a_manager(users: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in("clerk")
    sub = make.subcontract()
    make.collection(sub, good=4)
    slip: Any = Voucher.select().order_by(Voucher.id.desc()).get()

    class Tomorrow(date):
        @classmethod
        def today(cls) -> Any:
            return date.today() + timedelta(days=1)

    monkeypatch.setattr("models.actions.ledger.voiding.date", Tomorrow)
    with pytest.raises(UserError):
        void(slip.id, "记错了")
    sign_in("manager")
    void(slip.id, "记错了")


def test_who_did_it_is_who_is_signed_in(users: dict[str, Any]) -> None:
    sign_in("clerk")
    make.enterprise()
    assert db.execute_sql('SELECT "user" FROM operation ORDER BY id DESC LIMIT 1').fetchone()[0] == "clerk"
    assert backup.check() == []


def test_the_maker_stands_on_paper_in_lists_and_in_history(users: dict[str, Any], tmp_path: Path) -> None:
    sign_in("manager")
    sub = make.subcontract()
    sign_in("clerk")
    make.collection(sub, good=4)
    slip: Any = Voucher.select().order_by(Voucher.id.desc()).get()
    target = tmp_path / "slip.pdf"
    for language, said in (("zh", "制单clerk"), ("en", "Madeoutbyclerk")):
        print_documents("collection", target, tr=paper_translator(language), number=slip.number)
        assert said in text_of(target)[0]
    (row,) = vouchers(("collection",)).rows([slip.id])
    assert row[[column.key for column in vouchers().columns].index("maker")] == "clerk"
    assert Operation.select().order_by(Operation.id.desc()).get().user == "clerk"


def test_without_users_no_slip_names_a_maker(database: Path, tmp_path: Path) -> None:
    make.collection(make.subcontract(), good=4)
    slip: Any = Voucher.select().order_by(Voucher.id.desc()).get()
    print_documents("collection", tmp_path / "slip.pdf", tr=paper_translator("zh"), number=slip.number)
    assert slip.maker == "" and "制单" not in text_of(tmp_path / "slip.pdf")[0]


def test_what_a_verb_asks_by_itself_is_its_own_affair(users: dict[str, Any]) -> None:
    @needs(roles.POST)
    def verb() -> Any:
        return statements("2026-10")

    @shows()
    def open_question() -> Any:
        return statements("2026-10")

    sign_in("clerk")
    assert verb().statements == []
    with pytest.raises(UserError):
        open_question()
