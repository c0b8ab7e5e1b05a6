"""Yuanba: the window and the command line are one program, and it starts here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

from models.gc_pause import importing


def window_opening() -> ModuleType:
    """The module that opens the window."""
    with importing():
        from ui.shell import opening

    return opening


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or open the window when none is given; answers with the exit code."""
    opening = window_opening()
    arguments = sys.argv[1:] if argv is None else argv
    if opening.is_for_the_window(arguments):
        return int(opening.main(arguments))
    try:
        from ui.cli.main import main as command_line

        return command_line(argv)
    except KeyboardInterrupt:
        # Stopped before there were words to say so.
        return 2


if __name__ == "__main__":
    sys.exit(main())
