"""The demonstration is the same for the same seed, and its stored figures follow from its events."""

from sqlalchemy import text
from sqlmodel import Session, col, select

from models import Case, CaseEvent, Deadline, Petition, Unit, User
from models.enums import CaseState, Kind
from services import actors, clock_effects, clocks, sign_in
from services.demo.department import DatabaseNotEmpty, build
from services.hotspots import cluster_views, file_views, override_views
from tests.conftest import NOW, TODAY


def _build(session: Session, seed: int = 3, cases: int = 160) -> dict[str, int]:
    return build(session, cases=cases, seed=seed, actor=actors.system_actor("test"), now=NOW, today=TODAY)


def _print_of(session: Session) -> list[tuple[object, ...]]:
    # Ids differ where a sequence does not roll back; names do not.
    columns = (Case.code, Case.kind, Case.state, Unit.code, Case.due_on, Case.summary)
    found = select(*columns).join(Unit, col(Unit.id) == Case.unit_id).order_by(col(Case.code))
    return [tuple(row) for row in session.execute(found)]


def test_the_same_seed_gives_the_same_department(session) -> None:
    counts = _build(session)
    first = _print_of(session)
    session.rollback()

    again = _build(session)

    assert again == counts
    assert _print_of(session) == first
    assert counts["petitions"] >= 160


def test_states_and_clocks_are_those_of_the_events(session) -> None:
    _build(session)

    for case in session.exec(select(Case)).all():
        stored = (case.step, case.due_on, case.target_on, case.settled_in_time)
        events = clocks.events_of(session, case)
        deadlines = {(d.step, d.due_on, d.met_on) for d in clocks.deadlines_of(session, case)}

        clocks.restart_clocks(session, case, today=TODAY)

        course = clocks.course_of(case, events)
        assert (course.state, course.outcome) == (case.state, case.outcome), case.code
        assert (case.step, case.due_on, case.target_on, case.settled_in_time) == stored, case.code
        assert {(d.step, d.due_on, d.met_on) for d in clocks.deadlines_of(session, case)} == deadlines
    # Nor would an upgrade find anything to decide about.
    assert clock_effects.mark_all(session) == 0


def test_nothing_lies_in_the_future_and_some_work_is_open(session) -> None:
    _build(session)

    latest = session.execute(
        select(CaseEvent.happened_on).order_by(col(CaseEvent.happened_on).desc())
    ).first()
    open_cases = session.exec(select(Case).where(Case.state != CaseState.CLOSED)).all()

    assert latest is not None
    assert latest[0] <= TODAY
    assert any(case.is_overdue(TODAY) for case in open_cases)
    assert session.exec(select(Deadline)).first() is not None


def test_denunciations_stand_without_words(session) -> None:
    _build(session)

    rows = session.exec(select(Petition).where(Petition.kind == Kind.DENUNCIATION)).all()

    assert rows
    assert {row.summary for row in rows} == {""}
    assert all(row.code.startswith("TC-") for row in rows)


def test_a_newcomer_finds_what_people_decide_about_hot_spots(session) -> None:
    _build(session, cases=300)
    director = session.exec(select(User).where(User.username == "giamdoc")).one()
    actor = actors.actor_of(session, director, today=TODAY)

    files = file_views.open_lines(session, actor=actor)
    waiting = override_views.unjudged(session, actor=actor, today=TODAY)
    found = cluster_views.seen(session, actor=actor, today=TODAY)

    assert [one.is_overdue(TODAY) for one in files] == [True, False, False]
    assert len(waiting) == 1
    assert len(override_views.standing(session, actor=actor, today=TODAY)) == 1
    assert any(one.confirmed for one in found)
    assert any(one.suggested and not one.confirmed for one in found)


def test_a_second_demonstration_in_the_same_database_is_refused(session) -> None:
    import pytest

    _build(session)

    with pytest.raises(DatabaseNotEmpty):
        _build(session)


def test_sample_accounts_are_marked_and_listed(session) -> None:
    _build(session)

    names = [username for username, _ in sign_in.sample_accounts(session)]

    assert names[0] == "giamdoc"
    assert len(names) == 7
    assert session.execute(text("SELECT count(*) FROM users WHERE NOT is_sample")).scalar() == 0
    assert (
        session.exec(select(User).where(User.username == "giamdoc")).one().password_hash.startswith("$argon2")
    )
