"""A product's year on its page: a bar of good pieces a month, with what was received and the faulty share below it."""

from __future__ import annotations

from collections.abc import Sequence

from models import format
from models.i18n import mark, plural, tr
from models.kinds import CODE, PERCENT, QUANTITY
from models.queries.desk.target import Record
from models.queries.ledger.product_record import Maker, PiecesMade, ProductMonth
from models.rules.amount import half_up
from ui.kit.card import Card
from ui.kit.memory_listing import column
from ui.kit.month_bars import MonthBars, MonthColumn
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard
from ui.kit.shares import rounded, share

THOUSANDTHS = 1000


class ProductYear(Card):
    """Twelve pay months of a product."""

    def __init__(self) -> None:
        super().__init__(tr("Good pieces of twelve months"))
        self.inset()
        self.bars = MonthBars(opens=False)
        self.body.addWidget(self.bars)

    def show_months(self, months: Sequence[ProductMonth], unit: str) -> None:
        """Another product's months."""
        whole = PiecesMade()
        for month in months:
            whole.received += month.made.received
            whole.good += month.made.good
            whole.faulty += month.made.faulty
        said = ""
        if months:
            said = tr("{good} good or second of {received} received · faulty {share}").format(
                good=format.quantity(whole.good, unit),
                received=format.quantity(whole.received),
                share=share(whole.share),
            )
        self.detail.setText(said)
        self.bars.show_months(
            [_column(month, unit) for month in months],
            [tr("Received"), tr("Defect rate")] if months else [],
            f"{self.title.text()} {said}".strip(),
        )


def _column(month: ProductMonth, unit: str) -> MonthColumn:
    made = month.made
    written = (format.quantity(made.good), f"{half_up(made.good, THOUSANDTHS):,}") if made.good else ()
    faulty = "" if made.share is None else share(made.share)
    tip = "\n".join(
        (
            format.month(month.period.key),
            tr("{good} good or second of {received} received · faulty {share}").format(
                good=format.quantity(made.good, unit),
                received=format.quantity(made.received),
                share=share(made.share),
            ),
        )
    )
    figures = (format.quantity(made.received) if made.received else "", faulty)
    return MonthColumn(
        format.month(month.period.key, short=True), max(0, made.good), written, True, figures, tip
    )


class MakersCard(RowsCard):
    """The households that make a product; a row opens its household."""

    def __init__(self, page: Page) -> None:
        self._unit = ""
        super().__init__(
            "product-makers",
            mark("Who makes it"),
            (
                column("code", mark("Code", "household"), CODE),
                column("head", mark("Household"), person=True),
                column("place", mark("Village and group")),
                column("unit", mark("Unit"), hidden=True, of=lambda one: self._unit),
                column("good", mark("Good"), QUANTITY, "unit", of="made.good"),
                column(
                    "faulty",
                    mark("Defect rate"),
                    PERCENT,
                    of=lambda one: None if one.made.share is None else rounded(one.made.share),
                ),
                column("outstanding", mark("Outstanding"), QUANTITY),
            ),
            tr("No household makes it yet. Enter an order and share it out."),
            gives_way=("place", "code"),
        )
        self.opened.connect(lambda key: page.desk.go("households", Record(key)))

    def show_makers(self, makers: Sequence[Maker], unit: str) -> None:
        """The households of another product."""
        self._unit = unit
        self.say(plural("{n} household", "{n} households", len(makers)) if makers else "")
        self.show_things(makers, "household")
