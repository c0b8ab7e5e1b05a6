"""The language of a document: Chinese, English, or both labels side by side."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations

from models.errors import UserError
from models.i18n import LANGUAGES, Translator, tr, translator

BOTH = "both"


class BothLanguages(Translator):
    """Labels in Chinese and English side by side; whole sentences and marks in Chinese, or no slip would hold them."""

    def __init__(self) -> None:
        super().__init__(BOTH, NullTranslations())
        self.sentences = translator("zh")
        self.each = (self.sentences, translator("en"))

    def __call__(self, text: str, context: str = "") -> str:
        chinese = self.sentences(text, context)
        if chinese == text:
            return text
        sentence = "{" in text or text.endswith(".") or not any(map(str.isalpha, text))
        return chinese if sentence else f"{chinese} {text}"

    def plural(self, one: str, many: str, count: int) -> str:
        return self.sentences.plural(one, many, count)


def within_sentence(tr: Translator) -> Translator:
    """What words put into a sentence are said in: of a paper in both languages the sentences are Chinese."""
    return tr.sentences if isinstance(tr, BothLanguages) else tr


def spoken(tr: Translator) -> tuple[Translator, ...]:
    """The languages a paper is in, one translator each, for what is told in each of them as a whole."""
    return tr.each if isinstance(tr, BothLanguages) else (tr,)


@cache
def paper_translator(language: str) -> Translator:
    """The translator of a document's language: "zh", "en" or "both"; raises `UserError` for another."""
    if language == BOTH:
        return BothLanguages()
    if language not in LANGUAGES:
        raise UserError(tr('There is no language "{language}".').format(language=language), "language")
    return translator(language)
