"""Claims for support money as a workbook, in the sheets of the claim list: claims, people, pay and contracts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.files import replacing
from models.i18n import Translator
from models.kinds import COUNT, DAY, MONEY
from models.queries.programme.claim_papers import BASIS, SEX, STATUS, ClaimPaper, claim_papers
from models.rights import allowed
from models.rules.desk import roles
from reports.paper.formatting import amount_in_words
from reports.programme.county_export import OfficeBook, Shown


@allowed(roles.EXPORT)
def write_claims(target: Path | str, numbers: Sequence[str], *, tr: Translator) -> None:
    """Write claims of these numbers; pay only for who may see it. Raises UserError when it cannot be written."""
    claims = claim_papers(numbers=numbers)
    with replacing(Path(target)) as unfinished:
        book = OfficeBook(unfinished, tr=tr)
        _claims(book, claims, tr)
        _people(book, claims, tr)
        _pay(book, claims, tr)
        _contracts(book, claims, tr)
        book.close()


def _claims(book: OfficeBook, claims: Sequence[ClaimPaper], tr: Translator) -> None:
    book.things(
        tr("Claims"),
        claims,
        Shown("number", tr("Claim number")),
        Shown("date", tr("Date"), DAY),
        Shown("rule", tr("Rule")),
        Shown("code", tr("Rule code")),
        Shown(lambda one: BASIS.shown(one.basis, tr), tr("Paid for")),
        Shown("workshop_code", tr("Workshop code")),
        Shown("workshop", tr("Workshop")),
        Shown(lambda one: len(one.lines), tr("People"), COUNT),
        Shown("claimed", tr("Claimed in all"), MONEY),
        Shown("amount", tr("Amount"), MONEY),
        Shown(lambda one: amount_in_words(one.amount, tr), tr("Amount in words")),
        Shown(lambda one: STATUS.shown(one.status, tr), tr("Status")),
        Shown("paid_on", tr("Money came on"), DAY),
        Shown("evidence", tr("Evidence")),
        Shown("note", tr("Note")),
    )


def _people(book: OfficeBook, claims: Sequence[ClaimPaper], tr: Translator) -> None:
    book.things(
        tr("People"),
        [(one, line) for one in claims for line in one.lines],
        Shown(lambda row: row[0].number, tr("Claim number")),
        Shown(lambda row: row[1].name, tr("Full name")),
        Shown(lambda row: SEX.worded(row[1].sex, tr), tr("Sex")),
        Shown(lambda row: row[1].identity, tr("ID number")),
        Shown(lambda row: row[1].contact.phone, tr("Phone")),
        Shown(lambda row: row[1].contact.code, tr("Household code")),
        Shown(lambda row: row[1].contact.head, tr("Household")),
        Shown(lambda row: row[1].contact.village, tr("Village")),
        Shown(lambda row: row[1].contract and row[1].contract.days, tr("Days of contract"), COUNT),
        Shown(lambda row: row[1].contract and row[1].contract.insured_from, tr("Insured from"), DAY),
        Shown(lambda row: row[1].days, tr("Days"), COUNT),
        Shown(lambda row: row[1].amount, tr("Amount"), MONEY),
    )


def _pay(book: OfficeBook, claims: Sequence[ClaimPaper], tr: Translator) -> None:
    rows = [
        (one.number, pay.contact, period, fen)
        for one in claims
        for pay in one.pay
        for period, fen in zip(one.periods, pay.months, strict=True)
    ]
    if not rows:
        return
    book.things(
        tr("Gross pay"),
        rows,
        Shown(lambda row: row[0], tr("Claim number")),
        Shown(lambda row: row[1].code, tr("Household code")),
        Shown(lambda row: row[1].head, tr("Household")),
        Shown(lambda row: row[2], tr("Month")),
        Shown(lambda row: row[3], tr("Gross pay"), MONEY),
    )


def _contracts(book: OfficeBook, claims: Sequence[ClaimPaper], tr: Translator) -> None:
    book.things(
        tr("Contracts"),
        [(one.number, contract) for one in claims for contract in one.contracts],
        Shown(lambda row: row[0], tr("Claim number")),
        Shown(lambda row: row[1].worker, tr("Full name")),
        Shown(lambda row: row[1].household, tr("Household code")),
        Shown(lambda row: row[1].employer, tr("Employer")),
        Shown(lambda row: row[1].start, tr("Works there from"), DAY),
        Shown(lambda row: row[1].end, tr("Works there until"), DAY),
        Shown(lambda row: row[1].days, tr("Days of contract"), COUNT),
        Shown(lambda row: row[1].insured_from, tr("Insured from"), DAY),
        Shown(lambda row: row[1].insured_to, tr("Insured until"), DAY),
    )
