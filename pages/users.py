"""Accounts: who may sign in, with which dated role, in which unit."""

import streamlit as st

from services import database, unit_views, user_views
from services.permissions import Permission
from ui.admin import bulk, changes, handed_out, user_forms, user_tables
from ui.i18n import _
from ui.session import current_user, now, today

actor = current_user(Permission.USER_EDIT)
this_moment, this_day = now(), today()

st.title(_("Users"))
handed_out.show()

with database.reading() as session:
    units = unit_views.tree(session, actor=actor, today=this_day, with_ended=False)
unit_names = {line.unit.id: line.unit.name for line in units}

tabs = st.tabs([_("Accounts"), _("New account"), _("From a workbook")], key="user_tabs")

with tabs[0]:
    page = user_tables.search(actor, now=this_moment)
    if not page.lines:
        st.info(_("No account matches. Search for a part of the name, or make a new account."))
    else:
        user_tables.accounts(page.lines, key="user_table", chosen_key="user_chosen")
    names = {line.user.id: f"{line.user.name} ({line.user.username})" for line in page.lines}
    chosen = st.selectbox(
        _("Account to edit"),
        list(names),
        index=None,
        format_func=names.get,
        placeholder=_("Click a row above, or choose here"),
        key="user_chosen",
    )
    if chosen in names:
        with database.reading() as session:
            line = user_views.line_of(session, chosen, actor=actor, now=this_moment)
        left, right = st.columns(2, gap="large")
        with left.container(border=True):
            st.subheader(_("Account"))
            user_forms.change(line, actor, now=this_moment)
        with right.container(border=True):
            st.subheader(_("Access"))
            st.markdown(user_tables.state(line))
            user_forms.access(line, actor, now=this_moment)
        with st.container(border=True):
            st.subheader(_("Roles"))
            user_tables.roles(chosen, actor)
            user_forms.assign(line, units, actor, today=this_day, now=this_moment)
        with st.expander(_("History"), icon=":material/history:", key="user_history"):
            trail = {"unit_id": lambda unit: unit_names.get(unit, "–")}
            changes.history(actor, "user", subject_id=chosen, key="user", names=trail)

with tabs[1]:
    user_forms.add(units, actor, today=this_day, now=this_moment)

with tabs[2]:
    bulk.workbook(actor, now=this_moment)
