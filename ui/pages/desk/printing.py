"""Print: every document the program prints, chosen by month, day, number or household."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.i18n import mark, plural, tr
from reports.selection import Selection
from ui.kit.boxes import hbox
from ui.kit.by_phone import write_files
from ui.kit.card import Card
from ui.kit.form import CheckField, ChoiceField, DateField, Field, Form, PickField, TextField
from ui.kit.grouped_list import GroupedList
from ui.kit.listed_page import ListedPage
from ui.kit.print_commands import print_kind
from ui.kit.save_dialog import ask_folder
from ui.kit.scrolled import Scrolled
from ui.kit.text import paragraph, text
from ui.kit.turns import Pieces
from ui.shell import theme

LANGUAGES = (("zh", "中文"), ("en", "English"), ("both", mark("Both languages")))


class PrintPage(ListedPage):
    """The kinds of document at the left, what narrows the chosen one down beside them."""

    title = mark("Print")
    help_key = "print"

    def build(self) -> Pieces:
        """The list of documents and the form of the first."""
        from reports.document_kind import GROUPS
        from reports.kinds import offered_kinds

        yield
        self.kinds = {kind.key: kind for kind in offered_kinds()}
        self.form: Form | None = None
        self.set_primary(tr("Preview and print"), self.preview, "Ctrl+P", "print")
        self.add_more(tr("Texts for the phone"), lambda: self.send("text"), "phone")
        self.add_more(tr("Pictures for the phone"), lambda: self.send("png"), "phone")
        groups = [
            (tr(name), [(kind.key, tr(kind.title)) for kind in self.kinds.values() if kind.group == name])
            for name in GROUPS
            if any(kind.group == name for kind in self.kinds.values())
        ]
        self.list = GroupedList(tr("Documents"), groups)
        yield
        self.card = Card().inset()
        inner = QWidget()
        inner.setMaximumWidth(theme.px("sheet"))
        self.holder = QVBoxLayout(inner)
        self.holder.setContentsMargins(0, 0, theme.px("m"), 0)
        self.card.body.addWidget(Scrolled(inner))
        self.body.addLayout(hbox("l", self.list, (self.card, 1)), 1)
        yield
        self.list.changed.connect(lambda _: self.guard(self._show))
        self.list.itemActivated.connect(lambda _: self.guard(self.preview))
        self.list.choose(self.list.keys()[0])

    def refresh(self) -> None:
        """How many documents there are to choose from; a month that nobody has typed is the newest with pay."""
        self.set_subtitle(plural("{n} document", "{n} documents", len(self.kinds)))
        if self.form is not None and "period" in self.form.fields and not self.form.dirty:
            self.form.set_values({"period": self._period(self._month())})

    @property
    def chosen(self) -> Any:
        """The kind under the cursor."""
        return self.kinds[self.list.chosen()]

    def _show(self) -> None:
        before = None if self.form is None or not self.form.dirty else self.form.fields.get("period")
        typed = "" if before is None else before.raw()
        while (item := self.holder.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        kind = self.chosen
        self.holder.addWidget(text(tr(kind.title), "section"))
        self.holder.addWidget(paragraph(self._hint(kind), "quiet"))
        self.holder.addSpacing(theme.px("s"))
        self.form = Form(self._fields(kind, self._period(typed)), self, columns=2)
        self.form.submitted.connect(lambda: self.guard(self.preview))
        self.holder.addWidget(self.form)
        self.holder.addStretch(1)

    def _hint(self, kind: Any) -> str:
        from reports.selection import DAY, HOUSEHOLD, PERIOD, VILLAGE

        if DAY in kind.one_of and HOUSEHOLD not in kind.takes:
            return tr("Choose a month, a span, a day or one number.")
        if DAY in kind.one_of:
            return tr("Choose a month, a span, a day or one number; a household narrows it down.")
        if DAY in kind.takes and PERIOD in kind.takes:
            return tr(
                "All of a month, one list for each village; a day makes a list for each drive planned on it."
            )
        if kind.yearly:
            return tr("All of a year in one file, or those of one village or household.")
        if PERIOD in kind.takes and not {HOUSEHOLD, VILLAGE} & set(kind.takes):
            return tr("All of a month or a span in one file.")
        if PERIOD in kind.takes:
            return tr("All of a month or a span in one file, or those of one village or household.")
        if not kind.takes:
            return tr("There is nothing to choose.")
        return tr("Leave a field empty to print all.")

    def _fields(self, kind: Any, period: str) -> list[Field]:
        from models.queries import suggestions
        from models.settings import setting
        from reports.selection import DAY, HOUSEHOLD, NUMBER, PERIOD, SPAN, VILLAGE

        fields: list[Field] = []
        if PERIOD in kind.takes:
            fields.append(TextField("period", tr("Year") if kind.yearly else tr("Month"), value=period))
        if DAY in kind.takes:
            fields.append(DateField(DAY, tr("Day")))
        if SPAN in kind.takes:
            fields.append(TextField("since", tr("From month or day"), placeholder=tr("YYYY-MM")))
            fields.append(TextField("until", tr("Until month or day"), placeholder=tr("YYYY-MM")))
        if NUMBER in kind.takes:
            fields.append(TextField("number", tr("Number")))
        if HOUSEHOLD in kind.takes:
            fields.append(PickField("household", tr("Household"), suggestions.households))
        if VILLAGE in kind.takes:
            fields.append(TextField("village", tr("Village")))
        words = [(key, tr(label)) for key, label in LANGUAGES]
        usual = str(setting("paper.language"))
        fields.append(ChoiceField("language", tr("Language on paper"), words, required=True, value=usual))
        fields.append(CheckField("large", tr("Large print")))
        if kind.counted:
            fields.append(CheckField("new", tr("Only what was not printed yet"), value=True))
        if kind.merges:
            fields.append(CheckField("merge", tr("One paper for a household and day")))
        if kind.frames:
            fields.append(CheckField("frame", tr("Frame around each label")))
        return fields

    def _period(self, typed: str) -> str:
        """What the chosen kind is printed for; a year typed for another kind names none of its months."""
        named = self.chosen.yearly or len(typed) != len("2026")
        return str(self.chosen.period(typed if typed and named else self._month()))

    def _month(self) -> str:
        day: date = self.desk.today()
        from models.queries.pay.months import periods_with_pay

        rows = periods_with_pay()
        return rows[0].key if rows else f"{day:%Y-%m}"

    def preview(self) -> None:
        """Lay the chosen documents out and show them."""
        form = self.form
        if form is None:
            return

        self.attempt(
            lambda _: self._asked(form),
            form=form,
            done=lambda asked: print_kind(self, self.chosen.key, asked[0], language=asked[1]),
        )

    def send(self, form_of: str) -> None:
        """Write the chosen documents as texts or pictures, each into a file of its own, to be sent by phone."""
        form = self.form
        if form is None:
            return

        def write(asked: tuple[Selection, str]) -> None:
            target = ask_folder(self)
            if target is not None:
                # Each is sent whole, as it would be printed first.
                chosen = replace(asked[0], large=False, new=False, frame=False)
                write_files(self, self.chosen.key, chosen, form_of, target, language=asked[1])

        self.attempt(lambda _: self._asked(form), form=form, done=write)

    def _asked(self, form: Form) -> tuple[Selection, str]:
        """What the form narrows the chosen kind down to, and its language; raises UserError at its fields."""
        from models.tables.party import Household
        from reports.kinds import check_selection
        from reports.selection import DAY

        values = form.values()
        home = values.get("household")
        said: dict[str, Any] = {name: values.get(name) or None for name in ("since", "until", "village")}
        said |= {name: bool(values.get(name)) for name in ("large", "merge", "new", "frame")}
        chosen = Selection(
            day=values.get(DAY) or None,
            numbers=(values["number"],) if values.get("number") else (),
            household=None if home is None else Household.get_by_id(home).code,
            **said,
        )
        # The month stands there from the start; anything more exact takes its place.
        exact = chosen.day if DAY in self.chosen.one_of else None
        if not (exact or chosen.numbers or chosen.spans):
            chosen = replace(chosen, period=values.get("period") or None)
        check_selection(self.chosen, chosen)
        # Who names a number wants that paper, whether it was printed or not.
        return replace(chosen, new=chosen.new and not chosen.numbers), values["language"]
