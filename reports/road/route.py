"""The route sheet (收送货路线单): stop after stop as it is driven, the sketch of the way, and the loading list.

It is read at arm's length in a moving van: the number, the time and the name of a stop are large, what is handed over
and what is collected stands in lines of its own with a box for what it really was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models import format
from models.i18n import Translator, mark
from models.queries.document_common import Contact
from models.queries.party.road_map import GUESSED, OWN, TOWNSHIP, VILLAGE
from models.queries.road.route_sheets import WHY, LeftBehind, Leg, LoadingList, RouteSheet, StopLine
from models.queries.road.routes import Job
from models.rules.amount import half_up
from models.rules.road.day import HAND, RELOAD, TAKE, Load
from models.rules.road.tasks import COLLECT, DELIVER, FETCH, OTHER, OUT, RETURN, SLIP, TRANSFER, VISIT
from models.rules.road.ways import REACH
from reports.paper.blank_blocks import Blanks
from reports.paper.blocks import Block, Fact, Facts, Holder, Note, Space, Strip, baseline
from reports.paper.document import Document
from reports.paper.fonts import text_width
from reports.paper.formatting import day, in_groups, packed, phone, place, quantity
from reports.paper.language import within_sentence
from reports.paper.marks import Circle, Frame, PhotoMark, Text, rule
from reports.paper.papers import HEAVY, RULE, Type
from reports.paper.photo_blocks import GAP, sized
from reports.paper.table import Column, Row, Table
from reports.paper.wrap import wrap
from reports.road.sketch_map import SketchMap

VERBS = {
    DELIVER: mark("Hand over"),
    SLIP: mark("Hand over"),
    COLLECT: mark("Pick up"),
    RETURN: mark("Return material"),
    VISIT: mark("Show and teach"),
    "bring": mark("Bring machine"),
    FETCH: mark("Fetch machine"),
    OTHER: mark("Do"),
    TAKE: mark("Take along"),
    HAND: mark("Hand on"),
}
WRITE, SIGN, NARROW = 50.0, 68.0, 110.0
"""The least room to write a time or a reading in, to sign on, and to name goods in beside a figure; in points."""
_PHOTO = 46.0
"""How high the photos of door and landmark are, in points."""
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


def load_text(load: Load, tr: Translator, guessed: bool = False) -> str:
    """What is on the vehicle: kilograms, about so many if a weight is ``guessed``, and pieces; empty if nothing is."""
    parts = []
    if load and load[0]:
        weight = format.weight(load[0], within_sentence(tr))
        parts.append(tr("about {weight}").format(weight=weight) if guessed else weight)
    if load and load[2]:
        parts.append(tr.plural("{n} piece", "{n} pieces", load[2]))
    return " · ".join(parts) or tr("empty")


def _sheet(sheet: RouteSheet, tr: Translator) -> Document:
    van = sheet.van
    reloads = sum(line.kind == RELOAD for line in sheet.lines)
    facts = [
        Fact(tr("Leaves"), format.time_of_day(sheet.start), bold=True),
        Fact(tr("Back about"), format.time_of_day(sheet.end)),
        Fact(tr("Stops"), str(len(sheet.stops))),
        Fact(tr("Way"), format.distance(sheet.distance, within_sentence(tr))),
        Fact(tr("Load on leaving"), load_text(sheet.start_load, tr, sheet.guessed)),
    ]
    if reloads:
        facts.append(Fact(tr("Reloads"), str(reloads)))
    blocks: list[Block] = [*_driver_lines(sheet, tr), Facts(facts), Space(4)]
    if sheet.after is not None:
        blocks += [
            Note(tr("Goes on with the drive after a breakdown; the first sheet is handed in too."), bold=True)
        ]
    above = len(blocks)
    blocks += [Space(6), *_doubts(sheet, tr)]
    if sheet.legs:
        blocks.append(Note(leg_text(sheet.legs[0], tr), bold=True))
    done = 0
    for lines in _together(sheet.lines):
        done += len(lines)
        onward = leg_text(sheet.legs[done], tr) if sheet.legs else ""
        blocks.append(
            TakingBlock(tuple(lines), tr, onward) if lines[0].rescued else StopBlock(lines[0], tr, onward)
        )
    blocks += [Space(6), Note(tr("Totals"), bold=True), _totals(sheet, tr), Space(4), Odometer(tr)]
    usual, low = ([*blocks[:above], SketchMap(sheet, tr, low), *blocks[above:]] for low in (False, True))
    made = Document(
        title=tr("Route sheet"),
        number=sheet.number,
        subject=day(sheet.date, tr),
        code=sheet.number,
        holder=Holder(van.name, (van.driver_name, in_groups(van.driver_phone))),
        blocks=usual,
        signatures=(tr("Driver"), tr("Warehouse")),
        reprint=sheet.printed,
        bookmark=" ".join(part for part in (van.name, van.driver_name) if part),
        key=sheet.number,
    )
    return replace(made, tight=replace(made, blocks=low))


def _doubts(sheet: RouteSheet, tr: Translator) -> Iterator[Note]:
    """Where the sheet may be wrong about a place: homes, the warehouse, stops far from any road."""
    guessed = [
        line for line in sheet.stops if line.home is not None and line.home.known != OWN and not line.rescued
    ]
    if guessed:
        names = tr(", ").join(
            f"{line.number} {line.home.contact.head} ({tr(KNOWN[line.home.known])})"
            for line in guessed
            if line.home is not None
        )
        yield Note(tr("Without coordinates of their own: {stops}.").format(stops=names), small=True)
    if not sheet.warehouse_known:
        words = tr("Where the warehouse is has not been set; the middle of all homes stands in.")
        yield Note(words, small=True)
    far = [line for line in sheet.stops if sheet.streets is not None and line.id in sheet.streets.off]
    if far:
        words = tr("No road of the map leads to within {way}; timed as the crow flies: {stops}.")
        stops = tr(", ").join(
            f"{line.number} {line.home.contact.head}" for line in far if line.home is not None
        )
        yield Note(words.format(way=format.distance(REACH, within_sentence(tr)), stops=stops), small=True)


def _driver_lines(sheet: RouteSheet, tr: Translator) -> list[Block]:
    """A line to write the driver's name and phone on, where nobody is set down."""
    return [] if sheet.van.driver_name else [Blanks([(tr("Driver"), 6), (tr("Phone"), 6)]), Space(4)]


