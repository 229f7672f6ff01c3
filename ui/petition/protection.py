"""Protecting the sender of a petition who asks for it later, and lifting that on grounds."""

from datetime import datetime

import streamlit as st

from models.enums import Kind
from services import petition_protection
from services.database import transaction
from services.permissions import Actor, Permission, can
from services.petition_input import LABELS
from services.petition_view import PetitionView
from ui.i18n import _
from ui.petition import seen


def protection(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    """The one of the two that is possible; nothing for denunciations, which are protected by law."""
    if view.petition.kind is Kind.DENUNCIATION or view.is_partial:
        return
    if not view.is_sealed and can(actor, Permission.PETITION_ENTER):
        _protecting(view, actor, now=now)
    elif view.is_sealed and can(actor, Permission.IDENTITY_GRANT):
        _lifting(view, actor, now=now)


def _protecting(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    with st.expander(_("Protect the identity"), icon=":material/shield_lock:", key="petition_protect_box"):
        st.caption(_("Names and words are sealed and leave all lists and searches, in its cases too."))
        if st.button(_("Protect"), key="petition_protect"):
            with seen.guarded(view):
                with transaction() as session:
                    petition_protection.protect(
                        session, view.petition.id or 0, actor=actor, now=now, seen=seen.pinned(view)
                    )
                seen.done(_("The identity is protected."))


def _lifting(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    with st.expander(_("Lift the protection"), icon=":material/shield:", key="petition_lift_box"):
        st.caption(_("Only where the person says so: names and words can be read and searched again."))
        reason = st.text_input(_(LABELS["reason"]), key=seen.key("lift_reason"))
        if st.button(_("Lift the protection"), key="petition_lift"):
            with seen.guarded(view):
                with transaction() as session:
                    petition_protection.lift(
                        session,
                        view.petition.id or 0,
                        reason=reason,
                        actor=actor,
                        now=now,
                        seen=seen.pinned(view),
                    )
                seen.done(_("The protection is lifted."))
