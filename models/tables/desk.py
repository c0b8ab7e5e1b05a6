"""Who signs in to a file."""

from __future__ import annotations

import uuid

import peewee

from models.database import Record
from models.i18n import mark
from models.kinds import ChoiceField, FlagField, NameField
from models.rules.desk.roles import ROLES


def _label() -> str:
    return uuid.uuid4().hex


class User(Record):
    """Somebody who signs in. Who left is no longer ``active``; the name stays, since it stands on slips.

    ``secret`` is what a PIN or password is known again by, "" where a click is enough. ``label`` names the user where
    the file's own key is kept (`models.key_file`).
    """

    LABEL = mark("User")

    name = NameField(unique=True, person=True, longest=40, most=40, verbose_name=mark("Name", "person"))
    role = ChoiceField(choices=ROLES, verbose_name=mark("Role"))
    active = FlagField(default=True, verbose_name=mark("Signs in"))
    secret = peewee.TextField(default="")
    label = peewee.TextField(default=_label)
