"""What everybody may do with the own account: password, language, signing out elsewhere."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from models import UserSession
from models.enums import Language
from services import database, own_sessions, sign_in
from services.errors import AppError
from services.permissions import Actor
from services.text import N_, nfc
from ui import scripts
from ui.admin import words
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant, word
from ui.session import token

# In this order: Edge also calls itself Chrome, and Chrome also calls itself Safari.
_BROWSERS = {
    "Edg/": "Edge",
    "coc_coc": "Cốc Cốc",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
# Milliseconds in which to read that the password is changed, before the page loads anew.
RENEWED_AFTER = 2_000
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def browser(agent: str) -> str:
    """The browser and system that a user agent names, such as "Firefox · Windows"."""
    named = [_named(agent, _BROWSERS), _named(agent, _SYSTEMS)]
    return " · ".join(name for name in named if name) or "–"


def _named(agent: str, known: dict[str, str]) -> str:
    return next((name for sign, name in known.items() if sign in agent), "")


class PasswordsDiffer(AppError):
    msgid = N_("The two new passwords differ. Type the new password twice.")


def password(actor: Actor, *, now: datetime) -> None:
    """The present password, the new one twice; every other session ends.

    A form, because a password field alone does not hand over what was typed when the
    Tab key leads from it to its own "show" button.
    """
    if st.session_state.pop("_renews", False):
        # A cookie that somebody copied before is worthless from here on: the route gives a new one.
        scripts.go("/session/renewed?next=/account", after=RENEWED_AFTER)
    with st.form("own_password", border=False):
        old = st.text_input(
            _("Present password"), type="password", key="old_password", autocomplete="current-password"
        )
        new = st.text_input(
            _("New password"),
            type="password",
            key="new_password",
            help=_("Several words are easy to remember and hard to guess."),
        )
        again = st.text_input(_("New password again"), type="password", key="again_password")
        asked = st.form_submit_button(_("Change the password"), type="primary", key="change_password")
    if asked:
        with refusals_shown():
            if nfc(new) != nfc(again):
                raise PasswordsDiffer(field="again_password")
            with database.transaction() as session:
                sign_in.change_own_password(session, old, new, actor=actor, now=now, token=token())
            announce(_("The password is changed; every other session has ended."))
            st.session_state["_renews"] = True
            st.rerun()


def language(actor: Actor, *, now: datetime) -> None:
    """The language of screens; remembered for the account and in this browser."""
    chosen = st.radio(
        _("Language of the screens"),
        list(Language),
        index=list(Language).index(actor.language),
        format_func=words.LANGUAGES.get,
        key="own_language",
        horizontal=True,
    )
    if chosen is not None and chosen is not actor.language:
        with refusals_shown():
            with database.transaction() as session:
                sign_in.choose_own_language(session, chosen, actor=actor, now=now)
            st.session_state["_language"] = chosen.value
            # The cookie that the next sign-in and the page's lang attribute read is set by our own route.
            scripts.go(f"/language/{chosen.value}?next=/account")


def sessions(rows: Sequence[UserSession], actor: Actor, *, now: datetime) -> None:
    """The live sessions, each with a button that ends it, and one that ends all, this one included."""
    here = sign_in.token_hash(token())
    widths = [2, 2, 2, 2, 2, 3]
    headings = (_("Signed in"), _("Last seen"), _("Address"), _("Browser"), _("Signed in with"), "")
    for column, heading in zip(st.columns(widths), headings, strict=True):
        column.caption(heading)
    for row in rows:
        cells = st.columns(widths, vertical_alignment="center")
        texts = (
            instant(row.created_at),
            instant(row.seen_at),
            row.address or "–",
            browser(row.agent),
            word(row.method),
        )
        for cell, text in zip(cells, texts, strict=False):
            cell.text(text)
        if row.token_hash == here:
            cells[-1].text(_("This browser"))
        elif cells[-1].button(_("End this session"), key=f"end_session_{row.id}", icon=":material/logout:"):
            with refusals_shown():
                with database.transaction() as session:
                    own_sessions.end_one(session, row.id or 0, actor=actor, now=now)
                announce(_("The session has ended; nothing can be opened with it any more."))
                st.rerun()
    if st.button(_("Sign out everywhere"), key="out_everywhere", icon=":material/logout:"):
        with refusals_shown():
            with database.transaction() as session:
                sign_in.sign_out_everywhere(session, actor.user_id, actor=actor, now=now)
            st.rerun()
