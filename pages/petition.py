"""One petition: what it says, its people and papers, and how its handling ends."""

import streamlit as st

from services.permissions import Permission, can
from ui.i18n import _
from ui.petition import (
    data,
    documents,
    handling,
    likely,
    opening,
    papers,
    parts,
    people,
    protection,
    seen,
    split,
    wall_words,
)
from ui.rights import emergencies
from ui.session import current_user, now, today

actor = current_user(Permission.CASE_READ)
moment, this_day = now(), today()
view = opening.opened(str(st.query_params.get("code", "")), actor=actor, today=this_day)
seen.pinned(view)
is_open = view.petition.voided_at is None and view.petition.handled_on is None

data.head(view, today=this_day)
data.term(view, actor, today=this_day)
if view.is_closed:
    wall_words.closed()
if not view.is_closed and split.is_open(view, actor):
    split.form(view, actor, now=moment, today=this_day)
    st.stop()
left, right = st.columns([3, 2], gap="large")

with left:
    data.particulars(view)
    st.subheader(_("People of the petition"))
    people.people(view, actor, now=moment, today=this_day)
    emergencies.of_petition(view, actor, now=moment, today=this_day)
    protection.protection(view, actor, now=moment)
    st.subheader(_("Scans"))
    papers.scans(view, actor, now=moment)
    st.subheader(_("Notes"))
    papers.notes(view, actor, now=moment)

with right:
    papers.receipt(view)
    st.subheader(_("Case"))
    parts.cases(view, actor, now=moment)
    documents.of_petition(view, actor=actor, now=moment)
    if is_open and (view.is_closed or can(actor, Permission.PETITION_HANDLE)):
        st.subheader(_("Handling"))
        if not view.is_closed:
            handling.classify(view, actor, now=moment, today=this_day)
        handling.result(view, actor, now=moment, today=this_day)
    if view.petition.voided_at is None and not view.is_closed:
        st.subheader(_("May be the same"))
        likely.likely(view, actor, now=moment)
        handling.void(view, actor, now=moment)
