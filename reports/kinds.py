"""The one registry of printed documents (help/papers): window, command line and tests all print through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Final

from models import format
from models.errors import UserError
from models.i18n import Translator, mark, tr
from models.rights import allowed, may, rights_of
from models.rules.desk import roles
from models.settings import setting
from reports import selection as ask
from reports.document_kind import GOODS, HOUSEHOLDS, PAY, PRINTER, PROGRAMME, ROAD, SLIPS, DocumentKind
from reports.paper.document import THREE_PARTS, Document, Letterhead
from reports.paper.formatting import day, month
from reports.paper.papers import ACCOUNT_PAPERS, LABEL_PAPERS, LIST_PAPERS, PAPERS, SLIP_PAPERS, Paper
from reports.paper.papers import paper as paper_named
from reports.paper.printing import PrintResult, PrintRun, Progress, write_documents
from reports.selection import DAY, HOUSEHOLD, NAMES, NUMBER, PERIOD, SAID, SPAN, VILLAGE, Query, Selection

_SLIP: Final = (PERIOD, SPAN, DAY, NUMBER, HOUSEHOLD)
_ANY: Final = (PERIOD, SPAN, DAY, NUMBER)
_MONTHS: Final = (PERIOD, SPAN)
_HOMES: Final = (PERIOD, SPAN, HOUSEHOLD, VILLAGE)
_CARDS: Final = SLIP_PAPERS[:-1]
_WHOLE: Final = tuple(key for key in _CARDS if PAPERS[key].stack == 1)


def _slip(
    key: str,
    title: str,
    query: Query | str,
    module: str,
    papers: Sequence[str] = SLIP_PAPERS,
    *,
    takes: Sequence[str] = _SLIP,
    merges: bool = False,
    group: str = SLIPS,
) -> DocumentKind:
    """A paper for each slip; ``query`` may name what answers, as `reports.selection.slips` takes it."""
    parts = len(THREE_PARTS) if papers[0] == SLIP_PAPERS[0] else 1
    question = ask.slips(query, takes) if isinstance(query, str) else query
    return DocumentKind(
        key,
        title,
        papers,
        takes,
        module,
        question,
        one_of=_ANY,
        parts=parts,
        merges=merges,
        issued=True,
        group=group,
    )


def _goods(
    key: str, title: str, answer: str, takes: Sequence[str] = _ANY, *, group: str = GOODS
) -> DocumentKind:
    """A slip of goods, which `models.queries.ledger.goods_slips` answers for."""
    return _slip(key, title, f"ledger.goods_slips:{answer}", "ledger.goods", takes=takes, group=group)


def _card(key: str, title: str, answer: str, module: str, *, group: str = HOUSEHOLDS) -> DocumentKind:
    """A slip that is kept rather than carried along, so not on a roll."""
    return _slip(key, title, answer, module, _CARDS, group=group)


def _monthly(
    key: str,
    title: str,
    query: Query,
    module: str,
    takes: Sequence[str] = _HOMES,
    *,
    papers: Sequence[str] = LIST_PAPERS,
    shared: bool = False,
    group: str = PAY,
) -> DocumentKind:
    return DocumentKind(key, title, papers, takes, module, query, one_of=_MONTHS, shared=shared, group=group)


def _course(key: str, title: str, module: str, answer: str) -> DocumentKind:
    """A paper of a course, which `models.queries.programme.course_papers` answers for."""
    which, alone = (NUMBER, SPAN), key == "certificate"
    papers = ("a5-landscape", "a4") if alone else ("a4", "a5-landscape")
    return DocumentKind(
        key,
        title,
        papers,
        which,
        f"programme.{module}",
        ask.slips(f"programme.course_papers:{answer}", which),
        one_of=which,
        shared=True,
        issued=alone,
        group=HOUSEHOLDS,
    )


KINDS: Final[dict[str, DocumentKind]] = {
    kind.key: kind
    for kind in (
        _slip("dispatch", mark("Dispatch slips"), ask.dispatches, "ledger.dispatch", merges=True),
        _slip("collection", mark("Collection slips"), ask.collections, "ledger.collection", merges=True),
        _slip("inspection", mark("Inspection slips"), ask.inspections, "ledger.inspection"),
        _slip("return", mark("Return slips"), "ledger.slips:return_slips", "ledger.return_slip"),
        _slip("transfer", mark("Transfer slips"), "ledger.slips:transfer_slips", "ledger.return_slip"),
        _goods("correction", mark("Usage corrections"), "correction_slips", _SLIP, group=SLIPS),
        _goods("receipt", mark("Goods in slips"), "receipt_slips"),
        _goods("delivery", mark("Delivery notes"), "delivery_slips"),
        _goods("sale", mark("Sales slips"), "sale_slips"),
        _goods("opening", mark("Opening stock slips"), "opening_slips", _SLIP),
        _slip("advance", mark("Receipts for advances"), ask.advances, "pay.advance", group=PAY),
        _slip("adjustment", mark("Bonus and deduction slips"), ask.adjustments, "pay.adjustment", group=PAY),
        _card("dispute", mark("Disputes"), "pay.disputes:dispute_papers", "pay.dispute", group=PAY),
        DocumentKind(
            "statement",
            mark("Pay statements"),
            SLIP_PAPERS,
            (*_HOMES, NUMBER),
            "pay.statement",
            ask.statements,
            one_of=(PERIOD, SPAN, NUMBER),
            enlarged="pay.picture_statement",
            enlarged_papers=("a4", "a5-landscape", "a5", "241x140"),
            parts=len(THREE_PARTS),
            group=PAY,
        ),
        _monthly("paylist", mark("Pay lists"), ask.paylists, "pay.pay_list", (*_HOMES, DAY), shared=True),
        _monthly(
            "lock",
            mark("Locking certificates"),
            ask.lock_certificates,
            "pay.lock_certificate",
            _MONTHS,
            papers=("a4", "a5"),
            shared=True,
        ),
        _monthly(
            "account",
            mark("Accounts with households"),
            ask.accounts,
            "pay.household_account",
            papers=ACCOUNT_PAPERS,
            group=HOUSEHOLDS,
        ),
        _monthly("passbook", mark("Household passbooks"), ask.passbooks, "pay.passbook", group=HOUSEHOLDS),
        _card("visit", mark("Guidance visits"), "guidance.visit_papers:visit_papers", "guidance.visit"),
        _card(
            "return_visit",
            mark("Return visits"),
            "guidance.return_visits:return_papers",
            "guidance.return_visit",
        ),
        _card(
            "machine", mark("Machine slips"), "guidance.machine_events:event_papers", "guidance.machine_event"
        ),
        DocumentKind(
            "machinecard",
            mark("Machine cards"),
            ("a4", "a5", "a5-landscape"),
            (DAY, NUMBER, HOUSEHOLD),
            "guidance.machine_card",
            ask.machine_cards,
            group=HOUSEHOLDS,
        ),
        DocumentKind(
            "equipment",
            mark("Machines on loan"),
            _CARDS,
            (NUMBER, HOUSEHOLD),
            "guidance.loan",
            ask.loans,
            issued=True,
            group=HOUSEHOLDS,
        ),
        _course("signin", mark("Sign-in sheets"), "sign_in_sheet", "sign_in_sheets"),
        _course("trainingmoney", mark("Training money lists"), "training_money", "money_lists"),
        _course("certificate", mark("Certificates of training"), "certificate", "certificates"),
        DocumentKind(
            "claim",
            mark("Claims for support money"),
            ("a4", "a5-landscape"),
            _ANY,
            "programme.claim_list",
            ask.slips("programme.claim_papers:claim_papers", _ANY),
            one_of=_ANY,
            shared=True,
            issued=True,
            group=HOUSEHOLDS,
        ),
        DocumentKind(
            "ratecard",
            mark("Rate card"),
            ("a4", "a5"),
            (DAY, HOUSEHOLD, VILLAGE),
            "product.rate_card",
            ask.rate_cards,
            large=True,
            shared=True,
            group=PAY,
        ),
        DocumentKind(
            "workshopmap",
            mark("Map of the workshops"),
            ("a4",),
            (DAY,),
            "programme.workshop_map",
            ask.workshop_maps,
            shared=True,
            group=PROGRAMME,
        ),
        DocumentKind(
            "label",
            mark("Labels"),
            LABEL_PAPERS,
            _SLIP,
            "ledger.labels",
            ask.labels,
            one_of=_ANY,
            shared=True,
            frames=True,
            group=ROAD,
        ),
        DocumentKind(
            "route",
            mark("Route sheets"),
            ("a4", "a5"),
            (DAY, NUMBER),
            "road.route",
            ask.routes,
            shared=True,
            group=ROAD,
        ),
        DocumentKind(
            "drivebag",
            mark("Bags for the drive"),
            ("a4",),
            (DAY, NUMBER),
            "road.drive_bag",
            ask.drive_bags,
            shared=True,
            chapters=True,
            issued=True,
            group=ROAD,
        ),
        DocumentKind(
            "agreement",
            mark("Agreements"),
            ("a4",),
            (NUMBER, HOUSEHOLD),
            "party.agreement",
            ask.agreements,
            issued=True,
            group=HOUSEHOLDS,
        ),
        _monthly(
            "enterprise",
            mark("Accounts with enterprises"),
            ask.enterprises,
            "ledger.enterprise_account",
            _MONTHS,
            papers=("a4", "a5-landscape"),
            shared=True,
            group=GOODS,
        ),
        _monthly(
            "bill",
            mark("Bills to enterprises"),
            ask.bills,
            "ledger.enterprise_bill",
            _MONTHS,
            papers=("a4", "a5-landscape"),
            shared=True,
            group=GOODS,
        ),
        DocumentKind(
            "year",
            mark("Income of the year"),
            ("a4", "a5-landscape"),
            (PERIOD, HOUSEHOLD, VILLAGE),
            "desk.household_year",
            ask.years,
            one_of=(PERIOD,),
            group=PAY,
        ),
        _monthly(
            "outwork",
            mark("Ledgers of outwork"),
            ask.outwork,
            "desk.outwork",
            papers=("a4",),
            group=HOUSEHOLDS,
        ),
        DocumentKind(
            "blank",
            mark("Blank slips"),
            _CARDS,
            (NUMBER,),
            "ledger.blank_slip",
            ask.blanks,
            parts=len(THREE_PARTS),
            issued=True,
        ),
        DocumentKind(
            "stockcount",
            mark("Stocktake lists"),
            ("a4", "a5", "a5-landscape"),
            (DAY, NUMBER, HOUSEHOLD, VILLAGE),
            "ledger.stocktake",
            ask.stock_counts,
            shared=True,
            group=GOODS,
        ),
        DocumentKind(
            "missing",
            mark("Missing numbers"),
            LIST_PAPERS,
            (),
            "ledger.missing_numbers",
            ask.missing,
            shared=True,
        ),
        DocumentKind(
            "ruler", mark("Test page for the printer"), _WHOLE, (), "paper.ruler", ask.rulers, group=PRINTER
        ),
    )
}


class NothingToPrint(UserError):
    """There are no documents of a kind that was asked for."""

    def __init__(self, kind: DocumentKind, new: bool = False) -> None:
        message = tr("There is nothing to print: {documents}.")
        if new:
            message = tr("There is nothing to print that was not printed before: {documents}.")
        super().__init__(message.format(documents=tr(kind.title)))


def kind_named(key: str) -> DocumentKind:
    """The kind of a key; raises `UserError` naming those that exist."""
    found = KINDS.get(key)
    if found is None:
        message = tr('There is no document "{kind}". Documents: {kinds}.')
        raise UserError(message.format(kind=key, kinds=", ".join(KINDS)), "kind")
    return found


def planned_printing(
    key: str, chosen: Selection, *, tr: Translator, printed: datetime | None = None
) -> PrintRun:
    """The documents of a kind, in the language of ``tr`` (see `paper_translator`), made one by one; at least one.

    ``printed`` is the moment put on the paper. Raises `UserError` when something is missing, unknown or empty.
    """
    kind = kind_named(key)
    paper = _fitting(kind, chosen.paper, chosen.large)
    if chosen.merge and not kind.merges:
        raise UserError(tr('"{kind}" cannot share a paper.').format(kind=kind.key), "merge")
    if chosen.frame and not kind.frames:
        raise UserError(tr("Only labels have a frame around each."), "frame")
    chosen = replace(chosen, paper=paper.key)
    # Of slips nothing narrowed down is all of them; months have to be named.
    check_selection(kind, chosen, whole=DAY in kind.one_of)
    batch = kind.query(chosen)
    documents = (kind.build(data, tr, chosen.large) for data in batch.papers)
    if chosen.new:
        documents = (document for document in documents if not document.reprint)
    begin = tuple(islice(documents, 2))
    if not begin:
        raise NothingToPrint(kind, chosen.new)
    paper_of = paper.enlarged() if chosen.large or kind.large else paper
    issued = letterhead(printed or datetime.now(), tr)
    title = _file_title(kind, chosen, begin, tr)
    return PrintRun(
        chain(begin, documents),
        batch.count,
        title,
        paper_of,
        issued,
        chapters=chosen.spans or kind.chapters,
        shared=kind.shared,
    )


def offered_kinds() -> list[DocumentKind]:
    """The kinds that who is signed in may print."""
    return [kind for kind in KINDS.values() if may(roles.PRINT, *(rights_of(kind.query) or ()))]


@allowed(roles.PRINT)
def print_documents(
    key: str,
    target: Path | str,
    chosen: Selection,
    *,
    tr: Translator,
    copies: int | None = None,
    offset: tuple[float, float] | None = None,
    printed: datetime | None = None,
    progress: Progress | None = None,
) -> PrintResult:
    """Print the documents of a kind that were chosen into one PDF at ``target``; ``printed`` as of `planned_printing`.

    ``offset`` (right, down, in millimetres) and ``copies`` are the cooperative's setting unless said. Raises
    `UserError` when something is missing, unknown, empty or cannot be written, `Cancelled` when ``progress`` does.
    """
    if offset is None:
        offset = (int(setting("paper.offset_x")), int(setting("paper.offset_y")))
    planned = planned_printing(key, chosen, tr=tr, printed=printed)
    job = replace(planned, copies=copies, parts=str(setting("paper.parts")), offset=offset)
    return write_documents(target, job, progress)


def _file_title(kind: DocumentKind, chosen: Selection, begin: Sequence[Document], tr: Translator) -> str:
    """What the file is called by whoever opens it: the documents, of when, and whose; of one household its name."""
    first, alone = begin[0], len(begin) == 1
    if chosen.spans:
        when = f"{chosen.since or ''} – {chosen.until or ''}"
    elif chosen.day is not None:
        when = day(chosen.day, tr)
    else:
        when = month(chosen.period, tr) if chosen.period else format.numbers(chosen.numbers)
    parts = [tr(kind.title), when]
    if chosen.numbers and alone:
        parts.append(first.subject)
    if (alone or chosen.household) and first.holder is not None:
        parts.append(first.holder.name)
    parts.append(str(setting("cooperative.name")).strip())
    return "  ".join(part for part in parts if part)


def letterhead(printed: datetime, tr: Translator) -> Letterhead:
    """What stands at the head of all papers of the cooperative."""
    name, phone, address = (
        str(setting(f"cooperative.{part}")).strip() for part in ("name", "phone", "address")
    )
    return Letterhead(name, printed, tr, phone, address)


def check_selection(kind: DocumentKind, chosen: Selection, *, whole: bool = False) -> None:
    """Raise `UserError` beside what a kind still needs to be told, or cannot be chosen by.

    With ``whole`` nothing needs to be told: all of its documents are meant.
    """
    said = chosen.narrowed()
    for name, value in said.items():
        if value is not None and name not in kind.takes:
            message = tr('"{kind}" cannot be chosen by {what}.')
            raise UserError(message.format(kind=kind.key, what=tr(NAMES[name])), name)
    if kind.one_of and not whole and all(said[name] is None for name in kind.one_of):
        raise UserError(*_missing(kind))


def _missing(kind: DocumentKind) -> tuple[str, str]:
    """What a kind has to be told, and the first of the fields that would say it."""
    if DAY in kind.one_of:
        return tr("Say which period, day or number."), PERIOD
    if PERIOD in kind.one_of:
        return tr(SAID[PERIOD]), PERIOD
    what = tr(", ", "list").join(tr(NAMES[name]) for name in kind.one_of)
    return tr("Say one of these: {what}.").format(what=what), kind.one_of[0]


def _fitting(kind: DocumentKind, key: str, large: bool) -> Paper:
    """The paper of a key, or the usual one; raises UserError where the kind is not printed on it."""
    papers = kind.fits(large)
    chosen = paper_named(key or papers[0])
    if chosen.key not in papers:
        message = tr('"{kind}" does not fit on "{paper}". Papers: {papers}.')
        raise UserError(message.format(kind=kind.key, paper=chosen.key, papers=", ".join(papers)), "paper")
    return chosen
