"""What a technician saw at a visit by product and defect code: two fields of the visit's form, and their meaning."""

from __future__ import annotations

from typing import Any

from models.errors import UserError
from models.i18n import mark, tr
from models.queries import suggestions
from models.queries.guidance.defects import Seen, VisitProposal, seen_at
from models.queries.guidance.first_visits import FirstVisit
from models.queries.product.defects import DefectCodes
from models.rules.ledger.defects import read, written
from models.tables.ledger import DefectCount
from models.tables.product import Product
from ui.kit.form import Field, Form, WordsField, field_of
from ui.kit.suggestion_list import Suggestion
from ui.pages.ledger.defect_cell import suggested

PRODUCT, DEFECTS = "product", "defects"
HINT = mark("Such as A4 B; F7 lists them")


class Findings:
    """The fields of a form for defects seen. There are none to see while no code is in use."""

    def __init__(self) -> None:
        self.codes = DefectCodes()
        self.form: Form | None = None
        self._others: list[Seen] = []

    def fields(self) -> list[Field]:
        """The product looked at, and what was wrong with it."""
        codes = WordsField(DEFECTS, tr("Defects seen"), self._suggest)
        codes.set_hint(tr(HINT))
        return [field_of(DefectCount.product, suggest=suggestions.products), codes]

    def attach(self, form: Form) -> None:
        """Take the form the fields stand in."""
        self.form = form
        self.refresh()

    def refresh(self) -> None:
        """Ask anew which codes there are."""
        self.codes = DefectCodes()
        used = any(one.active for one in self.codes.by_key.values())
        for name in (PRODUCT, DEFECTS):
            self._field(name).setVisible(used)

    def show(self, voucher: int) -> None:
        """What a recorded visit saw; of several products the first one stands in the fields."""
        seen = seen_at(voucher)
        first = seen[0].product if seen else None
        self._others = [one for one in seen if one.product != first]
        shown = [one for one in seen if one.product == first]
        named = None if first is None else (first, suggestions.label(Product, first), "")
        self._field(PRODUCT).set_value(named)
        codes = self.codes.of(first, ended=True)
        text = written(((one.code, one.quantity or None) for one in shown), codes)
        self._field(DEFECTS).set_value(text)

    def begin(self, proposal: VisitProposal | FirstVisit) -> None:
        """Fill in the product and the defect a visit is proposed for; of what is new only the product."""
        if isinstance(proposal, FirstVisit):
            self._field(PRODUCT).set_value((proposal.product, proposal.product_name, ""))
            return
        self._field(PRODUCT).set_value((proposal.cause.product, proposal.what.product, ""))
        self._field(DEFECTS).set_value(proposal.what.code)
        self._field(DEFECTS).set_hint(proposal.what.remedy or tr(HINT))

    def clear(self) -> None:
        """Forget the visit that was shown."""
        self._others = []
        self._field(DEFECTS).set_hint(tr(HINT))

    def take(self, values: dict[str, Any]) -> list[tuple[int, int, int]]:
        """The findings among a form's values, which are taken out. Raises UserError (field: product, defects)."""
        product, words = values.pop(PRODUCT), values.pop(DEFECTS) or ""
        others = [(one.product, one.defect, one.quantity) for one in self._others]
        if not words:
            return others
        if product is None:
            raise UserError(tr("Which product had it?"), PRODUCT)
        codes = self.codes.of(product, ended=True)
        said = read(words, codes)
        return [(product, codes[one.code].id, one.quantity or 0) for one in said] + others

    def _suggest(self, words: str) -> list[Suggestion]:
        product = self._field(PRODUCT).raw()
        return suggested(self.codes.of(product if isinstance(product, int) else None), words)

    def _field(self, name: str) -> Any:
        assert self.form is not None
        return self.form.field(name)
