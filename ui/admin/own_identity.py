"""The link of the own account to single sign-on: made with the password and the provider, taken back."""

from datetime import datetime
from html import escape

import streamlit as st

from services import database, single_sign_on, tickets
from services.permissions import Actor
from services.settings import OpenIdProvider
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant
from ui.plain_text import plain

_TICKET = "_link_ticket"
# Plain HTML, because the answer is a way to another site and not a rerun.
_FORM = """
<style>.td-link button {{ font: inherit; font-weight: 600; padding: .45rem .9rem; border-radius: 6px;
border: 1px solid currentColor; background: none; color: inherit; cursor: pointer; }}</style>
<form class="td-link" method="post" action="/single-sign-on/link">
<input type="hidden" name="ticket" value="{ticket}"><button type="submit">{label}</button></form>
"""


def box(provider: OpenIdProvider, actor: Actor, *, now: datetime) -> None:
    """Linked: since when, and the way back. Not linked: the password, then the way to the provider."""
    with database.reading() as session:
        row = single_sign_on.identity_of(session, actor.user_id, issuer=provider.issuer, actor=actor)
    if row is not None:
        st.session_state.pop(_TICKET, None)
        st.markdown(
            _("Linked to “{name}” since {day}. You may sign in there or with your password.").format(
                name=plain(provider.name), day=instant(row.linked_at)
            )
        )
        if st.button(_("Take the link back"), key="identity_unlink", icon=":material/link_off:"):
            with refusals_shown():
                with database.transaction() as session:
                    single_sign_on.unlink(
                        session, actor.user_id, issuer=provider.issuer, actor=actor, now=now
                    )
                announce(_("The link is taken back; sessions that it opened have ended."))
                st.rerun()
        return
    st.markdown(
        _("Link your account once, and from then on “{name}” signs you in.").format(name=plain(provider.name))
    )
    ticket, good_until = st.session_state.get(_TICKET, ("", now))
    if ticket and now < good_until:
        label = _("Go on to “{name}”").format(name=plain(provider.name))
        st.html(_FORM.format(ticket=escape(ticket), label=escape(label)))
        st.caption(_("Good for five minutes and once."))
        return
    with st.form("identity_link", border=False):
        password = st.text_input(
            _("Present password"), type="password", key="identity_password", max_chars=200
        )
        asked = st.form_submit_button(
            _("Link single sign-on"), key="identity_link_save", icon=":material/link:"
        )
    if asked:
        with refusals_shown():
            with database.transaction() as session:
                ticket = single_sign_on.link_ticket(session, password, actor=actor, now=now)
            st.session_state[_TICKET] = (ticket, now + tickets.GOOD_FOR)
            st.rerun()
