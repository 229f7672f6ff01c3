"""A frozen week: its figures, what it leaves out, comparing, older formats, freezing on Monday."""

import json
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models import AuditEntry, BriefingSnapshot, Case, Deadline
from models.enums import CaseOutcome, CaseState, Kind, Role, Step
from services import actors, facts
from services.briefing import comparing, freezing, listing, matters, sentences, weeks
from services.briefing.content import FORMAT, SnapshotTooNew
from services.briefing.matters import Matter, Matters
from services.errors import NotFound, NotPermitted

MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # Monday 07:30 in Vietnam
TODAY = date(2026, 11, 23)
BEFORE = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
FIXTURES = Path(__file__).parents[1] / "fixtures" / "briefing"


def clock_of(build, case: Case, due: date, *, started: date, met: date | None = None) -> None:
    build.add(
        Deadline(
            case_id=case.id,
            step=Step.SETTLEMENT,
            rule_id="TC-1",
            rule_version=1,
            started_on=started,
            raw_end=due,
            due_on=due,
            target_on=due,
            met_on=met,
        )
    )


def running(build, due: date, **values) -> Case:
    """An open case whose mandatory clock ends on a day."""
    values.setdefault("received_on", date(2026, 10, 1))
    case = build.case(due_on=due, **values)
    clock_of(build, case, due, started=values["received_on"])
    return case


