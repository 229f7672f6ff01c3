"""Taking up the work on a scan: once per visit of the page, with its trace in the trail."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from services import database
from services.errors import AppError
from services.permissions import Actor
from services.redaction import originals, working
from services.redaction.boxes import Work
from services.redaction.originals import Matter
from ui import navigation
from ui.feedback import announce, refusals_shown
from ui.i18n import _, said
from ui.plain_text import plain

SCAN, PAGE, TURN = "_redaction_scan", "_redaction_page", "_redaction_turn"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The work in hand and the page of it that is shown, counted from 1."""

    scan: int
    work: Work
    page: int
    matter: Matter


def opened(asked: str, *, actor: Actor, now: datetime) -> Sheet:
    """The work on the scan of the address; stops the page with a sentence where there is none."""
    scan = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    try:
        if st.session_state.get(SCAN) != scan:
            with database.reading() as session:
                outline = working.opened(session, scan, actor=actor)
            with database.transaction() as session:
                working.begin(session, outline, actor=actor, now=now)
            st.session_state[SCAN], st.session_state[PAGE] = scan, 1
        with database.reading() as session:
            work = working.in_hand(session, scan, actor=actor)
            matter = originals.matter_of(session, scan, actor=actor)
    except AppError as refusal:
        st.session_state.pop(SCAN, None)
        st.title(_("Redacted copy"))
        st.error(plain(said(refusal)), icon=":material/error:")
        st.stop()
    page = min(max(int(st.session_state.get(PAGE, 1)), 1), work.pages)
    return Sheet(scan, work, page, matter)


def turn_to(page: int) -> None:
    """Show another page after the next rerun."""
    st.session_state[PAGE] = page


def key(name: str) -> str:
    """The key of a widget that begins anew when a box was drawn or another page is shown."""
    return f"redaction_{name}_{st.session_state.setdefault(TURN, 0)}"


def renew() -> None:
    """Forget what was typed and drawn: it has become a box."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def leave(sheet: Sheet) -> None:
    """Back to the petition or the case of the scan."""
    st.session_state.pop(SCAN, None)
    navigation.go(sheet.matter.subject, code=sheet.matter.code)


def throw_away(sheet: Sheet, *, actor: Actor) -> None:
    """Discard the work in hand and go back."""
    with refusals_shown():
        with database.transaction() as session:
            working.discard(session, sheet.scan, actor=actor)
        announce(_("The boxes were thrown away."))
        leave(sheet)
