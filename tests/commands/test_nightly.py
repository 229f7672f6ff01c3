"""`manage.py nightly` prints one line or JSON, and its exit code says whether anything differs."""

import json

import pytest
from sqlalchemy import text
from sqlmodel import select
from typer.testing import CliRunner

from manage import app
from models import AuditEntry
from models.enums import CaseState


@pytest.fixture
def case(session, build):
    """An accepted case known by its days."""
    from datetime import date

    from services import clocks

    found = build.case(received_on=date(2026, 11, 2), accepted_on=date(2026, 11, 5), state=CaseState.ACCEPTED)
    clocks.restart_clocks(session, found, today=date(2026, 11, 23))
    session.commit()
    return found


def nightly(*options: str):
    return CliRunner().invoke(app, ["nightly", *options])


def test_a_night_without_a_difference_ends_well(session, case) -> None:
    ran = nightly()

    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("Đã đối chiếu 1 vụ việc, 2 thời hạn")
    walls, trail = ran.stdout.splitlines()[1:3]
    assert walls.startswith("Đã rà soát việc ngăn xung đột lợi ích của 0 đơn và vụ việc tố cáo")
    assert trail.endswith("1 dòng chưa niêm phong: nguyên vẹn.")
    noted = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    deeds = ["nightly.proof", "audit.seal", "audit.verify", "briefing.freeze"]
    deeds += ["warning.run", "warning.backtest"]
    assert [entry.action for entry in noted] == deeds
    assert {entry.user_id for entry in noted} == {None}
    assert noted[0].actor.startswith("manage.py (")


def test_a_difference_is_an_exit_code(session, case) -> None:
    session.execute(text("UPDATE cases SET due_on = '2026-12-31'"))
    session.commit()

    ran = nightly("--json", "--all")

    assert ran.exit_code == 1
    counts = json.loads(ran.stdout)
    assert {name: counts[name] for name in ("cases", "differing", "differences", "new")} == {
        "cases": 1,
        "differing": 1,
        "differences": 1,
        "new": 1,
    }
    assert (counts["trail_entries"], counts["trail_faults"]) == (2, 0)
    assert nightly().exit_code == 1


def test_a_broken_trail_is_an_exit_code(session, engine) -> None:
    assert nightly().exit_code == 0
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE audit_entries SET actor = 'x' WHERE id = 1"))

    ran = nightly()

    assert ran.exit_code == 1
    assert "Dòng 1 bị sửa sau khi niêm phong (niêm phong số 1)." in ran.stderr
