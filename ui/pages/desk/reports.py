"""Reports: every document the program prints, chosen by month, day, number or household, and the results workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.desk.target import OfKind, Target
from reports.selection import Selection
from ui.kit.background_task import Progress
from ui.kit.by_phone import write_files
from ui.kit.card import Card
from ui.kit.exporting import export_results, say_written
from ui.kit.form import CheckField, ChoiceField, DateField, Field, Form, PickField, TextField
from ui.kit.page import Page
from ui.kit.print_commands import print_kind
from ui.kit.save_dialog import ask_folder, ask_target
from ui.kit.text import text
from ui.shell import theme

LANGUAGES = (("zh", "中文"), ("en", "English"), ("both", mark("Both languages")))


class ReportsPage(Page):
    """The kinds at the left, what narrows the chosen one down at the right."""

    title = mark("Reports")
    help_key = "reports"

    def build(self) -> None:
        """The list of documents and the form of the first."""
        from reports.kinds import KINDS

        self.kinds = KINDS
        self.set_primary(tr("Preview and print"), self.preview, "Ctrl+P", "print")
        self.add_action(tr("Results workbook"), self.export, "Ctrl+E")
        self.add_action(tr("County office"), lambda: self.export_for("county"), more=True, icon="export")
        self.add_action(
            tr("Accounts with enterprises"), lambda: self.export_for("enterprise"), more=True, icon="export"
        )
        self.add_action(tr("Texts for the phone"), lambda: self.send("text"), more=True, icon="export")
        self.add_action(tr("Pictures for the phone"), lambda: self.send("png"), more=True, icon="export")
        across = QHBoxLayout()
        across.setSpacing(theme.px("l"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Documents"))
        self.list.setFixedWidth(theme.px("nav") + theme.px("xl") * 3)
        for key, kind in KINDS.items():
            item = QListWidgetItem(tr(kind.title))
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, theme.px("row")))
            self.list.addItem(item)
        across.addWidget(self.list)
        self.card = Card().inset()
        self.holder = QVBoxLayout()
        self.card.body.addLayout(self.holder)
        self.card.body.addStretch(1)
        across.addWidget(self.card, 1)
        self.body.addLayout(across, 1)
        self.form: Form | None = None
        self.list.currentItemChanged.connect(lambda now, _: self.guard(lambda: self._show(now)))
        self.list.itemActivated.connect(lambda _: self.guard(self.preview))
        self.list.setCurrentRow(0)

    def refresh(self) -> None:
        """How many documents there are to choose from."""
        self.set_subtitle(plural("{n} document", "{n} documents", len(self.kinds)))

    def open(self, target: Target) -> None:
        """A kind of document."""
        match target:
            case OfKind(kind):
                for row in range(self.list.count()):
                    if self.list.item(row).data(Qt.ItemDataRole.UserRole) == kind:
                        self.list.setCurrentRow(row)
            case _:
                super().open(target)

    def first_focus(self) -> QWidget | None:
        """The list, so that arrows choose at once."""
        return self.list

    @property
    def chosen(self) -> Any:
        """The kind under the cursor."""
        return self.kinds[self.list.currentItem().data(Qt.ItemDataRole.UserRole)]

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        kept = {} if self.form is None else {name: field.raw() for name, field in self.form.fields.items()}
        while self.holder.count():
            old = self.holder.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        kind = self.chosen
        self.holder.addWidget(text(tr(kind.title), "section"))
        self.holder.addWidget(text(self._hint(kind), "quiet"))
        self.form = Form(self._fields(kind, kept), self, columns=2)
        self.form.submitted.connect(lambda: self.guard(self.preview))
        self.holder.addWidget(self.form)

    def _hint(self, kind: Any) -> str:
        from reports.selection import DAY, PERIOD

        if DAY in kind.one_of:
            return tr("Choose a month, a span, a day or one number; a household narrows it down.")
        if DAY in kind.takes and PERIOD in kind.takes:
            return tr(
                "All of a month, one list for each village; a day makes a list for each drive planned on it."
            )
        if PERIOD in kind.takes:
            return tr("All of a month or a span in one file, or those of one village or household.")
        if not kind.takes:
            return tr("There is nothing to choose.")
        return tr("Leave a field empty to print all.")

    def _fields(self, kind: Any, kept: dict[str, Any]) -> list[Field]:
        from models.queries import suggestions
        from models.settings import setting
        from reports.selection import DAY, HOUSEHOLD, NUMBER, PERIOD, SPAN, VILLAGE

        fields: list[Field] = []
        if PERIOD in kind.takes:
            fields.append(TextField("period", tr("Month"), value=kept.get("period") or self._month()))
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

    def export(self) -> None:
        """Write the results workbook of the month."""
        key = self._month()
        if self.form is not None and "period" in self.form.fields:
            key = str(self.form.fields["period"].raw() or key).strip()
        target = ask_target(self, tr("Results {period}").format(period=key))
        if target is not None:
            self.export_to(target, key)

    def export_for(self, form: str) -> None:
        """Write the county office's sheets, or the accounts with enterprises, of the month or span chosen."""
        target = ask_target(
            self, tr("County office") if form == "county" else tr("Accounts with enterprises")
        )
        if target is not None:
            self.write_for(form, target)

    def write_for(self, form: str, target: Path) -> None:
        """Write a workbook for others to a place, in the background."""
        from models.settings import setting
        from reports.paper.language import paper_translator
        from reports.programme.county_export import write_county, write_enterprises

        fields = {} if self.form is None else self.form.fields

        def said(name: str) -> str | None:
            return str(fields[name].raw()).strip() or None if name in fields else None

        period = said("period") if "period" in fields else self._month()
        asked = Selection(period, since=said("since"), until=said("until"))

        def write(days: tuple[date, date]) -> None:
            speak = paper_translator(str(setting("paper.language")))

            def work(progress: Progress) -> None:
                if form == "county":
                    write_county(target, *days, tr=speak, progress=lambda at, of: progress(at, of, ""))
                else:
                    write_enterprises(target, *days, tr=speak)

            self.run(
                tr("Writing the workbook"),
                work,
                lambda _: say_written(self, target, tr("Written: {file}").format(file=target.name)),
            )

        self.attempt(lambda _: asked.days(), form=self.form, done=write)

    def export_to(self, target: Path, key: str) -> None:
        """Write the results of a month to a place."""
        from models.queries.periods import period_named

        def check(_: Any) -> None:
            try:
                period_named(key)
            except UserError as error:
                raise UserError(error.message, "period") from error

        if self.attempt(check, form=self.form):
            export_results(self, target, key)