def leg_text(leg: Leg, tr: Translator) -> str:
    """The way to the next stop: → 12.0 km 25 min."""
    minutes = tr("{count} min").format(count=half_up(leg.seconds, 60))
    way = "" if leg.metres is None else f"{format.distance(leg.metres, within_sentence(tr))} "
    return f"→ {way}{minutes}"


@dataclass(frozen=True, slots=True)
class StopBlock:
    """One stop: an undivided band, with the way to the next one (``onward``) at its foot."""

    line: StopLine
    tr: Translator
    onward: str = ""

    def strips(self, width: float, type: Type) -> list[Strip]:
        line, tr = self.line, self.tr
        if line.kind == RELOAD or line.home is None:
            return [self._reload(width, type)]
        strip = Strip(0)
        strip.marks.append(rule(0, width, 0.5, HEAVY))
        y = self._head(strip, width, type, line.home.contact)
        for work in works_of(line, tr):
            y = self._job(strip, y, width, type, work)
        y = self._foot(strip, y, width, type)
        for fault in line.faults:
            words = tr("Mind: {why}").format(why=tr(WHY[fault]))
            for part in wrap(words, width - 36, type.text):
                strip.marks.append(Text(36, y + baseline(type.line, type.text), part, type.text, True))
                y += type.line
        y += _onward(strip, y, type, self.onward)
        strip.height = y + 5
        return [strip]

    def _reload(self, width: float, type: Type) -> Strip:
        """Back at the warehouse, to load again."""
        line, tr, big = self.line, self.tr, type.holder + 3
        time = format.time_of_day(line.arrive)
        x = 36 + text_width(time, big) + 14
        parts = wrap(tr("At the warehouse: unload and load again"), width - x, big)
        strip = Strip(big * (0.65 + 1.35 * len(parts)))
        strip.marks.append(rule(0, width, 0.5, HEAVY))
        drop = baseline(big * 2, big)
        strip.marks.append(Text(36, drop, time, big, True))
        strip.marks += [Text(x, drop + at * big * 1.35, part, big, True) for at, part in enumerate(parts)]
        strip.height += _onward(strip, strip.height, type, self.onward)
        return strip

    def _head(self, strip: Strip, width: float, type: Type, who: Contact) -> float:
        """Number, time and name, a box for "not at home", and where it is; answers where the work begins."""
        line, tr, big = self.line, self.tr, type.holder + 3
        first = big * 1.75
        drop = 3 + baseline(first, big)
        strip.marks.append(Circle(15, 3 + first / 2, 12.5, HEAVY))
        number = str(line.number)
        strip.marks.append(Text(15 - text_width(number, big) / 2, drop, number, big, True))
        time = format.time_of_day(line.begin)
        strip.marks.append(Text(36, drop, time, big, True))
        x = 36 + text_width(time, big) + 14
        box = type.text + 2
        label = tr("Not at home")
        right = width - box - 5 - text_width(label, type.text)
        strip.marks.append(Text(right, drop, label, type.text, False))
        strip.marks.append(Frame(width - box - 1, 3 + first / 2 + box / 2, box, box, HEAVY))
        name_size = big
        while name_size > type.holder and x + text_width(who.head, name_size) > right - 10:
            name_size -= 1
        names = wrap(who.head, right - 10 - x, name_size) or [""]
        for at, part in enumerate(names):
            strip.marks.append(Text(x, drop + at * name_size * 1.35, part, name_size, True))
        first += (len(names) - 1) * name_size * 1.35
        x += text_width(names[0], name_size) + 12
        call = phone(who)
        if call and len(names) == 1 and x + text_width(call, type.holder) < right - 10:
            strip.marks.append(Text(x, drop, call, type.holder, False))
            call = ""
        y = 3 + first
        where = place(who, tr) + (f"  {call}" if call else "")
        left, bottom = self._photos(strip, y, width, type)
        for words in wrap(where, left - 36, type.holder):
            strip.marks.append(Text(36, y + baseline(type.line + 2, type.holder), words, type.holder, False))
            y += type.line + 2
        return max(y, bottom) + 2

    def _photos(self, strip: Strip, y: float, width: float, type: Type) -> tuple[float, float]:
        """Door and landmark at the right edge; answers where they begin from the left and where they end."""
        left, bottom = width, y
        for photo in reversed(self.line.photos) if type.photos else ():
            wide, high = sized(photo.data, _PHOTO)
            strip.marks.append(PhotoMark(left - wide, y + 2 + high, wide, high, photo.data))
            left, bottom = left - wide - GAP, max(bottom, y + 2 + high)
        return left, bottom

    def _foot(self, strip: Strip, y: float, width: float, type: Type) -> float:
        """What is then on the vehicle, and a line to sign on; answers where the next begins."""
        line, tr = self.line, self.tr
        foot = type.line + 6
        load = load_text(line.load, tr, line.guessed)
        said = tr("Then on the vehicle: {load}").format(load=load)
        strip.marks.append(Text(36, y + baseline(foot, type.text), said, type.text, False))
        sign = tr("Signature")
        end = width - 1
        begin = max(width * 0.62, 36 + text_width(said, type.text) + 12)
        if end - begin - text_width(sign, type.text) < SIGN:
            # Too little is left to sign on beside it.
            y += foot
            begin = width * 0.4
        strip.marks.append(Text(begin, y + baseline(foot, type.text), sign, type.text, False))
        strip.marks.append(rule(begin + text_width(sign, type.text) + 4, end, y + foot - 2, RULE))
        return y + foot

    def _job(self, strip: Strip, y: float, width: float, type: Type, work: StopWork) -> float:
        """One piece of work with a box for what it really was; answers where the next begins."""
        row, size = _job_row(type)
        blank = 74.0
        right = width - blank - 8
        drop = baseline(row, size)
        strip.marks.append(Text(36, y + drop, work.verb, size, True))
        if work.amount:
            strip.marks.append(Text(right - text_width(work.amount, size), y + drop, work.amount, size, True))
        strip.marks.append(Frame(width - blank - 1, y + row - 1.5, blank, row - 3, RULE))
        x = 36 + max(text_width(work.verb, size), 44) + 8
        room = right - x - text_width(work.amount, size) - 12
        if text_width(work.what, size) <= room:
            strip.marks.append(Text(x, y + drop, work.what, size, False))
            return y + row
        wide = text_width(work.name, size)
        if wide > room and room < NARROW:
            # Beside verb and amount hardly a word would stand in a line: the goods have lines of their own.
            x, room, y = 36.0, width - 36, y + row - size * 0.35
        parts = [(part, size) for part in wrap(work.name, room, size)]
        # Below the box a number has the whole width: it is never parted.
        parts += [(part, type.text) for part in wrap(work.number, width - x, type.text) if part]
        for at, (part, large) in enumerate(parts):
            strip.marks.append(Text(x, y + at * size * 1.35 + drop, part, large, False))
        return y + row + (len(parts) - 1) * size * 1.35


