"""The figures of a claim's page and of a rule's, each with the rows it follows from."""

from __future__ import annotations

from models import i18n
from models.i18n import mark
from models.kinds import CODE, COUNT, DAY, MONEY, TEXT
from models.queries import report
from models.queries.programme.claim_record import ClaimRecord, RuleRecord
from models.queries.programme.qualification import Claimant, reasons
from models.queries.programme.workshop_figures import PERSON_COLUMNS, Row, behind
from models.queries.report import DIFFERENT, HOUSEHOLD_COLUMNS, Behind, Lead, column
from models.tables.support import PAID_OUT, Claim

_CODE, _HEAD, _ = HOUSEHOLD_COLUMNS


def amount_of(record: ClaimRecord) -> Behind:
    """What each gets; what a workshop gets, or the office cut, in a row alone."""
    paper = record.paper
    rows: list[Row] = [
        (Lead(report.OF_HOUSEHOLD, one.contact.id), (one.name, one.contact.head, one.days, one.amount))
        for one in paper.lines
        if one.amount
    ]
    rest = paper.amount - sum(one.amount for one in paper.lines)
    if rest:
        shop = record.claim.workshop_id
        lead = None if shop is None else Lead(report.OF_WORKSHOP, shop)
        rows.append((lead, (paper.workshop, "", None, rest)))
    columns = (
        column("name", mark("For"), TEXT),
        _HEAD,
        column("days", mark("Days"), COUNT),
        report.AMOUNT_COLUMN,
    )
    return behind(mark("Amount"), columns, rows, "amount")


def people_of(record: ClaimRecord) -> Behind:
    """Who stands in it."""
    rows: list[Row] = [
        (
            Lead(report.OF_HOUSEHOLD, one.contact.id),
            (one.name, one.worker, one.contact.code, one.contact.head, one.days),
        )
        for one in record.paper.lines
    ]
    columns = (*PERSON_COLUMNS, _CODE, _HEAD, column("days", mark("Days"), COUNT))
    return behind(mark("People claimed"), columns, rows, "worker", DIFFERENT)


def contracts_of(record: ClaimRecord) -> Behind:
    """The contracts that are its evidence."""
    homes = {one.contact.code: one.contact.id for one in record.paper.lines}
    rows: list[Row] = [
        (
            Lead(report.OF_HOUSEHOLD, homes[one.household]),
            (f"{at}", one.worker, one.employer, one.start, one.end, one.days),
        )
        for at, one in enumerate(record.paper.contracts)
    ]
    columns = (
        column("at", mark("Number"), TEXT, hidden=True),
        PERSON_COLUMNS[0],
        column("employer", mark("Employer"), TEXT),
        column("start", mark("Works there from"), DAY),
        column("end", mark("Works there until"), DAY),
        column("days", mark("Days of contract"), COUNT),
    )
    return behind(mark("Contracts"), columns, rows, "at", DIFFERENT)


def pay_of(record: ClaimRecord) -> Behind:
    """What the households of its people earned in the months before it."""
    paper = record.paper
    rows: list[Row] = [
        (
            Lead(report.OF_STATEMENT, one.contact.id, period),
            (one.contact.code, one.contact.head, period, gross),
        )
        for one in paper.pay
        for period, gross in zip(paper.periods, one.months, strict=True)
        if gross is not None
    ]
    columns = (_CODE, _HEAD, report.MONTH_COLUMN, column("gross", mark("Gross pay"), MONEY))
    return behind(mark("Pay of six months"), columns, rows, "gross")


def standing_so(record: RuleRecord, title: str, *verdicts: str) -> Behind:
    """Who stands so to a rule, under a marked title."""
    speak = i18n.translator(i18n.language())
    rows: list[Row] = [
        (_lead(one), (f"{at}", one.name, one.judged.claim, one.judged.amount or None, reasons(one, speak)))
        for at, one in enumerate(record.answer.of(*verdicts))
    ]
    columns = (
        column("at", mark("Number"), TEXT, hidden=True),
        column("name", mark("For"), TEXT),
        column("claim", mark("Claim number"), CODE),
        report.AMOUNT_COLUMN,
        column("missing", mark("What is missing"), TEXT),
    )
    return behind(title, columns, rows, "at", DIFFERENT)


def paid_by(record: RuleRecord) -> Behind:
    """The claims by a rule whose money came."""
    rows: list[Row] = [
        (Lead(report.OF_CLAIM, one.id), (one.number, one.date, one.paid_on, one.amount))
        for one in record.claims
        if one.status == PAID_OUT
    ]
    columns = (
        column("number", mark("Claim number"), CODE),
        report.DATE_COLUMN,
        column("paid_on", Claim.paid_on.verbose_name, DAY),
        report.AMOUNT_COLUMN,
    )
    return behind(mark("Paid", "claim"), columns, rows, "amount")


def _lead(one: Claimant) -> Lead | None:
    if one.worker is not None:
        return Lead(report.OF_HOUSEHOLD, one.worker.household_id)
    return None if one.workshop is None else Lead(report.OF_WORKSHOP, one.workshop.id)
