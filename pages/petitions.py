"""Petitions: what waits to be handled by nearest day, the latest, and the voided ones."""

import streamlit as st

from services.permissions import Permission
from ui.i18n import _
from ui.petition import listing
from ui.session import current_user

actor = current_user(Permission.CASE_READ)

st.title(_("Petitions"))
listing.listing(actor)
