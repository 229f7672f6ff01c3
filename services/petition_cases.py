"""Between petitions and cases: which case a petition gets, and which it repeats."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models import Case, Petition, PetitionCase
from models.enums import CaseState
from services import audit, cases, petition_parts, petition_records, wall_routing, walls
from services.errors import AppError, NotPermitted
from services.permissions import Actor
from services.petition_input import LABELS, PetitionInput
from services.text import N_


class OriginalOfOtherKind(AppError):
    msgid = N_("Petition {code} is of another kind. Undo the link, or correct “{label}”.")


class OriginalVoided(AppError):
    msgid = N_("Petition {code} is voided. Undo the link.")


class CaseHasGoneOn(AppError):
    msgid = N_("Case {code} of this petition has already gone on. Undo its steps first, on the case's page.")


def original_of(session: Session, entry: PetitionInput, *, actor: Actor) -> Petition | None:
    """The earlier petition that the clerk said this one repeats; refused where it cannot be."""
    if entry.duplicate_of_id is None:
        return None
    original = petition_records.by_id(session, entry.duplicate_of_id, actor=actor)
    check_link(original, kind=entry.kind)
    return original


def check_link(original: Petition, *, kind: object) -> None:
    """Refuse a link to a voided petition, or to one whose case is of another kind."""
    if original.voided_at is not None:
        raise OriginalVoided(field="duplicate_of_id", code=original.code)
    if original.kind is not kind:
        raise OriginalOfOtherKind(field="duplicate_of_id", code=original.code, label=LABELS["kind"])


def case_of(session: Session, petition_id: int | None) -> Case | None:
    """The case of a petition that stands: of a mixed one, the first of the petition's own kind.

    The caller has found the petition for the actor.
    """
    found = cases_of(session, petition_id)
    petition = session.get(Petition, petition_id) if found else None
    return next((case for case in found if petition and case.kind is petition.kind), next(iter(found), None))


def cases_of(session: Session, petition_id: int | None, *, with_voided: bool = False) -> list[Case]:
    """The cases of all parts of a petition that stand, by part; whether the actor may see them or not."""
    found = select(Case).join(PetitionCase, col(PetitionCase.case_id) == col(Case.id))
    found = found.where(PetitionCase.petition_id == petition_id)
    if not with_voided:
        found = found.where(col(Case.voided_at).is_(None))
    return list(session.exec(found.order_by(col(PetitionCase.part))))


def give_case(
    session: Session,
    petition: Petition,
    *,
    original: Petition | None,
    actor: Actor,
    now: datetime,
    today: date,
) -> Case | None:
    """The case of an eligible petition: a new one, or that of the petition it repeats; else None."""
    if petition.eligible is not True or walls.is_closed_petition(session, petition.id):
        # What is closed to the department is forwarded as a petition: nobody here works on it.
        return None
    known = case_of(session, original.id) if original else None
    if known is not None:
        cases.link_petition(session, known, petition, part=next_part(session, petition))
        audit.write(
            session,
            "case.add_petition",
            actor=actor,
            now=now,
            subject="case",
            subject_id=known.id,
            petition=petition.id,
        )
        case = known
    else:
        # Instance, discipline and the like are read from the petition's sealed facts.
        part = next_part(session, petition)
        case = cases.open_case(session, petition, part=part, actor=actor, now=now, today=today)
    keep_accused_out(session, petition, case, actor=actor, now=now, today=today)
    return case


def next_part(session: Session, petition: Petition) -> int:
    """1 for a new petition; later parts where an earlier case of it was voided."""
    parts = select(PetitionCase.part).where(PetitionCase.petition_id == petition.id)
    return max(session.exec(parts).all(), default=0) + 1


def keep_accused_out(
    session: Session,
    petition: Petition,
    case: Case,
    *,
    part: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """Whoever is denounced, and the people of his unit, see the case nowhere, from its first moment.

    `part` is that of a mixed petition: whom another part denounces is not meant. A case that
    lies with the accused unit, or with somebody in it, goes to the unit above.
    """
    if walls.raise_on_case(session, case, petition, part=part, today=today):
        wall_routing.of_case(session, case, actor=actor, now=now, today=today)


def is_shared(session: Session, case: Case, petition: Petition) -> bool:
    """Whether other petitions hold the case too."""
    others = (
        select(PetitionCase.petition_id)
        .join(Petition, col(Petition.id) == col(PetitionCase.petition_id))
        .where(
            PetitionCase.case_id == case.id,
            PetitionCase.petition_id != petition.id,
            col(Petition.voided_at).is_(None),
        )
    )
    return session.exec(others).first() is not None


def void_cases_of(
    session: Session, petition: Petition, *, reason: str, actor: Actor, now: datetime
) -> list[Case]:
    """Void the cases of a petition that falls away, except those that other petitions hold.

    Raises CaseHasGoneOn when something already happened in one of them, and NotPermitted where
    a part of the petition is not the actor's to see.
    """
    if petition_parts.hidden(session, petition, actor=actor):
        raise NotPermitted()
    own = [one for one in cases_of(session, petition.id) if not is_shared(session, one, petition)]
    for case in own:
        if case.state is not CaseState.NEW:
            raise CaseHasGoneOn(code=case.code)
    for case in own:
        void_case(session, case, reason=reason, actor=actor, now=now)
    return own


def void_case(session: Session, case: Case, *, reason: str, actor: Actor, now: datetime) -> None:
    """Void one case; it stays in the trail with its reason."""
    case.voided_at, case.void_reason = now, reason
    session.flush()
    audit.write(session, "case.void", actor=actor, now=now, subject="case", subject_id=case.id, reason=reason)
