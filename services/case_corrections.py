"""Correcting the particulars of a case: what it is about, where, how complex; the clocks follow."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Session

from models import Case, CaseEvent
from models.enums import Complexity
from services import audit, case_effects, cases, clock, clocks, rule_versions
from services.case_course import CORRECT, Finding, finding_of, standing
from services.case_effects import TermChange
from services.case_forms import LABELS, ActionForm, Seen, Tidy, check_days
from services.case_records import refuse_if_changed, settle
from services.case_steps import labels_of, sealed_words
from services.clock_basis import OUT_OF_COMPETENCE
from services.clock_choice import shipped_clocks
from services.course_checks import check_course
from services.entries import MOST_PEOPLE
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, require
from services.text import N_

# What a case is about and where; and what decides its terms, which stands in the events.
FIELDS = ("field_id", "commune_id", "persons")
FOUND = ("complexity", "remote", "variant")


class NothingCorrected(AppError):
    msgid = N_("Nothing was changed. Correct a field, or cancel.")


class VariantNotOffered(AppError):
    msgid = N_("This rule does not exist for cases of this kind. Choose one from the list.")


class Correction(Tidy):
    """The particulars as they should stand; what changes a term is recorded with the paper that finds it.

    `found_on` is the day of that paper, today where it is not given: the term of a complex or
    remote case is counted from the same start, if it had not run out by that day.
    """

    summary: str = Field(max_length=2000)
    field_id: int | None = None
    commune_id: int | None = None
    complexity: Complexity = Complexity.PLAIN
    remote: bool = False
    variant: str = ""
    persons: int = Field(default=1, ge=1, le=MOST_PEOPLE)
    reason: str = Field(default="", max_length=1000)
    document_number: str = Field(default="", max_length=60)
    found_on: date | None = None
    seen: Seen = Field(default_factory=Seen)


def variants_of(case: Case) -> list[str]:
    """The rules of their own that the table of clocks knows for such a case; '' (none) comes first."""
    flags = {str(case.disciplinary).lower(), "*"}
    found = [
        row.variant
        for row in shipped_clocks().clocks
        if row.kind == case.kind and row.variant != OUT_OF_COMPETENCE and row.accepts[1] & flags
    ]
    return list(dict.fromkeys(["", *found]))


def variant_of(session: Session, case: Case) -> str:
    """The rule of its own that a case falls under by its events; '' for none."""
    course = clocks.course_of(case, clocks.events_of(session, case))
    found = [finding.variant for _, finding in course.findings if finding.variant is not None]
    return found[-1] if found else ""


def correct(session: Session, case_id: int, entry: Correction, *, actor: Actor, now: datetime) -> Case:
    """Write the particulars anew, leave an event and recompute the clocks.

    What changes a legal term (complexity, remoteness, a rule of its own) needs a reason, and
    counts from the day of the paper that found it.
    """
    require(actor, Permission.CASE_WORK)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    refuse_if_changed(session, case, events, entry.seen, labels=labels_of(case))
    if not entry.summary:
        raise FieldRequired(field="summary", label=LABELS["summary"])
    before = {name: getattr(case, name) for name in FIELDS} | _known(session, case)
    after = {name: getattr(entry, name) for name in (*FIELDS, *FOUND)}
    changed = audit.changed_fields(before, after)
    reworded = cases.summary_of(case) != entry.summary
    if not changed and not reworded:
        raise NothingCorrected()
    if not entry.reason and set(FOUND) & changed.keys():
        raise FieldRequired(field="reason", label=LABELS["reason"])
    event = _event(session, case, events, entry, actor=actor, now=now)
    course = clocks.course_of(case, events)
    for name in FIELDS:
        setattr(case, name, after[name])
    if reworded:
        cases.write_words(case, entry.summary, names=cases.names_of(session, case))
    session.add(event)
    session.flush()
    settle(session, case, [*events, event], before=course, now=now)
    details: dict[str, Any] = {"changes": changed, "fields": [*changed, *(["summary"] if reworded else [])]}
    audit.write(session, "case.correct", actor=actor, now=now, subject="case", subject_id=case.id, **details)
    session.flush()
    return case


def preview(
    session: Session, case_id: int, entry: Correction, *, actor: Actor, now: datetime
) -> list[TermChange]:
    """What the correction would do to the terms; raises what stands against its day."""
    require(actor, Permission.CASE_WORK)
    case = cases.by_id(session, case_id, actor=actor)
    events = clocks.events_of(session, case)
    event = _event(session, case, events, entry, actor=actor, now=now)
    return case_effects.of_events(session, case, events, [*events, event])


def _known(session: Session, case: Case) -> dict[str, Any]:
    variant = variant_of(session, case)
    return {"complexity": case.complexity, "remote": case.remote, "variant": variant}


def _event(
    session: Session,
    case: Case,
    events: Sequence[CaseEvent],
    entry: Correction,
    *,
    actor: Actor,
    now: datetime,
) -> CaseEvent:
    """The event of the correction, checked; what was found on the same day before stands in it too."""
    if entry.variant not in variants_of(case):
        raise VariantNotOffered(field="variant")
    known, today = _known(session, case), clock.local_date(now)
    new = {name: getattr(entry, name) for name in FOUND if getattr(entry, name) != known[name]}
    on = (entry.found_on or today) if new else today
    check_days(ActionForm(happened_on=on), received_on=case.received_on, today=today)
    same_day = [e for e in standing(events) if e.action == CORRECT and e.happened_on == on and finding_of(e)]
    replaced = same_day[0] if same_day and new else None
    earlier = (finding_of(replaced) if replaced else None) or Finding()
    event = CaseEvent(
        case_id=case.id or 0,
        action=CORRECT,
        happened_on=on,
        entered_at=now,
        entered_by_id=actor.user_id,
        document_number=entry.document_number,
        document_on=on if entry.document_number else None,
        complexity=new.get("complexity", earlier.complexity),
        remote=new.get("remote", earlier.remote),
        variant=new.get("variant", earlier.variant),
        sealed_note=sealed_words(case, entry.reason),
        undoes_id=replaced.id if replaced else None,
    )
    before, after = clocks.course_of(case, events), clocks.course_of(case, [*events, event])
    facts = clocks.facts_of(session, case)
    rules = rule_versions.table(session)
    check_course(before, after, [event], facts=facts, labels=labels_of(case), rules=rules)
    return event
