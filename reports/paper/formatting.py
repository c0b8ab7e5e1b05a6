"""How figures, days and places are worded on paper, in the document's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models import format
from models.i18n import Translator, mark
from models.queries.document_common import Contact, Slip, SlipHead
from models.rules.desk.ledger_mark import short_mark
from models.rules.pay import pay_method
from models.rules.pay.calendar import Period
from reports.paper.blocks import Holder, Number
from reports.paper.language import BOTH, spoken, within_sentence

NOTHING = "—"
TICK = "□"
"""A box to tick on paper."""


_SHORT = {"piece": "pc"}
"""What a unit is called within a rate."""


def day(when: date | None, tr: Translator) -> str:
    """A full day: 2026年10月21日, 21 Oct 2026, or 2026-10-21 where both languages stand side by side."""
    if when is None:
        return NOTHING
    return when.isoformat() if tr.language == BOTH else format.date(when, tr.language)


def day_of_year(when: date, like: date, tr: Translator) -> str:
    """A day in running text without its year, where that is the same: 11月12日, 12 Nov or 11-12."""
    text = day(when, tr)
    if when.year != like.year:
        return text
    return text.removeprefix(f"{when.year}年").removesuffix(f" {when.year}").removeprefix(f"{when.year}-")


def month(key: str, tr: Translator) -> str:
    """A pay period: 2026年10月, Oct 2026 or 2026-10."""
    return key if tr.language == BOTH else format.month(key, tr.language)


def month_alone(key: str, tr: Translator) -> str:
    """A pay period without its year, for a head: 10月, Oct or 10月 Oct."""
    said = (format.month(key, one.language).split("年")[-1].split(" ")[0] for one in spoken(tr))
    return " ".join(said)


def span(period: Period, tr: Translator) -> str:
    """A pay period, or the first and last day of a span that is none."""
    if period.key:
        return month(period.key, tr)
    return f"{period.start.isoformat()} – {period.end.isoformat()}"


def short(when: date, like: date | None = None) -> str:
    """A day without its year, where it lies in the same year as ``like``."""
    return format.date(when, short=True) if like is None or when.year == like.year else when.isoformat()


def money(fen: int) -> str:
    """Money for a column: grouped, with a true minus sign."""
    return format.money(fen).replace("-", "−")


def yuan(fen: int) -> str:
    """The figure that matters: with its currency sign."""
    return format.yuan(fen).replace("-", "−")


def amount_in_words(fen: int, tr: Translator) -> str:
    """An amount in words: 大写, or as an English cheque has it."""
    return format.in_words(fen, tr.language)


def count(thousandths: int) -> str:
    """A quantity without its unit, with a true minus sign."""
    return format.quantity(thousandths).replace("-", "−")


def quantity(thousandths: int, unit: str, tr: Translator) -> Number:
    """A quantity with its unit for a column."""
    return Number(count(thousandths), format.unit_name(unit, tr, thousandths))


def unit_words(unit: str, tr: Translator, of: int | None = None) -> str:
    """The name of a unit within a sentence, in the one language the sentence is in."""
    return format.unit_name(unit, within_sentence(tr), of)


def pieces(thousandths: int) -> Number | str:
    """A count of pieces for a column whose unit is said elsewhere; nothing where there are none."""
    return Number(count(thousandths)) if thousandths else ""


def amount(fen: int) -> Number:
    """Money for a column that aligns on the decimal."""
    return Number(money(fen))


def rate(ten_thousandths: int | None) -> Number | str:
    """A piece rate for a column; a dash where none is in force."""
    return NOTHING if ten_thousandths is None else Number(rate_text(ten_thousandths))


def rate_each(ten_thousandths: int | None, unit: str, tr: Translator) -> Number | str:
    """A piece rate with what it is paid for: 3.2500 元/件; a dash where none is in force."""
    if ten_thousandths is None:
        return NOTHING
    return Number(rate_text(ten_thousandths), yuan_each(unit, tr))


def yuan_each(unit: str, tr: Translator) -> str:
    """What a piece rate is told in: 元/件, yuan/pc, or one after the other."""
    words = mark("yuan/{unit}")
    names = ((one, format.unit_name(unit, one, 1_000)) for one in spoken(tr))
    return " ".join(one(words).format(unit=_SHORT.get(name, name)) for one, name in names)


def rate_text(ten_thousandths: int) -> str:
    """A piece rate in words, with all its decimals."""
    return format.rate(ten_thousandths).replace("-", "−")


def short_rate(ten_thousandths: int) -> str:
    """A rate without the zeros that say nothing, for large print: 3.25 for 3.2500, 0.0375 as it is."""
    whole, _, fraction = format.rate(ten_thousandths).partition(".")
    return f"{whole}.{fraction.rstrip('0'):0<2}"


def place(contact: Contact, tr: Translator) -> str:
    """Township, village, group and, in brackets, the landmark people go by."""
    group = format.group(contact.group, tr)
    chinese = any(ord(char) > 0x2E7F for char in contact.township + contact.village)
    text = ("" if chinese else ", ").join(part for part in (contact.township, contact.village, group) if part)
    if contact.landmark:
        text += f"（{contact.landmark}）" if chinese else f" ({contact.landmark})"
    return text


def phone(contact: Contact) -> str:
    """A household's number in the groups people read it in."""
    return in_groups(contact.phone)


