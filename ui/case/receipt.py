"""The receipt date of an imported case: that it is an estimate, confirming it, correcting it."""

from datetime import date, datetime

import streamlit as st

from services import database, receipt_dates, register_days
from services.case_clocks import ClockFields
from services.case_view import CaseView
from services.errors import FieldRequired
from services.permissions import Actor
from services.receipt_checks import LABELS as DAYS
from services.register_days import ReceiptDates, RegisterDays
from ui import origins
from ui.case import clocks, seen, steps, typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day


def banner(view: CaseView, *, actor: Actor) -> None:
    """That the dates rest on a register; beside it the way to confirm them, for who may do so."""
    if not view.case.is_estimated:
        return
    if not view.case.is_open:
        said = _("The dates of this closed case come from a register.")
        st.caption(f":orange-badge[:material/info: {_('estimated')}] {said}")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="receipt_banner"):
        said = _("The receipt date comes from a register: the term is estimated.")
        st.markdown(f":orange-badge[:material/info: {_('estimated')}] {said}", width="content")
        if steps.may_confirm(view, actor) and st.query_params.get("do") != steps.RECEIPT:
            label = _("Confirm the receipt date")
            if st.button(label, key="receipt_open", icon=":material/event_available:"):
                steps.open_form(steps.RECEIPT)


def form(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """The days as the register has them, the term they give, and a reason where they are changed."""
    if view.register is None or not steps.may_confirm(view, actor):
        st.info(_("The receipt date of this case is not yours to confirm."), icon=":material/info:")
        return
    pinned = seen.pinned(view, steps.RECEIPT)
    with st.container(border=True, key="receipt_form"):
        estimated = view.case.is_estimated
        st.subheader(_("Confirm the receipt date") if estimated else _("Correct the receipt date"))
        st.markdown(_told(view, view.register))
        dates = _fields(view)
        # What cannot be is said beside the days already, and not once more by the click.
        fits = dates is None or _preview(view, dates, today=today)
        with st.container(horizontal=True):
            save = st.button(_("Confirm") if estimated else _("Save"), key="receipt_save", type="primary")
            cancel = st.button(_("Cancel"), key="receipt_cancel")
        if cancel:
            typed.renew(steps.RECEIPT)
            steps.close()
            st.rerun()
        if save and fits:
            with seen.guarded(view, steps.RECEIPT):
                if dates is None:
                    raise FieldRequired(field="received_on", label=DAYS["received_on"])
                wanted = dates.model_copy(update={"seen": pinned})
                with database.transaction() as session:
                    receipt_dates.confirm(session, view.case.id or 0, wanted, actor=actor, now=now)
                announce(_("The receipt date is confirmed."))
                typed.renew(steps.RECEIPT)
                steps.close()
                st.rerun()


def _told(view: CaseView, register: RegisterDays) -> str:
    """What is on record, as whoever compares it with the book needs it."""
    found = [f"{origins.where(one.origin)}." for one in view.petitions if one.origin][:1]
    found.append(_("Received on {day}.").format(day=day(register.received_on)))
    if register.promised_on:
        found.append(_("Answer promised for {day}.").format(day=day(register.promised_on)))
    return " ".join(found)


def _fields(view: CaseView) -> ReceiptDates | None:
    """The days as they stand in the form; None while a day is missing."""
    register = view.register
    assert register is not None
    found: dict[str, date | None] = {}
    asked = {"received_on": register.received_on, "accepted_on": register.accepted_on}
    # What was confirmed of the paper with another of its parts holds for this one too.
    confirmed = [one.petition.received_on for one in view.petitions if not one.petition.is_estimated]
    proposed = asked | ({"received_on": confirmed[-1]} if confirmed and view.case.is_estimated else {})
    for place, (name, known) in zip(st.columns(3), asked.items(), strict=False):
        if known is not None:
            with place:
                key = typed.key(steps.RECEIPT, view.case.code, name)
                value = proposed[name]
                found[name] = st.date_input(_(DAYS[name]), value=value, format="DD/MM/YYYY", key=key)
    if register.accepted_on:
        st.caption(_("The register tells that the case was accepted, but not when: say that day too."))
    reason = ""
    if any(day and day != asked[name] for name, day in found.items()):
        key = typed.key(steps.RECEIPT, view.case.code, "reason")
        reason = st.text_input(_("Reason for the change"), key=key, max_chars=1000)
    if None in found.values():
        return None
    return ReceiptDates(**found, reason=reason)


def _preview(view: CaseView, dates: ReceiptDates, *, today: date) -> bool:
    """Which term these days give, beside the one that stands now; says whether they can be so."""
    with refusals_shown():
        with database.reading() as session:
            found = register_days.preview(session, view.case, dates, today=today)
        st.markdown(_said(view, found))
        return True
    return False


def _said(view: CaseView, found: ClockFields) -> str:
    if found.step is None:
        return _("With these dates no term runs.")
    term = _("**{step}: due on {due}**").format(step=clocks.step_name(found.step), due=day(found.due_on))
    if (found.step, found.due_on) == (view.case.step, view.case.due_on):
        return f":material/event: {term} {_('(as now)')}"
    now = _("(now: {due})").format(due=day(view.case.due_on))
    return f":material/event_repeat: {term} {now}"
