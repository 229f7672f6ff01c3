"""One's own account: password, second factor, single sign-on, language, open sessions."""

import streamlit as st

from services import database, own_sessions
from services.settings import settings
from services.sign_in_duties import Duty
from services.trail.reading import TrailFilter
from ui.admin import own_account, own_factor, own_identity
from ui.i18n import _
from ui.labels import word
from ui.plain_text import plain
from ui.session import current_user, now, owed
from ui.trail import entries

actor = current_user(half_way=True)
this_moment = now()
duty, provider = owed(), settings().provider()

st.title(_("My account"))
st.caption(f"{plain(actor.name)} · {word(actor.role)}")
if duty is Duty.NEW_PASSWORD:
    st.warning(
        _("Your password was given to you by somebody else. Choose your own before you go on."),
        icon=":material/key:",
    )
if duty is Duty.SECOND_FACTOR:
    st.warning(
        _("Your role signs in with a second factor. Set it up before you go on."),
        icon=":material/phonelink_lock:",
    )

if duty is not Duty.NEW_PASSWORD:
    with st.container(border=True):
        st.subheader(_("Second factor"))
        own_factor.box(actor, is_owed=duty is Duty.SECOND_FACTOR, now=this_moment)

left, right = st.columns(2, gap="medium")
if duty is not Duty.SECOND_FACTOR:
    with left.container(border=True):
        st.subheader(_("Change the password"))
        own_account.password(actor, now=this_moment)

beside = left if duty is Duty.SECOND_FACTOR else right
with beside.container(border=True):
    st.subheader(_("Language"))
    own_account.language(actor, now=this_moment)

if duty is None:
    if provider is not None:
        with right.container(border=True):
            st.subheader(_("Single sign-on"))
            own_identity.box(provider, actor, now=this_moment)
    with database.reading() as session:
        sessions = own_sessions.live(session, actor=actor, now=this_moment)
    with st.container(border=True):
        st.subheader(_("Where I am signed in"))
        own_account.sessions(sessions, actor, now=this_moment)
    with st.container(border=True):
        st.subheader(_("What I did"))
        entries.show(TrailFilter(mine=True), actor=actor, now=this_moment)
