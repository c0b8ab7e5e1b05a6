"""What is done for a record on its own page although a later room knows how: each by a name, imported when asked for.

The pages say which function that is (`ui.pages`), so that a household's page may pay an advance without knowing pay.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final

_acts: Final[dict[str, str]] = {}


def offer_acts(places: Mapping[str, str]) -> None:
    """Say where acts stand: name → "module:function" of (page, the record's key)."""
    _acts.update(places)


def act(name: str, page: Any, key: int) -> None:
    """Do what a name stands for on a page, for a record by its key."""
    module, _, function = _acts[name].partition(":")
    getattr(importlib.import_module(module), function)(page, key)


def acts() -> Mapping[str, str]:
    """Every act and where it stands."""
    return _acts
