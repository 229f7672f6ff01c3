"""Entering a step that was forgotten and happened before others; a suspension comes with its resumption."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from services import case_actions, database
from services.case_forms import LABELS, ActionForm
from services.case_view import CaseView
from services.permissions import Actor
from services.transitions import ClockEffect, Transition
from ui.case import effects, forms, seen, steps, typed
from ui.feedback import announce
from ui.i18n import _

# The choice that stands for two steps, entered in one go.
PAUSE = "pause"


def form(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """Choose the step, give its day and paper, see what it does to the terms, save."""
    pinned = seen.pinned(view, steps.LATE)

    def key(field: str) -> str:
        return typed.key(steps.LATE, view.case.code, field)

    with st.container(border=True, key="late_form"):
        st.subheader(_("Enter a forgotten step"))
        st.markdown(_("It takes its place by the day it happened; all terms are counted anew from there."))
        with database.reading() as session:
            forgotten = case_actions.late_steps(session, view.case, actor=actor, today=today)
        choices = _choices(view, forgotten)
        chosen = st.selectbox(
            _("Step"),
            list(choices),
            index=None,
            format_func={name: _said(found, name) for name, found in choices.items()}.get,
            key=key("step"),
            placeholder=_("Choose"),
        )
        entries: list[tuple[str, dict[str, Any]]] = []
        # What cannot be is said beside the days already, and not once more by the click.
        fits = True
        if chosen is not None:
            for number, step in enumerate(choices[chosen]):
                if len(choices[chosen]) > 1:
                    st.markdown(f"**{_(step.label)}**")
                asked = forms.fields(step, lambda field, n=number: key(f"{field}_{n}"), today, late=True)
                entries.append((step.action, asked))
            why = st.text_input(_(LABELS["backdate_reason"]), key=key("backdate_reason"))
            entries = [(action, {**values, "backdate_reason": why}) for action, values in entries]
            fits = _told(view, entries, actor=actor, now=now)
        with st.container(horizontal=True):
            save = st.button(_("Save"), key="late_save", type="primary", disabled=not entries)
            cancel = st.button(_("Cancel"), key="late_cancel")
        if cancel:
            typed.renew(steps.LATE)
            steps.close()
            st.rerun()
        if save and entries and fits:
            with seen.guarded(view, steps.LATE):
                for _action, values in entries:
                    forms.check_lengths(values)
                filled = [(action, ActionForm(**values, seen=pinned)) for action, values in entries]
                with database.transaction() as session:
                    case_actions.perform_all(session, view.case.id or 0, filled, actor=actor, now=now)
                announce(_("Saved: {action}").format(action=_said(choices[chosen], chosen)))
                typed.renew(steps.LATE)
                steps.close()
                st.rerun()


def _choices(view: CaseView, forgotten: list[Transition]) -> dict[str, tuple[Transition, ...]]:
    """What may have been forgotten, the suspension of the past as one choice with its resumption."""
    found: dict[str, tuple[Transition, ...]] = {step.action: (step,) for step in forgotten}
    pair = case_actions.pause_of(view.case)
    if pair and pair[0].action in found:
        if pair[0].action not in {step.action for step in view.allowed}:
            # The case has gone on since: a suspension of the past is over.
            del found[pair[0].action]
        found = {PAUSE: pair, **found}
    return found


def _said(step: tuple[Transition, ...], name: str) -> str:
    if name == PAUSE:
        return _("A suspension that is over, with its resumption")
    label = _(step[0].label)
    if step[0].effect is ClockEffect.PAUSE:
        return _("{action} (still lasts)").format(action=label)
    return label


def _told(view: CaseView, entries: list[tuple[str, dict[str, Any]]], *, actor: Actor, now: datetime) -> bool:
    """What it would do, once every step has a day; whether its days can be so."""
    if not all(values["happened_on"] for _action, values in entries):
        return True
    filled = [(action, ActionForm.model_construct(**_plain(values))) for action, values in entries]
    return effects.show(
        lambda session: case_actions.preview(session, view.case.id or 0, filled, actor=actor, now=now),
        key="late",
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values with everything that a form may leave out."""
    return {**ActionForm(happened_on=values["happened_on"]).model_dump(), **values}
