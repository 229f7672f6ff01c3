"""The short form of a step: its day, its paper, its result; refused with the rule in words."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from services import case_actions, database
from services.case_forms import LABELS, ActionForm
from services.case_view import CaseView
from services.errors import AppError
from services.permissions import Actor
from services.text import N_
from services.transitions import Transition
from services.workflow_rules import shipped_workflow
from ui.case import documents, paper_file, seen, steps, typed
from ui.feedback import announce
from ui.i18n import _
from ui.labels import word


class FieldTooLong(AppError):
    msgid = N_("“{label}” is too long: at most {limit} characters. Shorten it.")


def step_form(view: CaseView, action: str, *, actor: Actor, now: datetime, today: date) -> None:
    """The form of a workflow action; what is typed stays until it is saved or cancelled."""
    step = _step(view, action)
    if step is None:
        st.warning(_("This step does not exist for cases of this kind."), icon=":material/block:")
        return
    pinned = seen.pinned(view, action)

    def key(field: str) -> str:
        return typed.key(action, view.case.code, field)

    with st.container(border=True, key="step_form"):
        st.subheader(_(step.label))
        values = fields(step, key, today)
        upload, chosen = paper_file.fields(view, step, key)
        documents.of_step(view, step, values, actor=actor, now=now)
        with st.container(horizontal=True):
            save = st.button(_("Save"), key="step_save", type="primary")
            cancel = st.button(_("Cancel"), key="step_cancel")
        if cancel:
            typed.renew(action)
            steps.close()
            st.rerun()
        if save:
            with seen.guarded(view, action):
                check_lengths(values)
                paper_file.examine(upload, now=now)
                with database.transaction() as session:
                    file_id = paper_file.kept(session, view, upload, chosen, actor=actor, now=now)
                    form = ActionForm(**values, attachment_id=file_id, seen=pinned)
                    case_actions.perform(session, view.case.id or 0, action, form=form, actor=actor, now=now)
                announce(_("Saved: {action}").format(action=_(step.label)))
                typed.renew(action)
                steps.close()
                st.rerun()


def undo_form(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """Taking back the last step, with the reason."""
    if view.undoable is None:
        st.info(_("Nothing in this case can be undone."), icon=":material/info:")
        return
    pinned = seen.pinned(view, steps.UNDO)
    label = case_actions.labels_of(view.case)[view.undoable.action]
    with st.container(border=True, key="undo_form"):
        st.subheader(_("Undo: {action}").format(action=_(label)))
        st.markdown(_("The step stays in the history; its clocks and its state are taken back."))
        reason = st.text_input(_(LABELS["reason"]), key=typed.key(steps.UNDO, view.case.code, "reason"))
        with st.container(horizontal=True):
            save = st.button(_("Undo"), key="undo_save", type="primary")
            cancel = st.button(_("Cancel"), key="undo_cancel")
        if cancel:
            steps.close()
            st.rerun()
        if save:
            with seen.guarded(view, steps.UNDO):
                with database.transaction() as session:
                    case_actions.undo(
                        session, view.case.id or 0, reason=reason, seen=pinned, actor=actor, now=now
                    )
                announce(_("Undone: {action}").format(action=_(label)))
                typed.renew(steps.UNDO)
                steps.close()
                st.rerun()


def fields(step: Transition, key: Any, today: date, *, late: bool = False) -> dict[str, Any]:
    """The inputs that the step asks for; a late entry begins without a day, and is asked why elsewhere."""
    values: dict[str, Any] = {}
    left, middle, right = st.columns(3)
    label = LABELS["document_on"] if step.needs_document else LABELS["happened_on"]
    with left:
        values["happened_on"] = st.date_input(
            _(label),
            value=None if late else today,
            max_value=today,
            format="DD/MM/YYYY",
            key=key("happened_on"),
        )
    if step.needs_document:
        with middle:
            values["document_number"] = st.text_input(
                _(LABELS["document_number"]), key=key("document_number")
            )
        with right:
            values["signer"] = st.text_input(_(LABELS["signer"]), key=key("signer"))
    if len(step.outcomes) > 1:
        values["outcome"] = st.radio(
            _(LABELS["outcome"]),
            list(step.outcomes),
            index=None,
            format_func=word,
            horizontal=True,
            key=key("outcome"),
        )
    if step.needs_reason:
        values["reason"] = st.text_area(_(LABELS["reason"]), key=key("reason"), height=80)
    values["note"] = st.text_area(_("Note (optional)"), key=key("note"), height=80)
    if not late and values["happened_on"] and values["happened_on"] < today:
        values["backdate_reason"] = st.text_input(
            _("Reason for the late entry (needed after the next working day)"), key=key("backdate_reason")
        )
    return values


def _step(view: CaseView, action: str) -> Transition | None:
    """The transition of an action, also when somebody else has just made it impossible."""
    table = [t for t in shipped_workflow().of(view.case.kind, view.case.instance) if t.action == action]
    return next((step for step in view.allowed if step.action == action), table[0] if table else None)


def check_lengths(values: dict[str, Any]) -> None:
    """Refuse what the record cannot hold, by name, before anything is lost by cutting it."""
    for name, field in ActionForm.model_fields.items():
        limit = next((m.max_length for m in field.metadata if hasattr(m, "max_length")), None)
        if limit is not None and len(values.get(name) or "") > limit:
            raise FieldTooLong(field=name, label=LABELS[name], limit=limit)
