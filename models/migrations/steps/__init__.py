"""The steps, one file each, in their order: the step of ``v02`` leads from layout 1 to layout 2.

Each stands as "module:name" and is imported for an older file only: one of today asks nothing but how many there are.

A step is frozen: it is the SQL of its day, asks no class of today, and is never changed once a file may have gone
through it. Foreign keys are on: a table that is dropped to be rebuilt would take the rows along that refer to it.
What it gives to rows that are there is written down in `models.layouts`, by which they are held against the log.
Once a step is added, a file of its layout is made and kept: ``python -m tests.upgrades.make``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

Step = tuple[str, ...] | Callable[[], None]
"""Statements in their order, or a function where SQL alone does not do it."""

Kept = Callable[[Callable[[], int]], None]
"""Changes records; given what makes the keys of new ones."""


def found(place: str) -> Any:
    """What stands at a "module:name" of the steps."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(f"{__name__}.{module}"), name)


KEPT: dict[int, str] = {22: "v22_programme:keep_groups"}
"""By layout what else becomes of an older file's records: the operation that takes the file over logs it."""

STEPS: tuple[tuple[str, str | Step], ...] = (
    ("deliveries name their orders", "v02_delivery_lines:STATEMENTS"),
    ("breakdowns on the road", "v03_breakdowns:STATEMENTS"),
    ("movements are indexed by place and item", "v04_movement_indexes:STATEMENTS"),
    ("slips are indexed by kind and date", "v05_voucher_kinds:STATEMENTS"),
    ("agreements are found by number", "v06_number_tails:STATEMENTS"),
    ("locked periods keep their tax table", "v07_tax_tables:STATEMENTS"),
    ("locked periods keep the days their statements name", "v08_statement_days:STATEMENTS"),
    ("units take the decimals set for them", "v09_units:STATEMENTS"),
    ("subcontracts keep their rates", "v10_subcontract_rates:STATEMENTS"),
    ("locked periods know what their sheets are made of", "v11_locked_sheets:STATEMENTS"),
    ("paid is said of each statement", "v12_payments:STATEMENTS"),
    ("names sort by pinyin", "v13_pinyin:fill_pinyin"),
    ("stocktakes keep what they found", "v14_counts:STATEMENTS"),
    ("slips that reverse another are indexed alone", "v15_reversals:STATEMENTS"),
    ("older rows' changes are indexed alike", "v16_change_index:STATEMENTS"),
    ("operations carry a seal", "v17_seals:STATEMENTS"),
    ("orders may have a price", "v18_sale_prices:STATEMENTS"),
    ("pieces may be counted by defect", "v19_defects:STATEMENTS"),
    ("records may have photos", "v20_photos:STATEMENTS"),
    ("people may sign in", "v21_users:STATEMENTS"),
    ("the county's programme has its registers", "v22_programme:STATEMENTS"),
)
