"""Reasons about a sealed matter may name somebody: they become notes, a fixed sentence stands for them."""

from datetime import date, timedelta

import pytest
from sqlmodel import SQLModel, select

from models import AuditEntry, CaseEvent, CrowdEvent, Petition
from models.cases import Case
from models.enums import Kind, Role
from services import (
    case_actions,
    crowds,
    notes,
    petition_handling,
    petition_view,
    petition_voiding,
    petitions,
)
from services.case_forms import ActionForm
from services.case_steps import note_of
from services.sealed_reasons import KEPT_SEALED
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry

WHY = "Bà Kín nhờ người khác nộp"


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


def received(session, build, director, **values) -> tuple[Petition, Case]:
    values = {"kind": Kind.DENUNCIATION, **values}
    petition = petitions.receive(session, entry(build, **values), actor=director, now=NOW, today=TODAY)
    return petition, session.exec(select(Case).order_by(Case.id.desc())).first()


def plain(session) -> str:
    """Every value of every table as text."""
    session.flush()
    tables = SQLModel.metadata.sorted_tables
    return str([tuple(row) for table in tables for row in session.execute(table.select())])


def noted(session, petition, director) -> list[str]:
    return [one.text for one in petition_view.read(session, petition.code, actor=director, today=TODAY).notes]


def test_why_a_denunciation_was_entered_late_stands_in_a_note(session, build, director) -> None:
    petition, case = received(session, build, director, received_on=date(2026, 11, 2), backdate_reason=WHY)

    first = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id)).first()
    assert petition.backdate_reason == first.backdate_reason == KEPT_SEALED
    assert noted(session, petition, director) == [WHY]
    assert "Kín" not in plain(session)


def test_why_a_step_was_entered_late_stands_in_the_words_of_the_step(session, build, director) -> None:
    _petition, case = received(session, build, director, received_on=date(2026, 11, 2), backdate_reason="x")
    form = ActionForm(
        happened_on=date(2026, 11, 4),
        document_number="1/TB",
        signer="A",
        note="Đủ điều kiện",
        backdate_reason=WHY,
    )

    case_actions.perform(session, case.id, "accept", form=form, actor=director, now=NOW)

    event = session.exec(select(CaseEvent).where(CaseEvent.action == "accept")).one()
    assert event.backdate_reason == KEPT_SEALED
    assert note_of(case, event) == f"Đủ điều kiện\n{WHY}"
    assert "Kín" not in plain(session)


def test_why_a_denunciation_is_voided_or_found_not_eligible_is_no_plain_word(
    session, build, director
) -> None:
    voided, _case = received(session, build, director)
    refused, _other = received(session, build, director, summary="Tố cáo một việc khác hẳn việc trước")

    petition_voiding.void(session, voided.id, reason=WHY, actor=director, now=NOW)
    petition_handling.classify(
        session,
        refused.id,
        eligible=False,
        in_competence=None,
        reason=WHY,
        actor=director,
        now=NOW,
        today=TODAY,
    )

    assert voided.void_reason == KEPT_SEALED
    assert noted(session, refused, director) == [WHY]
    told = session.exec(select(AuditEntry.reason).where(AuditEntry.action == "petition.classify")).one()
    assert told == KEPT_SEALED
    assert "Kín" not in plain(session)


def test_what_came_of_a_crowd_about_a_denunciation_is_noted_in_its_case(session, build, director) -> None:
    _petition, case = received(session, build, director)
    entered = crowds.CrowdInput(
        persons=9, place="Trụ sở", began_at=NOW - timedelta(hours=2), case_code=case.code
    )
    crowd = crowds.record_crowd(session, entered, actor=director, now=NOW)

    crowds.end_crowd(session, crowd.id, ended_at=NOW, result=WHY, actor=director, now=NOW)

    assert session.exec(select(CrowdEvent.result)).one() == KEPT_SEALED
    assert [one.text for one in notes.of_case(session, case)] == [WHY]


def test_a_reason_about_an_ordinary_petition_stays_where_it_is_read(session, build, director) -> None:
    petition, _case = received(session, build, director, kind=Kind.COMPLAINT)

    petition_voiding.void(session, petition.id, reason=WHY, actor=director, now=NOW)

    assert petition.void_reason == WHY
    assert noted(session, petition, director) == []