def _onward(strip: Strip, y: float, type: Type, words: str) -> float:
    """Put the way to the next stop below the last one; the height it takes."""
    if not words:
        return 0.0
    row, size = _job_row(type)
    strip.marks.append(Text(36, y + baseline(row, size), words, size, True))
    return row


def _job_row(type: Type) -> tuple[float, float]:
    """How high a piece of work is and how large its letters: read from the seat of a moving van."""
    return max(type.row, 20.0), type.text + 2.5


def _together(lines: Sequence[StopLine]) -> list[list[StopLine]]:
    """Stops one after the other where goods are taken over at one place, as one; every other by itself."""
    found: list[list[StopLine]] = []
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

    lines: tuple[StopLine, ...]
    tr: Translator
    onward: str = ""

    def strips(self, width: float, type: Type) -> list[Strip]:
        tr, first = self.tr, self.lines[0]
        big, (row, size) = type.holder + 3, _job_row(type)
        strip = Strip(0)
        strip.marks.append(rule(0, width, 0.5, HEAVY))
        drop = 3 + baseline(big * 1.75, big)
        numbers = str(first.number) if len(self.lines) == 1 else f"{first.number}–{self.lines[-1].number}"
        words = tr("At the warehouse: load")
        if first.home is not None:
            words = tr("Take over from the broken-down vehicle near {head}").format(
                head=f"{first.home.contact.head} {first.home.contact.village}".strip()
            )
        x = 36.0
        strip.marks.append(Text(0, drop, numbers, big, True))
        x = max(x, text_width(numbers, big) + 10)
        time = format.time_of_day(first.begin)
        strip.marks.append(Text(x, drop, time, big, True))
        x += text_width(time, big) + 14
        y = 3 + big * 1.75
        for at, part in enumerate(wrap(words, width - x, big)):
            strip.marks.append(Text(x, drop + at * big * 1.35, part, big, True))
            y += big * 1.35 if at else 0
        for line in self.lines:
            for work in works_of(line, tr):
                box = type.text + 2
                strip.marks.append(Frame(36, y + row / 2 + box / 2, box, box, HEAVY))
                what = tr("for {head}: {goods}").format(head=line.rescued, goods=work.what)
                right = width - text_width(work.amount, size)
                strip.marks.append(Text(right, y + baseline(row, size), work.amount, size, True))
                parts = wrap(what, right - 70, size)
                for at, part in enumerate(parts):
                    strip.marks.append(
                        Text(58, y + at * size * 1.35 + baseline(row, size), part, size, False)
                    )
                y += row + (len(parts) - 1) * size * 1.35
        y += _onward(strip, y, type, self.onward)
        strip.height = y + 5
        return [strip]


