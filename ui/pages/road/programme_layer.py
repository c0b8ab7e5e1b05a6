"""The programme's layer of the map: which workshops are meant, their list, and what opens from both."""

from __future__ import annotations

from typing import Final

from models.i18n import mark, plural, tr
from models.kinds import CODE, COUNT
from models.queries.desk.target import OfRegister, Record
from models.queries.programme.workshop_map import KIND, MappedWorkshop, WorkshopMap
from ui.kit.empty import Empty
from ui.kit.form import ChoiceField
from ui.kit.inline import inline
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.pages.road.map_canvas import MapCanvas

EVERY: Final = ""
"""The choice of all kinds, or all trades."""
_COLUMNS: Final = (
    column("name", mark("Workshop")),
    column("kind", mark("Kind"), KIND),
    column("trade", mark("Trade")),
    column("village", mark("Village")),
    column("households", mark("Households"), COUNT),
    column("code", mark("Workshop code"), CODE),
)


class ProgrammeLayer:
    """The workshops open today beside the map."""

    def __init__(self, page: Page, canvas: MapCanvas) -> None:
        self.page, self.canvas = page, canvas
        self.found: tuple[MappedWorkshop, ...] = ()
        self._filling = False
        kinds = [(kind, tr(label)) for kind, label in KIND.choices]
        self.kind = inline(
            ChoiceField("kind", tr("Kind"), [(EVERY, tr("All kinds")), *kinds], required=True), "field"
        )
        self.trade = inline(
            ChoiceField("trade", tr("Trade"), [(EVERY, tr("All trades"))], required=True), "field"
        )
        self.fields = (self.kind, self.trade)
        for field in self.fields:
            field.changed.connect(lambda: page.guard(self.show))
        self.rows = Rows("map-workshops", mark("Workshops"), _COLUMNS)
        self.table = TableView(
            self.rows,
            page,
            gives_way=("village", "trade", "households", "code"),
            empty=Empty(tr("There is no such workshop."), icon="households"),
        )
        self.table.table.delegate.leads = True
        self.table.opened.connect(self.open_record)
        self.table.selected.connect(self._row_chosen)

    def came(self, found: WorkshopMap) -> None:
        """Other workshops are open, or stand elsewhere."""
        self.found = found.workshops
        trades = sorted({one.trade for one in self.found if one.trade})
        self.trade.set_choices([(EVERY, tr("All trades")), *((name, name) for name in trades)])
        self.show()

    def show(self) -> None:
        """Those of the kind and trade one wants to see, in the list and on the map."""
        kind, trade = self.kind.raw() or EVERY, self.trade.raw() or EVERY
        shown = [one for one in self.found if kind in (EVERY, one.kind) and trade in (EVERY, one.trade)]
        chosen = self.table.key()
        self._filling = True
        self.rows.show(shown, "id")
        self.table.refresh()
        if chosen is not None:
            self.table.select(chosen)
        self._filling = False
        self.canvas.show_workshops(shown)
        homes = {home for one in shown for home in one.members}
        words = plural("{n} workshop", "{n} workshops", len(shown))
        self.page.set_subtitle(
            tr("{workshops} open today with {households}").format(
                workshops=words, households=plural("{n} household", "{n} households", len(homes))
            )
        )
        unplaced = sum(one.point is None for one in shown)
        words = plural("{n} workshop without a place", "{n} workshops without a place", unplaced)
        self.page.set_chip(words if unplaced else "", "soon")

    def seek(self, key: int) -> None:
        """Bring a workshop into view, whatever was meant before."""
        for field in self.fields:
            field.set_value(EVERY)
        self.show()
        self.table.select(key)
        self.canvas.choose(key)

    def open_record(self, key: int) -> None:
        """All there is about a workshop, or about a household served."""
        if any(one.id == key for one in self.found):
            self.page.desk.go("workshops", OfRegister("workshop", key))
        else:
            self.page.desk.go("households", Record(key))

    def _row_chosen(self) -> None:
        key = self.table.key()
        if key is not None and key != self.canvas.key and not self._filling:
            self.canvas.choose(key)
