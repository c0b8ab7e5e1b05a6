"""Settings: drawn from their declarations, one section at a time; and what concerns the file itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from models.declared_setting import CHOICE, TAX_TABLES, Declared
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import NOTE, FigureField
from models.queries.desk.target import Setting, Target
from models.setting_definitions import BY_KEY, DECLARED, ELSEWHERE, FILE, PEOPLE
from models.settings import change_settings, settings, shown
from ui.kit.boxes import hbox
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.form import ChoiceField, Field, Form, widget_of
from ui.kit.page import Page
from ui.kit.scrolled import Scrolled
from ui.kit.text import paragraph
from ui.kit.turns import Pieces
from ui.pages.desk.file_check import FileCheck
from ui.pages.pay.tax import TaxTablesField
from ui.shell import theme
from ui.shell.errors import Consent

LONG_TEXT = 14  # lines of a text that has several


class OneOf(ChoiceField):
    """One of the choices declared; an empty one is a choice like any other: as the system has it."""

    def value(self) -> Any:
        """The choice, whatever it is."""
        return self.raw()


def field_of(declared: Declared) -> Field:
    """The field a setting is changed with, named after its key."""
    label, hint = tr(declared.label), tr(declared.help) if declared.help else ""
    kind = declared.kind
    widget: Any = OneOf if kind is CHOICE else TaxTablesField if kind is TAX_TABLES else widget_of(kind)
    options: dict[str, Any] = {"hint": hint}
    if kind is NOTE:
        options["lines"] = LONG_TEXT if declared.standard else 3
    elif kind is CHOICE:
        options |= {"choices": [(value, tr(words)) for value, words in declared.choices], "required": True}
    elif isinstance(kind, FigureField):
        options |= {"minimum": declared.minimum, "required": True}
    made: Field = widget(declared.key, label, **options)
    return made


class SettingsPage(Page):
    """Sections at the left, the fields of the chosen one at the right."""

    title = mark("Settings")
    help_key = "settings"

    def build(self) -> Pieces:
        """One form a section; the file comes last."""
        self.set_primary(tr("Save"), self.save, "Ctrl+Enter", "save")
        self.add_action(tr("Reset to defaults"), self.usual, "Ctrl+U")
        across = hbox("l")
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sections"))
        self.list.setFixedWidth(theme.px("nav") + theme.px("xl"))
        self.pile = QStackedWidget()
        # Each part in its place before it is filled: Qt dresses anew whatever is moved.
        self.body.addLayout(across, 1)
        across.addWidget(self.list)
        across.addWidget(self.pile, 1)
        self.forms: dict[str, Form] = {}
        for section in dict.fromkeys(declared.section for declared in DECLARED):
            declared = [one for one in DECLARED if one.section == section and one.key not in ELSEWHERE]
            fields: list[Field] = []
            for one in declared:
                yield
                fields.append(field_of(one))
            yield
            form = Form(fields, columns=2 if len(declared) > 2 else 1)
            form.submitted.connect(lambda: self.guard(self.save))
            form.changed.connect(self._touched)
            self.forms[section] = form
            self._section(self._add(section), form)
        yield
        self._people(self._add(PEOPLE))
        yield
        self._file(self._add(FILE))
        self.list.currentRowChanged.connect(self._choose)
        self.list.setCurrentRow(0)

    def _add(self, section: str) -> Card:
        """The place of a section."""
        item = QListWidgetItem(tr(section))
        item.setData(Qt.ItemDataRole.UserRole, section)
        item.setSizeHint(QSize(0, theme.px("row")))
        self.list.addItem(item)
        card = Card(tr(section)).inset()
        self.pile.addWidget(card)
        return card

    def _section(self, card: Card, form: Form) -> None:
        holder = self._scrolling(card)
        holder.addWidget(form)
        holder.addStretch(1)

    def _scrolling(self, card: Card) -> QVBoxLayout:
        """Room in a section for what may be higher than a low screen."""
        inner = QWidget()
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(0, 0, theme.px("m"), 0)
        card.body.addWidget(Scrolled(inner), 1)
        return holder

    def _people(self, card: Card) -> None:
        """Who signs in, which is no setting but records of its own."""
        from ui.pages.desk.people_list import PeopleList

        self.people = PeopleList(self)
        card.head.addWidget(self.people.new)
        card.body.addWidget(self.people, 1)

    def _file(self, card: Card) -> None:
        holder = self._scrolling(card)
        self.place = paragraph("", "strong")
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cipher = paragraph("")
        self.copied = paragraph("")
        for words in (self.place, self.cipher, self.copied):
            holder.addWidget(words)
        holder.addSpacing(theme.px("m"))
        for label, icon, slot in self.desk.file_actions:
            button = ActionButton(label, icon=icon)
            button.clicked.connect(lambda _=False, slot=slot: self.guard(slot))
            holder.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.folder_button = ActionButton(
            tr("Show the folder"), icon="folder", slot=lambda: self.guard(self.show_folder)
        )
        holder.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.checking = FileCheck(self)
        holder.addWidget(self.checking)
        holder.addStretch(1)

    # -- keeping up ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is set, unless something is being changed here."""
        if not self.dirty:
            self._fill()
        self.people.refresh()
        self._say_file()

    def _fill(self) -> None:
        values = settings()
        for form in self.forms.values():
            form.set_values({key: shown(BY_KEY[key], values[key]) for key in form.fields})
        self.dirty = False

    def _say_file(self) -> None:
        from models.database import current_password, current_path
        from ui.shell.backup_commands import newest, state

        path = current_path()
        if path is None:
            return
        self.place.setText(str(path))
        self.cipher.setText(
            tr("The file is encrypted: nobody reads it without its password.")
            if current_password() is not None
            else tr("The file is not encrypted: whoever has it can read it.")
        )
        copy, (words, role) = newest(path), state(path)
        theme.set_role(self.copied, "type", "soon" if role == "soon" else "")
        self.copied.setText(f"{words} · {copy}" if copy is not None else words)

    def _touched(self) -> None:
        self.dirty = any(form.dirty for form in self.forms.values())

    def _choose(self, row: int) -> None:
        self.pile.setCurrentIndex(max(0, row))

    def open(self, target: Target) -> None:
        """A setting, a section, or "file"."""
        match target:
            case Setting(name):
                self.show_setting(name)
            case _:
                super().open(target)

    def where(self) -> Target | None:
        """The field one types in, else the section."""
        field = self._typed_in()
        return Setting(self._section_shown() if field is None else field.name)

    def _section_shown(self) -> str:
        return str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))

    def _typed_in(self) -> Field | None:
        """The field of the section shown that has the keyboard."""
        focus, form = self.window().focusWidget(), self.forms.get(self._section_shown())
        if focus is None or form is None:
            return None
        return next((field for field in form.fields.values() if field.isAncestorOf(focus)), None)

    def show_setting(self, name: str) -> None:
        """Go to a setting, a section, or the file."""
        if name == "file":
            self.list.setCurrentRow(self.list.count() - 1)
            return
        section = BY_KEY[name].section if name in BY_KEY else name
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == section:
                self.list.setCurrentRow(row)
        if name in BY_KEY:
            field = self.forms[section].field(name)
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            area = self.pile.currentWidget().findChild(QScrollArea)
            if area is not None:
                QTimer.singleShot(0, area, lambda: area.ensureWidgetVisible(field))

    def first_focus(self) -> QWidget | None:
        """The field one was led to, else the sections, so that arrows choose at once."""
        field = self._typed_in()
        return self.list if field is None else field.editor

    # -- changing ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep everything that was changed, in all sections."""
        self.attempt(self._save, form=self, done=lambda changed: self._saved(changed))

    def _save(self, consent: Consent) -> list[str]:
        changed: dict[str, Any] = {}
        standing = settings()
        for section, form in self.forms.items():
            if not form.dirty:
                continue
            try:
                values = form.values()
            except UserError:
                self.show_setting(section)
                raise
            # What was not touched may have been set in another window since it was shown.
            for key in form.touched:
                value = "" if values[key] is None else values[key]
                if value != shown(BY_KEY[key], standing[key]):
                    changed[key] = value
        if changed:
            change_settings(changed)
        return list(changed)

    def _saved(self, changed: list[str]) -> None:
        for form in self.forms.values():
            form.mark_clean()
        self.dirty = False
        self._fill()
        if not changed:
            self.notify(tr("Nothing was changed."))
            return
        self.notify(tr("Settings saved."), tr("Undo"), self.desk.undo)
        self.desk.settings_changed()

    def show_error(self, refusal: UserError) -> bool:
        """Put a refusal beside its field, in whatever section it is."""
        if refusal.field not in BY_KEY:
            return False
        self.show_setting(refusal.field)
        return self.forms[BY_KEY[refusal.field].section].show_error(refusal)

    def usual(self) -> None:
        """Show the usual values of this section; saving keeps them."""
        form = self.forms.get(self._section_shown())
        if form is None:
            return
        for key, field in form.fields.items():
            field.set_value(shown(BY_KEY[key], BY_KEY[key].default))
        self._touched()
        self.notify(tr("Defaults filled in. Save to keep them."))

    # -- the file ------------------------------------------------------------------------------------------------------

    def show_folder(self) -> None:
        """Open the folder the file lies in."""
        from models.database import current_path

        path = current_path()
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
