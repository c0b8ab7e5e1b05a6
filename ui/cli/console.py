"""What the command line is made of: shared options before or after the verb, bars, tables, and errors as sentences."""

from __future__ import annotations

import errno
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from models import rights
from models.database import close_database, current_password, translated_faults
from models.device import home
from models.errors import UserError
from models.files import refuse_records, refuse_same
from models.i18n import LANGUAGES, set_language, system_language, tr
from models.opening import open_database, opened_as
from models.protected_file import protect
from models.settings import setting
from models.signed_in import sign_in_by_label, sign_in_by_name
from models.version import program_name
from models.wrong_tries import counted
from ui.cli.params import help_option, shared_options

BAR_AFTER = 0.5
"""Seconds of work before a progress bar shows."""

REDRAW_EVERY = 0.1
LONGEST_PASSWORD = 4096
"""Characters of a password file that are read."""


def password_in(path: Path) -> str:
    """The password or PIN in the first line of a file. Raises UserError when it cannot be read or is empty."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            # What has no lines, such as a device, has no end either.
            line = file.readline(LONGEST_PASSWORD)
        if len(line) == LONGEST_PASSWORD:
            raise OSError(errno.EFBIG, "no line", str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(tr('The password file "{name}" cannot be read.').format(name=str(path))) from error
    password = line.rstrip("\r\n")
    if not password:
        raise UserError(tr('The password file "{name}" is empty.').format(name=str(path)))
    return password


@dataclass
class Session:
    """The shared options of one run; ``asked_language`` is None when nobody asked for one."""

    asked_language: str | None = None
    db: Path | None = None
    password_file: Path | None = None
    quiet: bool = False
    overwrite: bool = False
    protect: Path | None = None
    leaves: bool = False
    """Whether the verb writes files that leave the program for others."""
    user: str | None = None
    pin_file: Path | None = None

    def will_write(self, *targets: Path | None) -> None:
        """Raise UserError before any work when a file would be written over that nobody said may be."""
        named = [target for target in targets if target is not None]
        refuse_same(named)
        for target in named:
            refuse_records(target)
        context = click.get_current_context(silent=True)
        self.leaves = context is not None and any(one.name == "protect" for one in context.command.params)
        for target in named:
            protect(target, None if self.protect is None else password_in(self.protect))
        if not self.overwrite:
            for target in named:
                if target.exists():
                    words = tr('"{name}" exists already. Choose another name, or add --overwrite.')
                    raise UserError(words.format(name=str(target)))

    @property
    def path(self) -> Path:
        """The database asked for: the option, ``YUANBA_DB``, or the one in the per-user data folder."""
        return self.named_path or home() / "yuanba.db"

    @property
    def named_path(self) -> Path | None:
        """The database that was named, or None when nobody did."""
        named = os.environ.get("YUANBA_DB")
        return self.db or (Path(named) if named else None)

    @property
    def password(self) -> str | None:
        """The first line of the password file, or None without one."""
        return None if self.password_file is None else password_in(self.password_file)

    def paper_language(self) -> str:
        """The language its papers speak: the one asked for, else that of the file's settings."""
        return self.asked_language or str(setting("paper.language"))

    @contextmanager
    def database(self, *, create: bool = False, anybody: bool = False) -> Iterator[Path]:
        """Open the database for the length of the block, and sign in where it has users unless ``anybody`` may."""
        with counted(self.path, self.password):
            open_database(self.path, self.password, create=create)
        try:
            # Reading a damaged file, or one on a stick that was pulled out, is no defect of the program.
            with translated_faults():
                if not anybody:
                    self._sign_in()
                self._say_clock()
                yield self.path
                self._say_unprotected()
        finally:
            close_database()

    def _sign_in(self) -> None:
        """Sign in who was named; a file without users asks for nobody."""
        if not rights.guarded():
            return
        name = self.user or os.environ.get("YUANBA_USER")
        if not name and sign_in_by_label(opened_as()) is not None:
            return
        if not name:
            raise UserError(tr("People sign in to this file: say who, with --user NAME."))
        secret = self.password if self.pin_file is None else password_in(self.pin_file)
        sign_in_by_name(name, secret or "")

    def _say_clock(self) -> None:
        """Say that the clock may be wrong before it dates anything; a damaged file has its own sentence later."""
        from models.queries.desk.clock import clock_doubt

        with suppress(UserError), translated_faults():
            self.warn(clock_doubt(date.today()))

    def _say_unprotected(self) -> None:
        """Say that what is written out of an encrypted file is not encrypted, and how it could be."""
        if self.leaves and self.protect is None and current_password() is not None and not self.quiet:
            self.warn(tr("What is written here is not encrypted. With --protect FILE it gets a password."))

    @property
    def asks(self) -> bool:
        """Whether somebody sits at a terminal who can be asked."""
        return not self.quiet and sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, text: str) -> None:
        """Tell what was done, unless asked to be quiet."""
        if not self.quiet:
            click.echo(text)

    def warn(self, text: str) -> None:
        """Say on standard error what did not come out as was asked, even when asked to be quiet; "" says nothing."""
        if text:
            click.echo(text, err=True)

    @contextmanager
    def bar(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """A progress bar on standard error, on a terminal only; yields ``progress(done, total)``."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda done, total: None
            return
        from tqdm import tqdm

        shown: list[Any] = []
        due = time.monotonic() + BAR_AFTER

        def progress(done: int, total: int) -> None:
            nonlocal due
            now = time.monotonic()
            if now < due:
                return
            due = now + REDRAW_EVERY
            if not shown:
                looks = "{desc} {percentage:3.0f}% {bar} {n_fmt}/{total_fmt}"
                shown.append(
                    tqdm(desc=title, file=sys.stderr, leave=False, dynamic_ncols=True, bar_format=looks)
                )
            shown[0].total, shown[0].n = total, done
            shown[0].refresh()

        try:
            yield progress
        finally:
            for one in shown:
                one.close()


PAPER_VERBS = frozenset(("print", "export"))
"""The verbs whose papers may speak both languages at once; their messages speak the system's."""
BOTH = "both"


def speak(arguments: Sequence[str]) -> str | None:
    """Speak the language asked for among the arguments, before they are understood, so that errors speak it too.

    Returns it, or None when nobody asked. Raises UserError for an unknown one.
    """
    asked = None
    for at, argument in enumerate(arguments):
        if argument == "--language" and at + 1 < len(arguments):
            asked = arguments[at + 1]
        elif argument.startswith("--language="):
            asked = argument.partition("=")[2]
    set_language(system_language())
    if asked == BOTH and not PAPER_VERBS.isdisjoint(arguments):
        return asked
    if asked is not None:
        if asked not in LANGUAGES:
            raise UserError(tr('There is no language "{language}": zh or en.').format(language=asked))
        set_language(asked)
    return asked


class Spoken(click.Command):
    """A command whose help speaks the chosen language and which takes the shared options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", f"[{tr('options')}]")
        kwargs.setdefault("add_help_option", False)
        super().__init__(*args, **kwargs)
        self.params += [*shared_options(), help_option()]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), f"{tr('Usage:')} ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the verbs of the program itself."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        with formatter.section(tr("Options")):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            verbs = [(name, command.get_short_help_str(80)) for name, command in self.commands.items()]
            with formatter.section(tr("Commands")):
                formatter.write_dl(verbs)


class Program(Spoken, click.Group):
    """The program itself: its verbs, in the order they are declared."""

    command_class = Spoken

    def add_verb(
        self, name: str, act: Callable[..., object], params: Sequence[click.Parameter], help: str
    ) -> None:
        """A verb that calls ``act(context, …)`` with its parameters by name."""
        verb = self.command_class(name, callback=click.pass_context(act), params=list(params), help=help)
        self.add_command(verb)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of a first month, not of the alphabet."""
        return list(self.commands)


def usage_sentence(error: click.UsageError) -> str:
    """A usage error of click as one sentence in the chosen language."""
    if isinstance(error, click.NoSuchOption):
        sentence = tr("There is no option {name}.").format(name=error.option_name)
    elif isinstance(error, click.MissingParameter) and error.param is not None:
        param = error.param
        named = (
            param.opts[0]
            if isinstance(param, click.Option)
            else param.make_metavar(error.ctx or _no_context())
        )
        sentence = tr("{name} is missing.").format(name=named)
    elif isinstance(error, click.BadOptionUsage):
        sentence = tr("{name} needs a value.").format(name=error.option_name)
    elif isinstance(error, click.exceptions.NoSuchCommand):
        sentence = tr('There is no command "{name}".').format(name=error.command_name)
    elif type(error) is click.UsageError:
        sentence = tr("That is more than this command takes, or not what it expects.")
    else:
        sentence = error.format_message()
    hint = error.ctx.command_path if error.ctx is not None else program_name()
    how = tr('"{command} --help" shows the commands and options.').format(command=hint)
    return f"{sentence} {how}"


def _no_context() -> click.Context:
    return click.Context(click.Command(program_name()))


def table(rows: Sequence[tuple[str, str]]) -> str:
    """Labels on the left, figures set flush right, as wide on the screen in Chinese as in English."""
    left = max(_width(label) for label, _ in rows)
    right = max(_width(figure) for _, figure in rows)
    return "\n".join(
        label + " " * (left - _width(label) + 2 + right - _width(figure)) + figure for label, figure in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
