"""The route sheet (收送货路线单): stop after stop as it is driven, the sketch of the way, and the loading list.

It is read at arm's length in a moving van: the number, the time and the name of a stop are large, what is handed over
and what is collected stands in lines of its own with a box for what it really was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import format
from models.i18n import Translator, mark
from models.queries.road import GUESSED, OWN, TOWNSHIP, VILLAGE, time_text
from models.queries.route_sheets import WHY, LeftBehind, Line, LoadingList, RouteSheet
from models.queries.routes import COLLECT, DELIVER, FETCH, OTHER, OUT, RETURN, SLIP, TRANSFER, VISIT, Job
from models.rules.amount import half_up
from models.rules.route.day import HAND, RELOAD, TAKE, Load
from models.rules.route.ways import REACH
from reports.blocks import Block, Fact, Facts, Holder, Note, Space, Strip, baseline
from reports.document import Document
from reports.fonts import text_width
from reports.paper import HEAVY, RULE, Type
from reports.sketchmap import SketchMap
from reports.table import Column, Row, Table
from reports.wording import day, in_groups, phone, place, quantity
from reports.wrap import wrap

VERBS = {
    DELIVER: mark("Hand over"),
    SLIP: mark("Hand over"),
    COLLECT: mark("Pick up"),
    RETURN: mark("Take back material"),
    VISIT: mark("Show and teach"),
    "bring": mark("Bring machine"),
    FETCH: mark("Fetch machine"),
    OTHER: mark("Do"),
    TAKE: mark("Take along"),
    HAND: mark("Hand on"),
}
KNOWN = {
    VILLAGE: mark("place of the village"),
    TOWNSHIP: mark("place of the township"),
    GUESSED: mark("place not known"),
}


def build(data: RouteSheet | LoadingList | LeftBehind, tr: Translator) -> Document:
    """One paper of a day's driving."""
    if isinstance(data, LoadingList):
        return _loading(data, tr)
    if isinstance(data, LeftBehind):
        return _left(data, tr)
    return _sheet(data, tr)


def load_text(load: Load, tr: Translator) -> str:
    """What is on the vehicle: kilograms and pieces, empty when nothing is."""
    kilograms = half_up(load[0], 1000) if load else 0
    parts = []
    if kilograms or (load and load[0]):
        parts.append(f"{max(1, kilograms):,} kg")
    if load and load[2]:
        parts.append(tr("{count} pieces").format(count=f"{load[2]:,}"))
    return " · ".join(parts) or tr("empty")


def _sheet(sheet: RouteSheet, tr: Translator) -> Document:
    van = sheet.van
    reloads = sum(line.kind == RELOAD for line in sheet.lines)
    facts = [
        Fact(tr("Leaves"), time_text(sheet.start), bold=True),
        Fact(tr("Back about"), time_text(sheet.end)),
        Fact(tr("Stops"), str(len(sheet.stops))),
        Fact(tr("Way"), format.distance(sheet.distance)),
        Fact(tr("Load on leaving"), load_text(sheet.start_load, tr)),
    ]
    if reloads:
        facts.append(Fact(tr("Reloads"), str(reloads)))
    blocks: list[Block] = [Facts(facts), Space(4)]
    if sheet.after is not None:
        blocks += [
            Note(tr("Goes on with the drive after a breakdown; the first sheet is handed in too."), bold=True)
        ]
    blocks += [SketchMap(sheet, tr), Space(6)]
    guessed = [
        line for line in sheet.stops if line.home is not None and line.home.known != OWN and not line.rescued
    ]
    if guessed:
        names = tr(", ").join(
            f"{line.number} {line.home.contact.head} ({tr(KNOWN[line.home.known])})"
            for line in guessed
            if line.home is not None
        )
        blocks.append(Note(tr("Without coordinates of their own: {stops}.").format(stops=names), small=True))
    if not sheet.warehouse_known:
        blocks.append(
            Note(
                tr("Where the warehouse is has not been set; the middle of all homes stands in."), small=True
            )
        )
    far = [line for line in sheet.stops if sheet.streets is not None and line.id in sheet.streets.off]
    if far:
        words = tr("No road of the map leads to within {way}; timed as the crow flies: {stops}.")
        stops = tr(", ").join(
            f"{line.number} {line.home.contact.head}" for line in far if line.home is not None
        )
        blocks.append(Note(words.format(way=format.distance(REACH), stops=stops), small=True))
    for lines in _together(sheet.lines):
        blocks.append(StopBlock(lines[0], tr) if not lines[0].rescued else TakingBlock(tuple(lines), tr))
    blocks += [Space(6), Note(tr("Totals"), bold=True), _totals(sheet, tr), Space(4), Odometer(tr)]
    return Document(
        title=tr("Route sheet"),
        number=sheet.number,
        subject=day(sheet.date, tr),
        code=sheet.number,
        holder=Holder(van.name, (van.driver_name or tr("Driver"), in_groups(van.driver_phone))),
        blocks=blocks,
        signatures=(tr("Driver"), tr("Warehouse")),
        reprint=sheet.printed,
        bookmark=" ".join(part for part in (van.name, van.driver_name) if part),
        key=sheet.number,
    )


