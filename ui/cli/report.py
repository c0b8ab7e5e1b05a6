"""The verb ``report``: one of the reports as a PDF or a workbook, told apart by the file's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models.errors import UserError
from models.i18n import plural, tr
from ui.cli.console import Program, Session
from ui.cli.params import FilePath, argument, flag, option, overwrite_option, protect_option

if TYPE_CHECKING:
    from models.queries.report import Report, ReportFilters

PDF, WORKBOOK = ".pdf", ".xlsx"


def add_report(root: Program) -> None:
    """Add the verb."""
    root.add_verb("report", report, _params(), tr("Write a report as a PDF or a workbook."))


def _params() -> list[click.Parameter]:
    return [
        argument("key", tr("REPORT"), required=False),
        option(
            "--out",
            "OUT.pdf|OUT.xlsx",
            tr("The file to write, a PDF or a workbook by its name."),
            key="target",
            type=FilePath(),
        ),
        option("--since", "D", tr("The first period or day of a span, like 2026-01.")),
        option("--until", "D", tr("The last period or day of a span, like 2026-12.")),
        option("--village", tr("NAME"), tr("The households of one village.")),
        option("--place", tr("CODE"), tr("The households of a place of any level, by its code or name.")),
        option(
            "--level",
            tr("LEVEL"),
            tr("What figures are added up by: county, area, township, village or group."),
        ),
        option("--category", tr("NAME"), tr("The households of one category.")),
        option("--household", tr("CODE"), tr("One household by its code.")),
        option("--product", tr("CODE"), tr("One product by its code.")),
        option("--trade", tr("CODE"), tr("One trade by its code.")),
        option("--enterprise", tr("NAME"), tr("One enterprise by its name.")),
        option("--order", "N", tr("One order by its number.")),
        flag("--list", tr("Name the reports."), key="listed"),
        overwrite_option(),
        protect_option(),
    ]


def report(
    context: click.Context, key: str | None, target: Path | None, listed: bool, **said: str | None
) -> None:
    """Write one report, or name those there are."""
    from models.queries.desk.reports import REPORTS, report_named
    from reports.desk.report_files import print_report, report_paper, write_report
    from reports.paper.language import paper_translator

    if listed:
        wide = max(map(len, REPORTS)) + 2
        for one in REPORTS.values():
            click.echo(f"{one.key:<{wide}}{tr(one.title)}  {tr(one.help)}")
        return
    if key is None or target is None:
        raise UserError(tr("Say which report and --out FILE, or --list to see them."))
    asked = report_named(key)
    ending = target.suffix.lower()
    if ending not in (PDF, WORKBOOK):
        raise UserError(tr("A report is written as {endings}.").format(endings=f"{PDF}, {WORKBOOK}"), "out")
    session: Session = context.obj
    session.will_write(target)
    today = date.today()
    with session.database(), session.bar(tr("Writing the report")) as progress:
        filters = _filters(asked, said)
        speak = paper_translator(session.paper_language())
        data = report_paper(asked, filters, asked.ask(filters, today), today)
        if ending == PDF:
            result = print_report(target, data, speak, progress=progress)
            words = tr("Written: {file} (documents: {documents}, pages: {pages})").format(
                file=target, documents=result.documents, pages=result.pages
            )
        else:
            rows = write_report(target, data, speak)
            words = plural("Written: {file} ({n} row)", "Written: {file} ({n} rows)", rows).format(
                file=target
            )
    session.say(words)


def _filters(asked: Report, said: dict[str, Any]) -> ReportFilters:
    """What the options narrow a report down to; raises UserError for one it does not take, or that names nothing."""
    from models.queries.desk.reports import key_named, level_named, word_named
    from models.queries.report import SPAN, ReportFilters
    from reports.selection import Selection

    given = {name: value.strip() for name, value in said.items() if value and value.strip()}
    for name in given:
        if (SPAN if name in ("since", "until") else name) not in asked.takes:
            raise UserError(
                tr('"{report}" cannot be narrowed down by {option}.').format(
                    report=asked.key, option=f"--{name}"
                )
            )
    for name in asked.needs:
        if name not in given:
            raise UserError(tr("Say {option} too.").format(option=f"--{name}"), name)
    since = until = None
    if "since" in given or "until" in given:
        # Without an end it goes on until today.
        last = given.get("until", date.today().isoformat())
        since, until = Selection(since=given.get("since"), until=last).days()

    def word(name: str) -> str | None:
        return word_named(name, given[name]) if name in given else None

    def key(name: str) -> int | None:
        return key_named(name, given[name]) if name in given else None

    return ReportFilters(
        since,
        until,
        village=word("village"),
        product=key("product"),
        category=word("category"),
        enterprise=key("enterprise"),
        household=key("household"),
        order=key("order"),
        place=key("place"),
        level=level_named(given["level"]) if "level" in given else None,
        trade=key("trade"),
    )
