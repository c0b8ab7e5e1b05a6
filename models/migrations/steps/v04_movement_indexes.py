"""A balance is summed by place and item without reading all movements."""

from typing import Final

STATEMENTS: Final = (
    "CREATE INDEX movement_source_material ON movement (source_id, material_id, date, quantity)"
    " WHERE (material_id IS NOT NULL)",
    "CREATE INDEX movement_source_product ON movement (source_id, product_id, grade, date, quantity)"
    " WHERE (product_id IS NOT NULL)",
    "CREATE INDEX movement_target_material ON movement (target_id, material_id, date, quantity)"
    " WHERE (material_id IS NOT NULL)",
    "CREATE INDEX movement_target_product ON movement (target_id, product_id, grade, date, quantity)"
    " WHERE (product_id IS NOT NULL)",
)
