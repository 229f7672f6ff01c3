"""The nightly proof sees what does not follow from the history, mends nothing, and tells who may know."""

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from models import AuditEntry, Case, CaseEvent, CaseExclusion, ClockAlarm, Deadline, Petition, PetitionCase
from models.enums import CaseState, Kind, PetitionState, Role, Step
from services import actors, calendar_days, case_actions, cases, petition_handling, petitions
from services.case_forms import ActionForm
from services.clock_proof import alarms, proof
from services.clock_proof.alarms import NothingDiffers
from services.demo.department import build as build_demo
from services.errors import FieldRequired, NotFound, NotPermitted
from services.imports.registers import import_register
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry

LATER = NOW + timedelta(days=1)
SYSTEM = actors.system_actor("test")
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


@pytest.fixture
def case(session, build, director) -> Case:
    """A complaint of 2 November 2026, accepted on the 5th: settlement due on 7 December."""
    petition = build.petition(received_on=date(2026, 11, 2), eligible=True, state=PetitionState.CLASSIFIED)
    case = cases.open_case(session, petition, actor=director, now=NOW, today=TODAY)
    form = ActionForm(
        happened_on=date(2026, 11, 5), document_number="12/TB", signer="Minh", backdate_reason="Nhập bù"
    )
    case_actions.perform(session, case.id, "accept", form=form, actor=director, now=NOW)
    session.commit()
    return case


def prove(**values) -> dict[str, int]:
    return proof.prove(**{"actor": SYSTEM, "now": NOW, **values}).counts()


def standing(session) -> dict[str, tuple[str, str]]:
    # What this session read before is a snapshot from before the proof.
    session.rollback()
    found = session.exec(select(ClockAlarm).where(ClockAlarm.resolved_at.is_(None)))
    return {alarm.field: (alarm.stored, alarm.derived) for alarm in found}


def spoil(session, statement: str, **values) -> None:
    """Change the database behind the back of every service."""
    session.execute(text(statement), values)
    session.commit()


def test_a_case_kept_by_the_services_has_no_difference(session, case) -> None:
    found = prove()

    assert (found["cases"], found["clocks"], found["differing"]) == (1, 2, 0)
    assert standing(session) == {}
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "nightly.proof")).one()
    assert entry.details["cases"] == 1


def test_the_demonstration_has_no_difference(session) -> None:
    build_demo(session, cases=160, seed=3, actor=SYSTEM, now=NOW, today=TODAY)
    session.commit()

    found = prove(everything=True)

    assert found["cases"] > 100
    assert (found["differing"], standing(session)) == (0, {})


@pytest.mark.parametrize("name", ["so-theo-doi-don-thu.xlsx", "so-tiep-cong-dan-2026.xlsx"])
def test_an_imported_register_has_no_difference(session, name) -> None:
    data = (FIXTURES / name).read_bytes()
    import_register(data, filename=name, actor=SYSTEM, today=TODAY, now=NOW)

    found = prove(everything=True)

    assert found["cases"] > 30
    assert (found["differing"], standing(session)) == (0, {})


