"""Correcting a step on the timeline, or taking it back; what that does to the terms stands beside it."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from services import case_amendments, case_undoing, database
from services.case_forms import LABELS, ActionForm, Seen
from services.case_timeline import TimelineEntry
from services.case_view import CaseView
from services.permissions import Actor
from services.transitions import Transition
from services.workflow_rules import shipped_workflow
from ui.case import effects, forms, seen, steps, typed
from ui.feedback import announce
from ui.i18n import _
from ui.labels import day, word

RECEIVE = "receive"


def form(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """The step as it was entered, to be corrected with a reason; the URL names its event."""
    entry = _entry(view)
    if entry is None:
        st.info(_("This step is not yours to correct, or it no longer stands."), icon=":material/info:")
        return
    name = f"{steps.AMEND}_{entry.id}"
    pinned = seen.pinned(view, name)
    with st.container(border=True, key="amend_form"):
        st.subheader(_("Correct: {action}").format(action=_(entry.what)))
        told = _("Happened on {day}. The old entry stays in the history; everything is counted anew.")
        st.markdown(told.format(day=day(entry.happened_on)))
        values = _fields(view, entry, name, today)
        reason = st.text_input(_(LABELS["amend_reason"]), key=typed.key(name, view.case.code, "why"))
        # What cannot be is said beside the days already, and not once more by the click.
        fits = True
        if values["happened_on"]:
            entered = ActionForm.model_construct(**_defaults(entry) | values)
            fits = _told(view, entry, entered, actor=actor, now=now)
        _buttons(view, entry, name, values, reason, pinned, fits=fits, actor=actor, now=now)


def _entry(view: CaseView) -> TimelineEntry | None:
    asked = st.query_params.get(steps.EVENT, "")
    found = (one for one in view.timeline if str(one.id) == asked and one.id in view.amendable)
    return next(found, None)


def _fields(view: CaseView, entry: TimelineEntry, name: str, today: date) -> dict[str, Any]:
    """The inputs of the step, filled with what stands."""
    step, event = _step(view, entry), entry.event

    def key(field: str) -> str:
        return typed.key(name, view.case.code, field)

    values: dict[str, Any] = {}
    paper = step is None or step.needs_document or bool(event.document_number)
    columns = st.columns(4 if paper else 1)
    label = _("Day of receipt") if event.action == RECEIVE else _(LABELS["happened_on"])
    with columns[0]:
        values["happened_on"] = st.date_input(
            label, value=event.happened_on, max_value=today, format="DD/MM/YYYY", key=key("happened_on")
        )
    if paper:
        with columns[1]:
            values["document_on"] = st.date_input(
                _(LABELS["document_on"]),
                value=event.document_on,
                max_value=today,
                format="DD/MM/YYYY",
                key=key("document_on"),
            )
        for column, field in ((columns[2], "document_number"), (columns[3], "signer")):
            with column:
                values[field] = st.text_input(_(LABELS[field]), value=getattr(event, field), key=key(field))
    if step is not None and len(step.outcomes) > 1:
        outcomes = list(step.outcomes)
        values["outcome"] = st.radio(
            _(LABELS["outcome"]),
            outcomes,
            index=outcomes.index(event.outcome) if event.outcome in outcomes else None,
            format_func=word,
            horizontal=True,
            key=key("outcome"),
        )
    if event.action != RECEIVE:
        label = _("Reason and note") if step is not None and step.needs_reason else _(LABELS["note"])
        values["note"] = st.text_area(label, value=entry.note, key=key("note"), height=80)
    return values


def _told(view: CaseView, entry: TimelineEntry, entered: ActionForm, *, actor: Actor, now: datetime) -> bool:
    """The effect of the correction, nothing while the step is as it was; whether its day can be so."""
    if entered.happened_on == entry.happened_on and entered.outcome == entry.event.outcome:
        return True
    case_id, event_id = view.case.id or 0, entry.id
    return effects.show(
        lambda session: case_amendments.preview_amendment(
            session, case_id, event_id, entered, actor=actor, now=now
        ),
        key="amend",
    )


def _buttons(
    view: CaseView,
    entry: TimelineEntry,
    name: str,
    values: dict[str, Any],
    reason: str,
    pinned: Seen,
    *,
    fits: bool,
    actor: Actor,
    now: datetime,
) -> None:
    with st.container(horizontal=True):
        save = st.button(_("Save the correction"), key="amend_save", type="primary")
        gone = entry.event.action != RECEIVE and st.button(
            _("Take this step back"), key="amend_undo", icon=":material/undo:"
        )
        cancel = st.button(_("Cancel"), key="amend_cancel")
    if cancel:
        typed.renew(name)
        steps.close()
        st.rerun()
    if save and fits:
        with seen.guarded(view, name):
            forms.check_lengths(values)
            entered = ActionForm(**_defaults(entry) | values, seen=pinned)
            with database.transaction() as session:
                case_amendments.amend(
                    session, view.case.id or 0, entry.id, entered, reason=reason, actor=actor, now=now
                )
            _done(name, _("Corrected: {action}").format(action=_(entry.what)))
    if gone:
        with seen.guarded(view, name):
            with database.transaction() as session:
                case_undoing.undo(
                    session,
                    view.case.id or 0,
                    event_id=entry.id,
                    reason=reason,
                    seen=pinned,
                    actor=actor,
                    now=now,
                )
            _done(name, _("Undone: {action}").format(action=_(entry.what)))


def _done(name: str, message: str) -> None:
    announce(message)
    typed.renew(name)
    steps.close()
    st.rerun()


def _defaults(entry: TimelineEntry) -> dict[str, Any]:
    """What the form does not ask for stays as it was."""
    return case_amendments.form_of(entry.event, entry.note)


def _step(view: CaseView, entry: TimelineEntry) -> Transition | None:
    """The transition behind the event; None for what was found out about the case."""
    table = shipped_workflow().of(view.case.kind, view.case.instance)
    return next((step for step in table if step.action == entry.event.action), None)
