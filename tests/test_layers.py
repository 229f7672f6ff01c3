"""Imports point down (pages -> ui -> services -> models); some calls are kept out of the lower floors."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ["models", "services", "ui", "pages"]
# What stands above all floors and is imported by none of them.
TOP = {"app", "manage", "commands", "benchmarks", "tests"}
FOREIGN = {
    "models": {"streamlit", "plotly", "pandas", "duckdb"},
    "services": {"streamlit", "plotly"},
    "pages": {"sqlalchemy", "sqlmodel", "duckdb", "psycopg"},
}
CLOCK_CALLS = {"date.today", "datetime.now", "datetime.utcnow", "datetime.today", "time.time"}
# The one module below the pages that may ask for the time.
CLOCK = "services/clock.py"


def imported(node: ast.AST) -> list[str]:
    """Full names a statement imports; `from ui import theme` gives "ui" and "ui.theme"."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def import_faults(floor: str, module: str) -> Iterator[str]:
    top = module.split(".")[0]
    above = set(FLOORS[FLOORS.index(floor) + 1 :]) | TOP if floor in FLOORS else set()
    if top in above:
        yield f"imports upwards: {top}"
    if top in FOREIGN.get(floor, set()):
        yield f"{floor} may not import {top}"
    if module.startswith("plotly.express"):
        yield "plotly.express costs 300 ms per rerun; write the figure as a dict"


def faults(path: str, source: str) -> list[str]:
    """What the house rules refuse in one file, as "path:line what"; no duplicates, in order."""
    floor = path.split("/")[0]
    found: dict[str, None] = {}
    for node in ast.walk(ast.parse(source)):
        line = f"{path}:{getattr(node, 'lineno', 0)}"
        for module in imported(node):
            found |= {f"{line} {fault}": None for fault in import_faults(floor, module)}
        if isinstance(node, ast.ExceptHandler):
            names = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(n is None or ast.unparse(n) in {"Exception", "BaseException"} for n in names):
                found[f"{line} catches everything; name the refusal"] = None
        if isinstance(node, ast.Call) and floor in {"models", "services"} and path != CLOCK:
            call = ".".join(ast.unparse(node.func).split(".")[-2:])
            if call in CLOCK_CALLS:
                found[f"{line} reads the clock: {call}"] = None
    return list(found)


def sources() -> list[Path]:
    files = [path for floor in [*FLOORS, "commands"] for path in (ROOT / floor).rglob("*.py")]
    return sorted([*files, *ROOT.glob("*.py")])


def test_every_file_keeps_to_its_floor() -> None:
    found = [
        fault
        for path in sources()
        for fault in faults(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("models/case.py", "from services.text import fold"),
        ("models/case.py", "import pandas as pd"),
        ("services/cases.py", "from ui import theme"),
        ("services/cases.py", "def f():\n    import streamlit as st"),
        ("services/cases.py", "import plotly.graph_objects as go"),
        ("services/cases.py", "from commands import demo"),
        ("ui/filters.py", "from pages import monitor"),
        ("ui/charts.py", "import plotly.express as px"),
        ("ui/charts.py", "from plotly import express"),
        ("pages/cases.py", "from sqlmodel import select"),
        ("pages/cases.py", "import sqlalchemy.orm"),
        ("pages/cases.py", "try:\n    f()\nexcept Exception:\n    pass"),
        ("ui/feedback.py", "try:\n    f()\nexcept (ValueError, BaseException):\n    pass"),
        ("manage.py", "try:\n    f()\nexcept:\n    pass"),
        ("services/cases.py", "import datetime\nnow = datetime.datetime.now(datetime.UTC)"),
        ("models/case.py", "from datetime import date\nday = date.today()"),
    ],
)
def test_the_checker_sees_a_fault(path: str, source: str) -> None:
    assert len(faults(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pages/cases.py", "from ui.i18n import _\nfrom services import cases\nfrom models import CaseKind"),
        ("ui/charts.py", "import plotly.graph_objects as go\nimport streamlit as st"),
        ("services/cases.py", "from sqlmodel import select\nfrom models.case import Case"),
        ("services/clock.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)"),
        ("pages/cases.py", "try:\n    f()\nexcept AppError as refusal:\n    raise"),
        ("services/cases.py", "import time\nstarted = time.perf_counter()\nuiless = 1"),
        ("app.py", "import ui.session\nimport services.settings"),
    ],
)
def test_the_checker_lets_the_allowed_pass(path: str, source: str) -> None:
    assert faults(path, source) == []
