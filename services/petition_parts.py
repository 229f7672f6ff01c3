"""The parts of a mixed petition: which case each became, and what a reader may know of the others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Case, Party, Petition, PetitionCase
from models.enums import Kind
from services import cases, petition_records
from services.permissions import Actor


@dataclass(frozen=True, slots=True)
class Part:
    """One part and its case, as far as the reader may see it."""

    number: int
    case: Case
    summary: str

    @property
    def stands(self) -> bool:
        return self.case.voided_at is None


def of(session: Session, petition: Petition, *, actor: Actor) -> list[Part]:
    """The parts whose case the actor may see, voided ones among them, by number."""
    found = session.exec(
        select(PetitionCase.part, Case)
        .join(Case, col(Case.id) == col(PetitionCase.case_id))
        .where(PetitionCase.petition_id == petition.id, actor.scope.condition(Case))
        .order_by(col(PetitionCase.part))
    )
    return [Part(number, case, cases.summary_of(case)) for number, case in found]


def hidden(session: Session, petition: Petition, *, actor: Actor) -> set[int]:
    """The parts that are denunciations beyond the actor's sight, also those voided since.

    None for a denunciation that was never split: who sees the petition may know what it says.
    """
    return hidden_of(session, [petition], actor=actor).get(petition.id or 0, set())


def hidden_of(session: Session, petitions: Sequence[Petition], *, actor: Actor) -> dict[int, set[int]]:
    """Petition id -> the parts beyond the actor's sight, of those petitions that have some."""
    mixed = [petition.id for petition in petitions if petition_records.holds_denunciation(petition)]
    if not mixed:
        return {}
    links = session.exec(
        select(PetitionCase.petition_id, PetitionCase.part, Case.id)
        .join(Case, col(Case.id) == col(PetitionCase.case_id))
        .where(col(PetitionCase.petition_id).in_(mixed), Case.kind == Kind.DENUNCIATION)
    ).all()
    among = col(Case.id).in_([case_id for *_rest, case_id in links])
    seen = set(session.exec(select(Case.id).where(among, actor.scope.condition(Case))))
    found: dict[int, set[int]] = {}
    for petition_id, part, case_id in links:
        if case_id not in seen:
            found.setdefault(petition_id, set()).add(part)
    return found


def without_hidden(people: Sequence[Party], parts: Collection[int]) -> list[Party]:
    """The people of a petition without those whom only a hidden part is about."""
    return [party for party in people if party.part is None or party.part not in parts]
