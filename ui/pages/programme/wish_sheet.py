"""A wish with what fits it: who is told of what and what came of it, and by what the wish was met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.actions.programme.referrals import answer_about, meet_wish, tell
from models.i18n import mark, tr
from models.kinds import DAY, TEXT, ChoiceField
from models.queries.programme.matching import Fit, fitting, has_met, seems_met
from models.rights import may
from models.rules.desk import roles
from models.rules.programme import matching
from models.tables.programme import WISH_KINDS, Vacancy, Wish
from models.tables.training import DECLINED, REFERRAL_STATES, TAKEN
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.empty import Empty
from ui.kit.form import Form, field_of
from ui.kit.form_sheet import Sheet
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.shell import errors, theme

KINDS = (
    (matching.VACANCY, mark("Vacancy")),
    (matching.WORK, mark("Work at home")),
    (matching.COURSE, mark("Course")),
)
"""What may fit a wish, in words."""


class FitList(QWidget):
    """What fits a wish, the best first, with what the person was told of it."""

    done = Signal()
    """The person was placed: whether that met the wish was asked."""

    def __init__(self, page: Page, wish: int, placed: Callable[[Mapping[str, Any]], bool]) -> None:
        super().__init__()
        self.page, self.wish, self.placed = page, wish, placed
        self.fits: list[Fit] = []
        self._rows = Rows(
            "wish-fits",
            mark("What fits"),
            (
                column("kind", mark("Kind"), ChoiceField(choices=KINDS)),
                column("name", mark("What fits"), TEXT),
                column("why", mark("Why"), TEXT),
                column("about", mark("Details"), TEXT),
                column("told", mark("Told on"), DAY),
                column("outcome", mark("What came of it"), ChoiceField(choices=REFERRAL_STATES)),
            ),
        )
        empty = Empty(tr("Nothing that is open fits this wish today."))
        self.table = TableView(self._rows, self, empty=empty, search=False)
        self.table.setMinimumSize(theme.px("sheet") * 3 // 2, theme.px("header") + 6 * theme.px("row"))
        steps = hbox("s")
        for words, act in (
            (tr("Told of it today"), self.tell),
            (tr("Taken up"), partial(self.answer, TAKEN)),
            (tr("Declined"), partial(self.answer, DECLINED)),
            (tr("New placement"), self.place),
        ):
            button = ActionButton(words)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            steps.addWidget(button)
            if not may(roles.PROGRAMME):
                button.hide()
        steps.addStretch(1)
        vbox("m", steps, (self.table, 1), of=self)
        self.ask()

    def ask(self) -> None:
        """Ask again what fits."""
        self.fits = fitting(self.wish, self.page.desk.today())
        self._rows.put(
            [
                (
                    at,
                    (one.match.offer.kind, one.name, one.why, one.about, one.told, one.outcome or None),
                )
                for at, one in enumerate(self.fits)
            ]
        )
        self.table.refresh()

    def tell(self) -> None:
        """The person was told of what is chosen."""
        self._do(lambda kind, key: tell(self.wish, kind, key, self.page.desk.today()))

    def answer(self, outcome: str) -> None:
        """What came of having told the person of what is chosen."""
        self._do(lambda kind, key: answer_about(self.wish, kind, key, outcome))

    def place(self) -> None:
        """The person works from today on for the employer whose vacancy is chosen; what that settles is asked then."""
        chosen = self.table.key()
        offer = None if chosen is None else self.fits[chosen].match.offer
        values = {"worker": Wish.get_by_id(self.wish).worker_id}
        if offer is not None and offer.kind == matching.VACANCY:
            vacancy: Any = Vacancy.get_by_id(offer.key)
            where = "" if vacancy.region_id is None else vacancy.region.name
            values |= {"vacancy": vacancy.id, "employer": vacancy.enterprise.name, "place": where}
        if self.placed(values):
            self.done.emit()

    def _do(self, act: Any) -> None:
        chosen = self.table.key()
        if chosen is None or chosen >= len(self.fits):
            return
        offer = self.fits[chosen].match.offer
        if errors.attempt(self, lambda _: act(offer.kind, offer.key)):
            self.ask()
            self.table.select(chosen)


def wish_sheet(page: Page, key: int, placed: Callable[[Mapping[str, Any]], bool]) -> Sheet:
    """A wish with what fits it; it is met by who says so, with what seems to have met it proposed.

    ``placed`` asks about a placement that begins with these values; answers whether it was saved.
    """
    row: Any = Wish.get_by_id(key)
    seems = has_met(key, page.desk.today())[:1] if row.met_on is None else []
    form = Form([field_of(Wish.met_on), field_of(Wish.met_by)], columns=2)
    form.set_values(
        {
            "met_on": row.met_on or (seems[0].day if seems else None),
            "met_by": row.met_by or (seems[0].words if seems else ""),
        }
    )

    def act(consent: Any, values: dict[str, Any]) -> None:
        by = values["met_by"] or ""
        placement = next((one.placement for one in seems if one.words == by), None)
        meet_wish(key, values["met_on"] or page.desk.today(), by, placement)

    said = [
        f"{row.worker.household.code} {row.worker.household.head}",
        row.date.isoformat(),
        row.trade.name if row.trade_id is not None else "",
        tr("Only flexible hours") if row.flexible else "",
        tr("Only near home") if row.near else "",
        row.note,
    ]
    intro = " · ".join(filter(None, said))
    if seems:
        intro += "\n" + seems_met(seems[0])
    title = f"{row.worker.name} · {tr(dict(WISH_KINDS)[row.kind])}"
    fits = FitList(page, key, placed)
    sheet = Sheet(page, title, form, tr("Mark as met"), act, intro=intro, extra=fits)
    fits.done.connect(sheet.reject)
    return sheet
