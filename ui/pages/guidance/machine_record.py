"""A machine's own page: what it is and is worth, where it is, what happened to it, its photos, papers and history."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from models import format, rights
from models.i18n import mark, tr
from models.kinds import DAY, MONEY
from models.queries.desk.target import Record
from models.queries.guidance.equipment import loans
from models.queries.guidance.machine_events import machine_events
from models.queries.guidance.machine_states import IN_STORE, LENT, LOST, MachineState, machine_state
from models.rules.desk import roles
from models.tables.guidance import DEPOSIT, LOSE, SWAP, Equipment
from models.tables.ledger import Voucher
from ui.kit.action_row import ActionRow, MenuButton
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.change_trail import Trail
from ui.kit.chip import Chip, status
from ui.kit.facts import Facts
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.photo_strip import PhotoCard
from ui.kit.print_commands import print_numbers
from ui.kit.records import list_focus
from ui.kit.scrolled import Scrolled
from ui.kit.table_card import TableCard
from ui.kit.text import text
from ui.kit.way_back import back_button, back_keys
from ui.pages.guidance.machine_slips import EVENTS, event_sheet
from ui.pages.guidance.machine_table import MachineTable
from ui.pages.ledger.void import void_slip
from ui.pages.pay.money_slip import adjustment_sheet, post_from


class MachinePlace(QStackedWidget):
    """The list of machines and, in its place, one of them: Enter goes in, Esc comes back."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.table = MachineTable(page, self.show_machine)
        self.addWidget(self.table)
        self._leave = back_keys(self, self.show_list, enabled=False)
        self.lend_action = page.add_action(
            tr("Lend or record a return"), self.lend, "Ctrl+L", "return", right=roles.VISIT
        )
        self.table.selected.connect(self._say_lending)

    @cached_property
    def record(self) -> MachineRecord:
        """The place of one machine, made with the first that is shown."""
        record = MachineRecord(self.page, self)
        self.addWidget(record)
        return record

    def offer_steps(self, shown: bool) -> None:
        """The page's steps while machines are shown; none of them otherwise."""
        self.lend_action.setVisible(shown)
        if shown:
            self.table.empty.offer(self.page)
        self._say_lending()

    def _say_lending(self) -> None:
        """Name what the machine under the cursor is ready for."""
        record = self.table.record()
        self.lend_action.setEnabled(bool(record))
        if record:
            words = tr("Record return", "machine") if record["status"] == "lent" else tr("Lend")
            self.lend_action.setText(words)

    def lend(self) -> None:
        """The machine shown, or under the cursor, goes out or comes back."""
        if self.key is None:
            self.table.lend_or_take_back()
        else:
            self.table.lend_or_return(self.key)

    @property
    def key(self) -> int | None:
        """The machine whose page is shown, or None."""
        return None if self.currentWidget() is self.table else self.record.key

    def show_machine(self, key: int) -> None:
        """The page of a machine."""
        self.table.select(key)
        if self.record.show_machine(key):
            self.setCurrentWidget(self.record)
            self._leave.setEnabled(True)
            self.record.back.setFocus()

    def show_list(self) -> None:
        """Back to the list, on the machine one came from."""
        self.setCurrentWidget(self.table)
        self._leave.setEnabled(False)
        self.table.table.setFocus()

    def focus(self) -> QWidget | None:
        """The list, or the way back from a machine."""
        return list_focus(self.table) if self.key is None else self.record.back

    def refresh(self) -> None:
        """The list, and the machine shown."""
        self.table.refresh()
        key = self.key
        if key is not None and not self.record.show_machine(key):
            self.show_list()


