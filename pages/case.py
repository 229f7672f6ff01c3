"""One case: where it stands, how near its term is, what may be done next, and its whole history."""

import streamlit as st

from services import database, thresholds
from services.permissions import Permission
from ui.case import (
    amending,
    checklist,
    citizens,
    clocks,
    documents,
    forms,
    header,
    hot_file,
    late_entry,
    level_override,
    opening,
    papers,
    particulars,
    people,
    receipt,
    relation_forms,
    relations,
    steps,
    timeline,
    transfers,
    watching,
)
from ui.i18n import _
from ui.rights import case_readers
from ui.session import current_user, now, today

actor = current_user(Permission.CASE_READ)
this_moment, this_day = now(), today()
view = opening.opened(st.query_params.get("code", ""), actor=actor, today=this_day)
with database.reading() as session:
    soon = thresholds.number(session, "due_soon.days", today=this_day)

header.head(view, today=this_day, soon=soon)
receipt.banner(view, actor=actor)
clocks.of_header(view, actor=actor, today=this_day)
header.stepper(view)
relations.lines(view)
transfers.line(view)
doing = steps.bar(view, actor=actor, further=relation_forms.offered(view, actor=actor))
checklist.before_closing(view, doing)
if doing == steps.ASSIGN:
    particulars.assign_form(view, actor=actor, now=this_moment, today=this_day)
elif doing == steps.CORRECT:
    particulars.correct_form(view, actor=actor, now=this_moment, today=this_day)
elif doing == steps.RECEIPT:
    receipt.form(view, actor=actor, now=this_moment, today=this_day)
elif doing == steps.UNDO:
    forms.undo_form(view, actor=actor, now=this_moment)
elif doing == steps.AMEND:
    amending.form(view, actor=actor, now=this_moment, today=this_day)
elif doing == steps.LATE:
    late_entry.form(view, actor=actor, now=this_moment, today=this_day)
elif doing and not relation_forms.show(view, doing, actor=actor, now=this_moment, today=this_day):
    forms.step_form(view, doing, actor=actor, now=this_moment, today=this_day)

left, right = st.columns([3, 2], gap="medium")
with right:
    checklist.show(view, actor=actor, now=this_moment)
    st.subheader(_("Legal terms"))
    clocks.show(view, actor=actor, today=this_day)
    citizens.show(view, today=this_day)
    case_readers.show(view, actor=actor, now=this_moment, today=this_day)
with left:
    names = [
        _("Course of the case"),
        _("Petitions and people"),
        _("Files and notes"),
        _("Hot spot"),
        _("Decision"),
    ]
    first = names[3] if st.query_params.get("part") == "hot" else names[0]
    history, petitions, files, watched, decided = st.tabs(names, key="case_tabs", default=first)
    with history:
        timeline.show(view.timeline, amendable=view.amendable)
    with petitions:
        people.show(view, actor=actor, now=this_moment)
        relations.undoing(view, actor=actor, now=this_moment)
    with files:
        papers.files(view, actor=actor, now=this_moment)
        documents.of_case(view, actor=actor, now=this_moment, today=this_day)
        papers.written(view, actor=actor, now=this_moment)
    with watched:
        watching.show(view, actor=actor)
        level_override.show(view, actor=actor, now=this_moment, today=this_day)
        hot_file.show(view, actor=actor, now=this_moment, today=this_day)
    with decided:
        watching.decision(view, today=this_day)
