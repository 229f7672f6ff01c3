"""Likely duplicates of a petition: by number, by name in any order, by content, within one's scope."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import DuplicateDecision, Party, Petition
from models.enums import DuplicateVerdict
from services import petition_records, thresholds
from services.duplicate_candidates import Question, Signs, candidates, likeness_of, people_matches
from services.permissions import Actor, Permission, require

__all__ = ["Found", "Question", "Suggestion", "decide", "find"]

SHOWN = 5


@dataclass(frozen=True)
class Suggestion:
    """An earlier petition that may be the same, with why; `likeness` of the contents is 0 to 100."""

    petition: Petition
    same_number: bool
    same_name: bool
    likeness: int
    people: tuple[str, ...] = ()

    @property
    def is_strong(self) -> bool:
        """Whether this is more than a namesake or a common complaint."""
        return self.same_number or (self.same_name and self.likeness > 0)

    @property
    def rank(self) -> tuple[bool, bool, int, date]:
        return (self.same_number, self.is_strong, self.likeness, self.petition.received_on)


@dataclass(frozen=True)
class Found:
    """What may be shown, how many more there are, and whether one lies outside the actor's scope."""

    suggestions: tuple[Suggestion, ...] = ()
    more: int = 0
    elsewhere: bool = False


def find(session: Session, question: Question, *, actor: Actor, today: date) -> Found:
    """Earlier petitions that may be the same as the one in hand, likeliest first.

    Denunciations are compared by keyed hashes only, and only among those the actor may
    see. For other kinds `elsewhere` says that a petition outside the scope is strongly
    alike, and nothing more about it.
    """
    require(actor, Permission.PETITION_ENTER)
    signs = Signs.of(question)
    if signs.is_empty:
        return Found()
    rows = candidates(session, question, signs, today=today)
    if not rows:
        return Found()
    threshold = thresholds.number(session, "duplicate.threshold", today=today)
    by_number, by_name = people_matches(session, signs, list(rows))
    judged = [
        Suggestion(
            petition=petition,
            same_number=petition.id in by_number,
            same_name=petition.id in by_name,
            likeness=likeness_of(petition, question, signs, threshold),
        )
        for petition in rows.values()
    ]
    alike = [one for one in judged if one.same_number or one.same_name or one.likeness]
    visible = _visible_ids(session, [one.petition.id or 0 for one in alike], actor=actor)
    shown = sorted(
        (one for one in alike if one.petition.id in visible), key=lambda one: one.rank, reverse=True
    )
    elsewhere = any(
        one.is_strong and one.petition.id not in visible and not petition_records.is_sealed(one.petition)
        for one in alike
    )
    return Found(
        tuple(_with_people(session, shown[:SHOWN])), more=max(0, len(shown) - SHOWN), elsewhere=elsewhere
    )


def decide(
    session: Session,
    petition: Petition,
    *,
    linked_id: int | None,
    dismissed_ids: list[int],
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what a person judged about the suggestions; a later judgement replaces an earlier one."""
    require(actor, Permission.PETITION_ENTER)
    verdicts = dict.fromkeys(dismissed_ids, DuplicateVerdict.DISMISSED)
    if linked_id is not None:
        verdicts[linked_id] = DuplicateVerdict.LINKED
    for other_id, verdict in verdicts.items():
        other = petition_records.by_id(session, other_id, actor=actor)
        row = session.exec(
            select(DuplicateDecision).where(
                DuplicateDecision.petition_id == petition.id, DuplicateDecision.other_id == other.id
            )
        ).one_or_none()
        if row is None:
            row = DuplicateDecision(
                petition_id=petition.id or 0,
                other_id=other.id or 0,
                verdict=verdict,
                decided_by_id=actor.user_id,
                decided_at=now,
            )
        row.verdict, row.decided_by_id, row.decided_at = verdict, actor.user_id, now
        session.add(row)
    session.flush()


def judged_ids(session: Session, petition: Petition) -> set[int]:
    """The petitions about which a person already said whether they are the same."""
    found = session.exec(
        select(DuplicateDecision).where(
            or_(DuplicateDecision.petition_id == petition.id, DuplicateDecision.other_id == petition.id)
        )
    )
    return {one.other_id if one.petition_id == petition.id else one.petition_id for one in found}


def _visible_ids(session: Session, ids: list[int], *, actor: Actor) -> set[int]:
    if not ids:
        return set()
    seen = select(Petition.id).where(petition_records.condition(actor), col(Petition.id).in_(ids))
    return {i for i in session.exec(seen) if i is not None}


def _with_people(session: Session, shown: list[Suggestion]) -> list[Suggestion]:
    """The suggestions with the names that stand in plain text."""
    ids = [one.petition.id or 0 for one in shown]
    names: dict[int, list[str]] = {}
    rows = select(Party.petition_id, Party.name).where(col(Party.petition_id).in_(ids), Party.name != "")
    for petition_id, name in session.exec(rows.order_by(col(Party.ordinal))):
        names.setdefault(petition_id, []).append(name)
    return [replace(one, people=tuple(names.get(one.petition.id or 0, ()))) for one in shown]
