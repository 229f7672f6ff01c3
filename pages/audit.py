"""The audit trail: who did or saw what, by filter and as a file, and the seals that vouch for it."""

import streamlit as st

from services.permissions import Permission, can
from ui.i18n import _
from ui.session import current_user, now, today
from ui.trail import entries, filter_bar, seal_list

actor = current_user(Permission.AUDIT_ADMIN_READ)
this_moment, this_day = now(), today()

st.title(_("Audit trail"))

listed, sealed = st.tabs([_("Entries"), _("Seals")], key="trail_tabs")

with listed:
    if not can(actor, Permission.AUDIT_READ):
        st.caption(_("Entries about accounts, units, lists, rules and settings; none about any matter."))
    asked = filter_bar.bar(actor, today=this_day)
    entries.show(asked, actor=actor, now=this_moment)

with sealed:
    seal_list.show(actor, today=this_day)
