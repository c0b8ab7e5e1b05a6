"""A person's sex as a field keeps it."""

from __future__ import annotations

from typing import Any, Final

from models.i18n import Translator
from models.i18n import tr as screen
from models.kinds import WordField
from models.rules.party.identity import sex_doubt, sex_of


class SexField(WordField):
    """A person's sex, kept by one of two words however somebody wrote it; anything else stays as it was written."""

    def cleaned(self, value: Any) -> Any:
        said = super().cleaned(value)
        return (sex_of(said) or said) if isinstance(said, str) else said

    def read(self, written: Any, *, field: str | None = None) -> str:
        return str(self.cleaned(super().read(written, field=field)))

    def doubt(self, value: Any) -> str:
        return sex_doubt(value)

    def shown(self, value: Any, tr: Translator | None = None) -> str:
        return (tr or screen)(sex_of(value) or str(value))


SEX: Final = SexField()
