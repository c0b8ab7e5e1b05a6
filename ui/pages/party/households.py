"""Households: the list, and one household with everything that concerns it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from models import format
from models.actions.party import parties
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.kinds import worded
from models.queries.desk.household_year import HouseholdMonth
from models.queries.desk.target import OfHousehold, OfItem, OfSubcontract, Record
from models.queries.ledger import stock
from models.queries.ledger.entry_context import household_works
from models.queries.ledger.vouchers import newest_number
from models.queries.listing import Listing
from models.queries.order import orders
from models.queries.party import households
from models.rights import may
from models.rules.desk import roles
from models.rules.ledger import balance, voucher_kind
from models.tables.party import Household
from models.tables.photo import Photo
from ui.kit.acts import act
from ui.kit.boxes import vbox
from ui.kit.card import FigureCard
from ui.kit.empty import Empty
from ui.kit.facts import AboutCard
from ui.kit.memory_listing import without
from ui.kit.photo_strip import PhotoCard
from ui.kit.record_table import Alike, RecordTable
from ui.kit.records import Filling, RecordsPage
from ui.kit.spread import Spread
from ui.kit.table_card import TableCard
from ui.kit.thumbnails import Thumbnails
from ui.kit.turns import Pieces
from ui.pages.party.beginning import Beginning
from ui.pages.party.household_calendar import HouseholdCalendar
from ui.pages.party.household_cards import AgreementsCard, DisputesCard, HoldingsCard, LoansCard, WorkersCard
from ui.pages.party.household_defects import HouseholdDefects
from ui.pages.party.household_form import household_sheet
from ui.pages.party.household_papers import HouseholdPapers
from ui.pages.party.household_people import PeopleCard
from ui.pages.party.household_workshops import WorkshopsCard
from ui.pages.party.household_year import HouseholdYear
from ui.pages.party.moves import StaysCard

ALIKE = (
    *("township", "village", "group", "category", "helper", "helper_phone"),
    *("ready_from", "ready_to", "minutes_per_day"),
)
"""What several households may have alike."""


class HouseholdsPage(RecordsPage):
    """Who works at home."""

    title = mark("Households")
    help_key = "households"
    kept_in = Household
    table: RecordTable

    # -- the list ----------------------------------------------------------------------------------------------

    def build_list(self) -> None:
        """All households that take work; those that stopped on request."""
        self.table = RecordTable(
            without(households.households(stopped=False), "status"),
            self,
            Household,
            lambda household: household_sheet(self, household),
            alike=Alike(
                ALIKE,
                parties.save_households,
                lambda count: plural("Saved {n} household", "Saved {n} households", count),
            ),
            gives_way=("township", "helper"),
            thumbnails=Thumbnails(Photo.household),
            empty=Empty(
                tr("No households yet. Enter the first one, or import a workbook."),
                tr("New household"),
                self.create,
                "households",
                roles.MASTER,
            ),
        )
        self.stopped = QCheckBox(tr("Also those that stopped"))
        self.stopped.toggled.connect(self._ask_stopped)
        self.table.bar.add_option(self.stopped)
        self.table.add_row_action(tr("Show details"), self.open_record, "", "eye")
        self.table.add_action(tr("Change"), self.table.edit_chosen, "Ctrl+E", "edit", right=roles.MASTER)
        self.table.add_row_action(tr("Record a visit"), self.visit, "Ctrl+G", "visits", right=roles.VISIT)
        self.table.add_action(tr("Stop or resume"), self.stop, "", "void", right=roles.MASTER)
        self.listed.addWidget(self.table)

    def head_of_list(self) -> None:
        """A new household is the thing to do."""
        self.set_subtitle("")
        self.table.empty.offer(self)

    def _ask_stopped(self, shown: bool) -> None:
        listing = households.households(stopped=shown)
        self.table.set_listing(listing if shown else without(listing, "status"))
        self.table.refresh()
        self.head_of_list()

    # -- one household -----------------------------------------------------------------------------------------

    def build_record(self) -> Pieces:
        """What one can do on top, then the figures, the year and the calendar; below them what lies where."""
        self.papers = HouseholdPapers(self)
        self._build_steps()
        self.pay_card = FigureCard(tr("Pay this month"))
        self.work_card = FigureCard(tr("Open work"))
        self.material_card = FigureCard(tr("Material to look at"))
        self.visit_card = FigureCard(tr("Last visit"))
        figures = [self.work_card, self.material_card, self.visit_card]
        if may(roles.SEE_PAY):
            figures.insert(0, self.pay_card)
        self.record.addWidget(Spread(figures, (4, 2, 1) if may(roles.SEE_PAY) else (3, 1)))
        yield
        self.beginning = Beginning(
            lambda: self.guard(self.workers.add),
            lambda: self.guard(self.agreements.add),
            lambda: self.guard(partial(self.do, "assign")),
        )
        self.year = HouseholdYear(self)
        yield
        self.calendar = HouseholdCalendar(self)
        self.year.came.connect(self._say_pay)
        for card in (self.beginning, self.year, self.calendar):
            self.record.addWidget(card)
        yield
        sides = QWidget(), QWidget()
        # Each part in its place before it is filled: Qt dresses anew whatever is moved.
        self.record.addWidget(Spread(sides, (2, 1), least="dialog", stretch=(5, 3)))
        for side, build in zip(sides, (self._build_left, self._build_right), strict=True):
            down = vbox("l", of=side)
            yield from build(down)
        self.record.addStretch(1)
        self.add_record_action(
            tr("Bonus or deduction"),
            partial(self.do, "adjustment"),
            icon="plus",
            more=True,
            right=roles.MAKE_PAY,
        )
        self.add_record_action(
            tr("Add an errand"), partial(self.do, "drive"), icon="truck", more=True, right=roles.ERRAND
        )
        self.add_record_action(tr("Show on the map"), self.show_on_map, icon="map", more=True)
        self.add_record_action(
            tr("Stop or resume"), self.stop_shown, icon="void", more=True, right=roles.MASTER
        )

    def _build_steps(self) -> None:
        """Everything one does for a household, it being chosen already."""
        self.add_step(tr("Assign work"), partial(self.do, "assign"), "Alt+1", "orders", right=roles.MASTER)
        self.add_step(tr("Dispatch"), partial(self.enter, "dispatch"), "Alt+2", "dispatch", right=roles.POST)
        self.add_step(
            tr("Collect"), partial(self.enter, "collection"), "Alt+3", "collection", right=roles.POST
        )
        self.add_step(tr("Pay an advance"), partial(self.do, "advance"), "Alt+4", "pay", right=roles.MAKE_PAY)
        self.add_step(tr("Lend a machine"), partial(self.do, "lend"), "Alt+5", "tools", right=roles.VISIT)
        self.add_step(tr("Record a visit"), self.visit, "Ctrl+G", "visits", right=roles.VISIT)
        self.add_choices(tr("Print"), "print", self.papers.papers())
        self.add_choices(tr("Send by phone"), "phone", self.papers.messages())

    def _build_left(self, side: QVBoxLayout) -> Pieces:
        self.works = TableCard(
            tr("Subcontracts"),
            _works(date.min, 0),
            tr("No work was given to this household yet. Open an order and share it out."),
        )
        self.works.opened.connect(lambda key: self.desk.go("orders", OfSubcontract(key)))
        self.works.add_step(tr("Orders"), lambda: self.desk.go("orders"))
        yield
        self.material = HoldingsCard()
        self.material.opened.connect(lambda key: self.desk.go("products", OfItem(key)))
        yield
        self.wrong, self.disputes = HouseholdDefects(self), DisputesCard(self)
        for card in (self.works, self.material, self.wrong, self.disputes):
            yield
            side.addWidget(card)
        side.addStretch(1)
        yield

    def _build_right(self, side: QVBoxLayout) -> Pieces:
        self.facts = AboutCard()
        self.workers, self.agreements = WorkersCard(self), AgreementsCard(self)
        yield
        self.stays = StaysCard(self)
        yield
        self.machines = LoansCard(self)
        self.photos, self.people, self.workshops = PhotoCard(Household), PeopleCard(self), WorkshopsCard(self)
        own = self.workers, self.agreements, self.workshops
        self.of_people = (*own, self.people, self.machines, self.stays)
        for card in (self.facts, self.photos, *self.of_people):
            yield
            side.addWidget(card)
        side.addStretch(1)
        yield

    def head_of_record(self) -> None:
        """The head's name, where the household lives, and whether it takes work."""
        row = self.household
        self.set_title(row.head)
        self.set_chip("" if row.active else tr("Stopped"), "quiet")
        self.set_subtitle(
            " · ".join(
                part
                for part in (row.code, format.place(row.township, row.village, row.group), row.phone)
                if part
            )
        )
        self.set_primary(
            tr("Change"), lambda: self.table.edit(self.key), "Ctrl+E", "edit", right=roles.MASTER
        )

    def fill_record(self, key: Any) -> Filling:
        """Everything about a household as of today; its year and calendar follow from beside the window."""
        row: Any = Household.get_or_none(Household.id == key)
        if row is None:
            return False
        if self.key != row.id:
            self.pay_card.say("", "")
        self.household = row
        today = self.desk.today()
        self._fill_work(row.id, today)
        yield
        self._fill_material(row.id)
        self._fill_visits(row.id, today)
        yield
        self.facts.say(facts(row))
        self.photos.show_owner(row)
        for card in (self.year, self.calendar, *self.of_people, self.wrong, self.disputes):
            yield
            card.show_household(row.id)
        yield
        begun = bool(self.works.count() or newest_number(row.id, tuple(voucher_kind.KINDS)))
        self.beginning.show_household(row.id, begun=begun)
        self.year.setVisible(begun)
        self.calendar.setVisible(begun)
        return True

    def _fill_work(self, key: int, today: date) -> None:
        rows = orders.subcontract_rows(today, household=key)
        self.works.set_listing(_works(today, key))
        self.works.refresh()
        still = [one for one in rows if one.status in (balance.OPEN, orders.OVERDUE)]
        late = sum(one.status == orders.OVERDUE for one in still)
        self.work_card.say(f"{len(still)}", tr("{n} overdue").format(n=late) if late else tr("none overdue"))

    def _say_pay(self, months: Sequence[HouseholdMonth]) -> None:
        """The pay of the month of today, as its bar shows it."""
        now = months[-1]
        if now.gross is None or now.net is None:
            self.pay_card.say(format.money(0), tr("yuan"))
        else:
            self.pay_card.say(
                format.money(now.gross), tr("yuan · net {net}").format(net=format.money(now.net))
            )

    def _fill_material(self, key: int) -> None:
        held = stock.holdings(household=key)
        self.material.show_rows(held)
        below = sum(row.balance < 0 for row in held)
        over = sum(row.excess > 0 for row in held)
        words = [tr("{n} below zero").format(n=below)] if below else []
        words += [tr("{n} beyond the loss").format(n=over)] if over else []
        self.material_card.say(f"{below + over}", " · ".join(words) or tr("all in order"))

    def _fill_visits(self, key: int, today: date) -> None:
        last = households.last_visit(key)
        if last is None:
            self.visit_card.say("—", tr("nobody went yet"))
            return
        days = (today - last).days
        self.visit_card.say(
            last.isoformat()[5:], plural("{n} day ago", "{n} days ago", days) if days > 0 else ""
        )

    # -- verbs -------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """A new household; it is shown once it is saved."""
        row = self.done_by(household_sheet(self), tr("Saved {name}"))
        if row is not None:
            self.open_record(row.id)

    def visit(self, key: int | None = None) -> None:
        """Record a guidance visit to a household."""
        self.desk.go("visits", OfHousehold(self.key if key is None else key))

    def do(self, name: str) -> None:
        """Open a form of another room for the household shown."""
        act(name, self, self.key)

    def enter(self, page: str) -> None:
        """Enter slips of the household's open work, all of it on lines already."""
        if not household_works(self.key):
            raise UserError(
                tr("{head} has no open work. Assign work first.").format(head=self.household.head),
                "household",
            )
        self.desk.go(page, OfHousehold(self.key))

    def show_on_map(self) -> None:
        """Where the household shown lives, to be set by a click where nobody has said."""
        self.desk.go("map", Record(self.key))

    def stop(self, keys: list[int]) -> None:
        """Households take no more work, or take it up again; their records stay."""
        rows = [Household.get_by_id(key) for key in keys]
        active = not rows[0].active
        entries = [({"active": active}, row) for row in rows]
        words = tr("{name} takes work again") if active else tr("{name} takes no more work")
        self.attempt(
            lambda _: parties.save_households(entries),
            done=lambda _: self.done(words.format(name="、".join(row.head for row in rows[:3]))),
        )

    def stop_shown(self) -> None:
        """The household shown takes no more work, or takes it up again."""
        self.stop([self.key])


