"""Keystrokes and lists at their largest: 100,000 households and 1,000,000 movements, in the program's own window.

Times are what 95 in 100 stay under, with everything the keystroke or the scroll does until it is painted.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from models.database import close_database, insert_rows
from models.opening import open_database
from models.rules.pinyin import search_text
from models.tables.party import Household, Location, Worker
from tests.bench.floor import Row
from tests.bench.history import TODAY, fill
from tests.writing import operation

HOUSEHOLDS, MOVEMENTS = 100_000, 1_000_000
AIM, FRAME = 0.050, 0.016
WORDS, PAGES, SCROLLS, ROUNDS = 60, 200, 150, 4
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢唐冯邓曾彭吕蒋蔡贾丁魏薛叶阎余潘杜单解仇朴查盖任区"
)
GIVEN = "建国明华秀英桂芳志强玉兰德福春梅永红光荣素珍海燕小军丽娟文武正义学良天成银花金凤世昌宗㛃䶮㐱"
VILLAGES = [
    f"{a}{b}村" for a in ("明月", "赤城", "常乐", "大石", "三江") for b in ("光华", "团结", "新桥", "石门")
]


def run() -> list[Row]:
    """Time the window over one large file, and weigh it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "large.db"
        fill(path, MOVEMENTS)
        open_database(path)
        try:
            heads = _register()
        finally:
            close_database()
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        # A platform without a screen says that it cannot raise windows.
        os.environ["QT_LOGGING_RULES"] = "default.warning=false"
        os.environ["YUANBA_HOME"] = str(folder)
        ours, empty = (_memory(code, path, folder) for code in (OURS, EMPTY))
        rows = _window(path, heads)
    return [*rows, Row("memory of the running window over the empty one", ours, empty, 3, "MB")]


def _register() -> list[tuple[str, str, str]]:
    """Households of believable names, each with a worker; answers (head, code, phone)."""
    chance = random.Random(7)
    made, homes, workers = [], [], []
    for number in range(HOUSEHOLDS):
        head = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
        code, group = f"N{number:06d}", f"{number % 9 + 1}组"
        phone = chance.choice(("138", "139", "150", "187", "133")) + f"{chance.randrange(10**8):08d}"
        village = chance.choice(VILLAGES)
        found = search_text((head,), (code, phone, "蓬南镇", village, group))
        home = Household(
            code=code, head=head, phone=phone, township="蓬南镇", village=village, group=group, search=found
        )
        worker = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
        made.append((head, code, phone))
        homes.append(home)
        workers.append(Worker(household=home.id, name=worker, search=search_text((worker,))))
    with operation("Register"):
        insert_rows(Location, ("id", "kind", "name"), [(home.id, "household", "") for home in homes])
        for table, rows in ((Household, homes), (Worker, workers)):
            fields = table._meta.sorted_fields
            values = ([field.db_value(row.__data__.get(field.name)) for field in fields] for row in rows)
            insert_rows(table, [field.name for field in fields], values)
    return made


def _typing(heads: list[tuple[str, str, str]]) -> Iterator[str]:
    """What clerks type, letter by letter: initials, pinyin, Chinese, codes, phones and their ends, slip numbers."""
    from models.rules.pinyin import search_words

    chance = random.Random(3)
    for number in range(WORDS):
        head, code, phone = chance.choice(heads)
        readings = search_words(head)
        word = (
            readings[-1],
            readings[0],
            head,
            head[1:],
            code,
            phone,
            phone[-4:],
            f"HS26A{chance.randrange(20_000):05d}",
            f"{chance.randrange(20_000)}",
            f"{readings[0][:4]} {chance.choice(VILLAGES)[:2]}",
        )[number % 10]
        for end in range(1, len(word) + 1):
            yield word[:end]


def _window(path: Path, heads: list[tuple[str, str, str]]) -> list[Row]:
    """Type and scroll in the window itself."""
    from PySide6.QtWidgets import QApplication

    from ui.shell import app as start

    app = start.application()
    open_database(path)
    desk = start.OpenFile(path, "zh", today=lambda: TODAY)
    try:
        window = desk.window
        window.resize(1366, 768)
        window.show()
        rows = [
            _finding(window, app, heads),
            _searching(window, app, heads),
            *_paging(window, app),
        ]
    finally:
        desk.window.close()
        QApplication.processEvents()
        close_database()
    return rows