SPOILT = {
    "the due day of the case": (
        "UPDATE cases SET due_on = '2026-12-31'",
        {"due_on": ("2026-12-31", "2026-12-07")},
    ),
    "the step of the case": ("UPDATE cases SET step = 'sending'", {"step": ("sending", "settlement")}),
    "the state of the case": ("UPDATE cases SET state = 'verifying'", {"state": ("verifying", "accepted")}),
    "the day of acceptance": (
        "UPDATE cases SET accepted_on = '2026-11-09'",
        {"accepted_on": ("2026-11-09", "2026-11-05")},
    ),
    "the verdict on the term": (
        "UPDATE cases SET settled_in_time = true",
        {"settled_in_time": ("true", "")},
    ),
    "the due day of a deadline": (
        "UPDATE deadlines SET due_on = '2026-12-08' WHERE step = 'settlement'",
        {"settlement.due_on": ("2026-12-08", "2026-12-07")},
    ),
    "the pinned version": (
        # Version 1 gave ten calendar days where version 2 gives seven working days.
        "UPDATE deadlines SET rule_version = 1 WHERE step = 'handling'",
        {
            "handling.raw_end": ("2026-11-11", "2026-11-12"),
            "handling.due_on": ("2026-11-11", "2026-11-12"),
            "handling.target_on": ("2026-11-11", "2026-11-12"),
        },
    ),
    "the day a clock was met": (
        "UPDATE deadlines SET met_on = NULL WHERE step = 'handling'",
        {"handling.met_on": ("", "2026-11-05")},
    ),
    "a deadline that is gone": (
        "DELETE FROM deadlines WHERE step = 'settlement'",
        {"settlement": ("", "2026-12-07")},
    ),
    "a deadline too many": (
        "UPDATE deadlines SET step = 'publication' WHERE step = 'settlement'",
        {"settlement": ("", "2026-12-07"), "publication": ("2026-12-07", "")},
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_spoilt_value_is_an_alarm_and_stays_as_it_is(session, case, spoilt) -> None:
    statement, expected = SPOILT[spoilt]
    spoil(session, statement)
    before = session.execute(text("SELECT * FROM deadlines ORDER BY id")).all()

    found = prove()

    assert standing(session) == expected
    assert (found["differing"], found["differences"], found["new"]) == (1, len(expected), len(expected))
    assert session.execute(text("SELECT * FROM deadlines ORDER BY id")).all() == before


def test_an_event_written_behind_the_services_is_seen(session, case, director) -> None:
    session.add(
        CaseEvent(
            case_id=case.id,
            action="decide",
            to_state=CaseState.DECIDED,
            outcome="right",
            happened_on=date(2026, 11, 20),
            entered_at=NOW,
            entered_by_id=director.user_id,
        )
    )
    session.commit()

    prove()

    found = standing(session)
    assert found["state"] == ("accepted", "decided")
    assert found["decided_on"] == ("", "2026-11-20")
    assert found["step"] == ("settlement", "sending")
    assert found["sending"] == ("", "2026-11-26")
    assert found["settlement.met_on"] == ("", "2026-11-20")


def test_a_history_that_cannot_be_counted_is_an_alarm_and_stops_nothing(
    session, build, case, director
) -> None:
    petition = build.petition(
        kind=Kind.DENUNCIATION,
        received_on=date(2026, 11, 2),
        eligible=True,
        handling_due_on=date(2026, 11, 11),
        handling_target_on=date(2026, 11, 11),
    )
    secret = cases.open_case(session, petition, actor=director, now=NOW, today=TODAY)
    for action in ("accept", "extend", "extend", "extend", "extend"):
        session.add(
            CaseEvent(
                case_id=secret.id,
                action=action,
                happened_on=date(2026, 11, 5),
                entered_at=NOW,
                entered_by_id=director.user_id,
            )
        )
    session.commit()
    spoil(session, "UPDATE cases SET due_on = '2026-12-31' WHERE kind = 'complaint'")

    found = prove()

    assert found["cases"] == 2
    assert standing(session) == {
        "clocks": ("", "TooManyExtensions"),
        "due_on": ("2026-12-31", "2026-12-07"),
    }


def test_a_waiting_petition_is_held_against_its_day_of_receipt(session, build) -> None:
    build.petition(received_on=date(2026, 11, 2), handling_due_on=date(2026, 11, 30))
    session.commit()

    found = prove()

    assert (found["petitions"], found["differing"]) == (1, 1)
    assert standing(session)["handling_due_on"] == ("2026-11-30", "2026-11-11")


def test_days_that_await_a_decision_are_no_alarm(session, build, case) -> None:
    petition = petitions.receive(
        session,
        entry(build, received_on=date(2026, 11, 20)),
        actor=build.actor(Role.RECEPTION_CLERK),
        now=NOW,
        today=TODAY,
    )
    before = (case.due_on, petition.handling_due_on)
    for day_off in before:
        calendar_days.set_day(session, day_off, is_working=False, reason="Nghỉ bù", actor=SYSTEM, now=NOW)
    session.commit()

    found = prove()

    assert (case.due_on, petition.handling_due_on) == before
    assert (found["petitions"], found["differing"]) == (1, 0)


def test_classifying_a_petition_moves_the_terms_that_hang_on_competence(session, build, director) -> None:
    petition = build.petition(
        kind=Kind.DENUNCIATION, received_on=date(2026, 11, 20), eligible=True, state=PetitionState.CLASSIFIED
    )
    case = cases.open_case(session, petition, actor=director, now=NOW, today=TODAY)
    inside = case.due_on

    petition_handling.classify(
        session, petition.id, eligible=True, in_competence=False, actor=director, now=NOW, today=TODAY
    )
    session.commit()

    assert case.due_on is not None
    assert inside is not None
    assert case.due_on < inside
    assert petition.handling_due_on == case.due_on
    assert prove()["differing"] == 0


def test_an_alarm_is_raised_once_and_goes_with_its_difference(session, case) -> None:
    spoil(session, "UPDATE cases SET due_on = '2026-12-31'")
    prove()

    again = prove(now=LATER)

    assert (again["new"], again["differing"], again["resolved"]) == (0, 1, 0)
    alarm = session.exec(select(ClockAlarm)).one()
    assert (alarm.first_seen_at, alarm.last_seen_at) == (NOW, LATER)

    spoil(session, "UPDATE cases SET due_on = '2026-12-07'")
    gone = prove(now=LATER + timedelta(days=1))

    assert (gone["differing"], gone["resolved"]) == (0, 1)
    session.expire_all()
    assert (alarm.resolved_at, alarm.resolved_by_id) == (LATER + timedelta(days=1), None)


def test_somebody_who_saves_while_the_proof_reads_raises_no_alarm(session, case, monkeypatch) -> None:
    spoil(session, "UPDATE cases SET due_on = '2026-12-31'")
    confirm = proof.raise_alarms

    def saved_meanwhile(suspects, *args, **values) -> None:
        if suspects:
            spoil(session, "UPDATE cases SET due_on = '2026-12-07'")
        confirm(suspects, *args, **values)

    monkeypatch.setattr(proof, "raise_alarms", saved_meanwhile)

    found = prove()

    assert found["differing"] == 0
    assert standing(session) == {}


def test_two_proofs_at_once_raise_each_alarm_once(session, case) -> None:
    spoil(session, "UPDATE cases SET due_on = '2026-12-31', target_on = '2026-12-31'")

    threads = [threading.Thread(target=prove) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(session.exec(select(ClockAlarm)).all()) == 2
    assert standing(session).keys() == {"due_on", "target_on"}


@pytest.mark.parametrize(("days", "seen"), [(30, True), (300, False)])
def test_closed_cases_are_looked_at_for_some_time(session, build, days, seen) -> None:
    closed_on = TODAY - timedelta(days=days)
    case = build.case(
        received_on=closed_on, state=CaseState.CLOSED, outcome="guided", closed_on=closed_on, due_on=closed_on
    )
    case_id = case.id
    session.commit()

    assert prove()["cases"] == int(seen)
    assert prove(everything=True)["cases"] == 1
    # With a standing alarm it is looked at again, however old.
    assert session.exec(select(ClockAlarm.case_id)).first() == case_id
    assert prove()["cases"] == 1


def test_a_voided_case_is_left_alone_and_its_alarm_goes(session, case) -> None:
    spoil(session, "UPDATE cases SET due_on = '2026-12-31'")
    prove()
    spoil(session, "UPDATE cases SET voided_at = '2026-11-23 00:00:00+00', void_reason = 'nhầm'")

    found = prove(now=LATER)

    assert (found["cases"], found["resolved"]) == (0, 1)


def test_who_sees_which_alarm(session, build, case, director) -> None:
    secret = build.petition(kind=Kind.DENUNCIATION, received_on=date(2026, 11, 2), eligible=True)
    hidden = cases.open_case(session, secret, actor=director, now=NOW, today=TODAY)
    inspector, walled = build.actor(Role.INSPECTOR), build.actor(Role.INSPECTOR)
    session.add(CaseExclusion(case_id=hidden.id, user_id=walled.user_id))
    session.commit()
    spoil(session, "UPDATE cases SET due_on = '2026-12-31'")
    spoil(session, "UPDATE petitions SET handling_due_on = '2026-12-31' WHERE kind = 'denunciation'")
    prove()

    seen = {
        name: [(line.code, line.count, bool(line.fields)) for line in alarms.standing(session, actor=actor)]
        for name, actor in {
            "inspector": inspector,
            "walled": walled,
            "administrator": build.actor(Role.ADMINISTRATOR),
        }.items()
    }

    both = [(case.code, 1, True), (hidden.code, 1, True), (secret.code, 2, True)]
    assert sorted(seen["inspector"]) == sorted(both)
    assert seen["walled"] == [(case.code, 1, True)]
    # Codes and counts, no date of any case; and not that there is a denunciation.
    administrator = build.actor(Role.ADMINISTRATOR)
    assert seen["administrator"] == [(case.code, 1, False)]
    assert alarms.count(session, actor=administrator) == 1
    assert alarms.count(session, actor=inspector) == 3
    assert alarms.count(session, actor=walled) == 1
    with pytest.raises(NotPermitted):
        alarms.standing(session, actor=build.actor(Role.UNIT_HEAD))


def test_the_last_proof_is_told(session, build, case) -> None:
    inspector = build.actor(Role.INSPECTOR)
    session.commit()
    assert alarms.last_proof(session, actor=inspector) is None
    session.rollback()

    prove()

    last = alarms.last_proof(session, actor=inspector)
    assert last == alarms.LastProof(NOW)


def test_a_case_is_derived_anew_with_a_reason_and_a_trail(session, build, case) -> None:
    inspector = build.actor(Role.INSPECTOR)
    session.commit()
    spoil(session, "UPDATE cases SET due_on = '2026-12-31', step = 'sending', state = 'verifying'")
    spoil(session, "UPDATE deadlines SET due_on = '2026-12-31' WHERE step = 'settlement'")
    prove()
    session.expire_all()

    with pytest.raises(FieldRequired):
        alarms.recompute_case(session, case.id, reason=" ", actor=inspector, now=LATER)
    alarms.recompute_case(session, case.id, reason="Sai do nhập tay", actor=inspector, now=LATER)
    session.commit()

    assert (case.due_on, case.step, case.state) == (date(2026, 12, 7), Step.SETTLEMENT, CaseState.ACCEPTED)
    assert session.exec(select(Deadline).where(Deadline.step == "settlement")).one().due_on == case.due_on
    assert standing(session) == {}
    assert {one.resolved_by_id for one in session.exec(select(ClockAlarm))} == {inspector.user_id}
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "clocks.recompute")).one()
    assert (entry.reason, entry.subject_id) == ("Sai do nhập tay", case.id)
    assert entry.details["changes"]["due_on"] == ["2026-12-31", "2026-12-07"]
    assert prove(now=LATER)["differing"] == 0
    with pytest.raises(NothingDiffers):
        alarms.recompute_case(session, case.id, reason="Lần nữa", actor=inspector, now=LATER)


def test_a_petition_is_derived_anew(session, build, director) -> None:
    petition = build.petition(received_on=date(2026, 11, 2), handling_due_on=date(2026, 11, 30))
    session.commit()
    prove()

    alarms.recompute_petition(session, petition.id, reason="Sai", actor=director, now=LATER)
    session.commit()

    assert petition.handling_due_on == date(2026, 11, 11)
    assert standing(session) == {}


def test_who_may_not_derive_anew(session, build, case) -> None:
    walled = build.actor(Role.INSPECTOR)
    session.add(CaseExclusion(case_id=case.id, user_id=walled.user_id))
    session.commit()

    with pytest.raises(NotPermitted):
        alarms.recompute_case(session, case.id, reason="x", actor=build.actor(Role.UNIT_HEAD), now=NOW)
    with pytest.raises(NotFound):
        alarms.recompute_case(session, case.id, reason="x", actor=walled, now=NOW)
    with pytest.raises(NotPermitted):
        prove(actor=build.actor(Role.DIRECTOR))


def test_the_first_petition_of_a_case_decides_its_competence_in_bulk_too(session, build, director) -> None:
    first = build.petition(kind=Kind.DENUNCIATION, received_on=date(2026, 11, 2), eligible=True)
    first.in_competence = False
    case = cases.open_case(session, first, actor=director, now=NOW, today=TODAY)
    second = build.petition(kind=Kind.DENUNCIATION, received_on=date(2026, 11, 5), in_competence=True)
    session.add(PetitionCase(petition_id=second.id, case_id=case.id, part=1))
    for petition in session.exec(select(Petition)):
        petition.handled_on, petition.outcome = TODAY, "forward"
    session.commit()

    assert prove()["differing"] == 0
