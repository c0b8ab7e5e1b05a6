"""Defects of pieces: taken in with the slip that says them, and named or corrected afterwards.

Neither pay nor stock depends on them, so they may be put right whenever their slip counts, in a locked month too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.database import db, insert_named
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.counting import counting_slip
from models.queries.ledger.defects import named_lines
from models.queries.product.units import GoodsUnits
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.defects import check_counts
from models.tables.ledger import DefectCount, Voucher
from models.tables.product import Defect

Said = Sequence[tuple[int, int]]
"""Defects by their keys, each with so many pieces, in thousandths."""


class DefectRows:
    """The counts of a batch of slips on their way into the ledger."""

    def __init__(self, units: GoodsUnits | None = None) -> None:
        self.rows: list[dict[str, Any]] = []
        self._units = units or GoodsUnits()
        self._products: dict[int, int | None] | None = None

    def take(self, voucher: int, collection_line: int, product: int, said: Said, faulty: int) -> None:
        """Have a slip say defects of a collection line's pieces, of which so many were faulty.

        Raises UserError (field: defects) for more than those, and for a defect of another product.
        """
        if not said:
            return
        check_counts([quantity for _, quantity in said], faulty)
        for defect, quantity in said:
            self._check(defect, product)
            self._units.check_product(product, quantity, "defects")
        self._add(voucher, [(collection_line, None, *one) for one in said])

    def take_findings(self, voucher: int, findings: Iterable[tuple[int, int, int]]) -> None:
        """Have a visit say what was seen of products: (product, defect, thousandths; 0: some).

        Raises UserError (field: defects).
        """
        listed = list(findings)
        for product, defect, quantity in listed:
            self._check(defect, product)
            if quantity < 0:
                raise UserError(tr("Must not be below 0."), "defects")
            self._units.check_product(product, quantity, "defects")
        self._add(voucher, [(None, *one) for one in listed])

    def insert(self) -> None:
        """Write all that was taken, inside the operation under way."""
        insert_named(DefectCount, self.rows)

    def _check(self, defect: int, product: int) -> None:
        if self._products is None:
            self._products = dict(db.execute(Defect.select(Defect.id, Defect.product)))
        if defect not in self._products:
            raise UserError(tr("This defect does not exist any more."), "defects")
        if self._products[defect] not in (None, product):
            raise UserError(tr("This defect belongs to another product."), "defects")

    def _add(self, voucher: int, rows: Iterable[tuple[int | None, int | None, int, int]]) -> None:
        self.rows += [
            {
                "id": next_key(),
                "voucher": voucher,
                "collection_line": line,
                "product": product,
                "defect": defect,
                "quantity": quantity,
            }
            for line, product, defect, quantity in rows
        ]


@needs(roles.POST)
@in_turn
def name_defects(voucher: int, said: Mapping[int, Said]) -> bool:
    """Say anew which defects the pieces of a posted collection or inspection had, by collection line.

    Lines left out of ``said`` stay as they are; answers whether anything changed. Raises UserError (field: the
    collection line's key as text) as `DefectRows.take` does, and when the slip does not count any more.
    """
    head = counting_slip(voucher, Voucher.kind.in_(voucher_kind.JUDGED))
    lines = {line.key: line for line in named_lines(voucher)}
    if not said.keys() <= lines.keys():
        raise UserError(tr("This line is not on the slip any more."))
    changed = {
        key: counts
        for key, counts in said.items()
        if sorted(counts) != sorted((one.defect, one.quantity) for one in lines[key].defects)
    }
    if not changed:
        return False
    rows = DefectRows()
    for key, counts in changed.items():
        line = lines[key]
        try:
            rows.take(voucher, key, line.product, counts, line.faulty)
        except UserError as error:
            raise UserError(error.message, str(key)) from None
    with operation(mark("Defects of {number}"), number=head.number):
        DefectCount.delete().where(
            DefectCount.voucher == voucher, DefectCount.collection_line.in_(list(changed))
        ).execute()
        rows.insert()
    return True
