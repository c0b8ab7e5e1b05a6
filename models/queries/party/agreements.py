"""Agreements as they are printed: the cooperative's clauses today, or the text an agreement was signed with.

Rates are ten-thousandths of a yuan.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.database import db
from models.i18n import Translator
from models.queries import photos
from models.queries.answers import stored_day
from models.queries.document_common import Contact, contacts, household_key, printed_before, refuse_absent
from models.queries.rates import RatedProduct, rated_products
from models.rules.amount import percent_text
from models.rules.party import clauses
from models.settings import settings
from models.tables.paper import AgreementText, ClauseText
from models.tables.party import Agreement, Household, Worker


@dataclass(frozen=True, slots=True)
class KeptText:
    """The text an agreement was printed with: the version of the clauses, and the clauses filled in, one a line."""

    version: int
    text: str


@dataclass(frozen=True, slots=True)
class AgreedWorker:
    """A member of the household who does the work; "" where sex or year of birth is not known."""

    name: str
    sex: str
    born: str


@dataclass(frozen=True, slots=True)
class AgreementPaper:
    """A subcontract agreement (代工协议) with what the cooperative promises; the rates are those of its first day.

    ``samples`` are the photos of the products by their hashes. ``own`` are the cooperative's own clauses, "" for the
    standard ones. ``versions`` are those known by language and
    text. ``kept`` is None until the agreement was printed.
    """

    id: int
    number: str
    start: date | None
    end: date | None
    contact: Contact
    id_number: str
    workers: tuple[AgreedWorker, ...]
    products: tuple[RatedProduct, ...]
    cooperative: str
    address: str
    phone: str
    cutoff_day: int
    pay_day: int
    cap_ppm: int
    objection_days: int
    own: str
    versions: Mapping[tuple[str, str], int]
    kept: KeptText | None
    printed: int
    samples: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted: two households may bear the same number."""
        return agreement_key(self.contact.code, self.number)

    def wording(self, speak: Translator) -> tuple[str, str]:
        """Language and text of the clauses as they stand today, before anything is filled in."""
        language = "en" if speak.language == "en" else "zh"
        return language, self.own or clauses.standard_text(speak)

    def version(self, speak: Translator) -> int:
        """The version of the clauses it was, or would now be, printed with; they are counted from 1."""
        if self.kept is not None:
            return self.kept.version
        known = self.versions.get(self.wording(speak))
        return known if known is not None else max(self.versions.values(), default=0) + 1

    def clauses(self, speak: Translator) -> list[str]:
        """The clauses it was, or would now be, printed with; ``{rates}`` is left where the rates belong."""
        if self.kept is not None:
            return self.kept.text.splitlines()
        places = {
            clauses.PAY_DAY: str(self.pay_day),
            clauses.CAP: percent_text(self.cap_ppm),
            clauses.DAYS: str(self.objection_days),
        }
        return [clauses.filled(clause, places) for clause in clauses.clauses_of(self.wording(speak)[1])]


def agreement_key(code: str, number: str) -> str:
    """A household's code and the number of its agreement."""
    return f"{code} {number}"


def agreement_papers(*, household: str | None = None, numbers: Sequence[str] = ()) -> list[AgreementPaper]:
    """The agreements with all households, with one of them, or of these numbers; in order of household code."""
    query = (
        Agreement.select(
            Agreement.id,
            Agreement.number,
            Agreement.start,
            Agreement.end,
            Agreement.household,
            Household.id_number,
        )
        .join(Household)
        .order_by(Household.code, Agreement.start)
    )
    if household is not None:
        query = query.where(Agreement.household == household_key(household))
    if numbers:
        query = query.where(Agreement.number.in_(list(numbers)))
    rows = list(db.execute(query))
    refuse_absent(numbers, {row[1] for row in rows})
    known = contacts(row[4] for row in rows)
    workers, kept, shared = _workers(), _kept(), _shared()
    printed = printed_before("agreement", [agreement_key(known[row[4]].code, row[1]) for row in rows])
    rated: dict[date, tuple[RatedProduct, ...]] = {}
    papers: list[AgreementPaper] = []
    samples: dict[str, bytes] = {}
    for key, number, start, end, owner, id_number in rows:
        begins = stored_day(start)
        on = begins or date.today()
        if on not in rated:
            rated[on] = tuple(rated_products(on))
        text, products = kept.get(key, (None, rated[on]))
        papers.append(
            AgreementPaper(
                id=key,
                number=number,
                start=begins,
                end=stored_day(end),
                contact=known[owner],
                id_number=Household.id_number.python_value(id_number),
                workers=tuple(workers[owner]),
                products=products,
                kept=text,
                printed=printed.get(agreement_key(known[owner].code, number), 0),
                samples=samples,
                **shared,
            )
        )
    samples |= photos.bytes_of({one.sample for paper in papers for one in paper.products if one.sample})
    return papers


def _workers() -> dict[int, list[AgreedWorker]]:
    """The workers of every household."""
    found: dict[int, list[AgreedWorker]] = defaultdict(list)
    query = Worker.select(Worker.household, Worker.name, Worker.sex, Worker.birth_date).where(Worker.active)
    for owner, name, sex, born in db.execute(query.order_by(Worker.id)):
        found[owner].append(AgreedWorker(name, sex, born[:4] if born else ""))
    return found


def _shared() -> dict[str, Any]:
    """What all agreements say alike: the cooperative, its settings, and the clauses it ever had."""
    known = settings()
    versions = ClauseText.select(ClauseText.language, ClauseText.text, ClauseText.version)
    return {
        **{name: str(known[f"cooperative.{name}"]) for name in ("address", "phone")},
        "cooperative": str(known["cooperative.name"]),
        **{name: int(known[f"pay.{name}"]) for name in ("cutoff_day", "pay_day", "objection_days")},
        "cap_ppm": int(known["pay.deduction_cap"]),
        "own": str(known["agreement.clauses"]).strip(),
        "versions": {(language, text): version for language, text, version in db.execute(versions)},
    }


def _kept() -> dict[int, tuple[KeptText, tuple[RatedProduct, ...]]]:
    """The texts and rates that were printed, by agreement."""
    query = AgreementText.select(
        AgreementText.agreement, ClauseText.version, AgreementText.text, AgreementText.rates
    ).join(ClauseText)
    return {
        agreement: (KeptText(version, text), tuple(RatedProduct(*rate) for rate in json.loads(rates)))
        for agreement, version, text, rates in db.execute(query)
    }
