"""Lists of petitions: the latest, what still waits to be handled, and a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select, true

from models import Party, Petition
from models.enums import PartyRole
from services import case_search, petition_records, word_search
from services.permissions import Actor, Permission, require
from services.text import sorted_words


class PetitionView(StrEnum):
    """What a list of petitions is about."""

    WAITING = "waiting"
    LATEST = "latest"
    VOIDED = "voided"


@dataclass(frozen=True)
class PetitionRow:
    """One line; words and names are empty where they are sealed."""

    petition: Petition
    names: tuple[str, ...]


@dataclass(frozen=True)
class PetitionPage:
    """Some lines and how many there are in all."""

    rows: tuple[PetitionRow, ...]
    total: int


def list_page(
    session: Session,
    view: PetitionView,
    *,
    actor: Actor,
    search: str = "",
    narrowed: Sequence[ColumnElement[bool]] = (),
    limit: int = 25,
    offset: int = 0,
) -> PetitionPage:
    """Petitions the actor may see; those that wait by nearest day, the others newest first.

    The search takes a code, words of the content or a name in any order; sealed petitions
    are found by their code only. `narrowed` is what a filter adds (`petition_filter.conditions`).
    """
    require(actor, Permission.CASE_READ)
    conditions = [petition_records.condition(actor), *narrowed]
    if view is PetitionView.VOIDED:
        conditions.append(col(Petition.voided_at).is_not(None))
    else:
        conditions.append(col(Petition.voided_at).is_(None))
    if view is PetitionView.WAITING:
        conditions.append(col(Petition.handled_on).is_(None))
    if search.strip():
        conditions.append(_matches(session, search))
    total = session.exec(select(func.count()).select_from(Petition).where(*conditions)).one()
    order = (
        (col(Petition.handling_due_on).is_(None), Petition.handling_due_on, Petition.id)
        if view is PetitionView.WAITING
        else (col(Petition.id).desc(),)
    )
    found = session.exec(
        select(Petition).where(*conditions).order_by(*order).limit(limit).offset(offset)
    ).all()
    names = _names(session, [petition.id or 0 for petition in found])
    rows = tuple(PetitionRow(petition, tuple(names.get(petition.id or 0, ()))) for petition in found)
    return PetitionPage(rows, int(total))


def _matches(session: Session, search: str) -> ColumnElement[bool]:
    code = case_search.code_of(search)
    if code is not None:
        return col(Petition.code) == code
    words = word_search.words_to_find(search)
    if not words:
        return true()
    named = select(Party.petition_id).where(Party.name_key == sorted_words(search), Party.name_key != "")
    return or_(col(Petition.id).in_(named), word_search.condition(session, Petition, words))


def _names(session: Session, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    plain = select(Party.petition_id, Party.name).where(
        col(Party.petition_id).in_(ids), Party.name != "", Party.role != PartyRole.RESPONDENT
    )
    for petition_id, name in session.exec(plain.order_by(col(Party.ordinal))):
        found.setdefault(petition_id, []).append(name)
    return found
