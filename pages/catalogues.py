"""Fields, communes and channels as editable lists with validity dates, preview and history."""

import streamlit as st

from services.permissions import Permission
from ui.admin import grids, words
from ui.i18n import _
from ui.session import current_user, now

actor = current_user(Permission.CATALOGUE_EDIT)
this_moment = now()

st.title(_("Lists"))
st.caption(_("An entry that ends stays in the history of petitions and cases; new ones no longer offer it."))

names = list(words.LISTS)
for name, tab in zip(names, st.tabs([_(words.LISTS[name]) for name in names], key="list_tabs"), strict=True):
    with tab:
        grids.edit_list(name, actor, now=this_moment)
