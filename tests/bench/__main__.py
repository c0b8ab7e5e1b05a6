"""Runs the benches, all or those named, and prints one table: ``python3 dev.py bench [NAME …]``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tests.bench.floor import Row, table


def names() -> list[str]:
    """The benches there are, without their prefix."""
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main(wanted: list[str]) -> int:
    """Run benches; exit 1 when one misses its aim, 2 when there is no such bench."""
    known = names()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"There is no bench {', '.join(unknown)}; there are: {', '.join(known)}.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for name in wanted or known:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"tests.bench.bench_{name}").run()
    print(table(rows))
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
