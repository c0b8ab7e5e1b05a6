"""The map of the README as a test: who may import whom, and what stands in one place only.

Imports inside functions count like those at the top: a layer is a promise about knowledge, not about load time.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from models.rules.ledger import grade, voucher_kind
from models.rules.pay import pay_method
from models.rules.road import tasks

ROOT = Path(__file__).resolve().parent.parent
CODE = ("main.py", "models", "reports", "ui")
# What prepares and packs the program; no layer of it, but no circle either.
WORKSHOP = ("dev.py", "resources")

# What every layer speaks and refuses with.
SPEECH = {"models.errors", "models.i18n"}
# What a layer that looks at records stands on.
GROUND = SPEECH | {
    f"models.{name}"
    for name in (
        "database",
        "search",
        "declared_setting",
        "setting_definitions",
        "settings",
        "format",
        "keys",
        "kinds",
        "gc_pause",
        "rights",
        "sheet_header",
    )
}
RULES, TABLES, QUERIES, ACTIONS = "models.rules", "models.tables", "models.queries", "models.actions"
REPORTS, UI = "reports", "ui"

# Layer (or single module) → what of the program it may import besides itself; the most exact name counts.
MAY_IMPORT: dict[str, set[str]] = {
    RULES: SPEECH,
    TABLES: SPEECH
    | {f"models.{name}" for name in ("database", "keys", "kinds", "rights", "sex", "sheet_header")}
    | {RULES},
    QUERIES: GROUND | {TABLES, RULES},
    # What a file is held against is how the house makes one.
    "models.queries.desk.trail": GROUND
    | {f"models.{name}" for name in ("chain", "device", "layouts", "operation", "schema", "seal")}
    | {QUERIES, TABLES, RULES},
    "models.queries.desk.trail_marks": GROUND | {"models.marks", QUERIES, TABLES, RULES},
    # What it writes is no record: a memory beside the database, made again whenever it is gone.
    "models.queries.road.travel_matrix_cache": GROUND
    | {"models.files", "models.sealed_file", QUERIES, RULES},
    ACTIONS: GROUND
    | {
        f"models.{name}"
        for name in ("opening", "operation", "device", "files", "key_file", "marks", "secret", "signed_in")
    }
    | {"models.cells", "models.spreadsheet"}
    | {QUERIES, TABLES, RULES},
    REPORTS: SPEECH
    | {
        "models.format",
        "models.kinds",
        "models.rights",
        "models.settings",
        "models.sex",
        "models.files",
        "models.protected_file",
        "models.cells",
        "models.spreadsheet",
        QUERIES,
        RULES,
    },
    UI: {"models", REPORTS},
    # What it imports is held out of the collector's way.
    "main": {UI, "models.gc_pause"},
    # The house itself: below the tables it speaks of, and knowing nothing of questions, verbs, paper or screens.
    "models": SPEECH | {"models", TABLES, RULES},
    "models.errors": set(),
    "models.i18n": set(),
    "models.keys": set(),
    "models.gc_pause": set(),
    "models.files": SPEECH | {"models.protected_file"},
    "models.protected_file": SPEECH,
    "models.cells": SPEECH,
    "models.spreadsheet": SPEECH | {"models.cells"},
    "models.declared_setting": SPEECH | {"models.kinds"},
    "models.pay_setting_definitions": SPEECH | {"models.declared_setting", "models.kinds", RULES},
    "models.setting_definitions": SPEECH
    | {"models.declared_setting", "models.kinds", "models.pay_setting_definitions", RULES},
    "models.format": SPEECH | {RULES},
    "models.kinds": SPEECH | {"models.format", "models.rights", "models.sheet_header", RULES},
    "models.sheet_header": set(),
    "models.sex": SPEECH | {"models.kinds", RULES},
    "models.rights": SPEECH | {RULES},
    "models.secret": SPEECH | {"models.key_file", RULES},
    # A step is frozen: it asks no class of today.
    "models.migrations.steps": {"models.database", "models.format", RULES},
    # A copy is only a backup once the questions about its soundness are answered.
    "models.backup": SPEECH | {"models", TABLES, RULES, QUERIES},
}

HEAVY = (
    "matplotlib",
    "openpyxl",
    "pypinyin",
    "pyvrp",
    "reportlab",
    "numpy",
    "osmium",
    "rustworkx",
)


@cache
def sources() -> dict[str, Path]:
    """Every module of the program: dotted name → file."""
    return _modules(CODE)


@cache
def everything() -> dict[str, Path]:
    """Every module, those that prepare and pack the program too."""
    return sources() | _modules(WORKSHOP)


def _modules(tops: tuple[str, ...]) -> dict[str, Path]:
    found = {}
    for top in tops:
        path = ROOT / top
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    """Everything in the syntax tree of a module, the module itself first."""
    return tuple(ast.walk(ast.parse(everything()[module].read_text(encoding="utf-8"))))


@cache
def imports(module: str) -> tuple[tuple[str, str, int], ...]:
    """What a module imports: module name, name taken from it (or ""), line."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[tuple[str, str, int]]:
    for node in nodes(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, "", node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module if everything()[module].name == "__init__.py" else module.rpartition(".")[0]
                for _ in range(node.level - 1):
                    package = package.rpartition(".")[0]
                base = f"{package}.{base}".rstrip(".")
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield (whole, "", node.lineno) if whole in everything() else (base, alias.name, node.lineno)


def within(module: str, layer: str) -> bool:
    """Whether a module is a layer or lies inside it; "models" alone means the files right in it."""
    if layer == "models" and module.startswith((RULES, TABLES, QUERIES, ACTIONS)):
        return False
    return module == layer or module.startswith(f"{layer}.")


def layer_of(module: str) -> str:
    """The entry of the table that a module falls under."""
    return max((layer for layer in MAY_IMPORT if within(module, layer)), key=len)


def calls(module: str) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in nodes(module) if isinstance(node, ast.Call))


