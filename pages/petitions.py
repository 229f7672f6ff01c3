"""Petitions under the shared filter: what waits to be handled by nearest day, the latest, the voided ones."""

import streamlit as st

from services.permissions import Permission
from ui import filters
from ui.i18n import _
from ui.petition import listing
from ui.session import current_user, today

actor = current_user(Permission.CASE_READ)

st.title(_("Petitions"))
filter = filters.bar(actor, page="petitions")
listing.listing(actor, filter, today=today())
