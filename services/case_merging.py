"""Merging two cases about one matter, and taking it back; nothing is deleted."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Case, CaseRelation
from models.enums import CaseState, RelationKind
from services import case_moves, case_relations, cases, clock, clocks, inbox, wall_routing
from services.case_actions import labels_of
from services.case_forms import LABELS, Seen
from services.case_records import refuse_if_changed
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_, tidy

UNDECIDED = (
    CaseState.NEW,
    CaseState.ACCEPTED,
    CaseState.VERIFYING,
    CaseState.DIALOGUE,
    CaseState.SUSPENDED,
)
LABEL_INTO = N_("Case to merge into")
MERGED = N_("Merged into another case")


class MergedIntoItself(AppError):
    msgid = N_("A case cannot be merged into itself. Enter the code of the other case.")


class MergedWithOtherKind(AppError):
    msgid = N_(
        "{code} is of another kind or instance. Only cases of the same kind and instance can be merged."
    )


class MergedTooLate(AppError):
    msgid = N_(
        "{code} is decided or closed already. "
        "Link the new petition to the old one on the petition’s page instead."
    )


class LaterCaseKept(AppError):
    msgid = N_("{code} was received earlier, and its term ends first. Merge {later} into {code} instead.")


def merge(
    session: Session,
    case_id: int,
    into_code: str,
    *,
    reason: str,
    seen: Seen,
    actor: Actor,
    now: datetime,
) -> Case:
    """Merge a case into the earlier one about the same matter; returns the case that stays.

    Petitions, crowds, directives, visits, files, notes and walls go along; the merged case is
    voided with its history. The earlier case stays, for its clock is the one the citizen may rely on.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    refuse_if_changed(session, case, clocks.events_of(session, case), seen, labels=labels_of(case))
    if not tidy(into_code):
        raise FieldRequired(field="into", label=LABEL_INTO)
    kept = cases.by_id(
        session, cases.by_code(session, into_code, actor=actor).id or 0, actor=actor, lock=True
    )
    _check(case, kept)
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])

    today = clock.local_date(now)
    moved: dict[str, Any] = {
        case_moves.PETITIONS: case_moves.carry_petitions(
            session, case, kept, case_moves.petition_ids(session, case)
        ),
        **case_moves.carry_rows(session, case, kept),
        **case_moves.keep_walls(session, case, kept),
        "persons": kept.persons,
        "is_protected": kept.is_protected,
    }
    kept.persons = max(kept.persons, case.persons)
    _reword(session, kept, is_protected=kept.is_protected or case.is_protected)
    case.voided_at, case.void_reason = now, MERGED
    relation = CaseRelation(
        case_id=case.id or 0,
        other_id=kept.id,
        relation=RelationKind.MERGED_INTO,
        moved=moved,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(relation)
    session.flush()
    said = tidy(reason)
    case_relations.note(session, case, "merge", f"→ {kept.code}: {said}", actor=actor, now=now, on=today)
    case_relations.note(session, kept, "merge", f"← {case.code}: {said}", actor=actor, now=now, on=today)
    wall_routing.of_case(session, kept, actor=actor, now=now, today=today)
    _tell(session, case, kept, "merged", actor=actor, now=now)
    case_relations.trail(session, "case.merge", case, kept, actor=actor, now=now)
    return kept


def unmerge(session: Session, relation_id: int, *, reason: str, actor: Actor, now: datetime) -> Case:
    """Take a merge back: the merged case stands again, with all it had; returns it.

    Its clocks ran on meanwhile, for the citizen's term did.
    """
    require(actor, Permission.CASE_ASSIGN)
    relation = session.get(CaseRelation, relation_id)
    if relation is None or relation.relation is not RelationKind.MERGED_INTO:
        raise NotFound()
    kept = cases.by_id(session, relation.other_id or 0, actor=actor, lock=True)
    if relation.dropped_at is not None:
        raise case_relations.RelationChanged()
    case = session.get_one(Case, relation.case_id)
    if kept.state not in UNDECIDED:
        raise MergedTooLate(code=kept.code)
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])

    today = clock.local_date(now)
    case.voided_at, case.void_reason = None, ""
    case_moves.carry_back(session, kept, case, relation.moved, today=today)
    kept.persons = int(relation.moved.get("persons", kept.persons))
    _reword(session, kept, is_protected=bool(relation.moved.get("is_protected", kept.is_protected)))
    _reword(session, case, is_protected=case.is_protected)
    relation.dropped_at = now
    session.flush()
    said = tidy(reason)
    case_relations.note(session, case, "unmerge", f"← {kept.code}: {said}", actor=actor, now=now, on=today)
    case_relations.note(session, kept, "unmerge", f"→ {case.code}: {said}", actor=actor, now=now, on=today)
    clocks.restart_clocks(session, case, today=today)
    _tell(session, case, kept, "unmerged", actor=actor, now=now)
    case_relations.trail(session, "case.unmerge", case, kept, actor=actor, now=now)
    return case


def _check(case: Case, kept: Case) -> None:
    if case.id == kept.id:
        raise MergedIntoItself(field="into")
    if (case.kind, case.instance) != (kept.kind, kept.instance):
        raise MergedWithOtherKind(field="into", code=kept.code)
    for one in (case, kept):
        if one.state not in UNDECIDED:
            raise MergedTooLate(field="into", code=one.code)
    if kept.received_on > case.received_on:
        raise LaterCaseKept(field="into", code=case.code, later=kept.code)


def _reword(session: Session, case: Case, *, is_protected: bool) -> None:
    """Whoever asked for protection keeps it: the words of the case are sealed, or plain again."""
    # Both are read first: no query may flush the case between the mark and the words.
    words, names = cases.summary_of(case), cases.names_of(session, case)
    case.is_protected = is_protected
    cases.write_words(case, words, names=names)
    session.flush()


def _tell(session: Session, case: Case, kept: Case, topic: str, *, actor: Actor, now: datetime) -> None:
    for officer_id in {case.officer_id, kept.officer_id}:
        inbox.send(
            session,
            officer_id,
            topic,
            actor=actor,
            now=now,
            case_id=kept.id,
            code=kept.code,
            other=case.code,
        )
