"""Comments and conclusions of the room: who may write and read them, and the next Monday."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from models import AuditEntry, BriefingComment, BriefingDecision, Directive, InboxItem
from models.enums import BriefingSection, Kind, PromiseState, Role
from services import directives, facts
from services.briefing import comments, freezing, promises, promises_told, weeks
from services.briefing.promises import DecisionInput
from services.briefing.sentences import PROMISED, of_section
from services.errors import ChangedMeanwhile, FieldRequired, NotFound, NotPermitted
from services.matter_link import CaseCodeUnknown

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
NEXT = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
SECTION = BriefingSection.OVERVIEW


@pytest.fixture(autouse=True)
def _fresh_facts():
    facts.forget()
    yield
    facts.forget()


def decided(session, build, director, **values) -> BriefingDecision:
    unit = values.pop("unit", None) or build.unit(parent=build.department())
    values.setdefault("text", "Kiểm tra hiện trường")
    values.setdefault("due_on", date(2026, 11, 27))
    return promises.decide(session, MONDAY, DecisionInput(unit_id=unit.id, **values), actor=director, now=NOW)


def test_an_edited_comment_is_a_new_version_and_the_words_are_sealed(session, build) -> None:
    director, viewer = build.actor(Role.DIRECTOR), build.actor(Role.VIEWER)

    def write(text: str, version: int):
        return comments.write(session, MONDAY, SECTION, text, version=version, actor=director, now=NOW)

    write("Nhắc phòng Quản lý", 0)
    write("Nhắc hai phòng", 1)

    assert write("Nhắc hai phòng", 2) is None
    with pytest.raises(ChangedMeanwhile):
        write("Khác", 1)
    assert comments.of_week(session, MONDAY, actor=director)[SECTION].text == "Nhắc hai phòng"
    told = [one.text for one in comments.history(session, MONDAY, SECTION, actor=director)]
    assert told == ["Nhắc hai phòng", "Nhắc phòng Quản lý"]
    assert comments.of_week(session, MONDAY, actor=viewer) == {}
    stored = session.exec(select(BriefingComment)).all()
    assert not any("Nhắc".encode() in row.sealed_text for row in stored)
    assert "Nhắc" not in str([entry.details for entry in session.exec(select(AuditEntry))])
    with pytest.raises(NotPermitted):
        comments.write(session, MONDAY, SECTION, "x", version=2, actor=build.actor(Role.UNIT_HEAD), now=NOW)


def test_a_conclusion_about_a_case_is_a_directive_and_done_with_its_answer(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    unit = build.unit(parent=build.department())
    officer = build.user(Role.OFFICER, unit=unit)
    case = build.case(unit=unit)
    row = decided(session, build, director, unit=unit, officer_id=officer.id, case_code=case.code)

    directive = session.get(Directive, row.directive_id)
    assert (directive.number, directive.from_body, directive.due_on) == (
        "GB-2026-47/1",
        "Giao ban tuần",
        date(2026, 11, 27),
    )
    assert directives.content_of(directive, case) == "Kiểm tra hiện trường"
    assert session.exec(select(InboxItem)).one().values["due"] == "27/11/2026"

    directives.answer_directive(
        session, directive.id, number="12/BC", answered_on=date(2026, 11, 23), actor=director, now=NOW
    )

    [shown] = promises_told.of_week(session, MONDAY, actor=director)
    assert (shown.state, shown.case_code) == (PromiseState.DONE, case.code)


def test_what_was_promised_stands_first_next_monday_with_its_state_and_why(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    done, late, failed, far = (
        decided(session, build, director, due_on=due)
        for due in (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 20))
    )
    promises.report(session, done.id, PromiseState.DONE, actor=director, now=NOW)
    promises.report(session, failed.id, PromiseState.NOT_DONE, why="Chờ kinh phí", actor=director, now=NOW)
    session.commit()

    freezing.freeze(session, MONDAY + weeks.WEEK, actor=director, now=NEXT)
    session.commit()

    week = freezing.of_week(session, MONDAY + weeks.WEEK, actor=director)
    assert [(one.decision_id, one.state) for one in week.promises] == [
        (done.id, PromiseState.DONE),
        (late.id, PromiseState.OPEN),
        (failed.id, PromiseState.NOT_DONE),
        (far.id, PromiseState.OPEN),
    ]
    first = of_section(week, BriefingSection.OVERVIEW)[0]
    assert first.msgid == PROMISED
    assert dict(first.values) == {"count": 4, "done": 1, "not_done": 2, "waiting": 1}
    shown = promises_told.by_ids(session, [failed.id], actor=director)
    assert shown[0].why == "Chờ kinh phí"
    # Told of once more it is told of no more, unless it still waits.
    freezing.freeze(session, MONDAY + 2 * weeks.WEEK, actor=director, now=NEXT)
    week = freezing.of_week(session, MONDAY + 2 * weeks.WEEK, actor=director)
    assert [one.decision_id for one in week.promises] == [late.id, far.id]


def test_other_units_see_that_there_is_a_conclusion_and_not_what_it_says(session, build) -> None:
    director, viewer = build.actor(Role.DIRECTOR), build.actor(Role.VIEWER)
    unit, other = build.unit(parent=build.department()), build.unit(parent=build.department())
    head, stranger = build.actor(Role.UNIT_HEAD, unit=unit), build.actor(Role.UNIT_HEAD, unit=other)
    row = decided(session, build, director, unit=unit)

    texts = [
        promises_told.of_week(session, MONDAY, actor=actor)[0].text
        for actor in (director, head, stranger, viewer)
    ]

    assert texts == ["Kiểm tra hiện trường", "Kiểm tra hiện trường", None, None]
    promises.report(session, row.id, PromiseState.DONE, actor=head, now=NOW)
    with pytest.raises(NotFound):
        promises.report(session, row.id, PromiseState.DONE, actor=stranger, now=NOW)
    with pytest.raises(NotPermitted):
        promises.report(session, row.id, PromiseState.DONE, actor=viewer, now=NOW)


def test_what_a_conclusion_needs(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    unit = build.unit(parent=build.department())
    secret = build.case(kind=Kind.DENUNCIATION)
    refused = {
        FieldRequired: {"text": " "},
        promises.DueInPast: {"due_on": date(2026, 11, 20)},
        promises.TextTooLong: {"text": "x" * 1001},
        promises.NotAboutDenunciations: {"case_code": secret.code},
        CaseCodeUnknown: {"case_code": "2020-99999"},
    }

    for refusal, values in refused.items():
        with pytest.raises(refusal):
            decided(session, build, director, unit=unit, **values)
    with pytest.raises(NotPermitted):
        decided(session, build, build.actor(Role.UNIT_HEAD, unit=unit), unit=unit)
    row = decided(session, build, director, unit=unit)
    with pytest.raises(promises.WhyMissing):
        promises.report(session, row.id, PromiseState.NOT_DONE, actor=director, now=NOW)
    assert session.exec(select(BriefingDecision)).all() == [row]
