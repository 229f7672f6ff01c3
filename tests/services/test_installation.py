"""All settings travel in one file: what is exported and imported elsewhere is exported the same again."""

import json
from datetime import date

import pytest
from sqlmodel import Session, func, select

from models import AuditEntry, CalendarDay, RoleAssignment, SavedMapping, Setting, Unit, User
from models.enums import Role, UnitKind
from services import (
    actors,
    calendar_days,
    first_run,
    installation,
    rule_edits,
    rule_versions,
    setting_values,
    sign_in,
    unit_endings,
    unit_terms,
)
from services.actors import system_actor
from services.administrators import LastAdministrator
from services.catalogues import Deed
from services.errors import FieldInvalid, NotPermitted
from services.installation_writing import UnknownReference
from services.reminders import band_editing
from services.rule_entry import VersionBeginsTwice
from services.rule_overlay import FIRST_OWN_VERSION
from services.unit_rules import OutsideAndInsideMixed, UnitBelowItself
from tests import databases
from tests.conftest import NOW, TODAY
from tests.services.rule_world import entry, handling, running_case

SYSTEM = system_actor("manage.py (test)")


def furnish(session, build) -> None:
    """A department with everything a settings file holds."""
    root = build.department()
    old, new = build.unit("Thanh tra Sở", parent=root), build.unit("Phòng Pháp chế", parent=root)
    build.unit("UBND tỉnh", kind=UnitKind.OUTSIDE)
    user = build.user(Role.INSPECTOR, unit=old, username="an.nv", password_hash="bí mật")
    build.user(Role.ADMINISTRATOR, username="quan.tri", password_hash="x")
    day = {"valid_from": date(2020, 1, 1), "actor": SYSTEM, "now": NOW}
    unit_terms.set_head(session, old.id, name="Phan Đức Mẫn", user_id=user.id, **day)
    unit_endings.end(session, old.id, last_day=date(2025, 6, 30), successor_id=new.id, actor=SYSTEM, now=NOW)
    first_run.load_shipped_lists(session, actor=SYSTEM, now=NOW)
    gone = build.commune("xã Cũ", valid_to=date(2025, 6, 30), is_remote=True, population=900)
    gone.successor_id = build.commune("phường Mới").id
    session.flush()
    basis = {"basis": "Quyết định 5", "actor": SYSTEM, "now": NOW}
    setting_values.set_value(session, "crowd.group_min", "4", valid_from=TODAY, **basis)
    band_editing.switch_off(session, "overdue_15", valid_from=TODAY, **basis)
    calendar_days.set_notice(session, 2027, letter_number="12/TB", actor=SYSTEM, now=NOW)
    calendar_days.set_day(session, TODAY, is_working=False, reason="Thử", actor=SYSTEM, now=NOW)
    rule_edits.add(session, entry(), actor=SYSTEM, now=NOW)
    verified = {"document": "Quyết định 15/QĐ-SCT", "actor": SYSTEM, "now": NOW}
    rule_edits.verify(session, "KN-ACC1", FIRST_OWN_VERSION, **verified)
    rule_edits.verify(session, "PA-SLA", 1, **verified)
    build.add(SavedMapping(name="Sổ cũ", mapping={"a": 1}, created_by_id=user.id, created_at=NOW))


def exported(session, *, with_users=True) -> bytes:
    return installation.export(session, with_users=with_users, actor=SYSTEM, now=NOW)


def emptied(engine) -> None:
    """The same database without a row, as a new installation has it."""
    if engine.dialect.name == "postgresql":
        databases.empty(str(engine.url.render_as_string(hide_password=False)))
        return
    from sqlalchemy import text

    with engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(text("DELETE FROM rule_versions WHERE source = 'own'"))
        connection.execute(text("UPDATE rule_versions SET verified_at = NULL, verified_document = ''"))
        kept = ("alembic_version", "change_counter", "audit_entries", "case_events", "rule_versions")
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        for name in [name for name in names if name not in kept and not name.startswith("sqlite_")]:
            connection.execute(text(f'DELETE FROM "{name}"'))


