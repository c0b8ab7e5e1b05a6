"""The households to drive to, with what is to be done there and a box to leave one out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from models import format
from models.i18n import tr
from models.queries.party.whereabouts import outlier_sentence
from models.queries.road.road_facts import vans
from models.queries.road.routes import Call
from ui.pages.road.stop_list import job_words, say
from ui.shell import theme

CALL = Qt.ItemDataRole.UserRole
STATE, WISH = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class _Row(QStyledItemDelegate):
    """Whom and where, below it what was decided and what is to be done."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Box and ground are the style's, the words are painted here."""
        super().initStyleOption(option, index)
        option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines."""
        return QSize(10, 2 * option.fontMetrics.height() + theme.px("s") + theme.px("xs"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint it by role."""
        super().paint(painter, option, index)
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        box: QRect = option.rect
        widget: QWidget = option.widget
        tick = widget.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, shown, widget)
        call: Call = index.data(CALL)
        who = call.home.contact
        painter.save()
        high = option.fontMetrics.height()
        left, top = tick.right() + theme.px("s"), box.top() + theme.px("xs")
        right = box.right() - theme.px("s")
        painter.setPen(theme.color("quiet" if call.wish.left_out else "ink"))
        painter.setFont(theme.font("base", bold=not call.wish.left_out))
        at = left + say(painter, who.head, QRect(left, top, right - left, high)) + theme.px("m")
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color("quiet"))
        if right - at >= min(painter.fontMetrics().horizontalAdvance(who.village), theme.px("xl") * 2):
            say(painter, who.village, QRect(at, top, right - at, high), Qt.AlignmentFlag.AlignRight)
        at = left
        for words, role in ((index.data(STATE), "soon"), (index.data(WISH), "accent")):
            if words:
                painter.setPen(theme.color(role))
                at += say(painter, words, QRect(at, top + high, right - at, high)) + theme.px("s")
        painter.setPen(theme.color("quiet"))
        say(painter, " · ".join(_jobs(call)), QRect(at, top + high, max(0, right - at), high))
        painter.restore()


class CallList(QListWidget):
    """``decided``: household and whether it is left out; ``picked``: the household the keyboard came to."""

    decided = Signal(object, bool)
    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self.setItemDelegate(_Row(self))
        self.setAccessibleName(tr("Stops to plan"))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(self._ticked)
        self.currentItemChanged.connect(self._chosen)

    def show_calls(self, found: list[Call], changed: Mapping[int, str]) -> None:
        """Fill the list, and say of each household what has ``changed`` since the plan."""
        self._filling = True
        kept, row = self.current(), self.currentRow()
        self.clear()
        names = {van.key: van.name for van in vans(inactive=True)}
        for call in found:
            who = call.home.contact
            item = QListWidgetItem(who.head)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Unchecked if call.wish.left_out else Qt.CheckState.Checked
            item.setCheckState(ticked)
            state = tr(changed[who.id]) if who.id in changed else ""
            wrong = call.home.outlier
            if wrong is not None:
                state = tr("Check the coordinates")
            item.setData(CALL, call)
            item.setData(STATE, state)
            wish = _decided(call, names)
            item.setData(WISH, wish)
            why = "" if wrong is None else outlier_sentence(wrong)
            told = (who.head, f"{who.village} {who.code}".strip(), state, why, wish)
            said = [part for part in (*told, *(_jobs(call))) if part]
            item.setToolTip("\n".join(said))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, tr(", ").join(said))
            self.addItem(item)
            if kept is not None and who.id == kept.home.contact.id:
                self.setCurrentItem(item)
        if self.currentRow() < 0 <= row:
            self.setCurrentRow(min(row, self.count() - 1))
        self._filling = False

    def current(self) -> Call | None:
        """The household the keyboard is on."""
        item = self.currentItem()
        call: Call | None = None if item is None else item.data(CALL)
        return call

    def _ticked(self, item: QListWidgetItem) -> None:
        if not self._filling:
            left_out = item.checkState() == Qt.CheckState.Unchecked
            self.decided.emit(item.data(CALL).home.contact.id, left_out)

    def _chosen(self, item: QListWidgetItem | None, before: Any) -> None:
        if item is not None and not self._filling:
            self.picked.emit(item.data(CALL).home.contact.id)


def _decided(call: Call, names: dict[int, str]) -> str:
    """What was decided about a stop, in few words."""
    wish = call.wish
    words = [names.get(wish.vehicle, "")] if wish.vehicle else []
    if wish.first:
        words.append(tr("first"))
    if wish.before is not None:
        words.append(tr("until {time}").format(time=format.time_of_day(wish.before)))
    return " ".join(words)


def _jobs(call: Call) -> list[str]:
    """What is to be done there, each in a short phrase."""
    return [job_words(job) for job in call.jobs] or [tr("Material comes from another household")]
