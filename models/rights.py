"""Who is signed in, and the one door by which a right is asked for.

Every verb says by ``@needs(…)`` what it takes to do it, every question that not everybody may see by ``@shows(…)``
(`models.rules.desk.roles`). Where a file has no users everybody may everything. What one verb does by others, and what
a question asks of others, is its own affair: the outermost counts.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from models.errors import UserError
from models.i18n import mark, tr
from models.rules.desk import roles

Taken = ParamSpec("Taken")
Answer = TypeVar("Answer")
HOUSE: Final = "house"
"""The right of what the program does by itself, such as making a new file; nobody signs in for it."""


class Person(NamedTuple):
    """Who is signed in: the key, the name and the role of a user."""

    key: int
    name: str
    role: str


class _Desk:
    """What holds for the open file: whether it has users, and who of them is signed in."""

    def __init__(self) -> None:
        self.guarded = False
        self.person: Person | None = None


_desk = _Desk()
_here = threading.local()


def take_seat(person: Person | None, *, guarded: bool) -> None:
    """Say who is signed in from now on, and whether the open file has users at all."""
    _desk.guarded, _desk.person = guarded, person


def person() -> Person | None:
    """Who is signed in; None where nobody is, or the file has no users."""
    return _desk.person


def guarded() -> bool:
    """Whether the open file has users, so that somebody must sign in."""
    return _desk.guarded


def maker() -> str:
    """The name that stands on a slip as its maker's; "" where the file has no users."""
    return "" if _desk.person is None else _desk.person.name


def may(*rights: str) -> bool:
    """Whether who is signed in has all of these rights."""
    if not _desk.guarded:
        return True
    return _desk.person is not None and all(roles.has(_desk.person.role, right) for right in rights)


def require(*rights: str) -> None:
    """Raise UserError when who is signed in lacks one of these rights."""
    for right in rights:
        if not may(right):
            raise UserError(refusal(right))


def require_again() -> None:
    """Raise UserError when who is signed in may not do, any more, what a verb is doing."""
    if HOUSE not in doing():
        require(*doing())


def refusal(right: str) -> str:
    """Why who is signed in may not, and who may, as a sentence."""
    what, whose = roles.RIGHTS[right]
    if _desk.person is None:
        return tr("Nobody is signed in. Sign in first.")
    names = dict(roles.ROLES)
    return tr("{name} ({role}) may not {what}. Ask: {who}.").format(
        name=_desk.person.name,
        role=tr(names[_desk.person.role]),
        what=tr(what),
        who=tr(mark(", ", "list")).join(tr(names[role]) for role in whose),
    )


def needs(*rights: str) -> Callable[[Callable[Taken, Answer]], Callable[Taken, Answer]]:
    """Say of a verb what it takes to do it. Who lacks it is refused by UserError before anything is done."""
    return _declared(rights, _doing)


def shows(*rights: str) -> Callable[[Callable[Taken, Answer]], Callable[Taken, Answer]]:
    """Say of a question what it takes to be answered; without rights that everybody may.

    A verb asks what it must know, whoever does it.
    """
    return _declared(rights, _answering)


def allowed(*rights: str) -> Callable[[Callable[Taken, Answer]], Callable[Taken, Answer]]:
    """Say what it takes to put records on paper or into a file; what is asked for that is asked as ever."""
    return _declared(rights, _only)


def rights_of(function: Any) -> tuple[str, ...] | None:
    """What a verb or a question was said to take; None where nothing was said."""
    declared: tuple[str, ...] | None = getattr(function, "rights", None)
    return declared


def _declared(
    rights: tuple[str, ...], using: Callable[[tuple[str, ...]], contextlib.AbstractContextManager[None]]
) -> Callable[[Callable[Taken, Answer]], Callable[Taken, Answer]]:
    def declare(function: Callable[Taken, Answer]) -> Callable[Taken, Answer]:
        @functools.wraps(function)
        def guarded_by(*arguments: Taken.args, **named: Taken.kwargs) -> Answer:
            with using(rights):
                return function(*arguments, **named)

        guarded_by.rights = rights  # type: ignore[attr-defined]
        return guarded_by

    return declare


def acting(*rights: str) -> contextlib.AbstractContextManager[None]:
    """The same as `needs` for what lasts as long as a block."""
    return _doing(rights)


@contextlib.contextmanager
def _doing(rights: tuple[str, ...]) -> Iterator[None]:
    outer: tuple[str, ...] | None = getattr(_here, "doing", None)
    if outer is None:
        require(*rights)
    _here.doing = outer or rights or (HOUSE,)
    try:
        yield
    finally:
        _here.doing = outer


@contextlib.contextmanager
def _answering(rights: tuple[str, ...]) -> Iterator[None]:
    outer: bool = getattr(_here, "answering", False)
    if not outer and not doing():
        require(*rights)
    # A question that everybody may ask does not open those that it asks itself.
    _here.answering = outer or bool(rights)
    try:
        yield
    finally:
        _here.answering = outer


@contextlib.contextmanager
def _only(rights: tuple[str, ...]) -> Iterator[None]:
    if not doing():
        require(*rights)
    yield


@contextlib.contextmanager
def by_the_house() -> Iterator[None]:
    """What the program does by itself, whoever is signed in."""
    outer = getattr(_here, "doing", None)
    _here.doing = (HOUSE,)
    try:
        yield
    finally:
        _here.doing = outer


def doing() -> tuple[str, ...]:
    """The rights of the verb under way in this thread; () where none is."""
    return getattr(_here, "doing", None) or ()


def numbers_open() -> bool:
    """Whether ID and account numbers are read as they are: by who may see them, and inside a verb."""
    return not _desk.guarded or bool(doing()) or may(roles.SEE_NUMBERS)
