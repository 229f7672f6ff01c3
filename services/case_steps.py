"""The steps of a case as its workflow calls them, and the event of one that is being entered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from models import Case, CaseEvent
from services import cases, vault
from services.case_course import Course, Placed
from services.case_forms import ActionForm
from services.permissions import Actor
from services.sealed_reasons import KEPT_SEALED
from services.workflow_rules import shipped_workflow

EVENT_PURPOSE = "event"


def labels_of(case: Case) -> dict[str, str]:
    """What the actions of the case's workflow are called, as msgids."""
    return {step.action: step.label for step in shipped_workflow().of(case.kind, case.instance)}


def placed(course: Course, event: CaseEvent) -> Placed | None:
    """Where an event stands in the course."""
    return next((one for one in course.path if one.one.event is event), None)


def drafted(
    case: Case,
    action: str,
    form: ActionForm,
    *,
    actor: Actor,
    now: datetime,
    replaces: CaseEvent | None = None,
    why: str = "",
) -> CaseEvent:
    """The event of a filled form, not yet part of the session; `replaces` is the one it corrects."""
    late = form.backdate_reason
    said = [form.reason, form.note]
    if late not in ("", KEPT_SEALED) and cases.is_sealed(case):
        # Why it was entered late may name somebody; the column of it is read in plain text.
        late, said = KEPT_SEALED, [*said, late]
    note = "\n".join(text for text in said if text)
    return CaseEvent(
        case_id=case.id or 0,
        action=action,
        outcome=form.outcome,
        happened_on=form.happened_on,
        entered_at=now,
        entered_by_id=actor.user_id,
        backdate_reason=late,
        document_number=form.document_number,
        document_on=(form.document_on or form.happened_on) if form.document_number else None,
        signer=form.signer,
        officer_id=replaces.officer_id if replaces else case.officer_id,
        from_unit_id=replaces.from_unit_id if replaces else None,
        to_unit_id=replaces.to_unit_id if replaces else None,
        complexity=replaces.complexity if replaces else None,
        remote=replaces.remote if replaces else None,
        variant=replaces.variant if replaces else None,
        sealed_note=sealed_words(case, note),
        sealed_reason=sealed_words(case, why),
        attachment_id=form.attachment_id or (replaces.attachment_id if replaces else None),
        undoes_id=replaces.id if replaces else None,
    )


def complete(course: Course, events: Iterable[CaseEvent]) -> None:
    """Write into new events the states between which they stand, and the only result they can have."""
    for event in events:
        found = placed(course, event)
        if found is not None:
            event.from_state, event.to_state = found.from_state, found.to_state
            if event.action == "receive":
                event.from_state = None
            if len(found.transition.outcomes) == 1:
                event.outcome = found.transition.outcomes[0]


def sealed_words(case: Case, text: str) -> bytes | None:
    """The words of an event of the case, under the case's own key; None where nothing is said."""
    return vault.seal(text, purpose=EVENT_PURPOSE, key=case.sealed_key) if text else None


def note_of(case: Case, event: CaseEvent) -> str:
    """The words that go with an event of the case, decrypted."""
    if event.sealed_note is None:
        return ""
    return str(vault.unseal(event.sealed_note, purpose=EVENT_PURPOSE, key=case.sealed_key))


def reason_of(case: Case, event: CaseEvent) -> str:
    """Why an event of the case stands in the place of another one, decrypted."""
    if event.sealed_reason is None:
        return ""
    return str(vault.unseal(event.sealed_reason, purpose=EVENT_PURPOSE, key=case.sealed_key))


def last_id(events: Sequence[CaseEvent]) -> int:
    """The number of the latest entry, whatever day it is about."""
    return max((event.id or 0 for event in events), default=0)
