"""Who qualifies for support money by a rule on a day, who nearly does, who was claimed; claims are made from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from models import format, i18n
from models.actions.programme.claims import make_claim
from models.i18n import mark, plural, tr
from models.kinds import COUNT, MONEY, ChoiceField
from models.queries.desk.target import OfRegister, Record
from models.queries.programme.qualification import (
    VERDICTS,
    Claimant,
    claimable_rules,
    qualification,
    reasons,
    rule_named,
)
from models.rules.desk import roles
from models.rules.programme.support import QUALIFIES
from models.tables.support import PER_DAY, PER_PERSON, PER_WORKSHOP, Claim, SupportRule
from ui.kit.background_query import Asker
from ui.kit.boxes import hbox, vbox
from ui.kit.empty import Empty
from ui.kit.form import ChoiceField as Choice
from ui.kit.form import DateField
from ui.kit.inline import inline
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.registers_page import RegistersPage
from ui.kit.table import TableView
from ui.pages.programme.record_columns import HOUSEHOLD

VERDICT: Final = ChoiceField(choices=VERDICTS)
CLAIMANT: Final = (
    column("verdict", mark("Outcome"), VERDICT),
    column("name", mark("Full name"), person=True),
    *HOUSEHOLD,
    column("workshop", mark("Workshop")),
    column("contract", mark("Days of contract"), COUNT),
    column("days", mark("Days"), COUNT),
    column("people", mark("Newly taken in"), COUNT),
    column("amount", mark("Amount"), MONEY),
    column("missing", mark("What is missing")),
)
"""The columns of who stands how to a rule; `claimant_cells` fills them."""
_ABSENT: Final = {
    PER_WORKSHOP: ("name", "code", "head", "village", "contract", "days"),
    PER_PERSON: ("days", "people"),
    PER_DAY: ("contract", "people"),
}
"""The columns that mean nothing for a rule, by what it pays for."""


class QualificationTab(QWidget):
    """A rule and a day above, the people or workshops below, each with what it gets or lacks."""

    def __init__(self, page: RegistersPage) -> None:
        super().__init__()
        self.page = page
        self.asker = Asker(self)
        self.found: Sequence[Claimant] = ()
        self._basis = ""
        self.rule = inline(Choice("rule", tr("Rule"), (), required=True), "dialog")
        self.day = inline(DateField("day", tr("Day"), value=page.desk.today(), today=page.desk.today))
        line = hbox("l")
        for field in (self.rule, self.day):
            field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            line.addWidget(field)
            field.changed.connect(self.ask)
        line.addStretch(1)
        self._rows = Rows(
            "qualification",
            mark("Who qualifies"),
            CLAIMANT,
            narrows=("verdict", "workshop", "village"),
        )
        self.table = TableView(
            self._rows,
            page,
            gives_way=("village", "days", "people", "code"),
            empty=Empty(tr("Nobody works or learns under this rule yet.")),
        )
        self.table.opened.connect(lambda at: open_claimant(page, self.found[at]))
        vbox("m", line, self.table, of=self)

    def refresh(self) -> None:
        """The rules there are, and the answer for the one chosen."""
        rules = claimable_rules()
        self.rule.set_choices([(rule.id, rule_named(rule)) for rule in rules])
        self.ask()

    def ask(self) -> None:
        """Who qualifies by the rule chosen on the day; nobody while one of them is not readable."""
        rule, day = self.rule.value_or_none(), self.day.value_or_none()
        row: Any = None if rule is None else SupportRule.get_or_none(SupportRule.id == rule)
        if row is None or day is None:
            self.asker.stop()
            self.show_found(())
        else:
            self._basis = row.basis
            self.asker.ask(lambda: qualification(row, day).claimants, self.show_found)

    def show_found(self, found: Sequence[Claimant]) -> None:
        """The answer, which comes from beside the window: thousands of people take a while."""
        self.found = found
        self.table.widths.absent = _ABSENT.get(self._basis, ())
        self._rows.put([(at, claimant_cells(one)) for at, one in enumerate(self.found)])
        self.table.refresh()

    def claim(self) -> None:
        """Make claims for the rows chosen."""
        places = self.table.keys()
        chosen = [self.found[at] for at in places]
        self.page.attempt(
            lambda _: make_claim(self.rule.value(), self.day.value(), **whom(chosen)), done=self._made
        )

    def choose_all(self) -> None:
        """Choose all rows that qualify."""
        keys = [at for at, one in enumerate(self.found) if one.judged.verdict == QUALIFIES]
        if keys:
            self.table.table.choose(keys, keys[0])

    def _made(self, numbers: list[str]) -> None:
        say_made(self.page, numbers)
        made: list[int] = [row.id for row in Claim.select().where(Claim.number.in_(numbers))]
        if len(made) == 1:
            self.page.open(OfRegister("claim", made[0]))
            return
        claims = self.page.tables["claim"]
        claims.refresh()
        self.page.tabs.setCurrentWidget(claims)
        claims.table.choose(made, made[0])


RIGHT = roles.PROGRAMME
"""What making a claim takes."""


def whom(chosen: Sequence[Claimant]) -> dict[str, Any]:
    """For whom a claim is made: the ``workers`` and ``workshops`` that `make_claim` takes, by their keys."""
    return {
        "workers": [one.worker.id for one in chosen if one.worker is not None],
        "workshops": [one.workshop.id for one in chosen if one.worker is None and one.workshop is not None],
    }


def say_made(page: Page, numbers: Sequence[str]) -> None:
    """Say which claims were made."""
    words = plural("Made {n} claim: {numbers}", "Made {n} claims: {numbers}", len(numbers))
    page.done(words.format(numbers=format.numbers(numbers)))


def open_claimant(page: Any, one: Claimant) -> None:
    """The claim somebody stands in, else the household or the workshop."""
    claimed: Any = Claim.get_or_none(Claim.number == one.judged.claim) if one.judged.claim else None
    if claimed is not None:
        page.open_record(OfRegister("claim", claimed.id))
    elif one.worker is not None:
        page.desk.go("households", Record(one.worker.household_id))
    elif one.workshop is not None:
        page.desk.go("workshops", OfRegister("workshop", one.workshop.id))


def claimant_cells(one: Claimant) -> tuple[Any, ...]:
    """What a row says of who stands how to a rule."""
    who, judged = one.worker, one.judged
    return (
        judged.verdict,
        "" if who is None else who.name,
        "" if who is None else who.household,
        "" if who is None else who.head,
        "" if who is None else who.village,
        "" if one.workshop is None else one.workshop.name,
        None if one.job is None else one.job.contract_days,
        judged.days,
        len(judged.people) if who is None else None,
        judged.amount or None,
        reasons(one, i18n.translator(i18n.language())),
    )
