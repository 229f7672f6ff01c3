"""Crowds, over-level records and directives are recorded within the law and the actor's scope."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry
from models.enums import Kind, Level, Role
from services import crowds, directives, over_level
from services.crowds import CrowdInput
from services.directives import DirectiveInput
from services.errors import AppError, DateInFuture, FieldInvalid, FieldRequired, NotFound, NotPermitted
from services.matter_link import CaseCodeUnknown
from services.over_level import NotOverLevel, OverLevelInput
from tests.builders import NOW, TODAY


def test_four_answers_record_a_crowd_with_the_place_of_its_case(session, build) -> None:
    unit = build.unit(parent=build.department())
    case = build.case(unit=unit, field_id=build.subject_field().id, commune_id=build.commune().id)
    clerk = build.actor_of(build.clerk())

    crowd = crowds.record_crowd(
        session,
        CrowdInput(12, "  Cổng  trụ sở ", NOW - timedelta(hours=1), case_code=case.code.lower()),
        actor=clerk,
        now=NOW,
    )

    assert (crowd.unit_id, crowd.field_id, crowd.commune_id) == (unit.id, case.field_id, case.commune_id)
    assert (crowd.place, crowd.gathered_on, crowd.is_ongoing) == ("Cổng trụ sở", TODAY, True)
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("crowd.record", crowd.id)


@pytest.mark.parametrize(
    ("entry", "refusal", "field"),
    [
        (CrowdInput(4, "Cổng", NOW), crowds.TooFewForACrowd, "persons"),
        (CrowdInput(3_000_000_000, "Cổng", NOW), FieldInvalid, "persons"),
        (CrowdInput(9, " ", NOW), FieldRequired, "place"),
        (CrowdInput(9, "Cổng", NOW + timedelta(minutes=1)), DateInFuture, "began_at"),
        (CrowdInput(9, "Cổng", NOW, case_code="2026-99999"), CaseCodeUnknown, "case_code"),
    ],
)
def test_what_is_no_crowd_is_refused_by_name(session, build, entry, refusal, field) -> None:
    with pytest.raises(refusal) as refused:
        crowds.record_crowd(session, entry, actor=build.actor_of(build.clerk()), now=NOW)

    assert refused.value.field == field


def test_the_day_of_a_crowd_is_the_local_one(session, build) -> None:
    late_evening_utc = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

    crowd = crowds.record_crowd(
        session, CrowdInput(9, "Cổng", late_evening_utc), actor=build.actor_of(build.clerk()), now=NOW
    )

    assert crowd.gathered_on == date(2026, 11, 23)


def test_a_viewer_records_nothing(session, build) -> None:
    viewer = build.actor(Role.VIEWER)

    with pytest.raises(NotPermitted):
        crowds.record_crowd(session, CrowdInput(9, "Cổng", NOW), actor=viewer, now=NOW)
    with pytest.raises(NotPermitted):
        over_level.record_over_level(session, OverLevelInput(TODAY, Level.PROVINCE), actor=viewer, now=NOW)
    with pytest.raises(NotPermitted):
        directives.record_directive(session, DirectiveInput("x", "1", "y", TODAY), actor=viewer, now=NOW)


@pytest.mark.parametrize(
    ("persons", "representatives", "is_lawful"),
    [(9, 2, True), (9, 3, False), (10, 5, True), (10, 6, False), (30, 0, False), (30, None, True)],
)
def test_a_group_has_as_many_representatives_as_the_law_says(
    session, build, persons, representatives, is_lawful
) -> None:
    clerk = build.actor_of(build.clerk())
    crowd = build.crowd(persons=persons, is_ongoing=True)
    values = {"ended_at": NOW, "representatives": representatives, "actor": clerk, "now": NOW}

    if is_lawful:
        ended = crowds.end_crowd(session, crowd.id, result="Đã tiếp", **values)
        assert (ended.is_ongoing, ended.ended_at, ended.result) == (False, NOW, "Đã tiếp")
    else:
        with pytest.raises(crowds.TooManyRepresentatives):
            crowds.end_crowd(session, crowd.id, **values)


def test_a_crowd_ends_once_and_not_before_it_began(session, build) -> None:
    clerk = build.actor_of(build.clerk())
    crowd = build.crowd(began_at=NOW, gathered_on=TODAY, is_ongoing=True)

    with pytest.raises(crowds.EndsBeforeItBegan):
        crowds.end_crowd(session, crowd.id, ended_at=NOW - timedelta(minutes=1), actor=clerk, now=NOW)
    crowds.end_crowd(session, crowd.id, ended_at=NOW, actor=clerk, now=NOW)

    with pytest.raises(crowds.CrowdHasEnded):
        crowds.end_crowd(session, crowd.id, ended_at=NOW, actor=clerk, now=NOW)


def test_a_voided_crowd_leaves_the_lists_and_stays_in_the_trail(session, build) -> None:
    clerk = build.actor_of(build.clerk())
    crowd = build.crowd(gathered_on=TODAY, is_ongoing=True)
    assert crowds.ongoing(session, actor=clerk, today=TODAY) == [crowd]

    crowds.void_crowd(session, crowd.id, reason="Nhầm", actor=clerk, now=NOW)

    assert crowds.ongoing(session, actor=clerk, today=TODAY) == []
    assert crowds.recent(session, actor=clerk) == []
    assert session.get(type(crowd), crowd.id).void_reason == "Nhầm"


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_what_stands_beside_a_case_can_be_voided(session, build, kind) -> None:
    director, case = build.actor(Role.DIRECTOR), build.case(kind=kind)
    crowd_id = build.crowd(case_id=case.id).id
    entry = OverLevelInput(TODAY, Level.PROVINCE, case_code=case.code)
    record_id = over_level.record_over_level(session, entry, actor=director, now=NOW).id
    session.commit()
    # As in a request of its own: the case is not at hand yet.
    session.expunge_all()

    crowd = crowds.void_crowd(session, crowd_id, reason="Nhập nhầm", actor=director, now=NOW)
    record = over_level.void_record(session, record_id, reason="Nhập nhầm", actor=director, now=NOW)

    assert (crowd.voided_at, record.voided_at) == (NOW, NOW)
    assert (crowd.void_reason == "Nhập nhầm") == (kind is Kind.COMPLAINT)
    assert (record.void_reason == "Nhập nhầm") == (kind is Kind.COMPLAINT)


def test_a_crowd_about_a_denunciation_is_hidden_from_who_may_not_see_it(session, build) -> None:
    unit = build.unit(parent=build.department())
    case = build.case(unit=unit, kind=Kind.DENUNCIATION)
    petition = build.petition(unit=unit, kind=Kind.DENUNCIATION)
    by_case = build.crowd(unit=unit, case_id=case.id)
    by_petition = build.crowd(unit=unit, petition_id=petition.id)
    plain = build.crowd(unit=unit)
    officer = build.actor(Role.OFFICER, unit=unit)
    director = build.actor(Role.DIRECTOR)

    assert [crowd.id for crowd in crowds.recent(session, actor=officer)] == [plain.id]
    assert len(crowds.recent(session, actor=director)) == 3
    for hidden in (by_case, by_petition):
        with pytest.raises(NotFound):
            crowds.void_crowd(session, hidden.id, reason="x", actor=officer, now=NOW)


def test_going_over_the_competent_level_marks_the_case(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    case = build.case()
    entry = OverLevelInput(TODAY, Level.CENTRE, body="Ban Tiếp công dân trung ương", case_code=case.code)

    record = over_level.record_over_level(session, entry, actor=director, now=NOW)

    assert case.over_level is True
    assert over_level.recent(session, actor=director) == [record]


@pytest.mark.parametrize(
    "entry",
    [
        OverLevelInput(TODAY, Level.DEPARTMENT),
        OverLevelInput(TODAY, Level.UNIT),
        OverLevelInput(TODAY, Level.PROVINCE, lower_has_answered_or_is_late=True),
        OverLevelInput(TODAY, Level.DEPARTMENT, competent_level=Level.PROVINCE),
    ],
)
def test_what_the_law_does_not_call_over_level_is_refused(session, build, entry) -> None:
    with pytest.raises(NotOverLevel):
        over_level.record_over_level(session, entry, actor=build.actor(Role.DIRECTOR), now=NOW)


def test_a_voided_record_is_gone_from_the_list(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    record = over_level.record_over_level(
        session, OverLevelInput(TODAY, Level.PROVINCE), actor=director, now=NOW
    )

    over_level.void_record(session, record.id, reason="Nhầm", actor=director, now=NOW)

    assert over_level.recent(session, actor=director) == []


def test_a_directive_waits_for_its_answer_with_its_words_sealed(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    case = build.case()
    entry = DirectiveInput(case.code, "15/CV", "UBND tỉnh", date(2026, 11, 1), TODAY, "Giải quyết dứt điểm")
    directive = directives.record_directive(session, entry, actor=director, now=NOW)

    assert "dứt điểm".encode() not in directive.sealed_content
    assert directives.content_of(directive, case) == "Giải quyết dứt điểm"
    assert directives.waiting(session, actor=director) == [(directive, case)]

    directives.answer_directive(
        session, directive.id, number="8/BC", answered_on=TODAY, actor=director, now=NOW
    )

    assert directives.waiting(session, actor=director) == []
    with pytest.raises(directives.AnsweredAlready):
        directives.answer_directive(
            session, directive.id, number="9/BC", answered_on=TODAY, actor=director, now=NOW
        )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"number": " "}, FieldRequired),
        ({"from_body": ""}, FieldRequired),
        ({"case_code": ""}, FieldRequired),
        ({"issued_on": TODAY + timedelta(days=1)}, DateInFuture),
        ({"due_on": date(2026, 10, 1)}, directives.DueBeforeIssue),
        ({"case_code": "2026-77777"}, CaseCodeUnknown),
    ],
)
def test_an_incomplete_directive_is_refused(session, build, change, refusal: type[AppError]) -> None:
    values = {
        "case_code": build.case().code,
        "number": "15/CV",
        "from_body": "UBND tỉnh",
        "issued_on": date(2026, 11, 1),
        **change,
    }

    with pytest.raises(refusal):
        directives.record_directive(
            session, DirectiveInput(**values), actor=build.actor(Role.DIRECTOR), now=NOW
        )
