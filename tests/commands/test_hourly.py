"""`manage.py hourly` prints what it did, as lines or JSON, and is quiet outside working hours."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from manage import app
from models import AuditEntry, BriefingSnapshot, InboxItem
from models.enums import CaseState, Role
from services import clock, clocks


@pytest.fixture
def case(session, build):
    """An accepted case with an officer; target day Friday 4 December, due Monday 7 December."""
    officer = build.user(Role.OFFICER)
    found = build.case(
        received_on=date(2026, 11, 2),
        accepted_on=date(2026, 11, 5),
        state=CaseState.ACCEPTED,
        officer_id=officer.id,
        code="2026-00042",
    )
    clocks.restart_clocks(session, found, today=date(2026, 11, 23))
    session.commit()
    return found


@pytest.fixture
def hourly(monkeypatch):
    """Run the command at an instant of the department's clock."""

    def run(hour: int, *options: str):
        instant = datetime(2026, 11, 27, hour - 7, 0, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: instant)
        return CliRunner().invoke(app, ["hourly", *options])

    return run


def test_it_prints_whom_it_told_of_what(session, case, hourly) -> None:
    ran = hourly(9)

    assert ran.exit_code == 0, ran.output
    assert ran.stdout.splitlines() == [
        "  2026-00042  Giải quyết 07/12/2026  before_target_5: người thụ lý",
        "1 thời hạn đến mốc nhắc: đã nhắc 1 bằng 1 tin cho 1 người, 0 không có người nhận; "
        "báo 0 vị trí phụ trách còn thiếu.",
    ]
    assert session.exec(select(InboxItem)).one().user_id == case.officer_id
    told, frozen = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert told.actor.startswith("manage.py (")
    assert (frozen.action, frozen.details["week"]) == ("briefing.freeze", "w2026-47")


def test_the_week_before_is_frozen_once_and_not_by_a_dry_run(session, build, hourly) -> None:
    build.department()
    session.commit()

    def frozen() -> list[date]:
        session.rollback()
        return list(session.exec(select(BriefingSnapshot.monday)))

    hourly(8, "--dry-run")
    assert frozen() == []
    assert hourly(9).exit_code == hourly(10).exit_code == 0
    assert frozen() == [date(2026, 11, 16)]


def test_a_dry_run_and_json(session, case, hourly) -> None:
    ran = hourly(9, "--dry-run", "--json")

    found = json.loads(ran.stdout)
    assert (found["in_hours"], found["clocks"], found["reminders"], found["messages"]) == (True, 1, 1, 0)
    assert found["told"] == [
        {
            "code": "2026-00042",
            "step": "settlement",
            "band": "before_target_5",
            "due_on": "2026-12-07",
            "capacities": ["officer"],
        }
    ]
    assert session.exec(select(InboxItem)).all() == []


def test_before_work_begins_it_only_says_so(session, case, hourly) -> None:
    ran = hourly(7)

    assert ran.exit_code == 0
    assert ran.stdout.strip() == "Ngoài giờ làm việc: lúc này không nhắc ai."
    assert session.exec(select(InboxItem)).all() == []
