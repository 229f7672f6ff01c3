"""First run, accounts and settings work from the command line, named in the trail."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from manage import app
from models import AuditEntry, ExternalIdentity, InboxItem, SecondFactor, Setting, User
from services import clock, sign_in, spreadsheets
from services.settings import settings


@pytest.fixture
def run(sqlite):
    """Run a command on an empty database; gives its output."""

    def command(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == code, result.output
        return result.output

    return command


def last_word(output: str, line: str) -> str:
    return next(text for text in output.splitlines() if line in text).split()[-1]


def test_the_first_run_prints_the_password_once(run, sqlite) -> None:
    password = last_word(run("first-run"), "Mật khẩu một lần")

    again = run("first-run")

    with Session(sqlite) as session:
        assert sign_in.verify(session, "admin", password, now=clock.now()) == 1
        assert session.exec(select(AuditEntry.actor)).first().startswith("manage.py (")
    assert again == ""


def test_a_forgotten_administrator_gets_a_new_password(run, sqlite) -> None:
    run("first-run")

    password = last_word(run("users", "reset", "admin"), "Mật khẩu một lần")

    with Session(sqlite) as session:
        assert sign_in.verify(session, "admin", password, now=clock.now()) == 1


def test_an_administrator_without_telephone_and_codes_gets_in_again(run, sqlite) -> None:
    run("first-run")
    now = clock.now()
    with Session(sqlite) as session:
        session.add(SecondFactor(user_id=1, sealed_secret=b"x", created_at=now, confirmed_at=now))
        session.commit()

    refused = run("users", "reset-factor", "admin", "--reason", "  ", code=2)
    run("users", "reset-factor", "admin", "--reason", "mất điện thoại")

    assert "Chưa nhập “Lý do”" in refused
    with Session(sqlite) as session:
        assert session.get(SecondFactor, 1) is None
        assert session.exec(select(InboxItem.topic)).one() == "second_factor_reset"
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "reset_second_factor")).one()
        assert entry.reason == "mất điện thoại"


def test_an_account_is_linked_only_where_a_provider_is_named(run, monkeypatch, sqlite) -> None:
    run("first-run")
    refused = run("users", "link", "admin", "an-7", code=2)
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"TIEPDAN_OIDC_{name}", "https://sso.example.gov.vn")
    monkeypatch.setenv("TIEPDAN_PUBLIC_URL", "https://tiepdan.example.gov.vn")
    settings.cache_clear()

    run("users", "link", "admin", "an-7")
    with Session(sqlite) as session:
        linked = session.exec(select(ExternalIdentity.subject)).all()
    run("users", "unlink", "admin")

    assert "Chưa cấu hình đăng nhập một lần" in refused
    assert linked == ["an-7"]
    with Session(sqlite) as session:
        assert session.exec(select(ExternalIdentity)).all() == []


def test_accounts_are_added_listed_and_closed(run, sqlite) -> None:
    run("first-run")
    run("users", "add", "hue.dt", "Đặng Thị Huệ", "--role", "officer")

    listed = run("users", "list")
    run("users", "close", "hue.dt", "--reason", "nghỉ hưu")

    assert "hue.dt" in listed
    assert listed.strip().endswith("2 / 2")
    with Session(sqlite) as session:
        assert not session.exec(select(User).where(User.username == "hue.dt")).one().is_active


def test_a_refusal_is_a_vietnamese_sentence(run) -> None:
    run("first-run")

    refused = run("users", "close", "admin", "--reason", "thử", code=2)

    assert "không còn ai quản trị hệ thống" in refused


def test_people_come_from_a_workbook_after_a_dry_run(run, sqlite, tmp_path: Path) -> None:
    run("first-run")
    file = tmp_path / "nguoi.xlsx"
    rows = [["Đặng Thị Huệ", "Chuyên viên"], ["Người Lạ", "Ông chủ"]]
    file.write_bytes(spreadsheets.table("Người dùng", ["Họ và tên", "Vai trò"], rows))

    tried = run("users", "import", str(file), "--dry-run")
    with Session(sqlite) as session:
        before = session.exec(select(User.username)).all()
    done = run("users", "import", str(file))

    assert "Đặng Thị Huệ: được nhận" in tried
    assert "“Vai trò” không hợp lệ" in tried
    assert before == ["admin"]
    assert "Đã thêm 0 đơn vị, 1 tài khoản." in done


def test_settings_go_out_and_come_in_by_the_command_line(run, sqlite, tmp_path: Path) -> None:
    run("first-run")
    file = tmp_path / "settings.json"
    run("settings", "set", "due_soon.days", "9", "--basis", "Quyết định 5", "--from", "2026-01-01")
    run("settings", "export", str(file))
    document = json.loads(file.read_text(encoding="utf-8"))
    document["sections"]["settings"][0]["value"] = "8"
    file.write_text(json.dumps(document), encoding="utf-8")

    tried = run("settings", "import", str(file), "--dry-run")
    run("settings", "import", str(file))

    assert "settings · changed · due_soon.days 2026-01-01: value" in tried
    assert "1 thay đổi" in tried
    with Session(sqlite) as session:
        assert session.exec(select(Setting.value)).one() == "8"
    assert "due_soon.days" in run("settings", "list")
