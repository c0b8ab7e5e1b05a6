"""The kinds of value a field may hold: how each is stored, and how it is worded for a reader.

A field is described where its table is: ``verbose_name`` is its label, an English text to be translated where it is
shown; a field without one is an inner mark that no reader is told. What it holds is said by its class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee

from models import format
from models.i18n import tr


class MoneyField(peewee.BigIntegerField):
    """Money, in fen."""


class RateField(peewee.BigIntegerField):
    """A price or a piece rate, in ten-thousandths of a yuan."""


class QuantityField(peewee.BigIntegerField):
    """A quantity, in thousandths of its unit."""


class PercentField(peewee.BigIntegerField):
    """A share, in parts per million."""


class MetresField(peewee.BigIntegerField):
    """A way, in metres."""


class ClockField(peewee.IntegerField):
    """A time of day, in seconds after midnight."""


class UnitField(peewee.TextField):
    """The name of a unit, as it was written."""


class WordField(peewee.TextField):
    """One of a few words, kept in English, or whatever else somebody wrote there."""


class ChoiceField(peewee.TextField):
    """A code; ``choices`` are pairs of code and English label."""


class ChoicesField(ChoiceField):
    """Several codes with a blank between them."""


def _choice(field: Any, value: Any) -> str:
    labels = dict(field.choices or ())
    codes = str(value).split() if isinstance(field, ChoicesField) else [str(value)]
    return tr(", ").join(tr(labels[code]) if code in labels else code for code in codes)


_WORDED: tuple[tuple[type[peewee.Field], Callable[[Any, Any], str]], ...] = (
    (MoneyField, lambda field, value: format.yuan(value)),
    (RateField, lambda field, value: format.rate(value)),
    (QuantityField, lambda field, value: format.quantity(value)),
    (PercentField, lambda field, value: format.percent(value)),
    (MetresField, lambda field, value: format.distance(value)),
    (ClockField, lambda field, value: format.time_of_day(value)),
    (UnitField, lambda field, value: format.unit_name(str(value))),
    (WordField, lambda field, value: tr(str(value))),
    (ChoiceField, _choice),
    (peewee.BooleanField, lambda field, value: tr("Yes") if value else tr("No")),
)


def worded(field: peewee.Field, value: Any) -> str:
    """A kept value as a reader of the screen sees it, "" for none; days and times as they are kept."""
    if value is None or value == "":
        return ""
    say = next((say for kind, say in _WORDED if isinstance(field, kind)), None)
    return str(value) if say is None else say(field, value)
