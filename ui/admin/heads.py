"""The heads of one unit: who from when to when, a new one, one taken back."""

from datetime import date, datetime

import pandas as pd
import streamlit as st

from models import Unit
from services import database, unit_terms, user_views
from services.permissions import Actor
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day


def table(unit_id: int, actor: Actor, *, now: datetime) -> None:
    """Every head with the term, and a way to take one back that was entered by mistake."""
    with database.reading() as session:
        found = unit_terms.heads_of(session, unit_id, actor=actor)
    if not found:
        st.info(_("No head has been entered. Enter the present one below."))
        return
    rows = [
        {
            _("Name of the head"): head.name,
            _("Title"): head.title or "–",
            _("Valid from"): day(head.valid_from),
            _("Valid to"): day(head.valid_to),
        }
        for head in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"heads_{unit_id}")
    names = {head.id: f"{head.name} ({day(head.valid_from)})" for head in found}
    with st.popover(_("Take one back"), icon=":material/undo:", type="tertiary", key=f"undo_head_{unit_id}"):
        wrong = st.selectbox(
            _("Entered by mistake"), list(names), format_func=names.get, key=f"wrong_head_{unit_id}"
        )
        if st.button(_("Take it back"), key=f"remove_head_{unit_id}"):
            with refusals_shown():
                with database.transaction() as session:
                    unit_terms.remove_head(session, wrong or 0, actor=actor, now=now)
                announce(_("The head is taken back; the one before runs on."))
                st.rerun()


def enter(unit: Unit, actor: Actor, *, today: date, now: datetime) -> None:
    """A head from a day on; the one before ends the day before."""
    own = f"head_{unit.id}"
    with database.reading() as session:
        accounts = user_views.people(session, actor=actor)
    one, two = st.columns(2)
    name = one.text_input(_("Name of the head"), key=f"{own}_name", max_chars=120)
    title = two.text_input(_("Title"), key=f"{own}_title", max_chars=120)
    first = one.date_input(
        _("Valid from"), value=today, format="DD/MM/YYYY", key=f"{own}_from", min_value=date(1945, 1, 1)
    )
    account = two.selectbox(
        _("Account"),
        list(accounts),
        index=None,
        format_func=accounts.get,
        placeholder=_("None"),
        key=f"{own}_account",
    )
    if st.button(_("Enter the head"), key=f"{own}_save", icon=":material/person_add:"):
        with refusals_shown():
            with database.transaction() as session:
                unit_terms.set_head(
                    session,
                    unit.id or 0,
                    name=name,
                    title=title,
                    user_id=account,
                    valid_from=first,
                    actor=actor,
                    now=now,
                )
            announce(_("The head is entered."))
            st.rerun()