@dataclass(frozen=True, slots=True)
class StopWork:
    """A piece of work in words: what is done with which goods, under which number, and how much."""

    verb: str
    name: str
    number: str
    amount: str

    @property
    def what(self) -> str:
        """The goods with the number they go under."""
        return f"{self.name}  {self.number}" if self.number else self.name


def works_of(line: StopLine, tr: Translator) -> list[StopWork]:
    """The work at a stop, goods out first."""
    kind = line.kind if line.kind in (TAKE, HAND) else ""
    found = []
    for job in sorted(line.jobs, key=lambda job: job.kind not in OUT):
        shown = quantity(job.quantity, job.unit, tr) if job.quantity is not None else None
        amount = "" if shown is None else f"{shown.text} {shown.unit}".strip()
        verb = tr(VERBS[kind if job.kind == TRANSFER else job.kind])
        found.append(StopWork(verb, job.name, job.number, amount))
    return found


@dataclass(frozen=True, slots=True)
class Odometer:
    """Where the driver writes when it left and was back, and how far it was."""

    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        tr = self.tr
        height = 26.0
        labels = (tr("Left at"), tr("Back at"), tr("Odometer out"), tr("Odometer in"))
        least = max(text_width(label, type.small) for label in labels) + 4 + WRITE
        across = len(labels) if least * len(labels) <= width else 2
        share = width / across
        strip = Strip(height * (len(labels) // across) + 4)
        for at, label in enumerate(labels):
            x, y = at % across * share, at // across * height
            strip.marks.append(Text(x, y + baseline(height, type.small), label, type.small, False))
            begin = x + text_width(label, type.small) + 4
            strip.marks.append(Frame(begin, y + height - 2, share - (begin - x) - 8, height - 5, RULE))
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


def _loaded_rows(sheet: RouteSheet, tr: Translator) -> list[Row]:
    """What is loaded for each stop, trip by trip, the last stop first."""
    rows: list[Row] = []
    trips = sheet.trips()
    loaded = {line.id for line in sheet.loaded}
    for turn, trip in enumerate(trips, start=1):
        if len(trips) > 1:
            rows.append(Row([tr("Trip {number}").format(number=turn), *("",) * 6], heading=True))
        for line in reversed(trip):
            if line.home is None or line.id not in loaded:
                continue
            who = line.home.contact
            for job in line.jobs:
                if job.kind not in OUT:
                    continue
                counted = 1000 if job.quantity is None else job.quantity
                amount = quantity(counted, job.unit, tr)
                packs = packed(counted, job.pack_size, job.unit, tr)
                home = f"{who.head} {who.village}".strip()
                rows.append(Row([str(line.number), home, job.number, job.name, packs, amount, ""]))
    return rows


def _loading(data: LoadingList, tr: Translator) -> Document:
    """What goes on the vehicle, the last stop's first, so that the first stop's lies at the door."""
    sheet = data.sheet
    rows = _loaded_rows(sheet, tr)
    out = [job for line in sheet.loaded for job in line.jobs if job.kind in OUT]
    blocks: list[Block] = [
        *_driver_lines(sheet, tr),
        Note(tr("Load from the top of this list: the last stop first, the first stop's at the door.")),
        Space(4),
    ]
    if rows:
        blocks.append(
            Table(
                (
                    Column("stop", tr("Stop no."), 1),
                    Column("who", tr("Household"), 3),
                    Column("number", tr("Slip"), 2.4),
                    Column("name", tr("Goods"), 2.4, fold="number", rank=2),
                    Column("packs", tr("Packs and loose"), 3, fold="name", rank=1),
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
                tr("Leaves {time}").format(time=format.time_of_day(sheet.start)),
                load_text(sheet.start_load, tr, sheet.guessed),
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
        what = tr(", ").join(f"{work.verb} {work.what} {work.amount}".strip() for work in works_of(line, tr))
        rows.append(Row([f"{who.head} {who.code}", place(who, tr), what, tr(WHY[line.why])]))
    return Document(
        title=tr("Not scheduled"),
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
        bookmark=tr("Not scheduled"),
        reprint=data.printed,
        key=data.key,
    )
