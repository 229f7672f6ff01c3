"""Accounts as tables: the list with its search and pages, the roles of one account."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from services import database, user_views
from services.permissions import Actor
from services.user_views import UserLine, UserPage
from ui.admin import choosing, words
from ui.i18n import _
from ui.labels import count, day, instant, word

PER_PAGE = 50


def search(actor: Actor, *, now: datetime) -> UserPage:
    """The list by a search without marks, with "n of N" and its pages."""
    one, two, three = st.columns([4, 2, 1], vertical_alignment="bottom")
    asked = one.text_input(
        _("Search"), key="user_search", placeholder=_("Name or user name; marks do not matter")
    )
    closed = two.toggle(_("Closed accounts too"), key="with_closed")
    number = three.number_input(_("Page"), min_value=1, value=1, step=1, key="user_page")
    with database.reading() as session:
        page = user_views.list_page(
            session,
            search=asked,
            with_inactive=closed,
            limit=PER_PAGE,
            offset=(int(number) - 1) * PER_PAGE,
            actor=actor,
            now=now,
        )
    first = (int(number) - 1) * PER_PAGE + 1
    if page.lines:
        st.caption(f"{count(first)}-{count(first + len(page.lines) - 1)} / {count(page.total)}")
    return page


def accounts(lines: Sequence[UserLine], *, key: str, chosen_key: str) -> None:
    """The accounts with role, unit and state; a click chooses one."""
    rows = [
        {
            _("Full name"): line.user.name,
            _("User name"): line.user.username,
            _("Role"): word(line.role),
            _("Unit"): line.unit_name or "–",
            _("In force"): words.term(line.valid_from, line.valid_to),
            _("State"): state(line),
            _("Last seen"): instant(line.last_seen_at),
        }
        for line in lines
    ]
    choosing.table(pd.DataFrame(rows), [line.user.id or 0 for line in lines], key=key, chosen_key=chosen_key)


def state(line: UserLine) -> str:
    """Whether the person can sign in, and if not, why."""
    if not line.user.is_active:
        return _("Account is closed")
    if line.is_locked:
        return _("Locked after failed attempts")
    if not line.user.password_hash:
        return _("Has no password yet")
    return _("Must change the password") if line.user.must_change_password else _("Can sign in")


def roles(user_id: int, actor: Actor) -> None:
    """Every role with its unit and term, the newest first."""
    with database.reading() as session:
        found = user_views.roles_of(session, user_id, actor=actor)
    if not found:
        st.info(_("The account has no role and sees nothing. Give it one below."))
        return
    rows = [
        {
            _("Role"): word(row.role),
            _("Unit"): unit,
            _("Valid from"): day(row.valid_from),
            _("Valid to"): day(row.valid_to),
        }
        for row, unit in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"roles_{user_id}")
