"""Asking on a map where somebody lives, from a form that knows nothing of maps.

The pages say which window asks (`ui.pages`); it is imported when somebody wants it.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

from PySide6.QtWidgets import QWidget

_asked_by: Final[list[str]] = []


def offer_map(place: str) -> None:
    """Say what asks: "module:function" of the parent and of what is known of the household."""
    _asked_by[:] = [place]


def ask_on_map(parent: QWidget, name: str, **known: Any) -> Any:
    """Ask where the household of that name lives: a WGS-84 point, None when nobody says."""
    module, _, function = _asked_by[0].partition(":")
    return getattr(importlib.import_module(module), function)(parent, name, **known)
