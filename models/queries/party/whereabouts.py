"""Where the cooperative is, and what to say of coordinates that lie far from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from models import format
from models.database import db
from models.i18n import tr
from models.rules.road.coordinates import Point, point_of
from models.rules.road.outliers import Outlier, centre_of
from models.tables.party import Household


def farthest(limits: Mapping[str, Any]) -> int:
    """How many metres from the middle of all a household may live, of the settings given."""
    return int(limits["road.farthest"]) * 1000


def named_warehouse(limits: Mapping[str, Any]) -> Point | None:
    """The place of the warehouse where it was set. Raises UserError (field: point) for one that cannot be read."""
    return point_of(str(limits["road.warehouse"]), str(limits["road.warehouse_datum"]))


def centre_beside(
    limits: Mapping[str, Any], but: Collection[int] = (), also: Iterable[Point] = ()
) -> Point | None:
    """The middle of all households but some, of points not kept yet, and of the warehouse; None when none is known.

    The datum of each is left aside: it moves a point by less than a kilometre.
    """
    rows = Household.select(Household.id, Household.latitude, Household.longitude).where(
        Household.latitude.is_null(False), Household.longitude.is_null(False)
    )
    kept = ((row[1], row[2]) for row in db.execute(rows) if row[0] not in but)
    return centre_of([*kept, *also, *as_heavy(named_warehouse(limits))])


def as_heavy(named: Point | None) -> list[Point]:
    """The warehouse among the households: somebody set it with care, so it weighs as much as two of them."""
    return [] if named is None else [named, named]


def household_sentence(head: str, code: str, words: str) -> str:
    """A sentence about a household, with its head and code before it."""
    return tr("{head} {code}: {words}").format(head=head, code=code, words=words)


def outlier_sentence(found: Outlier) -> str:
    """What is wrong with coordinates, and what was probably meant."""
    if found.no_fix:
        return tr("A phone without a fix writes 0, 0. Take the coordinates again.")
    if found.meant is None:
        return tr("These coordinates lie {way} from the cooperative. Check them.").format(
            way=format.distance(found.metres)
        )
    return tr("These coordinates lie {way} from the cooperative. Perhaps {point}?").format(
        way=format.distance(found.metres),
        point=", ".join(f"{figure:.6f}".rstrip("0").rstrip(".") for figure in found.meant),
    )
