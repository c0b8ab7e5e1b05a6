"""What is written about a defect: of which product, its code, its name, and what to do about it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models.actions.product.defects import save_defect
from models.i18n import tr
from models.queries import suggestions
from models.queries.product.defects import free_code
from models.tables.product import Defect, Product
from ui.kit.form import Form, fields_of
from ui.kit.form_sheet import Sheet, saves


def defect_sheet(parent: QWidget, defect: Any = None, product: int | None = None) -> Sheet:
    """A new defect, of a ``product`` unless somebody empties it, or one to change; its result is the saved record."""
    form = Form(fields_of(Defect), columns=2)
    form.field("name").wide = form.field("remedy").wide = True
    if defect is None:
        values = {"product": product, "code": free_code(product)}
    else:
        values, product = dict(defect.__data__), defect.product_id
    named = None if product is None else (product, suggestions.label(Product, product), "")
    form.set_values({**values, "product": named})

    title = tr("New defect") if defect is None else tr("Defect {code}").format(code=defect.code)
    sheet = Sheet(parent, title, form, tr("Save"), saves(save_defect, defect))
    form.field("name").editor.setFocus()
    return sheet
