"""What the nightly check found: cases and petitions that differ, field by field, and deriving them anew."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from models.enums import CaseState, Step
from services import database
from services.case_forms import LABELS
from services.clock_proof import alarms
from services.clock_proof.alarms import AlarmLine, LastProof
from services.permissions import Actor, Permission, can
from services.text import N_
from ui import navigation, panels
from ui.admin import words
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, instant, word

FIELDS = {
    "clocks": N_("The terms cannot be counted from the history"),
    "state": N_("State"),
    "step": N_("Running term"),
    "due_on": N_("Due day"),
    "target_on": N_("Target day"),
    "accepted_on": N_("Accepted on"),
    "decided_on": N_("Decided on"),
    "closed_on": N_("Day of closing"),
    "settled_in_time": N_("Settled in time"),
    "handling_due_on": N_("Handling due on"),
    "handling_target_on": N_("Target day of handling"),
    "rule": N_("Rule and version"),
    "started_on": N_("Start of the term"),
    "raw_end": N_("Bare end of the term"),
    "paused_days": N_("Days that stood still"),
    "extensions": N_("Number of extensions"),
    "met_on": N_("Met on"),
}


def summary(last: LastProof | None, found: Sequence[AlarmLine]) -> None:
    """When the check ran last, and whether anything differs."""
    if last is None:
        panels.nothing(
            _("The nightly check has not run yet."),
            _("The operator of the server switches on the timer “tiepdan-nightly” (see deploy/)."),
        )
        return
    st.caption(_("Last check: {when}.").format(when=instant(last.at)))
    if not found:
        text = _("Every stored term that is yours to know of follows from its history.")
        st.success(text, icon=":material/verified:")
        return
    text = ngettext(
        "{n} case or petition has a stored term that does not follow from its history. Nothing was changed.",
        "{n} cases or petitions have stored terms that do not follow from their history. "
        "Nothing was changed.",
        len(found),
    )
    st.error(text.format(n=count(len(found))), icon=":material/rule:")


def hint(actor: Actor) -> None:
    """On the page of one's own work: that something differs, and the way there."""
    if not can(actor, Permission.ALARM_READ):
        return
    with database.reading() as session:
        differing = alarms.count(session, actor=actor)
    if differing:
        text = ngettext(
            "{n} stored term does not follow from its history.",
            "{n} stored terms do not follow from their history.",
            differing,
        )
        with st.container(horizontal=True, vertical_alignment="center", key="alarm_hint"):
            st.markdown(f":material/rule: {text.format(n=count(differing))}", width="content")
            navigation.link("clock_watch", _("Watch over terms"), icon=":material/arrow_forward:")


def table(found: Sequence[AlarmLine], *, actor: Actor, now: datetime) -> None:
    """The differing ones; for who may open them the fields side by side and the way to put them right."""
    opens = can(actor, Permission.CASE_READ)
    frame = pd.DataFrame(
        {
            _("Code"): [line.code for line in found],
            _("Kind"): [_("Petition") if line.petition_id else _("Case") for line in found],
            _("Differences"): [line.count for line in found],
            _("First seen"): [instant(line.first_seen_at) for line in found],
            _("Seen last at"): [instant(line.last_seen_at) for line in found],
        }
    )
    if not opens:
        st.dataframe(frame, hide_index=True, key="alarm_table")
        st.caption(_("The focal unit sees what differs and recomputes it."))
        return
    chosen = st.dataframe(
        frame,
        hide_index=True,
        key=f"alarm_table_{st.session_state.get('_alarm_round', 0)}",
        on_select="rerun",
        selection_mode="multi-row",
        alt=_("What differs; the box before a row selects it"),
    )["selection"]
    picked = [found[row] for row in chosen.get("rows", ()) if row < len(found)]
    if not picked:
        st.caption(_("Select rows to see what differs and to recompute them."))
        return
    details(picked)
    if can(actor, Permission.CLOCK_RECOMPUTE):
        recompute(picked, actor=actor, now=now)


def details(picked: Sequence[AlarmLine]) -> None:
    """Each field as it is stored beside what follows from the history."""
    rows = [
        {
            _("Code"): line.code,
            _("What differs"): field_said(field),
            _("Stored"): value_said(stored),
            _("From the history"): value_said(derived),
        }
        for line in picked
        for field, stored, derived in line.fields
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="alarm_fields")
    with st.container(horizontal=True):
        for line in picked[:5]:
            page = "petition" if line.petition_id else "case"
            navigation.link(page, line.code, icon=":material/open_in_new:", code=line.code)


def field_said(field: str) -> str:
    """ "Settlement: Due day" for a field of a deadline, its step alone where the whole deadline differs."""
    step, dot, name = field.partition(".")
    if step in set(Step):
        return f"{word(Step(step))}: {_(FIELDS[name])}" if dot else word(Step(step))
    return _(FIELDS.get(field, field))


def value_said(text: str) -> str:
    """A value of an alarm in words; a dash for nothing."""
    for enum in (Step, CaseState):
        if text in set(enum):
            return word(enum(text))
    return {"true": _("yes"), "false": _("no")}.get(text) or words.value(text)


def recompute(picked: Sequence[AlarmLine], *, actor: Actor, now: datetime) -> None:
    """The reason and the one click for all chosen rows."""
    turn = st.session_state.get("_alarm_round", 0)
    st.markdown(_("Recomputing writes what follows from the history; the reason stays in the trail."))
    reason = st.text_input(_(LABELS["reason"]), key=f"alarm_reason_{turn}", max_chars=300)
    label = ngettext("Recompute {n} row", "Recompute {n} rows", len(picked)).format(n=len(picked))
    if st.button(label, key="alarm_recompute", type="primary"):
        with refusals_shown():
            with database.transaction() as session:
                for line in picked:
                    if line.case_id:
                        alarms.recompute_case(session, line.case_id, reason=reason, actor=actor, now=now)
                    elif line.petition_id:
                        alarms.recompute_petition(
                            session, line.petition_id, reason=reason, actor=actor, now=now
                        )
            st.session_state["_alarm_round"] = turn + 1
            announce(_("Recomputed from the history."))
            st.rerun()
