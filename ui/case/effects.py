"""What a change of the history would do to the terms, shown before it is saved."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st
from sqlmodel import Session

from services import database
from services.case_effects import TermChange
from services.errors import AppError
from ui.case.clocks import step_name
from ui.i18n import _, said
from ui.labels import day
from ui.plain_text import plain


def show(ask: Callable[[Session], list[TermChange]], *, key: str) -> bool:
    """The terms that would move, or what stands against the change; whether it could be saved so."""
    try:
        with database.reading() as session:
            found = ask(session)
    except AppError as refusal:
        st.warning(plain(said(refusal)), icon=":material/block:")
        return False
    moved = [one for one in found if one.moves]
    if not moved:
        st.caption(_("No term changes by this."))
        return True
    st.caption(_("What it does to the terms"))
    rows = [
        {
            _("Legal term"): step_name(one.step),
            _("As it stands"): _told(one.due_before, one.met_before),
            _("After the change"): _told(one.due_after, one.met_after),
        }
        for one in moved
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"effect_{key}")
    return True


def _told(due: date | None, met: date | None) -> str:
    if due is None:
        return _("does not run")
    if met is None:
        return _("due on {day}").format(day=day(due))
    done = _("due on {day}, done on {done}, in time")
    if met > due:
        done = _("due on {day}, done on {done}, late")
    return done.format(day=day(due), done=day(met))
