"""The rates for the door (工价公示): piece rates and material prices in force, in print one reads standing."""

from __future__ import annotations

from typing import Final

from models import format
from models.i18n import Translator
from models.queries.product.rate_cards import RateCard
from reports.paper.blocks import Block, Note, Number, Space
from reports.paper.document import POSTER, Document
from reports.paper.formatting import NOTHING, day, short_rate
from reports.paper.photo_blocks import PaperPhoto, PhotoBlock
from reports.paper.table import Cell, Column, Row, Table
from reports.party.agreement import rates_table

_SHOWN: Final = 6
_HIGH: Final = 90.0  # points


def _samples(data: RateCard, tr: Translator) -> list[Block]:
    """What is made, each with its rate below, for who reads little; the first few, so that the card stays large."""
    shown = [
        PaperPhoto(data.samples[one.sample], f"{one.name} {_price(one.good)}")
        for one in data.products
        if one.sample in data.samples
    ]
    return [Space(8), PhotoBlock(shown[:_SHOWN], _HIGH)] if shown else []


def build(data: RateCard, tr: Translator) -> Document:
    """One village's card."""
    blocks: list[Block] = [
        Note(tr("Piece rates, yuan, in force on {date}").format(date=day(data.day, tr)), bold=True),
        Space(4),
        rates_table(data.products, tr, _price, ruled=True),
        *_samples(data, tr),
        Space(6),
        Note(
            tr(
                "A piece spoiled by bad material is paid as good. A piece sent back counts when it comes again."
            )
        ),
    ]
    if data.materials:
        blocks += [
            Space(12),
            Note(tr("Prices of material, yuan"), bold=True),
            Space(4),
            Table(
                [
                    Column("material", tr("Material", "paper"), 40),
                    Column("unit", tr("for each"), 12),
                    Column("price", tr("Price of material"), 22, figure=True),
                ],
                [
                    Row([material.name, format.unit_name(material.unit, tr, 1_000), _price(material.price)])
                    for material in data.materials
                ],
                ruled=True,
            ),
        ]
    village = format.place(data.township, data.village)
    return Document(
        title=tr("Rate card"),
        number=f"GJ{data.day:%y%m%d}",
        subject=village,
        blocks=blocks,
        reprint=data.printed,
        scales=POSTER,
        bookmark=village or tr("No village"),
        key=data.key,
    )


def _price(ten_thousandths: int | None) -> Cell:
    return NOTHING if ten_thousandths is None else Number(short_rate(ten_thousandths))
