"""A new document takes four places, a kind of voucher six, a page four, as the README says; words come besides."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.program_copy import Before, Places, add, copied_program, look

# A question, a paper, its entry, and its line in the help.
DOCUMENT: Places = {
    "models/queries/party/helper_list.py": """
from typing import NamedTuple

from models.tables.party import Helper


class HelperList(NamedTuple):
    names: list[str]


def helper_lists(**which: object) -> list[HelperList]:
    found = [one.name for one in Helper.select().order_by(Helper.id)]
    return [HelperList(found)] if found else []
""",
    "reports/party/helper_list.py": """
from models.i18n import Translator
from models.queries.party.helper_list import HelperList
from reports.paper.document import Document
from reports.paper.table import Column, Row, Table


def build(data: HelperList, tr: Translator) -> Document:
    rows = [Row([str(at), name]) for at, name in enumerate(data.names, start=1)]
    table = Table([Column("at", tr("#"), 5), Column("name", tr("Full name"), 30)], rows)
    return Document(title="Helpers", number="", subject="", blocks=[table], bookmark="Helpers")
""",
    "reports/kinds.py": [
        Before(
            '        DocumentKind(\n            "ruler"',
            """        DocumentKind(
            "helperlist", mark("Lists of helpers"), LIST_PAPERS, (DAY, NUMBER),
            "party.helper_list", ask.slips("party.helper_list:helper_lists", ()), group=HOUSEHOLDS,
        ),
""",
        )
    ],
    "resources/help/zh/papers.md": [
        Before("| ruler ", "| helperlist | Lists of helpers | 帮扶人一人一行 |\n")
    ],
}

# Its entry, a verb, a question, a paper, the paper's entry, and the page it is entered on.
VOUCHER: Places = {
    "models/rules/ledger/voucher_kind.py": [
        Before("\n\n@dataclass", 'WRITE_OFF: Final = "writeoff"\n'),
        Before(
            "        VoucherKind(COUNT,",
            '        VoucherKind(WRITE_OFF, mark("Write-off"), "BF", material=True),\n',
        ),
    ],
    "models/actions/ledger/write_off.py": """
from datetime import date

from models.actions.ledger.stock import move_goods, new_voucher
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger.voucher_kind import WRITE_OFF
from models.tables.party import SCRAP, WAREHOUSE


@needs(roles.POST)
def write_off(material: int, quantity: int, day: date, reason: str) -> str:
    if quantity <= 0:
        raise UserError(tr("The quantity must be above 0."), "quantity")
    with operation(mark("Write-off {number}")) as opened:
        slip = new_voucher(WRITE_OFF, day, reason)
        move_goods(slip, [((material, None, None), quantity)], (WAREHOUSE, None), (SCRAP, None))
        opened.says(number=slip.number)
    return str(slip.number)
""",
    "models/queries/ledger/write_off_slips.py": """
from typing import NamedTuple

from models.queries.document_common import EnterpriseSlip, enterprise_slips
from models.queries.ledger.vouchers import VoucherLine, voucher_lines
from models.rules.ledger.voucher_kind import WRITE_OFF


class WriteOff(NamedTuple):
    slip: EnterpriseSlip
    lines: list[VoucherLine]


def write_off_slips(**which: object) -> list[WriteOff]:
    return [WriteOff(one, voucher_lines(one.id)) for one in enterprise_slips(WRITE_OFF, **which)]
""",
    "reports/ledger/write_off.py": """
from models.i18n import Translator
from models.queries.ledger.write_off_slips import WriteOff
from reports.paper.document import Document
from reports.paper.formatting import quantity
from reports.paper.slip_document import slip_document
from reports.paper.table import Column, Row, Table


def build(data: WriteOff, tr: Translator) -> Document:
    rows = [Row([one.code, one.name, quantity(one.quantity, one.unit, tr)]) for one in data.lines]
    columns = [Column("code", tr("Code"), 14), Column("name", tr("Material"), 24), Column("n", tr("Quantity"), 15)]
    return slip_document(data.slip, tr, "Written off", [Table(columns, rows)], bookmark=data.slip.number)
""",
    "reports/kinds.py": [
        Before(
            '        _slip("return",',
            '        _slip("writeoff", mark("Write-offs"), "ledger.write_off_slips:write_off_slips",'
            ' "ledger.write_off", takes=_ANY),\n',
        )
    ],
    "ui/pages/ledger/stock.py": [
        Before(
            "    def receive(self,",
            """    def write_off(self) -> Any:
        from models.actions.ledger.write_off import write_off
        from models.queries import suggestions
        from ui.kit.form import Form, NoteField, PickField, QuantityField
        from ui.kit.form_sheet import Sheet

        material = PickField("material", tr("Material"), suggestions.materials)
        form = Form([material, QuantityField("quantity", tr("Quantity")), NoteField("reason", tr("Reason"))])

        def act(consent: Any, said: Any) -> str:
            return write_off(said["material"], said["quantity"], self.desk.today(), said["reason"])

        return Sheet(self, "Write off", form, tr("Post"), act)

