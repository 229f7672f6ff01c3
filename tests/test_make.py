"""The two commands name in words what a machine lacks, and the pins agree with each other."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from services.settings import Settings

ROOT = Path(__file__).parents[1]


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A copy of what `make run` starts with, on a machine whose only Python is a stub."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def stub_python(folder: Path, body: str) -> str:
    path = folder / "python-stub"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def pins(name: str) -> dict[str, str]:
    """Package to version, names as the index compares them."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match}


def test_an_old_python_is_named_in_words(machine: Path) -> None:
    old = stub_python(machine, "exit 1")

    result = run("sh", "scripts/install", "run", cwd=machine, PYTHON=old)

    assert result.returncode == 1
    assert "Python 3.11 or newer is missing" in result.stderr


def test_a_python_without_venv_is_named_in_words(machine: Path) -> None:
    bare = stub_python(machine, 'case "$2" in *ensurepip*) exit 1 ;; esac')

    result = run("sh", "scripts/install", "run", cwd=machine, PYTHON=bare)

    assert result.returncode == 1
    assert "apt-get install python3-venv" in result.stderr


def test_nothing_is_installed_twice(machine: Path) -> None:
    (machine / ".venv/bin").mkdir(parents=True)
    (machine / ".venv/bin/python").symlink_to("/bin/true")
    files = ("constraints.txt", "requirements.txt", "requirements-dev.txt")
    read = "".join((ROOT / name).read_text(encoding="utf-8") for name in files)
    (machine / ".venv/installed-dev.txt").write_text(read, encoding="utf-8")

    unchanged = run("sh", "scripts/install", "dev", cwd=machine, PYTHON="none")
    with (machine / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("one-more==1.0\n")
    changed = run("sh", "scripts/install", "dev", cwd=machine, PYTHON="none")

    assert (unchanged.returncode, unchanged.stderr) == (0, "")
    assert "Installing the packages" in changed.stderr


@pytest.mark.parametrize(
    ("required", "environment"),
    [
        ("PostgreSQL", {"REQUIRE_POSTGRES": "1", "TEST_POSTGRES_URL": "postgresql+psycopg://127.0.0.1:1/no"}),
        ("no Chromium", {"REQUIRE_BROWSER": "1", "CHROMIUM": "/no/such/browser"}),
    ],
)
def test_a_required_part_that_is_missing_fails_the_check(required: str, environment: dict[str, str]) -> None:
    result = run("sh", "scripts/check", **environment)

    assert result.returncode == 1
    assert "Required, and missing:" in result.stderr
    assert required in result.stderr


def test_every_pin_is_the_version_that_was_tested() -> None:
    tested = pins("constraints.txt")
    asked = pins("requirements.txt") | pins("requirements-dev.txt")

    differing = {name: version for name, version in asked.items() if tested.get(name, version) != version}

    assert asked
    assert differing == {}, "run `make pins`"


def test_every_package_has_its_licence_and_reason() -> None:
    decision = (ROOT / "docs/decisions/0002-libraries.md").read_text(encoding="utf-8").lower()
    reasoned = {
        re.sub(r"[-_.]+", "-", name) for name in re.findall(r"^\| ([a-z0-9._-]+)", decision, re.MULTILINE)
    }

    assert pins("requirements.txt").keys() - reasoned == set()


def test_help_names_every_command() -> None:
    named = set(re.findall(r"^make (\w+)", run("make", "help").stdout, re.MULTILINE))
    declared = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert declared is not None
    assert named == set(declared[1].split()) - {"help"}


def test_the_environment_example_explains_every_setting() -> None:
    example = (ROOT / "deploy/environment.example").read_text(encoding="utf-8")
    names = {field.validation_alias for field in Settings.model_fields.values()}

    assert {name for name in names if str(name) not in example} == set()