@dataclass(frozen=True, slots=True)
class StopBlock:
    """One stop: an undivided band."""

    line: Line
    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        line, tr = self.line, self.tr
        big = type.holder + 3
        if line.kind == RELOAD or line.home is None:
            words = f"{time_text(line.arrive)}  {tr('At the warehouse: unload and load again')}"
            strip = Strip(big * 2)
            strip.rules.append((0, width, 0.5, HEAVY))
            strip.texts.append((36, baseline(strip.height, big), words, big, True))
            return [strip]
        who = line.home.contact
        strip = Strip(0)
        strip.rules.append((0, width, 0.5, HEAVY))
        first = big * 1.75
        drop = 3 + baseline(first, big)
        strip.circles.append((15, 3 + first / 2, 12.5, HEAVY))
        number = str(line.number)
        strip.texts.append((15 - text_width(number, big) / 2, drop, number, big, True))
        time = time_text(line.begin)
        strip.texts.append((36, drop, time, big, True))
        x = 36 + text_width(time, big) + 14
        box = type.text + 2
        label = tr("Not at home")
        right = width - box - 5 - text_width(label, type.text)
        strip.texts.append((right, drop, label, type.text, False))
        strip.frames.append((width - box - 1, 3 + first / 2 + box / 2, box, box, HEAVY))
        name_size = big
        while name_size > type.text and x + text_width(who.head, name_size) > right - 10:
            name_size -= 1
        strip.texts.append((x, drop, who.head, name_size, True))
        x += text_width(who.head, name_size) + 12
        call = phone(who)
        if call and x + text_width(call, type.holder) < right - 10:
            strip.texts.append((x, drop, call, type.holder, False))
            call = ""
        y = 3 + first
        where = place(who, tr) + (f"  {call}" if call else "")
        for words in wrap(where, width - 36, type.holder):
            strip.texts.append((36, y + baseline(type.line + 2, type.holder), words, type.holder, False))
            y += type.line + 2
        y += 2
        for verb, name, amount, counted in job_lines(line, tr):
            y = self._job(strip, y, width, type, verb, name, amount, counted)
        foot = type.line + 6
        said = tr("Then on the vehicle: {load}").format(load=load_text(line.load, tr))
        strip.texts.append((36, y + baseline(foot, type.text), said, type.text, False))
        sign = tr("Signature")
        end = width - 1
        begin = width * 0.62
        strip.texts.append((begin, y + baseline(foot, type.text), sign, type.text, False))
        strip.rules.append((begin + text_width(sign, type.text) + 4, end, y + foot - 2, RULE))
        y += foot
        for fault in line.faults:
            words = tr("Mind: {why}").format(why=tr(WHY[fault]))
            strip.texts.append((36, y + baseline(type.line, type.text), words, type.text, True))
            y += type.line
        strip.height = y + 5
        return [strip]

    def _job(
        self,
        strip: Strip,
        y: float,
        width: float,
        type: Type,
        verb: str,
        name: str,
        amount: str,
        counted: bool,
    ) -> float:
        row = max(type.row, 18.0)
        size = type.text + 1
        blank = 74.0
        right = width - blank - 8
        drop = baseline(row, size)
        strip.texts.append((36, y + drop, verb, size, True))
        x = 36 + max(text_width(verb, size), 44) + 8
        room = right - x - text_width(amount, size) - 12
        lines = wrap(name, room, size) or [""]
        for at, words in enumerate(lines):
            strip.texts.append((x, y + at * size * 1.35 + drop, words, size, False))
        if amount:
            strip.texts.append((right - text_width(amount, size), y + drop, amount, size, True))
        if counted:
            strip.frames.append((width - blank - 1, y + row - 1.5, blank, row - 3, RULE))
        return y + row + (len(lines) - 1) * size * 1.35


