"""Who signs in to the file, under Settings: added, given another role or PIN, ended."""

from __future__ import annotations

from models.database import current_password
from models.i18n import tr
from models.queries.desk.people import users
from models.tables.desk import User
from ui.kit.button import ActionButton
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.record_table import RecordTable
from ui.pages.desk.people_forms import file_password_sheet, secret_sheet, user_sheet


class PeopleList(RecordTable):
    """Everybody who signs in; Enter changes one."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            users(),
            page,
            User,
            lambda user: user_sheet(page, user),
            empty=Empty(
                tr(
                    "Nobody signs in: everybody at this computer may do everything. The first one is a manager."
                ),
                tr("New user"),
                self.create,
                "users",
            ),
            search=False,
        )
        self.opened.connect(self.edit)
        self.add_row_action(tr("Change"), self.edit, "Ctrl+E", "edit")
        self.add_row_action(tr("New PIN…"), self.reset, "", "key")
        if current_password() is not None:
            self.add_row_action(tr("Password for the file…"), self.let_open, "", "lock")
        self.new = ActionButton(tr("New user"), icon="plus", slot=lambda: page.guard(self.create))

    def let_open(self, key: int) -> None:
        """A password by which somebody opens the encrypted file."""
        self.page.done_by(file_password_sheet(self.page, User.get_by_id(key)), tr("Saved {name}"))

    def reset(self, key: int) -> None:
        """Another PIN for who forgot it."""
        self.page.done_by(secret_sheet(self.page, User.get_by_id(key)), tr("Saved {name}"))
