"""Marks of the ledger held against its chain: those kept outside the file, and one read back from paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from peewee import fn

from models import format, marks
from models.database import db
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.rights import may
from models.rules.desk.ledger_mark import Locked, read_mark, short_mark
from models.rules.desk.roles import MASK, SEE_PAY
from models.tables.trail import Operation

_KEPT: Final = {
    marks.CLOSED: mark("when it was closed"),
    marks.BACKED_UP: mark("with a backup"),
    marks.CARRIED: mark("with a backup on another disk"),
    marks.LOCKED: mark("when pay was locked"),
    marks.RESTORED: mark("when a backup was put back"),
}


class Comparison(NamedTuple):
    """Whether a mark on paper is that of the open file, and what is said of it."""

    agrees: bool
    sentences: list[str]


def held() -> Iterator[str]:
    """The chain holds every mark that was kept of it outside the file."""
    for one in marks.missing():
        yield tr(
            "The file no longer holds what it held on {at}, ledger mark {mark}, kept {why}: it was cut off or written"
            " anew since. A copy put back by hand does that too; put it back with Restore."
        ).format(at=_moment(one.at), mark=short_mark(one.link), why=tr(_KEPT.get(one.why, one.why)))


def put_back() -> list[str]:
    """When the file was put back from a copy on this laptop, and that another one stood in its place."""
    words = tr("A backup was put back on {at}; the ledger mark was then {mark}.")
    said = [words.format(at=_moment(one.at), mark=short_mark(one.link)) for one in marks.restored_marks()]
    other = marks.other_file()
    if other is not None:
        words = tr("Until {at} another file stood in this place, ledger mark {mark}.")
        said.append(words.format(at=_moment(other.at), mark=short_mark(other.link)))
    return said


def compare(text: str) -> Comparison:
    """Hold a mark that was typed or scanned from paper against the chain; raises UserError where it is none."""
    read = read_mark(text)
    if read is None:
        raise UserError(
            tr(
                '"{text}" is no ledger mark. It is two groups of four, like F02C·706F, or the code of a certificate.'
            ).format(text=text.strip()[:60]),
            "mark",
        )
    rows: list[Any] = list(
        Operation.select().where(Operation.hash.startswith(read.link)).order_by(Operation.id)
    )
    if not rows:
        return Comparison(
            False,
            [
                tr(
                    "No operation of this file has the ledger mark {mark}: since the paper was printed the file was"
                    " written anew or cut off, or the paper is of another file."
                ).format(mark=short_mark(read.link))
            ],
        )
    said = [_found(row) for row in rows]
    other = _otherwise(read.locked) if read.locked is not None else []
    return Comparison(not other, [*said, *other])


def _found(row: Any) -> str:
    # Imported here: every start asks `held`, hardly anybody what a paper says.
    from models.queries.desk.history import in_words

    later = Operation.select().where(Operation.id > row.id).count()
    return tr(
        "Ledger mark {mark} is that of {at}, after: {what}. Operations since: {later}. Compare the day with the paper."
    ).format(
        mark=short_mark(row.hash),
        at=_moment(row.at),
        what=in_words(row.title, row.arguments, row.undoes),
        later=later,
    )


def _otherwise(locked: Locked) -> list[str]:
    """What a certificate says of its month and the file does not, or what agrees."""
    from models.tables.pay import PayPeriod, Statement

    row = PayPeriod.get_or_none(PayPeriod.key == locked.period)
    if row is None:
        return [
            tr("{period} is not locked in this file, though the certificate says so.").format(
                period=locked.period
            )
        ]
    query = Statement.select(
        fn.COUNT(Statement.id), fn.COALESCE(fn.SUM(Statement.gross), 0), fn.COALESCE(fn.SUM(Statement.net), 0)
    ).where(Statement.period == row)
    count, gross, net = next(iter(db.execute(query)))
    if (count, gross, net) == (locked.statements, locked.gross, locked.net):
        return []
    words = plural(
        "{period} is locked with {n} statement, gross {gross}, net {net}; the certificate says {said}, {said_gross},"
        " {said_net}.",
        "{period} is locked with {n} statements, gross {gross}, net {net}; the certificate says {said}, {said_gross},"
        " {said_net}.",
        count,
    )
    return [
        words.format(
            period=locked.period,
            gross=format.money(gross) if may(SEE_PAY) else MASK,
            net=format.money(net) if may(SEE_PAY) else MASK,
            said=locked.statements,
            said_gross=format.money(locked.gross),
            said_net=format.money(locked.net),
        )
    ]


def _moment(at: str) -> str:
    try:
        return format.moment(datetime.fromisoformat(at))
    except ValueError:
        return at
