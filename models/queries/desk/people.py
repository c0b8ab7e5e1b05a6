"""Who signs in to the file, as a list."""

from __future__ import annotations

from peewee import Case

from models.i18n import mark, tr
from models.kinds import TEXT
from models.queries.listing import STATUS, ListColumn, Listing
from models.setting_definitions import PEOPLE
from models.tables.desk import User


def users() -> Listing:
    """Everybody who signs in or did, by name; who left comes last."""
    return Listing(
        "users",
        PEOPLE,
        (
            ListColumn.of(User.name),
            ListColumn.of(User.role),
            ListColumn(
                "asked",
                mark("PIN or password"),
                TEXT,
                Case(None, ((User.secret != "", tr("given")),), tr("none, a click is enough")),
            ),
            ListColumn(
                "status", mark("Status"), STATUS, Case(None, ((User.active, "used"),), "used_no_more")
            ),
        ),
        lambda: User.select(User.id),
        User.id,
        order="status",
    )