def _together(lines: Sequence[Line]) -> list[list[Line]]:
    """Stops one after the other where goods are taken over at one place, as one; every other by itself."""
    found: list[list[Line]] = []
    for line in lines:
        same = found and found[-1][0].rescued and line.rescued and found[-1][0].home == line.home
        if same:
            found[-1].append(line)
        else:
            found.append([line])
    return found


@dataclass(frozen=True, slots=True)
class TakingBlock:
    """Where goods are taken over from a vehicle that broke down, or loaded in the warehouse: each with whose it is."""

    lines: tuple[Line, ...]
    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        tr, first = self.tr, self.lines[0]
        big, size, row = type.holder + 3, type.text + 1, max(type.row, 18.0)
        strip = Strip(0)
        strip.rules.append((0, width, 0.5, HEAVY))
        drop = 3 + baseline(big * 1.75, big)
        numbers = str(first.number) if len(self.lines) == 1 else f"{first.number}–{self.lines[-1].number}"
        words = tr("At the warehouse: load")
        if first.home is not None:
            words = tr("Take over from the broken-down vehicle near {head}").format(
                head=f"{first.home.contact.head} {first.home.contact.village}".strip()
            )
        x = 36.0
        strip.texts.append((0, drop, numbers, big, True))
        x = max(x, text_width(numbers, big) + 10)
        time = time_text(first.begin)
        strip.texts.append((x, drop, time, big, True))
        x += text_width(time, big) + 14
        y = 3 + big * 1.75
        for at, part in enumerate(wrap(words, width - x, big)):
            strip.texts.append((x, drop + at * big * 1.35, part, big, True))
            y += big * 1.35 if at else 0
        for line in self.lines:
            for _, name, amount, _ in job_lines(line, tr):
                box = type.text + 2
                strip.frames.append((36, y + row / 2 + box / 2, box, box, HEAVY))
                what = tr("for {head}: {goods}").format(head=line.rescued, goods=name)
                right = width - text_width(amount, size)
                strip.texts.append((right, y + baseline(row, size), amount, size, True))
                for at, part in enumerate(wrap(what, right - 70, size)):
                    strip.texts.append((58, y + baseline(row, size), part, size, False))
                    y += size * 1.35 if at else 0
                y += row
        strip.height = y + 5
        return [strip]


def job_lines(line: Line, tr: Translator) -> list[tuple[str, str, str, bool]]:
    """The jobs of a stop as (verb, what, how much, whether a figure is written beside it), goods out first."""
    kind = line.kind if line.kind in (TAKE, HAND) else ""
    order = sorted(line.jobs, key=lambda job: job.kind not in OUT)
    found = []
    for job in order:
        shown = quantity(job.quantity, job.unit, tr) if job.quantity is not None else None
        amount = "" if shown is None else f"{shown.text} {shown.unit}".strip()
        what = job.name
        if job.number:
            what = f"{what}  {job.number}"
        found.append((tr(VERBS[kind if job.kind == TRANSFER else job.kind]), what, amount, True))
    return found


@dataclass(frozen=True, slots=True)
class Odometer:
    """Where the driver writes when it left and was back, and how far it was."""

    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        tr = self.tr
        height = 26.0
        strip = Strip(height + 4)
        labels = (tr("Left at"), tr("Back at"), tr("Odometer out"), tr("Odometer in"))
        share = width / len(labels)
        for at, label in enumerate(labels):
            x = at * share
            strip.texts.append((x, baseline(height, type.small), label, type.small, False))
            begin = x + text_width(label, type.small) + 4
            strip.frames.append((begin, height - 2, share - (begin - x) - 8, height - 5, RULE))
        return [strip]


def gathered(jobs: Sequence[Job]) -> list[tuple[str, str, int]]:
    """Goods of jobs summed by name and unit, in thousandths."""
    sums: dict[tuple[str, str], int] = {}
    for job in jobs:
        key = job.name, job.unit
        sums[key] = sums.get(key, 0) + (1000 if job.quantity is None else job.quantity)
    return [(name, unit, amount) for (name, unit), amount in sums.items()]


