"""Writes the manual page from the command line itself, in both languages: ``manpage.py DIR``, by the project's Python.

``DIR/man1/yuanba.1`` is English, ``DIR/zh_CN/man1/yuanba.1`` Chinese.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PLACES = {"en": "man1", "zh": "zh_CN/man1"}
WORDS = {
    "en": {
        "name": "NAME",
        "what": "home workshops of a cooperative: orders, material, collection, pay and paper",
        "use": "SYNOPSIS",
        "about": "DESCRIPTION",
        "options": "OPTIONS",
        "verbs": "COMMANDS",
        "environment": "ENVIRONMENT",
        "home": "The folder that holds the cooperative's file, its backups and the log, instead of the user's own.",
        "db": "The cooperative's file to open when none is named.",
        "exit": "EXIT STATUS",
        "codes": "0 done; 2 the request or a file is at fault, and nothing was changed; 1 a defect of the program,"
        " written to the log.",
    },
    "zh": {
        "name": "名称",
        "what": "合作社家庭作坊的派工、收发料、回收、计件工资和单据",
        "use": "用法",
        "about": "说明",
        "options": "选项",
        "verbs": "命令",
        "environment": "环境变量",
        "home": "放账本、备份和日志的文件夹；不设就用用户自己的。",
        "db": "没有指明账本时打开的文件。",
        "exit": "退出码",
        "codes": "0 做完了；2 请求或文件有问题，什么都没有改；1 程序自身的毛病，写在日志里。",
    },
}


def escaped(text: str) -> str:
    """A text of which groff takes nothing for a command."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in safe.splitlines())


def page(language: str) -> str:
    """The manual page in one language."""
    import click

    from models.i18n import set_language
    from models.version import VERSION
    from ui.cli.main import program

    sys.argv[0] = "yuanba"
    set_language(language)
    root, words = program(), WORDS[language]
    lines = [f'.TH YUANBA 1 "" "Yuanba {VERSION}" ""', f".SH {words['name']}"]
    lines += [f"yuanba \\- {escaped(words['what'])}", f".SH {words['use']}", ".B yuanba"]
    context = click.Context(root, info_name="yuanba")
    lines += [escaped(" ".join(root.collect_usage_pieces(context)))]
    lines += [f".SH {words['about']}", escaped(root.help or "")]
    lines += [f".SH {words['options']}", *options_of(root, context), f".SH {words['verbs']}"]
    shared = {param.name for param in root.params}
    for name in root.list_commands(context):
        command = root.commands[name]
        inner = click.Context(command, info_name=name, parent=context)
        lines += [".TP", f".B {name}", escaped(" ".join(command.collect_usage_pieces(inner)[1:]))]
        lines += [".br", escaped(command.help or "")]
        own = options_of(command, inner, leaving_out=shared)
        lines += [".RS", *own, ".RE"] if own else []
    lines += [f".SH {words['environment']}"]
    lines += [".TP", ".B YUANBA_HOME", escaped(words["home"]), ".TP", ".B YUANBA_DB", escaped(words["db"])]
    lines += [f".SH {words['exit']}", escaped(words["codes"])]
    return "\n".join(lines) + "\n"


def options_of(
    command: object, context: object, leaving_out: frozenset[str] | set[str] = frozenset()
) -> list[str]:
    """The options of a command, each with its meaning."""
    lines: list[str] = []
    for param in command.get_params(context):  # type: ignore[attr-defined]
        record = None if param.name in leaving_out else param.get_help_record(context)
        if record is not None:
            lines += [".TP", f".B {escaped(record[0])}", escaped(record[1])]
    return lines


def main(target: Path) -> None:
    """Write the page in each language."""
    for language, place in PLACES.items():
        folder = target / place
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "yuanba.1").write_text(page(language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
