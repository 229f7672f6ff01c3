"""What leaders watch about a case: its heat, directives, crowds."""

from datetime import date

import pandas as pd
import streamlit as st

from services.case_view import CaseView
from services.permissions import Actor, Permission, can
from ui import columns, navigation
from ui.case import citizens, header
from ui.i18n import _
from ui.labels import day, word


def show(view: CaseView, *, actor: Actor) -> None:
    """Reasons of the level, then directives and crowds as tables, with the way to record them."""
    code = view.case.code
    header.hot(view)
    with st.container(horizontal=True):
        if can(actor, Permission.DIRECTIVE_RECORD):
            label = _("Record a directive")
            navigation.link("crowds", label, icon=":material/mail:", tab="directive", case=code)
        if can(actor, Permission.CROWD_RECORD):
            label = _("Record a crowd")
            navigation.link("crowds", label, icon=":material/groups:", tab="crowd", case=code)
    if view.directives:
        st.caption(_("Directives"))
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("Number"): one.number,
                        _("From whom"): one.from_body,
                        _("Issued on"): day(one.issued_on),
                        _("Answer due on"): day(one.due_on),
                        _("Answered on"): day(one.answered_on),
                        _("Content in short"): content,
                    }
                    for one, content in view.directives
                ]
            ),
            hide_index=True,
            key="case_directives",
        )
    if view.crowds:
        st.caption(_("Crowds"))
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("Day"): day(one.gathered_on),
                        _("People"): one.persons,
                        _("Place"): one.place,
                        _("Level"): word(one.level),
                        _("Result"): one.result,
                    }
                    for one in view.crowds
                ]
            ),
            hide_index=True,
            key="case_crowds",
            column_config={_("People"): columns.number()},
        )


def decision(view: CaseView, *, today: date) -> None:
    """The decision and what follows it."""
    found = view.decision
    if found is None:
        st.caption(_("There is no decision yet."))
        return
    rows = [
        (_("Number"), found.number),
        (_("Signed by"), found.signer),
        (_("Result"), word(found.outcome)),
        (_("Decided on"), day(found.decided_on)),
        (_("Served on"), day(found.served_on)),
        (_("Published on"), day(found.published_on)),
        (_("Enforcement directed on"), day(found.enforced_on)),
    ]
    if view.clocks.effect is not None:
        rows.append((_("Legal effect"), citizens.effect_said(view.clocks.effect, today)))
    table = pd.DataFrame(rows, columns=[_("Particular"), _("Value")])
    st.dataframe(table, hide_index=True, key="case_decision")
