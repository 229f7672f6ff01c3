"""Who is here: the account behind the cookie, read anew on every run."""

from contextlib import suppress
from datetime import date, datetime

import streamlit as st

from services import actors, clock, database, sign_in
from services.errors import DatabaseBusy, DatabaseFull
from services.permissions import Actor, Permission, can
from ui import cookies
from ui.i18n import LANGUAGES, _


def token() -> str:
    """The session's token: the HttpOnly cookie; tests put theirs into the session."""
    return str(st.session_state.get("_token") or st.context.cookies.get(cookies.SESSION) or "")


def current_user(permission: Permission | None = None) -> Actor:
    """The actor of this run; stops the page where nobody is signed in or the right is missing.

    Every page calls it on its first line: a page may be run alone.
    """
    now = clock.now()
    with database.reading() as session:
        found = sign_in.session_of(session, token(), now=now)
        actor = actors.actor_of(session, found[1], today=clock.local_date(now)) if found else None
        stale = found is not None and sign_in.needs_touch(found[0], now=now)
        must_change = found is not None and found[1].must_change_password
    if actor is None:
        _to_sign_in()
    if stale:
        _touch(now)
    _choose_language(actor)
    st.session_state["_must_change_password"] = must_change
    if permission is not None and not can(actor, permission):
        st.error(_("You do not have the right to open this page."), icon=":material/lock:")
        st.stop()
    return actor


def _touch(now: datetime) -> None:
    """Note the use of the session; a page opens also where that cannot be written just now."""
    with suppress(DatabaseBusy, DatabaseFull), database.transaction(patience=0.2) as session:
        sign_in.touch(session, token(), now=now)


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


def _to_sign_in() -> None:
    """The session ended while the page was open: say so, and lead to the sign-in form."""
    if "_language" not in st.session_state:
        chosen = st.context.cookies.get(cookies.LANGUAGE)
        st.session_state["_language"] = chosen if chosen in LANGUAGES else "vi"
    st.warning(_("You are signed out. Sign in to go on."), icon=":material/lock:")
    st.link_button(_("Sign in"), "/sign-in", type="primary")
    st.stop()