def loaded_after(*modules: str) -> set[str]:
    """The names of all modules loaded in a fresh Python once ``modules`` are imported."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_the_table_allows(layer: str) -> None:
    broken = []
    for module in (name for name in sources() if layer_of(name) == layer):
        for target, _, line in imports(module):
            if target.split(".")[0] not in {"main", "models", "reports", "ui", "tests", "dev"}:
                continue
            if target == "models" or within(target, layer):
                continue
            # The window may know all of models, whose layers are not "inside" it for anyone else.
            everything = layer == UI and target.startswith("models.")
            if not everything and not any(within(target, allowed) for allowed in MAY_IMPORT[layer]):
                broken.append(f"{module}:{line} imports {target}")
    assert broken == []


def test_the_table_covers_every_layer_that_exists() -> None:
    assert {layer_of(module) for module in sources()} == set(MAY_IMPORT)


# The rooms, in the order in which they may know of each other on one floor: only of those named before.
ROOMS = (
    "party",
    "product",
    "order",
    "ledger",
    "pay",
    "guidance",
    "road",
    "programme",
    "desk",
    "exchange",
)
FLOORS = (RULES, QUERIES, ACTIONS, REPORTS, "ui.pages")


def room_of(module: str) -> tuple[str, str]:
    """The floor and the room a module lies in, or empty words."""
    for floor in FLOORS:
        room = module.removeprefix(f"{floor}.").split(".")[0]
        if module.startswith(f"{floor}.") and room in ROOMS:
            return floor, room
    return "", ""


def test_a_room_knows_only_the_rooms_before_it() -> None:
    against = []
    for module in sources():
        floor, room = room_of(module)
        for target, _, _ in imports(module):
            other_floor, other = room_of(target)
            if floor and floor == other_floor and ROOMS.index(other) > ROOMS.index(room):
                against.append(f"{module} → {other}")
    assert against == []


def test_every_folder_of_a_floor_is_a_room() -> None:
    # Beside the rooms lies what serves them all.
    beside = {
        RULES: set(),
        QUERIES: set(),
        ACTIONS: {"demo"},
        REPORTS: {"paper", "sheets"},
        "ui.pages": set(),
    }
    for floor, others in beside.items():
        folders = {
            module.removeprefix(f"{floor}.").split(".")[0]
            for module, file in sources().items()
            if module.startswith(f"{floor}.") and len(file.relative_to(ROOT).parts) > floor.count(".") + 2
        }
        assert folders <= {*ROOMS, *others}, floor


def circles() -> list[set[str]]:
    """The sets of modules that reach each other by their imports."""
    modules = set(everything())
    known = {name: {target for target, _, _ in imports(name)} & modules - {name} for name in modules}
    found: list[set[str]] = []
    reach = {name: _reached(name, known) for name in known}
    for name in known:
        ring = {other for other in reach[name] if name in reach[other]} | {name}
        if len(ring) > 1 and ring not in found:
            found.append(ring)
    return found


def _reached(name: str, known: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        for target in known[ahead.pop()] - seen:
            seen.add(target)
            ahead.append(target)
    return seen


def test_no_files_know_each_other_in_a_circle() -> None:
    assert circles() == []


def test_only_verbs_and_the_house_open_an_operation() -> None:
    opening = {
        module
        for module in sources()
        for found in imports(module)
        if found[:2] == ("models.operation", "operation")
    } | {
        module
        for module in sources()
        for call in calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "operation"
        and isinstance(call.func.value, ast.Name)
    }
    assert {
        module for module in opening if layer_of(module) in {RULES, TABLES, QUERIES, REPORTS, UI}
    } == set()


@pytest.mark.parametrize("package", ["models", "reports"])
def test_records_and_paper_run_without_a_window(package: str) -> None:
    modules = [module for module in sources() if module.split(".")[0] == package]
    loaded = {name.split(".")[0] for name in loaded_after(*modules)}
    assert loaded & {"PySide6", "shiboken6", "matplotlib"} == set()
    named = {target.split(".")[0] for module in modules for target, _, _ in imports(module)}
    assert named & {"PySide6", "shiboken6", "matplotlib"} == set()


def test_rules_run_without_anything() -> None:
    loaded = loaded_after(*(module for module in sources() if within(module, RULES)))
    foreign = {name.split(".")[0] for name in loaded - loaded_after("json")} - set(sys.stdlib_module_names)
    assert foreign == {"models"}
    assert {name for name in loaded if name.startswith("models.") and not within(name, RULES)} <= SPEECH


def test_the_command_line_starts_without_qt_and_without_heavy_parts() -> None:
    loaded = {name.split(".")[0] for name in loaded_after("main", "ui.cli.main")}
    assert loaded & {"PySide6", "shiboken6", *HEAVY} == set()


def test_rules_have_no_clock() -> None:
    clocks = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "localtime"}
    asked = [
        f"{module}:{call.lineno}"
        for module in sources()
        if within(module, RULES)
        for call in calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in clocks
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date", "time", "dt"}
    ]
    assert asked == []


def test_one_module_knows_the_engine() -> None:
    engines = {"sqlite3", "sqlcipher3", "apsw", "playhouse", "psycopg", "psycopg2"}
    knowing = {
        module for module in sources() for target, _, _ in imports(module) if target.split(".")[0] in engines
    }
    assert knowing == {"models.database"}
    classes = {
        f"{module} imports {name}"
        for module in sources()
        for target, name, _ in imports(module)
        if target == "peewee" and name.endswith("Database") and module != "models.database"
    }
    assert classes == set()


def test_one_module_opens_error_boxes() -> None:
    boxes = {
        module
        for module in sources()
        for node in nodes(module)
        if (isinstance(node, ast.Name) and node.id in {"QMessageBox", "QErrorMessage"})
        or (isinstance(node, ast.Attribute) and node.attr in {"QMessageBox", "QErrorMessage"})
    }
    assert boxes <= {"ui.shell.errors"}


def test_colours_and_type_sizes_stand_in_the_theme() -> None:
    written = re.compile(
        r"#[0-9a-fA-F]{6}\b|QColor\(\s*[\"'\d]|setPointSize(F)?\(\s*\d|setPixelSize\(\s*\d|font-size:|color:\s*#"
    )
    broken = [
        f"{module}:{number}: {line.strip()}"
        for module, file in sources().items()
        if within(module, UI) and module != "ui.shell.theme"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if written.search(line)
    ]
    assert broken == []


# Degrees on the map are the only measures that are kept as floats; a spreadsheet's cell holds nothing else.
FLOATS = {
    "models.actions.party.parties": "coordinates",
    "models.kinds": "coordinates",
    "models.rules.road.coordinates": "coordinates",
    "models.rules.road.outliers": "coordinates",
    "models.cells": "cells of a workbook",
    "reports.sheets.writer": "cells of a workbook",
}


def test_no_float_touches_money_or_quantity() -> None:
    made = {
        module
        for module in sources()
        if module.split(".")[0] in {"models", "reports"}
        for call in calls(module)
        if isinstance(call.func, ast.Name) and call.func.id == "float"
    }
    assert made <= set(FLOATS)
    rounded = [
        f"{module}:{call.lineno}"
        for module in sources()
        # The demo rounds what it invents: places on the map and days of work.
        if module.startswith("models.") and not module.startswith("models.actions.demo.")
        for call in calls(module)
        if isinstance(call.func, ast.Name) and call.func.id == "round"
    ]
    assert rounded == [], "round() goes to the even neighbour; amounts are rounded by models.rules.amount"


def test_only_coordinates_are_float_fields() -> None:
    kept = {
        f"{module}.{node.targets[0].id}"
        for module in sources()
        if within(module, TABLES)
        for node in nodes(module)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in {"FloatField", "DoubleField", "DecimalField"}
    }
    assert {name.rpartition(".")[2] for name in kept} <= {"latitude", "longitude"}


def test_files_are_read_and_written_as_utf_8() -> None:
    broken = []
    for module in sources():
        for call in calls(module):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in {"read_text", "write_text"} or (name == "open" and isinstance(call.func, ast.Name)):
                mode = call.args[1] if name == "open" and len(call.args) > 1 else None
                binary = isinstance(mode, ast.Constant) and "b" in str(mode.value)
                if not binary and not any(keyword.arg == "encoding" for keyword in call.keywords):
                    broken.append(f"{module}:{call.lineno}")
    assert broken == []


# What a click opens is named after it; these are meant by their module.
TARGETS = "models.queries.desk.target"


def test_one_class_name_has_one_meaning() -> None:
    defined = [
        node.name.lstrip("_")
        for module in sources()
        if module.split(".")[0] in {"models", "reports"} and module != TARGETS
        for node in ast.iter_child_nodes(nodes(module)[0])
        if isinstance(node, ast.ClassDef)
    ]
    assert [name for name, count in Counter(defined).items() if count > 1] == []


def test_files_are_named_after_nouns_and_stay_readable() -> None:
    vague = {"utils", "util", "helpers", "manager", "managers", "common", "misc"}
    assert [file.name for file in sources().values() if file.stem in vague] == []
    named = [
        f"{module}.{node.name}"
        for module in sources()
        for node in nodes(module)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and (node.name.lower() in vague or node.name.endswith("Manager"))
    ]
    assert named == []
    long = {
        name: count
        for name, file in sources().items()
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 600
    }
    assert long == {}


CLASS_LINES, FUNCTION_LINES, ARGUMENTS = 300, 60, 8


def sizes(module: str) -> Iterator[tuple[str, str]]:
    """What is too large in a module, by its name, and how large it is."""
    yield from _sizes(nodes(module)[0], f"{module}.")


def _sizes(parent: ast.AST, within: str) -> Iterator[tuple[str, str]]:
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            name = within + node.name
            lines = (node.end_lineno or 0) - node.lineno + 1
            if isinstance(node, ast.ClassDef):
                if lines > CLASS_LINES:
                    yield name, f"{lines} lines"
            else:
                if lines > FUNCTION_LINES:
                    yield name, f"{lines} lines"
                taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                if (count := len([one for one in taken if one.arg not in ("self", "cls")])) > ARGUMENTS:
                    yield name, f"{count} arguments"
            yield from _sizes(node, f"{name}.")
        else:
            yield from _sizes(node, within)


def test_classes_functions_and_argument_lists_stay_small() -> None:
    large = {name: size for module in sources() for name, size in sizes(module)}
    assert large == {}


def test_whatever_the_program_reads_is_installed_with_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    installed = project["tool"]["setuptools"]["package-data"]["*"]
    packaging = ROOT / "resources" / "packaging"
    read = (file for file in (ROOT / "resources").rglob("*.*") if packaging not in file.parents)
    # Catalogues are installed as they were compiled.
    read = (file.with_suffix(".mo") if file.suffix == ".po" else file for file in read)
    left = [file for file in read if not any(map(file.match, installed))]
    assert left == []


def test_nothing_is_left_for_later() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    files = [*sources().values(), ROOT / "dev.py"]
    assert [file.name for file in files if unfinished.search(file.read_text(encoding="utf-8"))] == []


# Where the word of a code means something else: sheets and columns of the workbook, documents, pages, drafts, icons.
OTHER_MEANINGS = {
    "models.actions.demo.cooperative": "why a slip was written",
    "models.actions.demo.work": "why a slip was written",
    "models.actions.exchange.workbook.slips": "columns",
    "models.actions.exchange.workbook.stocktakes": "a sheet",
    "models.actions.ledger.blank_slips": "a field",
    "models.actions.ledger.posting": "a field",
    "models.actions.exchange.workbook.care_slips": "columns",
    "models.chain": "a column",
    "models.device": "a file",
    "models.operation": "a column",
    "models.queries.desk.alerts": "pages",
    "models.queries.desk.history": "a column",
    "models.queries.desk.today": "pages",
    "models.queries.exchange.workbook_schema": "sheets and columns",
    "models.queries.ledger.slip_copies": "pages",
    "models.queries.listing": "how something stands",
    "models.queries.pay.advances": "how something stands",
    "models.queries.pay.balances": "lines of a statement",
    "models.rules.desk.attention": "matters",
    "models.rules.desk.roles": "rights",
    "models.rules.road.highways": "roads",
    "models.tables.guidance": "what happens to a machine",
    "models.tables.party": "places",
    "models.tables.photo": "what a photo is of",
    "models.tables.pay": "lines of a statement",
    "reports.kinds": "documents",
    "reports.ledger.inspection": "columns",
    "reports.pay.household_account": "columns",
    "reports.programme.county_export": "words",
    "ui.cli.paper": "documents",
    "ui.pages": "pages",
    "ui.pages.desk.report_view": "pages",
    "ui.pages.desk.today": "pages",
    "models.queries.guidance.machine_reports": "words",
    "ui.pages.desk.alert_list": "words",
    "ui.pages.guidance.equipment": "words",
    "ui.pages.guidance.machine_record": "icons and documents",
    "ui.pages.guidance.machine_slips": "words",
    "ui.pages.guidance.machine_table": "icons",
    "ui.pages.guidance.return_visits": "documents",
    "ui.pages.guidance.visit_table": "documents",
    "ui.pages.ledger.blank_slips": "pages and fields",
    "ui.pages.ledger.collection": "drafts and documents",
    "ui.pages.ledger.dispatch": "documents",
    "ui.pages.party.household_cards": "words",
    "ui.pages.party.household_papers": "documents",
    "ui.pages.party.households": "pages and acts",
    "ui.pages.pay.pay": "pages",
    "ui.pages.pay.statement_view": "lines of a statement",
    "ui.pages.road.routes": "icons",
    "ui.shell.page_stack": "drafts and pages",
}
DECLARED_IN = {"models.rules.ledger.voucher_kind", "models.rules.road.tasks"}


def test_the_kind_of_a_voucher_is_written_where_it_is_declared_and_nowhere_else() -> None:
    codes = set(voucher_kind.KINDS)
    writing = {
        module
        for module in sources()
        for node in nodes(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in codes
    }
    assert writing - DECLARED_IN == set(OTHER_MEANINGS), (
        "say in OTHER_MEANINGS what it means there, or name the kind"
    )


def _named(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_nothing_is_compared_with_a_code_in_quotes() -> None:
    """A voucher's or an errand's kind, a grade, a way of paying: each has a name where it is declared."""
    codes = {
        "kind": {*voucher_kind.KINDS, *dict(tasks.ERRANDS)},
        "series": set(voucher_kind.LETTERS),
        "grade": set(grade.PARTS),
        "part": set(grade.PARTS),
        "pay_method": set(dict(pay_method.CHOICES)),
        "paid_by": set(dict(pay_method.CHOICES)),
    }
    broken = []
    for module in sources():
        for node in nodes(module):
            if isinstance(node, ast.Compare):
                sides: list[ast.expr] = [node.left, *node.comparators]
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("in_", "not_in")
            ):
                sides = [node.func.value, *node.args]
            else:
                continue
            asked = set().union(*(codes.get(_named(side), set()) for side in sides))
            written = {one.value for side in sides for one in ast.walk(side) if isinstance(one, ast.Constant)}
            broken += [f"{module}:{node.lineno} {code!r}" for code in asked & written]
    assert broken == []
