"""The verb ``route``: plans a day's driving and prints its sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models import format
from models.i18n import language, plural, tr
from ui.cli.console import Program, Session, table
from ui.cli.params import FilePath, Whole, argument, option, overwrite_option, paper_option, protect_option

if TYPE_CHECKING:
    from models.queries.road.road_network import Held
    from models.queries.road.route_sheets import RouteDay


def add_route(root: Program) -> None:
    """Put the verb on the command line."""
    file = FilePath()
    params: list[click.Parameter] = [
        argument("day", tr("DATE")),
        argument("target", "OUT.pdf", type=file),
        option("--json", "OUT.json", tr("The plan for other programs."), key="json_target", type=file),
        option(
            "--html",
            "OUT.html",
            tr("The plan for the driver's phone, one file that needs no network."),
            key="html_target",
            type=file,
        ),
        option("--seconds", "S", tr("How long to look for a better plan."), type=Whole(1, 3600), default=10),
        option("--seed", "S", tr("The same number makes the same plan."), type=Whole(0, 2**31), default=1),
        option(
            "--roads",
            "EXTRACT.osm.pbf",
            tr("Drive along the roads of this OpenStreetMap extract, now and from now on."),
            type=file,
        ),
        paper_option(),
        overwrite_option(),
        protect_option(),
    ]
    root.add_verb("route", route, params, tr("Plan a day's driving and print the route sheets."))


def route(
    context: click.Context,
    day: str,
    target: Path,
    seconds: int,
    seed: int,
    roads: Path | None,
    paper: str | None,
    **others: Path | None,
) -> None:
    """Plan a day's driving, keep the plan, and write its papers; ``others`` are files beside the PDF."""
    from models.actions.road.planning import plan_route
    from models.files import unwritable, withdrawn
    from models.queries.road.road_network import held
    from models.rules.parsing import date_of

    session: Session = context.obj
    on = date_of(day)
    files = [path for path in (target, *others.values()) if path is not None]
    for path in files:
        # Said before the search, which takes its time.
        if not path.parent.is_dir():
            raise unwritable(path)
    session.will_write(*files)
    with session.database():
        _read(session, roads)
        written: list[tuple[RouteDay, str]] = []
        with session.bar(tr("Planning the drive")) as bar, withdrawn(*files):

            def progress(share: float, best: Any) -> bool:
                bar(int(share * 100), 100)
                return False

            steady = plan_route(
                on,
                seconds=seconds,
                seed=seed,
                progress=progress,
                serving=True,
                use=lambda: written.append(_write_papers(on, target, paper or "", others)),
            ).steady
        known = held()
    ((planned, exceptions),) = written
    session.warn(exceptions)
    _tell(planned, known)
    if not steady:
        session.say(tr("The time was over before the search was: the same number may make another plan."))
    for path in files:
        session.say(tr("Written: {file}").format(file=path))


def _write_papers(
    day: date, target: Path, paper: str, others: dict[str, Path | None]
) -> tuple[RouteDay, str]:
    """Print a day's plan and write its other files; answers the day, and what did not come out as was asked."""
    from models.actions.ledger.printing import count_printing
    from models.queries.road.route_geometry import drawn
    from models.queries.road.route_sheets import route_day
    from reports.kinds import print_documents
    from reports.paper.language import paper_translator
    from reports.road.route_html import write_html
    from reports.road.route_json import write_json
    from reports.selection import Selection

    planned = drawn(route_day(day))
    result = print_documents(
        "route", target, Selection(day=day, paper=paper), tr=paper_translator(language())
    )
    count_printing("route", result.keys, language=language())
    for name, write in (("json_target", write_json), ("html_target", write_html)):
        if (other := others[name]) is not None:
            write(planned, other)
    return planned, result.exceptions


def _read(session: Session, roads: Path | None) -> None:
    """Read the roads of a map file, or those known already anew where they have changed."""
    from models.actions.road.road_import import read_roads, renew_roads

    with session.bar(tr("Reading the roads")) as bar:

        def read(done: int, total: int, words: str) -> None:
            bar(done, total)

        if roads is not None:
            read_roads(roads, read)
        else:
            renew_roads(read)


def _tell(planned: RouteDay, known: Held | None) -> None:
    """The roads, each drive in a line, and who stays behind and why."""
    from models.queries.road.route_sheets import WHY, outliers_of

    facts = []
    if known is not None:
        words = tr('{way} of road from "{name}", read on {day}.').format(
            way=format.distance(known.metres), name=Path(known.source).name, day=known.read_on
        )
        facts.append((tr("Roads"), words))
    for sheet in planned.sheets:
        words = plural(
            "{n} stop, {way}, {start} to {end}", "{n} stops, {way}, {start} to {end}", len(sheet.stops)
        ).format(
            way=format.distance(sheet.distance),
            start=format.time_of_day(sheet.start),
            end=format.time_of_day(sheet.end),
        )
        facts.append((f"{sheet.number} {sheet.van.name}", words))
    if facts:
        click.echo(table(facts))
    for line in planned.left:
        if line.home is not None:
            who = line.home.contact
            click.echo(
                tr("Not scheduled: {head} {code}, {why}").format(
                    head=who.head, code=who.code, why=tr(WHY[line.why])
                )
            )
    for words in outliers_of(planned):
        click.echo(words)
