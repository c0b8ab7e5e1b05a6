"""What is done or shown on a page although a later room knows how: each by a name, imported when asked for.

The pages say which function or class that is (`ui.pages`), so that a household's page may pay an advance without
knowing pay, and the stock's show machines without knowing guidance.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final

_acts: Final[dict[str, str]] = {}


def offer_acts(places: Mapping[str, str]) -> None:
    """Say where each stands: name → "module:function" of (page, the record's key), or "module:Class" of the page."""
    _acts.update(places)


def act(name: str, page: Any, key: int) -> None:
    """Do what a name stands for on a page, for a record by its key."""
    _found(name)(page, key)


def part(name: str, page: Any) -> Any:
    """The part of a page that a name stands for, made for that page."""
    return _found(name)(page)


def _found(name: str) -> Any:
    module, _, member = _acts[name].partition(":")
    return getattr(importlib.import_module(module), member)


def acts() -> Mapping[str, str]:
    """Every act and part, and where it stands."""
    return _acts
