"""The Word templates of documents: what is in use, replacing one, and using the original again."""

import streamlit as st

from services import database
from services.documents import template_views
from services.permissions import Permission
from ui.i18n import _
from ui.papers import template_forms
from ui.session import current_user, now

actor = current_user(Permission.SETTING_EDIT)
this_moment = now()

st.title(_("Document templates"))
st.caption(_("Each step of a case offers its documents. Change a template in Word and put it in its place."))

with database.reading() as session:
    lines = template_views.lines(session, actor=actor)

chosen = template_forms.choose(lines)
left, right = st.columns(2, gap="large")
with left:
    template_forms.in_use(chosen, actor=actor)
    template_forms.replace(chosen, actor=actor, now=this_moment)
    template_forms.history(chosen, actor=actor, now=this_moment)
with right:
    template_forms.documents(chosen)
    template_forms.fields(chosen)
