"""Benchmarks run from the command line on cases of their own, which keep every constraint."""

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.generate import generate
from commands import bench
from services import database
from services.settings import settings


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> typer.Typer:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "real"))
    monkeypatch.delenv("BENCH_DIR", raising=False)
    app = typer.Typer()
    app.callback()(lambda: None)
    bench.register(app)
    return app


class Demonstrations:
    """Runs commands as the benchmarks do, but makes the same demonstration only once and then copies it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[tuple[str, ...], Path] = {}

    def run(self, command: list[str], *, env: dict[str, str], **options: Any) -> None:
        place, key = Path(env["DATA_DIR"]), (*command, env["TIEPDAN_KEY"])
        assert "demo" in command
        if key in self.made:
            shutil.copytree(self.made[key], place, dirs_exist_ok=True)
            return
        subprocess.run(command, env=env, **options)
        kept = self.folder / str(len(self.made))
        self.made[key] = Path(shutil.copytree(place, kept))

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)


@pytest.fixture(scope="module")
def demonstrations(tmp_path_factory: pytest.TempPathFactory) -> Demonstrations:
    return Demonstrations(tmp_path_factory.mktemp("demonstrations"))


def test_generated_cases_break_no_constraint(tmp_path: Path) -> None:
    file = tmp_path / "cases.db"

    generate(file, 300)

    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (300,)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'ix_cases_open_due'")


def test_the_same_seed_gives_the_same_cases(tmp_path: Path) -> None:
    rows = []
    for name in ("one.db", "two.db"):
        generate(tmp_path / name, 100, seed=7)
        with sqlite3.connect(tmp_path / name) as connection:
            rows.append(connection.execute("SELECT * FROM cases ORDER BY id").fetchall())

    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    "name",
    [
        *("sign_in", "cases", "clocks", "facts", "monitor", "monitor_page", "first_page", "nightly", "audit"),
        "statistics_page",
    ],
)
def test_a_benchmark_prints_one_json_object_and_leaves_the_real_database_alone(
    command: typer.Typer,
    tmp_path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    demonstrations: Demonstrations,
) -> None:
    for place in ("benchmarks.sign_in", "benchmarks.first_page"):
        monkeypatch.setattr(f"{place}.subprocess", demonstrations)
    monkeypatch.setattr("benchmarks.monitor.ROUNDS", 2)
    monkeypatch.setattr("benchmarks.facts.WRITES", 3)
    monkeypatch.setattr("benchmarks.monitor_page.RUNS", 2)
    monkeypatch.setattr("benchmarks.statistics_page.CHANGES", 2)
    monkeypatch.setattr("benchmarks.first_page.ROUNDS", 1)
    monkeypatch.setattr("benchmarks.clocks.ROUNDS", 1)
    monkeypatch.setattr("benchmarks.audit.INTAKES", 2)
    monkeypatch.setattr("benchmarks.audit.RUNS", 1)
    monkeypatch.delenv("BENCH_POSTGRES_URL", raising=False)
    for constant, value in (("TRIES", 20), ("COSTED", 20), ("ROUNDS", 1), ("ROUND_SECONDS", 1.0)):
        monkeypatch.setattr(f"benchmarks.sign_in.{constant}", value)
    before = dict(os.environ)

    ran = CliRunner().invoke(command, ["bench", name, "--cases", "200", "--json"])

    assert ran.exit_code == 0, ran.output
    result = json.loads(ran.stdout)
    assert (result["benchmark"], result["cases"]) == (name, 200)
    assert result["targets"]
    assert result["machine"]["calibration_ms"] > 0
    assert not (tmp_path / "real").exists()
    # pytest itself says there which test runs.
    assert {**os.environ, "PYTEST_CURRENT_TEST": ""} == {**before, "PYTEST_CURRENT_TEST": ""}
    database.dispose()
    settings.cache_clear()


def test_an_unknown_benchmark_is_refused_with_the_known_ones(command: typer.Typer) -> None:
    ran = CliRunner().invoke(command, ["bench", "nothing"])

    assert ran.exit_code == 2
    assert "facts" in ran.output
