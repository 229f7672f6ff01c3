"""Recording what leaders watch: a crowd in four answers, over-level, directives and their answers."""

import streamlit as st

from services import crowds, database, directives, over_level
from services.permissions import Permission, can
from ui import columns, crowd_forms, crowd_views, panels, screen_style
from ui.i18n import _
from ui.session import current_user, now, today

actor = current_user(Permission.CROWD_RECORD)
this_moment, this_day = now(), today()
asked, suggested = st.query_params.get("tab", "crowd"), st.query_params.get("case", "")

screen_style.apply(st.context.theme.type == "dark")
st.title(_("Crowds and over-level"))

with database.reading() as session:
    present = crowds.ongoing(session, actor=actor, today=this_day)
    latest = crowds.recent(session, actor=actor)
    records = over_level.recent(session, actor=actor)
    waiting = directives.waiting(session, actor=actor)

TABS = {"crowd": _("Crowd"), "over_level": _("Over-level"), "directive": _("Directive")}
drawn = dict(
    zip(TABS, st.tabs(list(TABS.values()), default=TABS.get(asked), key="watching_tabs"), strict=True)
)

with drawn["crowd"]:
    with panels.panel("crowd_new", _("A crowd has come: four answers")):
        crowd_forms.record_crowd(actor, now=this_moment, suggested=suggested)
    if present:
        with panels.panel("crowd_end", _("Crowds that are there now")):
            crowd_views.present(present)
            crowd_forms.end_crowd(present, actor, now=this_moment)
    with panels.panel("crowd_latest", _("Latest crowds")):
        if latest:
            table = crowd_views.crowd_table(latest)
            st.dataframe(table, hide_index=True, key="crowd_table", column_config=columns.numbers(table))
        else:
            panels.nothing(_("No crowd has been recorded."), _("Record one above when people gather."))

with drawn["over_level"]:
    with panels.panel("over_level_new", _("A matter was taken above the competent level")):
        crowd_forms.record_over_level(actor, now=this_moment, suggested=suggested)
    with panels.panel("over_level_latest", _("Latest over-level records")):
        if records:
            table = crowd_views.over_level_table(records)
            st.dataframe(table, hide_index=True, key="over_level_table", column_config=columns.numbers(table))
        else:
            panels.nothing(_("Nothing has been taken over the competent level."), _("Record it above."))

with drawn["directive"]:
    if can(actor, Permission.DIRECTIVE_RECORD):
        with panels.panel("directive_new", _("A superior has given a written opinion")):
            crowd_forms.record_directive(actor, now=this_moment, suggested=suggested)
    with panels.panel("directive_waiting", _("Directives without an answer")):
        if waiting:
            st.dataframe(crowd_views.directive_table(waiting), hide_index=True, key="directive_table")
            if can(actor, Permission.CASE_WORK):
                crowd_forms.answer_directive(waiting, actor, now=this_moment)
        else:
            panels.nothing(_("Every directive has been answered."), _("New ones are recorded above."))
