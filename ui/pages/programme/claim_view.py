"""One claim for support money: whom it is for with the evidence, how it stands, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from models import format, i18n
from models.actions.programme.claims import BEFORE
from models.i18n import mark, plural, tr
from models.kinds import CODE, COUNT, DAY, MONEY
from models.queries.desk.target import OfRegister, Record
from models.queries.listing import ListColumn
from models.queries.programme import claim_figures as figures
from models.queries.programme.claim_record import ClaimRecord, claim_record
from models.queries.programme.qualification import reasons
from models.rights import may
from models.rules.desk import roles
from models.rules.programme.support import QUALIFIES
from models.tables.party import Worker
from models.tables.support import APPROVED, DRAFTED, PAID_OUT, REFUSED, SUBMITTED, Claim, SupportRule
from ui.kit.background_query import Asker
from ui.kit.facts import AboutCard
from ui.kit.memory_listing import column
from ui.kit.register_records import RegisterRecord
from ui.kit.rows_card import RowsCard
from ui.kit.spread import Spread
from ui.kit.turns import Pieces
from ui.pages.programme.claim_steps import ClaimSteps
from ui.pages.programme.qualification import VERDICT
from ui.pages.programme.record_columns import HOUSEHOLD, JOB

ROLES: Final = {DRAFTED: "quiet", SUBMITTED: "soon", APPROVED: "accent", REFUSED: "wrong", PAID_OUT: "accent"}
"""How the state of a claim is coloured beside its number."""
NEXT: Final = {DRAFTED: SUBMITTED, SUBMITTED: APPROVED, APPROVED: PAID_OUT}
"""What usually becomes of a claim."""


class ClaimView(RegisterRecord):
    """The record of a claim."""

    table = Claim

    def build(self) -> Pieces:
        """Figures, whom it is for, what it is, the contracts and the pay."""
        page, self.asker = self.page, Asker(self)
        self.add_figures(
            ("amount", tr("Amount")),
            ("people", tr("People claimed")),
            ("contracts", tr("Contracts")),
            *([("pay", tr("Pay of six months"))] if may(roles.SEE_PAY) else []),
        )
        yield
        self.roster = RowsCard(
            "claim-people",
            mark("People claimed"),
            (
                column("name", mark("Full name"), person=True),
                column("sex", mark("Sex"), Worker.sex),
                *HOUSEHOLD,
                column("days", mark("Days"), COUNT),
                column("amount", mark("Amount"), MONEY),
                column("verdict", mark("Outcome"), VERDICT),
                column("missing", mark("What is missing")),
            ),
            tr("It is for the workshop; nobody is named."),
            gives_way=("village", "sex", "days", "code"),
        )
        self.roster.opened.connect(lambda key: page.desk.go("households", Record(self._homes[key])))
        self.facts = AboutCard()
        self.down.addWidget(Spread((self.roster, self.facts), (2, 1), least="dialog", stretch=(5, 3)))
        yield
        yield from self._build_evidence()

    def _build_evidence(self) -> Pieces:
        """The contracts of its people, and what their households earned."""
        page = self.page
        self.contracts = RowsCard(
            "claim-contracts",
            mark("Contracts"),
            (
                *JOB,
                column("days", mark("Days of contract"), COUNT),
                column("since", mark("Insured from"), DAY),
                column("until", mark("Insured until"), DAY),
            ),
            tr("No contract of these people is known."),
        )
        self.down.addWidget(self.contracts)
        yield
        self.pay = RowsCard(
            "claim-pay",
            mark("Pay of six months"),
            _pay_columns(()),
            tr("Nobody of them earned anything in the six months before."),
        )
        self.pay.opened.connect(lambda key: page.desk.go("households", Record(key)))
        self.down.addWidget(self.pay)
        self.pay.setVisible(may(roles.SEE_PAY))

    def build_steps(self) -> None:
        """The steps of a claim, its papers, and where it leads."""
        page = self.page
        self.acts = ClaimSteps(page)
        add, right = page.add_step, roles.PROGRAMME
        self.moves = {
            status: (words, self._of_this(slot), key, icon)
            for status, words, slot, key, icon in (
                (SUBMITTED, tr("Hand in"), self.acts.hand_in, "Alt+1", "check"),
                (APPROVED, tr("Approved"), self.acts.approve, "Alt+2", "check"),
                (REFUSED, tr("Refused"), self.acts.refuse, "Alt+3", "note"),
                (PAID_OUT, tr("Money came"), self.acts.paid, "Alt+4", "pay"),
            )
        }
        self.offered = {status: add(*move, right=right) for status, move in self.moves.items()}
        self.changing = add(tr("Change"), self.edit, "Ctrl+E", "edit", right=right)
        papers = (
            add(tr("Print"), self._of_this(self.acts.print_), "Ctrl+P", "print", right=roles.PRINT),
            add(tr("Save as workbook"), self._of_this(self.acts.write), "", "export", right=roles.EXPORT),
            add(tr("Open the rule"), self.open_rule, "", "note"),
        )
        self.to_workshop, self.dropping = (
            page.add_record_action(words, slot, icon=icon, more=True, danger=danger, right=whose)
            for words, slot, icon, danger, whose in (
                (tr("Open the workshop"), self.open_workshop, "courtyard", False, ""),
                (tr("Drop claim"), self._of_this(self.acts.drop), "trash", True, right),
            )
        )
        self.steps = (*self.offered.values(), self.changing, *papers, self.to_workshop, self.dropping)

    def _of_this(self, slot: Callable[[list[int]], object]) -> Callable[[], object]:
        return lambda: slot([self.key])

    def head(self) -> None:
        """Its number, rule and state; what comes next is the thing to do."""
        claim, page = self.row, self.page
        page.set_title(claim.number)
        shop = "" if claim.workshop_id is None else claim.workshop.name
        page.set_subtitle(" · ".join(part for part in (claim.rule.name, shop, str(claim.date)) if part))
        page.set_chip(Claim.status.shown(claim.status), ROLES[claim.status])
        coming = NEXT.get(claim.status)
        for status, action in self.offered.items():
            action.setVisible(claim.status in BEFORE[status] and status != coming)
        self.changing.setVisible(coming is not None)
        self.to_workshop.setEnabled(claim.workshop_id is not None)
        self.dropping.setEnabled(claim.status == DRAFTED)
        if coming is None:
            self.offer_change()
        else:
            page.set_primary(*self.moves[coming], right=roles.PROGRAMME)

    # -- showing -----------------------------------------------------------------------------------------------

    def show_row(self) -> None:
        """The claim at once, its people and evidence from beside the window."""
        key = self.row.id
        self.facts.say(facts(self.row))
        self.asker.ask(lambda: claim_record(key), self._came)

    def clear(self) -> None:
        """Nothing of another claim stands under this one's number."""
        self._homes: dict[int, int] = {}
        for figure in self.figures.values():
            figure.show_rows(None, " ")
        for card in (self.roster, self.contracts, self.pay):
            card.say("")
            card.show_rows([])

    def _came(self, record: ClaimRecord | None) -> None:
        if record is None:
            return
        self._say_figures(record)
        paper, speak = record.paper, i18n.translator(i18n.language())
        self._homes = {one.worker: one.contact.id for one in paper.lines}
        found = record.people
        self.roster.show_rows(
            [
                (
                    one.worker,
                    (
                        *(one.name, one.sex, one.contact.code, one.contact.head, one.contact.village),
                        *(one.days, one.amount or None),
                        found[one.worker].judged.verdict if one.worker in found else None,
                        reasons(found[one.worker], speak) if one.worker in found else "",
                    ),
                )
                for one in paper.lines
            ]
        )
        self.roster.say(_doubt(record))
        self.contracts.show_rows(
            [
                (
                    at,
                    (
                        one.worker,
                        one.employer,
                        one.start,
                        one.end,
                        one.days,
                        one.insured_from,
                        one.insured_to,
                    ),
                )
                for at, one in enumerate(paper.contracts)
            ]
        )
        self.pay.show_columns(
            _pay_columns(paper.periods),
            [
                (one.contact.id, (one.contact.code, one.contact.head, *one.months, one.total))
                for one in paper.pay
            ],
        )
        self.facts.say([*facts(record.claim), *_further(record)])

    def _say_figures(self, record: ClaimRecord) -> None:
        paper, yuan = record.paper, tr("yuan")
        cut = paper.claimed != paper.amount
        claimed = tr("claimed {amount}").format(amount=format.money(paper.claimed)) if cut else ""
        days = plural("{n} day", "{n} days", paper.days) if paper.days else ""
        for key, rows, words in (
            ("amount", figures.amount_of(record), " · ".join(filter(None, (yuan, claimed)))),
            ("people", figures.people_of(record), days),
            ("contracts", figures.contracts_of(record), ""),
            ("pay", figures.pay_of(record), yuan),
        ):
            if key in self.figures:
                value = rows.value() or 0
                written = format.money(value) if key in ("amount", "pay") else f"{value:,}"
                self.figures[key].show_rows(rows, written, words)

    # -- verbs -------------------------------------------------------------------------------------------------

    def open_rule(self) -> None:
        """The rule it is made by."""
        self.page.open_record(OfRegister("support_rule", self.row.rule_id))

    def open_workshop(self) -> None:
        """The workshop it is for."""
        self.page.desk.go("workshops", OfRegister("workshop", self.row.workshop_id))


