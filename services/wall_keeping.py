"""Walls kept up: after a change of role or head at once, and every night for what came by its date."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import Case, CaseExclusion, Party, Petition, PetitionCase, PetitionExclusion, User
from models.enums import Kind, PartyRole
from services import actors, audit, clock, database, wall_routing, walls
from services.permissions import Actor, Permission, require

# Matters per portion: nobody waits long behind the lock of the nightly run.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run looked at and changed, in numbers only."""

    petitions: int = 0
    cases: int = 0
    rows: int = 0
    moved: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            self.petitions + other.petitions,
            self.cases + other.cases,
            self.rows + other.rows,
            self.moved + other.moved,
        )


def person_moved(session: Session, user_id: int, *, actor: Actor, now: datetime, today: date) -> Kept:
    """After another role or unit of somebody: raise what this brings, and go around it.

    Looked at is what denounces him, and what has the wall of one of his units.
    """
    user = session.get(User, user_id)
    role = actors.current_assignment(session, user_id, today=today)
    units = actors.wall_units(session, user_id, role.unit_id, today=today) if user and role else frozenset()
    department = actors.department_id(session)
    around = units - {department}
    named = or_(
        (col(PetitionExclusion.user_id) == user_id) & (PetitionExclusion.reason == walls.DENOUNCED),
        col(PetitionExclusion.unit_id).in_(around),
    )
    of_cases = or_(
        (col(CaseExclusion.user_id) == user_id) & (CaseExclusion.reason == walls.DENOUNCED),
        col(CaseExclusion.unit_id).in_(around),
    )
    petition_ids = set(session.exec(select(PetitionExclusion.petition_id).where(named)))
    case_ids = set(session.exec(select(CaseExclusion.case_id).where(of_cases)))
    if not (petition_ids or case_ids):
        return Kept()
    return _keep(session, sorted(petition_ids), sorted(case_ids), actor=actor, now=now, today=today)


def run(session: Session, *, actor: Actor, now: datetime, today: date, after: int = 0) -> tuple[Kept, int]:
    """One portion of the nightly run: the next denunciations after an id, and the last id (0 at the end).

    Adds who heads a walled unit or works in it now, raises what is missing (after a migration, or
    where an accused person has moved), and takes matters away from units and people behind their
    walls. Nothing is taken down. The caller commits each portion.
    """
    require(actor, Permission.WATCH_RUN)
    ids = list(
        session.exec(
            select(Party.petition_id)
            .distinct()
            .where(
                Party.role == PartyRole.RESPONDENT,
                or_(col(Party.user_id).is_not(None), col(Party.unit_id).is_not(None)),
                Party.petition_id > after,
            )
            .order_by(col(Party.petition_id))
            .limit(CHUNK)
        )
    )
    case_ids = session.exec(
        select(PetitionCase.case_id)
        .distinct()
        .join(Case, col(Case.id) == col(PetitionCase.case_id))
        .where(col(PetitionCase.petition_id).in_(ids), Case.kind == Kind.DENUNCIATION)
        .order_by(col(PetitionCase.case_id))
    ).all()
    kept = _keep(session, ids, list(case_ids), actor=actor, now=now, today=today)
    if kept.rows or kept.moved:
        audit.write(
            session,
            "walls.kept",
            actor=actor,
            now=now,
            subject="walls",
            petitions=kept.petitions,
            cases=kept.cases,
            rows=kept.rows,
            moved=kept.moved,
        )
    session.flush()
    return kept, ids[-1] if len(ids) == CHUNK else 0


def nightly(*, actor: Actor, now: datetime) -> Kept:
    """All portions, each in a transaction of its own."""
    kept, after = Kept(), -1
    while after:
        with database.transaction() as session:
            one, after = run(session, actor=actor, now=now, today=clock.local_date(now), after=max(after, 0))
        kept += one
    return kept


def _keep(
    session: Session,
    petition_ids: list[int],
    case_ids: list[int],
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> Kept:
    moved = 0
    petitions = session.exec(
        select(Petition).where(col(Petition.id).in_(petition_ids), Petition.kind == Kind.DENUNCIATION)
    ).all()
    cases = session.exec(select(Case).where(col(Case.id).in_(case_ids))).all()
    before = _rows(session, petition_ids, case_ids)
    for petition in petitions:
        wall = walls.raise_on_petition(session, petition, today=today)
        if petition.handled_on is None and petition.voided_at is None:
            moved += wall_routing.of_petition(session, petition, wall)
    for case in cases:
        walls.raise_again(session, case, today=today)
        if case.is_open:
            moved += wall_routing.of_case(session, case, actor=actor, now=now, today=today)
    added = _rows(session, petition_ids, case_ids) - before
    return Kept(len(petitions), len(cases), added, moved)


def _rows(session: Session, petition_ids: list[int], case_ids: list[int]) -> int:
    of_petitions = select(PetitionExclusion.id).where(col(PetitionExclusion.petition_id).in_(petition_ids))
    of_cases = select(CaseExclusion.id).where(col(CaseExclusion.case_id).in_(case_ids))
    return len(session.exec(of_petitions).all()) + len(session.exec(of_cases).all())
