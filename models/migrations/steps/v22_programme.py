"""The registers of the county's programme: places of five levels, workshops, training, work elsewhere, support money.

The code of a place begins with that of the one it belongs to, so that older files' places find theirs.
"""

from collections.abc import Callable
from typing import Final

from models.database import db
from models.rules.party.group_name import group_code, group_key, group_name

STATEMENTS: Final = (
    """
    CREATE TABLE trade (
        id INTEGER NOT NULL PRIMARY KEY,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        search TEXT NOT NULL,
        pinyin TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX trade_code ON trade (code)",
    "CREATE INDEX trade_pinyin ON trade (pinyin)",
    """
    CREATE TABLE helper (
        id INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        phone TEXT NOT NULL,
        unit TEXT NOT NULL,
        region_id INTEGER REFERENCES region (id),
        active INTEGER NOT NULL,
        search TEXT NOT NULL,
        pinyin TEXT NOT NULL
    )
    """,
    "CREATE INDEX helper_pinyin ON helper (pinyin)",
    "CREATE UNIQUE INDEX helper_name_phone ON helper (name, phone)",
    """
    CREATE TABLE household_stay (
        id INTEGER NOT NULL PRIMARY KEY,
        household_id INTEGER NOT NULL REFERENCES household (id),
        start TEXT,
        "end" TEXT,
        township TEXT NOT NULL,
        village TEXT NOT NULL,
        "group" TEXT NOT NULL,
        region_id INTEGER REFERENCES region (id),
        helper_id INTEGER REFERENCES helper (id)
    )
    """,
    "CREATE INDEX household_stay_household_id ON household_stay (household_id)",
    "CREATE INDEX household_stay_region_id ON household_stay (region_id)",
    "CREATE INDEX household_stay_helper_id ON household_stay (helper_id)",
    "CREATE UNIQUE INDEX household_stay_household_id_start ON household_stay (household_id, start)",
    """
    CREATE TABLE pace_test (
        id INTEGER NOT NULL PRIMARY KEY,
        product_id INTEGER NOT NULL REFERENCES product (id),
        worker_id INTEGER REFERENCES worker (id),
        date TEXT NOT NULL,
        number TEXT NOT NULL,
        units INTEGER NOT NULL,
        minutes INTEGER NOT NULL
    )
    """,
    "CREATE INDEX pace_test_product_id ON pace_test (product_id)",
    "CREATE UNIQUE INDEX pace_test_product_id_number ON pace_test (product_id, number)",
    """
    CREATE TABLE sale_line (
        id INTEGER NOT NULL PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id),
        product_id INTEGER NOT NULL REFERENCES product (id),
        grade TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        price INTEGER NOT NULL,
        takings INTEGER NOT NULL,
        place TEXT NOT NULL
    )
    """,
    "CREATE INDEX sale_line_voucher_id ON sale_line (voucher_id)",
    """
    CREATE TABLE equipment_event (
        id INTEGER NOT NULL PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id),
        equipment_id INTEGER NOT NULL REFERENCES equipment (id),
        kind TEXT NOT NULL,
        other_id INTEGER REFERENCES equipment (id),
        deposit_in INTEGER NOT NULL,
        deposit_out INTEGER NOT NULL,
        deposit_by TEXT NOT NULL,
        condition TEXT NOT NULL,
        cost INTEGER NOT NULL,
        next_date TEXT
    )
    """,
    "CREATE UNIQUE INDEX equipment_event_voucher_id ON equipment_event (voucher_id)",
    "CREATE INDEX equipment_event_equipment_id ON equipment_event (equipment_id)",
    """
    CREATE TABLE return_visit (
        id INTEGER NOT NULL PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id),
        helper_id INTEGER REFERENCES helper (id),
        purpose TEXT NOT NULL,
        found TEXT NOT NULL,
        next_date TEXT
    )
    """,
    "CREATE UNIQUE INDEX return_visit_voucher_id ON return_visit (voucher_id)",
    "CREATE INDEX return_visit_helper_id ON return_visit (helper_id)",
    """
    CREATE TABLE fair_floor (
        id INTEGER NOT NULL PRIMARY KEY,
        region_id INTEGER REFERENCES region (id),
        start TEXT NOT NULL,
        per_hour INTEGER NOT NULL,
        note TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX fair_floor_region_id_start ON fair_floor (region_id, start)",
    """
    CREATE TABLE dispute (
        id INTEGER NOT NULL PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id),
        statement_id INTEGER REFERENCES statement (id),
        line_id INTEGER REFERENCES statement_line (id),
        slip_id INTEGER REFERENCES voucher (id),
        said TEXT NOT NULL,
        answer_by TEXT,
        answer TEXT NOT NULL,
        answered_on TEXT,
        outcome TEXT NOT NULL,
        correction_id INTEGER REFERENCES voucher (id),
        month TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX dispute_voucher_id ON dispute (voucher_id)",
    "CREATE INDEX dispute_statement_id ON dispute (statement_id)",
    """
    CREATE TABLE workshop (
        id INTEGER NOT NULL PRIMARY KEY,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        region_id INTEGER REFERENCES region (id),
        trade_id INTEGER REFERENCES trade (id),
        enterprise_id INTEGER REFERENCES enterprise (id),
        service_centre INTEGER NOT NULL,
        opened TEXT,
        closed TEXT,
        note TEXT NOT NULL,
        search TEXT NOT NULL,
        pinyin TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX workshop_code ON workshop (code)",
    "CREATE INDEX workshop_region_id ON workshop (region_id)",
    "CREATE INDEX workshop_trade_id ON workshop (trade_id)",
    "CREATE INDEX workshop_enterprise_id ON workshop (enterprise_id)",
    "CREATE INDEX workshop_pinyin ON workshop (pinyin)",
    """
    CREATE TABLE workshop_member (
        id INTEGER NOT NULL PRIMARY KEY,
        workshop_id INTEGER NOT NULL REFERENCES workshop (id),
        household_id INTEGER NOT NULL REFERENCES household (id),
        start TEXT NOT NULL,
        "end" TEXT
    )
    """,
    "CREATE INDEX workshop_member_workshop_id ON workshop_member (workshop_id)",
    "CREATE INDEX workshop_member_household_id ON workshop_member (household_id)",
    "CREATE UNIQUE INDEX workshop_member_workshop_id_household_id_start"
    " ON workshop_member (workshop_id, household_id, start)",
    """
    CREATE TABLE funding (
        id INTEGER NOT NULL PRIMARY KEY,
        workshop_id INTEGER NOT NULL REFERENCES workshop (id),
        date TEXT NOT NULL,
        source TEXT NOT NULL,
        amount INTEGER NOT NULL,
        purpose TEXT NOT NULL
    )
    """,
    "CREATE INDEX funding_workshop_id ON funding (workshop_id)",
    "CREATE UNIQUE INDEX funding_workshop_id_date_source_purpose ON funding (workshop_id, date, source, purpose)",
    """
    CREATE TABLE vacancy (
        id INTEGER NOT NULL PRIMARY KEY,
        number TEXT NOT NULL,
        enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),
        post TEXT NOT NULL,
        places INTEGER NOT NULL,
        trade_id INTEGER REFERENCES trade (id),
        region_id INTEGER REFERENCES region (id),
        skill INTEGER NOT NULL,
        pay_from INTEGER,
        pay_to INTEGER,
        hours TEXT NOT NULL,
        flexible INTEGER NOT NULL,
        reported TEXT NOT NULL,
        until TEXT,
        note TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX vacancy_number ON vacancy (number)",
    "CREATE INDEX vacancy_enterprise_id ON vacancy (enterprise_id)",
    """
    CREATE TABLE placement (
        id INTEGER NOT NULL PRIMARY KEY,
        worker_id INTEGER NOT NULL REFERENCES worker (id),
        employer TEXT NOT NULL,
        vacancy_id INTEGER REFERENCES vacancy (id),
        workshop_id INTEGER REFERENCES workshop (id),
        place TEXT NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT,
        contract_days INTEGER,
        insured_from TEXT,
        insured_to TEXT,
        note TEXT NOT NULL
    )
    """,
    "CREATE INDEX placement_worker_id ON placement (worker_id)",
    "CREATE INDEX placement_vacancy_id ON placement (vacancy_id)",
    "CREATE INDEX placement_workshop_id ON placement (workshop_id)",
    "CREATE UNIQUE INDEX placement_worker_id_start ON placement (worker_id, start)",
    """
    CREATE TABLE wish (
        id INTEGER NOT NULL PRIMARY KEY,
        worker_id INTEGER NOT NULL REFERENCES worker (id),
        kind TEXT NOT NULL,
        date TEXT NOT NULL,
        trade_id INTEGER REFERENCES trade (id),
        flexible INTEGER NOT NULL,
        near INTEGER NOT NULL,
        note TEXT NOT NULL,
        met_on TEXT,
        met_by TEXT NOT NULL,
        placement_id INTEGER REFERENCES placement (id)
    )
    """,
    "CREATE INDEX wish_worker_id ON wish (worker_id)",
    "CREATE INDEX wish_placement_id ON wish (placement_id)",
    "CREATE UNIQUE INDEX wish_worker_id_kind_date ON wish (worker_id, kind, date)",
    """
    CREATE TABLE course (
        id INTEGER NOT NULL PRIMARY KEY,
        number TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        trade_id INTEGER REFERENCES trade (id),
        order_id INTEGER REFERENCES orders (id),
        teacher TEXT NOT NULL,
        place TEXT NOT NULL,
        region_id INTEGER REFERENCES region (id),
        start TEXT NOT NULL,
        "end" TEXT NOT NULL,
        free INTEGER NOT NULL,
        note TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX course_number ON course (number)",
    """
    CREATE TABLE enrolment (
        id INTEGER NOT NULL PRIMARY KEY,
        course_id INTEGER NOT NULL REFERENCES course (id),
        worker_id INTEGER NOT NULL REFERENCES worker (id),
        certificate TEXT NOT NULL,
        certified_on TEXT
    )
    """,
    "CREATE INDEX enrolment_course_id ON enrolment (course_id)",
    "CREATE INDEX enrolment_worker_id ON enrolment (worker_id)",
    "CREATE UNIQUE INDEX enrolment_course_id_worker_id ON enrolment (course_id, worker_id)",
    """
    CREATE TABLE attendance (
        id INTEGER NOT NULL PRIMARY KEY,
        course_id INTEGER NOT NULL REFERENCES course (id),
        worker_id INTEGER NOT NULL REFERENCES worker (id),
        date TEXT NOT NULL
    )
    """,
    "CREATE INDEX attendance_course_id ON attendance (course_id)",
    "CREATE INDEX attendance_worker_id ON attendance (worker_id)",
    "CREATE UNIQUE INDEX attendance_course_id_worker_id_date ON attendance (course_id, worker_id, date)",
    """
    CREATE TABLE skill (
        id INTEGER NOT NULL PRIMARY KEY,
        worker_id INTEGER NOT NULL REFERENCES worker (id),
        trade_id INTEGER NOT NULL REFERENCES trade (id),
        level INTEGER NOT NULL,
        certificate TEXT NOT NULL,
        since TEXT
    )
    """,
    "CREATE INDEX skill_worker_id ON skill (worker_id)",
    "CREATE INDEX skill_trade_id ON skill (trade_id)",
    "CREATE UNIQUE INDEX skill_worker_id_trade_id ON skill (worker_id, trade_id)",
    """
    CREATE TABLE referral (
        id INTEGER NOT NULL PRIMARY KEY,
        wish_id INTEGER NOT NULL REFERENCES wish (id),
        date TEXT NOT NULL,
        vacancy_id INTEGER REFERENCES vacancy (id),
        order_id INTEGER REFERENCES orders (id),
        course_id INTEGER REFERENCES course (id),
        subcontract_id INTEGER REFERENCES subcontract (id),
        outcome TEXT NOT NULL,
        note TEXT NOT NULL
    )
    """,
    "CREATE INDEX referral_wish_id ON referral (wish_id)",
    "CREATE INDEX referral_vacancy_id ON referral (vacancy_id)",
    """
    CREATE TABLE support_rule (
        id INTEGER NOT NULL PRIMARY KEY,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        basis TEXT NOT NULL,
        amount INTEGER NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT,
        contract_days INTEGER,
        insured INTEGER NOT NULL,
        newly_taken INTEGER,
        first_only INTEGER NOT NULL,
        most_courses INTEGER,
        category TEXT NOT NULL,
        note TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX support_rule_code_start ON support_rule (code, start)",
    """
    CREATE TABLE claim (
        id INTEGER NOT NULL PRIMARY KEY,
        number TEXT NOT NULL,
        rule_id INTEGER NOT NULL REFERENCES support_rule (id),
        workshop_id INTEGER REFERENCES workshop (id),
        date TEXT NOT NULL,
        amount INTEGER NOT NULL,
        status TEXT NOT NULL,
        paid_on TEXT,
        evidence TEXT NOT NULL,
        note TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX claim_number ON claim (number)",
    "CREATE INDEX claim_rule_id ON claim (rule_id)",
    "CREATE INDEX claim_workshop_id ON claim (workshop_id)",
    """
    CREATE TABLE claim_person (
        id INTEGER NOT NULL PRIMARY KEY,
        claim_id INTEGER NOT NULL REFERENCES claim (id),
        worker_id INTEGER NOT NULL REFERENCES worker (id),
        days INTEGER,
        amount INTEGER NOT NULL
    )
    """,
    "CREATE INDEX claim_person_claim_id ON claim_person (claim_id)",
    "CREATE INDEX claim_person_worker_id ON claim_person (worker_id)",
    "CREATE UNIQUE INDEX claim_person_claim_id_worker_id ON claim_person (claim_id, worker_id)",
    "ALTER TABLE region ADD COLUMN parent_id INTEGER REFERENCES region (id)",
    "ALTER TABLE region ADD COLUMN trade_id INTEGER REFERENCES trade (id)",
    "CREATE INDEX region_parent_id ON region (parent_id)",
    "ALTER TABLE product ADD COLUMN trade_id INTEGER REFERENCES trade (id)",
    "ALTER TABLE worker ADD COLUMN category TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE worker ADD COLUMN category_from TEXT",
    "ALTER TABLE worker ADD COLUMN category_until TEXT",
    "ALTER TABLE worker ADD COLUMN left_behind INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE worker ADD COLUMN collective INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE worker ADD COLUMN active INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE equipment ADD COLUMN owner_id INTEGER REFERENCES enterprise (id)",
    "ALTER TABLE equipment ADD COLUMN value INTEGER",
    "ALTER TABLE equipment ADD COLUMN bought_on TEXT",
    "ALTER TABLE equipment ADD COLUMN months INTEGER",
    "ALTER TABLE equipment ADD COLUMN inspect_every INTEGER",
    "ALTER TABLE pay_period ADD COLUMN paces TEXT",
    "ALTER TABLE statement ADD COLUMN make_up INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE statement ADD COLUMN floor INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE region SET parent_id = (
        SELECT above.id FROM region AS above
        WHERE above.id <> region.id
            AND substr(region.code, 1, length(above.code)) = above.code
        ORDER BY length(above.code) DESC LIMIT 1
    )
    """,
)

_LIVE_IN_GROUPS: Final = """
    household JOIN region AS village ON village.id = household.region_id AND village.level = 'village'
    WHERE group_key(household."group") <> ''
"""
_KEPT: Final = (
    f"""
    INSERT INTO region (id, code, name, level, parent_id)
    SELECT next_key(), group_code(village.code, household."group"), group_name(household."group"), 'group', village.id
    FROM {_LIVE_IN_GROUPS} AND household.id IN (
        SELECT min(household.id) FROM {_LIVE_IN_GROUPS} GROUP BY village.id, group_key(household."group")
    )
    ORDER BY household.id
    """,
    """
    UPDATE household SET region_id = part.id FROM region AS part
    WHERE part.level = 'group' AND part.parent_id = household.region_id
        AND group_key(part.name) = group_key(household."group")
    """,
    "INSERT INTO setting (id, key, value) SELECT next_key(), 'visits.return_days', '0'",
)
"""What the records of an older file become: groups are places, and nobody is due a return visit nobody asked for."""


def keep_groups(next_key: Callable[[], int]) -> None:
    """Make a place of every group that households of a listed village live in, inside the operation that takes over.

    A group is known as the rule of today knows it, so that a household saved later finds the same one.
    """
    codes = {code for (code,) in db.execute_sql("SELECT code FROM region").fetchall()}

    def free_code(village: str, written: str) -> str:
        code = group_code(village, written, codes)
        codes.add(code)
        return code

    db.register_function(next_key, "next_key", 0)
    db.register_function(group_key, "group_key", 1)
    db.register_function(group_name, "group_name", 1)
    db.register_function(free_code, "group_code", 2)
    for statement in _KEPT:
        db.execute_sql(statement)
