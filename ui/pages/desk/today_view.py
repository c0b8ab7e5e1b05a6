"""The day at a glance: the answer behind the page Today. No window in here, so that it is asked before there is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import format
from models.gc_pause import held_back
from models.i18n import plural, tr
from models.queries.desk.alert import NEEDED, TO_COLLECT, TO_HAND_OUT, TO_VISIT, Alert
from models.queries.desk.alerts import material_alerts
from models.queries.desk.first_day import FirstStep, first_steps
from models.queries.desk.household_performance import Track, tracks
from models.queries.desk.today import OrderProgress, Today
from models.queries.pay.pay_summary import MonthSummary, month, pieces_of_month
from models.rights import may
from models.rules.desk import attention
from models.rules.desk.roles import SEE_PAY
from models.rules.ledger import voucher_kind

PAY = "pay"


@dataclass(slots=True)
class Glance:
    """Lists of matters by name, figures as (figure, remark) by name, what was done, the month and its orders,
    and the steps of the first day while there are any.

    ``open_work`` is kept until `material` was asked for, which takes longer; ``tracks`` are None until asked for.
    """

    day: date
    lists: dict[str, list[Alert]]
    figures: dict[str, tuple[str, str]]
    done: str
    month: MonthSummary
    orders: list[OrderProgress]
    first: list[FirstStep]
    open_work: Any = field(default=None, repr=False)
    tracks: list[Track] | None = None


def glance(day: date) -> Glance:
    """The day's answer, without what is amiss with material."""
    with held_back():
        return _glance(day)


def material(seen: Glance) -> list[Alert]:
    """What is amiss with material."""
    return material_alerts(seen.day, seen.open_work)


def kept_word(seen: Glance) -> list[Track]:
    """How each household kept its word in the month shown."""
    return tracks(seen.month.period, seen.day)


def _glance(day: date) -> Glance:
    today, earned = Today(day), month(day) if may(SEE_PAY) else pieces_of_month(day)
    lists = {
        NEEDED: today.alerts(),
        TO_HAND_OUT: today.hand_out_alerts(),
        TO_COLLECT: today.collect_alerts(),
        TO_VISIT: today.visit_alerts(),
    }
    hand_out, collect = today.to_hand_out(), today.to_collect()
    rework = sum(matter.kind == attention.REWORK for matter in lists[NEEDED])
    figures = {
        TO_HAND_OUT: (
            str(len({work.household for work in hand_out})),
            _joined(
                tr("households"),
                plural("{n} subcontract", "{n} subcontracts", len(hand_out)) if hand_out else "",
            ),
        ),
        TO_COLLECT: (
            str(len({work.household for work in collect})),
            _joined(tr("households"), _pieces(today.pieces_due())),
        ),
        TO_VISIT: (
            str(len(lists[TO_VISIT])),
            _joined(tr("households"), _counted(tr("{n} with much rework"), rework)),
        ),
        PAY: (
            format.money(earned.gross),
            _joined(tr("yuan"), plural("{n} household", "{n} households", earned.households)),
        ),
    }
    done = _joined(
        _counted(tr("{n} supplied"), today.met(*voucher_kind.ISSUES)),
        _counted(tr("{n} collected from"), today.met(voucher_kind.COLLECTION)),
        _counted(tr("{n} visited"), today.met(voucher_kind.VISIT)),
    )
    words = done and tr("Done so far: {done}").format(done=done)
    return Glance(day, lists, figures, words, earned, today.orders(), first_steps(), today.unfinished)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _counted(words: str, count: int) -> str:
    return words.format(n=count) if count else ""


def _pieces(sums: dict[str, int]) -> str:
    """The two largest sums, in whole units."""
    shown = [
        format.quantity((quantity + 500) // 1000 * 1000, unit) for unit, quantity in list(sums.items())[:2]
    ]
    return " + ".join(shown)
