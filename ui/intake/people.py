"""Who sends the petition: people one below the other, their number, and a crowd that came along."""

from datetime import date
from typing import Any

import streamlit as st

from models.enums import PartyRole
from services import watching_at_intake
from services.database import reading
from ui import labels
from ui.i18n import _
from ui.intake import fields
from ui.intake.form import PERSON_FIELDS, PREFIX, VALUES, IntakeForm


def people(form: IntakeForm) -> None:
    """The senders; none are asked for where the petition is anonymous."""
    left, right = st.columns(2)
    with left:
        fields.tick(form, "is_anonymous")
    with right:
        fields.tick(form, "is_protected")
    if form.get("is_anonymous"):
        return
    for place in range(1, form.people_count + 1):
        _person(form, place)
    st.button(
        _("Add a person"),
        key="intake_add_person",
        icon=":material/person_add:",
        on_click=_change_people,
        args=(1,),
    )


def numbers(form: IntakeForm) -> None:
    """How many signed, how many are here, how many say the same."""
    left, middle, right = st.columns(3)
    with left:
        fields.count(form, "signatories", least=1, default=1)
    with middle:
        fields.count(form, "persons", least=0, default=1)
    with right:
        fields.count(form, "persons_same_content", least=0, default=None)
    received_on = form.get("received_on")
    if received_on:
        _crowd(form, int(form.get("persons", 1)), received_on)


def _person(form: IntakeForm, place: int) -> None:
    with st.container(border=form.people_count > 1, key=f"intake_person_{place}"):
        name, number, phone = st.columns([2, 1, 1])
        with name:
            fields.text(form, f"person_{place}_name", is_needed=place == 1, live=True)
        with number:
            fields.text(form, f"person_{place}_number", live=True)
        with phone:
            fields.text(form, f"person_{place}_phone")
        address, more = st.columns([2, 2])
        with address:
            fields.text(form, f"person_{place}_address")
        with more:
            fields.text(form, f"person_{place}_email")
        if form.people_count > 1:
            role, remove = st.columns([3, 1], vertical_alignment="bottom")
            with role:
                fields.choice(
                    form,
                    f"person_{place}_role",
                    [PartyRole.PETITIONER.value, PartyRole.REPRESENTATIVE.value],
                    lambda value: labels.word(PartyRole(value)),
                    default=PartyRole.PETITIONER.value,
                )
            with remove:
                st.button(
                    _("Remove"),
                    key=f"intake_remove_person_{place}",
                    icon=":material/person_remove:",
                    on_click=_change_people,
                    args=(-1, place),
                )


def _change_people(by: int, place: int = 0) -> None:
    """Add an empty person at the end, or take one out and let the ones below move up."""
    count = int(_read("people_count") or 1)
    if by < 0:
        for later in range(place, count):
            for part in PERSON_FIELDS:
                _put(f"person_{later}_{part}", _read(f"person_{later + 1}_{part}"))
        for part in PERSON_FIELDS:
            _put(f"person_{count}_{part}", "")
    _put("people_count", count + by)
    if int(_read("signatories") or 1) < count + by:
        _put("signatories", count + by)


def _read(name: str) -> Any:
    """The newest value of a field, also in a callback, before the run has collected the widgets."""
    return st.session_state.get(PREFIX + name, st.session_state[VALUES].get(name, ""))


def _put(name: str, value: Any) -> None:
    st.session_state[PREFIX + name] = value


def _crowd(form: IntakeForm, persons: int, received_on: str) -> None:
    """The few things asked when people came together; nothing where they are few."""
    on = date.fromisoformat(received_on)
    with reading() as session:
        if not watching_at_intake.is_crowd(session, persons, on=on):
            return
    with st.container(border=True, key="intake_crowd"):
        st.markdown(f":red[:material/groups: **{_('A crowd has come')}**]")
        left, right = st.columns([2, 1])
        with left:
            fields.text(form, "crowd_place")
        with right:
            fields.count(form, "crowd_representatives", least=1, default=None)
        left, right = st.columns(2)
        with left:
            fields.tick(form, "crowd_banners")
        with right:
            fields.tick(form, "crowd_is_ongoing")
