"""What a document is about: a case, or a petition that has none; found for the actor."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Case, Petition, PetitionCase
from models.enums import Kind
from services import cases, petition_cases, petition_records
from services.errors import NotFound
from services.permissions import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """A matter with its first petition; `is_sealed` where names and words of it are protected."""

    case: Case | None
    petition: Petition | None
    kind: Kind
    instance: int
    code: str
    unit_id: int
    is_sealed: bool
    summary: str

    @property
    def case_id(self) -> int | None:
        return self.case.id if self.case else None

    @property
    def petition_id(self) -> int | None:
        return self.petition.id if self.petition else None


def of_case(session: Session, case_id: int, *, actor: Actor) -> Subject:
    """The subject of a case the actor may see; NotFound for every other."""
    return _of(session, cases.by_id(session, case_id, actor=actor), actor=actor)


def of_petition(session: Session, petition_id: int, *, actor: Actor) -> Subject:
    """The subject of a petition the actor may see: its case where the step is taken there."""
    petition = petition_records.by_id(session, petition_id, actor=actor)
    case = petition_cases.case_of(session, petition.id)
    if case is not None and case.kind is petition.kind:
        try:
            return _of(session, cases.by_id(session, case.id or 0, actor=actor), actor=actor)
        except NotFound:
            pass
    words = petition_records.words_of(petition)
    return Subject(
        case=None,
        petition=petition,
        kind=petition.kind,
        instance=words.instance if petition.kind is Kind.COMPLAINT else 1,
        code=petition.code,
        unit_id=petition.unit_id,
        is_sealed=petition_records.is_sealed(petition),
        summary=words.summary,
    )


def _of(session: Session, case: Case, *, actor: Actor) -> Subject:
    petition = session.exec(
        select(Petition)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        .where(
            PetitionCase.case_id == case.id,
            col(Petition.voided_at).is_(None),
            petition_records.condition(actor),
        )
        .order_by(col(Petition.received_on), col(Petition.id))
        .limit(1)
    ).first()
    return Subject(
        case=case,
        petition=petition,
        kind=case.kind,
        instance=case.instance,
        code=case.code,
        unit_id=case.unit_id,
        is_sealed=cases.is_sealed(case) or (petition is not None and petition_records.is_sealed(petition)),
        summary=cases.summary_of(case),
    )
