"""A window over another one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


class Dialog(QDialog):
    """Gone once it was answered, with all it holds: its parent would keep it for as long as the program runs.

    What is asked of it afterwards must be asked before the next turn of the event loop.
    """

    def exec(self) -> int:
        """Show it until it is answered."""
        try:
            return super().exec()
        finally:
            self.deleteLater()
