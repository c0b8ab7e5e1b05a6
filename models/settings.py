"""Settings, as `models.setting_definitions` declares them, kept in the database they belong to.

A value equal to its default has no row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from models.database import db
from models.declared_setting import CHOICE, TAX_TABLES, Declared
from models.errors import UserError
from models.i18n import LANGUAGES, mark, tr, translator
from models.kinds import FLAG, FigureField
from models.operation import operation
from models.rights import needs
from models.rules.desk import roles
from models.rules.party.clauses import check_clauses, for_many
from models.rules.pay import tax
from models.setting_definitions import BY_KEY, DECLARED


def setting(key: str) -> Any:
    """The value of a setting in the open database."""
    row = db.execute_sql(_question(), (key,)).fetchone()
    return BY_KEY[key].default if row is None else json.loads(row[0])


@cache
def _question() -> str:
    """What asks for one setting, worded once: a printed page asks for dozens."""
    from models.tables.trail import Setting

    question, _ = Setting.select(Setting.value).where(Setting.key == "").sql()
    return str(question)


def settings() -> dict[str, Any]:
    """All settings of the open database, in one query."""
    from models.tables.trail import Setting

    stored = {row.key: json.loads(row.value) for row in Setting.select()}
    return {declared.key: stored.get(declared.key, declared.default) for declared in DECLARED}


@needs(roles.SETTINGS)
def change_settings(values: Mapping[str, Any]) -> None:
    """Set several settings in one operation.

    Raises UserError (field = key) for a value out of its bounds or choices.
    """
    _change(values)


@needs(roles.PAY_OUT)
def change_bank_settings(values: Mapping[str, Any]) -> None:
    """Set how the file for the bank is laid out; see `change_settings`."""
    assert all(BY_KEY[key].key.startswith("bank.") for key in values)
    _change(values)


def _change(values: Mapping[str, Any]) -> None:
    from models.tables.trail import Setting

    values = {key: _plain(BY_KEY[key], value) for key, value in values.items()}
    with operation(mark("Change settings")):
        for key, value in values.items():
            row = Setting.get_or_none(Setting.key == key)
            text = json.dumps(value, ensure_ascii=False)
            if value == BY_KEY[key].default:
                if row is not None:
                    row.delete_instance()
            elif row is None:
                Setting.create(key=key, value=text)
            elif row.value != text:
                row.value = text
                row.save()


def shown(declared: Declared, value: Any) -> Any:
    """A value as the dialog shows it: for an empty text the standard one, in the language of the paper."""
    if declared.standard and value == "":
        return _standard(declared, "en" if setting("paper.language") == "en" else "zh")
    return value


def _standard(declared: Declared, language: str) -> str:
    return for_many("\n".join(map(translator(language), declared.standard)))


def _plain(declared: Declared, value: Any) -> Any:
    """The value to keep once it was checked: the standard text is kept as none, so that it may grow better."""
    if declared.kind is TAX_TABLES:
        return _plain_tables(declared, value)
    _check(declared, value)
    if declared.standard and value.strip() in [_standard(declared, language) for language in LANGUAGES]:
        return ""
    if declared.key == "agreement.clauses":
        check_clauses(value, declared.key)
    return value


def _plain_tables(declared: Declared, value: Any) -> list[dict[str, Any]]:
    try:
        tables = tax.tables_of(value)
    except (TypeError, KeyError, ValueError) as error:
        raise UserError(tr("These are no tax tables."), declared.key) from error
    for fault in tax.faults(tables):
        raise UserError(fault.message, declared.key)
    return tax.plain(tables)


def _check(declared: Declared, value: Any) -> None:
    if isinstance(declared.kind, FigureField):
        if type(value) is not int:
            raise UserError(tr("A whole number is needed."), declared.key)
        low, high = declared.minimum, declared.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            low_shown, high_shown = ("" if one is None else declared.kind.shown(one) for one in (low, high))
            words = tr("Between {low} and {high}.").format(low=low_shown, high=high_shown)
            raise UserError(words, declared.key)
    elif declared.kind is CHOICE:
        if value not in [choice for choice, _ in declared.choices]:
            raise UserError(tr("Choose one of the list."), declared.key)
    elif declared.kind is FLAG:
        if not isinstance(value, bool):
            raise UserError(tr("Yes or no."), declared.key)
    elif not isinstance(value, str):
        raise UserError(tr("Text is needed."), declared.key)