class MachineRecord(Scrolled):
    """One machine."""

    def __init__(self, page: Page, place: MachinePlace) -> None:
        inner = QWidget()
        super().__init__(inner, sideways=True)
        self.page, self.place = page, place
        self.key: int | None = None
        down = vbox("l", self._head(), self._steps(), of=inner)
        self.facts, self.further = Facts(), Facts()
        about = Card("").inset()
        across = hbox("xl")
        for facts in (self.facts, self.further):
            across.addWidget(facts, 1, Qt.AlignmentFlag.AlignTop)
        about.body.addLayout(across)
        down.addWidget(about)
        self.events = TableCard(
            tr("What happened to it"),
            machine_events(0),
            tr("Nothing is written down of it yet."),
            parent=page,
        )
        self._event_actions()
        down.addWidget(self.events)
        self._loans = Rows(
            "loans-of-machine",
            mark("Who had it"),
            (
                column("head", mark("Household"), person=True),
                column("lent_on", mark("Lent on"), DAY),
                column("returned_on", mark("Returned on"), DAY),
                column("deposit", mark("Deposit"), MONEY),
                column("condition_out", mark("Condition when lent")),
                column("condition_in", mark("Condition when returned")),
            ),
        )
        self.loans = TableCard(tr("Who had it"), self._loans, tr("Nobody had it yet."), parent=page)
        self.loans.opened.connect(lambda key: page.desk.go("households", Record(key)))
        down.addWidget(self.loans)
        self.photos = PhotoCard(Equipment)
        down.addWidget(self.photos)
        self.trail = Trail()
        down.addWidget(self.trail)
        down.addStretch(1)

    def _head(self) -> QHBoxLayout:
        self.back = back_button(self.place.show_list)
        self.title = text("", "section")
        self.chip = Chip(*status(LENT))
        across = hbox("s")
        for widget in (self.back, self.title, self.chip):
            across.addWidget(widget)
        across.addStretch(1)
        return across

    def _steps(self) -> ActionRow:
        row = ActionRow()

        def step(words: str, slot: Callable[[], object], icon: str, right: str = "") -> ActionButton:
            button = ActionButton(words, icon=icon, slot=lambda: self.page.guard(slot))
            row.add(button)
            button.setVisible(not right or rights.may(right))
            return button

        (inspect, words), *others = EVENTS
        step(tr(words, "machine"), lambda: self.write(inspect), "check", roles.VISIT)
        self.lending = step(tr("Lend"), self.lend, "return", roles.VISIT)
        self.choices: dict[str, QAction] = {}
        for kind, words in others:
            action = QAction(tr(words), self)
            action.triggered.connect(partial(self._guarded, kind))
            self.choices[kind] = action
        if rights.may(roles.VISIT):
            row.add(MenuButton(tr("Something else"), "edit", list(self.choices.values())))
        step(tr("Change"), self.change, "edit", roles.VISIT)
        self.proposing = step(tr("Propose a deduction"), self.propose, "pay", roles.MAKE_PAY)
        step(tr("Print card"), lambda: self._print("machinecard"), "print")
        self.slip = step(tr("Print loan slip"), lambda: self._print("equipment"), "print")
        return row

    def _event_actions(self) -> None:
        events = self.events
        events.opened.connect(lambda key: self.page.desk.go("vouchers", Record(key)))
        events.add_action(tr("Print"), self._print_slips, "", "print")
        events.add_row_action(tr("Void"), self._void, "", "void", danger=True, right=roles.VOID_OWN)

    @property
    def table(self) -> MachineTable:
        """The list it stands in the place of."""
        return self.place.table

    # -- showing -----------------------------------------------------------------------------------------------

    def show_machine(self, key: int) -> bool:
        """Show a machine as it stands today; answers False when it is gone."""
        state = machine_state(key, self.page.desk.today())
        row = Equipment.get_or_none(Equipment.id == key)
        if state is None or row is None:
            return False
        self.key = key
        self.title.setText(f"{row.code} {row.name}")
        self.chip.say(*status(state.place))
        said = [one for one in facts_of(state, row) if one[1]]
        self.facts.say(said[: (len(said) + 1) // 2])
        self.further.say(said[(len(said) + 1) // 2 :])
        out = state.place != IN_STORE
        self.lending.setText(tr("Record return", "machine") if out else tr("Lend"))
        for kind in (SWAP, LOSE, DEPOSIT):
            self.choices[kind].setEnabled(out)
        lost = state.place == LOST and state.keeper is not None and bool(state.worth)
        self.proposing.setVisible(lost and rights.may(roles.MAKE_PAY))
        self.slip.setVisible(out)
        self.events.set_listing(machine_events(key))
        self.events.refresh()
        self._loans.show(loans(equipment=key), "household_id")
        self.loans.refresh()
        self.photos.show_owner(row)
        self.trail.tell(key, Equipment)
        return True

    # -- verbs -------------------------------------------------------------------------------------------------

    def _guarded(self, kind: str) -> None:
        self.page.guard(lambda: self.write(kind))

    def write(self, kind: str) -> None:
        """Write down something that happened to the machine; of a lost one a deduction is proposed after."""
        if self.key is None:
            return
        if self.page.done_by(event_sheet(self.page, self.key, kind), tr("Recorded {number}")) is None:
            return
        self.place.refresh()

    def propose(self) -> None:
        """Begin a deduction of what the lost machine is worth; nothing is deducted until it is posted."""
        state = None if self.key is None else machine_state(self.key, self.page.desk.today())
        if state is None or state.keeper is None:
            return
        sheet = adjustment_sheet(self.page, self.page.desk.today(), state.keeper.id)
        reason = tr("Lost: {machine}").format(machine=f"{state.code} {state.name}")
        sheet.form.set_values({"sign": -1, "amount": state.worth, "reason": reason})
        post_from(self.page, sheet)

    def lend(self) -> None:
        """Lend the machine, or take it back."""
        if self.key is not None:
            self.table.lend_or_return(self.key)

    def change(self) -> None:
        """Change what the machine is."""
        if self.key is not None:
            self.table.edit(self.key)

    def _print(self, document: str) -> None:
        if self.key is not None:
            print_numbers(self.page, document, [Equipment.get_by_id(self.key).code])

    def _print_slips(self, keys: list[int]) -> None:
        print_numbers(self.page, "machine", [Voucher.get_by_id(key).number for key in keys])

    def _void(self, key: int) -> None:
        if void_slip(self.page, key):
            self.place.refresh()


def facts_of(state: MachineState, row: Equipment) -> list[tuple[str, str]]:
    """What is told of a machine; where it is not known, nothing."""
    keeper = state.keeper
    where = tr("In the store") if keeper is None else format.household(keeper.head, keeper.village)
    if state.place == LOST:
        where = tr("Lost") if keeper is None else tr("Lost at {place}").format(place=where)
    every = "" if state.inspect_every is None else str(state.inspect_every)

    def yuan(fen: int | None) -> str:
        return "" if fen is None else format.yuan(fen)

    def day(on: object) -> str:
        return "" if on is None else str(on)

    return [
        (tr("Where it is"), where),
        (tr("Lent on"), day(None if keeper is None else keeper.since)),
        (tr("Deposit held"), yuan(keeper.deposit if keeper is not None and keeper.deposit else None)),
        (tr("Value today"), yuan(state.worth)),
        (tr("Value when new"), yuan(state.value)),
        (tr("Bought on"), day(state.bought_on)),
        (tr("Next inspection"), day(state.inspect_on)),
        (tr("Last inspected"), day(state.inspected_on)),
        (tr("Inspected every … months"), every),
        (tr("Owner"), state.owner or tr("The cooperative")),
        (tr("Model"), state.model),
        (tr("Condition"), row.condition),
    ]
