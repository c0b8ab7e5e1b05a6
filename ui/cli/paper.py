"""The verbs that make files: ``print`` for every kind of document, ``export`` for workbooks and the bank's file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models.errors import UserError
from models.i18n import plural, tr
from models.rules.ledger import voucher_kind
from ui.cli.console import Session
from ui.cli.params import (
    FilePath,
    OneOf,
    Whole,
    argument,
    flag,
    option,
    overwrite_option,
    paper_option,
    protect_option,
)

if TYPE_CHECKING:
    from reports.document_kind import DocumentKind
    from reports.paper.printing import PrintResult
    from reports.selection import Selection

FORMS = ("results", "bank", "county", "enterprise", "outwork")
PAPER_FORMS = ("pdf", "text", "png")
WHICH = (
    "period",
    "day",
    "number",
    "household",
    "since",
    "until",
    "village",
    "large",
    "merge",
    "new",
    "frame",
)
"""The options that say which documents of a kind are meant, and how."""
ISSUER = {"issuer": "name", "phone": "phone", "address": "address"}
"""The options that say whose papers they are, by what they are kept as."""
NAME = "cooperative.name"
BLANKS = ("dispatch", "collection", "return", "transfer", "visit")


def export_params() -> list[click.Parameter]:
    """What ``export`` takes."""
    month = tr("YYYY-MM")
    return [
        argument("period", month),
        argument("target", "OUT.xlsx", type=FilePath()),
        option(
            "--as",
            "|".join(FORMS),
            tr(
                "For whom: results unless said, the bank's payment file, the county office, enterprises, the ledger of"
                " outwork."
            ),
            key="form",
            type=OneOf(FORMS),
            default="results",
        ),
        option(
            "--to",
            month,
            tr("The last period, for the county office, enterprises or the ledger of outwork."),
            key="until",
        ),
        option(
            "--level",
            tr("LEVEL"),
            tr("What the county office's returns are added up by: county, area, township, village, group."),
        ),
        overwrite_option(),
        protect_option(),
    ]


def print_params() -> list[click.Parameter]:
    """What ``print`` takes."""
    month = tr("YYYY-MM")
    return [
        argument("kind", tr("KIND"), required=False),
        argument("target", "OUT.pdf", required=False, type=FilePath()),
        option("--period", month, tr("The pay period, like 2026-10.")),
        option("--date", "D", tr("The day of the slips, like 2026-10-05."), key="day"),
        option("--number", "N", tr("One slip or statement by its number.")),
        option("--household", tr("CODE"), tr("One household by its code.")),
        paper_option(),
        option(
            "--copies",
            "N",
            tr("Copies of each document; as the settings say unless given."),
            type=Whole(1, 100),
        ),
        option("--from", "D", tr("The first period or day of a span, like 2026-01."), key="since"),
        option("--to", "D", tr("The last period or day of a span, like 2026-12."), key="until"),
        option("--village", tr("NAME"), tr("The households of one village.")),
        flag("--large", tr("Large print for people who read with difficulty.")),
        flag("--merge", tr("One paper for the slips of a household and day.")),
        *_issuer_params(),
        flag("--new", tr("Only what was not printed yet.")),
        option(
            "--as",
            "|".join(PAPER_FORMS),
            tr("A PDF unless said; or a text or a picture of each document, in a folder, to send by phone."),
            key="form",
            type=OneOf(PAPER_FORMS),
            default="pdf",
        ),
        flag("--frame", tr("A frame around each label of a label sheet.")),
        *_blank_params(),
        flag("--list", tr("Name documents and papers."), key="listed"),
        overwrite_option(),
        protect_option(),
    ]


def _issuer_params() -> list[click.Parameter]:
    """Whose papers they are."""
    return [
        option(
            "--issuer",
            tr("NAME"),
            tr("The cooperative's name at the head of every paper; said once, it is kept."),
        ),
        option("--phone", "N", tr("Its phone, kept like its name.")),
        option("--address", tr("TEXT"), tr("Its address, kept like its name.")),
    ]


def _blank_params() -> list[click.Parameter]:
    """What only blank slips take."""
    return [
        option(
            "--blanks", "N", tr("Set N numbers aside for blank slips and print those."), type=Whole(1, 500)
        ),
        option(
            "--of",
            tr("KIND"),
            tr("What the blank slips are: dispatch, collection, return, transfer or visit."),
            key="of_kind",
            type=OneOf(BLANKS),
            default="dispatch",
        ),
    ]


def export(
    context: click.Context,
    period: str,
    target: Path,
    form: str,
    until: str | None,
    level: str | None,
) -> None:
    """Write a period's results, payments by bank, or the sheets of the county office or enterprises."""
    from reports.paper.language import paper_translator

    session: Session = context.obj
    session.will_write(target)
    said = [tr("Written: {file}").format(file=target)]
    with session.database(), session.bar(tr("Writing the workbook")) as progress:
        speak = paper_translator(session.paper_language())
        if form == "results":
            from reports.exchange.workbook import write_results

            write_results(target, period, progress)
        elif form == "bank":
            from reports.pay.bank import file_sentences, write_bank_files

            check = session.will_write
            said = file_sentences(write_bank_files(target, period, tr=speak, progress=progress, check=check))
        else:
            from models.queries.periods import period_named
            from reports.programme.county_export import write_county, write_enterprises

            first, last = period_named(period).start, period_named(until or period).end
            if last < first:
                raise UserError(tr("The end must not come before the beginning."), "until")
            if form == "county":
                from models.queries.desk.reports import level_named

                by = None if level is None else level_named(level)
                write_county(target, first, last, tr=speak, level=by, progress=progress)
            elif form == "outwork":
                from reports.desk.outwork_export import write_outwork

                write_outwork(target, first, last, tr=speak)
            else:
                write_enterprises(target, first, last, tr=speak)
    for words in said:
        session.say(words)


