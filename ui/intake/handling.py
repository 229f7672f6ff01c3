"""The result of the handling, when it is known at intake already."""

from datetime import date

import streamlit as st

from models.enums import CaseState, Kind, PetitionOutcome
from services.permissions import Actor, Permission, can
from services.petition_handling import ELSEWHERE, HERE, NOT_ELIGIBLE
from services.workflow_rules import shipped_workflow
from ui import labels
from ui.i18n import _
from ui.intake import fields
from ui.intake.form import IntakeForm


def result(form: IntakeForm, actor: Actor, *, today: date) -> None:
    """Result, document, body and day; empty while the petition waits to be handled."""
    options = possible(form, actor)
    fields.choice(
        form,
        "outcome",
        [outcome.value for outcome in options],
        lambda value: labels.word(PetitionOutcome(value)),
        placeholder=_("Not handled yet"),
    )
    if not form.get("outcome"):
        return
    outcome = PetitionOutcome(form.get("outcome"))
    left, middle, right = st.columns(3)
    with left:
        fields.text(form, "outcome_number", is_needed=outcome not in NOT_ELIGIBLE)
    with middle:
        fields.day(form, "handled_on", latest=today, is_needed=True)
    with right:
        fields.text(form, "signer", is_needed=outcome not in NOT_ELIGIBLE)
    if outcome in ELSEWHERE:
        fields.text(form, "outcome_body", is_needed=True)
    fields.text(form, "outcome_reason")


def possible(form: IntakeForm, actor: Actor) -> list[PetitionOutcome]:
    """The results that fit kind and eligibility, and that this person may decide."""
    eligibility = form.get("eligibility", "yes")
    if form.kind is None or eligibility == "later":
        return []
    if eligibility == "no":
        return list(NOT_ELIGIBLE)
    units = actor.scope.denunciation_unit_ids
    if form.kind is Kind.DENUNCIATION and units is not None and actor.unit_id not in units:
        # He takes it in and hands it on; from then on he does not see it.
        return []
    actions = {t.action for t in shipped_workflow().allowed(form.kind, CaseState.NEW)}
    return [
        outcome
        for outcome in PetitionOutcome
        if outcome.value in actions
        and outcome not in NOT_ELIGIBLE
        and (outcome not in HERE or can(actor, Permission.CASE_DECIDE))
    ]
