"""Documents of a case: for the step in the form, for the steps that are possible, for those recorded."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from services import database
from services.case_view import CaseView
from services.documents import offering
from services.documents.step import Step
from services.documents.table import shipped_documents
from services.permissions import Actor, Permission, can
from services.transitions import Transition
from ui.i18n import _
from ui.papers import asking, kept, making
from ui.papers.making import Choice, Matter


def of_step(view: CaseView, step: Transition, values: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Drafts for the step whose form is open, with what stands in the form."""
    planned = Step(
        action=step.action,
        happened_on=values["happened_on"] or view.case.received_on,
        signer=values.get("signer", "")[: asking.LONGEST_NAME],
        outcome=values.get("outcome"),
        reason=values.get("reason", "")[: asking.LONGEST_REASON],
    )
    rows = shipped_documents().of(view.case.kind, step.action, instance=view.case.instance)
    choices = [making.draft_of(row, planned) for row in rows]
    making.maker(choices, _matter(view), key=f"step_{step.action}", actor=actor, now=now)


def of_case(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """The kept documents, and making one for any step that is possible next or recorded."""
    st.subheader(_("Documents"))
    if not view.documents:
        st.caption(_("No document is kept with this case."))
    kept.show(view.documents, actor=actor, now=now)
    if not can(actor, Permission.CASE_WORK):
        return
    with database.reading() as session:
        found = offering.offers(session, view.case.id or 0, actor=actor)
    making.maker([_choice(offer, today) for offer in found], _matter(view), key="file", actor=actor, now=now)


def _choice(offer: offering.Offer, today: date) -> Choice:
    if offer.event is None:
        outcomes = offer.transition.outcomes if offer.transition else ()
        planned = Step(action=offer.row.action, happened_on=today)
        return making.draft_of(offer.row, planned, outcomes=outcomes, asks_step=True)
    event = offer.event
    recorded = Step(
        action=event.action,
        happened_on=event.happened_on,
        dated_on=event.document_on,
        event_id=event.id,
    )
    return making.recorded_of(offer.row, recorded, event.document_number)


def _matter(view: CaseView) -> Matter:
    return Matter(view.case.code, case_id=view.case.id)
