"""The command line: everything that makes a file or moves records, without a display, on the code the window uses.

Verbs, options and how they end are promised in help/commands.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models import rights
from models.database import close_database, translated_faults
from models.device import home
from models.errors import Cancelled, NeedsConfirmation, Problem, UserError, WorkbookRefused
from models.files import file_fault
from models.i18n import language, plural, tr, translator
from models.log import log_file, logging_to_file
from models.opening import open_database
from models.private_folder import private_temporaries
from models.rules.desk import roles
from models.rules.product.reach import NEW, OPEN
from models.version import how_to_run, program_name
from ui.cli.console import Program, Session, password_in, speak, table, usage_sentence
from ui.cli.paper import export, export_params, print_kind, print_params
from ui.cli.params import FilePath, OneOf, Whole, argument, flag, option, overwrite_option
from ui.cli.pay import pay, pay_params
from ui.cli.report import add_report
from ui.cli.route import add_route
from ui.cli.void import add_void

if TYPE_CHECKING:
    from models.actions.demo.cooperative import Demo

DONE, DEFECT, REFUSED = 0, 1, 2
RESULTS = "results.xlsx"
"""The results of a demo's last month, beside its documents."""
log = logging.getLogger("yuanba.cli")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or open the window when none is given; answers with the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a rare character shows a mark for it instead of ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        session = Session(speak(arguments))
        home()
        with logging_to_file(), private_temporaries():
            return _guarded(arguments, session)
    except UserError as error:
        return _refuse(error)


def _guarded(arguments: list[str], session: Session) -> int:
    try:
        answer = program().main(arguments, prog_name=program_name(), standalone_mode=False, obj=session)
        return answer if isinstance(answer, int) else DONE
    except click.UsageError as error:
        click.echo(usage_sentence(error), err=True)
        return REFUSED
    except (click.Abort, KeyboardInterrupt, Cancelled):
        click.echo(tr("Stopped; nothing was changed."), err=True)
        return REFUSED
    except NeedsConfirmation as error:
        click.echo(error.message, err=True)
        return REFUSED
    except UserError:
        raise
    except BrokenPipeError:
        # Whoever read the results has read enough; Python must not complain about it once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        sentence = file_fault(error) if isinstance(error, OSError) else None
        if sentence is not None:
            log.warning("a file: %s", error)
            raise UserError(sentence) from error
        log.exception("a defect on the command line")
        message = tr("Something went wrong in the program itself. What happened is in {file}.")
        click.echo(message.format(file=log_file()), err=True)
        return DEFECT
    finally:
        close_database()


def _refuse(error: UserError) -> int:
    if isinstance(error, WorkbookRefused):
        for problem in error.problems:
            click.echo(problem.sentence(), err=True)
    click.echo(error.message, err=True)
    return REFUSED


def _note(warnings: Sequence[Problem], every: bool) -> None:
    """Tell what is odd about a workbook, the same thing in many rows once; ``every`` names all rows."""
    from models.actions.exchange.workbook.problem_groups import grouped

    groups = grouped(warnings)
    for problem in warnings if every else [group.as_problem() for group in groups]:
        click.echo(f"{tr('Note:')} {problem.sentence()}", err=True)
    if not every and any(group.many for group in groups):
        click.echo(tr("With --all-notes every row is listed."), err=True)


def _demo_params() -> list[click.Parameter]:
    return [
        argument("folder", tr("DIR"), type=FilePath()),
        option(
            "--households", "N", tr("How many households; 60 unless said."), type=Whole(8, 20_000), default=60
        ),
        option("--months", "M", tr("How many months; 2 unless said."), type=Whole(1, 60), default=2),
        option(
            "--seed", "S", tr("The same number makes the same cooperative."), type=Whole(0, 2**31), default=1
        ),
        overwrite_option(),
    ]


def _book_params() -> list[click.Parameter]:
    return [
        argument("book", "BOOK.xlsx", type=FilePath()),
        flag("--check", tr("Report what would happen and change nothing.")),
        option(
            "--apply-to",
            f"{NEW}|{OPEN}",
            tr("What changed rates and bills reach: new work only, or open work too; new unless said."),
            type=OneOf((NEW, OPEN)),
            default=NEW,
        ),
        flag("--all-notes", tr("List every row of what is odd, also where many rows are alike.")),
    ]


