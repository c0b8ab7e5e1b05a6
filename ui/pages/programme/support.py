"""Support money: who qualifies, the claims and whom they are for, and the rules over time."""

from __future__ import annotations

from models.actions.programme.claims import save_claim_people, save_claims
from models.actions.programme.support import save_rules
from models.i18n import mark, tr
from models.queries.narrowing import Chosen
from models.queries.programme import registers
from models.tables.support import Claim, ClaimPerson, SupportRule
from ui.kit.register_table import Register
from ui.kit.registers_page import RegistersPage
from ui.kit.turns import Pieces
from ui.pages.programme.claim_steps import ClaimSteps
from ui.pages.programme.qualification import RIGHT, QualificationTab

REGISTERS = (
    Register(
        Claim,
        mark("Claims"),
        mark("Enter claim"),
        mark("Change claim"),
        mark("No claims yet. Make them under Who qualifies."),
        registers.claims,
        save_claims,
        "pay",
        alike=("evidence",),
    ),
    Register(
        ClaimPerson,
        mark("People claimed"),
        mark("Enter person"),
        mark("Change person"),
        mark("Nobody is claimed for yet."),
        registers.claim_people,
        save_claim_people,
        "users",
    ),
    Register(
        SupportRule,
        mark("Rules"),
        mark("New rule"),
        mark("Change rule"),
        mark("No rules yet. Enter what the county pays for, and what it asks."),
        registers.support_rules,
        save_rules,
        "pay",
        alike=("end",),
    ),
)


class SupportPage(RegistersPage):
    """Support money: who qualifies, the claims and whom they are for, and the rules over time."""

    title = mark("Support money")
    help_key = "support"
    registers = REGISTERS

    def build_more(self) -> None:
        """Who qualifies comes first; a claim opens its people."""
        self.who = QualificationTab(self)
        self.add_tab(self.who, tr("Who qualifies"), 0)
        self.tabs.setCurrentIndex(0)
        claims = self.tables["claim"]
        self.steps = ClaimSteps(self, claims)
        self.who.table.add_action(tr("Make claim"), lambda _: self.who.claim(), "Alt+1", "plus", right=RIGHT)
        self.who.table.add_action(
            tr("Choose all who qualify"), lambda _: self.who.choose_all(), "Ctrl+Shift+A", "check"
        )
        claims.add_action(tr("People claimed"), self.show_people, "Alt+5", "users", single=True)

    def dress(self) -> None:
        """The thing to do with what the tab shows."""
        if self.tabs.currentWidget() is self.who:
            self.set_primary(tr("Make claim"), self.who.claim, "Ctrl+N", "plus", right=RIGHT)
        else:
            super().dress()

    def refreshing(self) -> Pieces:
        """Every list, and who qualifies."""
        yield from super().refreshing()
        self.who.refresh()

    def show_people(self, keys: list[int]) -> None:
        """Whom a claim is for."""
        people = self.tables["claim_person"]
        number = Claim.get_by_id(keys[0]).number
        people.filters.choose("claim", Chosen((number,), (number,)))
        self.tabs.setCurrentWidget(people)
