"""The first day on the page Today: one step after the other up to the first slip, each opening its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models import rights
from models.database import Record
from models.i18n import mark, tr
from models.queries.desk import first_day
from models.queries.desk.first_day import FirstStep
from models.queries.desk.target import OfSubcontract
from models.rules.desk import roles
from models.settings import change_settings
from models.tables.order import Order
from models.tables.party import Household
from models.tables.product import Material, Product
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.page import Page
from ui.kit.scrolled import Scrolled
from ui.kit.text import text
from ui.shell import theme


@dataclass(frozen=True, slots=True)
class Told:
    """What a step is called, why it is there, what its button says, and the right it takes."""

    title: str
    why: str
    verb: str
    right: str = roles.MASTER


STEPS: dict[str, Told] = {
    first_day.NAME: Told(
        mark("Name of the cooperative"),
        mark("It stands at the head of every paper."),
        mark("Enter the name"),
        roles.SETTINGS,
    ),
    first_day.PRODUCT: Told(
        mark("Products with their piece rates"),
        mark("What is made, what is paid for it, and what it is made of."),
        mark("New product"),
    ),
    first_day.MATERIAL: Told(
        mark("Materials"), mark("What is handed to the households."), mark("New material")
    ),
    first_day.HOUSEHOLD: Told(mark("Households"), mark("Who does the work at home."), mark("New household")),
    first_day.ORDER: Told(
        mark("The first order"), mark("Which enterprise wants how much, and until when."), mark("New order")
    ),
    first_day.SHARES: Told(
        mark("Work for the households"), mark("Which household makes how much of it."), mark("Assign")
    ),
    first_day.DISPATCH: Told(
        mark("The first dispatch"),
        mark("The slip goes along with the material."),
        mark("Record a dispatch"),
        roles.POST,
    ),
}
_MADE: dict[str, type[Record]] = {
    first_day.PRODUCT: Product,
    first_day.MATERIAL: Material,
    first_day.HOUSEHOLD: Household,
    first_day.ORDER: Order,
}


class FirstDay(Card):
    """The steps, ticked as they are done. What is still to come can be done in any order that has a meaning."""

    def __init__(self, page: Page) -> None:
        super().__init__(tr("The first day"), " ")
        self.page = page
        self.steps: list[FirstStep] = []
        self.buttons: dict[str, ActionButton] = {}
        put_aside = ActionButton(
            tr("Do not show any more"),
            kind="link",
            slot=lambda: page.attempt(lambda _: change_settings({first_day.WANTED: False})),
        )
        self.head.addWidget(put_aside)
        put_aside.setVisible(rights.may(roles.SETTINGS))
        self._area = Scrolled(sideways=True)
        self.body.addWidget(self._area, 1)

    def show_steps(self, steps: Sequence[FirstStep]) -> None:
        """Show them anew where one was done since."""
        if list(steps) == self.steps:
            return
        focus = self.window().focusWidget()
        held = focus is None or self.page.isAncestorOf(focus)
        self.steps, self.buttons = list(steps), {}
        inner = QWidget()
        down = QVBoxLayout(inner)
        side = theme.px("l")
        down.setContentsMargins(side, 0, side, side)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px("l"))
        grid.setVerticalSpacing(theme.px("m"))
        # What a step is called and its button stand together, however wide the page is.
        across = QHBoxLayout()
        across.addLayout(grid)
        across.addStretch(1)
        down.addLayout(across)
        down.addStretch(1)
        grid.setColumnMinimumWidth(1, theme.px("dialog"))
        for number, step in enumerate(steps):
            self._add(grid, number, step)
        self._area.hold(inner)
        self.detail.setText(
            tr("{done} of {all} done").format(done=sum(step.done for step in steps), all=len(steps))
        )
        if held:
            self.take_focus()

    def _add(self, grid: QGridLayout, number: int, step: FirstStep) -> None:
        told = STEPS[step.key]
        sign = QLabel()
        size = theme.px("icon")
        sign.setPixmap(
            theme.icon("done" if step.done else "dash", "accent" if step.done else "quiet").pixmap(size, size)
        )
        words = vbox(0, text(tr(told.title), "quiet" if step.done else "strong"), text(tr(told.why), "quiet"))
        grid.addWidget(sign, number, 0)
        grid.addLayout(words, number, 1)
        if step.done:
            return
        button = ActionButton(tr(told.verb), slot=lambda: self.page.guard(lambda: self.take(step.key)))
        button.setAccessibleDescription(tr(told.title))
        button.setEnabled(self._may(step.key))
        if not rights.may(told.right):
            button.setToolTip(rights.refusal(told.right))
        self.buttons[step.key] = button
        grid.addWidget(button, number, 2, Qt.AlignmentFlag.AlignRight)

    def _may(self, key: str) -> bool:
        """Whether what a step rests on is there, and who is signed in may take it."""
        if not rights.may(STEPS[key].right):
            return False
        done = {step.key for step in self.steps if step.done}
        rests_on = {
            first_day.SHARES: {first_day.ORDER, first_day.HOUSEHOLD},
            first_day.DISPATCH: {first_day.SHARES},
        }
        return rests_on.get(key, set()) <= done

    def next_step(self) -> str:
        """The first step that is open."""
        return next((step.key for step in self.steps if not step.done and self._may(step.key)), "")

    def take_focus(self) -> None:
        """The keyboard stands at the next step."""
        button = self.buttons.get(self.next_step())
        if button is not None:
            button.setFocus()

    def take(self, key: str) -> None:
        """Do a step: open its form, or go where it is done."""
        # Imported here: this page is every start's first, and hardly ever shows the steps.
        from ui.kit.creating import New
        from ui.shell.first_run import name_cooperative

        page = self.page
        if key == first_day.NAME:
            named = name_cooperative(page.window())
            if named is not None and page.attempt(lambda _: change_settings(named)):
                page.desk.settings_changed()
        elif key == first_day.SHARES:
            self._share_out()
        elif key == first_day.DISPATCH:
            subcontract = first_day.open_subcontract()
            page.desk.go("dispatch", None if subcontract is None else OfSubcontract(subcontract))
        else:
            New(_MADE[key], "").make(page)

    def _share_out(self) -> None:
        from models.queries.order.orders import order_page
        from ui.pages.order.allocation import allocation_sheet

        today = self.page.desk.today()
        key = first_day.open_order()
        order = None if key is None else order_page(key, today)
        if order is not None:
            allocation_sheet(self.page, order, today).exec()


def verb_of(key: str) -> str:
    """What the button of a step says."""
    return tr(STEPS[key].verb)
