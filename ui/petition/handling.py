"""Deciding on a petition: eligibility, the result of its handling, and voiding a wrong entry."""

from datetime import date, datetime

import streamlit as st

from models.enums import PetitionOutcome
from services import petition_handling, petition_voiding
from services.database import transaction
from services.permissions import Actor, Permission, can
from services.petition_handling import ELSEWHERE, NOT_ELIGIBLE
from services.petition_input import LABELS, HandlingInput
from services.petition_view import PetitionView
from ui.i18n import _
from ui.labels import word
from ui.petition import documents, seen

CHOICES = {"yes": True, "no": False}


def classify(view: PetitionView, actor: Actor, *, now: datetime, today: date) -> None:
    """Whether it is eligible and in our competence; its case comes or goes with that."""
    petition = view.petition
    words = {"yes": _("Yes"), "no": _("No")}
    known = {True: "yes", False: "no", None: None}
    left, right = st.columns(2)
    eligible = left.segmented_control(
        _(LABELS["eligible"]),
        list(words),
        default=known[petition.eligible],
        format_func=words.__getitem__,
        key=seen.key("eligible"),
    )
    competence = right.segmented_control(
        _(LABELS["in_competence"]),
        list(words),
        default=known[petition.in_competence],
        format_func=words.__getitem__,
        key=seen.key("competence"),
    )
    reason = ""
    if petition.eligible and eligible == "no":
        st.caption(_("The case of this petition is voided with it."))
        reason = st.text_input(_(LABELS["reason"]), key=seen.key("classify_reason"))
    before = (known[petition.eligible], known[petition.in_competence])
    if st.button(
        _("Record eligibility"),
        key="petition_classify",
        disabled=eligible is None or (eligible, competence) == before,
    ):
        with seen.guarded(view):
            with transaction() as session:
                petition_handling.classify(
                    session,
                    petition.id or 0,
                    eligible=CHOICES[eligible or "no"],
                    in_competence=CHOICES.get(competence or ""),
                    reason=reason,
                    actor=actor,
                    now=now,
                    today=today,
                    seen=seen.pinned(view),
                )
            seen.done(_("Eligibility is recorded."))


def result(view: PetitionView, actor: Actor, *, now: datetime, today: date) -> None:
    """The one result with which the handling ends, and its document."""
    if not view.outcomes:
        return
    words = {outcome.value: word(outcome) for outcome in view.outcomes}
    chosen = st.selectbox(
        _(LABELS["outcome"]),
        list(words),
        index=None,
        format_func=lambda value: words.get(value, value),
        placeholder=_("Not handled yet"),
        key=seen.key("outcome"),
    )
    if chosen is None:
        return
    outcome = PetitionOutcome(chosen)
    left, middle, right = st.columns(3)
    number = left.text_input(_(LABELS["outcome_number"]), key=seen.key("number"))
    on = middle.date_input(
        _(LABELS["handled_on"]), value=today, max_value=today, format="DD/MM/YYYY", key=seen.key("handled_on")
    )
    signer = right.text_input(_(LABELS["signer"]), key=seen.key("signer"))
    body = st.text_input(_(LABELS["outcome_body"]), key=seen.key("body")) if outcome in ELSEWHERE else ""
    reason = st.text_input(_(LABELS["outcome_reason"]), key=seen.key("reason"))
    late = st.text_input(_(LABELS["backdate_reason"]), key=seen.key("late")) if on and on < today else ""
    documents.of_result(
        view,
        outcome,
        on=on or today,
        signer=signer,
        reason=reason,
        body=body,
        actor=actor,
        now=now,
    )
    if st.button(_("End the handling"), key="petition_handle", type="primary", shortcut="Ctrl+Enter"):
        with seen.guarded(view):
            handling = HandlingInput(
                outcome=outcome,
                number=number,
                body=body,
                signer=signer,
                handled_on=on or today,
                reason=reason,
                backdate_reason=late,
            )
            with transaction() as session:
                petition_handling.handle(
                    session,
                    view.petition.id or 0,
                    handling,
                    actor=actor,
                    now=now,
                    today=today,
                    seen=seen.pinned(view),
                )
            seen.done(_("The handling has ended."))
    if outcome in NOT_ELIGIBLE:
        st.caption(_("The petition is kept on file; it has no case."))


def void(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    """A petition entered wrongly; it stays in the trail."""
    if not can(actor, Permission.PETITION_VOID):
        return
    with st.expander(_("Entered wrongly"), icon=":material/block:", key="petition_void_box"):
        st.caption(_("It is voided with what came from it; nothing is deleted."))
        reason = st.text_input(_(LABELS["reason"]), key=seen.key("void_reason"))
        if st.button(_("Void the petition"), key="petition_void"):
            with seen.guarded(view):
                with transaction() as session:
                    petition_voiding.void(
                        session,
                        view.petition.id or 0,
                        reason=reason,
                        actor=actor,
                        now=now,
                        seen=seen.pinned(view),
                    )
                seen.done(_("The petition is voided."))
