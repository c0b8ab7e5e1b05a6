"""A map over a form: a click says where a household lives, and the form has the point."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.i18n import tr
from models.queries.road.map_places import MapPlaces, places
from models.rules.road.coordinates import Point
from models.rules.road.map_view import Spot
from ui.kit.background_query import Asker
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.text import ElidedLabel
from ui.pages.road.map_canvas import MapCanvas
from ui.shell import theme

NEW = -1
"""The key of a household that is not kept yet."""


class PlaceDialog(Dialog):
    """Asks for a household's place; ``point`` is the answer, WGS-84. ``village`` is a township and a village in it."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        point: Point | None = None,
        *,
        key: int | None = None,
        village: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Where it is on the map"))
        self.point = point
        self._name, self._village = name, village
        self._key = NEW if key is None else key
        self._asker = Asker(self)
        outer = QVBoxLayout(self)
        outer.setSpacing(theme.px("m"))
        self.canvas = MapCanvas()
        self.canvas.put.connect(self._put)
        self.canvas.stopped.connect(self.reject)
        outer.addWidget(self.canvas, 1)
        line = QHBoxLayout()
        self.said = ElidedLabel("", "quiet")
        line.addWidget(self.said, 1)
        close = self.close_button()
        line.addWidget(close)
        self.primary = ActionButton(tr("Take this place"), "Ctrl+Enter", primary=True, slot=self.accept)
        line.addWidget(self.primary)
        outer.addLayout(line)
        self.on_ctrl_enter(self.primary.click)
        self.resize(theme.px("preview_w"), theme.px("preview_h"))
        self._say()
        self._asker.ask(lambda: places(dt.date.today()), self._came)

    def _came(self, found: MapPlaces) -> None:
        if not found.points:
            self.said.setText(
                tr("Nobody's place is known yet. Write where the warehouse is first, in the settings.")
            )
            return
        shown = {home.key for home in found.homes if home.key != self._key}
        self.canvas.show_places(found, shown)
        if self.point is not None:
            self._mark(self.point)
        near = self.point or found.near(self._village)
        if near is not None:
            self.canvas.look_at(near)
        self._begin()

    def _begin(self) -> None:
        self.canvas.begin_putting(
            self._key, tr("Click on the home of {name} · Esc stops").format(name=self._name)
        )

    def _put(self, key: int, point: Point) -> None:
        self.point = point
        self._mark(point)
        self._say()
        self._begin()

    def _mark(self, point: Point) -> None:
        spot: Spot = self.canvas.marks.plane.spot(point)
        self.canvas.marks.spots[self._key] = spot
        self.canvas.marks.heads[self._key] = self._name
        self.canvas.key = self._key
        self.canvas.update()

    def _say(self) -> None:
        words = "" if self.point is None else "{:.6f}, {:.6f}".format(*self.point)
        self.said.setText(words)
        self.primary.setEnabled(self.point is not None)


def ask_place(parent: QWidget, name: str, **known: Any) -> Point | None:
    """Ask on a map where a household lives; None when nobody says. What is ``known`` of it as `PlaceDialog` has it."""
    dialog = PlaceDialog(parent, name, **known)
    return dialog.point if dialog.exec() else None
