"""What was wrong with a household's pieces of late, and whether a visit helped."""

from __future__ import annotations

from models import format
from models.i18n import mark, tr
from models.kinds import QUANTITY, SHARE
from models.queries.guidance.defects import effects
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table_card import TableCard


class HouseholdDefects(TableCard):
    """The defects of a household's pieces, the most frequent first; with their shares before and since a visit."""

    def __init__(self, page: Page) -> None:
        self._rows = Rows(
            "household-defects",
            mark("Defects"),
            (
                column("product", mark("Product")),
                column("defect", mark("Defect")),
                column("quantity", mark("Pieces with a defect"), QUANTITY),
                column("share", mark("Share of late"), SHARE),
                column("before", mark("Before the visit"), SHARE),
                column("after", mark("Since the visit"), SHARE),
                column("remedy", mark("What to do about it")),
            ),
        )
        words = tr("No slip of this household names a defect.")
        super().__init__(tr("Defects"), self._rows, words, gives_way=("remedy",))
        self.page = page

    def show_household(self, key: int) -> None:
        """Show those of a household as of today."""
        visited, found = effects(key, self.page.desk.today())
        self._rows.put(
            [
                (
                    row,
                    (
                        one.what.product,
                        one.what.defect,
                        one.late.quantity or None,
                        one.late.ppm if one.late.quantity else None,
                        *(None if share is None else share.ppm for share in (one.before, one.after)),
                        one.what.remedy,
                    ),
                )
                for row, one in enumerate(found)
            ]
        )
        self.setVisible(bool(found))
        self.say(tr("last visit {day}").format(day=format.date(visited, short=True)) if visited else "")
        self.refresh()
