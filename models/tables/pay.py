"""Advances, adjustments, pay periods and the statements a locked period freezes. Money in fen."""

from __future__ import annotations

import peewee

from models import kinds
from models.database import Record
from models.i18n import mark
from models.rules.ledger.grade import GRADES
from models.rules.pay.pay_method import CHOICES as PAY_METHODS
from models.sheet_header import Choice, Header
from models.tables import headers
from models.tables.ledger import Voucher
from models.tables.party import Household, Region

ITEM_KINDS = (
    ("bonus", mark("Bonus")),
    ("deduction", mark("Deduction")),
    ("advance", mark("Advance")),
    ("refund", mark("Given back")),
)


class Advance(Record):
    """An advance (预支), due back in instalments; the voucher carries number, date and household."""

    LABEL = mark("Advance")

    voucher = kinds.ReferenceField(Voucher, backref="advances", unique=True)
    amount = kinds.MoneyField(
        verbose_name=mark("Amount"), sheet=Header("金额", also="预支金额 借支金额 借款金额 金额元 发生金额")
    )
    instalments = kinds.CountField(
        default=1,
        minimum=1,
        verbose_name=mark("Instalments"),
        help_text=mark("Number of instalments"),
        sheet=Header("期数", also="分期 分期数 扣回期数", note=mark("Empty means 1.")),
    )


