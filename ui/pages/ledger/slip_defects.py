"""The defects a posted slip names, and the form in which they are named later or put right."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.ledger.defects import name_defects
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import CODE, QUANTITY
from models.queries.ledger.defects import NamedLine, lines_of, named_lines
from models.queries.ledger.vouchers import VoucherPage
from models.queries.product.defects import DefectCodes
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.defects import read, shared_out, written
from ui.kit.form import Form, WordsField
from ui.kit.form_sheet import Sheet
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard
from ui.kit.suggestion_list import Suggest
from ui.pages.ledger.defect_cell import suggested


class SlipDefects(RowsCard):
    """What was wrong with the pieces of a collection or inspection, or seen at a visit."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "slip-defects",
            mark("Defects"),
            (
                column("subcontract", mark("Subcontract"), CODE),
                column("product", mark("Product")),
                column("code", mark("Code", "defect"), CODE),
                column("defect", mark("Defect")),
                column("quantity", mark("Quantity"), QUANTITY, "unit"),
                column("unit", mark("Unit"), hidden=True),
            ),
            tr("No slip says yet what was wrong with the rework and scrap of it."),
        )
        self.page = page
        self.voucher = 0
        self.step = self.add_step(tr("Name defects"), self.name_them, right=roles.POST)

    def show_slip(self, slip: VoucherPage) -> None:
        """Show those of a slip; where nothing was faulty and nothing is named there is nothing to show."""
        self.voucher = slip.id
        lines = named_lines(slip.id) if slip.kind in voucher_kind.JUDGED else []
        rows: list[tuple[Any, ...]] = [
            (line.subcontract, line.product_name, one.code, one.name, one.quantity, line.unit)
            for line in lines
            for one in line.defects
        ]
        rows += [
            ("", one.product, one.code, one.name, one.quantity or None, "")
            for one in lines_of([slip.id])[slip.id].get(None, ())
        ]
        self.rows.put(list(enumerate(rows)))
        gone = slip.voided_on is not None or bool(slip.taken_back_by or slip.reverses)
        faulty = any(line.faulty > 0 for line in lines)
        self.step.setVisible(faulty and not gone)
        self.setVisible(bool(rows) or (faulty and not gone))
        self.refresh()

    def name_them(self) -> None:
        """Say which defects the faulty pieces had; in a locked month too, since no pay depends on it."""
        sheet = defects_sheet(self.page, self.voucher)
        self.page.done_by(sheet, tr("Defects saved"))


def defects_sheet(parent: QWidget, voucher: int) -> Sheet:
    """The defects of a posted slip, line by line. Raises UserError while there is no code to name one by."""
    lines = [line for line in named_lines(voucher) if line.faulty > 0]
    known = DefectCodes()
    codes = {line.key: known.of(line.product, ended=True) for line in lines}
    if not any(codes.values()):
        raise UserError(tr("There are no defect codes yet. Add them on the product's page."))

    def suggest_of(line: NamedLine) -> Suggest:
        return lambda words: suggested(known.of(line.product), words)

    fields = []
    for line in lines:
        field = WordsField(str(line.key), f"{line.subcontract} {line.product_name}", suggest_of(line))
        faulty = format.quantity(line.faulty, line.unit)
        field.set_hint(
            tr("{faulty} rework and scrap. Write A4 B2; F7 lists the codes.").format(faulty=faulty)
        )
        said = written(((one.code, one.quantity) for one in line.defects), codes[line.key])
        field.set_value(said)
        fields.append(field)
    form = Form(fields)

    def save(consent: Any, values: dict[str, Any]) -> bool:
        said = {}
        for line in lines:
            name, own = str(line.key), codes[line.key]
            if name not in form.touched:
                continue
            typed = read(values[name] or "", own, field=name)
            counted = shared_out(typed, line.faulty, field=name)
            said[line.key] = [(own[code].id, quantity) for code, quantity in counted]
        return name_defects(voucher, said)

    return Sheet(parent, tr("Name defects"), form, tr("Save"), save)
