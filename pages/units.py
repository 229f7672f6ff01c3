"""The tree of units: adding, changing, moving, ending, heads by date, the focal role by date."""

import streamlit as st

from services import database, unit_views
from services.permissions import Permission
from ui.admin import bulk, handed_out, heads, unit_forms, unit_tables
from ui.i18n import _
from ui.session import current_user, now, today

actor = current_user(Permission.UNIT_EDIT)
this_moment, this_day = now(), today()

st.title(_("Units and heads"))
handed_out.show()

with database.reading() as session:
    lines = unit_views.tree(session, actor=actor, today=this_day)
by_id = {line.unit.id: line for line in lines}
ended = sum(1 for line in lines if not line.unit.is_valid_on(this_day))

tabs = st.tabs([_("Tree"), _("New unit"), _("Focal unit"), _("From a workbook")], key="unit_tabs")

with tabs[0]:
    if not lines:
        st.info(_("No unit has been entered. Add the first one, or fill the template."))
    with_ended = st.toggle(_("Show ended units"), value=True, key="with_ended") if ended else True
    shown = [line for line in lines if with_ended or line.unit.is_valid_on(this_day)]
    if shown:
        unit_tables.tree(shown, key="unit_table", chosen_key="unit_chosen")
    chosen = st.selectbox(
        _("Unit to edit"),
        [line.unit.id for line in shown],
        index=None,
        format_func=unit_forms.names_of(lines).get,
        placeholder=_("Click a row above, or choose here"),
        key="unit_chosen",
    )
    if chosen in by_id:
        unit = by_id[chosen].unit
        left, right = st.columns(2, gap="large")
        with left.container(border=True):
            st.subheader(_("Unit"))
            unit_forms.change(unit, lines, actor, today=this_day, now=this_moment)
        with right.container(border=True):
            st.subheader(_("Heads of the unit"))
            heads.table(unit.id, actor, now=this_moment)
            heads.enter(unit, actor, today=this_day, now=this_moment)
        if unit.parent_id is not None or (unit.path.count("/") == 2 and unit.kind == "outside"):
            with st.container(border=True):
                st.subheader(_("End of the unit"))
                unit_forms.end(unit, lines, actor, today=this_day, now=this_moment)
        with st.expander(_("History"), icon=":material/history:", key="unit_history"):
            unit_tables.history(unit.id, lines, actor)

with tabs[1]:
    unit_forms.add(lines, actor, today=this_day, now=this_moment)

with tabs[2]:
    unit_tables.focal(lines, actor, today=this_day, now=this_moment)

with tabs[3]:
    bulk.workbook(actor, now=this_moment)
