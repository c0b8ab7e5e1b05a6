"""A password of its own for a workbook or a PDF that leaves the program.

Who asks where the file is to go says so beforehand, by its target; whoever writes it asks here while it is written.
"""

from __future__ import annotations

import contextlib
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from models.errors import UserError
from models.i18n import tr

KINDS: Final = (".xlsx", ".pdf")
"""What can have a password, by the ends of the names."""
MOST: Final = 127
"""The bytes of a password a PDF takes, which has fewest; a Chinese character is three."""
_wanted: dict[Path, str] = {}
_writing = threading.local()


def protect(target: Path, password: str | None) -> None:
    """Have the next file written to a target opened by a password only; None: by anybody.

    Raises UserError (field: target) for a kind of file that cannot have one, and as `refuse_long` does.
    """
    target = target.absolute()
    if password is None:
        _wanted.pop(target, None)
        return
    if target.suffix.lower() not in KINDS:
        raise UserError(
            tr('"{name}" cannot have a password: only workbooks (.xlsx) and PDF files can.').format(
                name=target.name
            ),
            "target",
        )
    refuse_long(password)
    _wanted[target] = password


def refuse_long(password: str) -> None:
    """Raise UserError (field: new) for a password of which not every program that opens PDFs takes all letters."""
    count = len(unicodedata.normalize("NFKC", password).encode())
    if count > MOST:
        raise UserError(tr("Too long ({count} / {most}). Shorten it.").format(count=count, most=MOST), "new")


def is_wanted(target: Path) -> bool:
    """Whether a target is to have a password."""
    return target.absolute() in _wanted


@contextlib.contextmanager
def written_to(targets: Sequence[Path]) -> Iterator[None]:
    """What is written inside goes to these targets, under the password that was asked for; it is asked for once."""
    passwords = [_wanted.pop(target.absolute(), None) for target in targets]
    password = next((one for one in passwords if one is not None), None)
    outer = getattr(_writing, "asked", None), getattr(_writing, "given", False)
    _writing.asked, _writing.given = password, False
    try:
        yield
        if password is not None and not _writing.given:
            # Better no file than one that everybody can read although it was to have a password.
            raise UserError(tr('"{name}" cannot have a password.').format(name=targets[0].name), "target")
    finally:
        _writing.asked, _writing.given = outer


def current() -> str | None:
    """The password the file that is being written is to have, None for none."""
    password: str | None = getattr(_writing, "asked", None)
    _writing.given = True
    return password


def workbook_with(content: bytes, password: str) -> bytes:
    """A workbook as Excel and WPS encrypt it (AES), to be opened by the password."""
    from msoffcrypto.format.ooxml import OOXMLFile

    made = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, made)
    return made.getvalue()
