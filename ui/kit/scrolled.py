"""A place that scrolls where its room is too small for what it holds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """The place of ``inner``, without a frame, that scrolls up and down, or ``sideways`` too; the keyboard passes."""

    def __init__(self, inner: QWidget | None = None, *, sideways: bool = False) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if inner is not None:
            self.hold(inner)

    def hold(self, inner: QWidget) -> None:
        """Show something in the place of what is there."""
        inner.setObjectName("ground")
        self.setWidget(inner)
