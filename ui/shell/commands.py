"""What the find box offers beside the things in the books: pages, what can be done on them, and settings, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from models import rights
from models.database import Record
from models.i18n import mark, tr
from models.queries.desk.target import OfKind, Setting, Tab, Target
from models.rules.desk import roles
from models.rules.pinyin import search_words
from models.setting_definitions import DECLARED, ELSEWHERE, FILE, PEOPLE
from models.tables.guidance import Equipment
from models.tables.order import Order
from models.tables.party import Enterprise, Household
from models.tables.product import Material, Product
from ui.kit.creating import New
from ui.kit.desk import Desk, Offer
from ui.kit.new_forms import form_title, makes
from ui.kit.page import Page
from ui.kit.register_table import Register
from ui.kit.text import key_words
from ui.pages import PageEntry, offered, registers_of, tabs_of
from ui.shell.page_stack import PageStack

FEWEST: Final = 2
"""Letters that mean a command: one alone begins too many."""

MOST: Final = 6
"""Rows shown of one kind."""


class Commanded(Desk, Protocol):
    """The window as a command sees it."""

    pages: PageStack

    @property
    def page(self) -> Page | None:
        """The page that is shown."""

    def go(self, key: str, target: Target | None = None) -> Page:
        """Show a page."""


@dataclass(frozen=True, slots=True)
class Command:
    """An action of a page by its label and key. One that is not ``pressed`` is only shown: it is decided there."""

    page: str
    label: str
    key: str = ""
    pressed: bool = True
    right: str = ""


COMMANDS: Final = (
    Command("pay", mark("Lock the month"), "Ctrl+L", pressed=False, right=roles.LOCK),
    Command("stock", mark("Stocktake"), "Ctrl+T", right=roles.POST),
    Command("stock", mark("Print list to count by"), "Ctrl+Shift+P"),
    Command("stock", mark("Opening stock"), right=roles.POST),
    Command("stock", mark("Receive material"), "Ctrl+N", right=roles.POST),
    Command("stock", mark("Deliver products"), "Ctrl+D", right=roles.POST),
    Command("advances", mark("New advance"), "Ctrl+N", right=roles.MAKE_PAY),
    Command("advances", mark("Bonus or deduction"), "Ctrl+Shift+N", right=roles.MAKE_PAY),
    Command("visits", mark("New visit"), "Ctrl+N", right=roles.VISIT),
    Command("vouchers", mark("Blank slips"), right=roles.POST),
    Command("vouchers", mark("Missing numbers")),
    Command("vouchers", mark("Print what is new")),
    Command("routes", mark("Plan the drive"), "Ctrl+Enter", right=roles.DRIVE),
    Command("routes", mark("Bag for the drive"), "Ctrl+Shift+P"),
    Command("routes", mark("Enter returned sheets"), "Ctrl+E", right=roles.POST),
    Command("routes", mark("A vehicle broke down"), "Ctrl+Shift+B", right=roles.DRIVE),
    Command("routes", mark("Add an errand"), "Ctrl+N", right=roles.ERRAND),
    Command("routes", mark("Errands"), "Ctrl+L"),
    Command("routes", mark("New vehicle"), right=roles.DRIVE),
    Command("routes", mark("Roads between villages"), right=roles.DRIVE),
    Command("routes", mark("Roads from a map file"), right=roles.DRIVE),
    Command("routes", mark("Weights and volumes"), right=roles.MASTER),
    Command("routes", mark("Market days and busy weeks"), right=roles.DRIVE),
    Command("map", mark("Set the place"), "Ctrl+E", right=roles.MASTER),
    Command("map", mark("Place of the warehouse"), right=roles.MASTER),
    Command("print", mark("Texts for the phone")),
    Command("print", mark("Pictures for the phone")),
    Command("workbook", mark("Save an empty workbook…")),
)

NEW: Final[dict[type[Record], str]] = {
    Household: "households",
    Order: "orders",
    Enterprise: "orders",
    Product: "products",
    Material: "products",
    Equipment: "stock",
}
"""What can be made from anywhere, and the page on which Ctrl+N makes it."""


def named(name: str, typed: str, *, sentence: bool = False) -> bool:
    """Whether a name holds what was typed, or its pinyin or initials from some character on begin so.

    In a ``sentence`` any two letters begin somewhere: there only its own beginning counts.
    """
    asked = typed.lower()
    if asked in name.lower() or all(word in name.lower() for word in asked.split() or [asked]):
        return True
    letters = "".join(asked.split())
    if len(letters) < FEWEST or not letters.isascii() or name.isascii():
        return False
    return any(
        word.startswith(letters)
        for start in range(1 if sentence else len(name))
        for word in search_words(name[start:])
    )


def captioned(caption: str, offers: Iterable[Offer]) -> list[Offer]:
    """Offers under a caption; nothing where there are none."""
    rows = list(offers)
    return [(None, caption, ""), *rows] if rows else []


def with_commands(window: Commanded, words: str, found: Iterable[Offer]) -> list[Offer]:
    """What was found in the books among the pages, commands and settings of that name, closest first.

    Letters are initials of a household first; Chinese that names a command means it.
    """
    lists = list(_lists(window))
    pages = [*window.pages.named(words), *(offer for offer in lists if words.lower() in offer[1].lower())]
    others = [offer for offer in (*window.pages.named(""), *lists) if offer not in pages]
    by_letters = [offer for offer in others if named(offer[1], words)]
    first = captioned(tr("Go to"), pages)
    commands: list[Offer] = []
    settings: list[Offer] = []
    if len(words) >= FEWEST or not words.isascii():
        commands = captioned(tr("Commands", "find"), _of_name(_commands(window), words))
        commands += captioned(tr("Reports"), _of_name(_reports(), words))
        commands += captioned(tr("Print"), _of_name(_documents(), words, sentences=True))
        settings = captioned(tr("Settings"), _of_name(_settings(), words, sentences=True))
    if words.isascii():
        offers = [*first, *found, *captioned(tr("Go to"), by_letters), *commands, *settings]
    else:
        offers = [*first, *commands, *found, *settings]
    return offers or [(None, tr("Nothing found. Try initials, the last digits of a phone, or a number."), "")]


def _of_name(offers: Iterable[Offer], words: str, *, sentences: bool = False) -> list[Offer]:
    """Those of that name, one that begins with it before the others."""
    rows = [offer for offer in offers if named(offer[1], words, sentence=sentences)]
    return sorted(rows, key=lambda offer: not offer[1].lower().startswith(words.lower()))[:MOST]


def _commands(window: Commanded) -> Iterator[Offer]:
    labels = {entry.key: tr(entry.label) for entry in offered(window.pages.entries)}
    for words, _, slot in window.file_actions:
        yield slot, words, tr(FILE)
    for path in window.lately():
        yield partial(window.open_file, path), path.stem, f"{tr('Opened lately')} · {path.parent}"
    for table, page in NEW.items():
        if page in labels and makes(table):
            detail = f"{labels[page]} · {key_words('Ctrl+N')}"
            yield partial(_make, window, table), form_title(table), detail
    for entry, register in _registers(window):
        if register.table not in NEW and rights.may(register.right):
            made = partial(_make_in, window, entry.key, register.table)
            yield made, tr(register.new), f"{labels[entry.key]} · {tr(register.tab)}"
    for command in COMMANDS:
        if command.page in labels and (not command.right or rights.may(command.right)):
            detail = " · ".join(filter(None, (labels[command.page], key_words(command.key))))
            yield partial(press, window, command), tr(command.label), detail


def _registers(window: Commanded) -> Iterator[tuple[PageEntry, Register]]:
    """The registers of the pages that are offered."""
    for entry in offered(window.pages.entries):
        for register in registers_of(entry):
            yield entry, register


def _lists(window: Commanded) -> Iterator[Offer]:
    """Every tab with the page it is on; that of a page's own name is the page."""
    for entry in offered(window.pages.entries):
        for name, words in tabs_of(entry).items():
            if tr(words) != tr(entry.label):
                yield (entry.key, Tab(name)), tr(words), tr(entry.label)


