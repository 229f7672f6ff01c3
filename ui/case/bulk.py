"""Giving several cases to people at once: who, what it would do, and only then the click."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from services import assignments, database, officers, receipt_dates
from services.assignment_plans import Plan
from services.case_list import CaseRow
from services.permissions import Actor
from services.transfers import ReturnNeedsReason
from ui.case.transfers import RETURN_REASON
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext, said
from ui.labels import count, day
from ui.plain_text import plain


def draw(chosen: Sequence[CaseRow], *, actor: Actor, now: datetime, today: date) -> None:
    """The form for the chosen rows, opened from the line above the list so that nothing jumps."""
    label = ngettext("Assign {n} case", "Assign {n} cases", len(chosen)).format(n=count(len(chosen)))
    with st.popover(label, icon=":material/group_add:", key="bulk", disabled=not chosen):
        if not chosen:
            return
        with database.reading() as session:
            reachable = officers.reachable(session, actor=actor, today=today)
        names = {one.id: f"{one.name} · {one.unit}" for one in reachable}
        picked = st.multiselect(
            _("Officers (several share the cases, whoever has least comes first)"),
            list(names),
            format_func=names.get,
            key="bulk_officers",
            placeholder=_("Choose"),
        )
        note = st.text_input(_("Note for the file"), key="bulk_note")
        if not picked:
            return
        with refusals_shown():
            why = str(st.session_state.get("bulk_return", ""))
            with database.reading() as session:
                ids = [row.id for row in chosen]
                plan = assignments.plan(
                    session, ids, officer_ids=picked, actor=actor, today=today, return_reason=why
                )
            preview(plan)
            ask_return_reason(plan, key="bulk_return")
            if plan.moves and st.button(_("Assign"), key="bulk_assign", type="primary"):
                with database.transaction() as session:
                    moved = assignments.assign_many(
                        session, plan, actor=actor, now=now, note=note, return_reason=why
                    )
                announce(ngettext("{n} case assigned.", "{n} cases assigned.", moved).format(n=count(moved)))
                st.session_state["_cases_round"] = st.session_state.get("_cases_round", 0) + 1
                st.rerun()


def confirm(chosen: Sequence[CaseRow], *, actor: Actor, now: datetime) -> None:
    """Confirming the receipt dates of the chosen imported cases as their register has them."""
    count = len(chosen)
    label = ngettext("Confirm {n} receipt date", "Confirm {n} receipt dates", count).format(n=count)
    with st.popover(label, icon=":material/event_available:", key="confirm", disabled=not chosen):
        if not chosen:
            return
        st.markdown(_("The dates stand as the register has them; the terms are then no estimates any more."))
        for row in chosen:
            due = f", {_('due on {due}').format(due=day(row.due_on))}" if row.due_on else ""
            st.markdown(f"- {row.code}: {_('received on {day}').format(day=day(row.received_on))}{due}")
        if not st.button(_("Confirm"), key="confirm_go", type="primary"):
            return
        with refusals_shown():
            with database.transaction() as session:
                ids = [row.id for row in chosen]
                found = receipt_dates.confirm_many(session, ids, actor=actor, now=now)
            for code, refusal in found.refused:
                st.warning(_("{code} stays: {why}").format(code=code, why=plain(said(refusal))))
            if found.refused:
                return
            announce(
                ngettext("{n} receipt date confirmed.", "{n} receipt dates confirmed.", found.count).format(
                    n=found.count
                )
            )
            st.session_state["_cases_round"] = st.session_state.get("_cases_round", 0) + 1
            st.rerun()


def ask_return_reason(plan: Plan, *, key: str) -> None:
    """Where cases would go back to a unit that had them: the reason that confirms it."""
    asked = any(isinstance(one.refusal, ReturnNeedsReason) for one in plan.refused)
    returning = sum(move.returns for move in plan.moves)
    if asked or returning:
        st.text_input(_(RETURN_REASON), key=key, max_chars=300)
    if returning:
        text = ngettext(
            "{n} case goes back to a unit that had it.",
            "{n} cases go back to a unit that had them.",
            returning,
        )
        st.info(text.format(n=returning), icon=":material/u_turn_left:")


def preview(plan: Plan, *, with_codes: bool = True) -> None:
    """What a plan would do: who gets how many, and what stays and why."""
    for officer in plan.officers:
        gets = plan.gets(officer.id)
        st.markdown(
            _("**{name}**: {before} open cases now, gets {gets}, will have {after}.").format(
                name=plain(officer.name),
                before=count(officer.open_cases),
                gets=count(gets),
                after=count(officer.open_cases + gets),
            )
        )
    if plan.petition_ids:
        along = len(plan.petition_ids)
        st.markdown(
            ngettext(
                "{n} petition not yet handled goes along.", "{n} petitions not yet handled go along.", along
            ).format(n=count(along))
        )
    if plan.petitions_kept:
        st.warning(
            ngettext(
                "{n} petition stays: none of these people may have it.",
                "{n} petitions stay: none of these people may have them.",
                plan.petitions_kept,
            ).format(n=count(plan.petitions_kept)),
            icon=":material/block:",
        )
    for one in plan.refused:
        code = one.code if with_codes else _("One case")
        st.warning(
            _("{code} stays: {why}").format(code=code, why=plain(said(one.refusal))), icon=":material/block:"
        )
