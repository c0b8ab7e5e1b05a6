"""Blank slips: a block to carry away, and the numbers that still wait for their slip."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.actions.ledger.blank_slips import MOST, set_aside, spoil
from models.i18n import mark, tr
from models.kinds import CODE, DAY
from models.queries.ledger.blank_slips import MissingNumber, missing_numbers
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from ui.kit.boxes import STRETCH, hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.empty import Empty
from ui.kit.form import ChoiceField, Form, NoteField, TextField, WholeField
from ui.kit.form_sheet import Sheet
from ui.kit.memory_listing import Rows, column
from ui.kit.table import TableView
from ui.kit.text import paragraph, text
from ui.shell import theme

USUAL = 20
PAGES = {
    voucher_kind.COLLECTION: "collection",
    voucher_kind.ISSUE: "dispatch",
    voucher_kind.RETURN: "dispatch",
    voucher_kind.TRANSFER: "dispatch",
    voucher_kind.VISIT: "visits",
}
"""The page on which a kind of blank slip is entered."""


def blank_sheet(parent: QWidget, today: date) -> Sheet:
    """Set numbers aside for a block of blank slips; its result is the numbers."""
    form = Form(
        [
            ChoiceField(
                "kind",
                tr("Kind of slip"),
                [(key, tr(words)) for key, words in voucher_kind.BLANKS.items()],
                required=True,
            ),
            WholeField("count", tr("How many"), minimum=1, required=True, value=USUAL),
            TextField("holder", tr("Carried by"), hint=tr("Printed on each slip")),
        ],
        columns=2,
    )

    def act(consent: Any, values: dict[str, Any]) -> list[str]:
        return set_aside(values["kind"], values["count"], today, values["holder"] or "")

    intro = tr(
        "For days without the laptop: the slips carry the next numbers of their series and are entered under them"
        " later. {most} at most."
    ).format(most=MOST)
    return Sheet(parent, tr("Blank slips"), form, tr("Set aside and print"), act, intro=intro)


def spoil_sheet(parent: QWidget, number: str, today: date) -> Sheet:
    """Say why a number stays empty."""
    form = Form([NoteField("reason", tr("Reason (kept on record)"), required=True)])

    def act(consent: Any, values: dict[str, Any]) -> None:
        spoil(number, values["reason"], today)

    intro = tr("The number is no longer listed as missing.")
    return Sheet(
        parent, tr("{number} stays empty").format(number=number), form, tr("Put aside"), act, intro=intro
    )


class MissingDialog(Dialog):
    """The numbers without a slip; `chosen` is the one to enter now, `printing` whether the list is to be printed."""

    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self.today = today
        self.chosen: MissingNumber | None = None
        self.again: list[str] = []
        self.printing = False
        self.setWindowTitle(tr("Missing numbers"))
        self.resize(theme.METRICS["preview_w"] * 3 // 4, theme.METRICS["preview_h"] * 3 // 4)
        outer = self.body_layout("m")
        outer.addWidget(text(tr("Missing numbers"), "page"))
        outer.addWidget(
            paragraph(
                tr(
                    "Numbers in use that no slip has yet: blank slips to be entered, or a number "
                    "that cannot be explained. Enter opens the page to enter it on."
                ),
                "quiet",
            )
        )
        self.rows = Rows(
            "missing-numbers",
            mark("Missing numbers"),
            (
                column("number", mark("Number"), CODE),
                column("kind", mark("Blank slip")),
                column("date", mark("Block of"), DAY),
                column("holder", mark("Carried by"), person=True),
            ),
        )
        self.table = TableView(
            self.rows,
            self,
            empty=Empty(tr("No number is missing: every one stands on a slip."), icon="check"),
        )
        self.table.opened.connect(self.enter)
        self.table.add_row_action(tr("Enter the slip"), self.enter, "", "edit", right=roles.POST)
        self.table.add_action(tr("Print again"), self.print_again, "", "print")
        self.table.add_row_action(tr("Stays empty"), self.spoil, "Del", "void", danger=True, right=roles.POST)
        outer.addWidget(self.table, 1)
        outer.addLayout(self._buttons())
        self.refresh()
        self.table.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _buttons(self) -> QHBoxLayout:
        self.print_button = ActionButton(tr("Print the list"), "Ctrl+P", slot=self.print_list)
        self.print_button.setShortcut("Ctrl+P")
        close = self.close_button()
        return hbox("s", self.print_button, STRETCH, close)

    def refresh(self) -> None:
        """Ask again which numbers are missing."""
        self.missing = missing_numbers()
        self.rows.put(
            [
                (
                    place,
                    (one.number, tr(voucher_kind.BLANKS[one.kind]) if one.kind else "", one.date, one.holder),
                )
                for place, one in enumerate(self.missing)
            ]
        )
        self.table.refresh()
        self.print_button.setEnabled(bool(self.missing))

    def enter(self, place: int) -> None:
        """Close, so that the page for this number opens."""
        if self.missing[place].kind:
            self.chosen = self.missing[place]
            self.accept()

    def spoil(self, place: int) -> None:
        """Put a number aside for good."""
        if spoil_sheet(self, self.missing[place].number, self.today).exec():
            self.refresh()

    def print_again(self, places: list[int]) -> None:
        """Close, so that blank slips are printed once more."""
        self.again = [self.missing[place].number for place in places if self.missing[place].kind]
        if self.again:
            self.accept()

    def print_list(self) -> None:
        """Close, so that the list is printed."""
        self.printing = True
        self.accept()
