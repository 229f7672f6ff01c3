"""The tables of rules are checked from the command line; `due` speaks by the rules of the database."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from manage import app
from models.enums import Recount
from services import calendar_days, rule_checks, rule_edits
from services.actors import system_actor
from services.legal_rules import load_rules
from services.rule_overlay import FIRST_OWN_VERSION
from tests.builders import Builder
from tests.services.rule_world import LATER, entry, handling, running_case

ROOT = Path(__file__).parents[2]
SYSTEM = system_actor("manage.py (test)")


def run(*words: str):
    return CliRunner().invoke(app, list(words))


def changed(path: Path, table: Path, old: str, new: str) -> str:
    """A copy of one of the product's tables with one thing changed."""
    text = table.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


def test_the_tables_of_the_product_are_whole() -> None:
    result = run("rules", "check")

    assert result.exit_code == 0
    assert result.stdout.strip() == "Các bảng quy tắc đầy đủ và hợp lệ."


@pytest.mark.parametrize(
    ("option", "table", "old", "new", "words"),
    [
        (
            "--workflow",
            rule_checks.WORKFLOW,
            "recommendation,,study,accepted,verifying",
            "recommendation,,study,accepted,dialogue",
            "Quy trình “Kiến nghị, phản ánh”: không có thao tác nào dẫn đến trạng thái “Đang xác minh”.",
        ),
        (
            "--workflow",
            rule_checks.WORKFLOW,
            "Close the settled denunciation,case_decide",
            "Close the settled denunciation,case_dream",
            "“case_dream”",
        ),
        (
            "--workflow",
            rule_checks.WORKFLOW,
            "sending;publication;enforcement,settlement,,notice",
            "sending;publication;dream,settlement,,notice",
            "“dream”",
        ),
        ("--terms", rule_checks.TERMS, "2012-07-01,2026-06-30", "2012-07-01,2026-07-15", "KN-ACC1"),
        ("--terms", rule_checks.TERMS, "2012-07-01,2026-06-30", "2012-07-01,2026-05-31", "KN-ACC1"),
        ("--terms", rule_checks.TERMS, "acceptance,30,calendar_day", "acceptance,0,calendar_day", "KN-RES1"),
        ("--terms", rule_checks.TERMS, "acceptance,30,calendar_day", "acceptance,30,year", "“unit”"),
        ("--clocks", rule_checks.CLOCKS, "handling,KN-ACC1", "handling,KN-ACC9", "KN-ACC9"),
        ("--clocks", rule_checks.CLOCKS, "trigger_step,", "", "“trigger_step”"),
    ],
)
def test_what_is_wrong_is_named_in_words(tmp_path, option, table, old, new, words) -> None:
    path = changed(tmp_path / "bang.csv", table, old, new)

    result = run("rules", "check", option, path)

    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stdout == ""


def test_all_faults_are_told_at_once(tmp_path) -> None:
    one = changed(tmp_path / "one.csv", rule_checks.TERMS, "2012-07-01,2026-06-30", "2012-07-01,2026-05-31")
    both = changed(tmp_path / "two.csv", Path(one), "receipt,10,calendar_day,disciplinary", "receipt,10,x,")

    gaps = changed(tmp_path / "gaps.csv", Path(one), "2014-07-01,2026-06-30", "2014-07-01,2026-06-01")

    assert "“x”" in run("rules", "check", "--terms", both).stderr
    told = run("rules", "check", "--terms", gaps).stderr
    assert "KN-ACC1" in told
    assert "TCD-COM" in told


def test_a_file_that_is_no_table_is_refused_by_name(tmp_path) -> None:
    path = tmp_path / "anh.csv"
    path.write_bytes(b"\xff\xfe\x00\x01")

    result = run("rules", "check", "--terms", str(path))

    assert result.exit_code == 1
    assert "“anh.csv”" in result.stderr


@pytest.fixture
def own_rules(engine):
    """A version of our own and a day off of our own, on both databases."""
    with Session(engine) as session:
        rule_edits.add(session, entry(), actor=SYSTEM, now=LATER)
        calendar_days.set_day(
            session, date(2026, 11, 20), is_working=False, reason="Nghỉ thử", actor=SYSTEM, now=LATER
        )
        session.commit()
    return engine


def test_due_follows_the_rules_and_the_calendar_of_the_database(own_rules) -> None:
    facts = json.loads(run("due", "KN-ACC1", "2026-11-16", "--json").stdout)

    assert (facts["version"], facts["rules_of"]) == (FIRST_OWN_VERSION, "database")
    # 17, 18, 19, 23 and, over the 24th, the 25th.
    assert facts["due_on"] == "2026-11-25"
    assert {"date": "2026-11-20", "reason": "Nghỉ thử", "unverified": True} in facts["skipped"]


def test_due_without_a_database_reads_the_rules_of_the_product(tmp_path, monkeypatch, sqlite) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "nowhere"))
    from services.settings import settings

    settings.cache_clear()

    result = run("due", "KN-ACC1", "2026-11-16", "--json")

    facts = json.loads(result.stdout)
    assert (facts["version"], facts["rules_of"], facts["due_on"]) == (2, "product", "2026-11-26")
    assert result.stderr == ""
    assert not (tmp_path / "nowhere").exists()


def test_due_says_that_an_old_database_was_not_asked(tmp_path, monkeypatch, sqlite) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "tiepdan.db").write_bytes(b"")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "old"))
    from services.settings import settings

    settings.cache_clear()

    result = run("due", "KN-ACC1", "2026-11-16", "--json")

    assert json.loads(result.stdout)["rules_of"] == "product"
    assert "Cơ sở dữ liệu không trả lời" in result.stderr


def test_due_asks_a_database_without_the_screens_machinery(own_rules) -> None:
    code = (
        "import sys, manage;"
        "manage.app(['due', 'KN-RES1', '2026-01-16', '--json'], standalone_mode=False);"
        "heavy = {'sqlalchemy', 'sqlmodel', 'pandas', 'streamlit', 'duckdb'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rules_of"] == "database"


def test_the_exported_terms_are_a_table_that_passes_the_check(tmp_path, own_rules) -> None:
    path = tmp_path / "thoi-han.csv"

    exported = run("rules", "export", str(path))

    assert exported.exit_code == 0
    assert run("rules", "check", "--terms", str(path)).exit_code == 0
    assert load_rules(path).version_on("KN-ACC1", date(2026, 11, 16)).n == 5


def test_a_recheck_marks_what_differs_and_moves_nothing(engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        build = Builder(session)
        case = running_case(build)
        deadline = handling(session, case)
        # As if the calendar of the product had been another one when it was counted.
        deadline.due_on = deadline.raw_end = case.due_on = date(2026, 11, 25)
        session.commit()

        result = run("rules", "recheck")
        session.expire_all()

        assert "1 thời hạn" in result.stdout
        assert handling(session, case).recount is Recount.WAITING
        assert case.due_on == date(2026, 11, 25)
