"""The people of a petition: names as far as the right goes, the rest with a purpose."""

from datetime import date, datetime

import streamlit as st

from models import Party
from services.permissions import Actor
from services.petition_view import PetitionView
from ui import identity
from ui.i18n import _
from ui.labels import word
from ui.panels import plain
from ui.petition import accused_form


def people(view: PetitionView, actor: Actor, *, now: datetime, today: date) -> None:
    """Each person in one line; numbers and protected names only after a purpose was given."""
    if view.petition.is_anonymous:
        st.markdown(_("The petitioner did not give a name."))
    for party in view.people:
        part = f" ({_('Part {n}').format(n=party.part)})" if party.part else ""
        st.markdown(f"- {word(party.role)}{part}: {_name(view, party)}")
    accused_form.correct(view, actor, now=now, today=today)
    if view.people:
        identity.of_petition(view.petition, key="petition_identity", actor=actor, now=now)


def _name(view: PetitionView, party: Party) -> str:
    staff = f" ({plain(view.staff.get(party.user_id, ''))})" if party.user_id else ""
    if party.unit_id:
        unit = plain(view.accused_units.get(party.unit_id, ""))
        staff += f" ({_('unit: {unit}').format(unit=unit)})"
    if party.not_our_staff:
        staff = f" ({_('Not our staff')})"
    if party.is_protected:
        return _("identity protected") + staff
    address = f", {plain(party.address)}" if party.address else ""
    return f"{plain(party.name)}{address}{staff}"
