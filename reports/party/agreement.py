"""The subcontract agreement (代工协议) between cooperative and household, clause by clause.

The clauses are the cooperative's, of a counted version; what was printed once is printed in the same words again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from models import format
from models.i18n import Translator
from models.queries.party.agreements import AgreementPaper
from models.queries.rates import RatedProduct
from models.rules.party import clauses as rule
from models.sex import SEX
from reports.paper.blocks import Block, Fact, Facts, Note, Number, Space, Together
from reports.paper.document import Document
from reports.paper.form_blocks import Clause, SignRow
from reports.paper.formatting import bookmark, day, paid_how, phone, place, rate
from reports.paper.photo_blocks import PaperPhoto, PhotoBlock
from reports.paper.table import Column, Row, Table

_BLANK: Final = "_" * 18
_SHORT: Final = "_" * 12
_CHOP_BOX: Final = (50.0, 46.0)
_SIGN_BOX: Final = (39.0, 46.0)
_THUMB_BOX: Final = (30.0, 46.0)
_SAMPLE: Final = 64.0  # points
RATES: Final = "{" + rule.RATES + "}"


def build(data: AgreementPaper, tr: Translator) -> Document:
    """One agreement."""
    contact = data.contact
    cooperative = "  ".join(part for part in (data.cooperative or _BLANK, data.address, data.phone) if part)
    identity = tr("ID {number}").format(number=data.id_number or _BLANK)
    household = "  ".join(
        part
        for part in (f"{contact.head} {contact.code}", place(contact, tr), phone(contact), identity)
        if part
    )
    blocks: list[Block] = [
        Facts(
            [
                Fact(tr("Party A (gives the work)"), cooperative, wide=True),
                Fact(tr("Party B (does the work)"), household, wide=True),
                Fact(tr("Who works in the home"), _workers(data, tr), wide=True),
                Fact(tr("Material is handed over at"), _SHORT),
                Fact(tr("Place of payment"), _SHORT),
                Fact(tr("Signs for party A"), _SHORT),
                Fact(tr("Valid from"), day(data.start, tr)),
                Fact(tr("Until"), day(data.end, tr) if data.end else tr("further notice")),
                Fact(
                    tr("Pay is counted until"),
                    tr("day {day}").format(day=data.cutoff_day) if data.cutoff_day else tr("its last day"),
                ),
                Fact(tr("Paid by"), paid_how(contact, tr), wide=True),
            ]
        ),
        Space(10),
    ]
    clauses = data.clauses(tr)
    if not any(RATES in clause for clause in clauses):
        clauses.append(tr("The rates on the day of this agreement, in yuan:") + RATES)
    for number, clause in enumerate(clauses, start=1):
        blocks.append(Clause(f"{number}.", clause.replace(RATES, "").strip()))
        if RATES in clause and data.products:
            blocks += [Space(2), rates_table(data.products, tr, rate), *_samples(data, tr), Space(6)]
    dated = tr("Date:")
    boxes = (
        (f"{tr('Party A (signature and chop)')}\n{dated}", *_CHOP_BOX),
        (f"{tr('Party B (signature)')}\n{dated}", *_SIGN_BOX),
        (tr("Party B (thumbprint)"), *_THUMB_BOX),
        (f"{tr('Witness')}\n{dated}", *_SIGN_BOX),
    )
    version = tr("Text of the agreement: version {version}").format(version=data.version(tr))
    blocks.append(Together([Note(version, small=True), Space(8), SignRow(boxes)]))
    return Document(
        title=tr("Subcontract agreement"),
        number=data.number,
        subject=day(data.start, tr) if data.start else "",
        code=data.number,
        blocks=blocks,
        signatures=(tr("Signed at"),),
        reprint=data.printed,
        bookmark=bookmark(contact, data.number),
        key=data.key,
    )


def _workers(data: AgreementPaper, tr: Translator) -> str:
    """Who works in the home, each with sex and year of birth where they are known."""
    said = []
    for worker in data.workers:
        born = tr("born {year}").format(year=worker.born) if worker.born else ""
        about = tr(", ").join(part for part in (SEX.shown(worker.sex, tr), born) if part)
        words = f" ({about})" if tr.language == "en" else f"（{about}）"
        said.append(worker.name + words if about else worker.name)
    return "  ".join(said) or _BLANK


def _samples(data: AgreementPaper, tr: Translator) -> list[Block]:
    """What good pieces look like, where the products have photos."""
    shown = [
        PaperPhoto(data.samples[one.sample], tr("Sample: {name}").format(name=one.name))
        for one in data.products
        if one.sample in data.samples
    ]
    return [Space(6), PhotoBlock(shown, _SAMPLE)] if shown else []


def rates_table(
    products: Iterable[RatedProduct],
    tr: Translator,
    price: Callable[[int | None], Number | str],
    *,
    ruled: bool = False,
) -> Table:
    """The rates of products by grade, each ``price`` in words."""
    return Table(
        [
            Column("work", tr("Work"), 40),
            Column("unit", tr("for each"), 12),
            Column("good", tr("Good"), 22, figure=True),
            Column("second", tr("Second"), 22, figure=True),
        ],
        [
            Row(
                [
                    product.name,
                    format.unit_name(product.unit, tr, 1_000),
                    price(product.good),
                    price(product.second),
                ]
            )
            for product in products
        ],
        ruled=ruled,
    )