def _totals(sheet: RouteSheet, tr: Translator) -> Table:
    jobs = [job for line in sheet.stops if not line.rescued for job in line.jobs if job.kind != TRANSFER]
    rows = [
        Row([tr("Goes out") if out else tr("Comes in"), name, quantity(amount, unit, tr)])
        for out in (True, False)
        for name, unit, amount in gathered(
            [job for job in jobs if (job.kind in OUT) == out and job.kind not in (VISIT, OTHER)]
        )
    ]
    return Table(
        (
            Column("way", tr("Direction"), 1),
            Column("name", tr("Goods"), 4),
            Column("amount", tr("Quantity"), 2, figure=True),
        ),
        rows,
    )


def _loading(data: LoadingList, tr: Translator) -> Document:
    """What goes on the vehicle, the last stop's first, so that the first stop's lies at the door."""
    sheet = data.sheet
    rows: list[Row] = []
    trips = sheet.trips()
    # What is taken over on the way is not loaded here.
    elsewhere = {line.key for line in sheet.stops if line.rescued and line.home is not None}
    for turn, trip in enumerate(trips, start=1):
        if len(trips) > 1:
            rows.append(Row([tr("Trip {number}").format(number=turn), "", "", "", ""], heading=True))
        for line in reversed(trip):
            for job in line.jobs:
                if (
                    job.kind in OUT
                    and not line.rescued
                    and line.home is not None
                    and line.key not in elsewhere
                ):
                    amount = quantity(1000 if job.quantity is None else job.quantity, job.unit, tr)
                    who = line.home.contact
                    rows.append(
                        Row([str(line.number), f"{who.head} {who.village}".strip(), job.name, amount, ""])
                    )
    out = [
        job
        for line in sheet.stops
        if not line.rescued and line.key not in elsewhere
        for job in line.jobs
        if job.kind in OUT
    ]
    blocks: list[Block] = [
        Note(tr("Load from the top of this list: the last stop first, the first stop's at the door.")),
        Space(4),
    ]
    if rows:
        blocks.append(
            Table(
                (
                    Column("stop", tr("Stop no."), 1),
                    Column("who", tr("Household"), 3),
                    Column("name", tr("Goods"), 3),
                    Column("amount", tr("Quantity"), 2, figure=True),
                    Column("loaded", tr("Loaded"), 1, least=48),
                ),
                rows,
                ruled=True,
                row=22,
            )
        )
        blocks += [Space(8), Note(tr("In all"), bold=True)]
        blocks.append(
            Table(
                (Column("name", tr("Goods"), 4), Column("amount", tr("Quantity"), 2, figure=True)),
                [Row([name, quantity(amount, unit, tr)]) for name, unit, amount in gathered(out)],
            )
        )
    else:
        blocks.append(Note(tr("Nothing is to be loaded; the vehicle leaves empty.")))
    return Document(
        title=tr("Loading list"),
        number=sheet.number,
        subject=day(sheet.date, tr),
        holder=Holder(
            sheet.van.name,
            (
                sheet.van.driver_name,
                tr("Leaves {time}").format(time=time_text(sheet.start)),
                load_text(sheet.start_load, tr),
            ),
        ),
        blocks=blocks,
        signatures=(tr("Warehouse"), tr("Driver")),
        bookmark=tr("Loading list {name}").format(name=sheet.van.name),
        reprint=data.printed,
        key=data.key,
    )


def _left(data: LeftBehind, tr: Translator) -> Document:
    rows = []
    for line in data.lines:
        if line.home is None:
            continue
        who = line.home.contact
        what = tr(", ").join(
            f"{verb} {name} {amount}".strip() for verb, name, amount, _ in job_lines(line, tr)
        )
        rows.append(Row([f"{who.head} {who.code}", place(who, tr), what, tr(WHY[line.why])]))
    return Document(
        title=tr("Not on any drive"),
        number=f"{data.date:%y%m%d}",
        subject=day(data.date, tr),
        blocks=[
            Table(
                (
                    Column("who", tr("Household"), 2),
                    Column("place", tr("Place"), 2.4),
                    Column("what", tr("What"), 3),
                    Column("why", tr("Why"), 2),
                ),
                rows,
                ruled=True,
            )
        ],
        bookmark=tr("Not on any drive"),
        reprint=data.printed,
        key=data.key,
    )
