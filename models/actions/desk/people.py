"""Who signs in: adding somebody, another role, a new PIN, and who left."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from models import key_file, rights
from models.actions.upsert import Batch, effective, require
from models.database import current_path, db
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.rights import needs, shows
from models.rules.desk import roles
from models.secret import SECRET, kept_of
from models.signed_in import prove_secret, reads_as, refresh, sign_in
from models.tables.desk import User


@needs(roles.USERS)
def save_user(values: Mapping[str, Any], existing: Any = None) -> User:
    """Save who signs in; ``secret`` among the values is a new PIN or password, "" for none: a click is enough.

    Raises UserError (field) for a name that is missing, or reads like another's, when the first one is no manager, and
    when no manager would be left who signs in.
    """
    kept = dict(values)
    if kept.get(SECRET):
        kept[SECRET] = kept_of(kept[SECRET])
    first = not rights.guarded()
    batch = Batch(User, [(kept, existing)])
    batch.check(_check)
    with operation(mark("Save user {name}")) as opened:
        row: User = batch.write()[0]
        require_manager()
        opened.says(name=row.name)
        # Where the key file cannot be written nobody has left.
        close_to_who_left({row.label})
    if first:
        # Who makes the first user sits at the desk and is that user.
        sign_in(row.id, str(values.get(SECRET, "")))
    refresh()
    return row


@needs()
def change_own_secret(old: str, new: str) -> None:
    """Give oneself another PIN or password, "" for none.

    Raises UserError (field: old, secret) for a wrong or short one, MustWait after some that were wrong.
    """
    person = rights.person()
    row: Any = None if person is None else User.get_or_none(User.id == person.key)
    if row is None:
        raise UserError(tr("Nobody is signed in. Sign in first."))
    prove_secret(old, row.secret, row.name, row.label, "old")
    kept = kept_of(new) if new else ""
    with operation(mark("Change the PIN of {name}"), name=row.name):
        row.secret = kept
        row.save(only=[User.secret])


def close_to_who_left(labels: Set[str]) -> None:
    """Have the passwords of those among these labels who sign in no more open an encrypted file no more, either."""
    path = current_path()
    here = {row[0] for row in db.execute(User.select(User.label).where(User.active))}
    if path is not None:
        for label in labels - here:
            key_file.drop(path, label)


@shows()
def require_manager() -> None:
    """Raise UserError (field: role) when nobody who signs in would be a manager."""
    if not User.select().where(User.active, User.role == roles.MANAGER).exists():
        raise UserError(tr("Somebody who signs in must be a manager."), "role")


def _check(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name", "role")
    if effective(values, existing, "role") not in dict(roles.ROLES):
        raise UserError(tr("Choose one of the list."), "role")
    name = effective(values, existing, "name")
    own = None if existing is None else existing.id
    if own is None or name != existing.name:
        for key, other in db.execute(User.select(User.id, User.name)):
            # On a slip nobody tells the one from the other.
            if key != own and reads_as(other) == reads_as(name):
                raise UserError(tr('"{value}" exists already.').format(value=other), "name")
