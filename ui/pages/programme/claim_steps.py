"""What becomes of claims: handed in, approved, refused, paid; their list on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.actions.programme.claims import (
    approve_claim,
    drop_claims,
    hand_in_claims,
    pay_claims,
    refuse_claims,
)
from models.errors import UserError
from models.i18n import plural, tr
from models.rules.desk import roles
from models.tables.support import Claim
from ui.kit.exporting import say_written
from ui.kit.form import DateField, Form, MoneyField, NoteField
from ui.kit.form_sheet import Sheet
from ui.kit.print_commands import print_numbers
from ui.kit.register_records import RegisterRecordsPage
from ui.kit.register_table import RegisterTable
from ui.kit.save_dialog import ask_target


class ClaimSteps:
    """The steps of claims by their keys, as a list of them or the page of one offers them."""

    def __init__(self, page: RegisterRecordsPage) -> None:
        self.page = page

    def offer(self, table: RegisterTable) -> None:
        """Offer them for the claims chosen in a list: in its menu, by their keys, and at the head of the page."""
        page = self.page
        self.table = table
        for words, slot, key, icon in (
            (tr("Hand in"), self.hand_in, "Alt+1", "check"),
            (tr("Approved"), self.approve, "Alt+2", "check"),
            (tr("Refused"), self.refuse, "Alt+3", "note"),
            (tr("Money came"), self.paid, "Alt+4", "pay"),
        ):
            table.add_action(words, slot, key, icon, right=roles.PROGRAMME)
            page.add_list_action(words, self._of_chosen(slot), icon=icon, more=True, right=roles.PROGRAMME)
        for words, slot, icon in (
            (tr("Print"), self.print_, "print"),
            (tr("Save as workbook"), self.write, "export"),
        ):
            page.add_list_action(words, self._of_chosen(slot), icon=icon, more=True)
        table.add_action(tr("Drop claim"), self.drop, "", "trash", danger=True, right=roles.PROGRAMME)
        table.add_action(tr("Print"), self.print_, "Ctrl+P", "print", right=roles.PRINT)
        table.add_action(tr("Save as workbook"), self.write, "", "export", right=roles.EXPORT)

    def _of_chosen(self, slot: Callable[[list[int]], object]) -> Callable[[], object]:
        """A step taken from the page's head: of the claims that are chosen and seen."""

        def take() -> None:
            if not self.table.isVisible() or not self.table.keys():
                self.page.tabs.setCurrentWidget(self.table)
                raise UserError(tr("Choose a claim."))
            slot(self.table.keys())

        return take

    def hand_in(self, keys: list[int]) -> None:
        """Say that they were handed in."""
        words = plural("Handed in {n} claim", "Handed in {n} claims", len(keys))
        self.page.attempt(lambda _: hand_in_claims(keys), done=lambda _: self.page.done(words))

    def approve(self, keys: list[int]) -> None:
        """Say with which amount one was approved."""
        claim: Any = Claim.get_by_id(keys[0])
        form = Form(
            [
                MoneyField("amount", tr("Amount approved"), required=True, value=claim.amount),
                NoteField("note", tr("Note")),
            ],
            columns=1,
        )
        self._ask(
            tr("Claim {number} approved").format(number=claim.number),
            form,
            lambda said: approve_claim(claim.id, said["amount"], said["note"] or ""),
        )

    def refuse(self, keys: list[int]) -> None:
        """Say why they were refused."""
        form = Form([NoteField("note", tr("Reason"), required=True)], columns=1)
        self._ask(tr("Claim refused"), form, lambda said: refuse_claims(keys, said["note"] or ""))

    def paid(self, keys: list[int]) -> None:
        """Say when the money came."""
        today = self.page.desk.today
        form = Form(
            [DateField("paid_on", tr("Money came on"), required=True, value=today(), today=today)], columns=1
        )
        self._ask(tr("Money came"), form, lambda said: pay_claims(keys, said["paid_on"], today()))

    def drop(self, keys: list[int]) -> None:
        """Drop claims that are still being prepared."""
        words = plural("Dropped {n} claim", "Dropped {n} claims", len(keys))
        self.page.attempt(lambda _: drop_claims(keys), done=lambda _: self.page.done(words))

    def print_(self, keys: list[int]) -> None:
        """The claim lists on paper."""
        print_numbers(self.page, "claim", self._numbers(keys))

    def write(self, keys: list[int]) -> None:
        """The claim lists as a workbook; asks where."""
        from models.settings import setting
        from reports.paper.language import paper_translator
        from reports.programme.claim_sheets import write_claims

        numbers = self._numbers(keys)
        target = ask_target(self.page, tr("Claims for support money"))
        if target is not None:
            speak = paper_translator(str(setting("paper.language")))
            self.page.run(
                tr("Writing the workbook"),
                lambda _: write_claims(target, numbers, tr=speak),
                lambda _: say_written(self.page, target, tr("Written: {file}").format(file=target.name)),
            )

    def _numbers(self, keys: list[int]) -> list[str]:
        if not keys:
            raise UserError(tr("Choose a claim."))
        return [row.number for row in Claim.select().where(Claim.id.in_(keys)).order_by(Claim.number)]

    def _ask(self, title: str, form: Form, act: Any) -> None:
        sheet = Sheet(self.page, title, form, tr("Save"), lambda _, said: act(said))
        self.page.done_by(sheet, tr("Saved"))
