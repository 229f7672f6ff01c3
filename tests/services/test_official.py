"""Official figures count the whole department once, and give no denunciation away to anybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from models import AuditEntry, CaseExclusion, OfficialQuarter
from models.enums import CaseOutcome, CaseState, Kind, Role
from services import facts, periods, statistics
from services.errors import NotPermitted
from services.filters import Filter
from services.permissions import Actor, Permission, can
from services.statistics import MEASURES, official
from services.statistics.official import Hidden, QuarterNotOffered
from tests.conftest import NOW, TODAY

QUARTERS = [f"rq2025-{part}" for part in range(1, 5)]
SECRET = Kind.DENUNCIATION
# Denunciations received and settled in each quarter, and of the settled ones those in time.
RECEIVED, SETTLED, IN_TIME = (4, 1, 2, 5), (3, 1, 1, 3), (2, 1, 0, 3)


def days(code: str) -> periods.Period:
    found = periods.of_code(code, today=TODAY)
    assert found is not None
    return found


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    """One database is enough here: that the facts count the same on both is proved elsewhere."""
    with Session(sqlite, expire_on_commit=False) as session:
        yield session
    facts.forget()


class Year:
    """Two units with matters of every kind in each quarter of a year."""

    def __init__(self, build) -> None:
        self.build, root = build, build.department()
        self.units = [build.unit(parent=root) for _ in range(2)]
        self.field = build.subject_field()
        for place, code in enumerate(QUARTERS):
            start = days(code).start + timedelta(days=3)
            for number in range(3 + place):
                self.matter(Kind.COMPLAINT, start, number, settled=number < 2, in_time=number == 0)
            self.matter(Kind.RECOMMENDATION, start, 0, settled=True, in_time=True)
            for number in range(RECEIVED[place]):
                settled, in_time = number < SETTLED[place], number < IN_TIME[place]
                self.matter(SECRET, start, number, settled=settled, in_time=in_time)
        build.session.commit()

    def matter(self, kind: Kind, day: date, number: int, *, settled: bool, in_time: bool):
        about = {
            "unit": self.units[number % 2],
            "kind": kind,
            "received_on": day,
            "field_id": self.field.id if number else None,
        }
        closed = {
            "state": CaseState.CLOSED,
            "outcome": CaseOutcome.ANSWERED,
            "accepted_on": day,
            "decided_on": day + timedelta(days=9),
            "closed_on": day + timedelta(days=9),
            "settled_in_time": in_time,
        }
        petition = self.build.petition(**about)
        return self.build.case(petition=petition, **about, **(closed if settled else {}))

    def publish(self, *codes: str) -> None:
        director = self.build.actor(Role.DIRECTOR)
        for code in codes:
            official.publish(self.build.session, code, actor=director, now=NOW)
        self.build.session.commit()

    def seen(self, code: str, role: Role):
        actor = self.build.actor(role, unit=self.units[0])
        return official.of_period(self.build.session, code, actor=actor)


@pytest.fixture
def year(build) -> Year:
    return Year(build)


def asked_for(name: str, span: Filter, kind: Kind, actor: Actor) -> int:
    """An operational figure of one kind."""
    narrowed = replace(span, kinds=frozenset({kind}))
    return int(statistics.figure(name, narrowed, actor=actor, today=TODAY) or 0)


def test_a_viewer_reads_each_quarter_with_the_small_numbers_hidden(year) -> None:
    year.publish(*QUARTERS)

    found = [year.seen(code, Role.VIEWER) for code in QUARTERS]

    assert [one.kinds[SECRET]["received"] for one in found] == [4, None, None, 5]
    assert [one.kinds[SECRET]["settled"] for one in found] == [3, None, None, 3]
    assert [one.kinds[Kind.COMPLAINT]["received"] for one in found] == [3, 4, 5, 6]
    # What a total has beyond the other kinds is the number of denunciations.
    assert [one.totals["received"] for one in found] == [4 + 3 + 1, None, None, 5 + 6 + 1]
    for one in found:
        assert one.hidden is Hidden.SMALL
        assert {one.kinds[SECRET][name] for name in ("settled_in_time", "open", "overdue")} == {None}
        for lines in (one.units, one.fields):
            added = sum(line["received"] for line in lines.values())
            assert added == one.kinds[Kind.COMPLAINT]["received"] + one.kinds[Kind.RECOMMENDATION]["received"]


def test_a_year_is_the_sum_of_its_quarters_as_they_were_frozen(year) -> None:
    year.publish(*QUARTERS[:3])
    assert year.seen("ry2025", Role.VIEWER) is None
    year.publish(QUARTERS[3])

    found = year.seen("ry2025", Role.VIEWER)

    # Two hidden quarters with 1 and 2 may be 2 and 1: the sum does not tell them apart.
    assert found.kinds[SECRET]["received"] == sum(RECEIVED)
    assert found.kinds[SECRET]["settled"] == sum(SETTLED)
    # 6 of 8 in time would leave 2 that were late.
    assert found.kinds[SECRET]["settled_in_time"] is None
    # What is open follows from year to year: with what came and went, a small one would follow.
    assert found.kinds[SECRET]["open"] is found.kinds[SECRET]["overdue"] is None
    assert found.kinds[Kind.COMPLAINT]["open"] == sum(3 + place - 2 for place in range(4))
    assert found.kinds[Kind.COMPLAINT]["settled_in_time"] == 4
    assert (found.start, found.end) == (days("ry2025").start, days("ry2025").end)


def test_what_is_entered_late_changes_no_published_figure(session, year) -> None:
    year.publish(*QUARTERS)
    before = [year.seen(code, Role.VIEWER) for code in (*QUARTERS, "ry2025")]

    for kind in Kind:
        year.matter(kind, days(QUARTERS[0]).start, 0, settled=True, in_time=True)
    session.commit()

    assert [year.seen(code, Role.VIEWER) for code in (*QUARTERS, "ry2025")] == before
    for statement in ("UPDATE official_quarters SET threshold = 9", "DELETE FROM official_quarters"):
        with pytest.raises(DBAPIError):
            session.execute(text(statement))
        session.rollback()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.VIEWER, Role.ADMINISTRATOR)])
def test_whoever_has_figures_of_denunciations_of_his_own_gets_no_official_ones(year, role) -> None:
    """Else he takes his own from the total, and what is left is kept from him."""
    year.publish(*QUARTERS)

    for code in (*QUARTERS, "ry2025"):
        found = year.seen(code, role)
        assert set(found.kinds[SECRET].values()) | set(found.totals.values()) == {None}
        assert found.hidden is Hidden.OWN_FIGURES
        assert found.kinds[Kind.COMPLAINT]["received"] is not None


def test_a_wall_changes_nothing_in_what_is_published_or_read(session, build, year) -> None:
    """The publisher does not see a case, and the table tells neither him nor anybody else."""
    walled = build.user(Role.DIRECTOR)
    secret = year.matter(SECRET, days(QUARTERS[0]).start, 1, settled=False, in_time=False)
    build.add(CaseExclusion(case_id=secret.id, user_id=walled.id))
    session.commit()

    official.publish(session, QUARTERS[0], actor=build.actor_of(walled), now=NOW)

    assert year.seen(QUARTERS[0], Role.VIEWER).kinds[SECRET]["received"] == RECEIVED[0] + 1
    mine = official.of_period(session, QUARTERS[0], actor=build.actor_of(walled))
    assert mine == year.seen(QUARTERS[0], Role.DIRECTOR)


def test_a_viewer_cannot_take_operational_figures_from_official_ones(session, build, year) -> None:
    """Every number that a viewer can ask for anywhere is the same as if there were no denunciation,
    but for the totals that are shown on purpose; those leave each hidden one more than one value.
    """
    year.publish(*QUARTERS)
    viewer = build.actor(Role.VIEWER)
    plain = frozenset(Kind) - {SECRET}
    spans = [(code, Filter(start=days(code).start, end=days(code).end)) for code in (*QUARTERS, "ry2025")]

    for code, span in spans:
        without = Filter(start=span.start, end=span.end, kinds=plain)
        asked = statistics.figures(MEASURES, span, actor=viewer, today=TODAY)
        assert asked == statistics.figures(MEASURES, without, actor=viewer, today=TODAY)
        shown = official.of_period(session, code, actor=viewer)
        for by, lines in (("unit", shown.units), ("field", shown.fields)):
            for name in official.MEASURES:
                frame = statistics.breakdown(name, (by,), span, actor=viewer, today=TODAY)
                keys = [None if pd.isna(value) else int(value) for value in frame[by]]
                operational = dict(zip(keys, frame["value"].astype(int), strict=True))
                published = {key: line[name] for key, line in lines.items() if line[name]}
                assert operational == published, (code, by, name)
        for name in official.MEASURES:
            beyond = {kind: asked_for(name, span, kind, viewer) for kind in plain}
            assert {kind: shown.kinds[kind][name] for kind in plain} == beyond
            total, secret = shown.totals[name], shown.kinds[SECRET][name]
            assert (total is None) == (secret is None)
            assert total is None or total - sum(beyond.values()) == secret >= 3


def test_quarters_are_published_in_order_after_their_last_day_and_once(session, build, year) -> None:
    director = build.actor(Role.DIRECTOR)
    assert official.publishable(session, today=TODAY)[-1] == "rq2026-3"
    year.publish("rq2025-2")

    assert official.publishable(session, today=TODAY) == ["rq2025-3"]
    for code in ("rq2025-1", "rq2025-2", "rq2025-4", "rq2026-4", "m2026-1", "x"):
        with pytest.raises(QuarterNotOffered):
            official.publish(session, code, actor=director, now=NOW)
    assert official.published(session, actor=director) == ["rq2025-2"]
    [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "official.publish"))
    assert entry.details == {"code": "rq2025-2"}


@pytest.mark.parametrize("role", Role)
def test_only_who_may_publishes_and_only_who_may_reads(session, build, role) -> None:
    actor = build.actor(role)
    if not can(actor, Permission.FIGURES_PUBLISH):
        with pytest.raises(NotPermitted):
            official.publish(session, QUARTERS[0], actor=actor, now=NOW)
        assert session.exec(select(OfficialQuarter)).all() == []
    if not can(actor, Permission.FIGURES_READ):
        for ask in (official.published, lambda *a, **k: official.of_period(session, "ry2025", actor=actor)):
            with pytest.raises(NotPermitted):
                ask(session, actor=actor)
