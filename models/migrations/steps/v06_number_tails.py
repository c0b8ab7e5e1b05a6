"""Agreements are found by number and its end, as the other numbered records are."""

from typing import Final

_TAIL: Final = "ltrim(substr({0}, length(rtrim({0}, '0123456789')) + 1), '0')"
_NUMBERED: Final = (
    ("household", "code"),
    ("orders", "number"),
    ("subcontract", "number"),
    ("voucher", "number"),
    ("statement", "number"),
    ("agreement", "number"),
)

# Of the first layout some files had these indexes and others did not yet.
STATEMENTS: Final = (
    *(
        f"CREATE INDEX IF NOT EXISTS {table}_tail ON {table} ({_TAIL.format(number)})"
        for table, number in _NUMBERED
    ),
    "CREATE INDEX IF NOT EXISTS agreement_number ON agreement (number)",
)
