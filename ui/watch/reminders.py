"""Reminders on screen: who was told of a clock and when, what is behind a message, missing supervisors."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from models.enums import CaseState, Recipient
from services.permissions import Actor, Permission, can
from services.reminders.gaps import OpenGap
from services.reminders.messages import CAPACITY_WORDS
from services.reminders.reading import RemindedRow, ReminderLine
from ui import navigation, picking, tables
from ui.i18n import _
from ui.labels import count, instant, word

# How many lines stand open under a clock; a term a year over has many.
SHOWN = 2


def of_clock(lines: Sequence[ReminderLine]) -> None:
    """When and in which capacity people were told of one clock, the latest first; no names."""
    for line in lines[:SHOWN]:
        st.caption(f":material/notifications: {_said(line)}")
    if len(lines) > SHOWN:
        more = "\n".join(f"- {_said(line)}" for line in lines[SHOWN:])
        st.caption(_("{n} earlier reminders").format(n=count(len(lines) - SHOWN)), help=more)


def behind(rows: Sequence[RemindedRow], total: int, *, today: date) -> None:
    """The matters behind a message that stands for many; a click on a row opens one."""
    st.caption(_("{shown} of {total} shown").format(shown=count(len(rows)), total=count(total)))
    frame = pd.DataFrame(
        {
            _("Code"): [row.code for row in rows],
            _("Kind"): [word(row.kind) for row in rows],
            _("Term"): [word(row.step) for row in rows],
            _("Due"): [
                _("done meanwhile")
                if row.is_settled
                else tables.due_said(row.due_on, state=CaseState.ACCEPTED, today=today)
                for row in rows
            ],
        }
    )
    chosen = st.dataframe(
        frame,
        hide_index=True,
        key="reminded_table",
        on_select="rerun",
        selection_mode="single-cell",
        height=min(35 * len(rows) + 40, 800),
        alt=_("Matters of this reminder by nearest breach; a click on a row opens it"),
    )["selection"]
    shown = picking.seen("reminded_table", rows)
    if chosen.get("cells"):
        row = shown[chosen["cells"][0][0]]
        navigation.go("petition" if row.is_petition else "case", code=row.code)


def missing(found: Sequence[OpenGap], *, actor: Actor) -> None:
    """Supervisors who should be reminded and do not exist, and where to name them."""
    if not found:
        st.caption(_("Every unit with running terms has somebody who is reminded."))
        return
    rows = [
        {
            _("Unit"): gap.unit,
            _("Missing"): _(CAPACITY_WORDS[gap.missing]),
            _("Since"): instant(gap.found_at),
        }
        for gap in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="gap_table")
    if any(gap.missing is Recipient.FALLBACK for gap in found):
        st.warning(
            _("No person is named for missing supervisors: some reminders reach nobody."),
            icon=":material/person_alert:",
        )
    if not can(actor, Permission.UNIT_EDIT):
        return
    with st.container(horizontal=True):
        navigation.link("units", _("Units and heads"), icon=":material/account_tree:")
        navigation.link("settings", _("Settings"), icon=":material/tune:", tab="reminders")


def _said(line: ReminderLine) -> str:
    told = ", ".join(_(CAPACITY_WORDS[capacity]) for capacity in line.capacities)
    return _("Reminded {when}: {told}").format(when=instant(line.sent_at), told=told)
