"""The search for a drive, beside the window: its bar tells the best found so far, and stopping keeps that."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from PySide6.QtWidgets import QWidget

from models import format
from models.errors import Cancelled
from models.i18n import tr
from models.rules.road.day import Plan
from models.rules.road.solver import Progress as Search
from models.rules.road.solver import SoFar
from ui.kit.background_task import Progress, run


def search(
    parent: QWidget,
    title: str,
    find: Callable[[Progress, Search], Plan],
    found: Callable[[Plan, str], object],
) -> None:
    """Call ``find(progress, search)``, then ``found(plan, rest)`` in the window's thread.

    ``search`` is what the planner tells its news; ``rest`` is what to add to the sentence about the plan.
    """
    stopped = Event()
    run(
        parent,
        title,
        lambda progress: find(progress, _telling(progress, stopped)),
        lambda plan: found(plan, _clock_ended(plan, stopped)),
        keeps=True,
    )


def _clock_ended(plan: Plan, stopped: Event) -> str:
    """Said where neither the search nor the user but the time allowed ended the search."""
    if plan.steady or stopped.is_set():
        return ""
    return tr("; the time was over before the search was")


def _telling(progress: Progress, stopped: Event) -> Search:
    """The planner's news for the bar; once the user stopped it, the best so far is kept."""

    def tell(share: float, best: SoFar | None) -> bool:
        words = ""
        if best is not None:
            words = tr("best so far {way}").format(way=format.distance(best.distance))
            if best.left_out:
                words += tr(", {n} left out").format(n=best.left_out)
        try:
            progress(int(share * 100), 100, words)
        except Cancelled:
            stopped.set()
            return True
        return False

    return tell