""",
        )
    ],
}

# The page, its line, and its help in both languages.
PAGE: Places = {
    "ui/pages/desk/log.py": """
from models.i18n import mark
from models.queries.desk.history import operations
from ui.kit.page import Page
from ui.kit.table import TableView


class LogPage(Page):
    title = mark("Log")
    help_key = "log"

    def build(self) -> None:
        self.table = TableView(operations(), self)
        self.body.addWidget(self.table)

    def refresh(self) -> None:
        self.table.refresh()
""",
    "ui/pages/__init__.py": [
        Before(
            '    PageEntry("history",',
            '    PageEntry("log", mark("Log"), "list", "Ctrl+Alt+B", "ui.pages.desk.log:LogPage", 5),\n',
        )
    ],
    "resources/help/zh/log.md": "# 流水\n\n做过的每一步。\n",
    "resources/help/en/log.md": "# Log\n\nEvery step that was done.\n",
}

SEEN = """
import sys
from datetime import date
from pathlib import Path

import pypdfium2
from PySide6.QtWidgets import QApplication

from models.actions.ledger.stock import receive_material
from models.actions.ledger.voiding import void
from models.actions.party.directory import save_helpers
from models.actions.party.parties import save_enterprise
from models.actions.product.products import save_material
from models.i18n import translator
from models.opening import open_database
from models.queries.desk import history
from models.queries.desk.global_search import find
from models.queries.desk.integrity import faults
from models.queries.ledger.vouchers import vouchers
from models.queries.ledger.warehouse import material_stock
from models.tables.ledger import Voucher
from reports.kinds import offered_kinds, print_documents
from reports.selection import Selection

folder = Path(sys.argv[1])
open_database(folder / "new.db")
TODAY = date(2026, 10, 21)
save_helpers([({"name": "唐建国"}, None)])
bamboo = save_material({"code": "M1", "name": "竹篾", "unit": "kg"})
firm = save_enterprise({"name": "竹艺公司"})
receive_material(firm.id, TODAY, [(bamboo.id, 50_000)])


def printed(kind, **which):
    path = folder / f"{kind}.pdf"
    print_documents(kind, path, Selection(**which), tr=translator("zh"))
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))


# The document is offered wherever documents are, and printed.
assert {"helperlist", "writeoff"} <= {kind.key for kind in offered_kinds()}
assert "唐建国" in printed("helperlist")

app = QApplication([])
from ui.shell import theme
from ui.shell.help import topics
from ui.shell.window import MainWindow

theme.apply(app)
window = MainWindow(today=lambda: TODAY)
window.show()

# The page is in the navigation, shows its list and has its help.
window.go("log")
assert window.pages.held["log"].table.count() == 5
assert "log" in {topic.key for topic in topics("zh")} & {topic.key for topic in topics("en")}

# The voucher is entered on its page, numbered in its own series, and moves what it says.
window.go("stock")
sheet = window.pages.held["stock"].write_off()
sheet.form.set_values({"material": (bamboo.id, "竹篾", ""), "quantity": 8_000, "reason": "受潮"})
sheet.show()
sheet.submit()
number = sheet.result_value
assert number.startswith("BF"), number
assert {row.code: row.quantity for row in material_stock()} == {"M1": 42_000}
# Listed with its label, found by its number, printed, told in the history, sound, and taken back like any other.
listing = vouchers(("writeoff",))
(key,) = listing.keys()
place = [column.key for column in listing.columns].index("content")
assert "竹篾" in str(listing.rows([key])[0][place]), listing.rows([key])
assert any(number in str(one) for one in find(number))
assert "竹篾" in printed("writeoff", numbers=(number,))
assert number in history.changes_of(key)[0].title, history.changes_of(key)[0]
assert not list(faults()), list(faults())
void(key, "写错了", TODAY)
assert {row.code: row.quantity for row in material_stock()} == {"M1": 50_000}
assert Voucher.get_by_id(key).voided_on == TODAY and not list(faults())
print("seen")
"""


def test_what_the_readme_says_is_enough_for_a_document_a_kind_of_voucher_and_a_page(tmp_path: Path) -> None:
    assert (len(DOCUMENT), len(VOUCHER), len(PAGE)) == (4, 6, 4)
    program = copied_program(tmp_path)
    for places in (DOCUMENT, VOUCHER, PAGE):
        add(program, places)
    look(program, SEEN, tmp_path)
