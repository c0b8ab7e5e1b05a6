"""A list of records, each with a form: added to and changed from where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from models.database import Record
from models.i18n import tr
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page
from ui.kit.several import several_sheet
from ui.kit.table import TableView


class Alike(NamedTuple):
    """What several records may have alike: the fields, what saves them all or none, and the words of how many."""

    fields: Iterable[str]
    save: Callable[..., Any]
    saved: Callable[[int], str]


class RecordTable(TableView):
    """A list of a table's records. ``sheet(record)`` is the form of one, and of a new one for None.

    Several are changed at once in what is ``alike``; ``saved`` is said once one was saved.
    """

    def __init__(
        self,
        listing: Any,
        page: Page,
        of: type[Record],
        sheet: Callable[[Any], Sheet],
        *,
        alike: Alike | None = None,
        saved: str = "",
        **options: Any,
    ) -> None:
        super().__init__(listing, page, **options)
        self.page, self._of, self._sheet, self._alike = page, of, sheet, alike
        self._saved = saved or tr("Saved {name}")

    def create(self) -> Any:
        """A new record, which is chosen once it is saved; answers it, or None."""
        row = self.page.done_by(self._sheet(None), self._saved)
        if row is not None:
            self.refresh()
            self.select(row.id)
        return row

    def edit(self, key: int) -> None:
        """Change a record."""
        self.page.done_by(self._sheet(self._of.get_by_id(key)), self._saved)

    def edit_chosen(self, keys: list[int]) -> None:
        """Change the record chosen, or what several may have alike."""
        if len(keys) == 1 or self._alike is None:
            self.edit(keys[0])
            return
        fields, save, saved = self._alike
        self.page.done_by(several_sheet(self.page, self._of, keys, fields, save), saved(len(keys)))
