"""What a person enters about an action of a case, and what is wrong with it."""

from datetime import date
from typing import Any

from pydantic import field_validator
from sqlmodel import Field, SQLModel

from models.enums import CaseOutcome, CaseState, Complexity
from services.errors import AppError, DateInFuture, FieldRequired
from services.text import N_, nfc, tidy
from services.transitions import Transition
from services.working_days import WorkingCalendar

# The name of each field as it stands on the form; refusals name the field by it.
LABELS = {
    "happened_on": N_("Day it happened"),
    "document_on": N_("Date of the document"),
    "document_number": N_("Number of the document"),
    "signer": N_("Signed by"),
    "outcome": N_("Result"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "backdate_reason": N_("Reason for the late entry"),
    "officer_id": N_("Officer in charge"),
    "unit_id": N_("Unit"),
    "summary": N_("Content in short"),
    "attachment_id": N_("File of the document"),
    "amend_reason": N_("Reason for the correction"),
}


class BeforeReceipt(AppError):
    msgid = N_(
        "“{label}” ({day}) lies before the receipt of {received}. "
        "Nothing happens in a case before it is received: correct the day."
    )


class DocumentInFuture(AppError):
    msgid = N_("The document cannot be dated after today.")


class OutcomeNotOffered(AppError):
    msgid = N_("This result does not belong to the action “{action}”. Choose one from the list.")


# The same words as on screen, for refusals that name them.
COMPLEXITY_WORDS = {
    Complexity.PLAIN: N_("Plain"),
    Complexity.COMPLEX: N_("Complex"),
    Complexity.ESPECIALLY_COMPLEX: N_("Especially complex"),
}
STATE_WORDS = {
    CaseState.NEW: N_("Newly received"),
    CaseState.ACCEPTED: N_("Accepted"),
    CaseState.VERIFYING: N_("Under verification"),
    CaseState.DIALOGUE: N_("Dialogue"),
    CaseState.DECIDED: N_("Decided"),
    CaseState.PUBLISHED: N_("Published"),
    CaseState.ENFORCING: N_("Being enforced"),
    CaseState.SUSPENDED: N_("Suspended"),
    CaseState.CLOSED: N_("Closed"),
}


class Tidy(SQLModel):
    """Text that is NFC and free of stray white space, whoever typed it."""

    @field_validator("*", mode="before")
    @classmethod
    def _tidy(cls, value: Any, info: Any) -> Any:
        if not isinstance(value, str):
            return value
        return nfc(value) if info.field_name in ("note", "summary") else tidy(value)


class Seen(SQLModel):
    """What the person had on screen: a later version is not written over."""

    version: int | None = None
    last_event_id: int = 0


class ActionForm(Tidy):
    """One action: its day, its paper, its result. `seen` guards against writing over somebody else."""

    happened_on: date
    document_number: str = Field(default="", max_length=60)
    document_on: date | None = None
    signer: str = Field(default="", max_length=120)
    outcome: CaseOutcome | None = None
    reason: str = Field(default="", max_length=1000)
    note: str = Field(default="", max_length=2000)
    backdate_reason: str = Field(default="", max_length=300)
    attachment_id: int | None = None
    seen: Seen = Field(default_factory=Seen)


def check_days(form: ActionForm, *, received_on: date, today: date) -> None:
    """Refuse a day that cannot be: nothing happens after today, and nothing before the receipt."""
    if form.happened_on > today:
        raise DateInFuture(field="happened_on", label=LABELS["happened_on"])
    if form.document_on is not None and form.document_on > today:
        raise DocumentInFuture(field="document_on")
    if form.happened_on < received_on:
        raise BeforeReceipt(
            field="happened_on",
            label=LABELS["happened_on"],
            day=f"{form.happened_on:%d/%m/%Y}",
            received=f"{received_on:%d/%m/%Y}",
        )


def check_paper(form: ActionForm, transition: Transition) -> None:
    """Refuse the form by the first thing that the step needs and the form lacks, naming the field."""
    needed = ["document_number", "signer"] if transition.needs_document else []
    needed += ["reason"] if transition.needs_reason else []
    for name in needed:
        if not getattr(form, name):
            raise FieldRequired(field=name, label=LABELS[name])
    if len(transition.outcomes) > 1 and form.outcome is None:
        raise FieldRequired(field="outcome", label=LABELS["outcome"])
    if form.outcome is not None and form.outcome not in transition.outcomes:
        raise OutcomeNotOffered(field="outcome", action=transition.label)


def check_late_entry(form: ActionForm, *, calendar: WorkingCalendar, days: int, today: date) -> None:
    """An entry later than `days` working days after the event needs a reason."""
    if calendar.working_days_between(form.happened_on, today) > days + 1 and not form.backdate_reason:
        raise FieldRequired(field="backdate_reason", label=LABELS["backdate_reason"])
