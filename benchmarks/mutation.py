"""Mutation of the clock engine: how many small changes of its code the tests notice, and which they miss."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.machine import described

ROOT = Path(__file__).resolve().parent.parent
# The engine of working days and legal terms.
MODULES = ("services/working_days.py", "services/term_counting.py", "services/deadlines.py")
TESTS = ("test_working_days.py", "test_deadlines.py", "test_clock_properties.py")
BESIDE = ("__init__.py", "proving.py", "case_histories.py", "golden_examples.csv", "golden_cases.csv")
COPIED = ("models", "rules", "services")
# Few examples per property, the same ones each time, so that a mutant's fate does not change from run to run.
EXAMPLES = "25"
SETTINGS = """
[tool.pytest.ini_options]
addopts = "-q -p no:cacheprovider -p no:xdist -m 'not proof'"
markers = ["proof: long proofs"]

[tool.mutmut]
source_paths = ["services"]
only_mutate = {modules}
also_copy = ["models", "rules"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
track_dependencies = false
"""
# Every mutant is tried in a child of one process that has run the tests before: what was made by the
# unchanged engine (the calendar of a test module) is forgotten, so that the child makes it anew.
CONFTEST = """
import sys


def pytest_configure() -> None:
    for name in [name for name in sys.modules if name.startswith(("services.", "tests."))]:
        if not name.endswith("conftest"):
            del sys.modules[name]
"""
NOTICED = ("killed", "timeout", "segfault", "suspicious")


def run(as_json: bool = False, cases: int = 0) -> dict[str, Any]:
    """Mutate, test, and return the share that was noticed, per module and in all; `cases` is not used.

    Messages of refusals are not mutated: they are words, and stand outside functions.
    """
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        place = Path(folder)
        _copy(place)
        told = _mutate(place)
        survivors = {name: _shown(place, name) for name, fate in told.items() if fate not in NOTICED}
    result = {
        "benchmark": "mutation",
        "tool": f"mutmut {version('mutmut')}",
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "score_percent": _score(told),
        "mutants": len(told),
        "modules": {module: _of_module(told, module) for module in MODULES},
        "not_noticed": survivors,
        "seconds": round(perf_counter() - began),
        "machine": described(),
    }
    print(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _text(result))
    return result


def _copy(place: Path) -> None:
    """A small project of the engine, its tests and what they stand on."""
    for name in COPIED:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "tests" / "services").mkdir(parents=True)
    (place / "tests" / "__init__.py").touch()
    for name in (*TESTS, *BESIDE):
        shutil.copy(ROOT / "tests" / "services" / name, place / "tests" / "services" / name)
    tests = [f"tests/services/{name}" for name in TESTS]
    settings = SETTINGS.format(modules=json.dumps(list(MODULES)), tests=json.dumps(tests))
    (place / "pyproject.toml").write_text(settings, encoding="utf-8")
    (place / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")


def _mutate(place: Path) -> dict[str, str]:
    """The fate of each mutant by its name."""
    children = str(max(1, (os.cpu_count() or 1)))
    ran = _mutmut(place, "run", "--max-children", children)
    listed = _mutmut(place, "results", "--all", "true").stdout
    found = dict(re.findall(r"^\s*(services\.\S+__mutmut_\d+): (.+?)\s*$", listed, re.MULTILINE))
    if not found:
        raise RuntimeError(f"no mutant was tried: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return found


def _mutmut(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PROPERTY_EXAMPLES": EXAMPLES, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)


def _shown(place: Path, name: str) -> list[str]:
    """The changed lines of one mutant."""
    lines = _mutmut(place, "show", name).stdout.splitlines()
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def _score(told: dict[str, str]) -> float:
    return round(100 * sum(fate in NOTICED for fate in told.values()) / max(1, len(told)), 1)


def _of_module(told: dict[str, str], module: str) -> dict[str, Any]:
    prefix = module.removesuffix(".py").replace("/", ".") + "."
    mine = {name: fate for name, fate in told.items() if name.startswith(prefix)}
    return {"mutants": len(mine), "score_percent": _score(mine)}


def _text(result: dict[str, Any]) -> str:
    lines = [
        f"{name}: {one['score_percent']} % of {one['mutants']}" for name, one in result["modules"].items()
    ]
    for name, changed in result["not_noticed"].items():
        lines += ["", name, *changed]
    return "\n".join([*lines, "", f"{result['score_percent']} % of {result['mutants']} mutants were noticed"])
