"""What narrows a report down: its span in the first line, and its filters below, folded up until they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.errors import UserError
from models.i18n import mark, tr
from models.queries import report, suggestions
from models.queries.report import Report, ReportFilters
from models.queries.report_span import (
    LAST_YEAR,
    SPANS,
    TWELVE,
    YEAR,
    named_spans,
    newest_month,
    span_days,
    span_words,
)
from models.tables.order import Order
from models.tables.party import LEVELS, Enterprise, Household, Region, Trade
from models.tables.product import Product
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.form import ChoiceField, DateField, Field, PickField
from ui.kit.inline import inline
from ui.kit.spread import Spread
from ui.shell.window_state import remembered

OWN: Final = "own"
_KEPT: Final = "reports/span"
_LABELS: Final = {
    report.LEVEL: mark("Add up by"),
    report.PLACE: mark("Place", "region"),
    report.VILLAGE: mark("Village"),
    report.CATEGORY: mark("Category"),
    report.TRADE: mark("Trade"),
    report.PRODUCT: mark("Product"),
    report.ENTERPRISE: mark("Enterprise"),
    report.HOUSEHOLD: mark("Household"),
    report.ORDER: mark("Order"),
}


def _picker(name: str) -> PickField:
    """The field one filter is picked with."""
    label = tr(_LABELS[name])
    if name == report.LEVEL:
        levels = [(level, tr(label), "") for level, label in LEVELS]
        return PickField(name, label, lambda text: levels, named=lambda key: tr(dict(LEVELS)[key]))
    tables: dict[str, tuple[Any, Any]] = {
        report.PRODUCT: (suggestions.products, Product),
        report.ENTERPRISE: (suggestions.enterprises, Enterprise),
        report.HOUSEHOLD: (lambda text: suggestions.households(text, stopped=True), Household),
        report.ORDER: (suggestions.orders, Order),
        report.PLACE: (suggestions.regions, Region),
        report.TRADE: (lambda text: suggestions.registered(Trade, text), Trade),
    }
    if name in tables:
        suggest, table = tables[name]
        return PickField(name, label, suggest, named=lambda key: suggestions.label(table, key))
    field = {report.VILLAGE: Household.village, report.CATEGORY: Household.category}[name]
    return PickField(name, label, lambda text: suggestions.written(field, text), named=str)


class ReportFilterBar(QWidget):
    """``changed()`` once something else is asked for; `filters` says what."""

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.report: Report | None = None
        self._first = hbox("l")
        vbox("s", self._first, of=self)
        self._build_span()
        self.pickers = {name: _picker(name) for name in _LABELS}
        self.fold = ActionButton(
            tr("Narrow down"), icon="filter", kind="link", slot=lambda: self._unfold(not self.unfolded)
        )
        # At the right end it stays where it is when the days of an own span come and go.
        self._first.addStretch(1)
        self._first.addWidget(self.fold)
        self.spread: Spread | None = None
        # A pick is several edits of its line: they are heard together.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.changed)
        for picker in self.pickers.values():
            picker.picked.connect(lambda _: self._soon.start())
            picker.line.editingFinished.connect(self._left)
        self._said: Any = None

    def _build_span(self) -> None:
        self._monthly: bool | None = None
        self._named = TWELVE
        """The span chosen last that has a name."""
        self.span = inline(ChoiceField("span", tr("Span"), (), required=True), "field")
        self._offer_spans(monthly=False)
        self.since = inline(DateField("since", tr("First day")))
        self.until = inline(DateField("until", tr("Last day")))
        for field in (self.span, self.since, self.until):
            field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            self._first.addWidget(field)
        self.span.changed.connect(self._span_chosen)
        for day in (self.since, self.until):
            day.changed.connect(lambda: self._soon.start())
            day.hide()

    def _offer_spans(self, *, monthly: bool) -> None:
        """The spans that are offered: of a monthly report months and quarters by name, which nobody remembers."""
        if monthly == self._monthly:
            return
        self._monthly = monthly
        today = self._today()
        if monthly:
            choices = [(key, span_words(key)) for key in named_spans(today)]
            choices += [(key, tr(label)) for key, label in SPANS if key in (YEAR, LAST_YEAR)]
            self._named = newest_month(today)
        else:
            choices = [(key, tr(label)) for key, label in SPANS]
            kept = str(remembered().value(_KEPT, TWELVE))
            self._named = kept if kept in dict(choices) else TWELVE
        with QSignalBlocker(self.span.box):
            self.span.set_choices([*choices, (OWN, tr("From – to"))])
            self.span.set_value(self._named)

    def show_report(self, shown: Report) -> None:
        """Offer what narrows a report down; what was chosen for another one stays where this takes it too."""
        self.report = shown
        spans = report.SPAN in shown.takes
        self.span.setVisible(spans)
        if spans:
            self._offer_spans(monthly=shown.months == 1)
        self._show_days()
        if report.ORDER in shown.needs and self.pickers[report.ORDER].raw() in ("", None):
            self.pickers[report.ORDER].set_value(next(iter(suggestions.orders("")), None))
        offered = [picker for name, picker in self.pickers.items() if name in shown.takes]
        self._offer(offered)
        self.fold.setVisible(bool(offered) and not shown.needs)
        self._unfold(bool(shown.needs) or self.narrowed)
        self._said = self._now()

    @property
    def narrowed(self) -> bool:
        """Whether a filter of the report is set."""
        takes = () if self.report is None else self.report.takes
        return any(picker.raw() not in ("", None) for name, picker in self.pickers.items() if name in takes)

    def filters(self) -> ReportFilters:
        """What is asked for; raises UserError once it was put beside the field it is about."""
        said: dict[str, Any] = {}
        takes = () if self.report is None else self.report.takes
        for name, picker in self.pickers.items():
            if name in takes:
                said[name] = self._value(picker)
        if report.SPAN in takes:
            since, until = self._span()
            said |= {"since": since, "until": until}
        return ReportFilters(**said)

    def clear(self) -> None:
        """Take every filter away."""
        for picker in self.pickers.values():
            picker.set_value(None)
            picker.say_problem("")
        self._soon.start()

    # -- inside --------------------------------------------------------------------------------------------------------

    def _value(self, field: Field) -> Any:
        try:
            return field.value()
        except UserError as refusal:
            field.say_problem(refusal.message)
            raise

    def _span(self) -> tuple[date, date]:
        key = self.span.raw()
        if key != OWN:
            return span_days(key, self._today())
        since, until = self._value(self.since), self._value(self.until)
        first, last = span_days(TWELVE, self._today())
        since, until = since or first, until or last
        if until < since:
            refusal = UserError(tr("The end must not come before the beginning."), "until")
            self.until.say_problem(refusal.message)
            raise refusal
        return since, until

    def _span_chosen(self) -> None:
        key = self.span.raw()
        if key == OWN and self.since.raw() in ("", None):
            first, last = span_days(self._named, self._today())
            self.since.set_value(first)
            self.until.set_value(last)
        if key != OWN:
            self._named = key
            if not self._monthly:
                remembered().setValue(_KEPT, key)
        self._show_days()
        self._soon.start()

    def _show_days(self) -> None:
        own = self.span.raw() == OWN and self.report is not None and report.SPAN in self.report.takes
        self.since.setVisible(own)
        self.until.setVisible(own)

    @property
    def unfolded(self) -> bool:
        """Whether the filters are to be seen."""
        return self.spread is not None and self.spread.isVisibleTo(self)

    def _offer(self, pickers: list[PickField]) -> None:
        """Lay out the pickers of a report; those of others wait without a place."""
        if self.spread is not None:
            for picker in self.spread.widgets:
                picker.hide()
                picker.setParent(self)
            self.spread.release()
            self.spread.hide()
            self.spread.deleteLater()
            self.spread = None
        if pickers:
            self.spread = Spread(
                pickers, tuple(sorted({min(len(pickers), 4), 3, 2, 1} - {0}, reverse=True)), least="field"
            )
            for picker in pickers:
                picker.show()
            self.layout().addWidget(self.spread)

    def _unfold(self, shown: bool) -> None:
        if self.spread is not None:
            self.spread.setVisible(shown)
            self.fold.icon_name = "chevron-up" if shown else "filter"
            self.fold.update()

    def _now(self) -> Any:
        return [picker.raw() for picker in self.pickers.values()]

    def _left(self) -> None:
        """A line was left or Enter was pressed: ask again if it says something else now, as when it was emptied."""
        now = self._now()
        if now != self._said:
            self._said = now
            self._soon.start()
