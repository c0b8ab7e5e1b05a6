"""The command line: verbs, streams and exit codes, run in this process as `main.py` runs them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.chain import chain_head
from models.database import close_database
from models.log import log_file
from models.opening import open_database
from models.queries.desk.history import newest_day
from models.rules.desk.ledger_mark import short_mark
from tests.books import worked_example, write_book
from tests.reports.marks import text_of
from ui.cli import console
from ui.cli import main as cli
from ui.cli.main import main

ROOT = Path(__file__).resolve().parents[3]


class Run:
    """Runs the program and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys = capsys
        self.folder = folder
        self.db = folder / "coop.db"

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Exit code, standard output, standard error; the database is already named."""
        return self.bare("--db", self.db, *arguments)

    def bare(self, *arguments: str | Path) -> tuple[int, str, str]:
        """The same without naming a database."""
        code = main([str(argument) for argument in arguments])
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.delenv("YUANBA_DB", raising=False)
    monkeypatch.setattr(sys, "argv", ["main.py"])
    return Run(capsys, tmp_path)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "october.xlsx", worked_example())


def test_a_month_from_workbook_to_paper(run: Run, book: Path) -> None:
    code, out, err = run("import", book)
    assert (code, err) == (0, "")
    assert "农户：新增 1，未变 0" in out and "回收：新增 1" in out
    code, out, err = run("import", book)
    assert (code, err) == (0, "")
    assert "农户：新增 0，未变 1" in out and "什么都没有改动" in out
    code, out, err = run("pay", "2026-10")
    assert (code, err) == (0, "")
    figures = dict(line.split() for line in out.splitlines())
    assert (figures["计件"], figures["实发"], figures["扣款结转"], figures["预支未扣"]) == (
        "178.75",
        "84.34",
        "22.25",
        "133.34",
    )
    assert figures["状态"] == "未锁定"
    code, out, err = run("pay", "2026-10", "--lock", "--paid", "--language", "en")
    assert (code, err) == (0, "")
    assert "paid" in out and "84.34" in out
    code, out, err = run("export", "2026-10", run.folder / "r.xlsx")
    assert (code, err) == (0, "")
    assert openpyxl.load_workbook(run.folder / "r.xlsx")["工资"]["I2"].value == 84.34
    code, out, err = run("print", "statement", run.folder / "s.pdf", "--period", "2026-10", "--paper", "a4")
    assert (code, err) == (0, "")
    assert (run.folder / "s.pdf").read_bytes().startswith(b"%PDF")
    code, out, err = run("check")
    assert (code, err) == (0, "") and "没有问题" in out


def test_a_wrong_clock_is_said_before_it_dates_a_payment(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", book)
    made = newest_day_of(run.db)
    for day, told in ((made - timedelta(1), True), (made, False), (made + timedelta(365), True)):
        monkeypatch.setattr(
            console, "date", type("Clock", (date,), {"today": staticmethod(lambda day=day: day)})
        )
        _, _, err = run("pay", "2026-10")
        assert (day.isoformat() in err and made.isoformat() in err) is told, err


def newest_day_of(path: Path) -> date:
    """The day the newest operation of a file was done."""
    open_database(path)
    try:
        day = newest_day()
        assert day is not None
        return day
    finally:
        close_database()


@pytest.mark.skipif(os.name == "nt", reason="no pipes with names, and no bytes that are no letters")
def test_what_is_no_file_is_neither_replaced_nor_read_for_ever(run: Run, book: Path) -> None:
    run("import", book)
    pipe = run.folder / "pipe.xlsx"
    os.mkfifo(pipe)
    code, _, err = run("export", "2026-10", pipe, "--overwrite")
    assert code == 2 and "pipe.xlsx" in err and pipe.is_fifo()
    (run.folder / "long.txt").write_text("x" * 5000, encoding="utf-8")
    code, _, err = run("password", "--new", run.folder / "long.txt")
    assert code == 2 and "long.txt" in err
    code, _, err = run("void", "HS1", "--reason", "\udcff")
    assert code == 2 and "--reason" in err and "UTF-8" in err
    code, _, err = run("void", "\udcff", "--reason", "x")
    assert code == 2 and "UTF-8" in err


def test_a_file_to_blame_is_a_sentence_and_no_defect(run: Run, book: Path) -> None:
    run("import", book)
    longest = Path(shutil.copyfile(run.db, run.folder / f"{'x' * 249}.db"))
    code, _, err = run("check", "--db", longest)
    assert code == 2 and "太长" in err and len(err.splitlines()) == 1


def test_a_check_reports_and_changes_nothing(run: Run, book: Path) -> None:
    code, out, _ = run("import", book, "--check")
    assert code == 0 and "农户：新增 1" in out and "只做了检查" in out
    assert not run.db.exists(), "a file that came into being only to be looked at goes again"
    run("import", book)
    before = run.db.read_bytes()
    more = worked_example()
    more["households"].append({"code": "H0002", "head": "仇㐱"})
    code, out, _ = run("import", write_book(run.folder / "more.xlsx", more), "--check")
    assert code == 0 and "农户：新增 1，未变 1" in out
    assert run.db.read_bytes() == before


def test_every_fault_is_listed_and_nothing_changes(run: Run, book: Path) -> None:
    run("import", book)
    before = run.db.read_bytes()
    bad: dict[str, Any] = worked_example()
    bad["collections"][0] |= {"number": "HS2", "received": 61}
    bad["households"].append({"code": "H0009"})
    bad["rates"].append({"product": "P-1", "grade": "合格", "from": date(2026, 10, 20), "rate": 1.23456})
    code, out, err = run("import", write_book(run.folder / "bad.xlsx", bad))
    assert code == 2 and out == ""
    lines = err.splitlines()
    assert len(lines) == 4
    for sheet, row, column in (("农户", "3", "户主"), ("工价", "5", "单价"), ("回收", "2", "实收")):
        assert any(line.startswith(f"{sheet} {row} {column}") for line in lines), lines
    assert run.db.read_bytes() == before


def test_a_refused_workbook_leaves_no_new_file(run: Run) -> None:
    bad = {"workers": [{"household": "H1", "name": "x"}]}
    code, _, err = run("import", write_book(run.folder / "bad.xlsx", bad))
    assert code == 2 and "工人 2 户号" in err
    assert [path.name for path in run.folder.glob("coop*")] == []


def test_what_is_odd_in_many_rows_is_told_once_unless_all_is_asked(run: Run) -> None:
    people = [
        {"code": f"H{number}", "head": f"单春{name}", "phone": f"12{number}"}
        for number, name in enumerate("梅兰竹菊")
    ]
    odd = write_book(run.folder / "odd.xlsx", {"households": people})
    code, _, err = run("import", odd, "--check")
    assert code == 0 and len(err.splitlines()) == 2
    assert err.startswith("提示： 农户 电话: 4 行（第 2, 3, 4, … 行）：") and "--all-notes" in err
    code, _, err = run("import", odd, "--check", "--all-notes")
    assert code == 0 and [line.split()[2] for line in err.splitlines()] == ["2", "3", "4", "5"]
    bad = write_book(run.folder / "bad.xlsx", {"households": [*people, {"code": "H9"}]})
    code, _, err = run("import", bad)
    assert code == 2 and "4 行" in err and "农户 6 户主" in err


def test_unknown_sheets_and_columns_are_named(run: Run) -> None:
    import xlsxwriter

    path = run.folder / "odd.xlsx"
    with xlsxwriter.Workbook(str(path)) as odd:
        page = odd.add_worksheet("企业")
        page.write_row(0, 0, ["名称", "口号"])
        page.write_row(1, 0, ["翠竹", "质量第一"])
        odd.add_worksheet("备忘").write(0, 0, "x")
    code, out, err = run("import", path)
    assert code == 0 and "企业：新增 1" in out
    assert "提示： 企业 1 口号" in err and "提示： 备忘" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "没有命令“nonsense”"),
        (["pay"], "缺少"),
        (["void", "HS1"], "--reason"),
        (["pay", "2026-10", "--nope"], "没有选项 --nope"),
        (["pay", "2026-10", "2026-11"], "多写了"),
        (["pay", "2026-13"], "2026-10"),
        (["print", "nonsense", "x.pdf"], "nonsense"),
        (["print", "statement"], "--list"),
        (["print", "statement", "x.pdf", "--period"], "--period 后面要有内容"),
        (["print", "statement", "x.pdf", "--copies", "0"], "--copies 需要 1 到 100"),
        (["print", "dispatch", "x.pdf", "--date", "10月"], "2026-10-05"),
        (["export", "2026-10", "missing/x.xlsx"], "没有"),
        (["import", "missing.xlsx"], "missing.xlsx"),
        (["restore", "missing.db"], "missing.db"),
        (["check", "--password-file", "missing.txt"], "missing.txt"),
        (["--language", "fr", "check"], "fr"),
    ],
)
def test_a_request_at_fault_is_one_sentence_and_exit_2(
    run: Run, book: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", book)
    monkeypatch.chdir(run.folder)
    code, out, err = run(*arguments)
    assert code == 2 and out == ""
    assert said in err and len(err.splitlines()) == 1 and "Traceback" not in err


def test_usage_errors_speak_english_too(run: Run) -> None:
    code, _, err = run("pay", "--language=en")
    assert code == 2 and err == 'YYYY-MM is missing. "main.py pay --help" shows the commands and options.\n'


def test_help_speaks_the_language(run: Run) -> None:
    code, out, err = run("--help")
    assert (code, err) == (0, "") and out.startswith("用法：") and "导入表格" in out and "import" in out
    code, out, err = run("--language", "en", "print", "--help")
    assert (code, err) == (0, "") and out.startswith("Usage:") and "--household CODE" in out


@pytest.mark.parametrize("verb", [["pay", "2026-10"], ["export", "2026-10", "x.xlsx"], ["backup"], ["check"]])
def test_only_an_import_makes_a_new_database(run: Run, verb: list[str]) -> None:
    code, _, err = run(*verb)
    assert code == 2 and str(run.db) in err
    assert not run.db.exists()


def test_shared_options_stand_before_or_after_the_verb(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run.bare("import", book, "--db", run.db)[0] == 0
    assert run.bare("check", "--language", "en", "--db", run.db)[1].endswith("audit trail.\n")
    monkeypatch.setenv("YUANBA_DB", str(run.db))
    assert run.bare("--language", "en", "check")[1].endswith("audit trail.\n")
    assert run.bare("--quiet", "check") == (0, "", "")


@pytest.mark.parametrize("secret", [False, True])
def test_no_paper_is_ever_written_over_the_records(run: Run, book: Path, secret: bool) -> None:
    key: list[str | Path] = []
    if secret:
        file = run.folder / "secret.txt"
        file.write_text("42", encoding="utf-8")
        key = ["--password-file", file]
    run("import", book, *key)
    for verb in (
        ("export", "2026-10", run.db),
        ("print", "statement", run.db, "--period", "2026-10"),
        ("route", "2026-10-21", run.db, "--seconds", "1"),
        ("route", "2026-10-21", run.folder / "a.pdf", "--html", run.db, "--seconds", "1"),
        *([] if secret else [("template", run.db)]),
    ):
        code, out, err = run(*verb, *key)
        assert code == 2 and not out and "另取文件名" in err
    assert run("check", *key)[0] == 0 and not (run.folder / "a.pdf").exists()


def test_a_month_that_is_not_over_is_locked_on_express_wish_only(run: Run, book: Path) -> None:
    run("import", book)
    now, ahead = f"{date.today():%Y-%m}", f"{date.today() + timedelta(days=45):%Y-%m}"
    for asked in ((ahead, "--lock"), (ahead, "--lock", "--early"), ("2099-10", "--lock", "--early")):
        code, out, err = run("pay", *asked)
        assert code == 2 and not out and "还没开始" in err
    code, out, err = run("pay", now, "--lock")
    assert code == 2 and not out and "--early" in err
    code, out, _ = run("pay", now, "--lock", "--early")
    assert code == 0 and "一并锁定" in out and "2026-10" in out
    assert "已锁定" in run("pay", "2026-10")[1]


def test_unlocking_and_paying_one_household(run: Run, book: Path) -> None:
    run("import", book)
    assert run("pay", "2026-10", "--lock")[0] == 0
    home = str(worked_example()["households"][0]["code"])
    assert "已发放" in run("pay", "2026-10", "--paid", "--household", home)[1]
    code, out, err = run("pay", "2026-10", "--unlock", "--reason", "少记一张")
    assert code == 2 and not out and "已发放" in err
    code, out, _ = run("pay", "2026-10", "--returned", "--household", home)
    assert code == 0 and "已锁定" in out
    for clear in (
        ("--unlock",),
        ("--early",),
        ("--returned",),
        ("--household", home),
        ("--lock", "--unlock", "--reason", "x"),
        ("--paid", "--household", "没有"),
    ):
        code, out, err = run("pay", "2026-10", *clear)
        assert code == 2 and not out and len(err.splitlines()) == 1
    code, out, _ = run("pay", "2026-10", "--unlock", "--reason", "少记一张")
    assert code == 0 and "未锁定" in out
    code, out, _ = run("pay", "2026-10", "--lock")
    assert code == 0 and "84.34" in out
    assert run("check")[0] == 0


def test_a_damaged_file_is_no_defect_of_the_program(run: Run, book: Path) -> None:
    run("import", book)
    head = str(worked_example()["households"][0]["head"]).encode()
    whole = run.db.read_bytes()
    run.db.write_bytes(whole.replace(head, b"\xff" * len(head)))
    assert run.db.read_bytes() != whole
    for verb in (("pay", "2026-10"), ("export", "2026-10", run.folder / "out.xlsx")):
        code, out, err = run(*verb)
        assert code == 2 and not out and "损坏" in err
    assert not (run.folder / "out.xlsx").exists()


def test_a_recovery_sheet_is_written_with_the_password_and_again(run: Run, book: Path) -> None:
    assert run("import", book)[0] == 0
    secret, sheet, again = run.folder / "secret.txt", run.folder / "sheet.pdf", run.folder / "again.pdf"
    secret.write_text("竹篾-井边-四十二\n", encoding="utf-8")
    code, _, err = run("password", "--recovery", sheet)
    assert code == 2 and "还没有救急码" in err and not sheet.exists()
    code, out, err = run("password", "--new", secret, "--recovery", sheet)
    assert code == 0 and "sheet.pdf" in out, err
    key = ("--password-file", secret)
    assert run("check", *key)[0] == 0 and run("check")[0] == 2
    assert run("password", "--recovery", again, *key)[0] == 0
    (first,), (second,) = text_of(sheet), text_of(again)
    assert first == second and "救急单" in first
    groups = re.search("".join(f"{n}([0-9A-Z]{{5}})" for n in range(1, 9)), first)
    assert groups is not None
    secret.write_text(" ".join(groups.groups()).lower() + "\n", encoding="utf-8")
    assert run("check", *key)[0] == 0
    assert run("password", "--remove", *key)[0] == 0 and run("check")[0] == 0


def test_wrong_passwords_are_slowed_down_on_the_command_line_too(run: Run, book: Path) -> None:
    right, wrong = run.folder / "right.txt", run.folder / "wrong.txt"
    right.write_text("竹篾-井边-四十二\n", encoding="utf-8")
    wrong.write_text("guessed once\n", encoding="utf-8")
    assert run("import", book, "--password-file", right)[0] == 0
    assert [run("check", "--password-file", wrong)[0] for _ in range(5)] == [2] * 5
    code, out, err = run("check", "--password-file", right)
    assert code == 2 and not out and re.search(r"[1-5] 秒后再试", err) and len(err.splitlines()) == 1


def test_a_password_file_opens_an_encrypted_file(run: Run, book: Path) -> None:
    secret = run.folder / "secret.txt"
    secret.write_text("竹篾 42\n", encoding="utf-8")
    assert run("import", book, "--password-file", secret)[0] == 0
    assert not run.db.read_bytes().startswith(b"SQLite")
    assert run("check", "--password-file", secret)[0] == 0
    code, _, err = run("check")
    assert code == 2 and len(err.splitlines()) == 1
    secret.write_text("\n", encoding="utf-8")
    code, _, err = run("check", "--password-file", secret)
    assert code == 2 and "空的" in err


def test_a_file_with_users_wants_to_know_who_it_is(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.actions.desk.people import save_user
    from models.database import close_database
    from models.opening import open_database

    assert run("import", book)[0] == 0
    open_database(run.db)
    save_user({"name": "彭经理", "role": "manager", "secret": "2580"})
    save_user({"name": "周文", "role": "clerk"})
    close_database()
    pin, wrong = run.folder / "pin.txt", run.folder / "wrong.txt"
    pin.write_text("2580\n", encoding="utf-8")
    wrong.write_text("2581\n", encoding="utf-8")
    book_of = run.folder / "results.xlsx"
    for arguments, said in (
        (("pay", "2026-10"), "--user"),
        (("pay", "2026-10", "--user", "周文"), "周文（文员）不能看工资"),
        (("pay", "2026-10", "--user", "彭经理"), "登录密码"),
        (("pay", "2026-10", "--user", "彭经理", "--pin-file", wrong), "登录密码"),
        (("pay", "2026-10", "--user", "王五"), "王五"),
        (("export", "2026-10", book_of, "--user", "周文"), "不能"),
        (("restore", book, "--user", "周文"), "不能恢复备份"),
    ):
        code, out, err = run(*arguments)
        assert (code, out, len(err.splitlines())) == (2, "", 1) and said in err, arguments
    assert not book_of.exists()
    assert run("pay", "2026-10", "--user", "彭经理", "--pin-file", pin)[0] == 0
    monkeypatch.setenv("YUANBA_USER", "周文")
    assert run("backup")[0] == 0
    assert run("void", "HS-1", "--reason", "记错了")[0] == 2


def test_backup_and_restore(run: Run, book: Path) -> None:
    run("import", book)
    copy = run.folder / "copy.db"
    code, out, _ = run("backup", copy)
    assert code == 0 and str(copy) in out and copy.exists()
    code, _, err = run("backup", copy)
    assert code == 2 and "已经存在" in err
    run("pay", "2026-10", "--lock")
    assert len(list((run.folder / "backups").glob("*-lock.db"))) == 1
    code, out, _ = run("restore", copy, "--look")
    assert code == 0 and "张单" in out and "导入" in out and not list(run.folder.glob("*-replaced-*"))
    assert run("restore", run.folder / "gone.db", "--look")[0] == 2
    code, out, _ = run("restore", copy)
    assert code == 0 and "-replaced-" in out
    assert "未锁定" in run("pay", "2026-10")[1]


def test_a_copy_somebody_altered_is_refused_and_the_file_stays(run: Run, book: Path) -> None:
    from sqlcipher3 import dbapi2

    run("import", book)
    copy = run.folder / "copy.db"
    run("backup", copy)
    with contextlib.closing(dbapi2.connect(str(copy))) as engine:
        engine.execute("DROP TRIGGER household_log_update")
        engine.execute("UPDATE household SET head = 'x'")
        engine.commit()
    before = run.db.read_bytes()
    code, out, err = run("restore", copy)
    assert code == 2 and not out and "household" in err and len(err.splitlines()) == 1
    assert run.db.read_bytes() == before and not list(run.folder.glob("*-replaced-*"))


def test_locking_is_refused_where_a_rate_is_missing(run: Run) -> None:
    records = worked_example()
    records["rates"] = [rate for rate in records["rates"] if rate["grade"] != "二等"]
    run("import", write_book(run.folder / "b.xlsx", records))
    code, out, err = run("pay", "2026-10")
    assert code == 0 and "HS1" in err and "165.75" not in err
    code, out, err = run("pay", "2026-10", "--lock")
    assert code == 2 and out == "" and "HS1" in err
    code, _, err = run("pay", "2026-10", "--paid")
    assert code == 2


def test_the_check_says_what_is_wrong(run: Run, book: Path) -> None:
    run("import", book)
    from sqlcipher3 import dbapi2

    with dbapi2.connect(str(run.db)) as connection:
        connection.execute("DROP TRIGGER household_log_update")
        connection.execute("UPDATE household SET head = 'x'")
    connection.close()
    code, out, err = run("check")
    assert code == 2 and "household" in out and "恢复" in err


def test_a_reprint_is_marked(run: Run, book: Path) -> None:
    from models.tables.ledger import Printing

    run("import", book)
    asked = ("print", "dispatch", run.folder / "d.pdf", "--number", "FL1", "--overwrite")
    for said in (("--issuer", "大石镇竹编合作社"), ()):
        assert run(*asked, *said)[0] == 0
    open_database(run.db)
    assert [(row.kind, row.number) for row in Printing.select()] == [("dispatch", "FL1")] * 2
    close_database()


def test_print_names_its_documents_and_papers(run: Run) -> None:
    code, out, err = run("print", "--list")
    assert (code, err) == (0, "")
    for word in (
        "dispatch",
        "collection",
        "return",
        "statement",
        "paylist",
        "account",
        "a4",
        "a5",
        "241x140",
    ):
        assert word in out


def test_a_template_needs_no_database(run: Run) -> None:
    code, _, err = run("template", run.folder / "t.xlsx")
    assert (code, err) == (0, "") and not run.db.exists()
    assert "农户" in openpyxl.load_workbook(run.folder / "t.xlsx").sheetnames
    run("template", run.folder / "t.xlsx", "--language", "en", "--overwrite")
    assert "Households" in openpyxl.load_workbook(run.folder / "t.xlsx").sheetnames


def test_a_defect_is_logged_and_named(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", book)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("models.queries.pay.earnings.statements", broken)
    code, out, err = run("pay", "2026-10")
    assert code == 1 and out == "" and str(log_file()) in err and len(err.splitlines()) == 1
    assert "RuntimeError: a bug" in log_file().read_text(encoding="utf-8")


def test_stopping_changes_nothing_and_says_so(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", book)
    before = run.db.read_bytes()

    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("models.actions.pay.locking._freeze", stopped)
    code, out, err = run("pay", "2026-10", "--lock")
    assert (code, out) == (2, "") and err.endswith("已停止，什么都没有改动。\n")
    assert run.db.read_bytes() == before


def test_without_a_display_the_window_is_refused_in_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    code, out, err = run.bare()
    assert code == 2 and out == "" and len(err.splitlines()) == 1 and "--help" in err


def test_no_window_is_loaded_for_a_verb(tmp_path: Path, book: Path) -> None:
    program = (
        "import sys; from main import main; code = main(sys.argv[1:]);"
        "assert not any(name.startswith('PySide6') for name in sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--db", str(tmp_path / "x.db"), "import", str(book)],
        cwd=ROOT,
        env={**os.environ, "YUANBA_HOME": str(tmp_path / "h"), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "农户" in done.stdout


def test_a_demo_with_all_its_papers_that_agree(run: Run) -> None:
    from reports.kinds import KINDS

    folder = run.folder / "demo"
    code, out, err = run.bare("demo", folder, "--households", "8", "--months", "1", "--seed", "3")
    assert (code, err) == (0, "")
    assert {path.name for path in folder.iterdir()} == {
        "demo.db",
        "results.xlsx",
        # A demo begins with empty hands: it has no opening stock. Its only month is open.
        *(f"{kind}.pdf" for kind in KINDS if kind not in ("opening", "lock")),
    }
    assert f'--db "{folder / "demo.db"}"' in out
    period = next(line for line in out.splitlines() if line.startswith("月份")).split()[-1]
    totals = dict(
        line.split() for line in run.bare("--db", folder / "demo.db", "pay", period)[1].splitlines()
    )
    header, *rows = openpyxl.load_workbook(folder / "results.xlsx")["工资"].iter_rows(values_only=True)
    net = sum(round(row[header.index("实发")] * 100) for row in rows)
    assert net == round(float(totals["实发"].replace(",", "")) * 100) and len(rows) == int(totals["工资单"])
    assert run.bare("--db", folder / "demo.db", "check")[0] == 0
    code, _, err = run.bare("demo", folder)
    assert code == 2 and len(err.splitlines()) == 1


def test_a_demo_that_fails_half_way_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reports.exchange.workbook.write_results", stopped)
    code, out, err = run.bare("demo", run.folder / "demo", "--households", "8", "--months", "1")
    assert code == 2 and out == "" and "已停止" in err
    assert list((run.folder / "demo").iterdir()) == []


def test_a_slip_is_voided_in_an_open_month_and_reversed_in_a_locked_one(run: Run, book: Path) -> None:
    assert run("import", book)[0] == 0
    assert run("void", "HS9", "--reason", "x") == (2, "", "没有单号“HS9”的单据。\n")
    assert run("void", "HS1")[0] == 2
    assert run("void", "HS1", "--reason", "  ")[0] == 2
    assert run("void", "HS1", "--reason", "写错") == (0, "HS1 已作废。\n", "")
    assert run("void", "HS1", "--reason", "写错")[0] == 2
    assert run("pay", "2026-10", "--lock")[0] == 0
    code, out, err = run("void", "JK2", "--reason", "写错", "--date", "2026-10-30")
    assert (code, out) == (2, "")
    code, out, err = run("void", "JK2", "--reason", "写错", "--date", "2026-11-02")
    assert (code, err) == (0, "") and out.startswith("JK2 ")


def test_what_builds_on_a_slip_is_named_and_goes_along_when_asked(run: Run, tmp_path: Path) -> None:
    records = worked_example()
    line = {"received": 10, "pending": 10, "subcontract": "PG1"}
    records["collections"].append({"number": "HS2", "date": date(2026, 10, 21), **line})
    records["inspections"] = [
        {"number": "JY1", "date": date(2026, 10, 22), "collection": "HS2", "subcontract": "PG1", "good": 10}
    ]
    assert run("import", write_book(tmp_path / "more.xlsx", records))[0] == 0
    code, out, err = run("void", "HS2", "--reason", "记重")
    assert (code, out) == (2, "") and "JY1" in err and "HS2" in err
    assert run("void", "HS2", "--reason", "记重", "--with-dependents") == (
        0,
        "HS2 已作废。\nJY1 已作废。\n",
        "",
    )
    assert run("check")[0] == 0


def test_changed_rates_reach_open_work_when_asked(run: Run, book: Path) -> None:
    run("import", book)
    records = worked_example()
    records["rates"][0]["rate"] = 3.0
    changed = write_book(run.folder / "changed.xlsx", records)
    code, out, err = run("import", changed)
    assert code == 0 and "1 张没做完的派工单仍按派出时的工价：PG1" in err
    assert dict(line.split() for line in run("pay", "2026-10")[1].splitlines())["计件"] == "178.75"
    code, out, err = run("import", changed, "--apply-to", "open", "--language", "en")
    assert (code, err) == (0, "") and "FL1" in out
    assert dict(line.split() for line in run("pay", "2026-10")[1].splitlines())["计件"] == "166.00"
    code, _, err = run("import", changed, "--apply-to", "all")
    assert code == 2 and "--apply-to" in err and "new, open" in err


def test_a_mark_on_paper_is_compared_with_the_file(run: Run, book: Path) -> None:
    assert run("import", book)[0] == 0
    open_database(run.db)
    mark = short_mark(chain_head())
    close_database()
    code, out, err = run("check", "--mark", f"账印 {mark}")
    assert (code, err) == (0, "") and mark in out and "没有问题" in out
    code, out, err = run("check", "--mark", "0000·0000")
    assert code == 2 and "没有账印 0000·0000" in out
    assert run("check", "--mark", "x")[0] == 2
