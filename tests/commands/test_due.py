"""The command `due`: dates with their reasons, refusals as sentences, and a quick start."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from commands import due
from services.settings import settings

ROOT = Path(__file__).parents[2]
app = typer.Typer()


@app.callback()
def _command_line() -> None:
    """One command beside others, as in manage.py."""


due.register(app)


@pytest.fixture(autouse=True)
def _no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever this machine has in var/: these dates are those of the product's own tables."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def run(*arguments: str):
    return CliRunner().invoke(app, ["due", *arguments])


def test_a_term_is_printed_as_json_with_the_skipped_days() -> None:
    result = run("KN-RES1", "2026-01-16", "--json")

    facts = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (facts["rule"], facts["version"]) == ("KN-RES1", 1)
    assert (facts["raw_end"], facts["due_on"], facts["target_on"]) == (
        "2026-02-15",
        "2026-02-23",
        "2026-02-13",
    )
    assert facts["skipped"][0] == {
        "date": "2026-02-15",
        "reason": "Chủ nhật (nghỉ hằng tuần)",
        "unverified": False,
    }
    assert len(facts["skipped"]) == 8


def test_extensions_and_suspensions_are_counted() -> None:
    result = run(
        "TC-RES", "2026-06-02", "--extensions", "2", "--suspended", "2026-07-01:2026-07-10", "--json"
    )

    facts = json.loads(result.stdout)
    assert facts["due_on"] == "2026-09-10"
    assert (facts["extensions"], facts["paused_days"]) == (2, 10)


def test_several_suspensions_may_be_given() -> None:
    both = ("--suspended", "2026-07-20:2026-07-24", "--suspended", "2026-08-10:2026-08-12")

    result = run("KN-RES2", "2026-07-13", *both, "--json")

    assert json.loads(result.stdout)["raw_end"] == "2026-09-04"


def test_the_plain_text_names_dates_reasons_and_what_is_unverified() -> None:
    result = run("TC-FWD", "2026-11-19")

    assert "due_on: 2026-11-27" in result.stdout
    assert "2026-11-24  Ngày Văn hóa Việt Nam (chưa kiểm chứng)" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["TC-RESXX", "2026-06-02", "--extensions", "2"], "đã tính cả phần gia hạn"),
        (["TC-RES", "2026-06-02", "--extensions", "3"], "tối đa 2 lần"),
        (["TCD-HEAD", "2026-06-02"], "TCD-HEAD là định mức"),
        (["KN-RES9", "2026-06-02"], "không có quy tắc “KN-RES9”"),
        (["KN-DLG", "2026-06-02"], "không có hiệu lực vào ngày 02/06/2026"),
        (["KN-RES1", "2027-12-20"], "chưa có dữ liệu năm 2028"),
        (["KN-RES1", "02/06/2026"], "02/06/2026"),
        (["KN-RES1", "2026-06-02", "--suspended", "2026-06-10"], "2026-06-10"),
        (["KN-RES1", "2026-06-02", "--suspended", "2026-06-10:2026-06-09"], "không thể kết thúc trước"),
    ],
)
def test_a_refusal_is_one_sentence_and_no_date(arguments: list[str], words: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_neither_the_database_nor_the_screens_are_loaded() -> None:
    # Through manage.py: a command that imports heavy modules at its top would slow down all the others.
    code = (
        "import sys, manage;"
        "manage.app(['due', 'KN-RES1', '2026-01-16'], standalone_mode=False);"
        "heavy = {'sqlalchemy', 'sqlmodel', 'pandas', 'streamlit', 'duckdb'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 0, done.stderr
