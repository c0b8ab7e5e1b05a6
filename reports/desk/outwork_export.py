"""The ledger of outwork as a workbook: who works, with sex and birth, every order, hand-out, receipt and payment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.files import replacing
from models.i18n import Translator
from models.kinds import DAY, MONEY, QUANTITY, RATE, UNIT
from models.queries.desk.outwork_ledger import WHAT, outwork_papers
from models.queries.periods import locked_on, period_at
from models.rights import allowed
from models.rules.desk import roles
from models.sex import SEX
from reports.programme.county_export import OfficeBook, Shown


@allowed(roles.EXPORT, roles.SEE_PAY)
def write_outwork(target: Path | str, first: date, last: date, *, tr: Translator) -> None:
    """Write the ledgers of the days between two, usually three years. Raises UserError when it cannot be written."""
    ledgers = list(outwork_papers(first, last).papers)
    with replacing(Path(target)) as unfinished:
        book = OfficeBook(unfinished, locked_on(period_at(last).key), tr=tr)
        book.things(
            tr("Outworkers"),
            [(one.contact, one.sex, one) for one in ledgers],
            Shown(lambda row: row[0].code, tr("Household code")),
            Shown(lambda row: row[0].head, tr("Household")),
            Shown(lambda row: SEX.shown(row[1], tr), tr("Sex")),
            Shown(lambda row: row[0].village, tr("Village")),
            Shown(lambda row: row[0].phone, tr("Phone")),
        )
        book.things(
            tr("Who helps"),
            [(one.contact, person) for one in ledgers for person in one.people],
            Shown(lambda row: row[0].code, tr("Household code")),
            Shown(lambda row: row[1].name, tr("Name")),
            Shown(lambda row: tr(row[1].relation), tr("Relation")),
            Shown(lambda row: SEX.shown(row[1].sex, tr), tr("Sex")),
            Shown(lambda row: row[1].birth, tr("Birth date"), DAY),
        )
        book.things(
            tr("Ledger of outwork"),
            [(one.contact, line) for one in ledgers for line in one.lines],
            Shown(lambda row: row[0].code, tr("Household code")),
            Shown(lambda row: row[1].day, tr("Date"), DAY),
            Shown(lambda row: WHAT.shown(row[1].what, tr), tr("What")),
            Shown(lambda row: row[1].number, tr("Number")),
            Shown(lambda row: row[1].words, tr("Work or material")),
            Shown(lambda row: row[1].quantity, tr("Quantity"), QUANTITY),
            Shown(lambda row: row[1].unit, tr("Unit"), UNIT),
            Shown(lambda row: row[1].rate, tr("Rate"), RATE),
            Shown(lambda row: row[1].amount, tr("Amount"), MONEY),
            Shown(lambda row: row[1].due, tr("Due", "subcontract"), DAY),
        )
        book.close()
