"""The systemd units run commands that exist, and every timer has its service."""

import configparser
import re
from pathlib import Path

import pytest
from typer.main import get_command

from manage import app

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


def read(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string((DEPLOY / name).read_text(encoding="utf-8"))
    return parser


def test_there_are_units() -> None:
    assert UNITS == ["tiepdan-hourly.service", "tiepdan-nightly.service"]


@pytest.mark.parametrize("name", UNITS)
def test_a_service_runs_a_command_that_exists(name: str) -> None:
    command = re.search(r"manage\.py (\w+)$", read(name)["Service"]["ExecStart"])

    assert command is not None
    assert command[1] in get_command(app).commands


@pytest.mark.parametrize("name", UNITS)
def test_a_service_has_its_timer_and_is_described(name: str) -> None:
    timer = read(name.replace(".service", ".timer"))

    assert timer["Timer"]["OnCalendar"]
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert f"`{name}`" in (DEPLOY / "README.md").read_text(encoding="utf-8")
