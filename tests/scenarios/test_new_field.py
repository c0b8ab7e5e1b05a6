"""A new field takes two places, its table and a migration, and is wherever a record of the table is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.scenarios.program_copy import ROOT, copied_program, look

STEPS = "models/migrations/steps/__init__.py"
FIELD = """
    tea = kinds.CodeField(
        default="", verbose_name=mark("Tea"), listed=True, sheet=kinds.Header("茶", also="茶叶")
    )
"""
TABLES = {
    "Household": "party",
    "Worker": "party",
    "Enterprise": "party",
    "Material": "product",
    "Product": "product",
    "Order": "order",
    "Equipment": "guidance",
}

SEEN = """
import sys
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication

from models.actions.exchange.workbook import import_workbook
from models.actions.party import parties
from models.database import close_database
from models.i18n import translator
from models.opening import open_database
from models.queries.desk import history
from models.queries.exchange.workbook_schema import RECORDS
from models.queries.guidance.equipment import equipment
from models.queries.order.orders import enterprises, orders
from models.queries.party.households import households, workers
from models.queries.product.products import materials, products
from models.tables.guidance import Equipment
from models.tables.order import Order
from models.tables.party import Enterprise, Household, Worker
from models.tables.product import Material, Product
from reports.exchange.list_export import write_list
from reports.exchange.workbook import write_template

folder, older = Path(sys.argv[1]), Path(sys.argv[2])
TABLES = (Household, Worker, Enterprise, Material, Product, Order, Equipment)

# A file of the layout before gets the fields, and keeps what it holds.
open_database(older, create=False)
for table in TABLES:
    assert {row.tea for row in table.select()} <= {""}, table
assert Household.select().count()
close_database()

open_database(folder / "new.db")
app = QApplication([])

from ui.kit.form import fields_of
from ui.pages.party.household_form import HouseholdForm
from ui.pages.party.households import facts

# Typed into the form of a household, kept, and said among its facts.
form = HouseholdForm()
form.set_values({"code": "H1", "head": "单春梅"})
assert form.field("tea").label == "Tea"
form.field("tea").line.setText("  龙井 ")
home = parties.save_household(form.record())
assert Household.get_by_id(home.id).tea == "龙井"
assert ("Tea", "龙井") in facts(home)
for table in TABLES:
    leave = ("enterprise", *parties.PLACE)
    assert "tea" in [field.name for field in fields_of(table, leave=leave)], table

# In the template of every sheet; imported by its header, by a stranger's, and changed by a second workbook.
write_template(folder / "template.xlsx", translator("zh"))
template = load_workbook(folder / "template.xlsx")
BOOK = {
    "企业": {"名称": "竹艺公司"},
    "农户": {"户号": "H1", "户主": "单春梅"},
    "工人": {"户号": "H1", "姓名": "徐素"},
    "物料": {"编码": "M1", "名称": "竹篾", "单位": "公斤"},
    "产品": {"编码": "P1", "名称": "果篮", "单位": "件"},
    "订单": {
        "订单号": "DD1", "企业": "竹艺公司", "产品编码": "P1", "数量": 5,
        "下单日期": "2026-10-01", "交期": "2026-10-30",
    },
    "设备": {"编号": "SB1", "名称": "篾刀"},
}
for number, tea in enumerate(("竹叶青", "毛峰")):
    with xlsxwriter.Workbook(str(folder / f"{number}.xlsx")) as book:
        for name, cells in BOOK.items():
            assert "茶" in [cell.value for cell in template[name][1]], name
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [*cells, "茶"])
            sheet.write_row(1, 0, [*cells.values(), tea])
    import_workbook(folder / f"{number}.xlsx")

LISTS = {
    Household: households(), Worker: workers(home.id), Enterprise: enterprises(), Material: materials(),
    Product: products(date(2026, 10, 5)), Order: orders(date(2026, 10, 5)), Equipment: equipment(),
}
for table, listing in LISTS.items():
    # In the list and its export ...
    place = [column.key for column in listing.columns].index("tea")
    keys = listing.keys()
    assert [one[place] for one in listing.rows(keys)] == ["毛峰"], table
    path = folder / f"{table.__name__}.xlsx"
    write_list(path, listing, translator("zh"))
    first, second = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    assert dict(zip(first, second))["Tea"] == "毛峰", table
    # ... and told in the history.
    newest = history.changes_of(keys[0])[0]
    assert [(one.label, one.before, one.after) for one in newest.fields] == [("Tea", "竹叶青", "毛峰")], table
print("seen")
"""


def test_a_field_on_its_table_and_a_migration_is_in_form_list_import_export_and_history(
    tmp_path: Path,
) -> None:
    program = copied_program(tmp_path)
    steps = program / STEPS
    whole = steps.read_text(encoding="utf-8").rstrip()
    assert whole.endswith(",\n)")
    lines = []
    for table, room in TABLES.items():
        file = program / "models" / "tables" / f"{room}.py"
        text = file.read_text(encoding="utf-8")
        # Behind the last field before what a record is found by.
        found = re.compile(
            rf"(class {table}\(Record\):.*?)(\n    (?:#[^\n]*\n    )?search = |\n    class Meta)", re.DOTALL
        )
        text, count = found.subn(lambda match: match[1] + FIELD + match[2], text, count=1)
        assert count == 1, table
        file.write_text(text, encoding="utf-8")
        name = {"Order": "orders"}.get(table, table.lower())
        lines.append(
            f"""    ("{name}", ('ALTER TABLE {name} ADD COLUMN tea TEXT NOT NULL DEFAULT ""',)),\n"""
        )
    steps.write_text(whole.removesuffix(")") + "".join(lines) + ")\n", encoding="utf-8")

    older = tmp_path / "older.db"
    shutil.copy(max((ROOT / "tests" / "upgrades").glob("v*.db"), key=lambda one: int(one.stem[1:])), older)
    look(program, SEEN, tmp_path, older)
