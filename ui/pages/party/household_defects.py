"""What was wrong with a household's pieces of late, and whether a visit helped."""

from __future__ import annotations

from models import format
from models.i18n import mark, tr
from models.kinds import QUANTITY, SHARE
from models.queries.guidance.defects import effects
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard


class HouseholdDefects(RowsCard):
    """The defects of a household's pieces, the most frequent first; with their shares before and since a visit."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "household-defects",
            mark("Defects"),
            (
                column("product", mark("Product"), of="what.product"),
                column("defect", mark("Defect"), of="what.defect"),
                column(
                    "quantity",
                    mark("Pieces with a defect"),
                    QUANTITY,
                    of=lambda one: one.late.quantity or None,
                ),
                column(
                    "share",
                    mark("Share of late"),
                    SHARE,
                    of=lambda one: one.late.ppm if one.late.quantity else None,
                ),
                column(
                    "before",
                    mark("Before the visit"),
                    SHARE,
                    of=lambda one: None if one.before is None else one.before.ppm,
                ),
                column(
                    "after",
                    mark("Since the visit"),
                    SHARE,
                    of=lambda one: None if one.after is None else one.after.ppm,
                ),
                column("remedy", mark("What to do about it"), of="what.remedy"),
            ),
            tr("No slip of this household names a defect."),
            gives_way=("remedy",),
        )
        self.page = page

    def show_household(self, key: int) -> None:
        """Show those of a household as of today."""
        visited, found = effects(key, self.page.desk.today())
        self.rows.show(found)
        self.setVisible(bool(found))
        self.say(tr("last visit {day}").format(day=format.date(visited, short=True)) if visited else "")
        self.refresh()
