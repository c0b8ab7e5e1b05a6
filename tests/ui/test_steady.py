"""The binding may give references to constants away; the program must outlive a day of painting all the same."""

from __future__ import annotations

import sys


def test_constants_outlive_a_hundred_thousand_void_calls() -> None:
    from PySide6.QtGui import QImage, QPainter

    import ui  # noqa: F401  the guard acts on import

    image = QImage(4, 4, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for _ in range(100_000):
        painter.setOpacity(1.0)
    painter.end()
    for constant in (None, True, False, NotImplemented):
        assert sys.getrefcount(constant) > 100_000
