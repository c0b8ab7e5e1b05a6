"""Whether the laptop's clock can be right, by what was done last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from models.i18n import tr
from models.queries.desk.history import newest_day

IDLE: Final = timedelta(days=92)
"""Where nothing was done for so long, the clock may have been set ahead as well."""


def clock_doubt(today: date) -> str:
    """That the clock dates slips, pay and backups wrong, before anything is; "" where nothing speaks against it."""
    newest = newest_day()
    if newest is None or newest <= today <= newest + IDLE:
        return ""
    if newest > today:
        words = tr(
            "The clock says {today}, but the newest entry was made on {newest}. Set the date right first."
        )
    else:
        words = tr("The clock says {today}; nothing was entered since {newest}. Is the date right?")
    return words.format(today=today.isoformat(), newest=newest.isoformat())
