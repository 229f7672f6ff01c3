"""What a session's cookie is worth right now: whose it is, with which rights, and noting that it was used."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from starlette.concurrency import run_in_threadpool

from services import actors, clock, database, sign_in, sign_in_duties
from services.errors import DatabaseBusy, DatabaseFull
from services.permissions import Actor
from services.settings import settings
from services.sign_in_duties import Duty

# Where the gate leaves what it found for the answers behind it: nobody looks a session up twice.
OF_SCOPE = "tiepdan.standing"


@dataclass(frozen=True)
class Standing:
    """A live session: its user, whether its last use is due to be written, and a mark of the rights.

    The mark differs as soon as the role, the unit or the scope of today does. Whoever owes a duty
    (a new password, a second factor) gets no further than where that is done.
    """

    user_id: int
    is_stale: bool
    rights: Any
    actor: Actor
    duty: Duty | None


async def standing(token: str) -> Standing | None:
    """The session behind a cookie, None where there is none any more."""
    return await run_in_threadpool(_look, token) if token else None


async def used(token: str) -> None:
    """Write down that a person used the session; left undone where that cannot be written just now."""
    await run_in_threadpool(_touch, token)


def _look(token: str) -> Standing | None:
    now = clock.now()
    with database.reading() as session:
        found = sign_in.session_of(session, token, now=now)
        if found is None:
            return None
        row, user = found
        today = clock.local_date(now)
        actor = actors.actor_of(session, user, today=today)
        duty = sign_in_duties.owed(session, row, user, role=actor.role, today=today, demo=settings().demo)
    # The days that a clerk sees move on at midnight; that alone is no change of rights.
    scope = replace(actor.scope, received_since=None)
    rights = (actor.role, actor.unit_id, scope, actor.figures if actor.figures is not actor.scope else None)
    return Standing(row.user_id, sign_in.needs_touch(row, now=now), rights, actor, duty)


def _touch(token: str) -> None:
    with suppress(DatabaseBusy, DatabaseFull), database.transaction(patience=0.2) as session:
        sign_in.touch(session, token, now=clock.now())
