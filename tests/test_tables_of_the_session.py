"""Dates of cases and petitions follow the terms of the database; the file speaks only where there is none."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Pure functions whose default is the product's own table; every caller with a database names its table.
PURE = {"services/legal_rules.py", "services/clock_choice.py", "services/case_clocks.py"}
# Re-exports of it for tests.
PASSING_ON = {"services/deadlines.py"}
# Calls that would fall back to the file, and the argument that keeps them from it.
NEED_RULES = {"run_clock", "run_clocks", "clock_fields"}


def faults(path: str, source: str) -> list[str]:
    """Uses of the shipped table, and calls that would silently use it."""
    if path in PURE | PASSING_ON:
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "shipped_rules":
            found.append(f"{path}:{node.lineno} reads the shipped terms")
        if name in NEED_RULES and "rules" not in {keyword.arg for keyword in node.keywords}:
            found.append(f"{path}:{node.lineno} calls {name} without the terms of the session")
    return found


def test_services_and_screens_take_the_terms_of_the_session() -> None:
    files = [path for floor in ("services", "ui", "pages") for path in (ROOT / floor).rglob("*.py")]

    found = [
        fault
        for path in files
        for fault in faults(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "rule = shipped_rules().pinned('A', 1)",
        "run_clock('effect', facts, day, calendar)",
        "clocks.run_clocks(f, c, d)",
    ],
)
def test_the_checker_sees_a_fault(source) -> None:
    assert len(faults("services/cases.py", source)) == 1


def test_the_checker_lets_the_allowed_pass() -> None:
    assert faults("services/cases.py", "run_clock('effect', facts, day, calendar, rules=table)") == []
