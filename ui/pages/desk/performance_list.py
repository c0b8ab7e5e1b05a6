"""Each household's month in one line: a bar of what came in time, and the share that had to be done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.i18n import mark, tr
from models.kinds import PERCENT, TEXT
from ui.kit.alignment import LEFT, RIGHT
from ui.kit.columns import Heads
from ui.kit.headed_model import Index
from ui.kit.shares import MILLION, rounded, share
from ui.kit.short_list import RAW, ShortModel, ShortTable, paint_chosen
from ui.shell import theme

if TYPE_CHECKING:
    from models.queries.desk.household_performance import Track

HEADERS: Final = (mark("Household"), mark("On time"), mark("Defect rate"))
WHO, ON_TIME, DEFECTS = range(3)


class TrackModel(ShortModel):
    """Households as rows; who it is, with the village, as a tip."""

    title = mark("On time and faulty by household")
    headers = HEADERS
    kinds = (TEXT, PERCENT, PERCENT)
    things: list[Track]

    def words(self, thing: Track, column: int) -> str:
        """Who it is, or a share."""
        return (thing.head, share(thing.on_time), share(thing.defects))[column]

    def value(self, thing: Track, column: int) -> Any:
        """Who it is, or a share in ppm, rounded as it is shown."""
        if column == WHO:
            return thing.head
        ppm = thing.on_time if column == ON_TIME else thing.defects
        return None if ppm is None else rounded(ppm)

    def tip(self, thing: Track, column: int) -> str:
        """The whole record."""
        return (
            f"{thing.head} · {thing.place}\n{tr('On time')} {share(thing.on_time)}  "
            f"{tr('Defect rate')} {share(thing.defects)}"
        )


class TrackDelegate(QStyledItemDelegate):
    """Paints the name, the bar with its figure, and the share of defects, marked where it is too much."""

    def __init__(self) -> None:
        super().__init__()
        self.too_much = MILLION

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Closer than a list: this is a picture."""
        return QSize(theme.px("column_min"), theme.px("xl") + theme.px("xs"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        one, column = index.data(RAW), index.column()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            paint_chosen(painter, option, column == WHO)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.color("ground"))
        pad = theme.px("s")
        room = option.rect.adjusted(pad, 0, -pad, 0)
        quiet = theme.font("quiet")
        metrics = QFontMetrics(quiet)
        words = str(index.data())
        painter.setFont(quiet)
        painter.setPen(theme.color("ink"))
        if column == WHO:
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, LEFT, shown)
        elif column == ON_TIME:
            figure = metrics.horizontalAdvance("100%") + pad
            painter.drawText(room, RIGHT, words)
            thick = theme.px("bar")
            bar = QRectF(room.left(), room.center().y() - thick / 2 + 1, max(1, room.width() - figure), thick)
            if one.on_time is not None:
                self._bar(painter, bar, one.on_time / MILLION)
        else:
            if one.defects is not None and one.defects >= self.too_much:
                # The sign says it too, not the colour alone.
                words = f"▲ {words}"
                painter.setFont(theme.font("quiet", bold=True))
                painter.setPen(theme.color("soon"))
            painter.drawText(room, RIGHT, words)
        painter.restore()

    def _bar(self, painter: QPainter, box: QRectF, part: float) -> None:
        radius = box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(box, radius, radius)
        if part > 0:
            done = QRectF(
                box.left(), box.top(), max(box.height(), box.width() * min(1.0, part)), box.height()
            )
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(done, radius, radius)


class TrackTable(ShortTable):
    """The picture, one line a household."""

    def __init__(self) -> None:
        tracks, picture = TrackModel(), TrackDelegate()
        super().__init__(None, tracks, picture)
        self.tracks, self.picture = tracks, picture
        self.setProperty("frame", "none")
        self.setAccessibleName(tr("On time and faulty by household"))
        heads = Heads(self)
        heads.pad = theme.px("s")
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(heads)
        heads.setSectionsClickable(False)
        heads.setMinimumSectionSize(theme.px("xl"))
        heads.setFixedHeight(theme.px("xl"))
        self.verticalHeader().setDefaultSectionSize(theme.px("xl") + theme.px("xs"))

    def put(self, tracks: Sequence[Track], too_much: int) -> None:
        """Show these households; ``too_much`` is the share of defects in ppm from which one is marked."""
        self.picture.too_much = too_much
        self.tracks.put(tracks)
        self.fit()

    def fit(self) -> None:
        """The name as wide as it needs, the share of defects too, the bar what is left."""
        quiet = QFontMetrics(theme.font("quiet", bold=True))
        pad = 2 * theme.px("s")
        defects = max(quiet.horizontalAdvance("▲ 99.9%"), quiet.horizontalAdvance(tr(HEADERS[DEFECTS]))) + pad
        room = self.viewport().width()
        names = max((quiet.horizontalAdvance(one.head) for one in self.tracks.things), default=0) + pad
        on_time = quiet.horizontalAdvance(tr(HEADERS[ON_TIME])) + pad
        names = min(
            max(names, quiet.horizontalAdvance(tr(HEADERS[WHO])) + pad),
            room * 4 // 10,
            room - defects - on_time,
        )
        heads = self.horizontalHeader()
        for column, width in ((WHO, names), (ON_TIME, room - names - defects), (DEFECTS, defects)):
            heads.resizeSection(column, max(theme.px("xl"), width))
