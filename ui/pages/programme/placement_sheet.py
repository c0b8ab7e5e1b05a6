"""What a placement that was saved settles: wishes for a job, and a vacancy; nothing is settled silently."""

from __future__ import annotations

from typing import Any

from models.actions.programme.referrals import settle_placement
from models.i18n import tr
from models.queries.programme.matching import open_wishes, vacancy_taken
from models.tables.programme import Placement
from ui.kit.field import CheckField
from ui.kit.form import Form
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page


def offer_to_settle(page: Page, placed: Any) -> None:
    """Offer to meet the person's open wishes and to take a vacancy's place, where there are any."""
    sheet = settling_sheet(page, placed.id)
    if sheet is not None:
        page.done_by(sheet, tr("The placement is settled"))


def settling_sheet(page: Page, placement: int) -> Sheet | None:
    """What a placement may settle, each to tick; None where it settles nothing."""
    row: Any = Placement.get_by_id(placement)
    wishes, vacancy = open_wishes(row), vacancy_taken(row)
    fields = [
        CheckField(
            f"wish{wish.id}", tr("Wish for a job of {day}").format(day=wish.date.isoformat()), value=True
        )
        for wish in wishes
    ]
    if vacancy is not None:
        words = tr("Takes a place of vacancy {number}").format(number=vacancy.number)
        fields.append(CheckField("vacancy", words, value=True))
    if not fields:
        return None

    def act(_: Any, values: dict[str, Any]) -> None:
        met = [wish.id for wish in wishes if values[f"wish{wish.id}"]]
        taken = vacancy.id if vacancy is not None and values["vacancy"] else None
        settle_placement(placement, met, taken)

    intro = tr("{name}, {employer}, since {day}. What does it settle?").format(
        name=row.worker.name, employer=row.employer, day=row.start.isoformat()
    )
    if vacancy is not None:
        intro += f"\n{vacancy.number} {vacancy.post}"
    return Sheet(page, tr("Settle the placement"), Form(fields), tr("Settle"), act, intro=intro)
