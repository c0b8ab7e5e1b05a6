"""What a setting is: its key, its kind, its value where nobody has set it, and what it is called."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from models.i18n import tr
from models.kinds import ChoiceField, Kind


class TaxTables(Kind):
    """The tax tables, as `rules.pay.tax.plain` writes them."""


CHOICE: Final = ChoiceField()
TAX_TABLES: Final = TaxTables()


class Declared(NamedTuple):
    """One setting: its key, what kind of value it holds, and what it is where nobody has set it.

    ``standard`` is what an empty text of lines stands for; the dialog shows it (`shown`), so that it can be changed.
    """

    key: str
    kind: Kind
    default: Any
    section: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    standard: tuple[str, ...] = ()

    def worded(self, value: Any) -> str:
        """A value of it as a reader sees it."""
        if self.kind is CHOICE:
            return tr(dict(self.choices).get(value, str(value)))
        return str(self.kind.worded(value))
