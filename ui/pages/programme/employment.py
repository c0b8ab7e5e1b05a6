"""Vacancies of enterprises, who was placed where, and what people wish for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from models.actions.programme.employment import save_placements, save_vacancies, save_wishes
from models.actions.programme.placement_doubts import placement_doubts, vacancy_doubts
from models.i18n import mark, tr
from models.queries.desk.target import OfWish, Target
from models.queries.programme import registers
from models.queries.programme.referrals import referrals
from models.tables.programme import Placement, Vacancy, Wish
from models.tables.training import Referral
from ui.kit.empty import Empty
from ui.kit.form_sheet import Sheet
from ui.kit.register_table import Register, begun, of_table
from ui.kit.registers_page import RegistersPage
from ui.kit.table import TableView
from ui.kit.tabs import tab_label
from ui.kit.turns import Pieces
from ui.pages.programme.placement_sheet import offer_to_settle
from ui.pages.programme.wish_sheet import wish_sheet

REGISTERS = (
    Register(
        Wish,
        mark("Wishes"),
        mark("New wish"),
        mark("Change wish"),
        mark("No wishes yet: for a job, training or a business of their own."),
        registers.wishes,
        save_wishes,
        "note",
        alike=("met_on", "met_by"),
        dated="date",
    ),
    Register(
        Vacancy,
        mark("Vacancies"),
        mark("New vacancy"),
        mark("Change vacancy"),
        mark("No vacancies yet. Enterprises report their open places."),
        registers.vacancies,
        save_vacancies,
        "user",
        alike=("until",),
        doubts=vacancy_doubts,
        dated="reported",
    ),
    Register(
        Placement,
        mark("Placements"),
        mark("New placement"),
        mark("Change placement"),
        mark("No placements yet: who works where, with contract and insurance."),
        registers.placements,
        save_placements,
        "users",
        alike=("end", "insured_to"),
        asks=True,
        after=offer_to_settle,
        doubts=placement_doubts,
        dated="start",
    ),
)


class EmploymentPage(RegistersPage):
    """Vacancies of enterprises, who was placed where, and what people wish for."""

    title = mark("Employment")
    help_key = "employment"
    registers = REGISTERS
    tab_names = (("told", mark("Referrals")),)

    def build_more(self) -> None:
        """A wish opens with what fits it, Ctrl+E changes what it says; whoever was told of something opens the wish."""
        wishes = self.tables["wish"]
        wishes.opened.disconnect(wishes.edit)
        wishes.opened.connect(self.open_wish)
        self.told = TableView(
            referrals(),
            self,
            empty=Empty(tr("Nobody was told of anything yet. Open a wish: what fits it stands there.")),
        )
        self.told.opened.connect(lambda key: self.open_wish(Referral.get_by_id(key).wish_id))
        self.tabs.add(self.told, tab_label(self, "told"), name="told")

    def dress(self) -> None:
        """The thing to do with what the tab shows; who was told of something had a wish before."""
        super().dress()
        if self.tabs.currentWidget() is self.told:
            self.tables["wish"].empty.offer(self)

    def refreshing(self) -> Pieces:
        """Every list."""
        yield from super().refreshing()
        self.told.refresh()

    def open(self, target: Target) -> None:
        """A wish with what fits it, or a record in its list."""
        match target:
            case OfWish(key):
                self.tabs.setCurrentWidget(self.tables["wish"])
                self.tables["wish"].select(key)
                self.open_wish(key)
            case _:
                super().open(target)

    def open_wish(self, key: int) -> None:
        """A wish with what fits it."""
        self.done_by(wish_sheet(self, key, self.tables["placement"].begin), tr("The wish is met"))


def new_vacancy(parent: QWidget, words: str = "") -> Sheet:
    """A new vacancy by what was typed where it was looked for."""
    return begun(parent, of_table(REGISTERS, Vacancy), "post", words)
