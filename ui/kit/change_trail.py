"""What ever happened to a record: who did what when, and which words and figures it changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models.i18n import tr
from models.queries.desk import history
from ui.kit.card import Card
from ui.kit.text import paragraph
from ui.shell import theme

FAR_BACK = 40  # changes of one record that are told one by one


class Trail(Card):
    """A card below a record, the newest change first; hidden where nothing is known."""

    def __init__(self) -> None:
        super().__init__(tr("History"))
        self.inset()
        self.lines: list[str] = []

    def tell(self, key: int, table: Any) -> None:
        """Tell what happened to the record of a key in its table."""
        found = history.changes_of(key, table, FAR_BACK)
        told = [
            (
                " · ".join(part for part in (f"{one.at:%Y-%m-%d %H:%M}", one.user, one.title) if part),
                # What a new record began with stands on the page; only what became different is worth a line.
                [in_words(one.kind, field) for field in one.fields] if one.kind == "changed" else [],
            )
            for one in found
        ]
        lines = [words for head, fields in told for words in (head, *fields)]
        self.setVisible(bool(lines))
        if lines == self.lines:
            return
        self.lines = lines
        while self.body.count():
            widget = self.body.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for head, fields in told:
            self.body.addWidget(_line(head, "quiet"))
            for words in fields:
                line = _line(words, "base")
                line.setContentsMargins(theme.px("l"), 0, 0, 0)
                self.body.addWidget(line)


def _line(words: str, role: str) -> QWidget:
    line = paragraph(words, role)
    line.setAccessibleName(words)
    return line


def in_words(kind: str, change: history.FieldChange) -> str:
    """One field's change as a phrase: 电话: 138… → 139…."""
    if kind == "changed":
        return tr("{field}: {before} → {after}").format(
            field=change.label, before=change.before or "—", after=change.after or "—"
        )
    return tr("{field}: {value}").format(field=change.label, value=change.after or change.before)
