"""The people of a petition: names as far as the right goes, the rest with a purpose."""

from datetime import datetime
from typing import Any

import streamlit as st

from models import Party
from services import identity
from services.database import transaction
from services.permissions import Actor, Permission, can
from services.petition_view import PetitionView
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.labels import word
from ui.panels import plain
from ui.petition import seen


def people(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    """Each person in one line; numbers and protected names only after a purpose was given."""
    if view.petition.is_anonymous:
        st.markdown(_("The petitioner did not give a name."))
    for party in view.people:
        part = f" ({_('Part {n}').format(n=party.part)})" if party.part else ""
        st.markdown(f"- {word(party.role)}{part}: {_name(view, party)}")
    if not view.people or not can(actor, Permission.IDENTITY_READ):
        return
    with st.expander(_("Show identity"), icon=":material/visibility_lock:", key="petition_identity"):
        purpose = st.text_input(_("For what purpose? The reading is recorded."), key=seen.key("purpose"))
        if not st.button(_("Show"), key="petition_identity_show"):
            return
        found: list[dict[str, Any]] = []
        with refusals_shown(), transaction() as session:
            found = identity.read(session, view.petition.id or 0, actor=actor, purpose=purpose, now=now)
        for person in found:
            rest = [person.get(name, "") for name in ("address", "number", "phone", "email")]
            text = " · ".join(plain(part) for part in (person["name"], *rest) if part)
            st.markdown(f"- {word(person['role'])}: {text}")


def _name(view: PetitionView, party: Party) -> str:
    staff = f" ({plain(view.staff.get(party.user_id, ''))})" if party.user_id else ""
    if party.not_our_staff:
        staff = f" ({_('Not our staff')})"
    if party.is_protected:
        return _("identity protected") + staff
    address = f", {plain(party.address)}" if party.address else ""
    return f"{plain(party.name)}{address}{staff}"
