"""What everybody may do with the own account: password, language, signing out elsewhere."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from models import UserSession
from models.enums import Language
from services import database, sign_in
from services.errors import AppError
from services.permissions import Actor
from services.text import N_, nfc
from ui.admin import words
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant
from ui.session import token

# In this order: Edge also calls itself Chrome, and Chrome also calls itself Safari.
_BROWSERS = {
    "Edg/": "Edge",
    "coc_coc": "Cốc Cốc",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
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
    with st.form("own_password", border=False):
        old = st.text_input(_("Present password"), type="password", key="old_password", max_chars=200)
        new = st.text_input(
            _("New password"),
            type="password",
            key="new_password",
            max_chars=200,
            help=_("Several words are easy to remember and hard to guess."),
        )
        again = st.text_input(_("New password again"), type="password", key="again_password", max_chars=200)
        asked = st.form_submit_button(_("Change the password"), type="primary", key="change_password")
    if asked:
        with refusals_shown():
            if nfc(new) != nfc(again):
                raise PasswordsDiffer(field="again_password")
            with database.transaction() as session:
                sign_in.change_own_password(session, old, new, actor=actor, now=now, token=token())
            st.session_state["_must_change_password"] = False
            announce(_("The password is changed; every other session has ended."))
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
            st.html(
                f"<script>location.assign('/language/{chosen.value}?next=/account')</script>",
                unsafe_allow_javascript=True,
            )


def sessions(rows: Sequence[UserSession], actor: Actor, *, now: datetime) -> None:
    """The live sessions, and one button that ends all of them, this one included."""
    here = sign_in.token_hash(token())
    table = [
        {
            _("Signed in"): instant(row.created_at),
            _("Last seen"): instant(row.seen_at),
            _("Address"): row.address or "–",
            _("Browser"): browser(row.agent),
            _("This browser"): "✓" if row.token_hash == here else "",
        }
        for row in rows
    ]
    st.dataframe(pd.DataFrame(table), hide_index=True, key="own_sessions")
    if st.button(_("Sign out everywhere"), key="out_everywhere", icon=":material/logout:"):
        with refusals_shown():
            with database.transaction() as session:
                sign_in.sign_out_everywhere(session, actor.user_id, actor=actor, now=now)
            st.rerun()
