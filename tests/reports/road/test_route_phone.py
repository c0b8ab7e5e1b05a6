"""The driver's page on a phone: its codes against another encoder, and their way back to the grid.

The page's scripts run in Qt's JavaScript engine, which needs no window.
"""

from __future__ import annotations

import json
import random
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno
from PySide6.QtCore import QCoreApplication
from PySide6.QtQml import QJSEngine
from pytestqt.qtbot import QtBot

from models.errors import UserError
from models.rules.road.phone_codes import plan_check, put_together, read_part

ROAD = Path(__file__).resolve().parents[3] / "resources" / "road"


@pytest.fixture
def phone(qtbot: QtBot) -> QJSEngine:
    """A JavaScript engine with the page's two scripts."""
    assert QCoreApplication.instance() is not None
    engine = QJSEngine()
    for name in ("qr.js", "code.js"):
        done = engine.evaluate((ROAD / name).read_text(encoding="utf-8"), name)
        assert not done.isError(), done.toString()
    return engine


def answer(engine: QJSEngine, call: str) -> Any:
    done = engine.evaluate(f"JSON.stringify({call})")
    assert not done.isError(), done.toString()
    return json.loads(done.toString())


@pytest.mark.parametrize(
    "length", [1, 2, 3, 33, 34, 35, 63, 101, 149, 202, 255, 293, 364, 365, 366, 431, 432, 434, 511, 512, 513]
)
def test_a_code_is_what_another_encoder_makes(phone: QJSEngine, length: int) -> None:
    digits = "".join(random.Random(length).choices("0123456789", k=length))
    ours = answer(phone, f"qrCode('{digits}')")
    theirs = segno.make(digits, error="m", boost_error=False, micro=False, mask=ours["mask"])
    assert ours["version"] == theirs.version
    assert ours["cells"] == [[int(cell) for cell in row] for row in theirs.matrix]


def test_a_message_that_ends_with_a_word_is_padded_at_once(phone: QJSEngine) -> None:
    # The other encoder puts an empty word in between, which the standard does not know; readers pass over both.
    bits = answer(phone, f"qrBits('{'1' * 433}', 10)")
    words = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits), 8)]
    blocks = [[words[at] for at in range(block, 5 * 43, 5)] for block in range(5)]
    blocks[4].append(words[5 * 43])
    data = [word for block in blocks for word in block]
    assert data[182:187] == [data[182], 0xEC, 0x11, 0xEC, 0x11] and data[182] & 0x0F == 0


def test_the_mask_is_the_one_that_reads_best(phone: QJSEngine) -> None:
    chosen = []
    for length in (41, 200, 320, 500):
        digits = "".join(random.Random(length).choices("0123456789", k=length))
        theirs = segno.make(digits, error="m", boost_error=False, micro=False)
        chosen.append((answer(phone, f"qrCode('{digits}').mask"), theirs.mask))
    assert all(ours == other for ours, other in chosen), chosen


def test_too_many_digits_are_no_code(phone: QJSEngine) -> None:
    assert answer(phone, f"qrCode('{'7' * 514}')") is None


def drive(stops: int, jobs: int = 2) -> dict[str, Any]:
    return {
        "id": "77",
        "number": "261021-3",
        "check": "04711",
        "stops": [
            {"id": str(at), "jobs": [{"id": f"{at}-{job}"} for job in range(jobs)]} for at in range(stops)
        ],
    }


def kept(stops: int) -> dict[str, Any]:
    return {
        "stops": {
            str(at): {
                "result": "not_home" if at % 5 == 4 else "done",
                "arrived": f"{8 + at // 6:02d}:{at % 6 * 10:02d}",
                "works": {f"{at}-0": {"actual": f"{at}.5"}, f"{at}-1": {"text": f"收口第{at}遍\x1e"}},
            }
            for at in range(stops)
        },
        "drives": {"77": {"left": "07:45", "back": "", "out": "1200", "in": "1262.4"}},
    }


