"""What a person enters about an action of a case, and what is wrong with it."""

from datetime import date
from typing import Any

from pydantic import field_validator
from sqlmodel import Field, SQLModel

from models import Case, CaseEvent
from models.enums import CaseOutcome, CaseState, Complexity
from services.case_course import Course
from services.clock_choice import CaseFacts, shipped_clocks
from services.errors import AppError, DateInFuture, FieldRequired
from services.legal_rules import RuleTable
from services.text import N_, nfc, tidy
from services.transitions import ClockEffect, Transition
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
}


class BeforeEarlierStep(AppError):
    msgid = N_(
        "“{label}” ({day}) lies before “{step}” of {earlier}. Steps follow one another: correct the day."
    )


class DocumentInFuture(AppError):
    msgid = N_("The document cannot be dated after today.")


class OutcomeNotOffered(AppError):
    msgid = N_("This result does not belong to the action “{action}”. Choose one from the list.")


class ExtensionNotAllowed(AppError):
    msgid = N_(
        "A case that is “{complexity}” may be extended {limit} times ({basis}). "
        "If it is more complex, record that first."
    )


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


def check(
    form: ActionForm,
    transition: Transition,
    *,
    case: Case,
    course: Course,
    standing: list[CaseEvent],
    labels: dict[str, str],
    rules: RuleTable,
    today: date,
) -> None:
    """Refuse the form by its first fault, naming the field."""
    if form.happened_on > today:
        raise DateInFuture(field="happened_on", label=LABELS["happened_on"])
    if form.document_on is not None and form.document_on > today:
        raise DocumentInFuture(field="document_on")
    _check_order(form, transition, case=case, course=course, standing=standing, labels=labels)
    needed = ["document_number", "signer"] if transition.needs_document else []
    needed += ["reason"] if transition.needs_reason else []
    for name in needed:
        if not getattr(form, name):
            raise FieldRequired(field=name, label=LABELS[name])
    if len(transition.outcomes) > 1 and form.outcome is None:
        raise FieldRequired(field="outcome", label=LABELS["outcome"])
    if form.outcome is not None and form.outcome not in transition.outcomes:
        raise OutcomeNotOffered(field="outcome", action=transition.label)
    if transition.effect is ClockEffect.EXTEND:
        _check_extension(case, course, rules)


def check_late_entry(form: ActionForm, *, calendar: WorkingCalendar, days: int, today: date) -> None:
    """An entry later than `days` working days after the event needs a reason."""
    if calendar.working_days_between(form.happened_on, today) > days + 1 and not form.backdate_reason:
        raise FieldRequired(field="backdate_reason", label=LABELS["backdate_reason"])


def extension_limit(facts: CaseFacts, accepted_on: date, rules: RuleTable) -> tuple[int, str]:
    """How often a case of that complexity may be extended by law, and the law's name."""
    clock = shipped_clocks().clock("settlement", facts)
    if clock is None:
        return 0, ""
    base = rules.version_on(clock.rule_id, accepted_on)
    for rule_id in rules.ids():
        for rule in rules.versions(rule_id):
            if (
                rule.variant_of == base.id
                and rule.variant == facts.complexity
                and rule.in_force_on(accepted_on)
            ):
                return rule.max_extensions, rule.basis
    return base.max_extensions, base.basis


def _check_order(
    form: ActionForm,
    transition: Transition,
    *,
    case: Case,
    course: Course,
    standing: list[CaseEvent],
    labels: dict[str, str],
) -> None:
    """A step follows the step before it; what is only recorded follows what it answers."""
    earlier, step = case.received_on, "receive"
    named = [event for event in standing if event.action in labels]
    if transition.stays:
        clocks = transition.clocks_met + transition.side_clocks_met
        earlier = max([earlier, *(course.started[name] for name in clocks if name in course.started)])
        step = next((event.action for event in named if event.happened_on == earlier), step)
    else:
        for event in named:
            if event.to_state is not event.from_state and event.happened_on >= earlier:
                earlier, step = event.happened_on, event.action
    if form.happened_on < earlier:
        raise BeforeEarlierStep(
            field="happened_on",
            label=LABELS["happened_on"],
            day=form.happened_on,
            step=labels.get(step, step),
            earlier=earlier,
        )


def _check_extension(case: Case, course: Course, rules: RuleTable) -> None:
    facts = CaseFacts(case.kind, case.instance, case.disciplinary, case.further, case.complexity, case.remote)
    limit, basis = extension_limit(facts, course.accepted_on or case.received_on, rules)
    if course.extensions >= limit:
        raise ExtensionNotAllowed(complexity=COMPLEXITY_WORDS[case.complexity], limit=limit, basis=basis)
