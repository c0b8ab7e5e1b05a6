"""Defects have codes, and slips may say how many pieces had which; older slips say none."""

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE defect (
        id INTEGER NOT NULL PRIMARY KEY,
        product_id INTEGER REFERENCES product (id),
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        remedy TEXT NOT NULL,
        active INTEGER NOT NULL,
        search TEXT NOT NULL,
        pinyin TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX defect_product_id_code ON defect (product_id, code)",
    """
    CREATE TABLE defect_count (
        id INTEGER NOT NULL PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id),
        collection_line_id INTEGER REFERENCES collection_line (id),
        product_id INTEGER REFERENCES product (id),
        defect_id INTEGER NOT NULL REFERENCES defect (id),
        quantity INTEGER NOT NULL
    )
    """,
    "CREATE INDEX defect_count_voucher_id ON defect_count (voucher_id)",
    "CREATE INDEX defect_count_collection_line_id ON defect_count (collection_line_id)",
    "CREATE INDEX defect_count_defect_id ON defect_count (defect_id)",
)
