"""Opening the case that the URL names; a missing and a forbidden one end alike."""

from datetime import date

import streamlit as st

from services import case_relations, case_view, database
from services.case_view import CaseView
from services.errors import NotFound
from services.permissions import Actor
from ui import navigation
from ui.i18n import _, said
from ui.plain_text import plain
from ui.session import now
from ui.trail import sealed


def opened(code: str, *, actor: Actor, today: date) -> CaseView:
    """The case with all that belongs to it; stops the page where there is none for this actor."""
    try:
        with database.reading() as session:
            view = case_view.read(session, code, actor=actor, today=today)
        if view.is_sealed:
            sealed.noted("case", view.case.id or 0, actor=actor, now=now())
        return view
    except NotFound as missing:
        st.title(_("Case"))
        _merged(code, actor=actor)
        st.error(plain(said(missing)), icon=":material/error:")
        navigation.link("cases", _("Case tracking"), icon=":material/folder_open:")
        st.stop()


def _merged(code: str, *, actor: Actor) -> None:
    """A merged case leads on to the one that it went into."""
    with database.reading() as session:
        successor = case_relations.successor_of(session, code, actor=actor)
    if successor:
        st.info(_("Case {code} was merged into {other}.").format(code=code, other=successor))
        navigation.link("case", successor, icon=":material/folder_open:", code=successor)
        st.stop()