def in_groups(digits: str) -> str:
    """A mobile number as 138 0000 0001; any other as it was written."""
    if digits.isdecimal() and len(digits) == 11:
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return digits


def who_answers(cashier: str, tr: Translator) -> str:
    """Whom a household asks about a figure: the cashier, or the cooperative where none is named."""
    tr = within_sentence(tr)
    return cashier or tr("the cooperative")


def paid_how(contact: Contact, tr: Translator) -> str:
    """Cash, or the bank with the end of the account's number: the whole number is nobody else's business."""
    if contact.pay_method != pay_method.BANK:
        return tr("Cash")
    tail = contact.account[-4:]
    if not tail:
        return contact.bank or tr("Bank")
    return tr("{bank}, account ending {digits}").format(bank=contact.bank or tr("Bank"), digits=tail)


def paid_when(contact: Contact, day: str, paid: bool, some: bool, tr: Translator) -> str:
    """How and when pay comes, or came: "11月10日打到蓬溪农商银行（尾号 0001）"; ``day`` as it is worded."""
    if not some:
        return tr("Nothing is paid out this month.")
    if contact.pay_method != pay_method.BANK:
        words = tr("Paid in cash on {date}") if paid else tr("In cash on {date}")
        return words.format(date=day)
    bank, tail = contact.bank or tr("Bank"), contact.account[-4:]
    if not tail:
        words = tr("Paid to {bank} on {date}") if paid else tr("To {bank} on {date}")
        return words.format(bank=bank, date=day)
    words = (
        tr("Paid to {bank}, account ending {digits}, on {date}")
        if paid
        else tr("To {bank}, account ending {digits}, on {date}")
    )
    return words.format(bank=bank, digits=tail, date=day)


def paid_shortly(contact: Contact, tr: Translator) -> str:
    """The same for a row of a list, which has no room for the bank's name."""
    if contact.pay_method != pay_method.BANK or len(contact.account) < 4:
        return paid_how(contact, tr)
    return tr("Bank, ending {digits}").format(digits=contact.account[-4:])


def masked(identity: str) -> str:
    """The ends of an ID number, by which its owner knows it and nobody else can use it; "" where there is none."""
    return f"{identity[:4]}…{identity[-4:]}" if len(identity) > 8 else identity


def holder(contact: Contact, tr: Translator, *more: str) -> Holder:
    """Who a paper is for, in one line."""
    return Holder(contact.head, (contact.code, place(contact, tr), phone(contact), *more))


def ledger_mark(head: str, tr: Translator) -> str:
    """The mark of the books a paper was made from, in groups a person can compare; "" for books without one."""
    return tr("Ledger mark {mark}").format(mark=short_mark(head)) if head else ""


def packed(thousandths: int, pack_size: int, unit: str, tr: Translator) -> str:
    """A quantity as whole packs and what is loose; nothing for material without packs."""
    if pack_size <= 0:
        return ""
    whole, loose = divmod(abs(thousandths), pack_size)
    tr = within_sentence(tr)
    name = format.unit_name(unit, tr)
    said = []
    if whole:
        words = tr.plural("{n} pack of {size} {unit}", "{n} packs of {size} {unit}", whole)
        said.append(words.format(size=count(pack_size), unit=name))
    if loose:
        said.append(tr("{quantity} {unit} loose").format(quantity=count(loose), unit=name))
    return " + ".join(said)


def void_note(slip: SlipHead, tr: Translator) -> str:
    """When and why a slip was voided; "" where it was not."""
    if slip.voided_on is None:
        return ""
    return tr("Void since {date}: {reason}").format(date=day(slip.voided_on, tr), reason=slip.void_reason)


def slip_numbers(slips: Sequence[Slip]) -> str:
    """The numbers of the slips on one paper: FL00147, or FL00147 FL00148."""
    return " ".join(slip.number for slip in slips)


def slip_makers(slips: Sequence[Slip], tr: Translator) -> str:
    """Who made out the slips on one paper, each named once; "" where nobody signs in."""
    return tr(mark(", ", "list")).join(dict.fromkeys(slip.maker for slip in slips if slip.maker))


def bookmark(contact: Contact, number: str = "") -> str:
    """How a household's document is named in the file's contents list."""
    return " ".join(part for part in (contact.code, contact.head, number) if part)
