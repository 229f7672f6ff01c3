"""The petitions of a case and their people: names as far as the right goes, the rest with a purpose."""

from datetime import datetime

import streamlit as st

from models import Party
from services.case_view import CaseView, OpenPetition
from services.permissions import Actor
from ui import identity, navigation, origins
from ui.i18n import _
from ui.labels import day, word
from ui.panels import plain


def show(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """Each petition with its people; protected people without a name."""
    for one in view.petitions:
        with st.container(border=True, key=f"petition_{one.petition.id}"):
            petition = one.petition
            label = f"**{petition.code}** · {day(petition.received_on)} · {plain(one.channel)}"
            navigation.link("petition", label, icon=":material/description:", code=petition.code)
            said = [word(petition.state), word(petition.outcome) if petition.outcome else ""]
            if petition.sender_body:
                said.append(_("forwarded by {body}").format(body=plain(petition.sender_body)))
            st.caption(" · ".join(text for text in said if text))
            if one.origin:
                origins.show(one.origin)
            _people(one)
            if one.people:
                identity.of_petition(petition, key=f"identity_{petition.id}", actor=actor, now=now)
    if not view.petitions:
        st.caption(_("No petition stands here."))


def _people(one: OpenPetition) -> None:
    if one.petition.is_anonymous:
        st.markdown(_("The petitioner did not give a name."))
    for party in one.people:
        st.markdown(f"- {word(party.role)}: {_name(party)}")


def _name(party: Party) -> str:
    if party.is_protected:
        return _("identity protected")
    address = f", {plain(party.address)}" if party.address else ""
    return f"{plain(party.name)}{address}"