def _finding(window: Any, app: Any, heads: list[tuple[str, str, str]]) -> Row:
    window.go("households")
    box = window.top.find
    box.setFocus()

    def key(typed: str) -> None:
        box.setText(typed)
        box.textEdited.emit(typed)
        app.processEvents()

    key("w")
    taken = _best(key, list(_typing(heads)))
    box.list.hide()
    box.clear()
    return Row("a keystroke in the find box, 100,000 households, p95", _p95(taken), None, AIM)


def _searching(window: Any, app: Any, heads: list[tuple[str, str, str]]) -> Row:
    from ui.kit.background_query import settle

    table = window.go("households").table

    def key(typed: str) -> None:
        table.search.setText(typed)
        table._wait.stop()
        table.narrow()
        settle()
        app.processEvents()

    key("w")
    taken = _best(key, list(_typing(heads)))
    key("")
    return Row("a keystroke in the list of 100,000 households, p95", _p95(taken), None, AIM)


def _paging(window: Any, app: Any) -> list[Row]:
    """Pages of the slips' list anywhere in it, and scrolling: what it costs beside the query."""
    from ui.kit.background_query import settle

    table = window.go("vouchers").table
    table.refresh()
    settle()
    app.processEvents()
    model = table.model
    assert model.rowCount() > MOVEMENTS // 3, "all slips are there"
    chance = random.Random(5)

    def show(row: int) -> None:
        model._pages.clear()
        model.values(row)

    taken = _best(show, [chance.randrange(model.rowCount()) for _ in range(PAGES)])
    asked = [0.0]
    fetch = model._fetch

    def watched(number: int) -> Any:
        begun = time.perf_counter()
        try:
            return fetch(number)
        finally:
            asked[0] += time.perf_counter() - begun

    model._fetch = watched
    bar = table.table.verticalScrollBar()

    def move(place: int) -> float:
        asked[0] = 0.0
        bar.setValue(place)
        app.processEvents()
        return asked[0]

    # By the wheel, by the page, and dragged to anywhere.
    places, place = [], 0
    for turn in range(SCROLLS):
        steps = (place + 3, place + bar.pageStep(), chance.randrange(bar.maximum()))
        place = steps[turn % 3] % bar.maximum()
        places.append(place)
    blocked = _best(move, places)
    model._fetch = fetch
    return [
        Row("a page of the list over 1,000,000 movements, p95", _p95(taken), None, AIM),
        Row("a scroll through it, beyond its query, p95", _p95(blocked), None, FRAME),
    ]


def _best(work: Callable[[Any], float | None], over: list[Any]) -> list[float]:
    """Seconds for each, the best of some rounds, so that a busy moment of the machine is not the window's fault.

    What ``work`` answers is taken off: seconds that belong to something else.
    """
    rounds = []
    for _ in range(ROUNDS):
        taken = []
        for one in over:
            begun = time.perf_counter()
            aside = work(one)
            taken.append(time.perf_counter() - begun - (aside or 0.0))
        rounds.append(taken)
    return [min(each) for each in zip(*rounds, strict=True)]


def _p95(taken: list[float]) -> float:
    return sorted(taken)[len(taken) * 95 // 100]


WEIGH = """
def weigh():
    import os, sys
    app.processEvents()
    with open("/proc/self/statm") as file:
        print(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"), flush=True)
    os._exit(0)
"""
EMPTY = f"""
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
{WEIGH}
weigh()
"""
OURS = f"""
import datetime, sys
from pathlib import Path
from models.opening import open_database
from ui.shell.opening import window_parts

# As the real start imports the window.
start = window_parts()
app = start.application()
open_database(Path(sys.argv[1]))
desk = start.OpenFile(Path(sys.argv[1]), "zh", today=lambda: datetime.date({TODAY.year}, {TODAY.month}, {TODAY.day}))
desk.window.resize(1366, 768)
desk.window.show()
for key in ("today", "orders", "households", "vouchers", "dispatch", "collection", "stock"):
    desk.window.go(key)
    app.processEvents()
{WEIGH}
weigh()
"""


def _memory(code: str, path: Path, home: Path) -> float:
    """Megabytes a process holds once its window stands with its main pages visited."""
    env = dict(os.environ, YUANBA_HOME=str(home))
    told = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env=env,
        check=True,
        cwd=Path(__file__).parents[2],
        capture_output=True,
    )
    return int(told.stdout.split()[-1]) / 1e6
