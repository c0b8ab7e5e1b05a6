"""The bag for a drive (出车袋): what is loaded, the way, and at each stop the papers that are handed over there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.queries.document_common import Contact, Slip, printed_before
from models.queries.ledger.entry_context import materials
from models.queries.ledger.labels import Label, LabelSheets, packs_of
from models.queries.ledger.slips import DispatchSlip, MaterialGiven, dispatch_slips, dispatches
from models.queries.road.route_geometry import drawn_papers
from models.queries.road.route_legs import with_legs
from models.queries.road.route_sheets import LoadingList, RouteSheet, route_papers
from models.queries.road.routes import Job
from models.rules.ledger import voucher_kind
from models.rules.road.tasks import COLLECT, DELIVER, SLIP, VISIT
from models.tables.product import Material

KIND = "drivebag"


@dataclass(frozen=True, slots=True)
class StopReceipt:
    """A receipt to fill in at a stop (空白回收单): the work that is expected back, its quantities still open.

    ``number`` is the route sheet's with the stop's place; the slip gets its own when the sheet is entered.
    """

    number: str
    date: dt.date
    contact: Contact
    expected: tuple[Job, ...]
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.number}-R"


@dataclass(frozen=True, slots=True)
class StopDelivery:
    """What is handed out at a stop and was not posted yet: a slip of dispatch with the route sheet's number and place.

    It gets a number of its own when the sheet is entered.
    """

    slip: DispatchSlip
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.slip.slip.number}-D"


@dataclass(frozen=True, slots=True)
class StopVisit:
    """A card to fill in at a stop where somebody is shown something; ``topics`` says what was planned."""

    number: str
    date: dt.date
    contact: Contact
    topics: tuple[str, ...]
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.number}-V"


Filled = StopDelivery | StopReceipt | StopVisit
"""What is filled in at the stop, and entered with the route sheet."""

Content = RouteSheet | LoadingList | DispatchSlip | Filled | LabelSheets


@dataclass(frozen=True, slots=True)
class BagPaper:
    """One paper of the bag; ``stop`` counts the stops of its drive, 0 for what concerns all of them."""

    content: Content
    stop: int = 0
    who: str = ""


def drive_bags(day: dt.date | None = None, numbers: Sequence[str] = ()) -> list[BagPaper]:
    """The bags of a day's drives, of the newest day planned, or of these route sheets; drive after drive.

    Raises UserError (field: date, number) when nothing is planned for the day, or there is no such sheet.
    """
    papers = with_legs(drawn_papers(route_papers(day, numbers)))
    loading = {paper.sheet.id: paper for paper in papers if isinstance(paper, LoadingList)}
    found: list[BagPaper] = []
    for sheet in papers:
        if isinstance(sheet, RouteSheet):
            found += [BagPaper(loading[sheet.id])] if sheet.id in loading else []
            found += [BagPaper(sheet), *_stops(sheet)]
            labels = labels_of(sheet)
            found += [BagPaper(labels)] if labels.labels else []
    return _counted(found)


def _counted(papers: Sequence[BagPaper]) -> list[BagPaper]:
    """The papers with how often those to be filled in were printed before; the others know it already."""
    filled = [one.content for one in papers if isinstance(one.content, Filled)]
    printed = printed_before(KIND, [one.key for one in filled])
    return [
        replace(one, content=replace(one.content, printed=printed.get(one.content.key, 0)))
        if isinstance(one.content, Filled)
        else one
        for one in papers
    ]


def _stops(sheet: RouteSheet) -> Iterator[BagPaper]:
    """Stop after stop: its slips, posted or not, a receipt to fill in, a card where somebody is shown something."""
    wanted = [job.number for line in sheet.stops for job in line.jobs if job.kind == SLIP and not job.void]
    slips = {one.slip.number: one for one in dispatch_slips(numbers=list(dict.fromkeys(wanted)))}
    planned = _planned(sheet)
    for line in sheet.stops:
        if line.home is None or line.rescued:
            continue
        contact = line.home.contact
        here = dict.fromkeys(job.number for job in line.jobs if job.kind == SLIP and job.number in slips)
        number = f"{sheet.number}/{line.number}"
        expected = tuple(job for job in line.jobs if job.kind == COLLECT)
        topics = tuple(job.name for job in line.jobs if job.kind == VISIT)
        contents: list[Content] = [slips[slip] for slip in here]
        contents += [planned[line.id]] if line.id in planned else []
        contents.append(StopReceipt(number, sheet.date, contact, expected))
        if topics:
            contents.append(StopVisit(number, sheet.date, contact, topics))
        for content in contents:
            yield BagPaper(content, line.number, contact.head)


def _planned(sheet: RouteSheet) -> dict[int, StopDelivery]:
    """By stop what is to be handed out there and has no slip yet."""
    goods: dict[int, Material] = {row.id: row for row in Material.select()}
    heads, given = [], {}
    for line in sheet.stops:
        jobs = [job for job in line.jobs if job.kind == DELIVER and job.subcontract and job.material]
        if line.home is None or line.rescued or not jobs:
            continue
        number = f"{sheet.number}/{line.number}"
        heads.append(
            Slip(
                id=line.id,
                kind=voucher_kind.ISSUE,
                number=number,
                date=sheet.date,
                contact=line.home.contact,
            )
        )
        given[line.id] = [_given(job, goods[job.material or 0]) for job in jobs]
    return {one.slip.id: StopDelivery(one) for one in dispatches(heads, given)}


def _given(job: Job, material: Material) -> tuple[int, MaterialGiven]:
    """What a planned job hands out, and for which subcontract."""
    about = (material.code, material.name, material.unit, job.quantity or 0, material.pack_size)
    return job.subcontract or 0, MaterialGiven(job.number, *about, reason="", price=material.price)


def drive_labels(numbers: Sequence[str]) -> list[LabelSheets]:
    """The labels of what route sheets take along. Raises UserError (field: number) when there is no such sheet."""
    sheets = [labels_of(paper) for paper in route_papers(None, numbers) if isinstance(paper, RouteSheet)]
    found = tuple(label for one in sheets for label in one.labels)
    return [LabelSheets(found)] if found else []


def labels_of(sheet: RouteSheet) -> LabelSheets:
    """A label for every pack that goes on a vehicle: the stop it is unloaded at, and which of its packs it is."""
    goods = materials()
    found = []
    for line in sheet.stops:
        if line.home is None or line.rescued:
            continue
        packed = [
            (job.number, pack)
            for job in line.jobs
            if job.kind in (DELIVER, SLIP) and job.material is not None and not job.void
            for pack in packs_of(goods[job.material], job.quantity or 0)
        ]
        stop = f"{line.number}/{len(sheet.stops)}"
        found += [
            Label(
                number,
                line.home.contact,
                pack=replace(pack, number=at, count=len(packed)),
                stop=stop,
            )
            for at, (number, pack) in enumerate(packed, start=1)
        ]
    return LabelSheets(tuple(found))
