"""The month a page of pay looks at, and its statements once they are reckoned."""

from __future__ import annotations

from models.errors import UserError
from models.queries.pay import earnings
from models.queries.pay.locking import LockOutlook


class ShownMonth:
    """``key`` is the month asked for; ``month`` what was reckoned of it last, None until then.

    ``outlook``: what locking it would do, while it is open.
    """

    def __init__(self) -> None:
        self.key = ""
        self.month: earnings.PayMonth | None = None
        self.outlook: LockOutlook | None = None

    @property
    def ready(self) -> bool:
        """Whether the month asked for is reckoned."""
        return self.month is not None and self.month.period.key == self.key

    def may_open_again(self, newest_locked: str) -> bool:
        """Whether it can be unlocked: the newest that is locked, with nobody paid."""
        return (
            self.month is not None
            and self.month.period.key == self.key == newest_locked
            and all(one.paid_on is None for one in self.month.statements)
        )

    def statement(self, household: int | None) -> earnings.PayStatement | None:
        """The statement of a household, where it has one."""
        found = () if self.month is None else self.month.statements
        return next((one for one in found if one.household == household), None)

    def statements(self, households: list[int]) -> list[earnings.PayStatement]:
        """The statements of some households, without those that have none."""
        return [one for one in map(self.statement, households) if one is not None]

    def with_payment(
        self, households: list[int], payments: tuple[str, ...], otherwise: str
    ) -> list[earnings.PayStatement]:
        """Those of some households that are paid, or not, as one of ``payments``; raises UserError where none is."""
        found = [one for one in self.statements(households) if one.payment in payments]
        if not found:
            raise UserError(otherwise)
        return found
