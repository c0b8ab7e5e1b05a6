"""The materials products are made of, added to and changed where they stand."""

from __future__ import annotations

from models.actions.product.products import save_materials
from models.i18n import plural, tr
from models.queries.product.products import materials
from models.rules.desk import roles
from models.tables.product import Material
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.record_table import Alike, RecordTable
from ui.pages.product.product_forms import material_sheet, new_material


class MaterialList(RecordTable):
    """All of them; Enter changes one."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            materials(),
            page,
            Material,
            lambda material: new_material(page) if material is None else material_sheet(page, material),
            alike=Alike(
                ("price", "pack_size", "over_issue_ppm"),
                save_materials,
                lambda count: plural("Saved {n} material", "Saved {n} materials", count),
            ),
            empty=Empty(
                tr("No materials yet. Enter the first one."),
                tr("New material"),
                self.create,
                "stock",
                roles.MASTER,
            ),
        )
        self.opened.connect(self.edit)
        self.add_action(tr("Change"), self.edit_chosen, "Ctrl+E", "edit", right=roles.MASTER)
