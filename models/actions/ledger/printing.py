"""Counting what came out of the printer, so that the next time it is marked 补打, and keeping what was signed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from models.database import insert_rows, only_read
from models.i18n import mark, translator
from models.keys import next_key
from models.operation import operation
from models.queries.party.agreements import AgreementPaper, agreement_papers
from models.rights import acting, needs, rights_of
from models.rules.desk import roles
from models.settings import change_settings
from models.tables.ledger import Printing
from models.tables.paper import AgreementText, ClauseText

TITLE = mark("Print {kind}")
AGREEMENT = "agreement"


@contextlib.contextmanager
def all_at_once(kind: str) -> Iterator[None]:
    """Whose papers they are and what is printed of a kind inside is kept together or not at all."""
    with acting(roles.PRINT, *(rights_of(change_settings) or ())), operation(TITLE, kind=kind):
        yield


@needs(roles.PRINT)
def count_printing(
    kind: str, numbers: Iterable[str], at: datetime | None = None, *, language: str = "zh"
) -> None:
    """Note that slips or statements were printed as a kind of document; those without a number do not count.

    Of a file that can only be read nothing is noted. The text of an agreement that is printed for the first time is
    kept with it, in the language of the paper.
    """
    if only_read():
        return
    when = (at or datetime.now()).isoformat(timespec="seconds")
    counted = [number for number in dict.fromkeys(numbers) if number]
    with operation(TITLE, kind=kind):
        insert_rows(
            Printing,
            ("id", "kind", "number", "at"),
            [(next_key(), kind, number, when) for number in counted],
        )
        if kind == AGREEMENT:
            _keep_texts(counted, "en" if language == "en" else "zh", when)


@needs(roles.PRINT)
def count_file(
    kind: str,
    keys: Iterable[str],
    others: Iterable[tuple[str, str]],
    *,
    language: str = "zh",
) -> None:
    """Note what a file of a kind printed, and ``others`` (kind, number) that it holds, each for its own kind."""
    printed: dict[str, list[str]] = {kind: list(keys)}
    for other, number in others:
        printed.setdefault(other, []).append(number)
    if only_read():
        return
    with operation(TITLE, kind=kind):
        for one, numbers in printed.items():
            if any(numbers):
                count_printing(one, numbers, language=language)


def _keep_texts(keys: Collection[str], language: str, when: str) -> None:
    """Keep the clauses and rates of the agreements printed for the first time."""
    wanted = set(keys)
    speak = translator(language)
    fresh = [paper for paper in agreement_papers() if paper.kept is None and paper.key in wanted]
    versions: dict[tuple[str, str], int] = {}
    for paper in fresh:
        wording = paper.wording(speak)
        if wording not in versions:
            versions[wording] = _version(paper, wording)
        AgreementText.create(
            agreement=paper.id,
            clauses=versions[wording],
            text="\n".join(paper.clauses(speak)),
            rates=json.dumps(
                [[one.name, one.unit, one.good, one.second, one.sample] for one in paper.products],
                ensure_ascii=False,
            ),
            at=when,
        )


def _version(paper: AgreementPaper, wording: tuple[str, str]) -> int:
    """The key of the version of the clauses, new when they were changed since the last one."""
    language, text = wording
    row = ClauseText.get_or_none(ClauseText.language == language, ClauseText.text == text)
    if row is None:
        row = ClauseText.create(
            version=max(paper.versions.values(), default=0) + 1, language=language, text=text
        )
    return int(row.id)
