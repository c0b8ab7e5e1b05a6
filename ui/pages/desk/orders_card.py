"""The orders on their way, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontMetrics, QResizeEvent

from models.i18n import tr
from ui.kit.card import Card
from ui.kit.page import Page
from ui.kit.text import text
from ui.pages.order.order_line import OrderLine
from ui.shell import theme

if TYPE_CHECKING:
    from models.queries.desk.today import OrderProgress


class OrdersCard(Card):
    """A line for each order, which opens it."""

    def __init__(self, page: Page) -> None:
        super().__init__(tr("Order progress"), " ")
        self.page = page
        self._orders: Sequence[OrderProgress] = ()
        side = theme.px("s")
        self.body.setContentsMargins(side, 0, side, side)
        self.body.setSpacing(theme.px("xs"))
        self.order_lines: list[OrderLine] = []
        self.more_orders = text("", "quiet")
        self.more_orders.setContentsMargins(side, 0, 0, 0)
        self.body.addWidget(self.more_orders)
        self.body.addStretch(1)
        # One is always whole, whatever the picture above would like.
        self.setMinimumHeight(self._around() + OrderLine.height_of() + theme.px("s"))

    def show_orders(self, orders: Sequence[OrderProgress]) -> None:
        """Other orders."""
        self._orders = orders
        self._show()

    def _show(self) -> None:
        for line in self.order_lines:
            line.hide()
            line.deleteLater()
        self.order_lines = []
        from models.queries.desk.target import Record

        for number, order in enumerate(self._orders[: self._room()]):
            line = OrderLine(order)
            line.clicked.connect(
                lambda _=False, key=order.id: self.page.guard(
                    lambda: self.page.desk.go("orders", Record(key))
                )
            )
            self.body.insertWidget(number, line)
            self.order_lines.append(line)
        left = len(self._orders) - len(self.order_lines)
        self.more_orders.setText(tr("{n} more").format(n=left) if left else "")
        if not self._orders:
            self.more_orders.setText(tr("No order is under way."))
        self.more_orders.setVisible(bool(left) or not self._orders)

    def _room(self) -> int:
        step = OrderLine.height_of() + theme.px("xs")
        return max(1, (self.height() - self._around()) // step)

    def _around(self) -> int:
        """The title above the orders and the line below them."""
        small = QFontMetrics(theme.font("quiet")).height() + theme.px("xs") + theme.px("s")
        return self.head.sizeHint().height() + small

    def _fit(self) -> None:
        if self._orders and len(self.order_lines) != min(len(self._orders), self._room()):
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many orders as there is room for."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)
