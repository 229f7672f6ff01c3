"""A new version of a term: what is refused, what it touches, and that nothing moves by itself."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Deadline, RuleVersion
from models.enums import CaseState, Kind, Recount, Role
from services import clock_keeping, clocks, rule_edits, rule_entry, rule_versions
from services.clock_choice import CaseFacts
from services.course_checks import extension_limit
from services.entries import TextTooLong
from services.errors import FieldRequired, NotPermitted
from services.legal_rules import TermUnit
from services.rule_overlay import FIRST_OWN_VERSION
from tests.builders import NOW
from tests.services.rule_world import (
    LATER,
    TODAY,
    administrator,
    closed_case,
    entry,
    event,
    handling,
    running_case,
)


@pytest.fixture
def admin(build):
    return administrator(build)


def add(session, admin, **values):
    return rule_edits.add(session, entry(**values), actor=admin, now=LATER)


@pytest.mark.parametrize(
    ("values", "refusal", "words"),
    [
        ({"n": 0}, rule_entry.TermIsZero, "a term of 0 days"),
        ({"n": -5}, rule_entry.DirectionTurned, "counted forward"),
        ({"n": 99_999}, rule_entry.TermTooLong, "longer than any"),
        ({"unit": TermUnit.DAY_PER_WEEK}, rule_entry.UnitUnfit, "cannot count this unit"),
        ({"max_extensions": 2}, rule_entry.ExtensionsUnfit, "number of days"),
        ({"effective_to": date(2026, 9, 30)}, rule_entry.VersionReversed, "30/09/2026 lies before"),
        ({"effective_from": date(2012, 6, 30)}, rule_entry.VersionBeforeRule, "in force from 01/07/2012"),
        ({"basis": " "}, FieldRequired, "Basis in law"),
        ({"basis": "x" * 301}, TextTooLong, "300"),
        (
            {"n": 7, "basis": "ND155 art.10 (ND124 art.16.1)"},
            rule_entry.VersionChangesNothing,
            "word for word",
        ),
    ],
)
def test_a_wrong_version_is_refused_by_name(session, admin, values, refusal, words) -> None:
    with pytest.raises(refusal) as refused:
        add(session, admin, **values)

    assert words in str(refused.value)
    assert session.exec(select(RuleVersion).where(RuleVersion.source == "own")).all() == []


def test_a_term_that_counts_backward_keeps_doing_so(session, admin) -> None:
    backward = {"rule_id": "TCD-PST", "unit": TermUnit.WORKING_DAY, "effective_from": date(2026, 10, 1)}

    with pytest.raises(rule_entry.DirectionTurned) as refused:
        add(session, admin, n=5, **backward)
    row, _waiting = add(session, admin, n=-7, **backward)

    assert "backward" in str(refused.value)
    assert row.n == -7


def test_a_quota_counts_days_per_period(session, admin) -> None:
    quota = {"rule_id": "TCD-HEAD", "n": 2, "effective_from": date(2026, 10, 1)}

    with pytest.raises(rule_entry.UnitUnfit):
        add(session, admin, unit=TermUnit.CALENDAR_DAY, **quota)

    assert add(session, admin, unit=TermUnit.DAY_PER_MONTH, **quota)[0].n == 2


def test_two_versions_from_one_day_and_overlaps_are_refused(session, admin) -> None:
    add(session, admin)

    with pytest.raises(rule_entry.VersionBeginsTwice) as twice:
        add(session, admin, n=6)
    with pytest.raises(rule_entry.VersionOverlaps) as overlap:
        add(session, admin, effective_from=date(2026, 8, 1), effective_to=date(2026, 12, 31))

    assert f"version {FIRST_OWN_VERSION} already begins on 01/10/2026" in str(twice.value)
    assert "begins on 01/10/2026, before the last day 31/12/2026" in str(overlap.value)


def test_a_version_that_would_leave_a_gap_is_refused(session, admin) -> None:
    with pytest.raises(rule_entry.VersionLeavesGap) as refused:
        add(session, admin, rule_id="KN-PUB2", n=10, unit=TermUnit.CALENDAR_DAY)

    assert "from 10/12/2020 to 30/09/2026" in str(refused.value)


def test_variants_whose_total_no_longer_fits_are_named(session, admin) -> None:
    preview = rule_edits.preview(
        session,
        entry(rule_id="TC-RES", n=40, unit=TermUnit.CALENDAR_DAY, extension_days=30),
        actor=admin,
        today=TODAY,
    )

    assert [(w.values["variant"], w.values["total"]) for w in preview.warnings] == [
        ("TC-RESX", 70),
        ("TC-RESXX", 100),
    ]


def test_the_preview_counts_open_clocks_and_keeps_codes_from_an_administrator(session, build, admin) -> None:
    unit = build.unit("Phòng Quản lý", parent=build.department())
    running_case(build, unit=unit)
    running_case(build, received_on=date(2026, 9, 30), unit=unit)
    closed_case(build)

    preview = rule_edits.preview(session, entry(), actor=admin, today=TODAY)

    assert (preview.effect.cases, preview.effect.clocks, preview.effect.petitions) == (1, 1, 0)
    assert [(line.unit, line.earlier) for line in preview.effect.lines] == [("Phòng Quản lý", 1)]
    assert (preview.seen, preview.total_seen) == ([], 0)
    assert session.exec(select(RuleVersion).where(RuleVersion.source == "own")).all() == []


def test_denunciations_are_counted_without_their_unit(session, build, admin) -> None:
    unit = build.unit("Phòng Quản lý", parent=build.department())
    running_case(build, kind=Kind.DENUNCIATION, unit=unit)

    preview = rule_edits.preview(session, entry(rule_id="TC-INI"), actor=admin, today=TODAY)

    assert [(line.kind, line.unit_id, line.unit) for line in preview.effect.lines] == [
        (Kind.DENUNCIATION, None, "")
    ]


def test_an_open_clock_keeps_version_and_day_until_somebody_decides(session, build, admin) -> None:
    case = running_case(build)
    before = (handling(session, case).rule_version, case.due_on)

    _row, waiting = add(session, admin)
    session.expire_all()
    clocks.restart_clocks(session, case, today=TODAY)

    deadline = handling(session, case)
    assert waiting == 1
    assert (deadline.rule_version, case.due_on) == before
    assert deadline.recount is Recount.WAITING
    row = clocks.explained(session, case).rows[0]
    assert (row.anew.version, row.anew.due_on) == (FIRST_OWN_VERSION, date(2026, 11, 23))
    assert row.dates.due_on == case.due_on


def test_a_closed_case_is_as_it_was(session, build, admin) -> None:
    case = closed_case(build)
    before = clocks.explained(session, case)

    _row, waiting = add(session, admin)
    session.expire_all()

    assert waiting == 0
    assert clocks.explained(session, case) == before
    assert handling(session, case).recount is None


def test_a_step_entered_later_follows_the_new_version(session, build, admin) -> None:
    add(session, admin)

    case = running_case(build, received_on=date(2026, 10, 30))

    assert handling(session, case).rule_version == FIRST_OWN_VERSION


def test_a_clock_that_is_not_stored_keeps_the_version_known_when_its_step_was_entered(
    session, build, admin
) -> None:
    case = running_case(build, received_on=date(2026, 10, 5))
    event(build, case, "accept", date(2026, 10, 8), from_state=CaseState.NEW, to_state=CaseState.ACCEPTED)
    event(
        build,
        case,
        "decide",
        date(2026, 10, 20),
        from_state=CaseState.ACCEPTED,
        to_state=CaseState.DECIDED,
        outcome="right",
    )
    before = {row.step: row.dates for row in clocks.restart_clocks(session, case, today=TODAY).rows}

    add(session, admin, rule_id="KN-EFF1", n=20, unit=TermUnit.CALENDAR_DAY)
    session.expire_all()
    after = {row.step: row.dates for row in clocks.explained(session, case).rows}

    assert NOW < LATER
    assert after["effect"] == before["effect"]
    assert after["enforcement"] == before["enforcement"]


def test_a_version_nobody_used_is_undone_and_leaves_its_trail(session, build, admin) -> None:
    case = running_case(build)
    add(session, admin)

    rule_edits.undo(session, "KN-ACC1", FIRST_OWN_VERSION, actor=admin, now=LATER)

    assert rule_versions.table(session).version_on("KN-ACC1", TODAY).version == 2
    assert handling(session, case).recount is None
    trail = session.exec(select(AuditEntry).where(AuditEntry.subject == "rule")).all()
    assert [(one.action, one.details["key"]) for one in trail] == [
        ("added_rule_version", "KN-ACC1"),
        ("undone_rule_version", "KN-ACC1"),
    ]
    assert trail[0].details["changed"]["n"] == [7, 5]
    assert trail[0].details["clocks_waiting"] == 1


def test_a_version_in_use_is_not_undone_but_ends(session, build, admin) -> None:
    add(session, admin)
    case = running_case(build)

    with pytest.raises(rule_edits.VersionInUse) as refused:
        rule_edits.undo(session, "KN-ACC1", FIRST_OWN_VERSION, actor=admin, now=LATER)
    waiting = rule_edits.end(
        session,
        "KN-ACC1",
        FIRST_OWN_VERSION,
        last_day=date(2026, 9, 30),
        reason="Nhập nhầm văn bản",
        actor=admin,
        now=LATER + timedelta(hours=1),
    )

    # The clock of the case and that of its petition.
    assert "2 clocks were counted with it" in str(refused.value)
    table = rule_versions.table(session)
    assert (waiting, table.version_on("KN-ACC1", TODAY).version) == (1, 2)
    assert table.pinned("KN-ACC1", FIRST_OWN_VERSION).n == 5
    assert handling(session, case).rule_version == FIRST_OWN_VERSION


def test_an_own_version_ends_on_a_day_and_the_shipped_one_holds_again(session, admin) -> None:
    add(session, admin)

    rule_edits.end(
        session,
        "KN-ACC1",
        FIRST_OWN_VERSION,
        last_day=date(2026, 12, 31),
        reason="Hết hiệu lực",
        actor=admin,
        now=LATER,
    )

    table = rule_versions.table(session)
    assert table.version_on("KN-ACC1", date(2026, 12, 31)).version == FIRST_OWN_VERSION
    assert table.version_on("KN-ACC1", date(2027, 1, 1)).version == 2


def test_shipped_versions_are_neither_undone_nor_ended(session, admin) -> None:
    with pytest.raises(rule_edits.VersionIsShipped):
        rule_edits.undo(session, "KN-ACC1", 2, actor=admin, now=LATER)
    with pytest.raises(rule_edits.VersionIsShipped):
        rule_edits.end(session, "KN-ACC1", 2, last_day=TODAY, reason="x", actor=admin, now=LATER)


def test_verifying_needs_the_document(session, admin) -> None:
    with pytest.raises(FieldRequired):
        rule_edits.verify(session, "PA-SLA", 1, document="  ", actor=admin, now=LATER)

    row = rule_edits.verify(session, "PA-SLA", 1, document="QĐ 15", actor=admin, now=LATER)

    assert (row.verified_by, row.verified_at) == (admin.name, LATER)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_changes_rules(session, build, role) -> None:
    actor = build.actor(role)

    with pytest.raises(NotPermitted):
        rule_edits.add(session, entry(), actor=actor, now=LATER)
    with pytest.raises(NotPermitted):
        rule_edits.preview(session, entry(), actor=actor, today=TODAY)
    with pytest.raises(NotPermitted):
        rule_edits.verify(session, "PA-SLA", 1, document="x", actor=actor, now=LATER)
    with pytest.raises(NotPermitted):
        rule_edits.undo(session, "KN-ACC1", 2, actor=actor, now=LATER)
    with pytest.raises(NotPermitted):
        rule_edits.end(session, "KN-ACC1", 2, last_day=TODAY, reason="x", actor=actor, now=LATER)

    assert session.exec(select(Deadline)).all() == []


def test_how_often_a_case_may_be_extended_follows_the_version_it_is_counted_with(
    session, build, admin
) -> None:
    case = running_case(build, received_on=date(2026, 9, 1), kind=Kind.DENUNCIATION)
    event(build, case, "accept", date(2026, 10, 5), from_state=CaseState.NEW, to_state=CaseState.ACCEPTED)
    case.state, case.accepted_on = CaseState.ACCEPTED, date(2026, 10, 5)
    clocks.restart_clocks(session, case, today=TODAY)
    once = {"unit": TermUnit.CALENDAR_DAY, "extension_days": 30, "max_extensions": 1}
    add(session, admin, rule_id="TC-RESXX", n=60, effective_from=date(2026, 9, 1), **once)
    stored = clocks.deadlines_of(session, case)

    table = clock_keeping.terms_for_extending(
        rule_versions.entered(session), stored, clocks.events_of(session, case)
    )

    facts = CaseFacts(Kind.DENUNCIATION, complexity="especially_complex")
    assert extension_limit(facts, date(2026, 10, 5), table)[0] == 2
    assert extension_limit(facts, date(2026, 10, 5), rule_versions.table(session))[0] == 1
