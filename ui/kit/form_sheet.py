"""A form in a window of its own: it stays open while the action refuses, and says why beside the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from models.i18n import tr
from ui.kit.boxes import STRETCH, hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog, most
from ui.kit.drafts import Draft
from ui.kit.form import Form
from ui.kit.scrolled import Scrolled
from ui.kit.shown_record import ShownRecord
from ui.kit.text import paragraph, text
from ui.shell import errors, theme
from ui.shell.errors import Consent


class Sheet(Dialog):
    """A form with one button. ``act(consent, values)`` is an action; its answer is kept in ``result_value``.

    With a ``draft`` name what is typed survives a crash and stands there again; an ``extra`` part takes part with
    ``edited``, ``kept()`` and ``restore(kept)``.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        form: Form,
        verb: str,
        act: Callable[[Consent, dict[str, Any]], Any],
        *,
        intro: str = "",
        extra: QWidget | None = None,
        draft: str = "",
    ) -> None:
        super().__init__(parent)
        self._draft = Draft(draft)
        self.form, self._act, self._extra = form, act, extra
        self.result_value: Any = None
        self.setWindowTitle(title)
        outer = self.body_layout()
        outer.addWidget(text(title, "page"))
        if intro:
            outer.addWidget(paragraph(intro, "quiet"))
        outer.addWidget(self._problem_line())
        if self._restore():
            outer.addWidget(paragraph(tr("What was typed last time and not saved is here again."), "soon"))
        self._fields = _FormArea(form)
        self._extra_area: Scrolled | None = None
        outer.addWidget(self._fields, 1 if extra is None else 0)
        if extra is not None:
            # A wide table scrolls by itself; nothing beside it may go out of sight with it.
            extra.setMinimumWidth(min(extra.minimumWidth(), most(self).width() - 4 * theme.px("xl")))
            # What is below the form has the room that is left.
            self._fields.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            outer.addWidget(extra, 1)
            self._fields.setVisible(bool(form.fields))
        outer.addLayout(self._buttons(verb))
        # Enter behind the last field comes to what saves, not to what throws away.
        QWidget.setTabOrder(self.primary, self._cancel)
        self._fit()
        self.on_ctrl_enter(self.submit)
        form.submitted.connect(self.submit)
        form.unfolded.connect(self._follow_form)
        if self._draft.name:
            form.changed.connect(self._keep_draft)
            if hasattr(extra, "edited"):
                extra.edited.connect(self._keep_draft)
        for field in form.fields.values():
            if field.editor.isEnabled():
                field.editor.setFocus()
                break

    def _problem_line(self) -> QFrame:
        """Where a refusal that belongs to no field is said; hidden until there is one."""
        self._problem = QFrame()
        self._problem.setObjectName("problem")
        line = QHBoxLayout(self._problem)
        line.setContentsMargins(theme.px("m"), theme.px("s"), theme.px("m"), theme.px("s"))
        picture = QLabel()
        size = theme.px("icon")
        picture.setPixmap(theme.icon("error", "wrong").pixmap(size, size))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self._sentence = paragraph("")
        line.addWidget(self._sentence, 1)
        self._problem.hide()
        return self._problem

    def _buttons(self, verb: str) -> QHBoxLayout:
        self._cancel = ActionButton(tr("Cancel"), "Esc", slot=self.reject)
        self.primary = ActionButton(verb, "Ctrl+Enter", primary=True, slot=self.submit)
        self.primary.setAutoDefault(True)
        return hbox("s", STRETCH, self._cancel, self.primary)

    def _fit(self) -> None:
        """As large as what is in it, where the screen has the room."""
        room = most(self)
        # How high a form is, is only known once its fields are dressed.
        self.ensurePolished()
        for field in self.form.fields.values():
            for part in (field, *field.findChildren(QWidget)):
                part.ensurePolished()
        fields = self.form.layout()
        fields.activate()
        # A width said outright hides what the layout needs, so that is asked first.
        least = theme.px("dialog") if fields.columnCount() < 2 else theme.px("sheet")
        self._keep_buttons_in_view(room)
        self.setMinimumWidth(min(room.width(), max(least, self.layout().minimumSize().width())))
        self.resize(self.sizeHint().boundedTo(room))

    def _follow_form(self) -> None:
        """The form shows more or less: as high as it wants, where the screen has the room."""
        self.form.layout().activate()
        # The layout remembers how high the place of the form was.
        self._fields.updateGeometry()
        self.layout().activate()
        wanted = self.sizeHint().height()
        self.resize(self.size().expandedTo(self.sizeHint()).width(), min(wanted, most(self).height()))

    def _keep_buttons_in_view(self, room: QSize) -> None:
        """On a low screen what is below the form scrolls."""
        needed = self.layout().minimumSize()
        if self._extra is None or (
            needed.height() + self._refused() <= room.height() and needed.width() <= room.width()
        ):
            return
        self._extra_area = area = Scrolled(sideways=True)
        self.layout().replaceWidget(self._extra, area)
        area.hold(self._extra)
        area.setMinimumHeight(theme.px("header") + theme.px("row"))
        margins = self.layout().contentsMargins()
        wish = self._extra.minimumSizeHint().expandedTo(self._extra.minimumSize()).width()
        wish += area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(min(wish, room.width() - margins.left() - margins.right()))

    def loosen(self) -> None:
        """Neither the form nor what is below it scrolls by itself any more."""
        self._fields.setMinimumHeight(self.form.sizeHint().height() + 2)
        area = self._extra_area
        if area is not None and self._extra is not None:
            needed = self._extra.minimumSizeHint().expandedTo(self._extra.minimumSize())
            area.setMinimumHeight(needed.height() + area.horizontalScrollBar().sizeHint().height())

    def spare(self) -> int:
        """The height of a refusal."""
        return 0 if self._problem.isVisibleTo(self) else self._refused()

    def _refused(self) -> int:
        return self._problem.sizeHint().height() + self.layout().spacing()

    def begin_with(self, proposed: Mapping[str, Any], first: str, words: str = "") -> None:
        """Propose values that may be changed, and begin at a field with the words typed so far."""
        self.form.set_values(proposed)
        self.form.field(first).set_value(words or None)
        self.form.field(first).editor.setFocus()

    def submit(self) -> None:
        """Do it; close when it was done."""
        self._problem.hide()
        self.form.clear_errors()

        def act(consent: Consent) -> Any:
            values = self.form.values()
            with self._draft.posting(self._content()):
                return self._act(consent, values)

        if errors.attempt(self, act, form=self.form, done=self._keep):
            self.accept()

    def reject(self) -> None:
        """Close; what was typed is only thrown away when the user says so."""
        if self._typed:
            from ui.shell.message_box import Question

            box = Question(self, tr("Discard what was typed here?"), verb=tr("Discard"), loses=True)
            if box.exec() != QDialog.DialogCode.Accepted:
                return
        self._draft.drop()
        super().reject()

    def leave_for(self, go: Callable[[], object]) -> None:
        """Close to look at something else; what is typed stays as a draft, or is asked about where none is kept."""
        if self._draft.name and not self._draft.unkept:
            super().reject()
        else:
            self.reject()
        if not self.isVisible():
            with errors.caught(self.parentWidget()):
                go()

    def say_refusal(self, sentence: str) -> None:
        """A refusal that belongs to no field, above the form."""
        self._sentence.setText(sentence)
        self._problem.show()
        self.bring_into_view(self._problem)

    def _keep(self, result: Any) -> None:
        self.result_value = result
        self.form.mark_clean()
        self._draft.drop()

    # -- drafts ------------------------------------------------------------------------------------------------

    @property
    def _typed(self) -> bool:
        return self.form.dirty or bool(getattr(self._extra, "dirty", False))

    def _content(self) -> dict[str, Any]:
        kept = getattr(self._extra, "kept", None)
        return {"form": self.form.kept(), "extra": kept() if callable(kept) else None}

    def _keep_draft(self) -> None:
        sentence = self._draft.keep(self._content() if self._typed else None)
        if sentence:
            self.say_refusal(sentence)

    def _restore(self) -> bool:
        content = self._draft.kept()
        if content is None:
            return False
        self.form.restore(content.get("form") or {})
        if content.get("extra") is not None and hasattr(self._extra, "restore"):
            self._extra.restore(content["extra"])
        return self._typed


def saves(
    save: Callable[[dict[str, Any], Any], Any],
    record: Any = None,
    told: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> Callable[[Consent, dict[str, Any]], Any]:
    """What a sheet does to save a new record, or what was changed of one, as it is by then.

    ``told`` makes values of the record of those of the form.
    """
    shown = None if record is None else ShownRecord(record)

    def act(consent: Consent, values: dict[str, Any]) -> Any:
        said = told(values)
        return save(said, None) if shown is None else save(*shown.changes(said))

    return act


class _FormArea(Scrolled):
    """As high as its form where the screen has the room."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        hint = form.sizeHint()
        self.setMinimumHeight(min(hint.height() + 2, theme.room(self).height() * 3 // 10))
        self.setMinimumWidth(hint.width())

    def sizeHint(self) -> QSize:
        """The form's own."""
        return self.widget().sizeHint() + QSize(2, 2)
