"""A new field of households takes two places, its table and a migration, and is wherever a household is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = "models/tables/party.py"
STEPS = "models/migrations/steps/__init__.py"
FIELD = """    tea = TextField(
        default="", verbose_name=mark("Tea"), listed=True, sheet=Header("茶", also="茶叶")
    )
"""
STEP = """    ("households say their tea", ('ALTER TABLE household ADD COLUMN tea TEXT NOT NULL DEFAULT ""',)),
"""

SEEN = """
import sys
from datetime import date
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication

from models.actions.exchange.workbook import import_workbook
from models.database import close_database
from models.opening import open_database
from models.i18n import translator
from models.queries.desk import history
from models.queries.party.households import households
from models.tables.party import Household
from reports.exchange.list_export import write_list
from reports.exchange.workbook import write_template

folder, older = Path(sys.argv[1]), Path(sys.argv[2])
said = []

# A file of the layout before gets the field, and keeps what it holds.
open_database(older, create=False)
assert {row.tea for row in Household.select()} == {""}
close_database()

open_database(folder / "new.db")
app = QApplication([])

from ui.pages.party.household_form import HouseholdForm
from ui.pages.party.households import facts
from models.actions.party import parties

form = HouseholdForm()
form.set_values({"head": "单春梅"})
assert form.field("tea").label == "Tea"
form.field("tea").line.setText("  龙井 ")
row = parties.save_household(form.record())
assert Household.get_by_id(row.id).tea == "龙井"
assert ("Tea", "龙井") in facts(row)

listing = households()
place = [column.key for column in listing.columns].index("tea")
assert [one[place] for one in listing.rows(listing.keys())] == ["龙井"]
write_list(folder / "list.xlsx", listing, translator("zh"))
first, second = load_workbook(folder / "list.xlsx").worksheets[0].iter_rows(values_only=True)
assert dict(zip(first, second))["Tea"] == "龙井"

write_template(folder / "template.xlsx", translator("zh"))
assert "茶" in [cell.value for cell in load_workbook(folder / "template.xlsx")["农户"][1]]
with xlsxwriter.Workbook(str(folder / "book.xlsx")) as book:
    sheet = book.add_worksheet("农户")
    for number, cells in enumerate((("户号", "户主", "茶"), (row.code, row.head, "竹叶青"))):
        sheet.write_row(number, 0, cells)
import_workbook(folder / "book.xlsx")
assert Household.get_by_id(row.id).tea == "竹叶青"

newest = history.changes_of(row.id)[0]
assert [(one.label, one.before, one.after) for one in newest.fields] == [("Tea", "龙井", "竹叶青")]
print("seen")
"""


def insert_before(file: Path, mark: str, text: str) -> None:
    """Put lines into a file, before the first line that begins with ``mark`` after the place it is unique at."""
    whole = file.read_text(encoding="utf-8")
    assert whole.count(mark) == 1, mark
    file.write_text(whole.replace(mark, text + mark), encoding="utf-8")


def test_a_field_on_its_table_and_a_migration_is_in_form_list_import_export_and_history(
    tmp_path: Path,
) -> None:
    program = tmp_path / "program"
    for name in ("models", "reports", "ui", "resources"):
        shutil.copytree(
            ROOT / name, program / name, ignore=shutil.ignore_patterns("__pycache__", "packaging")
        )
    shutil.copy(ROOT / "main.py", program)
    insert_before(
        program / TABLE, "    # Code, name, every reading's pinyin and initials, phone and village", FIELD
    )
    steps = program / STEPS
    whole = steps.read_text(encoding="utf-8").rstrip()
    assert whole.endswith(",\n)")
    steps.write_text(whole.removesuffix(")") + STEP + ")\n", encoding="utf-8")

    older = tmp_path / "older.db"
    shutil.copy(max((ROOT / "tests" / "upgrades").glob("v*.db"), key=lambda one: int(one.stem[1:])), older)
    done = subprocess.run(
        [sys.executable, "-c", SEEN, str(tmp_path), str(older)],
        cwd=program,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "YUANBA_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.strip().endswith("seen"), done.stderr[-3000:]
