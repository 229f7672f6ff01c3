"""Who may see a case and why; letting a verifier work on it, and taking that back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import streamlit as st

from services import case_grants, case_readers, database
from services.case_forms import LABELS
from services.case_readers import CaseReader, Why
from services.case_view import CaseView
from services.permissions import Actor, Permission, can
from services.text import N_
from ui.case import typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day
from ui.panels import plain

WORDS = {
    Why.ASSIGNED: N_("in charge of the case"),
    Why.STANDS_IN: N_("stands in for the officer in charge"),
    Why.GRANTED: N_("verifier of this case"),
    Why.WHOLE_DEPARTMENT: N_("sees the whole department"),
    Why.HEAD_OF_UNIT: N_("leads the unit of the case"),
    Why.UNIT: N_("works in the unit of the case"),
    Why.RECEPTION: N_("received it at the reception desk"),
    Why.OTHER: N_("by his role"),
}
# Days for which a grant is offered at first.
USUAL_DAYS = 30


def show(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """A closed box; asking who sees the case costs a question per person, so only once it is open."""
    if not can(actor, Permission.CASE_ASSIGN):
        return
    box = st.expander(
        _("Who may see this case"), icon=":material/visibility:", key="readers_box", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        with database.reading() as session:
            found = case_readers.of_case(session, view.case.id or 0, actor=actor, today=today)
        for one in found:
            _line(one, actor=actor, now=now)
        st.caption(_("An administrator sees no case by being administrator."))
        if can(actor, Permission.CASE_GRANT):
            _grant_form(view, found, actor=actor, now=now, today=today)


def _line(one: CaseReader, *, actor: Actor, now: datetime) -> None:
    why = _(WORDS[one.why])
    if one.until is not None:
        why = _("{why}, until {day}").format(why=why, day=day(one.until))
    with st.container(horizontal=True, vertical_alignment="center", key=f"reader_{one.user_id}", gap="small"):
        st.markdown(f"**{plain(one.name)}** ({plain(one.unit)}): {why}", width="stretch")
        if one.grant is None or not can(actor, Permission.CASE_GRANT):
            return
        if st.button(_("Withdraw"), key=f"grant_withdraw_{one.grant.id}", type="tertiary"):
            with refusals_shown():
                with database.transaction() as session:
                    case_grants.withdraw(session, one.grant.id, actor=actor, now=now)
                announce(_("The grant is withdrawn."))
                st.rerun()
    if one.grant is not None:
        given = _("Granted by {who}: {reason}")
        st.caption(given.format(who=plain(one.grant.granted_by), reason=plain(one.grant.reason)))


def _grant_form(
    view: CaseView, found: Sequence[CaseReader], *, actor: Actor, now: datetime, today: date
) -> None:
    with database.reading() as session:
        people = dict(case_grants.candidates(session, actor=actor, today=today))
    known = {one.user_id for one in found}

    def key(field: str) -> str:
        return typed.key("grant", view.case.code, field)

    st.markdown(f"**{_('Let a verifier work on this case')}**")
    user_id = st.selectbox(
        _("Verifier"),
        [one for one in people if one not in known],
        index=None,
        format_func=people.get,
        key=key("user"),
        placeholder=_("Choose"),
    )
    last = st.date_input(
        _("Last day"),
        value=today + timedelta(days=USUAL_DAYS),
        min_value=today,
        format="DD/MM/YYYY",
        key=key("until"),
    )
    reason = st.text_input(_(LABELS["reason"]), key=key("reason"), max_chars=300)
    st.caption(_("The verifier works on the case but does not read the identity of the people in it."))
    if st.button(_("Grant"), key="grant_save", type="primary", disabled=user_id is None):
        with refusals_shown():
            with database.transaction() as session:
                case_grants.grant(
                    session,
                    view.case.id or 0,
                    user_id=user_id or 0,
                    valid_to=last,
                    reason=reason,
                    actor=actor,
                    now=now,
                )
            typed.renew("grant")
            announce(_("The verifier can work on the case and has been told."))
            st.rerun()
