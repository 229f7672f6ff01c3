"""Fields, communes and channels as editable lists with dates, preview and history; the map's outlines."""

import streamlit as st

from services.permissions import Permission
from ui.admin import grids, words
from ui.i18n import _
from ui.maps import outline_file
from ui.session import current_user, now, today

actor = current_user(Permission.CATALOGUE_EDIT)
this_moment = now()

st.title(_("Lists"))
st.caption(_("An entry that ends stays in the history of petitions and cases; new ones no longer offer it."))

names = list(words.LISTS)
tabs = st.tabs([*(_(words.LISTS[name]) for name in names), _("Map")], key="list_tabs")
for name, tab in zip(names, tabs, strict=False):
    with tab:
        grids.edit_list(name, actor, now=this_moment)
with tabs[-1]:
    outline_file.edit(actor, now=this_moment, today=today())
