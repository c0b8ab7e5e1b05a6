"""Subcontracts keep the rates they were given out with: those of their day, as the table says them now."""

from typing import Final

STATEMENTS: Final = (
    "ALTER TABLE subcontract ADD COLUMN good_rate INTEGER",
    "ALTER TABLE subcontract ADD COLUMN second_rate INTEGER",
    """
    UPDATE subcontract SET
        good_rate = (
            SELECT rate.rate FROM rate JOIN orders ON orders.product_id = rate.product_id
            WHERE orders.id = subcontract.order_id AND rate.grade = 'good' AND rate.start <= subcontract.date
                AND (rate."end" IS NULL OR rate."end" >= subcontract.date)
        ),
        second_rate = (
            SELECT rate.rate FROM rate JOIN orders ON orders.product_id = rate.product_id
            WHERE orders.id = subcontract.order_id AND rate.grade = 'second' AND rate.start <= subcontract.date
                AND (rate."end" IS NULL OR rate."end" >= subcontract.date)
        )
    """,
)
