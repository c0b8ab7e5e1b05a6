"""One rule of support money: what it pays and asks, who qualifies today, and what was claimed by it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from models import format
from models.actions.programme.claims import make_claim
from models.i18n import mark, tr
from models.queries.desk.target import OfRegister
from models.queries.programme import claim_figures as figures
from models.queries.programme.claim_record import RuleRecord, rule_record
from models.queries.programme.qualification import Claimant, terms_of
from models.rules.desk import roles
from models.rules.programme.support import CLAIMED, NEARLY, QUALIFIES
from models.tables.support import SupportRule
from ui.kit.background_query import Asker
from ui.kit.facts import AboutCard
from ui.kit.register_records import RegisterRecord
from ui.kit.rows_card import RowsCard
from ui.kit.spread import Spread
from ui.kit.turns import Pieces
from ui.pages.programme.qualification import CLAIMANT, claimant_cells, open_claimant, say_made, whom
from ui.pages.programme.record_columns import WORKSHOP, claim_columns


class RuleView(RegisterRecord):
    """The record of a rule."""

    asked = Signal(object)
    """Who qualifies by a rule on any day."""
    table = SupportRule

    def build(self) -> Pieces:
        """Figures, who stands how, the terms and the claims."""
        page, self.asker = self.page, Asker(self)
        self.claimants: tuple[Claimant, ...] = ()
        self.add_figures(
            (QUALIFIES, tr("Qualify today")),
            (NEARLY, tr("Nearly")),
            (CLAIMED, tr("Claimed already")),
            ("paid", tr("Paid", "claim")),
        )
        yield
        self.who = RowsCard(
            "rule-claimants",
            mark("Who qualifies"),
            CLAIMANT,
            tr("Nobody works or learns under this rule yet."),
            gives_way=("village", "days", "people", "code"),
        )
        self.who.most = 12
        self.who.opened.connect(lambda at: open_claimant(page, self.claimants[at]))
        self.down.addWidget(self.who)
        yield
        self.claims = RowsCard(
            "rule-claims",
            mark("Claims"),
            claim_columns(WORKSHOP),
            tr("Nothing was claimed by this rule yet."),
            gives_way=("paid_on",),
        )
        self.claims.opened.connect(lambda key: page.open_record(OfRegister("claim", key)))
        self.facts = AboutCard()
        self.down.addWidget(Spread((self.claims, self.facts), (2, 1), least="dialog", stretch=(5, 3)))

    def build_steps(self) -> None:
        """What one does with a rule."""
        add, right = self.page.add_step, roles.PROGRAMME
        self.steps = (
            add(tr("Claim for all who qualify"), self.claim_all, "Alt+1", "plus", right=right),
            add(tr("On another day"), self.show_who, "Alt+2", "users"),
        )

    def head(self) -> None:
        """Its name and since when it holds; a change is the thing to do."""
        rule, page = self.row, self.page
        page.set_title(rule.name)
        until = "" if rule.end is None else tr("until {day}").format(day=rule.end)
        since = tr("from {day}").format(day=rule.start)
        page.set_subtitle(" · ".join(part for part in (rule.code, since, until) if part))
        held = terms_of(rule).holds(page.desk.today())
        page.set_chip("" if held else tr("Not in force today"), "quiet")
        self.offer_change()

    # -- showing -----------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Nothing of another rule stands under this one's name."""
        self.claimants = ()
        for figure in self.figures.values():
            figure.show_rows(None, " ")
        for card in (self.who, self.claims):
            card.show_rows([])

    def show_row(self) -> None:
        """The rule at once, who stands how from beside the window."""
        self.facts.say(facts(self.row))
        key, today = self.row.id, self.page.desk.today()
        self.asker.ask(lambda: rule_record(key, today), self._came)

    def _came(self, record: RuleRecord | None) -> None:
        if record is None:
            return
        self.claimants = record.answer.claimants
        titles = {QUALIFIES: mark("Qualifies"), NEARLY: mark("Nearly"), CLAIMED: mark("Claimed already")}
        for verdict, title in titles.items():
            rows = figures.standing_so(record, title, verdict)
            money = sum(one.judged.amount for one in record.answer.of(verdict)) if verdict == QUALIFIES else 0
            self.figures[verdict].show_rows(rows, f"{rows.value():,}", format.yuan(money) if money else "")
        paid = figures.paid_by(record)
        self.figures["paid"].show_rows(paid, format.money(paid.value() or 0), tr("yuan"))
        self.who.show_rows([(at, claimant_cells(one)) for at, one in enumerate(self.claimants)])
        self.claims.show_things(record.claims, "id")

    # -- verbs -------------------------------------------------------------------------------------------------

    def claim_all(self) -> None:
        """Claim for everybody and every workshop that qualifies today."""
        those = [one for one in self.claimants if one.judged.verdict == QUALIFIES]
        key, today = self.key, self.page.desk.today()
        self.page.attempt(
            lambda _: make_claim(key, today, **whom(those)), done=lambda made: say_made(self.page, made)
        )

    def show_who(self) -> None:
        """Who qualifies by this rule on any day."""
        self.asked.emit(self.row.id)


def facts(rule: Any) -> list[tuple[str, str]]:
    """What a rule pays and asks; what it does not ask is left out."""
    said: list[tuple[Any, str]] = [
        (SupportRule.basis, f"{SupportRule.basis.shown(rule.basis)} · {format.yuan(rule.amount)}"),
        (SupportRule.start, str(rule.start)),
        (SupportRule.end, "" if rule.end is None else str(rule.end)),
    ]
    for field in (SupportRule.contract_days, SupportRule.newly_taken, SupportRule.most_courses):
        value = getattr(rule, field.name)
        said.append((field, "" if value is None else f"{value:,}"))
    for flag in (SupportRule.insured, SupportRule.first_only):
        said.append((flag, flag.shown(True) if getattr(rule, flag.name) else ""))
    said += [(SupportRule.category, SupportRule.category.shown(rule.category)), (SupportRule.note, rule.note)]
    return [(tr(field.verbose_name), words) for field, words in said]
