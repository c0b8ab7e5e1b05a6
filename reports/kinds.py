"""The one registry of printed documents: window, command line and tests all print through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, Final

from models.errors import UserError
from models.i18n import Translator, mark, tr
from models.queries.periods import period_named
from models.queries.statements import Batch
from models.settings import setting
from reports.document import Document, Letterhead
from reports.paper import LIST_PAPERS, SLIP_PAPERS, Paper
from reports.paper import paper as paper_named
from reports.printing import PrintResult, Progress, write_documents

PERIOD, DAY, NUMBER, HOUSEHOLD = "period", "date", "number", "household"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked to be printed; None where nothing was said."""

    period: str | None = None
    day: date | None = None
    numbers: tuple[str, ...] = ()
    household: str | None = None

    def span(self) -> dict[str, Any]:
        """The arguments of a query for slips: the days of the period or the day, numbers, household."""
        first = last = self.day
        if self.period is not None and self.day is None:
            period = period_named(self.period)
            first, last = period.start, period.end
        return {"first": first, "last": last, "numbers": self.numbers, "household": self.household}


Query = Callable[[Asked], Batch]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its title, the papers it fits (the usual one first), what may narrow it down.

    ``needs`` must be said; of ``one_of`` at least one. ``module`` holds its ``build(data, tr)``. A ``large`` kind is
    always in large print: it hangs on a wall.
    """

    key: str
    title: str
    papers: Sequence[str]
    takes: Sequence[str]
    module: str
    query: Query
    needs: Sequence[str] = ()
    one_of: Sequence[str] = ()
    large: bool = False

    @property
    def paper(self) -> str:
        """The key of its usual paper; slips go on the one the cooperative has set."""
        if self.papers[0] == SLIP_PAPERS[0]:
            return str(setting("paper.slips"))
        return self.papers[0]

    def build(self, data: Any, tr: Translator) -> Document:
        """The document of one answer of its query."""
        document: Document = import_module(self.module).build(data, tr)
        return document


def _listed(papers: Sequence[Any]) -> Batch:
    return Batch(len(papers), iter(papers))


def _dispatches(asked: Asked) -> Batch:
    from models.queries.slips import dispatch_slips

    return _listed(dispatch_slips(**asked.span()))


def _collections(asked: Asked) -> Batch:
    from models.queries.slips import collection_slips

    return _listed(collection_slips(**asked.span()))


def _returns(asked: Asked) -> Batch:
    from models.queries.slips import return_slips

    return _listed(return_slips(**asked.span()))


def _transfers(asked: Asked) -> Batch:
    from models.queries.slips import transfer_slips

    return _listed(transfer_slips(**asked.span()))


def _statements(asked: Asked) -> Batch:
    from models.queries.statements import period_of_statement, statement_papers

    period = asked.period or period_of_statement(asked.numbers[0])
    return statement_papers(period, household=asked.household, numbers=asked.numbers)


def _paylists(asked: Asked) -> Batch:
    from models.queries.statements import pay_sheets

    return _listed(pay_sheets(str(asked.period), household=asked.household))


def _accounts(asked: Asked) -> Batch:
    from models.queries.accounts import account_papers

    return _listed(account_papers(str(asked.period), household=asked.household))


def _passbooks(asked: Asked) -> Batch:
    from models.queries.passbook import passbooks

    return _listed(passbooks(str(asked.period), household=asked.household))


def _visits(asked: Asked) -> Batch:
    from models.queries.cards import visit_papers

    return _listed(visit_papers(**asked.span()))


def _loans(asked: Asked) -> Batch:
    from models.queries.cards import loan_papers

    return _listed(loan_papers(household=asked.household, codes=asked.numbers))


def _rate_cards(asked: Asked) -> Batch:
    from models.queries.cards import rate_cards

    return _listed(rate_cards(asked.day or date.today(), household=asked.household))


def _labels(asked: Asked) -> Batch:
    from models.queries.cards import label_sheets

    return _listed(label_sheets(**asked.span()))


def _agreements(asked: Asked) -> Batch:
    from models.queries.cards import agreement_papers

    return _listed(agreement_papers(household=asked.household, numbers=asked.numbers))


_SLIP: Final = (PERIOD, DAY, NUMBER, HOUSEHOLD)
_ANY: Final = (PERIOD, DAY, NUMBER)

KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind(
            "dispatch",
            mark("Delivery slips"),
            SLIP_PAPERS,
            _SLIP,
            "reports.dispatch",
            _dispatches,
            one_of=_ANY,
        ),
        Kind(
            "collection",
            mark("Receipts"),
            SLIP_PAPERS,
            _SLIP,
            "reports.collection",
            _collections,
            one_of=_ANY,
        ),
        Kind("return", mark("Return slips"), SLIP_PAPERS, _SLIP, "reports.returned", _returns, one_of=_ANY),
        Kind(
            "transfer",
            mark("Transfer slips"),
            SLIP_PAPERS,
            _SLIP,
            "reports.returned",
            _transfers,
            one_of=_ANY,
        ),
        Kind(
            "statement",
            mark("Pay statements"),
            SLIP_PAPERS,
            (PERIOD, HOUSEHOLD, NUMBER),
            "reports.statement",
            _statements,
            one_of=(PERIOD, NUMBER),
        ),
        Kind(
            "paylist",
            mark("Pay lists"),
            LIST_PAPERS,
            (PERIOD, HOUSEHOLD),
            "reports.paylist",
            _paylists,
            needs=(PERIOD,),
        ),
        Kind(
            "account",
            mark("Accounts with households"),
            LIST_PAPERS,
            (PERIOD, HOUSEHOLD),
            "reports.account",
            _accounts,
            needs=(PERIOD,),
        ),
        Kind(
            "passbook",
            mark("Household passbooks"),
            LIST_PAPERS,
            (PERIOD, HOUSEHOLD),
            "reports.passbook",
            _passbooks,
            needs=(PERIOD,),
        ),
        Kind(
            "visit", mark("Guidance visits"), SLIP_PAPERS[:-1], _SLIP, "reports.visit", _visits, one_of=_ANY
        ),
        Kind(
            "equipment",
            mark("Machines on loan"),
            SLIP_PAPERS[:-1],
            (NUMBER, HOUSEHOLD),
            "reports.loan",
            _loans,
        ),
        Kind(
            "ratecard",
            mark("Rates and prices"),
            ("a4", "a5"),
            (DAY, HOUSEHOLD),
            "reports.ratecard",
            _rate_cards,
            large=True,
        ),
        Kind("label", mark("Labels"), ("a4",), _SLIP, "reports.labels", _labels, one_of=_ANY),
        Kind("agreement", mark("Agreements"), ("a4",), (NUMBER, HOUSEHOLD), "reports.agreement", _agreements),
    )
}

_SAID: Final = {
    PERIOD: mark("Say which period, like 2026-10."),
    DAY: mark("Say which day."),
    NUMBER: mark("Say which number."),
    HOUSEHOLD: mark("Say which household."),
}
_NAMES: Final = {
    PERIOD: mark("period"),
    DAY: mark("day"),
    NUMBER: mark("number"),
    HOUSEHOLD: mark("household"),
}


def kind_named(key: str) -> Kind:
    """The kind of a key; raises `UserError` naming those that exist."""
    found = KINDS.get(key)
    if found is None:
        message = tr("There is no document “{kind}”. Documents: {kinds}.")
        raise UserError(message.format(kind=key, kinds=", ".join(KINDS)), "kind")
    return found


def print_documents(
    key: str,
    target: Path | str,
    *,
    tr: Translator,
    paper: str | None = None,
    copies: int = 1,
    period: str | None = None,
    day: date | None = None,
    number: str | None = None,
    numbers: Sequence[str] = (),
    household: str | None = None,
    offset: tuple[float, float] | None = None,
    large: bool = False,
    printed: datetime | None = None,
    progress: Progress | None = None,
) -> PrintResult:
    """Print the documents of a kind into one PDF at ``target``, in the language of ``tr`` (see `paper_translator`).

    ``paper`` is the kind's usual one unless said; ``offset`` (right, down, in millimetres) the cooperative's setting;
    ``numbers`` prints several in the order given; ``printed`` is the moment put on the paper; ``large`` prints for
    people who read with difficulty. Raises `UserError` when something is missing, unknown, empty or cannot be written,
    `Cancelled` when ``progress`` does.
    """
    kind = kind_named(key)
    asked = Asked(period, day, (number, *numbers) if number is not None else tuple(numbers), household)
    check_asked(kind, asked)
    chosen = _fitting(kind, paper or kind.paper)
    batch = kind.query(asked)
    documents = (kind.build(data, tr) for data in batch.papers)
    first = next(documents, None)
    if first is None:
        raise _nothing(kind)
    if offset is None:
        offset = (int(setting("paper.offset_x")), int(setting("paper.offset_y")))
    return write_documents(
        target,
        chain((first,), documents),
        batch.count,
        title=tr(kind.title),
        paper=chosen.enlarged() if large or kind.large else chosen,
        letterhead=Letterhead(str(setting("cooperative.name")), printed or datetime.now(), tr),
        copies=copies,
        offset=offset,
        progress=progress,
    )


def check_asked(kind: Kind, asked: Asked) -> None:
    """Raise `UserError` beside what a kind still needs to be told, or cannot be chosen by."""
    said = {PERIOD: asked.period, DAY: asked.day, NUMBER: asked.numbers or None, HOUSEHOLD: asked.household}
    for name in kind.needs:
        if said[name] is None:
            raise UserError(tr(_SAID[name]), name)
    if kind.one_of and all(said[name] is None for name in kind.one_of):
        raise UserError(
            tr(_SAID[PERIOD] if DAY not in kind.one_of else mark("Say which period, day or number.")), PERIOD
        )
    for name, value in said.items():
        if value is not None and name not in kind.takes:
            message = tr("“{kind}” cannot be chosen by {what}.")
            raise UserError(message.format(kind=kind.key, what=tr(_NAMES[name])), name)


def _fitting(kind: Kind, key: str) -> Paper:
    chosen = paper_named(key)
    if key not in kind.papers:
        message = tr("“{kind}” does not fit on “{paper}”. Papers: {papers}.")
        raise UserError(message.format(kind=kind.key, paper=key, papers=", ".join(kind.papers)), "paper")
    return chosen


def _nothing(kind: Kind) -> UserError:
    return UserError(tr("There is nothing to print: {documents}.").format(documents=tr(kind.title)))
