"""What a merge or a split carries from one case to another, and carries back when it is undone."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models import (
    Attachment,
    Case,
    CaseExclusion,
    CrowdEvent,
    Directive,
    HotSpotFile,
    HotSpotMeasure,
    LevelOverride,
    Note,
    OverLevelRecord,
    PetitionCase,
    Visit,
)
from models.base import Sealed
from services import changes, vault, walls

# Everything that belongs to the matter and not to the course of one case.
CARRIED: tuple[type[Any], ...] = (
    *(CrowdEvent, OverLevelRecord, Directive, Visit, Attachment, Note),
    *(HotSpotFile, HotSpotMeasure, LevelOverride),
)
PETITIONS = "petition_cases"
WALLS, WALLS_OF_UNITS = "case_exclusions", "case_exclusions.units"


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
            _carry(row, source, target)
        if rows:
            moved[str(model.__tablename__)] = [row.id or 0 for row in rows]
    session.flush()
    return moved


def _carry(row: Any, source: Case, target: Case) -> None:
    """One row goes over, with what it says under the key of the case that it belongs to from now on."""
    row.case_id = target.id
    reseal(row, source, target)


def reseal(row: Any, source: Case, target: Case) -> None:
    """What a row says under the key of one case is put under that of another."""
    for column in row.__table__.columns:
        sealed = getattr(row, column.name)
        if isinstance(column.type, Sealed) and sealed is not None:
            keys = {"source": source.sealed_key, "target": target.sealed_key}
            setattr(row, column.name, vault.handed_over(sealed, purpose=column.type.purpose, **keys))


def carry_back(session: Session, source: Case, target: Case, moved: dict[str, Any], *, today: date) -> None:
    """Give back to `target` what `source` got from it, as far as it is still there."""
    carry_petitions(session, source, target, moved.get(PETITIONS, []))
    for model in CARRIED:
        ids = moved.get(str(model.__tablename__), [])
        for row in session.exec(
            select(model).where(col(model.id).in_(ids), model.case_id == source.id)
        ).all():
            _carry(row, source, target)
    for wall in session.exec(
        select(CaseExclusion).where(
            CaseExclusion.case_id == source.id,
            or_(
                col(CaseExclusion.user_id).in_(moved.get(WALLS, [])),
                col(CaseExclusion.unit_id).in_(moved.get(WALLS_OF_UNITS, [])),
            ),
        )
    ).all():
        changes.entomb(session, CaseExclusion, wall.id or 0, today=today)
        session.delete(wall)
    session.flush()
    # Whom a petition denounces may have been named, or corrected, while it was elsewhere.
    walls.raise_again(session, target, today=today)


def keep_walls(session: Session, source: Case, target: Case) -> dict[str, list[int]]:
    """Whoever must not see the one case must not see the other; returns who and which units are new there."""
    known = session.exec(select(CaseExclusion).where(CaseExclusion.case_id == target.id)).all()
    users = {wall.user_id: wall for wall in known if wall.unit_id is None}
    units = {wall.unit_id for wall in known}
    added: dict[str, list[int]] = {WALLS: [], WALLS_OF_UNITS: []}
    for wall in session.exec(select(CaseExclusion).where(CaseExclusion.case_id == source.id)).all():
        there = users.get(wall.user_id) if wall.unit_id is None else None
        if there is not None and there.admits and not wall.admits:
            there.admits, there.reason = False, wall.reason
        if there is not None or (wall.unit_id is not None and wall.unit_id in units):
            continue
        session.add(
            CaseExclusion(
                case_id=target.id or 0,
                user_id=wall.user_id,
                unit_id=wall.unit_id,
                admits=wall.admits,
                reason=wall.reason,
            )
        )
        table, i = (WALLS, wall.user_id) if wall.unit_id is None else (WALLS_OF_UNITS, wall.unit_id)
        added[table].append(i or 0)
    session.flush()
    return added