class Adjustment(Record):
    """A bonus (above zero) or deduction (below zero); its reason is the voucher's."""

    LABEL = mark("Bonus or deduction")

    voucher = kinds.ReferenceField(Voucher, backref="adjustments", unique=True)
    amount = kinds.MoneyField(
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
    made of the records as they stood at the key ``as_of`` (`queries.past`). ``paces`` are the minutes each of products
    by their codes, in thousandths, as JSON; None where nothing was made up to the floor of an hour.
    """

    LABEL = mark("Pay period")

    key = kinds.TextField(unique=True, verbose_name=mark("Month"))
    start = kinds.DayField(verbose_name=mark("Starts"))
    end = kinds.DayField(verbose_name=mark("Ends"))
    locked_on = kinds.DayField(verbose_name=mark("Locked on"))
    allowance_ppm = kinds.PercentField(verbose_name=mark("Home-cost allowance %"))
    cap_ppm = kinds.PercentField(verbose_name=mark("Deductions at most, % of gross"))
    tax_table = peewee.TextField(null=True)
    pay_on = kinds.DayField(null=True, verbose_name=mark("Pay day"))
    object_until = kinds.DayField(null=True, verbose_name=mark("Objections until"))
    as_of = peewee.BigIntegerField(null=True)
    paces = peewee.TextField(null=True)


class Statement(Record):
    """A household's frozen pay statement (工资单) of a locked period.

    ``given_back`` is what deductions and advances taken back return to the household. ``make_up`` brings the pay of its
    pieces up to the ``floor`` of an hour, 0: none. It is paid while ``paid_on`` is
    set, ``paid_by`` (cash or bank) says how; ``returned_on`` is the day the bank sent a payment back. ``reissued``
    counts how often the month was unlocked and locked again since the number was given.
    """

    LABEL = mark("Pay statement")

    period = kinds.ReferenceField(PayPeriod, backref="statements", verbose_name=mark("Month"))
    household = kinds.ReferenceField(Household, backref="statements")
    number = kinds.CodeField(unique=True, verbose_name=mark("Statement number"))
    pay_method = kinds.ChoiceField(choices=PAY_METHODS, verbose_name=mark("Paid by"))
    bank = kinds.TextField(default="", verbose_name=mark("Bank"))
    account = kinds.AccountField(default="", verbose_name=mark("Bank account"))
    piece = kinds.MoneyField(verbose_name=mark("Piece pay"))
    allowance = kinds.MoneyField(verbose_name=mark("Allowance"))
    bonus = kinds.MoneyField(verbose_name=mark("Bonus"))
    gross = kinds.MoneyField(verbose_name=mark("Gross pay"))
    carried_in = kinds.MoneyField(verbose_name=mark("Deductions carried in"))
    due = kinds.MoneyField(verbose_name=mark("Deductions due"))
    taken = kinds.MoneyField(verbose_name=mark("Deductions taken"))
    recovered = kinds.MoneyField(verbose_name=mark("Advances recovered"))
    net = kinds.MoneyField(verbose_name=mark("Net pay"))
    carried_out = kinds.MoneyField(verbose_name=mark("Deductions carried on"))
    advance_left = kinds.MoneyField(verbose_name=mark("Advance left"))
    given_back = kinds.MoneyField(default=0, verbose_name=mark("Given back"))
    paid_on = kinds.DayField(null=True, verbose_name=mark("Payment day"))
    paid_by = kinds.ChoiceField(default="", choices=PAY_METHODS, verbose_name=mark("Way it was paid"))
    returned_on = kinds.DayField(null=True, verbose_name=mark("Returned by the bank on"))
    reissued = kinds.CountField(default=0, verbose_name=mark("Made out again"))
    make_up = kinds.MoneyField(default=0, verbose_name=mark("Make-up pay"))
    floor = kinds.MoneyField(default=0, verbose_name=mark("Floor of an hour"))

    class Meta:
        indexes = ((("period", "household"), True),)


class KeptNumber(Record):
    """The number a statement had when its month was unlocked; locked again, the household's statement takes it up.

    ``period`` is the month's key; ``reissued`` counts the times the number was made out again so far.
    """

    period = kinds.TextField(verbose_name=mark("Month"))
    household = kinds.ReferenceField(Household, backref="+", index=False)
    number = kinds.CodeField(unique=True, verbose_name=mark("Statement number"))
    reissued = kinds.CountField(default=0, verbose_name=mark("Made out again"))


class StatementLine(Record):
    """One frozen piece line: a grade of a collection or inspection. Quantity in thousandths, rate in 1/10,000 yuan."""

    statement = kinds.ReferenceField(Statement, backref="lines")
    date = kinds.DayField(verbose_name=mark("Date"))
    voucher = kinds.ReferenceField(Voucher, backref="+", index=False)
    number = kinds.CodeField(verbose_name=mark("Number"))
    subcontract = kinds.TextField(verbose_name=mark("Subcontract"))
    product = kinds.TextField(verbose_name=mark("Product"))
    grade = kinds.ChoiceField(choices=GRADES, verbose_name=mark("Grade"))
    quantity = kinds.QuantityField(verbose_name=mark("Quantity"))
    rate = kinds.RateField(verbose_name=mark("Rate"))
    amount = kinds.MoneyField(verbose_name=mark("Amount"))


class StatementItem(Record):
    """One frozen line of the reckoning: a bonus, a deduction due, an advance, or what is given back.

    ``amount`` in fen; of an advance ``due`` fell due, ``amount`` was recovered and ``left`` remains; a refund gives
    ``amount`` back, and ``due`` of what it takes back is owed no longer.
    """

    statement = kinds.ReferenceField(Statement, backref="items")
    kind = kinds.ChoiceField(choices=ITEM_KINDS, verbose_name=mark("Kind"))
    voucher = kinds.ReferenceField(Voucher, backref="+", index=False)
    number = kinds.CodeField(verbose_name=mark("Number"))
    date = kinds.DayField(verbose_name=mark("Date"))
    reason = kinds.TextField(default="", verbose_name=mark("Reason"))
    amount = kinds.MoneyField(verbose_name=mark("Amount"))
    due = kinds.MoneyField(default=0, verbose_name=mark("Fell due"))
    left = kinds.MoneyField(default=0, verbose_name=mark("Still to recover"))


class FairFloor(Record):
    """What an hour of work must bring at least from a day on, in fen; ``region`` None: in the whole county."""

    LABEL = mark("Floor of an hour's pay")
    CALLED = ("start",)

    region = kinds.ReferenceField(
        Region,
        null=True,
        backref="+",
        index=False,
        help_text=mark("Empty: the whole county"),
        sheet=headers.REGION,
    )
    start = kinds.DayField(
        verbose_name=mark("Holds from"), listed=True, sheet=Header("起", "from", also="执行日期 生效日期")
    )
    per_hour = kinds.MoneyField(
        minimum=1,
        verbose_name=mark("Yuan an hour"),
        listed=True,
        sheet=Header("每小时", "per_hour", also="小时标准 每小时元 小时最低工资"),
    )
    note = kinds.TextField(default="", verbose_name=mark("Note"), listed=True, sheet=Header("依据", "note"))

    class Meta:
        indexes = ((("region", "start"), True),)


OPEN, UPHELD, REJECTED = "open", "upheld", "rejected"
DISPUTE_STATES = (
    (OPEN, mark("Not answered yet")),
    (UPHELD, mark("Put right")),
    (REJECTED, mark("Stays as it is")),
)


class Dispute(Record):
    """A household says that a statement or slip is wrong (异议); the voucher carries number, date and household.

    ``correction`` is the slip that put it right, made from the frozen ``line`` where there is one. While the month of
    its statement is unlocked it has that in ``month`` instead, "" otherwise.
    """

    LABEL = mark("Dispute")

    voucher = kinds.ReferenceField(Voucher, backref="disputes", unique=True)
    statement = kinds.ReferenceField(Statement, null=True, backref="disputes")
    line = kinds.ReferenceField(
        StatementLine, null=True, backref="+", index=False, verbose_name=mark("Line of the statement")
    )
    slip = kinds.ReferenceField(
        Voucher, null=True, backref="+", index=False, verbose_name=mark("Slip in question")
    )
    said = kinds.NoteField(
        verbose_name=mark("What is said to be wrong"), sheet=Header("异议内容", "said", also="内容 反映内容")
    )
    answer_by = kinds.DayField(
        null=True, verbose_name=mark("To be answered by"), sheet=Header("答复期限", "answer_by", also="期限")
    )
    answer = kinds.NoteField(
        default="", verbose_name=mark("Answer"), sheet=Header("答复", "answer", also="处理意见 答复内容")
    )
    answered_on = kinds.DayField(
        null=True, verbose_name=mark("Answered on"), sheet=Header("答复日期", "answered_on")
    )
    outcome = kinds.ChoiceField(
        default=OPEN,
        choices=DISPUTE_STATES,
        verbose_name=mark("Outcome"),
        sheet=Header(
            "结果",
            "outcome",
            also="处理结果",
            choices=(
                Choice(OPEN, "未答复", "open"),
                Choice(UPHELD, "已更正", "upheld", ("更正",)),
                Choice(REJECTED, "维持", "rejected", ("不变",)),
            ),
        ),
    )
    correction = kinds.ReferenceField(
        Voucher, null=True, backref="+", index=False, verbose_name=mark("Corrected by")
    )
    month = kinds.TextField(default="", verbose_name=mark("Month"))
