"""Taking a petition in: fields in the order of the paper, duplicates and legal term live beside them."""

import streamlit as st

from services import clocks, intake_lists, petition_checks, petitions, receipts, wall_checks
from services.database import reading, transaction
from services.handling_clock import handling_term
from services.permissions import Permission
from services.walls import Accused
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.intake import form as forms
from ui.intake import open_drafts, people, saved, scans, sections, side
from ui.session import current_user, now, today

actor = current_user(Permission.PETITION_ENTER)
moment, this_day = now(), today()

st.title(_("Petition intake"))

if saved.RECEIPT in st.session_state:
    saved.receipt_screen(st.session_state[saved.RECEIPT])
    saved.focus(".st-key-intake_new button", st.session_state[saved.RECEIPT].code)
    st.stop()

form = forms.current(actor, now=moment, today=this_day)
entry = forms.entry_of(form, unit_id=actor.unit_id)
with reading() as session:
    lists = intake_lists.lists(session, actor=actor, on=entry.received_on or this_day)
    term = handling_term(session, entry)
    calendar = clocks.calendar(session)
    accused = Accused(entry.accused_user_ids, entry.accused_unit_ids)
    wall = wall_checks.wall_of_entry(session, accused, received_on=entry.received_on, today=this_day)
    is_late = entry.received_on is not None and petition_checks.is_late_entry(
        session, entry.received_on, today=this_day, calendar=calendar
    )
    if st.session_state.get(forms.TRIED):
        form.problems = petition_checks.by_field(
            petition_checks.problems(session, entry, actor=actor, today=this_day, calendar=calendar)
        )

open_drafts.open_drafts(form, actor)
left, right = st.columns([5, 3], gap="large")

with left:
    sections.kind(form)
    sections.arrival(form, lists, today=this_day, is_late=is_late)
    people.people(form)
    sections.content(form, lists, wall, actor)
    sections.place(form, lists)
    people.numbers(form)
    sections.assessment(form, actor, wall, today=this_day)
    sections.office(form, lists, actor)
    scans.scans(form, actor, now=moment)
    save, throw_away = st.columns([3, 1])
    wants_save = save.button(
        _("Save petition"),
        key="intake_save",
        type="primary",
        icon=":material/save:",
        shortcut="Ctrl+Enter",
        width="stretch",
        on_click=forms.try_to_save,
    )
    if throw_away.button(_("Discard draft"), key="intake_discard", width="stretch"):
        open_drafts.discard_current(form, actor)

with right, st.container(key="intake_side"):
    messages = st.container()
    side.draft_mark(form)
    side.term(term)
    side.likely(form, entry, actor, today=this_day)

saved.focus(".st-key-in_kind button", form.key)

with messages:
    side.problems(form)
    if wants_save and not form.problems:
        with refusals_shown():
            with transaction() as session:
                petition = petitions.receive(session, entry, actor=actor, now=moment, today=this_day)
                facts = receipts.facts_of(session, petition, today=this_day)
            forms.start_anew()
            st.session_state[saved.RECEIPT] = facts
            st.rerun()
