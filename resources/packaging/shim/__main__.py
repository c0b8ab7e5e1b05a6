"""Starts the installed program: ``yuanba``, or ``python -m yuanba``."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Run one command, or open the window when none is given; answers with the exit code."""
    folder = str(Path(__file__).resolve().parent)
    # First, so that what others call models or ui is never taken for ours; see resources/packaging/backend.py.
    sys.path[:] = [folder, *(entry for entry in sys.path if entry != folder)]
    from main import main as program

    return program()


if __name__ == "__main__":
    sys.exit(main())