@pytest.mark.parametrize("with_users", [True, False])
def test_settings_taken_into_an_empty_database_are_exported_the_same(
    engine, session, build, with_users
) -> None:
    furnish(session, build)
    first = exported(session, with_users=with_users)
    if not with_users:
        build.session.expire_all()
    session.commit()
    session.close()
    emptied(engine)

    with Session(engine, expire_on_commit=False) as other:
        if not with_users:
            first_run.ensure_first_administrator(other, actor=SYSTEM, now=NOW)
        installation.take_in(other, first, actor=SYSTEM, now=NOW)
        other.commit()

        assert exported(other, with_users=with_users) == first
        assert actors.focal_unit_id(other, today=date(2025, 7, 1)) is not None
        assert rule_versions.table(other).version_on("KN-ACC1", TODAY).n == 5
        assert rule_versions.table(other).pinned("PA-SLA", 1).confidence == "F"


def test_no_password_leaves_with_the_file(session, build) -> None:
    furnish(session, build)

    with_users = exported(session).decode()
    without_users = exported(session, with_users=False).decode()

    assert "an.nv" in with_users
    assert "bí mật" not in with_users
    assert "an.nv" not in without_users


def test_the_preview_tells_added_changed_and_same_and_writes_nothing(session, build) -> None:
    furnish(session, build)
    document = json.loads(exported(session, with_users=False))
    document["sections"]["fields"][0]["name"] = "Tên khác"
    document["sections"]["fields"].append({"code": "MOI", "name": "Mới", "valid_from": "2026-01-01"})
    data = json.dumps(document).encode()

    planned = installation.plan(session, data, actor=SYSTEM)

    found = [(change.section, change.deed, list(change.fields)) for change in planned.changes]
    assert found[0] == ("fields", Deed.CHANGED, ["name"])
    assert found[1][:2] == ("fields", Deed.ADDED)
    assert len(found) == 2
    assert planned.same["units"] == 4
    assert "Tên khác" not in exported(session, with_users=False).decode()


def test_the_department_is_recognised_whatever_its_code(session, build) -> None:
    furnish(session, build)
    data = exported(session, with_users=False).replace(b'"SCT"', b'"SO-KHAC"')

    planned = installation.take_in(session, data, actor=SYSTEM, now=NOW)

    assert [(change.key, change.fields) for change in planned.changes] == [
        ("@department", {"code": ["SCT", "SO-KHAC"]})
    ]
    roots = session.exec(select(Unit.code).where(Unit.kind == UnitKind.DEPARTMENT)).all()
    assert roots == ["SO-KHAC"]


def test_a_second_import_changes_nothing(session, build) -> None:
    furnish(session, build)
    data = exported(session)

    planned = installation.take_in(session, data, actor=SYSTEM, now=NOW)

    assert planned.changes == []


def test_each_imported_row_stands_in_the_trail_with_before_and_after(session, build) -> None:
    furnish(session, build)
    document = json.loads(exported(session, with_users=False))
    document["sections"]["settings"][0]["note"] = "Văn bản khác"

    installation.take_in(session, json.dumps(document).encode(), actor=SYSTEM, now=NOW)

    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "imported_changed")).one()
    assert list(entry.details["changed"]) == ["note"]


def test_an_imported_person_has_no_password_until_one_is_given(session, build) -> None:
    furnish(session, build)
    document = json.loads(exported(session))
    person = {"username": "moi.nt", "name": "Nguyễn Thị Mới", "roles": []}
    person["roles"] = [{"role": "officer", "unit": "SCT", "valid_from": "2026-01-01"}]
    document["sections"]["users"].append(person)

    installation.take_in(session, json.dumps(document).encode(), actor=SYSTEM, now=NOW)

    user = session.exec(select(User).where(User.username == "moi.nt")).one()
    assert (user.password_hash, user.must_change_password, user.folded) == ("", True, "nguyen thi moi")
    assert actors.actor_of(session, user, today=TODAY).role is Role.OFFICER
    assert sign_in.verify(session, "moi.nt", "", now=NOW) is None


def test_an_import_does_not_take_the_last_administrator_away(session, build) -> None:
    furnish(session, build)
    document = json.loads(exported(session))
    for person in document["sections"]["users"]:
        person["is_active"] = False

    with pytest.raises(LastAdministrator):
        installation.take_in(session, json.dumps(document).encode(), actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b'{"format": "other"}', b'{"format": "tiep-dan-settings", "version": 1}'],
)
def test_another_file_is_refused_in_words(session, data) -> None:
    with pytest.raises(installation.NotASettingsFile):
        installation.plan(session, data, actor=SYSTEM)


