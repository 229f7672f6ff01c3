"""Who is here: the account behind the cookie, read anew on every run."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

import streamlit as st

from services import clock, database, signed_in
from services.permissions import Actor, Permission, can
from services.settings import settings
from services.sign_in_duties import Duty
from ui import cookies
from ui.i18n import LANGUAGES, _


@dataclass
class _Run:
    """What is found once in a run of the script."""

    reader: tuple[Actor, Duty | None] | None = None


_run: ContextVar[_Run | None] = ContextVar("run", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Look up who is here once inside the block, however many parts of the run ask."""
    found = _run.set(_Run())
    try:
        yield
    finally:
        _run.reset(found)


def token() -> str:
    """The session's token: the HttpOnly cookie; tests put theirs into the session."""
    return str(st.session_state.get("_token") or st.context.cookies.get(cookies.SESSION) or "")


def current_user(permission: Permission | None = None, *, half_way: bool = False) -> Actor:
    """The actor of this run; stops the page where nobody is signed in or the right is missing.

    Every page calls it on its first line: a page may be run alone. That somebody used the session
    is noted by the gate, which can tell a person from a screen that refreshes itself. Whoever
    still owes a new password or a second factor gets no further than `half_way`, where that is done.
    """
    run = _run.get()
    found = run.reader if run else None
    if found is None:
        with database.reading() as session:
            found = signed_in.actor_of_token(session, token(), now=clock.now(), demo=settings().demo)
    if found is None:
        _to_sign_in()
    if run:
        run.reader = found
    actor, duty = found
    _choose_language(actor)
    st.session_state["_owed"] = duty
    if duty is not None and not half_way:
        st.warning(
            _("Something is left to do before you can go on. It is done on “My account”."),
            icon=":material/lock:",
        )
        st.stop()
    if permission is not None and not can(actor, permission):
        st.error(_("You do not have the right to open this page."), icon=":material/lock:")
        st.stop()
    return actor


def owed() -> Duty | None:
    """What the person of this run must do before anything else opens."""
    return st.session_state.get("_owed")


def today() -> date:
    """The local day; pages call it once and hand it down."""
    return clock.local_date(clock.now())


def now() -> datetime:
    """This instant; pages call it once and hand it down."""
    return clock.now()


def _choose_language(actor: Actor) -> None:
    if "_language" not in st.session_state:
        chosen = st.context.cookies.get(cookies.LANGUAGE)
        st.session_state["_language"] = chosen if chosen in LANGUAGES else actor.language.value


def _to_sign_in() -> NoReturn:
    """The session ended while the page was open: say so, and lead to the sign-in form."""
    if "_language" not in st.session_state:
        chosen = st.context.cookies.get(cookies.LANGUAGE)
        st.session_state["_language"] = chosen if chosen in LANGUAGES else "vi"
    st.warning(_("You are signed out. Sign in to go on."), icon=":material/lock:")
    st.link_button(_("Sign in"), "/sign-in", type="primary")
    st.stop()
