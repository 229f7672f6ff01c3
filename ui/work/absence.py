"""Absence: delegating one's work for some days, and handing everything of a colleague over."""

from datetime import date, datetime, timedelta

import streamlit as st

from services import database, delegations, hand_overs, officers
from services.case_forms import LABELS
from services.delegations import OpenDelegation
from services.permissions import Actor, Permission, can
from ui.case import bulk, typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, day
from ui.panels import plain


def standing(found: list[OpenDelegation], *, actor: Actor, now: datetime, today: date) -> None:
    """Who works for whom from when to when; each can be revoked."""
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"delegation_{one.id}"):
            name = one.to_name if one.from_id == actor.user_id else one.from_name
            if one.from_id == actor.user_id:
                said = _("{name} works for you from {start} to {end} ({reason}).")
            else:
                said = _("You work for {name} from {start} to {end} ({reason}).")
            text = said.format(
                name=plain(name),
                start=day(one.valid_from),
                end=day(one.valid_to),
                reason=plain(one.reason),
            )
            icon = ":material/handshake:" if one.valid_from <= today else ":material/event_upcoming:"
            st.markdown(f"{icon} {text}", width="stretch")
            if st.button(_("Revoke"), key=f"delegation_{one.id}_revoke"):
                with refusals_shown():
                    with database.transaction() as session:
                        delegations.revoke(session, one.id, actor=actor, now=now)
                    announce(_("The delegation is revoked."))
                    st.rerun()


def delegate_form(*, actor: Actor, now: datetime, today: date) -> None:
    """To whom, for which days, why; heads may do it for an absent colleague."""
    with database.reading() as session:
        people = dict(delegations.colleagues(session, actor=actor, today=today))
        mine = (
            officers.reachable(session, actor=actor, today=today) if can(actor, Permission.HAND_OVER) else []
        )
    froms = {actor.user_id: _("Myself")} | {one.id: one.name for one in mine if one.id != actor.user_id}

    def key(field: str) -> str:
        return typed.key("delegate", "home", field)

    from_id = actor.user_id
    if len(froms) > 1:
        from_id = st.selectbox(_("Whose work"), list(froms), format_func=froms.get, key=key("from"))
    to_id = st.selectbox(
        _("To whom"),
        [user_id for user_id in people if user_id != from_id],
        index=None,
        format_func=people.get,
        key=key("to"),
        placeholder=_("Choose"),
    )
    days = st.date_input(
        _("From – to"),
        value=(today, today + timedelta(days=7)),
        min_value=today,
        format="DD/MM/YYYY",
        key=key("days"),
    )
    reason = st.text_input(_(LABELS["reason"]), key=key("reason"), max_chars=300)
    if st.button(_("Delegate"), key="delegate_save", type="primary"):
        with refusals_shown():
            whole = isinstance(days, tuple) and len(days) == 2
            with database.transaction() as session:
                delegations.create(
                    session,
                    to_user_id=to_id or 0,
                    valid_from=days[0] if whole else today,
                    valid_to=days[1] if whole else today,
                    reason=reason,
                    actor=actor,
                    now=now,
                    from_user_id=from_id,
                )
            typed.renew("delegate")
            announce(_("The delegation is recorded."))
            st.rerun()


def hand_over_form(*, actor: Actor, now: datetime, today: date, leaving: int | None = None) -> None:
    """Everything of an officer who leaves or is absent, with a preview of who gets how many.

    `leaving` says who it is where the page already knows.
    """
    with database.reading() as session:
        people = officers.reachable(session, actor=actor, today=today)
    names = {one.id: f"{one.name} · {one.unit} · {count(one.open_cases)}" for one in people}
    known = leaving

    def key(field: str) -> str:
        return typed.key("hand_over", f"user_{known}" if known else "home", field)

    leaving = known or st.selectbox(
        _("Who leaves or is absent (open cases behind the name)"),
        list(names),
        index=None,
        format_func=names.get,
        key=key("from"),
        placeholder=_("Choose"),
    )
    to_ids = st.multiselect(
        _("Who takes over (several share)"),
        [user_id for user_id in names if user_id != leaving],
        format_func=names.get,
        key=key("to"),
        placeholder=_("Choose"),
    )
    reason = st.text_input(_(LABELS["reason"]), key=key("reason"), max_chars=300)
    if not leaving or not to_ids:
        return
    with refusals_shown():
        why = str(st.session_state.get(key("return"), ""))
        with database.reading() as session:
            plan = hand_overs.plan_hand_over(
                session, leaving, officer_ids=to_ids, actor=actor, today=today, return_reason=why
            )
        bulk.preview(plan, with_codes=can(actor, Permission.CASE_READ))
        bulk.ask_return_reason(plan, key=key("return"))
        if not plan.moves and not plan.petition_ids:
            st.info(_("This person has nothing that you could hand over."), icon=":material/info:")
            return
        if st.button(_("Hand over"), key="hand_over_save", type="primary"):
            with database.transaction() as session:
                moved = hand_overs.hand_over(
                    session, leaving, plan, reason=reason, actor=actor, now=now, return_reason=why
                )
            typed.renew("hand_over")
            said = ngettext("{n} case handed over.", "{n} cases handed over.", moved)
            announce(said.format(n=count(moved)))
            st.rerun()
