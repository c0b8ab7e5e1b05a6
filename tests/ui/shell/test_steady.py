"""The binding may give references to constants away; the program must outlive a day of painting all the same."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path


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


def test_no_source_of_ours_asks_for_the_bindings_other_spellings() -> None:
    # What the start may then skip looking for; were the name another one, it would only be slower again.
    import PySide6.QtCore  # noqa: F401

    assert hasattr(builtins, "__orig_import__")
    root = Path(__file__).resolve().parents[3]
    for source in (*root.glob("ui/**/*.py"), root / "main.py"):
        assert "__feature__" not in source.read_text(encoding="utf-8")
