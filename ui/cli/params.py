"""The arguments and options of the verbs: how each is declared, what it takes, and those that several share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from models.errors import UserError
from models.i18n import tr


class FilePath(click.ParamType[Path]):
    """A path on this machine, with ``~`` for the user's folder."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; whether it exists is for the verb to say."""
        return Path(value).expanduser()


class Whole(click.ParamType[int]):
    """A whole number within bounds."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; raises UserError naming its option."""
        text = str(value)
        if (
            not text.isascii()
            or not text.removeprefix("-").isdecimal()
            or not self.least <= int(text) <= self.most
        ):
            raise UserError(
                tr("{option} needs a whole number from {low} to {high}.").format(
                    option=param.opts[-1] if param is not None else "", low=self.least, high=self.most
                )
            )
        return int(text)


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word; raises UserError naming its option and the words there are."""
        if value not in self.words:
            raise UserError(
                tr("{option} needs one of: {words}.").format(
                    option=param.opts[0] if param is not None else "", words=", ".join(self.words)
                )
            )
        return str(value)


class Words(click.ParamType[str]):
    """Some words, whole: a terminal set to another encoding hands on halves of letters that nothing can keep."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words; raises UserError naming their option."""
        try:
            str(value).encode()
        except UnicodeEncodeError:
            said = "" if param is None else param.opts[-1]
            raise UserError(
                tr("{option} cannot be read. Set the terminal to UTF-8.").format(option=said)
            ) from None
        return str(value)


def argument(name: str, metavar: str, **more: Any) -> click.Argument:
    """What a verb is told by its place."""
    return click.Argument([name], metavar=metavar, **{"type": Words(), **more})


def option(name: str, metavar: str, help: str, *, key: str = "", **more: Any) -> click.Option:
    """What a verb is told by a name; it gets the value under ``key`` where that is another name."""
    return click.Option(
        [name, key] if key else [name], metavar=metavar, help=help, **{"type": Words(), **more}
    )


def flag(name: str, help: str, *, key: str = "") -> click.Option:
    """What a verb is told to do, or not; ``key`` as in `option`."""
    return click.Option([name, key] if key else [name], is_flag=True, help=help)


def paper_option() -> click.Option:
    """What a verb takes that prints."""
    return option("--paper", tr("PAPER"), tr("The paper; each document has its usual one."))


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value not in (None, False):
        setattr(ctx.find_root().obj, str(param.name), value)


def _kept(*names: str, **more: Any) -> click.Option:
    """An option whose value the session keeps under its name."""
    return click.Option(names, expose_value=False, callback=_keep, **more)


def overwrite_option() -> click.Option:
    """What a verb takes that writes files."""
    return _kept("--overwrite", is_flag=True, help=tr("Write over a file that is there already."))


def protect_option() -> click.Option:
    """What a verb takes that writes workbooks or PDF files for others."""
    return _kept(
        "--protect",
        type=FilePath(),
        metavar=tr("FILE"),
        help=tr("A file that holds, in its first line, the password the written file is to have."),
    )


def shared_options() -> list[click.Option]:
    """What every verb takes."""
    return [
        _kept("--db", type=FilePath(), metavar=tr("FILE"), help=tr("The cooperative's database.")),
        # Read by `speak` before anything else; declared here for the help.
        click.Option(["--language"], expose_value=False, metavar="zh|en", help=tr("The language to speak.")),
        _kept(
            "--password-file",
            type=FilePath(),
            metavar=tr("FILE"),
            help=tr("A text file with the database's password."),
        ),
        _kept("--user", metavar=tr("NAME"), help=tr("Who is signing in, where people do.")),
        _kept(
            "--pin-file",
            type=FilePath(),
            metavar=tr("FILE"),
            help=tr("A text file with the PIN or password of that person."),
        ),
        _kept("--quiet", is_flag=True, help=tr("Only results and errors.")),
    ]


def help_option() -> click.Option:
    """What explains a verb in the language chosen."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            click.echo(ctx.get_help())
            ctx.exit()

    return click.Option(
        ["--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=tr("Show this help."),
    )
