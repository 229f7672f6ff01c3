"""Splitting petitions off a case into a case of their own, and taking it back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, CaseEvent, CaseRelation, Petition, PetitionCase
from models.enums import RelationKind
from services import case_moves, case_records, case_relations, cases, clock, clocks, sealed_reasons
from services.case_actions import labels_of
from services.case_course import RECEIVE, standing
from services.case_forms import LABELS, Seen
from services.case_merging import UNDECIDED
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.petition_cases import keep_accused_out
from services.petition_records import condition as visible_petitions
from services.text import N_, tidy

LABEL_PETITIONS = N_("Petitions to split off")
TAKEN_BACK = N_("Split taken back")


class NothingLeft(AppError):
    msgid = N_("At least one petition must stay in {code}. Take one out of “{label}”.")


class SplitTooLate(AppError):
    msgid = N_("{code} is decided or closed already; it can no longer be split.")


class CameAfterTheStep(AppError):
    msgid = N_(
        "Petition {code} came in on {day}, after the step “{step}”. Split it off as a case that begins anew."
    )


class SplitHasGoneOn(AppError):
    msgid = N_("{code} has gone on since it was split off. Merge it instead.")


def split(
    session: Session,
    case_id: int,
    petition_ids: Collection[int],
    *,
    summary: str,
    keeps_steps: bool,
    reason: str,
    seen: Seen,
    actor: Actor,
    now: datetime,
) -> Case:
    """Open a case of their own for some petitions of a case; returns it.

    With `keeps_steps` the new case has been through the same steps on the same days (it was part
    of what was accepted); otherwise it begins with the handling of its earliest petition.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    case_records.refuse_if_changed(session, case, events, seen, labels=labels_of(case))
    if case.state not in UNDECIDED:
        raise SplitTooLate(code=case.code)
    chosen = _chosen(session, case, petition_ids, actor=actor)
    for name, text in (("summary", summary), ("reason", reason)):
        if not tidy(text):
            raise FieldRequired(field=name, label=LABELS[name])
    taken = [e for e in standing(events) if e.action in labels_of(case) and e.action != RECEIVE]
    if keeps_steps:
        _check_days(case, chosen, taken)

    today = clock.local_date(now)
    opened = _opened(session, case, chosen, summary, actor=actor, now=now)
    ids = [one.id or 0 for one in chosen]
    moved: dict[str, Any] = {
        case_moves.PETITIONS: ids,
        **case_moves.carry_rows(session, case, opened, petitions=ids),
    }
    case_moves.keep_walls(session, case, opened)
    if keeps_steps:
        told = sealed_reasons.KEPT_SEALED if cases.is_sealed(opened) else tidy(reason)
        _repeat(session, case, opened, taken, reason=told, actor=actor, now=now)
    relation = CaseRelation(
        case_id=opened.id or 0,
        other_id=case.id,
        relation=RelationKind.SPLIT_FROM,
        moved=moved,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(relation)
    said = tidy(reason)
    case_relations.note(session, case, "split", f"→ {opened.code}: {said}", actor=actor, now=now, on=today)
    case_relations.note(session, opened, "split", f"← {case.code}: {said}", actor=actor, now=now, on=today)
    cases.write_words(case, cases.summary_of(case), names=cases.names_of(session, case))
    case_relations.trail(session, "case.split", case, opened, actor=actor, now=now)
    return opened


def unsplit(session: Session, relation_id: int, *, reason: str, actor: Actor, now: datetime) -> Case:
    """Take a split back while nothing has happened in the new case since; returns the old one."""
    require(actor, Permission.CASE_ASSIGN)
    relation = session.get(CaseRelation, relation_id)
    if relation is None or relation.relation is not RelationKind.SPLIT_FROM:
        raise NotFound()
    case = cases.by_id(session, relation.other_id or 0, actor=actor, lock=True)
    opened = session.get_one(Case, relation.case_id)
    if relation.dropped_at is not None or opened.voided_at is not None:
        raise case_relations.RelationChanged()
    later = [e for e in clocks.events_of(session, opened) if e.entered_at > relation.entered_at]
    if any(event.action in labels_of(opened) for event in later):
        raise SplitHasGoneOn(code=opened.code)
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])

    today = clock.local_date(now)
    case_moves.carry_back(session, opened, case, relation.moved, today=today)
    opened.voided_at, opened.void_reason = now, TAKEN_BACK
    relation.dropped_at = now
    cases.write_words(case, cases.summary_of(case), names=cases.names_of(session, case))
    session.flush()
    said = f"← {opened.code}: {tidy(reason)}"
    case_relations.note(session, case, "unsplit", said, actor=actor, now=now, on=today)
    case_relations.trail(session, "case.unsplit", case, opened, actor=actor, now=now)
    return case


def _chosen(session: Session, case: Case, ids: Collection[int], *, actor: Actor) -> list[Petition]:
    """The petitions to split off, the earliest first; some must be chosen, and some must stay."""
    if not ids:
        raise FieldRequired(field="petitions", label=LABEL_PETITIONS)
    linked = (
        select(Petition)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        .where(PetitionCase.case_id == case.id, col(Petition.voided_at).is_(None))
        .order_by(col(Petition.received_on), col(Petition.id))
    )
    standing_ids = {one.id for one in session.exec(linked)}
    found = session.exec(linked.where(visible_petitions(actor), col(Petition.id).in_(ids))).all()
    if len(found) != len(set(ids)):
        raise NotFound()
    if len(found) == len(standing_ids):
        raise NothingLeft(field="petitions", code=case.code, label=LABEL_PETITIONS)
    return list(found)


def _check_days(case: Case, chosen: list[Petition], taken: list[CaseEvent]) -> None:
    labels = labels_of(case)
    for petition in chosen[:1]:
        for event in taken:
            if event.happened_on < petition.received_on:
                raise CameAfterTheStep(
                    code=petition.code,
                    day=f"{petition.received_on:%d/%m/%Y}",
                    step=labels[event.action],
                )


def _opened(
    session: Session, case: Case, chosen: list[Petition], summary: str, *, actor: Actor, now: datetime
) -> Case:
    first = chosen[0]
    link = session.get_one(PetitionCase, (first.id, case.id))
    part = link.part
    session.delete(link)
    session.flush()
    opened = cases.open_case(
        session,
        first,
        actor=actor,
        now=now,
        today=clock.local_date(now),
        kind=case.kind,
        instance=case.instance,
        disciplinary=case.disciplinary,
        further=case.further,
        complexity=case.complexity,
        part=part,
        summary=summary,
    )
    opened.unit_id, opened.officer_id = case.unit_id, case.officer_id
    case_moves.carry_petitions(session, case, opened, [one.id or 0 for one in chosen])
    for petition in chosen:
        keep_accused_out(session, petition, opened, actor=actor, now=now, today=clock.local_date(now))
    return opened


def _repeat(
    session: Session,
    case: Case,
    opened: Case,
    taken: list[CaseEvent],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The steps that the case took when the two were one, entered now with the reason."""
    before = clocks.course_of(opened, clocks.events_of(session, opened))
    for event in taken:
        copied = event.model_dump(exclude={"id", "case_id", "undoes_id"})
        copied |= {"entered_at": now, "entered_by_id": actor.user_id, "backdate_reason": reason[:300]}
        repeated = CaseEvent(**copied, case_id=opened.id or 0)
        case_moves.reseal(repeated, case, opened)
        session.add(repeated)
    session.flush()
    events = clocks.events_of(session, opened)
    case_records.settle(session, opened, events, before=before, now=now)
