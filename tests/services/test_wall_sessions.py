"""The wall's session goes on for a reader of figures, ends in its time, and for nobody else."""

from datetime import timedelta

import pytest

from models.enums import Role
from services import sign_in, wall_sessions
from services.errors import NotPermitted
from tests.conftest import NOW


def shown(session, build, role: Role, hours: int, *, every: int = 1):
    """A session before which the wall is drawn every hour for so long; whether it is alive at the end."""
    user = build.user(role)
    actor = build.actor_of(user)
    token = sign_in.open_session(session, user, now=NOW, second_factor_at=NOW)
    for hour in range(0, hours, every):
        now = NOW + timedelta(hours=hour)
        if sign_in.session_of(session, token, now=now) is None:
            return False
        wall_sessions.stay_awake(session, token, actor=actor, now=now)
    return sign_in.session_of(session, token, now=NOW + timedelta(hours=hours)) is not None


def test_a_reader_of_figures_stays_signed_in_for_days(session, build) -> None:
    assert shown(session, build, Role.VIEWER, 100)


def test_the_longest_time_ends_it_all_the_same(session, build) -> None:
    assert not shown(session, build, Role.VIEWER, 244)


def test_whoever_reads_rows_is_signed_out_as_ever(session, build) -> None:
    assert not shown(session, build, Role.DIRECTOR, 4)


def test_a_session_that_was_ended_does_not_come_back(session, build) -> None:
    user = build.user(Role.VIEWER)
    token = sign_in.open_session(session, user, now=NOW)
    sign_in.sign_out(session, token, now=NOW)

    kept = wall_sessions.stay_awake(session, token, actor=build.actor_of(user), now=NOW)

    assert (kept, sign_in.session_of(session, token, now=NOW)) == (False, None)


def test_whoever_reads_no_figures_has_no_wall(session, build) -> None:
    with pytest.raises(NotPermitted):
        wall_sessions.stay_awake(session, "x", actor=build.actor(Role.ADMINISTRATOR), now=NOW)
