"""Writing workbooks from the window: the list one looks at, and the results of a pay period."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from models import i18n
from models.i18n import plural, tr, translator
from models.rules.desk import roles
from ui.kit.act import Act
from ui.kit.background_task import Running, run
from ui.kit.desk import desk_of
from ui.kit.save_dialog import ask_target
from ui.shell import errors, theme


class Shown(NamedTuple):
    """What a list shows: the listing, its search, the column it is sorted by, and the columns by key (None: all)."""

    listing: Any
    search: str = ""
    order: str | None = None
    descending: bool = False
    columns: Sequence[str] | None = None


def export_list(view: Any, target: Path | None = None) -> Running | None:
    """Write what a `TableView` or a `ShortTable` shows, with its search and its order, in the background; asks where.

    Columns left out for want of room are written as well: the workbook is as wide as it likes.
    """
    shown = view.listed()
    title = tr(shown.listing.title)
    if target is None:
        target = ask_target(view, title)
    if target is None:
        return None
    where = target
    listing, search, order, descending, columns = shown
    speaker = translator(i18n.language())

    def work(progress: Any) -> int:
        from reports.exchange.list_export import write_list

        return write_list(
            where,
            listing,
            speaker,
            search=search,
            order=order,
            descending=descending,
            columns=columns,
            progress=lambda done, total: progress(done, total, ""),
        )

    def done(rows: int) -> None:
        say_written(
            view,
            where,
            plural("{n} row written: {file}", "{n} rows written: {file}", rows).format(file=where.name),
        )

    return run(view, tr("Writing {title}").format(title=title), work, done)


def say_written(widget: QWidget, target: Path, words: str) -> None:
    """Say quietly that a file is there, and offer to open it."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    desk = desk_of(widget)
    if desk is not None:
        address = QUrl.fromLocalFile(str(target))
        desk.notify(words, tr("Open it"), lambda: QDesktopServices.openUrl(address))


def export_results(page: QWidget, target: Path, period: str) -> Running | None:
    """Write the results workbook of a pay period, in the background."""
    from reports.exchange.workbook import write_results

    return run(
        page,
        tr("Writing the results"),
        lambda progress: write_results(target, period, lambda done, total: progress(done, total, "")),
        lambda _: say_written(page, target, tr("Written: {file}").format(file=target.name)),
    )


def export_action(view: Any) -> QAction:
    """The action that writes a table's list, by its key wherever one is in the table."""
    action = Act(tr("Save the list as a workbook…"), view, roles.EXPORT)
    action.setIcon(theme.icon("export"))
    action.setShortcut(QKeySequence("Ctrl+Shift+S"))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def act() -> None:
        with errors.caught(view):
            export_list(view)

    action.triggered.connect(act)
    view.addAction(action)
    return action


def icon_button(action: QAction) -> QToolButton:
    """A quiet button for an action of a list, beside the count."""
    button = QToolButton()
    button.setFixedSize(theme.px("control"), theme.px("control"))
    lead(button, action)
    return button


def waiting_button() -> QToolButton:
    """The same for a list that is still to be made, which then gives it its action (`lead`)."""
    button = QToolButton()
    button.setIcon(theme.icon("export"))
    button.setFixedSize(theme.px("control"), theme.px("control"))
    button.setEnabled(False)
    return button


def lead(button: QToolButton, action: QAction) -> None:
    """Have a button do an action, and say so."""
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setToolTip(
        f"{action.text()}  {action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)}"
    )
    button.setAccessibleName(action.text())
    button.setAccessibleDescription(action.shortcut().toString())
