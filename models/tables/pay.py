"""Advances, adjustments, pay periods and the statements a locked period freezes. Money in fen."""

from __future__ import annotations

import peewee

from models.database import Record
from models.i18n import mark
from models.kinds import (
    AccountField,
    ChoiceField,
    CodeField,
    CountField,
    DayField,
    Header,
    MoneyField,
    PercentField,
    QuantityField,
    RateField,
    ReferenceField,
    TextField,
)
from models.rules.ledger.grade import GRADES
from models.rules.pay.pay_method import CHOICES as PAY_METHODS
from models.tables.ledger import Voucher
from models.tables.party import Household

ITEM_KINDS = (
    ("bonus", mark("Bonus")),
    ("deduction", mark("Deduction")),
    ("advance", mark("Advance")),
    ("refund", mark("Given back")),
)


class Advance(Record):
    """An advance (预支), due back in instalments; the voucher carries number, date and household."""

    voucher = ReferenceField(Voucher, backref="advances", unique=True, verbose_name=mark("Slip"))
    amount = MoneyField(
        verbose_name=mark("Amount"), sheet=Header("金额", also="预支金额 借支金额 借款金额 金额元 发生金额")
    )
    instalments = CountField(
        default=1,
        minimum=1,
        verbose_name=mark("Instalments"),
        help_text=mark("Number of instalments"),
        sheet=Header("期数", also="分期 分期数 扣回期数", note=mark("Empty means 1.")),
    )


class Adjustment(Record):
    """A bonus (above zero) or deduction (below zero); its reason is the voucher's."""

    voucher = ReferenceField(Voucher, backref="adjustments", unique=True, verbose_name=mark("Slip"))
    amount = MoneyField(
        verbose_name=mark("Amount"),
        sheet=Header(
            "金额",
            also="奖扣金额 奖励金额 扣款金额 金额元 发生金额",
            note=mark("Above 0 pays, below 0 deducts."),
        ),
    )


class PayPeriod(Record):
    """A month that has been locked; a month without a row is open. Whether it is paid its statements say.

    ``tax_table`` is what its statements estimate the tax with, as JSON; "" where they tell none, None where an older
    program locked it. ``pay_on`` and ``object_until`` are the days its statements name, None likewise. Its sheets are
    made of the records as they stood at the key ``as_of`` (`queries.past`).
    """

    key = TextField(unique=True, verbose_name=mark("Month"))
    start = DayField(verbose_name=mark("Starts"))
    end = DayField(verbose_name=mark("Ends"))
    locked_on = DayField(verbose_name=mark("Locked on"))
    allowance_ppm = PercentField(verbose_name=mark("Home-cost allowance %"))
    cap_ppm = PercentField(verbose_name=mark("Deductions at most, % of gross"))
    tax_table = peewee.TextField(null=True)
    pay_on = DayField(null=True, verbose_name=mark("Pay day"))
    object_until = DayField(null=True, verbose_name=mark("Objections until"))
    as_of = peewee.BigIntegerField(null=True)


class Statement(Record):
    """A household's frozen pay statement (工资单) of a locked period.

    ``given_back`` is what deductions and advances taken back return to the household. It is paid while ``paid_on`` is
    set, ``paid_by`` (cash or bank) says how; ``returned_on`` is the day the bank sent a payment back. ``reissued``
    counts how often the month was unlocked and locked again since the number was given.
    """

    period = ReferenceField(PayPeriod, backref="statements", verbose_name=mark("Month"))
    household = ReferenceField(Household, backref="statements", verbose_name=mark("Household"))
    number = CodeField(unique=True, verbose_name=mark("Statement number"))
    pay_method = ChoiceField(choices=PAY_METHODS, verbose_name=mark("Paid by"))
    bank = TextField(default="", verbose_name=mark("Bank"))
    account = AccountField(default="", verbose_name=mark("Bank account"))
    piece = MoneyField(verbose_name=mark("Piece pay"))
    allowance = MoneyField(verbose_name=mark("Allowance"))
    bonus = MoneyField(verbose_name=mark("Bonus"))
    gross = MoneyField(verbose_name=mark("Gross pay"))
    carried_in = MoneyField(verbose_name=mark("Deductions carried in"))
    due = MoneyField(verbose_name=mark("Deductions due"))
    taken = MoneyField(verbose_name=mark("Deductions taken"))
    recovered = MoneyField(verbose_name=mark("Advances recovered"))
    net = MoneyField(verbose_name=mark("Net pay"))
    carried_out = MoneyField(verbose_name=mark("Deductions carried on"))
    advance_left = MoneyField(verbose_name=mark("Advance left"))
    given_back = MoneyField(default=0, verbose_name=mark("Given back"))
    paid_on = DayField(null=True, verbose_name=mark("Payment day"))
    paid_by = ChoiceField(default="", choices=PAY_METHODS, verbose_name=mark("Way it was paid"))
    returned_on = DayField(null=True, verbose_name=mark("Returned by the bank on"))
    reissued = CountField(default=0, verbose_name=mark("Made out again"))

    class Meta:
        indexes = ((("period", "household"), True),)


class KeptNumber(Record):
    """The number a statement had when its month was unlocked; locked again, the household's statement takes it up.

    ``period`` is the month's key; ``reissued`` counts the times the number was made out again so far.
    """

    period = TextField(verbose_name=mark("Month"))
    household = ReferenceField(Household, backref="+", index=False, verbose_name=mark("Household"))
    number = CodeField(unique=True, verbose_name=mark("Statement number"))
    reissued = CountField(default=0, verbose_name=mark("Made out again"))


class StatementLine(Record):
    """One frozen piece line: a grade of a collection or inspection. Quantity in thousandths, rate in 1/10,000 yuan."""

    statement = ReferenceField(Statement, backref="lines", verbose_name=mark("Pay statement"))
    date = DayField(verbose_name=mark("Date"))
    voucher = ReferenceField(Voucher, backref="+", index=False, verbose_name=mark("Slip"))
    number = CodeField(verbose_name=mark("Number"))
    subcontract = TextField(verbose_name=mark("Subcontract"))
    product = TextField(verbose_name=mark("Product"))
    grade = ChoiceField(choices=GRADES, verbose_name=mark("Grade"))
    quantity = QuantityField(verbose_name=mark("Quantity"))
    rate = RateField(verbose_name=mark("Rate"))
    amount = MoneyField(verbose_name=mark("Amount"))


class StatementItem(Record):
    """One frozen line of the reckoning: a bonus, a deduction due, an advance, or what is given back.

    ``amount`` in fen; of an advance ``due`` fell due, ``amount`` was recovered and ``left`` remains; a refund gives
    ``amount`` back, and ``due`` of what it takes back is owed no longer.
    """

    statement = ReferenceField(Statement, backref="items", verbose_name=mark("Pay statement"))
    kind = ChoiceField(choices=ITEM_KINDS, verbose_name=mark("Kind"))
    voucher = ReferenceField(Voucher, backref="+", index=False, verbose_name=mark("Slip"))
    number = CodeField(verbose_name=mark("Number"))
    date = DayField(verbose_name=mark("Date"))
    reason = TextField(default="", verbose_name=mark("Reason"))
    amount = MoneyField(verbose_name=mark("Amount"))
    due = MoneyField(default=0, verbose_name=mark("Fell due"))
    left = MoneyField(default=0, verbose_name=mark("Still to recover"))
