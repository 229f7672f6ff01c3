"""Documents of the handling of a petition: drafts for the result in hand, and the paper of a recorded one."""

from datetime import date, datetime

import streamlit as st

from models.enums import PetitionOutcome
from services.documents.step import Step
from services.documents.table import DocumentRow, shipped_documents
from services.permissions import Actor
from services.petition_view import PetitionView
from ui.i18n import _
from ui.papers import asking, kept, making
from ui.papers.making import Matter


def of_result(
    view: PetitionView,
    outcome: PetitionOutcome,
    *,
    on: date,
    signer: str,
    reason: str,
    body: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Drafts for the result that is being entered."""
    planned = Step(
        action=outcome.value,
        happened_on=on,
        signer=signer[: asking.LONGEST_NAME],
        reason=reason[: asking.LONGEST_REASON],
    )
    choices = [making.draft_of(row, planned) for row in _rows(view, outcome)]
    defaults = {"co_quan_nhan": body} if body else {}
    making.maker(choices, _matter(view), key=f"result_{outcome}", actor=actor, now=now, defaults=defaults)


def of_petition(view: PetitionView, *, actor: Actor, now: datetime) -> None:
    """What is kept with a petition without a case, and the paper of its recorded result."""
    petition = view.petition
    if any(part.stands for part in view.parts) or (petition.outcome is None and not view.documents):
        return
    st.subheader(_("Documents"))
    kept.show(view.documents, actor=actor, now=now)
    if petition.outcome is None or petition.handled_on is None:
        return
    recorded = Step(
        action=petition.outcome.value, happened_on=petition.handled_on, dated_on=petition.handled_on
    )
    choices = [
        making.recorded_of(row, recorded, petition.outcome_number) for row in _rows(view, petition.outcome)
    ]
    making.maker(choices, _matter(view), key="petition", actor=actor, now=now)


def _rows(view: PetitionView, outcome: PetitionOutcome) -> list[DocumentRow]:
    return shipped_documents().of(view.petition.kind, outcome.value, instance=view.words.instance)


def _matter(view: PetitionView) -> Matter:
    return Matter(view.petition.code, petition_id=view.petition.id)
