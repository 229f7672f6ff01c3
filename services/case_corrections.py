"""Correcting the particulars of a case: what it is about, where, how complex; the clocks follow."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session

from models import Case, CaseEvent
from models.enums import Complexity
from services import audit, cases, clock, clocks, vault
from services.case_actions import EVENT_PURPOSE, labels_of
from services.case_forms import LABELS, Seen, Tidy
from services.case_records import refuse_if_changed
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, require
from services.text import N_

FIELDS = ("field_id", "commune_id", "complexity", "remote", "persons")


class NothingCorrected(AppError):
    msgid = N_("Nothing was changed. Correct a field, or cancel.")


class Correction(Tidy):
    """The particulars as they should stand; complexity is recorded with the paper that finds it."""

    summary: str = Field(max_length=2000)
    field_id: int | None = None
    commune_id: int | None = None
    complexity: Complexity = Complexity.PLAIN
    remote: bool = False
    persons: int = Field(default=1, ge=1)
    reason: str = Field(default="", max_length=1000)
    document_number: str = Field(default="", max_length=60)
    seen: Seen = Field(default_factory=Seen)


def correct(session: Session, case_id: int, entry: Correction, *, actor: Actor, now: datetime) -> Case:
    """Write the particulars anew, leave an event and recompute the clocks.

    A change of complexity or remoteness changes a legal term, so it needs a reason.
    """
    require(actor, Permission.CASE_WORK)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    refuse_if_changed(session, case, events, entry.seen, labels=labels_of(case))
    if not entry.summary:
        raise FieldRequired(field="summary", label=LABELS["summary"])
    before = {name: getattr(case, name) for name in FIELDS}
    after = {name: getattr(entry, name) for name in FIELDS}
    changed = audit.changed_fields(before, after)
    reworded = cases.summary_of(case) != entry.summary
    if not changed and not reworded:
        raise NothingCorrected()
    if not entry.reason and {"complexity", "remote"} & changed.keys():
        raise FieldRequired(field="reason", label=LABELS["reason"])
    for name, value in after.items():
        setattr(case, name, value)
    if reworded:
        cases.write_words(case, entry.summary, names=cases.names_of(session, case))
    session.add(_event(case, entry, actor=actor, now=now))
    session.flush()
    clocks.restart_clocks(session, case, today=clock.local_date(now))
    details: dict[str, Any] = {"changes": changed, "fields": [*changed, *(["summary"] if reworded else [])]}
    audit.write(session, "case.correct", actor=actor, now=now, subject="case", subject_id=case.id, **details)
    session.flush()
    return case


def _event(case: Case, entry: Correction, *, actor: Actor, now: datetime) -> CaseEvent:
    return CaseEvent(
        case_id=case.id or 0,
        action="correct",
        happened_on=clock.local_date(now),
        entered_at=now,
        entered_by_id=actor.user_id,
        document_number=entry.document_number,
        sealed_note=vault.seal(entry.reason, purpose=EVENT_PURPOSE) if entry.reason else None,
    )
