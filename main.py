"""Yuanba: the window and the command line are one program, and it starts here."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or open the window when none is given; answers with the exit code."""
    from ui.shell.opening import is_for_the_window
    from ui.shell.opening import main as window

    arguments = sys.argv[1:] if argv is None else argv
    if is_for_the_window(arguments):
        return window(arguments)
    try:
        from ui.cli.main import main as command_line

        return command_line(argv)
    except KeyboardInterrupt:
        # Stopped before there were words to say so.
        return 2


if __name__ == "__main__":
    sys.exit(main())
