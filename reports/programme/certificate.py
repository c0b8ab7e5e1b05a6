"""The certificate of a course (结业证书): a framed page that says who took part in what, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.i18n import Translator
from models.queries.programme.course_papers import CertificatePaper
from models.rules.programme.training import SKILL_LEVELS
from reports.paper.blocks import Strip
from reports.paper.document import Document
from reports.paper.fonts import text_width
from reports.paper.formatting import day, masked
from reports.paper.language import spoken
from reports.paper.marks import Frame, Text
from reports.paper.papers import HEAVY, RULE, Type
from reports.paper.wrap import wrap

_SHAPE, _MOST = 0.66, 0.71
"""The height of the frame as a part of its width, and the most a page of A5 lying on its side has room for."""
_SCALES: Final = (1.3, 1.2, 1.1, 1.0, 0.9, 0.82)


def build(data: CertificatePaper, tr: Translator) -> Document:
    """One certificate."""
    person = data.person
    return Document(
        title=tr("Certificate of training"),
        number=person.certificate,
        subject=day(person.certified_on, tr),
        blocks=[_Framed(data, spoken(tr))],
        bare=True,
        bookmark=f"{person.certificate} {person.name}",
        key=person.certificate,
    )


@dataclass(frozen=True, slots=True)
class _Framed:
    """The whole page, in one language after the other."""

    data: CertificatePaper
    languages: Sequence[Translator]

    def strips(self, width: float, type: Type) -> list[Strip]:
        # The largest type that a page of A5 lying on its side holds.
        laid = [self._laid(width, type, scale) for scale in _SCALES]
        return [next((one for one in laid if one.height <= width * _MOST), laid[-1])]

    def _laid(self, width: float, type: Type, scale: float) -> Strip:
        """The page in a type so many times the paper's."""
        size = type.text * scale
        inner, line = width * 0.8, size * 1.9
        strip = Strip(0)
        y = self._head(strip, width, size)
        for tr in self.languages:
            for words in wrap(_said(self.data, tr), inner, size):
                strip.marks.append(Text((width - inner) / 2, y, words, size))
                y += line
            y += line * 0.2
        high = max(width * _SHAPE, y + line * 2.4)
        y = high - line * 2.0
        tr = self.languages[0]
        issuer = tr("{cooperative} (seal)").format(cooperative=self.data.cooperative)
        for words in (issuer, day(self.data.person.certified_on, tr)):
            strip.marks.append(Text((width + inner) / 2 - text_width(words, size), y, words, size))
            y += line
        strip.marks.insert(0, Frame(1, high - 1, width - 2, high - 2, HEAVY))
        strip.marks.insert(1, Frame(6, high - 6, width - 12, high - 12, RULE))
        strip.height = high
        return strip

    def _head(self, strip: Strip, width: float, size: float) -> float:
        """The title in each language and the number below it; answers where the text begins."""
        y = size * 4.2
        for at, tr in enumerate(self.languages):
            large = size * (2.3 if at == 0 else 1.3)
            spacing = large * (0.5 if tr.language == "zh" else 0.06)
            words = tr("Certificate of training")
            wide = text_width(words, large) + spacing * (len(words) - 1)
            strip.marks.append(Text((width - wide) / 2, y, words, large, True, spacing))
            y += size * 1.9
        tr = self.languages[0]
        number = tr("Certificate no. {number}").format(number=self.data.person.certificate)
        strip.marks.append(Text((width - text_width(number, size * 0.9)) / 2, y, number, size * 0.9))
        return y + size * 2.6


def _said(data: CertificatePaper, tr: Translator) -> str:
    """What the certificate says, as one paragraph."""
    course, person = data.course, data.person
    identity = masked(person.id_number)
    name = (
        tr("{name} (ID {identity})").format(name=person.name, identity=identity) if identity else person.name
    )
    said = tr.plural(
        'This certifies that {name} took part in the course "{course}" ({kind}) from {start} to {end}, for {n} day,'
        " and completed it.",
        'This certifies that {name} took part in the course "{course}" ({kind}) from {start} to {end}, for {n}'
        " days, and completed it.",
        len(person.days),
    ).format(
        name=name,
        course=course.name,
        kind=tr(course.kind_name),
        start=day(course.start, tr),
        end=day(course.end, tr),
    )
    if person.level and course.trade_name:
        said += tr(" Skill in the trade {trade}: level {level} of 3 ({words}).").format(
            trade=course.trade_name, level=person.level, words=tr(SKILL_LEVELS[person.level])
        )
    return said