def test_a_newer_file_is_refused(session) -> None:
    data = b'{"format": "tiep-dan-settings", "version": 2, "sections": {}}'

    with pytest.raises(installation.SettingsFileTooNew):
        installation.plan(session, data, actor=SYSTEM)


@pytest.mark.parametrize(
    ("section", "row", "refusal"),
    [
        ("fields", {"code": "A", "name": "A"}, installation.SettingsRowInvalid),
        ("fields", {"code": "A", "name": "A", "valid_from": "31/02/2026"}, installation.SettingsRowInvalid),
        ("fields", {"code": "A", "name": "A", "valid_from": "2026-01-01", "x": 1}, None),
        ("settings", {"name": "no.key", "value": "1", "valid_from": "2026-01-01"}, None),
        ("settings", {"name": "due_soon.days", "value": "-1", "valid_from": "2026-01-01"}, FieldInvalid),
        (
            "units",
            {"code": "A", "name": "A", "kind": "division", "parent": "Z", "valid_from": "2026-01-01"},
            UnknownReference,
        ),
        (
            "units",
            {"code": "A", "name": "A", "kind": "division", "parent": "A", "valid_from": "2026-01-01"},
            UnitBelowItself,
        ),
        (
            "units",
            {"code": "A", "name": "A", "kind": "outside", "parent": "SCT", "valid_from": "2026-01-01"},
            OutsideAndInsideMixed,
        ),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(engine, session, build, section, row, refusal) -> None:
    build.department()
    session.commit()
    content = {"format": "tiep-dan-settings", "version": 1, "sections": {section: [row]}}

    with pytest.raises(refusal or installation.SettingsRowInvalid):
        installation.take_in(session, json.dumps(content).encode(), actor=SYSTEM, now=NOW)
    session.rollback()

    for model, count in ((Unit, 1), (Setting, 0), (CalendarDay, 0), (RoleAssignment, 0)):
        assert session.exec(select(func.count()).select_from(model)).one() == count


@pytest.mark.parametrize("value", ["due 1 week officer", "off now", "", "due 1 calendar_day fallback"])
def test_a_band_of_reminders_that_cannot_be_read_is_refused(session, build, value) -> None:
    build.department()
    row = {"name": "escalation.overdue_5", "value": value, "valid_from": "2026-11-23", "note": "x"}
    data = json.dumps({"format": "tiep-dan-settings", "version": 1, "sections": {"settings": [row]}}).encode()

    with pytest.raises(installation.SettingsRowInvalid):
        installation.take_in(session, data, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OFFICER, Role.VIEWER])
def test_who_may_neither_export_nor_import(session, build, role) -> None:
    actor = build.actor(role)

    with pytest.raises(NotPermitted):
        installation.export(session, with_users=False, actor=actor, now=NOW)
    with pytest.raises(NotPermitted):
        installation.take_in(session, b"{}", actor=actor, now=NOW)


def test_a_version_that_stands_is_not_rewritten_by_a_file(session, build) -> None:
    furnish(session, build)
    document = json.loads(exported(session, with_users=False))
    document["sections"]["rule_versions"][0]["n"] = 6
    data = json.dumps(document).encode()

    with pytest.raises(VersionBeginsTwice):
        installation.take_in(session, data, actor=SYSTEM, now=NOW)

    assert rule_versions.table(session).version_on("KN-ACC1", TODAY).n == 5


def test_days_of_a_file_leave_open_clocks_waiting(session, build) -> None:
    furnish(session, build)
    document = json.loads(exported(session, with_users=False))
    case = running_case(build, received_on=date(2026, 11, 20))
    before = case.due_on
    day = {"day": "2026-11-25", "is_working": False, "reason": "Nghỉ theo công điện"}
    document["sections"]["calendar"].append(day)

    installation.take_in(session, json.dumps(document).encode(), actor=SYSTEM, now=NOW)
    session.expire_all()

    assert handling(session, case).recount == "waiting"
    assert case.due_on == before
