"""All defect codes: of which product, how often they were counted lately, and what to do about them."""

from __future__ import annotations

from models.actions.product.defects import set_active
from models.i18n import tr
from models.queries.product.defects import defects
from models.rules.desk import roles
from models.tables.product import Defect
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.record_table import RecordTable
from ui.kit.table_card import TableCard
from ui.pages.product.defect_forms import defect_sheet


class DefectList(RecordTable):
    """The codes of all products; Enter changes one, Del ends it."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            defects(),
            page,
            Defect,
            lambda defect: defect_sheet(page, defect),
            empty=Empty(
                tr("No defect codes yet. With them slips say what was wrong with rework and scrap."),
                tr("New defect"),
                self.create,
                "products",
                roles.VISIT,
            ),
        )
        self.opened.connect(self.edit)
        self.add_row_action(tr("Change"), self.edit, "Ctrl+E", "edit", right=roles.VISIT)
        offer_ending(self, page)


def offer_ending(table: RecordTable | TableCard, page: Page) -> None:
    """Have the defects chosen in a table ended, or used again."""
    right = roles.VISIT
    table.add_action(
        tr("End"), lambda keys: end_defects(page, keys, active=False), "Del", "void", right=right
    )
    table.add_action(
        tr("Use again"), lambda keys: end_defects(page, keys, active=True), "", "undo", right=right
    )


def end_defects(page: Page, keys: list[int], *, active: bool) -> None:
    """End defects, so that they are offered no more, or use them again; what was counted stays."""
    names = ", ".join(row.name for row in Defect.select().where(Defect.id.in_(keys)))
    words = tr("{name} is used again") if active else tr("{name} is used no more")
    page.attempt(lambda _: set_active(keys, active), done=lambda _: page.done(words.format(name=names)))