def _password_params() -> list[click.Parameter]:
    return [
        option(
            "--new", tr("FILE"), tr("A file that holds the new password in its first line."), type=FilePath()
        ),
        flag("--remove", tr("Take the password away.")),
        option(
            "--recovery",
            "SHEET.pdf",
            tr("Write the recovery sheet; together with --new for a new code."),
            type=FilePath(),
        ),
    ]


def program() -> Program:
    """The verbs, with their help in the language chosen."""
    root = Program(
        program_name(),
        help=tr("Yuanba runs a cooperative's home workshops. Without a command it opens the window."),
        invoke_without_command=True,
        subcommand_metavar=tr("COMMAND …"),
        callback=window,
        params=[flag("--safe", tr("Open the window without what it remembers of sizes and places."))],
    )
    file = FilePath()
    target = argument("target", "OUT.xlsx", type=file)
    copy = [argument("target", tr("TARGET"), type=file, required=False)]
    back = [
        argument("backup", tr("BACKUP"), type=file),
        flag("--look", tr("Only say what the backup holds.")),
    ]
    held = [
        option(
            "--mark",
            tr("MARK"),
            tr("Also compare a ledger mark from paper, or the scanned code of a certificate."),
        )
    ]
    for name, act, params, what in (
        (
            "demo",
            make_demo,
            _demo_params(),
            tr("Create a demo cooperative with all its documents."),
        ),
        ("template", template, [target, overwrite_option()], tr("Write an empty workbook to fill in.")),
        ("import", import_book, _book_params(), tr("Read a workbook in, all of it or nothing.")),
        ("pay", pay, pay_params(), tr("Compute the pay of a period.")),
        ("export", export, export_params(), tr("Write the results of a period as a workbook.")),
        ("print", print_kind, print_params(), tr("Print documents into a PDF.")),
        ("backup", backup, copy, tr("Write a verified copy of the database.")),
        ("restore", restore, back, tr("Put a verified backup in the place of the database.")),
        ("check", check, held, tr("Check the database, the ledger and the audit trail.")),
        (
            "password",
            password,
            _password_params(),
            tr("Set, change or take away the password of the database."),
        ),
        ("doctor", doctor, [], tr("Tell what to send when something does not work; no records, no names.")),
    ):
        root.add_verb(name, act, params, what)
    add_report(root)
    add_void(root)
    add_route(root)
    return root


@click.pass_context
def window(context: click.Context, safe: bool) -> int | None:
    """Open the window, when no verb was given."""
    if context.invoked_subcommand is not None:
        return None
    session: Session = context.obj
    from ui.shell.opening import open_window

    return open_window(session.named_path, session.asked_language, session.password, safe=safe)


def make_demo(context: click.Context, folder: Path, households: int, months: int, seed: int) -> None:
    """Make the demo cooperative, and print and export its last month; all of it or nothing."""
    from models.actions.demo.cooperative import build_demo

    session: Session = context.obj
    session.will_write(*_papers(folder).values(), folder / RESULTS)
    with session.bar(tr("Making the demo")) as progress:
        made = build_demo(
            folder, households=households, months=months, seed=seed, language=language(), progress=progress
        )
    files = {made.path: tr("the database")}
    try:
        _print_demo(session, made, files)
    except BaseException:
        close_database()
        for file in files:
            file.unlink(missing_ok=True)
        raise
    facts = [
        (tr("Households"), str(made.households)),
        (tr("Subcontracts"), str(made.subcontracts)),
        (tr("Slips"), str(made.slips)),
        (tr("Months"), f"{made.periods[0]} … {made.period}"),
    ]
    session.say(table(facts))
    session.say(tr("In {folder}:").format(folder=folder))
    for file, what in files.items():
        session.say(f"  {file.name}  {what}")
    session.say(tr("Open it with: {command}").format(command=f'{how_to_run()} --db "{made.path}"'))


def _papers(folder: Path) -> dict[str, Path]:
    """Where the documents of a demo go, by their kinds."""
    from reports.kinds import KINDS

    return {kind: folder / f"{kind}.pdf" for kind in KINDS}


