"""How somebody else signs in, for the administrator: the second factor reset, single sign-on linked."""

from datetime import datetime

import streamlit as st

from services import database, second_factor, single_sign_on, user_views
from services.permissions import Actor
from services.settings import settings
from services.user_views import SignInState
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant


def forms(user_id: int, actor: Actor, *, now: datetime) -> None:
    """What the account signs in with beside its password, and what can be done about it."""
    provider = settings().provider()
    with database.reading() as session:
        state = user_views.sign_in_state(
            session, user_id, issuer=provider.issuer if provider else "", actor=actor
        )
    with st.expander(
        _("Second factor and single sign-on"), icon=":material/phonelink_lock:", key=f"sign_in_{user_id}"
    ):
        _factor(user_id, state, actor, now=now)
        if provider is not None:
            _identity(user_id, state, provider.issuer, provider.name, actor, now=now)


def _factor(user_id: int, state: SignInState, actor: Actor, *, now: datetime) -> None:
    if state.factor_since is None:
        st.markdown(_("No second factor. Where the role needs one, the next sign-in asks for it."))
        return
    st.markdown(_("Second factor since {day}.").format(day=instant(state.factor_since)))
    reason = st.text_input(
        _("Why the second factor is reset"),
        key=f"factor_reason_{user_id}",
        max_chars=300,
        help=_("Make sure that it is the person who asks. The reason is kept, and the person reads it."),
    )
    if st.button(
        _("Reset the second factor"),
        key=f"factor_reset_{user_id}",
        disabled=not reason.strip(),
        icon=":material/phonelink_erase:",
    ):
        with refusals_shown():
            with database.transaction() as session:
                second_factor.reset(session, user_id, reason=reason, actor=actor, now=now)
            announce(_("The second factor is reset and the account signed out; the person is told."))
            st.rerun()


def _identity(
    user_id: int, state: SignInState, issuer: str, name: str, actor: Actor, *, now: datetime
) -> None:
    if state.subject is not None:
        st.markdown(
            _("Linked to “{name}” as `{subject}` since {day}.").format(
                name=name, subject=state.subject.replace("`", ""), day=instant(state.linked_at)
            )
        )
        if st.button(_("Take the link back"), key=f"unlink_{user_id}", icon=":material/link_off:"):
            with refusals_shown():
                with database.transaction() as session:
                    single_sign_on.unlink(session, user_id, issuer=issuer, actor=actor, now=now)
                announce(_("The link is taken back; sessions that it opened have ended."))
                st.rerun()
        return
    subject = st.text_input(
        _("Subject at “{name}” (sub)").format(name=name),
        key=f"subject_{user_id}",
        max_chars=255,
        help=_("The provider's own identifier of the person, never an e-mail address: those change hands."),
    )
    if st.button(
        _("Link single sign-on"), key=f"link_{user_id}", disabled=not subject.strip(), icon=":material/link:"
    ):
        with refusals_shown():
            with database.transaction() as session:
                single_sign_on.link(session, user_id, subject, issuer=issuer, actor=actor, now=now)
            announce(_("The account is linked; the person is told."))
            st.rerun()