def _make_in(window: Commanded, key: str, table: type[Record]) -> None:
    """A new record of a register, on its page."""
    name = table._meta.table_name
    window.go(key, Tab(name))
    page: Any = window.page
    if page is not None:
        page.guard(page.tables[name].create)


def _reports() -> Iterator[Offer]:
    from models.queries.desk.reports import offered_reports
    from ui.pages.desk.office_files import OFFICE_FILES

    for report in offered_reports():
        yield ("reports", OfKind(report.key)), tr(report.title), tr("Reports")
    for one in OFFICE_FILES if rights.may(roles.EXPORT, roles.SEE_PAY) else ():
        yield ("reports", OfKind(one.key)), tr(one.title), tr("Save workbook")


def _documents() -> Iterator[Offer]:
    from reports.kinds import offered_kinds

    for kind in offered_kinds():
        yield ("print", OfKind(kind.key)), tr(kind.title), tr(kind.group)


def _settings() -> Iterator[Offer]:
    if not rights.may(roles.SETTINGS):
        return
    for section in (*dict.fromkeys(one.section for one in DECLARED), PEOPLE, FILE):
        yield ("settings", Setting("file" if section == FILE else section)), tr(section), ""
    for one in DECLARED:
        if one.key not in ELSEWHERE:
            yield ("settings", Setting(one.key)), tr(one.label), tr(one.section)


def _make(window: Commanded, table: type[Record]) -> None:
    """Open the form of a new record over whatever page is shown."""
    page = window.page
    made = None if page is None else New(table, "").make(page)
    if page is not None and made is not None:
        page.done(tr("Saved {name}").format(name=made[1]))


def press(window: Commanded, command: Command) -> None:
    """Go to the page of a command and press it there; where it is not possible now, one sees on the page why."""
    page = window.page
    if page is None or window.pages.current != command.page:
        page = window.go(command.page)
    page.take_focus()
    if not command.pressed:
        return

    def do() -> bool:
        for action in page.actions():
            if action.text() == tr(command.label) and action.isVisible() and action.isEnabled():
                action.trigger()
                return True
        return False

    if not do():
        page.guard(page.home)
        do()
