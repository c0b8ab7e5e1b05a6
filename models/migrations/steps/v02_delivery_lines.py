"""Deliveries name their orders, and keep what the enterprise accepted of them."""

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE delivery_line (
        id INTEGER NOT NULL PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id),
        order_id INTEGER NOT NULL REFERENCES orders (id),
        grade TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        accepted INTEGER NOT NULL,
        defects INTEGER NOT NULL,
        checked_on TEXT,
        reason TEXT NOT NULL
    )
    """,
    "CREATE INDEX delivery_line_voucher_id ON delivery_line (voucher_id)",
    "CREATE INDEX delivery_line_order_id ON delivery_line (order_id)",
)
