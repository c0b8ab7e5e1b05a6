"""Each promise of trust is tried by a sample in every run, so ``dev.py test --trust`` takes all of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trust.promises import LONG

PATIENCE = 7_200
"""Seconds that a test may take which tries all of a promise."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here, before anything is chosen by its mark."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.sampled)
            if LONG:
                item.add_marker(pytest.mark.timeout(PATIENCE))
