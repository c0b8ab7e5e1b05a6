"""The kinds of value a field may hold, one class each; they are peewee fields, described where their table is.

A kind says how a value is kept, read from what people write, worded in a language, laid out, put into a spreadsheet,
and what makes it faulty or odd. ``verbose_name`` is a field's label and ``help_text`` the line below it in a form, both
English texts to be translated where they are shown; a field without a label is an inner mark that no reader is told.
``sheet`` is its column of the workbook, ``listed`` puts it into the lists and their exports, ``asked`` into the form,
where fields of one ``group`` stand together under its name.
Forms, lists, workbooks, exports and the history derive from the field; what is only computed takes one of the bare
kinds below (`MONEY`, `QUANTITY`, …).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, ClassVar, Final

import peewee

from models import format, rights
from models.errors import UserError
from models.i18n import Translator, mark, tr
from models.rules import amount, parsing
from models.rules.desk.roles import SEE_NUMBERS, is_masked, masked
from models.rules.ledger import defects
from models.rules.party.identity import account_doubt, id_number_doubt, phone_doubt, refuse_powers_of_ten
from models.sheet_header import Choice, Header

LONGEST_NUMBER: Final = 10**15
"""A spreadsheet keeps 15 digits of a number; of a longer account or identity number it has lost some."""
MINUTES_OF_DAY: Final = 1440


class Kind(peewee.Field):
    """What all kinds share: a value that is shown as it is kept."""

    figure: ClassVar[bool] = False
    """Whether it stands flush right, and is a number in a spreadsheet."""
    shape: ClassVar[str] = "@"
    """The number format of a spreadsheet's cell to fill in."""
    width: ClassVar[int] = 12
    """How many letters wide a column of it is at least."""
    flows: ClassVar[bool] = False
    """Whether a column of it may be narrower than what is longest in it: the end of words can be cut off."""
    remark: ClassVar[str] = ""
    """What a template says of its column."""
    words: ClassVar[tuple[Choice, ...]] = ()
    """The words of a workbook for its values."""

    def __init__(
        self,
        *arguments: Any,
        sheet: Header | None = None,
        listed: bool = False,
        asked: bool = True,
        placeholder: str = "",
        group: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.sheet, self.listed, self.asked, self.placeholder = sheet, listed, asked, placeholder
        self.group = group

    @property
    def required(self) -> bool:
        """Whether a record needs a value here: there is none that stands for nothing."""
        return not self.null and self.default is None

    def read(self, written: Any, *, field: str | None = None) -> Any:
        """The value somebody wrote into a cell or a form. Raises UserError (``field``) when it cannot be read."""
        return written

    def cleaned(self, value: Any) -> Any:
        """A value as it is kept, whoever gave it."""
        return value

    def check(self, value: Any) -> None:
        """Refuse a value no record may have; raises UserError beside this field."""

    def kept(self, value: Any) -> Any:
        """A value as it is kept, once it was checked."""
        found = self.cleaned(value)
        self.check(found)
        return found

    def doubt(self, value: Any) -> str:
        """What is odd about a value without forbidding it, as a sentence; "" for nothing."""
        return ""

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        """A value in a column, whose header says what it is."""
        return str(value)

    def worded(self, value: Any, tr: Translator | None = None) -> str:
        """A value by itself, with its sign."""
        return self.shown(value, tr)


# -- figures -------------------------------------------------------------------------------------------------------


class FigureField(Kind):
    """A whole number of some small part, from ``minimum`` (None: from far below 0) to ``maximum``."""

    figure, width = True, 10
    places: ClassVar[int] = 0
    """The decimals of one, of which that whole number counts the last."""
    always: ClassVar[int] = 0
    """The decimals that are shown though they are 0."""
    most: ClassVar[int] = 2**31

    def __init__(
        self, *arguments: Any, minimum: int | None = 0, maximum: int | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.minimum = minimum
        self.maximum = self.most if maximum is None else maximum

    def number(self, value: int) -> Decimal:
        """The exact number a spreadsheet's cell holds."""
        return Decimal(value).scaleb(-self.places)

    def decimals(self, value: int) -> int:
        """How many decimals are shown, none that are idle beyond those always shown."""
        left = self.places
        while left > self.always and value % 10 == 0:
            value //= 10
            left -= 1
        return left

    def format_of(self, value: int) -> str:
        """The number format a value is shown with in a spreadsheet, grouped."""
        decimals = self.decimals(value)
        return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


class MoneyField(FigureField, peewee.BigIntegerField):
    """Money, in fen."""

    places, always, shape = 2, 2, "0.00"
    most = amount.MONEY_MAX

    def __init__(self, *arguments: Any, minimum: int | None = None, **options: Any) -> None:
        super().__init__(*arguments, minimum=minimum, **options)

    def read(self, written: Any, *, field: str | None = None) -> int:
        return amount.money(written, minimum=self.minimum, maximum=self.maximum, field=field)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return format.money(value)

    def worded(self, value: Any, tr: Translator | None = None) -> str:
        return format.yuan(value)


class RateField(FigureField, peewee.BigIntegerField):
    """A price or a piece rate, in ten-thousandths of a yuan."""

    places, always, shape = 4, 4, "0.0000"
    most = amount.RATE_MAX

    def read(self, written: Any, *, field: str | None = None) -> int:
        return amount.rate(written, minimum=self.minimum, maximum=self.maximum, field=field)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return format.rate(value)


class QuantityField(FigureField, peewee.BigIntegerField):
    """A quantity, in thousandths of its unit."""

    places, shape = 3, "0.000"
    most = amount.QUANTITY_MAX

    def read(self, written: Any, *, field: str | None = None) -> int:
        return amount.quantity(written, minimum=self.minimum, maximum=self.maximum, field=field)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return format.quantity(value)


class PercentField(FigureField, peewee.BigIntegerField):
    """A share, in parts per million; a spreadsheet shows 0.015 as 1.5%."""

    places, shape = 6, "0.####"
    most = amount.PERCENT_MAX

    def read(self, written: Any, *, field: str | None = None) -> int:
        return amount.percent(written, minimum=self.minimum, maximum=self.maximum, field=field)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return format.percent(value)

    def decimals(self, value: int) -> int:
        return max(0, super().decimals(value) - 2)

    def format_of(self, value: int) -> str:
        return f"{super().format_of(value)}%"


class ShareField(PercentField):
    """A share or a growth that was calculated, in parts per million; shown to a tenth of a percent."""

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        tenths = amount.half_up(value, 1000)
        return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10:,}.{abs(tenths) % 10}%"

    def decimals(self, value: int) -> int:
        return 1


class CountField(FigureField, peewee.IntegerField):
    """A whole number: days, people, copies."""

    shape = "0"

    def read(self, written: Any, *, field: str | None = None) -> int:
        thousandths = amount.quantity(written, field=field)
        if thousandths % 1000:
            raise UserError(tr("A whole number is needed."), field)
        if self.minimum is not None and thousandths < self.minimum * 1000:
            raise UserError(tr("Must be at least {minimum}.").format(minimum=self.minimum), field)
        return thousandths // 1000

    def check(self, value: Any) -> None:
        low = self.minimum or 0
        if value is not None and self.maximum < self.most and not low <= value <= self.maximum:
            raise UserError(tr("Between {low} and {high}.").format(low=low, high=self.maximum), self.name)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return f"{value:,}" if isinstance(value, int) else str(value)

    def worded(self, value: Any, tr: Translator | None = None) -> str:
        return str(value)


class MetresField(FigureField, peewee.BigIntegerField):
    """A way, in metres."""

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return format.distance(value, tr)


class CoordinateField(Kind, peewee.FloatField):
    """Degrees north or east, from ``-limit`` to ``limit``."""

    figure, shape, width = True, "0.000000", 10

    def __init__(self, *arguments: Any, limit: int = 180, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.limit = limit

    def read(self, written: Any, *, field: str | None = None) -> float:
        try:
            degrees = Decimal(str(written) if isinstance(written, (int, float)) else parsing.code_of(written))
        except InvalidOperation:
            degrees = Decimal("NaN")
        if not degrees.is_finite() or not -180 <= degrees <= 180:
            raise UserError(tr("Not a coordinate: write it like 30.718028."), field)
        return float(degrees)

    def cleaned(self, value: Any) -> Any:
        return None if value is None else float(value)

    def check(self, value: Any) -> None:
        if value is not None and not -self.limit <= value <= self.limit:
            raise UserError(
                tr("Between {low} and {high}.").format(low=-self.limit, high=self.limit), self.name
            )


# -- days and times ------------------------------------------------------------------------------------------------


class DayField(Kind):
    """A calendar day, kept as ISO text so that SQL compares and sorts it.

    ``after`` names the day of the record that this one lies on or after: typed without its month or year it is the
    next such day from there.
    """

    field_type = "TEXT"
    shape = "yyyy-mm-dd"
    remark = mark("A date such as 2026-10-05.")

    def __init__(self, *arguments: Any, after: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.after = after

    def db_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)

    def read(self, written: Any, *, field: str | None = None) -> date:
        return parsing.date_of(written, field=field)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)


class TimeField(Kind, peewee.TextField):
    """A time of day, kept as HH:MM; "" for none."""

    width = 10

    def read(self, written: Any, *, field: str | None = None) -> str:
        return f"{parsing.time_of(written, field=field):%H:%M}"

    def cleaned(self, value: Any) -> Any:
        try:
            return f"{parsing.typed_time(value):%H:%M}" if value else ""
        except UserError:
            return value

    def check(self, value: Any) -> None:
        if value:
            self.read(value, field=self.name)


class ClockField(Kind, peewee.IntegerField):
    """A time of day, in seconds after midnight."""

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return format.time_of_day(value)


# -- texts ---------------------------------------------------------------------------------------------------------


class TextField(Kind, peewee.TextField):
    """A text in one line of at most ``most`` letters; ``longest`` fit its field in a form."""

    flows = True
    most = 1_000

    def __init__(self, *arguments: Any, longest: int = 200, most: int | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.longest = longest
        self.most = self.most if most is None else most

    def read(self, written: Any, *, field: str | None = None) -> str:
        return parsing.line_of(written)

    def cleaned(self, value: Any) -> Any:
        return parsing.line_of(value) if isinstance(value, str) else value

    def check(self, value: Any) -> None:
        if isinstance(value, str) and len(value) > self.most:
            words = tr("Too long ({count} / {most}). Shorten it.")
            raise UserError(words.format(most=f"{self.most:,}", count=f"{len(value):,}"), self.name)


class NoteField(TextField):
    """A text in as many lines as somebody writes."""

    most = 4_000

    def read(self, written: Any, *, field: str | None = None) -> str:
        return parsing.text_of(written)

    def cleaned(self, value: Any) -> Any:
        return value.translate(amount.UNSEEN).strip() if isinstance(value, str) else value


class NameField(TextField):
    """What a person or a thing is called; a ``person``'s name sorts by the surname's reading."""

    most = 200

    def __init__(self, *arguments: Any, person: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.person = person


class CodeField(TextField):
    """A code or a number by which something is known."""

    width, flows, most = 14, False, 200

    def read(self, written: Any, *, field: str | None = None) -> str:
        if isinstance(written, (int, float)) and abs(written) >= LONGEST_NUMBER:
            raise UserError(tr("As a number this loses its last digits. Write it as text."), field)
        return parsing.code_of(written)


class MonthField(CodeField):
    """A pay month, kept by its key like "2026-10"."""

    def worded(self, value: Any, tr: Translator | None = None) -> str:
        return format.month(value, None if tr is None else tr.language)


class ShortCodeField(CodeField):
    """A code of a few letters or digits that is typed among others; kept in half-width capitals."""

    def read(self, written: Any, *, field: str | None = None) -> str:
        return defects.tidy(super().read(written, field=field))

    def cleaned(self, value: Any) -> Any:
        return defects.tidy(value) if isinstance(value, str) else value

    def check(self, value: Any) -> None:
        if value and not defects.is_code(value):
            raise UserError(tr("1 to 3 letters or digits."), self.name)


class GuardedField(CodeField):
    """A number that not everybody may see: read from a record, worded, and looked up in the history it is masked.

    Inside a verb it is as it is kept. What is masked is never kept.
    """

    def python_value(self, value: Any) -> Any:
        return value if rights.numbers_open() or not isinstance(value, str) else masked(value)

    def db_value(self, value: Any) -> Any:
        if rights.doing() and is_masked(value):
            raise RuntimeError(f"{self.name} would be kept as it is masked")
        kept: Any = super().db_value(value)  # type: ignore[no-untyped-call]
        return kept

    def check(self, value: Any) -> None:
        super().check(value)
        if is_masked(value):
            raise UserError(tr("Only digits and letters."), self.name)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        said = super().shown(value, tr)
        return said if rights.may(SEE_NUMBERS) else masked(said)


class IdNumberField(GuardedField):
    """A resident's ID number."""

    def doubt(self, value: Any) -> str:
        return "" if is_masked(value) else id_number_doubt(value)


class PhoneField(TextField):
    """A phone, or several."""

    flows = False

    def doubt(self, value: Any) -> str:
        return phone_doubt(value)


class AccountField(GuardedField):
    """A bank account."""

    def check(self, value: Any) -> None:
        super().check(value)
        refuse_powers_of_ten(value or "", self.name)

    def doubt(self, value: Any) -> str:
        return "" if is_masked(value) else account_doubt(value)


class WordField(TextField):
    """One of a few words, kept in English, or whatever else somebody wrote there; ``suggested`` in a form."""

    def __init__(self, *arguments: Any, suggested: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.suggested = tuple(suggested)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return _speaker(tr)(str(value))


UNIT_WORDS: Final = (Choice("piece", "件", "piece"), Choice("kg", "公斤", "kg", ("千克",)))


class UnitField(WordField):
    """A unit: piece and kg by a code, any other by its name as it was written."""

    flows = False

    def read(self, written: Any, *, field: str | None = None) -> str:
        words = super().read(written)
        said = words.casefold()
        known = (c for c in UNIT_WORDS if said in (c.zh, c.en, *c.also, format.unit_name(c.value).casefold()))
        return next((choice.value for choice in known), words)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return format.unit_name(str(value), tr)


# -- choices and references ----------------------------------------------------------------------------------------


class ChoiceField(Kind, peewee.TextField):
    """A code; ``choices`` are pairs of code and English label."""

    width = 10

    def check(self, value: Any) -> None:
        if value not in (self.default, *dict(self.choices or ())):
            names = ", ".join(tr(label) for _, label in self.choices or ())
            raise UserError(tr("Must be one of: {choices}.").format(choices=names), self.name)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        label = dict(self.choices or ()).get(str(value))
        return str(value) if label is None else _speaker(tr)(label)


class ChoicesField(ChoiceField):
    """Several codes with a blank between them."""

    def check(self, value: Any) -> None:
        for code in str(value or "").split():
            super().check(code)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        one = super().shown
        return _speaker(tr)(mark(", ")).join(one(code, tr) for code in str(value).split())


class FlagField(Kind, peewee.BooleanField):
    """Yes or no; a workbook says it by one of its column's words."""

    words = (
        Choice("1", "是", "yes", ("有", "y", "true", "√", "✓")),
        Choice("0", "否", "no", ("无", "n", "false", "×")),
    )

    def cleaned(self, value: Any) -> Any:
        return value == "1" if isinstance(value, str) else value

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return _speaker(tr)(mark("Yes") if value else mark("No"))


class ReferenceField(Kind, peewee.ForeignKeyField):
    """Another record, named in a workbook by its own key; its label is what a record of that table is called."""

    def __init__(self, model: Any, *arguments: Any, verbose_name: str | None = None, **options: Any) -> None:
        label = getattr(model, "LABEL", None) if verbose_name is None else verbose_name
        super().__init__(model, *arguments, verbose_name=label, **options)

    def read(self, written: Any, *, field: str | None = None) -> Any:
        return self.named_by.read(written, field=field)

    @cached_property
    def named_by(self) -> Kind:
        """The field that records of the other table are known by: the first that is no other record's, or the name."""
        fields = [field for field in self.rel_model._meta.sorted_fields if isinstance(field, Kind)]
        return next((field for field in fields if field.unique), None) or next(
            field for field in fields if field.sheet and not isinstance(field, ReferenceField)
        )


def _speaker(speak: Translator | None) -> Callable[[str], str]:
    return speak or tr


TEXT: Final = TextField()
CODE: Final = CodeField()
MONEY: Final = MoneyField()
RATE: Final = RateField()
QUANTITY: Final = QuantityField()
PERCENT: Final = PercentField()
SHARE: Final = ShareField()
COUNT: Final = CountField()
DAY: Final = DayField()
MONTH: Final = MonthField()
UNIT: Final = UnitField()
NOTE: Final = NoteField()
FLAG: Final = FlagField()
"""The kinds of what is computed and kept nowhere."""


def is_doubtful(field: peewee.Field) -> bool:
    """Whether a value of a field may be odd in itself."""
    return isinstance(field, Kind) and type(field).doubt is not Kind.doubt


def worded(field: peewee.Field, value: Any) -> str:
    """A kept value as a reader of the screen sees it, "" for none."""
    if value is None or value == "":
        return ""
    return field.worded(value) if isinstance(field, Kind) else str(value)