def facts(claim: Any) -> list[tuple[str, str]]:
    """What a claim is."""
    rule = claim.rule
    said = {
        Claim.rule: rule.name,
        SupportRule.basis: f"{SupportRule.basis.shown(rule.basis)} · {format.yuan(rule.amount)}",
        Claim.workshop: "" if claim.workshop_id is None else claim.workshop.name,
        Claim.date: str(claim.date),
        Claim.status: Claim.status.shown(claim.status),
        Claim.paid_on: "" if claim.paid_on is None else str(claim.paid_on),
        Claim.evidence: claim.evidence,
        Claim.note: claim.note,
    }
    return [(tr(field.verbose_name), words) for field, words in said.items()]


def _further(record: ClaimRecord) -> list[tuple[str, str]]:
    """How the workshop it is for stands to the rule on its day, and how often it was printed."""
    said, printed = [], record.paper.printed
    if record.place is not None:
        judged = VERDICT.shown(record.place.judged.verdict)
        words = reasons(record.place, i18n.translator(i18n.language()))
        said.append((tr("Outcome"), " · ".join(part for part in (judged, words) if part)))
    if printed:
        said.append((tr("Printed"), plural("{n} time", "{n} times", printed)))
    return said


def _doubt(record: ClaimRecord) -> str:
    """How many of its people do not qualify on its day."""
    odd = sum(one.worker in record.people for one in record.paper.lines) - sum(
        record.people[one.worker].judged.verdict == QUALIFIES
        for one in record.paper.lines
        if one.worker in record.people
    )
    return plural("{n} does not qualify on this day", "{n} do not qualify on this day", odd) if odd else ""


def _pay_columns(periods: tuple[str, ...]) -> tuple[ListColumn, ...]:
    months = (column(key, format.month(key, short=True), MONEY) for key in periods)
    return (
        column("code", mark("Household code"), CODE),
        column("head", mark("Household"), person=True),
        *months,
        column("total", mark("Together"), MONEY),
    )
