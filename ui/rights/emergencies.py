"""Emergency access: opening one sealed petition for some hours, and the list of all that there were."""

from datetime import date, datetime

import pandas as pd
import streamlit as st

from services import database, emergency_access, emergency_list
from services.case_forms import LABELS
from services.emergency_list import EmergencyLine
from services.permissions import Actor
from services.petition_view import PetitionView
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, instant
from ui.panels import plain
from ui.petition import seen


def of_petition(view: PetitionView, actor: Actor, *, now: datetime, today: date) -> None:
    """What runs, or the form that opens it; nothing for whom it is not."""
    petition_id = view.petition.id or 0
    with database.reading() as session:
        runs = emergency_access.of_now(session, petition_id, actor, now)
        may = runs is None and emergency_access.offered(session, petition_id, actor=actor, today=today)
        longest = emergency_access.longest(session, today=today)
    if runs is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="emergency_runs"):
            said = _("Emergency access until {end}: whatever you read is marked in the trail.")
            st.warning(said.format(end=instant(runs.ends_at)), icon=":material/emergency:")
            if st.button(_("Give it back"), key="emergency_back"):
                with refusals_shown():
                    with database.transaction() as session:
                        emergency_access.give_back(session, runs.id or 0, actor=actor, now=now)
                    announce(_("The emergency access has ended."))
                    st.rerun()
        return
    if not may:
        return
    with st.expander(_("Emergency access"), icon=":material/emergency:", key="emergency_box"):
        st.markdown(
            _(
                "Opens the identity and the words of this petition to you alone, without a second person. "
                "The head of the focal unit is told at once, and whatever you read is marked in the trail."
            )
        )
        reason = st.text_area(_(LABELS["reason"]), key=seen.key("emergency_reason"), max_chars=300)
        hours = st.number_input(
            _("Hours"),
            min_value=1,
            max_value=longest,
            value=min(2, longest),
            key=seen.key("emergency_hours"),
            width=120,
        )
        if st.button(_("Open in an emergency"), key="emergency_open", type="primary"):
            with refusals_shown():
                with database.transaction() as session:
                    emergency_access.open_for(
                        session, petition_id, hours=int(hours), reason=reason, actor=actor, now=now
                    )
                announce(_("The emergency access runs; the focal unit has been told."))
                st.rerun()


def hint(actor: Actor, *, now: datetime) -> None:
    """On the page of one's own work: each emergency access that runs, to whom it has to be told."""
    with database.reading() as session:
        found = emergency_list.lines(session, actor=actor, now=now)
    for line in found.lines:
        if line.runs:
            said = _("{who} has emergency access to petition {code} until {end}. Reason: {reason}")
            st.warning(
                said.format(
                    who=plain(line.opened_by),
                    code=plain(line.code),
                    end=instant(line.ends_at),
                    reason=plain(line.reason),
                ),
                icon=":material/emergency:",
            )


def table(actor: Actor, *, now: datetime) -> None:
    """Every emergency access to petitions that the reader may see, the newest first."""
    with database.reading() as session:
        found = emergency_list.lines(session, actor=actor, now=now)
    st.subheader(_("Emergency accesses"))
    if not found.lines:
        st.caption(_("Nobody has used emergency access."))
        return
    st.dataframe(_frame(found.lines), hide_index=True, key="emergency_table")
    if found.total > len(found.lines):
        st.caption(_("{n} of {total}").format(n=count(len(found.lines)), total=count(found.total)))


def _frame(lines: list[EmergencyLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Opened"): [instant(line.opened_at) for line in lines],
            _("By"): [line.opened_by for line in lines],
            _("Petition"): [line.code for line in lines],
            _("Reason"): [line.reason for line in lines],
            _("Until"): [instant(line.ends_at) for line in lines],
            _("State"): [_("runs") if line.runs else _("ended") for line in lines],
            _("Readings"): [line.reads for line in lines],
            _("Told"): [line.told or "–" for line in lines],
        }
    )