def _works(today: date, household: int) -> Listing:
    """A household's subcontracts without what the page says itself."""
    hidden = ("code", "head", "village", "order", "pending", "date")
    return without(orders.subcontracts(today, household=household), *hidden, name="household-work")


SAID = frozenset(
    {
        *(
            "code",
            "head",
            "township",
            "village",
            "group",
            "landmark",
            "latitude",
            "longitude",
            "datum",
            "active",
        ),
        *("phone", "ready_from", "ready_to", "minutes_per_day", "pay_method", "bank", "account"),
        *("helper", "helper_phone", "region"),
    }
)
"""The fields a household's page says in its head or together with others."""


def facts(row: Any) -> list[tuple[str, str]]:
    """A household's facts in the order one asks for them: what is said together, then every other field."""
    bank = " ".join(part for part in (row.bank, row.account) if part)
    hours = f"{row.ready_from or '…'}–{row.ready_to or '…'}" if row.ready_from or row.ready_to else ""
    minutes = row.minutes_per_day
    place = (format.place(row.township, row.village, row.group), row.landmark)
    return [
        (tr(Household.phone.verbose_name), row.phone),
        (tr("Place"), " ".join(part for part in place if part)),
        (tr("At home"), hours),
        (
            tr("Time for the work"),
            plural("{n} minute a day", "{n} minutes a day", minutes) if minutes is not None else "",
        ),
        (
            tr(Household.pay_method.verbose_name),
            " · ".join(part for part in (worded(Household.pay_method, row.pay_method), bank) if part),
        ),
        (
            tr(Household.helper.verbose_name),
            " ".join(part for part in (row.helper, row.helper_phone) if part),
        ),
        *(
            (tr(field.verbose_name), worded(field, getattr(row, name)))
            for name, field in Household._meta.fields.items()
            if field.verbose_name and name not in SAID
        ),
    ]
