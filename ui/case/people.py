"""The petitions of a case and their people: names as far as the right goes, the rest with a purpose."""

from datetime import datetime
from typing import Any

import streamlit as st

from models import Party
from services import database, identity
from services.case_view import CaseView, OpenPetition
from services.permissions import Actor, Permission, can
from ui import navigation, origins
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.labels import day, word
from ui.panels import plain


def show(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """Each petition with its people; protected people without a name."""
    for one in view.petitions:
        with st.container(border=True, key=f"petition_{one.petition.id}"):
            petition = one.petition
            label = f"**{petition.code}** · {day(petition.received_on)} · {one.channel}"
            navigation.link("petition", label, icon=":material/description:", code=petition.code)
            said = [word(petition.state), word(petition.outcome) if petition.outcome else ""]
            if petition.sender_body:
                said.append(_("forwarded by {body}").format(body=plain(petition.sender_body)))
            st.caption(" · ".join(text for text in said if text))
            if one.origin:
                origins.show(one.origin)
            _people(one)
            _identity(one, actor=actor, now=now)
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


def _identity(one: OpenPetition, *, actor: Actor, now: datetime) -> None:
    """Names and numbers for those with the right, after a purpose; gone again on the next click."""
    if not one.people or not can(actor, Permission.IDENTITY_READ):
        return
    key = f"identity_{one.petition.id}"
    with st.expander(_("Show identity"), icon=":material/visibility_lock:", key=f"{key}_box"):
        purpose = st.text_input(_("For what purpose? The reading is recorded."), key=f"{key}_purpose")
        if not st.button(_("Show"), key=f"{key}_show"):
            return
        people: list[dict[str, Any]] = []
        with refusals_shown(), database.transaction() as session:
            people = identity.read(session, one.petition.id or 0, actor=actor, purpose=purpose, now=now)
        for person in people:
            rest = [person.get(name, "") for name in ("address", "number", "phone", "email")]
            text = " · ".join(plain(part) for part in (person["name"], *rest) if part)
            st.markdown(f"- {word(person['role'])}: {text}")