def test_fifty_known_changes_of_each_kind_are_listed_and_nothing_else(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    for due in (*[date(2027, 3, 1)] * 20, *[date(2026, 11, 2)] * 10):
        running(build, due)
    late = [running(build, date(2026, 11, 18)) for _ in range(50)]
    heated = [running(build, date(2027, 3, 1)) for _ in range(50)]
    decided = [running(build, date(2027, 3, 1), accepted_on=date(2026, 10, 5)) for _ in range(50)]
    closed = [running(build, date(2027, 3, 1)) for _ in range(50)]
    session.commit()
    freezing.freeze(session, MONDAY - weeks.WEEK, actor=director, now=BEFORE)
    session.commit()

    received = [build.case(received_on=date(2026, 11, 17)) for _ in range(50)]
    crowds = [build.crowd(gathered_on=date(2026, 11, 19), persons=60, case_id=case.id) for case in heated]
    for case in decided:
        case.decided_on = date(2026, 11, 20)
    for case in closed:
        case.state, case.outcome, case.closed_on = CaseState.CLOSED, CaseOutcome.ANSWERED, date(2026, 11, 20)
        case.due_on = case.step = case.target_on = None
    for case in (*received, *heated, *decided, *closed):
        session.add(case)
    # A denunciation moves as well, and stands nowhere.
    build.case(kind=Kind.DENUNCIATION, received_on=date(2026, 11, 18))
    session.commit()
    freezing.freeze(session, MONDAY, actor=director, now=NOW)
    session.commit()
    found = compared(session, MONDAY - weeks.WEEK, MONDAY, director)

    expected = {
        comparing.NEW: received,
        comparing.OVERDUE: late,
        comparing.HOTTER: heated,
        comparing.CROWDS: crowds,
        comparing.DECIDED: decided,
        comparing.CLOSED: closed,
    }
    assert {name: set(ids) for name, ids in found.lists.items() if ids} == {
        name: {row.id for row in rows} for name, rows in expected.items()
    }
    assert {len(ids) for ids in found.lists.values()} == {0, 50}
    week = freezing.of_week(session, MONDAY, actor=director)
    assert week.counts[comparing.OVERDUE] == 50
    assert week.figures["overdue"].value == 60
    assert week.figures["overdue"].week_before == 10


def compared(session, one: date, other: date, actor) -> comparing.Changes:
    sides = []
    for monday in (one, other):
        snapshot = freezing.of_week(session, monday, actor=actor)
        sides.append(freezing.matters_of(session, snapshot.snapshot_id, actor=actor)[0])
    return comparing.compare(*sides)


def test_what_came_and_went_between_two_weeks_far_apart_is_told(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()
    freezing.freeze(session, MONDAY - 9 * weeks.WEEK, actor=director, now=NOW)
    passing = build.case(
        received_on=date(2026, 10, 1),
        state=CaseState.CLOSED,
        outcome=CaseOutcome.ANSWERED,
        closed_on=date(2026, 10, 20),
    )
    session.commit()
    freezing.freeze(session, MONDAY, actor=director, now=NOW)
    session.commit()

    found = compared(session, MONDAY, MONDAY - 9 * weeks.WEEK, director)

    assert found.lists[comparing.NEW] == found.lists[comparing.CLOSED] == [passing.id]
    assert found.is_complete


def test_a_week_frozen_again_is_another_version_and_neither_can_be_changed(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()
    freezing.freeze(session, MONDAY, actor=director, now=NOW)
    build.petition(received_on=date(2026, 11, 18))
    session.commit()

    second = freezing.freeze(session, MONDAY, actor=director, now=NOW)
    session.commit()

    first = freezing.of_week(session, MONDAY, version=1, actor=director)
    newest = freezing.of_week(session, MONDAY, actor=director)
    assert (first.figures["received"].value, newest.figures["received"].value) == (0, 1)
    assert [version for version, _at in freezing.versions(session, MONDAY, actor=director)] == [2, 1]
    entry = session.exec(select(AuditEntry).where(AuditEntry.subject_id == second.id)).all()[-1]
    assert (entry.action, entry.details) == ("briefing.freeze", {"week": "w2026-47", "version": 2})
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE briefing_snapshots SET version = 9"))
    session.rollback()


def test_nothing_of_a_denunciation_is_in_a_snapshot(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    secret = build.case(kind=Kind.DENUNCIATION, received_on=date(2026, 11, 17), due_on=date(2026, 11, 18))
    clock_of(build, secret, date(2026, 11, 18), started=date(2026, 11, 17))
    build.petition(kind=Kind.DENUNCIATION, received_on=date(2026, 11, 17))
    build.crowd(gathered_on=date(2026, 11, 18), case_id=secret.id)
    session.commit()

    freezing.freeze(session, MONDAY, actor=director, now=NOW)
    session.commit()

    week = freezing.of_week(session, MONDAY, actor=director)
    held, lists = freezing.matters_of(session, week.snapshot_id, actor=director)
    assert {name: one.value for name, one in week.figures.items() if one.value} == {}
    assert (held.cases, held.crowds) == ({}, {})
    assert not any(lists.values())


def test_the_rows_of_a_sentence_end_with_the_scope_of_its_reader(session, build) -> None:
    root = build.department()
    own, other = build.unit(parent=root), build.unit(parent=root)
    head = build.actor(Role.UNIT_HEAD, unit=own)
    director, viewer = build.actor(Role.DIRECTOR), build.actor(Role.VIEWER)
    mine = running(build, date(2026, 11, 18), unit=own)
    running(build, date(2026, 11, 18), unit=other)
    session.commit()
    row = freezing.freeze(session, MONDAY, actor=director, now=NOW)
    session.commit()

    def opened(actor) -> tuple[int, int, list[str]]:
        found = listing.of_list(session, row.id, comparing.OVERDUE, actor=actor, today=TODAY)
        return found.frozen, found.total, [line.code for line in found.lines]

    assert opened(head) == (2, 1, [mine.code])
    assert opened(director)[:2] == (2, 2)
    assert opened(viewer) == (2, 0, [])
    with pytest.raises(NotFound):
        listing.of_list(session, row.id, "nothing of the kind", actor=head, today=TODAY)


@pytest.mark.parametrize(
    ("local", "frozen"),
    [
        ("2026-11-23 06:59", date(2026, 11, 9)),
        ("2026-11-23 07:00", MONDAY),
        ("2026-11-29 23:59", MONDAY),
    ],
)
def test_the_timer_freezes_the_week_before_from_monday_seven_on_and_once(
    session, build, local: str, frozen: date
) -> None:
    now = datetime.fromisoformat(f"{local}:00+07:00")
    system = actors.system_actor("timer")

    row = freezing.freeze_due(session, actor=system, now=now)
    again = freezing.freeze_due(session, actor=system, now=now)

    assert (row.monday, row.day, row.frozen_by_id) == (frozen, weeks.sunday(frozen), None)
    assert again is None


def test_a_week_that_still_runs_says_up_to_which_day_and_does_not_keep_the_timer_away(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()
    friday = datetime(2026, 11, 20, 3, tzinfo=UTC)
    freezing.freeze(session, MONDAY, actor=director, now=friday)

    row = freezing.freeze_due(session, actor=actors.system_actor("timer"), now=NOW)

    assert not freezing.of_week(session, MONDAY, version=1, actor=director).is_whole_week
    assert (row.monday, row.version, row.day) == (MONDAY, 2, SUNDAY)


def test_who_may_freeze_and_which_weeks(session, build) -> None:
    with pytest.raises(NotPermitted):
        freezing.freeze(session, MONDAY, actor=build.actor(Role.UNIT_HEAD), now=NOW)
    for monday in (MONDAY + timedelta(days=1), MONDAY + 2 * weeks.WEEK):
        with pytest.raises(freezing.WeekNotBegun):
            freezing.freeze(session, monday, actor=build.actor(Role.DIRECTOR), now=NOW)
    with pytest.raises(NotFound):
        freezing.of_week(session, MONDAY, actor=build.actor(Role.DIRECTOR))


def test_matters_come_out_of_their_packing_as_they_went_in() -> None:
    held = Matters(
        SUNDAY,
        {
            7: Matter(3, date(2026, 1, 2), None, None, date(2026, 10, 1), None, "hot", 71),
            900: Matter(4, date(2025, 12, 31), date(2026, 2, 1), date(2026, 3, 1)),
            901: Matter(4, date(2026, 11, 20), due_on=date(2026, 11, 25)),
        },
        {5: (date(2026, 11, 18), None, 12)},
    )

    again, lists = matters.unpack(matters.pack(held, {"overdue": [7]}))

    assert (again, lists) == (held, {"overdue": [7]})


def stored(number: int) -> BriefingSnapshot:
    """A snapshot as a version of the product with that format wrote it."""
    held = json.loads((FIXTURES / f"format_{number}.json").read_text("utf-8"))
    return BriefingSnapshot(
        monday=MONDAY,
        version=number,
        day=SUNDAY,
        format=number,
        content=held["content"],
        matters=zlib.compress(json.dumps(held["matters"]).encode()),
        frozen_at=NOW,
    )


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_a_snapshot_of_every_format_still_opens_and_compares(session, build, number: int) -> None:
    director = build.actor(Role.DIRECTOR)
    row = stored(number)
    row.version = 1
    session.add(row)
    session.commit()

    week = freezing.of_week(session, MONDAY, actor=director)
    held, lists = freezing.matters_of(session, week.snapshot_id, actor=director)

    assert week.figures["received"].value == 12
    assert [one for section in sentences.SECTIONS for one in sentences.of_section(week, section)]
    assert lists[comparing.OVERDUE] == [11]
    assert comparing.compare(held, Matters(SUNDAY + weeks.WEEK, dict(held.cases))).lists[comparing.NEW] == []


def test_a_snapshot_of_a_newer_version_is_refused_by_name(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    row = stored(FORMAT)
    row.format = FORMAT + 1
    session.add(row)
    session.commit()

    with pytest.raises(SnapshotTooNew):
        freezing.of_week(session, MONDAY, actor=director)


@pytest.fixture(autouse=True)
def _fresh_facts():
    facts.forget()
    yield
    facts.forget()
