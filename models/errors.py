"""The three ways Yuanba says no. Everything else that is raised is a defect."""

from __future__ import annotations

from typing import NamedTuple


class UserError(Exception):
    """What was asked for cannot be done, said as one sentence in the user's language.

    ``field`` names the form field (or workbook column) the sentence belongs beside.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NeedsConfirmation(Exception):
    """The action is allowed, but only with the user's consent, and with a reason where one is asked.

    The caller asks once, then calls again with ``key`` among its ``consents``. ``verb`` is what the button says; where
    ``typed`` is given, the button waits until the first of these texts, or another, was typed.
    """

    def __init__(
        self,
        key: str,
        message: str,
        needs_reason: bool = False,
        *,
        verb: str = "",
        typed: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.key = key
        self.message = message
        self.needs_reason = needs_reason
        self.verb = verb
        self.typed = typed


class Cancelled(Exception):
    """The user stopped a long piece of work; everything it did was rolled back."""


class Problem(NamedTuple):
    """One thing wrong (or odd) in a workbook: where it stands and what to do about it."""

    sheet: str
    row: int | None
    column: str | None
    value: str
    message: str

    def sentence(self) -> str:
        """The problem as one line for a terminal or a log."""
        place = " ".join(str(p) for p in (self.sheet, self.row, self.column) if p is not None)
        shown = f' "{self.value}"' if self.value else ""
        return f"{place}{shown}: {self.message}"


class WorkbookRefused(UserError):
    """A workbook has faults; ``problems`` lists every one of them and nothing was imported.

    ``warnings`` are what was odd besides: a header nobody knows often explains the faults.
    """

    def __init__(self, message: str, problems: list[Problem], warnings: list[Problem] | None = None) -> None:
        super().__init__(message)
        self.problems = problems
        self.warnings = warnings or []
