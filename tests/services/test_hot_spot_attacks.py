"""Who tries what is not his about hot spots changes nothing; what leaders write leaves the case nowhere."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select
from structlog.testing import capture_logs

from models import ClusterMember, HotSpotFile, HotSpotMeasure, LevelOverride, RiskPointVersion
from models.enums import ClusterTie, Kind, MeasureKind, OverrideOutcome, RiskLevel, Role
from services.entries import TextTooLong
from services.errors import NotFound, NotPermitted
from services.hotspots import (
    cluster_views,
    clusters,
    file_views,
    files,
    override_views,
    overrides,
    point_effects,
    point_versions,
    points,
    taking_back,
)
from services.hotspots.files import FileInput
from services.hotspots.overrides import OverrideInput
from tests.builders import NOW, TODAY
from tests.services.test_point_effects import HOTTER

SOON = TODAY + timedelta(days=10)
PORT, KEY = "dự án Cảng Mỹ Thủy", "du an cang my thuy"
# What a denunciation must not give away, with and without marks.
DENOUNCER, FOLDED = "Lò Thị Tuyệt Mật", "lo thi tuyet mat"
WRITTEN = (HotSpotFile, HotSpotMeasure, LevelOverride, ClusterMember, RiskPointVersion)
Deed = Callable[[Any, SimpleNamespace, Any], object]
DEEDS: dict[str, Deed] = {
    "open a file": lambda s, on, who: files.open_file(
        s, on.plain, FileInput(plan="x", next_review_on=SOON), actor=who, now=NOW
    ),
    "review": lambda s, on, who: files.review(
        s, on.file, note="x", next_review_on=SOON + timedelta(days=1), actor=who, now=NOW
    ),
    "measure": lambda s, on, who: files.take_measure(
        s, on.file, MeasureKind.POLICE, taken_on=TODAY, note="x", actor=who, now=NOW
    ),
    "close a file": lambda s, on, who: files.close_file(s, on.file, reason="x", actor=who, now=NOW),
    "take back": lambda s, on, who: taking_back.take_back(s, on.review, reason="x", actor=who, now=NOW),
    "open again": lambda s, on, who: taking_back.reopen(
        s, on.closed, reason="x", next_review_on=SOON, actor=who, now=NOW
    ),
    "set a level": lambda s, on, who: overrides.set_level(
        s, on.plain, OverrideInput(RiskLevel.HOT, "x", SOON), actor=who, now=NOW
    ),
    "lift a level": lambda s, on, who: overrides.lift(s, on.held, actor=who, now=NOW),
    "judge a level": lambda s, on, who: overrides.judge(
        s, on.ended, OverrideOutcome.RIGHT, note="x", actor=who, now=NOW
    ),
    "confirm": lambda s, on, who: clusters.confirm(
        s, ClusterTie.PROJECT, KEY, on.cases, actor=who, now=NOW, today=TODAY
    ),
    "refuse": lambda s, on, who: clusters.refuse(
        s, ClusterTie.PROJECT, KEY, on.cases, actor=who, now=NOW, today=TODAY
    ),
    "suggest again": lambda s, on, who: clusters.suggest_again(
        s, ClusterTie.PROJECT, KEY, [on.refused], actor=who, now=NOW
    ),
}
POINTS: dict[str, Deed] = {
    "publish points": lambda s, on, who: point_versions.publish(
        s,
        HOTTER,
        effective_from=TODAY,
        basis="x",
        previewed=point_versions.mark(s, HOTTER, effective_from=TODAY),
        actor=who,
        now=NOW,
    ),
    "withdraw points": lambda s, on, who: point_versions.withdraw(
        s, on.planned, basis="x", actor=who, now=NOW
    ),
    "count a table": lambda s, on, who: point_effects.effect(
        s, HOTTER, effective_from=TODAY, actor=who, now=NOW
    ),
}
CASEWORK = {"review", "measure"}
# Who may do what about the matters of his own unit; nobody but a director beyond it.
MAY = {
    Role.DIRECTOR: {*DEEDS, *POINTS},
    Role.INSPECTOR: {*DEEDS},
    Role.UNIT_HEAD: {*DEEDS},
    Role.OFFICER: CASEWORK,
    Role.RECEPTION_CLERK: set(),
    Role.VIEWER: set(),
    Role.ADMINISTRATOR: {*POINTS},
}


@pytest.fixture
def world(session, build):
    """A unit with cases under watch, levels that hold and are over, and a cluster with one refused."""
    director = build.actor(Role.DIRECTOR)
    unit = build.unit("Phòng Thương mại", parent=build.department())
    plain, watched, held, ended, refused, calmed = (
        build.case(unit=unit, summary=PORT).id for _turn in range(6)
    )
    entry = FileInput(plan="x", next_review_on=SOON)
    file = files.open_file(session, watched, entry, actor=director, now=NOW)
    review = files.review(
        session, file.id, note="x", next_review_on=SOON + timedelta(days=2), actor=director, now=NOW
    )
    closed = files.open_file(session, calmed, entry, actor=director, now=NOW)
    files.close_file(session, closed.id, reason="x", actor=director, now=NOW)
    until = OverrideInput(RiskLevel.HOT, "x", SOON)
    holding = overrides.set_level(session, held, until, actor=director, now=NOW)
    earlier = NOW - timedelta(days=30)
    over = OverrideInput(RiskLevel.HOT, "x", TODAY - timedelta(days=5))
    past = overrides.set_level(session, ended, over, actor=director, now=earlier)
    later = TODAY + timedelta(days=9)
    planned = point_versions.publish(
        session,
        HOTTER,
        effective_from=later,
        basis="x",
        previewed=point_versions.mark(session, HOTTER, effective_from=later),
        actor=director,
        now=NOW,
    )
    clusters.refuse(session, ClusterTie.PROJECT, KEY, [refused], actor=director, now=NOW, today=TODAY)
    session.commit()
    return SimpleNamespace(
        unit=unit,
        plain=plain,
        file=file.id,
        review=session.exec(select(HotSpotMeasure.id).where(HotSpotMeasure.file_id == review.id)).one(),
        closed=closed.id,
        planned=planned.version,
        held=holding.id,
        ended=past.id,
        cases=[plain, watched],
        refused=refused,
    )


def stored(session) -> list[list[tuple[Any, ...]]]:
    """Every row of what is written about hot spots."""
    session.expire_all()
    return [
        [tuple(row) for row in session.execute(text(f"SELECT * FROM {model.__tablename__} ORDER BY id"))]
        for model in WRITTEN
    ]


@pytest.mark.parametrize("role", list(MAY))
def test_each_role_does_what_is_his_and_nothing_else(session, build, world, role) -> None:
    who = build.actor(role, unit=world.unit)
    session.commit()
    before = stored(session)

    for name, act in (DEEDS | POINTS).items():
        if name in MAY[role]:
            act(session, world, who)
            session.flush()
            assert (stored(session) != before) is (name != "count a table"), name
        else:
            # What others entered stays theirs.
            with pytest.raises((NotPermitted, files.EnteredByOthers)):
                act(session, world, who)
            assert stored(session) == before, name
        session.rollback()


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.OFFICER])
def test_of_another_unit_nothing_is_found(session, build, world, role) -> None:
    who = build.actor(role, unit=build.unit("Phòng Công nghiệp", parent=build.department()))
    session.commit()
    before = stored(session)

    for name, act in DEEDS.items():
        # Nobody learns from the refusal that there is something.
        with pytest.raises((NotFound, NotPermitted, clusters.NothingChosen)):
            act(session, world, who)
        assert stored(session) == before, name
        session.rollback()


def test_what_leaders_write_about_a_denunciation_leaves_its_case_nowhere(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    unit = build.unit("Phòng Thanh tra", parent=build.department())
    case = build.case(unit=unit, kind=Kind.DENUNCIATION)
    said = f"{DENOUNCER} tố cáo tại {PORT}"
    about = {"actor": director, "now": NOW}
    with capture_logs() as logs:
        file = files.open_file(session, case.id, FileInput(plan=said, next_review_on=SOON), **about)
        files.take_measure(session, file.id, MeasureKind.OTHER, taken_on=TODAY, note=said, **about)
        files.review(session, file.id, note=said, next_review_on=SOON, **about)
        files.close_file(session, file.id, reason=said, **about)
        row = overrides.set_level(session, case.id, OverrideInput(RiskLevel.HOT, said, SOON), **about)
        overrides.lift(session, row.id, **about)
        overrides.judge(session, row.id, OverrideOutcome.WRONG, note=said, **about)
        with pytest.raises(TextTooLong) as refused:
            files.open_file(session, case.id, FileInput(plan=said * 60, next_review_on=SOON), **about)
        session.commit()
        lists = (
            file_views.open_lines(session, actor=director),
            override_views.unjudged(session, actor=director, today=TODAY),
            cluster_views.seen(session, actor=director, today=TODAY),
            cluster_views.refused(session, actor=director),
        )

    everything = [
        tuple(row)
        for table in SQLModel.metadata.sorted_tables
        for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
    ]
    told = f"{everything} {logs} {lists} {refused.value} {refused.value.values} {row} {file}".casefold()
    assert len(everything) > 5
    for secret in (DENOUNCER.casefold(), FOLDED, "tuyệt mật", PORT.casefold()):
        assert secret not in told
    # And yet it is there for those whose case it is.
    [opened] = file_views.of_case(session, case.id, actor=director)
    assert (opened.plan, opened.reason, opened.measures[0].note) == (said, said, said)


def test_a_denunciation_is_not_tied_to_a_cluster_by_its_number(session, build, world) -> None:
    director = build.actor(Role.DIRECTOR)
    secret = build.case(unit=world.unit, kind=Kind.DENUNCIATION).id
    session.commit()

    with pytest.raises(clusters.NothingChosen):
        clusters.confirm(session, ClusterTie.PROJECT, KEY, [secret], actor=director, now=NOW, today=TODAY)
    done = clusters.confirm(
        session, ClusterTie.PROJECT, KEY, [secret, *world.cases], actor=director, now=NOW, today=TODAY
    )

    assert {row.case_id for row in done} == set(world.cases)


def test_a_preview_cannot_be_turned_into_a_search(session, build, world) -> None:
    """By tables that single out one matter an administrator learns a number and never a code."""
    admin = build.actor(Role.ADMINISTRATOR)
    secret = build.case(unit=world.unit, kind=Kind.DENUNCIATION).id
    build.crowd(case_id=secret, persons=77, gathered_on=TODAY)
    session.commit()

    found = point_effects.effect(session, HOTTER, effective_from=TODAY, actor=admin, now=NOW)

    assert (found.rising, found.falling, found.told_rising, found.told_falling) == (0, 0, (), ())
    assert sum(found.before.values()) == sum(found.after.values()) == 6
    assert points.tables(session).on(TODAY).version == 1