def _print_demo(session: Session, made: Demo, files: dict[Path, str]) -> None:
    """Print every kind of document of the demo's last month and its results; notes each file once it is written."""
    from reports.exchange.workbook import write_results
    from reports.kinds import KINDS, NothingToPrint, print_documents
    from reports.paper.language import paper_translator
    from reports.selection import PERIOD, SPAN, Selection

    open_database(made.path, create=False)
    with session.bar(tr("Printing the documents")) as progress:
        for key, target in _papers(made.path.parent).items():
            kind = KINDS[key]
            asked = Selection()
            if PERIOD in kind.takes:
                asked = Selection(period=made.period)
            elif SPAN in kind.one_of:
                # Courses: one is not held every month, so those of a year.
                asked = Selection(since=f"{int(made.period[:4]) - 1}{made.period[4:]}", until=made.period)
            try:
                out = print_documents(
                    kind.key,
                    target,
                    asked,
                    tr=paper_translator(language()),
                    progress=progress,
                )
            except NothingToPrint:
                continue
            files[target] = plural("{title}, {n} page", "{title}, {n} pages", out.pages).format(
                title=tr(kind.title)
            )
        target = made.path.parent / RESULTS
        write_results(target, made.period, progress)
        files[target] = tr("results of {period}").format(period=made.period)


def template(context: click.Context, target: Path) -> None:
    """Write the empty workbook."""
    from reports.exchange.workbook import write_template

    context.obj.will_write(target)
    write_template(target, translator(language()))
    context.obj.say(tr("Written: {file}").format(file=target))


def import_book(context: click.Context, book: Path, check: bool, apply_to: str, all_notes: bool) -> None:
    """Read a workbook in, or only say what would happen."""
    from models.actions.exchange.workbook import import_workbook
    from models.backup import back_up_before
    from models.backup_copies import IMPORT
    from models.queries.exchange.workbook_schema import RECORDS

    session: Session = context.obj
    fresh = not session.path.exists()
    kept = False
    try:
        with session.database(create=True), session.bar(tr("Reading the workbook in")) as progress:
            if not check:
                session.warn(back_up_before(IMPORT))
            result = import_workbook(book, check=check, progress=progress, apply_to=apply_to)
        kept = not check
    except WorkbookRefused as refused:
        _note(refused.warnings, all_notes)
        raise
    finally:
        # A file that came into being only to be refused, or to be looked at, goes again.
        if fresh and not kept:
            for leftover in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    Path(f"{session.path}{leftover}").unlink(missing_ok=True)
    _note(result.warnings, all_notes)
    for sheet in RECORDS:
        counts = result.counts.get(sheet.key)
        if counts is not None:
            words = (
                tr("{sheet}: added {added}, updated {updated}, unchanged {unchanged}")
                if counts.updated
                else tr("{sheet}: added {added}, unchanged {unchanged}")
            )
            click.echo(
                words.format(
                    sheet=sheet.name(language()),
                    added=counts.added,
                    updated=counts.updated,
                    unchanged=counts.unchanged,
                )
            )
    if result.reached:
        session.say(
            tr("Subcontracts assigned before with other rates or bills now: {count}").format(
                count=result.reached
            )
        )
    if result.reprint:
        session.say(
            tr("Print these slips again, their rates are others now: {numbers}").format(
                numbers=", ".join(result.reprint)
            )
        )
    if check:
        session.say(tr("Only checked: nothing was changed."))
    elif result.empty:
        session.say(tr("The workbook has no rows: nothing was changed."))
    elif not result.changed:
        session.say(tr("All of it is here already: nothing was changed."))


def backup(context: click.Context, target: Path | None) -> None:
    """Write a verified copy."""
    from models.backup import back_up

    session: Session = context.obj
    with session.database():
        where = back_up(target)
    session.say(tr("Backed up and verified: {file}").format(file=where))


