"""Support money: who qualifies, the claims and whom they are for, and the rules over time."""

from __future__ import annotations

from typing import Any

from models.actions.programme.claim_doubts import claim_doubts
from models.actions.programme.claims import save_claim_people, save_claims
from models.actions.programme.support import save_rules
from models.i18n import mark, tr
from models.queries.narrowing import Chosen
from models.queries.programme import registers
from models.tables.support import Claim, ClaimPerson, SupportRule
from ui.kit.register_records import RegisterRecordsPage
from ui.kit.register_table import Register
from ui.kit.tabs import tab_label
from ui.kit.turns import Pieces
from ui.pages.programme.claim_steps import ClaimSteps
from ui.pages.programme.claim_view import ClaimView
from ui.pages.programme.qualification import RIGHT, QualificationTab
from ui.pages.programme.rule_view import RuleView

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
        doubts=claim_doubts,
        opens=True,
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
        opens=True,
    ),
)


class SupportPage(RegisterRecordsPage):
    """Support money: who qualifies, the claims and the rules, each on a page of its own."""

    title = mark("Support money")
    help_key = "support"
    kept_in = Claim
    tab_names = (("who", mark("Who qualifies")),)
    registers = REGISTERS
    records = (ClaimView, RuleView)

    def build_more(self) -> None:
        """Who qualifies comes first; a claim opens its people."""
        self.who = QualificationTab(self)
        self.tabs.add(self.who, tab_label(self, "who"), 0, name="who")
        self.tabs.setCurrentIndex(0)
        claims = self.tables["claim"]
        self.claim_steps = ClaimSteps(self)
        self.claim_steps.offer(claims)
        self.who.table.add_action(tr("Make claim"), lambda _: self.who.claim(), "Alt+1", "plus", right=RIGHT)
        self.who.table.add_action(
            tr("Choose all who qualify"), lambda _: self.who.choose_all(), "Ctrl+Shift+A", "check"
        )
        claims.add_row_action(tr("People claimed"), self.show_people, "Alt+5", "users")

    def build_record(self) -> Pieces:
        """A claim, or a rule that asks who qualifies by it."""
        yield from super().build_record()
        rule: Any = self.views["support_rule"]
        rule.asked.connect(self.show_who)

    def dress(self) -> None:
        """The thing to do with what the tab shows."""
        if self.key is None and self.tabs.currentWidget() is self.who:
            self.set_primary(tr("Make claim"), self.who.claim, "Ctrl+N", "plus", right=RIGHT)
        else:
            super().dress()

    def refreshing(self) -> Pieces:
        """Every list, and who qualifies; or the record."""
        yield from super().refreshing()
        if self.key is None:
            self.who.refresh()

    def close_record(self) -> None:
        """Back to the lists; who qualifies may have changed."""
        super().close_record()
        self.who.refresh()

    def show_who(self, rule: int) -> None:
        """Who qualifies by a rule on the day chosen."""
        self.close_record()
        self.tabs.setCurrentWidget(self.who)
        self.who.rule.set_value(rule)
        self.who.ask()

    def show_people(self, claim: int) -> None:
        """Whom a claim is for."""
        people = self.tables["claim_person"]
        number = Claim.get_by_id(claim).number
        people.filters.choose("claim", Chosen((number,), (number,)))
        self.tabs.setCurrentWidget(people)
