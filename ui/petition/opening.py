"""Opening the petition that the URL names; a missing and a forbidden one end alike."""

from datetime import date

import streamlit as st

from services import petition_view
from services.database import reading
from services.errors import NotFound
from services.permissions import Actor
from services.petition_view import PetitionView
from ui import navigation
from ui.i18n import _, said
from ui.plain_text import plain
from ui.session import now
from ui.trail import sealed


def opened(code: str, *, actor: Actor, today: date) -> PetitionView:
    """The petition with all that belongs to it; stops the page where there is none for this actor."""
    try:
        with reading() as session:
            view = petition_view.read(session, code, actor=actor, today=today)
        if view.is_sealed:
            sealed.noted("petition", view.petition.id or 0, actor=actor, now=now())
        return view
    except NotFound as missing:
        st.title(_("Petition"))
        st.error(plain(said(missing)), icon=":material/error:")
        navigation.link("petitions", _("All petitions"), icon=":material/list:")
        st.stop()
