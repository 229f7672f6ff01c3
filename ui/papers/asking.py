"""What is asked for a document: the step where no form asks it, the signer's capacity, fields, names."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from models.enums import CaseOutcome
from services.documents.fields import FIELDS, Shape
from services.documents.making import Prepared
from services.documents.offering import Request
from services.documents.step import SignedAs, Step
from services.documents.table import IdentityUse
from services.text import N_
from ui.i18n import _
from ui.labels import word

BY_NAME = "by_name"
CAPACITIES: dict[str, str] = {
    BY_NAME: N_("By the name: the head, or for the head"),
    SignedAs.HEAD: N_("The head"),
    SignedAs.FOR_HEAD: N_("For the head (KT.)"),
    SignedAs.BY_ORDER: N_("By order of the head (TL.)"),
}
# As long as an event keeps them.
LONGEST_NAME, LONGEST_REASON = 120, 1000
_TYPED = "_papers_typed"


def step_of(step: Step, outcomes: Sequence[CaseOutcome], key: str) -> Step:
    """Day, signer and result of a step that no form asks now."""
    left, right = st.columns(2)
    on = left.date_input(_("Day of the step"), value=step.happened_on, format="DD/MM/YYYY", key=f"{key}_day")
    signer = right.text_input(_("Signed by"), value=step.signer, key=f"{key}_signer")
    outcome = step.outcome
    if len(outcomes) > 1:
        outcome = st.radio(
            _("Result"),
            list(outcomes),
            index=None,
            format_func=word,
            horizontal=True,
            key=f"{key}_{step.action}_outcome",
        )
    told: dict[str, Any] = {"happened_on": on or step.happened_on, "outcome": outcome}
    return step.model_copy(update={**told, "signer": signer[:LONGEST_NAME]})


def signing(step: Step, key: str) -> Step:
    """In what capacity the signer signs, and his title where that is not the head's."""
    left, right = st.columns(2)
    words = {capacity: _(text) for capacity, text in CAPACITIES.items()}
    how = left.selectbox(_("Signs as"), list(words), format_func=words.__getitem__, key=f"{key}_capacity")
    title = ""
    if how in (SignedAs.FOR_HEAD, SignedAs.BY_ORDER):
        title = right.text_input(_("Title of the signer"), key=f"{key}_title")
    said_how = None if how == BY_NAME else SignedAs(how)
    return step.model_copy(update={"signed_as": said_how, "signer_title": title[:LONGEST_NAME]})


def typed_fields(prepared: Prepared, known: Mapping[str, str], code: str, key: str) -> dict[str, str]:
    """The fields that a person may fill in; what was typed for the draft is there again afterwards."""
    template = prepared.row.template
    kept: dict[str, str] = st.session_state.setdefault(_TYPED, {}).setdefault((code, template), {})
    typed = {}
    for token in prepared.asked:
        field = FIELDS[token]
        label = _(field.label) + (" *" if token in prepared.row.required else "")
        value, name = kept.get(token, known.get(token, "")), f"{key}_{template}_{token}"
        if field.shape is Shape.LINE:
            typed[token] = st.text_input(label, value=value, key=name)
        else:
            typed[token] = st.text_area(label, value=value, key=name, height=90)
    kept.update({token: text for token, text in typed.items() if text != known.get(token, "")})
    return typed


def names(prepared: Prepared, request: Request, key: str) -> None:
    """Protected names: filled in for a purpose by whoever may read them, else left open."""
    if not prepared.is_sealed:
        return
    if prepared.asks_names:
        is_carried = prepared.row.identity is IdentityUse.CARRIED
        label = (
            _("Fill in the protected names that this paper carries")
            if is_carried
            else _("Take the name of the denounced person from the file")
        )
        request.with_names = st.checkbox(label, key=f"{key}_names")
        if request.with_names:
            request.purpose = st.text_input(
                _("For what purpose? The reading is recorded."), key=f"{key}_purpose"
            )
    elif prepared.row.identity is IdentityUse.CARRIED:
        st.caption(_("The place of the protected name stays open; who may read identities fills it in."))
    if prepared.row.identity is not IdentityUse.CARRIED:
        st.caption(_("This paper never names who sent the petition."))
