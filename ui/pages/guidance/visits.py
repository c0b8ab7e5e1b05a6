"""Guidance visits: the list, and beside it a form into which one visit after the other is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from models.actions.guidance import visits as writing
from models.actions.ledger.blank_slips import check_entry
from models.errors import UserError
from models.i18n import mark, tr
from models.queries import suggestions
from models.queries.desk.target import Blank, OfHousehold, Record, Target
from models.queries.guidance import visits
from models.queries.party import households
from models.rules.desk.roles import VISIT
from models.rules.ledger import voucher_kind
from models.rules.pinyin import search_text
from models.tables.guidance import Visit
from models.tables.ledger import Voucher
from models.tables.party import Household
from ui.kit.boxes import hbox, vbox
from ui.kit.card import Card
from ui.kit.drafts import Draft
from ui.kit.form import DateField, Field, Form, NoteField, TextField, WordsField, field_of
from ui.kit.page import Page
from ui.kit.photo_strip import PhotoStrip
from ui.kit.scrolled import Scrolled
from ui.kit.text import text
from ui.kit.turns import Pieces
from ui.pages.guidance.findings import DEFECTS, PRODUCT, Findings
from ui.pages.guidance.proposals import Proposal, ProposalsCard, household_of
from ui.pages.guidance.visit_table import VisitTable
from ui.shell import errors, theme
from ui.shell.message_box import Question

DRAFT = "visits"
WORDS_OFFERED = 12
LEAST_ROWS = 3
"""Rows of the list that are seen on the lowest screen."""


class VisitsPage(Page):
    """Who went where, what was shown, what was found, when to go again."""

    title = mark("Guidance")
    help_key = "visits"

    def build(self) -> Pieces:
        """The list at the left, the form at the right."""
        self.draft = Draft(DRAFT)
        self.voucher: int | None = None
        across = hbox("l")
        # In its place before it is filled: Qt dresses anew whatever is moved.
        self.place().addLayout(across, 1)
        # On a low screen two lists are higher than the page.
        lists = QWidget()
        across.addWidget(Scrolled(lists), 1)
        self.table = VisitTable(self)
        self.table.table.setMinimumHeight(theme.px("header") + LEAST_ROWS * theme.px("row"))
        yield
        self.proposed = ProposalsCard(self, self._visit_proposed)
        vbox("l", (self.table, 1), self.proposed, of=lists)
        yield
        yield from self._entry()
        across.addWidget(self.card)
        yield
        self.offer_record()
        self.of_visits = (
            self.add_action(tr("New visit"), self.start_new, "Ctrl+N", "plus", right=VISIT),
            self.add_more(tr("Enter a blank slip"), self.ask_number, "edit", right=VISIT),
        )
        self._restore()

    def place(self) -> QBoxLayout:
        """Where the list and the form stand."""
        return self.body

    def offer_record(self) -> None:
        """The thing to do next is to record what stands in the form."""
        self.set_primary(tr("Record"), self.post, "Ctrl+Enter", "post", right=VISIT)

    def _entry(self) -> Pieces:
        today = self.desk.today
        self._began = today()
        self.findings = Findings()
        self.card = Card(tr("New visit")).inset()
        fields: list[Field] = [
            TextField("number", tr("Blank slip")),
            field_of(Voucher.household, required=True),
            DateField("date", tr("Date"), required=True, value=today(), today=today),
            WordsField("technician", tr("Technician"), _used_before("technician")),
            WordsField("topic", tr("Topic"), _used_before("topic")),
            WordsField("finding", tr("Findings"), _used_before("finding")),
            *self.findings.fields(),
            NoteField("advice", tr("Advice given"), lines=2),
            DateField("next_date", tr("Go again on"), today=today, after="date"),
        ]
        yield
        for field in fields:
            field.wide = field.name not in ("date", "technician", PRODUCT, DEFECTS)
        self.form = Form(fields, columns=2)
        self.findings.attach(self.form)
        self.form.field("number").hide()
        yield
        self.last = text("", "quiet")
        self.last.setWordWrap(True)
        self.form.mark_clean()
        self.form.submitted.connect(self.post)
        self.form.changed.connect(self._touched)
        self.form.field("household").changed.connect(self._say_last)
        inner = QWidget()
        down = QVBoxLayout(inner)
        down.setContentsMargins(0, 0, theme.px("xs"), 0)
        down.addWidget(self.form)
        down.addWidget(self.last)
        down.addStretch(1)
        self.card.body.addWidget(Scrolled(inner))
        # Below what scrolls, so that one sees where a photo can be dropped.
        self.photos = PhotoStrip(Voucher, headed=True)
        self.photos.watch(self.form)
        self.photos.changed.connect(self._touched)
        self.card.body.addWidget(self.photos)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The form is as wide as forms are, and never takes more than two fifths of the page."""
        super().resizeEvent(event)
        self.card.setFixedWidth(min(theme.px("field_wide") + 2 * theme.px("l"), self.width() * 2 // 5))

    def first_focus(self) -> QWidget:
        """The household of the next visit; what was shown, where the household is known already."""
        name = "topic" if isinstance(self.form.field("household").raw(), int) else "household"
        editor: QWidget = self.form.field(name).editor
        return editor

    def refresh(self) -> None:
        """The list; what stands in the form stays, but over night the day of an empty one is another."""
        self.table.refresh()
        self.photos.refresh()
        self.proposed.ask()
        self.findings.refresh()
        today = self.desk.today()
        if today != self._began and not self.form.dirty and self.voucher is None:
            self.form.field("date").set_value(today)
            self._unchanged()
        self._began = today

    def open(self, target: Target) -> None:
        """A visit in the list, a household to record one at, or a blank slip to enter."""
        match target:
            case Record(key):
                self.table.select(key)
            case Blank(_, number) if self.may_replace():
                self._clear()
                self.ask_number(number)
            case OfHousehold(key) if self.may_replace():
                self._clear()
                self._pick(key)
                # Nothing is typed yet: whom to visit may be chosen anew without a question.
                self._unchanged()
                self.draft.drop()

    # -- the form ----------------------------------------------------------------------------------------------

    def ask_number(self, number: str = "") -> None:
        """Show the field for the number of a blank slip that is entered now."""
        field = self.form.field("number")
        field.set_value(number)
        field.show()
        self.form.field("household" if number else "number").editor.setFocus()

    def _pick(self, key: int) -> None:
        self.form.field("household").set_value((key, suggestions.label(Household, key), ""))
        self._say_last()
        self._touched()

    def _visit_proposed(self, proposal: Proposal) -> None:
        """Begin the visit somebody is proposed for, with the defect or the product it is about."""
        if not self.may_replace():
            return
        self._clear()
        self._pick(household_of(proposal))
        self.findings.begin(proposal)
        self._unchanged()
        self.draft.drop()
        self.first_focus().setFocus()

    def _touched(self) -> None:
        self.dirty = self._typed
        if self.voucher is None:
            self.save_draft()

    @property
    def _typed(self) -> bool:
        """Whether something stands here that is not kept yet; photos of a visit that is corrected are."""
        return self.form.dirty or bool(self.photos.unposted)

    def _say_last(self) -> None:
        """When somebody was there last, so that a finding is followed up."""
        key = self.form.field("household").raw()
        day = households.last_visit(key) if isinstance(key, int) else None
        self.last.setText(tr("Last visit there: {day}").format(day=day.isoformat()) if day else "")

    def _unchanged(self) -> None:
        self.form.mark_clean()
        self.dirty = False

    def may_replace(self) -> bool:
        """Whether the form may be filled anew; asks when something typed would be lost."""
        if not self._typed:
            return True
        box = Question(self, tr("Discard what was typed here?"), verb=tr("Discard"), loses=True)
        return bool(box.exec())

    def start_new(self) -> None:
        """An empty form, after asking about what stands there."""
        if self.may_replace():
            self._clear()

    def _clear(self) -> None:
        """An empty form; day and technician stay as they were."""
        kept = {name: self.form.field(name).raw() for name in ("date", "technician")}
        self.voucher = None
        self.draft.drop()
        with QSignalBlocker(self.form):  # a form half emptied is no draft
            self.form.clear()
            self.findings.clear()
            self.form.field("number").hide()
            self.form.set_values({**kept, "date": kept["date"] or self.desk.today()})
        self.photos.start_new()
        self.card.title.setText(tr("New visit"))
        self.last.setText("")
        self.dirty = False
        self.form.field("household").editor.setFocus()

    def correct(self, key: int) -> None:
        """Take a visit into the form, to put it right."""
        head = Voucher.get_by_id(key)
        visit = Visit.get(Visit.voucher == key)
        if head.voided_on is not None:
            raise UserError(tr("{number} is void already.").format(number=head.number))
        if not self.may_replace():
            return
        self.voucher = key
        self.form.field("household").set_value(
            (head.household_id, suggestions.label(Household, head.household_id), "")
        )
        self.form.set_values({**visit.__data__, "date": head.date})
        self.findings.show(key)
        self.form.field("number").set_value(None)
        self.form.field("number").hide()
        self.photos.show_owner(head)
        self.card.title.setText(tr("Correct {number}").format(number=head.number))
        self._unchanged()
        self.form.field("topic").editor.setFocus()

    def post(self) -> None:
        """Record what stands in the form; the next one can be typed at once."""
        key = self.voucher

        def act(consent: Any) -> str:
            values = self.form.values()
            texts: dict[str, Any] = {name: values[name] or "" for name in writing.TEXTS}
            said = texts | {"next_date": values["next_date"], "findings": self.findings.take(values)}
            if key is not None:
                # What was not touched stays as another window may have corrected it since.
                said |= {"household": values["household"], "date": values["date"]}
                changed = {name: said[name] for name in said if name in {*self.form.touched, "findings"}}
                writing.change_visit(key, day=changed.pop("date", None), **changed)
                return str(Voucher.get_by_id(key).number)
            number = check_entry(voucher_kind.VISIT, values["number"]) if values["number"] else ""
            with self.draft.posting(self._content() if self._keeps() else None):
                draft = writing.VisitDraft(values["household"], values["date"], number=number, **said)
                made = writing.record_visit(draft, self.photos.unposted)
            return str(made.number)

        self.attempt(act, form=self.form, done=self._posted)

    def _posted(self, number: str) -> None:
        self.done(tr("Recorded {number}").format(number=number))
        self._clear()

    # -- drafts ------------------------------------------------------------------------------------------------

    def save_draft(self) -> bool:
        """Keep what is typed; a correction under way is asked about instead."""
        if not self._keeps():
            return False
        sentence = self.draft.keep(self._content() if self.form.dirty else None)
        if sentence:
            errors.show(self, UserError(sentence))
        # No draft holds photos: they are asked about.
        return not (self.form.dirty and self.draft.unkept) and not self.photos.unposted

    def _keeps(self) -> bool:
        return self.voucher is None

    def _content(self) -> dict[str, Any]:
        return {name: _plain(field.raw()) for name, field in self.form.fields.items()}

    def _restore(self) -> None:
        kept = self.draft.kept()
        if kept is None:
            return
        household = kept.pop("household", None)
        for name, value in kept.items():
            if name in self.form.fields:
                self.form.field(name).set_value(value or None)
        self.form.field("number").setVisible(bool(kept.get("number")))
        if isinstance(household, int) and Household.get_or_none(Household.id == household) is not None:
            self._pick(household)
        self.dirty = self.form.dirty


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, str)) or value is None else str(value)


def _used_before(field: str) -> Any:
    """Offers what was written in a field of a visit before."""

    def suggest(words: str) -> list[tuple[Any, str, str]]:
        known = visits.words_used(field)
        return [(one, one, "") for one in known if words.lower() in search_text((one,))][:WORDS_OFFERED]

    return suggest