def parts(phone: QJSEngine, stops: int) -> list[str]:
    made = answer(phone, f"codeParts('2026-10-21', {json.dumps(drive(stops))}, {json.dumps(kept(stops))})")
    assert all(len(part) <= 513 and part.isdigit() for part in made)
    return list(made)


def test_entries_come_back_whole_in_any_order(phone: QJSEngine) -> None:
    made = parts(phone, 30)
    assert len(made) > 2
    read = [read_part(part) for part in made]
    assert {part.of for part in read} == {(date(2026, 10, 21), 3, "04711", len(made))}
    random.Random(1).shuffle(read)
    assert put_together(read[1:]) is None
    # Scanning one twice does no harm.
    drive = put_together([*read, read[0]])
    assert drive is not None and len(drive.stops) == 30
    assert drive.facts == {"L": "07:45", "O": "1200", "I": "1262.4"}
    third, fifth = drive.stops[3], drive.stops[4]
    assert (third.place, third.done, third.arrived) == (3, True, "08:30")
    assert (third.figures, third.words) == ({0: "3.5"}, {1: "收口第3遍"})
    assert not fifth.done and fifth.figures == {} == fifth.words


def test_nothing_entered_is_one_empty_code(phone: QJSEngine) -> None:
    (made,) = answer(
        phone, f"codeParts('2026-10-21', {json.dumps(drive(2))}, {json.dumps({'stops': {}, 'drives': {}})})"
    )
    told = put_together([read_part(made)])
    assert told is not None and told.stops == () and told.facts == {}


def test_a_code_read_wrongly_is_refused(phone: QJSEngine) -> None:
    made = parts(phone, 3)[0]
    assert read_part(f"  {made}\n").number == 1
    for at in range(2, len(made), 7):
        wrong = made[:at] + str((int(made[at]) + 1) % 10) + made[at + 1 :]
        with pytest.raises(UserError):
            read_part(wrong)
    for text in ("", "91", made[:-1], made + "1", "6901234567892", "hello", made.replace("91", "92", 1)):
        with pytest.raises(UserError):
            read_part(text)


def test_what_only_looks_like_ours_is_refused() -> None:
    def sealed(body: str) -> str:
        return body + f"{zlib.crc32(body.encode()):010d}"

    with pytest.raises(UserError):
        read_part(sealed("91" + "261399" + "01" + "00000" + "0101"))
    for content in ("999", "049120", "048100031120"):
        with pytest.raises(UserError):
            part = read_part(sealed("91" + "261021" + "01" + "00000" + "0101" + content))
            put_together([part])


def test_the_check_follows_the_plan() -> None:
    assert plan_check([1, 2, 3]) != plan_check([1, 3, 2]) and len(plan_check([])) == 5


STUB = """
const nodes = {};
function node(tag) {
  return {
    tag, children: [], hidden: false, textContent: "", value: "", className: "", names: [], style: {},
    classList: {
      names: [], add(name) { this.toggle(name, true); },
      toggle(name, on) { this.names = this.names.filter(one => one !== name).concat(on ? [name] : []); },
    },
    append(...more) { this.children.push(...more); },
    replaceChildren(...more) { this.children = more; },
    setAttribute() {},
    all(tag) { return this.children.reduce((found, one) => one.tag === tag ? found.concat([one])
      : one.all ? found.concat(one.all(tag)) : found, []); },
    querySelectorAll() { return this.all("button"); },
  };
}
const document = { createElement: node, documentElement: node("html"),
  getElementById(id) { return nodes[id] || (nodes[id] = node(id)); } };
let full = false;
const store = {};
const localStorage = { getItem: key => key in store ? store[key] : null,
  setItem(key, value) { if (full) throw new Error("full"); store[key] = value; } };
function words(one) { return [one.textContent].concat((one.children || []).map(words)).join(" "); }
document.getElementById("plan").textContent = PLAN;
document.getElementById("say").textContent = SAY;
"""


