"""The photos of the demo, all of them drawn: a product, a machine, two doors, a landmark, what a visit found."""

from __future__ import annotations

from typing import Any

from models.actions.demo.names import TRADES
from models.actions.demo.people import Cooperative
from models.actions.photos import Shot, add_photos
from models.files import RESOURCES
from models.tables.guidance import Equipment, Visit
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.photo import DEFECT, DOOR, FINDING, LANDMARK, MACHINE, SAMPLE
from models.tables.product import Product

_BASKETS, _COILS = 0, 1  # places in `TRADES`
_VISITS = 2


def hang_photos(coop: Cooperative) -> None:
    """Hang the photos on what they show; visits must have been posted."""
    _hang(Product.get_by_id(coop.products[_BASKETS]), SAMPLE, DEFECT)
    winder = coop.say(TRADES[_COILS].machine)
    for machine in Equipment.select().where(Equipment.name == winder).order_by(Equipment.code).limit(1):
        _hang(machine, MACHINE)
    first, second = (Household.get_by_id(workshop.id) for workshop in coop.workshops[:2])
    _hang(first, DOOR, LANDMARK)
    _hang(second, DOOR)
    weavers = [workshop.id for workshop in coop.workshops if workshop.trade == _BASKETS]
    found = (
        Voucher.select()
        .join(Visit)
        .where(Visit.finding != "", Voucher.household.in_(weavers))
        .order_by(Voucher.date.desc(), Voucher.id.desc())
        .limit(_VISITS)
    )
    for visit in found:
        _hang(visit, FINDING)


def _hang(owner: Any, *subjects: str) -> None:
    for subject in subjects:
        folder = RESOURCES / "demo" / "photos"
        shot = Shot((folder / f"{subject}.jpg").read_bytes(), (folder / f"{subject}-small.jpg").read_bytes())
        add_photos(owner, subject, [shot])
