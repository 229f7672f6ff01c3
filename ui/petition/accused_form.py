"""Saying afterwards who of us is denounced, on the page of the petition."""

from datetime import date, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models import Party
from services import accused, intake_lists, walls
from services.database import reading, transaction
from services.permissions import Actor, Permission, can
from services.petition_input import LABELS
from services.petition_view import PetitionView
from services.walls import Accused
from ui.i18n import _
from ui.labels import word
from ui.petition import seen, wall_words

ANOTHER = 0


def correct(view: PetitionView, actor: Actor, *, now: datetime, today: date) -> None:
    """Link a denounced person to our staff or a unit, or name another one; nothing for other petitions."""
    petition = view.petition
    known = accused.denounced(view.people, petition)
    if not known or view.is_closed or petition.voided_at is not None:
        return
    if not can(actor, Permission.PETITION_ENTER):
        return
    with st.expander(_("Who is denounced"), icon=":material/person_alert:", key="petition_accused"):
        st.caption(
            _(
                "Whoever is named here, whoever heads the unit, and the people in it see this petition and "
                "its case nowhere from then on, and the case goes to the unit above."
            )
        )
        names = {party.id or 0: _of(view, party, place) for place, party in enumerate(known, start=1)}
        names[ANOTHER] = _("Somebody else is denounced too")
        chosen = st.selectbox(
            _("Person in the petition"), list(names), format_func=names.get, key=seen.key("accused")
        )
        with reading() as session:
            lists = intake_lists.lists(session, actor=actor, on=today)
        outside = st.checkbox(_(LABELS["not_our_staff"]), key=seen.key("accused_outside"))
        user_id = unit_id = None
        if not outside:
            left, right = st.columns(2)
            user_id = _choice(left, "respondent_user_id", lists.staff)
            unit_id = _choice(right, "respondent_unit_id", lists.accused_units)
        reason = st.text_input(_(LABELS["reason"]), key=seen.key("accused_reason"), max_chars=300)
        with reading() as session:
            wall = walls.of(session, Accused.named(user_id, unit_id), days=(petition.received_on, today))
        wall_words.before_saving(wall, actor, key="petition_accused_wall")
        if st.button(_("Record who is denounced"), key="petition_accused_save"):
            with seen.guarded(view):
                with transaction() as session:
                    accused.correct(
                        session,
                        petition.id or 0,
                        chosen or None,
                        user_id=user_id,
                        unit_id=unit_id,
                        not_our_staff=outside,
                        reason=reason,
                        actor=actor,
                        now=now,
                        today=today,
                        seen=seen.pinned(view),
                    )
                seen.done(_("It is recorded who is denounced."))


def _of(view: PetitionView, party: Party, place: int) -> str:
    """The person by role and link: names stay sealed."""
    linked = [view.staff.get(party.user_id or 0, ""), view.accused_units.get(party.unit_id or 0, "")]
    said = _("Not our staff") if party.not_our_staff else ", ".join(one for one in linked if one)
    return f"{place}. {word(party.role)}" + (f" ({said})" if said else "")


def _choice(place: DeltaGenerator, name: str, options: dict[int, str]) -> int | None:
    return place.selectbox(
        _(LABELS[name]),
        list(options),
        index=None,
        format_func=options.get,
        key=seen.key(name),
        placeholder=_("Choose"),
        filter_mode="contains",
    )
