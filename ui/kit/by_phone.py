"""From a page to a phone: slips and statements as text on the clipboard, or as texts and pictures in a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from models.i18n import plural, tr
from models.settings import setting
from reports.selection import Selection
from ui.kit.background_task import Progress
from ui.kit.exporting import say_written
from ui.kit.page import Page


def copy_text(page: Page, kind: str, chosen: Selection) -> None:
    """Put the text of documents on the clipboard, to be pasted into WeChat or an SMS."""
    from reports.exchange.messages import texts
    from reports.paper.language import paper_translator

    speak = paper_translator(str(setting("paper.language")))
    QGuiApplication.clipboard().setText(texts(kind, chosen, tr=speak))
    page.notify(tr("The text is on the clipboard: paste it into a message."))


def write_files(
    page: Page, kind: str, chosen: Selection, form: str, target: Path, *, language: str | None = None
) -> None:
    """Write documents as texts or pictures into a folder, or one of them into a file, in the background."""
    from models.files import refuse_taken
    from reports.exchange.messages import PICTURE, as_text, planned_messages, write_each
    from reports.paper.language import paper_translator

    make = as_text
    if form == PICTURE:
        from ui.kit.pictures import picture

        make = picture
    speak = paper_translator(language or str(setting("paper.language")))
    single = target.suffix != ""

    def check(*targets: Path) -> None:
        # The dialog asked about a single file already.
        refuse_taken(() if single else targets)

    def work(progress: Progress) -> int:
        planned = planned_messages(kind, chosen, tr=speak)
        written = write_each(
            planned, target, form, make, check=check, progress=lambda at, of: progress(at, of, "")
        )
        return len(written)

    def done(count: int) -> None:
        words = plural("Written: {file} ({n} file)", "Written: {file} ({n} files)", count).format(
            file=target.name
        )
        say_written(page, target, words)

    page.run(tr("Writing the files"), work, done)
