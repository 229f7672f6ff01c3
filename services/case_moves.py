"""What a merge or a split carries from one case to another, and carries back when it is undone."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models import (
    Attachment,
    Case,
    CaseExclusion,
    CrowdEvent,
    Directive,
    Note,
    OverLevelRecord,
    PetitionCase,
    Visit,
)
from services import changes

# Everything that belongs to the matter and not to the course of one case.
CARRIED: tuple[type[Any], ...] = (CrowdEvent, OverLevelRecord, Directive, Visit, Attachment, Note)
PETITIONS = "petition_cases"
WALLS = "case_exclusions"


def petition_ids(session: Session, case: Case) -> list[int]:
    """The petitions linked to a case."""
    return sorted(session.exec(select(PetitionCase.petition_id).where(PetitionCase.case_id == case.id)))


def carry_petitions(session: Session, source: Case, target: Case, ids: Collection[int]) -> list[int]:
    """Link petitions to another case; one that both have already stays where it is. Returns what moved."""
    there = set(petition_ids(session, target))
    moved = []
    for link in session.exec(select(PetitionCase).where(PetitionCase.case_id == source.id)).all():
        if link.petition_id not in ids or link.petition_id in there:
            continue
        petition_id, part = link.petition_id, link.part
        session.delete(link)
        session.flush()
        session.add(PetitionCase(petition_id=petition_id, case_id=target.id or 0, part=part))
        moved.append(petition_id)
    session.flush()
    # Links have no change number of their own: the facts follow them with their cases.
    changes.record(session, Case, [source.id or 0, target.id or 0])
    return moved


def carry_rows(
    session: Session, source: Case, target: Case, *, petitions: Collection[int] | None = None
) -> dict[str, list[int]]:
    """Move what belongs to the matter: all of it, or what names one of the petitions; ids by table."""
    moved: dict[str, list[int]] = {}
    for model in CARRIED:
        query = select(model).where(model.case_id == source.id)
        if petitions is not None:
            if not hasattr(model, "petition_id"):
                continue
            query = query.where(col(model.petition_id).in_(petitions))
        rows = session.exec(query).all()
        for row in rows:
            row.case_id = target.id
        if rows:
            moved[str(model.__tablename__)] = [row.id or 0 for row in rows]
    session.flush()
    return moved


def carry_back(session: Session, source: Case, target: Case, moved: dict[str, Any], *, today: date) -> None:
    """Give back to `target` what `source` got from it, as far as it is still there."""
    carry_petitions(session, source, target, moved.get(PETITIONS, []))
    for model in CARRIED:
        ids = moved.get(str(model.__tablename__), [])
        for row in session.exec(
            select(model).where(col(model.id).in_(ids), model.case_id == source.id)
        ).all():
            row.case_id = target.id
    for wall in session.exec(
        select(CaseExclusion).where(
            CaseExclusion.case_id == source.id, col(CaseExclusion.user_id).in_(moved.get(WALLS, []))
        )
    ).all():
        changes.entomb(session, CaseExclusion, wall.id or 0, today=today)
        session.delete(wall)
    session.flush()


def keep_walls(session: Session, source: Case, target: Case) -> list[int]:
    """Whoever must not see the one case must not see the other; returns the users newly kept out."""
    kept_out = set(session.exec(select(CaseExclusion.user_id).where(CaseExclusion.case_id == target.id)))
    added = []
    for wall in session.exec(select(CaseExclusion).where(CaseExclusion.case_id == source.id)).all():
        if wall.user_id not in kept_out:
            session.add(CaseExclusion(case_id=target.id or 0, user_id=wall.user_id, reason=wall.reason))
            added.append(wall.user_id)
    session.flush()
    return added