def print_kind(
    context: click.Context, kind: str | None, target: Path | None, listed: bool, form: str, **said: Any
) -> None:
    """Print one kind of document, or name the kinds and papers."""
    from models.rules.parsing import date_of
    from reports.kinds import kind_named

    if listed:
        _name_kinds()
        return
    if kind is None or target is None:
        raise UserError(tr("Say which document and into which file, or --list to see them."))
    found = kind_named(kind)
    if said["blanks"] is not None and kind != "blank":
        raise UserError(tr("Only blank slips set numbers aside: print blank OUT.pdf --blanks N."))
    said["day"] = None if said["day"] is None else date_of(said["day"])
    if form == "pdf":
        _print(context.obj, found, target, said)
    elif said["paper"] is not None or said["copies"] is not None:
        raise UserError(tr("A text or a picture has no paper and no copies."))
    else:
        _send(context.obj, found, target, form, said)


def _selected(said: dict[str, Any], numbers: Sequence[str] = ()) -> Selection:
    """Which documents the options choose; ``numbers`` are those of blank slips that were set aside."""
    from reports.selection import Selection

    one = () if said["number"] is None else (said["number"],)
    chosen = {name: said[name] for name in WHICH if name != "number"}
    return Selection(numbers=(*one, *numbers), paper=said["paper"] or "", **chosen)


def _print(session: Session, kind: DocumentKind, target: Path, said: dict[str, Any]) -> None:
    """Print into a PDF; what is printed counts, as what the window prints does."""
    from models.actions.ledger.printing import all_at_once, count_file
    from models.database import only_read
    from models.files import withdrawn
    from reports.kinds import print_documents
    from reports.paper.language import paper_translator

    session.will_write(target)
    # Whose paper it is is kept together with the printing, or not at all.
    with (
        session.database(),
        withdrawn(target),
        all_at_once(kind.key) if any(said[one] for one in ISSUER) else nullcontext(),
    ):
        spoken = session.paper_language()
        _keep_issuer(session, kind, said)
        made: list[PrintResult] = []

        def make(numbers: Sequence[str] = ()) -> None:
            chosen = _selected(said, numbers)
            with session.bar(tr("Printing the documents")) as progress:
                speak = paper_translator(spoken)
                result = print_documents(
                    kind.key, target, chosen, tr=speak, copies=said["copies"], progress=progress
                )
            made.append(result)
            count_file(kind.key, result.keys, result.others, language=spoken)
            if only_read() and result.keys:
                session.warn(tr("The file can only be read here: it is not noted that this was printed."))

        if said["blanks"] is None:
            make()
        else:
            from models.actions.ledger.blank_slips import set_aside

            of_kind = said["of_kind"]
            set_aside(
                voucher_kind.ISSUE if of_kind == "dispatch" else of_kind,
                said["blanks"],
                date.today(),
                use=make,
            )
    (result,) = made
    session.warn(result.exceptions)
    session.say(
        tr("Written: {file} (documents: {documents}, pages: {pages})").format(
            file=target, documents=result.documents, pages=result.pages
        )
    )


def _keep_issuer(session: Session, kind: DocumentKind, said: dict[str, Any]) -> None:
    """Keep what was said of the cooperative; on a terminal ask for its name once where there is none yet.

    Raises UserError for a kind that nobody may hand out without a name.
    """
    from models.settings import change_settings, setting

    parts = {f"cooperative.{part}": (said[option] or "").strip() for option, part in ISSUER.items()}
    if not parts[NAME] and not str(setting(NAME)).strip():
        if session.asks:
            words = tr("Cooperative's name, for the head of every paper")
            parts[NAME] = click.prompt(words, default="", err=True).strip()
        if kind.issued and not parts[NAME]:
            raise UserError(tr("Say whose paper it is: --issuer NAME. It is kept."), "issuer")
    kept = {part: words for part, words in parts.items() if words}
    if kept:
        change_settings(kept)


def _send(session: Session, kind: DocumentKind, target: Path, form: str, said: dict[str, Any]) -> None:
    """Write each document as a text or a picture to be sent by phone; nothing of it counts as printed."""
    from reports.exchange.messages import PICTURE, as_text, planned_messages, write_each
    from reports.paper.language import paper_translator

    make = as_text
    if form == PICTURE:
        from ui.kit.pictures import picture

        make = picture
    with session.database(), session.bar(tr("Writing the files")) as progress:
        speak = paper_translator(session.paper_language())
        _keep_issuer(session, kind, said)
        planned = planned_messages(kind.key, _selected(said), tr=speak)
        written = write_each(planned, target, form, make, check=session.will_write, progress=progress)
    session.say(
        plural("Written: {file} ({n} file)", "Written: {file} ({n} files)", len(written)).format(file=target)
    )


def _name_kinds() -> None:
    """The documents and the papers there are."""
    from reports.kinds import KINDS
    from reports.paper.papers import PAPERS

    wide = max(map(len, KINDS)) + 2
    for one in KINDS.values():
        click.echo(f"{one.key:<{wide}}{tr(one.title)} ({', '.join(one.papers)})")
    click.echo(tr("Papers: {papers}").format(papers=", ".join(PAPERS)))