def restore(context: click.Context, backup: Path, look: bool) -> None:
    """Put a backup in the place of the database, or only say what it holds; say what its books do not bear out."""
    from models.backup import check, in_one_line
    from models.backup import restore as put_back
    from models.backup_copies import contents
    from models.unlocking import lies_open, unlocked
    from models.wrong_tries import counted

    session: Session = context.obj
    if look:
        with counted(backup, session.password):
            click.echo(in_one_line(contents(backup, unlocked(backup, session.password).passphrase)))
        return
    _sign_in_to_what_goes(session)
    with counted(backup, session.password):
        kept = put_back(backup, session.path, session.password)
    # A copy of the time before the password has none.
    open_database(session.path, None if lies_open(session.path) else session.password, create=False)
    with translated_faults():
        faults = check()
    close_database()
    if faults:
        # It may be the only copy there is: told, not refused.
        session.say(tr("Restored: {file}").format(file=session.path))
        for fault in (tr('"{name}" is not sound.').format(name=session.path), *faults):
            click.echo(fault, err=True)
    else:
        session.say(tr("Restored and verified: {file}").format(file=session.path))
    if kept is not None:
        session.say(tr("The file it replaces is kept as {file}").format(file=kept))


def _sign_in_to_what_goes(session: Session) -> None:
    """Have who puts another file in the place of one sign in to that; one that does not open asks for nobody."""
    if not session.path.exists():
        return
    try:
        with session.database(anybody=True):
            pass
    except UserError:
        return
    with session.database():
        rights.require(roles.RESTORE)


def password(context: click.Context, new: Path | None, remove: bool, recovery: Path | None) -> None:
    """Give the database and its copies beside it another password, or none; write its recovery sheet."""
    from models.database import current_password
    from models.encryption import set_password
    from models.unlocking import Unlocked, prove

    session: Session = context.obj
    if (new is not None) + remove + (recovery is not None and new is None) != 1:
        raise UserError(tr("Say either --new FILE or --remove."))
    session.will_write(recovery)
    chosen = None if new is None else password_in(new)
    by = Unlocked(None)
    with session.database():
        if current_password() is not None:
            by = prove(session.path, session.password or "")
        if new is None or recovery is not None or not by.code:
            # A password of one's own is everybody's own affair.
            rights.require(roles.RESTORE)
        if recovery is not None and new is None and not by.code:
            raise UserError(
                tr("This file has no recovery code yet: password --new FILE --recovery SHEET.pdf")
            )
    code = by.code
    if new is not None or remove:
        with session.bar(tr("Writing the file anew")) as progress:
            changed = set_password(session.path, by, chosen, sheet=recovery is not None, progress=progress)
        code = changed.code
        words = tr('"{name}" has no password any more.') if remove else tr('"{name}" has the new password.')
        session.say(words.format(name=session.path))
        for copy in changed.kept:
            session.warn(tr('"{name}" keeps the password it had.').format(name=copy))
    if recovery is not None:
        _write_recovery_sheet(session, recovery, code)


def _write_recovery_sheet(session: Session, target: Path, code: str) -> None:
    from reports.desk.recovery_sheet import RecoverySheet, write_sheet
    from reports.paper.language import paper_translator

    open_database(session.path, code, create=False)
    speak = paper_translator(session.paper_language())
    try:
        write_sheet(target, RecoverySheet(session.path.name, code), speak)
    except UserError as refusal:
        words = tr("The password is as was asked, but the recovery sheet was not written: {why}")
        raise UserError(words.format(why=refusal.message)) from refusal
    session.say(
        tr("Recovery sheet: {file}. Print it, lock it away, and delete the file.").format(file=target)
    )


def doctor(context: click.Context) -> None:
    """Tell what a helper far away needs to know of this laptop."""
    from ui.shell.doctor import examine

    click.echo(examine(context.obj.path))


def check(context: click.Context, mark: str | None) -> int:
    """Say whether the database is sound; faults one a line. With ``mark``, also whether paper agrees with it."""
    from models.backup import check as look
    from models.backup import remarks
    from models.queries.desk.trail_marks import compare

    session: Session = context.obj
    with session.database():
        paper = None if mark is None else compare(mark)
        faults, said = look(), remarks()
    if paper is not None:
        (said if paper.agrees else faults).extend(paper.sentences)
    for fault in faults:
        click.echo(fault)
    for remark in said:
        session.say(remark)
    if faults:
        click.echo(
            tr('"{name}" is not sound. Restore the latest backup.').format(name=session.path), err=True
        )
        return REFUSED
    session.say(tr('"{name}" is sound: database, ledger and audit trail.').format(name=session.path))
    return DONE
