"""A day's driving as one HTML file for the driver's phone: no network needed, entries kept in the phone.

At its foot the entries are shown as codes for the clerk's scanner, or saved as a small JSON file; the return grid reads
both.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from models import format
from models.files import RESOURCES, replacing
from models.i18n import Translator, language, translator
from models.queries.road.route_sheets import RouteDay
from reports.road.route import KNOWN, VERBS
from reports.road.route_json import as_json

PHOTO_BYTES = 1_000_000
"""The most characters of photos in a page: it is sent from phone to phone."""
PAGE = RESOURCES / "road" / "driver.html"


def html(day: RouteDay, tr: Translator) -> str:
    """The page, with its labels in the translator's language."""
    say = {
        "language": "en" if tr.language == "en" else "zh",
        "title": tr("Drive of"),
        "verbs": {kind: tr(words) for kind, words in VERBS.items()},
        "places": {known: tr(words) for known, words in KNOWN.items()},
        "units": {code: format.unit_name(code, tr) for code in format.UNITS},
        "reload": tr("At the warehouse: unload and load again"),
        "group": tr("group {number}"),
        "call": tr("Call"),
        "map": tr("Map"),
        "found": tr("What was found"),
        "done": tr("Done"),
        "not_home": tr("Not at home"),
        "left": tr("Left at"),
        "back": tr("Back at"),
        "out": tr("Odometer out"),
        "into": tr("Odometer in"),
        "save": tr("Save entries as a file"),
        "codes": tr("Show codes to scan"),
        "hint": tr("Hold the screen to the scanner of the office, one code after the other."),
        "close": tr("Close"),
        "lost": tr(
            "This phone forgets what is written when the page is closed: show the codes or save first."
        ),
        "load": tr("At the warehouse: load"),
        "take_over": tr("Take over goods near"),
    }
    plan, photos = as_json(day), _photos(day, tr)
    if photos:
        plan["photos"] = photos
    page = PAGE.read_text(encoding="utf-8")
    for mark_of, script in (("__QR__", "qr.js"), ("__CODE__", "code.js")):
        page = page.replace(mark_of, (PAGE.parent / script).read_text(encoding="utf-8"))
    return page.replace("__PLAN__", _inside(plan)).replace("__SAY__", _inside(say))


def _photos(day: RouteDay, tr: Translator) -> dict[str, list[dict[str, str]]]:
    """By household code its photos, doors before landmarks, as many as a small file holds."""
    lines = [line for sheet in day.sheets for line in sheet.stops]
    found: dict[str, list[dict[str, str]]] = {}
    left = PHOTO_BYTES
    for place in range(max((len(line.photos) for line in lines), default=0)):
        for line in lines:
            if line.home is None or place >= len(line.photos):
                continue
            code = line.home.contact.code
            if len(found.get(code, ())) > place:
                continue
            photo = line.photos[place]
            data = base64.b64encode(photo.data).decode("ascii")
            left -= len(data)
            if left < 0:
                return found
            found.setdefault(code, []).append(
                {"words": photo.words(tr), "data": f"data:image/jpeg;base64,{data}"}
            )
    return found


def write_html(day: RouteDay, target: Path) -> None:
    """Write the page to a file, all of it or nothing. Raises UserError when it cannot be written."""
    with replacing(target) as unfinished:
        unfinished.write_text(html(day, translator(language())), encoding="utf-8")


def _inside(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "\\u003c!--")
