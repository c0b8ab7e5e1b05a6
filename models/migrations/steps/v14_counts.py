"""A stocktake keeps what it found."""

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE count_line (
        id INTEGER NOT NULL PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id),
        material_id INTEGER REFERENCES material (id),
        product_id INTEGER REFERENCES product (id),
        grade TEXT,
        subcontract_id INTEGER REFERENCES subcontract (id),
        books INTEGER NOT NULL,
        counted INTEGER NOT NULL,
        reason TEXT NOT NULL
    )
    """,
    "CREATE INDEX count_line_voucher_id ON count_line (voucher_id)",
    "CREATE INDEX count_line_material_id ON count_line (material_id)",
    "CREATE INDEX count_line_product_id ON count_line (product_id)",
    "CREATE INDEX count_line_subcontract_id ON count_line (subcontract_id)",
)
