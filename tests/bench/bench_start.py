"""Start to the page Today on 500,000 movements, beside an empty window with its imports; then until all is there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.floor import Row, median, pair
from tests.bench.history import TODAY, fill

TIMES = 7
# Both processes end the moment what they show was painted, so that neither is charged for taking itself down.
EMPTY = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))

app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
os._exit(1)
"""
OURS = f"""
import datetime, os, sys
import main

# As the real start imports the window, which is imported here to be watched.
app = main.window_opening().window_parts()

def opened(desk, *given, **more):
    begin(desk, *given, **more, today=lambda: datetime.date({TODAY.year}, {TODAY.month}, {TODAY.day}))
    from PySide6.QtCore import QTimer
    from ui.pages.desk.today import TodayPage

    painted, shown = TodayPage.paintEvent, TodayPage._came

    def paint(page, event):
        painted(page, event)
        if sys.argv[1] == "first":
            QTimer.singleShot(0, lambda: os._exit(0))

    def came(page, seen):
        shown(page, seen)
        page.window().repaint()
        filled = page.table.matters.rowCount() and page.cards["pay"].figure.text() != "0.00"
        os._exit(0 if filled else 1)

    TodayPage.paintEvent, TodayPage._came = paint, came

begin, app.OpenFile.__init__ = app.OpenFile.__init__, opened
main.main([])
os._exit(1)
"""


def run() -> list[Row]:
    """Time whole processes, in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = dict(os.environ, YUANBA_HOME=str(folder / "home"), YUANBA_DB=str(folder / "start.db"))
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        # As on a clerk's laptop: what was compiled once is not compiled at every start.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
        (folder / "home").mkdir()
        fill(folder / "start.db")

        def process(code: str, *arguments: str) -> None:
            command = [sys.executable, "-c", code, *arguments]
            subprocess.run(command, env=env, check=True, cwd=Path(__file__).parents[2])

        # Once unmeasured, so that both find everything compiled and the file in the system's memory.
        process(EMPTY)
        process(OURS, "full")
        painted, floor = pair(lambda: process(OURS, "first"), lambda: process(EMPTY), TIMES)
        full = median(lambda: process(OURS, "full"), TIMES)
    return [
        Row("start to the page Today, 500,000 movements", painted, floor, 2.5),
        Row("start until its figures stand there", full, None, 1),
    ]
