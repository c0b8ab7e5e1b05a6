"""Which roads the drives are planned on, and the map file they are read from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.road.road_import import forget_roads, needs_part, read_roads
from models.i18n import tr
from models.queries.road.road_network import Held, held, held_file
from models.queries.road.route_geometry import CREDIT
from ui.kit.background_task import run
from ui.kit.boxes import STRETCH, hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.save_dialog import ask_file
from ui.kit.text import paragraph, text
from ui.shell import theme


class NetworkDialog(Dialog):
    """Says what is known of the roads, reads a map file, or goes back to straight lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Roads from a map file"))
        self.setMinimumWidth(theme.px("dialog"))
        outer = self.body_layout()
        outer.addWidget(text(tr("Roads from a map file"), "page"))
        outer.addWidget(
            paragraph(
                tr(
                    "An OpenStreetMap extract of the province (.osm.pbf) knows the roads. With it the ways between"
                    " households are those a small truck drives; without it they are straight lines × a factor."
                ),
                "quiet",
            )
        )
        self.state = paragraph("")
        outer.addWidget(self.state)
        self.credit = text(tr(CREDIT), "quiet")
        outer.addWidget(self.credit)
        self.forget_button = ActionButton(tr("Straight lines again"), slot=self.forget)
        close = self.close_button()
        self.choose_button = ActionButton(tr("Choose a map file"), primary=True, slot=self.choose)
        self.choose_button.setDefault(True)
        outer.addLayout(hbox("s", self.forget_button, STRETCH, close, self.choose_button))
        self.show_state()

    def show_state(self) -> None:
        """What is known now."""
        facts = held()
        missing = needs_part()
        if missing is not None:
            words = missing.message
        elif facts is not None:
            words = _facts(facts)
        elif held_file():
            words = tr("The roads that were read cannot be used any more. Choose the map file again.")
        else:
            words = tr("No roads are known yet; the ways are straight lines × a factor.")
        self.state.setText(words)
        self.credit.setVisible(facts is not None)
        self.forget_button.setVisible(held_file())
        self.choose_button.setEnabled(missing is None)

    def choose(self) -> None:
        """Ask for the file and read it beside the window."""
        facts = held()
        usual = Path(facts.source).parent if facts is not None else None
        kinds = tr("OpenStreetMap extracts (*.pbf *.osm *.osm.bz2 *.osm.gz)")
        chosen = ask_file(self, "map", tr("Choose a map file"), kinds, usual)
        if chosen is not None:
            self.read(chosen)

    def read(self, source: Path) -> None:
        """Read the roads of a file; what was known stays until all is read."""
        run(
            self,
            tr("Reading the roads"),
            lambda progress: read_roads(source, progress),
            lambda _: self.show_state(),
        )

    def forget(self) -> None:
        """Back to straight lines."""
        forget_roads()
        self.show_state()


def _facts(facts: Held) -> str:
    return tr('{way} of road from "{name}", read on {day}.').format(
        way=format.distance(facts.metres),
        name=Path(facts.source).name,
        day=format.date(dt.date.fromisoformat(facts.read_on)),
    )
