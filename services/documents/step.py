"""The step a document belongs to: about to be taken (a draft), or recorded."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field

from models import Case, CaseEvent
from models.enums import CaseOutcome
from services.case_forms import Tidy
from services.case_steps import note_of
from services.transitions import Transition


class SignedAs(StrEnum):
    """In what capacity somebody signs (ND30/2020): the head, for the head (KT.), by order (TL.)."""

    HEAD = "head"
    FOR_HEAD = "for_head"
    BY_ORDER = "by_order"


class Step(Tidy):
    """One step as its document tells it; `is_recorded` has number and day, a draft leaves them open."""

    action: str
    happened_on: date
    number: str = Field(default="", max_length=60)
    dated_on: date | None = None
    signer: str = Field(default="", max_length=120)
    signed_as: SignedAs | None = None
    signer_title: str = Field(default="", max_length=120)
    outcome: CaseOutcome | None = None
    reason: str = Field(default="", max_length=1000)
    event_id: int | None = None

    @property
    def is_recorded(self) -> bool:
        return self.event_id is not None or bool(self.number and self.dated_on)


def of_event(case: Case, event: CaseEvent, transition: Transition | None, asked: Step) -> Step:
    """The recorded step; only the capacity of the signer is still the person's to say."""
    return Step(
        action=event.action,
        happened_on=event.happened_on,
        number=event.document_number,
        dated_on=event.document_on or event.happened_on,
        signer=event.signer,
        signed_as=asked.signed_as,
        signer_title=asked.signer_title,
        outcome=event.outcome,
        reason=_reason(case, event, transition),
        event_id=event.id,
    )


def _reason(case: Case, event: CaseEvent, transition: Transition | None) -> str:
    """The reason is the first line of the event's note where the step asks for one; notes stay inside."""
    if transition is None or not transition.needs_reason:
        return ""
    lines = note_of(case, event).splitlines()
    return lines[0] if lines else ""
