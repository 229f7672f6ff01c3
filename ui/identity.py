"""The people behind a petition: opened for a purpose, asked for, granted; hidden again by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from models import Petition
from services import clock, database, identity, identity_basis, identity_grants, thresholds
from services.identity_basis import Basis
from services.identity_grants import Asked
from services.permissions import Actor, Permission, can
from ui import navigation
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, instant, word
from ui.panels import plain

OPEN_MINUTES = "identity.open_minutes"


def of_petition(petition: Petition, *, key: str, actor: Actor, now: datetime) -> None:
    """What the actor may do about the identities of one petition: open, ask, wait, or let somebody."""
    with database.reading() as session:
        basis = identity_basis.find(session, petition, actor=actor, now=now)
        own = (
            None if basis and basis.grant_id is None else identity_grants.mine(session, petition, actor=actor)
        )
        asked: list[Asked] = []
        if can(actor, Permission.IDENTITY_GRANT):
            asked = identity_grants.to_answer(session, actor=actor, now=now, petition_id=petition.id)
        minutes = thresholds.number(session, OPEN_MINUTES, today=clock.local_date(now))
    if basis is not None:
        _opening(petition, basis, key=key, minutes=minutes, actor=actor)
    if own is not None:
        _mine(own, key=key, actor=actor, now=now)
    if basis is None and can(actor, Permission.CASE_WORK) and not (own and own.waits):
        _asking(petition, key=key, actor=actor, now=now)
    for one in asked:
        _answering(one, key=key, actor=actor, now=now)


def to_answer(actor: Actor, *, now: datetime) -> None:
    """For the first page: what waits for this person's word, and what he has let others open."""
    if not can(actor, Permission.IDENTITY_GRANT):
        return
    with database.reading() as session:
        found = identity_grants.to_answer(session, actor=actor, now=now)
    if not found:
        return
    st.subheader(_("Identities to be opened · {n}").format(n=count(sum(one.waits for one in found))))
    for one in found:
        _answering(one, key="home", actor=actor, now=now, with_code=True)


def _opening(petition: Petition, basis: Basis, *, key: str, minutes: int, actor: Actor) -> None:
    with st.expander(_("Show identity"), icon=":material/visibility_lock:", key=f"{key}_box"):
        purpose = ""
        if basis.grant_id is None:
            purpose = st.text_input(_("For what purpose? The reading is recorded."), key=f"{key}_purpose")
        elif basis.until is not None:
            st.caption(
                _("Granted to you until {end}. Each reading is recorded.").format(end=instant(basis.until))
            )
        if not st.button(_("Show"), key=f"{key}_show"):
            return
        # Only that it is to be shown once is remembered, never what is shown.
        st.session_state[f"{key}_fresh"] = True
        hidden_after = st.fragment(_opened, run_every=timedelta(minutes=minutes))
        hidden_after(petition.id or 0, purpose, key=key, minutes=minutes, actor=actor)


def _opened(petition_id: int, purpose: str, *, key: str, minutes: int, actor: Actor) -> None:
    """Read and shown in the run of the click; the run of the clock finds nothing to show any more."""
    if not st.session_state.pop(f"{key}_fresh", False):
        st.caption(
            ngettext("Hidden again after {n} minute.", "Hidden again after {n} minutes.", minutes).format(
                n=count(minutes)
            )
        )
        return
    people: list[dict[str, Any]] = []
    with refusals_shown(), database.transaction() as session:
        people = identity.read(session, petition_id, actor=actor, purpose=purpose, now=clock.now())
    for person in people:
        st.markdown(f"- {word(person['role'])}: {_line(person)}")
    if people:
        st.caption(
            ngettext(
                "Hidden again in {n} minute, and with the next click.",
                "Hidden again in {n} minutes, and with the next click.",
                minutes,
            ).format(n=count(minutes))
        )


def _line(person: dict[str, Any]) -> str:
    rest: Sequence[str] = [person.get(name, "") for name in ("address", "number", "phone", "email")]
    return " · ".join(plain(part) for part in (person["name"], *rest) if part)


def _asking(petition: Petition, *, key: str, actor: Actor, now: datetime) -> None:
    with st.expander(_("Ask for the identity"), icon=":material/lock_person:", key=f"{key}_ask_box"):
        purpose = st.text_input(
            _("What do you need it for? A second person decides and reads this."), key=f"{key}_ask_purpose"
        )
        if not st.button(_("Ask"), key=f"{key}_ask"):
            return
        with refusals_shown():
            with database.transaction() as session:
                identity_grants.ask(session, petition.id or 0, purpose=purpose, actor=actor, now=now)
            announce(_("The request went to those who may grant it."))
            st.rerun()


def _mine(own: Asked, *, key: str, actor: Actor, now: datetime) -> None:
    """Where the actor's own request stands; nothing of one that is over."""
    if own.waits:
        st.caption(_("Asked {when}; waits for an answer.").format(when=instant(own.row.asked_at)))
    elif own.is_refused:
        st.caption(_("Refused: {grounds}").format(grounds=plain(own.grounds)))
    if (own.waits or own.holds(now)) and st.button(_("Give back"), key=f"{key}_give_back", type="tertiary"):
        _end(own, actor=actor, now=now)


def _answering(one: Asked, *, key: str, actor: Actor, now: datetime, with_code: bool = False) -> None:
    key = f"{key}_grant_{one.row.id}"
    with st.container(border=True, key=key):
        if with_code:
            navigation.link("petition", f"**{one.code}**", icon=":material/lock_person:", code=one.code)
        said = _("{who} asks to open the identities: {purpose}")
        if not one.waits:
            said = _("{who} may open the identities: {purpose}")
        st.markdown(said.format(who=f"**{plain(one.who)}**", purpose=plain(one.purpose)))
        if not one.waits:
            st.caption(_("Until {end}").format(end=instant(one.row.valid_until)))
            if st.button(_("End now"), key=f"{key}_end"):
                _end(one, actor=actor, now=now)
            return
        st.caption(_("Asked {when}").format(when=instant(one.row.asked_at)))
        grounds = st.text_input(_("Grounds of a refusal"), key=f"{key}_grounds")
        # The column may be narrow: buttons as wide as their words, one after the other.
        with st.container(horizontal=True, key=f"{key}_answers"):
            granted = st.button(_("Approve opening"), key=f"{key}_yes", type="primary")
            refused = st.button(_("Refuse"), key=f"{key}_no")
        if not (granted or refused):
            return
        with refusals_shown():
            with database.transaction() as session:
                identity_grants.answer(
                    session, one.row.id or 0, granted=granted, grounds=grounds, actor=actor, now=now
                )
            announce(_("The answer was sent."))
            st.rerun()


def _end(one: Asked, *, actor: Actor, now: datetime) -> None:
    with refusals_shown():
        with database.transaction() as session:
            identity_grants.end(session, one.row.id or 0, actor=actor, now=now)
        st.rerun()
