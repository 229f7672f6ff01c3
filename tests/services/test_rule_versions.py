"""The terms of the database are those of the product, and a new release overwrites nothing of ours."""

from dataclasses import fields, replace
from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, RuleVersion
from models.enums import Recount, Role
from services import clocks, rule_edits, rule_refresh, rule_versions
from services.actors import system_actor
from services.errors import NotPermitted
from services.legal_rules import Rule, load_rules, read_rules, shipped_rules
from services.rule_overlay import FIRST_OWN_VERSION
from tests.services.rule_world import LATER, administrator, entry, handling, running_case

RELEASE = system_actor("manage.py (test)")


def test_the_table_of_a_new_database_is_the_file_of_the_product(session) -> None:
    stored, shipped = rule_versions.table(session), shipped_rules()

    assert stored.ids() == shipped.ids()
    assert sum(len(shipped.versions(rule_id)) for rule_id in shipped.ids()) == 65
    for rule_id in shipped.ids():
        for one, other in zip(stored.versions(rule_id), shipped.versions(rule_id), strict=True):
            assert {f.name: getattr(one, f.name) for f in fields(Rule)} == {
                f.name: getattr(other, f.name) for f in fields(Rule)
            }


def test_the_table_is_made_once_per_content(session, build) -> None:
    first, second = rule_versions.table(session), rule_versions.table(session)
    rule_edits.add(session, entry(), actor=administrator(build), now=LATER)

    assert first is second
    assert rule_versions.table(session) is not first


def test_a_release_without_news_changes_nothing(session) -> None:
    done = rule_refresh.refresh(session, actor=RELEASE, now=LATER)

    assert done == {}
    assert session.exec(select(AuditEntry)).all() == []


def released(monkeypatch, tmp_path, change) -> None:
    """Let the next release come with other rows."""
    header, *rows = rule_refresh.TERMS.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "deadlines.csv"
    path.write_text("\n".join([header, *change(rows)]) + "\n", encoding="utf-8")
    monkeypatch.setattr(rule_refresh, "TERMS", path)
    assert load_rules(path)


NEW_VERSION = "KN-RES1,2,complaint,1,deadline,decision,acceptance,25,calendar_day,,,,,,Luật thử,2026-11-01,,F"


def with_a_new_version(rows: list[str]) -> list[str]:
    old = next(row for row in rows if row.startswith("KN-RES1,1,"))
    ended = old.replace("2012-07-01,,F", "2012-07-01,2026-10-31,F")
    return [ended if row == old else row for row in rows] + [NEW_VERSION]


def test_a_release_adds_versions_and_ends_those_before(session, monkeypatch, tmp_path) -> None:
    released(monkeypatch, tmp_path, with_a_new_version)

    done = rule_refresh.refresh(session, actor=RELEASE, now=LATER)

    table = rule_versions.table(session)
    assert (done["added"], table.version_on("KN-RES1", date(2026, 10, 31)).version) == (1, 1)
    assert table.version_on("KN-RES1", date(2026, 11, 1)).n == 25
    assert session.exec(select(AuditEntry.action)).all() == ["refreshed_rules"]


def test_what_was_entered_here_stands_over_a_release(session, build, monkeypatch, tmp_path) -> None:
    own = entry(rule_id="KN-RES1", n=40, unit="calendar_day", effective_from=date(2026, 6, 1))
    rule_edits.add(session, own, actor=administrator(build), now=LATER)
    released(monkeypatch, tmp_path, with_a_new_version)

    rule_refresh.refresh(session, actor=RELEASE, now=LATER)

    in_force = rule_versions.table(session).version_on("KN-RES1", date(2026, 12, 1))
    assert (in_force.version, in_force.n) == (FIRST_OWN_VERSION, 40)
    assert rule_versions.table(session).pinned("KN-RES1", 2).n == 25


def test_a_number_that_dates_were_counted_with_never_changes(session, monkeypatch, tmp_path) -> None:
    def other_number(rows):
        return [
            row.replace(",10,calendar_day", ",12,calendar_day").replace("LKN art.27", "LKN art.27.1")
            if row.startswith("KN-ACC1,1,")
            else row
            for row in rows
        ]

    released(monkeypatch, tmp_path, other_number)

    rule_refresh.refresh(session, actor=RELEASE, now=LATER)

    rule = rule_versions.table(session).pinned("KN-ACC1", 1)
    assert (rule.n, rule.basis) == (10, "LKN art.27.1")
    trail = session.exec(select(AuditEntry)).one()
    assert trail.details["numbers_kept"] == ["KN-ACC1 v1"]


def test_a_version_that_a_release_drops_stays_for_its_pins(session, monkeypatch, tmp_path) -> None:
    released(monkeypatch, tmp_path, lambda rows: [row for row in rows if not row.startswith("KN-PUB2,")])

    rule_refresh.refresh(session, actor=RELEASE, now=LATER)

    table = rule_versions.table(session)
    assert "KN-PUB2" not in table
    assert table.pinned("KN-PUB2", 1).n == 15


def test_open_clocks_that_a_release_counts_otherwise_wait(session, build, monkeypatch, tmp_path) -> None:
    case = running_case(build)
    before = (handling(session, case).rule_version, case.due_on)

    def late_law(rows):
        old = next(row for row in rows if row.startswith("KN-ACC1,2,"))
        ended = old.replace("2026-07-01,,F", "2026-07-01,2026-10-31,F")
        return [ended if row == old else row for row in rows] + [
            old.replace("KN-ACC1,2,", "KN-ACC1,3,").replace(",7,", ",5,").replace("2026-07-01", "2026-11-01")
        ]

    released(monkeypatch, tmp_path, late_law)
    done = rule_refresh.refresh(session, actor=RELEASE, now=LATER)

    deadline = handling(session, case)
    assert done["clocks_waiting"] == 1
    assert deadline.recount is Recount.WAITING
    assert (deadline.rule_version, case.due_on) == before
    assert clocks.explained(session, case).due_on == case.due_on


def test_only_who_may_edit_rules_refreshes_them(session, build) -> None:
    with pytest.raises(NotPermitted):
        rule_refresh.refresh(session, actor=build.actor(Role.DIRECTOR), now=LATER)


def test_a_verified_version_counts_as_read_in_the_law(session, build) -> None:
    rule_edits.verify(
        session, "PA-SLA", 1, document="Quyết định 15/QĐ-SCT", actor=administrator(build), now=LATER
    )

    row = session.exec(select(RuleVersion).where(RuleVersion.rule_id == "PA-SLA")).one()
    assert rule_versions.table(session).pinned("PA-SLA", 1).confidence == "F"
    assert (row.confidence, row.verified_document) == ("D", "Quyết định 15/QĐ-SCT")
    assert replace(rule_versions.rule_of(row), confidence="D") == next(
        rule for rule in read_rules(rule_refresh.TERMS) if rule.id == "PA-SLA"
    )
