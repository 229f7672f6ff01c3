"""Forms on one account: new, changed, another role, let in again or locked out."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from models.enums import Language, Role, UnitKind
from services import clock, database, user_views, users
from services.account_rules import AccountEntry, suggested_username
from services.permissions import Actor
from services.unit_views import UnitLine
from services.user_views import UserLine
from ui.admin import handed_out, user_sign_in, words
from ui.admin.unit_forms import emptied, names_of
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, words_of
from ui.work import absence


def add(lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime, key: str = "new") -> None:
    """A new account with its role; the user name is suggested from the name."""
    emptied(f"_{key}_user_added", *(f"{key}_user_{f}" for f in ("name", "username", "email", "phone")))
    with database.reading() as session:
        taken = user_views.usernames(session, actor=actor)
    one, two, three, four = st.columns(4)
    name = one.text_input(_("Full name"), key=f"{key}_user_name", max_chars=120)
    suggestion = suggested_username(name, taken=taken)
    username = two.text_input(
        _("User name"), key=f"{key}_user_username", max_chars=60, placeholder=suggestion or "an.nv"
    )
    email = three.text_input(_("E-mail"), key=f"{key}_user_email", max_chars=200)
    phone = four.text_input(_("Phone"), key=f"{key}_user_phone", max_chars=40)
    role, unit_id, first, last = _role_fields(lines, today=today, key=f"{key}_user")
    if st.button(_("Make the account"), type="primary", key=f"{key}_user", icon=":material/person_add:"):
        with refusals_shown():
            entry = AccountEntry(username or suggestion, name, email, phone)
            with database.transaction() as session:
                made = users.create(
                    session,
                    entry,
                    role=role,
                    unit_id=unit_id or 0,
                    valid_from=first,
                    valid_to=last,
                    actor=actor,
                    now=now,
                )
            handed_out.hand_out([made])
            st.session_state[f"_{key}_user_added"] = True
            announce(_("The account “{username}” is made.").format(username=made.username))
            st.rerun()


def change(line: UserLine, actor: Actor, *, now: datetime) -> None:
    """User name, name, ways to reach the person, language."""
    user, own = line.user, f"user_{line.user.id}"
    name = st.text_input(_("Full name"), value=user.name, key=f"{own}_name", max_chars=120)
    one, two = st.columns(2)
    username = one.text_input(_("User name"), value=user.username, key=f"{own}_username", max_chars=60)
    language = two.selectbox(
        _("Language"),
        list(Language),
        index=list(Language).index(user.language),
        format_func=words.LANGUAGES.get,
        key=f"{own}_language",
    )
    email = one.text_input(_("E-mail"), value=user.email, key=f"{own}_email", max_chars=200)
    phone = two.text_input(_("Phone"), value=user.phone, key=f"{own}_phone", max_chars=40)
    if st.button(_("Save the account"), type="primary", key=f"{own}_save"):
        with refusals_shown():
            entry = AccountEntry(username, name, email, phone, language)
            with database.transaction() as session:
                users.change(session, user.id or 0, entry, actor=actor, now=now)
            announce(_("The account is saved."))
            st.rerun()


def assign(line: UserLine, lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    """Another role or unit from a day on; the one before ends the day before."""
    if line.user.id == actor.user_id:
        st.info(_("This is your own account: another administrator gives you a role."))
        return
    own = f"role_{line.user.id}"
    role, unit_id, first, last = _role_fields(lines, today=today, key=own, present=line)
    if st.button(_("Give the role"), key=f"{own}_save", icon=":material/badge:"):
        with refusals_shown():
            with database.transaction() as session:
                users.assign(
                    session,
                    line.user.id or 0,
                    role=role,
                    unit_id=unit_id or 0,
                    valid_from=first,
                    valid_to=last,
                    actor=actor,
                    now=now,
                )
            announce(_("The role is given."))
            st.rerun()


def access(line: UserLine, actor: Actor, *, now: datetime) -> None:
    """Password reset, unlock, sign-out everywhere, closing and opening the account."""
    user_id, own = line.user.id or 0, f"access_{line.user.id}"
    if user_id == actor.user_id:
        st.info(_("This is your own account. Change your password on “My account”."))
        return
    row = st.container(horizontal=True)
    if line.user.is_active:
        if row.button(_("Reset the password"), key=f"{own}_reset", icon=":material/key:"):
            _done(actor, user_id, now, "reset")
        if line.is_locked and row.button(_("Unlock"), key=f"{own}_unlock", icon=":material/lock_open:"):
            _done(actor, user_id, now, "unlock")
        if row.button(_("Sign out everywhere"), key=f"{own}_out", icon=":material/logout:"):
            _done(actor, user_id, now, "out")
        user_sign_in.forms(user_id, actor, now=now)
        _close(user_id, own, actor, now)
    elif row.button(_("Open the account again"), key=f"{own}_open", icon=":material/person_check:"):
        _done(actor, user_id, now, "open")


def _close(user_id: int, own: str, actor: Actor, now: datetime) -> None:
    with st.expander(_("Close the account"), icon=":material/person_off:", key=f"{own}_close_box"):
        with database.reading() as session:
            left = user_views.effect(session, user_id, actor=actor, now=now)
        st.markdown(f"**{_('Preview of the effect')}**")
        one, two, three = st.columns(3)
        one.metric(_("Open cases assigned"), count(left.open_cases))
        two.metric(_("Drafts"), count(left.drafts))
        three.metric(_("Sessions that end"), count(left.sessions))
        if left.open_cases:
            st.warning(_("Hand the open cases over: they stay with this person."), icon=":material/warning:")
            # In place: an administrator may hand over but has no page of cases to be led to.
            absence.hand_over_form(actor=actor, now=now, today=clock.local_date(now), leaving=user_id)
        reason = st.text_input(_("Reason"), key=f"{own}_reason", max_chars=300)
        if st.button(_("Close the account now"), key=f"{own}_close", disabled=not reason.strip()):
            with refusals_shown():
                with database.transaction() as session:
                    users.deactivate(session, user_id, reason=reason.strip(), actor=actor, now=now)
                announce(_("The account is closed and signed out."))
                st.rerun()


def _done(actor: Actor, user_id: int, now: datetime, deed: str) -> None:
    """One click, one transaction; new passwords are handed out on the next run."""
    with refusals_shown():
        with database.transaction() as session:
            if deed == "reset":
                handed = [users.reset_password(session, user_id, actor=actor, now=now)]
            elif deed == "open":
                handed = [users.reactivate(session, user_id, actor=actor, now=now)]
            else:
                act = users.unlock if deed == "unlock" else users.sign_out_everywhere
                act(session, user_id, actor=actor, now=now)
                handed = []
        handed_out.hand_out(handed)
        announce(_("Done."))
        st.rerun()


def _role_fields(
    lines: Sequence[UnitLine], *, today: date, key: str, present: UserLine | None = None
) -> tuple[Role, int | None, date, date | None]:
    one, two, three, four = st.columns(4)
    roles = list(Role)
    role = one.selectbox(
        _("Role"),
        roles,
        index=roles.index(present.role if present and present.role else Role.OFFICER),
        format_func=words_of(Role).get,
        key=f"{key}_role",
    )
    inside = [line.unit.id for line in lines if line.unit.kind is not UnitKind.OUTSIDE]
    place = inside.index(present.unit_id) if present and present.unit_id in inside else 0
    unit_id = two.selectbox(
        _("Unit"), inside, index=place, format_func=names_of(lines).get, key=f"{key}_unit"
    )
    first = three.date_input(
        _("Valid from"), value=today, format="DD/MM/YYYY", key=f"{key}_from", min_value=date(1945, 1, 1)
    )
    last = four.date_input(
        _("Valid to (empty: no end)"), value=None, format="DD/MM/YYYY", key=f"{key}_to", min_value=first
    )
    return role, unit_id, first, last
