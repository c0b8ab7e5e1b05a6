"""What a month of pay is written into: the bank's payment file, and the workbook of results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.i18n import tr
from ui.kit.exporting import export_results
from ui.kit.page import Page
from ui.kit.save_dialog import TEXT, WORKBOOK, ask_target
from ui.pages.pay.shown_month import ShownMonth


class PayFiles:
    """The files of the month shown on a page."""

    def __init__(self, page: Page, shown: ShownMonth) -> None:
        self.page, self.shown = page, shown

    def pay_by_bank(self) -> None:
        """Write the bank's payment file of the month, in the columns the bank wants."""
        from models.queries.pay.bank import payments

        def ask(answer: Any) -> None:
            from ui.pages.pay.bank import bank_sheet

            sheet = bank_sheet(self.page, answer)
            if not sheet.exec():
                return
            name = tr("Bank {period}").format(period=answer.period.key)
            # The bank's machine knows no password.
            target = ask_target(self.page, name, TEXT, WORKBOOK, lockable=False)
            if target is not None:
                self.write_bank_file(target, answer.period.key)

        self.page.attempt(lambda _: payments(self.shown.key), done=ask)

    def write_bank_file(self, target: Path, period: str) -> None:
        """Write the bank's file, or several where it limits the payments of one, in the background."""
        from models.files import refuse_taken
        from models.settings import setting
        from reports.paper.language import paper_translator
        from reports.pay.bank import file_sentences, write_bank_files

        speak = paper_translator(str(setting("paper.language")))

        def done(files: Any) -> None:
            self.page.notify(" · ".join(file_sentences(files)))

        def unasked(*paths: Path) -> None:
            # The dialog asked about the name that was chosen; several files have others.
            if len(paths) > 1:
                refuse_taken(paths)

        self.page.run(
            tr("Writing the file"),
            lambda progress: write_bank_files(
                target, period, tr=speak, progress=lambda at, of: progress(at, of, ""), check=unasked
            ),
            done,
        )

    def export(self) -> None:
        """Write the results workbook of the month."""
        key = self.shown.key
        target = ask_target(self.page, tr("Results {period}").format(period=key))
        if target is not None:
            self.export_to(target)

    def export_to(self, target: Path) -> None:
        """Write the results to a place, in the background."""
        export_results(self.page, target, self.shown.key)
