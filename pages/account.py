"""One's own account: password, language, open sessions."""

import streamlit as st

from services import database, user_views
from ui.admin import own_account
from ui.i18n import _
from ui.labels import word
from ui.session import current_user, now

actor = current_user()
this_moment = now()
must_change = bool(st.session_state.get("_must_change_password"))

st.title(_("My account"))
st.caption(f"{actor.name} · {word(actor.role)}")
if must_change:
    st.warning(
        _("Your password was given to you by somebody else. Choose your own before you go on."),
        icon=":material/key:",
    )

left, right = st.columns(2, gap="large")
with left.container(border=True):
    st.subheader(_("Change the password"))
    own_account.password(actor, now=this_moment)

with right.container(border=True):
    st.subheader(_("Language"))
    own_account.language(actor, now=this_moment)

if not must_change:
    with database.reading() as session:
        sessions = user_views.own_sessions(session, actor=actor, now=this_moment)
    with st.container(border=True):
        st.subheader(_("Where I am signed in"))
        own_account.sessions(sessions, actor, now=this_moment)
