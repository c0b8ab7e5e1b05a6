"""The first day's tour: five quiet steps that point at what is really there. It can be left at any step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from models.i18n import mark, tr
from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.text import paragraph, text
from ui.shell import theme
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

SEEN = "tour/seen"
KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it points at on the desk, a title and a few sentences.

    ``narrow`` are other sentences where the navigation shows no names.
    """

    place: Callable[[MainWindow], QWidget | None]
    title: str
    words: str
    narrow: str = ""


STEPS: tuple[Step, ...] = (
    Step(
        lambda desk: desk.nav,
        mark("Every page has its key"),
        mark(
            "From the top: what the day asks for, then the slips, then pay and what it rests on. The key beside a name"
            " opens the page from anywhere."
        ),
        mark(
            "From the top: what the day asks for, then the slips, then pay and what it rests on. The sign at the very"
            " bottom shows their names and keys."
        ),
    ),
    Step(
        lambda desk: desk.top.find,
        mark("Find anything"),
        mark(
            "Press Ctrl+K and type: a name or its initials, the last digits of a phone, the number on a slip. Enter"
            " opens it."
        ),
    ),
    Step(
        lambda desk: desk.page.primary_button if desk.page is not None else None,
        mark("The next thing to do is green"),
        mark(
            "Most pages have one green button at the top right, with its key printed in it. Ctrl+Enter posts what you"
            " typed."
        ),
    ),
    Step(
        lambda desk: desk.top.state,
        mark("Nothing gets lost"),
        mark("This shows what is not posted yet and when the last backup was made. Ctrl+Z undoes a mistake."),
    ),
    Step(
        lambda desk: desk.top.help,
        mark("Help is F1"),
        mark(
            "F1 explains the page you are on. Importing a workbook, backups and other files are behind the name of the"
            " cooperative."
        ),
        mark(
            "F1 explains the page you are on. Importing a workbook, backups and other files are behind the house at the"
            " top left."
        ),
    ),
)


class Tour(QWidget):
    """A veil over the desk with one thing left clear, and a card that says what it is.

    While it is there every key of the window is the tour's: what one cannot see well one shall not set off.
    """

    def __init__(self, desk: MainWindow) -> None:
        ground = desk.ground
        super().__init__(ground)
        self.desk, self.ground = desk, ground
        self.number = 0
        self._hole = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = QFrame(self)
        self.card.setObjectName("card")
        inner = self.inner = vbox("s", of=self.card, margin="l")
        self.count = text("", "quiet")
        self.title = text("", "section")
        self.words = paragraph("")
        self.skip = ActionButton(tr("Leave the tour"), "Esc", kind="plain", slot=self.leave)
        self.next = ActionButton(tr("Next"), "Enter", primary=True, slot=self.go_on)
        inner.addWidget(self.title)
        inner.addWidget(self.words)
        inner.addSpacing(theme.px("s"))
        inner.addLayout(hbox("s", self.count, STRETCH, self.skip, self.next))
        for button in (self.skip, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self.ground.installEventFilter(self)
        self._keys = _Keys(self)

    def begin(self) -> None:
        """Show the first step; from now on the tour has been seen."""
        remembered().setValue(SEEN, True)
        self.number = 0
        self._place()
        self.show()
        self.raise_()
        self._keys.take()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """The next step, or the end."""
        if self.number + 1 == len(STEPS):
            self.leave()
        else:
            self.number += 1
            self._place()

    def go_back(self) -> None:
        """The step before."""
        if self.number:
            self.number -= 1
            self._place()

    def leave(self) -> None:
        """Back to work."""
        self.ground.removeEventFilter(self)
        self._keys.give_back()
        self.hide()
        self.deleteLater()
        if self.desk.page is not None:
            self.desk.page.take_focus()

    def _place(self) -> None:
        step = STEPS[self.number]
        self.setGeometry(self.ground.rect())
        target = step.place(self.desk)
        around = theme.px("xs")
        self._hole = QRect()
        if target is not None and target.isVisible():
            corner = target.mapTo(self.ground, QPoint(0, 0))
            self._hole = QRect(corner, target.size()).adjusted(-around, -around, around, around) & self.rect()
        self.count.setText(f"{self.number + 1} / {len(STEPS)}")
        self.title.setText(tr(step.title))
        words = tr(step.narrow if step.narrow and self.desk.nav.narrow else step.words)
        self.words.setText(words)
        self.setAccessibleName(f"{tr(step.title)}. {words}")
        last = self.number + 1 == len(STEPS)
        self.next.setText(tr("Start") if last else tr("Next"))
        self.skip.setVisible(not last)
        self.card.setFixedWidth(theme.px("find"))
        self.inner.activate()
        height = self.inner.heightForWidth(theme.px("find"))
        self.card.setFixedHeight(max(height, self.inner.minimumSize().height()))
        self.card.move(self._corner())
        self.update()

    def _corner(self) -> QPoint:
        """Beside what is pointed at: at its right when it is tall, else below, always inside the window."""
        gap = theme.px("l")
        size, room, hole = self.card.size(), self.rect(), self._hole
        if hole.isNull():
            return QPoint((room.width() - size.width()) // 2, (room.height() - size.height()) // 2)
        if hole.height() > room.height() // 2:
            place = QPoint(hole.right() + gap, hole.top() + gap * 4)
        else:
            place = QPoint(hole.left(), hole.bottom() + gap)
        return QPoint(
            max(gap, min(place.x(), room.width() - size.width() - gap)),
            max(gap, min(place.y(), room.height() - size.height() - gap)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil with a clear place and a ring around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QPainterPath()
        whole.addRect(QRectF(self.rect()))
        clear = QPainterPath()
        if not self._hole.isNull():
            clear.addRoundedRect(QRectF(self._hole), theme.px("card"), theme.px("card"))
        veil = QColor(theme.color("ground"))
        veil.setAlphaF(0.72)
        painter.fillPath(whole.subtracted(clear), veil)
        painter.setPen(QPen(theme.color("accent"), theme.px("ring")))
        painter.drawPath(clear)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the right arrow go on, the left arrow back, Esc leaves; with Ctrl, Alt or Shift nothing does."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_Space):
            self.go_on()
        elif event.key() == Qt.Key.Key_Left:
            self.go_back()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card changes nothing below."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep pointing when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False


class _Keys(QObject):
    """Hears every key that would reach the window, before its shortcuts and whatever has the keyboard."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(tour)
        self._tour = tour

    def take(self) -> None:
        """From now on the keys are the tour's."""
        QCoreApplication.instance().installEventFilter(self)

    def give_back(self) -> None:
        """The keys do again what they did."""
        QCoreApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the window itself; a dialog over it keeps its own."""
        if event.type() not in KEYS or not isinstance(event, QKeyEvent) or not self._of_window(watched):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._tour.keyPressEvent(event)
        event.accept()
        return True

    def _of_window(self, watched: QObject) -> bool:
        if isinstance(watched, QWidget):
            return watched.window() is self._tour.window()
        return watched is self._tour.window().windowHandle() and QApplication.activeModalWidget() is None


def offer_tour(desk: MainWindow) -> bool:
    """Begin the tour where it was never seen on this laptop; answers whether it began."""
    if remembered().value(SEEN):
        return False
    Tour(desk).begin()
    return True
