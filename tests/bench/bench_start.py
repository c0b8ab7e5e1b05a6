"""Start to the Today page with all its figures on 500,000 movements, beside an empty window with its imports."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.floor import Row, pair
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
from ui import app

def came(page, seen):
    shown(page, seen)
    page.window().repaint()
    os._exit(0 if page.table.matters.rowCount() and page.cards["pay"].figure.text() != "0.00" else 1)

def go(window, key, target=None):
    from ui.pages.today import TodayPage

    global shown
    shown, TodayPage._came = TodayPage._came, came
    return gone(window, key, target)

def opened(desk, path, language, encrypted):
    begin(desk, path, language, encrypted, lambda: datetime.date({TODAY.year}, {TODAY.month}, {TODAY.day}))
    global gone
    gone, type(desk.window).go = type(desk.window).go, go

begin, app.Desk.__init__ = app.Desk.__init__, opened
main.main(["--db", sys.argv[1]])
os._exit(1)
"""


def run() -> list[Row]:
    """Time whole processes, in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = dict(os.environ, YUANBA_HOME=str(folder / "home"))
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        # As on a clerk's laptop: what was compiled once is not compiled at every start.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
        (folder / "home").mkdir()
        fill(folder / "start.db")

        def process(code: str) -> None:
            command = [sys.executable, "-c", code, str(folder / "start.db")]
            subprocess.run(command, env=env, check=True, cwd=Path(__file__).parents[2])

        # Once unmeasured: a day's first start makes the backup, which later ones do not.
        process(OURS)
        own, floor = pair(lambda: process(OURS), lambda: process(EMPTY), TIMES)
    return [Row("start to the Today page, 500,000 movements", own, floor, 3)]
