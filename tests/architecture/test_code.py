"""Rules of the house style that a machine can see in the code."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.tree import REPOSITORY, functions, imports, name_of, parsed, under

CODE = under("loyalty_app", ".py")
NAMELESS = re.compile(r"(^|_)(utils?|helpers?|common|managers?|services?)(_|$)")
OUR_OWN = {"loyalty_app", "tests", "tools", "wsgi", *(path.stem for path in under("tools", ".py"))}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 300, 45, 90
LONGER = {
    "loyalty_app/domain/errors.py": 600,  # the one list of refusals: every code on one page
    "loyalty_app/db.py": 320,  # every difference between the databases on one page
    "loyalty_app/ledger/lock.py": 310,  # for now: what an actor may is waiting for a module of its own
}
TIMED_BY_OTHERS = {
    "loyalty_app/edge/limits.py",  # the library that counts requests says when by the machine's clock
}


def test_every_operation_has_a_test_of_its_name() -> None:
    tested = {path.name for path in under("tests/operations", ".py")}
    assert [
        name_of(path)
        for path in under("loyalty_app/operations", ".py")
        if _is_operation(path) and f"test_{path.stem}.py" not in tested
    ] == []


def test_files_and_functions_stay_readable() -> None:
    long_files = {
        name_of(path): _lines(path) for path in CODE if _lines(path) > LONGER.get(name_of(path), LONGEST_FILE)
    }
    long_templates = {
        name_of(path): _lines(path) for path in under("templates", ".html") if _lines(path) > LONGEST_TEMPLATE
    }
    long_functions = {
        f"{name_of(path)}:{function.lineno} {function.name}": length
        for path in CODE
        for function in functions(path)
        if (length := _length(function)) > LONGEST_FUNCTION
    }
    assert {**long_files, **long_templates, **long_functions} == {}


def test_every_module_is_named_with_a_word_of_the_shop() -> None:
    assert [name_of(path) for path in CODE if NAMELESS.search(path.stem) or NAMELESS.search(path.parent.name)] == []


def test_the_rules_of_the_domain_need_nothing_but_python() -> None:
    allowed = sys.stdlib_module_names
    assert [
        f"{name_of(path)}: {module}"
        for path in under("loyalty_app/domain", ".py")
        for module in imports(path)
        if module.split(".")[0] not in allowed and not module.startswith("loyalty_app.domain")
    ] == []


def test_only_the_unit_of_work_commits() -> None:
    assert [
        f"{name_of(path)}:{call.lineno}"
        for path in CODE
        if path.name != "unit_of_work.py"
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ] == []


def test_the_time_is_asked_of_the_clock_alone() -> None:
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
    assert [
        f"{name_of(path)}:{call.lineno} {ast.unparse(call.func)}"
        for path in CODE
        if name_of(path) not in TIMED_BY_OTHERS
        for call in _calls(path)
        if call not in _calls_of_the_clock(path)
        and ast.unparse(call.func).replace("datetime.datetime.", "datetime.") in clocks
    ] == []


def test_what_is_imported_is_in_the_lock_of_its_kind() -> None:
    product, everything = _locked("run"), _locked("test")
    missing = [
        f"{name_of(path)}: {module}"
        for folder, locked in (("loyalty_app", product), ("tests", everything), ("tools", everything))
        for path in under(folder, ".py")
        for module in imports(path)
        if not _is_available(module, locked)
    ]
    assert missing == []


def _is_operation(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == path.stem for node in parsed(path).body)


def _lines(path: Path) -> int:
    return path.read_text().count("\n")


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))


def _calls_of_the_clock(path: Path) -> set[ast.AST]:
    clocks = [node for node in parsed(path).body if isinstance(node, ast.ClassDef) and node.name == "Clock"]
    return {node for clock in clocks for node in ast.walk(clock)}


def _locked(name: str) -> set[str]:
    lock = (REPOSITORY / "requirements" / f"{name}.txt").read_text()
    return {line.split("==")[0].lower() for line in lock.splitlines() if "==" in line}


def _is_available(module: str, locked: set[str]) -> bool:
    top = module.split(".", maxsplit=1)[0]
    if top in sys.stdlib_module_names or top in OUR_OWN:
        return True
    return any(distribution.lower().replace("_", "-") in locked for distribution in _distributions().get(top, []))


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()