def used(drive: dict[str, Any], touches: str, **more: Any) -> Any:
    """What the page's own script answers after somebody touched it; ``page`` is what it shows."""
    say = {"group": "Group {number}", "units": {}, "verbs": {}, "places": {}}
    plan = {"date": "2026-10-21", "drives": [drive], **more}
    page = (ROAD / "driver.html").read_text(encoding="utf-8")
    own = page.rpartition("<script>")[2].partition("</script>")[0].replace('"use strict";', "")
    stub = STUB.replace("PLAN", json.dumps(json.dumps(plan))).replace("SAY", json.dumps(json.dumps(say)))
    script = f"(function () {{ {stub}\n{own}\nconst page = nodes.main; {touches} }})()"
    engine = QJSEngine()
    done = engine.evaluate(script)
    assert not done.isError(), done.toString()
    return json.loads(done.toString())


def one_stop(**household: str) -> dict[str, Any]:
    home = {
        "head": "Xie",
        "township": "Sanfeng",
        "village": "Longyang",
        "group": "2",
        "landmark": "the bridge",
    }
    home |= {"phone": "", "latitude": "30.7", "longitude": "105.7", "place": "own"} | household
    jobs = [
        {"id": "5", "kind": "deliver", "name": "竹篾", "quantity": "12", "unit": "kg", "number": ""},
        {"id": "6", "kind": "visit", "name": "收口", "quantity": None, "unit": "", "number": ""},
    ]
    stop = {
        "id": "4",
        "number": 1,
        "kind": "task",
        "begin": "09:00",
        "household": home,
        "jobs": jobs,
        "for": "",
    }
    return {
        "id": "3",
        "number": "261021-1",
        "vehicle": "川J",
        "driver": "",
        "start": "08:00",
        "stops": [stop],
    }


@pytest.mark.usefixtures("phone")
def test_who_writes_a_figure_or_a_word_has_answered_the_stop() -> None:
    told = used(
        one_stop(),
        """
        const [figure, found] = page.all("input");
        const seen = [];
        for (const typed of ["1。5", "", "abc", "7"]) {
          figure.value = typed;
          figure.oninput();
          seen.push([kept.stops[4].result, kept.stops[4].works[5].actual, figure.classList.names.includes("bad")]);
        }
        page.all("button")[1].onclick();
        seen.push(kept.stops[4].result);
        found.value = "教了";
        found.oninput();
        return JSON.stringify([...seen, kept.stops[4].result, JSON.parse(store[KEEP]).stops[4].works[6].text]);
        """,
    )
    assert told[:4] == [
        ["done", "1.5", False],
        ["done", "", False],
        ["done", "abc", True],
        ["done", "7", False],
    ]
    assert told[4:] == ["not_home", "done", "教了"]


@pytest.mark.usefixtures("phone")
def test_a_phone_that_keeps_nothing_says_so() -> None:
    touches = "const before = lost.hidden; full = true; keep(); return JSON.stringify([before, lost.hidden]);"
    assert used(one_stop(), touches) == [True, False]


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize(
    ("home", "where"),
    [
        ({}, "Sanfeng, Longyang, Group 2 (the bridge)"),
        ({"township": "三凤镇", "village": "龙杨村", "group": "2组", "landmark": ""}, "三凤镇龙杨村2组"),
    ],
)
def test_where_a_household_lives_is_written_as_on_paper(home: dict[str, str], where: str) -> None:
    assert where in used(one_stop(**home), "return JSON.stringify(words(page));")


@pytest.mark.usefixtures("phone")
def test_the_door_is_shown_with_its_words_and_no_other_household_s() -> None:
    photos = {
        "H1": [{"words": "木门", "data": "data:image/jpeg;base64,AA"}],
        "H2": [{"words": "x", "data": "y"}],
    }
    touches = "return JSON.stringify([page.all('img').map(one => [one.src, one.alt]), words(page)]);"
    images, said = used(one_stop(code="H1"), touches, photos=photos)
    assert images == [["data:image/jpeg;base64,AA", "木门"]] and "木门" in said
    assert used(one_stop(code="H3"), touches, photos=photos)[0] == []
