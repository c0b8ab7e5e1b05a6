"""The reports there are, in the order in which they are offered."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from models.database import db
from models.errors import UserError
from models.i18n import LANGUAGES, mark, tr, translator
from models.kinds import TEXT, Kind
from models.queries.desk import (
    course_report,
    margin_reports,
    quality_reports,
    technician_report,
    visit_report,
)
from models.queries.guidance import defect_reports, deposit_report, machine_reports
from models.queries.ledger import load_report, material_out_report, material_report
from models.queries.party.place_tree import PlaceTree
from models.queries.party.regions import short_name
from models.queries.pay import (
    cash_report,
    fair_households,
    fair_products,
    income_reports,
    standing_report,
    village_report,
)
from models.queries.programme import (
    county_returns,
    employment_reports,
    group_report,
    place_report,
    sales_report,
    support_reports,
    training_reports,
    workshop_reports,
    year_report,
)
from models.queries.report import (
    CATEGORY,
    ENTERPRISE,
    HOUSEHOLD,
    LEVEL,
    ORDER,
    PLACE,
    PRODUCT,
    TRADE,
    VILLAGE,
    Report,
    ReportFilters,
)
from models.rights import may, rights_of
from models.tables.order import Order
from models.tables.party import LEVELS, Enterprise, Household, Region, Trade
from models.tables.product import Product

REPORTS: Final[dict[str, Report]] = {
    one.key: one
    for one in (
        income_reports.INCOME,
        income_reports.HOUSEHOLDS,
        village_report.REPORT,
        place_report.REPORT,
        quality_reports.BY_HOUSEHOLD,
        quality_reports.BY_PRODUCT,
        defect_reports.DEFECTS,
        defect_reports.DEFECT_HOUSEHOLDS,
        defect_reports.DEFECT_TECHNICIANS,
        visit_report.REPORT,
        technician_report.REPORT,
        machine_reports.HOUSEHOLDS,
        machine_reports.OWNERS,
        deposit_report.REPORT,
        material_report.REPORT,
        material_out_report.REPORT,
        course_report.REPORT,
        cash_report.REPORT,
        load_report.REPORT,
        standing_report.REPORT,
        support_reports.BY_RULE,
        support_reports.BY_WORKSHOP,
        support_reports.BY_MONTH,
        year_report.REPORT,
        training_reports.BY_MONTH,
        training_reports.BY_VILLAGE,
        employment_reports.BY_PLACE,
        employment_reports.WISHES,
        group_report.REPORT,
        workshop_reports.WORKSHOPS,
        workshop_reports.FUNDING,
        sales_report.REPORT,
        fair_products.REPORT,
        fair_households.REPORT,
        margin_reports.BY_ORDER,
        margin_reports.BY_ENTERPRISE,
        *county_returns.REPORTS,
    )
}
"""Every report by its key."""


def offered_reports() -> list[Report]:
    """The reports that who is signed in may see."""
    return [one for one in REPORTS.values() if may(*(rights_of(one.question) or ()))]


class Narrowed(NamedTuple):
    """What narrows a report down: a marked label, and what was chosen with the kind it has."""

    label: str
    kind: Kind
    value: str


def narrowed_by(report: Report, filters: ReportFilters) -> tuple[Narrowed, ...]:
    """What narrows a report down besides its span."""
    found = []
    for name, label, words in (
        (HOUSEHOLD, mark("Household"), _name_of(Household.head, Household.id, filters.household)),
        (PLACE, mark("Place", "region"), _name_of(Region.name, Region.id, filters.place)),
        (VILLAGE, mark("Village"), filters.village),
        (CATEGORY, Household.category.verbose_name, filters.category),
        (PRODUCT, mark("Product"), _name_of(Product.name, Product.id, filters.product)),
        (TRADE, mark("Trade"), _name_of(Trade.name, Trade.id, filters.trade)),
        (ENTERPRISE, mark("Enterprise"), _name_of(Enterprise.name, Enterprise.id, filters.enterprise)),
        (ORDER, mark("Order"), _name_of(Order.number, Order.id, filters.order)),
        (LEVEL, Region.level.verbose_name, filters.level),
    ):
        if name in report.takes and words:
            found.append(Narrowed(label, _KINDS.get(name, TEXT), words))
    return tuple(found)


_KINDS: Final[dict[str, Kind]] = {CATEGORY: Household.category, LEVEL: Region.level}
"""The kinds of what narrows a report down where it is more than a name."""


def key_named(filter: str, name: str) -> int:
    """The key of a household, product or trade by its code, an enterprise by its name, an order by its number.

    A place is found by its code, or by its name where only one is called so. Raises UserError (field: ``filter``) when
    there is none.
    """
    if filter == PLACE:
        return _place_named(name)
    field, key = {
        HOUSEHOLD: (Household.code, Household.id),
        PRODUCT: (Product.code, Product.id),
        ENTERPRISE: (Enterprise.name, Enterprise.id),
        ORDER: (Order.number, Order.id),
        TRADE: (Trade.code, Trade.id),
    }[filter]
    found = field.model.select(key).where(field == name).scalar()
    if found is None:
        raise UserError(tr("There is no {name}.").format(name=name), filter)
    return int(found)


def _place_named(name: str) -> int:
    found = [
        place.id for place in PlaceTree().places if name in (place.code, place.name, short_name(place.name))
    ]
    if len(found) > 1:
        raise UserError(tr("Several places are called {name}: give its code.").format(name=name), PLACE)
    if not found:
        raise UserError(tr("There is no {name}.").format(name=name), PLACE)
    return found[0]


def level_named(name: str) -> str:
    """The level of places that is called so, in any language or by its code. Raises UserError (field: level)."""
    for level, label in LEVELS:
        if name in (level, *(translator(one)(label) for one in LANGUAGES)):
            return level
    raise UserError(tr("There is no {name}.").format(name=name), LEVEL)


def word_named(filter: str, name: str) -> str:
    """The village or category of households that is called so, a category in any language as well.

    Raises UserError (field: ``filter``) when there is none.
    """
    field = {VILLAGE: Household.village, CATEGORY: Household.category}[filter]
    for (word,) in db.execute(Household.select(field).distinct()):
        if name == word or (filter == CATEGORY and name in {translator(one)(word) for one in LANGUAGES}):
            return str(word)
    raise UserError(tr("There is no {name}.").format(name=name), filter)


def _name_of(name: Any, field: Any, key: int | None) -> str | None:
    """How the record of a key is called; None where none was chosen, or it is gone."""
    return None if key is None else field.model.select(name).where(field == key).scalar()


def report_named(key: str) -> Report:
    """The report of a key. Raises UserError naming those there are."""
    try:
        return REPORTS[key]
    except KeyError:
        raise UserError(
            tr("No report is called {key}. There are: {keys}.").format(key=key, keys=", ".join(REPORTS))
        ) from None
