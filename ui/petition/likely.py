"""Petitions that may be the same as this one: judged here, also long after it was entered."""

from datetime import datetime

import streamlit as st

from services import petition_linking
from services.database import transaction
from services.duplicates import Suggestion
from services.permissions import Actor
from services.petition_view import PetitionView
from ui.i18n import _
from ui.intake.comparison import reasons, side_by_side
from ui.labels import day, word
from ui.petition import seen


def likely(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    """Each with its differences; linked, or dismissed for good."""
    if view.likely.elsewhere:
        st.info(_("A similar petition exists. Ask the focal unit."), icon=":material/info:")
    if not view.likely.suggestions:
        st.caption(_("Nothing alike so far."))
    for one in view.likely.suggestions:
        _suggestion(view, one, actor, now=now)


def _suggestion(view: PetitionView, one: Suggestion, actor: Actor, *, now: datetime) -> None:
    other = one.petition
    with st.container(border=True, key=f"petition_likely_{other.id}"):
        st.markdown(f"**{other.code}** · {word(other.kind)} · {day(other.received_on)}")
        st.caption(" · ".join(reasons(one)))
        names = [party.name for party in view.people if party.name_key]
        about = {"summary": view.words.summary, "state": word(view.petition.state)}
        side_by_side(one, names=names, actor=actor, **about)
        left, right = st.columns(2)
        if left.button(
            _("Same matter: link"),
            key=f"petition_link_{other.id}",
            disabled=other.kind is not view.petition.kind,
        ):
            with seen.guarded(view):
                with transaction() as session:
                    petition_linking.link(
                        session,
                        view.petition.id or 0,
                        other.id or 0,
                        actor=actor,
                        now=now,
                        seen=seen.pinned(view),
                    )
                seen.done(_("Linked to petition {code}.").format(code=other.code))
        if right.button(_("Another matter"), key=f"petition_dismiss_{other.id}"):
            with seen.guarded(view):
                with transaction() as session:
                    petition_linking.dismiss(
                        session, view.petition.id or 0, other.id or 0, actor=actor, now=now
                    )
                seen.done(_("Recorded as another matter."))
